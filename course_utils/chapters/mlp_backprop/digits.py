"""Watch a network learn to read digits (slide "We Did Something Cool!").

Time is a slider: each training is recorded once, for its units and rate, and the slider picks an epoch.
"""

from functools import cache
from typing import NamedTuple

import numpy as np
from matplotlib.colors import to_rgb

from course_utils.data.datasets import Labelled, load_digits
from course_utils.demo.demo import Control, Demo, Talk
from course_utils.demo.handle import Handle
from course_utils.demo.progress import progress
from course_utils.demo.question import Question
from course_utils.numerics.losses import LOSSES
from course_utils.numerics.mlp import forward, init_weights, predict_proba
from course_utils.numerics.mlp_fast import train
from course_utils.plotting.colours import shades
from course_utils.plotting.images import show_image
from course_utils.plotting.lines import plane
from course_utils.plotting.networks import page_axes
from course_utils.plotting.style import LABEL, ROLE, TITLE, tint
from course_utils.plotting.words import Verdict, name_object, show_words

EPOCHS = 30
UNITS = (2, 4, 8, 16, 32, 64)
RATES = (0.003, 0.03, 0.1, 0.3, 1, 3)
MAX_MISTAKES = 9  # misread digits
LOWEST, HIGHEST = 0.0003, 200  # of the losses in the picture
NAMES_START, NAMES_AWAY = 10, 1.5  # where names begin after the last epoch; how far from their curves, in logarithms
TRAINING, VALIDATION = 1197, 300  # and 300 more for the test, which no slider sees


@cache
def split_digits():
    """Split the digits: 1197 for training, 300 for validation, 300 for the test."""
    X, y = load_digits()
    order = np.random.default_rng(0).permutation(len(X))
    parts = np.split(order, [TRAINING, TRAINING + VALIDATION])
    return [Labelled(X[part], y[part]) for part in parts]


class Reading(NamedTuple):
    units: int
    rate: float
    epoch: int
    losses: np.ndarray  # (2, epoch + 1): training and validation
    confusion: np.ndarray  # (10, 10): the share of each digit (row) that is read as each (column)
    misread: np.ndarray  # up to 9 pictures, the surest mistakes first
    labels: tuple  # (written, read) for each of them
    wrong: int  # of the 300 for validation


@cache
def record_training(units, rate):
    """Train; return the losses of both sets at every epoch, and the probabilities (31, 300, 10) for validation."""
    training, validation, _ = split_digits()
    start = init_weights((64, units, 10), np.random.default_rng(1))
    history = train(training.X, training.y, start, loss="softmax_cross_entropy", learning_rate=rate,
                    epochs=progress(range(EPOCHS)), batch_size=32, rng=np.random.default_rng(2))  # fmt: skip
    p = np.array([predict_proba(validation.X, layers) for layers in history.layers])
    loss = LOSSES["softmax_cross_entropy"]
    of_validation = [loss(forward(validation.X, layers).scores, validation.y)[0] for layers in history.layers]
    return np.array([history.losses, of_validation]), p


def compute(units, rate, epoch):
    losses, p = record_training(units, rate)
    _, validation, _ = split_digits()
    read, sure = p[epoch].argmax(axis=1), p[epoch].max(axis=1)
    counts = np.zeros((10, 10))
    np.add.at(counts, (validation.y, read), 1)
    wrong = np.flatnonzero(read != validation.y)
    worst = wrong[np.argsort(-sure[wrong], kind="stable")][:MAX_MISTAKES]
    labels = tuple((int(validation.y[i]), int(read[i])) for i in worst)
    return Reading(units, rate, epoch, losses[:, : epoch + 1], counts / counts.sum(axis=1, keepdims=True),
                   validation.X[worst].reshape(-1, 8, 8), labels, len(wrong))  # fmt: skip


def draw(fig, start):
    table = plane(fig, (0.85, 0.86, 3.28, 3.28), (-0.5, 9.5), (9.5, -0.5), "read as", "written")
    squares = show_image(table, np.ones((10, 10, 3)))
    table.set(xticks=range(10), yticks=range(10))
    page = page_axes(fig)
    page.text(4.7, 3.9, "worst misreadings", fontsize=TITLE, fontweight="bold", va="center")
    pictures, labels = show_places(fig, page)
    verdict = Verdict(fig, 7.95, 4.2)
    losses = Losses(fig)

    def ink(reading):
        squares.show(confusion_colors(reading.confusion))
        tiles = digit_tiles(reading.misread)
        for i in range(MAX_MISTAKES):
            there = i < len(reading.labels)
            pictures[i].set_visible(there)
            if there:
                pictures[i].show(tiles[i])
            labels[i].set_text("{} → {}".format(*reading.labels[i]) if there else "")
        losses.show(reading.losses)
        verdict.show(str(reading.wrong), f"of {VALIDATION} misread", color=ROLE.wrong)
        return squares, *pictures, *labels, *losses.artists, *verdict.artists

    return ink


