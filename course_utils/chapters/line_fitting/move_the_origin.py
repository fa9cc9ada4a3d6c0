"""Move the origin: the line of least ‖Ax‖ moves, the lines of least distances do not (slide "What If?")."""

from typing import NamedTuple

import numpy as np

from course_utils.chapters.line_fitting.lines import angle_of, end_of, look_of, ols_line
from course_utils.demo.demo import Control, Demo, Talk, steps
from course_utils.demo.handle import Handle
from course_utils.demo.question import Question
from course_utils.numerics.least_squares import design_matrix, homogeneous_lstsq, total_least_squares
from course_utils.plotting.lines import line_ends, plane, show_points
from course_utils.plotting.style import GUIDE, HERO, NOTE, ROLE, typeset
from course_utils.plotting.words import Verdict, name_object

SLANTED_POINTS = np.array([  # made around the line y = 2x, which has an angle of 63.4°
    [-0.8, -2.1], [-1.3, -1.4], [-0.8, -1.1], [-0.1, -1.0], [-0.6, -0.4], [0.6, -0.5],
    [-0.2, 0.3], [0.5, 0.4], [0.1, 1.0], [0.4, 1.4], [1.2, 1.4], [0.7, 2.1],
])  # fmt: skip

RIGHT, UP = steps(-6, 6, 0.5), steps(-4, 4, 0.5)
XLIM, YLIM = (-7.4, 7.4), (-4.86, 4.86)
NAMES_AT = (7.1, 4.55)  # half the sides of the box at which lines are named


class Moved(NamedTuple):
    origin: tuple[float, float]
    algebraic: np.ndarray  # the line (a, b, c) that minimises ‖Ax‖, in the coordinates of the points
    perpendicular: np.ndarray
    vertical: np.ndarray


def algebraic_line(points, origin):
    """argmin ‖Ax‖ with ‖x‖ = 1 and rows (u, v, 1) measured from this origin, written in the points' own coordinates."""
    a, b, c = homogeneous_lstsq(design_matrix(points - np.asarray(origin)))
    return np.array([a, b, c - a * origin[0] - b * origin[1]])


def compute(right, up):
    line, perpendicular = algebraic_line(SLANTED_POINTS, (right, up)), total_least_squares(SLANTED_POINTS)
    return Moved((right, up), line, perpendicular, ols_line(SLANTED_POINTS))


def direction(angle, radius=1.0):
    """Return the point of the dial at this angle in degrees."""
    return radius * np.cos(np.radians(angle)), radius * np.sin(np.radians(angle))


def draw_dial(fig, start):
    """Show half a dial from -90° to 90° with a needle for each fixed line; return the needle for the third."""
    dial = plane(fig, (7.35, 0.15, 1.5, 2.4), (-0.1, 1.2), (-1.04, 1.04), "", "", equal=True)
    dial.axis("off")
    dial.plot(*direction(np.linspace(-90, 90, 91)), color=ROLE.rule, linewidth=GUIDE, clip_on=False)
    for angle in (-90, 0, 90):
        dial.plot(*np.transpose([direction(angle), direction(angle, 1.07)]), color=ROLE.rule, clip_on=False)
    dial.text(1.15, 0, "0°", va="center", fontsize=NOTE)
    for kind in ("vertical", "perpendicular"):
        dial.plot(*np.transpose([(0, 0), direction(angle_of(getattr(start, kind)))]), **look_of(kind))
    dial.plot([0], [0], "o", color=ROLE.ink, markersize=9, zorder=7, clip_on=False)
    return dial.plot([], [], color=look_of("‖Ax‖")["color"], linewidth=HERO, solid_capstyle="round", zorder=6)[0]


def draw(fig, start):
    data = plane(fig, (0.15, 0.15, 5.94, 3.9), XLIM, YLIM, "", "", equal=True)
    data.set_label("data")
    data.axis("off")
    for kind, first, gap in (("vertical", True, 0.3), ("perpendicular", False, 0.6)):
        line, look = getattr(start, kind), look_of(kind)
        data.plot(*line_ends(line), **look)
        x, y, _ = end_of(line, *NAMES_AT, first)
        name_object(data, x + gap, y, kind, look["color"])
    show_points(data, SLANTED_POINTS)
    look = look_of("‖Ax‖")
    line = data.plot([], [], **look, linewidth=HERO)[0]
    name = name_object(data, 0, 0, "‖Ax‖", look["color"])
    cross = data.plot([], [], "+", color=ROLE.ink, markersize=30, markeredgewidth=4, zorder=8)[0]
    word = name_object(data, 0, 0, "origin")

    verdict = Verdict(fig, 7.05, 4.15)
    needle = draw_dial(fig, start)

    def ink(moved):
        cross.set_data(*np.transpose([moved.origin]))
        place_origin_name(word, *moved.origin)
        line.set_data(line_ends(moved.algebraic))
        place_line_name(name, moved)
        angle = angle_of(moved.algebraic, near=0)
        needle.set_data(np.transpose([(0, 0), direction(angle, 0.94)]))
        note = f"perpendicular: {angle_of(moved.perpendicular):.1f}°"
        verdict.show(typeset(f"{angle:.1f}°"), "says ‖Ax‖", note, color=look["color"])
        return line, name, cross, word, needle, *verdict.artists

    return ink


