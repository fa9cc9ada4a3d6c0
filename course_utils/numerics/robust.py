"""Losses that decide how much an outlier counts: p-th powers, Huber's, and the vote of RANSAC.

Import these from `regularization.py`. Both minimisers stop when a certificate says that they have arrived: for a convex
problem every pull u on the residuals with Aᵀu = λx proves a lower bound, the dual value, and the gap to it is known.
"""

import numpy as np

from course_utils.numerics.arguments import array, generator, in_range, number, positive, system, whole_number
from course_utils.numerics.least_squares import total_least_squares

GAP = 1e-13  # relative to the cost; the steps converge so fast that x is then right to ten digits or so
STEPS = 1000  # more than any p ≥ 1.01 has been seen to need to get there


@in_range
def irls(A, b, p, lam=0, unpenalized=()):
    """The fit with the smallest sum of p-th powers of residuals, by iteratively reweighted least squares.

        argmin ‖A x - b‖_p^p + ½λ‖x‖²,   a residual r_i has the weight |r_i|^(p-2)

    A has shape (m, n), b (m,), x (n,); one of the solutions if there are several (p = 1, or dependent columns). Each
    step is a weighted least-squares problem. For p > 2 a full step overshoots, 1/(p - 1) of it is Newton's; for p = 1
    the weights are those of an interior-point method, as 1/|r_i| would crawl. Stops at a relative duality gap of 1e-13,
    or where rounding hides the gap. Raises ValueError for other shapes, p < 1, p > 100, λ < 0 or an unknown column.
    Slide "What If?".

    >>> A, b = [[1], [1], [1]], [1, 2, 9]  # one number for three: the median, the mean
    >>> irls(A, b, p=1).round(9), irls(A, b, p=2).round(9)
    (array([2.]), array([4.]))
    """
    A, b, p = *system(A, array("b", b, ndim=1)), number("p", p, at_least=1)
    if p > 100:
        raise ValueError(
            f"p is {p:g}, expected at most 100: higher powers of residuals differ by more than a float holds"
        )
    penalty, size = column_prices(lam, A.shape[1], unpenalized), np.abs(b).max()
    if size == 0:
        return np.zeros(A.shape[1])
    A, penalty, power = _in_its_unit(A, penalty)
    if p == 1:
        return np.ldexp(size * _bounded_pull(A, b / size, 1.0, 0.0, penalty * size), -power)
    x, _ = _weighted(A, b, np.full(len(b), 2.0), penalty, np.zeros(A.shape[1]))
    for q in _exponents_towards(p):
        unit = np.abs(b - A @ x).max()  # q-th powers of residuals stay near 1
        if unit <= 1e-12 * size:
            break  # every equation holds, up to rounding
        prices = penalty * unit ** (2 - q) if penalty.any() else penalty
        x = unit * _power_loss(A, b / unit, q, prices, x / unit, GAP if q == p else 1e-2)
    return np.ldexp(x, -power)


@in_range
def huber(A, b, delta, lam=0, unpenalized=()):
    """The fit of Huber's loss: squares for small residuals, absolute values for those beyond δ.

        argmin Σ h(b_i - A_i x) + ½λ‖x‖²,   h(r) = ½r² where |r| ≤ δ,  δ|r| - ½δ² beyond

    A has shape (m, n), b (m,), x (n,). A residual pulls with its size, but never more than δ. Stops as irls does,
    with digits that a quasi-Newton method, twice as fast, does not reach.
    Raises ValueError for other shapes, δ ≤ 0, λ < 0 or an unknown column. Slide "What If?".

    >>> huber([[1], [1], [1]], [0, 1, 9], delta=1).round(9)  # (0 - x) + (1 - x) + 1 = 0
    array([1.])
    """
    A, b, delta = *system(A, array("b", b, ndim=1)), positive("delta", delta)
    penalty, size = column_prices(lam, A.shape[1], unpenalized), np.abs(b).max()
    if size == 0:
        return np.zeros(A.shape[1])
    A, penalty, power = _in_its_unit(A, penalty)
    b, delta = b / size, delta / size
    x, slope = _bounded_pull(A, b, delta, 1.0, penalty), np.inf
    best = x
    for _ in range(4):  # the last digits: where no residual passes δ, one of Newton's steps is exact
        r = b - A @ x
        gradient = penalty * x - A.T @ np.clip(r, -delta, delta)
        if not np.abs(gradient).max() < slope:  # nor when it is not a number
            break
        best, slope = x, np.abs(gradient).max()
        inside = A[np.abs(r) <= delta]
        x = x - np.linalg.lstsq(inside.T @ inside + np.diag(penalty), gradient, rcond=None)[0]
    return np.ldexp(size * best, -power)


