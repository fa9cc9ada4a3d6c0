"""Derivatives computed twice: by central differences, which are slow and good to about nine digits but need no formula;
and by the formulas of the slides, which the differences check.

The derivative of f is the matrix J with f(x + h) ≈ f(x) + J h: one row per function, one column per variable. The
gradient is its transpose. In the last rows of the slides' table x is a row vector, and its gradient is one too.
"""

from typing import NamedTuple

import numpy as np

from course_utils.numerics._arguments import array, function, in_range
from course_utils.numerics._solvers.rounding import EPS

STEP = EPS ** (1 / 3)  # 6e-6 balances the error of the difference quotient, h², against rounding, EPS / h


@in_range
def numerical_gradient(f, x):
    """The gradient of f, a number for every x, by central differences.

        ∂f/∂x_i ≈ (f(x + h e_i) - f(x - h e_i)) / 2h,   h = 6e-6 · max(1, |x_i|)

    x is a number or an array of any shape, the gradient has the same shape. f gets a fresh array each time. Raises
    ValueError when f(x) is not a single finite number. Slide "Gradient Vs Derivative".

    >>> numerical_gradient(lambda x: x[0] * x[1], [2, 3]).round(6)
    array([3., 2.])
    """
    x = array("x", x)
    return _slopes(_scalar(f), x, STEP).reshape(x.shape)


@in_range
def numerical_jacobian(f, x):
    """The derivative of f, an array for every x, by central differences: one row per entry of f, one column per x_j.

        J_ij = ∂f_i/∂x_j ≈ (f_i(x + h e_j) - f_i(x - h e_j)) / 2h

    J has the shape of f(x) followed by the shape of x: (m, n) for a vector of m functions of a vector x of n
    numbers. Raises ValueError when f(x) is not an array of finite numbers. Slide "Gradient Vs Derivative".

    >>> numerical_jacobian(lambda x: [x[0] * x[1], 5 * x[1]], [2, 3]).round(6)
    array([[3., 2.],
           [0., 5.]])
    """
    x = array("x", x)
    function("f", f)
    slopes = _slopes(lambda z: array("f(x)", f(z)), x, STEP)  # one slice for each entry of x
    return np.moveaxis(slopes, 0, -1).reshape(slopes.shape[1:] + x.shape)


@in_range
def check_gradient(f, grad, x):
    """The largest relative error of the entries of a gradient of f at x: the judge of every derivative.

        max_i |g_i - n_i| / max(|g_i|, |n_i|),   g the gradient in question, n the numerical one

    grad is the gradient at x, or a function that computes it. Errors that finite differences cannot see (rounding
    of f, or of x where f is curved) count as 1e-6 at most, and a wrong entry does not hide behind larger ones. So a
    right gradient scores below 1e-6 where f is smooth over a step of 1e-5 (that of sin(1e5 x) does not), and a wrong
    one far above where f is not huge beside its slope (for 1e7 + x the gradient 2 scores 3e-4, not a half). Raises
    ValueError when grad does not have the shape of x, or f(x) is not a single finite number. Slide "Gradient Vs
    Derivative".

    >>> check_gradient(lambda x: x @ x, lambda x: 2 * x, [1.0, 2.0]) < 1e-6
    True
    >>> round(check_gradient(lambda x: x @ x, lambda x: x, [1.0, 2.0]), 6)  # the factor 2 is missing
    0.5
    """
    x = array("x", x)
    g = array("grad", grad(x.copy()) if callable(grad) else grad, shape=x.shape).ravel()
    near, far = _slopes(_scalar(f), x, STEP), _slopes(_scalar(f), x, 2 * STEP)
    n = (4 * near - far) / 3  # the errors h² and (2h)² of the two cancel
    size = np.maximum.reduce([np.abs(g), np.abs(n), 1e6 * _noise(_scalar(f), x)])
    return float(np.max(np.divide(np.abs(g - n), size, out=np.zeros(x.size), where=size > 0)))


class QuotientErrors(NamedTuple):
    """The errors of f(x + h) - f(x) over h, and of f(x + h) - f(x - h) over 2h, for every step h."""

    one_sided: np.ndarray
    central: np.ndarray


