"""Notebook 05: who is held out, and what peeking costs (slides "Training-Validation-Test Sets", "Cross-Validation")."""

from functools import cache
from typing import NamedTuple

import numpy as np

from course_utils.data import load_penguins
from course_utils.demos.core import Control, Demo
from course_utils.numerics.least_squares import design_matrix
from course_utils.numerics.perceptron import logistic_regression, predict
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
from course_utils.plotting.pets import boundary, key_above, show_pets
from course_utils.plotting.style import BLUE, DARK, GREEN, GREY, ORANGE

# ------------------------------------------------------------------------------------------------- who is held out?

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
    draw: int
    number: int  # of this split, from 0
    table: np.ndarray  # which bird (column) is held out in which split (row)
    line: np.ndarray  # of the model of this split, in mm and kg
    wrong: np.ndarray  # which of the held-out birds of this split it gets wrong
    scores: np.ndarray  # of all splits


@cache
def birds():
    """Flippers (mm) and mass (kg) of 30 penguins, Adelie and Chinstrap by turns, and whether it is a Chinstrap."""
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
def held_out(method, draw):
    """The splits, and the model and the score of each."""
    splits, models = METHODS[method](np.random.default_rng(draw)), []

    def fit_and_keep(X, y):
        models.append(fit(X, y))
        return models[-1]

    return splits, models, cross_validate(*birds(), splits, fit_and_keep, score)


def splits(method, split, draw):
    X, y = birds()
    every, models, scores = held_out(method, draw)
    number = (split - 1) % len(every)
    mean, spread = feature_scale(X[every[number].train])
    w = models[number]
    a, b = w[:2] / spread  # the same line in mm and kg
    table = np.array([np.isin(np.arange(BIRDS), one.validation) for one in every])
    line = np.array([a, b, w[2] - mean @ [a, b]])
    wrong = predict(design_matrix(X), line) != y
    return HeldOut(method, draw, number, table, line, wrong & table[number], scores)


def draw_splits(fig, state):
    X, y = birds()
    data = plane(fig, (0.85, 0.75, 3.3, 3.0), (174, 216), (2.5, 5.0), "flippers, mm", "mass, kg")
    data.set(xticks=[180, 190, 200, 210], yticks=[3, 4, 5])
    key_above(data, "Adelie", "Chinstrap")
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
        table.show(mosaic(state))
        count = len(state.scores)
        heights = (np.arange(count) + 0.5) / count
        points.set_data(state.scores, BIRDS * (1 - heights))
        now.set_data([state.scores[state.number]], [BIRDS * (1 - heights[state.number])])
        marker.set_data([-2], [heights[state.number] * BIRDS])
        mean.set_xdata([state.scores.mean()] * 2)
        title.set_text(f"mean {state.scores.mean():.3f}")
        return line, rings, crosses, *dots, table, marker, points, mean, now, title

    return ink


