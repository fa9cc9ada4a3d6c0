"""Numbers over a plane as colours, and the lines where they have one value."""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap, to_rgb

from course_utils.plotting.images import Pixels
from course_utils.plotting.style import BLUE, ORANGE

# From blue over white to orange, equally dark at both ends: every kind of eyes sees which side of 0 a number is on.
SIGNED = LinearSegmentedColormap.from_list("signed", [BLUE, "white", ORANGE])
HEIGHTS = LinearSegmentedColormap.from_list(
    "heights", ["#00204C", "#31446B", "#666970", "#958F78", "#CAB969", "#FFEA46"]
)
SHADES = 128  # of a scale: eyes do not tell two neighbours apart, and areas of one shade are told in fewer bytes


class Heat(Pixels):
    """Numbers as colours over the whole of an axes; `show` puts other numbers of the same shape there.

    The first row lies at the bottom, where the vertical axis begins; a matrix wants its first row on top: top_down.
    smooth blends between the numbers, which then stand for points of a grid from edge to edge; else each is a block.
    """

    def __init__(self, ax, shape, low, high, colors, smooth=True, top_down=False):
        left, bottom, right, top = np.rint(ax.bbox.extents).astype(int)
        size = top - bottom, right - left
        super().__init__(left, bottom, np.arange(size[0]), np.arange(size[1]))
        table = (colors(np.linspace(0, 1, SHADES)) * 255).round().astype(np.uint8)
        self._table = table.view(np.uint32).ravel()  # four bytes at once: looking up single numbers is faster
        self._low, self._scale = low, (SHADES - 1) / (high - low)
        spread = blending if smooth else blocks
        self._up, self._along = (spread(n, many) for n, many in zip(shape, size, strict=True))
        self._order = slice(None, None, -1) if top_down else slice(None)
        ax.figure.add_artist(self)

    def show(self, numbers):
        """Set the numbers, shape (h, w); beyond the ends they have the colours of the ends."""
        fine = self._up @ np.asarray(numbers, dtype=np.float32)[self._order] @ self._along.T
        fine -= np.float32(self._low)
        fine *= np.float32(self._scale)
        np.clip(fine, 0, SHADES - 1, out=fine)
        self._pixels = self._table[fine.astype(np.uint8)].view(np.uint8).reshape(*fine.shape, 4)


def blending(n, many):
    """Shares (many, n) of n points in many places: linear between neighbours, the first and the last at the edges.

    >>> blending(2, 3)
    array([[1. , 0. ],
           [0.5, 0.5],
           [0. , 1. ]], dtype=float32)
    """
    at = np.linspace(0, n - 1, many)
    return np.maximum(0, 1 - np.abs(at[:, None] - np.arange(n))).astype(np.float32)


def blocks(n, many):
    """Shares (many, n) of n blocks in many places: all of one, none of the others.

    >>> blocks(2, 4).astype(int).T
    array([[1, 1, 0, 0],
           [0, 0, 1, 1]])
    """
    return (np.arange(many)[:, None] * n // many == np.arange(n)).astype(np.float32)


def level_lines(ax, u, v, numbers, levels):
    """x and y of the lines where numbers over the grid u × v have one of some values, all as one line with gaps."""
    levels = [level for level in levels if np.min(numbers) < level < np.max(numbers)]  # matplotlib warns of others
    if not levels:
        return [], []
    drawn = ax.contour(u, v, numbers, levels=levels)
    pieces = [piece for level in drawn.allsegs for piece in level if len(piece)]
    drawn.remove()
    gap = np.full((1, 2), np.nan)
    return np.concatenate([part for piece in pieces for part in (piece, gap)]).T


def pale(color, share=0.35):
    """The colour, mixed with white.

    >>> pale("black", 0.25)
    (0.75, 0.75, 0.75)
    """
    return tuple(round(1 - share * (1 - part), 3) for part in to_rgb(color))


def pale_between(low, high):
    """Colours from a pale low over white to a pale high: a ground on which points in the full colours stand out."""
    return LinearSegmentedColormap.from_list("pale", [pale(low), "white", pale(high)])