@in_range
def quotient_errors(f, slope, x, steps):
    """The errors of the difference quotients of f, a number for every number x, at several steps.

        |(f(x + h) - f(x)) / h - f′(x)|   and   |(f(x + h) - f(x - h)) / 2h - f′(x)|

    For large steps h the error comes from curvature, like h and h², for tiny ones from rounding, like EPS / h: a V in
    a picture with two logarithmic axes. steps has shape (k,), as have the errors. Raises ValueError for a step of 0
    or less, and when f(x) is not a single finite number. Slide "Let's Get Some Math Done!".

    >>> quotient_errors(lambda t: t**2, slope=4, x=2, steps=[1, 0.5])  # (x + h)² - x² = 2xh + h²
    QuotientErrors(one_sided=array([1. , 0.5]), central=array([0., 0.]))
    """
    x, slope, f = array("x", x, ndim=0), array("slope", slope, ndim=0), _scalar(f)
    steps = array("steps", steps, ndim=1)
    if (steps <= 0).any():
        raise ValueError(f"steps contains {steps.min():g}, expected more than 0")
    one_sided = [(f(x + h) - f(x)) / h for h in steps]
    central = [(f(x + h) - f(x - h)) / (2 * h) for h in steps]
    return QuotientErrors(np.abs(one_sided - slope), np.abs(central - slope))


@in_range
def linearization_error(f, J, x, h):
    """What the derivative leaves over of a step h; J is the derivative because this vanishes with h, from every side.

        ‖f(x + h) - f(x) - J h‖ / ‖h‖

    x and h have shape (n,), J (m, n), f(x) (m,) or () when J has one row. Raises ValueError for other shapes and for
    h = 0. Slide "Let's Get Some Math Done!", where the quotient by ‖h‖ alone is not a derivative when x is a vector.

    >>> float(linearization_error(lambda x: x @ x, [[2, 0]], x=[1, 0], h=[0.5, 0]))  # 2.25 - 1 - 2 · 0.5, over 0.5
    0.5
    """
    x = array("x", x, ndim=1)
    J, h = array("J", J, shape=("m", len(x))), array("h", h, shape=x.shape)
    if not h.any():
        raise ValueError("h is 0, expected a step")
    before, after = (np.atleast_1d(array("f(x)", function("f", f)(z))) for z in (x.copy(), x + h))
    if before.shape != (len(J),):
        raise ValueError(f"J has shape {J.shape}, expected {before.size} rows, as many as f(x) has entries")
    return np.linalg.norm(after - before - J @ h) / np.linalg.norm(h)


# ---------------------------------------------------------------------------------------------------- the slides' table


def gradient_linear(A):
    """The gradient of f(x) = A x, the transpose of its derivative A: column i is the gradient of f_i.

        ∇(A x) = Aᵀ

    A has shape (m, n), x (n,), the gradient (n, m). Raises ValueError for other shapes. Slide "What Is The Gradient?".

    >>> gradient_linear([[1, 2, 3]])
    array([[1.],
           [2.],
           [3.]])
    """
    return array("A", A, ndim=2).T


@in_range
def gradient_squared_norm(x):
    """The gradient of f(x) = ‖x‖².

        ∇‖x‖² = 2 x

    x is an array of any shape, a matrix too, and so is the gradient. Raises ValueError unless it holds finite numbers.
    Slide "What Is The Gradient?".

    >>> gradient_squared_norm([3, -1])
    array([ 6., -2.])
    """
    return 2 * array("x", x)


@in_range
def gradient_quadratic_form(A, x):
    """The gradient of f(x) = ½ xᵀA x.

        ∇(½ xᵀA x) = ½ (A + Aᵀ) x,   which is A x for a symmetric A

    A has shape (n, n), x and the gradient (n,). Raises ValueError for other shapes. Slide "What Is The Gradient?".

    >>> gradient_quadratic_form([[2, 0], [0, 4]], [1, 1]), gradient_quadratic_form([[0, 2], [0, 0]], [1, 5])  # x₁x₂
    (array([2., 4.]), array([5., 1.]))
    """
    x = array("x", x, ndim=1)
    A = array("A", A, shape=(len(x), len(x)))
    return (A + A.T) @ x / 2


