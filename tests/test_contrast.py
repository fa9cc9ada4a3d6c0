"""Words and marks stand out from their ground, as WCAG 2 asks: 4.5 to 1 for words, 3 to 1 for marks."""

import re
from pathlib import Path

import matplotlib
import pytest
from matplotlib.colors import to_rgb
from matplotlib.text import Text

from course_utils.chapters import DEMOS
from course_utils.demo.picture import Picture
from course_utils.plotting import style

WORDS, LARGE, MARKS = 4.5, 3, 3
ROOT = Path(__file__).resolve().parents[1]
PAPER = "white"


def luminance(color):
    """How bright a colour is, from 0 to 1, by WCAG's formula."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(color)]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(color, ground):
    dark, bright = sorted(map(luminance, (color, ground)))
    return (bright + 0.05) / (dark + 0.05)


def variables(name):
    """The colours that a style sheet names: for its light look, and for its dark one where it has one."""
    text = (ROOT / name).read_text(encoding="utf-8")
    light, _, dark = text.partition("prefers-color-scheme: dark")
    found = [dict(re.findall(r"--([\w-]+):\s*(#[0-9a-fA-F]{3,6})", part)) for part in (light, dark.partition("\n")[0])]
    return found[0], found[0] | found[1]


def test_the_formula_gives_what_wcag_says():
    assert contrast("black", "white") == pytest.approx(21)
    assert contrast("white", "white") == 1
    assert contrast("#777777", "white") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("name", ["DARK", "GREY", "BLUE", "ORANGE"])
def test_words_may_have_these_colours(name):
    assert contrast(getattr(style, name), PAPER) >= WORDS


def test_purple_is_for_marks_and_green_for_marks_and_large_words():
    assert MARKS <= contrast(style.PURPLE, PAPER) < WORDS
    assert LARGE <= contrast(style.GREEN, PAPER) < WORDS


@pytest.mark.parametrize("name", ["YELLOW", "SKY", "PALE"])
def test_areas_may_have_these_colours_for_dark_words_in_them(name):
    assert contrast(style.DARK, getattr(style, name)) >= WORDS


def test_words_on_axes_can_be_read_and_the_axes_seen():
    with style.course_style():
        settings = matplotlib.rcParams.copy()
    for name in ("text.color", "axes.labelcolor", "xtick.labelcolor", "ytick.labelcolor"):
        assert contrast(settings[name], settings["figure.facecolor"]) >= WORDS
    for name in ("axes.edgecolor", "xtick.color", "ytick.color"):
        assert contrast(settings[name], settings["figure.facecolor"]) >= MARKS
    for color in settings["axes.prop_cycle"].by_key()["color"][:4]:
        assert contrast(color, settings["figure.facecolor"]) >= MARKS


def is_large(text):
    """A projector and a page show 14 points of a figure as 18 or more."""
    return text.get_size() >= 14


@pytest.mark.parametrize("demo", DEMOS, ids=[demo.title for demo in DEMOS])
def test_every_word_of_a_demo_stands_out_from_the_paper(demo):
    picture = Picture(demo, dpi=50)
    words = [text for text in picture.figure.findobj(Text) if text.get_visible() and text.get_text().strip()]
    on_paper = [text for text in words if to_rgb(text.get_color()) != (1, 1, 1)]  # white ones stand on dark ground
    assert on_paper
    assert [text for text in on_paper if contrast(text.get_color(), PAPER) < (LARGE if is_large(text) else WORDS)] == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_pages_can_be_read(dark):
    page, stage = variables("course_tools/site/site.css")[dark], variables("course_utils/demo/front/stage.css")[0]
    for ground in (page["paper"], page["quiet"]):
        assert contrast(page["ink"], ground) >= WORDS
        assert contrast(page["link"], ground) >= WORDS
    for mark in (stage["blue"], stage["orange"], page["jp-border-color1"]):  # handle, ring of focus, track
        assert contrast(mark, page["paper"]) >= MARKS


def test_words_on_the_chosen_button_can_be_read():
    assert contrast("white", variables("course_utils/demo/front/stage.css")[0]["blue"]) >= WORDS