@in_range
def ransac(points, threshold, rng, trials=200):
    """The line that most points agree on: random sample consensus (RANSAC).

        repeat: a line through two random points;   keep the one with most points nearer than threshold;
        then total least squares of these points

    points has shape (n, 2); the line is array([a, b, c]) with a² + b² = 1. Distances are perpendicular, rng is a
    numpy.random.Generator. The count is not convex: other draws may find another line. Raises ValueError for other
    shapes, threshold ≤ 0 or no trials, LinAlgError for fewer than two different points. Slide "What If?".

    >>> points = [[0, 0], [1, 1], [2, 2], [3, 3], [4, 0]]
    >>> line = ransac(points, threshold=0.1, rng=np.random.default_rng(0))
    >>> (line * np.sqrt(2)).round(9) + 0.0  # x = y, and (4, 0) has no say
    array([-1.,  1.,  0.])
    """
    return total_least_squares(array("points", points, shape=("n", 2))[ransac_inliers(points, threshold, rng, trials)])


@in_range
def ransac_inliers(points, threshold, rng, trials=200):
    """Which points agree on the line of RANSAC: True for the points that it is fitted to.

        |a x_i + b y_i + c| ≤ threshold   for the line through two random points that most points are near

    Arguments and errors are those of ransac; the answer has shape (n,). Slide "What If?".

    >>> points = [[0, 0], [1, 1], [2, 2], [3, 3], [4, 0]]
    >>> ransac_inliers(points, threshold=0.1, rng=np.random.default_rng(0)).tolist()
    [True, True, True, True, False]
    """
    points, threshold = array("points", points, shape=("n", 2)), positive("threshold", threshold)
    trials, rng = whole_number("trials", trials), generator("rng", rng)
    size = np.frexp(np.abs(points).max())[1]  # products of coordinates must not leave the range of a float
    points, threshold = np.ldexp(points, -size), np.ldexp(threshold, -size)
    first = rng.integers(len(points), size=trials)
    second = (first + rng.integers(1, max(len(points), 2), size=trials)) % len(points)  # any point but the first
    along = points[second] - points[first]
    different = along.any(axis=1)
    if not different.any():
        return np.full(len(points), True)  # ransac's fit then says what is wrong with them
    normal = along[different][:, ::-1] * [-1, 1]
    shift = np.sum(normal * points[first[different]], axis=1)
    near = np.abs(normal @ points.T - shift[:, None]) <= threshold * np.hypot(*normal.T)[:, None]
    return near[np.argmax(near.sum(axis=1))]


# -------------------------------------------------------------------------------------------------- weighted squares


def _weighted(A, b, w, penalty, start, least=1e-13):
    """y = argmin ½ Σ w_i (b_i - A_i y)² + ½ Σ penalty_j y_j², and the pulls u = w (b - A y), Aᵀu = penalty y.

    Weights may differ by 1e30: heavy equations first keeps QR accurate, and what rounding leaves of Aᵀu - penalty y is
    put right twice, in y and in u, as a heavy u_i cannot be had from a residual that is all rounding. Directions that
    no weight above `least` (of a root) decides stay as in the start.
    """
    priced = penalty > 0
    rows, root = np.vstack([A, np.eye(A.shape[1])[priced]]), np.sqrt(np.concatenate([w, penalty[priced]]))
    order = np.argsort(-root * np.abs(rows).max(axis=1), kind="stable")
    scaled = (rows * root[:, None])[order]
    R = np.linalg.qr(scaled, mode="r")
    independent = len(R) == A.shape[1] and np.all(np.abs(np.diag(R)) > least * np.linalg.norm(R, axis=0))
    inverse = np.linalg.inv(R) if independent else np.linalg.pinv(scaled, rcond=least)  # MMᵀ inverts AᵀWA + penalty
    y, u = start, w * (b - A @ start)
    for _ in range(3):
        dy = inverse @ (inverse.T @ (A.T @ u - penalty * y))
        y, u = y + dy, u - w * (A @ dy)
    return y, u


@np.errstate(over="ignore", invalid="ignore")  # a step that goes astray costs infinitely much, and is not taken
def _power_loss(A, b, p, penalty, x, gap_wanted):
    """argmin Σ |b_i - A_i x|^p + ½ Σ penalty_j x_j² for p > 1, starting at x.

    Each weighted problem has an exact solution y with residuals s, whose pulls u = w s satisfy Aᵀu = penalty y: they
    prove the lower bound. From x towards y the best of some step lengths is taken. For p < 2, residuals below `tiny`
    get the weight of `tiny`, which shrinks with the gap.
    """
    m, q = len(b), p / (p - 1)
    steps = np.sort([0, *0.5 ** np.arange(30), 1 / (p - 1)])[:, None]
    least = 1e-13 if p < 2 else 1e-10  # for p > 2, what only a vanishing residual decides is left alone
    r = b - A @ x
    tiny = np.abs(r).max()
    best, lost = x, np.inf
    for _ in range(STEPS):
        size = np.abs(r)
        if size.max() <= 1e-14 * np.abs(b).max():
            return x  # every equation holds
        w = p * np.maximum(size, tiny if p < 2 else 0) ** (p - 2)
        y, u = _weighted(A, b, w, penalty, x, least)
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
    return _polished(A, b, p, penalty, best)


