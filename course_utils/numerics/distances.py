"""Distances among points, and what makes a function of two points a distance.

Points are rows: X has shape (n, d), or (n,) for n numbers on a line.
"""

from functools import partial
from typing import NamedTuple

import numpy as np

from course_utils.numerics._arguments import array, in_range, number, point_sets
from course_utils.numerics._solvers.blocks import blocks, euclidean
from course_utils.numerics.regularization import lp_norm


@in_range
def pairwise_distances(X, Y, p=2):
    """All distances between the rows of X and the rows of Y, measured with the l_p norm.

        D_ij = ‖X_i - Y_j‖_p

    X has shape (m, d), Y (n, d), or (m,) and (n,) for numbers on a line; D has shape (m, n). Computed from the
    differences themselves: the shorter ‖x‖² - 2xᵀy + ‖y‖² loses half of the digits of a small distance. numpy goes
    through D once per coordinate; compiled code (scipy's cdist) goes through it once, in a third of the time.
    Raises ValueError for shapes that do not fit and for p ≤ 0. Slide "Radial Basis Function (RBF)".

    >>> pairwise_distances([[0, 0], [3, 0]], [[0, 4]])
    array([[4.],
           [5.]])
    """
    X, Y = point_sets("X", X, "Y", Y)
    block = euclidean if np.ndim(p) == 0 and p == 2 else partial(_lp_distances, p=p)
    return np.concatenate([block(X[rows], Y) for rows in blocks(len(X), len(Y))])


@in_range
def worst_detour(D):
    """The most by which the straight way is longer than a detour: 0 when the triangle inequality holds.

        max over x, y, z of  D(x, z) - (D(x, y) + D(y, z))

    D has shape (n, n): all distances among n points. Never negative when D(x, x) = 0, as y = x is a detour too.
    Raises ValueError for other shapes. Slide "Radial Basis Function (RBF)".

    >>> worst_detour([[0, 1, 4], [1, 0, 1], [4, 1, 0]])  # squared distances of 0, 1, 2: straight 4, in two steps 2
    2.0
    """
    D = _square(D)
    return max(float(np.max(D - (D[:, [y]] + D[y]))) for y in range(len(D)))


class Axioms(NamedTuple):
    """Which axioms of a distance hold for some points; a metric needs all five."""

    zero_to_itself: bool  # D(x, x) = 0
    never_negative: bool  # D(x, y) ≥ 0
    symmetric: bool  # D(x, y) = D(y, x)
    no_shortcut: bool  # D(x, z) ≤ D(x, y) + D(y, z), the triangle inequality
    tells_apart: bool  # D(x, y) = 0 only for x = y; the slide leaves this out, and without it D is a pseudometric


@in_range
def metric_axioms(D, rtol=1e-9):
    """Which axioms of a distance hold among n different points. They may hold for these points by luck.

        D(x, x) = 0,  D(x, y) ≥ 0,  D(x, y) = D(y, x),  D(x, z) ≤ D(x, y) + D(y, z),  D(x, y) = 0 only if x = y

    D has shape (n, n); rtol is how much of the largest entry counts as rounding. Raises ValueError for other shapes.
    Slide "Radial Basis Function (RBF)".

    >>> metric_axioms([[0, 1, 4], [1, 0, 1], [4, 1, 0]]).no_shortcut
    False
    """
    D, rtol = _square(D), number("rtol", rtol, at_least=0)
    tiny = rtol * np.abs(D).max()
    others = ~np.eye(len(D), dtype=bool)
    return Axioms(
        zero_to_itself=bool(np.all(np.abs(np.diag(D)) <= tiny)),
        never_negative=bool(np.all(-tiny <= D)),
        symmetric=bool(np.all(np.abs(D - D.T) <= tiny)),
        no_shortcut=bool(worst_detour(D) <= tiny),
        tells_apart=bool(np.all(np.abs(D[others]) > tiny)),
    )


def _lp_distances(X, Y, p):
    differences = X[:, None] - Y
    return lp_norm(differences.reshape(-1, X.shape[1]), p).reshape(len(X), len(Y))


def _square(D):
    D = array("D", D, ndim=2)
    if D.shape[0] != D.shape[1]:
        raise ValueError(f"D has shape {D.shape}, expected (n, n): the distances among n points")
    return D
