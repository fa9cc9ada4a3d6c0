"""What the demos of notebook 04 compute, against independent implementations, and what the notebook says about them."""

import itertools
import warnings
from decimal import Decimal, localcontext

import numpy as np
import pytest
import scipy.spatial
from scipy.interpolate import RBFInterpolator

from course_utils.chapters.rbf_interpolation import country, many_simple_ones
from course_utils.chapters.rbf_interpolation.bumps import BUMPS, EPSILONS, KERNEL_OF, POINTS, format_large
from course_utils.chapters.rbf_interpolation.curved_boundary import BOUNDARIES, CURVED_BOUNDARY, MESH
from course_utils.chapters.rbf_interpolation.curves import CURVE_X, hills
from course_utils.chapters.rbf_interpolation.many_simple_ones import COUNTS, MANY_SIMPLE_ONES, PIECES, TARGETS
from course_utils.chapters.rbf_interpolation.metrics import AXIOMS, DISTANCES, METRICS
from course_utils.chapters.rbf_interpolation.smoothing import LAMBDAS, SMOOTHING
from course_utils.demo.picture import Picture
from course_utils.numerics.rbf import kernel_matrix
from tests.chapters.demos import compute

DIGITS = 60  # of the exact sums of bumps
USEFUL = [pieces for pieces in PIECES if pieces != "parabolas"]

# ------------------------------------------------------------------------------------------------- cats and dogs


@pytest.mark.parametrize("boundary", ["wide bumps", "narrow bumps", "needles"])
@pytest.mark.parametrize("sample", range(1, 6))
def test_bumps_without_smoothing_get_every_pet_right(boundary, sample):
    assert not compute(CURVED_BOUNDARY, boundary=boundary, sample=sample).wrong.any()


def test_the_boundaries_have_the_numbers_that_the_notebook_says():
    fresh = {name: round(1000 * compute(CURVED_BOUNDARY, boundary=name).fresh) for name in BOUNDARIES}
    assert list(fresh.values()) == [304, 158, 97, 102, 59]
    assert compute(CURVED_BOUNDARY).wrong.sum() == 14


@pytest.mark.parametrize("sample", range(1, 6))
def test_in_every_sample_smoothed_bumps_are_best_for_fresh_pets_and_the_line_is_worst(sample):
    fresh = {name: compute(CURVED_BOUNDARY, boundary=name, sample=sample).fresh for name in BOUNDARIES}
    assert min(fresh, key=fresh.get) == "wide, smoothed"
    assert max(fresh, key=fresh.get) == "a line"
    assert fresh["narrow bumps"] < fresh["wide bumps"]
    assert 0 <= fresh["needles"] - fresh["narrow bumps"] < 0.01
    assert fresh["needles"] < fresh["wide bumps"]
    assert compute(CURVED_BOUNDARY, boundary="wide, smoothed", sample=sample).wrong.sum() <= 3


@pytest.mark.parametrize("sample", range(1, 6))
def test_needles_answer_like_the_nearest_pet(sample):
    result = compute(CURVED_BOUNDARY, boundary="needles", sample=sample)
    said = result.field.ravel() > 0
    nearest = result.dog[scipy.spatial.cKDTree(result.pets).query(MESH)[1]]
    far_enough = result.field.ravel() != 0  # elsewhere f is too small for the computer
    assert np.mean(said[far_enough] == nearest[far_enough]) > 0.99
    np.testing.assert_array_equal(result.edge.ravel() > 0, nearest)


@pytest.mark.parametrize("boundary", ["a line", "wide bumps", "narrow bumps", "wide, smoothed"])
def test_elsewhere_the_boundary_is_where_f_is_zero(boundary):
    result = compute(CURVED_BOUNDARY, boundary=boundary)
    np.testing.assert_array_equal(result.edge, result.field)


def test_the_field_of_narrow_bumps_is_that_of_scipy():
    result = compute(CURVED_BOUNDARY, boundary="narrow bumps")
    y = np.where(result.dog, 1.0, -1.0)
    scipys = RBFInterpolator(result.pets, y, kernel="gaussian", epsilon=15, degree=-1)(MESH)
    np.testing.assert_allclose(result.field.ravel(), scipys, atol=1e-9)


