"""What a demo is: controls, a computation, a drawing and a caption, declared once and used everywhere.

    controls ──values──▶ compute ──result──▶ draw ──▶ picture + caption

A `Demo` knows nothing about widgets: the live view in the notebook, the tests and the benchmarks are all callers of
the same declaration, and each of them turns control values into frames through a `Picture`."""

from collections import OrderedDict
from typing import NamedTuple

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from course_utils.demo.encoding import changed_boxes, has_many_runs, jpeg, png, runs
from course_utils.plotting.style import DPI, course_style, typeset
from course_utils.plotting.words import remember_words

REMEMBERED_BYTES = 16_000_000  # of frames a picture keeps, so that going back and forth costs nothing


class Frame(NamedTuple):
    """What a demo shows for one choice of values: a picture (JPEG or PNG), and one sentence that says what it shows."""

    picture: bytes
    caption: str


class Patch(NamedTuple):
    """The same frame, told to somebody who has the paper: what to put on it.

    The one piece is runs of pixels, 0 where the paper shows; or, of what is like a photograph, there are any number of
    JPEGs, and places, the left and top of each.
    """

    pieces: tuple[bytes, ...]
    places: tuple[tuple[int, int], ...]
    caption: str


class Picture:
    """One figure of a demo: the paper drawn once, the ink drawn over a copy of it for every choice of values.

    Text and ticks take most of the time that matplotlib needs for a figure, and a slider changes neither: so the paper
    is kept as pixels, and a move costs the few artists that the ink names. A frame is a pure function of the values,
    whichever way they were reached (a law that the tests hold over all demos); frames already drawn are remembered.
    """

    def __init__(self, demo, dpi=DPI):
        self.demo = demo
        self._frames, self._bytes = OrderedDict(), 0
        result = demo.compute(**demo.start)
        with course_style():
            self.figure = Figure(figsize=demo.size, dpi=dpi)
            canvas = FigureCanvasAgg(self.figure)
            self._ink = demo.draw(self.figure, result)
            for artist in self._ink(result):
                artist.set_animated(True)  # matplotlib's word for: leave it out of a full draw
            canvas.draw()
        remember_words(canvas.get_renderer())
        self._canvas = canvas
        self.blank = self.pixels.copy()
        self.paper, self.size = runs(self.blank), self.blank.shape[::-1]

    def frame(self, **changes):
        """The frame for these values, from memory if it was drawn before.

        An exception of compute, draw or caption passes through, and the next frame is right again: nothing of a frame
        that failed is kept.
        """
        values = self.demo.values(**changes)
        key = tuple(values.values())
        if key in self._frames:
            self._frames.move_to_end(key)
        else:
            caption = self.draw(**values)
            self._remember(key, Frame(jpeg(self.pixels), caption))
        return self._frames[key]

    def patch(self, **changes):
        """The frame for these values as what it puts on the `paper`: without loss, but for JPEGs."""
        caption, pixels = self.draw(**changes), self.pixels
        ink = pixels ^ self.blank
        if not has_many_runs(ink):
            return Patch((runs(ink),), (), caption)
        boxes = changed_boxes(ink != 0)
        pieces = tuple(jpeg(pixels[top:bottom, left:right]) for left, top, right, bottom in boxes)
        return Patch(pieces, tuple((left, top) for left, top, _, _ in boxes), caption)

    def still(self, **changes):
        """The frame for these values without loss (PNG), for a notebook file."""
        caption = self.draw(**changes)
        return Frame(png(self.pixels), caption)

    def draw(self, **changes):
        """Draw the frame for these values, to be found in `pixels`, and hand back its caption."""
        values = self.demo.values(**changes)
        result = self.demo.compute(**values)
        with course_style():
            artists = self._ink(result)
            np.copyto(self.pixels, self.blank)
            for artist in artists:
                artist.draw(self._canvas.get_renderer())
        return typeset(self.demo.caption(result))

    @property
    def pixels(self):
        """What is on the canvas: red, green, blue and opacity of a pixel in one number of 32 bits."""
        return np.asarray(self._canvas.buffer_rgba()).view(np.uint32)[..., 0]

    def _remember(self, key, frame):
        self._frames[key] = frame
        self._bytes += len(frame.picture)
        while self._bytes > REMEMBERED_BYTES and len(self._frames) > 1:
            self._bytes -= len(self._frames.popitem(last=False)[1].picture)
