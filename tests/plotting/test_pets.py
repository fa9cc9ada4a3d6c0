"""Where the neuron cannot decide, and where it says dog."""

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.path import Path

from course_utils.numerics.perceptron import predict
from course_utils.plotting.pets import NOTHING, boundary, dog_side, show_pets

LINES = [(1.0, 0.0, 0.5), (0.0, -2.0, 1.0), (3.0, -1.0, 0.0), (-0.01, 0.02, -0.005)]


@pytest.mark.parametrize("w", LINES)
def test_the_score_is_0_on_the_boundary(w):
    x, y = boundary(w)
    np.testing.assert_allclose((w[0] * x + w[1] * y + w[2]) / np.hypot(*w[:2]), 0, atol=1e-6)


@pytest.mark.parametrize("w", LINES)
def test_the_dog_side_is_where_the_neuron_says_dog(w):
    points = np.random.default_rng(0).uniform(-5, 5, size=(500, 2))
    inside = Path(dog_side(w)).contains_points(points)
    np.testing.assert_array_equal(inside, predict(np.column_stack([points, np.ones(500)]), w))


def test_without_weights_there_is_no_boundary_and_no_side():
    assert boundary((0, 0, 1)) == NOTHING
    assert len(dog_side((0, 0, 1))) == 1


def test_cats_are_discs_and_dogs_are_squares():
    X, y = np.array([[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]]), np.array([0, 1, 1])
    cats, dogs = show_pets(Figure().add_axes((0, 0, 1, 1)), X, y)
    assert (cats.get_marker(), dogs.get_marker()) == ("o", "s")
    np.testing.assert_array_equal(dogs.get_xydata(), X[1:])
