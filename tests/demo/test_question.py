"""Questions and handles: what is declared is checked at once, and the right option is computed."""

import numpy as np
import pytest

from course_utils.demo.demo import Control, Demo
from course_utils.demo.handle import Handle
from course_utils.demo.picture import Picture
from course_utils.demo.question import Question

OPTIONS = {"less": lambda x: x < 5, "more": lambda x: x > 5}


def ask(options=OPTIONS, **changes):
    answer = {"answer": lambda at: at(x=9), "because": lambda at: f"it is {at(x=9)}"}
    return Question("Is it less or more than 5?", options, **{**answer, **changes})


def point_demo(**changes):
    """A point in a plane that spans half of the picture each way."""

    def draw(fig, _):
        ax = fig.add_axes((0.25, 0.25, 0.5, 0.5), xlim=(0, 10), ylim=(0, 10), label="plane")
        dot = ax.plot([0], [0], "o")[0]

        def ink(x):
            dot.set_data([x], [x])
            return (dot,)

        return ink

    controls = (Control("x", range(11), 0, "x"),)
    plain = {"compute": lambda x: x, "draw": draw, "caption": lambda x: f"At {x}.", "size": (2, 2)}
    return Demo(title="A point", slide="Points", controls=controls, **{**plain, **changes})


def test_the_right_option_is_the_one_that_the_computed_answer_makes_right():
    demo = point_demo(question=ask())
    assert demo.outline()["question"] == {
        "text": "Is it less or more than 5?",
        "options": ["less", "more"],
        "right": 1,
        "answers": ["You chose “less”. It is “more”: it is 9.", "Right, “more”: it is 9."],
        "skipped": "It is “more”: it is 9.",
        "free": [False],
        "shows": [0],
    }


@pytest.mark.parametrize("value", [5, np.nan], ids=["no option", "a number that is none"])
def test_an_answer_that_makes_no_option_right_is_refused(value):
    with pytest.raises(ValueError, match="makes no option right"):
        ask(answer=lambda at: value).right_option(lambda **_: value)


def test_an_answer_that_makes_two_options_right_is_refused():
    options = {"more than 5": lambda x: x > 5, "more than 6": lambda x: x > 6}
    with pytest.raises(ValueError, match=r"\['more than 5', 'more than 6'\] right"):
        ask(options).right_option(lambda **_: 9)


@pytest.mark.parametrize("count", [0, 1, 5])
def test_a_question_has_two_to_four_options(count):
    with pytest.raises(ValueError, match=f"two to four, got {count}"):
        ask({str(number): bool for number in range(count)})


def test_a_question_ends_with_a_question_mark():
    with pytest.raises(ValueError, match="must end with a question mark"):
        Question("Say it", OPTIONS, answer=lambda at: 1, because=lambda at: "")


@pytest.mark.parametrize(
    "wrong",
    [{"question": ask(free=("y",))}, {"question": ask(shows={"x": 11})}, {"handles": (Handle("plane", x="y"),)}],
    ids=["free control", "state shown", "control of a handle"],
)
def test_a_wrong_name_or_value_is_refused_at_import(wrong):
    with pytest.raises(ValueError, match="'A point'"):
        point_demo(**wrong)


def test_a_veil_covers_the_axes_and_what_is_written_on_them():
    left, top, width, height = Picture(point_demo(question=ask(veil=("plane",)))).outline()["veil"][0]
    assert left <= 0.25
    assert top <= 0.25
    assert left + width >= 0.75
    assert top + height >= 0.75


@pytest.mark.parametrize("wrong", [{"question": ask(veil=("plain",))}, {"handles": (Handle("plain", x="x"),)}])
def test_axes_that_do_not_exist_are_refused_by_name(wrong):
    with pytest.raises(ValueError, match="no axes labelled 'plain', only 'plane'"):
        Picture(point_demo(**wrong)).outline()


def test_a_handle_knows_the_place_of_every_value():
    picture = Picture(point_demo(handles=(Handle("plane", x="x", y=("x", lambda x: x / 2)),)))
    handle = picture.outline()["handles"][0]
    np.testing.assert_allclose(handle["x"]["places"], np.linspace(0.25, 0.75, 11))
    np.testing.assert_allclose(handle["y"]["places"], np.linspace(0.75, 0.5, 11))
    np.testing.assert_allclose(picture.draw(x=10).grips, [(0.75, 0.5)])


def test_a_handle_may_say_where_it_is_drawn_or_that_it_is_not_there():
    picture = Picture(point_demo(handles=(Handle("plane", x="x", at=lambda x: (x, 10) if x else None),)))
    assert picture.draw(x=0).grips == (None,)
    np.testing.assert_allclose(picture.draw(x=10).grips, [(0.75, 0.25)])
