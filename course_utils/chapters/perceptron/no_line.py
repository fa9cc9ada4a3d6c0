"""Move one group of pets until no line can split cats and dogs (slide "Is This a Cat or a Dog?")."""

from functools import cache
from typing import NamedTuple

import numpy as np

from course_utils.demo.demo import Control, Demo, Talk
from course_utils.demo.handle import Handle
from course_utils.demo.question import Question
from course_utils.numerics.least_squares import design_matrix
from course_utils.numerics.logistic import logistic_regression
from course_utils.numerics.perceptron import is_separable, perceptron_path, predict
from course_utils.plotting.lines import join_segments, plane
from course_utils.plotting.networks import page_axes
from course_utils.plotting.pets import show_pets
from course_utils.plotting.style import HERO, LABEL, ROLE, tint
from course_utils.plotting.words import Verdict, name_object

GROUP_SIZE = 8
MOVES = range(0, 101, 10)  # percent of the way
EPOCHS = 25
LAM = 0.01  # a small penalty on long weights, so that there is a best w even when a line splits the pets
CORNERS = np.array([[-0.55, -0.55], [0.55, -0.55], [-0.55, 0.55], [-0.55, -0.55]])
LABELS = np.repeat([0.0, 1.0, 1.0, 0.0], GROUP_SIZE)
FEATURES = ("x₁, x₂", "x₁, x₂ and x₁x₂")
ACROSS = np.linspace(-1, 1, 201)
NEAR = np.outer([-1, 1], np.logspace(-6, -1, 30)).ravel()


class NoLine(NamedTuple):
    moved: int  # percent of the way
    features: str
    points: np.ndarray
    w: np.ndarray  # of the neuron of least log loss: of x₁, x₂, perhaps x₁x₂, and 1
    separable: bool
    wrong: int  # pets, with this neuron
    mistakes: np.ndarray  # of the perceptron, epoch by epoch


def add_features(points, features):
    extra = points.prod(axis=1, keepdims=True) if features == FEATURES[1] else np.empty((len(points), 0))
    return design_matrix(np.hstack([points, extra]))


def place_of_group(moved):
    """Return the middle of the group of cats that moves."""
    return CORNERS[3] + 1.1 * moved / 100


@cache
def compute(moved, features):
    rng = np.random.default_rng(6)
    points = np.repeat(CORNERS, GROUP_SIZE, axis=0) + rng.uniform(-0.2, 0.2, size=(4 * GROUP_SIZE, 2))
    points[-GROUP_SIZE:] += place_of_group(moved) - CORNERS[3]
    X = add_features(points, features)
    w = logistic_regression(X, LABELS, LAM, unpenalized=-1)
    order = np.arange(4 * GROUP_SIZE).reshape(4, GROUP_SIZE).T.ravel()  # one pet of each group in turn
    path = perceptron_path(X[order], LABELS[order], 1.0, EPOCHS)
    changed = np.any(np.diff(path, axis=0) != 0, axis=1).reshape(-1, 4 * GROUP_SIZE).sum(axis=1)
    mistakes = np.zeros(EPOCHS, dtype=int)
    mistakes[: len(changed)] = changed
    wrong = int(np.sum(predict(X, w) != LABELS))
    return NoLine(moved, features, points, w, is_separable(X, LABELS), wrong, mistakes)


def draw(fig, start):
    show_map, show_mistakes = draw_map(fig, start), draw_mistakes(fig)
    verdict = Verdict(fig, 7.05, 4.05)

    def ink(state):
        border = "line" if state.features == FEATURES[0] else "curve"
        note = f"{'a' if state.separable else 'no'} {border} splits them"
        color = ROLE.wrong if state.wrong else ROLE.ink
        verdict.show(f"{state.wrong} of 32", "wrong, least log loss", note, color=color)
        return *show_map(state), *show_mistakes(state), *verdict.artists

    return ink


def draw_map(fig, start):
    """Draw the four groups and what the neuron says everywhere; return the ink of this panel."""
    data = plane(fig, (0.65, 0.6, 6.0, 3.3), (-1, 1), (-1, 1), "", "")
    data.set(xticks=[0], xticklabels=["x₁"], yticks=[0], yticklabels=["x₂"], label="data")
    data.set_facecolor(tint(ROLE.cat, 0.16))
    side = data.fill([], [], color=tint(ROLE.dog, 0.16), linewidth=0)[0]
    line = data.plot([], [], color=ROLE.model, linewidth=HERO)[0]
    dots = show_pets(data, start.points, LABELS)
    places = np.add(CORNERS[:3], [[0, -0.33], [0, -0.33], [0, 0.33]])
    names = [name_object(data, 0, 0, "cats", ROLE.cat, ha="center")]  # of the group that moves
    for (x, y), kind in zip(places, ("cat", "dog", "dog"), strict=True):
        names.append(name_object(data, x, y, f"{kind}s", getattr(ROLE, kind), ha="center"))

    def ink(state):
        columns, low, high, heights = split_columns(state.w)
        side.set_xy(np.column_stack([[*columns, *columns[::-1]], [*low, *high[::-1]]]))
        line.set_data(columns, heights)
        for label, artist in enumerate(dots):
            artist.set_data(*state.points[label == LABELS].T)
        names[0].set_position(np.add(place_of_group(state.moved), [0, 0.33]))
        names[0].set_visible(state.moved > 0)
        return side, line, *dots, *names

    return ink


