"""Pictures on a figure: every pixel in its place, clipped and in proportion."""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from course_utils.plotting.images import rgba_bytes, show_image
from course_utils.plotting.lines import plane


def drawn(image, box=(0.5, 0.5, 1, 1), then=None):
    """The pixels in a box (in inches) of a figure of 3 × 2 inches with a picture on it, at 100 dots per inch."""
    figure = Figure(figsize=(3, 2), dpi=100)
    canvas = FigureCanvasAgg(figure)
    pixels = show_image(plane(figure, box, (0, 1), (0, 1), "", ""), image)
    if then is not None:
        pixels.show(then)
    canvas.draw()
    left, bottom, width, height = (round(100 * inches) for inches in box)
    return np.asarray(canvas.buffer_rgba())[200 - bottom - height : 200 - bottom, left : left + width, :3]


@pytest.fixture
def picture():
    return np.random.default_rng(5).integers(0, 256, size=(50, 50, 3)) / 255


def test_each_pixel_of_a_picture_is_a_block_in_its_place(picture):
    blocks = np.rint(255 * picture).repeat(2, axis=0).repeat(2, axis=1)
    np.testing.assert_array_equal(drawn(picture), blocks)


def test_a_grey_picture_is_drawn_grey(picture):
    grey = picture[:, :, 0]
    np.testing.assert_array_equal(drawn(grey), drawn(np.stack([grey] * 3, axis=2)))


def test_another_picture_takes_the_place_of_the_first(picture):
    np.testing.assert_array_equal(drawn(np.zeros_like(picture), then=picture), drawn(picture))


def test_a_hidden_picture_is_not_drawn(picture):
    figure = Figure(figsize=(3, 2), dpi=100)
    pixels = show_image(plane(figure, (0.5, 0.5, 1, 1), (0, 1), (0, 1), "", ""), picture)
    canvas, seen = FigureCanvasAgg(figure), []
    for visible in (True, False):
        pixels.set_visible(visible)
        canvas.draw()
        seen.append(np.array(canvas.buffer_rgba()))
    assert (seen[0] != seen[1]).any()
    figure.artists[-1].remove()
    canvas.draw()
    np.testing.assert_array_equal(seen[1], canvas.buffer_rgba())


def test_brightness_beyond_the_ends_is_black_or_white():
    np.testing.assert_array_equal(
        rgba_bytes(np.array([[-1, -1 / 255, 0, 1, 256 / 255, 9]]))[0, :, 0], [0, 0, 0, 255, 255, 255]
    )


def test_every_byte_comes_back_from_its_brightness():
    levels = np.arange(256)
    np.testing.assert_array_equal(rgba_bytes(levels[None] / 255)[0, :, 1], levels)
    np.testing.assert_array_equal(rgba_bytes(np.float32(levels[None] / 255))[0, :, 1], levels)


@pytest.mark.parametrize(("shape", "dark"), [((10, 20), (50, 100)), ((20, 10), (100, 50)), ((400, 400), (100, 100))])
def test_a_picture_keeps_its_proportions_in_the_middle_of_its_box(shape, dark):
    rows, columns = np.nonzero(drawn(np.zeros(shape)).sum(axis=2) == 0)
    assert (np.ptp(rows) + 1, np.ptp(columns) + 1) == dark
    assert abs(rows.mean() - 49.5) <= 1
    assert abs(columns.mean() - 49.5) <= 1
