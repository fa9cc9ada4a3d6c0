"""Separate cats from the dogs around them, by a line and by bumps (slide "Why Did This Happen?")."""

from functools import cache
from typing import NamedTuple

import numpy as np

from course_utils.chapters.rbf_interpolation.curves import solve_weights
from course_utils.demo.demo import Control, Demo, Talk
from course_utils.demo.question import Question
from course_utils.numerics.distances import pairwise_distances
from course_utils.numerics.least_squares import design_matrix, lstsq
from course_utils.numerics.rbf import rbf_interpolate
from course_utils.plotting.colours import sign_colours
from course_utils.plotting.fields import Heat, level_lines
from course_utils.plotting.lines import plane
from course_utils.plotting.networks import page_axes
from course_utils.plotting.pets import show_pets
from course_utils.plotting.style import HERO, NOTE, RESULT, ROLE
from course_utils.plotting.words import Verdict

BOUNDARIES = {  # ε and λ of the bumps
    "a line": None,
    "wide bumps": (4, 0),
    "narrow bumps": (15, 0),
    "needles": (60, 0),
    "wide, smoothed": (4, 0.3),
}

PETS, FRESH_PETS = 46, 1000
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


def make_pets(rng, n):
    """Make n pets, half of them cats: cats in the middle, dogs on an arc around them."""
    dog = np.arange(n) % 2 == 1
    angle, radius = np.radians(rng.uniform(-75, 165, size=n)), 0.36 + 0.06 * rng.normal(size=n)
    around = np.column_stack([np.cos(angle), np.sin(angle)]) * radius[:, None]
    middle = 0.11 * rng.normal(size=(n, 2))
    middle_of_all = np.array([0.42, 0.44])
    return np.clip(middle_of_all + np.where(dog[:, None], around, middle), 0.02, 0.98), dog


@cache
def compute(boundary, sample):
    rng = np.random.default_rng(sample)
    (x, dog), (x_new, dog_new) = make_pets(rng, PETS), make_pets(rng, FRESH_PETS)
    y = np.where(dog, 1.0, -1.0)
    places = np.concatenate([MESH, x, x_new])
    if BOUNDARIES[boundary] is None:
        f = design_matrix(places) @ lstsq(design_matrix(x), y)
    else:
        epsilon, lam = BOUNDARIES[boundary]
        f = rbf_interpolate(places, x, solve_weights(x, y, "gaussian", epsilon, lam), "gaussian", epsilon)
    field, at_pets, at_new = np.split(f, [len(MESH), len(MESH) + len(x)])
    wrong, fresh = (at_pets > 0) != dog, np.mean((at_new > 0) != dog_new)
    edge = field  # but f of needles is tiny between the pets, and a line drawn through such numbers is ragged
    if boundary == "needles":  # f has the sign of the nearest pet
        edge = pairwise_distances(MESH, x[~dog]).min(axis=1) - pairwise_distances(MESH, x[dog]).min(axis=1)
    return Pets(boundary, x, dog, wrong, *(f.reshape(len(GRID), -1) for f in (field, edge)), fresh)


def draw(fig, start):
    data = plane(fig, (1.0, 0.6, 5.1, 3.35), (0, 1), (0, 1), "", "")
    data.set(xticks=[0, 1], xticklabels=["pointed ears", "hanging ears"])
    data.set(yticks=[0.1, 0.9], yticklabels=["small\nnose", "large\nnose"])
    for name, side in zip(data.get_xticklabels(), ("left", "right"), strict=True):
        name.set_ha(side)
    heat = Heat(data, start.field.shape, -1, 1, sign_colours(0.35))
    boundary = data.plot([], [], color=ROLE.ink, linewidth=HERO, solid_capstyle="round")[0]
    cats, dogs = show_pets(data, start.pets, start.dog)
    wrong = show_rings(data)
    show_names(fig)
    fresh, known = Verdict(fig, 6.7, 4.2), Verdict(fig, 6.7, 2.65, size=RESULT)

    def ink(result):
        heat.show(result.field)
        boundary.set_data(*level_lines(GRID, GRID, result.edge, [0]))
        cats.set_data(*result.pets[~result.dog].T)
        dogs.set_data(*result.pets[result.dog].T)
        wrong.set_data(*result.pets[result.wrong].T)
        count = int(result.wrong.sum())
        fresh.show(f"{FRESH_PETS * result.fresh:.0f}", f"of {FRESH_PETS} fresh pets wrong", color=ROLE.wrong)
        known.show(f"{count}", f"of the {PETS} shown wrong", color=ROLE.wrong if count else ROLE.ink)
        return heat, boundary, cats, dogs, wrong, *fresh.artists, *known.artists

    return ink


