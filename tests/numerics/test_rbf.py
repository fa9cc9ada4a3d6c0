"""Radial basis functions: by hand, by the axioms, by exact cases, against scipy and scikit-learn."""

import re
import warnings

import numpy as np
import pytest
import scipy.spatial
from hypothesis import given
from hypothesis import strategies as st
from scipy.interpolate import RBFInterpolator
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF

from course_utils.numerics._solvers.polynomials import terms
from course_utils.numerics.least_squares import lstsq
from course_utils.numerics.rbf import (
    KERNELS,
    NEEDED_DEGREE,
    NearlySingularWarning,
    kernel_matrix,
    rbf_interpolate,
    rbf_weights,
)

seeds = st.integers(0, 10**6)
kernels = st.sampled_from(sorted(KERNELS))
every_kernel = pytest.mark.parametrize("kernel", KERNELS)
# scipy adds these polynomials unless degree=-1, the slide's plain sum.
SCIPY_DEGREE = {"multiquadric": 0, "linear": 0, "thin_plate_spline": 1, "cubic": 1}


@pytest.fixture
def rng():
    return np.random.default_rng(4)


def scattered(seed, n=25, d=2):
    """Points that keep away from each other: one in each of n cells of a long row, folded; and values."""
    rng = np.random.default_rng(seed)
    x = rng.uniform(size=(n, d))
    x[:, 0] = (np.arange(n) + 0.6 * rng.uniform(size=n)) / n * 4
    return x, rng.normal(size=n)


def fit(z, x, y, kernel, epsilon, smoothing=0.0, degree=-1):
    return rbf_interpolate(z, x, rbf_weights(x, y, kernel, epsilon, smoothing, degree), kernel, epsilon, degree)


# ---------------------------------------------------------------------------------------------------------- kernels


@every_kernel
def test_kernels_have_the_values_and_signs_of_scipy(kernel):
    r = np.array([0.0, 0.3, 1.0, 2.5])
    by_hand = {
        "gaussian": np.exp(-(r**2)),
        "multiquadric": -np.sqrt(r**2 + 1),
        "inverse_multiquadric": 1 / np.sqrt(r**2 + 1),
        "inverse_quadratic": 1 / (r**2 + 1),
        "linear": -r,
        "cubic": r**3,
        "thin_plate_spline": scipy.special.xlogy(r**2, r),
    }
    np.testing.assert_allclose(KERNELS[kernel](r), by_hand[kernel], atol=1e-15)


@given(seeds, st.sampled_from(["gaussian", "inverse_multiquadric", "inverse_quadratic"]))
def test_positive_definite_kernels_have_positive_eigenvalues(seed, kernel):
    x, _ = scattered(seed, n=8)
    assert np.linalg.eigvalsh(kernel_matrix(x, x, kernel, 2.0)).min() > 0


@given(seeds, kernels)
def test_the_others_are_positive_definite_on_weights_orthogonal_to_their_polynomials(seed, kernel):
    x, _ = scattered(seed, n=8)
    P = terms(x, x, NEEDED_DEGREE.get(kernel, 0))
    Z = np.linalg.qr(P, mode="complete").Q[:, P.shape[1] :]
    assert np.linalg.eigvalsh(Z.T @ kernel_matrix(x, x, kernel, 2.0) @ Z).min() > 0


def test_a_gaussian_is_0_however_far_away():
    assert kernel_matrix([1e200], [0], "gaussian", 1e200) == 0


def test_a_kernel_can_be_any_function():
    x, y = np.array([0.0, 1.0, 3.0]), np.array([1.0, 0.0, 2.0])
    np.testing.assert_array_equal(fit(x, x, y, KERNELS["gaussian"], 1.0), fit(x, x, y, "gaussian", 1.0))
    np.testing.assert_allclose(
        fit([2.0], x, y, lambda r: np.exp(-r), 2.0), fit([2.0], x, y, lambda r: np.exp(-2 * r), 1)
    )


# ---------------------------------------------------------------------------------------------------- interpolation


@given(seeds, kernels, st.sampled_from([1, 2, 3]), st.sampled_from(["plain", "scipy's", "quadratic"]))
def test_fits_are_those_of_scipy_with_the_same_degree_and_smoothing(seed, kernel, d, kind):
    x, y = scattered(seed, d=d)
    degree = {"plain": -1, "scipy's": SCIPY_DEGREE.get(kernel, -1), "quadratic": 2}[kind]
    z = np.random.default_rng(seed + 1).uniform(0, 2, size=(30, d))
    epsilon = 5.0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # scipy advises against degree -1 for some kernels
        scipys = RBFInterpolator(x, y, kernel=kernel, epsilon=epsilon, degree=degree)(z)
    size = np.abs(scipys).max()
    np.testing.assert_allclose(fit(z, x, y, kernel, epsilon, degree=degree), scipys, atol=1e-8 * size)


