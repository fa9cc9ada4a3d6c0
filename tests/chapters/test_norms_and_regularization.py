"""What the demos of notebook 02 compute, against independent implementations, and what the notebook says about them."""

import itertools
import re

import numpy as np
import pytest
from matplotlib.patches import Rectangle
from scipy import optimize
from sklearn.linear_model import Ridge

from course_utils.chapters.norms_and_regularization.exercises import LP_NORM
from course_utils.chapters.norms_and_regularization.lambda_in_three_pictures import (
    LAMBDA_IN_THREE_PICTURES,
    LAMBDAS,
    TRAIN_X,
    truth,
)
from course_utils.chapters.norms_and_regularization.leverage import DELTA, GOOD_POINTS, LEVERAGE, THRESHOLD
from course_utils.chapters.norms_and_regularization.outlier import OUTLIER, TRUTH
from course_utils.chapters.norms_and_regularization.penalty_or_loss import (
    LOSSES,
    OUTLIER_HEIGHTS,
    PENALTY_OR_LOSS,
    find_outlier,
)
from course_utils.chapters.norms_and_regularization.phone_calls import PHONE_CALLS, pull_bars
from course_utils.chapters.norms_and_regularization.unit_balls import EXPONENTS, FORMULAS, FULL_BAR, UNIT_BALLS
from course_utils.chapters.norms_and_regularization.when_the_corner_wins import WHEN_THE_CORNER_WINS, B
from course_utils.data.datasets import load_phones
from course_utils.numerics import least_squares, regularization, robust
from course_utils.plotting.style import course_style
from tests.chapters.demos import caption, compute
from tests.chapters.states import is_word, picture_of
from tests.prose.claims_02 import rlm


def ink_of(demo, **changes):
    """What a demo draws for these values."""
    with course_style():
        return [artist for artist in picture_of(demo)._ink(compute(demo, **changes)) if artist.get_visible()]


def words_of(demo, **changes):
    return [artist.get_text() for artist in ink_of(demo, **changes) if is_word(artist)]


@pytest.fixture
def rng():
    return np.random.default_rng(0)


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


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("p", EXPONENTS)
def test_a_bar_is_as_long_as_the_length_it_shows_in_every_state(p, formula):
    lengths = compute(UNIT_BALLS, p=p, formula=formula).lengths
    shown = (2, lengths[0]) if formula == FORMULAS[0] else lengths
    bars = [artist for artist in ink_of(UNIT_BALLS, p=p, formula=formula) if isinstance(artist, Rectangle)]
    assert [bar.get_width() for bar in bars] == [min(np.nan_to_num(length), FULL_BAR) for length in shown]
    assert {bar.axes.get_xlim() for bar in bars} == {(0, FULL_BAR)}


def test_what_the_bars_compare_is_said_and_changes_with_the_formula():
    for formula, said in zip(FORMULAS, ("two ways to (1, 1)", "two mirror images, without |x|"), strict=True):
        assert said in words_of(UNIT_BALLS, formula=formula)


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


@each_place
@pytest.mark.parametrize("p", LEVERAGE.controls[0].values)
def test_the_large_number_is_how_far_the_line_of_p_passes_from_the_point(p, place):
    above = compute(LEVERAGE, p=p, **place).above
    words = words_of(LEVERAGE, p=p, **place)
    assert f"{abs(above):.1f}" in words
    assert f"{'through' if abs(above) < 0.05 else 'above' if above > 0 else 'below'} ◆" in words


@each_place
def test_three_lines_are_always_named_and_the_others_where_they_have_room(place):
    words = words_of(LEVERAGE, **place)
    assert {"truth", "squares", "p = 1"} <= set(words)
    assert len(words) <= 3 + 3 + 1  # of the verdict, the three, and one more


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
def test_nearer_in_the_line_of_p_one_ignores_how_far_up_a_distant_point_is(x):
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


def test_the_exercise_asks_for_no_infinite_exponent():
    """There Σ|x|^p overflows: the formula alone gives 1 for every vector."""
    assert all(0 < p < np.inf for _, p in LP_NORM.cases)
    assert LP_NORM.solution(np.array([-3.0, 4.0]), np.inf) == LP_NORM.solution(np.zeros(2), np.inf) == 1


@pytest.mark.parametrize("up", [0, 100])
def test_a_price_on_the_intercept_lets_the_zero_of_y_decide_the_slope(up):
    x, y = GOOD_POINTS.T
    A = least_squares.design_matrix(x)
    free, priced = (regularization.ridge(A, y + up, 1, unpenalized)[0] for unpenalized in (-1, ()))
    np.testing.assert_allclose(free, Ridge(alpha=1).fit(x[:, None], y).coef_[0])
    np.testing.assert_allclose(priced, Ridge(alpha=1, fit_intercept=False).fit(A, y + up).coef_[0])
    assert (priced > 6) == (up == 100)


