"""Fit a line with two sliders, and see its squares beside the least ones (slide "Line Fitting 101")."""

from typing import NamedTuple

import numpy as np

from course_utils.demo.demo import Control, Demo, Talk, steps
from course_utils.numerics.least_squares import design_matrix, ols, vertical_residuals
from course_utils.plotting.lines import line_ends, plane, show_points, show_squares, squares
from course_utils.plotting.style import BLUE, GREY, ORANGE

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
    data = plane(fig, (0.8, 0.75, 5.6, 3.304), XLIM, YLIM, "x", "y", equal=True)
    area = show_squares(data, ORANGE)
    mine = data.plot([], [], color=ORANGE)[0]
    best = data.plot(*line_ends((start.best[0], -1, start.best[1])), color=BLUE, dashes=(4, 2))[0]
    dots = show_points(data, POINTS)

    bowl = plane(fig, (7.3, 0.75, 2.4, 2.8), (-1.2, 2.2), (-1.4, 5.4), "slope m", "intercept d")
    total = bowl.text(0.5, 1.08, "", transform=bowl.transAxes, ha="center", fontsize=16)
    levels = bowl.contour(*compute_sums_on_grid(), levels=5 * 2.0 ** np.arange(7), colors=GREY, linewidths=1.2)
    star = bowl.plot(*start.best, "*", color=BLUE, markersize=30, markeredgecolor="white")[0]
    here = bowl.plot([], [], "o", color=ORANGE, markersize=11, markeredgecolor="white", clip_on=False)[0]

    def ink(fit):
        area.set_verts(squares(POINTS, fit.residuals))
        mine.set_data(*line_ends((fit.slope, -1, fit.intercept)))
        here.set_data([fit.slope], [fit.intercept])
        total.set_text(f"sum of squares {fit.total:.2f}")
        for artist in (best, star, levels):
            artist.set_visible(fit.revealed)
        return levels, area, mine, best, dots, star, here, total

    return ink


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
            ask=(
                "Someone in the room calls out slope and intercept, and the others say warmer or colder. Can you beat "
                "the formula?"
            ),
            reveals=(
                "“The best line passes through as many points as possible.” It may pass through none: the squares "
                "decide."
            ),
        ),
    ),
)
