"""Tilt the Mondrian, and see its rank grow (slide "SVD On Images")."""

from functools import cache
from typing import NamedTuple

import numpy as np

from course_utils.chapters.svd_image_compression.painting import RANK, SIDE, VIEW_INCHES, count_pieces, mondrian
from course_utils.demo.demo import Control, Demo, Talk
from course_utils.demo.handle import Handle
from course_utils.demo.question import Question
from course_utils.numerics.svd import Pieces, decompose, rebuild
from course_utils.plotting.images import show_heading, show_image
from course_utils.plotting.lines import plane
from course_utils.plotting.style import ROLE
from course_utils.plotting.words import Verdict, name_object

ANGLES = (0, 1, 2, 3, 5, 10, 20, 30, 45, 60, 75, 85, 88, 90)
SAMPLES_PER_PIXEL = 4  # each way
RANKS = (*range(1, 11), 12, 15, 20, 25, 30, 40, 50, 60, 80, 100, 120)


class Tilted(NamedTuple):
    angle: float
    k: int
    picture: np.ndarray
    rebuilt: np.ndarray
    errors: np.ndarray  # for each rank, as a fraction of the picture
    rank: int


class Decomposed(NamedTuple):
    picture: np.ndarray
    pieces: Pieces
    rank: int


@cache
def tilt_mondrian(angle):
    """Turn the Mondrian about its middle and decompose it; its edges continue outwards."""
    cos, sin = np.round([np.cos(np.radians(angle)), np.sin(np.radians(angle))], 12)  # cos 90° is 0, not 6e-17
    middle = (np.arange(SIDE * SAMPLES_PER_PIXEL) + 0.5) / SAMPLES_PER_PIXEL - SIDE / 2
    down, right = middle[:, None], middle[None, :]
    rows, columns = (
        np.clip(np.floor(there + SIDE / 2), 0, SIDE - 1).astype(int)
        for there in (cos * down - sin * right, sin * down + cos * right)
    )
    fine = mondrian()[rows, columns]
    picture = fine.reshape(SIDE, SAMPLES_PER_PIXEL, SIDE, SAMPLES_PER_PIXEL, 3).mean(axis=(1, 3))
    pieces = decompose(picture)
    return Decomposed(picture, pieces, int(np.sum(pieces.errors[:-1] > 1e-10 * pieces.errors[0])))


def compute(angle, k):
    taken = tilt_mondrian(angle)
    errors = taken.pieces.errors / taken.pieces.errors[0]
    return Tilted(angle, k, taken.picture, rebuild(taken.pieces, k), errors, taken.rank)


def draw(fig, start):
    views = [plane(fig, (left, 0.35, VIEW_INCHES, VIEW_INCHES), (-1, 1), (-1, 1), "", "") for left in (0.25, 3.5)]
    views[0].set_label("tilted")
    pictures = [show_image(view, picture) for view, picture in zip(views, (start.picture, start.rebuilt), strict=True)]
    titles = [show_heading(view) for view in views]
    curves = plane(fig, (7.55, 0.95, 2.1, 1.65), (0.9, 130), (0, 60), "pieces kept", "% off")
    curves.set(xscale="log", xticks=[1, 10, 100], xticklabels=["1", "10", "100"], yticks=[0, 30, 60], label="errors")
    curves.minorticks_off()
    ranks, upright = np.arange(1, SIDE + 1), tilt_mondrian(0).pieces.errors
    curves.plot(ranks, 100 * upright[1:] / upright[0], color=ROLE.before, dashes=(1, 1))
    names = name_object(curves, 1.1, 8, "0°", ROLE.before), name_object(curves, 1, 36, "", ROLE.wrong)
    curve = curves.plot([], [], color=ROLE.wrong)[0]
    here = curves.plot([], [], "o", color=ROLE.wrong, markersize=14, markeredgecolor=ROLE.paper, clip_on=False)[0]
    verdict = Verdict(fig, 6.95, 4.1)

    def ink(tilted):
        for picture, image in zip(pictures, (tilted.picture, tilted.rebuilt), strict=True):
            picture.show(image)
        titles[0].set_text(f"tilted by {tilted.angle}°")
        titles[1].set_text(f"{count_pieces(tilted.k)}, {100 * tilted.errors[tilted.k]:.1f} % off")
        verdict.show(f"rank {tilted.rank}", f"{count_enough(tilted)} pieces for 1 % off")
        names[0].set_visible(tilted.angle not in (0, 90))  # where the two curves are one
        names[1].set(x=1.3 * np.sum(tilted.errors > 0.3), text=f"{tilted.angle}°")
        curve.set_data(ranks, 100 * tilted.errors[1:])
        here.set_data([tilted.k], [100 * tilted.errors[tilted.k]])
        return *pictures, *titles, curve, here, *names, *verdict.artists

    return ink


def count_enough(tilted):
    """Count the pieces that it takes to be at most 1 % off."""
    return int(np.sum(tilted.errors > 0.01))


def caption(tilted):
    return (
        f"Tilted by {tilted.angle}° the picture has rank {tilted.rank}: with {count_pieces(tilted.k)} it is "
        f"{100 * tilted.errors[tilted.k]:.1f} % off, and to be at most 1 % off it takes {count_enough(tilted)}."
    )


def consequence(tilted):
    off = f"[{100 * tilted.errors[tilted.k]:.1f} %|wrong]"
    return f"The rank is {tilted.rank}, and {count_pieces(tilted.k)} leave{'s' * (tilted.k == 1)} {off} off."


def direction(angle):
    """Return where the top of the tilted picture is, in degrees from the right."""
    return 90 - angle


def find_top(tilted):
    up = np.radians(direction(tilted.angle))
    return 0.8 * np.cos(up), 0.8 * np.sin(up)


def find_growth(at):
    """Say whether the rank is larger at 5° and at 90° than upright."""
    return [at(angle=angle).rank > at(angle=0).rank for angle in (5, 90)]


TILT = Demo(
    title="Tilt the Mondrian",
    slide="SVD On Images",
    controls=(
        Control("angle", ANGLES, start=0, label="tilt in degrees", main=True, plays=True),
        Control("k", RANKS, start=RANK, label="pieces kept"),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    consequence=consequence,
    split=0.68,
    likeness=True,
    question=Question(
        f"Tilted, the painting looks as simple as upright. At which tilt is its rank larger than {RANK}?",
        {
            "at 5° and at 90°": lambda larger: larger == [True, True],
            "at 5°, not at 90°": lambda larger: larger == [True, False],
            "at 90°, not at 5°": lambda larger: larger == [False, True],
            "at neither": lambda larger: larger == [False, False],
        },
        answer=find_growth,
        because=lambda at: f"the rank is {at(angle=5).rank} at 5°, and {at(angle=90).rank} again at 90°",
        shows={"angle": 5},
    ),
    handles=(
        Handle("tilted", angle=("angle", direction), at=find_top),
        Handle("errors", x="k", at=lambda tilted: (tilted.k, 100 * tilted.errors[tilted.k])),
    ),
    scenes={
        "SVD On Images: upright, 7 pieces": {},
        "SVD On Images: a tilt of 5°, 7 pieces": {"angle": 5},
        "SVD On Images: a tilt of 5°, 40 pieces": {"angle": 5, "k": 40},
        "SVD On Images: lying on its side": {"angle": 90},
    },
    talks=(
        Talk(
            slide="SVD On Images",
            section="4. A picture is a matrix",
            minutes=4,
            reveals=(
                "“Rank counts simple shapes.” It counts independent rows: a tilt of 1° is enough to destroy it, 90° "
                "brings it back."
            ),
        ),
    ),
)
