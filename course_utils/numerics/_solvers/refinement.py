"""Least squares from a singular value decomposition: refined to the last digit, or the shortest of many solutions."""

import numpy as np

from course_utils.numerics._solvers.rounding import EPS, exact_sum


def refine(A, b, U, d, Vt, steps=10):
    """Solve least squares from A = U D Vᵀ of full column rank, correcting x and the residual r until nothing changes.

    What is missing in the two equations  r + A x = b  and  Aᵀ r = 0, computed without rounding, gives the corrections.
    """
    x, r, last = np.zeros(A.shape[1]), np.zeros(len(b)), np.inf
    for _ in range(steps):
        f = exact_sum(A, -x, b, -r)  # b - r - A x
        g = exact_sum(A.T, -r)  # -Aᵀ r
        u = U.T @ f - (Vt @ g) / d
        dx, dr = Vt.T @ (u / d), f - U @ u
        size = np.abs(dx).max()
        if size > max(last / 2, 8 * EPS * np.abs(x).max()):
            break  # A is so ill-conditioned that corrections no longer shrink
        x, r, last = x + dx, r + dr, size
        if np.all(np.abs(dx) <= EPS / 2 * np.maximum(np.abs(x), EPS * np.abs(x).max())):
            break  # not even the last digit changes
    return x


def shortest_solution(B, U, d, Vt, rank, units):
    """Of all X with  A X ≈ B,  A = U D Vᵀ scaled by units, find those that are shortest before the scaling.

    All solutions are X + V T, with V the null space of A. A row of V that is rounding noise belongs to an unknown
    that is the same in all of them.
    """
    X = Vt[:rank].T @ ((U[:, :rank].T @ B) / d[:rank, None])
    V = Vt[rank:].T
    V = np.where(np.abs(V).max(axis=1, keepdims=True) > 10 * max(len(U), len(V)) * EPS, V, 0.0)
    unscale = (units.min() - units)[:, None]  # up to a common factor, which does not change what is shortest
    for _ in range(2):  # the second time removes what rounding has left
        X = X - V @ np.linalg.lstsq(np.ldexp(V, unscale), np.ldexp(X, unscale), rcond=None)[0]
    return X
