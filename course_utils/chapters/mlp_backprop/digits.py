"""Watch a network learn to read digits (slide "We Did Something Cool!").

Time is a slider: each training is recorded once, for its units and rate, and the slider picks an epoch.
"""

from functools import cache
from typing import NamedTuple

import numpy as np

from course_utils.data.datasets import Labelled, load_digits
from course_utils.demo.demo import Control, Demo, Talk
from course_utils.demo.progress import progress
from course_utils.numerics.losses import LOSSES
from course_utils.numerics.mlp import forward, init_weights, predict_proba
from course_utils.numerics.mlp_fast import train
from course_utils.plotting.colours import shades
from course_utils.plotting.images import show_image
from course_utils.plotting.lines import plane
from course_utils.plotting.networks import page_axes
from course_utils.plotting.style import BLUE, ORANGE
from course_utils.plotting.words import show_words

EPOCHS = 30
UNITS = (2, 4, 8, 16, 32, 64)
RATES = (0.003, 0.03, 0.1, 0.3, 1, 3)
MAX_MISTAKES = 9  # misread digits
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
    loss = plane(fig, (0.85, 0.75, 2.55, 2.85), (-0.8, EPOCHS + 0.8), (0.001, 200), "epoch", "", title="loss")
    loss.set_yscale("log")
    loss.set(yticks=[0.01, 0.1, 1, 10, 100], yticklabels=["0.01", "0.1", "1", "10", "100"], xticks=[0, 10, 20, 30])
    loss.minorticks_off()
    loss.text(0, 0.004, "-- validation", va="bottom", fontsize=14, color=ORANGE)
    loss.text(0, 0.0013, "— training", va="bottom", fontsize=14, color=BLUE)
    lines = [loss.plot([], [], color=color, linestyle=dash)[0] for color, dash in ((BLUE, "-"), (ORANGE, "--"))]
    dots = [loss.plot([], [], form, color=color)[0] for color, form in ((BLUE, "o"), (ORANGE, "D"))]

    table = plane(fig, (4.1, 0.8, 2.7, 2.7), (-0.5, 9.5), (9.5, -0.5), "read as", "written")
    squares = show_image(table, np.ones((10, 10, 3)), "")
    table.set(xticks=range(10), yticks=range(10))
    table.tick_params(length=0)
    right = show_words(table, 4.5, -0.85, ha="center", va="bottom", fontsize=15)

    page, pictures, words = page_axes(fig), [], []
    page.text(8.55, 3.92, "written → read, wrongly", ha="center", va="center", fontsize=15)
    for i in range(MAX_MISTAKES):
        left, bottom = 7.25 + 0.93 * (i % 3), 3.02 - 1.27 * (i // 3)
        ax = plane(fig, (left, bottom, 0.72, 0.72), (0, 1), (0, 1), "", "")
        pictures.append(show_image(ax, np.ones((8, 8, 3))))
        ax.spines[:].set_visible(False)
        words.append(show_words(page, left + 0.36, bottom - 0.06, ha="center", va="top", fontsize=14))

    def ink(reading):
        for line, dot, losses in zip(lines, dots, reading.losses, strict=True):
            line.set_data(np.arange(len(losses)), losses)
            dot.set_data([len(losses) - 1], losses[-1:])
        squares.show(confusion_colors(reading.confusion))
        right.set_text(f"{100 - reading.wrong / VALIDATION * 100:.1f} % right")
        for i, (picture, text) in enumerate(zip(pictures, words, strict=True)):
            there = i < len(reading.labels)
            picture.show(1 - reading.misread[i] if there else np.ones((8, 8)))
            text.set_text("{} → {}".format(*reading.labels[i]) if there else "")
        return *lines, *dots, squares, right, *pictures, *words

    return ink


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


DIGITS = Demo(
    title="Learning to read digits",
    slide="We Did Something Cool!",
    controls=(
        Control("epoch", tuple(range(EPOCHS + 1)), start=1, label="epoch"),
        Control("units", UNITS, start=32, label="hidden units"),
        Control("rate", RATES, start=0.1, label="learning rate α"),
    ),
    ahead=("epoch",),  # a new value of the others starts a training
    compute=compute,
    draw=draw,
    caption=caption,
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
            ask=(
                "After 30 epochs with 32 units, are more or fewer than 30 of the 300 wrong? With only 2 hidden units, "
                "how many are *right*?"
            ),
            reveals=(
                "“Ten classes need ten hidden units.” Two get more than half right: ten regions in a plane. And this "
                "is the validation set; the test set is looked at once."
            ),
        ),
    ),
)
