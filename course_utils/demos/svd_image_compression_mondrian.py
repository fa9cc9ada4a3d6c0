"""Notebook 03, continued: the Mondrian, rebuilt, tilted and in noise (slides "SVD On Images", "Noise In SVD")."""

from functools import cache
from typing import NamedTuple

import numpy as np

from course_utils.data import load_mondrian
from course_utils.demos.core import Control, Demo
from course_utils.numerics.svd import Pieces, decompose, low_rank, rank_errors, rebuild, relative_error, storage
from course_utils.plotting.images import heading, show_image
from course_utils.plotting.lines import plane
from course_utils.plotting.style import BLUE, GREY, ORANGE, PURPLE

SIDE, RANK = 120, 7  # of the Mondrian
SMALL, LARGE = 2.5, 2.9  # inches


@cache
def mondrian():
    return load_mondrian()


def counted(pieces):
    return f"{pieces} piece{'s' * (pieces != 1)}"


def spectrum(errors):
    """How much each piece adds, the three channels together: the root of its three σ² added up."""
    return np.sqrt(np.maximum(errors[:-1] ** 2 - errors[1:] ** 2, 0))


# ------------------------------------------------------------------------------------------------ rank 1, 2, … 7


class Rebuilt(NamedTuple):
    k: int
    picture: np.ndarray
    measured: float  # both as fractions of the original
    predicted: float
    stored: int


@cache
def approximations():
    """The Mondrian of rank 0, 1, …, 7."""
    return tuple(low_rank(mondrian(), k) for k in range(RANK + 1))


@cache
def predicted_errors():
    errors = rank_errors(mondrian())
    return errors / errors[0]


@cache
def tiles():
    """The seven pieces, grey where they add nothing, each as bright as it can be."""
    pieces = np.diff(approximations(), axis=0)
    return tuple(0.5 + piece / (2 * np.abs(piece).max()) for piece in pieces)


def rebuilt(k):
    A_k = approximations()[k]
    stored = storage(A_k.shape, k)
    return Rebuilt(k, A_k, relative_error(mondrian(), A_k), predicted_errors()[k], stored)


def draw_rebuilt(fig, start):
    show_image(plane(fig, (0.2, 1.3, SMALL, SMALL), (0, 1), (0, 1), "", ""), mondrian(), "ground truth")
    view = plane(fig, (2.95, 1.3, SMALL, SMALL), (0, 1), (0, 1), "", "")
    picture = show_image(view, start.picture)
    title = heading(view)
    parts = []
    for i, tile in enumerate(tiles()):
        ax = plane(fig, (0.2 + 0.92 * i, 0.33, SIDE / 144, SIDE / 144), (0, 1), (0, 1), "", "")
        parts.append(show_image(ax, tile))
        ax.set_xlabel(f"{i + 1}", labelpad=2, fontsize=14)

    bars = plane(fig, (6.85, 0.75, 2.9, 3.1), (0, 47), (3.55, -0.75), "percent of the original", "")
    bars.set(yticks=[], xticks=[0, 10, 20, 30, 40])
    bars.spines["left"].set_visible(False)
    colors, words = (ORANGE, BLUE, PURPLE), ("measured: ‖A − A_k‖", "predicted: √(dropped σ²)", "numbers to store")
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


def caption_rebuilt(rebuilt):
    return (
        f"With {counted(rebuilt.k)} the picture is {100 * rebuilt.measured:.1f} % off, as the dropped singular values "
        f"predict ({100 * rebuilt.predicted:.1f} %), and takes {rebuilt.stored} numbers instead of {mondrian().size}."
    )


MONDRIAN = Demo(
    title="Rebuild the Mondrian",
    slide="SVD On Images",
    controls=(Control("k", range(1, RANK + 1), start=1, label="number of basis"),),
    compute=rebuilt,
    draw=draw_rebuilt,
    caption=caption_rebuilt,
    scenes={f"SVD On Images: number of basis {k}": {"k": k} for k in range(1, RANK + 1)},
)


# ------------------------------------------------------------------------------------------------------------- tilted

ANGLES = (0, 1, 2, 3, 5, 10, 20, 30, 45, 60, 75, 85, 88, 90)
FINE = 4  # samples of a pixel, each way
KEPT = (*range(1, 11), 12, 15, 20, 25, 30, 40, 50, 60, 80, 100, 120)
SHOWN = 60  # singular values


class Tilted(NamedTuple):
    angle: float
    k: int
    picture: np.ndarray
    rebuilt: np.ndarray
    errors: np.ndarray  # for each rank, as a fraction of the picture
    rank: int


class Taken(NamedTuple):
    picture: np.ndarray
    pieces: Pieces
    rank: int


