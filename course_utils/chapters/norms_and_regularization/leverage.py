"""Move one point in x and y, and see which fits follow it and how much leverage it has (slide "What If?")."""

from functools import cache
from typing import NamedTuple

import numpy as np

from course_utils.chapters.norms_and_regularization.outlier import TRUE_LINE, TRUTH, fit_ends
from course_utils.demo.demo import Control, Demo, Talk
from course_utils.numerics.least_squares import design_matrix, ols
from course_utils.numerics.robust import huber, irls, ransac
from course_utils.plotting.lines import join_segments, plane, spread_labels
from course_utils.plotting.style import BLUE, DARK, GREEN, GREY, ORANGE, PURPLE, typeset
from course_utils.plotting.words import show_words

GOOD_POINTS = np.array([  # nine points within 0.4 of the truth
    [0, 2.3], [2.1, 2.7], [2.9, 3.6], [3.6, 4.2], [4.1, 3.8], [4.7, 4.0], [5.4, 5.0], [6.2, 5.3], [8, 5.8]
])  # fmt: skip
DELTA, THRESHOLD = 1.0, 0.6  # where Huber's loss and RANSAC call a residual large
LOOKS = {
    "truth": TRUE_LINE,
    "RANSAC": {"color": DARK, "dashes": (1, 1), "linewidth": 2.5},
    "Huber": {"color": PURPLE, "dashes": (5, 1.5, 1, 1.5), "linewidth": 2.5},
    "squares": {"color": ORANGE, "dashes": (3, 1.5), "linewidth": 2.5},
    "p": {"color": BLUE, "linewidth": 3.5},
}
WORD_COLORS = {"truth": GREEN, "squares": ORANGE, "p": BLUE}  # the others are too pale for words
LEFT, RIGHT, BOTTOM, TOP = -0.8, 25.0, -1.5, 21.5
KEY, SLOPE = (25.8, 27.3), 35.2  # right of the picture: a piece of each line, its name, and its slope
AREA = 700  # of a point with leverage 1, in square points


class Fits(NamedTuple):
    p: float
    points: np.ndarray  # ten, the moved one last
    leverages: np.ndarray  # h_ii of each
    fits: dict  # loss → (m, d)
    above: float  # how far the line of p passes above the moved point


def leverages(A):
    """Compute the diagonal of A(AᵀA)⁻¹Aᵀ: how much the line of squares rises at a point if that point rises by 1."""
    return np.sum(A * np.linalg.solve(A.T @ A, A.T).T, axis=1)


def ransac_line(points):
    a, b, c = ransac(points, THRESHOLD, np.random.default_rng(0))
    return -np.array([a, c]) / b


@cache  # the slider of p does not change them
def fit_other_losses(x, y):
    points = np.vstack([GOOD_POINTS, (x, y)])
    A, b = design_matrix(points[:, 0]), points[:, 1]
    return {"truth": TRUTH, "RANSAC": ransac_line(points), "Huber": huber(A, b, DELTA), "squares": ols(A, b)}


def compute(p, x, y):
    points = np.vstack([GOOD_POINTS, (x, y)])
    A, b = design_matrix(points[:, 0]), points[:, 1]
    fit = irls(A, b, p)
    return Fits(p, points, leverages(A), {**fit_other_losses(x, y), "p": fit}, A[-1] @ fit - y)


def format_two_digits(number):
    return typeset(f"{number.round(2) + 0.0:.2f}")  # never -0.00


