"""The laws that every question and every handle of a demo keeps."""

import itertools
import re

import numpy as np

from course_utils.chapters import DEMOS
from tests.chapters.states import each_of, picture_of, unveiled_words

every_asking_demo = each_of([demo for demo in DEMOS if demo.question])
every_grabbable_demo = each_of([demo for demo in DEMOS if demo.handles])


@every_asking_demo
def test_exactly_one_option_is_right_and_the_same_whatever_is_moved_meanwhile(demo):
    free = [control for control in demo.controls if control.name in demo.question.free]

    def right_at(values):
        return demo.question.right_option(lambda **changes: demo.result(**{**values, **changes}))

    combinations = itertools.product(*(control.values for control in free))
    assert len({right_at({c.name: v for c, v in zip(free, values, strict=True)}) for values in combinations}) == 1


@every_asking_demo
def test_what_is_on_screen_while_a_question_is_open_does_not_hold_the_answer(demo):
    right = demo.question.right_option(demo.result)
    texts = (demo.title, *demo.scenes, *(text.text for text in unveiled_words(demo)))
    said = re.compile(rf"(?<![\w.]){re.escape(right)}(?![\w.])", re.IGNORECASE)
    assert not [text for text in texts if said.search(text)]


@every_asking_demo
def test_what_is_so_is_one_sentence_without_raw_numbers(demo):
    because = demo.question.because(demo.result)
    assert not re.search(r"\d\.\d{5}|\d{7}|\b(nan|inf|None)\b|\n", because)
    assert len(because) <= 110


@every_grabbable_demo
def test_dragging_to_where_a_value_is_drawn_sets_that_value(demo):
    picture = picture_of(demo)
    for number, handle in enumerate(picture.outline()["handles"]):
        for direction in handle.keys() & {"x", "y", "angle"}:
            control = demo.controls[handle[direction]["control"]]
            for place, value in enumerate(control.values):
                grip = picture.grips(**{control.name: value})[number]
                if grip is not None:
                    assert nearest(handle, direction, grip, demo.size) == place, (control.name, value)


def nearest(handle, direction, grip, size):
    """The place that a drag to this grip sets, as the page works it out."""
    if direction == "angle":
        right, up = (np.subtract(grip, handle["centre"]) * size) * (1, -1)
        off = (np.array(handle["angle"]["places"]) - np.degrees(np.arctan2(up, right)) + 180) % 360 - 180
    else:
        off = np.array(handle[direction]["places"]) - grip["xy".index(direction)]
    return np.argmin(np.abs(off))