@cache
def tilted_mondrian(angle):
    """The Mondrian turned about its middle and taken apart; its edges continue outwards."""
    cos, sin = np.round([np.cos(np.radians(angle)), np.sin(np.radians(angle))], 12)  # cos 90° is 0, not 6e-17
    middle = (np.arange(SIDE * FINE) + 0.5) / FINE - SIDE / 2
    down, right = middle[:, None], middle[None, :]
    rows, columns = (
        np.clip(np.floor(there + SIDE / 2), 0, SIDE - 1).astype(int)
        for there in (cos * down - sin * right, sin * down + cos * right)
    )
    fine = mondrian()[rows, columns]
    picture = fine.reshape(SIDE, FINE, SIDE, FINE, 3).mean(axis=(1, 3))
    pieces = decompose(picture)
    return Taken(picture, pieces, int(np.sum(pieces.errors[:-1] > 1e-10 * pieces.errors[0])))


def tilt(angle, k):
    taken = tilted_mondrian(angle)
    errors = taken.pieces.errors / taken.pieces.errors[0]
    return Tilted(angle, k, taken.picture, rebuild(taken.pieces, k), errors, taken.rank)


def draw_tilt(fig, start):
    views = [plane(fig, (left, 0.7, LARGE, LARGE), (0, 1), (0, 1), "", "") for left in (0.2, 3.3)]
    pictures = [show_image(view, picture) for view, picture in zip(views, (start.picture, start.rebuilt), strict=True)]
    titles = [heading(view) for view in views]
    curve_of = plane(fig, (7.15, 0.75, 2.65, 2.85), (-1, SHOWN + 1), (0, 62), "pieces kept", "percent off")
    curve_of.set(xticks=[0, 20, 40, 60], yticks=[0, 20, 40, 60])
    upright = tilted_mondrian(0).pieces.errors
    curve_of.plot(range(1, RANK + 1), 100 * upright[1 : RANK + 1] / upright[0], "s:", color=GREY, markersize=6)
    curve_of.text(0.98, 0.86, "dotted: upright", transform=curve_of.transAxes, ha="right", color=GREY, fontsize=14)
    curve = curve_of.plot([], [], "o-", color=BLUE, markersize=4, linewidth=2)[0]
    here = curve_of.plot([], [], "o", color=ORANGE, markersize=13, markeredgecolor="white")[0]
    title = heading(curve_of)

    def ink(tilted):
        for picture, image in zip(pictures, (tilted.picture, tilted.rebuilt), strict=True):
            picture.show(image)
        titles[0].set_text(f"tilted by {tilted.angle}°")
        titles[1].set_text(f"the first {tilted.k} of {tilted.rank} pieces" if tilted.k < tilted.rank else "all of it")
        title.set_text(f"rank {tilted.rank}")
        curve.set_data(np.arange(1, SHOWN + 1), 100 * tilted.errors[1 : SHOWN + 1])
        here.set_data([tilted.k], [100 * tilted.errors[tilted.k]])
        here.set_visible(tilted.k <= SHOWN)
        return *pictures, *titles, title, curve, here

    return ink


def caption_tilt(tilted):
    enough = int(np.sum(tilted.errors > 0.01))
    return (
        f"Tilted by {tilted.angle}° the picture has rank {tilted.rank}: with {counted(tilted.k)} it is "
        f"{100 * tilted.errors[tilted.k]:.1f} % off, and to be less than 1 % off it takes {enough}."
    )


TILT = Demo(
    title="Tilt the Mondrian",
    slide="SVD On Images",
    controls=(
        Control("angle", ANGLES, start=0, label="tilt in degrees"),
        Control("k", KEPT, start=RANK, label="pieces kept"),
    ),
    compute=tilt,
    draw=draw_tilt,
    caption=caption_tilt,
    scenes={
        "SVD On Images: upright, 7 pieces": {},
        "SVD On Images: a tilt of 5°, 7 pieces": {"angle": 5},
        "SVD On Images: a tilt of 5°, 40 pieces": {"angle": 5, "k": 40},
        "SVD On Images: lying on its side": {"angle": 90},
    },
)


# ----------------------------------------------------------------------------------------------------------- in noise

NOISES = (0, 0.02, 0.05, 0.1, 0.2, 0.3)
CUTS = (*range(1, 16), 20, 30, 40, 60, 80, 100, 120)


class Noisy(NamedTuple):
    noise: float
    k: int
    picture: np.ndarray
    cut: np.ndarray
    values: np.ndarray  # singular values, the channels together
    level: float  # what noise alone would make of the largest of them
    errors: np.ndarray  # distance from the clean picture for each k from 1 on, as a fraction of it
    everything: float  # the same for the noisy picture as it is


class Distances(NamedTuple):
    picture: np.ndarray
    pieces: Pieces
    values: np.ndarray
    errors: np.ndarray


