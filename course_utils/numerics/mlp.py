"""The multi-layer perceptron with the slides' rows: x is a row vector (a batch: many rows), and so is every gradient.

    y_0 = x,   z_k = y_{k-1} W_k + b_k,   y_k = σ(z_k)   for the hidden layers;   the scores are the last z_k itself

A gradient has the shape of what it belongs to. The losses are in `losses.py`; the same training, faster and less like
the slide, is in `mlp_fast.py`.
"""

from typing import NamedTuple

import numpy as np

from course_utils.numerics._arguments import LARGEST_WHOLE, array, checked, generator, in_range, number, one_of
from course_utils.numerics._training import batches, epochs_of, first_loss, is_finite, network, training_arguments
from course_utils.numerics.logistic import _sigmoid


class Layer(NamedTuple):
    """The weights W, shape (d_in, d_out), and biases b, shape (d_out,), of one layer; or their gradients."""

    W: np.ndarray
    b: np.ndarray


class Pass(NamedTuple):
    """All that the forward pass computes, one row per example: z = (z_1, ..., z_L) and y = (x, y_1, ..., y_L = z_L)."""

    z: tuple[np.ndarray, ...]
    y: tuple[np.ndarray, ...]

    @property
    def scores(self):
        """The output of the last layer, shape (n, d_out): z_L, before any squashing."""
        return self.z[-1]


class History(NamedTuple):
    """A training: the layers before the first epoch and after every one, and the loss over all data at those times."""

    layers: list[list[Layer]]
    losses: np.ndarray


class Activation(NamedTuple):
    """σ and its derivative σ′, both elementwise functions of z."""

    sigma: object
    sigma_prime: object


ACTIVATIONS = {
    "identity": Activation(lambda z: z, lambda z: np.ones_like(z)),
    "sigmoid": Activation(_sigmoid, lambda z: _sigmoid(z) * _sigmoid(-z)),
    "tanh": Activation(np.tanh, lambda z: 1 - np.tanh(z) ** 2),
    "relu": Activation(lambda z: np.maximum(z, 0), lambda z: (z > 0).astype(float)),  # at the kink: 0
}


# -------------------------------------------------------------------------------------------------------- arguments


def _layers(layers, name="layers"):
    return [Layer(W, b) for W, b in network(layers, name)]


def _forward_arguments(x, layers, activation="tanh", name="x"):
    layers = _layers(layers)
    one_of("activation", activation, ACTIVATIONS)
    return array(name, x, shape=("n", len(layers[0].W))), layers, activation


def _backward_arguments(passed, layers, grad_z, activation="tanh"):
    layers = _layers(layers)
    one_of("activation", activation, ACTIVATIONS)
    if not isinstance(passed, Pass) or len(passed.z) != len(layers):
        raise ValueError(
            f"passed is {type(passed).__name__}, expected what forward returns for these {len(layers)} layers"
        )
    widths = [len(b) for _, b in layers]
    z = tuple(
        array(f"z_{k}", z, shape=("n", d)) for k, (z, d) in enumerate(zip(passed.z, widths, strict=True), start=1)
    )
    y_0 = array("y_0", passed.y[0], shape=(len(z[0]), len(layers[0].W)))
    y = (array(f"y_{k}", y, shape=z_k.shape) for k, (y, z_k) in enumerate(zip(passed.y[1:], z, strict=True), start=1))
    return Pass(z, (y_0, *y)), layers, array("grad_z", grad_z, shape=z[-1].shape), activation


def _descend_arguments(layers, grads, learning_rate):
    layers, grads = _layers(layers), _layers(grads, "grads")
    shapes, expected = ([W.shape for W, _ in some] for some in (grads, layers))
    if shapes != expected:
        raise ValueError(f"grads has shapes {shapes}, expected those of layers, {expected}")
    return layers, grads, number("learning_rate", learning_rate, at_least=0)


# --------------------------------------------------------------------------------------------------- one linear layer


@in_range
def linear(x, W, b=None):
    """The slide's `forward`: a linear layer.

        y = x W,   or with biases   y = x W + b

    x has shape (n, d_in), one row per example, W (d_in, d_out), b (d_out,), y (n, d_out). Raises ValueError for other
    shapes: a single example is a matrix with one row. Slide "Let's Do A Trick!".

    >>> linear([[1, 2]], [[3, 0, 1], [0, 4, 1]])
    array([[3., 8., 3.]])
    """
    x, W = array("x", x, ndim=2), array("W", W, ndim=2)
    if x.shape[1] != len(W):
        raise ValueError(f"W has shape {W.shape}, expected {x.shape[1]} rows, as many as x, {x.shape}, has columns")
    return x @ W if b is None else x @ W + array("b", b, shape=(W.shape[1],))


