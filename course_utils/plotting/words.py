"""Text that changes or moves with a slider, kept as pixels: to lay out a line again takes three times as long."""

from functools import lru_cache

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.text import Text

ROOM = 8  # pixels around the words, for what hangs over


def show_words(ax, x, y, text="", **style):
    """Like ax.text, for text that is ink: its lines are kept as pixels, and lie on whole ones."""
    words = Words(x, y, text, clip_on=False, **style)
    words.set_transform(ax.transData)
    return ax.add_artist(words)


class Words(Text):
    """A text whose lines are kept as pixels, by what they say and how they look."""

    _through = None

    def draw(self, renderer):
        if self._through is None or self._through.renderer is not renderer:
            self._through = _Remembering(renderer)  # kept, as matplotlib remembers sizes of words by renderer
        super().draw(self._through)


class _Remembering:
    """A renderer like the one it is made of, but for the words."""

    def __init__(self, renderer):
        self.renderer = renderer

    def __getattr__(self, name):
        return getattr(self.renderer, name)

    def get_text_width_height_descent(self, s, prop, ismath):
        if ismath:
            return self.renderer.get_text_width_height_descent(s, prop, ismath)
        return _size(s, prop.copy(), self.renderer.dpi)

    def draw_text(self, gc, x, y, s, prop, angle, ismath=False, mtext=None):
        if angle or ismath:
            self.renderer.draw_text(gc, x, y, s, prop, angle, ismath, mtext)
            return
        pixels, below = _line(s, prop.copy(), gc.get_rgb(), self.renderer.dpi)
        bottom = self.renderer.height - round(y) - ROOM - below
        self.renderer.draw_image(gc, round(x) - ROOM, bottom, pixels)


@lru_cache(maxsize=2000)
def _size(s, prop, dpi):
    """Width, height, and what hangs below a line of words: matplotlib lays them out for it, and `_line` asks again."""
    return RendererAgg(1, 1, dpi).get_text_width_height_descent(s, prop, False)


@lru_cache(maxsize=2000)  # some 10 kB each
def _line(s, prop, color, dpi):
    """The pixels of a line of words, bottom row first, and how many of them hang below the line."""
    width, height, below = np.ceil(_size(s, prop, dpi)).astype(int).tolist()
    page = RendererAgg(width + 2 * ROOM, height + 2 * ROOM, dpi)
    pen = page.new_gc()
    pen.set_foreground(color)
    page.draw_text(pen, ROOM, page.height - ROOM - below, s, prop, 0)
    return np.ascontiguousarray(np.asarray(page.buffer_rgba())[::-1]), below
