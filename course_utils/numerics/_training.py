"""What mlp.train and mlp_fast.train share: arguments, mini-batches, and whether a training has diverged."""

import numpy as np

from course_utils.numerics._arguments import array, generator, number, one_of, targets, whole_number
from course_utils.numerics.losses import UNCHECKED_LOSSES


def network(layers, name="layers"):
    """Check that layers are pairs (W, b) of arrays that fit together, and return them as float64.

    Raises ValueError otherwise.
    """
    if not isinstance(layers, (list, tuple)) or not layers:
        what = "empty" if isinstance(layers, (list, tuple)) else type(layers).__name__
        raise ValueError(f"{name} is {what}, expected a list of at least one layer")
    pairs, d_in = [], "d_in"
    for k, layer in enumerate(layers, start=1):
        if not isinstance(layer, (list, tuple)) or len(layer) != 2:
            raise ValueError(f"{name} has a {type(layer).__name__} as number {k}, expected the pair Layer(W, b)")
        W = array(f"W_{k}", layer[0], shape=(d_in, "d_out"))
        d_in = W.shape[1]
        pairs.append((W, array(f"b_{k}", layer[1], shape=(d_in,))))
    return pairs


def training_arguments(X, y, layers, loss, learning_rate):
    """Check the arguments of train: X, the targets as a matrix, the layers, the loss as a function, the learning rate.

    Raises ValueError when they do not fit together.
    """
    layers = network(layers)
    X = array("X", X, shape=("n", len(layers[0][0])))
    loss_and_gradient = one_of("loss", loss, UNCHECKED_LOSSES)
    Y = targets(y, (len(X), len(layers[-1][1])), loss)
    return X, Y, layers, loss_and_gradient, number("learning_rate", learning_rate, at_least=0)


def first_loss(value):
    """Return the loss before the first epoch, or raise ValueError when it is beyond the largest float already."""
    if not np.isfinite(value):
        raise ValueError("layers or X are so large that the first loss is not finite: use other units")
    return value


def epochs_of(epochs):
    """Turn a number of epochs into range(epochs), and return an iterable as it is."""
    if hasattr(epochs, "__iter__") and not isinstance(epochs, (np.ndarray, str)):
        return epochs
    return range(whole_number("epochs", epochs, at_least=0))


def bounds(n, batch_size):
    """List where each mini-batch of an epoch begins and ends.

    Raises ValueError unless batch_size is a whole number of at least 1.

    >>> bounds(5, batch_size=2)
    [(0, 2), (2, 4), (4, 5)]
    """
    size = whole_number("batch_size", batch_size)
    return [(i, min(i + size, n)) for i in range(0, n, size)]


def batches(n, batch_size=None, rng=None):
    """List the rows of each mini-batch of an epoch: all n, or batch_size at a time, in an order drawn by rng, if given.

    Raises ValueError as bounds does.

    >>> list(batches(5, batch_size=2))
    [array([0, 1]), array([2, 3]), array([4])]
    """
    if batch_size is None:
        return [slice(None)]
    order = np.arange(n) if rng is None else generator("rng", rng).permutation(n)
    return [order[i:j] for i, j in bounds(n, batch_size)]


def is_finite(value, layers):
    """Whether a loss and all weights are still finite."""
    return bool(np.isfinite(value) and all(np.isfinite(W).all() and np.isfinite(b).all() for W, b in layers))
