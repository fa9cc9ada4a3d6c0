"""One neuron: its decisions, and how it learns from one example at a time.

A pet is a row of X, its label y is 0 (cat) or 1 (dog), its score is  z = wᵀx. There is no bias in these formulas:
give X a column of ones (`least_squares.design_matrix`), and the last weight is the bias.

A score of exactly 0 has decided nothing: p = ½. Where a decision must be made, it counts as "not a dog" (`predict`),
and where the perceptron learns, it counts as a mistake, whatever the label. scikit-learn does the same.
"""

from math import exp

import numpy as np

from course_utils.numerics._arguments import (
    array,
    in_range,
    labelled_examples,
    number,
    one_of,
    positive,
    scores,
    whole_number,
)
from course_utils.numerics._solvers.separability import can_separate
from course_utils.numerics.logistic import sigmoid


@in_range
def predict_proba(X, w):
    """The probability that each pet is a dog: one neuron.

        p = σ(X w),   one pet: p = σ(wᵀx) = σ(w₁x₁ + w₂x₂ + … + w_M x_M)

    X has shape (n, d), w (d,), p (n,). Raises ValueError for other shapes. Slide "Let's Make A Neuron!".

    >>> predict_proba([[0, 0], [np.log(3), 0]], w=[1, 7]).round(6)
    array([0.5 , 0.75])
    """
    return sigmoid(scores(X, w))


@in_range
def predict(X, w):
    """The decision for each pet, 1 for a dog and 0 for a cat; a score of exactly 0 gives 0.

        1 where wᵀx > 0, otherwise 0

    X has shape (n, d), w (d,), the decisions (n,). Raises ValueError for other shapes. Slide "Let's Make A Neuron!".

    >>> predict([[2], [-2], [0]], w=[1])
    array([1., 0., 0.])
    """
    return (scores(X, w) > 0).astype(float)


@in_range
def perceptron_step(w, x, target, learning_rate=1.0):
    """The weights after one look at one pet; they move only when the neuron was wrong.

        w + α (y - p) x,   y the label (target), p the output: 1 if wᵀx > 0, 0 if wᵀx < 0, and 1 - y if wᵀx = 0

    So a score of exactly 0 counts as wrong for both labels. w and x have shape (d,), and so has the answer. Raises
    ValueError for other shapes, a target that is not 0 or 1, and a learning rate that is not positive.
    Slide "Perceptron Update", which writes ŷ for the label and y for the output.

    >>> perceptron_step([1, -1], x=[2, 3], target=1, learning_rate=1)  # score 2 - 3: a dog was taken for a cat
    array([3., 2.])
    >>> perceptron_step([1, -1], x=[3, 2], target=1, learning_rate=1)  # score 1: right, nothing to learn
    array([ 1., -1.])
    """
    return _step(w, x, target, learning_rate, _label_minus_decision)


@in_range
def log_loss_step(w, x, target, learning_rate=1.0):
    """The weights after one look at one pet with a sigmoid in place of the hard step: downhill on its log loss.

        w + α (y - p) x,   p = σ(wᵀx);   the gradient of the log loss is (p - y) x

    Every pet moves the weights; the right ones move them a little. Shapes and errors as in perceptron_step.
    Slide "Perceptron Update" with the σ of the slide "Logistic Regression".

    >>> log_loss_step([0, 0], x=[2, 4], target=1, learning_rate=1)  # p = ½
    array([1., 2.])
    """
    return _step(w, x, target, learning_rate, _label_minus_probability)


@in_range
def squared_loss_step(w, x, target, learning_rate=1.0):
    """The weights after a step downhill on the squared loss of one pet, with one more factor, the sigmoid's slope.

        w + α (y - p) σ'(z) x,   p = σ(z), z = wᵀx, σ' = σ (1 - σ)

    Where a pet is badly wrong the slope is almost 0, and almost nothing is learned. Shapes and errors as in
    perceptron_step. Slide "Perceptron Update", as it would be with the loss ½(y - p)².

    >>> squared_loss_step([0, 0], x=[2, 4], target=1, learning_rate=1)  # ½ as above, times ¼
    array([0.25, 0.5 ])
    """
    return _step(w, x, target, learning_rate, _label_minus_probability_times_slope)


@in_range
def perceptron_path(X, y, learning_rate=1.0, epochs=100, start=None, rule="perceptron"):
    """All weights on the way through the pets, one after another in the order of the rows, epoch after epoch.

        w(t+1) = w(t) + α · pull · x_i,   i = t mod n;   pull = y_i - p_i for the perceptron

    X has shape (n, d), y (n,), start (d,), zeros if omitted. The rule is "perceptron", "log loss" or "squared loss",
    as in the three steps above. The path has shape (t + 1, d): row t holds the weights before pet t mod n.
    It ends after the first epoch that changes nothing (for the perceptron: all pets are right), or after `epochs`.
    Raises ValueError for other shapes, labels or rules, and as perceptron_step does. Slide "Perceptron Update".

    >>> perceptron_path([[1], [-2]], [1, 0])  # the first pet moves w, then both are right
    array([[0.],
           [1.],
           [1.],
           [1.],
           [1.]])
    """
    X, y = labelled_examples(X, y)
    pull = one_of("rule", rule, PULLS)
    epochs, learning_rate = whole_number("epochs", epochs), positive("learning_rate", learning_rate)
    w = np.zeros(X.shape[1]) if start is None else array("start", start, shape=(X.shape[1],))
    path, labels = [w], y.tolist()
    for _ in range(epochs):
        for x, target in zip(X, labels, strict=True):
            w = w + learning_rate * pull(float(w @ x), target) * x
            path.append(w)
        if np.array_equal(path[-len(X) :], [path[-len(X) - 1]] * len(X)):
            break
    return np.array(path)


@in_range
def is_separable(X, y):
    """Whether some w puts no pet on the wrong side and not all of them on the line.

        ∃ w:  s_i wᵀx_i ≥ 0 for all i, and > 0 for some i,   s_i = 1 for dogs, -1 for cats

    In exactly these cases logistic regression has no finite optimum; if all can be > 0, the perceptron comes to an end.
    X has shape (n, d), y (n,). Raises ValueError for other shapes and labels. Slide "Perceptron Update".

    >>> is_separable([[1, 1], [2, 1], [3, 1]], [0, 0, 1]), is_separable([[1, 1], [2, 1], [3, 1]], [0, 1, 0])
    (True, False)
    """
    return can_separate(*labelled_examples(X, y))


# ------------------------------------------------------------------------------------------------------- the rules


def _step(w, x, target, learning_rate, pull):
    w = array("w", w, ndim=1)
    x, target = array("x", x, shape=w.shape), number("target", target)
    if target not in (0, 1):
        raise ValueError(f"target is {target:g}, expected the label 0 (cat) or 1 (dog)")
    return w + positive("learning_rate", learning_rate) * pull(float(w @ x), target) * x


def _label_minus_decision(z, target):
    return 2 * target - 1 if z == 0 else target - (z > 0)  # a score of 0 is never right


def _label_minus_probability(z, target):
    """Take one number at a time: faster than the sigmoid of arrays, and as accurate."""
    e = exp(-abs(z))
    return target - (1 if z > 0 else e) / (1 + e)


def _label_minus_probability_times_slope(z, target):
    e = exp(-abs(z))
    return _label_minus_probability(z, target) * e / (1 + e) ** 2


PULLS = {
    "perceptron": _label_minus_decision,
    "log loss": _label_minus_probability,
    "squared loss": _label_minus_probability_times_slope,
}
