"""Numerical derivatives, and the judge of all analytic ones."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from course_utils.numerics.calculus import (
    chain_rule,
    check_gradient,
    gradient_after_Ax,
    gradient_after_xA,
    gradient_linear,
    gradient_quadratic_form,
    gradient_squared_norm,
    linearization_error,
    numerical_gradient,
    numerical_jacobian,
    quotient_errors,
)

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
def test_a_function_that_does_not_return_a_number_is_refused(value):
    with pytest.raises(ValueError, match=r"f\(x\)"):
        numerical_gradient(lambda x: value, [1.0])
    with pytest.raises(ValueError, match=r"f\(x\)"):
        check_gradient(lambda x: value, [1.0], [1.0])


@pytest.mark.parametrize("x", [[], [np.nan], ["1"], [1j]])
def test_an_x_that_is_not_a_point_is_refused(x):
    for function in (numerical_gradient, numerical_jacobian):
        with pytest.raises(ValueError, match="x "):
            function(np.sum, x)


# The rows of the slides' table. f is log Σ eˣ, which is neither linear nor symmetric in its entries.


def f(x):
    return np.log(np.exp(x).sum())


def grad_f(x):
    return np.exp(x) / np.exp(x).sum()


@pytest.fixture
def rng():
    return np.random.default_rng(6)


def test_each_column_of_the_gradient_of_a_linear_map_is_the_gradient_of_one_entry(rng):
    A, x = rng.normal(size=(3, 5)), rng.normal(size=5)
    for i in range(3):
        assert check_gradient(lambda x, i=i: (A @ x)[i], gradient_linear(A)[:, i], x) < 1e-6
    np.testing.assert_allclose(gradient_linear(A), numerical_jacobian(lambda x: A @ x, x).T, atol=1e-9)


@pytest.mark.parametrize("shape", [(), (4,), (3, 2)])
def test_the_gradient_of_the_squared_norm(rng, shape):
    assert check_gradient(lambda x: np.sum(x**2), gradient_squared_norm, rng.normal(size=shape)) < 1e-6


def test_the_gradient_of_a_quadratic_form_is_ax_for_a_symmetric_a_only(rng):
    A, x = rng.normal(size=(4, 4)), rng.normal(size=4)
    assert check_gradient(lambda x: x @ A @ x / 2, gradient_quadratic_form(A, x), x) < 1e-6
    assert check_gradient(lambda x: x @ A @ x / 2, A @ x, x) > 0.01
    np.testing.assert_allclose(gradient_quadratic_form(A + A.T, x), (A + A.T) @ x)


def test_the_gradient_of_f_after_a_matrix_from_the_left(rng):
    A, x = rng.normal(size=(3, 5)), rng.normal(size=5)
    assert check_gradient(lambda x: f(A @ x), gradient_after_Ax(grad_f, A, x), x) < 1e-6


@pytest.mark.parametrize("shape", [(5,), (1, 5), (4, 5)])
def test_the_gradient_of_f_after_a_matrix_from_the_right(rng, shape):
    A, x = rng.normal(size=(5, 3)), rng.normal(size=shape)
    assert check_gradient(lambda x: f(x @ A), gradient_after_xA(grad_f, x, A), x) < 1e-6


def test_a_row_from_the_right_is_a_column_from_the_left(rng):
    A, x = rng.normal(size=(5, 3)), rng.normal(size=5)
    np.testing.assert_allclose(gradient_after_xA(grad_f, x, A), gradient_after_Ax(grad_f, A.T, x))


def test_the_chain_rule_takes_the_outer_gradient_at_g_of_x(rng):
    A, x = rng.normal(size=(3, 4)), rng.normal(size=4)
    g, jacobian_g = lambda x: np.sin(A @ x), lambda x: np.cos(A @ x)[:, None] * A
    assert check_gradient(lambda x: f(g(x)), chain_rule(grad_f, g, jacobian_g, x), x) < 1e-6
    np.testing.assert_allclose(numerical_jacobian(g, x), jacobian_g(x), atol=1e-9)


@given(npst.arrays(float, 3, elements=st.floats(-2, 2)), st.integers(1, 6))
def test_only_the_derivative_leaves_an_error_of_second_order(x, digits):
    J, h = np.array([[2 * x[0], 1, 0], [0, x[2], x[1]]]), np.array([1.0, -2, 2]) / 10**digits
    g = lambda x: np.array([x[0] ** 2 + x[1], x[1] * x[2]])  # noqa: E731
    assert linearization_error(g, J, x, h) <= 2 * np.linalg.norm(h)
    assert linearization_error(g, J + 1, x, h) > 0.3 - 2 * np.linalg.norm(h)


def test_the_quotient_by_the_length_of_a_vector_depends_on_its_direction():
    f, x = lambda x: x[0] + 3 * x[1], np.zeros(2)
    quotients = [f(x + h) / np.linalg.norm(h) for h in 1e-6 * np.array([[1.0, 0], [0, 1], [-1, 0]])]
    np.testing.assert_allclose(quotients, [1, 3, -1])
    for h in np.eye(2):
        assert linearization_error(f, [[1, 3]], x, h) < 1e-15


def test_the_errors_of_the_quotients_fall_like_h_and_its_square_until_rounding_takes_over():
    steps = 10.0 ** -np.arange(17)
    one_sided, central = quotient_errors(np.exp, np.e, 1.0, steps)
    np.testing.assert_allclose(one_sided[2:5] / steps[2:5], np.e / 2, rtol=0.01)
    np.testing.assert_allclose(central[2:5] / steps[2:5] ** 2, np.e / 6, rtol=0.01)
    assert steps[one_sided.argmin()] == pytest.approx(1e-8, rel=20)
    assert steps[central.argmin()] == pytest.approx(1e-5, rel=20)
    assert one_sided[-1] == pytest.approx(np.e)  # 1 + 1e-16 is 1
    assert central.min() < one_sided.min()


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda: gradient_linear([1, 2]), "A"),
        (lambda: gradient_squared_norm([np.nan]), "x"),
        (lambda: gradient_quadratic_form([[1, 2]], [1, 2]), "A"),
        (lambda: gradient_after_Ax(grad_f, [[1, 2]], [1]), "A"),
        (lambda: gradient_after_Ax(lambda z: 1, [[1, 2]], [1, 2]), r"grad_f\(Ax\)"),
        (lambda: gradient_after_xA(grad_f, [1, 2], [[1, 2]]), "A"),
        (lambda: gradient_after_xA(lambda z: z.T, np.ones((2, 3)), np.ones((3, 1))), r"grad_f\(xA\)"),
        (lambda: chain_rule(grad_f, lambda x: x, lambda x: [[1, 2, 3]], [1, 2]), r"jacobian_g\(x\)"),
        (lambda: chain_rule(lambda z: 0, lambda x: x, lambda x: np.eye(2), [1, 2]), r"grad_f\(g\(x\)\)"),
        (lambda: linearization_error(np.sum, [[1, 1]], [1, 2], [0, 0]), "h"),
        (lambda: linearization_error(np.sum, [[1, 1], [1, 1]], [1, 2], [1, 0]), "J"),
        (lambda: quotient_errors(np.exp, 1, 0, [0.1, 0]), "steps"),
    ],
)
def test_what_does_not_fit_is_named(call, name):
    with pytest.raises(ValueError, match=f"^{name} "):
        call()


def test_a_step_of_zero_is_refused():
    with pytest.raises(ValueError, match="steps contains 0, expected more than 0"):
        quotient_errors(lambda t: t, slope=1, x=0, steps=[1, 0])


@pytest.mark.parametrize(("grad", "wrong"), [(-10, 1.1), (10, 0.9), (-1, 2.0), (0.1, 0.9)])
def test_an_error_is_relative_to_the_larger_of_the_two_whatever_their_signs(grad, wrong):
    assert check_gradient(lambda x: x.sum(), [grad], [3.0]) == pytest.approx(wrong)  # it is 1


@pytest.mark.parametrize("x", [-1e6, -1e3, 1e3, 1e6])
def test_the_step_grows_with_x_on_both_sides_of_zero(x):
    assert numerical_gradient(lambda x: x**2, x) == pytest.approx(2 * x, rel=1e-9)


@pytest.mark.parametrize("sign", [-1, 1])
@pytest.mark.parametrize("x", [1e3, 1e5])
def test_rounding_of_x_where_f_bends_is_not_taken_for_a_wrong_gradient(sign, x):
    assert check_gradient(lambda z: sign * (z - x - 1e-4) ** 2, -sign * 2e-4, x) < 1e-6


def test_the_judge_has_the_limits_that_its_docstring_names():
    assert check_gradient(lambda x: np.sin(1e5 * x), 1e5 * np.cos(1e5 * 0.3), 0.3) > 1e-3
    assert check_gradient(lambda x: 1e7 + x, 2.0, 1.0) == pytest.approx(3e-4, rel=0.2)
