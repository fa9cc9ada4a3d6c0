"""Show numbers over a plane: as colours that fill the axes, and as lines of equal value."""

import numpy as np

from course_utils.plotting.images import Pixels
from course_utils.plotting.lines import join_lines

SHADES = 128  # of a scale: eyes cannot distinguish neighbours, and areas of one shade take fewer bytes


class Heat(Pixels):
    """Numbers as colours over the whole of an axes; `show` puts other numbers of the same shape there.

    The first row is at the bottom, where the vertical axis begins; with top_down it is on top, as in a matrix. smooth
    blends between the numbers, which then belong to points of a grid from edge to edge; otherwise each number is a
    block.
    """

    def __init__(self, ax, shape, low, high, colors, smooth=True, top_down=False):
        left, bottom, right, top = np.rint(ax.bbox.extents).astype(int)
        size = top - bottom, right - left
        super().__init__(ax.figure, left, bottom, np.arange(size[0]), np.arange(size[1]))
        table = (colors(np.linspace(0, 1, SHADES)) * 255).round().astype(np.uint8)
        self._table = table.view(np.uint32).ravel()  # four bytes at once: looking up single numbers is faster
        self._low, self._scale = low, (SHADES - 1) / (high - low)
        spread = blend_weights if smooth else block_weights
        self._up, self._along = (spread(n, places) for n, places in zip(shape, size, strict=True))
        self._order = slice(None, None, -1) if top_down else slice(None)

    def show(self, numbers):
        """Set the numbers, shape (h, w); those beyond low and high get the colours of the ends."""
        numbers = self._scale * (np.asarray(numbers)[self._order] - self._low)  # from 0 to SHADES - 1
        fine = self._up @ numbers.astype(np.float32) @ self._along.T
        if numbers.min() < 0 or numbers.max() > SHADES - 1:
            np.clip(fine, 0, SHADES - 1, out=fine)
        self._pixels = self._table[fine.astype(np.uint8)].view(np.uint8).reshape(*fine.shape, 4)


LIGHTS = 65  # how bright a slope can be; the one in the middle is level ground


class Relief(Heat):
    """Heights as colours, lit from the upper left: slopes that face the light are brighter, those behind it darker."""

    def __init__(self, ax, shape, low, high, colors):
        super().__init__(ax, shape, low, high, colors)
        flat = self._table.view(np.uint8).reshape(1, SHADES, 4).astype(float)
        light = np.linspace(-1, 1, LIGHTS)[:, None, None]
        lit = np.where(light > 0, flat + 0.45 * light * (255 - flat), flat * (1 + 0.4 * light))
        lit[..., 3] = 255
        self._lit = lit.round().astype(np.uint8).view(np.uint32).reshape(-1)
        self._steep = 4 * (high - low)  # the slope, per width of the map, that is lit most

    def show(self, numbers):
        """Set the heights, shape (h, w), of a square map."""
        numbers = np.asarray(numbers, dtype=np.float32)
        up, along = np.gradient(numbers, 1 / (numbers.shape[0] - 1), 1 / (numbers.shape[1] - 1))
        light = np.clip((along - up) / self._steep, -1, 1) * (LIGHTS - 1) / 2 + LIGHTS / 2  # rounds to the nearest
        fine = (self._up @ numbers @ self._along.T - np.float32(self._low)) * np.float32(self._scale)
        np.clip(fine, 0, SHADES - 1, out=fine)
        shade = (self._up @ light.astype(np.float32) @ self._along.T).astype(np.uint16)
        places = shade * SHADES + fine.astype(np.uint16)
        self._pixels = self._lit[places].view(np.uint8).reshape(*fine.shape, 4)


def blend_weights(n, places):
    """Return weights (places, n) of n points: linear between neighbours, the first and the last point at the edges.

    >>> blend_weights(2, 3)
    array([[1. , 0. ],
           [0.5, 0.5],
           [0. , 1. ]], dtype=float32)
    """
    at = np.linspace(0, n - 1, places)
    return np.maximum(0, 1 - np.abs(at[:, None] - np.arange(n))).astype(np.float32)


def block_weights(n, places):
    """Return weights (places, n) of n blocks: 1 for the block that contains a place, 0 for the others.

    >>> block_weights(2, 4).astype(int).T
    array([[1, 1, 0, 0],
           [0, 0, 1, 1]])
    """
    return (np.arange(places)[:, None] * n // places == np.arange(n)).astype(np.float32)


def level_lines(x, y, z, levels):
    """Return x and y of the lines where z, shape (len(y), len(x)), has one of the levels: segments joined to one line.

    Several times as fast as matplotlib's contour, which makes artists of the lines.
    """
    return join_lines(np.concatenate([_segments(x, y, z - level) for level in levels]))


def _segments(x, y, z):
    """Find the segments (n, 2, 2) where z is 0.

    Each rectangle of the grid is two triangles; a triangle with one corner on the other side is cut once.
    """
    high = z > 0
    block = np.stack([high[:-1, :-1], high[:-1, 1:], high[1:, 1:], high[1:, :-1]])
    i, j = np.nonzero(block.any(axis=0) & ~block.all(axis=0))  # only the rectangles that the line crosses
    corners = [np.column_stack([x[c], y[r], z[r, c]]) for r, c in ((i, j), (i, j + 1), (i + 1, j + 1), (i + 1, j))]
    pieces = []
    for triangle in ((corners[0], corners[1], corners[2]), (corners[0], corners[2], corners[3])):
        for k in range(3):
            alone, *others = triangle[k:] + triangle[:k]
            where = np.logical_and.reduce([(alone[:, 2] > 0) != (other[:, 2] > 0) for other in others])
            pieces.append(np.stack([_crossing(alone[where], other[where]) for other in others], axis=1))
    return np.concatenate(pieces)


def _crossing(a, b):
    """Find the points between a and b, rows of (x, y, z), where z is 0."""
    share = a[:, 2:] / (a[:, 2:] - b[:, 2:])
    return a[:, :2] + share * (b[:, :2] - a[:, :2])
