"""Notebook 01: which line, is there one, and how exactly? (slides "Line Fitting 101", "Back To Linear Regression")."""

from typing import NamedTuple

import numpy as np

from course_utils.demos.core import Control, Demo, steps
from course_utils.numerics.least_squares import (
    correct_digits,
    count_solutions,
    design_matrix,
    lstsq,
    ols,
    vertical_residuals,
)
from course_utils.numerics.svd import matrix_rank, null_space
from course_utils.plotting.lines import gapped, line_ends, plane, show_points, show_squares, squares
from course_utils.plotting.style import BLUE, DARK, GREY, ORANGE, PURPLE

# ---------------------------------------------------------------------------------------------------- fit by hand

SEVEN = np.array([[1, 0.9], [2, 2.9], [3, 3.0], [4, 1.9], [5, 3.1], [6, 5.2], [7, 4.0]])  # least squares: x/2 + 1
SLOPES, INTERCEPTS = steps(-1, 2, 0.1), steps(-1, 5, 0.2)


class HandFit(NamedTuple):
    slope: float
    intercept: float
    residuals: np.ndarray
    total: float
    best: np.ndarray  # (m, d) of the closed form
    least: float
    revealed: bool


def sum_of_squares(slope, intercept):
    return np.sum(vertical_residuals(SEVEN, (slope, -1, intercept)) ** 2)


def fit_by_hand(slope, intercept, closed_form):
    residuals = vertical_residuals(SEVEN, (slope, -1, intercept))
    best = ols(design_matrix(SEVEN[:, 0]), SEVEN[:, 1])
    least, revealed = sum_of_squares(*best), closed_form == "shown"
    return HandFit(slope, intercept, residuals, np.sum(residuals**2), best, least, revealed)


def bowl_over_the_parameters(fine=61):
    """Slopes, intercepts, and the sum of squares for each pair of them."""
    m, d = np.linspace(-1.2, 2.2, fine), np.linspace(-1.4, 5.4, fine)
    return m, d, np.array([[sum_of_squares(slope, intercept) for slope in m] for intercept in d])


def draw_fit_by_hand(fig, fit):
    data = plane(fig, (0.8, 0.75, 5.6, 3.304), (-0.3, 9.7), (-0.4, 5.5), "x", "y", equal=True)
    area = show_squares(data, ORANGE)
    mine = data.plot([], [], color=ORANGE)[0]
    best = data.plot(*line_ends((fit.best[0], -1, fit.best[1])), color=BLUE, dashes=(4, 2))[0]
    dots = show_points(data, SEVEN)

    bowl = plane(fig, (7.3, 0.75, 2.4, 2.8), (-1.2, 2.2), (-1.4, 5.4), "slope m", "intercept d")
    total = bowl.text(0.5, 1.08, "", transform=bowl.transAxes, ha="center", fontsize=16)
    levels = bowl.contour(*bowl_over_the_parameters(), levels=5 * 2.0 ** np.arange(7), colors=GREY, linewidths=1.2)
    star = bowl.plot(*fit.best, "*", color=BLUE, markersize=30, markeredgecolor="white")[0]
    here = bowl.plot([], [], "o", color=ORANGE, markersize=11, markeredgecolor="white", clip_on=False)[0]

    def ink(fit):
        area.set_verts(squares(SEVEN, fit.residuals))
        mine.set_data(*line_ends((fit.slope, -1, fit.intercept)))
        here.set_data([fit.slope], [fit.intercept])
        total.set_text(f"sum of squares {fit.total:.2f}")
        for artist in (best, star, levels):
            artist.set_visible(fit.revealed)
        return levels, area, mine, best, dots, star, here, total

    return ink


def caption_fit_by_hand(fit):
    line = f"y = {fit.slope:.1f} x {'+' if fit.intercept >= 0 else '−'} {abs(fit.intercept):.1f}"
    text = f"Your line {line} leaves squares of total area {fit.total:.2f}"
    if not fit.revealed:
        return text + "."
    if fit.total < fit.least + 0.005:
        return text + ": the least possible, and the closed form's own line."
    return text + f"; the closed form (blue, dashed) leaves {fit.least:.2f}, the least possible."


FIT_BY_HAND = Demo(
    title="Fit a line by hand",
    slide="Line Fitting 101",
    controls=(
        Control("slope", SLOPES, start=0.0, label="slope m", format=".1f"),
        Control("intercept", INTERCEPTS, start=3.0, label="intercept d", format=".1f"),
        Control("closed_form", ("hidden", "shown"), start="hidden", label="closed form"),
    ),
    compute=fit_by_hand,
    draw=draw_fit_by_hand,
    caption=caption_fit_by_hand,
    scenes={
        "Line Fitting 101: a flat line": {},
        "Line Fitting 101: too steep": {"slope": 1.5, "intercept": -1.0},
        "Line Fitting 101: differentiate and set to zero": {"slope": 0.5, "intercept": 1.0, "closed_form": "shown"},
    },
)


