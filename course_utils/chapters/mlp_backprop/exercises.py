"""Notebook 06: forward, backward, descent (slides "Forward Pass", "Complete Backprop", "Let's Do A Trick!")."""

import numpy as np

from course_utils.exercise.exercise import Exercise
from course_utils.numerics.logistic import sigmoid


def two_layers(x, W1, b1, W2, b2):
    """The scores of a network with one hidden layer, σ = tanh.

        z₁ = x W₁ + b₁,   y₁ = σ(z₁),   z₂ = y₁ W₂ + b₂

    Slide "Forward Pass"; the last layer stays linear.
    """
    y1 = np.tanh(x @ W1 + b1)
    return y1 @ W2 + b2


ONE_ROW = np.array([[1.0, 2.0]])
THREE_ROWS = np.array([[1.0, 2.0], [0.5, -1.0], [-2.0, 0.25]])
SQUARE = np.array([[0.5, -1.0], [0.25, 0.5]])
WIDE = np.array([[0.5, -0.4, 0.3], [0.2, 0.1, -0.6]])
TALL = np.array([[1.0, -0.5], [0.5, 2.0], [-1.5, 0.75]])

TWO_LAYERS = Exercise(
    name="two_layers",
    solution=two_layers,
    cases=(
        (np.array([[1.0]]), np.array([[0.0]]), np.array([0.5]), np.array([[2.0]]), np.array([1.0])),  # 2 tanh(½) + 1
        (ONE_ROW, SQUARE, np.array([0.1, -0.2]), np.array([[1.0], [-2.0]]), np.array([0.3])),
        (THREE_ROWS, WIDE, np.array([0.1, -0.2, 0.3]), TALL, np.array([0.5, -0.5])),
        (THREE_ROWS, SQUARE, np.array([1.0, 2.0]), SQUARE, np.array([-1.0, 0.25])),
    ),
    mistakes={
        "σ is missing: two linear layers are no more than one": lambda x, W1, b1, W2, b2: (x @ W1 + b1) @ W2 + b2,
        "σ is applied to the scores too: the last layer stays linear": (
            lambda x, W1, b1, W2, b2: np.tanh(np.tanh(x @ W1 + b1) @ W2 + b2)
        ),
        "b₁ is missing: z₁ = x W₁ + b₁": lambda x, W1, b1, W2, b2: np.tanh(x @ W1) @ W2 + b2,
        "b₂ is missing: z₂ = y₁ W₂ + b₂": lambda x, W1, b1, W2, b2: np.tanh(x @ W1 + b1) @ W2,
        "b₁ is added after σ: it belongs inside, σ(x W₁ + b₁)": (
            lambda x, W1, b1, W2, b2: (np.tanh(x @ W1) + b1) @ W2 + b2
        ),
        "σ is applied to x: it belongs to z₁ = x W₁ + b₁": (lambda x, W1, b1, W2, b2: (np.tanh(x) @ W1 + b1) @ W2 + b2),
        "the last layer ends in a sigmoid: here it stays linear": (
            lambda x, W1, b1, W2, b2: sigmoid(np.tanh(x @ W1 + b1) @ W2 + b2)
        ),
        "this is the sigmoid: here σ is tanh": (lambda x, W1, b1, W2, b2: 1 / (1 + np.exp(-(x @ W1 + b1))) @ W2 + b2),
        "this is relu: here σ is tanh": lambda x, W1, b1, W2, b2: np.maximum(x @ W1 + b1, 0) @ W2 + b2,
        "this is σ′: forward needs σ itself": (lambda x, W1, b1, W2, b2: (1 - np.tanh(x @ W1 + b1) ** 2) @ W2 + b2),
        "this stops at the hidden layer, y₁: the step to the scores is missing": (
            lambda x, W1, b1, W2, b2: np.tanh(x @ W1 + b1)
        ),
        "W₁ is transposed: the rows of x go through W₁ as it is": (
            lambda x, W1, b1, W2, b2: np.tanh(x @ W1.T + b1) @ W2 + b2
        ),
        "W₂ is transposed: the rows of y₁ go through W₂ as it is": (
            lambda x, W1, b1, W2, b2: np.tanh(x @ W1 + b1) @ W2.T + b2
        ),
        "W₁ x is the order of columns: with rows it is x W₁": (
            lambda x, W1, b1, W2, b2: np.tanh(W1 @ x + b1) @ W2 + b2
        ),
        "W₁ᵀ x is the order of columns: with rows it is x W₁": (
            lambda x, W1, b1, W2, b2: np.tanh(W1.T @ x + b1) @ W2 + b2
        ),
        "* multiplies entry by entry: x W₁ is a matrix product, x @ W1": (
            lambda x, W1, b1, W2, b2: np.tanh(x * W1 + b1) @ W2 + b2
        ),
    },
    hints=(
        "From left to right, as in the picture: z₁, then y₁, then z₂.",
        "x @ W1 multiplies the rows of x with W1; adding b1 adds it to every row.",
        "σ is np.tanh, once, between the two layers.",
    ),
)


