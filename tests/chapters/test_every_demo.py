"""The laws that every demo keeps; a demo that joins DEMOS is tested by all of them."""

import hashlib
import itertools
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from matplotlib import rcParams
from matplotlib.colors import to_rgb
from matplotlib.text import Text

from course_utils.chapters import DEMOS
from course_utils.demo.picture import Picture
from course_utils.plotting import style
from course_utils.plotting.style import course_style

SLIDES = Path(__file__).parents[2].joinpath("docs", "slides.txt").read_text(encoding="utf-8").splitlines()


def name(demo):
    return re.sub(r"\W+", "-", demo.title.lower()).strip("-")


every_demo = pytest.mark.parametrize("demo", DEMOS, ids=name)


class Word(NamedTuple):
    """A text on a picture: its words, size in points, colour, and box in pixels (left, bottom, right, top)."""

    text: str
    size: float
    color: tuple
    box: tuple


class Seen(NamedTuple):
    """All that a state of a demo shows, and what should be the same in every state."""

    picture: bytes
    caption: str
    words: tuple
    limits: list
    paper: str  # its fingerprint
    colors: frozenset


def notable_states(demo):
    """The start, every scene, and both ends of every control: the states that somebody is sure to visit."""
    yield demo.start
    for values in demo.scenes.values():
        yield demo.values(**values)
    for control in demo.controls:
        for end in (control.values[0], control.values[-1]):
            yield demo.values(**{control.name: end})


def colors_of(figure):
    """The colours that the lines, faces, edges and texts of a figure have."""
    used = set()
    for artist in figure.findobj():
        for ask in ("get_color", "get_facecolor", "get_edgecolor"):
            found = np.asarray(getattr(artist, ask, lambda: "none")())
            used |= {to_rgb(c) for c in ([str(found)] if found.ndim == 0 else np.atleast_2d(found)) if str(c) != "none"}
    return frozenset(used)


@cache
def seen(demo_index):
    """What each notable state of a demo shows; matplotlib itself says which texts it draws, and where."""
    demo, words = DEMOS[demo_index], []
    plain_draw = Text.draw

    def draw(text, renderer):
        if text.get_visible() and text.get_text().strip():
            box = text.get_window_extent(renderer).extents
            words.append(Word(text.get_text(), text.get_fontsize(), to_rgb(text.get_color()), tuple(box)))
        plain_draw(text, renderer)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Text, "draw", draw)
        picture = Picture(demo)
        figure, on_paper = picture.figure, tuple(words)
        states = []
        for values in {tuple(values.items()): values for values in notable_states(demo)}.values():
            words.clear()
            frame = picture.frame(**values)
            on_picture = (*on_paper, *words)
            limits = [(axes.get_xlim(), axes.get_ylim()) for axes in figure.axes]
            with course_style():
                figure.canvas.draw()  # without the ink, which is animated
            paper = hashlib.sha256(figure.canvas.buffer_rgba()).hexdigest()
            states.append(Seen(*frame, on_picture, limits, paper, colors_of(figure)))
    return states


def states_of(demo):
    return seen(DEMOS.index(demo))


def spoiled(box, other):
    """Whether two boxes have more than a pixel in common, each way."""
    left, bottom = np.maximum(box[:2], other[:2])
    right, top = np.minimum(box[2:], other[2:])
    return min(right - left, top - bottom) > 1


# --- the picture


@every_demo
def test_every_notable_state_draws(demo):
    assert states_of(demo)


@every_demo
def test_every_control_changes_the_picture_and_the_caption(demo):
    picture = Picture(demo)

    def caption(**values):
        return demo.caption(demo.compute(**demo.values(**values)))

    for control in demo.controls:
        at_start = picture.frame().picture
        assert any(picture.frame(**{control.name: value}).picture != at_start for value in control.values), control.name
        assert any(
            caption(**{**scene, control.name: value}) != caption(**scene)
            for scene in ({}, *demo.scenes.values())
            for value in control.values
        ), control.name


@every_demo
def test_a_picture_depends_on_the_values_alone_and_not_on_the_way_there(demo):
    rng, picture, values = np.random.default_rng(474), Picture(demo), demo.start
    for _ in range(10):
        control = demo.controls[rng.integers(len(demo.controls))]
        values[control.name] = control.values[rng.integers(len(control.values))]
        picture.frame(**values)
    fresh = Picture(demo)
    picture._frames.clear()
    assert picture.still(**values) == fresh.still(**values)
    assert picture.frame(**values) == fresh.frame(**values)


