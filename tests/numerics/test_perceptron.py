"""Scores, losses and learning rules: by hand, by their limits and symmetries, against scipy and scikit-learn."""

import math

import numpy as np
import pytest
import scipy.optimize
import scipy.special
from hypothesis import example, given
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression, Perceptron

from course_utils.numerics import perceptron
from course_utils.numerics.calculus import check_gradient
from course_utils.numerics.least_squares import design_matrix
from course_utils.numerics.perceptron import (
    is_separable,
    log_loss,
    log_loss_step,
    logistic_gradient,
    logistic_path,
    logistic_regression,
    logit,
    perceptron_path,
    perceptron_step,
    predict,
    predict_proba,
    sigmoid,
    squared_loss,
    squared_loss_step,
)

scores = st.floats(-1e4, 1e4)
labels = st.sampled_from([0, 1])
seeds = st.integers(0, 10**6)


def examples(seed, n=20, d=2, bias=True):
    """Points with small whole numbers, so that many lie on one line, and labels by chance."""
    rng = np.random.default_rng(seed)
    X = rng.integers(-3, 4, size=(n, d)).astype(float)
    return design_matrix(X) if bias else X, rng.integers(0, 2, size=n).astype(float)


def mixed(seed, n=40, d=2, slope=1.5):
    """Points with labels that follow a line, but not strictly."""
    rng = np.random.default_rng(seed)
    X = design_matrix(rng.normal(size=(n, d)))
    return X, (rng.random(n) < sigmoid(slope * X.sum(axis=1))).astype(float)


def apart(seed, n=30, gap=0.2):
    """Points on both sides of a line through the origin, at least a gap away from it."""
    rng = np.random.default_rng(seed)
    normal = rng.normal(size=3)
    normal /= np.linalg.norm(normal)
    X = rng.uniform(-1, 1, size=(n, 3))
    X = X[np.abs(X @ normal) > gap]
    return X, (X @ normal > 0).astype(float), normal


# ------------------------------------------------------------------------------------------- scores and probabilities


@given(scores)
def test_sigmoid_agrees_with_scipy(z):
    assert sigmoid(z) == pytest.approx(scipy.special.expit(z), rel=1e-14, abs=1e-300)


@given(scores)
def test_the_probabilities_of_dog_and_cat_add_up_to_one(z):
    assert sigmoid(z) + sigmoid(-z) == pytest.approx(1, abs=1e-15)


@given(st.floats(-30, 30))
def test_the_log_odds_of_the_probability_are_the_score(z):
    p, q = sigmoid(z), sigmoid(-z)
    assert np.log(p / q) == pytest.approx(z, abs=1e-12)


@given(st.floats(-700, 15))
def test_logit_undoes_sigmoid(z):
    assert logit(sigmoid(z)) == pytest.approx(z, rel=1e-9, abs=1e-15)


@given(st.floats(0, 1))
def test_logit_agrees_with_scipy(p):
    assert logit(p) == pytest.approx(scipy.special.logit(p), rel=1e-13)


def test_the_ends_of_the_scale_have_infinite_log_odds_and_nothing_lies_beyond():
    np.testing.assert_array_equal(logit([0, 1]), [-np.inf, np.inf])
    for p in (-0.1, 1.1, np.nan):
        with pytest.raises(ValueError, match="p contains"):
            logit([0.5, p])


def test_sigmoid_keeps_the_shape_and_its_argument():
    z = np.array([[-1e4, 0.0], [1.0, 1e4]])
    before = z.copy()
    assert sigmoid(z).shape == logit(sigmoid(z)).shape == (2, 2)
    assert np.array_equal(z, before)
    assert sigmoid(z)[0, 0] == 0
    assert sigmoid(z)[1, 1] == 1


@pytest.mark.parametrize("z", [np.nan, np.inf, 1j, "text", []])
def test_sigmoid_refuses_what_is_no_score(z):
    with pytest.raises(ValueError, match="z"):
        sigmoid(z)


@given(scores)
def test_log_loss_is_exact_from_end_to_end(z):
    right = math.log1p(math.exp(-abs(z)))  # the side on which nothing is large
    assert log_loss(abs(z), 1) == log_loss(-abs(z), 0) == pytest.approx(right, rel=1e-14, abs=1e-300)
    assert log_loss(-abs(z), 1) == log_loss(abs(z), 0) == pytest.approx(abs(z) + right, rel=1e-14)


