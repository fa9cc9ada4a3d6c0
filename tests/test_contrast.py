"""Colours: words and marks stand out from their ground, as WCAG 2 asks, and every kind of eyes tells data apart."""

import itertools
import re
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from pygments.styles import get_style_by_name
from pygments.token import Whitespace

from course_tools.site.look import CODE_STYLES
from course_utils.plotting import style
from tests.colours import EYES, MARKS, WORDS, contrast, lab

ROOT = Path(__file__).resolve().parents[1]
NEAREST = 18  # in CIELAB; 2 is just noticeable for large areas side by side, a thin line needs several times as much


both_looks = pytest.mark.parametrize("look", list(style.HUES))


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


def mix(share, hue, colors):
    """What color-mix(in srgb, HUE SHARE, paper) is."""
    return share * np.array(to_rgb(colors[hue])) + (1 - share) * np.array(to_rgb(colors["paper"]))


@both_looks
def test_the_pages_can_be_read(look):
    sheet, colors = (ROOT / "course_tools" / "site" / "site.css").read_text(encoding="utf-8"), style.HUES[look]
    grounds = re.findall(r"(?:--quiet|background): color-mix\(in srgb, var\(--(\w+)\) (\d+)%, var\(--paper\)\)", sheet)
    assert {hue for hue, _ in grounds} == {"ink", "gold", "blue"}
    for hue, percent in grounds:
        ground = mix(int(percent) / 100, hue, colors)
        for words in ("ink", "grey", "blue"):
            assert contrast(colors[words], ground) >= WORDS, (hue, percent, words)


@both_looks
def test_code_on_the_pages_can_be_read(look):
    sheet = (ROOT / "course_tools" / "site" / "site.css").read_text(encoding="utf-8")
    percent = re.search(r"--quiet: color-mix\(in srgb, var\(--ink\) (\d+)%", sheet)[1]
    ground = mix(int(percent) / 100, "ink", style.HUES[look])
    for token, how in get_style_by_name(CODE_STYLES[look]):
        if how["color"] and token is not Whitespace:
            assert contrast(f"#{how['color']}", ground) >= WORDS, token


@both_looks
def test_handles_and_the_ring_of_focus_stand_out_and_words_on_a_chosen_button_can_be_read(look):
    with style.course_style(look):
        assert contrast(style.ROLE.hand, style.ROLE.paper) >= MARKS
        assert contrast(style.ROLE.paper, style.ROLE.model) >= WORDS
