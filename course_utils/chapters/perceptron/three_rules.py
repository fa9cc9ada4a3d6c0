"""Train one neuron by three rules on the same pets (slide "Perceptron Update")."""

from functools import cache
from typing import NamedTuple

import numpy as np
from matplotlib.patches import FancyArrowPatch

from course_utils.chapters.perceptron.pets import typical_pets
from course_utils.data.datasets import load_pets
from course_utils.demo.demo import Control, Demo, Talk
from course_utils.demo.handle import Handle
from course_utils.demo.question import Question
from course_utils.numerics.least_squares import design_matrix
from course_utils.numerics.perceptron import perceptron_path
from course_utils.plotting.lines import plane
from course_utils.plotting.networks import page_axes
from course_utils.plotting.pets import boundary, dog_side, show_dog_side, show_pets
from course_utils.plotting.style import HERO, NOTE, RESULT, ROLE
from course_utils.plotting.words import name_object, show_words

PETS = 24
EPOCHS = (0, 1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 300)
RATE = 0.3
DATA = ("a line splits them", "mixed")
STARTS = {"w = 0": (0.0, 0.0, 0.0), "badly wrong": (-6.0, -6.0, 0.5)}

RULES = ("perceptron", "log loss", "squared loss")

WIDTH, REACH = 2.8, 1.15  # of a map: inches, and the features from its middle up and down
ARROW = 0.055  # units of a map for each unit of w


class Rules(NamedTuple):
    data: str
    start: str
    epoch: int
    weights: dict  # rule → w
    wrong: dict  # rule → how many pets are wrong at the end of each epoch, from the start to this one
    least: dict  # rule → the fewest that are wrong at any step of these epochs
    most: dict  # rule → and the most
    length: dict  # rule → ‖w‖, from the start to this epoch


@cache
def choose_pets(data):
    """Return design matrix and labels of 24 pets: typical ones, or the first of the file, whatever their kind."""
    features, is_dog, _ = load_pets()
    X, y = typical_pets(PETS) if data == DATA[0] else (2 * features[:PETS, 1:] - 1, is_dog[:PETS])
    return design_matrix(X), y


@cache
def learn(data, start):
    """Train by each rule: the weights after each of the epochs, shape (epochs, 3), and how many pets are wrong.

    There are three counts: at the end of an epoch, and the least and the most within it, because the perceptron is
    wrong about more pets during an epoch than at its end.
    """
    X, y = choose_pets(data)
    paths, wrong = {}, {}
    for rule in RULES:
        path = perceptron_path(X, y, RATE, EPOCHS[-1], STARTS[start], rule)
        path = np.vstack(
            [path, np.repeat(path[-1:], EPOCHS[-1] * PETS + 1 - len(path), axis=0)]
        )  # it no longer changes
        count = np.sum((path @ X.T > 0) != y, axis=1)
        inside = [count[max(0, epoch - 1) * PETS + (epoch > 0) : epoch * PETS + 1] for epoch in EPOCHS]
        paths[rule] = path[[epoch * PETS for epoch in EPOCHS]]
        wrong[rule] = np.array([[steps[-1], steps.min(), steps.max()] for steps in inside]).T
    return paths, wrong


def compute(data, start, epoch):
    until = EPOCHS.index(epoch) + 1
    paths, wrong = learn(data, start)
    return Rules(
        data,
        start,
        epoch,
        {rule: path[until - 1] for rule, path in paths.items()},
        *({rule: counts[which, :until] for rule, counts in wrong.items()} for which in range(3)),
        {rule: np.linalg.norm(path[:until], axis=1) for rule, path in paths.items()},
    )


def draw(fig, start):
    maps = {rule: draw_map(fig, left, rule, start.data) for rule, left in zip(RULES, (0.55, 3.7, 6.85), strict=True)}
    return lambda rules: [artist for show_rule in maps.values() for artist in show_rule(rules)]


def draw_map(fig, left, rule, data):
    """Draw the pets and the line of one rule, and below them how many are wrong; return the ink of this map."""
    ax = plane(fig, (left, 1.2, WIDTH, 2.5), (-REACH * WIDTH / 2.5, REACH * WIDTH / 2.5), (-REACH, REACH), "", "")
    ax.set(xticks=[], yticks=[], title=rule)
    names = []
    if rule == RULES[0]:
        ax.set(xlabel="nose", ylabel="eyes")
        names = [
            name_object(ax, -1.2, -0.98, "cats", ROLE.cat),
            name_object(ax, 1.2, 0.98, "dogs", ROLE.dog, ha="right"),
        ]
    side = show_dog_side(ax)
    line = ax.plot([], [], color=ROLE.model, linewidth=HERO)[0]
    dots = show_pets(ax, *choose_pets(data))
    look = {"arrowstyle": "-|>", "shrinkA": 0, "shrinkB": 0, "color": ROLE.ink, "linewidth": 2, "zorder": 6}
    arrow = ax.add_patch(FancyArrowPatch((0, 0), (1, 1), **look))
    page = page_axes(fig)
    length = show_words(page, left + WIDTH, 3.84, ha="right", fontsize=NOTE, color=ROLE.note)
    wrong = show_words(page, left, 0.5, va="center", fontsize=RESULT, fontweight="bold")

    curve_box = plane(fig, (left + WIDTH - 0.85, 0.25, 0.78, 0.5), (0, len(EPOCHS) - 1), (0, PETS), "", "")
    curve_box.set(xticks=[], yticks=[], label=f"wrong, {rule}")
    curve_box.spines["left"].set_visible(False)
    style = {"marker": "o", "markevery": [-1], "markeredgecolor": ROLE.paper, "clip_on": False}
    curve = curve_box.plot([0], [0], color=ROLE.training, **style)[0]  # a dot at its end: now

    def ink(rules):
        X, y = choose_pets(rules.data)
        for label, artist in enumerate(dots):
            artist.set_data(*X[y == label, :2].T)
        w, counts = rules.weights[rule], rules.wrong[rule]
        side.set_xy(dog_side(w))
        line.set_data(boundary(w))
        set_arrow(arrow, w)
        length.set_text(f"‖w‖ = {rules.length[rule][-1]:.1f}")
        color = ROLE.wrong if rules.most[rule][-1] else ROLE.ink
        wrong.set(text=f"{format_wrong(rules, rule, '–')} wrong", color=color)
        curve.set_data(np.arange(len(counts)), counts)
        return side, line, *names, *dots, arrow, length, wrong, curve

    return ink


