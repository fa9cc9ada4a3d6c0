"""The laws that every demo keeps; a demo that joins DEMOS is tested by all of them."""

import itertools
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from course_utils.chapters import CHAPTERS, DEMOS, name_of
from course_utils.demo.encoding import encode_jpeg
from course_utils.demo.picture import Picture
from course_utils.plotting import style
from tests.chapters.states import (
    dark_start_of,
    every_demo,
    overlap,
    picture_of,
    slug,
    states_of,
    words_that_clash,
)
from tests.colours import BACKGROUND, WORDS, contrast
from tests.demo.frames import compose, read

SLIDES = Path(__file__).parents[2].joinpath("docs", "slides.txt").read_text(encoding="utf-8").splitlines()


# --- the picture


@every_demo
def test_every_notable_state_draws(demo):
    assert states_of(demo)


@every_demo
def test_every_control_changes_the_picture_and_the_caption(demo):
    picture = picture_of(demo)
    picture.draw()
    at_start = picture.pixels.copy()

    def differs(**values):
        picture.draw(**values)
        return np.any(picture.pixels != at_start)

    def caption(**values):
        return demo.caption(demo.compute(**demo.values(**values)))

    for control in demo.controls:
        assert any(differs(**{control.name: value}) for value in control.values), control.name
        assert any(
            caption(**{**scene, control.name: value}) != caption(**scene)
            for scene in ({}, *demo.scenes.values())
            for value in control.values
        ), control.name


@every_demo
def test_a_picture_depends_on_the_values_alone_and_not_on_the_way_there(demo):
    rng, picture, values = np.random.default_rng(474), picture_of(demo), demo.start
    for _ in range(10):
        control = demo.controls[rng.integers(len(demo.controls))]
        values[control.name] = control.values[rng.integers(len(control.values))]
        picture.draw(**values)
    fresh = Picture(demo)
    assert picture.still(**values) == fresh.still(**values)
    assert picture.patch(**values) == fresh.patch(**values)


@every_demo
def test_a_patch_on_the_background_is_the_frame_exactly_or_as_its_jpeg_has_it(demo):
    picture = picture_of(demo)
    for control in demo.controls:
        for end in (control.values[0], control.values[-1]):
            patch = picture.patch(**{control.name: end})
            shown = compose(picture, patch)
            lossy = read(encode_jpeg(picture.pixels)) if patch.kind == "jpeg" else picture.pixels
            assert np.all((shown == picture.pixels) | (shown == lossy))


@every_demo
def test_the_ink_names_all_that_moves(demo):
    assert len({state.background for state in states_of(demo)}) == 1


@every_demo
def test_no_axes_move_their_limits(demo):
    first, *others = states_of(demo)
    assert all(other.limits == first.limits for other in others)


# --- the words


@every_demo
def test_a_caption_is_a_line_that_ends_with_a_period(demo):
    for state in states_of(demo):
        assert re.fullmatch(r"[^\n]+\.", state.caption)


@every_demo
def test_words_hold_no_raw_number_no_nan_and_no_hyphen_for_a_minus(demo):
    for state in states_of(demo):
        for text in (state.caption, *(word.text for word in state.words)):
            assert not re.search(r"\d\.\d{5}|\d{7}|\dE-?\d|\b(nan|inf|None)\b|(?<!\w)-\d", text, re.IGNORECASE), text


@every_demo
def test_labels_of_controls_and_scenes_hold_no_raw_number_and_no_hyphen_for_a_minus(demo):
    labels = [control.text(value) for control in demo.controls for value in control.values]
    for text in (*labels, *demo.scenes, *(control.label for control in demo.controls)):
        assert not re.search(r"\d\.\d{5}|\de-?\d|(?<!\w)-\d", text), text


@every_demo
def test_every_value_of_a_control_has_a_text_of_its_own(demo):
    for control in demo.controls:
        assert len({control.text(value) for value in control.values}) == len(control.values)


@every_demo
def test_every_word_has_one_of_five_sizes(demo):
    sizes = {style.VERDICT, style.RESULT, style.TITLE, style.LABEL, style.NOTE}
    assert not {(word.text, word.size) for state in states_of(demo) for word in state.words if word.size not in sizes}


@every_demo
def test_no_word_lies_across_the_cut_for_narrow_pages(demo):
    if demo.split is not None:
        cut = demo.split * demo.size[0] * style.DPI
        across = {w.text for state in states_of(demo) for w in state.words if w.box[0] < cut - 1 and w.box[2] > cut + 1}
        assert not across


