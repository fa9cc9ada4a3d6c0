"""Norms, ridge and lasso: by hand, by limits, by certificates, against numpy, scipy and scikit-learn."""

import itertools
import warnings

import numpy as np
import pytest
import scipy.optimize
from hypothesis import assume, example, given
from hypothesis import strategies as st
from sklearn.linear_model import ElasticNet, Lasso, Ridge

from course_utils.numerics.calculus import check_gradient
from course_utils.numerics.least_squares import design_matrix, lstsq, ols
from course_utils.numerics.regularization import (
    is_norm,
    lasso,
    lasso_gap,
    lasso_path,
    lp_norm,
    ridge,
    ridge_gradient,
    ridge_path,
    soft_threshold,
    unit_ball,
)
from course_utils.numerics.robust import irls

seeds = st.integers(0, 10**6)
exponents = st.sampled_from([1, 1.3, 2, 3, 7.5, np.inf])
pairs = st.tuples(st.floats(-9, 9), st.floats(-9, 9))
prices = st.sampled_from([1e-3, 0.1, 1.0, 10.0])


@pytest.fixture
def rng():
    return np.random.default_rng(2)


def problem(seed, m=12, n=4):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(m, n)), rng.normal(size=m)


def lasso_cost(A, b, x, lam):
    return np.sum((A @ x - b) ** 2) / 2 + np.sum(lam * np.abs(x))


# ------------------------------------------------------------------------------------------------------------ norms


@pytest.mark.parametrize("p", [1, 1.5, 2, 3, 10, np.inf])
def test_lp_norm_is_the_norm_of_numpy(p, rng):
    X = rng.normal(size=(5, 7))
    np.testing.assert_allclose(lp_norm(X, p), np.linalg.norm(X, p, axis=1), rtol=1e-14)
    assert lp_norm(X[0], p) == pytest.approx(np.linalg.norm(X[0], p))


@pytest.mark.parametrize("p", [1, 3])
def test_without_absolute_values_a_vector_that_is_not_zero_gets_the_length_zero(p):
    x = np.array([-1.0, 1.0])
    assert np.sum(x**p) ** (1 / p) == 0
    assert lp_norm(x, p) == pytest.approx(2 ** (1 / p))


@given(x=pairs, y=pairs, p=exponents)
def test_the_triangle_inequality_holds_from_p_one_on(x, y, p):
    assert is_norm(p)
    assert lp_norm(np.add(x, y), p) <= lp_norm(x, p) + lp_norm(y, p) + 1e-12


@given(st.floats(0.01, 0.999))
def test_the_triangle_inequality_fails_below_one(p):
    assert not is_norm(p)
    assert lp_norm([1, 1], p) == pytest.approx(2 ** (1 / p))
    assert lp_norm([1, 1], p) > lp_norm([1, 0], p) + lp_norm([0, 1], p)


@given(x=st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=6), p=exponents, factor=st.floats(-100, 100))
def test_lengths_scale_with_the_vector(x, p, factor):
    assert lp_norm(np.multiply(factor, x), p) == pytest.approx(abs(factor) * lp_norm(x, p), rel=1e-9, abs=1e-300)


@given(x=st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=6))
def test_a_larger_p_never_gives_a_larger_length(x):
    lengths = [lp_norm(x, p) for p in (0.5, 1, 2, 5, 50, np.inf)]
    assert all(one >= next_one * (1 - 1e-12) for one, next_one in itertools.pairwise(lengths))


@pytest.mark.parametrize("size", [1e-200, 1.0, 1e200])
def test_tiny_and_huge_vectors_do_not_overflow(size):
    assert lp_norm([3 * size, 4 * size], 2) == pytest.approx(5 * size)
    assert lp_norm([size, size], 8) == pytest.approx(2 ** (1 / 8) * size)


def test_the_zero_vector_has_length_zero_and_a_tiny_p_is_handled():
    assert lp_norm([0, 0, 0], 0.5) == lp_norm([0, 0], np.inf) == 0
    assert lp_norm([1, 1], 1e-4) == np.inf


