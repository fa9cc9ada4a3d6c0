"""Words kept as pixels look like words set anew."""

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from course_utils.plotting.style import course_style
from course_utils.plotting.words import remember_words, show_words


def pixels(put):
    with course_style():
        figure = Figure((3, 1), dpi=100)
        canvas, ax = FigureCanvasAgg(figure), figure.add_axes((0, 0, 1, 1))
        ax.axis("off")
        put(ax)
        canvas.draw()
        return np.asarray(canvas.buffer_rgba())[..., :3].astype(int)


def test_remembered_words_lie_where_matplotlib_puts_them():
    style = {"fontsize": 14, "va": "center", "color": "#C25200"}
    usual = pixels(lambda ax: ax.text(0.1, 0.5, "∇W₃ = y₂ᵀ\nagree", **style))
    ours = pixels(lambda ax: show_words(ax, 0.1, 0.5, "∇W₃ = y₂ᵀ\nagree", **style))
    near = [np.abs(ours - np.roll(usual, (dy, dx), axis=(0, 1))).mean() for dy in (-1, 0, 1) for dx in (-1, 0, 1)]
    assert np.argmin(near) == 4  # not shifted at all, but for fractions of a pixel
    assert min(near) < 0.3 * np.abs(255 - usual).mean()


class Page:
    """A figure of words that are drawn one after the other."""

    def __init__(self, remembers):
        with course_style():
            figure = Figure((3, 1), dpi=100)
            self.canvas = FigureCanvasAgg(figure)
            self.words = figure.text(0.1, 0.5, "")
        if remembers:
            remember_words(self.canvas.get_renderer())

    def drawn(self, **look):
        with course_style():
            self.words.set(**{"rotation": 0, "color": "black", "x": 0.1, "alpha": 1, **look})
            self.canvas.draw()
        return bytes(self.canvas.buffer_rgba())


LOOKS = (
    {"text": "∇W₃ = y₂ᵀ\nagree"},
    {"text": "12 of 200"},
    {"text": "12 of 200", "color": "#C25200", "alpha": 0.5},
    {"text": "12 of 200", "x": 0.1 + 1 / 700},
    {"text": "12 of 200", "rotation": 30},
    {"text": "12 of 200", "fontsize": 20},
    {"text": "12 of 200", "fontsize": 20, "fontweight": "bold"},
    {"text": "$\\sqrt{x}$"},
)


def test_letters_drawn_again_are_the_same_to_the_last_bit():
    remembering, plain = Page(remembers=True), Page(remembers=False)
    for look in (*LOOKS, *reversed(LOOKS), *LOOKS):
        assert remembering.drawn(**look) == plain.drawn(**look)


def test_no_more_lines_are_kept_than_asked_for():
    page = Page(remembers=False)
    renderer = page.canvas.get_renderer()
    set_anew, asked = renderer.draw_text, []
    renderer.draw_text = lambda *line: asked.append(line[3]) or set_anew(*line)
    remember_words(renderer, most=2)
    for text in ("a", "b", "a", "c", "a", "b"):
        page.drawn(text=text)
    assert asked == ["a", "b", "c", "b"]


def test_words_that_change_are_the_same_as_fresh_ones():
    def changed(ax):
        words = show_words(ax, 0.1, 0.5, "before", fontsize=14)
        ax.figure.canvas.draw()
        words.set(text="after", color="#0072B2")

    np.testing.assert_array_equal(
        pixels(changed), pixels(lambda ax: show_words(ax, 0.1, 0.5, "after", fontsize=14, color="#0072B2"))
    )
