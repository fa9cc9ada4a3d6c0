"""Norms, and the penalties made of them: what keeps parameters small, or makes them exactly 0.

The columns of A named by `unpenalized` (an index or a list of them; -1 is the last column, the intercept) stay free.
Losses for data with outliers (irls, huber, ransac) are in `robust.py`.
"""

import numpy as np

from course_utils.numerics._arguments import array, in_range, number, positive, system, whole_number
from course_utils.numerics._solvers.penalties import column_prices, penalty_rows
from course_utils.numerics._solvers.rounding import EPS
from course_utils.numerics._solvers.scaling import scale_columns
from course_utils.numerics._solvers.signs import search_signs
from course_utils.numerics.least_squares import lstsq

# ------------------------------------------------------------------------------------------------------------ norms


def lp_norm(x, p):
    """The length of x, measured with exponent p; p = np.inf takes the largest entry. Not a norm for p < 1: see is_norm.

        ‖x‖_p = (Σ |x_i|^p)^(1/p),   ‖x‖_∞ = max |x_i|

    x has shape (n,), or (m, n) for the lengths of m rows. Raises ValueError for other shapes and for p ≤ 0.
    Slide "What If?", where the |…| is missing: x = (-1, 1) would get the length 0 for p = 1 and 3.

    >>> lp_norm([-3, 4], 1).item(), lp_norm([-3, 4], 2).item(), lp_norm([-3, 4], np.inf).item()
    (7.0, 5.0, 4.0)
    """
    size, p = np.abs(array("x", x, ndim=(1, 2))), _exponent(p)
    largest = size.max(axis=-1)
    if p == np.inf:
        return largest
    share = size / np.where(largest > 0, largest, 1)[..., None]  # at most 1, so that no power overflows
    with np.errstate(over="ignore", under="ignore"):  # for a tiny p, infinity is the right answer
        return largest * np.sum(share**p, axis=-1) ** (1 / p)


def is_norm(p):
    """Whether ‖x‖_p obeys the triangle inequality, as a norm must: it does exactly for p ≥ 1.

        ‖x + y‖ ≤ ‖x‖ + ‖y‖;   with e₁ = (1, 0), e₂ = (0, 1) it says  2^(1/p) ≤ 2

    Raises ValueError for p ≤ 0. Slide "World Of Norms!".

    >>> is_norm(1), is_norm(0.5)  # for p = ½ the diagonal is 2² = 4 long, the way round the corner only 1 + 1
    (True, False)
    """
    return _exponent(p) >= 1


def unit_ball(p, n):
    """The edge of the unit ball in the plane, all x with ‖x‖_p = 1, as n points in order.

        x = u / ‖u‖_p   for n directions u, equally spaced, starting at (1, 0)

    The points have shape (n, 2). Raises ValueError for p ≤ 0 and for fewer than 4 points. Slide "World Of Norms!".

    >>> unit_ball(1, 4)
    array([[ 1.,  0.],
           [ 0.,  1.],
           [-1.,  0.],
           [ 0., -1.]])
    """
    n = whole_number("n", n, at_least=4)
    angle = 2 * np.pi * np.arange(n) / n
    u = np.column_stack([np.cos(angle), np.sin(angle)]).round(15)  # cos 90° is 0, not 6e-17
    return u / lp_norm(u, p)[:, None] + 0.0


def _exponent(p):
    return np.inf if isinstance(p, (float, np.floating)) and p == np.inf else positive("p", p)


# ------------------------------------------------------------------------------------------------------------ ridge


@in_range
def ridge(A, b, lam, unpenalized=()):
    """Least squares with a price on large parameters: ridge regression.

        argmin ½‖A x - b‖² + ½λ‖x‖²,   x = (AᵀA + λI)⁻¹ Aᵀ b

    A has shape (m, n), b (m,) or (m, k), x (n,) or (n, k). Computed as the least-squares solution of m + n equations,
    A x ≈ b and √λ x ≈ 0: AᵀA is never formed, and it takes as long as lstsq. Raises ValueError for other shapes, λ < 0
    or an unknown column. Slide "Recall Ridge Regression".

    >>> ridge([[1, 0], [0, 2]], [2, 10], lam=1)  # (1 + 1) x₁ = 2 and (4 + 1) x₂ = 20
    array([1., 4.])
    """
    A, b = system(A, b)
    pull = penalty_rows(column_prices(lam, A.shape[1], unpenalized))
    return lstsq(np.vstack([A, pull]), np.concatenate([b, np.zeros((len(pull), *b.shape[1:]))]))


@in_range
def ridge_gradient(A, b, x, lam, unpenalized=()):
    """The gradient of what ridge minimises; "set gradient to zero!" gives ridge.

        ∇f(x) = λ x + Aᵀ(A x - b),   f(x) = ½‖A x - b‖² + ½λ‖x‖²

    A has shape (m, n), b (m,), x and ∇f (n,). Raises ValueError as ridge does. Slide "Recall Ridge Regression".

    >>> ridge_gradient([[1, 0], [0, 2]], [2, 10], x=[1, 1], lam=3)  # 3 + (1 - 2) and 3 + 2 (2 - 10)
    array([  2., -13.])
    """
    A, b, x = _vectors(A, b, x)
    return column_prices(lam, A.shape[1], unpenalized) * x + A.T @ (A @ x - b)


