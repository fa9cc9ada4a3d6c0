"""The frames of a demo as pixels and as bytes: its background drawn once, and the ink of each state over it."""

from typing import NamedTuple

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from course_utils.demo.demo import split_by_role
from course_utils.demo.encoding import changed_boxes, encode_jpeg, encode_png, encode_runs, has_many_runs
from course_utils.plotting.style import DPI, course_style, typeset


def describe_result(demo, result):
    """Return a demo's caption for a result of its compute, and its consequence in pieces, by default the caption."""
    caption = typeset(demo.caption(result))
    return caption, split_by_role(typeset(demo.consequence(result)) if demo.consequence else caption)


class Notes(NamedTuple):
    """What goes with a picture: the sentence that describes it; the pieces of its consequence, with their roles; the
    place at which each handle is drawn, None for one that is not there."""

    caption: str
    consequence: tuple[tuple[str, str | None], ...]
    grips: tuple[tuple[float, float] | None, ...]


class Frame(NamedTuple):
    """What a demo shows for one choice of values: a picture (JPEG or PNG) and its `Notes`."""

    picture: bytes
    caption: str
    consequence: tuple
    grips: tuple


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
    grips: tuple


class Picture:
    """One figure of a demo: the background drawn once, the ink drawn over a copy of it for every choice of values.

    Text and ticks take most of the time that matplotlib needs for a figure, and a slider changes neither: so the
    background is kept as pixels, and a move costs the few artists that the ink names. A frame is a pure function of the
    values, however they were reached (tests check this for all demos). An exception in compute, ink or caption passes
    through, and the next frame is right again.
    """

    def __init__(self, demo, dpi=DPI, look="light"):
        self.demo, self.look = demo, look
        result = demo.compute(**demo.start)
        with course_style(self.look):
            self.figure = Figure(figsize=demo.size, dpi=dpi)
            self._canvas = FigureCanvasAgg(self.figure)
            self._ink = demo.draw(self.figure, result)
            for artist in self._ink(result):
                artist.set_animated(True)  # matplotlib then leaves it out of a full draw
            self._canvas.draw()
        self.background = self.pixels.copy()
        self.background_runs, self.size = encode_runs(self.background), self.background.shape[::-1]

    def draw(self, **changes):
        """Draw the frame for these values into `pixels`, and return its notes."""
        values = self.demo.values(**changes)
        result = self.demo.compute(**values)
        with course_style(self.look):
            artists = self._ink(result)
            np.copyto(self.pixels, self.background)
            for artist in artists:
                artist.draw(self._canvas.get_renderer())
        return Notes(*describe_result(self.demo, result), self._grips(values, result))

    def grips(self, **changes):
        """Return the place at which each handle is drawn for these values, None for one that is not there."""
        values = self.demo.values(**changes)
        return self._grips(values, self.demo.compute(**values))

    def _grips(self, values, result):
        return tuple(handle.grip(self.axes(handle.axes), values, result) for handle in self.demo.handles)

    def axes(self, label):
        """Return the axes with this label."""
        for axes in self.figure.axes:
            if axes.get_label() == label:
                return axes
        labels = ", ".join(repr(axes.get_label()) for axes in self.figure.axes if axes.get_label())
        raise ValueError(f"demo {self.demo.title!r} has no axes labelled {label!r}, only {labels}")

    def outline(self):
        """Describe the demo for a front end: what `Demo.outline` has, and what only the picture knows."""
        outline = {**self.demo.outline(), "pixels": self.size}
        outline["handles"] = [handle.outline(self.demo, self.axes(handle.axes)) for handle in self.demo.handles]
        outline["veil"] = self.veil()
        return outline

    def veil(self):
        """Return what to cover while the question is open: left, top, width and height, as shares of the picture."""
        return [self._box(label) for label in self.demo.question.veil] if self.demo.question else []

    def _box(self, label):
        """Return left, top, width and height of these axes and of what is written on them, as shares of the picture."""
        left, bottom, right, top = self.axes(label).get_tightbbox(self._canvas.get_renderer()).extents.tolist()
        width, height = self.size
        box = left / width, 1 - top / height, (right - left) / width, (top - bottom) / height
        return [round(share, 4) for share in box]

    @property
    def pixels(self):
        """What is on the canvas: red, green, blue and opacity of a pixel in one number of 32 bits."""
        return np.asarray(self._canvas.buffer_rgba()).view(np.uint32)[..., 0]

    def patch(self, **changes):
        """Draw the frame for these values, and return only what differs from the background; JPEGs lose a little."""
        notes, pixels = self.draw(**changes), self.pixels
        ink = pixels ^ self.background
        if not has_many_runs(ink):
            return Patch("runs", (encode_runs(ink),), (), *notes)
        boxes = changed_boxes(ink != 0)
        pieces = tuple(encode_jpeg(pixels[top:bottom, left:right]) for left, top, right, bottom in boxes)
        return Patch("jpeg", pieces, tuple((left, top) for left, top, _, _ in boxes), *notes)

    def frame(self, **changes):
        """Draw the frame for these values as one JPEG, for front ends that cannot put patches together."""
        notes = self.draw(**changes)
        return Frame(encode_jpeg(self.pixels), *notes)

    def still(self, **changes):
        """Draw the frame for these values without loss (PNG), for a notebook file."""
        notes = self.draw(**changes)
        return Frame(encode_png(self.pixels), *notes)