def draw(fig, start):
    data = plane(fig, (0.75, 0.75, 5.45, 3.2), (LEFT, RIGHT), (BOTTOM, TOP), "x", "y")
    data.set(xticks=[0, 10, 20], yticks=[0, 10, 20])
    lines = {name: data.plot([], [], **look)[0] for name, look in LOOKS.items()}
    areas = {"edgecolor": "white", "linewidth": 1.5, "clip_on": False}
    good = data.scatter(*GOOD_POINTS.T, color=DARK, zorder=5, **areas)
    moved = data.scatter([0], [0], color=ORANGE, marker="D", zorder=6, **areas)

    leaders = data.plot([], [], color=GREY, linewidth=1, clip_on=False)[0]
    keys = {name: data.plot([], [], **{**look, "linewidth": 2.5}, clip_on=False)[0] for name, look in LOOKS.items()}
    colors = {name: WORD_COLORS.get(name, DARK) for name in LOOKS}
    names = {name: show_words(data, KEY[1] + 0.3, 0, va="center", color=color) for name, color in colors.items()}
    slopes = {name: show_words(data, SLOPE, 0, va="center", ha="right", color=color) for name, color in colors.items()}
    data.text(SLOPE, TOP + 0.3, "slope", color=GREY, va="center", ha="right", fontsize=14)

    number = fig.text(0.985, 0.46, "", ha="right", va="bottom", color=ORANGE, fontsize=36, fontweight="bold")
    fig.text(0.985, 0.44, "leverage of\nthe diamond\n(its area)", ha="right", va="top", fontsize=14)

    def ink(result):
        good.set_sizes(AREA * result.leverages[:-1])
        moved.set_sizes(AREA * result.leverages[-1:])
        moved.set_offsets(result.points[-1:])
        ends_at = np.array([m * RIGHT + d for m, d in result.fits.values()])
        places = spread_labels(ends_at.clip(BOTTOM, TOP), 1.95, BOTTOM + 0.5, TOP - 1.5)
        ends_at[(ends_at < BOTTOM) | (ends_at > TOP)] = np.nan
        starts, stops = (np.column_stack([np.full(len(y), x), y]) for x, y in ((RIGHT, ends_at), (KEY[0], places)))
        leaders.set_data(join_segments(starts, stops))
        for (name, fit), place in zip(result.fits.items(), places, strict=True):
            lines[name].set_data(fit_ends(fit))
            keys[name].set_data(KEY, [place, place])
            names[name].set(y=place, text=f"p = {result.p:g}" if name == "p" else name)
            slopes[name].set(y=place, text=format_two_digits(fit[0]))
        number.set_text(format_two_digits(result.leverages[-1]))
        return leaders, *lines.values(), good, moved, *keys.values(), *names.values(), *slopes.values(), number

    return ink


def caption(result):
    slopes = {name: format_two_digits(m) for name, (m, _) in result.fits.items()}
    x, y = result.points[-1]
    side = "above" if result.above > 0 else "below"
    miss = "through it" if abs(result.above) < 0.05 else f"{abs(result.above):.1f} {side} it"
    return (
        f"At ({x:g}, {y:g}) the point has leverage {format_two_digits(result.leverages[-1])}: p = {result.p:g} has "
        f"slope {slopes['p']} and passes {miss}; squares {slopes['squares']}, Huber {slopes['Huber']}, "
        f"RANSAC {slopes['RANSAC']}, truth {slopes['truth']}."
    )


LEVERAGE = Demo(
    title="One wrong point: who follows?",
    slide="What If?",
    controls=(
        Control("p", (1, 1.5, 2, 4, 8), start=1, label="p of the loss"),
        Control("x", range(25), start=9, label="the point: x"),
        Control("y", range(21), start=7, label="y"),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    scenes={
        "What If? Ten points": {},
        "What If? Outliers! A wrong y": {"y": 20},
        "What If? Sensitivity: p = 8": {"y": 20, "p": 8},
        "What If? A wrong x too": {"x": 13, "y": 2},
        "What If? Farther out": {"x": 20, "y": 2},
        "What If? Far out, and right": {"x": 24, "y": 14},
    },
    talks=(
        Talk(
            slide="What If?",
            section="3. The p that controls sensitivity",
            minutes=6,
            ask=(
                "One point is dragged upwards, then far to the right. Which lines follow it: squares, $p = 1$, Huber, "
                "RANSAC? And what would $p = 8$ do?"
            ),
            reveals=(
                "“$p = 1$ is robust.” Against a wrong $y$; a point far enough to the right draws every line of a "
                "convex loss to itself. “A larger $p$ is stricter, so it is more robust.” It follows the farthest."
            ),
        ),
    ),
)