@given(seeds, kernels, st.sampled_from([1e-3, 0.1, 10.0]))
def test_smoothing_is_that_of_scipy(seed, kernel, smoothing):
    x, y = scattered(seed)
    degree = SCIPY_DEGREE.get(kernel, -1)
    scipys = RBFInterpolator(x, y, kernel=kernel, epsilon=3.0, degree=degree, smoothing=smoothing)
    np.testing.assert_allclose(fit(x, x, y, kernel, 3.0, smoothing, degree), scipys(x), atol=1e-9)


def test_every_centre_can_have_a_smoothing_of_its_own_as_in_scipy(rng):
    x, y = scattered(1)
    each = rng.uniform(0, 2, size=len(x))
    scipys = RBFInterpolator(x, y, kernel="gaussian", epsilon=3.0, degree=-1, smoothing=each)
    np.testing.assert_allclose(fit(x, x, y, "gaussian", 3.0, each), scipys(x), atol=1e-10)


@pytest.mark.parametrize("smoothing", [0.01, 1.0])
def test_smoothed_gaussians_are_a_gaussian_process_of_scikit_learn(smoothing):
    x, y = scattered(2)
    process = GaussianProcessRegressor(RBF(length_scale=1 / (np.sqrt(2) * 3)), alpha=smoothing, optimizer=None).fit(
        x, y
    )
    z = x + 0.05
    np.testing.assert_allclose(fit(z, x, y, "gaussian", 3.0, smoothing), process.predict(z), atol=1e-9)


@given(seeds, kernels)
def test_without_smoothing_the_fit_passes_through_the_data(seed, kernel):
    x, y = scattered(seed)
    np.testing.assert_allclose(fit(x, x, y, kernel, 5.0, degree=NEEDED_DEGREE.get(kernel, -1)), y, atol=1e-8)


def test_two_gaussians_by_hand():
    q = np.exp(-1)  # K = [[1, q], [q, 1]]
    np.testing.assert_allclose(rbf_weights([0, 1], [1, 0], "gaussian", 1), np.array([1, -q]) / (1 - q**2))


@given(seeds)
def test_linear_kernels_on_a_line_join_the_dots(seed):
    rng = np.random.default_rng(seed)
    x, y = np.cumsum(rng.uniform(0.1, 1, size=7)), rng.normal(size=7)
    z = np.linspace(x[0], x[-1], 40)
    np.testing.assert_allclose(fit(z, x, y, "linear", 1.0), np.interp(z, x, y), atol=1e-12)


def test_cubic_kernels_with_a_line_are_the_natural_spline_of_scipy(rng):
    x, y = np.arange(6.0), rng.normal(size=6)
    spline = scipy.interpolate.CubicSpline(x, y, bc_type="natural")
    z = np.linspace(0, 5, 31)
    np.testing.assert_allclose(fit(z, x, y, "cubic", 1.0, degree=1), spline(z), atol=1e-12)


@given(seeds, kernels)
def test_a_plane_is_reproduced_where_the_degree_is_one(seed, kernel):
    x, _ = scattered(seed)
    z = np.random.default_rng(seed + 1).uniform(-1, 5, size=(9, 2))
    np.testing.assert_allclose(fit(z, x, 2 * x[:, 0] - x[:, 1] + 3, kernel, 5.0, degree=1), 2 * z[:, 0] - z[:, 1] + 3)


@given(seeds, kernels)
def test_the_fit_is_linear_in_the_data_and_many_columns_are_fitted_one_by_one(seed, kernel):
    x, y = scattered(seed)
    Y = np.column_stack([y, np.cos(x[:, 0]), y - 2 * np.cos(x[:, 0])])
    f = fit(x + 0.1, x, Y, kernel, 5.0, degree=1)
    np.testing.assert_allclose(f[:, 2], f[:, 0] - 2 * f[:, 1], atol=1e-8)
    np.testing.assert_allclose(f[:, 0], fit(x + 0.1, x, y, kernel, 5.0, degree=1), atol=1e-8)


