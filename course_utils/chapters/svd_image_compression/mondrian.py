"""Rebuild the Mondrian from its first k pieces (slide "SVD On Images")."""

from functools import cache
from typing import NamedTuple

import numpy as np

from course_utils.chapters.svd_image_compression.painting import RANK, SIDE, count_pieces, mondrian
from course_utils.demo.demo import Control, Demo, Talk
from course_utils.numerics.svd import low_rank, rank_errors, relative_error, storage
from course_utils.plotting.images import show_heading, show_image
from course_utils.plotting.lines import plane
from course_utils.plotting.style import BLUE, ORANGE, PURPLE

VIEW_INCHES = 2.5


class Rebuilt(NamedTuple):
    k: int
    picture: np.ndarray
    measured: float  # both as fractions of the original
    predicted: float
    stored: int


@cache
def approximations():
    """Cut the Mondrian to rank 0, 1, …, 7."""
    return tuple(low_rank(mondrian(), k) for k in range(RANK + 1))


@cache
def predicted_errors():
    errors = rank_errors(mondrian())
    return errors / errors[0]


def compute(k):
    A_k = approximations()[k]
    stored = storage(A_k.shape, k)
    return Rebuilt(k, A_k, relative_error(mondrian(), A_k), predicted_errors()[k], stored)


@cache
def tiles():
    """Return the seven pieces, each in full contrast, grey where they add nothing."""
    pieces = np.diff(approximations(), axis=0)
    return tuple(0.5 + piece / (2 * np.abs(piece).max()) for piece in pieces)


def draw(fig, start):
    show_image(plane(fig, (0.2, 1.3, VIEW_INCHES, VIEW_INCHES), (0, 1), (0, 1), "", ""), mondrian(), "ground truth")
    view = plane(fig, (2.95, 1.3, VIEW_INCHES, VIEW_INCHES), (0, 1), (0, 1), "", "")
    picture = show_image(view, start.picture)
    title = show_heading(view)
    parts = []
    for i, tile in enumerate(tiles()):
        ax = plane(fig, (0.2 + 0.92 * i, 0.33, SIDE / 144, SIDE / 144), (0, 1), (0, 1), "", "")
        parts.append(show_image(ax, tile))
        ax.set_xlabel(f"{i + 1}", labelpad=2, fontsize=14)

    bars = plane(fig, (6.85, 0.75, 2.9, 3.1), (0, 47), (3.55, -0.75), "percent of the original", "")
    bars.set(yticks=[], xticks=[0, 10, 20, 30, 40])
    bars.spines["left"].set_visible(False)
    colors, words = (ORANGE, BLUE, PURPLE), ("measured: ‖A − A_k‖", "predicted: √(Σ dropped σ²)", "numbers to store")
    boxes = bars.barh([0, 1.25, 2.75], [0] * 3, height=0.5, color=colors)
    for y, word in zip([0, 1.25, 2.75], words, strict=True):
        bars.text(0, y - 0.38, word.replace("A_k", "Aₖ"), fontsize=14)
    numbers = [bars.text(0, y, "", va="center", fontsize=15) for y in (0, 1.25, 2.75)]

    def ink(rebuilt):
        picture.show(rebuilt.picture)
        title.set_text(f"number of basis: {rebuilt.k}")
        for i, (part, tile) in enumerate(zip(parts, tiles(), strict=True)):
            part.show(tile if i < rebuilt.k else 1 - 0.15 * (1 - tile))
        shares = (rebuilt.measured, rebuilt.predicted, rebuilt.stored / mondrian().size)
        for box, number, share in zip(boxes, numbers, shares, strict=True):
            box.set_width(100 * share)
            number.set(x=100 * share + 0.7, text=f"{100 * share:.1f}")
        return picture, title, *parts, *boxes, *numbers

    return ink


def caption(rebuilt):
    return (
        f"With {count_pieces(rebuilt.k)} the picture is {100 * rebuilt.measured:.1f} % off, as the dropped singular "
        f"values predict ({100 * rebuilt.predicted:.1f} %), and takes {rebuilt.stored} numbers instead of "
        f"{mondrian().size}."
    )


MONDRIAN = Demo(
    title="Rebuild the Mondrian",
    slide="SVD On Images",
    controls=(Control("k", range(1, RANK + 1), start=1, label="number of basis"),),
    compute=compute,
    draw=draw,
    caption=caption,
    scenes={f"SVD On Images: number of basis {k}": {"k": k} for k in range(1, RANK + 1)},
    talks=(
        Talk(
            slide="SVD On Images",
            section="4. A picture is a matrix",
            minutes=4,
            starred=True,
            ask=(
                r"What can a picture made of *one* piece $\sigma u v^\top$ look like? At which $k$ do you recognise "
                r"the painting?"
            ),
            reveals=(
                "“The first piece is a coarse picture, the next ones add detail.” It is a tartan: every row is a "
                "multiple of the same row."
            ),
        ),
    ),
)
