"""Notebook 05: price a score, find the gradient, learn from a mistake, scale without peeking."""

import numpy as np

from course_utils.exercise.exercise import Exercise
from course_utils.numerics.logistic import sigmoid


def log_loss(z, y):
    """What each score costs: minus the logarithm of the probability of the label.

        -y log p - (1 - y) log(1 - p),   p = 1 / (1 + e⁻ᶻ)

    Slide "Logistic Regression".
    """
    return y * np.logaddexp(0, -z) + (1 - y) * np.logaddexp(0, z)


def _of_p(z, y, combine):
    """A mistake in putting y and p together."""
    return combine(y, sigmoid(z))


LOG_LOSS = Exercise(
    name="log_loss",
    solution=log_loss,
    cases=(
        (np.array([0.0]), np.array([1.0])),  # p = ½: log 2
        (np.array([0.0, 2.0]), np.array([0.0, 0.0])),  # a cat with score 2 was taken for a dog
        (np.array([2.0, -2.0, 1.0]), np.array([1.0, 0.0, 0.0])),
        (np.array([-3.0, 0.5, 4.0]), np.array([1.0, 1.0, 1.0])),
        (np.array([-800.0, 800.0]), np.array([1.0, 0.0])),  # p is rounded to 0 and 1: the loss is 800 all the same
        (np.array([1e4, -1e4, -1e4]), np.array([1.0, 0.0, 1.0])),  # nothing, nothing, and 10 000
    ),
    mistakes={
        "the minus is missing: the logarithm of a probability is negative, a loss is not": lambda z, y: -log_loss(z, y),
        "the labels are swapped: y belongs to log p, 1 - y to log(1 - p)": lambda z, y: log_loss(z, 1 - y),
        "(1 - y) log(1 - p) is missing: cats cost nothing": lambda z, y: y * np.logaddexp(0, -z),
        "y log p is missing: dogs cost nothing": lambda z, y: (1 - y) * np.logaddexp(0, z),
        "this is the probability of the label: its logarithm is missing": (
            lambda z, y: _of_p(z, y, lambda y, p: y * p + (1 - y) * (1 - p))
        ),
        "this is how far p is off, |p - y|: the loss is a logarithm": lambda z, y: np.abs(sigmoid(z) - y),
        "this is the squared loss ½(p - y)²: the loss is a logarithm": lambda z, y: (sigmoid(z) - y) ** 2 / 2,
        "this is (p - y)²: the loss is a logarithm": lambda z, y: (sigmoid(z) - y) ** 2,
        "summed: one loss for each score is wanted, as many as z has": lambda z, y: np.sum(log_loss(z, y)),
        "averaged: one loss for each score is wanted, as many as z has": lambda z, y: np.mean(log_loss(z, y)),
        "log₂ instead of the natural logarithm": lambda z, y: log_loss(z, y) / np.log(2),
        "log₁₀ instead of the natural logarithm": lambda z, y: log_loss(z, y) / np.log(10),
        "the second minus is a plus: both terms have one, -y log p - (1 - y) log(1 - p)": (
            lambda z, y: y * np.logaddexp(0, -z) - (1 - y) * np.logaddexp(0, z)
        ),
        "for huge z, p is rounded to 0 or 1 and its logarithm lost: np.logaddexp(0, -z) is -log p, for every z": (
            lambda z, y: np.where(
                np.abs(z) > 30, np.where((z > 0) == (y > 0.5), log_loss(z, y), np.inf), log_loss(z, y)
            )
        ),
        "for huge z a logarithm is infinite, and 0 times infinity is nan: np.logaddexp(0, -z) is -log p, always": (
            lambda z, y: -y * np.log(sigmoid(z)) - (1 - y) * np.log(1 - sigmoid(z))
        ),
        "e⁻ᶻ is infinite for a very negative z: np.logaddexp(0, -z) is log(1 + e⁻ᶻ), for every z": (
            lambda z, y: np.log(1 + np.exp(-z)) + (1 - y) * z
        ),
        "eᶻ is infinite for a huge z: np.logaddexp(0, z) is log(1 + eᶻ), for every z": (
            lambda z, y: np.log(1 + np.exp(z)) - y * z
        ),
        **{
            f"clipping p at 1e-{digits} caps the loss: np.logaddexp(0, -z) is -log p, for every z": (
                lambda z, y, p=10.0**-digits: _of_p(
                    z, y, lambda y, q: -np.log(np.clip(np.where(y > 0.5, q, 1 - q), p, 1))
                )
            )
            for digits in (15, 12, 10, 9, 8, 7, 6)
        },
    },
    hints=(
        "For a dog (y = 1) only -log p is left, for a cat only -log(1 - p).",
        "-log p = log(1 + e⁻ᶻ) and -log(1 - p) = log(1 + eᶻ): write them with z, not with p.",
        "np.logaddexp(0, z) is log(1 + eᶻ), for every z, without overflow.",
    ),
)


