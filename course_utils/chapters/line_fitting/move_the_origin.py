"""Move the origin: the line of least ‖Ax‖ moves, the lines of least distances do not (slide "What If?")."""

from typing import NamedTuple

import numpy as np

from course_utils.chapters.line_fitting.lines import PERPENDICULAR, VERTICAL, angle_of, horizontal_line, ols_line
from course_utils.demo.demo import Control, Demo, Talk, steps
from course_utils.numerics.least_squares import design_matrix, homogeneous_lstsq, total_least_squares
from course_utils.plotting.lines import cross_at, line_ends, plane, show_cross, show_points
from course_utils.plotting.style import DARK, GREY, PURPLE, typeset

ALGEBRAIC = {"color": PURPLE, "dashes": (5, 1.5, 1, 1.5)}

SLANTED_POINTS = np.array([  # made around the line y = 2x, which has an angle of 63.4°
    [-0.8, -2.1], [-1.3, -1.4], [-0.8, -1.1], [-0.1, -1.0], [-0.6, -0.4], [0.6, -0.5],
    [-0.2, 0.3], [0.5, 0.4], [0.1, 1.0], [0.4, 1.4], [1.2, 1.4], [0.7, 2.1],
])  # fmt: skip

RIGHT, UP = steps(-6, 6, 0.5), steps(-4, 4, 0.5)


class Moved(NamedTuple):
    origin: tuple[float, float]
    algebraic: np.ndarray  # the line (a, b, c) that minimises ‖Ax‖, in the coordinates of the points
    angles: np.ndarray  # of the algebraic line, for every position of the origin to the right
    perpendicular: np.ndarray
    vertical: np.ndarray
    horizontal: np.ndarray


def algebraic_line(points, origin):
    """argmin ‖Ax‖ with ‖x‖ = 1 and rows (u, v, 1) measured from this origin, written in the points' own coordinates."""
    a, b, c = homogeneous_lstsq(design_matrix(points - np.asarray(origin)))
    return np.array([a, b, c - a * origin[0] - b * origin[1]])


def compute(right, up):
    angles = np.array([angle_of(algebraic_line(SLANTED_POINTS, (r, up))) for r in RIGHT])
    line, perpendicular = algebraic_line(SLANTED_POINTS, (right, up)), total_least_squares(SLANTED_POINTS)
    return Moved((right, up), line, angles, perpendicular, ols_line(SLANTED_POINTS), horizontal_line(SLANTED_POINTS))


def draw(fig, start):
    data = plane(fig, (0.5, 0.5, 4.55, 3.484), (-6.4, 6.4), (-4.9, 4.9), "", "", equal=True)
    data.plot(*line_ends(start.vertical), **VERTICAL, linewidth=2)
    data.plot(*line_ends(start.perpendicular), **PERPENDICULAR, linewidth=2)
    show_points(data, SLANTED_POINTS)
    cross = show_cross(data)
    line = data.plot([], [], **ALGEBRAIC)[0]

    angles = plane(fig, (6.4, 0.8, 2.4, 2.8), (-6.4, 6.4), (45, 90), "origin to the right", "angle of the line")
    angles.set(xticks=[-6, -3, 0, 3, 6], yticks=[45, 60, 75, 90], yticklabels=["45°", "60°", "75°", "90°"])
    levels = (
        (start.horizontal, {"color": GREY}, "horizontal", 0.5),
        (start.perpendicular, PERPENDICULAR, "perpend.", -1.5),
        (start.vertical, VERTICAL, "vertical", 0),
    )
    for line_at, look, name, shift in levels:
        angles.axhline(angle_of(line_at), **look, linewidth=2)
        angles.text(6.7, angle_of(line_at) + shift, name, color=look["color"], va="center", fontsize=13)
    curve = angles.plot([], [], "D", color=PURPLE, markersize=5)[0]
    here = angles.plot([], [], "D", color=PURPLE, markersize=13, markeredgecolor=DARK)[0]
    title = angles.text(0.5, 1.07, "", transform=angles.transAxes, ha="center", fontsize=16)

    def ink(moved):
        cross.set_data(*cross_at(moved.origin))
        line.set_data(line_ends(moved.algebraic))
        curve.set_data(RIGHT, np.where(abs(moved.angles - 67.5) < 22, moved.angles, np.nan))
        angle = angle_of(moved.algebraic)
        here.set_data([moved.origin[0]], [np.clip(angle, 46.5, 88.5)])
        here.set_marker("^" if angle > 90 else "v" if angle < 45 else "D")  # beyond the axis: an arrow at its end
        title.set_text(typeset(f"‖Ax‖ says {angle_of(moved.algebraic):.1f}°"))
        return cross, line, curve, here, title

    return ink


def caption(moved):
    right, up = moved.origin
    return (
        f"From an origin {right:.1f} to the right and {up:.1f} up, ‖Ax‖ is least for a line at "
        f"{angle_of(moved.algebraic):.1f}°; perpendicular distances say "
        f"{angle_of(moved.perpendicular):.1f}° and vertical ones {angle_of(moved.vertical):.1f}°."
    )


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
            ask="The points stay, only the origin moves. Which of the three lines moves with it?",
            reveals=(
                r"“Same as before!”, as the slide says. $\lVert A\mathbf{x}\rVert$ with $\lVert(a, b, c)\rVert = 1$ "
                r"depends on where zero is; perpendicular distances do not."
            ),
        ),
    ),
)
