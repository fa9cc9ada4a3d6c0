"""Notebook 01, continued: which distance? (slides "What If?", "Ax = 0 Vs Ax = b", and Hubble's nebulae)."""

from typing import NamedTuple

import numpy as np

from course_utils.data import load_hubble
from course_utils.demos.core import Control, Demo, steps
from course_utils.numerics.least_squares import design_matrix, homogeneous_lstsq, ols, total_least_squares
from course_utils.plotting.lines import cross_at, gapped, line_ends, plane, show_cross, show_points
from course_utils.plotting.style import BLUE, DARK, GREY, ORANGE, PURPLE, typeset

VERTICAL = {"color": ORANGE, "dashes": (3, 1.5)}  # one look for each kind of distance, on every picture
PERPENDICULAR = {"color": BLUE}
ALGEBRAIC = {"color": PURPLE, "dashes": (5, 1.5, 1, 1.5)}


def ols_line(points):
    """The line (a, b, c) of least squared vertical distances: y = mx + d says (m, -1, d)."""
    m, d = ols(design_matrix(points[:, 0]), points[:, 1])
    return np.array([m, -1, d])


def horizontal_line(points):
    """The line (a, b, c) of least squared horizontal distances: x as a function of y."""
    b, a, c = ols_line(points[:, ::-1])
    return np.array([a, b, c])


def slope(line):
    return -line[0] / line[1]


def angle_of(line, near=45.0):
    """The direction of a line in degrees, within 90 of an angle near it."""
    angle = np.degrees(np.arctan2(-line[0], line[1]))
    return near + (angle - near + 90) % 180 - 90


# -------------------------------------------------------------------------------------- vertical or perpendicular?

ALONG = np.linspace(-3, 3, 13)
ACROSS = np.array([0.5, -0.9, 1.2, 0.2, -1.4, 0.6, 0.1, -0.4, 1.1, -1.0, 0.9, -0.2, -0.6])
ANGLES = steps(0, 90, 5)


class Turned(NamedTuple):
    angle: float
    points: np.ndarray
    vertical: np.ndarray | None  # the line (a, b, c) of least vertical distances; None where there is none
    perpendicular: np.ndarray
    found: np.ndarray  # angles found for every true angle: a row by vertical, a row by perpendicular distances


def turned(angle, noise):
    """Points along a line through 0 at this angle, with noise across it."""
    cos, sin = np.round([np.cos(np.radians(angle)), np.sin(np.radians(angle))], 15)  # cos 90° is 0, not 6e-17
    return np.column_stack([ALONG, noise * ACROSS]) @ np.array([[cos, sin], [-sin, cos]])


def vertical_line_of(points):
    try:
        return ols_line(points)
    except np.linalg.LinAlgError:  # all points above each other
        return None


def angle_found(fit, angle, noise):
    line = fit(turned(angle, noise))
    return np.nan if line is None else angle_of(line, near=angle)


def vertical_or_perpendicular(angle, noise):
    points = turned(angle, noise)
    found = [[angle_found(fit, a, noise) for a in ANGLES] for fit in (vertical_line_of, total_least_squares)]
    return Turned(angle, points, vertical_line_of(points), total_least_squares(points), np.array(found))


def draw_vertical_or_perpendicular(fig, fits):
    data = plane(fig, (0.5, 0.5, 4.0, 3.5), (-4, 4), (-3.5, 3.5), "", "", equal=True)
    upright = data.plot([], [], color=ORANGE, linewidth=1.5)[0]
    across = data.plot([], [], color=BLUE, linewidth=1.5)[0]
    by_perpendicular = data.plot([], [], **PERPENDICULAR)[0]
    by_vertical = data.plot([], [], **VERTICAL)[0]
    dots = show_points(data, fits.points)

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
        across.set_data(gapped(points, points - (points @ [a, b] + c)[:, None] * [a, b]))
        by_perpendicular.set_data(line_ends(fits.perpendicular))
        for artist in (upright, by_vertical):
            artist.set_visible(fits.vertical is not None)
        if fits.vertical is not None:
            on_line = np.column_stack([points[:, 0], slope(fits.vertical) * points[:, 0] + fits.vertical[2]])
            upright.set_data(gapped(points, on_line))
            by_vertical.set_data(line_ends(fits.vertical))
        now = ANGLES.index(fits.angle)
        for curve, mark, found in zip(curves, here, fits.found, strict=True):
            curve.set_data(ANGLES, found)
            mark.set_data([fits.angle], [found[now]])
        return upright, across, by_perpendicular, by_vertical, dots, *reversed(curves), *here

    return ink