# -------------------------------------------------------------------------------------------- how many solutions?

ARRANGEMENTS = {
    "on a line": np.array([[1.0, 1.5], [3.0, 2.5], [5.0, 3.5], [2.0, 2.0], [6.0, 4.0]]),
    "scattered": np.array([[1.0, 1.5], [3.0, 2.5], [5.0, 1.5], [2.0, 4.0], [6.0, 4.0]]),
    "above each other": np.array([[3.0, 1.5], [3.0, 2.5], [3.0, 4.0], [3.0, 0.5], [3.0, 3.25]]),
}
FAN = np.tan(np.radians([-75, -60, -45, -30, -15, 0, 15, 30, 45, 60, 75]))
WORDS = {"none": "no solution", "unique": "one solution", "infinite": "∞ solutions"}
LINES = {0: "only x = 0", 1: "∞ solutions, one line", 2: "∞ solutions, many lines"}  # by the dimension of null(A)


class Solutions(NamedTuple):
    points: np.ndarray
    lines: np.ndarray  # a basis of the solutions of Ax = 0, rows (u, v, 1) in A: one (a, b, c) in each row
    slanted: str  # how many solutions Ax = b has, rows (u, 1) in A
    nearest: np.ndarray  # (m, d) with the least sum of squares; not a number where it is not the only one


def how_many_solutions(points, arrangement):
    points = ARRANGEMENTS[arrangement][:points]
    u, v = points.T
    A0, A = np.column_stack([u, v, np.ones(len(u))]), design_matrix(u)
    nearest = ols(A, v) if matrix_rank(A) == 2 else np.full(2, np.nan)
    return Solutions(points, null_space(A0).T, count_solutions(A, v), nearest)


def draw_how_many_solutions(fig, solutions):
    left = plane(fig, (0.7, 0.75, 4.1, 2.8), (0, 7), (0, 5.3), "u", "v")
    right = plane(fig, (5.75, 0.75, 4.1, 2.8), (-2.2, 2.2), (-4.8, 8.4), "slope m", "intercept d")
    fan = left.plot([], [], color=BLUE, linewidth=1.5, alpha=0.6)[0]
    line = left.plot([], [], color=BLUE)[0]
    compromise = left.plot([], [], color=ORANGE, dashes=(2, 1))[0]
    dots = show_points(left, solutions.points, markersize=12)
    each = right.plot([], [], color=DARK, linewidth=2)[0]
    all_of_it = right.plot([], [], color=BLUE, linewidth=6, alpha=0.6)[0]
    star = right.plot([], [], "*", color=BLUE, markersize=24, markeredgecolor="white")[0]
    diamond = right.plot([], [], "D", color=ORANGE, markersize=11, markeredgecolor="white")[0]
    titles = [ax.text(0.5, 1.06, "", transform=ax.transAxes, ha="center", fontsize=16) for ax in (left, right)]

    def ink(solutions):
        points, (m, d) = solutions.points, solutions.nearest
        dots.set_data(*points.T)
        u, v = points[0]
        through_one = [line_ends((slope, -1, v - slope * u)) for slope in FAN] + [line_ends((1, 0, -u))]
        ends = np.stack(through_one) if len(points) == 1 else np.empty((0, 2, 2))
        fan.set_data(gapped(ends[:, :, 0], ends[:, :, 1]))
        line.set_data(line_ends(solutions.lines[0]) if len(solutions.lines) == 1 else ([], []))
        exact = solutions.slanted
        compromise.set_data(line_ends((m, -1, d)) if exact == "none" else ([], []))
        ends = np.stack([line_ends((u, 1, -v)) for u, v in points])  # the point (u, v) says: d = v - u m
        each.set_data(gapped(ends[:, :, 0], ends[:, :, 1]))
        all_of_it.set_data(line_ends((u, 1, -v)) if exact == "infinite" else ([], []))
        star.set_data([m], [d])
        star.set_visible(exact == "unique")
        diamond.set_data([m], [d])
        diamond.set_visible(exact == "none")
        titles[0].set_text(f"Ax = 0: {LINES[len(solutions.lines)]}")
        titles[1].set_text(f"Ax = b: {WORDS[exact]}")
        return fan, line, compromise, dots, each, all_of_it, star, diamond, *titles

    return ink


def caption_how_many_solutions(solutions):
    n = len(solutions.points)
    slanted = {"none": "no y = mx + d meets them all", "unique": "exactly one y = mx + d meets them all"}
    zero = {0: "Ax = 0 has only the solution 0", 1: "Ax = 0 has the multiples of one (a, b, c): one line"}
    if n == 1:
        return "1 point: infinitely many lines meet it, for Ax = 0 and for Ax = b."
    return f"{n} points: {slanted[solutions.slanted]}; {zero[len(solutions.lines)]}."


