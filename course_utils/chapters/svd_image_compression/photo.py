"""Compress a photograph, or the reader's own picture, to any rank (slide "Reconstruction Error")."""

from functools import cache, partial
from typing import NamedTuple

import numpy as np

from course_utils.chapters.svd_image_compression.painting import VIEW_INCHES
from course_utils.data.datasets import load_photo
from course_utils.data.pictures import read_image
from course_utils.demo.demo import Control, Demo, Talk
from course_utils.demo.handle import Handle
from course_utils.demo.question import Question
from course_utils.numerics.svd import Pieces, decompose, rebuild, storage
from course_utils.plotting.images import show_heading, show_image
from course_utils.plotting.lines import plane
from course_utils.plotting.style import GUIDE, RESULT, ROLE
from course_utils.plotting.words import Verdict

ROUND_RANKS = (1, 2, 3, 5, 7, 10, 15, 20, 25, 30, 40, 50, 60, 80, 100, 120, 150, 200, 250, 300, 400)
REBUILT, MISSING = "rebuilt", "what is missing"
LEAST, MOST = 0.5, 300  # percent, on the axis
OWN_PIXELS = 400  # largest side of the reader's own picture: more would not fit


class Decomposed(NamedTuple):
    """A picture, and everything about it that does not depend on the rank."""

    picture: np.ndarray
    pieces: Pieces
    errors: np.ndarray  # for each rank, as a fraction of the picture
    stored: np.ndarray  # the same for the numbers to store


class Compressed(NamedTuple):
    k: int
    shown: np.ndarray
    view: str
    of: Decomposed


def decompose_picture(picture):
    pieces = decompose(picture)
    stored = np.array([storage(picture.shape, k) for k in range(len(pieces.errors))]) / picture.size
    return Decomposed(picture, pieces, pieces.errors / (pieces.errors[0] or 1.0), stored)


def compress(of, k, view):
    A_k = rebuild(of.pieces, k)
    return Compressed(k, A_k if view == REBUILT else 0.5 + (of.pieces.A - A_k), view, of)


def draw(fig, start):
    box = (0.35, VIEW_INCHES, VIEW_INCHES)
    show_image(plane(fig, (0.25, *box), (0, 1), (0, 1), "", ""), start.of.picture, "original")
    view = plane(fig, (3.5, *box), (0, 1), (0, 1), "", "")
    pixels, title = show_image(view, start.shown), show_heading(view)
    mark_rank = show_prices(fig, start.of)
    off, stored = Verdict(fig, 6.95, 4.1), Verdict(fig, 6.95, 2.95, size=RESULT)

    def ink(compressed):
        k, of = compressed.k, compressed.of
        pixels.show(compressed.shown)
        title.set_text(f"rank {k}" if compressed.view == REBUILT else f"missing at rank {k}")
        off.show(f"{100 * of.errors[k]:.1f} %", "off the original", color=ROLE.wrong)
        gain = "of the numbers" if of.stored[k] < 1 else "of the numbers: no gain"
        stored.show(f"{100 * of.stored[k]:.1f} %", gain, color=ROLE.model)
        return pixels, title, *mark_rank(k), *off.artists, *stored.artists

    return ink


def show_prices(fig, of):
    """Show error and numbers to store, in percent, for every rank; return a function that marks one rank."""
    full = len(of.errors) - 1
    ax = plane(fig, (7.75, 0.5, 1.9, 1.35), (0.9, 1.1 * full), (LEAST, MOST), "", "")
    ax.set(xscale="log", yscale="log", yticks=[1, 100], yticklabels=["1 %", "100 %"])
    ticks = [tick for tick in (1, 10, 100) if tick <= full]
    ax.set(xticks=ticks, xticklabels=map(str, ticks), label="prices")
    ax.minorticks_off()
    ax.axhline(100, color=ROLE.rule, linewidth=GUIDE)
    percents = percents_on_axis(of)
    looks = ((ROLE.wrong, (None, None), "o"), (ROLE.model, (3, 1.5), "s"))
    here = []
    for values, (color, dashes, marker) in zip(percents, looks, strict=True):
        ax.plot(np.arange(1, full + 1), np.where(values > LEAST, values, np.nan)[1:], color=color, dashes=dashes)
        style = {"color": color, "markersize": 14, "markeredgecolor": ROLE.paper, "clip_on": False}
        here.append(ax.plot([], [], marker, **style)[0])

    def mark_rank(k):
        for mark, values in zip(here, percents, strict=True):
            mark.set_data([k], [values[k]])
        return here

    return mark_rank


