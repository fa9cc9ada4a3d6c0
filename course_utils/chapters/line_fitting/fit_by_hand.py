"""Fit a line with two sliders, and see its squares beside the least ones (slide "Line Fitting 101")."""

from typing import NamedTuple

import numpy as np
from matplotlib.collections import PolyCollection

from course_utils.demo.demo import Control, Demo, Talk, steps
from course_utils.demo.handle import Handle
from course_utils.demo.question import Question
from course_utils.numerics.least_squares import design_matrix, ols, vertical_residuals
from course_utils.plotting.lines import line_ends, plane, show_points, squares
from course_utils.plotting.style import GUIDE, HERO, ROLE, tint
from course_utils.plotting.words import Verdict, name_object

POINTS = np.array([[1, 0.9], [2, 2.9], [3, 3.0], [4, 1.9], [5, 3.1], [6, 5.2], [7, 4.0]])  # least squares: x/2 + 1
SLOPES, INTERCEPTS = steps(-1, 2, 0.1), steps(-1, 5, 0.2)
XLIM, YLIM = (-0.3, 10.55), (-0.3, 6.1)


class HandFit(NamedTuple):
    slope: float
    intercept: float
    residuals: np.ndarray
    total: float
    cut: bool  # whether a square leaves the picture
    best: np.ndarray  # (m, d) of the closed form
    least: float
    revealed: bool


def sum_of_squares(slope, intercept):
    return np.sum(vertical_residuals(POINTS, (slope, -1, intercept)) ** 2)


def leaves_the_picture(corners):
    low, high = np.transpose([XLIM, YLIM])
    return bool(np.any((corners < low) | (corners > high)))


def compute(slope, intercept, closed_form):
    residuals = vertical_residuals(POINTS, (slope, -1, intercept))
    best = ols(design_matrix(POINTS[:, 0]), POINTS[:, 1])
    least, revealed = sum_of_squares(*best), closed_form == "shown"
    cut = leaves_the_picture(squares(POINTS, residuals))
    return HandFit(slope, intercept, residuals, np.sum(residuals**2), cut, best, least, revealed)


def compute_sums_on_grid(size=61):
    """Return slopes, intercepts, and the sum of squares for each pair of them."""
    m, d = np.linspace(-1.2, 2.2, size), np.linspace(-1.4, 5.4, size)
    return m, d, np.array([[sum_of_squares(slope, intercept) for slope in m] for intercept in d])


def draw(fig, start):
    data = plane(fig, (0.55, 0.5, 6.0, 3.5), XLIM, YLIM, "", "", equal=True)
    data.set(xticks=[0, 5, 10], yticks=[0, 5], label="data")
    area = data.add_collection(PolyCollection([], facecolor=tint(ROLE.hand), edgecolor=ROLE.hand, linewidth=GUIDE))
    mine = data.plot([], [], color=ROLE.hand, linewidth=HERO)[0]
    best = data.plot(*line_ends((start.best[0], -1, start.best[1])), color=ROLE.model, dashes=(4, 2))[0]
    on_paper = {"facecolor": ROLE.paper, "edgecolor": "none", "pad": 4}
    away = name_object(data, 5, 3, "", ROLE.hand, ha="center", bbox=on_paper, zorder=6)
    dots = show_points(data, POINTS)

    verdict = Verdict(fig, 7.0, 4.2)
    bowl = plane(fig, (7.4, 0.95, 2.3, 1.55), (-1.2, 2.2), (-1.4, 5.4), "slope m", "intercept d")
    bowl.set(xticks=[-1, 0, 1, 2], yticks=[0, 4], label="bowl")
    bowl.contour(*compute_sums_on_grid(), levels=5 * 2.0 ** np.arange(7), colors=ROLE.rule, linewidths=GUIDE)
    star = bowl.plot(*start.best, "*", color=ROLE.model, markersize=24, markeredgecolor=ROLE.paper)[0]
    here = bowl.plot([], [], "o", color=ROLE.hand, markersize=14, markeredgecolor=ROLE.paper, clip_on=False)[0]

    def ink(fit):
        area.set_verts(squares(POINTS, fit.residuals))
        mine.set_data(*line_ends((fit.slope, -1, fit.intercept)))
        here.set_data([fit.slope], [fit.intercept])
        side = leaves_the_view(fit.slope, fit.intercept)
        edge = YLIM[0] + 0.45 if side == "below ↓" else YLIM[1] - 0.45
        away.set(text=f"your line is {side}", y=edge, visible=bool(side))
        note = f"least possible: {fit.least:.2f}" if fit.revealed else ""
        verdict.show(f"{fit.total:.2f}", "area of all squares", note, color=ROLE.hand)
        for artist in (best, star):
            artist.set_visible(fit.revealed)
        return area, mine, best, dots, away, star, here, *verdict.artists

    return ink


