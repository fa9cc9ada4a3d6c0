"""Losses that decide how much an outlier counts: p-th powers, Huber's, and the vote of RANSAC.

irls and huber stop when a certificate says that they have arrived: for a convex problem every pull u on the residuals
with Aᵀu = λx proves a lower bound, the dual value, and the gap to it is known. The columns of A named by `unpenalized`
(an index or a list of them; -1 is the last column, the intercept) stay free.
"""

import numpy as np

from course_utils.numerics._arguments import array, generator, in_range, number, positive, system, whole_number
from course_utils.numerics._solvers.interior_point import bounded_pulls, least_huber
from course_utils.numerics._solvers.penalties import column_prices
from course_utils.numerics._solvers.powers import least_powers
from course_utils.numerics._solvers.scaling import scale_matrix
from course_utils.numerics.least_squares import total_least_squares


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
    A, penalty, power = scale_matrix(A, penalty)
    if p == 1:
        return np.ldexp(size * bounded_pulls(A, b / size, 1.0, 0.0, penalty * size), -power)
    return np.ldexp(least_powers(A, b, p, penalty), -power)


@in_range
def huber(A, b, delta, lam=0, unpenalized=()):
    """The fit of Huber's loss: squares for small residuals, absolute values for those beyond δ.

        argmin Σ h(b_i - A_i x) + ½λ‖x‖²,   h(r) = ½r² where |r| ≤ δ,  δ|r| - ½δ² beyond

    A has shape (m, n), b (m,), x (n,). A residual pulls with its size, but never more than δ. Stops as irls does,
    with more digits than a quasi-Newton method, which is twice as fast.
    Raises ValueError for other shapes, δ ≤ 0, λ < 0 or an unknown column. Slide "What If?".

    >>> huber([[1], [1], [1]], [0, 1, 9], delta=1).round(9)  # (0 - x) + (1 - x) + 1 = 0
    array([1.])
    """
    A, b, delta = *system(A, array("b", b, ndim=1)), positive("delta", delta)
    penalty, size = column_prices(lam, A.shape[1], unpenalized), np.abs(b).max()
    if size == 0:
        return np.zeros(A.shape[1])
    A, penalty, power = scale_matrix(A, penalty)
    return np.ldexp(size * least_huber(A, b / size, delta / size, penalty), -power)


@in_range
def ransac(points, threshold, rng, trials=200):
    """The line that most points agree on: random sample consensus (RANSAC).

        repeat: a line through two random points;   keep the one with most points nearer than threshold;
        then total least squares of these points

    points has shape (n, 2); the line is array([a, b, c]) with a² + b² = 1. Distances are perpendicular, rng is a
    numpy.random.Generator. The count is not convex: other draws may find another line. Raises ValueError for other
    shapes, threshold ≤ 0 or trials < 1, LinAlgError for fewer than two different points. Slide "What If?".

    >>> points = [[0, 0], [1, 1], [2, 2], [3, 3], [4, 0]]
    >>> line = ransac(points, threshold=0.1, rng=np.random.default_rng(0))
    >>> (line * np.sqrt(2)).round(9) + 0.0  # x = y: (4, 0) is ignored
    array([-1.,  1.,  0.])
    """
    return total_least_squares(array("points", points, shape=("n", 2))[ransac_inliers(points, threshold, rng, trials)])


@in_range
def ransac_inliers(points, threshold, rng, trials=200):
    """The points that agree on the line of RANSAC: True for each point that the line is fitted to.

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
    second = (first + rng.integers(1, max(len(points), 2), size=trials)) % len(points)  # any point except the first
    along = points[second] - points[first]
    different = along.any(axis=1)
    if not different.any():
        return np.full(len(points), True)  # total_least_squares then names the error
    normal = along[different][:, ::-1] * [-1, 1]
    shift = np.sum(normal * points[first[different]], axis=1)
    near = np.abs(normal @ points.T - shift[:, None]) <= threshold * np.hypot(*normal.T)[:, None]
    return near[np.argmax(near.sum(axis=1))]
