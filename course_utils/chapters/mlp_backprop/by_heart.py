"""Watch a network learn a few points by heart, or not (slide "Training-Validation-Test Sets").

Time is a slider: the trainings from all starts are recorded once for each setting, and epoch and start look them up.
"""

import itertools
from functools import cache
from typing import NamedTuple

import numpy as np

from course_utils.data.datasets import two_moons
from course_utils.demo.demo import Control, Demo, Talk
from course_utils.demo.handle import Handle
from course_utils.demo.progress import progress
from course_utils.demo.question import Question
from course_utils.numerics.distances import pairwise_distances
from course_utils.numerics.losses import log_loss
from course_utils.numerics.mlp import forward, init_weights, predict
from course_utils.numerics.mlp_fast import train
from course_utils.plotting.colours import sign_colours
from course_utils.plotting.fields import Heat, level_lines
from course_utils.plotting.lines import join_curves, plane, spread_labels
from course_utils.plotting.pets import show_pets
from course_utils.plotting.style import GUIDE, HERO, ROLE
from course_utils.plotting.words import Verdict, name_object

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
    plain = plane(fig, (0.2, 0.15, 5.85, 3.9), (-2.4, 2.4), (-1.6, 1.6), "", "")
    plain.axis("off")
    ground = Heat(plain, (len(UP), len(ACROSS)), -1, 1, sign_colours(0.45))
    best = plain.plot([], [], color=ROLE.truth, linewidth=2.5, dashes=(3, 1.5))[0]
    edge = plain.plot([], [], color=ROLE.ink, linewidth=HERO)[0]
    on_paper = {"facecolor": ROLE.paper, "edgecolor": "none", "pad": 3}  # the boundary may pass below
    rule_name = name_object(plain, 1.38, 1.4, "best rule", ROLE.truth, bbox=on_paper)
    pets = show_pets(plain, start.X, start.y, markersize=10)
    verdict = Verdict(fig, 6.45, 4.2)
    losses = Losses(fig)

    @cache
    def best_line(noise):
        return find_best_line(plain, noise)

    def ink(moment):
        ground.show(2 / (1 + np.exp(-np.clip(moment.scores, -50, 50))) - 1)
        best.set_data(*best_line(moment.noise))
        edge.set_data(*level_lines(ACROSS, UP, moment.scores, [0]))
        for group, label in zip(pets, (0, 1), strict=True):
            group.set_data(*moment.X[moment.y == label].T)
        losses.show(moment)
        training, test, rule = wrong_percent(moment)
        verdict.show(f"{test} %", "of fresh points wrong", f"training {training} %, best rule {rule} %", ROLE.test)
        return ground, best, edge, rule_name, *pets, *losses.artists, *verdict.artists

    return ink


class Losses:
    """The losses of training and test, with those of the other starts, and where that of the test was lowest."""

    def __init__(self, fig):
        box, steps = (6.6, 0.87, 1.95, 1.75), (-0.4, len(EPOCHS) - 0.6)
        ax = plane(fig, box, steps, np.log([LOWEST, HIGHEST]), "loss by epoch", "")
        ax.set(yticks=[], label="losses")
        ax.spines["left"].set_visible(False)
        ax.set_xticks([EPOCHS.index(m) for m in (0, 100, 2000)], ["0", "100", "2000"])
        looks = ((ROLE.training, "-", "o"), (ROLE.test, (0, (3, 1.2)), "s"))
        edge = {"markeredgecolor": ROLE.paper, "clip_on": False}
        self._lowest = ax.plot([], [], "o", color=ROLE.best, markersize=20, clip_on=False)[0]
        self._others = [ax.plot([], [], color=color, linestyle=dash, linewidth=GUIDE)[0] for color, dash, _ in looks]
        self._lines = [ax.plot([], [], color=color, linestyle=dash, linewidth=2.5)[0] for color, dash, _ in looks]
        self._dots = [ax.plot([], [], form, color=color, markersize=10, **edge)[0] for color, _, form in looks]
        self._names = [name_object(ax, 0, 0, "", color) for color, *_ in looks]
        self.artists = (self._lowest, *self._others, *self._lines, *self._dots, *self._names)

    def show(self, moment):
        shown, at = np.log(np.clip(moment.losses, LOWEST, HIGHEST)), np.arange(moment.losses.shape[-1])
        this = STARTS.index(moment.start)
        for kind in range(2):
            self._others[kind].set_data(*join_curves(at, np.delete(shown[:, kind], this, axis=0)))
            self._lines[kind].set_data(at, shown[this, kind])
            self._dots[kind].set_data(at[-1:], shown[this, kind, -1:])
        ends = spread_labels(shown[this, :, -1], 1.65, np.log(LOWEST) + 0.8, np.log(HIGHEST) + 0.5)
        for name, text, end in zip(self._names, ("training", "test"), ends, strict=True):
            name.set(position=(at[-1] + 1, end), text=text)
        turn, risen = int(np.argmin(moment.losses[this, 1])), has_risen(moment)
        self._lowest.set_data([turn] if risen else [], shown[this, 1, [turn]] if risen else [])


