"""What a demo shows in the states that people are sure to visit; drawn once for all laws of a demo."""

import hashlib
import itertools
import re
from contextlib import contextmanager
from functools import cache
from typing import NamedTuple

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.text import Text

from course_utils.chapters import DEMOS
from course_utils.chapters.line_fitting import FIT_BY_HAND
from course_utils.chapters.mlp_backprop import BOUNDARY
from course_utils.chapters.svd_image_compression import PHOTO
from course_utils.demo.picture import Picture
from course_utils.plotting.style import course_style


def slug(demo):
    """The title of a demo as the name of a test."""
    return re.sub(r"\W+", "-", demo.title.lower()).strip("-")


# One demo of each kind; the quick run draws only these.
KINDS = {"fast": FIT_BY_HAND, "training": BOUNDARY, "photograph": PHOTO}


def each_of(demos):
    """Run a test for each of these demos; the quick run only for those of KINDS."""
    quick = KINDS.values()
    return pytest.mark.parametrize(
        "demo", [pytest.param(d, id=slug(d), marks=() if d in quick else pytest.mark.slow) for d in demos]
    )


every_demo = each_of(DEMOS)


class Word(NamedTuple):
    """A text on a picture: its words, size in points, colour, and box in pixels (left, bottom, right, top)."""

    text: str
    size: float
    color: tuple
    box: tuple


class State(NamedTuple):
    """The caption and the words of a state, and what should be the same in every state."""

    caption: str
    consequence: tuple
    words: tuple
    limits: list
    background: str  # its fingerprint


def notable_values(demo):
    """The values of the start, of every scene, and of both ends of every control."""
    yield demo.start
    for values in demo.scenes.values():
        yield demo.values(**values)
    for control in demo.controls:
        for end in (control.values[0], control.values[-1]):
            yield demo.values(**{control.name: end})


def neighbours(demo, most=40):
    """The values of every control, at most so many, with the others at their start and as in each scene."""
    for at in (demo.start, *(demo.values(**scene) for scene in demo.scenes.values())):
        for control in demo.controls:
            for value in control.values[:: max(1, -(-len(control.values) // most))]:
                yield {**at, control.name: value}


def words_that_clash(demo):
    """The pairs of words that lie on each other, and the words that leave the figure, in the states of `neighbours`."""
    with words_drawn() as in_background:
        picture = Picture(demo)
    renderer, wrong = picture.figure.canvas.get_renderer(), set()
    background, right, top = tuple(in_background), *picture.figure.bbox.size
    for values in {tuple(values.items()): values for values in neighbours(demo)}.values():
        with course_style():
            words = [word_of(artist, renderer) for artist in picture._ink(demo.compute(**values)) if is_word(artist)]
        inside = (-1, -1, right + 1, top + 1)
        wrong |= {(word.text, "leaves") for word in words if intersection(word.box, inside) != word.box}
        for one, other in itertools.chain(itertools.combinations(words, 2), itertools.product(words, background)):
            if overlap(one.box, other.box):
                wrong.add((one.text, other.text))
    return wrong


def intersection(box, other):
    return (*map(max, box[:2], other[:2]), *map(min, box[2:], other[2:]))


def overlap(box, other):
    """Whether two boxes have more than a pixel in common, each way."""
    left, bottom, right, top = intersection(box, other)
    return min(right - left, top - bottom) > 1


def is_word(artist):
    return isinstance(artist, Text) and artist.get_visible() and bool(artist.get_text().strip())


def word_of(text, renderer):
    box = tuple(text.get_window_extent(renderer).extents.tolist())
    return Word(text.get_text(), text.get_fontsize(), to_rgb(text.get_color()), box)


def unveiled_words(demo):
    """The words of the start that no veil of the question covers."""
    picture = picture_of(demo)
    width, height = picture.size
    veils = [
        (left * width, (1 - top - high) * height, (left + wide) * width, (1 - top) * height)
        for left, top, wide, high in picture.outline()["veil"]
    ]
    return [word for word in states_of(demo)[0].words if not any(overlap(word.box, veil) for veil in veils)]


def picture_of(demo):
    """The picture of a demo, drawn once; a test may move it anywhere, because no test depends on where it is."""
    return _drawn(DEMOS.index(demo))[0]


def states_of(demo):
    """What each notable state of a demo shows."""
    return _drawn(DEMOS.index(demo))[1]


class DarkStart(NamedTuple):
    """The start of a demo in the dark look: its words, and the colour of the picture's corner."""

    words: tuple
    corner: tuple


def dark_start_of(demo):
    with words_drawn() as words:
        picture = Picture(demo, dpi=50, look="dark")
        picture.draw()
    red, green, blue, _ = picture.pixels[:1, :1].copy().view(np.uint8).ravel().tolist()
    return DarkStart(tuple(words), (red / 255, green / 255, blue / 255))


@contextmanager
def words_drawn():
    """Yield a list that grows by every text that matplotlib draws: it knows best which, and where."""
    words, plain_draw = [], Text.draw

    def draw(text, renderer):
        if is_word(text):
            words.append(word_of(text, renderer))
        plain_draw(text, renderer)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Text, "draw", draw)
        yield words


@cache
def _drawn(number):
    """The picture of a demo and its notable states."""
    demo = DEMOS[number]
    with words_drawn() as words:
        picture = Picture(demo)
        figure, in_background = picture.figure, tuple(words)
        states = []
        for values in {tuple(values.items()): values for values in notable_values(demo)}.values():
            words.clear()
            said = picture.draw(**values)
            on_picture = (*in_background, *words)
            limits = [(axes.get_xlim(), axes.get_ylim()) for axes in figure.axes]
            with course_style():
                figure.canvas.draw()  # without the ink, which is animated
            background = hashlib.sha256(figure.canvas.buffer_rgba()).hexdigest()
            states.append(State(said.caption, said.consequence, on_picture, limits, background))
    return picture, states