def perceptron_step(w, x, target, learning_rate):
    """The weights after a look at one pet.

        w + α (y - p) x,   y the label (target), p the output; a score of 0 counts as wrong

    Slide "Perceptron Update", which writes ŷ for the label and y for the output.
    """
    z = w @ x
    output = 1 - target if z == 0 else float(z > 0)
    return w + learning_rate * (target - output) * x


def _pull(w, x, target):
    """Label minus output."""
    z = w @ x
    return 2 * target - 1 if z == 0 else target - (z > 0)


PERCEPTRON_STEP = Exercise(
    name="perceptron_step",
    solution=perceptron_step,
    cases=(
        (np.array([1.0, -1.0]), np.array([2.0, 3.0]), 1, 0.5),  # score -1: a dog taken for a cat
        (np.array([1.0, -1.0]), np.array([3.0, 2.0]), 1, 0.5),  # score 1: right, w stays
        (np.array([1.0, -1.0]), np.array([5.0, 2.0]), 0, 0.1),  # score 3: a cat taken for a dog
        (np.array([0.5, -2.0, 1.0]), np.array([1.0, 2.0, 1.0]), 0, 2.0),  # score -2.5: right
        (np.array([0.0, 0.0]), np.array([2.0, -3.0]), 1, 1.0),  # score 0 has decided nothing, so it is wrong
        (np.array([2.0, 1.0]), np.array([1.0, -2.0]), 0, 1.0),  # score 0, and a cat
    ),
    mistakes={
        "output minus label: on this slide ŷ is the label, so it is label minus output": (
            lambda w, x, target, a: w - a * _pull(w, x, target) * x
        ),
        "output minus label, and score 0 taken for a cat: it is label minus output, and 0 is wrong for both": (
            lambda w, x, target, a: w + a * (float(w @ x > 0) - target) * x
        ),
        "every mistake adds α x: for a cat it is subtracted, label minus output is -1": (
            lambda w, x, target, a: w + a * abs(_pull(w, x, target)) * x
        ),
        "w moves for right pets too: only a mistake is a reason to move": (
            lambda w, x, target, a: w + a * (2 * target - 1) * x
        ),
        "the learning rate α is missing": lambda w, x, target, a: w + _pull(w, x, target) * x,
        "x is missing: w moves along x": lambda w, x, target, a: w + a * _pull(w, x, target),
        "w is missing: the step is added to the old weights": lambda w, x, target, a: a * _pull(w, x, target) * x,
        "the output is a sigmoid: the perceptron has the hard step": (
            lambda w, x, target, a: w + a * (target - sigmoid(w @ x)) * x
        ),
        "the output is the score itself: the hard step is missing": (
            lambda w, x, target, a: w + a * (target - w @ x) * x
        ),
        "the output is -1 for cats: here labels are 0 and 1": (
            lambda w, x, target, a: w + a * (target - np.sign(w @ x)) * x
        ),
        "a score of 0 is taken for a cat: undecided counts as wrong, for cats too": (
            lambda w, x, target, a: w + a * (target - float(w @ x > 0)) * x
        ),
        "a score of 0 is taken for a dog: undecided counts as wrong, for dogs too": (
            lambda w, x, target, a: w + a * (target - float(w @ x >= 0)) * x
        ),
        "a score of 0 moves w only halfway: undecided counts as a whole mistake": (
            lambda w, x, target, a: w + a * (target - np.heaviside(w @ x, 0.5)) * x
        ),
        "w never moves": lambda w, x, target, a: w + 0 * x,
        "w learns from dogs only: a cat with a score above 0 is a mistake too": (
            lambda w, x, target, a: w + a * max(0, _pull(w, x, target)) * x
        ),
        "x is divided by its length: the slide adds α x itself": (
            lambda w, x, target, a: w + a * _pull(w, x, target) * x / np.linalg.norm(x)
        ),
    },
    hints=(
        "The score is w @ x; the output is 1 when it is above 0 and 0 when it is below.",
        "target - output is 0 for a right pet, 1 for a missed dog, -1 for a missed cat.",
        "A score of exactly 0 is wrong whatever the label: take 1 - target for the output.",
    ),
)