# ------------------------------------------------------------------------------------------------------- distances


@pytest.mark.parametrize(
    ("distance", "broken"),
    [
        ("Euclid", ()),
        ("city block", ()),
        ("maximum", ()),
        ("p = ½", ("no_shortcut",)),
        ("Euclid squared", ("no_shortcut",)),
        ("sideways only", ("tells_apart",)),
        ("uphill double", ("symmetric",)),
    ],
)
def test_three_candidates_are_metrics_and_each_of_the_others_breaks_one_axiom(distance, broken):
    holds = compute(METRICS, distance=distance).holds._asdict()
    assert tuple(name for name, fine in holds.items() if not fine) == broken


@pytest.mark.parametrize("distance", DISTANCES)
def test_a_detour_is_shorter_only_where_the_axiom_is_broken(distance):
    u, v = METRICS.controls[1].values, METRICS.controls[2].values
    results = [compute(METRICS, distance=distance, u=a, v=b) for a, b in itertools.product(u, v)]
    found = any(result.straight > sum(result.legs) + 1e-9 for result in results)
    assert found == (not results[0].holds.no_shortcut)


def test_squared_distances_have_a_shortcut_of_half_the_length():
    result = compute(METRICS, distance="Euclid squared", u=0, v=0)
    assert (result.straight, *result.legs) == pytest.approx((20, 5, 5))


def test_for_p_one_half_the_way_round_the_corner_is_half_as_long():
    result = compute(METRICS, distance="p = ½", u=2, v=-1)
    assert (result.straight, *result.legs) == pytest.approx((6 + 2 * np.sqrt(8), 4, 2))


@pytest.mark.parametrize("distance", DISTANCES)
def test_only_uphill_is_the_way_back_of_another_length(distance):
    result = compute(METRICS, distance=distance)
    there_and_back = (8, 6) if distance == "uphill double" else (result.straight, result.straight)
    assert (result.straight, result.back) == pytest.approx(there_and_back)


def test_a_caption_names_the_axiom_that_breaks():
    assert "broken for other points: D(x, z)" in METRICS.caption(compute(METRICS, distance="p = ½"))
    assert "; broken: D(x, z)" in METRICS.caption(compute(METRICS, distance="p = ½", u=2, v=-1))
    assert AXIOMS.symmetric in METRICS.caption(compute(METRICS, distance="uphill double"))
    assert "no axiom is broken" in METRICS.caption(compute(METRICS))


def test_a_caption_says_whether_the_points_on_screen_break_the_axiom():
    """Sideways only, y straight above x is at distance 0, and any other is not; from x to z and back always differ."""
    above, beside = (METRICS.caption(compute(METRICS, distance="sideways only", u=u, v=2)) for u in (-2, 1))
    assert "; broken: D(x, y) = 0 only if x = y" in above
    assert "; broken for other points: D(x, y) = 0 only if x = y" in beside
    at_x = METRICS.caption(compute(METRICS, distance="sideways only", u=-2, v=-1))
    assert "; broken for other points: D(x, y) = 0 only" in at_x
    assert "; broken: D(x, z) = D(z, x)" in METRICS.caption(compute(METRICS, distance="uphill double", u=2, v=-1))


# ----------------------------------------------------------------------------------------------------------- bumps


def test_every_state_of_the_bumps_has_weights():
    for kernel, epsilon, n in itertools.product(KERNEL_OF, EPSILONS, POINTS):
        result = compute(BUMPS, kernel=kernel, epsilon=epsilon, n=n)
        assert np.isfinite(result.curve).all()


@pytest.mark.parametrize("kernel", KERNEL_OF)
def test_the_curve_is_the_sum_of_the_bumps_and_that_of_scipy(kernel):
    result = compute(BUMPS, kernel=kernel)
    np.testing.assert_allclose(result.bumps.sum(axis=0), result.curve, atol=1e-9)
    x, y = result.points.T
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # scipy advises against degree -1 for some kernels
        scipys = RBFInterpolator(x[:, None], y, kernel=KERNEL_OF[kernel], epsilon=12, degree=-1)
    np.testing.assert_allclose(result.curve, scipys(CURVE_X[:, None]), atol=1e-8)