def split_columns(w):
    """Return columns x₁, from where to where the neuron says dog in each, and the height of its border.

    The score is w₁x₁ + b + (w₂ + w₃x₁) x₂. Where its last factor changes sign, the border passes from the top to the
    bottom: there are more columns near it, and the height beyond it is nan once.
    """
    product = w[2] if len(w) == 4 else 0.0
    columns = np.sort(np.append(ACROSS, NEAR - w[1] / product)) if product else ACROSS
    columns = columns[np.abs(columns) <= 1]
    steepness = w[1] + product * columns
    up = steepness >= 0
    heights = -(w[0] * columns + w[-1]) / np.where(up, 1, -1) / np.maximum(np.abs(steepness), 1e-9)
    inside = np.clip(heights, -1, 1)
    heights[1:][up[1:] != up[:-1]] = np.nan
    return columns, np.where(up, inside, -1), np.where(up, 1, inside), np.clip(heights, -50, 50)


def draw_mistakes(fig):
    """Draw how many mistakes the perceptron makes in each epoch; return the ink of this panel."""
    count = plane(fig, (7.5, 0.6, 2.15, 1.1), (0, EPOCHS + 0.6), (0, 33), "", "")
    count.set(xticks=[1, 13, EPOCHS], xticklabels=["1", "epoch", EPOCHS], yticks=[0, 32])
    page_axes(fig).text(7.05, 2.05, "perceptron's mistakes", fontsize=LABEL, va="center")
    epochs = np.arange(1.0, EPOCHS + 1)
    bars = count.plot([], [], color=ROLE.ink, linewidth=4.5, solid_capstyle="butt")[0]

    def ink(state):
        bars.set_data(*join_segments(np.column_stack([epochs, 0 * epochs]), np.column_stack([epochs, state.mistakes])))
        return (bars,)

    return ink


def caption(state):
    can = "can be split" if state.separable else "cannot be split"
    last = state.mistakes[-1]
    perceptron = (
        f"still makes {last} mistakes in epoch {EPOCHS}"
        if last
        else f"makes its last mistake in epoch {np.flatnonzero(state.mistakes).max() + 1}"
    )
    return (
        f"With {state.features}, and a group of cats {state.moved} % of its way: cats and dogs {can}; the neuron of "
        f"least log loss is wrong about {state.wrong} of 32, and the perceptron {perceptron}."
    )


def consequence(state):
    can = "can" if state.separable else "cannot"
    return f"They {can} be split; the least log loss is wrong about [{state.wrong}|wrong] of 32."


def first_unsplit(at):
    """Return how far the group has moved at the first place where no line splits the pets; None if there is none."""
    return next((moved for moved in MOVES if not at(moved=moved).separable), None)


def explain_split(at):
    first = first_unsplit(at)
    return f"at {MOVES[MOVES.index(first) - 1]} % of the way a line still splits them, at {first} % no line does"


NO_LINE = Demo(
    title="Pets that no line can split",
    slide="Is This a Cat or a Dog?",
    controls=(
        Control("moved", MOVES, start=0, label="one group of cats moves, %", main=True, plays=True),
        Control("features", FEATURES, start=FEATURES[0], label="the neuron sees"),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    consequence=consequence,
    split=0.68,
    question=Question(
        "A group of cats moves to the opposite corner. From where on can no line split cats and dogs?",
        {
            "before halfway": lambda moved: moved is not None and moved < 50,
            "about halfway": lambda moved: moved == 50,
            "after halfway": lambda moved: moved is not None and moved > 50,
            "some line always can": lambda moved: moved is None,
        },
        answer=first_unsplit,
        because=explain_split,
        shows={"moved": 30},
    ),
    handles=(
        Handle("data", x=("moved", lambda moved: place_of_group(moved)[0]), at=lambda s: place_of_group(s.moved)),
    ),
    scenes={
        "Is This a Cat or a Dog? Halfway": {"moved": 50},
        "Is This a Cat or a Dog? In the opposite corner": {"moved": 100},
        "Is This a Cat or a Dog? With one more feature": {"moved": 100, "features": FEATURES[1]},
    },
    talks=(
        Talk(
            slide="Is This a Cat or a Dog?",
            section="5. Three rules",
            minutes=4,
            reveals=(
                "“Train longer and it will learn.” No weights can do it. “The neuron is too weak.” With one more "
                "feature, the same neuron gets all of them right."
            ),
        ),
    ),
)