def set_arrow(arrow, w):
    """Set the arrow of w, at right angles to its line and from the middle of the map; hide it without a line there."""
    size = np.hypot(*w[:2])
    foot = -w[2] * w[:2] / size**2 if size else np.full(2, np.inf)
    arrow.set_visible(bool(np.abs(foot).max() < REACH))
    if arrow.get_visible():
        arrow.set_positions(foot, foot + ARROW * w[:2])
        arrow.set_mutation_scale(min(18, 1.25 * 72 * 2.5 / (2 * REACH) * ARROW * size))  # its head: at most half of it


def format_wrong(rules, rule, to):
    """Write how many pets are wrong in the last epoch: one number, or the least and the most."""
    least, most = rules.least[rule][-1], rules.most[rule][-1]
    return f"{least}" if least == most else f"{least}{to}{most}"


def caption(rules):
    ends = [f"{rule} {format_wrong(rules, rule, ' to ')} wrong, ‖w‖ = {rules.length[rule][-1]:.1f}" for rule in RULES]
    where = "24 pets that a line splits" if rules.data == DATA[0] else "24 mixed pets"
    start = "0" if rules.start == "w = 0" else "badly wrong weights"
    return f"{where.capitalize()}, {rules.epoch} epoch{'s' * (rules.epoch != 1)} from {start}: {'; '.join(ends)}."


def consequence(rules):
    counts = {rule: format_wrong(rules, rule, " to ") for rule in RULES}
    return f"Wrong: {', '.join(f'{rule} [{count}|wrong]' for rule, count in counts.items())}."


def wrong_from_bad_start(at):
    """Return for each rule how many pets are wrong at the end of the last epoch, after a bad start."""
    return {rule: counts[-1] for rule, counts in at(start="badly wrong", epoch=EPOCHS[-1]).wrong.items()}


def explain_bad_start(at):
    counts = [f"{wrong} with the {rule}" for rule, wrong in wrong_from_bad_start(at).items()]
    return f"of {PETS} pets {', '.join(counts[:-1])} and {counts[-1]} are wrong"


def end_of_curve(rules, rule):
    return len(rules.wrong[rule]) - 1, rules.wrong[rule][-1]


THREE_RULES = Demo(
    title="Three rules, the same pets",
    slide="Perceptron Update",
    controls=(
        Control("data", DATA, start=DATA[0], label="pets"),
        Control("start", tuple(STARTS), start="w = 0", label="start"),
        Control("epoch", EPOCHS, start=0, label="epochs", main=True, plays=True),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    consequence=consequence,
    split=0.675,
    question=Question(
        "From a bad start, after 300 epochs: which rule still gets pets wrong?",
        {
            "the perceptron": lambda worst: worst == ["perceptron"],
            "the log loss": lambda worst: worst == ["log loss"],
            "the squared loss": lambda worst: worst == ["squared loss"],
            "none of them": lambda worst: worst == [],
        },
        answer=lambda at: [rule for rule, wrong in wrong_from_bad_start(at).items() if wrong > 0],
        because=explain_bad_start,
        shows={"epoch": 300, "start": "badly wrong"},
    ),
    handles=tuple(
        Handle(f"wrong, {rule}", x=("epoch", EPOCHS.index), at=lambda rules, rule=rule: end_of_curve(rules, rule))
        for rule in RULES
    ),
    scenes={
        "Perceptron Update: split, after 10 epochs": {"epoch": 10},
        "Perceptron Update: split, after 300 epochs": {"epoch": 300},
        "Perceptron Update: mixed, after 300 epochs": {"epoch": 300, "data": "mixed"},
        "Perceptron Update: from a bad start": {"epoch": 300, "start": "badly wrong"},
    },
    talks=(
        Talk(
            slide="Perceptron Update",
            section="5. Three rules",
            minutes=6,
            reveals=(
                "“The factor σ′ is a detail.” With it, the squared loss hardly moves where it is surest and most wrong."
            ),
        ),
    ),
)
