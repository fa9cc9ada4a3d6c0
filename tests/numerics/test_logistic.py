"""Probabilities, losses and logistic regression: by their limits and symmetries, against scipy and scikit-learn."""

import math

import numpy as np
import pytest
import scipy.special
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

from course_utils.numerics.calculus import check_gradient
from course_utils.numerics.least_squares import design_matrix
from course_utils.numerics.logistic import (
    log_loss,
    logistic_gradient,
    logistic_path,
    logistic_regression,
    logit,
    sigmoid,
    squared_loss,
)
from course_utils.numerics.perceptron import is_separable, predict_proba
from tests.numerics.examples import labels, mixed, scores, seeds, separated


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
def test_sigmoid_refuses_what_is_not_a_score(z):
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
def test_wild_features_and_nearly_separable_pets_are_handled(seed, lam):
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
    X, y, normal = separated(1)
    costs = [np.sum(log_loss(X @ (length * normal), y)) for length in (1, 10, 100, 1000)]
    assert (np.diff(costs) < 0).all()


def test_a_penalty_that_leaves_the_bias_free_does_not_help_when_all_are_dogs():
    X = design_matrix(np.array([1.0, 2.0, 3.0]))
    with pytest.raises(ValueError, match=r"by the unpenalized columns of X: .*no finite optimum; penalize them"):
        logistic_regression(X, [1, 1, 1], lam=1.0, unpenalized=-1)


@given(st.integers(0, 10**6), st.integers(2, 4), st.integers(8, 30))
def test_logistic_regression_is_that_of_scikit_learn_on_random_problems(seed, d, n):
    rng = np.random.default_rng(seed)
    X, y = rng.normal(size=(n, d)), rng.permutation(np.arange(n) % 2)
    theirs = LogisticRegression(C=0.5, fit_intercept=False, tol=1e-10, max_iter=10_000).fit(X, y)
    np.testing.assert_allclose(logistic_regression(X, y, lam=2.0), theirs.coef_[0], atol=1e-5)