def test_an_outlier_bends_the_line_whatever_the_p_of_the_penalty():
    points = np.vstack([GOOD_POINTS, (9, 20)])
    A, b = least_squares.design_matrix(points[:, 0]), points[:, 1]
    for penalised in (regularization.ridge, regularization.lasso):
        assert penalised(A, b, 10, unpenalized=-1)[0] > 1.1
    assert robust.irls(A, b, 1)[0] == pytest.approx(0.5, abs=0.03)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 1.2])
def test_without_its_square_the_penalty_of_ridge_has_the_path_of_ridge_and_then_gives_zero(share, rng):
    A, b = rng.normal(size=(6, 3)), rng.normal(size=6)
    lam = share * np.linalg.norm(A.T @ b)

    def cost(x):
        return np.sum((A @ x - b) ** 2) / 2 + lam * np.linalg.norm(x)

    x = optimize.minimize(cost, np.ones(3), method="Nelder-Mead", options={"xatol": 1e-11, "fatol": 1e-14}).x
    if share > 1:
        np.testing.assert_allclose(x, 0, atol=1e-6)
    else:
        np.testing.assert_allclose(x, regularization.ridge(A, b, lam / np.linalg.norm(x)), atol=1e-6)


def test_without_its_square_the_penalty_of_ridge_reaches_zero_at_the_length_of_the_gradient(rng):
    A, b = rng.normal(size=(6, 3)), rng.normal(size=6)
    prices = 10.0 ** np.arange(1, 9)
    lams = [price * np.linalg.norm(regularization.ridge(A, b, price)) for price in prices]
    assert (np.diff(lams) > 0).all()
    assert lams[-1] == pytest.approx(np.linalg.norm(A.T @ b))


def test_every_vector_costs_at_least_the_bound_of_the_duality_gap(rng):
    A, b, lam = rng.normal(size=(8, 4)), rng.normal(size=8), 1.5
    for _ in range(50):
        u, x = rng.normal(size=8), rng.normal(size=4)
        u *= min(1, lam / np.abs(A.T @ u).max())
        assert np.sum((A @ x - b) ** 2) / 2 + lam * np.abs(x).sum() >= u @ b - u @ u / 2


@pytest.mark.parametrize("outlier", OUTLIER_HEIGHTS)
@pytest.mark.parametrize("loss", LOSSES)
def test_the_caption_compares_with_the_best_penalty_unless_it_stands_there(loss, outlier):
    for lam in PENALTY_OR_LOSS.controls[1].values:
        said = caption(PENALTY_OR_LOSS, loss=loss, lam=lam, outlier=outlier)
        error = compute(PENALTY_OR_LOSS, loss=loss, lam=lam, outlier=outlier).errors[loss]
        now = error[PENALTY_OR_LOSS.controls[1].values.index(lam)]
        assert ("no λ" in said) == (f"{now:.2f}" == f"{error.min():.2f}")
        assert f"{now:.2f} away from" in said
        assert "no λ" in said or f"best λ of this list it would be {error.min():.2f} away" in said


@pytest.mark.parametrize("outlier", OUTLIER_HEIGHTS)
def test_no_penalty_brings_squared_loss_as_near_to_the_truth_as_a_robust_loss_without_one(outlier):
    errors = compute(PENALTY_OR_LOSS, outlier=outlier).errors
    assert errors["squared"].min() > 3 * max(errors["Huber"][0], errors["absolute"][0])


@pytest.mark.parametrize(("outlier", "said"), [("above", "outlier, at 20"), ("below", "outlier, at −12")])
def test_an_outlier_that_lies_beyond_the_picture_is_at_its_edge_and_says_where_it_is(outlier, said):
    axes, result = picture_of(PENALTY_OR_LOSS).axes("data"), compute(PENALTY_OR_LOSS, outlier=outlier)
    (low, high), y, shown = axes.get_ylim(), result.points[OUTLIER, 1], find_outlier(result)[1]
    assert not low < y < high
    assert low < shown < high
    assert abs(shown - y) == min(abs(place - y) for place in (low + 2.4, high - 2.4))
    assert said in words_of(PENALTY_OR_LOSS, outlier=outlier)


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


@pytest.mark.parametrize("method", PHONE_CALLS.controls[0].values)
def test_the_strip_of_pulls_holds_every_bar_at_any_threshold(method):
    low, high = picture_of(PHONE_CALLS).axes("pulls").get_ylim()
    for delta in PHONE_CALLS.controls[1].values:
        fit = compute(PHONE_CALLS, method=method, delta=delta)
        ends = pull_bars(fit)[:, :, 1]
        np.testing.assert_allclose(ends[:, 2], fit.pulls)
        assert not ends[:, :2].any()
        assert low < ends.min() <= ends.max() < high