@pytest.mark.parametrize("p", [0.3, 0.5, 1, 1.5, 2, 4, np.inf])
def test_the_unit_ball_consists_of_points_of_length_one(p):
    points = unit_ball(p, 16)
    assert points.shape == (16, 2)
    np.testing.assert_allclose(lp_norm(points, p), 1, rtol=1e-12)
    np.testing.assert_array_equal(points[[0, 4, 8, 12]], [[1, 0], [0, 1], [-1, 0], [0, -1]])


@pytest.mark.parametrize(
    ("p", "convex"), [(0.3, False), (0.9, False), (1, True), (1.5, True), (4, True), (np.inf, True)]
)
def test_unit_balls_are_convex_exactly_for_norms(p, convex):
    points = unit_ball(p, 64)
    middles = (points[:, None] + points[None, :]) / 2
    assert np.all(lp_norm(middles.reshape(-1, 2), p) <= 1 + 1e-12) == convex


# ------------------------------------------------------------------------------------------------------------ ridge


@given(seeds, prices)
def test_ridge_is_the_formula_of_the_slide(seed, lam):
    A, b = problem(seed)
    np.testing.assert_allclose(ridge(A, b, lam), np.linalg.inv(A.T @ A + lam * np.eye(4)) @ A.T @ b, rtol=1e-9)


@given(seeds, prices)
def test_ridge_is_ridge_of_scikit_learn(seed, lam):
    A, b = problem(seed)
    np.testing.assert_allclose(ridge(A, b, lam), Ridge(alpha=lam, fit_intercept=False).fit(A, b).coef_, rtol=1e-9)


@pytest.mark.parametrize("lam", [0.01, 1, 100])
def test_a_free_last_column_is_the_intercept_of_scikit_learn(lam, rng):
    X, b = rng.normal(size=(20, 3)), rng.normal(size=20) + 50
    sklearn = Ridge(alpha=lam).fit(X, b)
    x = ridge(design_matrix(X), b, lam, unpenalized=-1)
    np.testing.assert_allclose(x, [*sklearn.coef_, sklearn.intercept_], rtol=1e-9)
    assert abs(ridge(design_matrix(X), b, lam)[-1]) < abs(x[-1])  # a penalised intercept moves towards 0


@given(seeds)
def test_ridge_without_penalty_is_least_squares(seed):
    A, b = problem(seed)
    np.testing.assert_allclose(ridge(A, b, 0), ols(A, b), rtol=1e-9)


def test_a_little_ridge_picks_the_shortest_of_many_solutions():
    np.testing.assert_allclose(ridge([[1, 1]], [2], lam=1e-9), [1, 1], atol=1e-8)


@given(seeds)
def test_a_large_penalty_shrinks_ridge_to_zero_in_the_direction_of_the_gradient(seed):
    A, b = problem(seed)
    np.testing.assert_allclose(1e9 * ridge(A, b, 1e9), A.T @ b, rtol=1e-6, atol=1e-6)


@given(seeds, prices, prices)
def test_more_penalty_gives_shorter_parameters_and_a_worse_fit(seed, lam, more):
    assume(lam < more)
    A, b = problem(seed)
    x, shorter = ridge(A, b, lam), ridge(A, b, more)
    assert np.linalg.norm(shorter) < np.linalg.norm(x)
    assert np.linalg.norm(A @ shorter - b) > np.linalg.norm(A @ x - b)


def test_several_right_hand_sides_are_solved_one_by_one(rng):
    A, B = rng.normal(size=(6, 3)), rng.normal(size=(6, 2))
    np.testing.assert_allclose(ridge(A, B, 1.0), np.column_stack([ridge(A, b, 1.0) for b in B.T]), rtol=1e-12)


