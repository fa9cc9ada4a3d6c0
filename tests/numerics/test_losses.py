"""The losses of a network: gradients against differences, values against scikit-learn and scipy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit, log_softmax, softmax
from sklearn.metrics import log_loss as sklearn_log_loss

from course_utils.numerics.calculus import check_gradient
from course_utils.numerics.losses import LOSSES


@pytest.fixture
def rng():
    return np.random.default_rng(6)


@pytest.mark.parametrize(("loss", "d"), [("squared", 1), ("squared", 3), ("log_loss", 1), ("softmax_cross_entropy", 4)])
def test_the_gradient_of_each_loss(rng, loss, d):
    z = rng.normal(size=(6, d))
    y = rng.normal(size=(6, d)) if loss == "squared" else rng.integers(2 if d == 1 else d, size=6)
    assert check_gradient(lambda z: LOSSES[loss](z, y)[0], LOSSES[loss](z, y)[1], z) < 1e-6


def test_the_losses_are_scikit_learns_and_scipys(rng):
    z, y = rng.normal(size=(6, 1)), np.array([0, 1, 1, 0, 1, 0])
    assert LOSSES["log_loss"](z, y)[0] == pytest.approx(sklearn_log_loss(y, expit(z)))
    z, y = rng.normal(size=(6, 4)), np.array([0, 1, 2, 3, 0, 1])
    assert LOSSES["softmax_cross_entropy"](z, y)[0] == pytest.approx(-log_softmax(z, axis=1)[range(6), y].mean())
    assert LOSSES["softmax_cross_entropy"](z, y)[0] == pytest.approx(sklearn_log_loss(y, softmax(z, axis=1)))


def test_two_outputs_and_a_softmax_are_one_output_and_a_sigmoid(rng):
    z, y = rng.normal(size=(6, 2)), np.array([0, 1, 1, 0, 1, 0])
    two, one = LOSSES["softmax_cross_entropy"](z, y), LOSSES["log_loss"](z[:, 1:] - z[:, :1], y)
    assert two[0] == pytest.approx(one[0])
    np.testing.assert_allclose(two[1], np.hstack([-one[1], one[1]]))


@given(st.floats(-1e5, 1e5), st.integers(0, 1))
def test_the_log_loss_of_any_score_is_finite(z, y):
    assert LOSSES["log_loss"]([[z]], [y])[0] == pytest.approx(max(0, z) - y * z + np.log1p(np.exp(-abs(z))))
    assert LOSSES["softmax_cross_entropy"]([[0, z]], [y])[0] == pytest.approx(LOSSES["log_loss"]([[z]], [y])[0])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: LOSSES["log_loss"]([[1]], [2]), "y contains 2"),
        (lambda: LOSSES["log_loss"]([[1, 2]], [1]), "y has shape"),
        (lambda: LOSSES["squared"]([[1, 2]], [1]), "y has shape"),
        (lambda: LOSSES["squared"]([[1, 2]], [[1, 2, 3]]), "y has shape"),
        (lambda: LOSSES["softmax_cross_entropy"]([[1, 2]], [2]), "y contains 2"),
        (lambda: LOSSES["softmax_cross_entropy"]([[1]], [0]), "y cannot be compared with scores of shape"),
    ],
)
def test_labels_that_do_not_fit_are_named(call, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        call()
