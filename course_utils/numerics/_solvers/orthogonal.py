"""An orthogonal basis in place of the columns of a matrix."""

import numpy as np

from course_utils.numerics._solvers.rounding import EPS
from course_utils.numerics._solvers.scaling import scale_columns


def orthogonal_columns(X):
    """Find U with orthogonal columns of length 1, and T with  X T = U, for columns of X in any units."""
    scaled, units = scale_columns(X)
    U, d, Vt = np.linalg.svd(scaled, full_matrices=False)
    kept = d > max(X.shape) * EPS * d.max()
    return U[:, kept], np.ldexp(Vt[kept].T / d[kept], -units[:, None])
