"""What is drawn is what was computed: squares are squares, lines pass where they should."""

import numpy as np
import pytest

from course_utils.plotting.lines import FAR, join_curves, join_segments, line_ends, squares


def area(corners):
    """The area of a polygon, by the shoelace formula."""
    x, y = corners.T
    return abs(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2


def test_each_residual_is_drawn_as_a_true_square():
    points, residuals = np.array([[1.0, 2.0], [3.0, 1.0]]), np.array([0.5, -2.0])
    for corners, residual in zip(squares(points, residuals), residuals, strict=True):
        assert np.ptp(corners, axis=0) == pytest.approx([abs(residual)] * 2)
        assert area(corners) == pytest.approx(residual**2)


def test_a_square_stands_between_its_point_and_the_line():
    [corners] = squares(np.array([[1.0, 2.0]]), np.array([0.5]))
    assert [1.0, 2.0] in corners.tolist()  # the point
    assert [1.0, 1.5] in corners.tolist()  # and its place on the line


@pytest.mark.parametrize("line", [(1.0, -1.0, 2.0), (0.0, 3.0, -3.0), (2.0, 0.0, -4.0), (0.6, 0.8, 100.0)])
def test_the_ends_of_a_line_are_far_away_and_on_the_line(line):
    (x0, x1), (y0, y1) = line_ends(line)
    a, b, c = line
    assert a * np.array([x0, x1]) + b * np.array([y0, y1]) + c == pytest.approx([0, 0], abs=1e-9 * FAR)
    assert np.hypot(x1 - x0, y1 - y0) == pytest.approx(2 * FAR)


def test_segments_are_separated_by_gaps():
    x, y = join_segments(np.array([[0.0, 1.0], [2.0, 3.0]]), np.array([[4.0, 5.0], [6.0, 7.0]]))
    assert np.array_equal(x, [0, 4, np.nan, 2, 6, np.nan], equal_nan=True)
    assert np.array_equal(y, [1, 5, np.nan, 3, 7, np.nan], equal_nan=True)


def test_many_curves_are_one_line_with_gaps():
    x, y = join_curves(np.array([0.0, 1.0]), np.array([[1.0, 2.0], [3.0, 4.0]]))
    np.testing.assert_array_equal(x, [0, 1, np.nan, 0, 1, np.nan])
    np.testing.assert_array_equal(y, [1, 2, np.nan, 3, 4, np.nan])