def test_narrow_bumps_make_an_easy_system_and_a_useless_curve():
    needles, good = compute(BUMPS, epsilon=80), compute(BUMPS, epsilon=3)
    assert needles.condition == pytest.approx(1)
    assert (round(needles.off), round(good.off, 2)) == (1, 0.03)
    np.testing.assert_allclose(needles.weights, needles.points[:, 1])


def test_wide_bumps_make_a_fragile_system():
    flat = compute(BUMPS, epsilon=1)
    assert np.abs(flat.weights).max() > 1e9
    assert flat.weights.min() < -1e9
    assert 1e14 < compute(BUMPS, epsilon=0.5).condition < 1e17  # rounding decides, and differs between machines
    conditions = [compute(BUMPS, epsilon=epsilon).condition for epsilon in EPSILONS]
    assert (np.diff(conditions) < 0).all()
    assert [float(f"{compute(BUMPS, epsilon=e).off:.2g}") for e in (1, 2, 3, 5, 8, 12, 80)] == [
        *(1.9, 0.62, 0.031, 0.18, 0.087, 0.26, 1.2)
    ]
    assert flat.off > 10 * compute(BUMPS, epsilon=3).off


def weigh_exactly(x, y, epsilon):
    """Solve for the weights of gaussian bumps with many digits: elimination, with pivots."""
    rows = [[(-((epsilon * (a - b)) ** 2)).exp() for b in x] + [value] for a, value in zip(x, y, strict=True)]
    for i in range(len(x)):
        rows[i:] = sorted(rows[i:], key=lambda row: -abs(row[i]))
        pivot = rows[i]
        rows = [
            row if row is pivot else [a - row[i] / pivot[i] * p for a, p in zip(row, pivot, strict=True)]
            for row in rows
        ]
    return [row[-1] / row[i] for i, row in enumerate(rows)]


def curve_off_exactly(epsilon, places):
    """How far the sum of 8 bumps is off, computed with DIGITS digits."""
    with localcontext() as context:
        context.prec = DIGITS
        x, y, z = ([Decimal(float(v)) for v in values] for values in (*compute(BUMPS).points.T, places))
        epsilon = Decimal(epsilon)
        weights = weigh_exactly(x, y, epsilon)
        bumps = [[w * (-((epsilon * (at - b)) ** 2)).exp() for w, b in zip(weights, x, strict=True)] for at in z]
        return np.abs([float(sum(row)) for row in bumps] - hills(places)).max()


def test_no_rounding_is_to_blame_for_the_curve_of_too_wide_bumps():
    for epsilon in (1, 2):
        result = compute(BUMPS, epsilon=epsilon)
        worst = CURVE_X[np.argmax(np.abs(result.curve - hills(CURVE_X)))]
        assert curve_off_exactly(epsilon, np.array([worst])) == pytest.approx(result.off, rel=1e-4)


def test_in_the_limit_of_flat_bumps_the_sum_is_a_polynomial():
    x, y = compute(BUMPS).points.T
    off = np.abs(np.polynomial.Polynomial.fit(x, y, 7)(CURVE_X) - hills(CURVE_X))
    worst = CURVE_X[[np.argmax(off)]]
    assert off.max() == pytest.approx(2.7, abs=0.05)
    assert curve_off_exactly("0.1", worst) == pytest.approx(off.max(), rel=0.01)
    assert min(np.abs(worst), np.abs(worst - 1)) < 0.01  # it swings at the ends


def test_the_condition_number_says_nothing_about_the_curve():
    good, bad = compute(BUMPS, epsilon=5, n=16), compute(BUMPS, epsilon=2)
    assert good.condition > 40 * bad.condition
    assert good.off < bad.off / 40


@pytest.mark.parametrize("epsilon", [1, 2])
def test_too_wide_bumps_overshoot_between_the_outer_points_and_beyond_them(epsilon):
    result = compute(BUMPS, epsilon=epsilon)
    x, off = result.points[:, 0], np.abs(result.curve - hills(CURVE_X))
    parts = [off[(a <= CURVE_X) & (b >= CURVE_X)].max() for a, b in zip([0, *x], [*x, 1], strict=True)]
    assert min(parts[0], parts[-1]) > 4 * max(parts[1], parts[-2]) > 15 * max(parts[2:-2])