@pytest.mark.parametrize(("method", "delta"), [("Huber", 200), ("RANSAC", 200), ("Huber", 100), ("absolute", 200)])
def test_a_line_that_is_that_of_least_squares_says_so_and_is_drawn_once(method, delta):
    year, calls = load_phones()
    a, b, _ = compute(PHONE_CALLS, method=method, delta=delta).line
    same = abs(-a / b - np.polyfit(year, calls, 1)[0]) < 1e-3
    words = words_of(PHONE_CALLS, method=method, delta=delta)
    assert (f"{method}:\nleast\nsquares" in words) == same
    assert ("least\nsquares" in words) == (not same)


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


@pytest.mark.parametrize("sample", range(1, 6))
@pytest.mark.parametrize("penalty", ["ridge", "lasso"])
def test_the_caption_names_the_penalty_with_the_least_validation_error(penalty, sample):
    for lam in LAMBDAS:
        state = {"lam": lam, "penalty": penalty, "sample": sample}
        said, errors = caption(LAMBDA_IN_THREE_PICTURES, **state), compute(LAMBDA_IN_THREE_PICTURES, **state).errors[1]
        best = LAMBDAS[np.argmin(errors)]
        assert said.endswith("the least of all λ.") == (lam == best)
        assert lam == best or said.endswith(f"at λ = {best:g}.")
        numbers = re.findall(r"(?:validation error|the least is) (\d\.\d{3})", said)
        assert len(set(numbers)) == len(numbers)  # never two equal ones, of which one is said to be less


def test_errors_that_are_equal_when_rounded_are_not_confused():
    """Rounded to three digits, ridge's error of sample 3 is as small at λ = 0.01."""
    assert "the least of all" in caption(LAMBDA_IN_THREE_PICTURES, lam=0.3, sample=3)
    assert "within 0.001 of the least, at λ = 0.3" in caption(LAMBDA_IN_THREE_PICTURES, lam=0.01, sample=3)


@pytest.mark.parametrize(("lam", "words"), [(0, "0 of 9 coefficients are"), (3, "8 of 9"), (100, "9 of 9")])
def test_the_caption_counts_the_coefficients_that_are_exactly_zero(lam, words):
    assert f"{words} " in caption(LAMBDA_IN_THREE_PICTURES, lam=lam, penalty="lasso")


@pytest.mark.parametrize("penalty", ["ridge", "lasso"])
def test_the_rings_are_named_where_a_coefficient_is_exactly_zero(penalty):
    for lam in LAMBDAS:
        result = compute(LAMBDA_IN_THREE_PICTURES, lam=lam, penalty=penalty)
        assert ("exactly 0" in words_of(LAMBDA_IN_THREE_PICTURES, lam=lam, penalty=penalty)) == (result.zeros > 0)


def test_the_caption_says_is_for_one_coefficient_and_are_for_several():
    said = [caption(LAMBDA_IN_THREE_PICTURES, lam=lam, penalty="lasso", sample=s) for lam in LAMBDAS for s in (1, 3)]
    assert all(("1 of 9 coefficients is exactly" in text) == ("1 of 9" in text) for text in said)


def test_the_validation_error_is_that_of_the_points_on_the_picture():
    result = compute(LAMBDA_IN_THREE_PICTURES, lam=0.01)
    heights = np.interp(result.unseen[:, 0], np.linspace(-1, 1, 101), result.curve)
    error = np.sqrt(np.mean((heights - result.unseen[:, 1]) ** 2))
    assert error == pytest.approx(result.errors[1][result.now], abs=0.005)
    assert np.std(result.unseen[:, 1] - truth(result.unseen[:, 0])) == pytest.approx(0.3, abs=0.1)


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


def test_where_loss_and_penalty_are_equally_steep_nothing_is_left_and_the_caption_says_so():
    said = caption(WHEN_THE_CORNER_WINS, kind="l₁: lasso", lam=2, angle=0)
    assert "in no direction steeper than the penalty, so nothing is left" in said
    for angle in WHEN_THE_CORNER_WINS.controls[2].values:
        slopes = np.abs(B.T @ B @ compute(WHEN_THE_CORNER_WINS, angle=angle).free)
        for lam in WHEN_THE_CORNER_WINS.controls[1].values[1:]:
            left = caption(WHEN_THE_CORNER_WINS, kind="l₁: lasso", lam=lam, angle=angle)
            assert ("nothing is left" in left) == (lam > slopes.max() - 1e-9)


def test_hubers_line_and_its_scale_settle_where_the_notebook_says():
    """Reproduces R's rlm(calls ~ year, maxit = 50), which stops earlier."""
    line, scale = rlm(accuracy=1e-13)
    np.testing.assert_allclose([*line, scale], [2.03960047, -102.52963812, 9.00902831], atol=1e-7)
    year, calls = load_phones()
    A = least_squares.design_matrix(year - 1900)
    np.testing.assert_allclose(robust.huber(A, calls, 1.345 * scale), line, atol=1e-6)


@pytest.mark.parametrize("delta", [1, 2, 5, 10, 12, 20, 50])
def test_ransac_leaves_the_six_years_out_if_its_threshold_is_small(delta):
    assert not compute(PHONE_CALLS, method="RANSAC", delta=delta).pulls[14:20].any()