@in_range
def linear_grad(x, W, grad_y):
    """The slide's `backward`: from the gradient with respect to y = x W to those with respect to x and W.

        ∇_x L = ∇_y L Wᵀ,   ∇_W L = xᵀ ∇_y L

    x has shape (n, d_in), W (d_in, d_out), grad_y (n, d_out); the two gradients have the shapes of x and W, and the
    product xᵀ ∇_y L sums over the examples. Raises ValueError for other shapes. Slide "Let's Do A Trick!".

    >>> grad_x, grad_W = linear_grad([[1, 2]], [[3, 0, 1], [0, 4, 1]], grad_y=[[1, 0, 2]])
    >>> grad_x  # 1 · 3 + 2 · 1 and 2 · 1
    array([[5., 2.]])
    >>> grad_W
    array([[1., 0., 2.],
           [2., 0., 4.]])
    """
    x, W = array("x", x, ndim=2), array("W", W, ndim=2)
    grad_y = array("grad_y", grad_y, shape=linear(x, W).shape)
    return grad_y @ W.T, x.T @ grad_y


# ---------------------------------------------------------------------------------------------------------- the network


def init_weights(sizes, rng, activation="tanh"):
    """A new network: random weights, small enough that the scores neither die out nor explode; biases 0.

        W_ij ~ N(0, 2 / (d_in + d_out)),   for relu N(0, 2 / d_in),   for sigmoid N(0, 32 / (d_in + d_out)),   b = 0

    sizes are the widths of all layers, input first: (2, 16, 1) is one hidden layer of 16 units. The rule is Glorot's,
    for relu He's; the sigmoid is a tanh with a quarter of its slope, so its weights are four times as large. Returns
    a list of Layer. Raises ValueError for a width below 1 or fewer than two of them, and for an unknown activation.
    Slide "We Did Something Cool!".

    >>> [W.shape for W, b in init_weights((2, 16, 1), np.random.default_rng(0))]
    [(2, 16), (16, 1)]
    """
    sizes = array("sizes", sizes, ndim=1)
    if len(sizes) < 2 or (sizes < 1).any() or (sizes != sizes.round()).any() or sizes.max() > LARGEST_WHOLE:
        raise ValueError(f"sizes are {sizes.tolist()}, expected two or more whole numbers of at least 1")
    one_of("activation", activation, ACTIVATIONS)
    layers, rng = [], generator("rng", rng)
    for d_in, d_out in zip(sizes[:-1].astype(int), sizes[1:].astype(int), strict=True):
        variance = {"relu": 2 / d_in, "sigmoid": 32 / (d_in + d_out)}.get(activation, 2 / (d_in + d_out))
        layers.append(Layer(rng.normal(scale=np.sqrt(variance), size=(d_in, d_out)), np.zeros(d_out)))
    return layers


def _forward(x, layers, activation="tanh"):
    """Go from the input to the scores, keeping all that the backward pass will need.

        z_k = y_{k-1} W_k + b_k,   y_k = σ(z_k),   y_0 = x;   the last layer stays linear: y_L = z_L

    x has shape (n, d), one row per example; z_k and y_k have n rows too. Returns a Pass. Raises ValueError when x and
    the layers do not fit together, and for an unknown activation. Slide "Forward Pass".

    >>> one_unit = [Layer([[1.0], [2.0]], [0.5]), Layer([[10.0]], [0.0])]
    >>> forward([[1.0, -1.0]], one_unit, "relu").z[0], forward([[1.0, 1.0]], one_unit, "relu").scores
    (array([[-0.5]]), array([[35.]]))
    """
    sigma = ACTIVATIONS[activation].sigma
    z, y = [], [x]
    for W, b in layers:
        z.append(y[-1] @ W + b)
        y.append(sigma(z[-1]))
    y[-1] = z[-1]  # no σ at the end: the loss has its own
    return Pass(tuple(z), tuple(y))


forward = checked(_forward_arguments)(_forward)


def _backward(passed, layers, grad_z, activation="tanh"):
    """Go from the gradient at the scores to those of all weights and biases, last layer first.

        ∇W_k = y_{k-1}ᵀ ∇z_k,   ∇b_k = sum of the rows of ∇z_k,   ∇z_{k-1} = ∇z_k W_kᵀ ⊙ σ′(z_{k-1})

    passed comes from forward, grad_z from the loss, with the shape of the scores. Returns a list of Layer, first layer
    first, each gradient with the shape of its parameter. Raises ValueError as forward does. Slide "Complete Backprop",
    where ⊙ σ′ is written as a plain factor.

    >>> layers = [Layer([[1.0], [2.0]], [0.5]), Layer([[10.0]], [0.0])]
    >>> backward(forward([[1.0, 1.0]], layers, "relu"), layers, [[1.0]], "relu")[0].W  # x times 10
    array([[10.],
           [10.]])
    """
    sigma_prime = ACTIVATIONS[activation].sigma_prime
    grads = []
    for k in reversed(range(len(layers))):
        grads.append(Layer(W=passed.y[k].T @ grad_z, b=grad_z.sum(axis=0)))
        if k > 0:
            grad_z = grad_z @ layers[k].W.T * sigma_prime(passed.z[k - 1])
    return grads[::-1]


