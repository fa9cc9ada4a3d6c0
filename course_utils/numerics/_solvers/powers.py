"""Sums of p-th powers of residuals for p > 1, by iteratively reweighted least squares with a certificate."""

import numpy as np

from course_utils.numerics._solvers.weighted import GAP, weighted_squares

MAX_STEPS = 1000  # no p ≥ 1.01 has been seen to need more


def least_powers(A, b, p, penalty):
    """Find argmin Σ |b_i - A_i x|^p + ½ Σ penalty_j x_j² for p > 1, by way of smaller exponents."""
    x, _ = weighted_squares(A, b, np.full(len(b), 2.0), penalty, np.zeros(A.shape[1]))
    for q in _exponents_towards(p):
        unit = np.abs(b - A @ x).max()  # q-th powers of residuals stay near 1
        if unit <= 1e-12 * np.abs(b).max():
            break  # every equation holds, up to rounding
        prices = penalty * unit ** (2 - q) if penalty.any() else penalty
        x = unit * _minimize(A, b / unit, q, prices, x / unit, GAP if q == p else 1e-2)
    return x


@np.errstate(over="ignore", invalid="ignore")  # a step that goes astray costs infinitely much, and is not taken
def _minimize(A, b, p, penalty, x, gap_wanted):
    """Find argmin Σ |b_i - A_i x|^p + ½ Σ penalty_j x_j², starting at x.

    Each weighted problem has an exact solution y with residuals s, whose pulls u = w s satisfy Aᵀu = penalty y: they
    prove the lower bound. From x towards y the best of some step lengths is taken. For p < 2, residuals below `tiny`
    get the weight of `tiny`, which shrinks with the gap.
    """
    m, q = len(b), p / (p - 1)
    steps = np.sort([0, *0.5 ** np.arange(30), 1 / (p - 1)])[:, None]
    r = b - A @ x
    tiny = np.abs(r).max()
    best, lost = x, np.inf
    for _ in range(MAX_STEPS):
        size = np.abs(r)
        if size.max() <= 1e-14 * np.abs(b).max():
            return x  # every equation holds
        w = p * np.maximum(size, tiny if p < 2 else 0) ** (p - 2)
        y, u = weighted_squares(A, b, w, penalty, x, _least_weight(p))
        s, price = b - A @ y, np.sum(penalty * y**2) / 2
        bound = b @ u - price - (p - 1) * np.sum(np.abs(u / p) ** q)
        costs = np.sum(size**p) + np.sum(penalty * x**2) / 2, np.sum(np.abs(s) ** p) + price
        gap = abs(min(costs) - bound)  # min - bound is negative only when rounding has spoiled Aᵀu = penalty y
        if gap / min(costs) < lost:
            best, lost = (x, y)[np.argmin(costs)], gap / min(costs)
        if lost <= gap_wanted:
            break
        before, tiny = tiny, min(tiny, gap ** (1 / p) / m)
        residuals, corners = r + steps * (s - r), x + steps * (y - x)
        size = np.maximum(np.abs(residuals), tiny if p < 2 else 0)
        smooth = size ** (p - 2) * (p / 2 * residuals**2 + (1 - p / 2) * size**2)  # |r|^p, but a parabola below tiny
        choice = np.argmin(np.sum(smooth, axis=1) + np.sum(penalty * corners**2, axis=1) / 2)
        if choice == 0 and tiny == before:
            break  # no step of any length gains anything
        x = corners[choice]
        r = b - A @ x
    return _polish(A, b, p, penalty, best)


def _polish(A, b, p, penalty, x):
    """Take a few of Newton's steps while they flatten the slope: near the minimum costs are equal, slopes are not."""
    slope = np.inf
    for _ in range(4):
        r = b - A @ x
        size = np.maximum(np.abs(r), 1e-30)
        w = p * size ** (p - 2)
        flatter = np.abs(penalty * x - A.T @ (w * r)).max()
        if not flatter < slope:  # nor when it is not a number
            break
        best, slope = x, flatter
        x = x + (weighted_squares(A, b, w, penalty, x, _least_weight(p))[0] - x) / (p - 1)
    return best


def _least_weight(p):
    """Return the weight below which a direction is left alone; for p > 2 vanishing residuals must not decide it."""
    return 1e-13 if p < 2 else 1e-10


def _exponents_towards(p):
    """Go up to p in small steps: with a large p few residuals count, so it starts near the answer of a smaller one."""
    exponents = [p]
    while exponents[0] > 4:
        exponents.insert(0, exponents[0] / 1.5)
    return exponents
