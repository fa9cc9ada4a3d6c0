"""Notebook 02: what makes a fit robust? (slides "What If?": outliers, regularize, sensitivity is controlled by p)."""

import numpy as np

from course_utils.numerics.least_squares import design_matrix
from course_utils.plotting.lines import line_ends
from course_utils.plotting.style import GREEN, ORANGE

X = np.arange(11.0)

NOISE = np.array([0.3, -0.4, 0.1, 0.5, -0.2, -0.5, 0.4, 0.2, -0.3, 0.0, -0.1])

TRUTH = np.array([0.5, 2.0])  # y = x/2 + 2

A = design_matrix(X)

BAD = 9  # the point that is dragged away

TRUE_LINE = {"color": GREEN, "dashes": (5, 2), "linewidth": 2}

SQUARED = {"color": ORANGE, "dashes": (3, 1.5)}  # one look for each loss, on every picture of this file


def heights(outlier):
    """The eleven heights, with one of them moved."""
    y = A @ TRUTH + NOISE
    y[BAD] = outlier
    return y


def ends(fit):
    m, d = fit
    return line_ends((m, -1, d))