def test_ridge_keeps_the_digits_that_the_normal_equations_lose():
    A = np.vander(np.linspace(0, 1, 15), 10)
    truth = np.ones(10)
    lam = 1e-20  # too small to move the solution, so the truth is known
    good = np.abs(ridge(A, A @ truth, lam) - truth).max()
    lost = np.abs(np.linalg.solve(A.T @ A + lam * np.eye(10), A.T @ (A @ truth)) - truth).max()
    assert good < 1e-8 < 1e-6 < lost


@pytest.mark.parametrize("unpenalized", [(), -1, [0, 2]])
def test_the_gradient_of_ridge_is_right_and_vanishes_at_the_solution(unpenalized, rng):
    A, b, x = rng.normal(size=(8, 3)), rng.normal(size=8), rng.normal(size=3)
    free = np.isin(np.arange(3), np.arange(3)[np.array(unpenalized, dtype=int)])

    def f(x):
        return np.sum((A @ x - b) ** 2) / 2 + 0.7 / 2 * np.sum(x[~free] ** 2)

    assert check_gradient(f, lambda x: ridge_gradient(A, b, x, 0.7, unpenalized), x) < 1e-6
    best = ridge(A, b, 0.7, unpenalized)
    np.testing.assert_allclose(ridge_gradient(A, b, best, 0.7, unpenalized), 0, atol=1e-12)


@pytest.mark.parametrize("unpenalized", [(), -1, [0, 2], [0, 1, 2, 3]])
@pytest.mark.parametrize(("m", "n"), [(10, 4), (4, 4), (3, 4)])
def test_the_ridge_path_consists_of_ridge_solutions(unpenalized, m, n, rng):
    A, b, lams = rng.normal(size=(m, n)), rng.normal(size=m), [10, 0.1, 1e-3, 0]
    expected = np.array([ridge(A, b, lam, unpenalized) for lam in lams])
    if np.size(unpenalized) * 2 > m:  # more free columns than equations: many solutions fit
        return np.testing.assert_allclose(A @ ridge_path(A, b, lams, unpenalized).T, A @ expected.T, atol=1e-9)
    path = ridge_path(A, b, lams, unpenalized)
    np.testing.assert_allclose(path[:-1], expected[:-1], atol=1e-9)
    np.testing.assert_allclose(A @ path[-1], A @ expected[-1], atol=1e-9)


# --------------------------------------------------------------------- what the slides' forms do, literally taken


def test_homogeneous_form_with_a_penalty_and_no_constraint_has_the_minimiser_zero(rng):
    A = np.column_stack([rng.normal(size=(9, 2)), np.ones(9)])
    np.testing.assert_array_equal(ridge(A, np.zeros(9), lam=1), np.zeros(3))


def test_an_l2_penalty_does_not_make_a_line_robust():
    x = np.arange(10.0)
    A, y = design_matrix(x), x.copy()
    y[9] = 100.0  # of a line y = x
    errors = [np.abs(A[:9] @ ridge(A, y, lam, unpenalized=-1) - y[:9]).max() for lam in np.logspace(-3, 5, 60)]
    assert min(errors) > 5
    assert np.abs(A[:9] @ irls(A, y, 1) - y[:9]).max() < 1e-12


def test_the_unsquared_norm_of_the_slide_is_another_problem_than_ridge():
    b, lam = np.array([3.0, 4.0]), 2.0  # for A = I: the whole vector is shortened by λ, ridge divides it by 1 + λ
    found = scipy.optimize.minimize(lambda x: np.sum((x - b) ** 2) / 2 + lam * np.linalg.norm(x), b, tol=1e-12).x
    np.testing.assert_allclose(found, b * (1 - lam / 5), atol=1e-5)
    np.testing.assert_allclose(ridge(np.eye(2), b, lam), b / (1 + lam), rtol=1e-14)


# ------------------------------------------------------------------------------------------------------------ lasso


@given(st.lists(st.floats(-20, 20), min_size=1, max_size=6), st.floats(0.01, 10))
def test_soft_threshold_is_the_lasso_for_the_identity(z, lam):
    np.testing.assert_allclose(lasso(np.eye(len(z)), z, lam), soft_threshold(z, lam), atol=1e-12)


