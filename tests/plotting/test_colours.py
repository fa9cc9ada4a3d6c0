"""One sign has one colour, in every picture and in both looks."""

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from course_utils.plotting.colours import shades, sign_colours
from course_utils.plotting.style import ROLE, course_style, tint

both_looks = pytest.mark.parametrize("look", ["light", "dark"])


@both_looks
def test_shades_are_orange_paper_and_blue_and_end_at_the_scale(look):
    with course_style(look):
        colors = shades(np.array([[-9, -2], [0, 2]]), scale=2)
        assert colors.shape == (2, 2, 3)
        np.testing.assert_allclose(colors[0], [to_rgb(ROLE.negative)] * 2)
        np.testing.assert_allclose(colors[1], [to_rgb(ROLE.paper), to_rgb(ROLE.positive)])


@both_looks
def test_pale_shades_are_paper_at_zero_and_lie_between_paper_and_the_full_colour(look):
    with course_style(look):
        for number, full in ((-5.0, ROLE.negative), (5.0, ROLE.positive)):
            paper, end, pale = np.array(to_rgb(ROLE.paper)), np.array(to_rgb(full)), shades(number, strength=0.45)
            np.testing.assert_allclose(pale, 0.55 * paper + 0.45 * end)
            np.testing.assert_allclose(tint(full, 0.45), pale, atol=1e-4)
        np.testing.assert_array_equal(shades(0.0, strength=0.45), paper)


@pytest.mark.parametrize("strength", [1, 0.35])
def test_a_scale_has_the_shades_of_its_numbers(strength):
    scale = sign_colours(strength)
    for number in (-1, -0.5, 0, 0.25, 1):
        np.testing.assert_allclose(scale((number + 1) / 2)[:3], shades(number, strength=strength), atol=0.01)


def test_a_look_ends_with_its_context():
    with course_style("dark"), course_style("light"):
        inner = ROLE.paper
    assert ROLE.look == "light"
    assert inner == ROLE.paper


def test_a_meaning_that_does_not_exist_is_refused_by_name():
    with pytest.raises(AttributeError, match="no colour means 'dgo'"):
        _ = ROLE.dgo
