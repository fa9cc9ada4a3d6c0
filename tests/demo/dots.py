"""A demo of a dot on a line, to test the views."""

import time

from course_utils.demo.demo import Control, Demo


def dot_demo(compute=lambda x, side: (x, side)):
    """A dot on a line, left or right of its middle."""

    def draw(fig, _):
        ax = fig.add_axes((0.1, 0.3, 0.8, 0.4), xlim=(-60, 60), ylim=(-1, 1))
        dot = ax.plot([0], [0], "o")[0]

        def ink(result):
            dot.set_xdata([result[0] if result[1] == "right" else -result[0]])
            return (dot,)

        return ink

    return Demo(
        title="A dot",
        slide="Dots",
        controls=(Control("x", range(51), 0, "how far"), Control("side", ("left", "right"), "right", "to the")),
        compute=compute,
        draw=draw,
        caption=lambda result: f"The dot is {result[0]} < 60 to the {result[1]}.",
        scenes={"Dots: far": {"x": 50}, "Dots: far & left": {"x": 50, "side": "left"}},
        size=(3, 1),
    )


def refusing(x_of_no_return):
    """A dot whose compute fails at one place."""

    def compute(x, side):
        if x == x_of_no_return:
            raise ZeroDivisionError("there is <no> way")
        return x, side

    return dot_demo(compute)


def recorded(drawn, seconds=0.0):
    """A dot whose compute takes this long, and notes its values."""

    def compute(x, side):
        time.sleep(seconds)
        drawn.append((x, side))
        return x, side

    return dot_demo(compute)