def test_the_logarithm_of_a_rounded_probability_loses_what_log_loss_keeps():
    with np.errstate(divide="ignore"):
        assert -np.log(sigmoid(-800.0)) == np.inf
    assert log_loss(-800, 1) == 800


@given(st.floats(-30, 30), st.floats(0, 1))
def test_log_loss_is_minus_the_logarithm_of_the_probability_of_the_label(z, y):
    p = scipy.special.expit(z)
    expected = -y * scipy.special.log_expit(z) - (1 - y) * scipy.special.log_expit(-z)
    assert log_loss(z, y) == pytest.approx(expected, rel=1e-12)
    assert squared_loss(z, y) == pytest.approx((p - y) ** 2 / 2, abs=1e-15)


@given(st.floats(0.01, 0.99))
def test_log_loss_is_least_where_the_probability_is_the_label(y):
    best = logit(y)
    assert log_loss(best, y) <= min(log_loss(best + 0.1, y), log_loss(best - 0.1, y))


@given(st.floats(-1e4, 1e4), labels)
def test_squared_loss_never_exceeds_a_half_and_log_loss_knows_no_bound(z, y):
    assert squared_loss(z, y) <= 0.5
    assert log_loss(z, y) >= max(0, -z if y else z)


@given(st.floats(-20, 20), labels)
def test_the_slope_of_log_loss_is_output_minus_label(z, y):
    assert check_gradient(lambda z: log_loss(z, y), sigmoid(z) - y, z) < 1e-6


def test_one_label_serves_for_all_scores():
    np.testing.assert_array_equal(log_loss([0, 5], 1), log_loss([0, 5], [1, 1]))


@pytest.mark.parametrize(
    ("z", "y", "message"), [(0, 2, "y contains 2"), ([1, 2], [1, 0, 1], "y has shape"), (np.inf, 1, "z contains")]
)
@pytest.mark.parametrize("loss", [log_loss, squared_loss])
def test_losses_refuse_what_does_not_fit(loss, z, y, message):
    with pytest.raises(ValueError, match=message):
        loss(z, y)


def test_a_neuron_is_the_sigmoid_of_a_weighted_sum():
    rng = np.random.default_rng(1)
    X, w = rng.normal(size=(5, 3)), rng.normal(size=3)
    by_hand = [1 / (1 + math.exp(-sum(w_j * x_j for w_j, x_j in zip(w, x, strict=True)))) for x in X]
    np.testing.assert_allclose(predict_proba(X, w), by_hand)
    np.testing.assert_array_equal(predict(X, w), np.array(by_hand) > 0.5)


def test_a_score_of_zero_is_half_a_probability_and_decided_as_no_dog():
    assert predict_proba([[1, -1]], [1, 1])[0] == 0.5
    assert predict([[1, -1]], [1, 1])[0] == 0


# ------------------------------------------------------------------------------------------------ learning, pet by pet


@given(seeds, labels, st.floats(0.1, 10))
def test_a_right_pet_moves_nothing_and_a_wrong_one_moves_w_by_alpha_x(seed, target, alpha):
    w, x = np.random.default_rng(seed).normal(size=(2, 3))
    right = (w @ x > 0) == target
    sign = 1 if target else -1
    np.testing.assert_allclose(perceptron_step(w, x, target, alpha), w if right else w + sign * alpha * x)


@given(seeds, labels)
def test_after_a_step_the_score_is_nearer_to_its_label(seed, target):
    w, x = np.random.default_rng(seed).normal(size=(2, 3))
    for step in (perceptron_step, log_loss_step, squared_loss_step):
        change = (step(w, x, target, 0.3) - w) @ x
        assert change >= 0 if target else change <= 0


def test_with_the_usual_meaning_of_the_hat_the_rule_would_run_away():
    w, x = np.array([1.0, -1.0]), np.array([2.0, 3.0])  # a dog with score -1: label 1, output 0
    assert perceptron_step(w, x, 1, 1.0) @ x == 12
    assert (w + 1.0 * (0 - 1) * x) @ x == -14


@pytest.mark.parametrize(("target", "moved"), [(1, [2, 3]), (0, [-2, -3])])
def test_a_score_of_zero_counts_as_a_mistake_for_both_labels(target, moved):
    np.testing.assert_array_equal(perceptron_step([0, 0], [2, 3], target, 1), moved)


