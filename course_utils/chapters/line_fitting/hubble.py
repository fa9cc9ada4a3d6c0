"""Fit Hubble's nebulae, with a unit of velocity that decides what perpendicular means (slide "What If?")."""

from typing import NamedTuple

import numpy as np

from course_utils.chapters.line_fitting.lines import PERPENDICULAR, VERTICAL, horizontal_line, ols_line, slope
from course_utils.data.datasets import load_hubble
from course_utils.demo.demo import Control, Demo, Talk
from course_utils.numerics.least_squares import total_least_squares
from course_utils.plotting.lines import join_segments, line_ends, plane, show_points
from course_utils.plotting.style import BLUE, GREY, ORANGE

UNITS = (1, 10, 50, 100, 200, 300, 500, 1000, 3000, 10000)
XLIM, YLIM = (-0.1, 2.2), (-300, 1300)
SIDES = (2.7, 2.85)  # inches of the picture in which one unit is as long as one Mpc


class Expansion(NamedTuple):
    unit: float
    perpendicular: np.ndarray  # in Mpc and km/s
    feet: np.ndarray  # (n, 2): the nearest point of that line for each nebula, in Mpc and km/s
    vertical: np.ndarray
    horizontal: np.ndarray


def load_points():
    data = load_hubble()
    return np.column_stack([data.distance, data.velocity])


def fit_perpendicular(unit, points):
    """Fit the line of least perpendicular distances with velocity in this unit; the line itself is for km/s."""
    a, b, c = total_least_squares(points / [1, unit])
    return np.array([a, b / unit, c])


def nearest_on_line(unit, points, line):
    """Find where the perpendiculars from the points meet the line, perpendicular when velocity is in this unit."""
    scaled, (a, b, c) = points / [1, unit], line * [1, unit, 1]
    return (scaled - np.outer((scaled @ [a, b] + c) / (a**2 + b**2), [a, b])) * [1, unit]


def compute(unit):
    points = load_points()
    line = fit_perpendicular(unit, points)
    return Expansion(unit, line, nearest_on_line(unit, points, line), ols_line(points), horizontal_line(points))


def map_to_inches(unit):
    """Return a map from Mpc and km/s to inches in the picture: one unit is as long as one Mpc, and the cloud fits."""
    corner, spread = np.transpose([XLIM, YLIM])[0], np.ptp([XLIM, YLIM], axis=1)
    one = min(SIDES / (spread / [1, unit]))
    return lambda points: (np.asarray(points) - corner - spread / 2) / [1, unit] * one + np.array(SIDES) / 2


def draw(fig, start):
    points = load_points()
    data = plane(fig, (1.1, 0.8, 4.0, 2.85), XLIM, YLIM, "distance, Mpc", "velocity, km/s")
    data.set(xticks=[0, 0.5, 1, 1.5, 2], yticks=[0, 500, 1000])
    data.plot(*line_ends(start.vertical), **VERTICAL, linewidth=2)
    data.plot(*line_ends(start.horizontal), color=GREY, linestyle=":", linewidth=2.5)
    for color, word, line, lift in (
        (GREY, "horizontal", start.horizontal, -60),
        (ORANGE, "vertical", start.vertical, 0),
    ):
        data.text(2.23, -(line[0] * 2.2 + line[2]) / line[1] + lift, word, color=color, va="center", fontsize=13)
    show_points(data, points, markersize=7)
    fitted = data.plot([], [], **PERPENDICULAR)[0]
    misses = data.plot([], [], color=BLUE, linewidth=1.5)[0]
    title = data.text(0.5, 1.07, "", transform=data.transAxes, ha="center", fontsize=16)

    true = plane(fig, (6.4, 0.8, *SIDES), (0, SIDES[0]), (0, SIDES[1]), "", "")
    true.set(xticks=[], yticks=[])
    cloud = show_points(true, points, markersize=7)
    upright = true.plot([], [], color=BLUE, linewidth=1.5)[0]
    line_there = true.plot([], [], **PERPENDICULAR)[0]
    scale = true.text(0.5, 1.07, "", transform=true.transAxes, ha="center", fontsize=16)
    true.text(0.5, -0.13, "here the misses are perpendicular", transform=true.transAxes, ha="center", fontsize=15)

    def ink(fit):
        fitted.set_data(line_ends(fit.perpendicular))
        misses.set_data(join_segments(points, fit.feet))
        title.set_text(f"perpendicular: slope {slope(fit.perpendicular):.0f}")
        place = map_to_inches(fit.unit)
        cloud.set_data(*place(points).T)
        upright.set_data(join_segments(place(points), place(fit.feet)))
        line_there.set_data(place(line_ends(fit.perpendicular).T).T)
        scale.set_text(f"{fit.unit:,} km/s as long as 1 Mpc")
        return fitted, misses, title, cloud, upright, line_there, scale

    return ink


def caption(fit):
    return (
        f"In units of {fit.unit:,} km/s, perpendicular distances say {slope(fit.perpendicular):.0f} km/s per Mpc; "
        f"vertical distances say {slope(fit.vertical):.0f}."
    )


HUBBLE = Demo(
    title="Hubble's nebulae: perpendicular in which unit?",
    slide="What If?",
    controls=(Control("unit", UNITS, start=300, label="one unit of velocity, km/s", format=","),),
    compute=compute,
    draw=draw,
    caption=caption,
    scenes={
        "What If? A unit in between": {},
        "What If? A small unit": {"unit": 1},
        "What If? A large unit": {"unit": 10000},
    },
    talks=(
        Talk(
            slide="What If?",
            section="4. Which distance?",
            minutes=4,
            ask=(
                "Velocities are measured in larger and larger units. Does the vertical fit change? And the "
                "perpendicular one?"
            ),
            reveals="“Perpendicular is always fairer.” Between different units “perpendicular” depends on the unit.",
        ),
    ),
)