@given(st.floats(-5, 5), st.floats(0, 3))
def test_no_number_costs_less_than_the_soft_threshold(z, lam):
    grid = np.linspace(-6, 6, 4001)
    x = soft_threshold(z, lam)
    assert (x - z) ** 2 / 2 + lam * abs(x) <= np.min((grid - z) ** 2 / 2 + lam * np.abs(grid)) + 1e-12


@given(seeds, prices, st.sampled_from([(12, 4), (6, 6), (5, 12), (30, 2)]), st.booleans())
@example(5505, 1.0, (6, 6), True)  # a coefficient falls to 0, but for rounding, and another comes in
def test_the_duality_gap_of_the_lasso_is_nothing_but_rounding(seed, lam, shape, whole):
    A, b = problem(seed, *shape)
    if whole:  # ties and dependent columns
        A, b = np.round(2 * A), np.round(2 * b)
    assume(b.any())
    for unpenalized in ((), -1):
        x = lasso(A, b, lam, unpenalized)
        assert lasso_gap(A, b, x, lam, unpenalized) <= 1e-10 * (b @ b)


@pytest.mark.parametrize("lam", [0.0001, 0.01, 1])
def test_columns_that_are_nearly_dependent_keep_the_gap_closed(lam):
    t = np.linspace(-1, 1, 20)
    A, b = np.vander(t, 10), np.sin(4 * t)
    assert lasso_gap(A, b, lasso(A, b, lam, -1), lam, -1) <= 1e-10 * (b @ b)


@given(seeds, prices)
def test_lasso_is_lasso_of_scikit_learn_which_divides_by_m(seed, lam):
    A, b = problem(seed)
    sklearn = Lasso(alpha=lam / len(b), fit_intercept=False, tol=1e-12, max_iter=100_000)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # scikit-learn would like a gap of exactly 0
        np.testing.assert_allclose(lasso(A, b, lam), sklearn.fit(A, b).coef_, atol=1e-8)


def test_a_free_intercept_is_the_intercept_of_scikit_learn(rng):
    X, b = rng.normal(size=(20, 3)), rng.normal(size=20) + 50
    sklearn = ElasticNet(alpha=2 / 20, l1_ratio=1, tol=1e-12, max_iter=100_000).fit(X, b)
    x = lasso(design_matrix(X), b, 2, unpenalized=-1)
    np.testing.assert_allclose(x, [*sklearn.coef_, sklearn.intercept_], atol=1e-8)


@given(seeds, prices)
def test_zeros_of_the_lasso_are_exact_and_slopes_there_are_below_the_price(seed, lam):
    A, b = problem(seed, 8, 5)
    x = lasso(A, b, lam)
    slope = A.T @ (b - A @ x)
    np.testing.assert_allclose(slope[x != 0], lam * np.sign(x[x != 0]), atol=1e-10)
    assert np.all(np.abs(slope[x == 0]) <= lam + 1e-10)


@given(seeds)
def test_the_lasso_is_zero_if_the_price_is_at_least_the_steepest_slope_at_zero(seed):
    A, b = problem(seed)
    most = np.abs(A.T @ b).max()
    assert not lasso(A, b, most * 1.0001).any()
    assert lasso(A, b, most * 0.999).any()


@given(seeds, prices)
def test_the_gap_bounds_how_much_any_x_could_still_gain(seed, lam):
    A, b = problem(seed)
    x = np.random.default_rng(seed + 1).normal(size=4)
    least = lasso_cost(A, b, lasso(A, b, lam), lam)
    assert lasso_gap(A, b, x, lam) >= lasso_cost(A, b, x, lam) - least - 1e-12


@pytest.mark.parametrize("unpenalized", [(), -1, [0, 3]])
def test_the_lasso_path_consists_of_lasso_solutions_in_the_order_asked_for(unpenalized, rng):
    A, b, lams = rng.normal(size=(15, 5)), rng.normal(size=15), [0.3, 5, 0.01, 0, 1]
    path = lasso_path(A, b, lams, unpenalized)
    for x, lam in zip(path, lams, strict=True):
        np.testing.assert_allclose(x, lasso(A, b, lam, unpenalized), atol=1e-11)
    np.testing.assert_allclose(path[3], lstsq(A, b), atol=1e-12)


