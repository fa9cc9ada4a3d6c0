"""Fit Hubble's nebulae, with a unit of velocity that decides what perpendicular means (slide "What If?")."""

from typing import NamedTuple

import numpy as np

from course_utils.chapters.line_fitting.lines import horizontal_line, look_of, ols_line, slope
from course_utils.data.datasets import load_hubble
from course_utils.demo.demo import Control, Demo, Talk
from course_utils.demo.handle import Handle
from course_utils.demo.question import Question
from course_utils.numerics.least_squares import total_least_squares
from course_utils.plotting.lines import join_segments, plane, show_points
from course_utils.plotting.style import GUIDE, HERO, NOTE, ROLE, tint
from course_utils.plotting.words import Verdict, name_object, show_words

UNITS = (1, 10, 50, 100, 200, 300, 500, 1000, 3000, 10000)
XLIM, YLIM = (-0.1, 2.2), (-320, 1220)
NAME_BETWEEN = (1020, 1136)  # where the name of the perpendicular line has room, in km/s
TOP = 1400  # of the picture in km/s, above YLIM to have room for a name
SQUARE = (1.15, -270)  # lower left corner of 1 Mpc times one unit of velocity
ENDS = np.array([-0.1, 2.12])  # of the lines, in Mpc
SIDES = (2.6, 2.0)  # inches of the picture in which one unit is as long as one Mpc


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


def right_angle(points, feet, size=0.11):
    """Return x and y of the sign for the right angle at the end of the longest miss, empty where that is too short."""
    misses = points - feet
    longest = np.argmax(np.hypot(*misses.T))
    length = np.hypot(*misses[longest])
    if length < 2 * size:
        return [], []
    out = misses[longest] / length * size
    along = np.array([-out[1], out[0]])
    return np.transpose(feet[longest] + [along, along + out, out])


def unit_square(unit):
    """Return the corners of 1 Mpc times one unit of velocity, in Mpc and km/s."""
    left, bottom = SQUARE
    return np.array([(left, bottom), (left + 1, bottom), (left + 1, bottom + unit), (left, bottom + unit)])


def draw_fixed_lines(data, start):
    """Show the lines that no unit changes, each with its name at its end; return them."""
    artists = []
    for kind in ("horizontal", "vertical"):
        (a, b, c), look = getattr(start, kind), look_of(kind)
        heights = -(a * ENDS + c) / b
        artists += data.plot(ENDS, heights, **look)
        height = heights[1] + (90 if kind == "horizontal" else -110)  # to have room between them
        artists.append(name_object(data, ENDS[1] + 0.05, height, kind, look["color"]))
    return artists