backward = checked(_backward_arguments)(_backward)


def _descend(layers, grads, learning_rate):
    """Take one step downhill, every parameter against its gradient, and return new layers.

        W ← W - α ∇W,   b ← b - α ∇b

    layers and grads are lists of Layer with the same shapes, α is the learning rate. Raises ValueError for other
    shapes and α < 0. Slide "Key To Training: Error Back Propagation".

    >>> descend([Layer([[1.0]], [0.0])], [Layer([[2.0]], [-4.0])], learning_rate=0.25)
    [Layer(W=array([[0.5]]), b=array([1.]))]
    """
    return [
        Layer(W - learning_rate * grad_W, b - learning_rate * grad_b)
        for (W, b), (grad_W, grad_b) in zip(layers, grads, strict=True)
    ]


descend = checked(_descend_arguments)(_descend)


def train(X, y, layers, *, loss, activation="tanh", learning_rate, epochs, batch_size=None, rng=None):
    """Gradient descent: one step against the gradient of the loss of each mini-batch, through all of them every epoch.

        W ← W - α ∇W,   b ← b - α ∇b

    X has shape (n, d), y (n,), or the shape of the scores for squared. epochs is a number, or an iterable, one
    epoch for each item. Without batch_size a batch is all the data; rng draws the batches, and without it they are the
    rows in order. The losses are those of all the data, before the first epoch and after each. When the training blows
    up, the last finite layers stay, and the losses are inf from there on. Returns a History. Raises ValueError when the
    arguments do not fit together. Slide "Key To Training: Error Back Propagation".

    >>> start = [Layer([[0.0]], [0.0])]
    >>> history = train([[1.0]], [1.0], start, loss="squared", learning_rate=0.25, epochs=1)
    >>> history.losses, history.layers[-1][0].b  # z = 0 misses 1 by 1; W and b both go up by α, so z = ½
    (array([0.5  , 0.125]), array([0.25]))
    """
    one_of("activation", activation, ACTIVATIONS)
    X, Y, layers, loss, learning_rate = training_arguments(X, y, layers, loss, learning_rate)
    layers = [Layer(W, b) for W, b in layers]
    with np.errstate(over="ignore", invalid="ignore"):  # a rate too large is a lesson, not a warning
        recorded, losses = [layers], [first_loss(loss(_forward(X, layers, activation).scores, Y)[0])]
        for _ in epochs_of(epochs):
            for rows in batches(len(X), batch_size, rng) if losses[-1] < np.inf else ():
                passed = _forward(X[rows], layers, activation)
                _, grad_z = loss(passed.scores, Y[rows])
                layers = _descend(layers, _backward(passed, layers, grad_z, activation), learning_rate)
            value = loss(_forward(X, layers, activation).scores, Y)[0]
            if not is_finite(value, layers):
                value, layers = np.inf, recorded[-1]
            recorded.append(layers)
            losses.append(value)
    return History(recorded, np.array(losses))


@in_range
def _scores(X, layers, activation):
    return _forward(*_forward_arguments(X, layers, activation, name="X")).scores


def predict(X, layers, activation="tanh"):
    """The label the network gives each example: the largest of its scores; with a single score, whether it is above 0.

        argmax_k z_ik,   or   1 if z_i > 0 else 0

    X has shape (n, d), the labels (n,). Raises ValueError as forward does. Slide "We Did Something Cool!".

    >>> predict([[2.0], [-1.0]], [Layer([[1.0]], [0.0])]), predict([[2.0]], [Layer([[1.0, 3.0]], [0.0, 0.0])])
    (array([1, 0]), array([1]))
    """
    z = _scores(X, layers, activation)
    return (z[:, 0] > 0).astype(int) if z.shape[1] == 1 else z.argmax(axis=1)


def predict_proba(X, layers, activation="tanh"):
    """The probability of every label: the softmax of the scores; with a single score, its sigmoid, for the label 1.

        e^{z_ik} / Σ_j e^{z_ij},   or   1 / (1 + e^{-z_i})

    X has shape (n, d), the probabilities (n, K), or (n,) for a single score. Raises ValueError as forward does.
    Slide "We Did Something Cool!": p(cat) = 1 - p(dog), so one output is enough for two classes.

    >>> predict_proba([[0.0]], [Layer([[1.0]], [0.0])]), predict_proba([[0.0]], [Layer([[1.0, 1.0]], [0.0, 0.0])])
    (array([0.5]), array([[0.5, 0.5]]))
    """
    z = _scores(X, layers, activation)
    if z.shape[1] == 1:
        return _sigmoid(z[:, 0])
    p = np.exp(z - z.max(axis=1, keepdims=True))
    return p / p.sum(axis=1, keepdims=True)
