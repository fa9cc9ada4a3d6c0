"""Hold penguins out, split by split, and score what the others taught (slide "Cross-Validation")."""

from functools import cache
from typing import NamedTuple

import numpy as np
from matplotlib.collections import PolyCollection

from course_utils.data.datasets import load_penguins
from course_utils.demo.demo import Control, Demo, Talk
from course_utils.demo.handle import Handle
from course_utils.demo.question import Question
from course_utils.numerics.least_squares import design_matrix
from course_utils.numerics.logistic import logistic_regression
from course_utils.numerics.perceptron import predict
from course_utils.numerics.validation import (
    accuracy,
    cross_validate,
    kfold,
    leave_one_out,
    shuffle_split,
    standardize,
)
from course_utils.plotting.lines import join_segments, plane
from course_utils.plotting.networks import page_axes
from course_utils.plotting.style import GUIDE, LABEL, NOTE, ROLE, tint
from course_utils.plotting.words import Verdict, name_object, show_words

BIRDS = 30

METHODS = {
    "3-fold": lambda rng: kfold(BIRDS, 3, rng),
    "5-fold": lambda rng: kfold(BIRDS, 5, rng),
    "10-fold": lambda rng: kfold(BIRDS, 10, rng),
    "leave-one-out": lambda rng: leave_one_out(BIRDS),
    "random": lambda rng: shuffle_split(BIRDS, 10, rng, validation=0.2),
}

LAM = 0.1  # a small penalty: a few birds may well be split by a line
LEFT, BOTTOM, WIDTH, HEIGHT = 1.15, 0.85, 5.8, 2.65  # of the plan of splits, in inches
SCORES_LEFT = 7.2
UNIT_SQUARE = np.array([[0, 0], [1, 0], [1, 1], [0, 1]])


class HeldOut(NamedTuple):
    method: str
    sample: int
    number: int  # of this split, from 0
    table: np.ndarray  # which bird (column) is held out in which split (row)
    mistakes: np.ndarray  # likewise, which of the held-out birds the model of the split gets wrong
    wrong: np.ndarray  # the row of this split
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
    """Return which birds are held out in each split, about which of them its model is wrong, and the scores."""
    (X, y), splits, models = choose_birds(), METHODS[method](np.random.default_rng(sample)), []

    def fit_and_keep(X, y):
        models.append(fit(X, y))
        return models[-1]

    scores = cross_validate(X, y, splits, fit_and_keep, score)
    table = np.array([np.isin(np.arange(BIRDS), one.validation) for one in splits])
    said = [predict(design_matrix(standardize(X, one.train)), w) for one, w in zip(splits, models, strict=True)]
    return table, table & (np.array(said) != y), scores


def compute(method, split, sample):
    table, mistakes, scores = hold_out(method, sample)
    number = (split - 1) % len(table)
    return HeldOut(method, sample, number, table, mistakes, mistakes[number], scores)


def draw(fig, start):
    show_plan, show_times, show_scores = draw_plan(fig), draw_times(fig), draw_scores(fig)
    verdict = Verdict(fig, SCORES_LEFT, 4.18)
    of_them = show_words(page_axes(fig), SCORES_LEFT + 1.4, 3.84, va="center", fontsize=LABEL)

    def ink(state):
        verdict.show(f"{state.scores.mean():.3f}")
        of_them.set_text(f"mean of {len(state.scores)}")
        return *show_plan(state), *show_times(state), *show_scores(state), verdict.artists[0], of_them

    return ink


def rows_of(state):
    """Return the middle of each split's row, from 0 at the top to 1."""
    count = len(state.scores)
    return (np.arange(count) + 0.5) / count


def draw_plan(fig):
    """Draw a row for each split and a column for each penguin; return the ink of this panel."""
    plan = plane(
        fig, (LEFT, BOTTOM, WIDTH, HEIGHT), (0, BIRDS), (1, 0), "", "", title="30 penguins, held out split by split"
    )
    plan.set(xticks=[], yticks=[], facecolor=tint(ROLE.unlit, 0.35), label="plan")
    plan.spines[:].set_visible(False)
    plan.vlines(range(BIRDS + 1), 0, 1, color=ROLE.paper, linewidth=1.5)
    rules = plan.plot([], [], color=ROLE.paper)[0]
    cells = plan.add_collection(PolyCollection([], edgecolor=ROLE.paper))
    crosses = plan.plot([], [], "x", color=ROLE.paper)[0]
    frame = plan.plot([], [], color=ROLE.ink, linewidth=2, clip_on=False, solid_joinstyle="miter")[0]
    name = name_object(page_axes(fig), LEFT - 0.15, 0, ha="right")

    def ink(state):
        count = len(state.scores)
        gap = 1.5 if count < 20 else 0.75
        ends = (np.column_stack([np.full(count - 1, x), np.arange(1, count) / count]) for x in (0, BIRDS))
        rules.set(data=join_segments(*ends), linewidth=gap)
        row, column = np.nonzero(state.table)
        cells.set_verts(np.stack([column, row / count], axis=1)[:, None] + UNIT_SQUARE / [1, count])
        cells.set(facecolor=colour_cells(state), linewidth=gap)
        row, column = np.nonzero(state.mistakes)
        crosses.set(data=(column + 0.5, (row + 0.5) / count), markersize=5.5 * gap, markeredgewidth=0.5 + gap)
        top, low = state.number / count, (state.number + 1) / count
        frame.set_data([0, BIRDS, BIRDS, 0, 0], [top, top, low, low, top])
        name.set(text=f"split {state.number + 1}", y=BOTTOM + HEIGHT * (1 - rows_of(state)[state.number]))
        return rules, cells, crosses, frame, name

    return ink