def percents_on_axis(of):
    """Return the errors and the numbers to store in percent, as high as they are drawn."""
    return [np.maximum(100 * shares, LEAST) for shares in (of.errors, of.stored)]


def caption(compressed, name):
    k, (picture, _, errors, stored) = compressed.k, compressed.of
    (h, w), worth = picture.shape[:2], int(np.sum(stored < 1)) - 1
    verdict = "a gain" if stored[k] < 1 else "no gain"
    sentence = (
        f"{name}, {w} × {h}: {k} of {len(errors) - 1} pieces, {100 * errors[k]:.1f} % off, {100 * stored[k]:.1f} % of "
        f"the numbers, {verdict} (there is one up to {worth} pieces)"
    )
    return f"{sentence}." if compressed.view == REBUILT else f"{sentence}; grey is where nothing is missing."


def consequence(compressed):
    k, (_, _, errors, stored) = compressed.k, compressed.of
    off, share = f"[{100 * errors[k]:.1f} %|wrong]", f"[{100 * stored[k]:.1f} %|model]"
    return f"It is {off} off, with {share} of the numbers, {'a gain' if stored[k] < 1 else 'no gain'}."


def picture_demo(title, name, ranks, take, scenes, question=None, talks=()):
    """Make a demo that compresses the picture that take() returns, a Decomposed, and names it in its caption."""

    def on_curve(number):
        return lambda compressed: (compressed.k, percents_on_axis(compressed.of)[number][compressed.k])

    return Demo(
        title=title,
        slide="Reconstruction Error",
        controls=(
            Control("k", ranks, start=ranks[0], label="rank", main=True),
            Control("view", (REBUILT, MISSING), start=REBUILT, label="on the right"),
        ),
        compute=lambda k, view: compress(take(), k, view),
        draw=draw,
        caption=partial(caption, name=name),
        consequence=consequence,
        split=0.68,
        likeness=True,
        question=question,
        handles=tuple(Handle("prices", x="k", at=on_curve(number)) for number in (0, 1)),
        scenes=scenes,
        talks=talks,
    )


def ranks_up_to(full):
    """List round ranks, and the full rank."""
    return (*(k for k in ROUND_RANKS if k < full), full)


@cache
def chelsea():
    return decompose_picture(load_photo())


def count_enough(at):
    """Count the pieces that it takes to be at most 10 % off."""
    return int(np.sum(at().of.errors > 0.1))


def explain(at):
    enough, of = count_enough(at), at().of
    off, stored = 100 * of.errors[enough], 100 * of.stored[enough]
    return (
        f"{enough} pieces are {off:.1f} % off with {stored:.1f} % of the numbers; the error falls steeply, then slowly"
    )


PHOTO = picture_demo(
    title="How many numbers does a cat need?",
    name="Chelsea",
    ranks=ranks_up_to(300),
    take=chelsea,
    question=Question(
        "How many of the 300 pieces does it take to be at most 10 % off the original?",
        {
            "fewer than 20": lambda enough: enough < 20,
            "about 75, a quarter": lambda enough: 50 <= enough <= 100,
            "about 150, half of them": lambda enough: 125 <= enough <= 175,
            "about 270, nine in ten": lambda enough: enough >= 245,
        },
        answer=count_enough,
        because=explain,
        veil=("prices",),
        shows={"k": 20},
    ),
    scenes={
        "Reconstruction Error: rank 1": {},
        "Reconstruction Error: rank 20": {"k": 20},
        "Reconstruction Error: rank 20, what is missing": {"k": 20, "view": MISSING},
        "Reconstruction Error: rank 150, nothing gained": {"k": 150},
    },
    talks=(
        Talk(
            slide="Reconstruction Error",
            section="5. What is lost, what is saved",
            minutes=4,
            reveals=(
                "“Half of the pieces, half of the quality” and “half of the pieces, half of the storage”. The error "
                "falls steeply, and from 150 pieces on, nothing is saved."
            ),
        ),
    ),
)


def build_own_demo(data):
    """Make a demo that compresses the picture in a reader's file. Raises ValueError as read_image does."""
    taken = decompose_picture(read_image(data, largest=OWN_PIXELS))
    ranks = ranks_up_to(len(taken.errors) - 1)
    return picture_demo("How many numbers does your picture need?", "Your picture", ranks, lambda: taken, {})


def show_upload():
    """Show a button to choose a picture file, and the demo that compresses it; the last line of a notebook cell."""
    from course_utils.demo.upload import Upload  # here, so that drawing a demo does not need ipywidgets

    return Upload(build_own_demo)
