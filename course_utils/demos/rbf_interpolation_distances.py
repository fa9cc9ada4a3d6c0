"""Notebook 04: a curved boundary, and what a distance is (slides "Why Did This Happen?", "Radial Basis Function …")."""

from functools import cache
from typing import NamedTuple

import numpy as np

from course_utils.demos.core import Control, Demo, steps
from course_utils.demos.rbf_interpolation import weights_of
from course_utils.numerics.least_squares import design_matrix, lstsq
from course_utils.numerics.rbf import Axioms, metric_axioms, pairwise_distances, rbf_interpolate
from course_utils.plotting.heatmaps import Heat, level_lines, pale_between
from course_utils.plotting.lines import plane, show_points
from course_utils.plotting.style import BLUE, DARK, ORANGE

# -------------------------------------------------------------------------------- a line cannot part these pets

WIDTHS = {  # ε and λ of the bumps
    "a line": None,
    "wide bumps": (4, 0),
    "narrow bumps": (15, 0),
    "needles": (60, 0),
    "wide, smoothed": (4, 0.3),
}
SAMPLES = (1, 2, 3, 4, 5)
GRID = np.linspace(0, 1, 73)
MESH = np.stack(np.meshgrid(GRID, GRID), axis=-1).reshape(-1, 2)


class Pets(NamedTuple):
    boundary: str
    pets: np.ndarray  # (46, 2): ears and nose
    dog: np.ndarray  # (46,), True for a dog
    wrong: np.ndarray  # (46,)
    field: np.ndarray  # f over GRID × GRID: above 0 it says dog
    edge: np.ndarray  # has the sign of f, and its 0 is the boundary
    fresh: float  # share of wrong answers for pets that were not used


def litter(rng, n):
    """n pets, half of them cats: these in the middle, dogs on an arc around them."""
    dog = np.arange(n) % 2 == 1
    angle, radius = np.radians(rng.uniform(-75, 165, size=n)), 0.36 + 0.06 * rng.normal(size=n)
    around = np.column_stack([np.cos(angle), np.sin(angle)]) * radius[:, None]
    middle = 0.11 * rng.normal(size=(n, 2))
    middle_of_all = np.array([0.42, 0.44])
    return np.clip(middle_of_all + np.where(dog[:, None], around, middle), 0.02, 0.98), dog


@cache
def pets(boundary, sample):
    rng = np.random.default_rng(sample)
    (x, dog), (x_new, dog_new) = litter(rng, 46), litter(rng, 1000)
    y = np.where(dog, 1.0, -1.0)
    places = np.concatenate([MESH, x, x_new])
    if WIDTHS[boundary] is None:
        f = design_matrix(places) @ lstsq(design_matrix(x), y)
    else:
        epsilon, lam = WIDTHS[boundary]
        f = rbf_interpolate(places, x, weights_of(x, y, "gaussian", epsilon, lam), "gaussian", epsilon)
    field, at_pets, at_new = np.split(f, [len(MESH), len(MESH) + len(x)])
    wrong, fresh = (at_pets > 0) != dog, np.mean((at_new > 0) != dog_new)
    edge = field  # but f of needles is tiny between the pets, and a line drawn through such numbers is ragged
    if boundary == "needles":  # f has the sign of the nearest pet
        edge = pairwise_distances(MESH, x[~dog]).min(axis=1) - pairwise_distances(MESH, x[dog]).min(axis=1)
    return Pets(boundary, x, dog, wrong, *(f.reshape(len(GRID), -1) for f in (field, edge)), fresh)


def draw_pets(fig, result):
    data = plane(fig, (1.6, 0.85, 3.9, 3.05), (0, 1), (0, 1), "ears", "nose")
    data.set(xticks=[0, 1], xticklabels=["pointed", "hanging"], yticks=[0.04, 0.97], yticklabels=["small", "large"])
    heat = Heat(data, result.field.shape, -1, 1, pale_between(BLUE, ORANGE))
    boundary = data.plot([], [], color=DARK)[0]
    cats = show_points(data, result.pets[:0], color=BLUE)
    dogs = data.plot([], [], "^", color=ORANGE, markersize=11, markeredgecolor="white")[0]
    wrong = data.plot([], [], "o", color=DARK, markerfacecolor="none", markersize=19, markeredgewidth=2)[0]
    for u, name, color, marker in ((1.16, "cat", BLUE, "o"), (1.5, "dog", ORANGE, "^")):
        data.plot([u], [0.95], marker, color=color, clip_on=False, markersize=13)
        data.text(u + 0.05, 0.95, name, color=color, fontsize=18, va="center")
    labels = ("of 46 pets\non the wrong side", "of 1000 fresh pets\non the wrong side")
    numbers = [fig.text(0.63, height, "", fontsize=28, va="center") for height in (0.58, 0.32)]
    for height, words in zip((0.58, 0.32), labels, strict=True):
        fig.text(0.735, height, words, fontsize=16, va="center")

    def ink(result):
        heat.show(result.field)
        boundary.set_data(*level_lines(data, GRID, GRID, result.edge, [0]))
        cats.set_data(*result.pets[~result.dog].T)
        dogs.set_data(*result.pets[result.dog].T)
        wrong.set_data(*result.pets[result.wrong].T)
        numbers[0].set_text(f"{result.wrong.sum()}")
        numbers[1].set_text(f"{1000 * result.fresh:.0f}")
        return heat, boundary, cats, dogs, wrong, *numbers

    return ink


