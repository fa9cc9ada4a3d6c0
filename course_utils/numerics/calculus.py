"""Derivatives by central differences: slow, good to nine digits or so, and independent of any formula to be checked."""

import numpy as np

from course_utils.numerics.arguments import array

EPS = np.finfo(float).eps  # 2.2e-16
STEP = EPS ** (1 / 3)  # 6e-6 balances the error of the difference quotient, h², against rounding, EPS / h


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
    slopes = _slopes(lambda z: array("f(x)", f(z)), x, STEP)  # one slice for each entry of x
    return np.moveaxis(slopes, 0, -1).reshape(slopes.shape[1:] + x.shape)


def check_gradient(f, grad, x):
    """How wrong a gradient of f at x is: the largest relative error of its entries. The judge of every derivative.

        max_i |g_i - n_i| / max(|g_i|, |n_i|),   g the gradient in question, n the numerical one

    grad is the gradient at x, or a function that computes it. Errors that finite differences cannot see (rounding
    of f, or of x where f is curved) count as 1e-6 at most, so a right gradient scores below 1e-6, and a wrong entry
    does not hide behind larger ones. Raises ValueError when grad does not have the shape of x, or f(x) is not a
    single finite number. Slide "Gradient Vs Derivative".

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


def _scalar(f):
    """f, held to its word that it returns a single number."""
    return lambda x: float(array("f(x)", f(x), ndim=0))


def _neighbours(x, step):
    """For every entry of x: x with this entry smaller and larger by about step, and the exact difference."""
    for i in np.ndindex(x.shape):
        left, right = x.copy(), x.copy()
        h = step * max(1.0, np.abs(x[i]))
        left[i] -= h
        right[i] += h
        yield left, right, right[i] - left[i]


def _slopes(f, x, step):
    """The difference quotients of f, one for every entry of x, in one stack."""
    return np.array([(f(right) - f(left)) / width for left, right, width in _neighbours(x, step)])


def _noise(f, x):
    """What rounding can do to each difference quotient: rounding of f, EPS |f| / h, and of x, EPS |x| |f''|."""
    unit = np.maximum(1.0, np.abs(x)).ravel()
    h = STEP * unit
    here = f(x.copy())
    around = np.array([(f(left), f(right)) for left, right, _ in _neighbours(x, STEP)])
    bend = np.abs(around.sum(axis=1) - 2 * here) / h**2
    return 8 * EPS * (max(abs(here), np.abs(around).max()) / h + np.max(bend * unit))
