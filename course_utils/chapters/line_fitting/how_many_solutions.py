"""Count the lines through one, two or more points (slide "Ax = 0 Vs Ax = b")."""

from typing import NamedTuple

import numpy as np
from matplotlib.patches import Ellipse

from course_utils.demo.demo import Control, Demo, Talk
from course_utils.demo.handle import Handle
from course_utils.demo.question import Question
from course_utils.numerics.least_squares import count_solutions, design_matrix, ols
from course_utils.numerics.svd import matrix_rank, null_space
from course_utils.plotting.lines import join_segments, line_ends, plane, show_points
from course_utils.plotting.style import HERO, ROLE, tint
from course_utils.plotting.words import Verdict, name_object

UPRIGHT = "above each other"
ARRANGEMENTS = {
    "on a line": np.array([[1.0, 1.5], [2.0, 2.0], [3.0, 2.5], [4.5, 3.25], [6.0, 4.0]]),
    "scattered": np.array([[1.0, 1.5], [2.0, 2.0], [3.0, 4.0], [4.5, 1.5], [6.0, 4.0]]),
    UPRIGHT: np.array([[3.0, 0.5], [3.0, 1.5], [3.0, 2.5], [3.0, 3.25], [3.0, 4.0]]),
}

FAN_SLOPES = np.tan(np.radians([-75, -60, -45, -30, -15, 0, 15, 30, 45, 60, 75]))
COUNTS_OF_B = {"none": "no line", "unique": "one line", "infinite": "∞ lines"}
COUNTS_OF_0 = {0: "no line", 1: "one line", 2: "∞ lines"}  # by the dimension of null(A)


class Solutions(NamedTuple):
    arrangement: str
    points: np.ndarray
    lines: np.ndarray  # a basis of the solutions of Ax = 0, rows (u, v, 1) in A: one (a, b, c) in each row
    slanted: str  # how many solutions Ax = b has, rows (u, 1) in A
    nearest: np.ndarray  # (m, d) with the least sum of squares; nan where there are several


def compute(points, arrangement):
    points = ARRANGEMENTS[arrangement][:points]
    u, v = points.T
    A0, A = np.column_stack([u, v, np.ones(len(u))]), design_matrix(u)
    nearest = ols(A, v) if matrix_rank(A) == 2 else np.full(2, np.nan)
    return Solutions(arrangement, points, null_space(A0).T, count_solutions(A, v), nearest)


def draw(fig, start):
    left = plane(fig, (0.4, 0.45, 5.75, 3.5), (-0.2, 8.3), (0, 5.174), "", "", equal=True)
    left.set(xticks=[0, 4, 8], yticks=[0, 4], label="points")
    verdict = Verdict(fig, 6.75, 4.15)
    right = plane(fig, (7.15, 0.95, 2.5, 1.45), (-2.2, 2.2), (-4.8, 8.4), "slope m", "intercept d")
    right.set(xticks=[-2, 0, 2], yticks=[0, 8])

    fan = left.plot([], [], color=tint(ROLE.model, 0.6))[0]
    line = left.plot([], [], color=ROLE.model, linewidth=HERO)[0]
    halo = left.add_patch(Ellipse((0, 0), 0.54, 0.54, color=tint(ROLE.active, 0.9), linewidth=0, zorder=3))
    dots = show_points(left, start.points, markersize=14)
    name = name_object(left, 0, 0)
    glow = right.plot([], [], color=tint(ROLE.active, 0.9), linewidth=9)[0]
    each = right.plot([], [], color=ROLE.data)[0]
    every = right.plot([], [], color=ROLE.model, linewidth=HERO)[0]
    star = right.plot([], [], "*", color=ROLE.model, markersize=26, markeredgecolor=ROLE.paper, zorder=6)[0]
    nearest = right.plot([], [], "D", color=ROLE.rival, markersize=14, markeredgecolor=ROLE.paper, zorder=6)[0]

    def ink(solutions):
        points, exact = solutions.points, solutions.slanted
        u, v = points[-1]
        dots.set_data(*points.T)
        halo.set_center((u, v))
        name.set(x=u + 0.35, y=v - 0.3, text=f"point {len(points)}", visible=len(points) > 1)
        fan.set_data(fan_through(points[0]) if len(points) == 1 else ([], []))
        line.set_data(line_ends(solutions.lines[0]) if len(solutions.lines) == 1 else ([], []))
        ends = np.stack([line_ends((u, 1, -v)) for u, v in points])  # the point (u, v) says: d = v - u m
        each.set_data(join_segments(ends[:, :, 0], ends[:, :, 1]))
        glow.set_data(ends[-1])
        every.set_data(ends[0] if exact == "infinite" else ([], []))
        for mark, shown in ((star, "unique"), (nearest, "none")):
            mark.set_data(*solutions.nearest[:, None])
            mark.set_visible(exact == shown)
        count = COUNTS_OF_B[exact]
        implicit = COUNTS_OF_0[len(solutions.lines)]
        color = ROLE.wrong if exact == "none" else ROLE.model
        verdict.show(count, "y = mx + d", f"ax + by + c = 0: {implicit}", color=color)
        return fan, line, halo, dots, name, glow, each, every, star, nearest, *verdict.artists

    return ink