@in_range
def ridge_path(A, b, lams, unpenalized=()):
    """The ridge solutions for many λ at once, from one singular value decomposition.

        x(λ) = V diag(d / (d² + λ)) Uᵀ b,   A = U diag(d) Vᵀ

    A has shape (m, n), b (m,), lams (k,), the path (k, n): one row for each λ. After the decomposition, one more
    λ costs two products of matrices. Raises ValueError as ridge does. Slide "Recall Ridge Regression".

    >>> ridge_path([[1]], [4], lams=[0, 1, 3])  # 4 / (1 + λ)
    array([[4.],
           [2.],
           [1.]])
    """
    A, b = _vectors(A, b)
    lams = np.array([number("lam", lam, at_least=0) for lam in array("lams", lams, ndim=1)])
    priced = column_prices(1, A.shape[1], unpenalized) > 0
    free = A[:, ~priced]
    Q = np.linalg.qr(free).Q  # what the free columns explain costs nothing: remove it first
    U, d, Vt = np.linalg.svd(A[:, priced] - Q @ (Q.T @ A[:, priced]), full_matrices=False)
    kept = d > max(A.shape) * EPS * d.max(initial=0)
    U, d, Vt = U[:, kept], d[kept], Vt[kept]
    X = np.empty((len(lams), A.shape[1]))
    X[:, priced] = (d / (d**2 + lams[:, None]) * (U.T @ b)) @ Vt
    if free.size:
        X[:, ~priced] = lstsq(free, b[:, None] - A[:, priced] @ X[:, priced].T).T
    return X


# ------------------------------------------------------------------------------------------------------------ lasso


@in_range
def soft_threshold(z, lam):
    """The lasso for A = I: every number moves by λ towards 0, and those within λ of 0 become exactly 0.

        argmin ½(x - z)² + λ|x|  =  sign(z) · max(|z| - λ, 0)

    z is a number or an array of any shape, and so is the answer. Raises ValueError for λ < 0. Slide "What If?".

    >>> soft_threshold([3, -0.5, -2], lam=1)
    array([ 2.,  0., -1.])
    """
    z, lam = array("z", z), number("lam", lam, at_least=0)
    return np.sign(z) * np.maximum(np.abs(z) - lam, 0) + 0.0


def lasso(A, b, lam, unpenalized=()):
    """Least squares with a price on the sum of all |x_j|, which makes some of them exactly 0.

        argmin ½‖A x - b‖² + λ‖x‖₁

    A has shape (m, n), b (m,), x (n,); lasso_gap proves how close x is to the minimum. Raises ValueError as ridge
    does. Slide "What If?" with p = 1. scikit-learn divides the first term by m: its alpha is λ / m.

    >>> lasso([[1, 0], [0, 2]], [3, 1], lam=2)  # ½(x₁ - 3)² + 2|x₁|, and 2|x₂| costs more than x₂ gains
    array([1., 0.])
    """
    return lasso_path(A, b, [lam], unpenalized)[0]


@in_range
def lasso_path(A, b, lams, unpenalized=()):
    """The lasso solutions for many λ at once, each found from the one before.

        x(λ) = argmin ½‖A x - b‖² + λ‖x‖₁

    A has shape (m, n), b (m,), lams (k,), the path (k, n): one row for each λ. Each is exact to the last digits;
    coordinate descent, several times as fast, stops earlier. Raises ValueError as ridge does. Slide "What If?", p = 1.

    >>> lasso_path([[1, 0], [0, 1]], [3, 1], lams=[0, 1, 2])
    array([[3., 1.],
           [2., 0.],
           [1., 0.]])
    """
    A, b = _vectors(A, b)
    lams = array("lams", lams, ndim=1)
    scaled, units = scale_columns(A)  # powers of two: columns in units in which they are about as long, and b too
    unit = np.frexp(np.abs(b).max())[1]
    X, x = np.empty((len(lams), A.shape[1])), np.zeros(A.shape[1])
    for k in np.argsort(-lams, kind="stable"):  # from large λ, where few columns are in use, to small
        price = np.ldexp(column_prices(lams[k], A.shape[1], unpenalized), -units - unit)
        x = search_signs(scaled, np.ldexp(b, -unit), np.minimum(price, 2 * len(b)), x)  # a higher one buys nothing
        X[k] = np.ldexp(x, unit - units) if lams[k] > 0 else lstsq(A, b)
    return X


@in_range
def lasso_gap(A, b, x, lam, unpenalized=()):
    """A certificate: the cost of x is at most this much above the least possible cost of the lasso.

        P(x) - D(u) ≥ 0,   P(x) = ½‖A x - b‖² + λ‖x‖₁,   D(u) = bᵀu - ½‖u‖²  for any u with |Aᵀu| ≤ λ

    u is the residual b - A x, scaled until it fits (and with Aᵀu = 0 in the unpenalised columns). A has shape (m, n),
    b (m,), x (n,). Raises ValueError as ridge does. Slide "What If?" with p = 1.

    >>> lasso_gap([[1]], [3], x=[2], lam=1).item(), lasso_gap([[1]], [3], x=[3], lam=1).item()  # 2.5 is the least
    (0.0, 3.0)
    """
    A, b, x = _vectors(A, b, x)
    penalty = column_prices(lam, A.shape[1], unpenalized)
    priced, r = penalty > 0, b - A @ x
    u = r - A[:, ~priced] @ lstsq(A[:, ~priced], r) if not priced.all() else r
    steepest = np.abs(A[:, priced].T @ u).max(initial=0)
    u = u * min(1, penalty.max() / steepest) if steepest > 0 else u
    return max(r @ r / 2 + np.sum(penalty * np.abs(x)) - (b @ u - u @ u / 2), 0.0)


# -------------------------------------------------------------------------------------------------------- arguments


def _vectors(A, b, *xs):
    """Check A, b and vectors x, with a single right-hand side."""
    A, b = system(A, array("b", b, ndim=1))
    return A, b, *(array("x", x, shape=(A.shape[1],)) for x in xs)
