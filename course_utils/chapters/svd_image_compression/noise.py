"""Add noise to the Mondrian, and cut the pieces that are mostly noise (slide "Noise In SVD")."""

from functools import cache
from typing import NamedTuple

import numpy as np

from course_utils.chapters.svd_image_compression.painting import RANK, SIDE, VIEW_INCHES, mondrian
from course_utils.demo.demo import Control, Demo, Talk
from course_utils.demo.handle import Handle
from course_utils.demo.question import Question
from course_utils.numerics.svd import Pieces, decompose, rebuild
from course_utils.plotting.images import show_heading, show_image
from course_utils.plotting.lines import plane
from course_utils.plotting.style import NOTE, ROLE, tint
from course_utils.plotting.words import Verdict, name_object

NOISES = (0, 0.02, 0.05, 0.1, 0.2, 0.3)
CUTS = (*range(1, 16), 20, 30, 40, 60, 80, 100, 120)
SHOWN_VALUES = 24
ROOM_FOR_NAME = 16  # the curtain has room for its name if it begins before this piece


class Noisy(NamedTuple):
    noise: float
    k: int
    picture: np.ndarray
    cut: np.ndarray
    values: np.ndarray  # singular values, the channels together
    threshold: float  # of Gavish and Donoho: keep the singular values above
    errors: np.ndarray  # distance from the clean picture for each k from 1 on, as a fraction of it
    everything: float  # the same for the noisy picture as it is


class Decomposed(NamedTuple):
    picture: np.ndarray
    pieces: Pieces
    values: np.ndarray
    errors: np.ndarray


def spectrum(errors):
    """Compute how much each piece adds to the picture, over the three channels: the root of the sum of its three σ²."""
    return np.sqrt(np.maximum(errors[:-1] ** 2 - errors[1:] ** 2, 0))


@cache
def add_noise(noise):
    clean = mondrian()
    picture = clean + noise * np.random.default_rng(7).normal(size=clean.shape)
    pieces = decompose(picture)
    missing, errors = np.moveaxis(clean, -1, 0).copy(), []
    for i in range(SIDE):
        missing -= pieces.Ud[:, :, i, None] * pieces.Vt[:, None, i]
        errors.append(np.linalg.norm(missing))
    return Decomposed(picture, pieces, spectrum(pieces.errors), errors / np.linalg.norm(clean))


def compute(noise, k):
    parts = add_noise(noise)
    threshold = 4 / np.sqrt(3) * np.sqrt(SIDE) * noise * np.sqrt(3)  # the last √3: three channels together
    cut = rebuild(parts.pieces, k)
    return Noisy(noise, k, parts.picture, cut, parts.values, threshold, parts.errors, parts.errors[-1])


def draw(fig, start):
    views = [plane(fig, (left, 0.35, VIEW_INCHES, VIEW_INCHES), (0, 1), (0, 1), "", "") for left in (0.25, 3.5)]
    pictures = [show_image(view, picture) for view, picture in zip(views, (start.picture, start.cut), strict=True)]
    titles = [show_heading(view) for view in views]
    show_clean_picture(fig)
    values = plane(fig, (7.7, 0.95, 1.95, 1.6), (0, SHOWN_VALUES + 1), (0.5, 300), "pieces", "σ")
    values.set(
        yscale="log", yticks=[1, 10, 100], yticklabels=["1", "10", "100"], xticks=[1, 7, 15], label="singular values"
    )
    values.minorticks_off()
    curtain = values.fill([], [], color=tint(ROLE.unlit, 0.45), linewidth=0)[0]
    looks = ((ROLE.model, 9), (ROLE.guide, 6))
    kept, dropped = (values.plot([], [], "o", color=color, markersize=size)[0] for color, size in looks)
    threshold = values.axhline(1, color=ROLE.ink, linestyle="--", linewidth=2)
    name = name_object(values, SHOWN_VALUES + 0.7, 1, "keep above", ha="right", va="bottom")
    cut = name_object(values, SHOWN_VALUES + 0.7, 160, "cut off", ROLE.note, ha="right")
    verdict = Verdict(fig, 6.95, 4.1)

    def ink(noisy):
        for picture, image in zip(pictures, (noisy.picture, noisy.cut), strict=True):
            picture.show(image)
        titles[0].set_text("noisy" if noisy.noise else "clean")
        titles[1].set_text(f"cut after {noisy.k}")
        ranks, k, edge = np.arange(1, SIDE + 1), noisy.k, edge_of_curtain(noisy.k)
        kept.set_data(ranks[:k], noisy.values[:k])
        dropped.set_data(ranks[k:], noisy.values[k:])
        end = SHOWN_VALUES + 1
        curtain.set_xy(np.array([[edge, 0.5], [end, 0.5], [end, 300], [edge, 300]]))
        curtain.set_visible(edge < end)
        cut.set_visible(edge < ROOM_FOR_NAME)
        threshold.set_ydata([noisy.threshold] * 2)
        name.set_y(1.15 * max(noisy.threshold, 1e-9))
        for artist in (threshold, name):
            artist.set_visible(noisy.noise > 0)
        uncut = f"uncut: {100 * noisy.everything:.1f} %" if noisy.noise else ""
        verdict.show(f"{100 * noisy.errors[k - 1]:.1f} %", "off the clean one", uncut, color=ROLE.wrong)
        return *pictures, *titles, curtain, kept, dropped, threshold, name, cut, *verdict.artists

    return ink