def linear_grad(x, W, grad_y):
    """The slide's backward: from the gradient at y = x W to those at x and at W.

        ∇x = ∇y Wᵀ,   ∇W = xᵀ ∇y

    Slide "Let's Do A Trick!".
    """
    grad_x = grad_y @ W.T
    grad_W = x.T @ grad_y
    return grad_x, grad_W


LINEAR_GRAD = Exercise(
    name="linear_grad",
    solution=linear_grad,
    cases=(
        (
            np.array([[1.0, 2.0]]),
            np.array([[3.0, 0.0], [0.0, 4.0]]),
            np.array([[1.0, 2.0]]),
        ),  # by hand
        (ONE_ROW, WIDE, np.array([[1.0, 0.0, 2.0]])),
        (THREE_ROWS, WIDE, np.array([[1.0, 0.0, 2.0], [-1.0, 3.0, 0.5], [0.25, 1.0, -2.0]])),
        (THREE_ROWS[:2], SQUARE, np.array([[1.0, -2.0], [0.5, 3.0]])),  # two rows, two columns: the shapes do not warn
    ),
    mistakes={
        "W is not transposed: ∇x = ∇y Wᵀ": lambda x, W, g: (g @ W, x.T @ g),
        "x is not transposed: ∇W = xᵀ ∇y": lambda x, W, g: (g @ W.T, x @ g),
        "no transpose at all: ∇x = ∇y Wᵀ and ∇W = xᵀ ∇y": lambda x, W, g: (g @ W, x @ g),
        "the two are swapped: first ∇x, then ∇W": lambda x, W, g: (x.T @ g, g @ W.T),
        "∇W is transposed: it must have the shape of W": lambda x, W, g: (g @ W.T, g.T @ x),
        "the order of ∇x is that of a column: with rows it is ∇y Wᵀ": lambda x, W, g: (W @ g, x.T @ g),
        "∇W is the mean over the rows: xᵀ ∇y sums, and the loss has its mean already": (
            lambda x, W, g: (g @ W.T, x.T @ g / len(x))
        ),
        "both have the wrong sign: the minus belongs to the step, not to the gradient": (
            lambda x, W, g: (-g @ W.T, -x.T @ g)
        ),
        "only the first row counts in ∇W: every example has its share": (
            lambda x, W, g: (g @ W.T, np.outer(x[0], g[0]))
        ),
        "np.outer is for one row: with several, ∇W = xᵀ ∇y adds up all of them": (
            lambda x, W, g: (g @ W.T, np.outer(x, g))
        ),
        "∇x = W ∇yᵀ is a column: with rows it is ∇y Wᵀ": lambda x, W, g: (W @ g.T, x.T @ g),
        "∇y is left out of ∇W: it is what comes back from the loss": (lambda x, W, g: (g @ W.T, x.T @ np.ones_like(g))),
        "∇y is left out of ∇x: it is what comes back from the loss": (lambda x, W, g: (np.ones_like(g) @ W.T, x.T @ g)),
        "this is forward again: y = x W says nothing about the gradient": lambda x, W, g: (x @ W, x.T @ g),
    },
    hints=(
        "A gradient has the shape of what it belongs to: that leaves one way to multiply.",
        "∇y has as many columns as W, so it goes through Wᵀ to reach as many as x has.",
        "x.T @ grad_y sums over the rows by itself; a row with a row would be one number.",
    ),
)


def backprop_step(x, z1, W2, grad_z2):
    """Back through a hidden layer with σ = tanh: the gradients at its z and at its weights.

        ∇z₁ = ∇z₂ W₂ᵀ ⊙ σ′(z₁),   ∇W₁ = xᵀ ∇z₁,   σ′(z) = 1 - tanh² z

    Slide "Complete Backprop", where ⊙ is written as a plain factor.
    """
    grad_z1 = grad_z2 @ W2.T * (1 - np.tanh(z1) ** 2)
    return grad_z1, x.T @ grad_z1


def _step(x, z1, W2, grad_z2, factor):
    grad_z1 = grad_z2 @ W2.T * factor
    return grad_z1, x.T @ grad_z1


def _slope(z):
    return 1 - np.tanh(z) ** 2


