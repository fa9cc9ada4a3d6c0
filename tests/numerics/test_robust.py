"""Robust losses: by hand, by certificates, against linear programs, scipy and scikit-learn."""

import itertools

import numpy as np
import pytest
import scipy.linalg
import scipy.optimize
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sklearn.linear_model import HuberRegressor, RANSACRegressor

from course_utils.numerics.least_squares import design_matrix, lstsq, orthogonal_distances, total_least_squares
from course_utils.numerics.regularization import ridge
from course_utils.numerics.robust import huber, irls, ransac, ransac_inliers

seeds = st.integers(0, 10**6)
shapes = st.sampled_from([(5, 4), (6, 3), (12, 1), (20, 3), (40, 2)])


@pytest.fixture
def rng():
    return np.random.default_rng(2)


def spoiled(seed, m=20, n=3, whole=False):
    """A regression problem with outliers; with whole numbers many optima are not unique."""
    rng = np.random.default_rng(seed)
    A = rng.normal(size=(m, n))
    b = A @ rng.normal(size=n) + rng.normal(size=m) + 20 * rng.normal(size=m) * (rng.random(m) < 0.2)
    return (np.round(2 * A), np.round(b)) if whole else (A, b)


def loss(A, b, x, p):
    return np.sum(np.abs(b - A @ x) ** p)


def least_absolute_sum(A, b):
    """The minimum of ‖A x - b‖₁ by a linear program:  r = up - down."""
    m, n = A.shape
    program = scipy.optimize.linprog(
        np.concatenate([np.zeros(n), np.ones(2 * m)]),
        A_eq=np.hstack([A, np.eye(m), -np.eye(m)]),
        b_eq=b,
        bounds=[(None, None)] * n + [(0, None)] * (2 * m),
    )
    return program.fun


# ------------------------------------------------------------------------------------------------- powers of residuals


@given(st.lists(st.integers(-9, 9), min_size=1, max_size=9))
def test_one_number_for_many_is_a_median_for_p_one_and_the_mean_for_p_two(b):
    A = np.ones((len(b), 1))
    assert loss(A, np.array(b), irls(A, b, 1), 1) == pytest.approx(np.abs(b - np.median(b)).sum(), abs=1e-10)
    assert irls(A, b, 2)[0] == pytest.approx(np.mean(b), abs=1e-12)


@pytest.mark.parametrize("b", [[1, 2, 9], [0, 0, 0, 4], [-3, 5, 6, 7]])
def test_for_a_large_p_one_number_for_many_comes_near_the_middle_of_the_extremes(b):
    x = irls(np.ones((len(b), 1)), b, 60)[0]
    assert abs(x - (min(b) + max(b)) / 2) < 0.05 * (max(b) - min(b))


@settings(max_examples=60)
@given(seeds, shapes, st.booleans())
def test_for_p_one_no_linear_program_does_better(seed, shape, whole):
    A, b = spoiled(seed, *shape, whole)
    assert loss(A, b, irls(A, b, 1), 1) == pytest.approx(least_absolute_sum(A, b), rel=1e-11, abs=1e-9)


def test_for_p_one_a_line_is_the_best_line_through_two_of_the_points(rng):
    x = np.arange(15.0)
    y = 2 * x + rng.normal(size=15)
    y[[3, 7]] += 40
    A = design_matrix(x)
    through_two = [np.linalg.solve(A[[i, j]], y[[i, j]]) for i, j in itertools.combinations(range(15), 2)]
    np.testing.assert_allclose(irls(A, y, 1), min(through_two, key=lambda z: loss(A, y, z, 1)), rtol=1e-9)


@given(seeds, shapes)
def test_for_p_two_irls_is_least_squares(seed, shape):
    A, b = spoiled(seed, *shape)
    np.testing.assert_allclose(irls(A, b, 2), lstsq(A, b), rtol=1e-9, atol=1e-9)