@every_demo
def test_the_ink_names_all_that_moves(demo):
    first, *others = states_of(demo)
    assert all(other.paper == first.paper for other in others)


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
def test_every_word_has_at_least_12_points(demo):
    assert not {word.text for state in states_of(demo) for word in state.words if word.size < 12}


@every_demo
def test_no_word_lies_on_another(demo):
    clashes = {
        (one.text, other.text)
        for state in states_of(demo)
        for one, other in itertools.combinations(state.words, 2)
        if spoiled(one.box, other.box)
    }
    assert not clashes


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
    assert len({name(demo) for demo in DEMOS}) == len(DEMOS)


def test_the_slides_are_told_once_each():
    assert len(set(SLIDES)) == len(SLIDES) > 40


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


def test_importing_the_demos_draws_nothing_and_loads_neither_widgets_nor_pyplot():
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", QUIET_IMPORT], capture_output=True, text=True, check=False
    )
    assert (run.stdout, run.stderr) == ("[]\n", "")


# --- the colours

TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
# How eyes without one kind of cone see linear RGB: Machado, Oliveira and Fernandes (2009), severity 1.
EYES = {
    "usual": np.eye(3),
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
DATA_COLORS = {color: getattr(style, color) for color in ("BLUE", "ORANGE", "GREEN", "PURPLE")}
HELPERS = {color: getattr(style, color) for color in ("DARK", "GREY")}
NEAREST = 15  # in CIELAB; 2 is just noticeable for large areas side by side, a thin line needs several times as much


def light(color):
    """Linear RGB."""
    c = np.array(to_rgb(color))
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def contrast_on_white(color):
    """From 1 (white) to 21 (black), as the accessibility guidelines of the web count it."""
    return 1.05 / (TO_XYZ[1] @ light(color) + 0.05)


def lab(color, eyes):
    """CIELAB of a colour as these eyes see it."""
    x, y, z = TO_XYZ @ np.clip(np.asarray(eyes) @ light(color), 0, 1) / (TO_XYZ @ np.ones(3))
    x, y, z = (np.cbrt(t) if t > (6 / 29) ** 3 else t * (29 / 6) ** 2 / 3 + 4 / 29 for t in (x, y, z))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def test_contrast_is_as_known_for_black_white_and_mid_grey():
    assert contrast_on_white("black") == pytest.approx(21)
    assert contrast_on_white("white") == pytest.approx(1)
    assert contrast_on_white("#767676") == pytest.approx(4.54, abs=0.01)


def test_lab_is_as_known_for_white_and_red():
    np.testing.assert_allclose(lab("white", np.eye(3)), [100, 0, 0], atol=1e-6)
    np.testing.assert_allclose(lab("red", np.eye(3)), [53.24, 80.09, 67.20], atol=0.1)


@pytest.mark.parametrize("setting", ["text.color", "axes.labelcolor", "xtick.labelcolor", "ytick.labelcolor"])
def test_text_can_be_read_on_white(setting):
    with course_style():
        assert contrast_on_white(rcParams[setting]) >= 4.5


@pytest.mark.parametrize("color", DATA_COLORS.values(), ids=DATA_COLORS)
def test_lines_can_be_seen_on_white(color):
    assert contrast_on_white(color) >= 3


@every_demo
def test_every_word_stands_out_from_white(demo):
    colors = {word.color for state in states_of(demo) for word in state.words if word.color != to_rgb("white")}
    assert min(map(contrast_on_white, colors)) >= 3


@pytest.mark.parametrize("eyes", EYES.values(), ids=EYES)
def test_colors_of_data_differ_for_every_kind_of_eyes(eyes):
    for one, other in itertools.combinations([*DATA_COLORS.values(), style.DARK], 2):
        assert np.linalg.norm(lab(one, eyes) - lab(other, eyes)) >= NEAREST, (one, other)


@pytest.mark.parametrize("eyes", EYES.values(), ids=EYES)
@every_demo
def test_colors_that_meet_in_a_demo_differ_for_every_kind_of_eyes(demo, eyes):
    used = frozenset().union(*(state.colors for state in states_of(demo)))
    meet = [color for color in (*DATA_COLORS.values(), *HELPERS.values()) if to_rgb(color) in used]
    for one, other in itertools.combinations(meet, 2):
        assert np.linalg.norm(lab(one, eyes) - lab(other, eyes)) >= NEAREST, (one, other)
