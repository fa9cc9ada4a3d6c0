"""Text that is kept as pixels looks like text that matplotlib draws."""

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from course_utils.plotting.style import course_style
from course_utils.plotting.words import show_words


def pixels(put):
    with course_style():
        figure = Figure((3, 1), dpi=100)
        canvas, ax = FigureCanvasAgg(figure), figure.add_axes((0, 0, 1, 1))
        ax.axis("off")
        put(ax)
        canvas.draw()
        return np.asarray(canvas.buffer_rgba())[..., :3].astype(int)


def test_kept_words_lie_where_matplotlib_puts_them():
    style = {"fontsize": 14, "va": "center", "color": "#C25200"}
    usual = pixels(lambda ax: ax.text(0.1, 0.5, "∇W₃ = y₂ᵀ\nagree", **style))
    ours = pixels(lambda ax: show_words(ax, 0.1, 0.5, "∇W₃ = y₂ᵀ\nagree", **style))
    near = [np.abs(ours - np.roll(usual, (dy, dx), axis=(0, 1))).mean() for dy in (-1, 0, 1) for dx in (-1, 0, 1)]
    assert np.argmin(near) == 4  # not shifted at all, but for fractions of a pixel
    assert min(near) < 0.3 * np.abs(255 - usual).mean()


def test_words_that_change_are_the_same_as_fresh_ones():
    def changed(ax):
        words = show_words(ax, 0.1, 0.5, "before", fontsize=14)
        ax.figure.canvas.draw()
        words.set(text="after", color="#0072B2")

    np.testing.assert_array_equal(
        pixels(changed), pixels(lambda ax: show_words(ax, 0.1, 0.5, "after", fontsize=14, color="#0072B2"))
    )
