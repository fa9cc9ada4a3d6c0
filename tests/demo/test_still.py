"""The picture that a notebook file shows without a kernel: asked, and not answered."""

import io
from dataclasses import replace

import numpy as np
from PIL import Image

from course_utils.chapters.line_fitting import FIT_BY_HAND
from course_utils.demo.picture import Picture
from course_utils.demo.still import cover_answer, describe_still, draw_still

ASKING = replace(FIT_BY_HAND, question=replace(FIT_BY_HAND.question, veil=("verdict", "bowl")))


def read(png):
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))


def test_nothing_is_left_under_the_veil():
    picture = Picture(ASKING)
    picture.draw()
    plain, covered = picture.pixels.copy(), cover_answer(picture)
    height, width = plain.shape
    boxes = picture.veil()
    inside = np.zeros(plain.shape, dtype=bool)
    for left, top, wide, high in boxes:
        rows = slice(max(round(top * height), 0), round((top + high) * height))
        inside[rows, max(round(left * width), 0) : round((left + wide) * width)] = True
    assert len(set(covered[inside].tolist())) == 1
    np.testing.assert_array_equal(covered[~inside], plain[~inside])


def test_the_question_stands_under_the_picture_it_is_about():
    still, plain = read(draw_still(Picture(ASKING)).picture), read(Picture(ASKING).still().picture)
    assert still.shape[1] == plain.shape[1]
    strip = still[len(plain) :]
    assert len(strip) > 150
    assert strip.min() < 60 < 200 < strip.max()  # dark words on the paper


def test_elsewhere_a_still_is_the_plain_picture():
    values = {"slope": 1.0}
    assert draw_still(Picture(ASKING), **values) == Picture(ASKING).still(**values)
    assert describe_still(ASKING, "A caption.", **values) == "A caption."


def test_a_still_in_words_has_the_question_its_options_and_the_caption():
    text = describe_still(ASKING, "A caption.")
    assert text == f"{ASKING.question.text} none / one / two / three or more\nA caption."
