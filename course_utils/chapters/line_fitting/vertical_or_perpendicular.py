"""Turn the data: which distances find the line at every angle? (slide "What If?")."""

from functools import cache
from typing import NamedTuple

import numpy as np

from course_utils.chapters.line_fitting.lines import PERPENDICULAR, VERTICAL, angle_of, ols_line, slope
from course_utils.demo.demo import Control, Demo, Talk, steps
from course_utils.numerics.least_squares import total_least_squares
from course_utils.plotting.lines import join_segments, line_ends, plane, show_points
from course_utils.plotting.style import BLUE, ORANGE

ALONG = np.linspace(-3, 3, 13)
ACROSS = np.array([0.5, -0.9, 1.2, 0.2, -1.4, 0.6, 0.1, -0.4, 1.1, -1.0, 0.9, -0.2, -0.6])
ANGLES = steps(0, 90, 5)
FINE_ANGLES = np.arange(91.0)  # the vertical method falls from 65° to 25° between 75° and 90°: not in straight pieces


class Fits(NamedTuple):
    angle: float
    points: np.ndarray
    vertical: np.ndarray | None  # the line (a, b, c) of least vertical distances; None where there is none
    perpendicular: np.ndarray
    found: np.ndarray  # the angles found now, by vertical and by perpendicular distances
    curves: np.ndarray  # the same for every whole true angle, a row for each method


def turn_data(angle, noise):
    """Place points along a line through 0 at this angle, with noise across it."""
    cos, sin = np.round([np.cos(np.radians(angle)), np.sin(np.radians(angle))], 15)  # cos 90° is 0, not 6e-17
    return np.column_stack([ALONG, noise * ACROSS]) @ np.array([[cos, sin], [-sin, cos]])


def fit_vertical(points):
    try:
        return ols_line(points)
    except np.linalg.LinAlgError:  # all points above each other
        return None


METHODS = (fit_vertical, total_least_squares)


def find_angle(fit, angle, noise):
    line = fit(turn_data(angle, noise))
    return np.nan if line is None else angle_of(line, near=angle)


@cache
def find_angles(noise):
    """Return what both methods find for every whole angle; it does not depend on the angle of the data now."""
    return np.array([[find_angle(fit, angle, noise) for angle in FINE_ANGLES] for fit in METHODS])


def compute(angle, noise):
    points, curves = turn_data(angle, noise), find_angles(noise)
    vertical, perpendicular = (fit(points) for fit in METHODS)
    return Fits(angle, points, vertical, perpendicular, curves[:, round(angle)], curves)


def draw(fig, start):
    data = plane(fig, (0.5, 0.5, 4.0, 3.5), (-4, 4), (-3.5, 3.5), "", "", equal=True)
    upright = data.plot([], [], color=ORANGE, linewidth=1.5)[0]
    across = data.plot([], [], color=BLUE, linewidth=1.5)[0]
    by_perpendicular = data.plot([], [], **PERPENDICULAR)[0]
    by_vertical = data.plot([], [], **VERTICAL)[0]
    dots = show_points(data, start.points)

    angles = plane(fig, (5.9, 0.8, 3.8, 3.1), (-6, 95), (-6, 95), "true angle of the data", "angle found")
    angles.set(xticks=[0, 30, 60, 90], yticks=[0, 30, 60, 90])
    curves = [angles.plot([], [], **look)[0] for look in (VERTICAL, PERPENDICULAR)]
    angles.text(57, 74, "perpendicular", color=BLUE, ha="right")
    angles.text(92, 8, "vertical", color=ORANGE, ha="right")
    white = {"markersize": 12, "markeredgecolor": "white", "clip_on": False}
    here = [angles.plot([], [], mark, color=c, **white)[0] for mark, c in (("s", ORANGE), ("o", BLUE))]

    def ink(fits):
        points = fits.points
        dots.set_data(*points.T)
        a, b, c = fits.perpendicular
        across.set_data(join_segments(points, points - (points @ [a, b] + c)[:, None] * [a, b]))
        by_perpendicular.set_data(line_ends(fits.perpendicular))
        for artist in (upright, by_vertical):
            artist.set_visible(fits.vertical is not None)
        if fits.vertical is not None:
            on_line = np.column_stack([points[:, 0], slope(fits.vertical) * points[:, 0] + fits.vertical[2]])
            upright.set_data(join_segments(points, on_line))
            by_vertical.set_data(line_ends(fits.vertical))
        for curve, mark, row, found in zip(curves, here, fits.curves, fits.found, strict=True):
            curve.set_data(FINE_ANGLES, row)
            mark.set_data([fits.angle], [found])
        return upright, across, by_perpendicular, by_vertical, dots, *reversed(curves), *here

    return ink


def caption(fits):
    vertical, perpendicular = fits.found
    text = f"Data turned to {fits.angle:.0f}°: perpendicular distances find {perpendicular:.1f}°, "
    if np.isnan(vertical):
        return text + "and vertical distances find nothing, because y = mx + d is never upright."
    return text + f"vertical distances {vertical:.1f}°."


VERTICAL_OR_PERPENDICULAR = Demo(
    title="Vertical or perpendicular distance?",
    slide="What If?",
    controls=(
        Control("angle", ANGLES, start=30.0, label="turn the data", format=".0f"),
        Control("noise", (0.0, 0.2, 0.5, 1.0), start=0.5, label="noise"),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    scenes={
        "What If? Nearly flat": {"angle": 10.0},
        "What If? Steep": {"angle": 75.0},
        "What If? Upright": {"angle": 90.0},
        "What If? Upright, no noise": {"angle": 90.0, "noise": 0.0},
    },
    talks=(
        Talk(
            slide="What If?",
            section="4. Which distance?",
            minutes=5,
            starred=True,
            ask=(
                "We turn the whole cloud, from flat to upright. Will vertical and perpendicular distances find the "
                "angle equally well? What if the points stand upright?"
            ),
            reveals=(
                "“Distance is distance.” Least squares trusts every $x$ and blames $y$; it falls further and further "
                "behind as the data turn."
            ),
        ),
    ),
)
