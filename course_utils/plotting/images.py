"""Show pictures: arrays of brightness as pixels, drawn one to one."""

import numpy as np
from matplotlib.artist import Artist
from matplotlib.transforms import ScaledTranslation

from course_utils.plotting.style import ROLE, TITLE
from course_utils.plotting.words import Words


class Pixels(Artist):
    """A picture in its place on the figure; `show` puts another picture of the same shape there.

    Twice as fast as matplotlib's own images, which work out at every draw which pixel goes where.
    """

    def __init__(self, figure, left, bottom, rows, columns):
        super().__init__()
        self.set_zorder(1)  # above the axes it lies in
        self._corner, self._rows, self._columns = (left, bottom), rows[::-1], columns  # drawn from the bottom up
        self._dpi = figure.dpi
        figure.add_artist(self)

    def show(self, image):
        """Set the picture: brightness from 0 to 1, shape (h, w) or (h, w, 3)."""
        pixels = rgba_bytes(image).view(np.uint32)[..., 0]  # four bytes at once, ten times as fast
        pixels = pixels.take(self._rows, axis=0).take(self._columns, axis=1)
        self._pixels = pixels.view(np.uint8).reshape(*pixels.shape, 4)

    def draw(self, renderer):
        if not self.get_visible():
            return
        gc = renderer.new_gc()
        scale = renderer.points_to_pixels(72) / self._dpi  # not 1 where a file of vectors is written, in points
        renderer.draw_image(gc, *(scale * place for place in self._corner), self._pixels)
        gc.restore()


def rgba_bytes(image):
    """Turn brightness from 0 to 1 into bytes of red, green, blue and opacity; beyond the ends it is black or white.

    Values are clipped first, because a cast to bytes would turn -1 into 255 and 256 into 0.

    >>> rgba_bytes(np.array([[-0.1, 0.5, 1.1]]))[0, :, 0]
    array([  0, 128, 255], dtype=uint8)
    """
    levels = np.asarray(image) * np.float32(255) + np.float32(0.5)
    np.clip(levels, 0, 255, out=levels)
    pixels = np.full((*levels.shape[:2], 4), 255, dtype=np.uint8)
    pixels[..., :3] = levels if levels.ndim == 3 else levels[..., None]
    return pixels


def show_image(ax, image, title=""):
    """Show a picture as large as the axes allow, in proportion, each of its pixels a block, without ticks."""
    figure, (h, w) = ax.figure, np.shape(image)[:2]
    left, bottom, right, top = np.rint(ax.bbox.extents).astype(int)
    scale = min((right - left) / w, (top - bottom) / h)
    columns, rows = int(scale * w), int(scale * h)
    left, bottom = left + (right - left - columns) // 2, bottom + (top - bottom - rows) // 2
    width, height = figure.bbox.size
    ax.set_position((left / width, bottom / height, columns / width, rows / height))
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set(visible=True, color=ROLE.rule)
    show_heading(ax, title)
    pixels = Pixels(figure, left, bottom, np.arange(rows) * h // rows, np.arange(columns) * w // columns)
    pixels.show(image)
    return pixels


def show_heading(ax, text=""):
    """Put a title above the axes that can be ink; matplotlib's own is part of the axes."""
    above = ax.transAxes + ScaledTranslation(0, 10 / 72, ax.figure.dpi_scale_trans)
    style = {"fontsize": TITLE, "fontweight": "bold"}
    return ax.add_artist(Words(0, 1, text, transform=above, clip_on=False, **style))
