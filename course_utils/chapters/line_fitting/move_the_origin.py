"""Move the origin: the line of least ‖Ax‖ moves, the lines of least distances do not (slide "What If?")."""

from typing import NamedTuple

import numpy as np

from course_utils.chapters.line_fitting.lines import angle_of, look_of, ols_line
from course_utils.demo.demo import Control, Demo, Talk, steps
from course_utils.demo.handle import Handle
from course_utils.demo.question import Question
from course_utils.numerics.least_squares import design_matrix, homogeneous_lstsq, total_least_squares
from course_utils.plotting.lines import plane, show_points
from course_utils.plotting.style import GUIDE, HERO, NOTE, ROLE, tint, typeset
from course_utils.plotting.words import Verdict, name_object

SLANTED_POINTS = np.array([  # made around the line y = 2x, which has an angle of 63.4°
    [-0.8, -2.1], [-1.3, -1.4], [-0.8, -1.1], [-0.1, -1.0], [-0.6, -0.4], [0.6, -0.5],
    [-0.2, 0.3], [0.5, 0.4], [0.1, 1.0], [0.4, 1.4], [1.2, 1.4], [0.7, 2.1],
])  # fmt: skip

RIGHT, UP = steps(-6, 6, 0.5), steps(-4, 4, 0.5)
XLIM, YLIM = (-7.4, 7.4), (-4.86, 4.86)
BOX = (5.6, 4.0)  # half the sides of the box in which lines end, with their names beyond
BAND = 9  # points


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


def draw_fixed(ax, ends, kind):
    """Show a line that stays, on a pale band that is seen beneath the line that moves."""
    look = look_of(kind)
    ax.plot(*ends, color=tint(look["color"], 0.25), linewidth=BAND, solid_capstyle="butt", zorder=1)
    ax.plot(*ends, **look)


def part_in_box(line):
    """Return x and y of the two points where a line leaves the box, the left one first."""
    a, b, c = line
    near = -c * np.array([a, b]) / (a**2 + b**2)
    along = np.array([b, -a]) * (1 if b > 0 else -1)
    with np.errstate(divide="ignore"):
        reached = (np.outer([-1, 1], BOX) - near) / along
    return np.transpose([near + along * reached.min(axis=0).max(), near + along * reached.max(axis=0).min()])


def draw_dial(fig, start):
    """Show half a dial from -90° to 90° with a needle for each fixed line; return the needle for the third."""
    dial = plane(fig, (7.5, 0.2, 1.5, 2.32), (-0.1, 1.2), (-1.04, 1.04), "", "", equal=True)
    dial.axis("off")
    dial.plot(*direction(np.linspace(-90, 90, 91)), color=ROLE.rule, linewidth=GUIDE, clip_on=False)
    for angle in (-90, 0, 90):
        dial.plot(*np.transpose([direction(angle), direction(angle, 1.07)]), color=ROLE.rule, clip_on=False)
        left = 0.03 if angle == 0 else -0.08
        x, y = direction(angle, 1.1 if angle == 0 else 0.97)
        dial.text(x + left, y, typeset(f"{angle}°"), va="center", ha="left" if angle == 0 else "right", fontsize=NOTE)
    for kind in ("vertical", "perpendicular"):
        draw_fixed(dial, np.transpose([(0, 0), direction(angle_of(getattr(start, kind)))]), kind)
    dial.plot([0], [0], "o", color=ROLE.ink, markersize=9, zorder=7, clip_on=False)
    return dial.plot([], [], color=look_of("‖Ax‖")["color"], linewidth=HERO, solid_capstyle="round", zorder=6)[0]


def draw(fig, start):
    data = plane(fig, (0.15, 0.15, 5.94, 3.9), XLIM, YLIM, "", "", equal=True)
    data.set_label("data")
    data.axis("off")
    for kind in ("vertical", "perpendicular"):
        draw_fixed(data, part_in_box(getattr(start, kind)), kind)
    show_points(data, SLANTED_POINTS)
    look = look_of("‖Ax‖")
    line = data.plot([], [], **look, linewidth=HERO)[0]
    names = [name_object(data, 0, 0, kind, look_of(kind)["color"]) for kind in ("perpendicular", "‖Ax‖", "vertical")]
    cross = data.plot([], [], "+", color=ROLE.ink, markersize=30, markeredgewidth=4, zorder=8)[0]
    word = name_object(data, 0, 0, "origin")

    verdict = Verdict(fig, 6.95, 4.15)
    needle = draw_dial(fig, start)

    def ink(moved):
        cross.set_data(*np.transpose([moved.origin]))
        place_origin_name(word, *moved.origin)
        line.set_data(part_in_box(moved.algebraic))
        place_line_names(names, moved)
        angle = angle_of(moved.algebraic, near=0)
        needle.set_data(np.transpose([(0, 0), direction(angle, 0.94)]))
        note = f"perpendicular: always {angle_of(moved.perpendicular):.1f}°"
        verdict.show(typeset(f"{angle:.1f}°"), "line of least ‖Ax‖", note, color=look["color"])
        return line, *names, cross, word, needle, *verdict.artists

    return ink


def place_origin_name(word, right, up):
    """Put the word beside the cross: away from the points."""
    at_left = (right <= up / 2 and right > -4.5) or right > 4.5
    word.set(x=right + (-0.75 if at_left else 0.75), y=np.clip(up, -3.5, 3.5), ha="right" if at_left else "left")


def place_line_names(names, moved):
    """Put the names beyond the ends of their lines that are away from the origin, and beside each other."""
    lines = moved.perpendicular, moved.algebraic, moved.vertical
    sign = -1 if moved.origin[1] > 0 else 1
    ends = [max(part_in_box(line).T, key=lambda end: sign * end[1]) for line in lines]
    (left, _), (middle, height), (right, _) = ends
    between, above = (left + right) / 2, sign * (BOX[1] + 0.4)
    if abs(height) < BOX[1] - 1e-9:  # the line of least ‖Ax‖ leaves the box at a side
        middle, height = max(part_in_box(moved.algebraic).T, key=lambda end: np.hypot(*(end - moved.origin)))
    if abs(middle - between) < 2:
        names[1].set(x=middle, y=above, ha="center")
    else:
        outward = np.sign(middle - between)
        names[1].set(x=middle + 0.2 * outward, y=np.clip(height, -3.3, 3.3), ha="left" if outward > 0 else "right")
        middle = between
    for name, end, side in ((names[0], left, -sign), (names[2], right, sign)):
        x = side * max(side * end + 0.3, side * middle + 0.95)
        name.set(x=x, y=above, ha="left" if side > 0 else "right")


def caption(moved):
    right, up = moved.origin
    return (
        f"From an origin {right:.1f} to the right and {up:.1f} up, ‖Ax‖ is least for a line at "
        f"{angle_of(moved.algebraic):.1f}°; perpendicular distances say "
        f"{angle_of(moved.perpendicular):.1f}° and vertical ones {angle_of(moved.vertical):.1f}°."
    )


def consequence(moved):
    says, fixed = angle_of(moved.algebraic), angle_of(moved.perpendicular)
    return f"From here ‖Ax‖ is least at [{says:.1f}°|third], perpendicular distances at [{fixed:.1f}°|model]."


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