def caption_vertical_or_perpendicular(fits):
    vertical, perpendicular = fits.found[:, ANGLES.index(fits.angle)]
    text = f"Data turned to {fits.angle:.0f}°: perpendicular distances find {perpendicular:.1f}°, "
    if np.isnan(vertical):
        return text + "and vertical distances find nothing, for y = mx + d is never upright."
    return text + f"vertical distances {vertical:.1f}°."


VERTICAL_OR_PERPENDICULAR = Demo(
    title="Vertical or perpendicular distance?",
    slide="What If?",
    controls=(
        Control("angle", ANGLES, start=30.0, label="turn the data", format=".0f"),
        Control("noise", (0.0, 0.2, 0.5, 1.0), start=0.5, label="noise"),
    ),
    compute=vertical_or_perpendicular,
    draw=draw_vertical_or_perpendicular,
    caption=caption_vertical_or_perpendicular,
    scenes={
        "What If? Nearly flat": {"angle": 10.0},
        "What If? Steep": {"angle": 75.0},
        "What If? Upright": {"angle": 90.0},
        "What If? Upright, no noise": {"angle": 90.0, "noise": 0.0},
    },
)


# ------------------------------------------------------------------------------------------------- move the origin

CLOUD = np.array([  # made around the line y = 2x, which has an angle of 63.4°
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
    """argmin ‖Ax‖ with ‖x‖ = 1 and rows (u, v, 1) counted from this origin, told in the points' own coordinates."""
    a, b, c = homogeneous_lstsq(design_matrix(points - np.asarray(origin)))
    return np.array([a, b, c - a * origin[0] - b * origin[1]])


def move_the_origin(right, up):
    angles = np.array([angle_of(algebraic_line(CLOUD, (r, up))) for r in RIGHT])
    line, perpendicular = algebraic_line(CLOUD, (right, up)), total_least_squares(CLOUD)
    return Moved((right, up), line, angles, perpendicular, ols_line(CLOUD), horizontal_line(CLOUD))


def draw_move_the_origin(fig, moved):
    data = plane(fig, (0.5, 0.5, 4.55, 3.484), (-6.4, 6.4), (-4.9, 4.9), "", "", equal=True)
    data.plot(*line_ends(moved.vertical), **VERTICAL, linewidth=2)
    data.plot(*line_ends(moved.perpendicular), **PERPENDICULAR, linewidth=2)
    show_points(data, CLOUD)
    cross = show_cross(data)
    line = data.plot([], [], **ALGEBRAIC)[0]

    angles = plane(fig, (6.4, 0.8, 2.4, 2.8), (-6.4, 6.4), (45, 90), "origin to the right", "angle of the line")
    angles.set(xticks=[-6, -3, 0, 3, 6], yticks=[45, 60, 75, 90], yticklabels=["45°", "60°", "75°", "90°"])
    levels = (
        (moved.horizontal, GREY, "horizontal", 0.5),
        (moved.perpendicular, BLUE, "perpend.", -1.5),
        (moved.vertical, ORANGE, "vertical", 0),
    )
    for line_at, color, name, shift in levels:
        angles.axhline(angle_of(line_at), color=color, linewidth=1.5)
        angles.text(6.7, angle_of(line_at) + shift, name, color=color, va="center", fontsize=13)
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


def caption_move_the_origin(moved):
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
    compute=move_the_origin,
    draw=draw_move_the_origin,
    caption=caption_move_the_origin,
    scenes={
        "What If? Same as before, from the middle": {"up": 0.0},
        "What If? Origin above": {"up": 4.0},
        "What If? Origin beside": {"right": 6.0, "up": 0.0},
        "What If? Origin at the end of the line": {"right": 2.0, "up": 4.0},
    },
)


# ------------------------------------------------------------------------------------------------ Hubble's nebulae

UNITS = (1, 10, 50, 100, 200, 300, 500, 1000, 3000, 10000)


class Expansion(NamedTuple):
    unit: float
    perpendicular: np.ndarray  # in Mpc and km/s
    slopes: np.ndarray  # by perpendicular distances, for every unit
    vertical: np.ndarray
    horizontal: np.ndarray


def nebulae():
    data = load_hubble()
    return np.column_stack([data.distance, data.velocity])


def perpendicular_in(unit, points):
    """The line of least perpendicular distances when velocity is counted in this unit, told in km/s again."""
    a, b, c = total_least_squares(points / [1, unit])
    return np.array([a, b / unit, c])


def hubble(unit):
    points = nebulae()
    slopes = np.array([slope(perpendicular_in(u, points)) for u in UNITS])
    return Expansion(unit, perpendicular_in(unit, points), slopes, ols_line(points), horizontal_line(points))


def draw_hubble(fig, fit):
    data = plane(fig, (1.1, 0.8, 4.2, 3.2), (0, 2.2), (-300, 1300), "distance, Mpc", "velocity, km/s")
    data.set(xticks=[0, 0.5, 1, 1.5, 2], yticks=[0, 500, 1000])
    data.plot(*line_ends(fit.vertical), **VERTICAL, linewidth=2)
    data.plot(*line_ends(fit.horizontal), color=GREY, linestyle=":", linewidth=2.5)
    show_points(data, nebulae())
    line = data.plot([], [], **PERPENDICULAR)[0]

    slopes = plane(fig, (6.5, 0.8, 2.4, 2.8), (0.6, 20000), (350, 850), "unit, km/s", "slope")
    slopes.set_xscale("log")
    slopes.set(xticks=[1, 100, 10000], xticklabels=["1", "100", "10,000"], yticks=[400, 600, 800])
    slopes.minorticks_off()
    for level, color, name in ((slope(fit.vertical), ORANGE, "vertical"), (slope(fit.horizontal), GREY, "horizontal")):
        slopes.axhline(level, color=color, linewidth=1.5)
        slopes.text(2.6e4, level, name, color=color, va="center", fontsize=13)
    slopes.plot(UNITS, fit.slopes, "o-", color=BLUE, markersize=5)
    here = slopes.plot([], [], "o", color=BLUE, markersize=13, markeredgecolor=DARK, clip_on=False)[0]
    title = slopes.text(0.5, 1.07, "", transform=slopes.transAxes, ha="center", fontsize=16)

    def ink(fit):
        line.set_data(line_ends(fit.perpendicular))
        here.set_data([fit.unit], [slope(fit.perpendicular)])
        title.set_text(f"perpendicular: {slope(fit.perpendicular):.0f}")
        return line, here, title

    return ink


def caption_hubble(fit):
    return (
        f"In units of {fit.unit:,} km/s, perpendicular distances say {slope(fit.perpendicular):.0f} km/s per Mpc; "
        f"vertical distances say {slope(fit.vertical):.0f}."
    )


HUBBLE = Demo(
    title="Hubble's nebulae: perpendicular in which unit?",
    slide="What If?",
    controls=(Control("unit", UNITS, start=300, label="one unit of velocity, km/s", format=","),),
    compute=hubble,
    draw=draw_hubble,
    caption=caption_hubble,
    scenes={
        "What If? Small unit: horizontal distances": {"unit": 1},
        "What If? A unit in between": {"unit": 300},
        "What If? Large unit: vertical distances": {"unit": 10000},
    },
)
