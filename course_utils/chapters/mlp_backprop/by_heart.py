"""Watch a network learn a few points by heart, or not (slide "Training-Validation-Test Sets").

Time is a slider: the trainings from all starts are recorded once for each setting, and epoch and start look them up.
"""

import itertools
from functools import cache
from typing import NamedTuple

import numpy as np

from course_utils.data.datasets import two_moons
from course_utils.demo.demo import Control, Demo, Talk
from course_utils.demo.progress import progress
from course_utils.numerics.distances import pairwise_distances
from course_utils.numerics.losses import log_loss
from course_utils.numerics.mlp import forward, init_weights, predict
from course_utils.numerics.mlp_fast import train
from course_utils.plotting.colours import shades
from course_utils.plotting.fields import level_lines
from course_utils.plotting.images import show_image
from course_utils.plotting.lines import join_curves, plane
from course_utils.plotting.networks import page_axes
from course_utils.plotting.style import BLUE, DARK, GREEN, GREY, ORANGE, SKY, YELLOW
from course_utils.plotting.words import show_words

EPOCHS = (0, 1, 2, 5, 10, 20, 30, 50, 70, 100, 150, 200, 300, 400, 500, 700, 1000, 1400, 2000)

POINTS = (20, 40, 80, 160)

FRESH_POINTS = 400

UNITS = (1, 2, 4, 8)

NOISES = (0.1, 0.2, 0.3)

STARTS = (1, 2, 3, 4)

RATE = 1

ACROSS, UP = np.linspace(-2.4, 2.4, 120), np.linspace(-1.6, 1.6, 80)

EVERYWHERE = np.stack(np.meshgrid(ACROSS, UP), axis=-1).reshape(-1, 2)

LOWEST, HIGHEST = 0.0012, 2.5  # of the losses in the picture

MIDDLE = np.array([0.5, 0.25])  # of the two moons