def caption_pets(result):
    return (
        f"{result.boundary.capitalize()}: {result.wrong.sum()} of 46 pets are on the wrong side, and "
        f"{1000 * result.fresh:.0f} of 1000 fresh ones."
    )


CURVED_BOUNDARY = Demo(
    title="Cats in the middle, dogs around them",
    slide="Why Did This Happen?",
    controls=(
        Control("boundary", tuple(WIDTHS), start="a line", label="boundary"),
        Control("sample", SAMPLES, start=1, label="sample of pets"),
    ),
    compute=pets,
    draw=draw_pets,
    caption=caption_pets,
    scenes={
        "Why Did This Happen? A line": {},
        "Why Did This Happen? Bumps": {"boundary": "narrow bumps"},
        "Why Did This Happen? Needles": {"boundary": "needles"},
        "Why Did This Happen? Smoothed": {"boundary": "wide, smoothed"},
    },
)


# -------------------------------------------------------------------------------------------- what is a distance?


def uphill(X, Y):
    """Steps to the side, and steps up, which count double."""
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
    symmetric="D(x, y) = D(y, x)",
    no_shortcut="D(x, z) ≤ D(x, y) + D(y, z)",
    tells_apart="D(x, y) = 0 only if x = y",
)
X, Z = np.array([[-2.0, -1.0]]), np.array([[2.0, 1.0]])
ACROSS, ALONG = np.linspace(-3.4, 3.4, 69), np.linspace(-2.4, 2.4, 49)  # x is one of the points
PLACES = np.stack(np.meshgrid(ACROSS, ALONG), axis=-1).reshape(-1, 2)
LEVELS = (1, 2, 3)


class Detour(NamedTuple):
    distance: str
    y: np.ndarray  # (2,)
    straight: float  # D(x, z)
    back: float  # D(z, x)
    legs: tuple  # D(x, y) and D(y, z)
    holds: Axioms  # among the points of a small grid


@cache
def about(distance):
    """How far everything is from x, and which axioms hold among 25 points."""
    D = DISTANCES[distance]
    points = np.stack(np.meshgrid(np.arange(5.0), np.arange(5.0)), axis=-1).reshape(-1, 2)
    return D(X, PLACES).reshape(len(ALONG), -1), metric_axioms(D(points, points))


def detour(distance, u, v):
    D, y = DISTANCES[distance], np.array([[u, v]], dtype=float)
    straight, back, first, second = (float(D(a, b)[0, 0]) for a, b in ((X, Z), (Z, X), (X, y), (y, Z)))
    return Detour(distance, y[0], straight, back, (first, second), about(distance)[1])


def draw_detour(fig, result):
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
    colors = [DARK, DARK, ORANGE, pale_between(ORANGE, ORANGE)(0.0)]
    lengths = bars.barh([0, 1, 2, 2], [0] * 4, height=0.6, color=colors)
    numbers = [bars.text(0, y, "", va="center", fontsize=15) for y in (0, 1, 2)]
    for row, words in enumerate(AXIOMS):
        fig.text(0.635, 0.535 - 0.105 * row, words, fontsize=15, va="center")
    marks = [fig.text(0.6, 0.535 - 0.105 * row, "", fontsize=20, va="center", ha="center") for row in range(5)]

    @cache
    def edges(distance):
        return [level_lines(data, ACROSS, ALONG, about(distance)[0], [level]) for level in LEVELS]

    def ink(result):
        for ball, edge in zip(balls, edges(result.distance), strict=True):
            ball.set_data(*edge)
        way.set_data(*np.concatenate([X, result.y[None], Z]).T)
        middle.set_data(*result.y[:, None])
        y_name.set_position(result.y + np.array([0.2, 0.12]))
        straight_on, right = about(result.distance)[0][X[0, 1] == ALONG][0], X[0, 0] <= ACROSS
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


def caption_detour(result):
    total = sum(result.legs)
    shortcut = result.straight > total + 1e-9
    longer, (u, v) = "longer" if shortcut else "not longer", result.y
    start = (
        f"{result.distance}: from x to z {result.straight:.2f}, {longer} than {total:.2f} by way of y = ({u:g}, {v:g})"
    )
    broken = [words for words, fine in zip(AXIOMS, result.holds, strict=True) if not fine]
    elsewhere = "" if result.holds.no_shortcut or shortcut else " for other points"
    return f"{start}; {f'broken{elsewhere}: ' + ' and '.join(broken) if broken else 'no axiom is broken'}."


METRICS = Demo(
    title="Which of these is a distance?",
    slide="Radial Basis Function (RBF)",
    controls=(
        Control("distance", tuple(DISTANCES), start="Euclid", label="D"),
        Control("u", steps(-3, 3, 0.5), start=-1, label="y, across"),
        Control("v", steps(-2, 2, 0.5), start=1.5, label="y, up"),
    ),
    compute=detour,
    draw=draw_detour,
    caption=caption_detour,
    scenes={
        "Radial Basis Function (RBF): Euclid": {},
        "Radial Basis Function (RBF): round the corner": {"distance": "city block", "u": -2, "v": 1},
        "Radial Basis Function (RBF): a shortcut": {"distance": "Euclid squared", "u": 0, "v": 0},
        "Radial Basis Function (RBF): round the corner is shorter": {"distance": "p = ½", "u": 2, "v": -1},
        "Radial Basis Function (RBF): not zero, not the same": {"distance": "sideways only", "u": -2, "v": 2},
        "Radial Basis Function (RBF): there and back": {"distance": "uphill double", "u": 2, "v": -1},
    },
)
