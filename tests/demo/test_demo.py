from typing import NamedTuple

import matplotlib
import matplotlib.style
import numpy as np
import pytest

from course_utils.demo.demo import Control, Demo, steps
from course_utils.demo.picture import Picture
from course_utils.plotting.style import DPI


class Bar(NamedTuple):
    height: float
    color: str


def bar(height, color):
    return Bar(height, color)


def draw_bar(fig, _):
    ax = fig.add_axes((0.2, 0.2, 0.7, 0.6), xlim=(0, 1), ylim=(0, 6), title="one bar", ylabel="height")
    rectangle = ax.bar([0.5], [0], width=0.5)[0]
    wave = ax.plot([], [])[0]
    text = ax.text(0.5, 5.3, "", ha="center")

    def ink(result):
        rectangle.set(height=result.height, color=result.color)
        wave.set_data(x := np.linspace(0, 1, 5000), result.height + np.sin(9 * x) / 2)
        text.set_text(f"height {result.height}, $h^2$ = {result.height**2}")
        return rectangle, wave, text

    return ink


def caption_bar(result):
    return f"A {result.color} bar, {result.height} high."


HEIGHT = Control("height", range(1, 6), start=2, label="height")
COLOR = Control("color", ("red", "blue"), start="red", label="colour")


def bar_demo(**changes):
    declared = {
        "title": "A bar",
        "slide": "Bars",
        "controls": (HEIGHT, COLOR),
        "compute": bar,
        "draw": draw_bar,
        "caption": caption_bar,
        "size": (3, 2),
    }
    return Demo(**{**declared, **changes})


def failing_once_at(bad, function):
    """The function, but the first call with a result (or values) of this height raises."""
    failures = iter([ZeroDivisionError("the lecturer's own words")])

    def wrapped(*args, **values):
        height = values["height"] if values else args[-1].height
        if height == bad and (error := next(failures, None)):
            raise error
        return function(*args, **values)

    return wrapped


# --- controls


@pytest.mark.parametrize(("start", "stop", "step"), [(0, 1, 0.05), (-1, 2, 0.1), (0, 0.3, 0.1), (-4, 4, 0.5)])
def test_steps_are_the_round_numbers_a_person_would_write(start, stop, step):
    values = steps(start, stop, step)
    assert (values[0], values[-1]) == (start, stop)
    assert all(len(repr(value)) <= 5 for value in values)
    np.testing.assert_allclose(np.diff(values), step)


@pytest.mark.parametrize("values", [(), (1,), (1, 2, 1), (1, 1.0)])
def test_a_control_has_at_least_two_values_each_once(values):
    with pytest.raises(ValueError, match=r"control 'k'.*each once"):
        Control("k", values, start=1, label="k")


def test_a_control_starts_on_one_of_its_values():
    with pytest.raises(ValueError, match=r"control 'k': start 9 is not one of its values"):
        Control("k", range(3), start=9, label="k")


def test_a_control_keeps_the_values_of_an_iterator():
    assert Control("k", iter([1, 2]), start=1, label="k").values == (1, 2)


@pytest.mark.parametrize(
    ("value", "format", "text"),
    [(-0.5, ".1f", "−0.5"), (2, "g", "2"), (10_000, "g", "10000"), ("on a line", ".2f", "on a line")],
)
def test_the_text_of_a_value_has_its_format_and_a_true_minus(value, format, text):
    assert Control("k", (value, 7), start=7, label="k", format=format).text(value) == text


def test_words_keep_their_hyphens():
    assert Control("k", ("two-moons", "x"), start="x", label="k").text("two-moons") == "two-moons"


def test_words_are_a_choice_and_numbers_are_a_scale():
    assert COLOR.is_choice
    assert not HEIGHT.is_choice


# --- declarations


@pytest.mark.parametrize("compute", [lambda height: None, lambda height, colour: None, lambda height, color, k: None])
def test_a_compute_that_does_not_fit_its_controls_is_refused(compute):
    with pytest.raises(ValueError, match="'A bar': compute does not fit the controls"):
        bar_demo(compute=compute)