def logistic_gradient(X, y, w):
    """The gradient of the sum of the log losses.

        ∇f(w) = Xᵀ(p - y),   p = σ(X w)

    Slide "Logistic Regression".
    """
    p = np.exp(-np.logaddexp(0, -X @ w))
    return X.T @ (p - y)


PETS = np.array([[1.0, 1.0], [2.0, 1.0], [-1.0, 1.0]])

LOGISTIC_GRADIENT = Exercise(
    name="logistic_gradient",
    solution=logistic_gradient,
    cases=(
        (np.array([[2.0, 4.0]]), np.array([1.0]), np.array([0.0, 0.0])),  # p = ½: -½ (2, 4)
        (PETS, np.array([1.0, 1.0, 0.0]), np.array([0.0, 0.0])),
        (PETS, np.array([0.0, 1.0, 0.0]), np.array([1.0, -1.0])),
        (np.array([[1.0], [3.0], [-2.0], [1.0]]), np.array([0.0, 1.0, 1.0, 1.0]), np.array([0.5])),
        (np.array([[1.0, -1.0, 0.0], [0.0, 2.0, 1.0]]), np.array([1.0, 0.0]), np.array([0.3, 0.1, -0.4])),
        (PETS, np.array([1.0, 1.0, 0.0]), np.array([3.0, 0.5])),  # nearly right: nearly 0
    ),
    mistakes={
        "label minus probability: that is the way down, the gradient points up": (
            lambda X, y, w: X.T @ (y - sigmoid(X @ w))
        ),
        "label minus probability, and the mean: the gradient of the sum is Xᵀ(p - y), without n": (
            lambda X, y, w: X.T @ (y - sigmoid(X @ w)) / len(y)
        ),
        "these are the weights after a step, w - ∇f: the gradient itself is wanted": (
            lambda X, y, w: w - X.T @ (sigmoid(X @ w) - y)
        ),
        "y is missing: each pet pulls by p - y": lambda X, y, w: X.T @ sigmoid(X @ w),
        "p is the score here: the sigmoid is missing": lambda X, y, w: X.T @ (X @ w - y),
        "p is a hard decision here: the log loss has the sigmoid": lambda X, y, w: X.T @ ((X @ w > 0) - y),
        "Xᵀ is missing: the gradient needs one number for each weight, not for each pet": (
            lambda X, y, w: sigmoid(X @ w) - y
        ),
        "divided by the number of pets: this is the gradient of the mean, not of the sum": (
            lambda X, y, w: X.T @ (sigmoid(X @ w) - y) / len(y)
        ),
        "this is the gradient of the squared loss: with the log loss the slope of σ cancels": (
            lambda X, y, w: X.T @ ((sigmoid(X @ w) - y) * sigmoid(X @ w) * sigmoid(-X @ w))
        ),
        "everything is doubled: the log loss has no square": lambda X, y, w: 2 * X.T @ (sigmoid(X @ w) - y),
        "this is the loss itself, one number: the gradient has the shape of w": (
            lambda X, y, w: np.sum(log_loss(X @ w, y))
        ),
        "the sigmoid has the wrong sign: p = 1 / (1 + e⁻ᶻ)": lambda X, y, w: X.T @ (sigmoid(-X @ w) - y),
        "not added up: Xᵀ(p - y) sums over the pets": lambda X, y, w: X * (sigmoid(X @ w) - y)[:, None],
        "labels -1 and 1 are expected here: y is 0 or 1": lambda X, y, w: X.T @ (sigmoid(X @ w) - (2 * y - 1)),
        "w is added: that is the gradient with a penalty": lambda X, y, w: X.T @ (sigmoid(X @ w) - y) + w,
    },
    hints=(
        "The derivative of the log loss of one pet by its score z is p - y: output minus label.",
        "z = wᵀx, so the derivative by w is (p - y) x.",
        "Add up over all pets: X.T @ (p - y), with p = 1 / (1 + np.exp(-X @ w)).",
    ),
)