@given(seeds, labels)
def test_the_sigmoid_rules_go_down_the_gradients_of_their_losses(seed, target):
    w, x = np.random.default_rng(seed).normal(size=(2, 3))
    for step, loss in ((log_loss_step, log_loss), (squared_loss_step, squared_loss)):
        assert check_gradient(lambda w, loss=loss: loss(w @ x, target), w - step(w, x, target, 1.0), w) < 1e-6


def test_a_badly_wrong_pet_teaches_squared_loss_almost_nothing():
    w, x = np.array([-10.0]), np.array([1.0])
    assert log_loss_step(w, x, 1, 1.0) - w == pytest.approx(1, abs=1e-4)
    assert squared_loss_step(w, x, 1, 1.0) - w == pytest.approx(np.exp(-10), rel=1e-3)


@pytest.mark.parametrize("seed", range(8))
def test_the_path_is_that_of_scikit_learn(seed):
    X, y = mixed(seed)
    theirs = Perceptron(shuffle=False, tol=None, max_iter=7, fit_intercept=False).fit(X, y).coef_[0]
    path = perceptron_path(X, y, epochs=7)
    np.testing.assert_allclose(path[-1], theirs, atol=1e-12)
    assert len(path) == 1 + 7 * len(X)


@given(seeds)
def test_the_perceptron_makes_no_more_mistakes_than_novikoff_says(seed):
    X, y, normal = apart(seed)
    path = perceptron_path(X, y, epochs=1000)
    mistakes = np.sum(np.any(np.diff(path, axis=0) != 0, axis=1))
    assert np.array_equal(predict(X, path[-1]), y)
    assert mistakes <= (np.linalg.norm(X, axis=1).max() / np.abs(X @ normal).min()) ** 2


@given(seeds, st.floats(0.01, 100))
def test_from_zero_the_learning_rate_of_a_perceptron_is_only_a_unit(seed, alpha):
    X, y = mixed(seed)
    np.testing.assert_allclose(
        perceptron_path(X, y, alpha, epochs=3), alpha * perceptron_path(X, y, 1.0, epochs=3), atol=1e-9 * alpha
    )


def test_on_mixed_data_the_perceptron_never_settles_and_never_grows_without_bound():
    X, y = mixed(0)
    path = perceptron_path(X, y, epochs=200)
    assert len(path) == 1 + 200 * len(X)
    assert np.abs(path).max() < 20


def test_a_path_starts_where_it_is_told_and_takes_one_step_per_pet():
    X, y = mixed(3, n=4)
    path = perceptron_path(X, y, 0.5, epochs=1, start=[1, 2, 3], rule="log loss")
    assert path.shape == (5, 3)
    np.testing.assert_array_equal(path[0], [1, 2, 3])
    np.testing.assert_array_equal(path[2], log_loss_step(path[1], X[1], y[1], 0.5))


@pytest.mark.parametrize(
    ("rule", "step"),
    [("perceptron", perceptron_step), ("log loss", log_loss_step), ("squared loss", squared_loss_step)],
)
def test_a_path_is_made_of_single_steps(rule, step):
    X, y = mixed(5, n=6)
    path = perceptron_path(X, y, 0.7, epochs=2, start=[3, -2, 0], rule=rule)
    for t, w in enumerate(path[:-1]):
        np.testing.assert_array_equal(path[t + 1], step(w, X[t % 6], y[t % 6], 0.7))


def test_another_rule_is_answered_with_the_known_ones():
    with pytest.raises(ValueError, match="rule is 'hinge', expected one of perceptron, log loss, squared loss"):
        perceptron_path([[1]], [1], rule="hinge")


@given(scores, labels)
def test_far_out_scores_overflow_in_no_rule(z, target):
    np.testing.assert_allclose(log_loss_step([z], [1], target) - z, target - sigmoid(z), atol=4e-12)
    assert np.isfinite(squared_loss_step([z], [1], target)).all()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"x": [1, 2, 3]}, "x has shape"),
        ({"target": -1}, "target is -1, expected the label 0"),
        ({"learning_rate": 0}, "learning_rate is 0"),
        ({"w": [[1, 2]]}, "w has shape"),
    ],
)
@pytest.mark.parametrize("step", [perceptron_step, log_loss_step, squared_loss_step])
def test_a_step_refuses_what_does_not_fit(step, change, message):
    with pytest.raises(ValueError, match=message):
        step(**{"w": [0, 0], "x": [1, 2], "target": 1, "learning_rate": 1.0, **change})


