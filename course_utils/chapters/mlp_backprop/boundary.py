"""Watch a network learn a boundary (slide "Key To Training: Error Back Propagation").

Time is a slider: each training is recorded once, for its data, units, activation and rate, and the slider picks an
epoch. So a new value of those four starts a training; a new epoch only looks one up.
"""

from functools import cache
from typing import NamedTuple

import numpy as np

from course_utils.data.datasets import circles, spirals, two_moons, xor
from course_utils.demo.demo import Control, Demo, Talk
from course_utils.demo.handle import Handle
from course_utils.demo.progress import progress
from course_utils.demo.question import Question
from course_utils.numerics.logistic import sigmoid
from course_utils.numerics.mlp import forward, init_weights, predict
from course_utils.numerics.mlp_fast import train
from course_utils.plotting.colours import sign_colours
from course_utils.plotting.fields import Heat, level_lines
from course_utils.plotting.lines import join_lines, plane
from course_utils.plotting.networks import page_axes
from course_utils.plotting.pets import show_pets
from course_utils.plotting.style import HERO, LABEL, RESULT, ROLE
from course_utils.plotting.words import Verdict, name_object, show_words

EPOCHS = (0, 1, 2, 5, 10, 20, 30, 50, 70, 100, 150, 200, 300, 400, 500, 700, 1000, 1400, 2000)
UNITS = (1, 2, 3, 4, 6, 8)
RATES = (0.03, 0.1, 0.3, 1, 3, 10)
REACH, MAP_SIZE = 1.75, 96
GRID = np.linspace(-REACH, REACH, MAP_SIZE)
MESH = np.stack(np.meshgrid(GRID, GRID), axis=-1).reshape(-1, 2)
MAX_LOSS = 3.0  # a loss above this leaves the picture

# The hidden units: for each number of them the side of a square in inches, and how many stand in a row.
LAYOUTS = {1: (2.2, 1), 2: (1.9, 2), 3: (1.35, 3), 4: (0.98, 4), 6: (1.1, 3), 8: (0.98, 4)}
SMALL = 24  # numbers along the side of a square
FEW = np.linspace(0, MAP_SIZE - 1, SMALL).round().astype(int)  # of the map, from edge to edge
CENTRE, PLUS, BETWEEN = 1.25, 0.22, 0.14


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
    parts: np.ndarray  # (units, 24, 24), what every hidden unit adds to the scores
    bias: float  # the rest of the scores
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
    W, b = layers[now][1]
    parts = (passed.y[1] * W[:, 0]).T.reshape(units, MAP_SIZE, MAP_SIZE)[:, FEW][..., FEW]
    wrong = int(np.sum(predict(X, layers[now], activation) != y))
    return Moment(data, units, activation, rate, epoch, X, y, passed.scores.reshape(MAP_SIZE, MAP_SIZE), parts,
                  b.item(), losses[: now + 1], wrong)  # fmt: skip


def show_ground(fig, box, shape, strength):
    """Show a square of the plane as colours: sure dogs blue, sure cats orange; `show` sets how sure, from -1 to 1."""
    ax = plane(fig, box, (-REACH, REACH), (-REACH, REACH), "", "")
    ax.axis("off")
    return ax, Heat(ax, shape, -1, 1, sign_colours(strength))


CORNERS = np.array([[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]])


class Sum:
    """What each hidden unit adds to the score, in the colours of the map, as the terms of a sum; the bias is last."""

    def __init__(self, fig, left, page):
        self._terms = {}
        for count, (side, columns) in LAYOUTS.items():
            row, column = np.divmod(np.arange(count), columns)
            middle = CENTRE + (side + BETWEEN) * (row[-1] / 2 - row)
            places = np.column_stack([left + column * (side + PLUS), middle - side / 2])
            boxes = [(*place, side, side) for place in places]
            heats = [show_ground(fig, box, (SMALL, SMALL), 0.85)[1] for box in boxes]
            for heat in heats:
                heat.show(np.zeros((SMALL, SMALL)))
            self._terms[count] = heats, places, side
        self._frames = page.plot([], [], color=ROLE.rule, linewidth=1, zorder=6)[0]
        self._signs = page.plot([], [], "+", color=ROLE.note, markersize=9, markeredgewidth=1.5)[0]
        self._bias = show_words(page, 0, 0, "", fontsize=LABEL, va="center_baseline")
        self.artists = [
            *(heat for heats, *_ in self._terms.values() for heat in heats),
            self._frames,
            self._signs,
            self._bias,
        ]

    def show(self, parts, bias):
        for count, (heats, *_) in self._terms.items():
            for heat in heats:
                heat.set_visible(count == len(parts))
        heats, places, side = self._terms[len(parts)]
        for heat, part in zip(heats, parts, strict=True):
            heat.show(part)
        self._frames.set_data(*join_lines(places[:, None] + side * CORNERS))
        gaps = places + np.array([side + PLUS / 2, side / 2])
        self._signs.set_data(*gaps[:-1].T)
        self._bias.set(position=gaps[-1] - [PLUS / 3, 0], text=format_bias(bias))


