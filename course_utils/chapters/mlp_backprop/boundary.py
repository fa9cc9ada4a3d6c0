"""Watch a network learn a boundary (slide "Key To Training: Error Back Propagation").

Time is a slider: each training is recorded once, for its data, units, activation and rate, and the slider picks an
epoch. So a new value of those four starts a training; a new epoch only looks one up.
"""

from functools import cache
from typing import NamedTuple

import numpy as np

from course_utils.data.datasets import circles, spirals, two_moons, xor
from course_utils.demo.demo import Control, Demo, Talk
from course_utils.demo.progress import progress
from course_utils.numerics.logistic import sigmoid
from course_utils.numerics.mlp import forward, init_weights, predict
from course_utils.numerics.mlp_fast import train
from course_utils.plotting.colours import shades
from course_utils.plotting.fields import level_lines
from course_utils.plotting.images import show_image
from course_utils.plotting.lines import plane
from course_utils.plotting.networks import page_axes
from course_utils.plotting.style import BLUE, DARK, ORANGE, PALE, typeset
from course_utils.plotting.words import show_words

EPOCHS = (0, 1, 2, 5, 10, 20, 30, 50, 70, 100, 150, 200, 300, 400, 500, 700, 1000, 1400, 2000)
UNITS = (1, 2, 3, 4, 6, 8)
RATES = (0.03, 0.1, 0.3, 1, 3, 10)
REACH, MAP_SIZE = 1.75, 96
GRID = np.linspace(-REACH, REACH, MAP_SIZE)
MESH = np.stack(np.meshgrid(GRID, GRID), axis=-1).reshape(-1, 2)
MAX_LOSS = 3.0  # a loss above this leaves the picture


@cache
def playground():
    """Return the four sets of 200 points, each moved and scaled into the same square."""
    rng = np.random.default_rng(1)
    moons, rings = two_moons(200, 0.12, rng), circles(200, 0.1, rng)
    squares, arms = xor(200, 0.05, rng), spirals(200, 0.03, rng, turns=0.9)
    return {
        "moons": (0.95 * (moons.X - [0.5, 0.25]), moons.y),
        "circles": (1.2 * rings.X, rings.y),
        "xor": (1.3 * squares.X, squares.y),
        "spirals": (1.4 * arms.X, arms.y),
    }


class Moment(NamedTuple):
    data: str
    units: int
    activation: str
    rate: float
    epoch: int
    points: np.ndarray
    labels: np.ndarray
    scores: np.ndarray  # (96, 96) over GRID
    hidden: np.ndarray  # (units, 24, 24), each from -1 to 1 or 0 to 1
    out: np.ndarray  # (units,), the weight of every hidden unit in the sum
    losses: np.ndarray  # at the EPOCHS up to this one
    wrong: int


@cache
def record_training(data, units, activation, rate):
    """Train, and return the layers and the losses at the EPOCHS."""
    X, y = playground()[data]
    start = init_weights((2, units, 1), np.random.default_rng(3), activation)
    history = train(X, y, start, loss="log_loss", activation=activation, learning_rate=rate,
                    epochs=progress(range(EPOCHS[-1])))  # fmt: skip
    return [history.layers[i] for i in EPOCHS], history.losses[list(EPOCHS)]


def compute(data, units, activation, rate, epoch):
    layers, losses = record_training(data, units, activation, rate)
    now = EPOCHS.index(epoch)
    X, y = playground()[data]
    passed = forward(MESH, layers[now], activation)
    maps = passed.y[1].T.reshape(units, MAP_SIZE, MAP_SIZE)[:, ::4, ::4]
    if activation in ("relu", "identity"):  # these have no largest value: the largest in sight is 1
        maps = maps / np.maximum(np.abs(maps).max(axis=(1, 2), keepdims=True), 1e-9)
    wrong = int(np.sum(predict(X, layers[now], activation) != y))
    return Moment(data, units, activation, rate, epoch, X, y, passed.scores.reshape(MAP_SIZE, MAP_SIZE), maps,
                  layers[now][1].W[:, 0], losses[: now + 1], wrong)  # fmt: skip


def picture_axes(fig, box):
    """Put axes without ticks in a box, in inches, with the limits of the grid, for `show_image`."""
    ax = plane(fig, box, (-REACH, REACH), (-REACH, REACH), "", "")
    ax.set(xticks=[], yticks=[])
    return ax


