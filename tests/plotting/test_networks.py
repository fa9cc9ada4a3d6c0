import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from course_utils.plotting.networks import Block, all_to_all, arrow_head, column, page_axes
from course_utils.plotting.style import ROLE


def test_a_column_stands_around_its_middle_first_on_top():
    np.testing.assert_allclose(column(1, 2, 3, 0.5), [[1, 2.5], [1, 2], [1, 1.5]])


def test_all_to_all_draws_every_pair_once():
    left, right = column(0, 0, 3, 1), column(1, 0, 2, 1)
    segments = all_to_all(left, right)
    assert segments.shape == (6, 2, 2)
    assert len({tuple(segment.ravel()) for segment in segments}) == 6


def test_an_arrow_ends_in_its_tip_with_both_corners_as_far_from_its_line():
    tip, one, other = arrow_head(np.array([0.0, 1.0]), np.array([0.0, 3.0]), length=0.5)
    np.testing.assert_allclose([tip, (one + other) / 2], [[0, 3], [0, 2.5]])
    assert abs(one[0]) == abs(other[0]) > 0


def test_a_sheet_is_measured_in_inches():
    ax = page_axes(Figure((4, 3)))
    assert (ax.get_xlim(), ax.get_ylim()) == ((0, 4), (0, 3))


@pytest.fixture
def block():
    return Block(page_axes(Figure((4, 3))), cell=0.5)


def test_a_block_has_a_cell_for_every_entry_in_reading_order(block):
    right = block.show(np.array([[1.0, -1.0, 0.0], [0.0, 0.0, 1.0]]), left=1, middle=1.5, name="W")
    cells, frame, name, shape = block.artists
    assert right == 2.5
    assert (name.get_text(), shape.get_text()) == ("W", "2 × 3")
    lower_left = [path.vertices[0].tolist() for path in cells.get_paths()]
    assert lower_left == [[1, 1.5], [1.5, 1.5], [2, 1.5], [1, 1], [1.5, 1], [2, 1]]
    np.testing.assert_allclose(
        cells.get_facecolor()[:3, :3], [to_rgb(ROLE.positive), to_rgb(ROLE.negative), to_rgb(ROLE.paper)]
    )
    assert frame.get_xdata() == [1, 2.5, 2.5, 1, 1]


def test_a_product_that_does_not_exist_has_a_frame_and_no_cells(block):
    block.show(np.full((2, 2), np.nan), left=0, middle=1, name="?")
    cells, frame, _, shape = block.artists
    assert len(cells.get_paths()) == 0
    assert len(frame.get_xdata()) == 5
    assert shape.get_text() == "2 × 2"