@settings(max_examples=40)
@given(seeds, shapes, st.booleans(), st.sampled_from([1.02, 1.05, 1.2, 1.5, 3, 4, 8, 16, 50]))
@pytest.mark.slow
def test_the_dual_problem_proves_that_irls_has_arrived(seed, shape, whole, p):
    # min ‖b - A x‖_p  =  1 / min ‖u‖_q  over Aᵀu = 0, bᵀu = 1, with 1/p + 1/q = 1: any such u is a certificate
    A, b = spoiled(seed, *shape, whole)
    assume(np.abs(b - A @ irls(A, b, p)).max() > 1e-9)
    C, q = np.column_stack([A, b]), p / (p - 1)
    N = scipy.linalg.null_space(C.T)
    u = np.linalg.pinv(C.T) @ np.eye(A.shape[1] + 1)[-1]
    if N.size:
        u = u + N @ irls(N, -u, q)
    assert loss(A, b, irls(A, b, p), p) ** (1 / p) * np.sum(np.abs(u) ** q) ** (1 / q) == pytest.approx(1, abs=1e-11)


@pytest.mark.parametrize("p", [1.2, 1.5, 3, 8])
def test_irls_is_the_minimum_that_scipy_finds(p, rng):
    A, b = spoiled(3, 15, 2)
    found = scipy.optimize.minimize(
        lambda x: loss(A, b, x, p), lstsq(A, b), method="Nelder-Mead", options={"xatol": 1e-10, "fatol": 1e-12}
    ).x
    np.testing.assert_allclose(irls(A, b, p), found, rtol=1e-4, atol=1e-4)


def test_full_steps_diverge_for_a_large_p_and_ours_arrive():
    A, b = np.ones((3, 1)), np.array([0.0, 0.0, 1.0])
    x = 0.4
    for _ in range(50):
        w = np.abs(b - x) ** 8 + 1e-300
        x = w @ b / w.sum()
    assert min(abs(x), abs(x - 1)) < 0.1  # jumps from one end to the other for ever
    np.testing.assert_allclose(irls(A, b, 10), 1 / (1 + 2 ** (1 / 9)), rtol=1e-9)  # 2 x⁹ = (1 - x)⁹


@given(seeds, st.sampled_from([1, 1.5, 2, 4]), st.floats(0.01, 100))
def test_irls_follows_a_change_of_units(seed, p, unit):
    A, b = spoiled(seed)
    np.testing.assert_allclose(irls(A, unit * b, p), unit * irls(A, b, p), rtol=1e-6, atol=1e-7 * unit)


@pytest.mark.parametrize("p", [1, 1.5, 2, 3, 8])
@pytest.mark.parametrize("unit", [1e-150, 1e150])
def test_tiny_and_huge_numbers_do_no_harm(p, unit):
    A, b = spoiled(4)
    np.testing.assert_allclose(irls(A, unit * b, p), unit * irls(A, b, p), rtol=1e-6)
    np.testing.assert_allclose(huber(A, unit * b, unit), unit * huber(A, b, 1), rtol=1e-6)


@pytest.mark.parametrize("p", [1, 1.5, 2, 3, 8])
def test_points_on_a_line_are_fitted_exactly(p):
    A = design_matrix([0, 1, 2, 3])
    np.testing.assert_allclose(irls(A, [1, 3, 5, 7], p), [2, 1], rtol=1e-9)
    np.testing.assert_array_equal(irls(A, np.zeros(4), p), [0, 0])


@pytest.mark.parametrize("p", [1, 1.5, 2, 3])
def test_dependent_columns_are_handled(p, rng):
    a, b = rng.normal(size=(9, 1)), rng.normal(size=9)
    twice = irls(np.hstack([a, 2 * a]), b, p)
    assert loss(a, b, [twice[0] + 2 * twice[1]], p) == pytest.approx(loss(a, b, irls(a, b, p), p), rel=1e-9)


@pytest.mark.parametrize("lam", [0.1, 1, 10])
def test_a_penalty_with_squares_is_ridge(lam, rng):
    A, b = spoiled(1)
    np.testing.assert_allclose(irls(A, b, 2, 2 * lam, -1), ridge(A, b, lam, -1), rtol=1e-9)  # Σr² + λ, not half of it


