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
from course_utils.plotting.style import GUIDE, HERO, ROLE, tint
from course_utils.plotting.words import Verdict, name_object

UPRIGHT = "above each other"
ARRANGEMENTS = {
    "on a line": np.array([[1.0, 1.5], [2.0, 2.0], [3.0, 2.5], [4.5, 3.25], [6.0, 4.0]]),
    "scattered": np.array([[1.0, 1.5], [2.0, 2.0], [3.0, 4.0], [4.5, 1.5], [6.0, 4.0]]),
    UPRIGHT: np.array([[3.0, 0.5], [3.0, 1.5], [3.0, 2.5], [3.0, 3.25], [3.0, 4.0]]),
}

FAN_SLOPES = np.tan(np.radians([-72, -54, -36, -18, 0, 18, 36, 54, 72]))  # the upright one has no slope


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
    upright = left.plot([], [], color=ROLE.guide, linestyle=(0, (3, 1.5)))[0]
    upright_name = name_object(left, 0, 4.85, color=ROLE.guide)
    halo = left.add_patch(Ellipse((0, 0), 0.54, 0.54, color=tint(ROLE.active, 0.9), linewidth=0, zorder=3))
    dots = show_points(left, start.points, markersize=14)
    name = name_object(left, 0, 0, ha="right")
    glow = right.plot([], [], color=tint(ROLE.active, 0.9), linewidth=9)[0]
    each = right.plot([], [], color=ROLE.data)[0]
    every = right.plot([], [], color=ROLE.model, linewidth=HERO)[0]
    set_nearest = draw_nearest(left, right)
    star = right.plot([], [], "*", color=ROLE.model, markersize=26, markeredgecolor=ROLE.paper, zorder=6)[0]

    def ink(solutions):
        points, exact = solutions.points, solutions.slanted
        u, v = points[-1]
        dots.set_data(*points.T)
        halo.set_center((u, v))
        name.set(x=u - 0.35, y=v + 0.3, text=f"point {len(points)}", visible=len(points) > 1)
        fan.set_data(fan_through(points[0]) if len(points) == 1 else ([], []))
        line.set_data(line_ends(solutions.lines[0]) if exact == "unique" else ([], []))
        stands = stands_upright(solutions)
        upright.set_data(line_ends((1, 0, -u)) if stands else ([], []))
        upright_name.set(x=u + 0.12, text=f"x = {u:g}", visible=stands)
        ends = np.stack([line_ends((u, 1, -v)) for u, v in points])  # the point (u, v) says: d = v - u m
        each.set_data(join_segments(ends[:, :, 0], ends[:, :, 1]))
        glow.set_data(ends[-1])
        every.set_data(ends[0] if exact == "infinite" else ([], []))
        star.set_data(*solutions.nearest[:, None])
        star.set_visible(exact == "unique")
        headline, what, note, role = say_how_many(solutions)
        verdict.show(headline, what, note, color=getattr(ROLE, role))
        *off, diamond = set_nearest(solutions)
        return (
            *off,
            fan,
            upright,
            upright_name,
            line,
            halo,
            dots,
            name,
            glow,
            each,
            every,
            star,
            diamond,
            *verdict.artists,
        )

    return ink


def draw_nearest(left, right):
    """Show least squares where no line meets all points; return set_nearest(solutions), which returns what it changes.

    The same answer is a line among the points, with its misses, and a diamond among the lines of the parameters.
    """
    color = ROLE.rival
    misses = left.plot([], [], color=color, linewidth=HERO)[0]
    line = left.plot([], [], color=color, linewidth=GUIDE, linestyle=(0, (3, 2)))[0]
    diamond = right.plot([], [], "D", color=color, markersize=14, markeredgecolor=ROLE.paper, zorder=6)[0]
    name = name_object(left, 8.2, 0, "least squares", color, ha="right")

    def set_nearest(solutions):
        u = solutions.points[:, 0]
        m, d = solutions.nearest
        shown = solutions.slanted == "none" and np.isfinite(m)
        artists = misses, line, name, diamond
        for artist in artists:
            artist.set_visible(shown)
        if shown:
            misses.set_data(join_segments(solutions.points, np.column_stack([u, m * u + d])))
            line.set_data(line_ends((m, -1, d)))
            diamond.set_data([m], [d])
            x = min(8.2, (4.3 - d) / m)  # the end of the line, or where it leaves the picture
            name.set(x=x + (0.2 if x < 6 else 0), y=m * x + d + 0.45, ha="left" if x < 6 else "right")
        return artists

    return set_nearest


def stands_upright(solutions):
    """Whether an upright line meets all points: only ax + by + c = 0 has it."""
    return bool(np.ptp(solutions.points[:, 0]) == 0)


def say_how_many(solutions):
    """Return the headline, what stands under it, a note, and the role of the colour."""
    n, u = len(solutions.points), solutions.points[0, 0]
    if n == 1:
        return "∞ lines", "y = mx + d meet the point", f"ax + by + c = 0: x = {u:g} too", "model"
    if stands_upright(solutions):
        return f"only x = {u:g}", f"no y = mx + d meets all {n}", "ax + by + c = 0: one line", "guide"
    count, role = ("one line", "model") if solutions.slanted == "unique" else ("no line", "wrong")
    return count, f"y = mx + d meets all {n}", f"ax + by + c = 0: {count}", role


def fan_through(point):
    """Return x and y of lines y = mx + d through a point in many directions."""
    u, v = point
    ends = np.stack([line_ends((slope, -1, v - slope * u)) for slope in FAN_SLOPES])
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
        return f"[No y = mx + d|wrong] meets all {n} points, but [one upright line|guide] does."
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
