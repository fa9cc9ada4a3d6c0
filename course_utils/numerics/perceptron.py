"""From a score to a probability, and how the weights behind the score are learned from examples.

A pet is a row of X, its label y is 0 (cat) or 1 (dog), its score is  z = wᵀx. There is no bias in these formulas:
give X a column of ones (`least_squares.design_matrix`), and the last weight is the bias.

A score of exactly 0 has decided nothing: p = ½. Where a decision must be made, it counts as "not a dog" (`predict`),
and where the perceptron learns, it counts as a mistake, whatever the label. scikit-learn does the same.
"""

from math import exp

import numpy as np

from course_utils.numerics.arguments import array, in_range, number, one_of, positive, whole_number
from course_utils.numerics.least_squares import scale_columns
from course_utils.numerics.robust import column_prices

EPS = np.finfo(float).eps  # 2.2e-16
STEPS = 100  # of Newton's method; ten are the usual number


# ------------------------------------------------------------------------------------------- scores and probabilities


def sigmoid(z):
    """The probability that belongs to the score (log-odds) z.

        p = 1 / (1 + e⁻ᶻ)

    z is a number or an array of any shape, p has its shape. Computed as exp(-log(1 + e⁻ᶻ)), which neither overflows
    nor warns for any z, where e⁻ᶻ itself does from z = -710 on. Raises ValueError unless z is finite and real.
    Slide "Logistic Regression".

    >>> float(sigmoid(0))
    0.5
    >>> float(sigmoid(-1e4))
    0.0
    """
    return np.exp(-np.logaddexp(0.0, -array("z", z)))


def logit(p):
    """The score (log-odds) that belongs to the probability p: the sigmoid, read backwards.

        z = log(p / (1 - p))

    p is a number or an array of any shape, z has its shape; p = 0 and p = 1 give -∞ and ∞. Raises ValueError unless
    all p are between 0 and 1. Slide "Logistic Regression".

    >>> float(logit(0.5)), float(logit(0.8).round(4))  # log 4: four dogs to one cat
    (0.0, 1.3863)
    """
    p = array("p", p)
    _between_0_and_1("p", p)
    with np.errstate(divide="ignore"):
        far = np.log(p) - np.log1p(-p)
        near = np.log1p((2 * p - 1) / np.where(p < 1, 1 - p, 1))  # p / (1 - p) = 1 + (2p - 1) / (1 - p)
    return np.where(np.abs(p - 0.5) < 0.25, near, far)


def log_loss(z, y):
    """What a score z costs when the label is y: minus the logarithm of the probability that the label was given.

        -y log p - (1 - y) log(1 - p),   p = 1 / (1 + e⁻ᶻ)

    z and y have one shape (or y is one number), and so has the loss: add it up or average it as you need. y is 0, 1
    or between. Computed from z and not from p, because for large |z| the p is 0 or 1 and its logarithm lost. Raises
    ValueError for other y and shapes that do not match. Slide "Logistic Regression".

    >>> float(log_loss(0, 1).round(4))  # log 2, for a coin
    0.6931
    >>> float(log_loss(-1e4, 1)), float(log_loss(1e4, 1))
    (10000.0, 0.0)
    """
    z, y = _scores(z, y)
    return y * np.logaddexp(0.0, -z) + (1 - y) * np.logaddexp(0.0, z)


def squared_loss(z, y):
    """Another price of the score z for the label y: half the square of what the probability is off.

        ½ (p - y)²,   p = 1 / (1 + e⁻ᶻ)

    z and y have one shape (or y is one number), and so has the loss. It never exceeds ½: a score that is wrong beyond
    measure costs hardly more than one that is wrong. Raises ValueError as log_loss does. Slide "Perceptron Update".

    >>> float(squared_loss(0, 1)), float(squared_loss(-1e4, 1))
    (0.125, 0.5)
    """
    z, y = _scores(z, y)
    return (sigmoid(z) - y) ** 2 / 2


@in_range
def predict_proba(X, w):
    """For each pet the probability that it is a dog: one neuron.

        p = σ(X w),   one pet: p = σ(wᵀx) = σ(w₁x₁ + w₂x₂ + … + w_M x_M)

    X has shape (n, d), w (d,), p (n,). Raises ValueError for other shapes. Slide "Let's Make A Neuron!".

    >>> predict_proba([[0, 0], [np.log(3), 0]], w=[1, 7]).round(6)
    array([0.5 , 0.75])
    """
    return sigmoid(_score(X, w))