def mosaic(state):
    """A row for each split and a column for each bird: green where it is held out, darker in the split on show."""
    rows, columns = np.indices((4 * BIRDS, 4 * BIRDS))
    split = rows * len(state.table) // (4 * BIRDS)
    out = state.table[split, columns // 4]
    colors = np.array([[0.93, 0.93, 0.93], [0.55, 0.80, 0.70], [0.80, 0.80, 0.80], [0.0, 0.62, 0.45]])
    return colors[2 * (split == state.number) + out]


def caption_splits(state):
    count, held = len(state.scores), int(state.table[state.number].sum())
    times = state.table.sum(axis=0)
    often = f"every penguin is held out {'once' if times.max() == 1 else times.max()}"
    if times.min() != times.max():
        often = f"a penguin is held out from {times.min()} to {times.max()} times"
    right = held - int(state.wrong.sum())
    return (
        f"{state.method.capitalize()}, draw {state.draw}, split {state.number + 1} of {count}: "
        f"trained on {BIRDS - held}, right about {right} of the {held} held out; in all {count} splits {often}."
    )


SPLITS = Demo(
    title="Who is held out?",
    slide="Cross-Validation",
    controls=(
        Control("method", tuple(METHODS), start="5-fold", label="splits"),
        Control("split", range(1, BIRDS + 1), start=1, label="split"),
        Control("draw", range(1, 6), start=1, label="draw"),
    ),
    compute=splits,
    draw=draw_splits,
    caption=caption_splits,
    scenes={
        "Cross-Validation: K-fold, the second fold": {"split": 2},
        "Cross-Validation: Leave-one-out": {"method": "leave-one-out"},
        "Cross-Validation: Random Sampling": {"method": "random"},
    },
)


# --------------------------------------------------------------------------------------------------- peeking

PEEKS = (1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000)
SIZES = (20, 50, 100, 500)
LABELS = ("coin flips", "a real pattern")
TRUTH = np.array([1.0, 1.0, 0.0, 0.0, 0.0])  # of five features, two matter
CLEAR = 0.9  # the share of pets that are what these two say


class Peeked(NamedTuple):
    labels: str
    size: int
    draw: int
    tries: np.ndarray  # score of each setting tried so far, on the test set
    best: np.ndarray  # the best of them so far, for every number of tries
    fresh: np.ndarray  # what the best one so far scores on fresh pets; shown once there was a choice


@cache
def tuned(labels, size, draw):
    """A thousand neurons with random weights, scored on a test set and on fresh pets without end.

    The neurons depend on the draw alone, and a smaller test set is the beginning of the largest.
    """
    rng = np.random.default_rng(draw)
    W, X = rng.normal(size=(5, PEEKS[-1])), rng.normal(size=(SIZES[-1], 5))
    right = 0.5 if labels == LABELS[0] else np.where(X @ TRUTH > 0, CLEAR, 1 - CLEAR)
    is_dog = rng.random(SIZES[-1]) < right
    X, is_dog = X[:size], is_dog[:size]
    test = np.mean((X @ W > 0) == is_dog[:, None], axis=0)
    best = np.maximum.accumulate(test)
    who = np.maximum.accumulate(np.where(test > np.append(-1, best[:-1]), np.arange(len(test)), 0))
    return test, best, in_the_long_run(W, labels)[who]


def in_the_long_run(W, labels):
    """The share of right answers of each neuron over more and more fresh pets: two lines disagree in their angle."""
    if labels == LABELS[0]:
        return np.full(W.shape[1], 0.5)
    angle = np.arccos(TRUTH @ W / (np.linalg.norm(TRUTH) * np.linalg.norm(W, axis=0)))
    return CLEAR + (1 - 2 * CLEAR) * angle / np.pi


def peek(labels, peeks, size, draw):
    return Peeked(labels, size, draw, *(values[:peeks] for values in tuned(labels, size, draw)))


def draw_peek(fig, state):
    data = plane(fig, (0.95, 0.8, 5.2, 3.0), (0.8, 1250), (0, 1.0), "settings tried on the test set", "share right")
    data.set(xscale="log", yticks=[0, 0.5, 1], yticklabels=["0", "½", "1"])
    data.set_xlim(0.8, 1250)
    data.set_xticks([1, 10, 100, 1000], ["1", "10", "100", "1000"])
    data.minorticks_off()
    data.axhline(0.5, color=GREY, linewidth=1, linestyle=":")
    tries = data.plot([], [], "o", color=GREY, alpha=0.45, markersize=4, markeredgewidth=0)[0]
    best = data.plot([], [], color=BLUE, drawstyle="steps-post")[0]
    fresh = data.plot([], [], color=ORANGE, drawstyle="steps-post", dashes=(4, 1.5))[0]
    ends = [data.plot([], [], marker, color=c, markersize=s, markeredgecolor="white", zorder=6, clip_on=False)[0]
            for marker, c, s in (("s", BLUE, 16), ("D", ORANGE, 8))]  # fmt: skip

    bars = plane(fig, (7.4, 0.8, 2.3, 3.0), (-0.6, 1.6), (0, 1.0), "", "")
    bars.set(
        xticks=[0, 1],
        xticklabels=["test set,\npeeked at", "fresh\npets"],
        yticks=[0, 0.5, 1],
        yticklabels=["0", "½", "1"],
    )
    bars.axhline(0.5, color=GREY, linewidth=1, linestyle=":")
    both = bars.bar([0, 1], [0, 0], width=0.75, color=[BLUE, ORANGE])
    numbers = [bars.text(x, 0, "", ha="center", va="bottom", fontsize=18, backgroundcolor="white") for x in (0, 1)]

    def ink(state):
        count = np.arange(1, len(state.tries) + 1)
        tries.set_data(count, state.tries)
        best.set_data(count, state.best)
        fresh.set_data(count, state.fresh)
        for end, values, bar, number in zip(ends, (state.best, state.fresh), both, numbers, strict=True):
            end.set_data([count[-1]], [values[-1]])
            bar.set_height(values[-1])
            number.set(y=values[-1] + 0.04, text=f"{values[-1]:.2f}")
        for artist in (ends[1], both[1]):
            artist.set_visible(len(count) > 1)
        if len(count) == 1:  # not yet: what fresh pets say is the question
            numbers[1].set(y=0.04, text="?")
        return tries, best, fresh, *ends, *both, *numbers

    return ink


def caption_peek(state):
    peeks, best, fresh = len(state.tries), 100 * state.best[-1], 100 * state.fresh[-1]
    start = f"Labels: {state.labels}, draw {state.draw}. On the {state.size} pets of the test set"
    if peeks == 1:
        return f"{start} 1 setting is right for {best:.0f} %; nothing has been chosen yet."
    return (
        f"{start} the best of {peeks} settings is right for {best:.0f} %, on fresh pets for {fresh:.0f} %; "
        f"the difference is {best - fresh + 0.0:.1f}."
    )


PEEKING = Demo(
    title="The peeking counter",
    slide="Training-Validation-Test Sets",
    controls=(
        Control("labels", LABELS, start=LABELS[0], label="labels"),
        Control("peeks", PEEKS, start=1, label="settings tried"),
        Control("size", SIZES, start=50, label="pets in the test set"),
        Control("draw", range(1, 6), start=1, label="draw"),
    ),
    compute=peek,
    draw=draw_peek,
    caption=caption_peek,
    scenes={
        "Training-Validation-Test Sets: ten peeks": {"peeks": 10},
        "Training-Validation-Test Sets: a thousand peeks": {"peeks": 1000},
        "Training-Validation-Test Sets: a larger test set": {"peeks": 1000, "size": 500},
        "Training-Validation-Test Sets: a real pattern": {"peeks": 1000, "labels": LABELS[1]},
    },
)