@every_demo
def test_a_consequence_is_short_and_says_only_numbers_of_the_caption(demo):
    for state in states_of(demo):
        text = "".join(piece for piece, _ in state.consequence)
        assert len(text) <= 70, text
        assert text.endswith((".", "?", "!")), text
        assert set(re.findall(r"\d+(?:\.\d+)?", text)) <= set(re.findall(r"\d+(?:\.\d+)?", state.caption)), text
        assert all(role is None or role in style.MEANINGS for _, role in state.consequence), state.consequence


@every_demo
def test_a_dark_picture_has_dark_paper_and_words_that_stand_out_from_it(demo):
    dark = dark_start_of(demo)
    paper = style.HUES["dark"]["paper"]
    assert dark.corner == to_rgb(paper)
    grounds = (paper, style.HUES["dark"]["gold"])
    assert not {word.text for word in dark.words if max(contrast(word.color, ground) for ground in grounds) < WORDS}


@every_demo
def test_no_word_lies_on_another(demo):
    clashes = {
        (one.text, other.text)
        for state in states_of(demo)
        for one, other in itertools.combinations(state.words, 2)
        if overlap(one.box, other.box)
    }
    assert not clashes


@every_demo
@pytest.mark.slow
def test_words_that_move_neither_clash_nor_leave_the_figure_at_any_value(demo):
    assert not words_that_clash(demo)


@every_demo
def test_no_word_leaves_the_figure(demo):
    right, top = (inches * style.DPI for inches in demo.size)
    leaving = {
        (word.text, word.box)
        for state in states_of(demo)
        for word in state.words
        if min(word.box[:2]) < -1 or word.box[2] > right + 1 or word.box[3] > top + 1
    }
    assert not leaving


@every_demo
def test_a_demo_has_a_title_and_a_slide_of_the_deck(demo):
    assert demo.title.strip()
    assert demo.slide in SLIDES


@every_demo
def test_every_scene_belongs_to_a_slide_of_the_deck(demo):
    strangers = [
        t for t in demo.scenes if t not in SLIDES and not t.startswith(tuple(s + e for s in SLIDES for e in ": "))
    ]
    assert not strangers


@every_demo
def test_no_two_scenes_are_the_same(demo):
    scenes = [demo.values(**values) for values in demo.scenes.values()]
    assert all(scenes.count(scene) == 1 for scene in scenes)


def test_no_two_demos_have_the_same_title():
    assert len({slug(demo) for demo in DEMOS}) == len(DEMOS)


def test_every_slide_is_listed_once():
    assert len(set(SLIDES)) == len(SLIDES) > 40


@every_demo
def test_every_word_stands_out_from_the_background(demo):
    words = [word for state in states_of(demo) for word in state.words]
    on_background = [w for w in words if w.color not in (to_rgb("white"), to_rgb(BACKGROUND))]  # on dark ground
    assert on_background
    pale = {word.text for word in on_background if contrast(word.color, BACKGROUND) < WORDS}
    assert not pale


# --- the outline that a front end is given


@every_demo
def test_an_outline_has_the_labels_texts_and_positions_of_a_demo(demo):
    outline = demo.outline()
    for control, described in zip(demo.controls, outline["controls"], strict=True):
        assert described["label"] == control.label
        assert described["texts"] == [control.text(value) for value in control.values]
        assert control.values[described["start"]] == control.start
    scenes = {scene["title"]: demo.at(scene["position"]) for scene in outline["scenes"]}
    assert scenes == {title: demo.values(**values) for title, values in demo.scenes.items()}


@every_demo
def test_the_names_and_values_of_an_outline_are_code_that_brings_them_back(demo):
    assert any(vars(chapter).get(name_of(demo)) is demo for chapter in CHAPTERS)
    for control, described in zip(demo.controls, demo.outline()["controls"], strict=True):
        assert described["name"] == control.name
        assert [eval(code) for code in described["values"]] == list(control.values)


# --- the price of an import

QUIET_IMPORT = """
import sys
from matplotlib.backends.backend_agg import FigureCanvasAgg
import matplotlib.figure
def refuse(*_):
    raise AssertionError("drawn at import")
matplotlib.figure.Figure.__init__ = FigureCanvasAgg.draw = refuse
already = set(sys.modules)  # older ones load numpy.random themselves
import course_utils.chapters
print([name for name in ("ipywidgets", "IPython", "matplotlib.pyplot") if name in sys.modules])
assert "numpy.random" not in sys.modules.keys() - already
"""


@pytest.mark.quiet
def test_importing_the_demos_draws_nothing_and_loads_neither_widgets_nor_pyplot():
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", QUIET_IMPORT], capture_output=True, text=True, check=False
    )
    assert (run.stdout, run.stderr) == ("[]\n", "")