THREE_Z = np.array([[0.5, -1.0, 0.2], [1.5, 0.3, -0.7], [-0.4, 0.8, 2.0]])

BACKPROP_STEP = Exercise(
    name="backprop_step",
    solution=backprop_step,
    cases=(
        (np.array([[2.0]]), np.array([[0.0]]), np.array([[3.0]]), np.array([[0.5]])),  # σ′(0) = 1: 1.5, and times 2
        (ONE_ROW, np.array([[0.5, -1.0]]), SQUARE, np.array([[1.0, 2.0]])),
        (THREE_ROWS, THREE_Z, TALL, np.array([[1.0, -0.5], [0.25, 2.0], [-1.0, 0.75]])),
        (THREE_ROWS[:2], THREE_Z[:2, :2], SQUARE, np.array([[1.0, -2.0], [0.5, 3.0]])),
    ),
    mistakes={
        "σ′ is missing: what comes back through W₂ᵀ is ∇y₁, not ∇z₁": (lambda x, z, W, g: _step(x, z, W, g, 1)),
        "this is σ in place of σ′: the slope of tanh is 1 - tanh²": (lambda x, z, W, g: _step(x, z, W, g, np.tanh(z))),
        "tanh is missing in σ′: it is 1 - tanh(z)², not 1 - z²": lambda x, z, W, g: _step(x, z, W, g, 1 - z**2),
        "the square is missing in σ′: it is 1 - tanh(z)²": lambda x, z, W, g: _step(x, z, W, g, 1 - np.tanh(z)),
        "this is σ′ of the sigmoid: here σ is tanh": (
            lambda x, z, W, g: _step(x, z, W, g, sigmoid(z) * (1 - sigmoid(z)))
        ),
        "tanh is taken twice: z₁ is before σ": lambda x, z, W, g: _step(x, z, W, g, _slope(np.tanh(z))),
        "this divides by σ′: multiply": lambda x, z, W, g: _step(x, z, W, g, 1 / _slope(z)),
        "W₂ is not transposed: ∇y₁ = ∇z₂ W₂ᵀ": (lambda x, z, W, g: (g @ W * _slope(z), x.T @ (g @ W * _slope(z)))),
        "the order of columns: with rows it is ∇y₁ = ∇z₂ W₂ᵀ": (
            lambda x, z, W, g: (W @ g * _slope(z), x.T @ (W @ g * _slope(z)))
        ),
        "the order of columns, and W₂ transposed: with rows it is ∇y₁ = ∇z₂ W₂ᵀ": (
            lambda x, z, W, g: (W.T @ g * _slope(z), x.T @ (W.T @ g * _slope(z)))
        ),
        "@ is a matrix product: ⊙ goes entry by entry, which is *": (
            lambda x, z, W, g: (g @ W.T @ _slope(z), x.T @ (g @ W.T @ _slope(z)))
        ),
        "σ′ comes too early: first back through W₂ᵀ, then ⊙ σ′(z₁)": (
            lambda x, z, W, g: ((g * _slope(z)) @ W.T, x.T @ ((g * _slope(z)) @ W.T))
        ),
        "W₂ is missing: the gradient at z₂ has to come back through it": (
            lambda x, z, W, g: (g * _slope(z), x.T @ (g * _slope(z)))
        ),
        "∇W₁ lacks σ′: it is xᵀ ∇z₁": lambda x, z, W, g: (g @ W.T * _slope(z), x.T @ (g @ W.T)),
        "the two are swapped: first ∇z₁, then ∇W₁": lambda x, z, W, g: _step(x, z, W, g, _slope(z))[::-1],
        "x is not transposed: ∇W₁ = xᵀ ∇z₁": lambda x, z, W, g: (g @ W.T * _slope(z), x @ (g @ W.T * _slope(z))),
        "this is ∇W₂ = y₁ᵀ ∇z₂: ∇W₁ is wanted, one layer further back": (
            lambda x, z, W, g: (g @ W.T * _slope(z), np.tanh(z).T @ g)
        ),
        "∇W₁ is transposed: it must have the shape of W₁": (
            lambda x, z, W, g: (g @ W.T * _slope(z), (g @ W.T * _slope(z)).T @ x)
        ),
        "∇W₁ is the mean over the rows: xᵀ ∇z₁ sums": (
            lambda x, z, W, g: (g @ W.T * _slope(z), x.T @ (g @ W.T * _slope(z)) / len(x))
        ),
        "∇W₁ has y₁ in place of x: W₁ is multiplied by x": (
            lambda x, z, W, g: (g @ W.T * _slope(z), np.tanh(z).T @ (g @ W.T * _slope(z)))
        ),
    },
    hints=(
        "Two steps back: through W₂ (a product with W₂ᵀ), then through σ (entry by entry).",
        "The slope of tanh at z is 1 - np.tanh(z) ** 2, an array like z; * multiplies entry by entry.",
        "∇W₁ is the third rule: what went into W₁, transposed, times what comes back, ∇z₁.",
    ),
)


