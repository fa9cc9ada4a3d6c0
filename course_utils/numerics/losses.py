"""Losses of a network's scores, each with its gradient: what training makes small.

z are the scores, shape (n, d), one row per example. A loss returns its value, the mean over the examples, and its
gradient ∇_z L, which has the shape of z.
"""

import numpy as np

from course_utils.numerics._arguments import array, checked, targets
from course_utils.numerics.logistic import _sigmoid


def _squared(z, y):
    """Half the squared distance of the scores from the targets, and its gradient; the mean over the examples.

        L = 1/n Σ ½‖z_i - y_i‖²,   ∇_z L = (z - y) / n

    z has shape (n, d); y has it too, or (n,) when d is 1. Raises ValueError for other shapes. Slide "Forward Pass".

    >>> squared([[3.0], [1.0]], [1, 1])
    (1.0, array([[1.],
           [0.]]))
    """
    error = z - y
    return float(np.sum(error**2) / (2 * len(z))), error / len(z)


def _log_loss(z, y):
    """The surprise at labels 0 and 1 when the sigmoid of z is the probability of 1, and its gradient; the mean over n.

        L = 1/n Σ log(1 + e^{z_i}) - y_i z_i,   ∇_z L = (σ(z) - y) / n

    The sigmoid is part of the loss, so the last layer stays linear, the gradient has no factor σ′, and nothing
    overflows. z has shape (n, 1), y (n,). Raises ValueError for other shapes or labels. Slide "We Did Something Cool!".

    >>> value, grad_z = log_loss([[0.0], [0.0]], [1, 0])
    >>> round(value, 4), grad_z  # log 2; the probabilities ½ are ½ away from the labels, over n = 2
    (0.6931, array([[-0.25],
           [ 0.25]]))
    """
    return float(np.mean(np.logaddexp(0, z) - y * z)), (_sigmoid(z) - y) / len(z)


def _softmax_cross_entropy(z, y):
    """The surprise at labels 0, ..., K-1 when softmax(z) are their probabilities, and its gradient; the mean over n.

        L = 1/n Σ log Σ_k e^{z_ik} - z_{i,y_i},   ∇_z L = (softmax(z) - one-hot(y)) / n

    z has shape (n, K), y (n,). With K = 2 it is the log loss of z_1 - z_0. Raises ValueError for other shapes or
    labels. Slide "We Did Something Cool!".

    >>> value, grad_z = softmax_cross_entropy([[0.0, 0.0]], [1])
    >>> round(value, 4), grad_z
    (0.6931, array([[ 0.5, -0.5]]))
    """
    z = z - z.max(axis=1, keepdims=True)  # changes nothing but the size of the exponentials
    e = np.exp(z)
    total = e.sum(axis=1, keepdims=True)
    return float(np.mean(np.log(total) - np.sum(y * z, axis=1, keepdims=True))), (e / total - y) / len(z)


def _scores_and_targets(loss):
    def check(z, y):
        z = array("z", z, ndim=2)
        return z, targets(y, z.shape, loss)

    return check


UNCHECKED_LOSSES = {"squared": _squared, "log_loss": _log_loss, "softmax_cross_entropy": _softmax_cross_entropy}
LOSSES = {name: checked(_scores_and_targets(name))(loss) for name, loss in UNCHECKED_LOSSES.items()}
squared, log_loss, softmax_cross_entropy = LOSSES.values()
