"""Splits into examples that train a model, choose its settings and judge it; scores of what it learned.

A split is a pair of arrays of row numbers. Everything learned from data, also the scale of the features, is learned
from the training rows only.
"""

from typing import NamedTuple

import numpy as np

from course_utils.numerics._arguments import array, function, generator, in_range, number, whole_number
from course_utils.numerics._solvers.scaling import scale_columns


class Sets(NamedTuple):
    train: np.ndarray
    validation: np.ndarray
    test: np.ndarray


class Split(NamedTuple):
    train: np.ndarray
    validation: np.ndarray


class Scale(NamedTuple):
    mean: np.ndarray
    spread: np.ndarray


def train_val_test_split(n, rng, validation=0.2, test=0.2):
    """A random split of n examples into three sets: to learn from, to choose settings, and to judge once, at the end.

        train ∪ validation ∪ test = {0, …, n - 1},   no two of them with a common example

    validation and test are shares of n, rounded; the rest is for training. The sets hold row numbers. Raises
    ValueError for shares outside 0 to 1, or when no examples are left to train with.
    Slide "Training-Validation-Test Sets".

    >>> [len(rows) for rows in train_val_test_split(10, np.random.default_rng(0))]
    [6, 2, 2]
    """
    n = whole_number("n", n)
    sizes = [round(n * _share(name, share)) for name, share in (("validation", validation), ("test", test))]
    if sum(sizes) >= n:
        raise ValueError(f"validation is {validation:g} and test {test:g}: of {n} examples none is left to train with")
    rows = generator("rng", rng).permutation(n)
    return Sets(rows[sum(sizes) :], rows[: sizes[0]], rows[sizes[0] : sum(sizes)])


def kfold(n, k, rng=None):
    """k splits of n examples; each example is held out for validation exactly once.

        fold 1 | fold 2 | … | fold k,   split i: validation = fold i, train = all others

    The folds differ by one example at most; with rng they are drawn at random, otherwise in the order of the rows
    (then shuffle rows that are sorted). Raises ValueError unless 2 ≤ k ≤ n. Slide "Cross-Validation".

    >>> [split.validation.tolist() for split in kfold(5, 2)]
    [[0, 1, 2], [3, 4]]
    """
    n, k = whole_number("n", n), whole_number("k", k)
    if not 2 <= k <= n:
        raise ValueError(f"k is {k}, expected from 2 to {n}, the number of examples")
    rows = np.arange(n) if rng is None else generator("rng", rng).permutation(n)
    return [Split(np.setdiff1d(rows, fold), fold) for fold in np.array_split(rows, k)]


def leave_one_out(n):
    """n splits of n examples; each example is held out alone, once: kfold with k = n.

        split i: validation = {i}, train = all others

    Raises ValueError for n < 2. Slide "Cross-Validation".

    >>> [split.train.tolist() for split in leave_one_out(3)]
    [[1, 2], [0, 2], [0, 1]]
    """
    return kfold(n, n)


def shuffle_split(n, splits, rng, validation=0.2):
    """A number of independent random splits: an example may be held out several times, or never.

        split i: validation = a random share of all, train = the others

    Raises ValueError for a share outside 0 to 1, and when one of the two sets would be empty.
    Slide "Cross-Validation", where it is called random sampling.

    >>> [len(split.validation) for split in shuffle_split(10, 3, np.random.default_rng(0))]
    [2, 2, 2]
    """
    n, splits = whole_number("n", n), whole_number("splits", splits)
    size = round(n * _share("validation", validation))
    if not 0 < size < n:
        raise ValueError(f"validation is {validation:g}: of {n} examples that leaves one of the two sets empty")
    drawn = (generator("rng", rng).permutation(n) for _ in range(splits))
    return [Split(rows[size:], rows[:size]) for rows in drawn]