def test_the_order_of_the_points_does_not_matter(rng):
    x, y = scattered(5)
    order = rng.permutation(len(x))
    np.testing.assert_allclose(
        fit(x + 1, x[order], y[order], "gaussian", 5), fit(x + 1, x, y, "gaussian", 5), atol=1e-9
    )


def test_smoothing_is_the_ridge_of_the_bumps():
    """(K + λI) α = y minimises ½‖Kα - y‖² + ½λ αᵀKα: with K = LLᵀ a ridge in Lᵀα."""
    x, y = scattered(3)
    K = kernel_matrix(x, x, "gaussian", 3.0)
    L, lam = np.linalg.cholesky(K), 0.3
    beta = lstsq(np.vstack([L, np.sqrt(lam) * np.eye(len(x))]), np.concatenate([y, np.zeros(len(x))]))
    np.testing.assert_allclose(K @ rbf_weights(x, y, "gaussian", 3.0, lam), L @ beta, atol=1e-10)


@given(seeds, st.sampled_from(["gaussian", "inverse_quadratic"]))
def test_more_smoothing_never_follows_the_data_closer(seed, kernel):
    x, y = scattered(seed)
    missed = [np.linalg.norm(fit(x, x, y, kernel, 3.0, lam) - y) for lam in (0.0, 0.01, 0.1, 1.0, 100.0)]
    assert (np.diff(missed) > 0).all()


# ------------------------------------------------------------------------------------------- what cannot be answered


@every_kernel
def test_one_place_cannot_have_two_values(kernel):
    with pytest.raises(np.linalg.LinAlgError, match=r"centres 0 and 2 coincide with the values 1.0 and 3.0"):
        rbf_weights([0, 1, 0], [1, 2, 3], kernel, 1.0, degree=1)


def test_a_centre_given_twice_is_refused_and_with_smoothing_it_is_the_mean():
    with pytest.raises(np.linalg.LinAlgError, match="centres 0 and 2 coincide: their two bumps are one"):
        rbf_weights([0, 1, 0], [1, 2, 1], "gaussian", 1.0)
    f = fit([0.0], [0, 9, 0], [1, 5, 3], "gaussian", 1.0, smoothing=1e-9)
    assert f[0] == pytest.approx(2)


@pytest.mark.parametrize(
    ("x", "kernel"),
    [
        ([[0, 0], [1, 0]], "thin_plate_spline"),  # distance 1, where r² log r = 0
        ([[0, 0], [1, 0], [0.5, np.sqrt(0.75)]], "thin_plate_spline"),  # K is 0 up to 5e-17
        ([[3, 4]], "linear"),
        ([[3, 4]], "cubic"),
        ([[3, 4]], "thin_plate_spline"),
    ],
)
def test_a_kernel_that_is_zero_at_the_wrong_distance_makes_k_singular(x, kernel):
    y = np.arange(1.0, len(x) + 1)
    with pytest.raises(np.linalg.LinAlgError, match=rf"K of the {kernel} kernel is singular.*use degree=\d"):
        rbf_weights(x, y, kernel, 1.0)
    if len(x) == 3:
        np.testing.assert_allclose(fit(x, x, y, kernel, 1.0, degree=1), y)


def test_flat_bumps_warn_with_the_condition_number():
    x = np.linspace(0, 1, 12)
    with pytest.warns(NearlySingularWarning, match=r"its condition number is \de\+1[5-9]"):
        weights = rbf_weights(x, np.sin(x), "gaussian", 0.5)
    assert np.abs(rbf_interpolate(x, x, weights, "gaussian", 0.5) - np.sin(x)).max() < 1e-6


def test_the_condition_number_in_the_warning_is_that_of_numpy():
    x = np.linspace(0, 1, 8)
    condition = np.linalg.cond(kernel_matrix(x, x, "gaussian", 0.7))
    with pytest.warns(NearlySingularWarning, match=rf"{condition:.0e}".replace("+", r"\+")):
        rbf_weights(x, x, "gaussian", 0.7)


@pytest.mark.parametrize("kernel", ["gaussian", "inverse_quadratic", "multiquadric", "linear"])
@pytest.mark.parametrize("n", [2, 7, 15, 150])
def test_the_warning_comes_exactly_where_the_condition_number_is_above_the_alarm(kernel, n):
    x = np.sort(np.random.default_rng(n).uniform(size=n))
    y = np.cos(3 * x)
    for epsilon in np.geomspace(0.1, 1000, 20):
        condition = np.linalg.cond(kernel_matrix(x, x, kernel, epsilon))
        if condition > 1e15 or 0.8 < condition / 1e12 < 1.25:
            continue  # rounding decides
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            rbf_weights(x, y, kernel, epsilon)
        assert [warning.category for warning in caught] == [NearlySingularWarning] * int(condition > 1e12)


