"""What the demos of notebook 04 compute, against independent implementations, and what the notebook says about them."""

import itertools
import warnings

import numpy as np
import pytest
import scipy.spatial
from scipy.interpolate import RBFInterpolator

from course_utils.chapters.rbf_interpolation import country
from course_utils.chapters.rbf_interpolation.bumps import BUMPS, EPSILONS, KERNEL_OF, POINTS, format_large
from course_utils.chapters.rbf_interpolation.curved_boundary import BOUNDARIES, CURVED_BOUNDARY, MESH
from course_utils.chapters.rbf_interpolation.curves import FINE, hills
from course_utils.chapters.rbf_interpolation.many_simple_ones import COUNTS, MANY_SIMPLE_ONES, PIECES, TARGETS
from course_utils.chapters.rbf_interpolation.metrics import AXIOMS, DISTANCES, METRICS
from course_utils.chapters.rbf_interpolation.missing_pixels import (
    HOLE_SIDES,
    KERNELS,
    MISSING_PERCENT,
    MISSING_PIXELS,
    find_neighbors,
    load_face,
    mask_known,
)
from course_utils.chapters.rbf_interpolation.smoothing import LAMBDAS, SMOOTHING
from tests.chapters.demos import compute

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
    np.testing.assert_allclose(result.curve, scipys(FINE[:, None]), atol=1e-8)


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


@pytest.mark.parametrize("epsilon", [1, 2])
def test_too_wide_bumps_overshoot_between_the_outer_points_and_beyond_them(epsilon):
    result = compute(BUMPS, epsilon=epsilon)
    x, off = result.points[:, 0], np.abs(result.curve - hills(FINE))
    parts = [off[(a <= FINE) & (b >= FINE)].max() for a, b in zip([0, *x], [*x, 1], strict=True)]
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
    with_line = RBFInterpolator(x[:, None], y, kernel="thin_plate_spline", degree=1)(FINE[:, None])
    assert np.abs(with_line - hills(FINE)).max() < 0.3


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
    np.testing.assert_allclose(result.curve, scipys(FINE[:, None]), atol=1e-10)
    assert result.errors[1, LAMBDAS.index(0.3)] == pytest.approx(np.sqrt(np.mean((result.curve - hills(FINE)) ** 2)))


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


def test_all_places_differ_and_lie_in_the_country():
    for n, plan in itertools.product(country.COUNTS, country.PLANS):
        places = compute(country.COUNTRY, n=n, plan=plan).places
        assert scipy.spatial.distance.pdist(places).min() > 0.02
        assert (places.min() >= 0) & (places.max() <= 1)


# --------------------------------------------------------------------------------------------------- the photograph


@pytest.mark.parametrize("hole", HOLE_SIDES)
@pytest.mark.parametrize("missing", MISSING_PERCENT)
def test_the_share_that_is_missing_is_the_one_on_the_slider(missing, hole):
    assert 1 - mask_known(missing, hole).mean() == pytest.approx(missing / 100, abs=0.003)


@pytest.mark.parametrize(("missing", "hole"), [(10, 1), (50, 3), (90, 1), (90, 4)])
def test_the_neighbours_are_the_nearest_by_a_tree_of_scipy(missing, hole):
    known = mask_known(missing, hole)
    x, z = np.argwhere(known), np.argwhere(~known)
    ours = np.linalg.norm(x[find_neighbors(missing, hole, 10)] - z[:, None], axis=-1)
    np.testing.assert_allclose(ours.max(axis=1), scipy.spatial.cKDTree(x).query(z, 10)[0].max(axis=1))
    assert all(len(set(row)) == 10 for row in find_neighbors(missing, hole, 10)[::50].tolist())


@pytest.mark.slow
def test_every_fill_keeps_what_is_known_and_stays_a_picture():
    for missing, hole, kernel in itertools.product(MISSING_PERCENT, HOLE_SIDES, KERNELS):
        result, known = compute(MISSING_PIXELS, missing=missing, hole=hole, kernel=kernel), mask_known(missing, hole)
        np.testing.assert_array_equal(result.filled[known], load_face()[known])
        assert (result.filled >= 0).all() & (result.filled <= 1).all()


def test_the_nearest_pixel_is_copied():
    result, known = compute(MISSING_PIXELS), mask_known(50, 1)
    x = np.argwhere(known)
    i, j = np.argwhere(~known)[7]
    nearest = x[find_neighbors(50, 1, 1)[7, 0]]
    np.testing.assert_allclose(result.filled[i, j], load_face()[tuple(nearest)])


@pytest.mark.parametrize(
    ("missing", "hole", "kernel", "percent"),
    [
        (50, 1, "nearest pixel", 6.7),
        (50, 1, "thin plate", 4.2),
        (30, 1, "thin plate", 3.6),
        (30, 4, "thin plate", 7.5),
        (30, 4, "linear", 6.4),
        (90, 1, "thin plate", 7.7),
        (90, 4, "thin plate", 21.4),
        (90, 4, "cubic", 25.1),
        (90, 4, "linear", 13.3),
        (90, 4, "nearest pixel", 14.3),
    ],
)
def test_the_photograph_has_the_errors_that_the_notebook_says(missing, hole, kernel, percent):
    assert round(100 * compute(MISSING_PIXELS, missing=missing, hole=hole, kernel=kernel).off, 1) == percent


def test_no_kernel_halves_the_error_of_copying_when_half_is_missing():
    copied, *others = (compute(MISSING_PIXELS, kernel=kernel).off for kernel in KERNELS)
    assert copied / 2 < min(others) < copied


def test_in_large_holes_the_linear_kernel_is_best():
    for missing in MISSING_PERCENT:
        off = {kernel: compute(MISSING_PIXELS, missing=missing, hole=4, kernel=kernel).off for kernel in KERNELS}
        assert min(off, key=off.get) == "linear"


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
@pytest.mark.parametrize("pieces", PIECES)
def test_with_enough_pieces_the_continuous_functions_are_approximated(pieces, target):
    errors = compute(MANY_SIMPLE_ONES, n=64, pieces=pieces, target=target).errors
    assert errors[-1] < 0.03
    assert (np.diff(errors[COUNTS.index(4) :]) < 0).all()


def test_ramps_approximate_the_corner_as_soon_as_one_starts_near_it_and_then_hardly_improve():
    errors = compute(MANY_SIMPLE_ONES, n=64, pieces="ramps", target="a corner").errors
    assert [round(error, 3) for error in errors[COUNTS.index(4) :]] == [0.099, 0.006, 0.006, 0.006, 0.005]


def test_the_corner_gains_about_a_factor_of_two_with_each_doubling_of_the_bumps():
    errors = compute(MANY_SIMPLE_ONES, n=64, pieces="bumps", target="a corner").errors
    assert [round(errors[COUNTS.index(n)], 3) for n in (8, 64)] == [0.042, 0.006]


@pytest.mark.parametrize("pieces", PIECES)
def test_all_pieces_differ_and_none_is_a_constant(pieces):
    n = COUNTS[-1]
    A = np.column_stack([PIECES[pieces](FINE, n), np.ones(len(FINE))])
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