@in_range
def predict(X, w):
    """For each pet the decision, 1 for a dog and 0 for a cat; a score of exactly 0 gives 0.

        1 where wᵀx > 0, otherwise 0

    X has shape (n, d), w (d,), the decisions (n,). Raises ValueError for other shapes. Slide "Let's Make A Neuron!".

    >>> predict([[2], [-2], [0]], w=[1])
    array([1., 0., 0.])
    """
    return (_score(X, w) > 0).astype(float)


# ------------------------------------------------------------------------------------------------ learning, pet by pet


@in_range
def perceptron_step(w, x, target, learning_rate=1.0):
    """The weights after one look at one pet; they move only when the neuron was wrong.

        w + α (ŷ - y) x,   ŷ the label (target), y the output: 1 if wᵀx > 0, 0 if wᵀx < 0, and 1 - ŷ if wᵀx = 0

    So a score of exactly 0 counts as wrong for both labels. w and x have shape (d,), and so has the answer. Raises
    ValueError for other shapes, a target that is not 0 or 1, and a learning rate that is not positive.
    Slide "Perceptron Update", where ŷ, which usually is an output, is the desired one.

    >>> perceptron_step([1, -1], x=[2, 3], target=1, learning_rate=1)  # score 2 - 3, a dog was taken for a cat
    array([3., 2.])
    >>> perceptron_step([1, -1], x=[3, 2], target=1, learning_rate=1)  # score 1: right, nothing to learn
    array([ 1., -1.])
    """
    return _step(w, x, target, learning_rate, _label_minus_decision)


@in_range
def log_loss_step(w, x, target, learning_rate=1.0):
    """The same rule with a sigmoid in place of the hard step: downhill on the log loss of one pet.

        w + α (ŷ - y) x,   y = σ(wᵀx);   the gradient of the log loss is (y - ŷ) x

    Every pet moves the weights, the right ones a little. Shapes and errors as in perceptron_step.
    Slide "Perceptron Update" with the σ of the slide "Logistic Regression".

    >>> log_loss_step([0, 0], x=[2, 4], target=1, learning_rate=1)  # y = ½
    array([1., 2.])
    """
    return _step(w, x, target, learning_rate, _label_minus_probability)


@in_range
def squared_loss_step(w, x, target, learning_rate=1.0):
    """Downhill on the squared loss of one pet: there is one more factor, the slope of the sigmoid.

        w + α (ŷ - y) σ'(z) x,   y = σ(z), z = wᵀx, σ' = σ (1 - σ)

    Where a pet is badly wrong the slope is almost 0, and almost nothing is learned. Shapes and errors as in
    perceptron_step. Slide "Perceptron Update", as it would be with the loss ½(y - ŷ)².

    >>> squared_loss_step([0, 0], x=[2, 4], target=1, learning_rate=1)  # ½ as above, times ¼
    array([0.25, 0.5 ])
    """
    return _step(w, x, target, learning_rate, _label_minus_probability_times_slope)


@in_range
def perceptron_path(X, y, learning_rate=1.0, epochs=100, start=None, rule="perceptron"):
    """All weights on the way: one pet after another, in the order of the rows, epoch after epoch.

        w(t+1) = w(t) + α · pull · x_i,   i = t mod n;   pull = ŷ_i - y_i for the perceptron

    X has shape (n, d), y (n,), start (d,), zeros if left out. The rule is "perceptron", "log loss" or "squared loss",
    as in the three steps above. The path has shape (t + 1, d): row t holds the weights before pet t mod n is looked
    at. It ends after the first epoch that changes nothing (for the perceptron: all pets are right), or after `epochs`.
    Raises ValueError for other shapes, labels or rules, and as perceptron_step does. Slide "Perceptron Update".

    >>> perceptron_path([[1], [-2]], [1, 0])  # the first pet moves w, then both are right
    array([[0.],
           [1.],
           [1.],
           [1.],
           [1.]])
    """
    X, y = _examples(X, y)
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


def _label_minus_decision(z, target):
    return 2 * target - 1 if z == 0 else target - (z > 0)  # undecided is never right


def _label_minus_probability(z, target):
    """One number at a time, many times: faster than the sigmoid for arrays, and as accurate."""
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


# ------------------------------------------------------------------------------------------- learning from all at once