def shared_grad(x, W, grad_y):
    """The gradient at weights that are used twice, y = (x W) W: both uses have a share.

        ∇W = xᵀ (∇y Wᵀ) + (x W)ᵀ ∇y

    Slide "Let's Do A Trick!", once for each use.
    """
    first = x.T @ (grad_y @ W.T)
    second = (x @ W).T @ grad_y
    return first + second


SHARED_GRAD = Exercise(
    name="shared_grad",
    solution=shared_grad,
    cases=(
        (np.array([[1.0]]), np.array([[3.0]]), np.array([[1.0]])),  # y = w²: 2 w = 6
        (ONE_ROW, SQUARE, np.array([[1.0, -1.0]])),
        (THREE_ROWS, SQUARE, np.array([[1.0, 0.5], [-2.0, 1.0], [0.25, 3.0]])),
        (np.array([[1.0, 0.0, -1.0], [2.0, 1.0, 0.5]]), THREE_Z, np.array([[1.0, -1.0, 0.5], [0.0, 2.0, 1.0]])),
    ),
    mistakes={
        "the second use of W is forgotten: its share (x W)ᵀ ∇y has to be added": (lambda x, W, g: x.T @ (g @ W.T)),
        "the first use of W is forgotten: its share xᵀ (∇y Wᵀ) has to be added": lambda x, W, g: (x @ W).T @ g,
        "this doubles the first share: the two uses see different inputs": lambda x, W, g: 2 * x.T @ (g @ W.T),
        "this doubles the second share: the two uses see different inputs": lambda x, W, g: 2 * (x @ W).T @ g,
        "this is the mean of the shares: they add up": (lambda x, W, g: (x.T @ (g @ W.T) + (x @ W).T @ g) / 2),
        "the shares are subtracted: gradients add up": lambda x, W, g: x.T @ (g @ W.T) - (x @ W).T @ g,
        "the first use gets ∇y: on its way there it must come back through W, ∇y Wᵀ": (
            lambda x, W, g: x.T @ g + (x @ W).T @ g
        ),
        "the second use sees x: what goes in there is x W": lambda x, W, g: x.T @ (g @ W.T) + x.T @ g,
        "W is not transposed on the way back: ∇y Wᵀ": lambda x, W, g: x.T @ (g @ W) + (x @ W).T @ g,
        "this is the gradient at the product W W: each W in it needs its own share": lambda x, W, g: x.T @ g,
        "2 W is the slope for numbers: with matrices each use has a share of its own": (
            lambda x, W, g: x.T @ g @ (2 * W)
        ),
        "this is the mean over the rows: the rows add up": (lambda x, W, g: (x.T @ (g @ W.T) + (x @ W).T @ g) / len(x)),
        "this is transposed: it must have the shape of W, entry for entry": (
            lambda x, W, g: (x.T @ (g @ W.T) + (x @ W).T @ g).T
        ),
        "W ** 2 squares the entries: W W is a matrix product": lambda x, W, g: 2 * W * (x.T @ g),
    },
    hints=(
        "Call the two places U and V, y = (x U) V: what are the gradients at U and at V?",
        "∇V = (x U)ᵀ ∇y, and ∇U = xᵀ (∇y Vᵀ): a linear layer each.",
        "Then U = V = W, and a change of W changes both: add.",
    ),
)


def descent_step(X, y, W, b, learning_rate):
    """One step of gradient descent for a neuron with sigmoid and log loss, the mean over the n rows.

        ∇z = (p - y) / n,   p = 1 / (1 + e^-(X W + b)),   W - α Xᵀ ∇z,   b - α Σ ∇z

    Slides "Key To Training: Error Back Propagation" and "We Did Something Cool!".
    """
    p = 1 / (1 + np.exp(-(X @ W + b)))
    grad_z = (p - y) / len(X)
    return W - learning_rate * X.T @ grad_z, b - learning_rate * grad_z.sum(axis=0)


def _descend(X, y, W, b, rate, error, share=1.0, share_W=1.0):
    grad_z = error / len(X)
    return W - rate * share_W * X.T @ grad_z, b - rate * share * grad_z.sum(axis=0)


LABELS = np.array([[1.0], [0.0], [1.0]])