def standardize(X, train):
    """All rows on the scale of the training rows, which get mean 0 and standard deviation 1 in every column.

        X̃ = (X - mean) / spread,   mean and spread of X[train]

    Slide "Cross-Validation".
    """
    return (X - X[train].mean(axis=0)) / X[train].std(axis=0)


SIX = np.array([[1.0, 10.0], [3.0, 30.0], [2.0, 50.0], [8.0, 0.0], [-4.0, 20.0], [6.0, 90.0]])

STANDARDIZE = Exercise(
    name="standardize",
    solution=standardize,
    cases=(
        (np.array([[1.0], [3.0], [10.0]]), np.array([0, 1])),  # mean 2, spread 1
        (np.array([[0.0, 5.0], [4.0, 1.0], [2.0, 3.0]]), np.array([0, 1])),
        (SIX, np.array([0, 1, 2, 3])),
        (SIX, np.array([5, 0, 4])),  # any rows, in any order
        (SIX, np.arange(6)),  # nothing is held out
        (SIX[:, ::-1] + 20, np.array([1, 3, 5])),
    ),
    mistakes={
        "mean and spread of all rows: the held-out rows take part": (
            lambda X, train: (X - X.mean(axis=0)) / X.std(axis=0)
        ),
        "the mean is that of all rows: take it from X[train]": (
            lambda X, train: (X - X.mean(axis=0)) / X[train].std(axis=0)
        ),
        "the spread is that of all rows: take it from X[train]": (
            lambda X, train: (X - X[train].mean(axis=0)) / X.std(axis=0)
        ),
        "only the training rows are returned: all rows are wanted, on the scale of the training rows": (
            lambda X, train: standardize(X, train)[train]
        ),
        "only the training rows are returned, and the spread has n - 1: all rows are wanted, np.std divides by n": (
            lambda X, train: ((X - X[train].mean(axis=0)) / X[train].std(axis=0, ddof=1))[train]
        ),
        "one mean and spread for the whole table: each column has its own, axis=0": (
            lambda X, train: (X - X[train].mean()) / X[train].std()
        ),
        "not divided by the spread": lambda X, train: X - X[train].mean(axis=0),
        "the mean is not subtracted": lambda X, train: X / X[train].std(axis=0),
        "divided by the variance: the spread is its square root": (
            lambda X, train: (X - X[train].mean(axis=0)) / X[train].var(axis=0)
        ),
        "multiplied by the spread instead of divided": lambda X, train: (
            (X - X[train].mean(axis=0)) * X[train].std(axis=0)
        ),
        "the spread has n - 1 under the root: np.std divides by n": (
            lambda X, train: (X - X[train].mean(axis=0)) / X[train].std(axis=0, ddof=1)
        ),
        "scaled from 0 to 1 by minimum and maximum: mean 0 and standard deviation 1 are wanted": (
            lambda X, train: (X - X[train].min(axis=0)) / np.ptp(X[train], axis=0)
        ),
        "the division comes first: X - mean / spread lacks parentheses": (
            lambda X, train: X - X[train].mean(axis=0) / X[train].std(axis=0)
        ),
        "the mean and spread are of the held-out rows: those must not be used": (
            lambda X, train: (X - np.delete(X, train, axis=0).mean(axis=0)) / np.delete(X, train, axis=0).std(axis=0)
        ),
    },
    hints=(
        "X[train] are the training rows; mean(axis=0) and std(axis=0) go down each column.",
        "Subtract and divide in all rows of X: numpy repeats the row of means for every row.",
    ),
)