def fan_through(point):
    """Return x and y of lines through a point in many directions, one of them vertical."""
    u, v = point
    through = [line_ends((slope, -1, v - slope * u)) for slope in FAN_SLOPES] + [line_ends((1, 0, -u))]
    ends = np.stack(through)
    return join_segments(ends[:, :, 0], ends[:, :, 1])


def caption(solutions):
    n = len(solutions.points)
    slanted = {"none": "no y = mx + d meets them all", "unique": "exactly one y = mx + d meets them all"}
    zero = {0: "Ax = 0 has only the solution 0", 1: "Ax = 0 has the multiples of one (a, b, c): one line"}
    if n == 1:
        return "1 point: infinitely many lines meet it, for Ax = 0 and for Ax = b."
    return f"{n} points: {slanted[solutions.slanted]}; {zero[len(solutions.lines)]}."


def consequence(solutions):
    n = len(solutions.points)
    if n == 1:
        return "Through 1 point pass [infinitely many|model] lines."
    if solutions.slanted == "unique":
        return f"[One line|model] meets all {n} points: all lines on the right cross once."
    if len(solutions.lines) == 1:
        return f"[No y = mx + d|wrong] meets all {n} points, but [one upright line|model] does."
    return f"[No line|wrong] meets all {n} points."


def find_solvable(at):
    """Find the arrangements in which exactly one y = mx + d meets all five points."""
    return {name for name in ARRANGEMENTS if at(points=5, arrangement=name).slanted == "unique"}


def explain_solvable(at):
    m, d = at(points=5, arrangement="on a line").nearest
    return f"there all 5 equations agree on y = {m:.1f}x + {d:.1f}; scattered or upright, they contradict each other"


def newest_handle(direction, arrangement):
    """Let the newest point be dragged to the place of another, which is then the newest."""
    places = ARRANGEMENTS[arrangement][:, "xy".index(direction)]
    upright = arrangement == UPRIGHT

    def newest(solutions):
        return solutions.points[-1] if (solutions.arrangement == UPRIGHT) == upright else None

    return Handle("points", **{direction: ("points", lambda count: places[count - 1])}, at=newest)


HOW_MANY_SOLUTIONS = Demo(
    title="One, two, many points: how many solutions?",
    slide="Ax = 0 Vs Ax = b",
    controls=(
        Control("points", (1, 2, 3, 4, 5), start=1, label="points", main=True),
        Control("arrangement", tuple(ARRANGEMENTS), start="scattered", label="they lie"),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    consequence=consequence,
    split=0.64,
    question=Question(
        "Five points: in which arrangement does exactly one y = mx + d meet them all?",
        {
            "only on a line": lambda found: found == {"on a line"},
            "on a line, or above each other": lambda found: found == {"on a line", UPRIGHT},
            "in each: least squares finds one": lambda found: found == set(ARRANGEMENTS),
            "in none: 5 equations, 2 unknowns": lambda found: not found,
        },
        answer=find_solvable,
        because=explain_solvable,
        shows={"points": 5, "arrangement": "on a line"},
    ),
    handles=(newest_handle("x", "scattered"), newest_handle("y", UPRIGHT)),  # x is the same for those on a line
    scenes={
        "Line Fitting 101: under-constrained": {"points": 1},
        "Line Fitting 101: perfectly constrained": {"points": 2},
        "Line Fitting 101: over-constrained": {"points": 5},
        "Ax = 0 Vs Ax = b: consistent after all": {"points": 5, "arrangement": "on a line"},
        "Ax = 0 Vs Ax = b: a vertical line": {"points": 3, "arrangement": UPRIGHT},
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
            reveals=(
                "“More equations than unknowns: no solution.” Not if they agree. (The two headings of the slide's "
                "table are swapped.)"
            ),
        ),
    ),
)