def test_equal_columns_share_and_do_not_stall():
    A, b = np.array([[1.0, 1, 0], [2, 2, 1], [3, 3, 0]]), np.array([1.0, 2, 4])
    x = lasso(A, b, 0.5)
    assert lasso_gap(A, b, x, 0.5) < 1e-12


# -------------------------------------------------------------------------------------------------------- arguments


@pytest.mark.parametrize(
    ("function", "arguments", "message"),
    [
        (lp_norm, ([1, 2], 0), "p is 0, expected more than 0"),
        (lp_norm, ([1, 2], -1), "p is -1"),
        (lp_norm, ([1, 2], np.nan), "p contains nan"),
        (lp_norm, (3, 2), "x has shape"),
        (is_norm, (0,), "p is 0"),
        (unit_ball, (2, 3), "n is 3, expected at least 4"),
        (unit_ball, (2, 4.5), "n is 4.5, expected a whole number"),
        (ridge, ([[1]], [1], -1), "lam is -1, expected at least 0"),
        (ridge, ([[1]], [1, 2], 1), "b has shape"),
        (ridge, ([[1, 2]], [1], 1, 2), "unpenalized is 2, expected numbers of columns from -2 to 1"),
        (ridge, ([[1, 2]], [1], 1, [0.5]), "unpenalized is"),
        (ridge_gradient, ([[1]], [1], [1, 2], 1), r"x has shape \(2,\), expected \(1,\)"),
        (ridge_path, ([[1]], [1], [1, -1]), "lam is -1"),
        (ridge_path, ([[1]], [[1]], [1]), "b has shape"),
        (soft_threshold, ([1], -1), "lam is -1"),
        (lasso, ([[1]], [1], -1), "lam is -1"),
        (lasso, ([[1]], [[1]], 1), "b has shape"),
        (lasso_path, ([[1]], [1], 1), "lams has shape"),
        (lasso_gap, ([[1]], [1], [1, 2], 1), "x has shape"),
    ],
)
def test_bad_arguments_are_named(function, arguments, message):
    with pytest.raises(ValueError, match=message):
        function(*arguments)


def test_inputs_are_never_modified(rng):
    A, b, x, lams = rng.normal(size=(6, 3)), rng.normal(size=6), rng.normal(size=3), np.array([1.0, 2.0])
    for values in (A, b, x, lams):
        values.flags.writeable = False
    for function in (ridge, lasso):
        function(A, b, 1.0, -1)
    for path in (ridge_path, lasso_path):
        path(A, b, lams, -1)
    lasso_gap(A, b, x, 1.0)
    ridge_gradient(A, b, x, 1.0)
    lp_norm(x, 3)


@pytest.mark.parametrize("unit", [1e-150, 1e-100, 1e100, 1e150])
def test_columns_in_very_different_units_do_not_make_the_lasso_loop_forever(unit):
    A, b = problem(4)
    x = lasso(A * [1, unit, 1, 1 / unit], b, 0.5, unpenalized=[1, 3])
    expected = lasso(A, b, 0.5, unpenalized=[1, 3])
    np.testing.assert_allclose(x * [1, unit, 1, 1 / unit], expected, rtol=1e-9)


@given(seeds, st.sampled_from([1e-140, 1.0, 1e140]), st.sampled_from([1e-140, 1.0, 1e140]))
def test_lasso_in_other_units_is_the_same_lasso(seed, of_A, of_b):
    A, b = problem(seed)
    scaled = lasso(A * of_A, b * of_b, 0.5 * of_A * of_b)
    np.testing.assert_allclose(scaled * of_A / of_b, lasso(A, b, 0.5), rtol=1e-8, atol=1e-12)
