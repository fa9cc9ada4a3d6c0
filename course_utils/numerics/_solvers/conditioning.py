"""Symmetric systems of equations, with an alarm where few digits of the solution are right."""

import numpy as np

from course_utils.numerics._solvers.rounding import EPS

ALARM = 1e12  # a condition number above which fewer than four digits are safe

# Eigenvalues take several times as long as the solution, so they are computed only where M is suspicious. Solving for
# random probes of normal numbers shows how large M⁻¹ is: with 12 probes the chance to see less than a tenth of it is
# about 1 in 10¹³.
PROBES, PROBE_MARGIN = 12, 10


def solve_symmetric(M, y, reference=None):
    """Solve M x = y for a symmetric M; return x and the condition number of M, or 0 if it is surely below ALARM.

    Beside numbers of the size of the reference, if there is one, M may be nothing but rounding. Raises LinAlgError for
    a singular M.
    """
    size, floor = np.linalg.norm(M, 1), 1e-300
    if reference is not None:
        size = max(size, reference)
        floor = len(M) * EPS * size
    probes = np.random.default_rng(0).normal(size=(len(M), PROBES))
    solved = np.linalg.solve(M, np.hstack([probes, y.reshape(len(M), -1)]))
    x = solved[:, PROBES:].reshape(y.shape)
    with np.errstate(over="ignore"):
        longest = np.linalg.norm(solved[:, :PROBES], axis=0).max()
    if longest * size < ALARM / PROBE_MARGIN:
        return x, 0.0
    eigenvalues = np.abs(np.linalg.eigvalsh(M))
    if eigenvalues.min() <= floor:
        raise np.linalg.LinAlgError("singular matrix")
    return x, eigenvalues.max() / eigenvalues.min()  # as M is symmetric
