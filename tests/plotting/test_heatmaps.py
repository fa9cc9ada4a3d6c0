import numpy as np
import pytest
from matplotlib.colors import LinearSegmentedColormap, to_rgb
from matplotlib.figure import Figure

from course_utils.plotting.heatmaps import SHADES, SIGNED, Heat, blending, blocks, level_lines, pale_between
from course_utils.plotting.style import BLUE, ORANGE

GREYS = LinearSegmentedColormap.from_list("greys", ["black", "white"])


@pytest.fixture
def ax():
    figure = Figure(figsize=(2, 2), dpi=50)
    ax = figure.add_axes((0.2, 0.1, 0.6, 0.8))  # 60 × 80 pixels
    ax.set(xlim=(0, 1), ylim=(0, 2))
    return ax


def shown(ax, numbers, **how):
    heat = Heat(ax, np.shape(numbers), 0, 1, GREYS, **how)
    heat.show(numbers)
    return heat._pixels


def test_a_heat_map_fills_its_axes_with_opaque_pixels(ax):
    pixels = shown(ax, np.zeros((2, 3)))
    assert pixels.shape == (80, 60, 4)
    assert (pixels[..., 3] == 255).all()


def test_blocks_are_of_one_colour_and_the_first_row_is_where_it_is_wanted(ax):
    numbers = [[0, 1], [1, 0]]
    up = shown(ax, [[0.0, 0.2], [0.4, 1.0]], smooth=False)
    assert set(shown(ax, numbers, smooth=False)[..., 0].ravel().tolist()) == {0, 255}
    assert up[0, 0, 0] == 0  # drawn from the bottom up: row 0 of the pixels lies at the bottom
    down = shown(ax, [[0.0, 0.2], [0.4, 1.0]], smooth=False, top_down=True)
    np.testing.assert_array_equal(down[::-1], shown(ax, [[0.0, 0.2], [0.4, 1.0]], smooth=False))


def test_smooth_maps_blend_evenly_and_reach_the_ends(ax):
    row = shown(ax, [[0.0, 1.0], [0.0, 1.0]])[40, :, 0].astype(int)
    assert (row[0], row[-1]) == (0, 255)
    assert np.ptp(np.diff(row)) <= 255 / (SHADES - 1)


def test_numbers_beyond_the_ends_have_the_colours_of_the_ends(ax):
    assert set(shown(ax, [[-5.0, 9.0]], smooth=False)[..., 0].ravel().tolist()) == {0, 255}


@pytest.mark.parametrize(("n", "many"), [(2, 5), (7, 60), (61, 432)])
def test_blended_shares_add_up_to_one_and_keep_straight_lines(n, many):
    shares = blending(n, many)
    np.testing.assert_allclose(shares.sum(axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(shares @ np.linspace(0, 1, n), np.linspace(0, 1, many), atol=1e-5)


@pytest.mark.parametrize(("n", "many"), [(2, 4), (8, 100)])
def test_every_place_belongs_to_one_block(n, many):
    assert (blocks(n, many).sum(axis=1) == 1).all()


def test_level_lines_lie_where_the_numbers_have_the_value(ax):
    u, v = np.linspace(0, 1, 11), np.linspace(0, 2, 21)
    x, y = level_lines(ax, u, v, u + v[:, None], [1, 2])
    np.testing.assert_allclose(np.unique((x + y)[np.isfinite(x)].round(9)), [1, 2])
    assert np.isnan(x).sum() == 2  # a gap after each line
    assert not ax.collections


def test_no_line_is_drawn_where_there_is_none(ax):
    x, y = level_lines(ax, [0, 1], [0, 2], np.zeros((2, 2)), [5])
    assert len(x) == len(y) == 0


def test_the_signed_colours_are_white_at_zero_and_the_course_s_at_the_ends():
    assert SIGNED(0.0)[:3] == pytest.approx(to_rgb(BLUE))
    assert SIGNED(1.0)[:3] == pytest.approx(to_rgb(ORANGE))
    assert min(SIGNED(0.5)[:3]) > 0.98
    assert min(pale_between(BLUE, ORANGE)(0.0)[:3]) > 0.6