DESCENT_STEP = Exercise(
    name="descent_step",
    solution=descent_step,
    cases=(
        (np.array([[2.0]]), np.array([[1.0]]), np.array([[0.0]]), np.array([0.0]), 1.0),  # p = ½: W = 1, b = ½
        (THREE_ROWS[:2], LABELS[:2], np.array([[0.5], [-1.0]]), np.array([0.25]), 0.5),
        (THREE_ROWS, LABELS, np.array([[0.3], [0.2]]), np.array([-1.0]), 2.0),
        (np.eye(3), 1 - LABELS, np.array([[0.0], [1.0], [-1.0]]), np.array([0.5]), 0.1),
    ),
    mistakes={
        "this goes uphill: subtract the gradient": (
            lambda X, y, W, b, rate: _descend(X, y, W, b, -rate, sigmoid(X @ W + b) - y)
        ),
        "the sum in place of the mean: divide by the number of rows": (
            lambda X, y, W, b, rate: _descend(X, y, W, b, rate * len(X), sigmoid(X @ W + b) - y)
        ),
        "the learning rate is missing": lambda X, y, W, b, rate: _descend(X, y, W, b, 1, sigmoid(X @ W + b) - y),
        "a factor σ′ too many: with the log loss it cancels, and p - y is left": (
            lambda X, y, W, b, rate: _descend(
                X, y, W, b, rate, (sigmoid(X @ W + b) - y) * sigmoid(X @ W + b) * (1 - sigmoid(X @ W + b))
            )
        ),
        "σ is missing: the error is p - y, not z - y": lambda X, y, W, b, rate: _descend(
            X, y, W, b, rate, X @ W + b - y
        ),
        "this is tanh: a probability needs the sigmoid": (
            lambda X, y, W, b, rate: _descend(X, y, W, b, rate, np.tanh(X @ W + b) - y)
        ),
        "b is missing in the forward pass: z = X W + b": (
            lambda X, y, W, b, rate: _descend(X, y, W, b, rate, sigmoid(X @ W) - y)
        ),
        "b has not moved: its gradient is the sum of the rows of ∇z": (
            lambda X, y, W, b, rate: _descend(X, y, W, b, rate, sigmoid(X @ W + b) - y, share=0)
        ),
        "W has not moved": lambda X, y, W, b, rate: (W, _descend(X, y, W, b, rate, sigmoid(X @ W + b) - y)[1]),
        "∇W is the sum over the rows, and ∇b the mean: the 1/n belongs to both": (
            lambda X, y, W, b, rate: _descend(X, y, W, b, rate, sigmoid(X @ W + b) - y, share_W=len(X))
        ),
        "∇b is the sum over the rows, and ∇W the mean: the 1/n belongs to both": (
            lambda X, y, W, b, rate: _descend(X, y, W, b, rate, sigmoid(X @ W + b) - y, share=len(X))
        ),
        "X is not transposed: ∇W = Xᵀ ∇z": (
            lambda X, y, W, b, rate: (
                W - rate * X @ (sigmoid(X @ W + b) - y) / len(X),
                _descend(X, y, W, b, rate, sigmoid(X @ W + b) - y)[1],
            )
        ),
        "the new b does not have the shape of b: add up the rows of ∇z, all of them": (
            lambda X, y, W, b, rate: (
                _descend(X, y, W, b, rate, sigmoid(X @ W + b) - y)[0],
                b - rate * (sigmoid(X @ W + b) - y) / len(X),
            )
        ),
        "∇b is divided by n twice: the rows of ∇z add up": (
            lambda X, y, W, b, rate: _descend(X, y, W, b, rate, sigmoid(X @ W + b) - y, share=1 / len(X))
        ),
        "these are the gradients: return the new W and b": (
            lambda X, y, W, b, rate: _descend(X, y, 0 * W, 0 * b, -1, sigmoid(X @ W + b) - y)
        ),
        "these are the steps alone: subtract them from W and b": (
            lambda X, y, W, b, rate: _descend(X, y, 0 * W, 0 * b, -rate, sigmoid(X @ W + b) - y)
        ),
        "the step is twice as long: no square, so no 2": (
            lambda X, y, W, b, rate: _descend(X, y, W, b, 2 * rate, sigmoid(X @ W + b) - y)
        ),
    },
    hints=(
        "Forward first: z = X W + b, and p is its sigmoid.",
        "The gradient at z is (p - y) / n: a mean over the rows, and no σ′, because the log loss has cancelled it.",
        "Subtract learning_rate * X.T @ grad_z from W, and learning_rate times the sum of the rows of grad_z from b.",
    ),
)
