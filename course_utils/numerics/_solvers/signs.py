"""The lasso as a search: once the signs of the parameters are known, it is a linear system."""

import numpy as np

from course_utils.numerics._solvers.rounding import EPS


def search_signs(A, b, penalty, x):
    """Find argmin ½‖A x - b‖² + Σ penalty_j |x_j| by a search for the signs of x, which starts from x.

    The columns in use move to the best place for their signs, or to the first place on the way where one of them
    reaches 0 and drops out. When nothing is left to gain, the column with the steepest slope comes in. The cost
    falls each time and there are finitely many sign patterns, so the search ends: a pattern that returns is rounding.
    """
    noise = 100 * EPS * np.linalg.norm(A, axis=0) * np.linalg.norm(b)
    used, signs = (penalty == 0) | (x != 0), np.sign(x)
    x, seen = x.copy(), set()
    while True:
        x, used, signs = _settle(A, b, penalty, x, used, signs)
        slope = A.T @ (b - A @ x)
        gain = np.where(used, 0, np.abs(slope) - penalty - noise)
        best = np.argmax(gain)
        if gain[best] <= 0 or signs.tobytes() in seen:
            return x + 0.0
        seen.add(signs.tobytes())
        used[best], signs[best] = True, np.sign(slope[best])


def _settle(A, b, penalty, x, used, signs):
    """Move the columns in use to the best place for their signs, dropping those that reach 0 on the way."""
    settled = False
    while not settled:
        step, settled = _step_for_signs(A[:, used], b - A @ x, penalty[used] * signs[used])
        before, free = x[used], penalty[used] == 0
        crossing = (before * step < 0) & (np.abs(step) >= np.abs(before)) & ~free
        if crossing.any():
            settled = False
            step = _stop_at_zero(before, step, crossing)
        elif not settled:
            step, settled = 0 * step, True  # a valley that no column leaves is rounding
        x[used] = before + step
        used &= (penalty == 0) | (x != 0)
        signs = np.sign(x)
    x[used] += _step_for_signs(A[:, used], b - A @ x, penalty[used] * signs[used])[0]  # what rounding has left
    turned = (penalty > 0) & (x * signs < 0)  # so near 0 that rounding decides the sign
    x[turned], signs[turned], used[turned] = 0, 0, False
    return x, used, signs


def _stop_at_zero(before, step, crossing):
    """Shorten the step to where the first of the crossing parameters is exactly 0."""
    reach = np.full(len(step), np.inf)
    reach[crossing] = -before[crossing] / step[crossing]
    first = np.argmin(reach)
    step = step * reach[first]
    step[first] = -before[first]
    return step


def _step_for_signs(A, r, price):
    """Step to the minimum of ½‖A s - r‖² + priceᵀ s, and return True; or down an endless valley, and return False.

    There is a valley when the columns are dependent and some combination of them changes the price but not A s.
    """
    U, d, Vt = np.linalg.svd(A, full_matrices=A.shape[0] < A.shape[1])
    rank = int(np.sum(d > max(A.shape) * EPS * d.max(initial=0)))
    V, N = Vt[:rank].T, Vt[rank:].T
    downhill = N @ (N.T @ -price)
    if np.abs(downhill).max(initial=0) > 1e-9 * np.abs(price).max(initial=0):
        return 1e200 * downhill / np.abs(downhill).max(), False
    return V @ ((U[:, :rank].T @ r - V.T @ price / d[:rank]) / d[:rank]), True
