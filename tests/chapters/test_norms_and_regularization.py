"""What the demos of notebook 02 compute, against independent implementations, and what the notebook says about them."""

import itertools

import numpy as np
import pytest
from scipy import optimize
from sklearn.linear_model import Ridge

from course_utils.chapters.norms_and_regularization.lambda_in_three_pictures import LAMBDA_IN_THREE_PICTURES, TRAIN_X
from course_utils.chapters.norms_and_regularization.leverage import DELTA, GOOD_POINTS, LEVERAGE, THRESHOLD
from course_utils.chapters.norms_and_regularization.outlier import OUTLIER, TRUTH
from course_utils.chapters.norms_and_regularization.penalty_or_loss import OUTLIER_HEIGHTS, PENALTY_OR_LOSS
from course_utils.chapters.norms_and_regularization.phone_calls import PHONE_CALLS
from course_utils.chapters.norms_and_regularization.unit_balls import FORMULAS, UNIT_BALLS
from course_utils.chapters.norms_and_regularization.when_the_corner_wins import WHEN_THE_CORNER_WINS
from course_utils.data.datasets import load_phones
from tests.chapters.demos import caption, compute


def test_the_drawn_ball_has_length_one_by_numpy():
    for p in (1, 1.5, 2, 3, np.inf):
        np.testing.assert_allclose(np.linalg.norm(compute(UNIT_BALLS, p=p).edge, p, axis=1), 1)


@pytest.mark.parametrize(("p", "closed"), [(1, False), (2, True), (3, False), (4, True), (0.5, False), (np.inf, False)])
def test_without_absolute_values_only_even_powers_give_a_closed_curve(p, closed):
    edge = compute(UNIT_BALLS, p=p, formula=FORMULAS[1]).edge
    assert closed == bool(np.isfinite(edge).all())


def test_without_absolute_values_an_odd_power_gives_the_length_zero_and_a_broken_one_none():
    assert compute(UNIT_BALLS, p=3, formula=FORMULAS[1]).lengths[1] == 0
    assert np.isnan(compute(UNIT_BALLS, p=0.5, formula=FORMULAS[1]).lengths[1])


def fit_of(name, **changes):
    """The line of one loss as (m, d)."""
    return compute(LEVERAGE, **changes).fits[name]


def height_at(x, fit):
    return fit[0] * x + fit[1]


FAR_OUT = ({}, {"y": 20}, {"x": 13, "y": 2}, {"x": 20, "y": 2}, {"x": 24, "y": 14}, {"x": 0, "y": 20})
each_place = pytest.mark.parametrize("place", FAR_OUT, ids=str)


@each_place
def test_the_leverages_are_the_squared_rows_of_q_and_add_up_to_two(place):
    result = compute(LEVERAGE, **place)
    Q = np.linalg.qr(np.column_stack([result.points[:, 0], np.ones(10)])).Q
    np.testing.assert_allclose(result.leverages, np.sum(Q**2, axis=1))
    assert result.leverages.sum() == pytest.approx(2)


@each_place
def test_leverage_is_how_far_the_line_of_squares_rises_with_the_point(place):
    x, y = compute(LEVERAGE, **place).points[-1]
    here, there = (np.polyfit(*np.vstack([GOOD_POINTS, (x, height)]).T, 1) for height in (y, y + 1))
    assert height_at(x, there) - height_at(x, here) == pytest.approx(compute(LEVERAGE, **place).leverages[-1])
    np.testing.assert_allclose(fit_of("squares", **place), here)


@each_place
def test_the_line_of_p_one_is_the_best_through_two_points(place):
    x, y = compute(LEVERAGE, **place).points.T
    pairs = [(i, j) for i, j in itertools.combinations(range(10), 2) if x[i] != x[j]]
    lines = [np.polyfit(x[[i, j]], y[[i, j]], 1) for i, j in pairs]
    sums = [np.abs(height_at(x, line) - y).sum() for line in lines]
    np.testing.assert_allclose(fit_of("p", p=1, **place), lines[np.argmin(sums)], atol=1e-7)


@each_place
@pytest.mark.parametrize("p", [1.5, 2, 4, 8])
def test_the_line_of_p_is_the_one_that_scipy_finds(p, place):
    x, y = compute(LEVERAGE, **place).points.T
    start = np.polyfit(x, y, 1)

    def loss(fit):
        return np.sum(np.abs(height_at(x, fit) - y) ** p) ** (1 / p)

    found = optimize.minimize(loss, start, method="Nelder-Mead", options={"xatol": 1e-10, "fatol": 1e-12})
    np.testing.assert_allclose(fit_of("p", p=p, **place), found.x, atol=1e-4)