@pytest.mark.parametrize(("kernel", "smoothing"), [("linear", 1.0), ("multiquadric", 1 + np.sqrt(2))])
def test_smoothing_can_make_a_system_singular_and_the_words_do_not_advise_what_was_done(kernel, smoothing):
    """K of two centres at distance 1 has the eigenvalue -smoothing."""
    with pytest.raises(np.linalg.LinAlgError, match=r"K \+ λI of .* use degree=0, another kernel or another smoothing"):
        rbf_weights([0, 1], [2, 3], kernel, 1, smoothing)
    np.testing.assert_allclose(fit([0, 1], [0, 1], [3, 3], kernel, 1, smoothing, degree=0), 3)


def test_bumps_too_flat_to_differ_at_all_are_refused():
    with pytest.raises(np.linalg.LinAlgError, match="singular for these centres: use a larger epsilon"):
        rbf_weights([0, 1, 2], [1, 2, 3], "gaussian", 1e-9)


def test_centres_on_one_line_do_not_fix_a_plane():
    with pytest.raises(np.linalg.LinAlgError, match="3 centres do not fix a polynomial of degree 1, which has 3 terms"):
        rbf_weights([[0, 0], [1, 1], [2, 2]], [1, 2, 3], "cubic", 1.0, degree=1)


@pytest.mark.parametrize(
    ("function", "arguments", "message"),
    [
        (kernel_matrix, ([1], [2], "gauss", 1), "kernel is 'gauss', expected one of gaussian, multiquadric"),
        (kernel_matrix, ([1], [2], "gaussian", 0), "epsilon is 0, expected more than 0"),
        (kernel_matrix, ([0], [1e200], "cubic", 1), "ε times distance is too large for the cubic kernel"),
        (rbf_weights, ([1, 2], [1], "gaussian", 1), r"y has shape \(1,\), expected 2 rows"),
        (rbf_weights, ([1, 2], [1, 2], "gaussian", 1, -1), "smoothing is -1, expected at least 0"),
        (rbf_weights, ([1, 2], [1, 2], "gaussian", 1, [1, 2, 3]), r"smoothing has shape \(3,\)"),
        (rbf_weights, ([1, 2], [1, 2], "gaussian", 1, 0, 0.5), "degree is 0.5, expected a whole number"),
        (rbf_weights, ([1, 2], [1, 2], "gaussian", 1, 0, -2), "degree is -2, expected at least -1"),
        (rbf_interpolate, ([1], [1, 2], [1], "gaussian", 1), r"weights has shape \(1,\), expected 2 rows"),
        (rbf_interpolate, ([1], [1, 2], [1, 2], "gaussian", 1, 1), "expected 4 rows"),
        (rbf_interpolate, ([[1, 2]], [1, 2], [1, 2], "gaussian", 1), r"z has shape \(1, 2\), expected \(m,\)"),
    ],
)
def test_bad_arguments_are_named(function, arguments, message):
    with pytest.raises(ValueError, match=message):
        function(*arguments)


def test_inputs_are_never_modified(rng):
    x, y, z = rng.normal(size=(6, 2)), rng.normal(size=6), rng.normal(size=(3, 2))
    for values in (x, y, z):
        values.flags.writeable = False
    for kernel in KERNELS:
        fit(z, x, y, kernel, 2.0, 0.1, degree=1)


def test_one_negative_smoothing_among_others_is_refused():
    with pytest.raises(ValueError, match="smoothing is -1, expected at least 0"):
        rbf_weights([0, 1, 2], [1, 2, 3], "gaussian", 1, smoothing=[1, -1, 2])


def test_the_warning_says_by_how_much_the_data_are_missed():
    x, y = np.linspace(0, 1, 30), np.ones(30)
    with pytest.warns(NearlySingularWarning, match="missed by") as caught:
        weights = rbf_weights(x, y, "gaussian", 1.0)
    missed = np.abs(rbf_interpolate(x, x, weights, "gaussian", 1.0) - y).max()
    said = float(re.search(r"missed by (\S+) of", str(caught[0].message))[1])
    assert missed / 10 < said < missed * 10 < 0.1