def draw(fig, start):
    whole, ground = show_ground(fig, (0.2, 0.15, 3.9, 3.9), (MAP_SIZE, MAP_SIZE), 0.45)
    pets = show_pets(whole, start.points, start.labels, markersize=8)
    edge = whole.plot([], [], color=ROLE.ink, linewidth=HERO)[0]

    page = page_axes(fig)
    page.text(4.35, CENTRE, "=", fontsize=RESULT, ha="center", va="center", color=ROLE.note)
    terms = Sum(fig, 4.58, page)
    verdict = Verdict(fig, 4.55, 4.2)

    loss = plane(fig, (7.45, 3.45, 2.1, 0.6), (-0.5, len(EPOCHS) - 0.5), np.log([0.004, MAX_LOSS]), "", "")
    loss.axis("off")
    loss.set_label("loss")
    name = name_object(page, 7.4, 3.31, "", ROLE.training)
    curve = loss.plot([], [], color=ROLE.training)[0]
    dot = loss.plot([], [], "o", color=ROLE.training, markersize=9, markeredgecolor=ROLE.paper, clip_on=False)[0]

    def ink(moment):
        ground.show(sureness(moment.scores))
        for group, label in zip(pets, (0, 1), strict=True):
            group.set_data(*moment.points[moment.labels == label].T)
        edge.set_data(*level_lines(GRID, GRID, moment.scores, [0]))
        terms.show(sureness(moment.parts), moment.bias)
        shown = np.log(np.minimum(moment.losses, MAX_LOSS))
        curve.set_data(np.arange(len(shown)), shown)
        dot.set_data(*np.transpose([dot_on_curve(moment)]))
        color = ROLE.wrong if moment.wrong else ROLE.ink
        name.set_text(format_loss(moment.losses[-1]))
        verdict.show(str(moment.wrong), f"of {len(moment.points)} points wrong", color=color)
        return ground, edge, *pets, *terms.artists, curve, dot, name, *verdict.artists

    return ink


def sureness(scores):
    """Turn scores into how sure the network is: from -1, a cat, to 1, a dog."""
    return 2 * sigmoid(scores) - 1


def format_bias(number):
    """Write a bias as the last term of a sum, in a few characters even when training has diverged."""
    size = f"{abs(number):.1f}" if abs(number) < 1000 else "huge"
    return f"+ {size}" if number >= 0 else f"− {size}"


def format_loss(loss):
    return f"loss {loss:.3f}" if loss < MAX_LOSS else "loss off the picture"


def caption(moment):
    loss = moment.losses[-1]
    epochs = f"{moment.epoch} epoch{'s' * (moment.epoch != 1)}"
    said = f"loss {loss:.3f}" if loss < MAX_LOSS else "a loss beyond the picture"
    return (
        f"{moment.data.capitalize()}, {moment.units} hidden unit{'s' * (moment.units > 1)}, {moment.activation}, rate "
        f"{moment.rate:g}: after {epochs} {said}, {moment.wrong} of {len(moment.points)} points wrong."
    )


def consequence(moment):
    many = len(moment.points)
    if not moment.wrong:
        return f"All [{many}|model] points are on the right side."
    are = "is" if moment.wrong == 1 else "are"
    return f"[{moment.wrong} of {many}|wrong] points {are} on the wrong side of the boundary."


WITHOUT_BEND = {"epoch": EPOCHS[-1], "units": 8, "activation": "identity"}


def count_directions(moment):
    """Count the directions, in whole degrees, that the pieces of the boundary have."""
    across, up = np.diff(level_lines(GRID, GRID, moment.scores, [0]))
    degrees = np.degrees(np.arctan2(up, across))
    return len(np.unique(np.round(degrees[np.isfinite(degrees)]) % 180))


def explain_without_bend(at):
    bent, straight = at(epoch=EPOCHS[-1]), at(**WITHOUT_BEND)
    return (
        f"without a bend they are worth one unit: {straight.wrong} of {len(straight.points)} moons stay wrong, "
        f"with {bent.units} tanh units {bent.wrong}"
    )


def dot_on_curve(moment):
    return len(moment.losses) - 1, np.log(min(moment.losses[-1], MAX_LOSS))


BOUNDARY = Demo(
    title="A boundary that learns",
    slide="Key To Training: Error Back Propagation",
    controls=(
        Control("epoch", EPOCHS, start=10, label="epoch", main=True, plays=True),
        Control("data", ("moons", "circles", "xor", "spirals"), start="moons", label="data"),
        Control("units", UNITS, start=4, label="hidden units"),
        Control("activation", ("identity", "tanh", "relu", "sigmoid"), start="tanh", label="activation σ"),
        Control("rate", RATES, start=1, label="learning rate α"),
    ),
    ahead=("epoch",),  # a new value of the others starts a training
    compute=compute,
    draw=draw,
    caption=caption,
    consequence=consequence,
    split=0.42,
    question=Question(
        f"Eight hidden units with the activation identity, {EPOCHS[-1]} epochs: what shape will the boundary have?",
        {
            "a straight line": lambda directions: directions == 1,
            "eight edges, one for each unit": lambda directions: 1 < directions <= 8,
            "a smooth curve around the moons": lambda directions: directions > 8,
        },
        answer=lambda at: count_directions(at(**WITHOUT_BEND)),
        because=explain_without_bend,
        shows=WITHOUT_BEND,
    ),
    handles=(Handle("loss", x=("epoch", EPOCHS.index), at=dot_on_curve),),
    scenes={
        "Key To Training: Error Back Propagation": {"epoch": 100},
        "Key To Training: Error Back Propagation: the end": {"epoch": 2000},
        "If σ was linear! Eight units": {"epoch": 2000, "units": 8, "activation": "identity"},
        "Let's Make A Neural Network! One unit": {"epoch": 2000, "units": 1, "rate": 0.3},
        "Let's Make A Neural Network! Circles": {"epoch": 2000, "units": 3, "data": "circles"},
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
            reveals=(
                "“Eight units, eight edges.” Without a bend they are worth one. With tanh 2000 epochs leave one moon "
                "wrong, on *xor* eight points: that good weights exist does not mean that training finds them."
            ),
        ),
    ),
)