@in_range
def gradient_after_Ax(grad_f, A, x):
    """The gradient of h(x) = f(A x) for a column x: first A, then f, a number for every vector.

        ∇h(x) = Aᵀ ∇f(A x)

    A has shape (m, n), x and ∇h (n,); grad_f is the function ∇f, from shape (m,) to (m,). Raises ValueError for other
    shapes. Slide "What Is The Gradient?", which writes f′ for the column ∇f.

    >>> gradient_after_Ax(gradient_squared_norm, [[1, 2]], [3, 1])  # (x₁ + 2x₂)², so 2 · 5 times (1, 2)
    array([10., 20.])
    """
    x = array("x", x, ndim=1)
    A = array("A", A, shape=("m", len(x)))
    return A.T @ array("grad_f(Ax)", function("grad_f", grad_f)(A @ x), shape=(len(A),))


@in_range
def gradient_after_xA(grad_f, x, A):
    """The gradient of h(x) = f(x A) for a row x, or many rows in a matrix: the rule behind the backward pass.

        ∇h(x) = ∇f(x A) Aᵀ

    x and ∇h have shape (n,) or (k, n), A (n, m); grad_f is the function ∇f, which keeps the shape of x A. Raises
    ValueError for other shapes. Slides "What Is The Gradient?" and "Let's Do A Trick!".

    >>> gradient_after_xA(gradient_squared_norm, [[3, 1]], [[1], [2]])
    array([[10., 20.]])
    """
    x = array("x", x, ndim=(1, 2))
    A = array("A", A, shape=(x.shape[-1], "m"))
    return array("grad_f(xA)", function("grad_f", grad_f)(x @ A), shape=(x @ A).shape) @ A.T


@in_range
def chain_rule(grad_f, g, jacobian_g, x):
    """The gradient of h(x) = f(g(x)): each factor is taken where it is passed, ∇f at g(x) and Dg at x.

        Dh(x) = Df(g(x)) Dg(x),   ∇h(x) = Dg(x)ᵀ ∇f(g(x))

    x has shape (n,), g(x) (m,), jacobian_g(x) (m, n), grad_f(g(x)) (m,), the gradient (n,). Raises ValueError for
    other shapes. Slide "Recall Chain Rule!", which has ∇f at x in its last line.

    >>> chain_rule(gradient_squared_norm, lambda x: 3 * x, lambda x: 3 * np.eye(1), [2])  # (3x)² = 9x²
    array([36.])
    """
    x = array("x", x, ndim=1)
    between = array("g(x)", function("g", g)(x.copy()), ndim=1)
    J = array("jacobian_g(x)", function("jacobian_g", jacobian_g)(x.copy()), shape=(len(between), len(x)))
    return J.T @ array("grad_f(g(x))", function("grad_f", grad_f)(between.copy()), shape=between.shape)


# ------------------------------------------------------------------------------------------------------ the differences


def _scalar(f):
    """Check that every value of f is a single number."""
    function("f", f)
    return lambda x: float(array("f(x)", f(x), ndim=0))


def _neighbours(x, step):
    """Yield, for every entry of x, x with this entry smaller and larger by about step, and the exact difference."""
    for i in np.ndindex(x.shape):
        left, right = x.copy(), x.copy()
        h = step * max(1.0, np.abs(x[i]))
        left[i] -= h
        right[i] += h
        yield left, right, right[i] - left[i]


def _slopes(f, x, step):
    """Stack the difference quotients of f, one for every entry of x."""
    return np.array([(f(right) - f(left)) / width for left, right, width in _neighbours(x, step)])


def _noise(f, x):
    """Bound the effect of rounding on each difference quotient: of f, EPS |f| / h, and of x, EPS |x| |f''|."""
    unit = np.maximum(1.0, np.abs(x)).ravel()
    h = STEP * unit
    here = f(x.copy())
    around = np.array([(f(left), f(right)) for left, right, _ in _neighbours(x, STEP)])
    curvature = np.abs(around.sum(axis=1) - 2 * here) / h**2
    return 8 * EPS * (max(abs(here), np.abs(around).max()) / h + np.max(curvature * unit))