@settings(max_examples=40)
@given(seeds, st.sampled_from([1, 1.5, 3]), st.sampled_from([0.1, 1.0, 10.0]), st.booleans())
def test_nothing_near_a_penalised_fit_costs_less(seed, p, lam, free):
    A, b = spoiled(seed)
    priced = np.array([1, 1, not free])

    def cost(x):
        return loss(A, b, x, p) + lam / 2 * np.sum(priced * x**2)

    x = irls(A, b, p, lam, -1 if free else ())
    steps = np.random.default_rng(seed).normal(size=(50, 3)) * 10.0 ** -np.arange(1, 51, 1)[:, None].clip(max=6)
    assert all(cost(x + step) >= cost(x) * (1 - 1e-12) for step in steps)


# ------------------------------------------------------------------------------------------------------------ huber


@given(seeds, shapes, st.floats(0.05, 5))
def test_the_pulls_of_huber_balance(seed, shape, delta):
    A, b = spoiled(seed, *shape)
    r = b - A @ huber(A, b, delta)
    np.testing.assert_allclose(A.T @ np.clip(r, -delta, delta), 0, atol=1e-8 * (1 + np.abs(b).max()))


@given(seeds, st.sampled_from([0.1, 1.0, 10.0]), st.floats(0.1, 5))
def test_a_penalty_balances_the_pulls_of_huber(seed, lam, delta):
    A, b = spoiled(seed)
    x = huber(A, b, delta, lam, unpenalized=-1)
    np.testing.assert_allclose(A.T @ np.clip(b - A @ x, -delta, delta), [lam * x[0], lam * x[1], 0], atol=1e-7)


@given(seeds)
def test_a_large_delta_makes_huber_least_squares(seed):
    A, b = spoiled(seed)
    np.testing.assert_allclose(huber(A, b, 1e4), lstsq(A, b), rtol=1e-8, atol=1e-8)


@given(seeds)
def test_a_small_delta_makes_huber_least_absolute_values(seed):
    A, b = spoiled(seed)
    assert loss(A, b, huber(A, b, 1e-6), 1) == pytest.approx(loss(A, b, irls(A, b, 1), 1), rel=1e-6)


@pytest.mark.parametrize("epsilon", [1.1, 1.345, 2])
def test_huber_is_the_regressor_of_scikit_learn_at_the_scale_it_finds(epsilon):
    A, b = spoiled(5, 40, 2)
    sklearn = HuberRegressor(epsilon=epsilon, alpha=0, fit_intercept=False, tol=1e-10, max_iter=10_000).fit(A, b)
    np.testing.assert_allclose(huber(A, b, epsilon * sklearn.scale_), sklearn.coef_, rtol=1e-4)  # where its steps stop


def test_a_distant_outlier_has_the_same_say_wherever_it_is():
    A = design_matrix(np.arange(8.0))
    near, far = np.arange(8.0), np.arange(8.0)
    near[6], far[6] = 50, 50_000
    np.testing.assert_allclose(huber(A, near, 1), huber(A, far, 1), rtol=1e-6)


# ------------------------------------------------------------------------------------------------------------ ransac


@given(seeds)
def test_ransac_finds_the_line_of_the_majority(seed):
    rng = np.random.default_rng(seed)
    x = np.linspace(0, 10, 30)
    points = np.column_stack([x, 0.5 * x + 1 + rng.uniform(-0.05, 0.05, size=30)])
    points[:9] = rng.uniform(0, 10, size=(9, 2))
    near = orthogonal_distances(points, ransac(points, 0.2, rng)) <= 0.2
    assert near[9:].all()