def leaves_the_view(slope, intercept):
    """Say where the line is if most of it is outside of the picture: "below ↓", "above ↑" or ""."""
    heights = slope * np.linspace(*XLIM, 101) + intercept
    inside = np.mean((heights > YLIM[0]) & (heights < YLIM[1]))
    if inside > 0.15:
        return ""
    return "below ↓" if np.mean(heights < YLIM[0]) > 0.5 else "above ↑"


def caption(fit):
    line = f"y = {fit.slope:.1f} x {'+' if fit.intercept >= 0 else '−'} {abs(fit.intercept):.1f}"
    text = f"Your line {line} leaves squares of total area {fit.total:.2f}"
    if fit.cut:
        text += ", more than the picture holds"
    if not fit.revealed:
        return text + "."
    if fit.total < fit.least + 0.005:
        return text + ": the least possible, the line of the closed form."
    return text + f"; the closed form (blue, dashed) leaves {fit.least:.2f}, the least possible."


def consequence(fit):
    if not fit.revealed:
        return f"Your line leaves squares of area [{fit.total:.2f}|hand]."
    if fit.total < fit.least + 0.005:
        return f"Your line leaves [{fit.total:.2f}|hand], and no line leaves less."
    return f"Your line leaves [{fit.total:.2f}|hand], the closed form [{fit.least:.2f}|model]."


FIT_BY_HAND = Demo(
    title="Fit a line by hand",
    slide="Line Fitting 101",
    controls=(
        Control("slope", SLOPES, start=0.0, label="slope m", format=".1f"),
        Control("intercept", INTERCEPTS, start=3.0, label="intercept d", format=".1f"),
        Control("closed_form", ("hidden", "shown"), start="hidden", label="closed form"),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    consequence=consequence,
    split=0.67,
    question=Question(
        "Through how many of the seven points does the line with the smallest squares pass?",
        {"none": lambda n: n == 0, "one": lambda n: n == 1, "two": lambda n: n == 2, "three or more": lambda n: n > 2},
        answer=lambda at: np.sum(np.isclose(design_matrix(POINTS[:, 0]) @ at().best, POINTS[:, 1])),
        because=lambda at: f"the line with area {at().least:.2f} passes between the points: the squares decide",
        shows={"slope": 0.5, "intercept": 1.0, "closed_form": "shown"},
    ),
    handles=(
        Handle("bowl", x="slope", y="intercept"),
        Handle("data", y="intercept", at=lambda fit: (0, fit.intercept)),
    ),
    scenes={
        "Line Fitting 101: a flat line": {},
        "Line Fitting 101: too steep": {"slope": 1.0, "intercept": -1.0},
        "Line Fitting 101: differentiate and set to zero": {"slope": 0.5, "intercept": 1.0, "closed_form": "shown"},
    },
    talks=(
        Talk(
            slide="Line Fitting 101",
            section="3. The line with the smallest squares",
            minutes=4,
            starred=True,
            reveals=(
                "“The best line passes through as many points as possible.” It may pass through none: the squares "
                "decide."
            ),
        ),
    ),
)
