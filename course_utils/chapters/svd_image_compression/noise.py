"""Add noise to the Mondrian, and cut the pieces that are mostly noise (slide "Noise In SVD")."""

from functools import cache
from typing import NamedTuple

import numpy as np

from course_utils.chapters.svd_image_compression.painting import SIDE, VIEW_INCHES, mondrian
from course_utils.demo.demo import Control, Demo, Talk
from course_utils.numerics.svd import Pieces, decompose, rebuild
from course_utils.plotting.images import show_heading, show_image
from course_utils.plotting.lines import plane
from course_utils.plotting.style import BLUE, GREY, ORANGE

NOISES = (0, 0.02, 0.05, 0.1, 0.2, 0.3)
CUTS = (*range(1, 16), 20, 30, 40, 60, 80, 100, 120)


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
    views = [plane(fig, (left, 0.7, VIEW_INCHES, VIEW_INCHES), (0, 1), (0, 1), "", "") for left in (0.2, 3.3)]
    pictures = [show_image(view, picture) for view, picture in zip(views, (start.picture, start.cut), strict=True)]
    titles = [show_heading(view) for view in views]
    values = plane(fig, (7.15, 2.5, 2.65, 1.5), (0, 31), (0.3, 300), "", "σ")
    values.set_yscale("log")
    values.minorticks_off()
    values.set(yticks=[1, 10, 100], yticklabels=["1", "10", "100"], xticks=[1, 7, 15, 30], xticklabels=[])
    off = plane(fig, (7.15, 0.75, 2.65, 1.5), (0, 31), (0, 62), "pieces kept", "percent off")
    off.set(xticks=[1, 7, 15, 30], yticks=[0, 20, 40, 60])
    dots = values.plot([], [], "o", color=BLUE, markersize=6)[0]
    threshold = values.axhline(1, color=GREY, linestyle="--", linewidth=2)
    threshold_name = values.text(30.5, 1, "keep above", ha="right", va="bottom", color=GREY, fontsize=14)
    curve = off.plot([], [], "o-", color=BLUE, markersize=5, linewidth=2)[0]
    here = off.plot([], [], "o", color=ORANGE, markersize=13, markeredgecolor="white")[0]
    cuts = [ax.axvline(1, color=ORANGE, linewidth=2) for ax in (values, off)]

    def ink(noisy):
        for picture, image in zip(pictures, (noisy.picture, noisy.cut), strict=True):
            picture.show(image)
        titles[0].set_text(f"noisy: {100 * noisy.everything:.1f} % off" if noisy.noise else "clean")
        titles[1].set_text(f"cut after {noisy.k}: {100 * noisy.errors[noisy.k - 1]:.1f} % off")
        ranks = np.arange(1, SIDE + 1)
        dots.set_data(ranks, np.maximum(noisy.values, 1e-9))
        threshold.set_ydata([noisy.threshold] * 2)
        threshold_name.set_y(1.3 * max(noisy.threshold, 1e-9))
        for artist in (threshold, threshold_name):
            artist.set_visible(noisy.noise > 0)
        curve.set_data(ranks, 100 * noisy.errors)
        here.set_data([noisy.k], [100 * noisy.errors[noisy.k - 1]])
        for cut in cuts:
            cut.set_xdata([noisy.k + 0.5] * 2)
        return *pictures, *titles, dots, threshold, threshold_name, *cuts, curve, here

    return ink


def caption(noisy):
    above = int(np.sum(noisy.values > max(noisy.threshold, 1e-6)))
    best = 1 + int(np.argmin(noisy.errors.round(4)))
    found, advice = f"only {above} singular values are not 0", f"no cut from {best} on loses anything"
    if noisy.noise:
        found = f"{above} singular values are above the threshold of Gavish and Donoho"
        advice = f"the best cut is after {best}"
    return (
        f"Noise {noisy.noise:g}: {found}; cut after {noisy.k}, the picture is {100 * noisy.errors[noisy.k - 1]:.1f} % "
        f"off the clean one, uncut {100 * noisy.everything:.1f} %, and {advice}."
    )


NOISE = Demo(
    title="Where to cut the noise?",
    slide="Noise In SVD",
    controls=(
        Control("noise", NOISES, start=0, label="noise in each pixel"),
        Control("k", CUTS, start=120, label="cut after"),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
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
            ask=(
                "Noise of 0.1 in every pixel, a painting of rank 7. Is the picture nearest to the clean one with all "
                "pieces, with exactly 7, with fewer or with more?"
            ),
            reveals=(
                "“Make rank of what it should be” is read as “keep 7”. The weak pieces have drowned in the noise: at "
                r"0.1 it is best to keep 6, the $\sigma$ above $\frac{4}{\sqrt 3}\sqrt n\,s$."
            ),
        ),
    ),
)