# ------------------------------------------------------------------------------------------- learning from all at once


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("lam", [0, 0.1, 10])
def test_logistic_regression_agrees_with_scikit_learn(seed, lam):
    X, y = mixed(seed, n=80, d=3)
    C = 1 / lam if lam else np.inf
    theirs = LogisticRegression(C=C, tol=1e-12, max_iter=10_000).fit(X[:, :-1], y)
    w = logistic_regression(X, y, lam, unpenalized=-1)
    np.testing.assert_allclose(w, [*theirs.coef_[0], *theirs.intercept_], atol=2e-6)


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("lam", [0, 1e-3, 10])
def test_the_gradient_is_zero_where_logistic_regression_ends(seed, lam):
    X, y = mixed(seed)
    w = logistic_regression(X, y, lam)
    assert np.abs(logistic_gradient(X, y, w, lam)).max() < 1e-12


@given(seeds, st.sampled_from([0.0, 0.5]))
def test_the_gradient_is_that_of_the_sum_of_losses(seed, lam):
    X, y = mixed(seed)
    w = np.random.default_rng(seed).normal(size=3)
    cost = lambda w: np.sum(log_loss(X @ w, y)) + lam / 2 * np.sum(w[:2] ** 2)  # noqa: E731
    assert check_gradient(cost, logistic_gradient(X, y, w, lam, unpenalized=2), w) < 1e-6


def test_with_a_bias_alone_the_probability_is_the_share_of_dogs():
    y = np.array([1, 1, 1, 1, 0])
    w = logistic_regression(np.ones((5, 1)), y)
    assert predict_proba(np.ones((1, 1)), w) == pytest.approx(y.mean())


@given(seeds)
def test_with_a_bias_as_many_dogs_are_expected_as_there_are(seed):
    X, y = mixed(seed)
    if not is_separable(X, y):
        assert predict_proba(X, logistic_regression(X, y)).sum() == pytest.approx(y.sum())


def test_units_and_origin_of_the_features_do_not_matter():
    X, y = mixed(1)
    moved = X * [1e6, 1e-6, 1] + [3e6, 0, 0]
    np.testing.assert_allclose(
        predict_proba(X, logistic_regression(X, y)), predict_proba(moved, logistic_regression(moved, y)), rtol=1e-8
    )


def test_a_column_that_says_nothing_new_changes_no_probability():
    X, y = mixed(2)
    twice = np.column_stack([X, X[:, 0]])
    np.testing.assert_allclose(
        predict_proba(X, logistic_regression(X, y)), predict_proba(twice, logistic_regression(twice, y)), rtol=1e-9
    )


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("lam", [1e-10, 1e-3])
def test_wild_features_and_nearly_separable_pets_are_no_obstacle(seed, lam):
    rng = np.random.default_rng(seed)
    X = design_matrix(rng.standard_cauchy(size=(30, 3)) * [1e3, 1, 1e-3])
    y = (X[:, 0] > 0).astype(float)
    gradient = logistic_gradient(X, y, logistic_regression(X, y, lam, unpenalized=-1), lam, unpenalized=-1)
    assert np.abs(gradient).max() < 1e-10


def test_the_gradient_keeps_the_digits_of_a_pet_that_is_almost_surely_right():
    gradient = logistic_gradient([[1e20]], [1], w=[1e-18])  # z = 100, and 1 - p = e⁻¹⁰⁰
    assert gradient[0] == pytest.approx(-1e20 * np.exp(-100), rel=1e-12)


@given(seeds)
def test_every_step_of_newtons_path_goes_down(seed):
    X, y = mixed(seed)
    if not is_separable(X, y):
        costs = [np.sum(log_loss(X @ w, y)) for w in logistic_path(X, y)]
        assert (np.diff(costs) <= 1e-12).all()
        assert len(costs) < 20


def linear_program_separates(X, y):
    """scipy's answer: is there a w with Z w ≥ 0 and a sum of Z w above 0?"""
    Z = X * (2 * y - 1)[:, None]
    best = scipy.optimize.linprog(-Z.sum(axis=0), A_ub=-Z, b_ub=np.zeros(len(Z)), bounds=(-1, 1))
    return -best.fun > 1e-9


