"""Keep text that changes or moves with a slider as pixels: laying out a line again takes three times as long."""

from functools import lru_cache

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.text import Text

from course_utils.plotting.style import LABEL, NOTE, ROLE, VERDICT

ROOM = 8  # pixels around the words, for parts that overhang
_LAYOUTS = {}  # of words that were laid out


def name_object(ax, x, y, text="", color=None, **style):
    """Write the name of an object beside it: semibold, in its colour."""
    style = {"fontsize": LABEL, "fontweight": "bold", "va": "center", **style}
    return show_words(ax, x, y, text, color=color or ROLE.ink, **style)


def show_words(ax, x, y, text="", **style):
    """Add text like ax.text, but for ink: its lines are kept as pixels, and placed on whole pixels."""
    words = Words(x, y, text, clip_on=False, **style)
    words.set_transform(ax.transData)
    return ax.add_artist(words)


class Verdict:
    """The number or word that a demo is about, in large type at the upper right, what it is, and a note; all ink.

    verdict = Verdict(fig, left, top)            in inches of the figure; right=True aligns at the right
    verdict.show("4.48", "area of all squares", "least possible: 4.48", color=ROLE.hand)
    return *verdict.artists, …
    """

    def __init__(self, fig, left, top, right=False, size=VERDICT, width=None, label="verdict"):
        whole, height = fig.get_size_inches()
        lines = 1.32 * size / 72, 1.35 * LABEL / 72, 1.35 * NOTE / 72
        width = width or (left if right else whole - left)
        box = (
            (left - width if right else left) / whole,
            (top - sum(lines)) / height,
            width / whole,
            sum(lines) / height,
        )
        self.axes = fig.add_axes(box, label=label)
        self.axes.axis("off")
        looks = ({"fontsize": size, "fontweight": "bold"}, {"fontsize": LABEL}, {"fontsize": NOTE, "color": ROLE.note})
        tops = 1, 1 - lines[0] / sum(lines), lines[2] / sum(lines)
        place = {"transform": self.axes.transAxes, "ha": "right" if right else "left", "va": "top"}
        self.artists = [
            self.axes.add_artist(Words(float(right), at, "", **place, **look))
            for at, look in zip(tops, looks, strict=True)
        ]

    def show(self, verdict, what="", note="", color=None):
        for artist, text in zip(self.artists, (verdict, what, note), strict=True):
            artist.set_text(text)
        self.artists[0].set_color(color or ROLE.ink)


class Words(Text):
    """A text whose lines are kept as pixels, by what they say and how they look."""

    _cached_renderer = None

    def draw(self, renderer):
        if not isinstance(renderer, RendererAgg):  # a file of vectors
            super().draw(renderer)
            return
        if self._cached_renderer is None or self._cached_renderer.renderer is not renderer:
            self._cached_renderer = _WordRenderer(
                renderer
            )  # kept, because matplotlib caches sizes of words by renderer
        super().draw(self._cached_renderer)

    def _get_layout(self, renderer):
        """Lay the lines out once for what they say and how they look: wherever they stand, they lie alike."""
        places = self.get_ha(), self.get_va(), self._multialignment, self._linespacing, self.get_rotation()
        look = (self.get_text(), hash(self.get_fontproperties()), *places, renderer.points_to_pixels(1))
        if look not in _LAYOUTS:
            if len(_LAYOUTS) > 5000:  # of less than 1 kB each
                _LAYOUTS.clear()
            _LAYOUTS[look] = super()._get_layout(renderer)
        return _LAYOUTS[look]


class _WordRenderer:
    """A renderer that draws words from cached pixels and hands everything else to another renderer."""

    def __init__(self, renderer):
        self.renderer = renderer

    def __getattr__(self, name):
        return getattr(self.renderer, name)

    def get_text_width_height_descent(self, s, prop, ismath):
        if ismath:
            return self.renderer.get_text_width_height_descent(s, prop, ismath)
        return _measure_line(s, prop.copy(), self.renderer.dpi)

    def draw_text(self, gc, x, y, s, prop, angle, ismath=False, mtext=None):
        if angle or ismath:
            self.renderer.draw_text(gc, x, y, s, prop, angle, ismath, mtext)
            return
        pixels, below = _render_line(s, prop.copy(), gc.get_rgb(), self.renderer.dpi)
        bottom = self.renderer.height - round(y) - ROOM - below
        self.renderer.draw_image(gc, round(x) - ROOM, bottom, pixels)


@lru_cache(maxsize=2000)
def _measure_line(s, prop, dpi):
    """Measure width, height and descent of a line of words; cached, because matplotlib and `_render_line` both ask."""
    return RendererAgg(1, 1, dpi).get_text_width_height_descent(s, prop, False)


@lru_cache(maxsize=2000)  # some 10 kB each
def _render_line(s, prop, color, dpi):
    """Render the pixels of a line of words, bottom row first; return them and how many rows are below the baseline."""
    width, height, below = np.ceil(_measure_line(s, prop, dpi)).astype(int).tolist()
    page = RendererAgg(width + 2 * ROOM, height + 2 * ROOM, dpi)
    pen = page.new_gc()
    pen.set_foreground(color)
    page.draw_text(pen, ROOM, page.height - ROOM - below, s, prop, 0)
    return np.ascontiguousarray(np.asarray(page.buffer_rgba())[::-1]), below
