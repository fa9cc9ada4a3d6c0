"""Fit Hubble's nebulae, with a unit of velocity that decides what perpendicular means (slide "What If?")."""

from typing import NamedTuple

import numpy as np

from course_utils.chapters.line_fitting.lines import PERPENDICULAR, VERTICAL, horizontal_line, ols_line, slope
from course_utils.data.datasets import load_hubble
from course_utils.demo.demo import Control, Demo, Talk
from course_utils.numerics.least_squares import total_least_squares
from course_utils.plotting.lines import line_ends, plane, show_points
from course_utils.plotting.style import BLUE, DARK, GREY, ORANGE

UNITS = (1, 10, 50, 100, 200, 300, 500, 1000, 3000, 10000)


class Expansion(NamedTuple):
    unit: float
    perpendicular: np.ndarray  # in Mpc and km/s
    slopes: np.ndarray  # by perpendicular distances, for every unit
    vertical: np.ndarray
    horizontal: np.ndarray


def load_points():
    data = load_hubble()
    return np.column_stack([data.distance, data.velocity])


def fit_perpendicular(unit, points):
    """Fit the line of least perpendicular distances with velocity in this unit; the line itself is for km/s."""
    a, b, c = total_least_squares(points / [1, unit])
    return np.array([a, b / unit, c])


def compute(unit):
    points = load_points()
    slopes = np.array([slope(fit_perpendicular(u, points)) for u in UNITS])
    return Expansion(unit, fit_perpendicular(unit, points), slopes, ols_line(points), horizontal_line(points))


def draw(fig, start):
    data = plane(fig, (1.1, 0.8, 4.2, 3.2), (0, 2.2), (-300, 1300), "distance, Mpc", "velocity, km/s")
    data.set(xticks=[0, 0.5, 1, 1.5, 2], yticks=[0, 500, 1000])
    data.plot(*line_ends(start.vertical), **VERTICAL, linewidth=2)
    data.plot(*line_ends(start.horizontal), color=GREY, linestyle=":", linewidth=2.5)
    show_points(data, load_points())
    fitted = data.plot([], [], **PERPENDICULAR)[0]

    slopes = plane(fig, (6.5, 0.8, 2.4, 2.8), (0.6, 20000), (350, 850), "unit, km/s", "slope")
    slopes.set_xscale("log")
    slopes.set(xticks=[1, 100, 10000], xticklabels=["1", "100", "10,000"], yticks=[400, 600, 800])
    slopes.minorticks_off()
    for line, color, name in ((start.vertical, ORANGE, "vertical"), (start.horizontal, GREY, "horizontal")):
        slopes.axhline(slope(line), color=color, linewidth=1.5)
        slopes.text(2.6e4, slope(line), name, color=color, va="center", fontsize=13)
    slopes.plot(UNITS, start.slopes, "o-", color=BLUE, markersize=5)
    here = slopes.plot([], [], "o", color=BLUE, markersize=13, markeredgecolor=DARK, clip_on=False)[0]
    title = slopes.text(0.5, 1.07, "", transform=slopes.transAxes, ha="center", fontsize=16)

    def ink(fit):
        fitted.set_data(line_ends(fit.perpendicular))
        here.set_data([fit.unit], [slope(fit.perpendicular)])
        title.set_text(f"perpendicular: {slope(fit.perpendicular):.0f}")
        return fitted, here, title

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
        "What If? Small unit: horizontal distances": {"unit": 1},
        "What If? A unit in between": {"unit": 300},
        "What If? Large unit: vertical distances": {"unit": 10000},
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
