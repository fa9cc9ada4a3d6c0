"""Draw a curve through noisy points or near them (slide "Recall Ridge Regression")."""

from functools import cache
from typing import NamedTuple

import numpy as np

from course_utils.chapters.rbf_interpolation.curves import CURVE_X, hills, name_lines, solve_weights
from course_utils.demo.demo import Control, Demo, Talk
from course_utils.numerics.rbf import rbf_interpolate
from course_utils.plotting.lines import plane, show_points
from course_utils.plotting.style import BLUE, DARK, GREEN, ORANGE

LAMBDAS = (0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100)
NOISES = (0, 0.1, 0.3, 0.6)
SAMPLES = (1, 2, 3, 4, 5)
PLACES = np.linspace(0.02, 0.98, 30)
EPSILON = 20


class Smoothed(NamedTuple):
    lam: float
    noise: float
    data: np.ndarray  # (30, 2)
    curve: np.ndarray
    errors: np.ndarray  # (2, 12): root mean squares for every λ, at the data and against the truth
    shown: int  # how many λ have been tried, up to this one


@cache
def smooth_all(noise, sample):
    """Fit the data for every λ: the data, the curves, and how far each is off."""
    y = hills(PLACES) + noise * np.random.default_rng(sample).normal(size=len(PLACES))
    both = np.concatenate([CURVE_X, PLACES])
    curves, errors = [], []
    for lam in LAMBDAS:
        f = rbf_interpolate(both, PLACES, solve_weights(PLACES, y, "gaussian", EPSILON, lam), "gaussian", EPSILON)
        curves.append(f[: len(CURVE_X)])
        misses = f[len(CURVE_X) :] - y, f[: len(CURVE_X)] - hills(CURVE_X)
        errors.append([np.sqrt(np.mean(miss**2)) for miss in misses])
    return np.column_stack([PLACES, y]), curves, np.array(errors).T


def compute(lam, noise, sample):
    (data, curves, errors), at = smooth_all(noise, sample), LAMBDAS.index(lam)
    return Smoothed(lam, noise, data, curves[at], errors, at + 1)


def draw(fig, start):
    data = plane(fig, (0.65, 0.75, 5.0, 3.1), (0, 1), (-2.6, 2.6), "x", "")
    name_lines(data, (0, "30 points", DARK), (0.25, "the smoothed sum", BLUE), (0.68, "the truth", GREEN))
    data.set(xticks=[0, 0.5, 1], yticks=[-2, -1, 0, 1, 2])
    data.plot(CURVE_X, hills(CURVE_X), color=GREEN, dashes=(5, 2), linewidth=2)
    curve = data.plot([], [], color=BLUE)[0]
    dots = show_points(data, start.data, markersize=7)
    ticks = np.arange(len(LAMBDAS))
    error = plane(fig, (6.55, 0.75, 3.1, 2.65), (-0.5, 11.5), (-0.03, 1.0), "smoothing λ", "")
    error.set(xticks=[0, 3, 5, 7, 9, 11], xticklabels=["0", "0.01", "0.1", "1", "10", "100"], yticks=[0, 0.5, 1])
    looks = {"from the data": ("o-", DARK), "from the truth": ("s--", ORANGE)}
    lines = [error.plot([], [], look, color=color, markersize=8, linewidth=2)[0] for look, color in looks.values()]
    error.text(0, 1.22, "root mean square distance", transform=error.transAxes, va="center")
    for at, (words, (look, color)) in zip(
        (0.02, 0.54), looks.items(), strict=True
    ):  # above the axes, because it is not data
        error.plot([at], [1.08], look, color=color, markersize=8, transform=error.transAxes, clip_on=False)
        error.text(at + 0.04, 1.08, words, color=color, transform=error.transAxes, va="center", fontsize=13)

    def ink(result):
        dots.set_data(*result.data.T)
        curve.set_data(CURVE_X, result.curve)
        for line, values in zip(lines, result.errors, strict=True):
            line.set_data(ticks[: result.shown], values[: result.shown])
        return curve, dots, *lines

    return ink


def caption(result):
    at_data, at_truth = result.errors[:, result.shown - 1]
    return (
        f"λ = {result.lam:g}, noise {result.noise:g}: the curve is {at_data:.2f} off the data and {at_truth:.3f} off "
        "the truth (roots of mean squares)."
    )


SMOOTHING = Demo(
    title="Through the points, or near them?",
    slide="Recall Ridge Regression",
    controls=(
        Control("lam", LAMBDAS, start=0, label="smoothing λ"),
        Control("noise", NOISES, start=0.3, label="noise"),
        Control("sample", SAMPLES, start=1, label="sample"),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    scenes={
        "How To Interpolate? Through every point": {},
        "Recall Ridge Regression: a little": {"lam": 0.3},
        "Recall Ridge Regression: too much": {"lam": 100},
        "How To Interpolate? Without noise": {"noise": 0},
    },
    talks=(
        Talk(
            slide="How To Interpolate?",
            section="5. Through the points, or near them?",
            minutes=2,
            ask="30 points with noise. Should the curve pass through every one of them? And without noise?",
            reveals="“Interpolation is exact, so it is right.” It passes through the noise too.",
        ),
        Talk(
            slide="Recall Ridge Regression",
            section="5. Through the points, or near them?",
            minutes=3,
            ask=(
                "30 points with noise 0.3. Which λ brings the curve nearest to the *truth*: none, a small one or a "
                "large one?"
            ),
            reveals=(
                "“None: then the distance from the data is 0.” The distance from the data is not the distance from the "
                "truth."
            ),
        ),
    ),
)