def find_best_line(ax, noise):
    """Find x and y of the line where the best rule decides, point by point along it, so that it can be dashed."""
    contour = ax.contour(ACROSS, UP, best_rule(noise)[0], levels=[0])
    pieces = [np.vstack([piece, [[np.nan, np.nan]]]) for piece in contour.allsegs[0]]
    contour.remove()
    return np.concatenate(pieces).T


def wrong_percent(moment):
    """Return how many percent are wrong: of the training points, of fresh ones, of these by the best rule."""
    counts = (moment.points, FRESH_POINTS, FRESH_POINTS)
    return tuple(round(100 * wrong / count) for wrong, count in zip(moment.wrong, counts, strict=True))


def has_risen(moment):
    """Whether the loss of fresh points has been lower before, by at least a tenth."""
    fresh = moment.losses[STARTS.index(moment.start), 1]
    return fresh[-1] > 1.1 * fresh.min()


def lowest_epoch(moment):
    """Return the epoch, of those until now, at which the loss of fresh points is lowest."""
    return EPOCHS[int(np.argmin(moment.losses[STARTS.index(moment.start), 1]))]


def explain_turn(at):
    moment = at(epoch=EPOCHS[-1])
    fresh = moment.losses[STARTS.index(moment.start), 1]
    return (
        f"it is lowest after {lowest_epoch(moment)} epochs, {fresh.min():.2f}, and {fresh[-1]:.2f} in the end: "
        f"the points are learned by heart"
    )


def dot_on_test_curve(moment):
    fresh = moment.losses[STARTS.index(moment.start), 1]
    return len(fresh) - 1, np.log(np.clip(fresh[-1], LOWEST, HIGHEST))


def caption(moment):
    training, fresh = moment.losses[STARTS.index(moment.start)]
    when = f"{moment.epoch} epoch{'s' * (moment.epoch != 1)}"
    lowest = f", which was {fresh.min():.3f} after {lowest_epoch(moment)}" if has_risen(moment) else ""
    return (
        f"{moment.points} points, noise {moment.noise:g}, {moment.units} hidden unit{'s' * (moment.units > 1)}, start "
        f"{moment.start}, {when}: {moment.wrong[0]} of {moment.points} wrong, loss {training[-1]:.3f}; on the test set "
        f"{moment.wrong[1]} of {FRESH_POINTS}, the best rule has {moment.wrong[2]}, loss {fresh[-1]:.3f}{lowest}."
    )


def consequence(moment):
    training, test, _ = moment.wrong
    fresh = f"[{test} of {FRESH_POINTS}|test] fresh"
    if has_risen(moment) and not training:
        return f"All {moment.points} are learned by heart; {fresh} points are wrong."
    return f"{training} of {moment.points} training points are wrong, {fresh} ones."


BY_HEART = Demo(
    title="Learning by heart",
    slide="Training-Validation-Test Sets",
    controls=(
        Control("epoch", EPOCHS, start=20, label="epoch", main=True, plays=True),
        Control("points", POINTS, start=20, label="training points"),
        Control("noise", NOISES, start=0.3, label="noise"),
        Control("units", UNITS, start=4, label="hidden units"),
        Control("start", STARTS, start=1, label="start"),
    ),
    ahead=("epoch", "start"),  # a new value of the others starts a training
    compute=compute,
    draw=draw,
    caption=caption,
    consequence=consequence,
    split=0.62,
    question=Question(
        f"Until epoch {EPOCHS[-1]} the training loss of these twenty points falls. What does the test loss do?",
        {
            "it falls as well": lambda moment: lowest_epoch(moment) == moment.epoch,
            "it falls, and then stays where it is": lambda moment: (
                lowest_epoch(moment) < moment.epoch and not has_risen(moment)
            ),
            "it falls, and then rises": lambda moment: lowest_epoch(moment) > 0 and has_risen(moment),
            "it rises from the first epoch on": lambda moment: lowest_epoch(moment) == 0,
        },
        answer=lambda at: at(epoch=EPOCHS[-1]),
        because=explain_turn,
        shows={"epoch": EPOCHS[-1]},
    ),
    handles=(Handle("losses", x=("epoch", EPOCHS.index), at=dot_on_test_curve),),
    scenes={
        "Training-Validation-Test Sets: twenty points": {},
        "Training-Validation-Test Sets: after 500 epochs": {"epoch": 500},
        "Training-Validation-Test Sets: after 2000 epochs": {"epoch": 2000},
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
