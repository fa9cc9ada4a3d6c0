"""Decide whether a plane through the origin separates two classes, with a proof for either answer."""

import numpy as np

from course_utils.numerics._solvers.orthogonal import orthogonal_columns
from course_utils.numerics._solvers.rounding import EPS
from course_utils.numerics._solvers.scaling import scale_columns


def can_separate(X, y):
    """Decide whether some w puts no row of X on the wrong side and not all of them on the plane; labels are 0 and 1."""
    signed, _ = scale_columns(X * (2 * y - 1)[:, None])
    Z = signed @ orthogonal_columns(signed)[1]  # so a row of zeros stays exactly 0
    # The shortest g = Zᵀ(1 + r) with r ≥ 0 has Z g ≥ 0. Either it is 0, and the weights 1 + r > 0, with which the
    # forces of all rows on w cancel, prove that there is no such w (Stiemke's lemma); or g itself is such a w.
    r = nonnegative_lstsq(Z.T, -Z.sum(axis=0))
    g = Z.T @ (1 + r)
    return bool(np.linalg.norm(g) > 1e-9 * np.linalg.norm(np.abs(Z).T @ (1 + r)))


def nonnegative_lstsq(A, b):
    """Find argmin ‖A r - b‖ over r ≥ 0 by searching for the entries that are not 0 (Lawson and Hanson, 1974)."""
    r, used = np.zeros(A.shape[1]), np.zeros(A.shape[1], dtype=bool)
    noise = 100 * EPS * np.linalg.norm(A, axis=0) * np.linalg.norm(b)
    for _ in range(3 * A.shape[1]):
        slope = np.where(used, -np.inf, A.T @ (b - A @ r) - noise)
        if slope.max() <= 0:
            break
        used[np.argmax(slope)] = True
        while True:
            best = np.zeros(len(r))
            best[used] = np.linalg.lstsq(A[:, used], b, rcond=None)[0]
            below = used & (best <= 0)
            if not below.any():
                break
            r = r + np.min(r[below] / (r[below] - best[below])) * (best - r)  # as far as all stay ≥ 0
            used &= r > 1e-15 * r.max()
            r[~used] = 0
        r = best
    return r
