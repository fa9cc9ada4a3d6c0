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


def test_words_that_move_or_change_their_look_lie_where_fresh_ones_do():
    def moved(ax):
        words = show_words(ax, 0.1, 0.5, "two\nlines", fontsize=14)
        for change in ({"ha": "center"}, {"va": "top"}, {"linespacing": 2}, {"fontsize": 20}, {"x": 0.5, "y": 0.9}):
            ax.figure.canvas.draw()
            words.set(**change)

    look = {"ha": "center", "va": "top", "linespacing": 2, "fontsize": 20}
    np.testing.assert_array_equal(pixels(moved), pixels(lambda ax: show_words(ax, 0.5, 0.9, "two\nlines", **look)))


def test_the_layout_of_one_resolution_is_not_used_at_another():
    for dpi in (50, 200):
        figure = Figure((3, 1), dpi=dpi)
        words = show_words(figure.add_axes((0, 0, 1, 1)), 0.5, 0.5, "wide", fontsize=14)
        usual = figure.text(0.5, 0.5, "wide", fontsize=14)
        renderer = FigureCanvasAgg(figure).get_renderer()
        np.testing.assert_allclose(
            words.get_window_extent(renderer).size, usual.get_window_extent(renderer).size, atol=1
        )