def _polished(A, b, p, penalty, x):
    """A few of Newton's steps while they flatten the slope: near the minimum all costs are equal, slopes are not."""
    slope = np.inf
    for _ in range(4):
        r = b - A @ x
        size = np.maximum(np.abs(r), 1e-30)
        w = p * size ** (p - 2)
        flatter = np.abs(penalty * x - A.T @ (w * r)).max()
        if not flatter < slope:  # nor when it is not a number
            break
        best, slope = x, flatter
        x = x + (_weighted(A, b, w, penalty, x, 1e-13 if p < 2 else 1e-10)[0] - x) / (p - 1)
    return best


def _exponents_towards(p):
    """From 4 up to p in small steps: a large p, for which few residuals count, starts near the answer for a smaller."""
    exponents = [p]
    while exponents[0] > 4:
        exponents.insert(0, exponents[0] / 1.5)
    return exponents


# ------------------------------------------------------------------------------------------------------ bounded pulls


def _bounded_pull(A, b, limit, bend, penalty):
    """argmin Σ φ(b_i - A_i x) + ½ Σ penalty_j x_j², where a residual pulls with u_i = φ', never more than the limit.

    bend = 0 is limit · |r|, bend = 1 is Huber's loss. A primal-dual interior-point method: r = bend · u + up - down,
    where up (limit - u) = down (limit + u) = μ → 0. Each step is a weighted least-squares problem, and there are few.
    """
    m = len(b)
    x, _ = _weighted(A, b, np.ones(m), penalty, np.zeros(A.shape[1]))
    r = b - A @ x
    scale = np.abs(r).max()
    if scale <= 1e-14:
        return x
    u = r * (0.9 * limit / scale)
    above, below = limit - u, limit + u  # on their own, so that they shrink to 1e-16 without cancellation
    up, down = np.maximum(r, 0) + 0.1 * scale, np.maximum(-r, 0) + 0.1 * scale
    best, lost = x, np.inf
    for _ in range(100):
        mu = 0.1 * (up @ above + down @ below) / (2 * m)
        D = bend + up / above + down / below
        target = b - mu / above + mu / below + (D - bend) * u
        y, full = _weighted(A, target, 1 / D, penalty, x)
        du = full - u
        dup, ddown = (mu + up * du) / above - up, (mu - down * du) / below - down
        t = min(1.0, *(0.99 * _room(v, dv) for v, dv in ((up, dup), (down, ddown), (above, -du), (below, du))))
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


def _room(v, dv):
    """How far v > 0 may go along dv before an entry reaches 0."""
    return 1 / max(np.max(-dv / v), 1e-300)


def _cost_and_gap(A, b, x, u, limit, bend, penalty, y):
    """What x costs, and how much above the lower bound that the pulls u prove; Aᵀu = penalty y holds."""
    r = np.abs(b - A @ x)
    loss = limit * r if bend == 0 else np.where(r <= limit, r**2 / 2, limit * r - limit**2 / 2)
    cost = np.sum(loss) + np.sum(penalty * x**2) / 2
    share = min(1, limit / np.abs(u).max())
    bound = share * (b @ u) - share**2 * (bend * u @ u + np.sum(penalty * y**2)) / 2
    return cost, abs(cost - bound)  # negative only when rounding has spoiled Aᵀu = penalty y


# -------------------------------------------------------------------------------------------------------- arguments


def _in_its_unit(A, penalty):
    """A divided by a power of two, so that no entry is above 1, the prices that then belong to x, and the power."""
    power = np.frexp(np.abs(A).max())[1]
    return np.ldexp(A, -power), np.ldexp(penalty, -2 * power), power


def column_prices(lam, n, unpenalized):
    """The price λ of each of n columns, 0 for those that are free.

    >>> column_prices(2, 3, unpenalized=-1)
    array([2., 2., 0.])
    """
    prices = np.full(n, number("lam", lam, at_least=0))
    columns = np.atleast_1d(unpenalized)
    if columns.size:
        if columns.dtype.kind not in "iu" or columns.ndim > 1 or not np.all((-n <= columns) & (columns < n)):
            raise ValueError(f"unpenalized is {unpenalized!r}, expected numbers of columns from {-n} to {n - 1}")
        prices[columns] = 0
    return prices
