"""What the demos of notebook 02 compute, against independent implementations, and what the notebook says about them."""

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression, Ridge

from course_utils.chapters.norms_and_regularization.lambda_in_three_pictures import LAMBDA_IN_THREE_PICTURES, TRAIN_X
from course_utils.chapters.norms_and_regularization.one_outlier import EXPONENTS, ONE_OUTLIER
from course_utils.chapters.norms_and_regularization.outlier import OUTLIER, heights
from course_utils.chapters.norms_and_regularization.penalty_or_loss import OUTLIER_HEIGHTS, PENALTY_OR_LOSS
from course_utils.chapters.norms_and_regularization.phone_calls import PHONE_CALLS
from course_utils.chapters.norms_and_regularization.unit_balls import FORMULAS, UNIT_BALLS
from course_utils.chapters.norms_and_regularization.when_the_corner_wins import WHEN_THE_CORNER_WINS
from course_utils.data.datasets import load_phones
from tests.chapters.demos import compute


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


def test_the_larger_p_is_the_farther_the_line_follows_the_outlier():
    last = [compute(ONE_OUTLIER, p=p).follows[-1] for p in EXPONENTS]
    assert (np.diff(last) > 0).all()


def test_for_p_one_the_line_does_not_follow_at_all():
    follows = compute(ONE_OUTLIER, p=1).follows
    np.testing.assert_allclose(follows[8:], follows[8], rtol=1e-9)


def test_for_p_two_the_line_follows_a_fixed_part_of_the_way():
    dragged = compute(ONE_OUTLIER, p=2, outlier=20.0)
    sklearn = LinearRegression().fit(np.arange(11.0)[:, None], heights(20.0))
    np.testing.assert_allclose(dragged.fit, [sklearn.coef_[0], sklearn.intercept_])
    np.testing.assert_allclose(np.diff(dragged.follows), np.diff(dragged.follows)[0])


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
