"""Draw points, lines and distances in a plane."""

import numpy as np
from matplotlib.collections import PolyCollection

from course_utils.plotting.style import NOTE, ROLE

FAR = 1e5  # a line that is this long leaves all our axes on both sides


def plane(fig, box, xlim, ylim, xlabel, ylabel, title="", equal=False):
    """Put axes with fixed limits in a box of the figure: left, bottom, width and height in inches."""
    width, height = fig.get_size_inches()
    left, bottom, w, h = box
    ax = fig.add_axes((left / width, bottom / height, w / width, h / height))
    ax.set(xlim=xlim, ylim=ylim, xlabel=xlabel, ylabel=ylabel, title=title)
    if equal:
        ax.set_aspect("equal", adjustable="box", anchor="W")
    return ax


def show_points(ax, points, **style):
    """Show data as dark dots, above everything else."""
    style = {"color": ROLE.data, "markersize": 9, "markeredgecolor": ROLE.paper, "zorder": 5, **style}
    return ax.plot(points[:, 0], points[:, 1], "o", **style)[0]


def show_axis_break(ax, x):
    """Mark where the axis of x jumps: between 0, which has no logarithm, and the ticks that have one."""
    gap = {"facecolor": ROLE.paper, "edgecolor": "none", "pad": 0}
    ax.text(x, 0, "//", transform=ax.get_xaxis_transform(), ha="center", va="center", fontsize=NOTE, bbox=gap)


def line_ends(line):
    """Return x and y of two distant points of the line ax + by + c = 0."""
    a, b, c = line
    near = -c * np.array([a, b]) / (a**2 + b**2)  # the point of the line nearest to the origin
    along = np.array([-b, a]) / np.hypot(a, b)
    return np.column_stack([near - FAR * along, near + FAR * along])


def join_lines(lines):
    """Join separate lines, shape (n, m, 2), to x and y of one line with gaps, which draws faster than a collection."""
    gaps = np.full((len(lines), 1, 2), np.nan)
    return np.concatenate([lines, gaps], axis=1).reshape(-1, 2).T


def join_segments(starts, ends):
    """Join segments from starts to ends, both of shape (n, 2), likewise."""
    return join_lines(np.stack([starts, ends], axis=1))


def join_curves(x, curves):
    """Join curves over one x, shapes (n,) and (k, n), likewise."""
    return join_lines(np.stack(np.broadcast_arrays(x, curves), axis=-1))


def show_squares(ax, color):
    """Show squares; `squares` sets them."""
    return ax.add_collection(PolyCollection([], facecolor=color, alpha=0.25, edgecolor=color, linewidth=1.5))


def squares(points, residuals):
    """Return corners (n, 4, 2) of true squares: one side is the vertical distance from the point to the line."""
    side = np.abs(residuals)
    left, top = points.T
    corners = [(left, top), (left + side, top), (left + side, top - residuals), (left, top - residuals)]
    return np.stack([np.column_stack(corner) for corner in corners], axis=1)


def spread_labels(heights, gap, low, high):
    """Place labels beside the ends of lines: as near to the ends as possible, but at least a gap apart.

    >>> spread_labels([5, 5, 1], gap=2, low=0, high=9)
    array([4., 6., 1.])
    """
    order = np.argsort(heights, kind="stable")
    free = np.asarray(heights, dtype=float)[order] - gap * np.arange(len(order))  # these may not descend
    means = [[free[i : k + 1].mean() for k in range(i, len(free))] for i in range(len(free))]
    rising = np.maximum.accumulate([min(row) for row in means])
    spread = np.empty(len(order))
    spread[order] = np.clip(rising, low, high - gap * (len(order) - 1)) + gap * np.arange(len(order))
    return spread
