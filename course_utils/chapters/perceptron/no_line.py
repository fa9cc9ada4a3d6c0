"""Move one group of pets until no line can split cats and dogs (slide "Is This a Cat or a Dog?")."""

from functools import cache
from typing import NamedTuple

import numpy as np
from matplotlib.colors import to_rgb

from course_utils.demo.demo import Control, Demo, Talk
from course_utils.numerics.least_squares import design_matrix
from course_utils.numerics.logistic import logistic_regression
from course_utils.numerics.perceptron import is_separable, perceptron_path, predict
from course_utils.plotting.images import show_image
from course_utils.plotting.lines import join_segments, plane
from course_utils.plotting.pets import show_key, show_pets
from course_utils.plotting.style import DARK, PALE_BLUE, PALE_ORANGE

GROUP_SIZE = 8
EPOCHS = 25
LAM = 0.01  # a small penalty on long weights, so that there is a best w even when a line splits the pets
CORNERS = np.array([[-0.55, -0.55], [0.55, -0.55], [-0.55, 0.55], [-0.55, -0.55]])
LABELS = np.repeat([0.0, 1.0, 1.0, 0.0], GROUP_SIZE)
FEATURES = ("x₁, x₂", "x₁, x₂ and x₁x₂")
MAP_SIZE = 101
MESH = np.stack(np.meshgrid(np.linspace(-1, 1, MAP_SIZE), np.linspace(1, -1, MAP_SIZE)), axis=-1).reshape(-1, 2)


class NoLine(NamedTuple):
    moved: int  # percent of the way
    features: str
    points: np.ndarray
    dog: np.ndarray  # 1 where the neuron of least log loss says dog, on a grid
    separable: bool
    wrong: int  # pets, with this neuron
    mistakes: np.ndarray  # of the perceptron, epoch by epoch


def add_features(points, features):
    extra = points.prod(axis=1, keepdims=True) if features == FEATURES[1] else np.empty((len(points), 0))
    return design_matrix(np.hstack([points, extra]))


@cache
def compute(moved, features):
    rng = np.random.default_rng(6)
    points = np.repeat(CORNERS, GROUP_SIZE, axis=0) + rng.uniform(-0.2, 0.2, size=(4 * GROUP_SIZE, 2))
    points[-GROUP_SIZE:] += 1.1 * moved / 100
    X = add_features(points, features)
    w = logistic_regression(X, LABELS, LAM, unpenalized=-1)
    order = np.arange(4 * GROUP_SIZE).reshape(4, GROUP_SIZE).T.ravel()  # one pet of each group in turn
    path = perceptron_path(X[order], LABELS[order], 1.0, EPOCHS)
    changed = np.any(np.diff(path, axis=0) != 0, axis=1).reshape(-1, 4 * GROUP_SIZE).sum(axis=1)
    mistakes = np.zeros(EPOCHS, dtype=int)
    mistakes[: len(changed)] = changed
    dog = predict(add_features(MESH, features), w).reshape(MAP_SIZE, MAP_SIZE)
    return NoLine(moved, features, points, dog, is_separable(X, LABELS), int(np.sum(predict(X, w) != LABELS)), mistakes)


def draw(fig, start):
    data = plane(fig, (0.75, 0.75, 3.2, 3.2), (-1, 1), (-1, 1), "x₁", "x₂")
    field = show_image(data, np.ones((MAP_SIZE, MAP_SIZE, 3)))
    data.set(xlim=(-1, 1), ylim=(-1, 1), xticks=[-1, 0, 1], yticks=[0, 1])
    dots = show_pets(data, start.points, LABELS)
    show_key(data, 1.08, 0.95)

    count = plane(fig, (6.5, 0.75, 3.2, 2.6), (0, EPOCHS + 0.6), (0, 33), "epoch", "")
    count.set(xticks=[1, 5, 10, 15, 20, 25], yticks=[0, 16, 32])
    count.set_title("mistakes of the perceptron")
    epochs = np.arange(1.0, EPOCHS + 1)
    bars = count.plot([], [], color=DARK, linewidth=6.5, solid_capstyle="butt")[0]
    verdict = fig.text(0.415, 0.5, "", fontsize=15, va="center", linespacing=1.5)

    def ink(state):
        field.show(np.where(state.dog[..., None] > 0, to_rgb(PALE_BLUE), to_rgb(PALE_ORANGE)))
        for label, artist in enumerate(dots):
            artist.set_data(*state.points[label == LABELS].T)
        ends = (np.column_stack([epochs, height]) for height in (np.zeros(EPOCHS), state.mistakes))
        bars.set_data(*join_segments(*ends))
        verdict.set_text(f"least log loss:\n{state.wrong} of 32\nwrong")
        return field, *dots, bars, verdict

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


NO_LINE = Demo(
    title="Pets that no line can split",
    slide="Is This a Cat or a Dog?",
    controls=(
        Control("moved", range(0, 101, 10), start=0, label="one group of cats moves, %"),
        Control("features", FEATURES, start=FEATURES[0], label="the neuron sees"),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
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
            ask=(
                "One group of cats moves to the opposite corner. How far until no line splits them? How many of the 32 "
                "does your own best line get right there? Would the product $x_1 x_2$ help?"
            ),
            reveals=(
                "“Train longer and it will learn.” No weights can do it. “The neuron is too weak.” With one more "
                "feature, the same neuron gets all of them right."
            ),
        ),
    ),
)