def test_ransac_agrees_with_scikit_learn(rng):
    x = np.linspace(0, 1, 40)
    y = 2 * x + 1 + rng.normal(scale=0.01, size=40)
    y[::5] += 3
    sklearn = RANSACRegressor(residual_threshold=0.1, random_state=0).fit(x[:, None], y).estimator_
    a, b, c = ransac(np.column_stack([x, y]), 0.05, rng)
    np.testing.assert_allclose([-a / b, -c / b], [sklearn.coef_[0], sklearn.intercept_], atol=0.02)


def test_ransac_finds_a_vertical_line(rng):
    points = np.array([[3.0, 0], [3, 1], [3, 2], [3, 5], [0, 0], [9, 4]])
    np.testing.assert_allclose(ransac(points, 0.1, rng), [1, 0, -3], atol=1e-12)


def test_the_same_generator_finds_the_same_line():
    points = np.random.default_rng(0).normal(size=(20, 2))
    lines = [ransac(points, 0.3, np.random.default_rng(7)) for _ in range(2)]
    np.testing.assert_array_equal(*lines)


def test_with_a_huge_threshold_all_points_agree(rng):
    points = rng.normal(size=(20, 2)) * [3, 1]
    np.testing.assert_array_equal(ransac(points, 100, rng), total_least_squares(points))


@pytest.mark.parametrize("points", [[[1, 2]], [[1, 2], [1, 2]]])
def test_one_point_has_no_line(points, rng):
    with pytest.raises(np.linalg.LinAlgError, match="expected two different points"):
        ransac(points, 1, rng)


# -------------------------------------------------------------------------------------------------------- arguments


@pytest.mark.parametrize(
    ("function", "arguments", "message"),
    [
        (irls, ([[1]], [1], 0.5), "p is 0.5, expected at least 1"),
        (irls, ([[1]], [1], np.inf), "p contains inf"),
        (irls, ([[1]], [1], 101), "p is 101, expected at most 100"),
        (irls, ([[1]], [[1]], 1), "b has shape"),
        (irls, ([[1]], [1], 1, -1), "lam is -1"),
        (irls, ([[1]], [1], 1, 1, 3), "unpenalized is 3"),
        (huber, ([[1]], [1], 0), "delta is 0, expected more than 0"),
        (huber, ([[1]], [1, 2], 1), "b has shape"),
        (ransac, ([[1, 2, 3]], 1, None), "points has shape"),
        (ransac, ([[1, 2]], 0, None), "threshold is 0, expected more than 0"),
        (ransac, ([[1, 2]], 1, None, 0), "trials is 0, expected at least 1"),
        (ransac, ([[1, 2]], 1, 7), "rng is 7, expected a numpy.random.Generator"),
    ],
)
def test_bad_arguments_are_named(function, arguments, message):
    with pytest.raises(ValueError, match=message):
        function(*arguments)


def test_inputs_are_never_modified(rng):
    A, b = rng.normal(size=(6, 2)), rng.normal(size=6)
    A.flags.writeable = b.flags.writeable = False
    for p in (1, 1.5, 3):
        irls(A, b, p)
    huber(A, b, 1.0)
    ransac(A, 0.5, rng)


def test_ransac_fits_the_points_that_agree_and_no_others(rng):
    points = np.vstack([[[t, 2 * t + 1] for t in range(8)], rng.uniform(20, 40, size=(4, 2))])
    inliers = ransac_inliers(points, 0.1, np.random.default_rng(3))
    assert inliers.tolist() == [True] * 8 + [False] * 4
    assert np.array_equal(ransac(points, 0.1, np.random.default_rng(3)), total_least_squares(points[inliers]))


@given(st.integers(0, 10**6), st.sampled_from([2.0**-900, 2.0**900]))
def test_robust_fits_in_another_unit_are_the_same_fits(seed, unit):
    rng = np.random.default_rng(seed)
    A, b = rng.normal(size=(12, 3)), rng.normal(size=12)
    np.testing.assert_allclose(irls(A * unit, b, 1.5) * unit, irls(A, b, 1.5), rtol=1e-12)
    np.testing.assert_allclose(huber(A * unit, b, 0.5) * unit, huber(A, b, 0.5), rtol=1e-12)
