"""Test which of seven candidates measures a distance (slide "Radial Basis Function (RBF)")."""

from functools import cache
from typing import NamedTuple

import numpy as np

from course_utils.demo.demo import Control, Demo, Talk, steps
from course_utils.numerics.distances import Axioms, metric_axioms, pairwise_distances
from course_utils.plotting.fields import level_lines
from course_utils.plotting.lines import plane, show_points
from course_utils.plotting.style import BLUE, DARK, ORANGE, tint


def uphill(X, Y):
    """Measure in city blocks, but count those uphill double."""
    to = np.asarray(Y, dtype=float)[None] - np.asarray(X, dtype=float)[:, None]
    return np.abs(to[..., 0]) + np.where(to[..., 1] > 0, 2, 1) * np.abs(to[..., 1])


DISTANCES = {
    "Euclid": pairwise_distances,
    "city block": lambda X, Y: pairwise_distances(X, Y, 1),
    "maximum": lambda X, Y: pairwise_distances(X, Y, np.inf),
    "p = ½": lambda X, Y: pairwise_distances(X, Y, 0.5),
    "Euclid squared": lambda X, Y: pairwise_distances(X, Y) ** 2,
    "sideways only": lambda X, Y: pairwise_distances(np.asarray(X)[:, 0], np.asarray(Y)[:, 0]),
    "uphill double": uphill,
}

AXIOMS = Axioms(
    zero_to_itself="D(x, x) = 0",
    never_negative="D(x, y) ≥ 0",
    symmetric="D(x, z) = D(z, x)",  # as the bars show it
    no_shortcut="D(x, z) ≤ D(x, y) + D(y, z)",
    tells_apart="D(x, y) = 0 only if x = y",
)

X, Z = np.array([[-2.0, -1.0]]), np.array([[2.0, 1.0]])
ACROSS, ALONG = np.linspace(-3.4, 3.4, 69), np.linspace(-2.4, 2.4, 49)  # x is one of the points
PLACES = np.stack(np.meshgrid(ACROSS, ALONG), axis=-1).reshape(-1, 2)
LEVELS = (1, 2, 3)
TRIAL_POINTS = np.stack(np.meshgrid(np.arange(5.0), np.arange(5.0)), axis=-1).reshape(-1, 2)


class Detour(NamedTuple):
    distance: str
    y: np.ndarray  # (2,)
    straight: float  # D(x, z)
    back: float  # D(z, x)
    legs: tuple  # D(x, y) and D(y, z)
    holds: Axioms  # among the points of a small grid


@cache
def explore(distance):
    """Measure how far everything is from x, and which axioms hold among the points of a small grid."""
    D = DISTANCES[distance]
    return D(X, PLACES).reshape(len(ALONG), -1), metric_axioms(D(TRIAL_POINTS, TRIAL_POINTS))


def compute(distance, u, v):
    D, y = DISTANCES[distance], np.array([[u, v]], dtype=float)
    straight, back, first, second = (float(D(a, b)[0, 0]) for a, b in ((X, Z), (Z, X), (X, y), (y, Z)))
    return Detour(distance, y[0], straight, back, (first, second), explore(distance)[1])