@example(1, 5, 2, False)  # pets at the origin
@given(seeds, st.integers(2, 20), st.integers(1, 4), st.booleans())
def test_separable_is_what_a_linear_program_calls_so(seed, n, d, bias):
    X, y = examples(seed, n, d, bias)
    assert is_separable(X, y) == linear_program_separates(X, y)


@given(seeds)
def test_points_on_both_sides_of_a_line_are_separable_and_with_their_mirror_image_no_more(seed):
    X, y, _ = apart(seed)
    assert is_separable(X, y)
    surrounded = np.vstack([X, -X]), np.append(y, y)  # the mirror image with the same labels
    assert not is_separable(*surrounded)


@pytest.mark.parametrize(
    ("x", "y"), [([1, 2, 3, 4], [0, 0, 1, 1]), ([1, 2, 2, 3], [0, 0, 1, 1]), ([1, 2], [1, 1])],
    ids=["apart", "touching", "one kind"],
)  # fmt: skip
def test_separable_data_have_no_best_weights_and_this_is_said(x, y):
    X = design_matrix(np.array(x, dtype=float))
    with pytest.raises(ValueError, match=r"y can be separated by X: .*no finite optimum; use lam > 0"):
        logistic_regression(X, y)
    w = logistic_regression(X, y, lam=0.1)
    assert np.abs(logistic_gradient(X, np.array(y), w, 0.1)).max() < 1e-12


def test_on_separable_data_longer_weights_are_always_better():
    X, y, normal = apart(1)
    costs = [np.sum(log_loss(X @ (length * normal), y)) for length in (1, 10, 100, 1000)]
    assert (np.diff(costs) < 0).all()


def test_a_penalty_that_leaves_the_bias_free_does_not_help_when_all_are_dogs():
    X = design_matrix(np.array([1.0, 2.0, 3.0]))
    with pytest.raises(ValueError, match=r"by the unpenalized columns of X: .*no finite optimum; penalize them"):
        logistic_regression(X, [1, 1, 1], lam=1.0, unpenalized=-1)


def test_features_that_are_all_zero_teach_nothing():
    assert not is_separable(np.zeros((4, 2)), [0, 1, 0, 1])
    np.testing.assert_array_equal(logistic_regression(np.zeros((4, 2)), [0, 1, 0, 1]), [0, 0])


@pytest.mark.parametrize("call", [logistic_regression, logistic_path, is_separable, perceptron_path])
@pytest.mark.parametrize(
    ("X", "y", "message"),
    [
        ([[1, 2]], [1, 0], "y has shape"),
        ([1, 2], [1, 0], "X has shape"),
        ([[1], [2]], [1, -1], "y contains -1, expected labels 0"),
        ([[1], [np.nan]], [1, 0], "X contains nan"),
    ],
)
def test_examples_that_do_not_fit_are_refused(call, X, y, message):
    with pytest.raises(ValueError, match=message):
        call(X, y)


def test_a_penalty_must_not_be_negative_and_epochs_must_be_whole():
    X, y = mixed(0)
    with pytest.raises(ValueError, match="lam is -1"):
        logistic_regression(X, y, lam=-1)
    with pytest.raises(ValueError, match=r"epochs is 1\.5"):
        perceptron_path(X, y, epochs=1.5)


@given(seeds)
def test_nonnegative_least_squares_is_that_of_scipy(seed):
    rng = np.random.default_rng(seed)
    A, b = rng.normal(size=(4, 7)), rng.normal(size=4)
    r = perceptron._nonnegative_lstsq(A, b)
    assert (r >= 0).all()
    assert np.linalg.norm(A @ r - b) == pytest.approx(scipy.optimize.nnls(A, b)[1], abs=1e-9)


@given(st.integers(0, 10**6), st.integers(2, 4), st.integers(8, 30))
def test_logistic_regression_is_that_of_scikit_learn_on_random_problems(seed, d, n):
    rng = np.random.default_rng(seed)
    X, y = rng.normal(size=(n, d)), rng.permutation(np.arange(n) % 2)
    theirs = LogisticRegression(C=0.5, fit_intercept=False, tol=1e-10, max_iter=10_000).fit(X, y)
    np.testing.assert_allclose(logistic_regression(X, y, lam=2.0), theirs.coef_[0], atol=1e-5)
