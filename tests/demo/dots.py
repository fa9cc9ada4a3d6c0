"""A demo of a dot on a line, to test the views."""

import time
from dataclasses import replace

import numpy as np

from course_utils.demo.demo import Control, Demo, steps
from course_utils.demo.question import Question


def dot_demo(compute=lambda x, side: (x, side)):
    """A dot on a line, left or right of its middle."""

    def draw(fig, _):
        ax = fig.add_axes((0.1, 0.3, 0.8, 0.4), xlim=(-60, 60), ylim=(-1, 1), label="line")
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


def asking_demo():
    """A dot that asks where it will be, covers its line, and leaves the side to the hand."""
    question = Question(
        "Where is the dot after 50 steps?",
        {"left of the middle": lambda x: x < 0, "right of the middle": lambda x: x > 0},
        answer=lambda at: at(x=50)[0],
        because=lambda at: f"it is {at(x=50)[0]} steps away",
        veil=("line",),
        free=("side",),
        shows={"x": 50},
    )
    return replace(dot_demo(), question=question)


# What the asking demo says to the first option, to the second, and to none.
SAID = (
    "You chose “left of the middle”. It is “right of the middle”: it is 50 steps away.",
    "Right, “right of the middle”: it is 50 steps away.",
    "It is “right of the middle”: it is 50 steps away.",
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


def every_control_demo():
    """A dot with every kind of control: few and many values, infinity, words; and with many scenes."""
    heights = {1: -0.5, 2: 0, np.inf: 0.5}

    def draw(fig, _):
        ax = fig.add_axes((0.1, 0.3, 0.8, 0.4), xlim=(-90, 90), ylim=(-1, 1), label="line")
        dot = ax.plot([0], [0], "o")[0]

        def ink(result):
            far, shift, power, side = result
            dot.set_data([(far + shift) * (-1 if side == "left" else 1)], [heights[power]])
            return (dot,)

        return ink

    return Demo(
        title="Every kind of control",
        slide="Dots",
        controls=(
            Control("far", range(51), 0, "how far"),
            Control("shift", steps(0, 30, 0.1), 0, "and a little more", ".1f"),
            Control("power", tuple(heights), 1, "to the power"),
            Control("side", ("left", "right"), "right", "to the"),
        ),
        compute=lambda far, shift, power, side: (far, shift, power, side),
        draw=draw,
        caption="The dot is at {0[0]} + {0[1]:.1f}, with the power {0[2]}, on the {0[3]}.".format,
        scenes={
            "Dots: near": {},
            "Dots: far": {"far": 50},
            "Dots: left": {"far": 10, "side": "left"},
            "Dots: high": {"far": 20, "power": np.inf},
            "Dots: fine": {"shift": 12.3},
        },
    )


EVERY_CONTROL = every_control_demo()
