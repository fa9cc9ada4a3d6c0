"""Compare a penalty with a robust loss when one point is an outlier (slide "What If?")."""

from functools import cache
from typing import NamedTuple

import numpy as np

from course_utils.chapters.norms_and_regularization.outlier import (
    OUTLIER,
    SQUARED,
    TRUE_LINE,
    TRUTH,
    A,
    X,
    fit_ends,
    heights,
)
from course_utils.demo.demo import Control, Demo, Talk
from course_utils.numerics.regularization import ridge
from course_utils.numerics.robust import huber, irls
from course_utils.plotting.lines import plane, show_axis_break, show_points
from course_utils.plotting.style import BLUE, DARK, GREEN, GREY, ORANGE, PURPLE

HUBER = {"color": PURPLE, "dashes": (5, 1.5, 1, 1.5)}
ABSOLUTE = {"color": BLUE}
LAMBDAS = (0, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000, 3000)
HUBER_DELTA = 1.0
OUTLIER_HEIGHTS = {"above": 20.0, "below": -12.0}

LOSSES = {
    "squared": lambda y, lam: ridge(A, y, lam, unpenalized=-1),
    "Huber": lambda y, lam: huber(A, y, HUBER_DELTA, lam, unpenalized=-1),
    "absolute": lambda y, lam: irls(A, y, 1, lam, unpenalized=-1),
}

LOOKS = dict(zip(LOSSES, (SQUARED, HUBER, ABSOLUTE), strict=True))


class Penalised(NamedTuple):
    loss: str
    lam: float
    now: int  # the place of this λ among all
    points: np.ndarray
    fit: np.ndarray
    errors: dict  # loss → how far the line is from the truth, for every λ


@cache
def fit_all():
    """Fit the lines for both outliers, every loss and every λ: outlier → loss → array of shape (11, 2)."""
    data = {outlier: heights(at) for outlier, at in OUTLIER_HEIGHTS.items()}
    return {
        outlier: {loss: np.array([fit(y, lam) for lam in LAMBDAS]) for loss, fit in LOSSES.items()}
        for outlier, y in data.items()
    }


def compute(loss, lam, outlier):
    paths = fit_all()[outlier]
    errors = {name: np.sqrt(np.mean((A @ (path - TRUTH).T) ** 2, axis=0)) for name, path in paths.items()}
    points = np.column_stack([X, heights(OUTLIER_HEIGHTS[outlier])])
    now = LAMBDAS.index(lam)
    return Penalised(loss, lam, now, points, paths[loss][now], errors)


def draw(fig, start):
    data = plane(fig, (0.8, 0.8, 4.0, 3.1), (-0.5, 10.5), (-13.5, 21.5), "x", "y")
    data.plot(*fit_ends(TRUTH), **TRUE_LINE)
    data.text(0.5, 6, "truth", color=GREEN)
    lines = {loss: data.plot([], [], **look)[0] for loss, look in LOOKS.items()}
    dots = show_points(data, start.points)
    bad = data.plot([], [], "D", color=ORANGE, markersize=12, markeredgecolor="white", zorder=6)[0]

    ticks = range(len(LAMBDAS))
    errors = plane(fig, (5.8, 0.8, 2.7, 2.8), (-0.3, 10.3), (0, 4.4), "penalty λ", "")
    errors.set_title("distance from the truth")
    errors.set(xticks=ticks[::3], xticklabels=[f"{lam:g}" for lam in LAMBDAS[::3]], yticks=[0, 1, 2, 3, 4])
    show_axis_break(errors, 0.5)
    curves = {loss: errors.plot([], [], **look, linewidth=2.5)[0] for loss, look in LOOKS.items()}
    here = errors.plot([], [], "o", markersize=13, markeredgecolor=DARK, color=GREY, clip_on=False)[0]
    for (loss, look), at in zip(LOOKS.items(), (0.75, 0.62, 0.49), strict=True):
        errors.plot([1.04, 1.15], [at, at], **look, linewidth=2.5, transform=errors.transAxes, clip_on=False)
        errors.text(1.17, at, loss, transform=errors.transAxes, va="center", fontsize=14)
    errors.text(1.04, 0.86, "loss:", transform=errors.transAxes, va="center", fontsize=14)

    def ink(result):
        dots.set_data(*np.delete(result.points, OUTLIER, axis=0).T)
        bad.set_data(*result.points[OUTLIER][:, None])
        for loss, line in lines.items():
            line.set_data(fit_ends(result.fit) if loss == result.loss else ([], []))
        for loss, curve in curves.items():
            curve.set_data(ticks, result.errors[loss])
        here.set_data([result.now], [result.errors[result.loss][result.now]])
        here.set_color(LOOKS[result.loss]["color"])
        return *lines.values(), dots, bad, *curves.values(), here

    return ink


def caption(result):
    error = result.errors[result.loss]
    m = result.fit[0].round(2) + 0.0  # never -0.00
    here, least = f"{error[result.now]:.2f}", f"{error.min():.2f}"
    best = f"with the best λ of this list it would be {least} away"
    return (
        f"{result.loss.capitalize()} loss, λ = {result.lam:g}: the line has slope {m:.2f} "
        f"(truth {TRUTH[0]:.2f}) and is {here} away from the truth; "
        f"{'no λ of this list brings it nearer by 0.01' if here == least else best}."
    )


PENALTY_OR_LOSS = Demo(
    title="Does a penalty save you from the outlier?",
    slide="What If?",
    controls=(
        Control("loss", tuple(LOSSES), start="squared", label="loss"),
        Control("lam", LAMBDAS, start=0, label="penalty λ"),
        Control("outlier", tuple(OUTLIER_HEIGHTS), start="below", label="outlier"),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    scenes={
        "What If? Outliers!": {},
        "What If? You can regularize!": {"lam": 100},
        "What If? A large penalty": {"lam": 3000},
        "What If? Another loss, no penalty": {"loss": "absolute"},
        "What If? Lucky, not robust": {"outlier": "above", "lam": 100},
    },
    talks=(
        Talk(
            slide="What If?",
            section="1. Outliers",
            minutes=6,
            starred=True,
            ask="Vote: what brings the line back to the truth, the penalty λ, the loss, both or neither?",
            reveals=(
                "“Outliers! You can regularize!” A penalty makes the parameters small; it does not make the fit "
                "robust. Where it seems to help, that is luck."
            ),
        ),
    ),
)