@each_place
def test_hubers_line_is_the_one_that_scipy_finds(place):
    x, y = compute(LEVERAGE, **place).points.T
    start = np.polyfit(x, y, 1)
    found = optimize.least_squares(
        lambda fit: height_at(x, fit) - y, start, loss="huber", f_scale=DELTA, xtol=1e-14, ftol=1e-14, gtol=1e-12
    )
    np.testing.assert_allclose(fit_of("Huber", **place), found.x, atol=1e-4)


@each_place
def test_ransac_fits_a_largest_group_of_points_near_a_line_through_two(place):
    points = compute(LEVERAGE, **place).points
    groups = set()
    for one, other in itertools.combinations(points, 2):
        normal = np.array([one[1] - other[1], other[0] - one[0]]) / np.linalg.norm(other - one)
        groups.add(tuple(np.flatnonzero(np.abs((points - one) @ normal) <= THRESHOLD)))
    fits = []
    for group in groups:
        if len(group) == max(map(len, groups)):
            centre = points[list(group)].mean(axis=0)
            along = np.linalg.svd(points[list(group)] - centre).Vh[0]
            fits.append((along[1] / along[0], centre[1] - along[1] / along[0] * centre[0]))
    assert min(np.abs(np.subtract(fits, fit_of("RANSAC", **place))).max(axis=1)) < 1e-9


def test_the_larger_p_the_farther_the_line_follows_a_wrong_y():
    heights = [height_at(9, fit_of("p", p=p, y=20)) for p in LEVERAGE.controls[0].values]
    assert (np.diff(heights) > 0).all()


def test_for_p_one_the_line_does_not_follow_a_wrong_y_at_all():
    for y in range(8, 21):
        np.testing.assert_allclose(fit_of("p", p=1, y=y), fit_of("p", p=1, y=8), atol=1e-9)


def balance_of_the_others():
    """How far out a pull of 1 can be that pulls of the nine, from -1 to 1, still balance and keep from tilting."""
    x = GOOD_POINTS[:, 0]
    return -optimize.linprog(-x, A_eq=[np.ones(9)], b_eq=[1], bounds=[(-1, 1)] * 9).fun


def test_the_nine_balance_a_pull_as_far_out_as_the_notebook_computes():
    x = np.sort(GOOD_POINTS[:, 0])
    assert balance_of_the_others() == pytest.approx(x[4:].sum() - x[:4].sum()) == pytest.approx(19.8)


@pytest.mark.parametrize("y", LEVERAGE.controls[2].values)
def test_farther_out_the_line_of_p_one_passes_through_the_point_wherever_it_is(y):
    for x in (place for place in LEVERAGE.controls[1].values if place > balance_of_the_others()):
        assert compute(LEVERAGE, p=1, x=x, y=y).above == pytest.approx(0, abs=1e-7)
        assert "passes through it" in caption(LEVERAGE, p=1, x=x, y=y)


@pytest.mark.parametrize("x", [9, 13, 19])
def test_nearer_it_lets_go_of_a_point_that_is_far_enough_up(x):
    far, farther = (LEVERAGE.compute(1, x, y).fits["p"] for y in (1e3, 1e4))
    np.testing.assert_allclose(far, farther, atol=1e-5)


def test_only_ransac_stays_near_the_truth_with_a_point_far_out_and_low():
    slopes = {name: fit[0] for name, fit in compute(LEVERAGE, p=1, x=20, y=2).fits.items()}
    assert abs(slopes.pop("RANSAC") - slopes.pop("truth")) < 0.05
    assert max(slopes.values()) < 0


def test_a_point_far_out_and_right_has_much_leverage_and_does_no_harm():
    right = compute(LEVERAGE, x=24, y=14)
    assert right.leverages[-1] > 0.85
    assert max(abs(fit[0] - 0.5) for fit in right.fits.values()) < 0.02


def test_the_good_points_are_near_the_truth():
    assert np.abs(GOOD_POINTS[:, 1] - height_at(GOOD_POINTS[:, 0], TRUTH)).max() == pytest.approx(0.4)


@pytest.mark.parametrize("outlier", OUTLIER_HEIGHTS)
def test_no_penalty_brings_squared_loss_as_near_to_the_truth_as_a_robust_loss_without_one(outlier):
    errors = compute(PENALTY_OR_LOSS, outlier=outlier).errors
    assert errors["squared"].min() > 3 * max(errors["Huber"][0], errors["absolute"][0])


