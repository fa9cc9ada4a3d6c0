"""Draw a curve through noisy points or near them (slide "Recall Ridge Regression")."""

from functools import cache
from typing import NamedTuple

import numpy as np

from course_utils.chapters.rbf_interpolation.curves import CURVE_X, hills, show_end_names, show_truth, solve_weights
from course_utils.demo.demo import Control, Demo, Talk
from course_utils.demo.handle import Handle
from course_utils.demo.question import Question
from course_utils.numerics.rbf import rbf_interpolate
from course_utils.plotting.lines import plane, show_points
from course_utils.plotting.style import GUIDE, HERO, ROLE, tint
from course_utils.plotting.words import Verdict

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
    data = plane(fig, (0.65, 0.6, 4.85, 3.35), (0, 1), (-2.3, 2.3), "", "")
    data.set(xticks=[0, 1], yticks=[-2, 0, 2])
    curve = data.plot([], [], color=ROLE.model, linewidth=HERO)[0]
    truth = show_truth(data, hills(CURVE_X))
    dots = show_points(data, start.data)
    name_lines = show_end_names(data, {"curve": ROLE.model, "truth": ROLE.truth})
    verdict, errors = Verdict(fig, 6.7, 4.2), show_errors(fig)

    def ink(result):
        dots.set_data(*result.data.T)
        curve.set_data(CURVE_X, result.curve)
        at_data, at_truth = result.errors[:, result.shown - 1]
        verdict.show(f"{at_truth:.3f}", "off the truth", f"{at_data:.2f} off the data", color=ROLE.truth)
        names = name_lines(result.curve[-1], hills(1))
        return curve, truth, dots, *names, *verdict.artists, *errors(result)

    return ink


def show_errors(fig):
    """Show both distances over λ: pale for every λ, and as lines up to the present one; return their ink."""
    error = plane(fig, (6.75, 0.6, 1.85, 2.1), (-0.4, 11.4), (0, 1.0), "", "")
    error.set(xticks=[0, 6, 11], xticklabels=["λ = 0", "0.3", "100"], yticks=[], label="errors")
    looks = {
        "data": {"color": ROLE.data, "marker": "o"},
        "truth": {"color": ROLE.truth, "marker": "s", "dashes": (4, 2)},
    }
    ways = [error.plot([], [], color=tint(look["color"], 0.35), linewidth=GUIDE)[0] for look in looks.values()]
    lines = [
        error.plot([], [], markevery=[-1], markersize=11, markeredgecolor=ROLE.paper, clip_on=False, **look)[0]
        for look in looks.values()
    ]
    name_ends = show_end_names(error, {f"off {name}": look["color"] for name, look in looks.items()}, away=0.05)

    def ink(result):
        for way, line, values in zip(ways, lines, result.errors, strict=True):
            way.set_data(range(len(LAMBDAS)), values)
            line.set_data(range(result.shown), values[: result.shown])
        return *ways, *lines, *name_ends(*result.errors[:, -1])

    return ink


def caption(result):
    at_data, at_truth = result.errors[:, result.shown - 1]
    return (
        f"λ = {result.lam:g}, noise {result.noise:g}: the curve is {at_data:.2f} off the data and {at_truth:.3f} off "
        "the truth (roots of mean squares)."
    )


def consequence(result):
    at_data, at_truth = result.errors[:, result.shown - 1]
    return f"The curve is {at_data:.2f} off the data and [{at_truth:.3f}|truth] off the truth."


def off_truth(result):
    return result.errors[1, result.shown - 1]


def best_lambda(at):
    return min(LAMBDAS, key=lambda lam: off_truth(at(lam=lam)))


def explain(at):
    """Say how far the curve is off the truth at the best λ and at both ends."""
    best, last = best_lambda(at), LAMBDAS[-1]
    exact, near, flat = (off_truth(at(lam=lam)) for lam in (0, best, last))
    return (
        f"λ = {best:g} is {near:.3f} off the truth; through every point it is {exact:.3f}, at λ = {last:g} {flat:.3f}"
    )


SMOOTHING = Demo(
    title="Through the points, or near them?",
    slide="Recall Ridge Regression",
    controls=(
        Control("lam", LAMBDAS, start=0, label="smoothing λ", main=True),
        Control("noise", NOISES, start=0.3, label="noise"),
        Control("sample", SAMPLES, start=1, label="sample", sample=True),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    consequence=consequence,
    split=0.64,
    question=Question(
        "30 points with noise 0.3: which λ brings the curve nearest to the truth?",
        {
            "λ = 0: through every point": lambda best: best == 0,
            "a small one, up to 1": lambda best: 0 < best <= 1,
            "a large one, 3 or more": lambda best: best >= 3,
        },
        answer=best_lambda,
        because=explain,
        veil=("errors",),
        shows={"lam": 0.3},
    ),
    handles=(Handle("errors", x=("lam", LAMBDAS.index), at=lambda result: (result.shown - 1, off_truth(result))),),
    scenes={
        "How To Interpolate? Through every point": {},
        "Recall Ridge Regression: λ = 0.3": {"lam": 0.3},
        "Recall Ridge Regression: λ = 100": {"lam": 100},
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
            reveals=(
                "“None: then the distance from the data is 0.” The distance from the data is not the distance from the "
                "truth."
            ),
        ),
    ),
)