def draw(fig, start):
    blank = np.ones((MAP_SIZE, MAP_SIZE, 3))
    whole = picture_axes(fig, (0.15, 0.12, 3.95, 3.95))
    ground = show_image(whole, blank)
    zeros = whole.plot([], [], "o", color=ORANGE, markersize=8, markeredgecolor="white")[0]
    ones = whole.plot([], [], "D", color=BLUE, markersize=7, markeredgecolor="white")[0]
    edge = whole.plot([], [], color=DARK, linewidth=3)[0]

    page = page_axes(fig)
    page.text(4.45, 3.92, "single hidden units, and their weights in the sum", fontsize=14, va="center")
    small, weights = [], []
    for i in range(UNITS[-1]):
        left, bottom = 4.45 + 1.38 * (i % 4), 2.84 - 1.28 * (i // 4)
        ax = picture_axes(fig, (left, bottom, 0.92, 0.92))
        small.append(show_image(ax, np.ones((24, 24, 3))))
        ax.spines[:].set_color(PALE)
        weights.append(show_words(page, left + 0.46, bottom - 0.06, ha="center", va="top", fontsize=13))

    loss = plane(fig, (5.1, 0.5, 2.75, 0.72), (-0.3, len(EPOCHS) - 0.7), (0.004, MAX_LOSS), "", "")
    loss.set_yscale("log")
    loss.set(yticks=[0.01, 0.1, 1], yticklabels=["0.01", "0.1", "1"])
    loss.set_xticks([EPOCHS.index(m) for m in (0, 10, 100, 2000)], ["0", "10", "100", "2000"])
    loss.minorticks_off()
    page.text(4.25, 0.85, "loss", fontsize=15, va="center")
    page.text(8.25, 0.33, "epoch", fontsize=14, va="center")
    curve = loss.plot([], [], color=BLUE, linewidth=2.5)[0]
    dot = loss.plot([], [], "o", color=BLUE, markersize=9, clip_on=False)[0]
    errors = show_words(page, 8.25, 0.98, va="center", fontsize=16, linespacing=1.3)

    def ink(moment):
        ground.show(shades(2 * sigmoid(moment.scores) - 1, strength=0.45)[::-1])
        zeros.set_data(*moment.points[moment.labels == 0].T)
        ones.set_data(*moment.points[moment.labels == 1].T)
        edge.set_data(*level_lines(GRID, GRID, moment.scores, [0]))
        for i, (unit, words) in enumerate(zip(small, weights, strict=True)):
            there = i < moment.units
            unit.show(shades(moment.hidden[i], strength=0.9)[::-1] if there else np.ones((24, 24, 3)))
            words.set_text(typeset(format_weight(moment.out[i])) if there else "")
        shown = np.minimum(moment.losses, MAX_LOSS)
        curve.set_data(np.arange(len(shown)), shown)
        dot.set_data([len(shown) - 1], shown[-1:])
        errors.set_text(f"{moment.wrong} of {len(moment.points)}\nwrong")
        return ground, edge, zeros, ones, *small, *weights, curve, dot, errors

    return ink


def format_weight(number):
    """Write a weight in a few characters, even when training has diverged."""
    return f"{number:.1f}" if abs(number) < 1000 else "huge"


def caption(moment):
    loss = moment.losses[-1]
    epochs = f"{moment.epoch} epoch{'s' * (moment.epoch != 1)}"
    said = f"loss {loss:.3f}" if loss < MAX_LOSS else "a loss beyond the picture"
    return (
        f"{moment.data.capitalize()}, {moment.units} hidden unit{'s' * (moment.units > 1)}, {moment.activation}, rate "
        f"{moment.rate:g}: after {epochs} {said}, {moment.wrong} of {len(moment.points)} points wrong."
    )


BOUNDARY = Demo(
    title="A boundary that learns",
    slide="Key To Training: Error Back Propagation",
    controls=(
        Control("epoch", EPOCHS, start=10, label="epoch"),
        Control("data", ("moons", "circles", "xor", "spirals"), start="moons", label="data"),
        Control("units", UNITS, start=4, label="hidden units"),
        Control("activation", ("identity", "tanh", "relu", "sigmoid"), start="tanh", label="activation σ"),
        Control("rate", RATES, start=1, label="learning rate α"),
    ),
    ahead=("epoch",),  # a new value of the others starts a training
    compute=compute,
    draw=draw,
    caption=caption,
    scenes={
        "Key To Training: Error Back Propagation": {"epoch": 100},
        "Key To Training: Error Back Propagation: the end": {"epoch": 2000},
        "If σ was linear! Eight units": {"epoch": 2000, "units": 8, "activation": "identity"},
        "Let's Make A Neural Network! One unit": {"epoch": 2000, "units": 1, "rate": 0.3},
        "Let's Make A Neural Network! Three units, circles": {"epoch": 2000, "units": 3, "data": "circles"},
        "Let's Make A Neural Network! Circles by corners": {
            "epoch": 2000,
            "units": 3,
            "data": "circles",
            "activation": "relu",
            "rate": 3,
        },
    },
    talks=(
        Talk(
            slide="Let's Make A Neural Network!",
            section="4. Walk downhill",
            minutes=4,
            ask="How many tanh units does it take to close a curve around the inner circle?",
            reveals="“Two, one for each side.” Three: between two edges there is always a way out to infinity.",
        ),
        Talk(
            slide="If σ was linear!",
            section="4. Walk downhill",
            minutes=1,
            ask="Eight hidden units with the activation *identity*, 2000 epochs: what is the shape of the boundary?",
            reveals="“Eight units, eight edges.” A straight line: the stack of nothing, trained.",
        ),
        Talk(
            slide="Key To Training: Error Back Propagation",
            section="4. Walk downhill",
            minutes=3,
            ask="Nine of 200 are wrong at epoch 100. What will 1900 more epochs do?",
            reveals=(
                "“Ten times fewer.” One is left; on *xor* it is eight. That good weights exist does not mean that "
                "training finds them."
            ),
        ),
    ),
)
