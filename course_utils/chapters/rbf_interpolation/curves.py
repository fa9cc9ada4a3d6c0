"""A curve to take points from, the weights of bumps through them, and the names of the lines in a picture."""

import warnings

import numpy as np

from course_utils.numerics.rbf import NearlySingularWarning, rbf_weights

CURVE_X = np.linspace(0, 1, 301)


def name_lines(ax, *names):
    """Name the lines in their colours, in a row above the axes; each name is (where it starts, words, colour)."""
    for at, words, color in names:
        ax.text(at, 1.04, words, color=color, transform=ax.transAxes, fontsize=15)


def solve_weights(x, y, kernel, epsilon, smoothing=0, degree=-1):
    """Compute the weights, without the warning that few digits are right: the demo says so in its own way."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NearlySingularWarning)
        return rbf_weights(x, y, kernel, epsilon, smoothing, degree)


def hills(x):
    return np.sin(2 * np.pi * x) + 0.5 * np.cos(5 * np.pi * x)