def colour_cells(state):
    """Return the colours of the cells held out: gold, or orange if wrong; paler in the splits that are not on show."""
    row = np.nonzero(state.table)[0]
    colours = np.array([
        [tint(ROLE.held_out, 0.55), tint(ROLE.wrong, 0.6)],
        [tint(ROLE.held_out, 1), tint(ROLE.wrong, 1)],
    ])  # fmt: skip
    return colours[(row == state.number).astype(int), state.mistakes[state.table].astype(int)]


def draw_times(fig):
    """Draw below each penguin a brick for each time it is held out, or a cross; return the ink of this panel."""
    stacks = plane(fig, (LEFT, 0.15, WIDTH, BOTTOM - 0.2), (0, BIRDS), (6, 0), "", "")
    stacks.axis("off")
    page_axes(fig).text(LEFT - 0.15, 0.4, "times", ha="right", va="center", fontsize=NOTE, color=ROLE.note)
    bricks = stacks.add_collection(PolyCollection([], facecolor=ROLE.held_out, edgecolor=ROLE.paper, linewidth=1.5))
    never = stacks.plot([], [], "x", color=ROLE.wrong, markersize=9, markeredgewidth=2.5)[0]

    def ink(state):
        times = state.table.sum(axis=0)
        bricks.set_verts(np.argwhere(np.arange(times.max()) < times[:, None])[:, None] + UNIT_SQUARE)
        left_out = np.flatnonzero(times == 0)
        never.set_data(left_out + 0.5, np.full(len(left_out), 1.0))
        return bricks, never

    return ink


def draw_scores(fig):
    """Draw the score of each split in line with its row, and their mean; return the ink of this panel."""
    grades = plane(fig, (SCORES_LEFT + 0.1, BOTTOM, 2.3, HEIGHT), (0, 1), (1, 0), "", "")
    grades.set(yticks=[], xticks=[0, 0.5, 1], xticklabels=["0", "score", "1"])
    grades.spines["left"].set_visible(False)
    grades.axvline(0.5, color=ROLE.rule, linewidth=GUIDE)
    mean = grades.plot([], [], color=ROLE.ink)[0]
    points = grades.plot([], [], "o", color=ROLE.guide, markersize=7, clip_on=False)[0]
    now = grades.plot([], [], "o", color=ROLE.ink, markersize=14, markeredgecolor=ROLE.paper, clip_on=False)[0]

    def ink(state):
        points.set_data(state.scores, rows_of(state))
        now.set_data([state.scores[state.number]], [rows_of(state)[state.number]])
        mean.set_data([state.scores.mean()] * 2, [0, 1])
        return mean, points, now

    return ink


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


def consequence(state):
    held = int(state.table[state.number].sum())
    right, times = held - int(state.wrong.sum()), state.table.sum(axis=0)
    found = f"This split is right about {right} of {held}"
    if held == 1:
        found = f"This split is {'right' if right else 'wrong'} about its penguin"
    if times.min() == times.max():
        return f"{found}; every penguin is held out once."
    return f"{found}; a penguin is held out {times.min()} to {times.max()} times."


def times_held_out(at):
    """Return how often random sampling holds out each penguin."""
    return at(method="random").table.sum(axis=0)


def explain_random_sampling(at):
    times = times_held_out(at)
    return f"in this draw {np.sum(times == 0)} are in none of the ten samples, and others in up to {times.max()}"


def middle_of_frame(state):
    """Return the middle of the frame's row where each split has a row of its own, as in leave-one-out."""
    return (BIRDS / 2, rows_of(state)[state.number]) if len(state.scores) == BIRDS else None


SPLITS = Demo(
    title="Who is held out?",
    slide="Cross-Validation",
    controls=(
        Control("method", tuple(METHODS), start="5-fold", label="splits"),
        Control("split", range(1, BIRDS + 1), start=1, label="split", main=True),
        Control("sample", range(1, 6), start=1, label="draw", sample=True),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    consequence=consequence,
    split=0.71,
    question=Question(
        "Ten random samples hold out a fifth of 30 penguins each. How many penguins are never held out?",
        {
            "none": lambda never: never == 0,
            "1 to 3": lambda never: 1 <= never <= 3,
            "4 to 9": lambda never: 4 <= never <= 9,
            "10 or more": lambda never: never >= 10,
        },
        answer=lambda at: np.sum(times_held_out(at) == 0),
        because=explain_random_sampling,
        shows={"method": "random"},
    ),
    handles=(Handle("plan", y=("split", lambda split: (split - 0.5) / BIRDS), at=middle_of_frame),),
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
            reveals=(
                "“Random sampling holds everyone out in the end.” About 3 of 30 are never held out. And a single "
                "fold's score says little; the mean counts."
            ),
        ),
    ),
)
