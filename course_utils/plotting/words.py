"""Words that change with a slider, kept as pixels: drawing the same words again costs a third of setting them anew.

Any words that stay where they are, `remember_words` keeps, letter by letter and to the last bit. Words that wander or
come back elsewhere, `show_words` keeps as lines, which lie on whole pixels.
"""

from collections import OrderedDict
from functools import lru_cache

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.text import Text

ROOM = 8  # pixels around the words, for what hangs over


def remember_words(renderer, most=500):
    """From now on the renderer draws a line it has drawn before, at the same place, from the pixels of its letters."""
    if not hasattr(renderer, "_renderer"):  # matplotlib's own business: without it, words are set anew every time
        return
    set_anew, lines = renderer.draw_text, OrderedDict()  # some 10 kB each

    def draw_text(gc, x, y, s, prop, angle, ismath=False, mtext=None):
        line, agg = (s, x, y, angle, hash(prop), gc.get_antialiased()), renderer._renderer
        if line in lines:
            lines.move_to_end(line)
            for letter, *place in lines[line]:
                agg.draw_text_image(letter, *place, gc)
            return
        renderer._renderer = writing = _WritingDown(agg)
        try:
            set_anew(gc, x, y, s, prop, angle, ismath, mtext)
        finally:
            renderer._renderer = agg
        if writing.letters and not ismath:  # formulas have more in them than letters
            lines[line] = writing.letters
            if len(lines) > most:
                lines.popitem(last=False)

    renderer.draw_text = draw_text


class _WritingDown:
    """The inner renderer of matplotlib's, but for writing down the letters that it is given."""

    def __init__(self, agg):
        self._agg, self.letters = agg, []

    def __getattr__(self, name):
        return getattr(self._agg, name)

    def draw_text_image(self, letter, x, y, angle, gc):
        self.letters.append((np.array(letter), x, y, angle))
        self._agg.draw_text_image(letter, x, y, angle, gc)


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