def place_origin_name(word, right, up):
    """Put the word beside the cross: away from the points, and below the names of lines."""
    at_left = (right <= up / 2 and right > -4.5) or right > 4.5
    word.set(x=right + (-0.75 if at_left else 0.75), y=np.clip(up, -3.5, 3.5), ha="right" if at_left else "left")


def place_line_name(name, moved):
    """Put the name of the line of least ‖Ax‖ beside its end, left of the bundle if it belongs to it."""
    x, y, at_side = end_of(moved.algebraic, *NAMES_AT, True)
    fixed = end_of(moved.perpendicular, *NAMES_AT, True)[0]
    if at_side:
        name.set(x=x, y=y + (0.9 if y < 3 else -0.9), ha="right")
    elif x < fixed - 2:  # it leans to the left
        name.set(x=x + 0.5, y=y, ha="left")
    else:
        name.set(x=min(x, fixed) - 0.3, y=y, ha="right")


def caption(moved):
    right, up = moved.origin
    return (
        f"From an origin {right:.1f} to the right and {up:.1f} up, ‖Ax‖ is least for a line at "
        f"{angle_of(moved.algebraic):.1f}°; perpendicular distances say "
        f"{angle_of(moved.perpendicular):.1f}° and vertical ones {angle_of(moved.vertical):.1f}°."
    )


def consequence(moved):
    says, fixed = angle_of(moved.algebraic), angle_of(moved.perpendicular)
    return f"From here ‖Ax‖ says [{says:.1f}°|third], perpendicular distances say [{fixed:.1f}°|model]."


def find_moving(at):
    """Find the lines that another origin changes, by the names in `Moved`."""
    here, others = at(), [at(right=right, up=up) for right in (RIGHT[0], RIGHT[-1]) for up in (UP[0], UP[-1])]
    lines = ("algebraic", "perpendicular", "vertical")
    return {
        name for name in lines if not all(np.array_equal(getattr(here, name), getattr(moved, name)) for moved in others)
    }


def explain_moving(at):
    """Say what an origin at the end of the line does."""
    here, there = (angle_of(moved.algebraic, near=0) for moved in (at(), at(right=2.0, up=4.0)))
    fixed = angle_of(at().perpendicular)
    return f"from the end of the line ‖Ax‖ says {there:.1f}°, not {here:.1f}°; perpendicular says {fixed:.1f}° anywhere"


MOVE_THE_ORIGIN = Demo(
    title="Move the origin",
    slide="What If?",
    controls=(
        Control("right", RIGHT, start=0.0, label="origin to the right", format=".1f"),
        Control("up", UP, start=2.0, label="origin up", format=".1f"),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    consequence=consequence,
    split=0.67,
    question=Question(
        "The points stay, and only the origin moves. Which of the three lines move?",
        {
            "none: same as before": lambda moving: not moving,
            "only ‖Ax‖": lambda moving: moving == {"algebraic"},
            "‖Ax‖ and vertical": lambda moving: moving == {"algebraic", "vertical"},
            "all three": lambda moving: len(moving) == 3,
        },
        answer=find_moving,
        because=explain_moving,
        veil=("verdict",),
        shows={"right": 2.0, "up": 4.0},
    ),
    handles=(Handle("data", x="right", y="up"),),
    scenes={
        "What If? Same as before, from the middle": {"up": 0.0},
        "What If? Origin above": {"up": 4.0},
        "What If? Origin beside": {"right": 6.0, "up": 0.0},
        "What If? Origin at the end of the line": {"right": 2.0, "up": 4.0},
    },
    talks=(
        Talk(
            slide="What If?",
            section="4. Which distance?",
            minutes=4,
            reveals=(
                r"“Same as before!”, as the slide says. $\lVert A\mathbf{x}\rVert$ with $\lVert(a, b, c)\rVert = 1$ "
                r"depends on where zero is; perpendicular distances do not."
            ),
        ),
    ),
)