@in_range
def logistic_gradient(X, y, w, lam=0.0, unpenalized=()):
    """The gradient of what logistic_regression minimises.

        ∇f(w) = Xᵀ(p - y) + λ w,   p = σ(X w)

    X has shape (n, d), y (n,), w and ∇f (d,). Raises ValueError as logistic_regression does.
    Slide "Logistic Regression".

    >>> logistic_gradient([[1, 0], [2, 4]], [0, 1], w=[0, 0])  # ½ (1, 0) - ½ (2, 4)
    array([-0.5, -2. ])
    """
    X, y = _examples(X, y)
    w = array("w", w, shape=(X.shape[1],))
    return X.T @ _output_minus_label(_score(X, w), y) + column_prices(lam, X.shape[1], unpenalized) * w


def logistic_regression(X, y, lam=0.0, unpenalized=()):
    """The weights under which the labels are most probable: the least sum of log losses.

        argmin Σ_i log_loss(wᵀx_i, y_i) + ½λ‖w‖²

    X has shape (n, d), y (n,) with labels 0 and 1, w (d,); the columns named by `unpenalized` are free of λ. Where
    columns are dependent and many w are best, it is one of them. Raises ValueError for other shapes and labels, for
    λ < 0, and when no w is best: if some w puts no pet on the wrong side, longer and longer w are better and better
    (see is_separable). A penalty λ > 0 then helps. scikit-learn's C is 1/λ. Slide "Logistic Regression".

    >>> logistic_regression([[1], [1], [1], [1]], [1, 1, 1, 0]).round(6)  # p = ¾: three dogs to one cat, log 3
    array([1.098612])
    """
    return logistic_path(X, y, lam, unpenalized)[-1]


@in_range
def logistic_path(X, y, lam=0.0, unpenalized=()):
    """All weights on Newton's way to logistic_regression, from w = 0 on, shape (steps + 1, d).

        w ← w - (Xᵀ S X + λI)⁻¹ ∇f(w),   S = diag(p (1 - p))

    A step that would go uphill is halved. A step is found by orthogonal least squares, for digits rather than speed.
    Arguments and errors as in logistic_regression. Slide "Logistic Regression".

    >>> logistic_path([[1], [1], [1], [1]], [1, 1, 1, 0])[:2]  # the first step from w = 0: (3/2 - 1/2) / (4/4)
    array([[0.],
           [1.]])
    """
    X, y = _examples(X, y)
    penalty = column_prices(lam, X.shape[1], unpenalized)
    if not penalty.all() and is_separable(X[:, penalty == 0], y):
        by, remedy = ("the unpenalized columns of X", "penalize them") if penalty.any() else ("X", "use lam > 0")
        raise ValueError(
            f"y can be separated by {by}: some w puts no example on the wrong side, and the longer this w, the smaller "
            f"the loss, so the weights have no finite optimum; {remedy}"
        )
    # In place of w, look for a with [X; √λ] w = U a: the columns of U are at right angles, whatever the units of X.
    U, to_w = _at_right_angles(np.vstack([X, np.diag(np.sqrt(penalty))[penalty > 0]]))
    path = [np.zeros(U.shape[1])]
    while len(path) <= STEPS:
        a = _newton(U[: len(X)], U[len(X) :], y, path[-1])
        if a is None:
            break
        path.append(a)
    return np.array(path) @ to_w.T


@in_range
def is_separable(X, y):
    """Whether some w puts no pet on the wrong side and not all of them on the line.

        ∃ w:  s_i wᵀx_i ≥ 0 for all i, and > 0 for some i,   s_i = 1 for dogs, -1 for cats

    Just then logistic regression has no finite optimum; and when all can be > 0, the perceptron comes to an end.
    X has shape (n, d), y (n,). Raises ValueError for other shapes and labels. Slide "Perceptron Update".

    >>> is_separable([[1, 1], [2, 1], [3, 1]], [0, 0, 1]), is_separable([[1, 1], [2, 1], [3, 1]], [0, 1, 0])
    (True, False)
    """
    X, y = _examples(X, y)
    signed, _ = scale_columns(X * (2 * y - 1)[:, None])
    Z = signed @ _at_right_angles(signed)[1]  # where a pet at the origin stays there to the last bit
    # The shortest g = Zᵀ(1 + r) with r ≥ 0 has Z g ≥ 0. Either it is 0, and the weights 1 + r > 0, with which the
    # forces of all pets on w cancel, prove that there is no such w (Stiemke's lemma); or g itself is such a w.
    r = _nonnegative_lstsq(Z.T, -Z.sum(axis=0))
    g = Z.T @ (1 + r)
    return bool(np.linalg.norm(g) > 1e-9 * np.linalg.norm(np.abs(Z).T @ (1 + r)))