@pytest.mark.parametrize("kernel", ["linear", "cubic"])
def test_epsilon_changes_the_weights_of_linear_and_cubic_kernels_and_not_the_curve(kernel):
    one, other = compute(BUMPS, kernel=kernel, epsilon=2), compute(BUMPS, kernel=kernel, epsilon=20)
    np.testing.assert_allclose(one.curve, other.curve, atol=1e-9)
    np.testing.assert_allclose(one.weights, other.weights * (1000 if kernel == "cubic" else 10))


def test_thin_plates_without_a_polynomial_can_shoot_out_of_the_picture():
    result = compute(BUMPS, kernel="thin plate", epsilon=1)
    assert (round(result.off), round(result.condition)) == (10, 1933)
    x, y = result.points.T
    with_line = RBFInterpolator(x[:, None], y, kernel="thin_plate_spline", degree=1)(CURVE_X[:, None])
    assert np.abs(with_line - hills(CURVE_X)).max() < 0.3


@pytest.mark.parametrize("epsilon", [2, 5, 12])
def test_more_points_mean_more_overlap(epsilon):
    conditions = [compute(BUMPS, epsilon=epsilon, n=n).condition for n in POINTS]
    assert (np.diff(conditions) > 0).all()


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (1, "1"),
        (47.2, "47.2"),
        (9999, "9999"),
        (3.2e13, "3·10¹³"),
        (9.7e9, "1·10¹⁰"),
        (2e16, "above 10¹⁶"),
    ],
)
def test_large_numbers_are_written_as_powers_of_ten(value, words):
    assert format_large(value) == words


# ------------------------------------------------------------------------------------------------------- smoothing


@pytest.mark.parametrize("sample", range(1, 6))
@pytest.mark.parametrize(("noise", "best"), [(0, 0), (0.1, 0.1), (0.3, 0.3), (0.6, 1)])
def test_the_best_lambda_grows_with_the_noise(noise, best, sample):
    at_data, at_truth = compute(SMOOTHING, lam=LAMBDAS[-1], noise=noise, sample=sample).errors
    assert LAMBDAS[np.argmin(at_truth)] == best
    assert (np.diff(at_data) > 0).all()
    assert at_data[0] < 1e-9


@pytest.mark.parametrize("sample", range(1, 6))
def test_at_the_largest_lambda_the_curve_is_nearly_flat_at_0(sample):
    assert np.abs(compute(SMOOTHING, lam=100, sample=sample).curve).max() < 0.06


def test_the_smoothed_curve_is_that_of_scipy():
    result = compute(SMOOTHING, lam=0.3)
    x, y = result.data.T
    scipys = RBFInterpolator(x[:, None], y, kernel="gaussian", epsilon=20, degree=-1, smoothing=0.3)
    np.testing.assert_allclose(result.curve, scipys(CURVE_X[:, None]), atol=1e-10)
    assert result.errors[1, LAMBDAS.index(0.3)] == pytest.approx(np.sqrt(np.mean((result.curve - hills(CURVE_X)) ** 2)))


def test_the_names_of_the_errors_lie_outside_the_axes_where_no_data_can_be():
    """A marker inside would look like a point of the curve that it names."""
    fig = Picture(SMOOTHING).figure
    axes = fig.axes[-1]
    inside = [line for line in axes.lines if line.get_transform() == axes.transAxes and min(line.get_ydata()) <= 1]
    assert inside == []


def test_errors_are_shown_only_for_lambdas_up_to_the_present_one():
    assert [compute(SMOOTHING, lam=lam).shown for lam in LAMBDAS] == list(range(1, len(LAMBDAS) + 1))


# ------------------------------------------------------------------------------------------------------ the country


@pytest.mark.parametrize("kernel", country.KERNELS)
@pytest.mark.parametrize("plan", country.PLANS)
def test_the_drawn_country_is_that_of_scipy(kernel, plan):
    result = compute(country.COUNTRY, n=40, kernel=kernel, plan=plan)
    name, epsilon, degree = country.KERNELS[kernel]
    scipys = RBFInterpolator(result.places, country.height(result.places), kernel=name, epsilon=epsilon, degree=degree)
    np.testing.assert_allclose(result.field.ravel(), scipys(country.MESH), atol=1e-5)
    np.testing.assert_allclose(result.field.ravel() - result.off.ravel(), country.height(country.MESH))


