"""A function of two variables as colours and lines."""

import numpy as np

from course_utils.plotting.networks import shades


def tints(values, scale=1.0, strength=0.45):
    """Pale colours (…, 3) that leave room for points on top: orange below 0, blue above.

    >>> tints(np.array([0.0])).tolist()
    [[1.0, 1.0, 1.0]]
    """
    return 1 - strength * (1 - shades(values, scale))


def level_line(x, y, z, level=0.0):
    """x and y of the line where z, shape (len(y), len(x)), has this level: segments with gaps, for a single line.

    Each rectangle of the grid is two triangles; a triangle with one corner on the other side is cut once.
    """
    high = z > level
    block = np.stack([high[:-1, :-1], high[:-1, 1:], high[1:, 1:], high[1:, :-1]])
    i, j = np.nonzero(block.any(axis=0) & ~block.all(axis=0))  # only the rectangles that the line crosses
    corners = [
        np.column_stack([x[c], y[r], z[r, c] - level]) for r, c in ((i, j), (i, j + 1), (i + 1, j + 1), (i + 1, j))
    ]
    pieces = []
    for triangle in ((corners[0], corners[1], corners[2]), (corners[0], corners[2], corners[3])):
        for k in range(3):
            alone, *others = triangle[k:] + triangle[:k]
            where = np.logical_and.reduce([(alone[:, 2] > 0) != (other[:, 2] > 0) for other in others])
            pieces.append(np.stack([_crossing(alone[where], other[where]) for other in others], axis=1))
    segments = np.concatenate(pieces)
    gaps = np.full((len(segments), 1, 2), np.nan)
    return np.concatenate([segments, gaps], axis=1).reshape(-1, 2).T


def _crossing(a, b):
    """The points between a and b, rows of (x, y, z), where z is 0."""
    share = a[:, 2:] / (a[:, 2:] - b[:, 2:])
    return a[:, :2] + share * (b[:, :2] - a[:, :2])