@pytest.mark.parametrize(
    ("scene", "message"),
    [({"width": 1}, "no control 'width', only height, color"), ({"height": 9}, "height = 9 is not")],
)
def test_a_scene_with_an_unknown_name_or_value_is_refused(scene, message):
    with pytest.raises(ValueError, match=message):
        bar_demo(scenes={"Bars": scene})


def test_two_controls_of_one_name_are_refused():
    with pytest.raises(ValueError, match="two controls have the same name"):
        bar_demo(controls=(HEIGHT, COLOR, HEIGHT))


def test_values_are_the_start_but_for_the_changes():
    assert bar_demo().values(height=5) == {"height": 5, "color": "red"}


@pytest.mark.parametrize("changes", [{"width": 1}, {"height": 9}, {"color": "pink"}])
def test_wrong_values_are_refused(changes):
    with pytest.raises(ValueError, match="'A bar'"):
        bar_demo().values(**changes)


def test_states_are_every_combination_once():
    states = [tuple(state.items()) for state in bar_demo().states()]
    assert len(set(states)) == len(states) == 10
    assert all(bar_demo().values(**dict(state)) == dict(state) for state in states)


# --- pictures


def test_a_picture_has_the_pixels_that_its_size_says():
    picture = Picture(bar_demo())
    assert picture.still().picture[16:24] == np.array([3 * DPI, 2 * DPI], ">u4").tobytes()


def test_the_order_of_the_changes_does_not_matter():
    picture = Picture(bar_demo())
    assert picture.frame(color="blue", height=4) == picture.frame(height=4, color="blue")


def failing_compute():
    return bar_demo(compute=failing_once_at(4, bar))


def failing_caption():
    return bar_demo(caption=failing_once_at(4, caption_bar))


def failing_ink():
    def draw(fig, result):
        ink = draw_bar(fig, result)

        def fail_halfway(result):
            ink(result)
            return failing(result)

        failing = failing_once_at(4, ink)
        return fail_halfway

    return bar_demo(draw=draw)


@pytest.mark.parametrize("broken", [failing_compute, failing_caption, failing_ink])
def test_a_failure_is_raised_and_leaves_the_next_frames_right(broken):
    picture, right = Picture(broken()), Picture(bar_demo())
    before = picture.frame()
    with pytest.raises(ZeroDivisionError, match="own words"):
        picture.frame(height=4)
    assert picture.frame() == before
    assert picture.frame(height=5) == right.frame(height=5)
    assert picture.frame(height=4) == right.frame(height=4)


USERS_OWN = {
    "dark": lambda: matplotlib.style.use("dark_background"),
    "xkcd": lambda: matplotlib.rcParams.update({"path.sketch": (1, 100, 2), "font.size": 30, "lines.linewidth": 9}),
    "dpi": lambda: matplotlib.rcParams.update({"figure.dpi": 50, "savefig.dpi": 50, "savefig.facecolor": "black"}),
    "fonts": lambda: matplotlib.rcParams.update({"font.family": "DejaVu Serif", "axes.unicode_minus": False}),
    "aliasing": lambda: matplotlib.rcParams.update({"text.antialiased": False, "lines.antialiased": False}),
    "rendering": lambda: matplotlib.rcParams.update({"text.hinting": "no_autohint", "path.simplify_threshold": 1.0}),
    "mathematics": lambda: matplotlib.rcParams.update({"mathtext.fontset": "cm", "mathtext.default": "rm"}),
}


@pytest.mark.parametrize("users_own", USERS_OWN.values(), ids=USERS_OWN)
@pytest.mark.parametrize("when", ["before", "between"])
def test_a_users_own_style_does_not_reach_the_picture(users_own, when):
    right = Picture(bar_demo()).frame(height=5)
    with matplotlib.rc_context():
        if when == "before":
            users_own()
        picture = Picture(bar_demo())
        users_own()
        assert picture.frame(height=5) == right


def test_a_picture_leaves_the_users_own_style_alone():
    with matplotlib.rc_context({"lines.linewidth": 7}):
        before = dict(matplotlib.rcParams)
        Picture(bar_demo()).frame(height=5)
        assert dict(matplotlib.rcParams) == before
