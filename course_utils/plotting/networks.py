"""Draw networks of circles, and matrices as rectangles of coloured cells, on axes in inches."""

import numpy as np
from matplotlib.collections import LineCollection, PolyCollection

from course_utils.plotting.colours import shades
from course_utils.plotting.style import LABEL, NOTE, ROLE
from course_utils.plotting.words import show_words


def page_axes(fig):
    """Put axes without a frame over the whole figure, measured in inches from its lower left corner."""
    width, height = fig.get_size_inches()
    ax = fig.add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, width), ylim=(0, height))
    ax.axis("off")
    return ax


# ----------------------------------------------------------------------------------------------------------- circles


def column(x, middle, count, gap):
    """Return the centres (count, 2) of circles in a column, from top to bottom."""
    return np.column_stack([np.full(count, x), middle + gap * ((count - 1) / 2 - np.arange(count))])


def all_to_all(left, right):
    """Return the segments from every circle on the left to every one on the right: shape (n, 2, 2)."""
    starts, ends = np.repeat(left, len(right), axis=0), np.tile(right, (len(left), 1))
    return np.stack([starts, ends], axis=1)


def show_edges(ax, segments, **style):
    """Show lines between circles, below everything else."""
    style = {"colors": ROLE.unlit, "linewidths": 1.2, "zorder": 1, **style}
    return ax.add_collection(LineCollection(segments, **style))


def arrow_head(start, end, length=0.16):
    """Return the head of an arrow, a triangle at the end of its line: the tip first."""
    along = length * (end - start) / np.linalg.norm(end - start)
    aside = along[::-1] * [-0.45, 0.45]
    return np.array([end, end - along + aside, end - along - aside])


def show_circles(ax, centres, size=11, **style):
    """Show circles; their colour says whether they are in use."""
    style = {"markerfacecolor": ROLE.paper, "markeredgecolor": ROLE.guide, "markeredgewidth": 1.5, "zorder": 3, **style}
    return ax.plot(*np.reshape(centres, (-1, 2)).T, "o", markersize=size, **style)[0]


# ---------------------------------------------------------------------------------------------------------- matrices


class Block:
    """A matrix as a rectangle of coloured cells, its name above and its shape below; `show` sets all of it.

    With bars, each cell below 0 has one, as a minus sign: a second cue beside the colour.
    """

    def __init__(self, ax, cell, bars=False):
        self._cell = cell
        self._cells = ax.add_collection(PolyCollection([], linewidths=1, edgecolors=ROLE.paper, zorder=2))
        self._bars = show_edges(ax, [], colors=ROLE.ink, linewidths=1.5, zorder=2.5) if bars else None
        self._frame = ax.plot([], [], linewidth=2.5, zorder=3, solid_joinstyle="miter")[0]
        words = {"ha": "center", "zorder": 4}
        self._name = show_words(ax, 0, 0, va="bottom", fontsize=LABEL, **words)
        self._shape = show_words(ax, 0, 0, va="top", fontsize=NOTE, **words)
        self.artists = (self._cells, self._frame, self._name, self._shape, *([self._bars] if bars else []))

    def hide(self):
        """Show nothing."""
        self._cells.set_verts([])
        self._frame.set_data([], [])
        for words in (self._name, self._shape):
            words.set_text("")
        if self._bars:
            self._bars.set_segments([])

    def show(self, matrix, left, middle, name, scale=None, color=None, shape_color=None):
        """Put the matrix at this place and return its right edge. Without a scale the largest entry has full colour.

        A matrix of nan is a rectangle without cells: a product that does not exist.
        """
        rows, columns = matrix.shape
        x, y = left + self._cell * np.arange(columns), middle + self._cell * (rows / 2 - 1 - np.arange(rows))
        corners = self._cell * np.array([[0, 0], [1, 0], [1, 1], [0, 1]])
        places = np.stack(np.broadcast_arrays(*np.meshgrid(x, y)), axis=-1).reshape(-1, 1, 2)
        known = np.isfinite(matrix).all()
        self._cells.set_verts(places + corners if known else [])
        if known:
            self._cells.set_facecolor(shades(matrix.ravel(), scale or np.abs(matrix).max() or 1))
        if self._bars:
            negative = places[matrix.ravel() < 0] + self._cell * np.array([[0.25, 0.5], [0.75, 0.5]])
            self._bars.set_segments(list(negative))
        right, half = left + self._cell * columns, self._cell * rows / 2
        self._frame.set_data([left, right, right, left, left], middle + half * np.array([-1, -1, 1, 1, -1]))
        color, shape_color = color or ROLE.ink, shape_color or color or ROLE.note
        self._frame.set_color(color)
        centre = (left + right) / 2
        self._name.set(position=(centre, middle + half + 0.07), text=name, color=color)
        self._shape.set(position=(centre, middle - half - 0.07), text=f"{rows} × {columns}", color=shape_color)
        return right
