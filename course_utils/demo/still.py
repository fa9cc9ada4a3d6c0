"""What a notebook file shows of a demo without a kernel: its picture, with the answer covered, and its question."""

import textwrap

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from course_utils.demo.encoding import encode_png
from course_utils.demo.picture import Frame
from course_utils.plotting.style import LABEL, ROLE, TITLE, course_style, tint, typeset

LINE_LETTERS = 60  # of a question, which has the full width
LINE_IN = 0.36


def draw_still(picture, **values):
    """Return the frame at these values as PNG with its notes; at the start, under a veil and over the question."""
    if not picture.demo.asks_at(**values):
        return picture.still(**values)
    notes = picture.draw()
    pixels = np.concatenate([cover_answer(picture), _draw_question(picture)])
    return Frame(encode_png(pixels), *notes)


def cover_answer(picture):
    """Return the pixels of a picture, with a veil over what would give the answer of its question away."""
    with course_style(picture.look):
        red, green, blue = to_rgb(tint(ROLE.rule, 0.6))
    cover = np.array([255 * red, 255 * green, 255 * blue, 255]).round().astype(np.uint8).view(np.uint32)[0]
    pixels = picture.pixels.copy()
    height, width = pixels.shape
    for left, top, wide, high in picture.veil():
        rows = slice(max(round(top * height), 0), round((top + high) * height))
        pixels[rows, max(round(left * width), 0) : round((left + wide) * width)] = cover
    return pixels


def describe_still(demo, caption, **values):
    """Return the still in words: the question with its options where it is asked, and the caption."""
    if not demo.asks_at(**values):
        return caption
    options = " / ".join(typeset(option) for option in demo.question.options)
    return f"{typeset(demo.question.text)} {options}\n{caption}"


def _draw_question(picture):
    """Draw a strip as wide as the picture, with the question and its options."""
    question = picture.demo.question
    lines = textwrap.wrap(typeset(question.text), LINE_LETTERS)
    options = [f"{number}   {typeset(option)}" for number, option in enumerate(question.options, start=1)]
    width = picture.demo.size[0]
    height = LINE_IN * (len(lines) + len(options) + 1.2)
    with course_style(picture.look):
        fig = Figure((width, height), dpi=picture.figure.dpi)
        canvas = FigureCanvasAgg(fig)
        for number, line in enumerate(lines):
            _write(fig, number, line, fontsize=TITLE, fontweight="bold")
        for number, line in enumerate(options):
            _write(fig, len(lines) + 0.2 + number, line, fontsize=LABEL)
        canvas.draw()
    return np.asarray(canvas.buffer_rgba()).view(np.uint32)[..., 0][:, : picture.size[0]]


def _write(fig, line, text, **style):
    width, height = fig.get_size_inches()
    fig.text(0.35 / width, 1 - LINE_IN * (line + 0.4) / height, text, va="top", **style)
