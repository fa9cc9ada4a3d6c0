import numpy as np

from course_utils.plotting.maps import level_line, tints


def test_the_level_line_of_a_distance_is_a_circle():
    x, y = np.linspace(-2, 2, 81), np.linspace(-2, 2, 61)
    line = level_line(x, y, np.hypot(*np.meshgrid(x, y)), level=1.5)
    ends = line[:, np.isfinite(line[0])]
    np.testing.assert_allclose(np.hypot(*ends), 1.5, atol=2e-3)
    segments = np.diff(line.T.reshape(-1, 3, 2)[:, :2], axis=1)
    assert np.isclose(np.linalg.norm(segments, axis=-1).sum(), 2 * np.pi * 1.5, rtol=1e-3)


def test_the_level_line_of_a_plane_is_straight_and_of_a_constant_empty():
    x = np.linspace(0, 1, 5)
    line = level_line(x, x, np.add.outer(2 * x, x), level=0.9)  # z = x + 2 y, a row for each y
    ends = line[:, np.isfinite(line[0])]
    np.testing.assert_allclose(ends[0] + 2 * ends[1], 0.9)
    assert level_line(x, x, np.ones((5, 5))).size == 0


def test_tints_are_white_at_zero_and_pale_at_the_ends():
    low, zero, high = tints(np.array([-5.0, 0.0, 5.0]))
    np.testing.assert_array_equal(zero, 1)
    assert low[2] < low[0]  # orange: little blue
    assert high[0] < high[2]
    assert min(low.min(), high.min()) > 0.5