HOW_MANY_SOLUTIONS = Demo(
    title="One, two, many points: how many solutions?",
    slide="Ax = 0 Vs Ax = b",
    controls=(
        Control("points", (1, 2, 3, 4, 5), start=1, label="points"),
        Control("arrangement", tuple(ARRANGEMENTS), start="scattered", label="they lie"),
    ),
    compute=how_many_solutions,
    draw=draw_how_many_solutions,
    caption=caption_how_many_solutions,
    scenes={
        "Line Fitting 101: under-constrained": {"points": 1},
        "Line Fitting 101: perfectly constrained": {"points": 2},
        "Line Fitting 101: over-constrained": {"points": 5},
        "Ax = 0 Vs Ax = b: consistent after all": {"points": 5, "arrangement": "on a line"},
        "Ax = 0 Vs Ax = b: a vertical line": {"points": 3, "arrangement": "above each other"},
    },
)


# ------------------------------------------------------------------------------------------------ how many digits?

X = np.arange(21.0)
DEGREES = range(1, 11)
METHODS = {"slide: (AᵀA)⁻¹Aᵀb": ols, "numpy.linalg.lstsq": lambda A, b: np.linalg.lstsq(A, b)[0], "our lstsq": lstsq}


class Digits(NamedTuple):
    degree: int
    conditions: np.ndarray  # of A, for every degree
    correct: dict  # method → correct decimal digits of its worst coefficient


def powers(degree):
    return np.vander(X, degree + 1)


def digits_by(solve, degree):
    A = powers(degree)
    b = A.sum(axis=1)  # exact in float64, so the true coefficients are all 1
    return correct_digits(solve(A, b), np.ones(degree + 1))


def how_many_digits(degree):
    conditions = np.array([np.linalg.cond(powers(k)) for k in DEGREES])
    return Digits(degree, conditions, {name: digits_by(solve, degree) for name, solve in METHODS.items()})


def draw_how_many_digits(fig, digits):
    left = plane(fig, (0.9, 0.75, 3.4, 2.85), (0.5, 12), (0, 32), "degree of the polynomial", "log₁₀ of it")
    lost = np.log10(digits.conditions)
    left.set(xticks=DEGREES, yticks=[0, 8, 16, 24, 32], title="condition number")
    left.plot(DEGREES, np.minimum(2 * lost, 32), "s--", color=ORANGE, markersize=7, linewidth=2)
    left.plot(DEGREES, lost, "o-", color=BLUE, markersize=7, linewidth=2)
    left.axhline(16, color=GREY, linewidth=1.5)
    left.text(10.5, 2 * lost[-1], "AᵀA", color=ORANGE, va="center")
    left.text(10.5, lost[-1], "A", color=BLUE, va="center")
    now = left.axvline(1, color=DARK, linewidth=1.5, linestyle=":")

    right = plane(fig, (6.75, 0.75, 3.0, 2.85), (0, 17.5), (2.6, -0.6), "correct digits", "")
    right.set(yticks=range(3), yticklabels=METHODS, xticks=[0, 5, 10, 15])
    right.tick_params(axis="y", length=0)
    bars = right.barh(range(3), [0] * 3, height=0.55, color=[ORANGE, PURPLE, BLUE])
    numbers = [right.text(0, y, "", va="center", fontsize=16) for y in range(3)]
    title = right.text(0.5, 1.06, "", transform=right.transAxes, ha="center", fontsize=16)

    def ink(digits):
        now.set_xdata([digits.degree] * 2)
        title.set_text(f"degree {digits.degree}")
        for bar, number, correct in zip(bars, numbers, digits.correct.values(), strict=True):
            bar.set_width(correct)
            number.set(x=correct + 0.4, text=f"{correct}")
        return now, title, *bars, *numbers

    return ink


def caption_how_many_digits(digits):
    slide, _, ours = digits.correct.values()  # numpy's digits differ by one between machines, so they are only drawn
    return f"Degree {digits.degree}: the slide's formula gets {slide} of 15 digits right, our lstsq {ours}."


HOW_MANY_DIGITS = Demo(
    title="How many digits does the formula lose?",
    slide="Back To Linear Regression",
    controls=(Control("degree", DEGREES, start=1, label="degree of the polynomial"),),
    compute=how_many_digits,
    draw=draw_how_many_digits,
    caption=caption_how_many_digits,
    scenes={
        "Line Fitting 101: a line": {},
        "Back To Linear Regression: degree 5": {"degree": 5},
        "Back To Linear Regression: degree 10": {"degree": 10},
    },
)
