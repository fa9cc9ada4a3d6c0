"""Follow a small change through a net: by its factors, and with the net computed again (slide "Backward Pass")."""

from typing import NamedTuple

import numpy as np

from course_utils.numerics.losses import squared
from course_utils.numerics.mlp import Layer, forward

NET = (
    Layer(np.array([[0.9, -0.6]]), np.zeros(2)),
    Layer(np.array([[0.8, -1.2], [-0.5, 0.7]]), np.zeros(2)),
    Layer(np.array([[1.5], [-0.8]]), np.zeros(1)),
)
TARGET = np.array([2.5])
COLUMNS = ("x", "z₁", "y₁", "z₂", "y₂", "z₃", "L")

NUDGED = {  # which number gets δ: a layer, and a row and a column of its W; the input lies before all layers
    "the input x": None,
    "a weight of W₁": (0, 0, 0),
    "a weight of W₂": (1, 0, 0),
    "a weight of W₃": (2, 0, 0),
}


class Travel(NamedTuple):
    step: int  # how many columns after x the change has reached
    nudged: str
    delta: float
    x: float
    values: tuple  # before the nudge: an array for each of the COLUMNS
    predicted: tuple  # their changes, each made from those of the column before by one multiplication
    true: tuple  # their changes, the net computed again
    factors: tuple  # of each way between two columns: W₁, σ′, W₂, σ′, W₃, ∂L/∂z₃

    @property
    def derivative(self):
        """Of the loss with respect to the number that was nudged."""
        return self.predicted[-1].item() / self.delta

    @property
    def miss(self):
        """By how much the true change of the loss is more than the predicted one."""
        return (self.true[-1] - self.predicted[-1]).item()


def compute_values(x, layers):
    """Compute the numbers in each of the COLUMNS."""
    passed = forward([[x]], layers)
    (z1, z2, z3), (_, y1, y2, _) = passed.z, passed.y
    return (np.array([x]), z1[0], y1[0], z2[0], y2[0], z3[0], np.array([squared(z3, TARGET)[0]]))


def compute(step, nudged, delta, x):
    values, place = compute_values(x, NET), NUDGED[nudged]
    layers, changes = list(NET), [np.zeros_like(W) for W, _ in NET]
    if place:
        k, i, j = place
        changes[k][i, j] = delta
        layers[k] = Layer(NET[k].W + changes[k], NET[k].b)
    input_change = 0.0 if place else delta
    after = compute_values(x + input_change, layers)
    slopes = [1 - values[c] ** 2 for c in (2, 4)]
    factors = (NET[0].W, slopes[0], NET[1].W, slopes[1], NET[2].W, values[5] - TARGET)
    predicted = [np.array([input_change])]
    for way, factor in enumerate(factors):
        before = predicted[-1]
        if factor.ndim == 2:  # through W: times each weight, and what the nudged weight adds by itself
            predicted.append(before @ factor + values[way] @ changes[way // 2])
        else:
            predicted.append(before * factor)
    true = tuple(new - old for new, old in zip(after, values, strict=True))
    return Travel(step, nudged, delta, x, values, tuple(predicted), true, factors)