def show_clean_picture(fig):
    """Show, small, the picture that the verdict compares with."""
    clean = plane(fig, (8.95, 3.2, 0.86, 0.86), (0, 1), (0, 1), "", "")
    show_image(clean, mondrian())
    name_object(clean, 0.5, -0.2, "clean", ROLE.note, ha="center", fontsize=NOTE)


def edge_of_curtain(k):
    """Return where the curtain over the dropped singular values begins."""
    return k + 0.5


def find_edge(noisy):
    """Return the place of the curtain's edge, at the height of the noise's floor; None if it is beyond the picture."""
    return (edge_of_curtain(noisy.k), 2) if noisy.k < SHOWN_VALUES else None


def find_best_cut(noisy):
    return 1 + int(np.argmin(noisy.errors.round(4)))


def explain(at):
    noisy = at(noise=0.1)
    best = find_best_cut(noisy)
    here, at_rank = 100 * noisy.errors[best - 1], 100 * noisy.errors[RANK - 1]
    return f"cut after {best} it is {here:.1f} % off, after {RANK} {at_rank:.1f} %: the last piece has drowned"


def caption(noisy):
    above, best = int(np.sum(noisy.values > max(noisy.threshold, 1e-6))), find_best_cut(noisy)
    found, advice = f"only {above} singular values are not 0", f"no cut from {best} on loses anything"
    if noisy.noise:
        found = f"{above} singular values are above the threshold of Gavish and Donoho"
        advice = f"the best cut is after {best}"
    return (
        f"Noise {noisy.noise:g}: {found}; cut after {noisy.k}, the picture is {100 * noisy.errors[noisy.k - 1]:.1f} % "
        f"off the clean one, uncut {100 * noisy.everything:.1f} %, and {advice}."
    )


def consequence(noisy):
    off = f"[{100 * noisy.errors[noisy.k - 1]:.1f} %|wrong]"
    if not noisy.noise:
        return f"The picture is {off} off the clean one."
    return f"The picture is {off} off the clean one, uncut {100 * noisy.everything:.1f} %."


NOISE = Demo(
    title="Where to cut the noise?",
    slide="Noise In SVD",
    controls=(
        Control("noise", NOISES, start=0, label="noise in each pixel"),
        Control("k", CUTS, start=120, label="cut after", main=True),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    consequence=consequence,
    split=0.68,
    likeness=True,
    question=Question(
        f"At a noise of 0.1, how many pieces come nearest to the clean picture, which has rank {RANK}?",
        {
            f"all {SIDE}": lambda best: best == SIDE,
            f"more than {RANK}, fewer than all": lambda best: RANK < best < SIDE,
            f"exactly {RANK}": lambda best: best == RANK,
            f"fewer than {RANK}": lambda best: best < RANK,
        },
        answer=lambda at: find_best_cut(at(noise=0.1)),
        because=explain,
        shows={"noise": 0.1, "k": 6},
    ),
    handles=(Handle("singular values", x=("k", edge_of_curtain), at=find_edge),),
    scenes={
        "Noise In SVD: no noise": {},
        "Noise In SVD: more than it should be": {"noise": 0.1},
        "Noise In SVD: make rank of what it should be": {"noise": 0.1, "k": 7},
        "Noise In SVD: cut where the threshold says": {"noise": 0.1, "k": 6},
        "Noise In SVD: cut too early": {"noise": 0.1, "k": 3},
        "Noise In SVD: more noise": {"noise": 0.3, "k": 7},
    },
    talks=(
        Talk(
            slide="Noise In SVD",
            section="6. Noise makes everything full rank",
            minutes=5,
            reveals=(
                "“Make rank of what it should be” is read as “keep 7”. The weak pieces have drowned in the noise: at "
                r"0.1 it is best to keep 6, the $\sigma$ above $\frac{4}{\sqrt 3}\sqrt n\,s$."
            ),
        ),
    ),
)
