"""Rebuild the Mondrian from its first k pieces (slide "SVD On Images")."""

from functools import cache
from typing import NamedTuple

import numpy as np

from course_utils.chapters.svd_image_compression.painting import RANK, count_pieces, mondrian
from course_utils.demo.demo import Control, Demo, Talk
from course_utils.demo.handle import Handle
from course_utils.demo.question import Question
from course_utils.numerics.svd import low_rank, rank_errors, relative_error, storage
from course_utils.plotting.images import show_heading, show_image
from course_utils.plotting.lines import plane
from course_utils.plotting.style import NOTE, RESULT, ROLE, tint
from course_utils.plotting.words import Verdict

VIEW_INCHES = 2.5
TILE_INCHES, TILE_STEP = 0.71, (2 * VIEW_INCHES + 0.25 - 0.71) / (RANK - 1)  # the last tile ends where the pictures do


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
def measured_errors():
    return tuple(relative_error(mondrian(), A_k) for A_k in approximations())


@cache
def predicted_errors():
    errors = rank_errors(mondrian())
    return errors / errors[0]


def compute(k):
    A_k = approximations()[k]
    stored = storage(A_k.shape, k)
    return Rebuilt(k, A_k, measured_errors()[k], predicted_errors()[k], stored)


@cache
def tiles():
    """Return the seven pieces, each in full contrast, grey where they add nothing."""
    pieces = np.diff(approximations(), axis=0)
    return tuple(0.5 + piece / (2 * np.abs(piece).max()) for piece in pieces)


def draw(fig, start):
    show_image(plane(fig, (0.3, 1.25, VIEW_INCHES, VIEW_INCHES), (0, 1), (0, 1), "", ""), mondrian(), "ground truth")
    view = plane(fig, (0.55 + VIEW_INCHES, 1.25, VIEW_INCHES, VIEW_INCHES), (0, 1), (0, 1), "", "")
    view.set_label("rebuilt")
    picture = show_image(view, start.picture)
    title = show_heading(view)
    parts = show_tiles(fig)
    off, stored = Verdict(fig, 6.2, 4.1), Verdict(fig, 6.2, 1.75, size=RESULT)
    bars = [show_share(fig, bottom, color) for bottom, color in ((2.28, ROLE.wrong), (0.5, ROLE.model))]

    def ink(rebuilt):
        picture.show(rebuilt.picture)
        title.set_text(count_pieces(rebuilt.k))
        for i, part in enumerate(parts):
            part.set_visible(i < rebuilt.k)
        share = rebuilt.stored / mondrian().size
        predicted = f"√(Σ dropped σ²) says {100 * rebuilt.predicted:.1f} %"
        off.show(f"{100 * rebuilt.measured:.1f} %", "off the ground truth", predicted, color=ROLE.wrong)
        stored.show(f"{100 * share:.1f} %", "of the numbers", color=ROLE.model)
        for bar, width in zip(bars, (rebuilt.measured, share), strict=True):
            bar.set_width(width)
        return picture, title, *parts, *bars, *off.artists, *stored.artists

    return ink


def show_tiles(fig):
    """Show the pieces pale in the background; return them in full contrast, to lie on it."""
    half, end = TILE_INCHES / 2 / TILE_STEP, RANK - 1
    row = plane(fig, (0.3, 0.42, end * TILE_STEP + TILE_INCHES, TILE_INCHES), (1 - half, RANK + half), (0, 1), "", "")
    row.set(xticks=range(1, RANK + 1), yticks=[], label="pieces")
    row.spines[:].set_visible(False)
    row.tick_params(axis="x", length=0, pad=2, labelsize=NOTE)
    parts = []
    for i, tile in enumerate(tiles()):
        ax = plane(fig, (0.3 + TILE_STEP * i, 0.42, TILE_INCHES, TILE_INCHES), (0, 1), (0, 1), "", "")
        show_image(ax, 1 - 0.15 * (1 - tile))
        parts.append(show_image(ax, tile))
    return parts


def show_share(fig, bottom, color):
    """Show a bar as a share of a pale whole; its width is the share."""
    ax = plane(fig, (6.2, bottom, 3.45, 0.22), (0, 1), (0, 1), "", "")
    ax.set_axis_off()
    ax.barh([0.5], [1], height=1, color=tint(ROLE.rule, 0.5), linewidth=0)
    return ax.barh([0.5], [0], height=1, color=color, linewidth=0)[0]


def caption(rebuilt):
    return (
        f"With {count_pieces(rebuilt.k)} the picture is {100 * rebuilt.measured:.1f} % off, as the dropped singular "
        f"values predict ({100 * rebuilt.predicted:.1f} %), and takes {rebuilt.stored} numbers instead of "
        f"{mondrian().size}."
    )


def consequence(rebuilt):
    off = f"[{100 * rebuilt.measured:.1f} %|wrong]"
    if rebuilt.k == RANK:
        return f"Nothing is missing, with [{rebuilt.stored}|model] numbers instead of {mondrian().size}."
    return f"It is {off} off, with [{rebuilt.stored}|model] numbers instead of {mondrian().size}."


class Look(NamedTuple):
    rank: int  # of every colour channel
    stripes: int  # how many different rows of pixels there are


def look_at_one_piece(at):
    """Find out whether a picture made of one piece is made of stripes."""
    picture = at(k=1).picture
    rank = max(np.linalg.matrix_rank(picture[:, :, channel], tol=1e-9) for channel in range(3))
    return Look(int(rank), len(np.unique(picture.reshape(len(picture), -1).round(6), axis=0)))


def explain(at):
    rank, stripes = look_at_one_piece(at)
    return f"every row is a multiple of the same row, rank {rank}: here {stripes} kinds of rows make crossing stripes"


MONDRIAN = Demo(
    title="Rebuild the Mondrian",
    slide="SVD On Images",
    controls=(Control("k", range(1, RANK + 1), start=1, label="number of basis"),),
    compute=compute,
    draw=draw,
    caption=caption,
    consequence=consequence,
    split=0.6,
    likeness=True,
    question=Question(
        f"The painting is the sum of {RANK} pieces σuvᵀ. What does a picture made of the first one look like?",
        {
            "the painting, blurred": lambda look: look.rank > 1,
            "one of its rectangles": lambda look: look.rank == 1 and look.stripes <= 2,
            "stripes that cross, a tartan": lambda look: look.rank == 1 and look.stripes > 2,
        },
        answer=look_at_one_piece,
        because=explain,
        veil=("rebuilt", "pieces"),
    ),
    handles=(Handle("pieces", x="k", at=lambda rebuilt: (rebuilt.k, 0.5)),),
    scenes={f"SVD On Images: number of basis {k}": {"k": k} for k in range(1, RANK + 1)},
    talks=(
        Talk(
            slide="SVD On Images",
            section="4. A picture is a matrix",
            minutes=4,
            starred=True,
            reveals=(
                "“The first piece is a coarse picture, the next ones add detail.” It is a tartan: every row is a "
                "multiple of the same row."
            ),
        ),
    ),
)
