"""The neuron and its learning rules: by hand, by their limits and symmetries, against scipy and scikit-learn."""

import math

import numpy as np
import pytest
import scipy.optimize
from hypothesis import example, given
from hypothesis import strategies as st
from sklearn.linear_model import Perceptron

from course_utils.numerics.calculus import check_gradient
from course_utils.numerics.logistic import (
    log_loss,
    logistic_path,
    logistic_regression,
    sigmoid,
    squared_loss,
)
from course_utils.numerics.perceptron import (
    is_separable,
    log_loss_step,
    perceptron_path,
    perceptron_step,
    predict,
    predict_proba,
    squared_loss_step,
)
from tests.numerics.examples import labels, mixed, random_examples, scores, seeds, separated

# ------------------------------------------------------------------------------------------------------ decisions


def test_a_neuron_is_the_sigmoid_of_a_weighted_sum():
    rng = np.random.default_rng(1)
    X, w = rng.normal(size=(5, 3)), rng.normal(size=3)
    by_hand = [1 / (1 + math.exp(-sum(w_j * x_j for w_j, x_j in zip(w, x, strict=True)))) for x in X]
    np.testing.assert_allclose(predict_proba(X, w), by_hand)
    np.testing.assert_array_equal(predict(X, w), np.array(by_hand) > 0.5)


def test_a_score_of_zero_has_probability_one_half_and_counts_as_a_cat():
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


def test_with_the_usual_meaning_of_the_hat_the_rule_would_diverge():
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
    X, y, normal = separated(seed)
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


def test_a_path_starts_at_the_given_weights_and_takes_one_step_per_pet():
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


def test_an_unknown_rule_is_refused_with_a_list_of_the_known_ones():
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


def linear_program_separates(X, y):
    """scipy's answer: is there a w with Z w ≥ 0 and a sum of Z w above 0?"""
    Z = X * (2 * y - 1)[:, None]
    best = scipy.optimize.linprog(-Z.sum(axis=0), A_ub=-Z, b_ub=np.zeros(len(Z)), bounds=(-1, 1))
    return -best.fun > 1e-9


@example(1, 5, 2, False)  # pets at the origin
@given(seeds, st.integers(2, 20), st.integers(1, 4), st.booleans())
def test_is_separable_agrees_with_a_linear_program(seed, n, d, bias):
    X, y = random_examples(seed, n, d, bias)
    assert is_separable(X, y) == linear_program_separates(X, y)


@given(seeds)
def test_points_on_both_sides_of_a_line_are_separable_but_not_together_with_their_mirror_image(seed):
    X, y, _ = separated(seed)
    assert is_separable(X, y)
    surrounded = np.vstack([X, -X]), np.append(y, y)  # the mirror image with the same labels
    assert not is_separable(*surrounded)


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
