"""From a score to a probability, and the weights under which the labels of all examples are most probable.

A pet is a row of X, its label y is 0 (cat) or 1 (dog), its score is  z = wᵀx. There is no bias in these formulas:
give X a column of ones (`least_squares.design_matrix`), and the last weight is the bias.
"""

import numpy as np

from course_utils.numerics._arguments import array, checked, in_range, labelled_examples, scores
from course_utils.numerics._solvers.newton import newton_path
from course_utils.numerics._solvers.orthogonal import orthogonal_columns
from course_utils.numerics._solvers.penalties import column_prices, penalty_rows
from course_utils.numerics._solvers.separability import can_separate

# -------------------------------------------------------------------------------------------------------- arguments


def _scores_and_labels(z, y):
    z, y = array("z", z), array("y", y)
    if y.ndim and y.shape != z.shape:
        raise ValueError(f"y has shape {y.shape}, expected {z.shape}, as z has")
    return z, _between_0_and_1("y", y)


def _between_0_and_1(name, values):
    values = array(name, values)
    bad = values[(values < 0) | (values > 1)]
    if bad.size:
        raise ValueError(f"{name} contains {bad.flat[0]:g}, expected numbers from 0 to 1")
    return values


# ------------------------------------------------------------------------------------------- scores and probabilities


def _sigmoid(z):
    """The probability that belongs to the score (log-odds) z.

        p = 1 / (1 + e⁻ᶻ)

    z is a number or an array of any shape, p has its shape. Computed as exp(-log(1 + e⁻ᶻ)), which neither overflows
    nor warns for any z; e⁻ᶻ itself does from z = -710 on. Raises ValueError unless z is finite and real.
    Slide "Logistic Regression".

    >>> float(sigmoid(0))
    0.5
    >>> float(sigmoid(-1e4))
    0.0
    """
    return np.exp(-np.logaddexp(0.0, -z))


sigmoid = checked(lambda z: (array("z", z),))(_sigmoid)


def logit(p):
    """The score (log-odds) that belongs to the probability p: the inverse of the sigmoid.

        z = log(p / (1 - p))

    p is a number or an array of any shape, z has its shape; p = 0 and p = 1 give -∞ and ∞. Raises ValueError unless
    all p are between 0 and 1. Slide "Logistic Regression".

    >>> float(logit(0.5)), float(logit(0.8).round(4))  # log 4: four dogs to one cat
    (0.0, 1.3863)
    """
    p = _between_0_and_1("p", p)
    with np.errstate(divide="ignore"):
        far = np.log(p) - np.log1p(-p)
        near = np.log1p((2 * p - 1) / np.where(p < 1, 1 - p, 1))  # p / (1 - p) = 1 + (2p - 1) / (1 - p)
    return np.where(np.abs(p - 0.5) < 0.25, near, far)


def _log_loss(z, y):
    """The price of the score z for the label y: minus the logarithm of the probability that the label was given.

        -y log p - (1 - y) log(1 - p),   p = 1 / (1 + e⁻ᶻ)

    z and y have one shape (or y is one number), and so has the loss: add it up or average it as you need. y is 0, 1
    or between. Computed from z and not from p, because for large |z| p is rounded to 0 or 1 and its logarithm is lost.
    Raises ValueError for other y and for shapes that do not match. Slide "Logistic Regression".

    >>> float(log_loss(0, 1).round(4))  # log 2, for a coin
    0.6931
    >>> float(log_loss(-1e4, 1)), float(log_loss(1e4, 1))
    (10000.0, 0.0)
    """
    return y * np.logaddexp(0.0, -z) + (1 - y) * np.logaddexp(0.0, z)


log_loss = checked(_scores_and_labels)(_log_loss)


def _squared_loss(z, y):
    """Another price of the score z for the label y: half the square of the error of the probability.

        ½ (p - y)²,   p = 1 / (1 + e⁻ᶻ)

    z and y have one shape (or y is one number), and so has the loss. It never exceeds ½: a score that is wrong beyond
    measure costs hardly more than one that is just wrong. Raises ValueError as log_loss does.
    Slide "Perceptron Update".

    >>> float(squared_loss(0, 1)), float(squared_loss(-1e4, 1))
    (0.125, 0.5)
    """
    return (_sigmoid(z) - y) ** 2 / 2