@cache
def noisy_mondrian(noise):
    clean = mondrian()
    picture = clean + noise * np.random.default_rng(7).normal(size=clean.shape)
    pieces = decompose(picture)
    missing, errors = np.moveaxis(clean, -1, 0).copy(), []
    for i in range(SIDE):
        missing -= pieces.Ud[:, :, i, None] * pieces.Vt[:, None, i]
        errors.append(np.linalg.norm(missing))
    return Distances(picture, pieces, spectrum(pieces.errors), errors / np.linalg.norm(clean))


def in_noise(noise, k):
    of = noisy_mondrian(noise)
    level = noise * (np.sqrt(SIDE) + np.sqrt(SIDE)) * np.sqrt(3)  # σ₁ of pure noise: sd (√m + √n); three channels
    return Noisy(noise, k, of.picture, rebuild(of.pieces, k), of.values, level, of.errors, of.errors[-1])


def draw_in_noise(fig, start):
    views = [plane(fig, (left, 0.7, LARGE, LARGE), (0, 1), (0, 1), "", "") for left in (0.2, 3.3)]
    pictures = [show_image(view, picture) for view, picture in zip(views, (start.picture, start.cut), strict=True)]
    titles = [heading(view) for view in views]
    values = plane(fig, (7.15, 2.5, 2.65, 1.5), (0, 31), (0.3, 300), "", "σ")
    values.set_yscale("log")
    values.minorticks_off()
    values.set(yticks=[1, 10, 100], yticklabels=["1", "10", "100"], xticks=[1, 7, 15, 30], xticklabels=[])
    off = plane(fig, (7.15, 0.75, 2.65, 1.5), (0, 31), (0, 62), "pieces kept", "percent off")
    off.set(xticks=[1, 7, 15, 30], yticks=[0, 20, 40, 60])
    dots = values.plot([], [], "o", color=BLUE, markersize=6)[0]
    noise_level = values.axhline(1, color=GREY, linestyle="--", linewidth=2)
    noise_name = values.text(30.5, 1, "noise", ha="right", va="bottom", color=GREY, fontsize=14)
    curve = off.plot([], [], "o-", color=BLUE, markersize=5, linewidth=2)[0]
    here = off.plot([], [], "o", color=ORANGE, markersize=13, markeredgecolor="white")[0]
    cuts = [ax.axvline(1, color=ORANGE, linewidth=2) for ax in (values, off)]

    def ink(noisy):
        for picture, image in zip(pictures, (noisy.picture, noisy.cut), strict=True):
            picture.show(image)
        titles[0].set_text(f"{100 * noisy.everything:.1f} % off" if noisy.noise else "clean")
        titles[1].set_text(f"cut after {noisy.k}: {100 * noisy.errors[noisy.k - 1]:.1f} % off")
        ranks = np.arange(1, SIDE + 1)
        dots.set_data(ranks, np.maximum(noisy.values, 1e-9))
        noise_level.set_ydata([noisy.level] * 2)
        noise_name.set_y(1.3 * max(noisy.level, 1e-9))
        for artist in (noise_level, noise_name):
            artist.set_visible(noisy.noise > 0)
        curve.set_data(ranks, 100 * noisy.errors)
        here.set_data([noisy.k], [100 * noisy.errors[noisy.k - 1]])
        for cut in cuts:
            cut.set_xdata([noisy.k + 0.5] * 2)
        return *pictures, *titles, dots, noise_level, noise_name, *cuts, curve, here

    return ink


def caption_in_noise(noisy):
    above = int(np.sum(noisy.values > max(noisy.level, 1e-6)))
    best = 1 + int(np.argmin(noisy.errors.round(4)))
    found = (
        f"{above} singular values stand above the noise" if noisy.noise else f"only {above} singular values are not 0"
    )
    return (
        f"Noise {noisy.noise:g}: {found}; cut after {noisy.k}, the picture is {100 * noisy.errors[noisy.k - 1]:.1f} % "
        f"off the clean one, uncut {100 * noisy.everything:.1f} %, and the best cut is after {best}."
    )


NOISE = Demo(
    title="Where to cut the noise?",
    slide="Noise In SVD",
    controls=(
        Control("noise", NOISES, start=0, label="noise in each pixel"),
        Control("k", CUTS, start=120, label="cut after"),
    ),
    compute=in_noise,
    draw=draw_in_noise,
    caption=caption_in_noise,
    scenes={
        "Noise In SVD: no noise": {},
        "Noise In SVD: more than it should be": {"noise": 0.1},
        "Noise In SVD: make rank of what it should be": {"noise": 0.1, "k": 7},
        "Noise In SVD: cut too early": {"noise": 0.1, "k": 3},
        "Noise In SVD: more noise": {"noise": 0.3, "k": 7},
    },
)
