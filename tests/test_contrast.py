"""Colours: words and marks stand out from their ground, as WCAG 2 asks, and every kind of eyes tells data apart."""

import itertools
import re
from pathlib import Path

import matplotlib
import numpy as np
import pytest

from course_utils.plotting import style
from tests.colours import EYES, MARKS, WORDS, contrast, lab

ROOT = Path(__file__).resolve().parents[1]
NEAREST = 18  # in CIELAB; 2 is just noticeable for large areas side by side, a thin line needs several times as much


both_looks = pytest.mark.parametrize("look", list(style.HUES))


def variables(name):
    """The colours that a style sheet names: for its light look, and for its dark one where it has one."""
    text = (ROOT / name).read_text(encoding="utf-8")
    light, _, dark = text.partition("prefers-color-scheme: dark")
    found = [dict(re.findall(r"--([\w-]+):\s*(#[0-9a-fA-F]{3,6})", part)) for part in (light, dark.partition("\n")[0])]
    return found[0], found[0] | found[1]


def test_contrast_is_as_known_for_black_white_and_two_greys():
    assert contrast("black", "white") == pytest.approx(21)
    assert contrast("white", "white") == 1
    assert contrast("#777777", "white") == pytest.approx(4.48, abs=0.005)
    assert contrast("#767676", "white") == pytest.approx(4.54, abs=0.01)


def test_lab_is_as_known_for_white_and_red():
    np.testing.assert_allclose(lab("white", np.eye(3)), [100, 0, 0], atol=1e-6)
    np.testing.assert_allclose(lab("red", np.eye(3)), [53.24, 80.09, 67.20], atol=0.1)


@both_looks
@pytest.mark.parametrize("hue", ["ink", "grey", "blue", "orange", "green", "plum"])
def test_words_may_have_these_colours(look, hue):
    assert contrast(style.HUES[look][hue], style.HUES[look]["paper"]) >= WORDS


@both_looks
@pytest.mark.parametrize("eyes", EYES.values(), ids=EYES)
def test_ink_and_the_four_hues_differ_for_every_kind_of_eyes(look, eyes):
    colours = [style.HUES[look][hue] for hue in ("ink", "blue", "orange", "green", "plum")]
    for one, other in itertools.combinations(colours, 2):
        assert np.linalg.norm(lab(one, eyes) - lab(other, eyes)) >= NEAREST, (one, other)


@both_looks
def test_gold_is_for_areas_with_dark_words_on_it(look):
    with style.course_style(look):
        assert contrast(style.ROLE.on_gold, style.ROLE.best) >= WORDS


@both_looks
def test_words_on_axes_can_be_read(look):
    with style.course_style(look):
        settings = matplotlib.rcParams.copy()
    for name in ("text.color", "axes.labelcolor", "xtick.labelcolor", "ytick.labelcolor"):
        assert contrast(settings[name], settings["figure.facecolor"]) >= WORDS


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_pages_can_be_read(dark):
    page, stage = variables("course_tools/site/site.css")[dark], variables("course_utils/demo/front/stage.css")[0]
    for ground in (page["background"], page["quiet"]):
        assert contrast(page["ink"], ground) >= WORDS
        assert contrast(page["link"], ground) >= WORDS
    for mark in (stage["blue"], stage["orange"], page["jp-border-color1"]):  # handle, ring of focus, track
        assert contrast(mark, page["background"]) >= MARKS


def test_words_on_the_chosen_button_can_be_read():
    assert contrast("white", variables("course_utils/demo/front/stage.css")[0]["blue"]) >= WORDS
