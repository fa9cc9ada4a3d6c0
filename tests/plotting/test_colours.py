"""One sign has one colour, in every picture."""

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from course_utils.plotting.colours import PALE_SIGN_COLOURS, SIGN_COLOURS, mix_with_white, shades
from course_utils.plotting.style import BLUE, ORANGE


def test_shades_are_orange_white_and_blue_and_end_at_the_scale():
    colors = shades(np.array([[-9, -2], [0, 2]]), scale=2)
    assert colors.shape == (2, 2, 3)
    np.testing.assert_allclose(colors[0], [to_rgb(ORANGE)] * 2)
    np.testing.assert_allclose(colors[1], [(1, 1, 1), to_rgb(BLUE)])


def test_pale_shades_are_white_at_zero_and_pale_at_the_ends():
    low, zero, high = shades(np.array([-5.0, 0.0, 5.0]), strength=0.45)
    np.testing.assert_array_equal(zero, 1)
    assert low[2] < low[0]  # orange: little blue
    assert high[0] < high[2]
    assert min(low.min(), high.min()) > 0.5


@pytest.mark.parametrize(("scale", "strength"), [(SIGN_COLOURS, 1), (PALE_SIGN_COLOURS, 0.35)])
def test_a_scale_has_the_shades_of_its_numbers(scale, strength):
    for number in (-1, -0.5, 0, 0.25, 1):
        np.testing.assert_allclose(scale((number + 1) / 2)[:3], shades(number, strength=strength), atol=0.01)
    assert scale(0.5)[:3] == (1, 1, 1)


def test_a_pale_colour_is_light_enough_for_points_in_the_full_one():
    assert min(mix_with_white(BLUE)) > 0.6