def show_places(fig, page):
    """Make room for the misread digits, and for what each is and is read as: two lists of artists."""
    pictures, labels = [], []
    for i in range(MAX_MISTAKES):
        left, bottom = 4.7 + 0.95 * (i % 3), 2.83 - 1.2 * (i // 3)
        ax = plane(fig, (left, bottom, 0.78, 0.78), (0, 1), (0, 1), "", "")
        pictures.append(show_image(ax, np.ones((8, 8, 3))))
        ax.axis("off")
        labels.append(show_words(page, left + 0.39, bottom - 0.17, ha="center", va="center", fontsize=LABEL))
    return pictures, labels


class Losses:
    """The losses of training and validation, without numbers: each a line with its name, above or below its end."""

    def __init__(self, fig):
        ax = plane(fig, (7.95, 0.87, 1.65, 1.7), (-0.8, EPOCHS + 0.8), np.log([LOWEST, HIGHEST]), "loss by epoch", "")
        ax.set(xticks=[0, EPOCHS], yticks=[], label="losses")
        ax.spines["left"].set_visible(False)
        looks = ((ROLE.training, "-", "o"), (ROLE.validation, (0, (3, 1.2)), "D"))
        edge = {"markeredgecolor": ROLE.paper, "clip_on": False}
        self._lines = [ax.plot([], [], color=color, linestyle=dash)[0] for color, dash, _ in looks]
        self._dots = [ax.plot([], [], form, color=color, **edge)[0] for color, _, form in looks]
        self._names = [name_object(ax, 0, 0, "", color) for color, *_ in looks]
        self.artists = (*self._lines, *self._dots, *self._names)

    def show(self, losses):
        shown, last = np.log(np.clip(losses, LOWEST, HIGHEST)), losses.shape[1] - 1
        for line, dot, heights in zip(self._lines, self._dots, shown, strict=True):
            line.set_data(np.arange(last + 1), heights)
            dot.set_data([last], heights[-1:])
        near, along = shown[:, last // 3 :], NAMES_START * last / EPOCHS
        self._names[0].set(text="training", position=(along, max(near.min() - NAMES_AWAY, np.log(LOWEST) + 1)))
        self._names[1].set(text="validation", position=(along, near.max() + NAMES_AWAY))


def digit_tiles(pictures):
    """Turn brightness (n, 8, 8) into ink on a tile that is a little darker than the paper."""
    ground, ink = np.array(tint(ROLE.ink, 0.07)), np.array(to_rgb(ROLE.ink))
    return ground + pictures[..., None] * (ink - ground)


def confusion_colors(share):
    """Colour digits that are read right in blue, the others in orange; a mistake is never paler than 35 %."""
    mistakes = np.where(share > 0, np.minimum(0.35 + 2 * share, 1), 0)
    return shades(np.where(np.eye(10, dtype=bool), share, -mistakes))


def caption(reading):
    epochs = f"{reading.epoch} epoch{'s' * (reading.epoch != 1)}"
    return (
        f"{reading.units} hidden units, rate {reading.rate:g}, after {epochs}: "
        f"{reading.wrong} of {VALIDATION} validation digits are misread."
    )


def consequence(reading):
    return f"[{reading.wrong} of {VALIDATION}|wrong] digits that it never learned from are misread."


BOTTLENECK = {"epoch": EPOCHS, "units": 2}


def explain_bottleneck(at):
    two, many = at(**BOTTLENECK), at(epoch=EPOCHS)
    return (
        f"{VALIDATION - two.wrong} of {VALIDATION}: two numbers are a plane, with room for ten regions; "
        f"{many.units} units read {VALIDATION - many.wrong} right"
    )


def dot_on_validation_curve(reading):
    return reading.epoch, np.log(np.clip(reading.losses[1, -1], LOWEST, HIGHEST))


DIGITS = Demo(
    title="Learning to read digits",
    slide="We Did Something Cool!",
    controls=(
        Control("epoch", tuple(range(EPOCHS + 1)), start=1, label="epoch", main=True, plays=True),
        Control("units", UNITS, start=32, label="hidden units"),
        Control("rate", RATES, start=0.1, label="learning rate α"),
    ),
    ahead=("epoch",),  # a new value of the others starts a training
    compute=compute,
    draw=draw,
    caption=caption,
    consequence=consequence,
    split=0.44,
    question=Question(
        f"With only {BOTTLENECK['units']} hidden units, how many of {VALIDATION} digits are read right in the end?",
        {
            "about 30, as by guessing": lambda right: right < 45,
            "about 60, two digits of ten": lambda right: 45 <= right < 90,
            "about 150, every second one": lambda right: 120 <= right < 180,
            "about 280, as with 32 units": lambda right: right >= 260,
        },
        answer=lambda at: VALIDATION - at(**BOTTLENECK).wrong,
        because=explain_bottleneck,
        shows=BOTTLENECK,
    ),
    handles=(Handle("losses", x="epoch", at=dot_on_validation_curve),),
    scenes={
        "We Did Something Cool! Before training": {"epoch": 0},
        "We Did Something Cool! After 30 epochs": {"epoch": 30},
        "We Did Something Cool! Two hidden units": {"epoch": 30, "units": 2},
        "We Did Something Cool! Too slow": {"epoch": 30, "rate": 0.003},
        "We Did Something Cool! Too fast": {"epoch": 30, "rate": 3},
    },
    talks=(
        Talk(
            slide="We Did Something Cool!",
            section="6. We did something cool",
            minutes=5,
            starred=True,
            reveals=(
                "“Ten classes need ten hidden units.” Two get more than half right: ten regions in a plane. And this "
                "is the validation set; the test set is looked at once."
            ),
        ),
    ),
)