def draw(fig, start):
    data = plane(fig, (0.6, 0.5, 4.9, 3.46), (-3.4, 3.4), (-2.4, 2.4), "", "")
    data.set(xticks=[-3, -2, -1, 0, 1, 2, 3], yticks=[-2, -1, 0, 1, 2])
    balls = [data.plot([], [], color=BLUE, linewidth=w)[0] for w in (3, 2, 1.5)]
    way = data.plot([], [], color=ORANGE, linewidth=2.5, linestyle="--")[0]
    straight = data.plot(*np.concatenate([X, Z]).T, color=DARK, linewidth=2)[0]
    ends = show_points(data, np.concatenate([X, Z]), markersize=12)
    middle = data.plot([], [], "D", color=ORANGE, markersize=12, markeredgecolor="white")[0]
    ground = {"facecolor": "white", "edgecolor": "none", "pad": 1, "alpha": 0.8}
    names = [data.text(*at, name, fontsize=18, bbox=ground) for at, name in (((-2.45, -1.1), "x"), ((2.2, 0.9), "z"))]

    y_name = data.text(0, 0, "y", color=ORANGE, fontsize=18)
    radii = [data.text(0, -1.05, f"{level}", color=BLUE, va="top") for level in LEVELS]

    bars = plane(fig, (7.25, 2.75, 2.5, 1.2), (0, 44), (2.6, -0.6), "", "")
    bars.set(yticks=[0, 1, 2], yticklabels=["x to z", "z to x", "x to y to z"], xticks=[0, 20, 40])
    bars.tick_params(axis="y", length=0)
    colors = [DARK, DARK, ORANGE, tint(ORANGE)]
    lengths = bars.barh([0, 1, 2, 2], [0] * 4, height=0.6, color=colors)
    numbers = [bars.text(0, y, "", va="center", fontsize=15) for y in (0, 1, 2)]
    for row, words in enumerate(AXIOMS):
        fig.text(0.635, 0.535 - 0.105 * row, words, fontsize=15, va="center")
    marks = [fig.text(0.6, 0.535 - 0.105 * row, "", fontsize=20, va="center", ha="center") for row in range(5)]

    @cache
    def edges(distance):
        return [level_lines(ACROSS, ALONG, explore(distance)[0], [level]) for level in LEVELS]

    def ink(result):
        for ball, edge in zip(balls, edges(result.distance), strict=True):
            ball.set_data(*edge)
        way.set_data(*np.concatenate([X, result.y[None], Z]).T)
        middle.set_data(*result.y[:, None])
        y_name.set_position(result.y + np.array([0.2, 0.12]))
        straight_on, right = explore(result.distance)[0][X[0, 1] == ALONG][0], X[0, 0] <= ACROSS
        for radius, edge in zip(radii, np.interp(LEVELS, straight_on[right], ACROSS[right]), strict=True):
            radius.set_x(edge + 0.07)
        widths = result.straight, result.back, *result.legs
        for bar, left, width in zip(lengths, (0, 0, 0, result.legs[0]), widths, strict=True):
            bar.set(x=left, width=width)
        for number, length in zip(numbers, (result.straight, result.back, sum(result.legs)), strict=True):
            number.set_x(length + 1)
            number.set_text(f"{length:.2f}")
        for mark, fine in zip(marks, result.holds, strict=True):
            mark.set_text("✓" if fine else "✗")
            mark.set_color(BLUE if fine else ORANGE)
        return *balls, *radii, way, straight, middle, ends, *names, y_name, *lengths, *numbers, *marks

    return ink


def caption(result):
    total = sum(result.legs)
    shortcut = result.straight > total + 1e-9
    longer, (u, v) = "longer" if shortcut else "not longer", result.y
    start = (
        f"{result.distance}: from x to z {result.straight:.2f}, {longer} than {total:.2f} by way of y = ({u:g}, {v:g})"
    )
    return f"{start}; {' and '.join(_broken_axioms(result)) or 'no axiom is broken'}."


def _broken_axioms(result):
    """Yield the axioms that are broken, and whether the x, y and z on screen show it."""
    seen = Axioms(
        zero_to_itself=False,
        never_negative=False,
        symmetric=result.straight != result.back,
        no_shortcut=result.straight > sum(result.legs) + 1e-9,
        tells_apart=result.legs[0] == 0 and (result.y != X[0]).any(),
    )
    for words, fine, here in zip(AXIOMS, result.holds, seen, strict=True):
        if not fine:
            yield f"broken{'' if here else ' for other points'}: {words}"


METRICS = Demo(
    title="Which of these is a distance?",
    slide="Radial Basis Function (RBF)",
    controls=(
        Control("distance", tuple(DISTANCES), start="Euclid", label="D"),
        Control("u", steps(-3, 3, 0.5), start=-1, label="y, across"),
        Control("v", steps(-2, 2, 0.5), start=1.5, label="y, up"),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    scenes={
        "Radial Basis Function (RBF): Euclid": {},
        "Radial Basis Function (RBF): round the corner": {"distance": "city block", "u": -2, "v": 1},
        "Radial Basis Function (RBF): a shortcut": {"distance": "Euclid squared", "u": 0, "v": 0},
        "Radial Basis Function (RBF): round the corner is shorter": {"distance": "p = ½", "u": 2, "v": -1},
        "Radial Basis Function (RBF): not zero, not the same": {"distance": "sideways only", "u": -2, "v": 2},
        "Radial Basis Function (RBF): there and back": {"distance": "uphill double", "u": 2, "v": -1},
    },
    talks=(
        Talk(
            slide="Radial Basis Function (RBF)",
            section="3. Only the distance counts",
            minutes=5,
            ask="Which of the seven are metrics? For each of the others: which axiom breaks?",
            reveals=(
                "“It measures how far, so it is a distance.” The squared distance is not one. And all four axioms "
                "printed on the slide hold for *sideways only*; the fifth, which it breaks, is missing there."
            ),
        ),
    ),
)