def test_four_times_as_many_points_leave_much_less_than_a_quarter_of_the_error():
    few, many = (np.sqrt(np.mean(compute(country.COUNTRY, n=n).off ** 2)) for n in (20, 80))
    assert (round(few, 3), round(many, 3)) == (0.153, 0.019)


@pytest.mark.parametrize("kernel", country.KERNELS)
@pytest.mark.parametrize("n", country.COUNTS)
def test_a_corner_left_out_makes_every_map_worse(n, kernel):
    scattered, left_out = (
        compute(country.COUNTRY, n=n, kernel=kernel, plan=plan).off for plan in ("scattered", "a corner left out")
    )
    assert np.mean(left_out**2) > np.mean(scattered**2)


@pytest.mark.parametrize(
    ("n", "kernel", "rms", "worst"),
    [
        (80, "gaussian, wide", 0.084, 0.44),
        (80, "thin plate", 0.109, 0.60),
        (160, "gaussian, wide", 0.253, 1.25),
        (160, "thin plate", 0.096, 0.52),
    ],
)
def test_the_empty_corner_has_the_errors_that_the_notebook_says(n, kernel, rms, worst):
    off = compute(country.COUNTRY, n=n, kernel=kernel, plan="a corner left out").off
    assert (round(np.sqrt(np.mean(off**2)), 3), round(np.abs(off).max(), 2)) == (rms, worst)


@pytest.mark.parametrize(
    ("kernel", "least", "most"),
    [("gaussian, narrow", 0.5, 1), ("thin plate", 0.5, 1), ("linear", 0.5, 1), ("gaussian, wide", 0, 0.1)],
)
def test_every_kernel_but_the_wide_gaussian_misses_the_hollow_where_no_height_was_measured(kernel, least, most):
    result = compute(country.COUNTRY, n=80, kernel=kernel, plan="a corner left out")
    assert not ((result.places[:, 0] > 0.45) & (result.places[:, 1] < 0.5)).any()
    hollow = np.argmin(country.height(country.MESH))
    assert least < result.off.ravel()[hollow] < most


def test_no_difference_is_beyond_the_scale_of_its_colours():
    for n, kernel, plan in itertools.product(country.COUNTS, country.KERNELS, country.PLANS):
        result = compute(country.COUNTRY, n=n, kernel=kernel, plan=plan)
        assert np.abs(result.off).max() < country.MAX_ERROR
        assert (result.field.min() > -1) & (result.field.max() < 1.4)


def test_small_differences_are_spread_out_and_keep_their_sign():
    np.testing.assert_allclose(country.spread(np.array([-0.25, 0, 0.01, 1])), [-0.5, 0, 0.1, 1])


def test_all_places_differ_and_lie_in_the_country():
    for n, plan in itertools.product(country.COUNTS, country.PLANS):
        places = compute(country.COUNTRY, n=n, plan=plan).places
        assert scipy.spatial.distance.pdist(places).min() > 0.02
        assert (places.min() >= 0) & (places.max() <= 1)


# ------------------------------------------------------------------------------------------------- many simple ones


@pytest.mark.parametrize(("pieces", "factor"), [("steps", 2), ("ramps", 4)])
def test_each_doubling_gains_the_factor_that_the_notebook_says(pieces, factor):
    errors = compute(MANY_SIMPLE_ONES, n=64, pieces=pieces).errors
    np.testing.assert_allclose(errors[-3:-1] / errors[-2:], factor, rtol=0.15)


@pytest.mark.parametrize("pieces", PIECES)
def test_the_jump_is_missed_by_half_of_it_at_least(pieces):
    errors = compute(MANY_SIMPLE_ONES, n=64, pieces=pieces, target="a jump").errors
    assert errors.min() > 0.3
    assert (errors[COUNTS.index(8) :] < (0.52 if pieces == "steps" else 0.35)).all()
    assert (errors[COUNTS.index(8) :] > (0.39 if pieces == "steps" else 0.3)).all()