def show_rings(ax):
    """Show rings around pets; their data are set later."""
    return ax.plot([], [], "o", color=ROLE.ink, markerfacecolor="none", markersize=20, markeredgewidth=2)[0]


def show_names(fig):
    """Say what disc, square and ring mean, below the verdict."""
    page = page_axes(fig)
    show_pets(page, np.array([[6.85, 1.12], [6.85, 0.74]]), np.array([False, True]), markersize=12)
    show_rings(page).set_data([6.85], [0.36])
    for height, name in ((1.12, "cat"), (0.74, "dog"), (0.36, "on the wrong side")):
        page.text(7.15, height, name, va="center", fontsize=NOTE)


def caption(result):
    wrong = int(result.wrong.sum())
    are = "is" if wrong == 1 else "are"
    return (
        f"{result.boundary.capitalize()}: {wrong} of {PETS} pets {are} on the wrong side, and "
        f"{FRESH_PETS * result.fresh:.0f} of {FRESH_PETS} fresh ones."
    )


def consequence(result):
    wrong, fresh = int(result.wrong.sum()), round(FRESH_PETS * result.fresh)
    if wrong == 0:
        return f"All {PETS} pets are right, yet [{fresh}|wrong] of {FRESH_PETS} fresh ones are wrong."
    return f"It misses [{wrong}|wrong] of {PETS} pets and [{fresh}|wrong] of {FRESH_PETS} fresh ones."


def explain(at):
    """Say what the best boundary misses, and what one that misses none of the pets shown misses."""
    smoothed, narrow = at(boundary="wide, smoothed"), at(boundary="narrow bumps")
    return (
        f"smoothed bumps miss {smoothed.wrong.sum()} of the {PETS} shown and {FRESH_PETS * smoothed.fresh:.0f} fresh "
        f"ones, narrow bumps {narrow.wrong.sum()} and {FRESH_PETS * narrow.fresh:.0f}"
    )


CURVED_BOUNDARY = Demo(
    title="Cats in the middle, dogs around them",
    slide="Why Did This Happen?",
    controls=(
        Control("boundary", tuple(BOUNDARIES), start="a line", label="boundary", main=True),
        Control("sample", SAMPLES, start=1, label="sample of pets", sample=True),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    consequence=consequence,
    split=0.64,
    question=Question(
        f"{PETS} pets are shown. Which boundary gets the fewest of {FRESH_PETS} fresh ones wrong?",
        {
            "wide bumps, all shown pets right": lambda best: best == "wide bumps",
            "narrow bumps, all shown pets right": lambda best: best == "narrow bumps",
            "needles, all shown pets right": lambda best: best == "needles",
            "smoothed bumps, some shown pets wrong": lambda best: best == "wide, smoothed",
        },
        answer=lambda at: min(BOUNDARIES, key=lambda boundary: at(boundary=boundary).fresh),
        because=explain,
        shows={"boundary": "wide, smoothed"},
    ),
    scenes={
        "Why Did This Happen? A line": {},
        "Why Did This Happen? Bumps": {"boundary": "narrow bumps"},
        "Why Did This Happen? Needles": {"boundary": "needles"},
        "Why Did This Happen? Smoothed": {"boundary": "wide, smoothed"},
    },
    talks=(
        Talk(
            slide="Why Did This Happen?",
            section="1. When a line cannot do it",
            minutes=5,
            reveals=(
                "“All training pets right is the goal.” The smoothed boundary may miss one or two, and is the best on "
                "fresh pets."
            ),
        ),
    ),
)
