"""Turn the data: which distances find the line at every angle? (slide "What If?")."""

from functools import cache
from typing import NamedTuple

import numpy as np

from course_utils.chapters.line_fitting.lines import angle_of, end_of, look_of, ols_line, slope
from course_utils.demo.demo import Control, Demo, Talk, steps
from course_utils.demo.handle import Handle
from course_utils.demo.question import Question
from course_utils.numerics.least_squares import total_least_squares
from course_utils.plotting.lines import join_segments, line_ends, plane, show_points
from course_utils.plotting.style import GUIDE, HERO, ROLE, typeset
from course_utils.plotting.words import Verdict, name_object

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
    data = plane(fig, (0.2, 0.15, 6.1, 3.9), (-6.1, 6.1), (-3.9, 3.9), "", "", equal=True)
    data.set_label("data")
    data.axis("off")
    upright = data.plot([], [], color=ROLE.rival, linewidth=GUIDE)[0]
    across = data.plot([], [], color=ROLE.model, linewidth=GUIDE)[0]
    perpendicular = data.plot([], [], **look_of("perpendicular"), linewidth=HERO)[0]
    vertical = data.plot([], [], **look_of("vertical"), linewidth=HERO)[0]
    dots = show_points(data, start.points)
    names = [name_object(data, 0, 0, kind, look_of(kind)["color"]) for kind in ("perpendicular", "vertical")]

    verdict = Verdict(fig, 6.75, 4.15)
    angles = plane(fig, (7.35, 0.95, 2.3, 1.55), (-4, 94), (-4, 94), "true angle", "found")
    angles.set(xticks=[0, 45, 90], yticks=[0, 45, 90], label="angles")
    curves = [angles.plot([], [], **look_of(kind))[0] for kind in ("vertical", "perpendicular")]
    edge = {"markersize": 14, "markeredgecolor": ROLE.paper, "clip_on": False, "zorder": 6}
    here = [angles.plot([], [], mark, color=color, **edge)[0] for mark, color in (("s", ROLE.rival), ("o", ROLE.model))]

    def ink(fits):
        points = fits.points
        dots.set_data(*points.T)
        a, b, c = fits.perpendicular
        across.set_data(join_segments(points, points - (points @ [a, b] + c)[:, None] * [a, b]))
        perpendicular.set_data(line_ends(fits.perpendicular))
        place_name(names[0], fits.perpendicular, first=True)
        for artist in (upright, vertical, names[1]):
            artist.set_visible(fits.vertical is not None)
        if fits.vertical is not None:
            on_line = np.column_stack([points[:, 0], slope(fits.vertical) * points[:, 0] + fits.vertical[2]])
            upright.set_data(join_segments(points, on_line))
            vertical.set_data(line_ends(fits.vertical))
            place_name(names[1], fits.vertical, first=False)
        for curve, mark, row, found in zip(curves, here, fits.curves, fits.found, strict=True):
            curve.set_data(FINE_ANGLES, row)
            mark.set_data([fits.angle], [found])
        ring = fits.vertical is None  # where its curve ends
        if ring:
            here[0].set_data([fits.angle], [fits.found[1]])
        here[0].set(marker="o" if ring else "s", markersize=24 if ring else 17, fillstyle="none" if ring else "full")
        here[0].set(markeredgecolor=ROLE.rival if ring else ROLE.paper, markeredgewidth=2.5 if ring else 1)
        found, note = fits.found[0], f"true: {fits.angle:.0f}°, perpendicular: {fits.found[1]:.1f}°"
        said = "nothing" if np.isnan(found) else f"{found:.1f}°"
        verdict.show(typeset(said), "found by vertical distances", typeset(note), color=ROLE.rival)
        return upright, across, perpendicular, vertical, dots, *names, *reversed(curves), *here, *verdict.artists

    return ink


def place_name(name, line, first):
    """Put the name of a line beside its right or upper end if first, or the other end, where no point is."""
    x, y, at_side = end_of(line, 6, 3.45, first)
    if first and at_side and abs(y) < 2.8:
        name.set(x=x, y=max(y, y - 2.6 * slope(line)) + 0.7, ha="right")
    elif not first and (at_side or x < -4):
        name.set(x=x, y=max(y, y + 1.5 * slope(line)) + 0.42, ha="left")
    else:
        name.set(x=x - 0.2 - 0.3 * abs(line[1] / line[0]), y=3.45 if first else -3.45, ha="right")


def caption(fits):
    vertical, perpendicular = fits.found
    text = f"Data turned to {fits.angle:.0f}°: perpendicular distances find {perpendicular:.1f}°, "
    if np.isnan(vertical):
        return text + "and vertical distances find nothing, because y = mx + d is never upright."
    return text + f"vertical distances {vertical:.1f}°."


def consequence(fits):
    vertical, perpendicular = fits.found
    said = "nothing" if np.isnan(vertical) else f"{vertical:.1f}°"
    data = f"At {fits.angle:.0f}°, vertical distances find"
    return f"{data} [{said}|rival], perpendicular ones [{perpendicular:.1f}°|model]."


def explain_upright(at):
    vertical, perpendicular = at(angle=90.0).found
    return f"vertical distances find {vertical:.1f}°, perpendicular ones {perpendicular:.1f}°, a little off as before"


def direction(angle, radius=3.4):
    """Return the point in the direction in which the data are turned."""
    return radius * np.cos(np.radians(angle)), radius * np.sin(np.radians(angle))


VERTICAL_OR_PERPENDICULAR = Demo(
    title="Vertical or perpendicular distance?",
    slide="What If?",
    controls=(
        Control("angle", ANGLES, start=30.0, label="turn the data", format=".0f", main=True, plays=True),
        Control("noise", (0.0, 0.2, 0.5, 1.0), start=0.5, label="noise"),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    consequence=consequence,
    split=0.65,
    question=Question(
        "We turn the data until they stand upright, at 90°. What do vertical distances find?",
        {
            "about 90°": lambda found: abs(found - 90) < 5,
            "about 65°": lambda found: abs(found - 65) < 5,
            "about 25°": lambda found: abs(found - 25) < 5,
            "no line at all": lambda found: bool(np.isnan(found)),
        },
        answer=lambda at: at(angle=90.0).found[0],
        because=explain_upright,
        veil=("angles",),
        shows={"angle": 90.0},
    ),
    handles=(
        Handle("data", angle=("angle", float), at=lambda fits: direction(fits.angle)),
        Handle("angles", x="angle", at=lambda fits: (fits.angle, fits.found[1])),
    ),
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
            reveals=(
                "“Distance is distance.” Least squares trusts every $x$ and blames $y$; it falls further and further "
                "behind as the data turn."
            ),
        ),
    ),
)
