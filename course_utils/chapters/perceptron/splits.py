"""Hold penguins out, split by split, and score what the others taught (slide "Cross-Validation")."""

from functools import cache
from typing import NamedTuple

import numpy as np
from matplotlib.colors import to_rgb

from course_utils.data.datasets import load_penguins
from course_utils.demo.demo import Control, Demo, Talk
from course_utils.numerics.least_squares import design_matrix
from course_utils.numerics.logistic import logistic_regression
from course_utils.numerics.perceptron import predict
from course_utils.numerics.validation import (
    accuracy,
    cross_validate,
    feature_scale,
    kfold,
    leave_one_out,
    shuffle_split,
)
from course_utils.plotting.images import show_image
from course_utils.plotting.lines import plane
from course_utils.plotting.pets import boundary, show_key_above, show_pets
from course_utils.plotting.style import DARK, GREEN, GREY

BIRDS = 30

METHODS = {
    "3-fold": lambda rng: kfold(BIRDS, 3, rng),
    "5-fold": lambda rng: kfold(BIRDS, 5, rng),
    "10-fold": lambda rng: kfold(BIRDS, 10, rng),
    "leave-one-out": lambda rng: leave_one_out(BIRDS),
    "random": lambda rng: shuffle_split(BIRDS, 10, rng, validation=0.2),
}

LAM = 0.1  # a small penalty: a few birds may well be split by a line


class HeldOut(NamedTuple):
    method: str
    sample: int
    number: int  # of this split, from 0
    table: np.ndarray  # which bird (column) is held out in which split (row)
    line: np.ndarray  # of the model of this split, in mm and kg
    wrong: np.ndarray  # which of the held-out birds of this split it gets wrong
    scores: np.ndarray  # of all splits


