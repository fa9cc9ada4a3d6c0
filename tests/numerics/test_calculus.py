"""Numerical derivatives, and the judge of all analytic ones."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from course_utils.numerics.calculus import check_gradient, numerical_gradient, numerical_jacobian

vectors = npst.arrays(float, st.integers(1, 4), elements=st.floats(-3, 3))

# f, its gradient, a point
RIGHT = {
    "x·x": (lambda x: x @ x, lambda x: 2 * x, [1.0, -2.0, 3.0]),
    "product": (np.prod, lambda x: np.prod(x) / x, [1.0, 2.0, 5.0]),
    "exp": (lambda x: np.exp(x).sum(), np.exp, [-20.0, 0.0, 20.0]),
    "log": (lambda x: np.log(x).sum(), lambda x: 1 / x, [0.1, 1.0, 100.0]),
    "cube at zero": (lambda x: (x**3).sum(), lambda x: 3 * x**2, [0.0, 0.0]),
    "a constant": (lambda x: 7.0, np.zeros_like, [1.0, 2.0]),
    "zero": (lambda x: 0.0, np.zeros_like, [1.0, 2.0]),
    "sizes from 1e-6 to 1e6": (lambda x: 1e6 * x[0] + x[1] + 1e-6 * x[2], lambda x: [1e6, 1, 1e-6], [0.0, 0.0, 0.0]),
    "far out": (lambda x: x @ x, lambda x: 2 * x, [1e8, -1e8]),
    "tiny f": (lambda x: 1e-100 * (x @ x), lambda x: 2e-100 * x, [1.0, 2.0]),
    "a matrix": (lambda X: (X**2).sum(), lambda X: 2 * X, [[1.0, 2.0], [3.0, 4.0]]),
    "a number": (lambda t: t**3, lambda t: 3 * t**2, 2.0),
}


@pytest.mark.parametrize(("f", "grad", "x"), RIGHT.values(), ids=RIGHT)
def test_a_right_gradient_passes(f, grad, x):
    assert check_gradient(f, grad, x) < 1e-6


@pytest.mark.parametrize(("f", "grad", "x"), RIGHT.values(), ids=RIGHT)
def test_the_numerical_gradient_is_the_gradient(f, grad, x):
    x = np.array(x)
    expected = np.asarray(grad(x), dtype=float)
    result = numerical_gradient(f, x)
    assert result.shape == x.shape
    np.testing.assert_allclose(result, expected, rtol=1e-7, atol=1e-9 * (1 + abs(f(x))))


@given(vectors)
def test_a_wrong_factor_does_not_pass(x):
    x = np.where(np.abs(x) < 1e-2, 1.0, x)
    assert check_gradient(lambda x: x @ x, lambda x: x, x) == pytest.approx(0.5, abs=1e-6)


@pytest.mark.parametrize("scale", [1e-100, 1e-9, 1.0, 1e9, 1e100])
def test_a_zero_gradient_does_not_pass_for_one_that_is_not(scale):
    assert check_gradient(lambda x: scale * x.sum(), np.zeros(3), np.ones(3)) > 0.1


def test_a_wrong_small_entry_does_not_hide_behind_a_large_one():
    assert check_gradient(lambda x: 1e6 * x[0] + x[1], [1e6, -1.0], [0.0, 0.0]) > 0.1


def test_a_gradient_where_there_is_none_does_not_pass():
    assert check_gradient(lambda x: 0.0, [1e-12], [1.0]) == 1


@pytest.mark.parametrize("noise", [0, 1])
def test_the_minimum_of_least_squares_has_gradient_zero(noise):
    rng = np.random.default_rng(0)
    A, x = rng.normal(size=(20, 4)), rng.normal(size=4)
    b = A @ x + noise * rng.normal(size=20)
    best = np.linalg.lstsq(A, b)[0]
    assert check_gradient(lambda x: np.sum((A @ x - b) ** 2), lambda x: 2 * A.T @ (A @ x - b), best) < 1e-6
    assert check_gradient(lambda x: np.sum((A @ x - b) ** 2), lambda x: A.T @ (A @ x - b), best + 1) > 0.1


def test_the_gradient_of_a_quadratic_form_needs_both_a_and_its_transpose():
    A, x = np.array([[1.0, 2.0], [0.0, 3.0]]), [1.0, -1.0]
    assert check_gradient(lambda x: x @ A @ x / 2, lambda x: (A + A.T) @ x / 2, x) < 1e-6
    assert check_gradient(lambda x: x @ A @ x / 2, lambda x: A @ x, x) > 0.1


@given(npst.arrays(float, (3, 2), elements=st.floats(-5, 5)), npst.arrays(float, 2, elements=st.floats(-5, 5)))
def test_the_jacobian_of_a_linear_map_is_its_matrix(A, x):
    np.testing.assert_allclose(numerical_jacobian(lambda x: A @ x, x), A, atol=1e-8)


def test_the_jacobian_has_the_shape_of_f_and_then_of_x():
    J = numerical_jacobian(lambda X: X.sum(axis=0) * np.ones((4, 1)), np.ones((2, 3)))
    assert J.shape == (4, 3, 2, 3)
    np.testing.assert_allclose(J[0, 1], [[0, 1, 0], [0, 1, 0]], atol=1e-9)


def test_the_jacobian_of_a_number_is_the_gradient():
    x = np.array([1.0, 2.0])
    np.testing.assert_array_equal(numerical_jacobian(np.prod, x), numerical_gradient(np.prod, x))


def test_a_directional_derivative_is_the_jacobian_times_the_direction():
    f, x, h = lambda x: np.array([np.sin(x[0]) * x[1], x[0] ** 2]), np.array([0.3, 2.0]), np.array([0.6, 0.8])
    along = numerical_jacobian(lambda t: f(x + t * h), 0.0)
    np.testing.assert_allclose(numerical_jacobian(f, x) @ h, along, atol=1e-9)


def test_a_function_that_spoils_its_argument_does_no_harm():
    def f(x):
        x *= 2
        return x.sum()

    x = np.array([1.0, 2.0])
    x.flags.writeable = False
    np.testing.assert_allclose(numerical_gradient(f, x), [2, 2])
    assert check_gradient(f, [2, 2], x) < 1e-6
    np.testing.assert_array_equal(x, [1, 2])


@pytest.mark.parametrize("grad", [[1.0], [[1.0, 1.0]], 1.0, []])
def test_a_gradient_of_another_shape_is_refused(grad):
    with pytest.raises(ValueError, match="grad"):
        check_gradient(np.sum, grad, [1.0, 2.0])


@pytest.mark.parametrize("value", [np.nan, np.inf, [1.0], "1", None])
def test_a_function_that_is_no_number_is_refused(value):
    with pytest.raises(ValueError, match=r"f\(x\)"):
        numerical_gradient(lambda x: value, [1.0])
    with pytest.raises(ValueError, match=r"f\(x\)"):
        check_gradient(lambda x: value, [1.0], [1.0])


@pytest.mark.parametrize("x", [[], [np.nan], ["1"], [1j]])
def test_a_point_that_is_none_is_refused(x):
    for function in (numerical_gradient, numerical_jacobian):
        with pytest.raises(ValueError, match="x "):
            function(np.sum, x)
