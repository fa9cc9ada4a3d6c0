"""Words that change with a slider, kept as pixels: drawing the same words again costs a third of setting them anew."""

from functools import lru_cache

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.text import Text

ROOM = 8  # pixels around the words, for what hangs over


def show_words(ax, x, y, text="", **style):
    """Like ax.text, for words that are ink."""
    words = Words(x, y, text, clip_on=False, **style)
    words.set_transform(ax.transData)
    return ax.add_artist(words)


class Words(Text):
    """A text whose lines are remembered as pixels, by what they say and how they look."""

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

    def draw_text(self, gc, x, y, s, prop, angle, ismath=False, mtext=None):
        if angle or ismath:
            self.renderer.draw_text(gc, x, y, s, prop, angle, ismath, mtext)
            return
        pixels, below = _line(s, prop.copy(), gc.get_rgb(), self.renderer.dpi)
        bottom = self.renderer.height - round(y) - ROOM - below
        self.renderer.draw_image(gc, round(x) - ROOM, bottom, pixels)


@lru_cache(maxsize=2000)  # some 10 kB each
def _line(s, prop, color, dpi):
    """The pixels of a line of words, bottom row first, and how many of them hang below the line."""
    ruler = RendererAgg(1, 1, dpi)
    width, height, below = np.ceil(ruler.get_text_width_height_descent(s, prop, False)).astype(int).tolist()
    page = RendererAgg(width + 2 * ROOM, height + 2 * ROOM, dpi)
    pen = page.new_gc()
    pen.set_foreground(color)
    page.draw_text(pen, ROOM, page.height - ROOM - below, s, prop, 0)
    return np.ascontiguousarray(np.asarray(page.buffer_rgba())[::-1]), below
