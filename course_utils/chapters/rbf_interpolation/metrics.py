"""Test which of seven candidates measures a distance (slide "Radial Basis Function (RBF)")."""

from functools import cache
from typing import NamedTuple

import numpy as np

from course_utils.demo.demo import Control, Demo, Talk, steps
from course_utils.demo.handle import Handle
from course_utils.demo.question import Question
from course_utils.numerics.distances import Axioms, metric_axioms, pairwise_distances
from course_utils.plotting.lines import plane, show_points
from course_utils.plotting.networks import page_axes
from course_utils.plotting.style import GUIDE, HERO, LABEL, NOTE, ROLE, tint
from course_utils.plotting.words import Verdict, name_object, show_words


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
LEVELS = (1, 2, 3)
HALF_WAY = {"distance": "Euclid squared", "u": 0, "v": 0}
TRIAL_POINTS = np.stack(np.meshgrid(np.arange(5.0), np.arange(5.0)), axis=-1).reshape(-1, 2)


class Detour(NamedTuple):
    distance: str
    y: np.ndarray  # (2,)
    straight: float  # D(x, z)
    back: float  # D(z, x)
    legs: tuple  # D(x, y) and D(y, z)
    holds: Axioms  # among the points of a small grid


@cache
def try_axioms(distance):
    """Find which axioms hold among the points of a small grid."""
    return metric_axioms(DISTANCES[distance](TRIAL_POINTS, TRIAL_POINTS))


def compute(distance, u, v):
    D, y = DISTANCES[distance], np.array([[u, v]], dtype=float)
    straight, back, first, second = (float(D(a, b)[0, 0]) for a, b in ((X, Z), (Z, X), (X, y), (y, Z)))
    return Detour(distance, y[0], straight, back, (first, second), try_axioms(distance))


@cache
def outline_ball(distance, level, directions=720):
    """Return x and y of a closed line around the points that are nearer to x than the level, exact at the axes.

    Seen from x, t times as far is t times the distance, or t² times if it is squared.
    """
    D, angle = DISTANCES[distance], np.linspace(0, 2 * np.pi, directions + 1)
    way = np.column_stack([np.cos(angle), np.sin(angle)])
    once, twice = D(X, X + way)[0], D(X, X + 2 * way)[0]
    power = np.log2(twice.max() / once.max())
    reach = np.minimum((level / np.maximum(once, 1e-12)) ** (1 / power), 20)
    return (X + way * reach[:, None]).T


def draw(fig, start):
    data = plane(fig, (0.35, 0.28, 5.55, 3.7), (-3.6, 3.6), (-2.4, 2.4), "", "")
    data.set(label="points")
    data.axis("off")
    grid = {"color": tint(ROLE.rule, 0.5), "linewidth": 1, "zorder": 0.5}
    data.vlines(range(-3, 4), -2.4, 2.4, **grid)
    data.hlines(range(-2, 3), -3.6, 3.6, **grid)
    balls = [data.fill([], [], color=tint(ROLE.model, share), linewidth=0)[0] for share in (0.09, 0.18, 0.27)]
    rims = [data.plot([], [], color=tint(ROLE.model, 0.6), linewidth=GUIDE)[0] for _ in LEVELS]
    way = data.plot([], [], color=ROLE.rival, linewidth=HERO, dashes=(2, 1))[0]
    straight = data.plot(*np.concatenate([X, Z]).T, color=ROLE.model, linewidth=HERO)[0]
    ends = show_points(data, np.concatenate([X, Z]), markersize=14)
    middle = data.plot([], [], "D", color=ROLE.rival, markersize=14, markeredgecolor=ROLE.paper, zorder=5)[0]
    names = [name_object(data, x, y, name) for (x, y), name in (((-2.3, -1.3), "x"), ((2.2, 1.2), "z"))]
    y_name = name_object(data, 0, 0, "y", ROLE.rival, ha="center")
    radii = [show_words(data, 0, -1.05, f"{n}", color=ROLE.model, va="top", fontsize=NOTE) for n in LEVELS]
    verdict, balance, axioms = Verdict(fig, 6.4, 4.2), show_balance(fig), show_axioms(fig)

    def ink(result):
        for ball, rim, level in zip(balls, rims, LEVELS[::-1], strict=True):
            outline = outline_ball(result.distance, level)
            ball.set_xy(outline.T)
            rim.set_data(*outline)
        for radius, level in zip(radii, LEVELS, strict=True):
            radius.set_x(outline_ball(result.distance, level)[0, 0] + 0.08)
            radius.set_visible(not is_near(radius.get_position(), result.y))
        way.set_data(*np.concatenate([X, result.y[None], Z]).T)
        middle.set_data(*result.y[:, None])
        y_name.set_position(place_name(result.y))
        fine = all(result.holds)
        verdict.show("a metric" if fine else "not a metric", color=ROLE.model if fine else ROLE.wrong)
        parts = *balls, *rims, *radii, way, straight, middle, ends, *names, y_name
        return *parts, *verdict.artists, *balance(result), *axioms(result.holds)

    return ink


def place_name(y):
    """Put the name of y outside of the triangle x, y, z; its longest side has its middle at the origin."""
    if not y.any() or (y == X[0]).all() or (y == Z[0]).all():
        return y + np.array([-0.15, 0.4])
    u, v = y + 0.46 * y / np.hypot(*y)
    return np.array([u, np.clip(v, -2.3, 2.3)])


