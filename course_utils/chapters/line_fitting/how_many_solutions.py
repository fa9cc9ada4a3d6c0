"""Count the lines through one, two or more points (slide "Ax = 0 Vs Ax = b")."""

from typing import NamedTuple

import numpy as np

from course_utils.demo.demo import Control, Demo, Talk
from course_utils.numerics.least_squares import count_solutions, design_matrix, ols
from course_utils.numerics.svd import matrix_rank, null_space
from course_utils.plotting.lines import join_segments, line_ends, plane, show_points
from course_utils.plotting.style import BLUE, DARK, ORANGE

ARRANGEMENTS = {
    "on a line": np.array([[1.0, 1.5], [3.0, 2.5], [5.0, 3.5], [2.0, 2.0], [6.0, 4.0]]),
    "scattered": np.array([[1.0, 1.5], [3.0, 2.5], [5.0, 1.5], [2.0, 4.0], [6.0, 4.0]]),
    "above each other": np.array([[3.0, 1.5], [3.0, 2.5], [3.0, 4.0], [3.0, 0.5], [3.0, 3.25]]),
}

FAN_SLOPES = np.tan(np.radians([-75, -60, -45, -30, -15, 0, 15, 30, 45, 60, 75]))
COUNTS_OF_B = {"none": "no solution", "unique": "one solution", "infinite": "∞ solutions"}
COUNTS_OF_0 = {0: "only x = 0", 1: "∞ solutions, one line", 2: "∞ solutions, many lines"}  # by the dimension of null(A)


class Solutions(NamedTuple):
    points: np.ndarray
    lines: np.ndarray  # a basis of the solutions of Ax = 0, rows (u, v, 1) in A: one (a, b, c) in each row
    slanted: str  # how many solutions Ax = b has, rows (u, 1) in A
    nearest: np.ndarray  # (m, d) with the least sum of squares; nan where there are several


def compute(points, arrangement):
    points = ARRANGEMENTS[arrangement][:points]
    u, v = points.T
    A0, A = np.column_stack([u, v, np.ones(len(u))]), design_matrix(u)
    nearest = ols(A, v) if matrix_rank(A) == 2 else np.full(2, np.nan)
    return Solutions(points, null_space(A0).T, count_solutions(A, v), nearest)


def draw(fig, start):
    left = plane(fig, (0.7, 0.75, 4.1, 2.8), (0, 7), (0, 5.3), "u", "v")
    right = plane(fig, (5.75, 0.75, 4.1, 2.8), (-2.2, 2.2), (-4.8, 8.4), "slope m", "intercept d")
    fan = left.plot([], [], color=BLUE, linewidth=1.5, alpha=0.6)[0]
    line = left.plot([], [], color=BLUE)[0]
    dots = show_points(left, start.points, markersize=12)
    each = right.plot([], [], color=DARK, linewidth=2)[0]
    all_of_it = right.plot([], [], color=BLUE, linewidth=6, alpha=0.6)[0]
    star = right.plot([], [], "*", color=BLUE, markersize=24, markeredgecolor="white")[0]
    diamond = right.plot([], [], "D", color=ORANGE, markersize=11, markeredgecolor="white")[0]
    titles = [ax.text(0.5, 1.06, "", transform=ax.transAxes, ha="center", fontsize=16) for ax in (left, right)]

    def ink(solutions):
        points, (m, d) = solutions.points, solutions.nearest
        dots.set_data(*points.T)
        u, v = points[0]
        through_one = [line_ends((slope, -1, v - slope * u)) for slope in FAN_SLOPES] + [line_ends((1, 0, -u))]
        ends = np.stack(through_one) if len(points) == 1 else np.empty((0, 2, 2))
        fan.set_data(join_segments(ends[:, :, 0], ends[:, :, 1]))
        line.set_data(line_ends(solutions.lines[0]) if len(solutions.lines) == 1 else ([], []))
        exact = solutions.slanted
        ends = np.stack([line_ends((u, 1, -v)) for u, v in points])  # the point (u, v) says: d = v - u m
        each.set_data(join_segments(ends[:, :, 0], ends[:, :, 1]))
        all_of_it.set_data(line_ends((u, 1, -v)) if exact == "infinite" else ([], []))
        star.set_data([m], [d])
        star.set_visible(exact == "unique")
        diamond.set_data([m], [d])
        diamond.set_visible(exact == "none")
        titles[0].set_text(f"Ax = 0: {COUNTS_OF_0[len(solutions.lines)]}")
        titles[1].set_text(f"Ax = b: {COUNTS_OF_B[exact]}")
        return fan, line, dots, each, all_of_it, star, diamond, *titles

    return ink


def caption(solutions):
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
    compute=compute,
    draw=draw,
    caption=caption,
    scenes={
        "Line Fitting 101: under-constrained": {"points": 1},
        "Line Fitting 101: perfectly constrained": {"points": 2},
        "Line Fitting 101: over-constrained": {"points": 5},
        "Ax = 0 Vs Ax = b: consistent after all": {"points": 5, "arrangement": "on a line"},
        "Ax = 0 Vs Ax = b: a vertical line": {"points": 3, "arrangement": "above each other"},
    },
    talks=(
        Talk(
            slide="Line Fitting 101",
            section="2. One, two, many points",
            minutes=4,
            ask=(
                r"How many solutions does $A\mathbf{x} = \mathbf{b}$ have for 1, 2 and 5 points? And $A_0\mathbf{x} = "
                r"\mathbf{0}$?"
            ),
            reveals=(
                "“No solution means that there is nothing to compute.” It means that least squares begins. And "
                "“unique” is a unique *line*: $(a, b, c)$ is free up to a factor."
            ),
        ),
        Talk(
            slide="Ax = 0 Vs Ax = b",
            section="5. How many solutions: the table",
            minutes=3,
            ask=(
                "Five points, and still exactly one solution: how? Three points above each other: what does each of "
                "the two systems say?"
            ),
            reveals=(
                "“More equations than unknowns: no solution.” Not if they agree. (The two headings of the slide's "
                "table are swapped.)"
            ),
        ),
    ),
)
