"""The squashing function: against scipy, at the ends of the scale, and by its symmetry."""

import numpy as np
import pytest
import scipy.special
from hypothesis import given
from hypothesis import strategies as st

from course_utils.numerics.perceptron import sigmoid

scores = st.floats(-1e4, 1e4)


@given(scores)
def test_sigmoid_agrees_with_scipy(z):
    assert sigmoid(z) == pytest.approx(scipy.special.expit(z), rel=1e-14, abs=1e-300)


@given(scores)
def test_the_probabilities_of_dog_and_cat_add_up_to_one(z):
    assert sigmoid(z) + sigmoid(-z) == pytest.approx(1, abs=1e-15)


@given(st.floats(-30, 30))
def test_the_log_odds_of_the_probability_are_the_score(z):
    p, q = sigmoid(z), sigmoid(-z)
    assert np.log(p / q) == pytest.approx(z, abs=1e-12)


def test_sigmoid_keeps_the_shape_and_its_argument():
    z = np.array([[-1e4, 0.0], [1.0, 1e4]])
    before = z.copy()
    assert sigmoid(z).shape == (2, 2)
    assert np.array_equal(z, before)
    assert sigmoid(z)[0, 0] == 0
    assert sigmoid(z)[1, 1] == 1


@pytest.mark.parametrize("z", [np.nan, np.inf, 1j, "text", []])
def test_sigmoid_refuses_what_is_no_score(z):
    with pytest.raises(ValueError, match="z"):
        sigmoid(z)