@cache
def choose_birds():
    """Choose 30 penguins, Adelie and Chinstrap in turn: flippers (mm), mass (kg), and whether it is a Chinstrap."""
    measures, species = load_penguins()
    rng = np.random.default_rng(1)
    chosen = [rng.permutation(np.flatnonzero(species == name))[: BIRDS // 2] for name in ("Adelie", "Chinstrap")]
    chosen = np.array(chosen).T.ravel()
    return measures[chosen, 2:] / [1, 1000], (species[chosen] == "Chinstrap").astype(float)


def fit(X, y):
    return logistic_regression(design_matrix(X), y, LAM, unpenalized=-1)


def score(w, X, y):
    return accuracy(y, predict(design_matrix(X), w))


@cache
def hold_out(method, sample):
    """Return the splits, and the model and the score of each."""
    splits, models = METHODS[method](np.random.default_rng(sample)), []

    def fit_and_keep(X, y):
        models.append(fit(X, y))
        return models[-1]

    return splits, models, cross_validate(*choose_birds(), splits, fit_and_keep, score)


def compute(method, split, sample):
    X, y = choose_birds()
    every, models, scores = hold_out(method, sample)
    number = (split - 1) % len(every)
    mean, spread = feature_scale(X[every[number].train])
    w = models[number]
    a, b = w[:2] / spread  # the same line in mm and kg
    table = np.array([np.isin(np.arange(BIRDS), one.validation) for one in every])
    line = np.array([a, b, w[2] - mean @ [a, b]])
    wrong = predict(design_matrix(X), line) != y
    return HeldOut(method, sample, number, table, line, wrong & table[number], scores)


def draw(fig, start):
    X, y = choose_birds()
    data = plane(fig, (0.85, 0.75, 3.3, 3.0), (174, 216), (2.5, 5.0), "flippers, mm", "mass, kg")
    data.set(xticks=[180, 190, 200, 210], yticks=[3, 4, 5])
    show_key_above(data, "Adelie", "Chinstrap")
    line = data.plot([], [], color=DARK)[0]
    dots = show_pets(data, X, y)
    ring = {"marker": "o", "linestyle": "", "markerfacecolor": "none", "markeredgecolor": GREEN, "zorder": 6}
    rings = data.plot([], [], **ring, markersize=16, markeredgewidth=3)[0]
    crosses = data.plot([], [], "x", color=DARK, markersize=26, markeredgewidth=2.2)[0]

    who = plane(fig, (5.0, 0.75, 2.5, 2.9), (0, BIRDS), (BIRDS, 0), "", "")
    table = show_image(who, np.ones((BIRDS * 4, BIRDS * 4, 3)), "held out, split by split")
    who.set_xlabel("30 penguins")
    marker = who.plot([], [], ">", color=DARK, markersize=11, clip_on=False)[0]

    grades = plane(fig, (8.05, 0.75, 1.7, 2.9), (-0.06, 1.06), (0, BIRDS), "score", "")
    grades.set(yticks=[], xticks=[0, 0.5, 1], xticklabels=["0", "½", "1"])
    grades.spines["left"].set_visible(False)
    points = grades.plot([], [], "o", color=GREY, markersize=7, clip_on=False)[0]
    now = grades.plot([], [], "o", color=GREEN, markersize=13, markeredgecolor=DARK, clip_on=False)[0]
    mean = grades.axvline(0, color=DARK, linewidth=2, linestyle=":")
    title = grades.text(0.5, 1.05, "", transform=grades.transAxes, ha="center", fontsize=16)

    def ink(state):
        line.set_data(boundary(state.line))
        rings.set_data(*X[state.table[state.number]].T)
        crosses.set_data(*X[state.wrong].T)
        table.show(colour_table(state))
        count = len(state.scores)
        heights = (np.arange(count) + 0.5) / count
        points.set_data(state.scores, BIRDS * (1 - heights))
        now.set_data([state.scores[state.number]], [BIRDS * (1 - heights[state.number])])
        marker.set_data([-2], [heights[state.number] * BIRDS])
        mean.set_xdata([state.scores.mean()] * 2)
        title.set_text(f"mean {state.scores.mean():.3f}")
        return line, rings, crosses, *dots, table, marker, points, mean, now, title

    return ink


def colour_table(state):
    """Colour a row for each split and a column for each bird: green if held out, darker in the split on show."""
    rows, columns = np.indices((4 * BIRDS, 4 * BIRDS))
    split = rows * len(state.table) // (4 * BIRDS)
    out = state.table[split, columns // 4]
    colors = np.array([[0.93, 0.93, 0.93], [0.55, 0.80, 0.70], [0.80, 0.80, 0.80], to_rgb(GREEN)])
    return colors[2 * (split == state.number) + out]


def caption(state):
    count, held = len(state.scores), int(state.table[state.number].sum())
    times = state.table.sum(axis=0)
    often = f"every penguin is held out {'once' if times.max() == 1 else times.max()}"
    if times.min() != times.max():
        often = f"a penguin is held out from {times.min()} to {times.max()} times"
    right = held - int(state.wrong.sum())
    found = f"right about {right} of the {held} held out"
    if held == 1:
        found = f"{'right' if right else 'wrong'} about the one held out"
    return (
        f"{state.method.capitalize()}, draw {state.sample}, split {state.number + 1} of {count}: "
        f"trained on {BIRDS - held}, {found}; in all {count} splits {often}."
    )


SPLITS = Demo(
    title="Who is held out?",
    slide="Cross-Validation",
    controls=(
        Control("method", tuple(METHODS), start="5-fold", label="splits"),
        Control("split", range(1, BIRDS + 1), start=1, label="split"),
        Control("sample", range(1, 6), start=1, label="draw"),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    scenes={
        "Cross-Validation: K-fold, the second fold": {"split": 2},
        "Cross-Validation: Leave-one-out": {"method": "leave-one-out"},
        "Cross-Validation: Random Sampling": {"method": "random"},
    },
    talks=(
        Talk(
            slide="Cross-Validation",
            section="7. Cross-validation",
            minutes=4,
            ask=(
                "Which scores scatter most, those of 3, 10 or 30 folds? Which values can a score of leave-one-out "
                "have? Can a penguin be left out of all ten random samples?"
            ),
            reveals=(
                "“Random sampling holds everyone out in the end.” About 3 of 30 are never held out. And a single "
                "fold's score says little; the mean counts."
            ),
        ),
    ),
)
