"""Splits and scores: every example is where it belongs, as in scikit-learn, and a model never sees what is held out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.model_selection import KFold, cross_val_score
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from course_utils.numerics.validation import (
    accuracy,
    cross_validate,
    feature_scale,
    kfold,
    leave_one_out,
    shuffle_split,
    standardize,
    train_val_test_split,
)

sizes = st.integers(2, 60)
seeds = st.integers(0, 10**6)


def everyone(*sets):
    return sorted(np.concatenate(sets).tolist())


@given(st.integers(5, 60), seeds, st.floats(0, 0.4), st.floats(0, 0.4))
def test_every_example_is_in_exactly_one_of_the_three_sets(n, seed, validation, test):
    sets = train_val_test_split(n, np.random.default_rng(seed), validation, test)
    assert everyone(*sets) == list(range(n))
    assert (len(sets.validation), len(sets.test)) == (round(n * validation), round(n * test))


@given(sizes, st.data())
def test_every_example_is_held_out_exactly_once(n, data):
    k = data.draw(st.integers(2, n))
    rng = np.random.default_rng(data.draw(seeds)) if data.draw(st.booleans()) else None
    splits = kfold(n, k, rng)
    assert len(splits) == k
    assert everyone(*(split.validation for split in splits)) == list(range(n))
    assert all(everyone(*split) == list(range(n)) for split in splits)
    lengths = [len(split.validation) for split in splits]
    assert max(lengths) - min(lengths) <= 1


@given(sizes, st.data())
def test_the_folds_are_those_of_scikit_learn(n, data):
    k = data.draw(st.integers(2, n))
    for ours, theirs in zip(kfold(n, k), KFold(k).split(np.zeros(n)), strict=True):
        np.testing.assert_array_equal(ours.train, theirs[0])
        np.testing.assert_array_equal(ours.validation, theirs[1])


@given(sizes)
def test_leave_one_out_holds_each_example_out_alone(n):
    splits = leave_one_out(n)
    assert [split.validation.tolist() for split in splits] == [[i] for i in range(n)]
    assert all(len(split.train) == n - 1 for split in splits)


@given(st.integers(5, 60), seeds, st.integers(1, 9))
def test_random_splits_have_the_requested_size_and_no_example_twice(n, seed, number):
    splits = shuffle_split(n, number, np.random.default_rng(seed), validation=0.3)
    assert len(splits) == number
    assert all(everyone(*split) == list(range(n)) for split in splits)
    assert {len(split.validation) for split in splits} == {round(0.3 * n)}


def test_random_splits_may_hold_an_example_out_often_or_never():
    held_out = np.concatenate([split.validation for split in shuffle_split(20, 5, np.random.default_rng(0))])
    counts = np.bincount(held_out, minlength=20)
    assert counts.min() == 0
    assert counts.max() > 1


def test_the_same_generator_draws_the_same_splits():
    for draw in (
        lambda rng: train_val_test_split(30, rng),
        lambda rng: kfold(30, 4, rng)[2],
        lambda rng: shuffle_split(30, 3, rng)[2],
    ):
        one, other = draw(np.random.default_rng(5)), draw(np.random.default_rng(5))
        assert all(np.array_equal(*pair) for pair in zip(one, other, strict=True))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda rng: train_val_test_split(10, rng, 0.5, 0.5), "none is left to train"),
        (lambda rng: train_val_test_split(10, rng, 1.5), "validation is 1.5"),
        (lambda rng: train_val_test_split(10, rng, test=-0.1), "test is -0.1"),
        (lambda rng: train_val_test_split(2.5, rng), "n is 2.5"),
        (lambda rng: kfold(5, 6), "k is 6, expected from 2 to 5"),
        (lambda rng: kfold(5, 1), "k is 1"),
        (lambda rng: leave_one_out(1), "k is 1"),
        (lambda rng: shuffle_split(10, 3, rng, 0.01), "one of the two sets empty"),
        (lambda rng: shuffle_split(10, 0, rng), "splits is 0"),
    ],
)
def test_impossible_splits_are_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call(np.random.default_rng(0))


# ------------------------------------------------------------------------------------------------------------ scores


def nearest(X, y):
    return KNeighborsClassifier(3).fit(X, y)


def share_right(model, X, y):
    return model.score(X, y)


@pytest.fixture
def examples():
    rng = np.random.default_rng(4)
    X = rng.normal(size=(50, 3)) * [1, 100, 0.01]
    return X, (X[:, 0] + rng.normal(size=50) > 0).astype(float)


def test_the_scores_are_those_of_a_pipeline_of_scikit_learn(examples):
    X, y = examples
    theirs = cross_val_score(make_pipeline(StandardScaler(), KNeighborsClassifier(3)), X, y, cv=KFold(5))
    np.testing.assert_allclose(cross_validate(X, y, kfold(50, 5), nearest, share_right), theirs)


def test_what_is_held_out_changes_neither_the_model_nor_the_scale(examples):
    X, y = examples
    split, models = kfold(50, 5)[:1], []

    def fit(X, y):
        models.append((X.copy(), y.copy()))

    wild = X.copy()
    wild[split[0].validation] = 1e6
    for data in (X, wild):
        cross_validate(data, y, split, fit, lambda model, X, y: 0.0)
    assert all(np.array_equal(*pair) for pair in zip(*models, strict=True))


def test_each_training_set_is_scaled_by_itself(examples):
    X, y = examples

    def fit(X, y):
        np.testing.assert_allclose(X.mean(axis=0), 0, atol=1e-12)
        np.testing.assert_allclose(X.std(axis=0), 1)

    cross_validate(X, y, kfold(50, 5), fit, lambda model, X, y: 0.0)


def test_a_fit_that_changes_its_arrays_does_no_harm(examples):
    X, y = examples

    def fit(X, y):
        X[:], y[:] = 0, 0

    before = X.copy(), y.copy()
    cross_validate(X, y, kfold(50, 5), fit, lambda model, X, y: np.mean(y))
    np.testing.assert_array_equal(X, before[0])
    np.testing.assert_array_equal(y, before[1])


def test_the_scale_is_that_of_scikit_learn_fitted_to_the_training_rows(examples):
    X, _ = examples
    train = np.arange(0, 50, 3)
    np.testing.assert_allclose(standardize(X, train), StandardScaler().fit(X[train]).transform(X))


def test_a_constant_column_is_only_centred():
    mean, spread = feature_scale([[1, 5], [2, 5], [3, 5]])
    np.testing.assert_array_equal(mean, [2, 5])
    np.testing.assert_allclose(spread, [np.sqrt(2 / 3), 1])


@pytest.mark.parametrize(
    ("split", "message"),
    [
        (([0, 1], [1, 2]), "a row is in train and in validation"),
        (([0, 1], [9]), "validation is not a list of row numbers from 0 to 3"),
        (([-1], [2]), "train is not a list"),
        (([0.5], [2]), "train is not a list"),
        (([], [2]), "train is not a list"),
    ],
)
def test_a_split_that_peeks_or_does_not_exist_is_refused(split, message):
    with pytest.raises(ValueError, match=message):
        cross_validate(np.zeros((4, 1)), np.zeros(4), [split], lambda X, y: 0, lambda model, X, y: 0.0)


def test_a_missing_label_and_a_score_that_is_not_a_number_are_refused():
    with pytest.raises(ValueError, match="y has shape"):
        cross_validate(np.zeros((4, 1)), np.zeros(3), kfold(4, 2), lambda X, y: 0, lambda *_: 0.0)
    with pytest.raises(ValueError, match="score contains nan"):
        cross_validate(np.zeros((4, 1)), np.zeros(4), kfold(4, 2), lambda X, y: 0, lambda *_: np.nan)


def test_accuracy_is_the_share_of_right_answers():
    assert accuracy([0, 1, 1], [0, 1, 1]) == 1
    assert accuracy([0, 1, 1, 0], [1, 0, 0, 0]) == 0.25
    with pytest.raises(ValueError, match="predicted has shape"):
        accuracy([0, 1], [0, 1, 1])


@given(st.integers(0, 10**6), st.sampled_from([1e-200, 1.0, 1e200]))
def test_the_scale_of_features_is_that_of_scikit_learn_in_any_unit(seed, unit):
    X = np.random.default_rng(seed).normal(size=(9, 3))
    theirs = StandardScaler().fit(X)
    mean, spread = feature_scale(X * unit)
    np.testing.assert_allclose(mean / unit, theirs.mean_, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(spread / unit, theirs.scale_, rtol=1e-12)
