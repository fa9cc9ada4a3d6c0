"""A curve to take points from, the weights of bumps through them, and the names of the lines in a picture."""

import warnings

import numpy as np

from course_utils.numerics.rbf import NearlySingularWarning, rbf_weights
from course_utils.plotting.lines import spread_labels
from course_utils.plotting.style import ROLE
from course_utils.plotting.words import name_object

CURVE_X = np.linspace(0, 1, 301)


def show_truth(ax, truth=None):
    """Show the curve from which points are taken, dashed; without values they are set later."""
    line = ([], []) if truth is None else (CURVE_X, truth)
    return ax.plot(*line, color=ROLE.truth, dashes=(4, 2), zorder=3)[0]


def show_end_names(ax, colors, away=0.015):
    """Name curves at their right ends; the names move apart where the ends are near to each other.

    Return the ink: given the height of each end (nan where there is no curve), it returns the names.
    """
    low, high = ax.get_ylim()
    gap = 0.4 * (high - low) / (ax.get_position().height * ax.figure.get_figheight())  # 0.4 inches
    right = ax.get_xlim()[1] + away * np.ptp(ax.get_xlim())
    names = [name_object(ax, right, 0, name, color) for name, color in colors.items()]

    def ink(*ends):
        shown = np.isfinite(ends)
        heights = np.clip(np.array(ends)[shown], low, high)
        spread = iter(spread_labels(heights, gap, low, high))
        for name, here in zip(names, shown, strict=True):
            name.set(y=next(spread) if here else 0, visible=bool(here))
        return names

    return ink


def solve_weights(x, y, kernel, epsilon, smoothing=0, degree=-1):
    """Compute the weights, without the warning that few digits are right: the demo says so in its own way."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NearlySingularWarning)
        return rbf_weights(x, y, kernel, epsilon, smoothing, degree)


def hills(x):
    return np.sin(2 * np.pi * x) + 0.5 * np.cos(5 * np.pi * x)