# ------------------------------------------------------------------------------------------------ what they stand on


def _output_minus_label(z, y):
    """p - y for labels 0 and 1; where p is nearly 1, 1 - p is σ(-z), and no digit of it is lost."""
    sign = 1 - 2 * y
    return sign * sigmoid(sign * z)


def _at_right_angles(X):
    """U with columns at right angles, of length 1, and T with  X T = U,  for columns of X in whatever units."""
    scaled, units = scale_columns(X)
    U, d, Vt = np.linalg.svd(scaled, full_matrices=False)
    kept = d > max(X.shape) * EPS * d.max()
    return U[:, kept], np.ldexp(Vt[kept].T / d[kept], -units[:, None])


def _newton(U, P, y, a):
    """One step of Newton's method for Σ log_loss(U a, y) + ½‖P a‖², or None where rounding allows no better one."""

    def cost(a):
        return np.sum(log_loss(U @ a, y)) + np.sum((P @ a) ** 2) / 2

    def gradient(a):
        return U.T @ _output_minus_label(U @ a, y) + P.T @ (P @ a)

    g, z = gradient(a), np.clip(U @ a, -600, 600)
    root = np.sqrt(sigmoid(z) * sigmoid(-z))
    # (Uᵀ S U + PᵀP) step = -g as least squares, which does not square the condition: S may go from ¼ down to 1e-300.
    step = np.linalg.lstsq(np.vstack([U * root[:, None], P]), np.append(-_output_minus_label(z, y) / root, -P @ a))[0]
    gain = -g @ step  # twice what the step saves if the cost is a parabola
    if gain <= 1e-9 * cost(a):  # too little for the cost to tell
        nearer = np.linalg.norm(gradient(a + step)) < np.linalg.norm(g) / 2
        return a + step if nearer else None
    while cost(a + step) > cost(a) - 1e-4 * gain:
        step, gain = step / 2, gain / 2
    return a + step


def _nonnegative_lstsq(A, b):
    """argmin ‖A r - b‖ over r ≥ 0, by the method of Lawson and Hanson (1974): search for the entries that are not 0."""
    r, used = np.zeros(A.shape[1]), np.zeros(A.shape[1], dtype=bool)
    noise = 100 * EPS * np.linalg.norm(A, axis=0) * np.linalg.norm(b)
    for _ in range(3 * A.shape[1]):
        slope = np.where(used, -np.inf, A.T @ (b - A @ r) - noise)
        if slope.max() <= 0:
            break
        used[np.argmax(slope)] = True
        while True:
            best = np.zeros(len(r))
            best[used] = np.linalg.lstsq(A[:, used], b, rcond=None)[0]
            below = used & (best <= 0)
            if not below.any():
                break
            r = r + np.min(r[below] / (r[below] - best[below])) * (best - r)  # as far as all stay ≥ 0
            used &= r > 1e-15 * r.max()
            r[~used] = 0
        r = best
    return r


# -------------------------------------------------------------------------------------------------------- arguments


def _between_0_and_1(name, values):
    bad = values[(values < 0) | (values > 1)]
    if bad.size:
        raise ValueError(f"{name} contains {bad.flat[0]:g}, expected numbers from 0 to 1")


def _labels(y):
    y = array("y", y, ndim=1)
    bad = y[(y != 0) & (y != 1)]
    if bad.size:
        raise ValueError(f"y contains {bad[0]:g}, expected labels 0 (cat) and 1 (dog)")
    return y


def _examples(X, y):
    """X and y as arrays; as many labels as rows."""
    X, y = array("X", X, ndim=2), _labels(y)
    if len(X) != len(y):
        raise ValueError(f"y has shape {y.shape}, expected {len(X)} labels, as many as X has rows")
    return X, y


@in_range
def _score(X, w):
    X = array("X", X, ndim=2)
    return X @ array("w", w, shape=(X.shape[1],))


def _scores(z, y):
    z, y = array("z", z), array("y", y)
    if y.ndim and y.shape != z.shape:
        raise ValueError(f"y has shape {y.shape}, expected {z.shape}, as z has")
    _between_0_and_1("y", y)
    return z, y


def _step(w, x, target, learning_rate, pull):
    w = array("w", w, ndim=1)
    x, target = array("x", x, shape=w.shape), number("target", target)
    if target not in (0, 1):
        raise ValueError(f"target is {target:g}, expected the label 0 (cat) or 1 (dog)")
    return w + positive("learning_rate", learning_rate) * pull(float(w @ x), target) * x
