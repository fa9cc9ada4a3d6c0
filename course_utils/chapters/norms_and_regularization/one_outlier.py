"""Drag one point away: the larger the p of the loss, the farther the line follows (slide "What If?")."""

from functools import cache
from typing import NamedTuple

import numpy as np

from course_utils.chapters.norms_and_regularization.outlier import OUTLIER, TRUE_LINE, TRUTH, A, X, fit_ends, heights
from course_utils.demo.demo import Control, Demo, Talk, steps
from course_utils.numerics.robust import irls
from course_utils.plotting.lines import plane, show_points
from course_utils.plotting.style import BLUE, DARK, GREEN, ORANGE

EXPONENTS = (1, 1.2, 1.5, 2, 3, 4, 8)
OUTLIER_HEIGHTS = steps(0, 20, 1)


class Dragged(NamedTuple):
    p: float
    outlier: float
    fit: np.ndarray
    follows: np.ndarray  # the height of the line where the outlier is, for every height of the outlier


@cache
def fit_lines(p):
    """Fit the line of least ‖Ax - b‖_p for every height of the outlier: shape (21, 2)."""
    return np.array([irls(A, heights(outlier), p) for outlier in OUTLIER_HEIGHTS])


def follow(p):
    return fit_lines(p) @ A[OUTLIER]


def compute(p, outlier):
    return Dragged(p, outlier, fit_lines(p)[OUTLIER_HEIGHTS.index(outlier)], follow(p))


def draw(fig, start):
    data = plane(fig, (0.8, 0.8, 4.3, 3.1), (-0.5, 10.5), (-1, 21), "x", "y")
    data.plot(*fit_ends(TRUTH), **TRUE_LINE)
    data.text(2.2, 0.1, "truth", color=GREEN)
    line = data.plot([], [], color=BLUE)[0]
    show_points(data, np.column_stack([np.delete(X, OUTLIER), np.delete(heights(0), OUTLIER)]))
    bad = data.plot([], [], "D", color=ORANGE, markersize=12, markeredgecolor="white")[0]

    curves = plane(fig, (6.3, 0.8, 2.5, 2.8), (0, 20), (-1, 21), "outlier at", "line at x = 9")
    curves.set(xticks=[0, 10, 20])
    for p in EXPONENTS:
        curves.plot(OUTLIER_HEIGHTS, follow(p), color=DARK, linewidth=1, alpha=0.3)
        if p in (1, 2, 8):
            curves.text(21.6, follow(p)[-1], f"p = {p}", va="center", fontsize=14)
    curve = curves.plot([], [], color=BLUE)[0]
    here = curves.plot([], [], "o", color=BLUE, markersize=12, markeredgecolor="white", clip_on=False)[0]
    title = curves.text(0.5, 1.07, "", transform=curves.transAxes, ha="center", fontsize=16)

    def ink(dragged):
        line.set_data(fit_ends(dragged.fit))
        bad.set_data([X[OUTLIER]], [dragged.outlier])
        curve.set_data(OUTLIER_HEIGHTS, dragged.follows)
        here.set_data([dragged.outlier], [dragged.fit @ A[OUTLIER]])
        title.set_text(f"p = {dragged.p:g}")
        return line, bad, curve, here, title

    return ink


def caption(dragged):
    at = dragged.fit @ A[OUTLIER]
    return (
        f"p = {dragged.p:g}: with the outlier at {dragged.outlier:.0f}, the line passes x = 9 at {at:.1f}; "
        f"the truth there is {TRUTH @ A[OUTLIER]:.1f}."
    )


ONE_OUTLIER = Demo(
    title="One outlier, and the p of the loss",
    slide="What If?",
    controls=(
        Control("p", EXPONENTS, start=2, label="p of the loss"),
        Control("outlier", OUTLIER_HEIGHTS, start=7.0, label="outlier at", format=".0f"),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    scenes={
        "What If? No outlier yet": {"outlier": 6.0},
        "What If? Outliers! p = 2": {"outlier": 20.0},
        "What If? Sensitivity: p = 8": {"outlier": 20.0, "p": 8},
        "What If? p goes down: p = 1": {"outlier": 20.0, "p": 1},
    },
    talks=(
        Talk(
            slide="What If?",
            section="3. The p that controls sensitivity",
            minutes=4,
            ask=(
                "One point is dragged upwards. For $p = 2$ the line follows part of the way. And for $p = 8$? For $p = "
                "1$?"
            ),
            reveals=(
                "“A larger $p$ is stricter, so it is more robust.” It looks mostly at the largest residual, and "
                "follows the farthest."
            ),
        ),
    ),
)