@in_range
def feature_scale(X):
    """Mean and spread of each column, with which (X - mean) / spread has mean 0 and standard deviation 1.

        mean_j = Σ_i x_ij / n,   spread_j = √(Σ_i (x_ij - mean_j)² / n)

    X has shape (n, d), both results (d,); a column that is constant gets the spread 1. Raises ValueError for other
    shapes. Slide "Cross-Validation".

    >>> feature_scale([[1, 5], [3, 5]])
    Scale(mean=array([2., 5.]), spread=array([1., 1.]))
    """
    X = array("X", X, ndim=2)
    constant = (X[0] == X).all(axis=0)
    scaled, units = scale_columns(X)  # powers of two, so that the squares of tiny numbers do not vanish
    mean, spread = np.ldexp(scaled.mean(axis=0), units), np.ldexp(scaled.std(axis=0), units)
    return Scale(mean, np.where(constant, 1.0, spread))


@in_range
def standardize(X, train):
    """All rows on the scale of the training rows: there each column has mean 0 and standard deviation 1.

        X̃ = (X - mean) / spread,   mean and spread of X[train]

    X has shape (n, d), and so has X̃; train holds row numbers. With mean and spread of all rows, the held-out rows would
    influence the training. Raises ValueError for other shapes and for rows that do not exist.
    Slide "Cross-Validation".

    >>> standardize([[1], [3], [10]], train=[0, 1])  # mean 2, spread 1
    array([[-1.],
           [ 1.],
           [ 8.]])
    """
    X = array("X", X, ndim=2)
    mean, spread = feature_scale(X[_rows("train", train, len(X))])
    return (X - mean) / spread


@in_range
def cross_validate(X, y, splits, fit, score):
    """The score of each split, of a model that has never seen the split's validation rows, nor their mean and spread.

        model_i = fit(X̃[train], y[train]),   score_i = score(model_i, X̃[validation], y[validation]),
        X̃ = standardize(X, train)

    X has shape (n, d), y (n,), the scores (number of splits,). fit and score are your functions; each call gets
    its own arrays. Raises ValueError for other shapes, for a split that trains on what it validates with, and for
    rows that do not exist. Slide "Cross-Validation".

    >>> def mean_label(X, y):
    ...     return y.mean()
    >>> def distance(model, X, y):
    ...     return abs(y - model).mean()
    >>> cross_validate([[1], [2], [3]], [0, 0, 3], leave_one_out(3), mean_label, distance)
    array([1.5, 1.5, 3. ])
    """
    X, y = array("X", X, ndim=2), array("y", y, ndim=1)
    if len(X) != len(y):
        raise ValueError(f"y has shape {y.shape}, expected {len(X)} labels, as many as X has rows")
    splits, fit, score = _pairs(splits), function("fit", fit), function("score", score)
    scores = []
    for train, validation in splits:
        train, validation = _rows("train", train, len(X)), _rows("validation", validation, len(X))
        if np.intersect1d(train, validation).size:
            raise ValueError("splits has a split in which a row is in train and in validation")
        scaled = standardize(X, train)
        model = fit(scaled[train], y[train])
        scores.append(number("score", score(model, scaled[validation], y[validation])))
    return np.array(scores)


def accuracy(y, predicted):
    """The share of examples whose predicted label is the true one.

        Σ_i [predicted_i = y_i] / n

    Both have shape (n,). Raises ValueError for other shapes. Slide "Training-Validation-Test Sets".

    >>> accuracy([1, 0, 1, 1], [1, 0, 0, 1])
    0.75
    """
    y = array("y", y, ndim=1)
    return float(np.mean(y == array("predicted", predicted, shape=y.shape)))


# -------------------------------------------------------------------------------------------------------- arguments


def _share(name, value):
    value = number(name, value, at_least=0)
    if value > 1:
        raise ValueError(f"{name} is {value:g}, expected a share from 0 to 1")
    return value


def _pairs(splits):
    try:
        splits = [(train, validation) for train, validation in splits]
    except (TypeError, ValueError):
        splits = []
    if not splits:
        raise ValueError("splits holds no pairs of rows to train with and rows to validate with: make it with kfold")
    return splits


def _rows(name, rows, n):
    masked = np.ma.is_masked(rows)
    try:
        rows = np.asarray(rows)
    except ValueError:  # lists of different lengths
        rows = np.empty(0)
    whole = rows.ndim == 1 and rows.dtype.kind in "iu" and rows.size and not masked
    if not whole or rows.min() < 0 or rows.max() >= n:
        raise ValueError(f"{name} is not a list of row numbers from 0 to {n - 1}")
    return rows