@pytest.mark.parametrize("target", ["waves", "a corner"])
@pytest.mark.parametrize("pieces", USEFUL)
def test_with_enough_pieces_the_continuous_functions_are_approximated(pieces, target):
    errors = compute(MANY_SIMPLE_ONES, n=64, pieces=pieces, target=target).errors
    assert errors[-1] < 0.03
    assert (np.diff(errors[COUNTS.index(4) :]) < 0).all()


def test_ramps_approximate_the_corner_as_soon_as_one_starts_near_it_and_then_hardly_improve():
    errors = compute(MANY_SIMPLE_ONES, n=64, pieces="ramps", target="a corner").errors
    assert [round(error, 3) for error in errors[COUNTS.index(4) :]] == [0.099, 0.006, 0.006, 0.006, 0.005]


def test_the_corner_gains_about_a_factor_of_two_with_each_doubling_of_the_bumps():
    errors = compute(MANY_SIMPLE_ONES, n=64, pieces="bumps", target="a corner").errors
    assert [round(errors[COUNTS.index(n)], 4) for n in (8, 16, 32, 64)] == [0.04, 0.0166, 0.007, 0.0029]


def test_parabolas_approximate_nothing_however_many_there_are():
    for target in TARGETS:
        errors = compute(MANY_SIMPLE_ONES, n=64, pieces="parabolas", target=target).errors
        np.testing.assert_allclose(errors[1:], errors[1])
        assert errors[1] > 0.1
    A = np.column_stack([PIECES["parabolas"](CURVE_X, 64), np.ones(len(CURVE_X))])
    assert np.linalg.matrix_rank(A) == 3


def constant_off(n, gaps):
    """The best sum for the constant 1 in the middle of many gaussians, n to a unit: how far it is off."""
    x = np.linspace(0, 1, 1001)
    K = kernel_matrix(x, np.linspace(-1, 2, 3 * n + 1), "gaussian", n / gaps)
    return np.abs(K @ np.linalg.lstsq(K, np.ones(len(x)))[0] - 1)[300:700].max()


@pytest.mark.parametrize("n", [16, 64, 256])
def test_bumps_of_one_gap_leave_a_ripple_and_wider_ones_do_not(n):
    """Poisson's sum: equal gaussians one gap apart add up to √π (1 + 2 e^(-π²) cos 2πx + …)."""
    assert constant_off(n, 1) == pytest.approx(2 * np.exp(-(np.pi**2)), rel=0.05)
    assert constant_off(n, n ** (1 / 8)) < 1e-8


def test_with_the_same_overlap_the_error_stops_falling_and_with_more_it_does_not():
    x, errors = np.linspace(0, 1, 1001), {}
    for n in (64, 256):
        for overlap in (1, n ** (1 / 8)):
            A = many_simple_ones.bumps(x, n, overlap)
            truth = TARGETS["waves"](x)
            errors[n, overlap == 1] = np.abs(A @ np.linalg.lstsq(A, truth)[0] - truth).max()
    assert errors[256, True] > 0.0035
    assert errors[256, True] > errors[64, True] / 2
    assert errors[256, False] < errors[64, False] / 50


@pytest.mark.parametrize("pieces", USEFUL)
def test_all_pieces_differ_and_none_is_a_constant(pieces):
    n = COUNTS[-1]
    A = np.column_stack([PIECES[pieces](CURVE_X, n), np.ones(len(CURVE_X))])
    assert np.linalg.matrix_rank(A) == n + 1


@pytest.mark.parametrize("pieces", PIECES)
@pytest.mark.parametrize("target", TARGETS)
def test_the_sum_is_the_least_squares_fit_of_numpy(pieces, target):
    result = compute(MANY_SIMPLE_ONES, n=8, pieces=pieces, target=target)
    A = result.each.T
    if pieces != "bumps":
        A = np.column_stack([A, np.ones(len(A))])
        np.testing.assert_allclose(result.found, result.each.sum(axis=0) + result.constant)
    best = A @ np.linalg.lstsq(A, result.truth, rcond=1e-12)[0]
    np.testing.assert_allclose(result.found, best, atol=1e-8)


def test_only_the_errors_tried_so_far_are_shown():
    assert [len(compute(MANY_SIMPLE_ONES, n=n).errors) for n in COUNTS] == list(range(1, len(COUNTS) + 1))