def is_near(place, y):
    """Whether y or its name would lie on a word at this place."""
    return bool((np.abs(np.array([y, place_name(y)]) - place - [0.06, -0.15]) < 0.33).all(axis=1).any())


def show_balance(fig):
    """Show three lengths as bars from one zero, the longest as long as there is room; return their ink."""
    bars = plane(fig, (7.3, 2.12, 1.55, 1.15), (0, 1), (2.5, -0.5), "", "")
    bars.axis("off")
    colors = ROLE.model, tint(ROLE.model, 0.45), ROLE.rival, tint(ROLE.rival, 0.6)
    widths = bars.barh([0, 1, 2, 2], [0] * 4, height=0.62, color=colors)
    for row, (name, color) in enumerate((("direct", ROLE.model), ("back", ROLE.model), ("via y", ROLE.rival))):
        name_object(bars, -0.05, row, name, color, ha="right")
    numbers = [show_words(bars, 0, row, va="center", fontsize=LABEL) for row in range(3)]

    def ink(result):
        lengths = result.straight, result.back, sum(result.legs)
        for bar, left, width in zip(widths, (0, 0, 0, result.legs[0]), (*lengths[:2], *result.legs), strict=True):
            bar.set(x=left / max(lengths), width=width / max(lengths))
        for number, length in zip(numbers, lengths, strict=True):
            number.set(x=length / max(lengths) + 0.05, text=f"{length:.2f}")
        return *widths, *numbers

    return ink


def show_axioms(fig):
    """Show the axioms, grey; the ink puts those that are broken on a tile."""
    page, (tall, left, right) = page_axes(fig), (0.36, 6.4, 9.65)
    heights = 1.8 - tall * np.arange(len(AXIOMS))
    tiles = [page.fill([], [], color=ROLE.wrong, linewidth=0)[0] for _ in AXIOMS]
    words = [
        show_words(page, left + 0.1, y + 0.01, text, va="center", fontsize=NOTE)
        for y, text in zip(heights, AXIOMS, strict=True)
    ]

    def ink(holds):
        for tile, word, y, fine in zip(tiles, words, heights, holds, strict=True):
            low, high = y - tall / 2, y + tall / 2
            tile.set_xy([(left, low), (right, low), (right, high), (left, high)])
            tile.set_visible(not fine)
            word.set_color(ROLE.note if fine else ROLE.paper)
        return *tiles, *words

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


def consequence(result):
    direct, total = f"[{result.straight:.2f}|model]", f"[{sum(result.legs):.2f}|rival]"
    if not result.holds.tells_apart:
        return "Two different places are at distance 0."
    if not result.holds.symmetric:
        return "There and back are not the same."
    if result.holds.no_shortcut:
        return f"No detour is shorter: {direct} direct, {total} by way of y."
    if result.straight > sum(result.legs) + 1e-9:
        return f"The detour is shorter: {direct} direct, {total} by way of y."
    return "By way of this y it is not shorter; find one where it is."


def explain(at):
    """Say how far it is squared, directly and with a stop half-way."""
    result = at(**HALF_WAY)
    first, second = result.legs
    return f"squared it is {result.straight:g} from x to z, but with a stop half-way only {first:g} + {second:g}"


METRICS = Demo(
    title="Which of these is a distance?",
    slide="Radial Basis Function (RBF)",
    controls=(
        Control("distance", tuple(DISTANCES), start="Euclid", label="D", main=True),
        Control("u", steps(-3, 3, 0.5), start=-1, label="y, across"),
        Control("v", steps(-2, 2, 0.5), start=1.5, label="y, up"),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    consequence=consequence,
    split=0.623,
    question=Question(
        "Take the square of Euclid's distance: which axiom does it break?",
        {
            "none: it is a metric as well": all,
            "there and back are the same": lambda holds: not holds.symmetric,
            "a detour is never shorter": lambda holds: not holds.no_shortcut,
            "different points are not at distance 0": lambda holds: not holds.tells_apart,
        },
        answer=lambda at: at(distance="Euclid squared").holds,
        because=explain,
        shows=HALF_WAY,
    ),
    handles=(Handle("points", x="u", y="v"),),
    scenes={
        "Radial Basis Function (RBF): Euclid": {},
        "Radial Basis Function (RBF): round the corner": {"distance": "city block", "u": -2, "v": 1},
        "Radial Basis Function (RBF): a stop half-way": HALF_WAY,
        "Radial Basis Function (RBF): round the corner is shorter": {"distance": "p = ½", "u": 2, "v": -1},
        "Radial Basis Function (RBF): not zero, not the same": {"distance": "sideways only", "u": -2, "v": 2},
        "Radial Basis Function (RBF): there and back": {"distance": "uphill double", "u": 2, "v": -1},
    },
    talks=(
        Talk(
            slide="Radial Basis Function (RBF)",
            section="3. Only the distance counts",
            minutes=5,
            reveals=(
                "“It measures how far, so it is a distance.” The squared distance is not one. And all four axioms "
                "printed on the slide hold for *sideways only*; the fifth, which it breaks, is missing there."
            ),
        ),
    ),
)