@cache
def make_samples(points, noise):
    """Return training points, half of each class, and 400 fresh ones. Larger training sets contain the smaller ones."""
    X, y = two_moons(POINTS[-1], noise, np.random.default_rng(0))
    first = np.concatenate([np.flatnonzero(y == label)[: points // 2] for label in (0, 1)])
    fresh = two_moons(FRESH_POINTS, noise, np.random.default_rng(99))
    return X[first] - MIDDLE, y[first], fresh.X - MIDDLE, fresh.y


def log_ratio(places, noise):
    """Compute log p₁/p₀ of two moons with Gaussian noise: no rule is wrong less often than its sign."""
    t = np.linspace(0, np.pi, 200)
    logs = []
    for x, y in ((np.cos(t), np.sin(t)), (1 - np.cos(t), 0.5 - np.sin(t))):
        arc = np.column_stack([x, y]) - MIDDLE
        squared = pairwise_distances(places, arc) ** 2 / (2 * noise**2)
        nearest = squared.min(axis=1, keepdims=True)
        logs.append(np.log(np.exp(nearest - squared).mean(axis=1)) - nearest[:, 0])
    return logs[1] - logs[0]


@cache
def best_rule(noise):
    """Return the log ratio over the grid, and how many of the fresh points its sign gets wrong."""
    *_, X, y = make_samples(POINTS[0], noise)
    over_grid = log_ratio(EVERYWHERE, noise).reshape(len(UP), len(ACROSS))
    return over_grid, int(np.sum((log_ratio(X, noise) > 0) != y))


class Moment(NamedTuple):
    points: int
    noise: float
    units: int
    start: int
    epoch: int
    X: np.ndarray
    y: np.ndarray
    scores: np.ndarray  # (80, 120), of the network, over the grid
    best: np.ndarray  # likewise, of the best rule there is
    losses: np.ndarray  # (4, 2, now): for every start those of training and of fresh points, at the EPOCHS until now
    wrong: tuple[int, int, int]  # of the training points, of the 400 fresh ones, and of these by the best rule


def train_network(points, noise, units, start, epochs):
    """Train one network; return the layers and the training losses before the first epoch and after every one."""
    X, y, _, _ = make_samples(points, noise)
    layers = init_weights((2, units, 1), np.random.default_rng(start))
    return train(X, y, layers, loss="log_loss", learning_rate=RATE, epochs=epochs)


@cache
def record_trainings(points, noise, units):
    """Train from every start; return the layers and both losses at the EPOCHS."""
    *_, X, y = make_samples(points, noise)
    epochs = iter(progress(range(len(STARTS) * EPOCHS[-1])))
    layers, losses = {}, []
    for start in STARTS:
        history = train_network(points, noise, units, start, itertools.islice(epochs, EPOCHS[-1]))
        layers[start] = [history.layers[i] for i in EPOCHS]
        fresh = [log_loss(forward(X, these).scores, y)[0] for these in layers[start]]
        losses.append([history.losses[list(EPOCHS)], fresh])
    return layers, np.array(losses)


def compute(points, noise, units, start, epoch):
    layers, losses = record_trainings(points, noise, units)
    X, y, fresh_X, fresh_y = make_samples(points, noise)
    now = EPOCHS.index(epoch)
    these = layers[start][now]
    scores = forward(EVERYWHERE, these).scores.reshape(len(UP), len(ACROSS))
    wrong = [int(np.sum(predict(some, these) != labels)) for some, labels in ((X, y), (fresh_X, fresh_y))]
    best, best_wrong = best_rule(noise)
    return Moment(points, noise, units, start, epoch, X, y, scores, best, losses[..., : now + 1],
                  (*wrong, best_wrong))  # fmt: skip


def draw(fig, start):
    plain = plane(fig, (0.15, 0.15, 5.85, 3.9), (-2.4, 2.4), (-1.6, 1.6), "", "")
    ground = show_image(plain, np.ones((len(UP), len(ACROSS), 3)))
    best = plain.plot([], [], "o", color=GREEN, markersize=4)[0]
    edge = plain.plot([], [], color=DARK, linewidth=3.5)[0]
    zeros = plain.plot([], [], "o", color=ORANGE, markersize=11, markeredgecolor="white")[0]
    ones = plain.plot([], [], "s", color=BLUE, markersize=10, markeredgecolor="white")[0]

    loss = plane(fig, (6.95, 0.6, 2.05, 1.85), (-0.4, len(EPOCHS) - 0.6), (LOWEST, HIGHEST), "epoch", "", title="loss")
    loss.set_yscale("log")
    loss.set(yticks=[0.001, 0.01, 0.1, 1], yticklabels=["0.001", "0.01", "0.1", "1"])
    loss.set_xticks([EPOCHS.index(m) for m in (0, 10, 100, 2000)], ["0", "10", "100", "2000"])
    loss.minorticks_off()
    lowest = loss.plot([], [], "o", color=YELLOW, markersize=17, clip_on=False)[0]
    pale = [loss.plot([], [], color=color, linewidth=1.2)[0] for color in (GREY, SKY)]
    lines = [loss.plot([], [], color=color, linewidth=3)[0] for color in (DARK, BLUE)]
    dots = [loss.plot([], [], form, color=color, clip_on=False)[0] for form, color in (("o", DARK), ("s", BLUE))]
    names = [show_words(loss, 0, 1, va="center", fontsize=15, color=color) for color in (DARK, BLUE)]

    page = page_axes(fig)
    verdict = [
        show_words(page, 6.25, 3.9 - 0.42 * i, va="center", fontsize=18, color=color)
        for i, color in enumerate((DARK, BLUE, GREEN))
    ]

    @cache
    def best_line(noise):
        return level_lines(ACROSS[::3], UP[::3], best_rule(noise)[0][::3, ::3], [0])

    def ink(moment):
        ground.show(shades(2 / (1 + np.exp(-np.clip(moment.scores, -50, 50))) - 1, strength=0.45)[::-1])
        best.set_data(*best_line(moment.noise))
        edge.set_data(*level_lines(ACROSS, UP, moment.scores, [0]))
        zeros.set_data(*moment.X[moment.y == 0].T)
        ones.set_data(*moment.X[moment.y == 1].T)
        shown, at = np.clip(moment.losses, LOWEST, HIGHEST), np.arange(moment.losses.shape[-1])
        this = STARTS.index(moment.start)
        for kind in range(2):
            pale[kind].set_data(*join_curves(at, np.delete(shown[:, kind], this, axis=0)))
            lines[kind].set_data(at, shown[this, kind])
            dots[kind].set_data(at[-1:], shown[this, kind, -1:])
        ends = spread_names(shown[this, :, -1])
        for name, text, end in zip(names, ("training", "test"), ends, strict=True):
            name.set(position=(at[-1] + 0.9, end), text=text)
        turn = int(np.argmin(moment.losses[this, 1]))
        lowest.set_data([turn] if has_risen(moment) else [], shown[this, 1, [turn]] if has_risen(moment) else [])
        counts = zip(
            ("training", "test", "best rule"), moment.wrong, (moment.points, FRESH_POINTS, FRESH_POINTS), strict=True
        )
        for words, (name, wrong, count) in zip(verdict, counts, strict=True):
            words.set_text(f"{name}: {100 * wrong / count:.0f} % wrong")
        return ground, best, edge, zeros, ones, lowest, *pale, *lines, *dots, *names, *verdict

    return ink


def spread_names(ends):
    """Place the names of two curves at their ends, but not on each other."""
    middle, half = np.sqrt(ends[0] * ends[1]), max(abs(np.log(ends[1] / ends[0])) / 2, 0.62)
    return middle * np.exp(half * np.array([-1, 1]) * (1 if ends[1] >= ends[0] else -1))


def has_risen(moment):
    """Whether the loss of fresh points has been lower before, by at least a tenth."""
    fresh = moment.losses[STARTS.index(moment.start), 1]
    return fresh[-1] > 1.1 * fresh.min()


def caption(moment):
    training, fresh = moment.losses[STARTS.index(moment.start)]
    when = f"{moment.epoch} epoch{'s' * (moment.epoch != 1)}"
    turn = int(np.argmin(fresh))
    lowest = f", which was {fresh[turn]:.3f} after {EPOCHS[turn]}" if has_risen(moment) else ""
    return (
        f"{moment.points} points, noise {moment.noise:g}, {moment.units} hidden unit{'s' * (moment.units > 1)}, start "
        f"{moment.start}, {when}: {moment.wrong[0]} of {moment.points} wrong, loss {training[-1]:.3f}; on the test set "
        f"{moment.wrong[1]} of {FRESH_POINTS}, the best rule has {moment.wrong[2]}, loss {fresh[-1]:.3f}{lowest}."
    )


BY_HEART = Demo(
    title="Learning by heart",
    slide="Training-Validation-Test Sets",
    controls=(
        Control("epoch", EPOCHS, start=20, label="epoch"),
        Control("points", POINTS, start=20, label="training points"),
        Control("noise", NOISES, start=0.3, label="noise"),
        Control("units", UNITS, start=4, label="hidden units"),
        Control("start", STARTS, start=1, label="start"),
    ),
    ahead=("epoch", "start"),  # a new value of the others starts a training
    compute=compute,
    draw=draw,
    caption=caption,
    scenes={
        "Training-Validation-Test Sets: twenty points": {},
        "Training-Validation-Test Sets: where the test loss is lowest": {"epoch": 500},
        "Training-Validation-Test Sets: learned by heart": {"epoch": 2000},
        "Training-Validation-Test Sets: twice as many units": {"epoch": 2000, "units": 8},
        "Training-Validation-Test Sets: eight times as many points": {"epoch": 2000, "points": 160},
        "Key To Training: Error Back Propagation: two units, the start decides": {
            "epoch": 2000,
            "points": 40,
            "noise": 0.1,
            "units": 2,
            "start": 2,
        },
        "Key To Training: Error Back Propagation: two units, another start": {
            "epoch": 2000,
            "points": 40,
            "noise": 0.1,
            "units": 2,
            "start": 3,
        },
        "Key To Training: Error Back Propagation: four units, it decides only when": {
            "epoch": 1000,
            "points": 40,
            "noise": 0.1,
            "start": 2,
        },
        "Key To Training: Error Back Propagation: four units, the end": {
            "epoch": 2000,
            "points": 40,
            "noise": 0.1,
            "start": 2,
        },
    },
    talks=(
        Talk(
            slide="Training-Validation-Test Sets",
            section="Learned by heart",
            minutes=5,
            starred=True,
            ask="Twenty points, two thousand epochs: what will the training loss do, and what the test loss?",
            reveals="“More training is better.” The training loss falls to the end; the test loss turns long before.",
        ),
        Talk(
            slide="Key To Training: Error Back Propagation",
            section="Learned by heart",
            minutes=3,
            ask="The same points and units, another random start: will training end in the same place?",
            reveals="“Always”, or “never”. With two units the start decides where it ends, with four only when.",
        ),
    ),
)