def draw(fig, start):
    points = load_points()
    data = plane(fig, (1.0, 0.95, 5.3, 3.1), (-0.1, 3.15), (-320, TOP), "distance, Mpc", "velocity, km/s")
    data.set(xticks=[0, 1, 2], yticks=[0, 500, 1000], label="data")
    verdict = Verdict(fig, 7.0, 4.15)
    true = plane(fig, (7.0, 0.55, *SIDES), (0, SIDES[0]), (0, SIDES[1]), "", "")
    true.axis("off")
    fig.text(0.7, 0.04, "1 unit as long as 1 Mpc", fontsize=NOTE, color=ROLE.note)
    views = (data, true)
    squares = [ax.fill([0], [0], color=tint(ROLE.active, 0.3), linewidth=GUIDE, zorder=0)[0] for ax in views]
    fixed = draw_fixed_lines(data, start)
    misses = [ax.plot([], [], color=ROLE.model, linewidth=GUIDE)[0] for ax in views]
    lines = [ax.plot([], [], **look_of("perpendicular"), linewidth=HERO)[0] for ax in views]
    dots = [show_points(ax, points, markersize=size) for ax, size in zip(views, (9, 7), strict=True)]
    corner = true.plot([], [], color=ROLE.ink, linewidth=GUIDE)[0]
    name = show_words(data, SQUARE[0] + 0.05, 0, va="bottom", fontsize=NOTE)
    hero = name_object(data, ENDS[1] + 0.05, 0, "perpendicular", ROLE.model)

    def ink(fit):
        a, b, c = fit.perpendicular
        line = (ENDS, -(a * ENDS + c) / b)
        hero.set_y(np.clip(line[1][1], *NAME_BETWEEN))
        shapes = (unit_square(fit.unit), join_segments(points, fit.feet), line, points.T)
        place = map_to_inches(fit.unit)
        there = (place(shapes[0]), *(place(np.transpose(shape)).T for shape in shapes[1:]))
        for view, (corners, *curves) in enumerate((shapes, there)):
            squares[view].set_xy(corners)
            for artists, curve in zip((misses, lines, dots), curves, strict=True):
                artists[view].set_data(*curve)
        corner.set_data(right_angle(place(points), place(fit.feet)))
        name.set(text=f"{fit.unit:,} km/s", y=SQUARE[1] + (25 if fit.unit >= 200 else fit.unit + 20))
        note = f"vertical: always {slope(fit.vertical):.0f}"
        verdict.show(f"{slope(fit.perpendicular):.0f}", "perpendicular slope", note, color=ROLE.model)
        return *squares, *fixed, *misses, *lines, corner, *dots, name, hero, *verdict.artists

    return ink


def caption(fit):
    return (
        f"In units of {fit.unit:,} km/s, perpendicular distances say {slope(fit.perpendicular):.0f} km/s per Mpc; "
        f"vertical distances say {slope(fit.vertical):.0f}."
    )


def consequence(fit):
    perpendicular, vertical = slope(fit.perpendicular), slope(fit.vertical)
    return f"Perpendicular says [{perpendicular:.0f}|model] km/s per Mpc, vertical always [{vertical:.0f}|rival]."


def explain_large_unit(at):
    fit = at(unit=UNITS[-1])
    perpendicular, vertical = slope(fit.perpendicular), slope(fit.vertical)
    return (
        f"in units of {fit.unit:,} km/s its slope is {perpendicular:.0f}, and that of the vertical fit {vertical:.0f}"
    )


def is_as_steep(fit, slope_of_other):
    """Whether a perpendicular fit has another slope, up to 1 %."""
    return bool(np.isclose(slope(fit.perpendicular), slope_of_other, rtol=0.01))


def top_of_unit(fit):
    """Return the middle of the upper edge of the gold rectangle, None where it is out of the picture."""
    left, bottom = SQUARE
    return (left + 0.5, bottom + fit.unit) if bottom + fit.unit < TOP else None


HUBBLE = Demo(
    title="Hubble's nebulae: perpendicular in which unit?",
    slide="What If?",
    controls=(Control("unit", UNITS, start=300, label="one unit of velocity, km/s", format=",", main=True),),
    compute=compute,
    draw=draw,
    caption=caption,
    consequence=consequence,
    split=0.65,
    question=Question(
        "Velocity in larger and larger units: what becomes of the perpendicular fit?",
        {
            "it stays: a unit changes no data": lambda fits: is_as_steep(fits[1], slope(fits[0].perpendicular)),
            "it becomes the horizontal fit": lambda fits: is_as_steep(fits[1], slope(fits[1].horizontal)),
            "it becomes the vertical fit": lambda fits: is_as_steep(fits[1], slope(fits[1].vertical)),
        },
        answer=lambda at: (at(), at(unit=UNITS[-1])),
        because=explain_large_unit,
        shows={"unit": UNITS[-1]},
    ),
    handles=(Handle("data", y=("unit", lambda unit: SQUARE[1] + unit), at=top_of_unit),),
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
            reveals="“Perpendicular is always fairer.” Between different units “perpendicular” depends on the unit.",
        ),
    ),
)
