"""Eleven points around a known line, one of which is moved away, and how the lines through them look."""

import numpy as np

from course_utils.numerics.least_squares import design_matrix
from course_utils.plotting.lines import line_ends
from course_utils.plotting.style import ROLE

X = np.arange(11.0)
NOISE = np.array([0.3, -0.4, 0.1, 0.5, -0.2, -0.5, 0.4, 0.2, -0.3, 0.0, -0.1])
TRUTH = np.array([0.5, 2.0])  # y = x/2 + 2
A = design_matrix(X)
OUTLIER = 9  # the point that is dragged away
DOT_DASHED = (5, 1.5, 1, 1.5)


def heights(outlier):
    """Return the eleven heights, with one of them moved."""
    y = A @ TRUTH + NOISE
    y[OUTLIER] = outlier
    return y


def fit_ends(fit):
    m, d = fit
    return line_ends((m, -1, d))


def line_looks():
    """Return the look of the truth and of the line of each loss, on every picture of the chapter."""
    return {
        "truth": {"color": ROLE.truth, "dashes": (5, 2)},
        "squared": {"color": ROLE.rival, "dashes": (3, 1.5)},
        "Huber": {"color": ROLE.third, "dashes": DOT_DASHED},
        "absolute": {"color": ROLE.model},
    }


def outlier_look():
    """Return the look of a point that lies apart: a golden diamond."""
    return {"marker": "D", "color": ROLE.active, "markeredgecolor": ROLE.ink, "markeredgewidth": 2, "zorder": 6}