def test_the_penalised_line_is_that_of_scikit_learn():
    result = compute(PENALTY_OR_LOSS, lam=100)
    sklearn = Ridge(alpha=100).fit(result.points[:, :1], result.points[:, 1])
    np.testing.assert_allclose(result.fit, [sklearn.coef_[0], sklearn.intercept_])
    assert result.points[OUTLIER, 1] == OUTLIER_HEIGHTS["below"]


def test_by_luck_one_penalty_gets_the_slope_right_but_leaves_the_line_too_high():
    slope, intercept = compute(PENALTY_OR_LOSS, outlier="above", lam=100).fit
    assert slope == pytest.approx(0.5, abs=0.02)
    assert intercept > 3


@pytest.mark.parametrize(("method", "delta", "share"), [("Huber", 200, 48), ("absolute", 200, 25), ("RANSAC", 5, 0)])
def test_the_six_years_have_the_share_of_the_pull_that_the_notebook_says(method, delta, share):
    pulls = compute(PHONE_CALLS, method=method, delta=delta).pulls
    assert np.abs(pulls[14:20]).sum() == pytest.approx(share, abs=0.5)
    assert np.abs(pulls).sum() == pytest.approx(100)


@pytest.mark.parametrize("delta", [1, 12, 200])
def test_the_pulls_balance(delta):
    year, _ = load_phones()
    pulls = compute(PHONE_CALLS, delta=delta).pulls
    assert pulls.sum() == pytest.approx(0, abs=1e-6)
    assert pulls @ (year - 1960) == pytest.approx(0, abs=1e-5)


def test_a_delta_beyond_all_residuals_gives_the_line_of_least_squares():
    year, calls = load_phones()
    a, b, c = compute(PHONE_CALLS, delta=200).line
    np.testing.assert_allclose([-a / b, -c / b], np.polyfit(year - 1900, calls, 1))


@pytest.mark.parametrize("sample", range(1, 6))
@pytest.mark.parametrize("penalty", ["ridge", "lasso"])
def test_the_training_error_only_grows_and_the_best_validation_error_is_in_the_middle(penalty, sample):
    training, validation = compute(LAMBDA_IN_THREE_PICTURES, penalty=penalty, sample=sample).errors
    assert (np.diff(training) > -1e-9).all()
    assert 0 < np.argmin(validation) < len(validation) - 1


def test_without_penalty_the_curve_is_the_polynomial_of_numpy():
    result = compute(LAMBDA_IN_THREE_PICTURES)
    best = np.polyfit(TRAIN_X, result.data[:, 1], 9)
    np.testing.assert_allclose(result.path[0], best[-2::-1], rtol=1e-6)


@pytest.mark.parametrize("angle", [0, 30, 45, 75])
def test_loss_and_penalty_balance_where_ellipse_and_ball_touch(angle):
    corner = compute(WHEN_THE_CORNER_WINS, kind="l₂: ridge", lam=0.5, angle=angle)
    assert np.linalg.norm(corner.ball - corner.found, axis=1).min() < 0.05
    assert np.all(corner.path != 0) or angle == 0  # at 0°, λ = 0 itself has a zero


def test_from_some_penalty_on_the_corner_wins():
    zeros = np.sum(compute(WHEN_THE_CORNER_WINS, kind="l₁: lasso").path == 0, axis=1)
    assert (np.diff(zeros) >= 0).all()
    assert set(zeros) == {0, 1, 2}


@pytest.mark.parametrize(
    ("method", "delta"), [("Huber", 1), ("Huber", 200), ("RANSAC", 1), ("RANSAC", 5), ("RANSAC", 200)]
)
def test_the_pulls_of_a_fit_balance_and_do_not_tilt_it(method, delta):
    year, _ = load_phones()
    pulls = PHONE_CALLS.compute(method, delta).pulls
    assert pulls.sum() == pytest.approx(0, abs=1e-3)
    assert pulls @ (year - 1962) == pytest.approx(0, abs=1e-2)


def test_the_least_sum_of_absolute_residuals_is_on_screen():
    year, calls = load_phones()
    pairs = [(i, j) for i in range(24) for j in range(i)]
    slopes = [(calls[i] - calls[j]) / (year[i] - year[j]) for i, j in pairs]
    sums = [np.abs(calls - calls[i] - m * (year - year[i])).sum() for (i, _), m in zip(pairs, slopes, strict=True)]
    assert PHONE_CALLS.compute("absolute", 200).total == pytest.approx(min(sums))
    assert f"{min(sums):.0f} million" in PHONE_CALLS.caption(PHONE_CALLS.compute("absolute", 200))
