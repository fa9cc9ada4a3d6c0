"""A primal-dual interior-point method for losses with bounded pulls: absolute values and Huber's."""

import numpy as np

from course_utils.numerics._solvers.weighted import GAP, weighted_squares


def least_huber(A, b, delta, penalty):
    """Find argmin Σ h(b_i - A_i x) + ½ Σ penalty_j x_j² for Huber's loss h."""
    x, slope = bounded_pulls(A, b, delta, 1.0, penalty), np.inf
    best = x
    for _ in range(4):  # the last digits: where no residual passes δ, one of Newton's steps is exact
        r = b - A @ x
        gradient = penalty * x - A.T @ np.clip(r, -delta, delta)
        if not np.abs(gradient).max() < slope:  # nor when it is not a number
            break
        best, slope = x, np.abs(gradient).max()
        inside = A[np.abs(r) <= delta]
        x = x - np.linalg.lstsq(inside.T @ inside + np.diag(penalty), gradient, rcond=None)[0]
    return best


def bounded_pulls(A, b, limit, bend, penalty):
    """Find argmin Σ φ(b_i - A_i x) + ½ Σ penalty_j x_j², where a residual pulls with u_i = φ', at most the limit.

    bend = 0 is limit · |r|, bend = 1 is Huber's loss. The residual is r = bend · u + up - down, where
    up (limit - u) = down (limit + u) = μ → 0. Each step is a weighted least-squares problem, and there are few.
    """
    m = len(b)
    x, _ = weighted_squares(A, b, np.ones(m), penalty, np.zeros(A.shape[1]))
    r = b - A @ x
    scale = np.abs(r).max()
    if scale <= 1e-14:
        return x
    u = r * (0.9 * limit / scale)
    above, below = limit - u, limit + u  # kept separately, so that they shrink to 1e-16 without cancellation
    up, down = np.maximum(r, 0) + 0.1 * scale, np.maximum(-r, 0) + 0.1 * scale
    best, lost = x, np.inf
    for _ in range(100):
        mu = 0.1 * (up @ above + down @ below) / (2 * m)
        D = bend + up / above + down / below
        target = b - mu / above + mu / below + (D - bend) * u
        y, full = weighted_squares(A, target, 1 / D, penalty, x)
        du = full - u
        dup, ddown = (mu + up * du) / above - up, (mu - down * du) / below - down
        t = min(1.0, *(0.99 * _longest_step(v, dv) for v, dv in ((up, dup), (down, ddown), (above, -du), (below, du))))
        x, u, up, down = x + t * (y - x), u + t * du, up + t * dup, down + t * ddown
        above, below = above - t * du, below + t * du
        cost, gap = _cost_and_gap(A, b, x, full, limit, bend, penalty, y)
        if gap / cost < lost:
            best, lost = x, gap / cost
        elif lost <= 1e-9:
            break  # as good as rounding allows
        if lost <= GAP / 100:
            break
    return best


def _longest_step(v, dv):
    """Find how far v > 0 may go along dv before an entry reaches 0."""
    return 1 / max(np.max(-dv / v), 1e-300)


def _cost_and_gap(A, b, x, u, limit, bend, penalty, y):
    """Compute the cost of x, and how far it is above the lower bound that the pulls u prove; Aᵀu = penalty y holds."""
    r = np.abs(b - A @ x)
    loss = limit * r if bend == 0 else np.where(r <= limit, r**2 / 2, limit * r - limit**2 / 2)
    cost = np.sum(loss) + np.sum(penalty * x**2) / 2
    share = min(1, limit / np.abs(u).max())
    bound = share * (b @ u) - share**2 * (bend * u @ u + np.sum(penalty * y**2)) / 2
    return cost, abs(cost - bound)  # negative only when rounding has spoiled Aᵀu = penalty y