squared_loss = checked(_scores_and_labels)(_squared_loss)


# ------------------------------------------------------------------------------------------------ the best weights


@in_range
def logistic_gradient(X, y, w, lam=0.0, unpenalized=()):
    """The gradient of what logistic_regression minimises.

        ∇f(w) = Xᵀ(p - y) + λ w,   p = σ(X w)

    X has shape (n, d), y (n,), w and ∇f (d,). Raises ValueError as logistic_regression does.
    Slide "Logistic Regression".

    >>> logistic_gradient([[1, 0], [2, 4]], [0, 1], w=[0, 0])  # ½ (1, 0) - ½ (2, 4)
    array([-0.5, -2. ])
    """
    X, y = labelled_examples(X, y)
    z, w = scores(X, w), array("w", w)
    return X.T @ _output_minus_label(z, y) + column_prices(lam, X.shape[1], unpenalized) * w


def logistic_regression(X, y, lam=0.0, unpenalized=()):
    """The weights under which the labels are most probable: the least sum of log losses.

        argmin Σ_i log_loss(wᵀx_i, y_i) + ½λ‖w‖²

    X has shape (n, d), y (n,) with labels 0 and 1, w (d,); the columns named by `unpenalized` are free of λ. Where
    columns are dependent and many w are best, it is one of these. Raises ValueError for other shapes and labels, for
    λ < 0, and when there is no best w: if some w puts no pet on the wrong side, a longer one is always better
    (see is_separable). A penalty λ > 0 then helps. scikit-learn's C is 1/λ. Slide "Logistic Regression".

    >>> logistic_regression([[1], [1], [1], [1]], [1, 1, 1, 0]).round(6)  # p = ¾: three dogs to one cat, log 3
    array([1.098612])
    """
    return logistic_path(X, y, lam, unpenalized)[-1]


@in_range
def logistic_path(X, y, lam=0.0, unpenalized=()):
    """All weights on the way of Newton's method to logistic_regression, from w = 0 on, shape (steps + 1, d).

        w ← w - (Xᵀ S X + λI)⁻¹ ∇f(w),   S = diag(p (1 - p))

    A step that would go uphill is halved. A step is found by orthogonal least squares, for digits rather than speed.
    Arguments and errors as in logistic_regression. Slide "Logistic Regression".

    >>> logistic_path([[1], [1], [1], [1]], [1, 1, 1, 0])[:2]  # the first step from w = 0: (3/2 - 1/2) / (4/4)
    array([[0.],
           [1.]])
    """
    X, y = labelled_examples(X, y)
    penalty = column_prices(lam, X.shape[1], unpenalized)
    _refuse_separable(X, y, penalty)
    # In place of w, look for a with [X; √λ] w = U a: the columns of U are orthogonal, whatever the units of X.
    U, to_w = orthogonal_columns(np.vstack([X, penalty_rows(penalty)]))
    path = newton_path(
        U[: len(X)],
        U[len(X) :],
        loss=lambda z: _log_loss(z, y),
        slope=lambda z: _output_minus_label(z, y),
        root_of_curvature=lambda z: np.sqrt(_sigmoid(z) * _sigmoid(-z)),
    )
    return path @ to_w.T


def _output_minus_label(z, y):
    """p - y for labels 0 and 1; where p is nearly 1, 1 - p is computed as σ(-z), and no digit of it is lost."""
    sign = 1 - 2 * y
    return sign * _sigmoid(sign * z)


def _refuse_separable(X, y, penalty):
    """Raise ValueError where longer and longer w, which cost nothing, are better and better."""
    if penalty.all() or not can_separate(X[:, penalty == 0], y):
        return
    by, remedy = ("the unpenalized columns of X", "penalize them") if penalty.any() else ("X", "use lam > 0")
    raise ValueError(
        f"y can be separated by {by}: some w puts no example on the wrong side, and the longer this w, the smaller "
        f"the loss, so the weights have no finite optimum; {remedy}"
    )
