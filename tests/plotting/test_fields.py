import numpy as np
import pytest
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from course_utils.plotting.fields import SHADES, Heat, Relief, blend_weights, block_weights, level_lines

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
    shares = blend_weights(n, many)
    np.testing.assert_allclose(shares.sum(axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(shares @ np.linspace(0, 1, n), np.linspace(0, 1, many), atol=1e-5)


@pytest.mark.parametrize(("n", "many"), [(2, 4), (8, 100)])
def test_every_place_belongs_to_one_block(n, many):
    assert (block_weights(n, many).sum(axis=1) == 1).all()


def relief_of(heights):
    """The colours of a relief whose heights go from 0 to 1, as numbers."""
    fig = Figure(figsize=(1, 1), dpi=100)
    relief = Relief(fig.add_axes((0, 0, 1, 1)), heights.shape, 0, 1, GREYS)
    relief.show(heights)
    return relief._pixels[..., :3].astype(int)


def test_level_ground_has_the_colour_of_its_height():
    assert np.unique(relief_of(np.full((5, 5), 0.5))).tolist() == [round(255 * int(0.5 * (SHADES - 1)) / (SHADES - 1))]


def test_a_slope_that_faces_the_upper_left_is_brighter_than_one_behind_it():
    away = (
        np.add.outer(-np.linspace(0, 0.5, 9), np.linspace(0, 0.5, 9)) + 0.5
    )  # rises to the lower right: faces the light
    middle = (50, 50)
    level = relief_of(np.full((9, 9), 0.5))[middle]
    assert (relief_of(away)[middle] > level + 10).all()
    assert (relief_of(1 - away)[middle] < level - 10).all()


def length(x, y):
    """The length of all segments of a line with gaps."""
    return np.nansum(np.hypot(np.diff(x), np.diff(y)))


def test_level_lines_lie_where_the_numbers_have_one_of_the_values():
    u, v = np.linspace(0, 1, 11), np.linspace(0, 2, 21)
    x, y = level_lines(u, v, u + v[:, None], [1, 2])
    np.testing.assert_allclose(np.unique((x + y)[np.isfinite(x)].round(9)), [1, 2])
    assert length(x, y) == pytest.approx(2 * np.sqrt(2))
    assert np.isnan(x[2::3]).all()  # a gap after each segment
    assert np.isfinite(np.delete(x, np.s_[2::3])).all()


def test_the_level_line_of_a_distance_is_a_circle():
    x, y = np.linspace(-2, 2, 81), np.linspace(-2, 2, 61)
    line = level_lines(x, y, np.hypot(*np.meshgrid(x, y)), [1.5])
    ends = line[:, np.isfinite(line[0])]
    np.testing.assert_allclose(np.hypot(*ends), 1.5, atol=2e-3)
    assert length(*line) == pytest.approx(2 * np.pi * 1.5, rel=1e-3)


def test_the_level_line_of_a_plane_is_straight_and_of_a_constant_empty():
    x = np.linspace(0, 1, 5)
    line = level_lines(x, x, np.add.outer(2 * x, x), [0.9])  # z = x + 2 y, a row for each y
    ends = line[:, np.isfinite(line[0])]
    np.testing.assert_allclose(ends[0] + 2 * ends[1], 0.9)
    assert level_lines(x, x, np.ones((5, 5)), [0.9, 5]).size == 0
