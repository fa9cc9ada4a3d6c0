"""The frames of a demo as pixels and as bytes: its background drawn once, and the ink of each state over it."""

from typing import NamedTuple

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from course_utils.demo.demo import split_by_role
from course_utils.demo.encoding import changed_boxes, encode_jpeg, encode_png, encode_runs, has_many_runs
from course_utils.plotting.style import DPI, course_style, typeset


class Words(NamedTuple):
    """What a state says: the sentence that describes the picture; the pieces of its consequence, with their roles."""

    caption: str
    consequence: tuple[tuple[str, str | None], ...]


class Frame(NamedTuple):
    """What a demo shows for one choice of values: a picture (JPEG or PNG) and its `Words`."""

    picture: bytes
    caption: str
    consequence: tuple


class Patch(NamedTuple):
    """A frame as its difference from the background.

    kind "runs": the one piece is the bits that differ, as runs of pixels (`encode_runs`); places is empty.
    kind "jpeg": any number of JPEGs, and the left and top of each; fewer bytes for what is like a photograph.
    """

    kind: str
    pieces: tuple[bytes, ...]
    places: tuple[tuple[int, int], ...]
    caption: str
    consequence: tuple


class Picture:
    """One figure of a demo: the background drawn once, the ink drawn over a copy of it for every choice of values.

    Text and ticks take most of the time that matplotlib needs for a figure, and a slider changes neither: so the
    background is kept as pixels, and a move costs the few artists that the ink names. A frame is a pure function of the
    values, however they were reached (tests check this for all demos). An exception in compute, ink or caption passes
    through, and the next frame is right again.
    """

    def __init__(self, demo, dpi=DPI, look="light"):
        self.demo, self._look = demo, look
        result = demo.compute(**demo.start)
        with course_style(self._look):
            self.figure = Figure(figsize=demo.size, dpi=dpi)
            self._canvas = FigureCanvasAgg(self.figure)
            self._ink = demo.draw(self.figure, result)
            for artist in self._ink(result):
                artist.set_animated(True)  # matplotlib then leaves it out of a full draw
            self._canvas.draw()
        self.background = self.pixels.copy()
        self.background_runs, self.size = encode_runs(self.background), self.background.shape[::-1]

    def draw(self, **changes):
        """Draw the frame for these values into `pixels`, and return its words."""
        result = self.demo.compute(**self.demo.values(**changes))
        with course_style(self._look):
            artists = self._ink(result)
            np.copyto(self.pixels, self.background)
            for artist in artists:
                artist.draw(self._canvas.get_renderer())
        caption = typeset(self.demo.caption(result))
        consequence = typeset(self.demo.consequence(result)) if self.demo.consequence else caption
        return Words(caption, split_by_role(consequence))

    @property
    def pixels(self):
        """What is on the canvas: red, green, blue and opacity of a pixel in one number of 32 bits."""
        return np.asarray(self._canvas.buffer_rgba()).view(np.uint32)[..., 0]

    def patch(self, **changes):
        """Draw the frame for these values, and return only what differs from the background; JPEGs lose a little."""
        words, pixels = self.draw(**changes), self.pixels
        ink = pixels ^ self.background
        if not has_many_runs(ink):
            return Patch("runs", (encode_runs(ink),), (), *words)
        boxes = changed_boxes(ink != 0)
        pieces = tuple(encode_jpeg(pixels[top:bottom, left:right]) for left, top, right, bottom in boxes)
        return Patch("jpeg", pieces, tuple((left, top) for left, top, _, _ in boxes), *words)

    def frame(self, **changes):
        """Draw the frame for these values as one JPEG, for front ends that cannot put patches together."""
        words = self.draw(**changes)
        return Frame(encode_jpeg(self.pixels), *words)

    def still(self, **changes):
        """Draw the frame for these values without loss (PNG), for a notebook file."""
        words = self.draw(**changes)
        return Frame(encode_png(self.pixels), *words)
