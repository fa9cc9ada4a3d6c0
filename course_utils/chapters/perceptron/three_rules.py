"""Train one neuron by three rules on the same pets (slide "Perceptron Update")."""

from functools import cache
from typing import NamedTuple

import numpy as np
from matplotlib.lines import Line2D

from course_utils.chapters.perceptron.pets import typical_pets
from course_utils.data.datasets import load_pets
from course_utils.demo.demo import Control, Demo, Talk
from course_utils.numerics.least_squares import design_matrix
from course_utils.numerics.perceptron import perceptron_path
from course_utils.plotting.lines import plane
from course_utils.plotting.pets import boundary, show_key_above, show_pets
from course_utils.plotting.style import DARK, GREEN, PURPLE

PETS = 24
EPOCHS = (0, 1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 300)
RATE = 0.3
DATA = ("a line splits them", "mixed")
STARTS = {"w = 0": (0.0, 0.0, 0.0), "badly wrong": (-6.0, -6.0, 0.5)}

RULES = {
    "perceptron": {"color": DARK},
    "log loss": {"color": GREEN, "dashes": (5, 1.5)},
    "squared loss": {"color": PURPLE, "dashes": (2, 1.2)},
}


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
    data = plane(fig, (0.85, 0.75, 3.1, 3.1), (-1.15, 1.15), (-1.15, 1.15), "nose − ½, doubled", "eyes − ½, doubled")
    data.set(xticks=[-1, 0, 1], yticks=[-1, 0, 1])
    lines = {rule: data.plot([], [], **look)[0] for rule, look in RULES.items()}
    dots = show_pets(data, *choose_pets(start.data))
    show_key_above(data)

    panels, curves, ends = [], [], []
    for box, top, title in (
        ((5.1, 2.3, 2.5, 1.4), np.sqrt(PETS + 1), "pets wrong (√ scale)"),
        ((5.1, 0.75, 2.5, 0.95), 19, "length of w"),
    ):
        panel = plane(fig, box, (-0.3, len(EPOCHS) - 0.7), (0, top), "", "")
        panel.set_title(title, fontsize=15, pad=6)
        panel.set(xticks=[0, 5, 9, 11], xticklabels=[])
        panels.append(panel)
        curves.append(
            {rule: panel.plot([], [], **look, linewidth=2.5, clip_on=False)[0] for rule, look in RULES.items()}
        )
        ends.append(
            {
                rule: panel.plot([], [], "o", color=look["color"], markersize=size, clip_on=False, zorder=5)[0]
                for (rule, look), size in zip(RULES.items(), (14, 10, 6), strict=True)  # one shows around the other
            }
        )
    bands = {rule: panels[0].fill([], [], color=look["color"], alpha=0.25)[0] for rule, look in RULES.items()}
    counts = [0, 2, 6, 12, 24]
    panels[0].set_yticks(np.sqrt(counts), counts, fontsize=13)
    panels[1].set(yticks=[0, 9, 18], xticklabels=["0", "10", "100", "300"], xlabel="epochs (not to scale)")
    for at, (rule, look) in zip((0.86, 0.66, 0.46), RULES.items(), strict=True):
        fig.add_artist(Line2D([0.79, 0.83], [at, at], **look, linewidth=3))
        fig.text(0.84, at, rule, va="center", fontsize=15)
    numbers = {
        rule: fig.text(0.84, at - 0.08, "", va="center", fontsize=15)
        for at, rule in zip((0.86, 0.66, 0.46), RULES, strict=True)
    }

    def ink(rules):
        X, y = choose_pets(rules.data)
        for label, artist in enumerate(dots):
            artist.set_data(*X[y == label, :2].T)
        for rule, w in rules.weights.items():
            lines[rule].set_data(boundary(w))
            ticks = np.arange(len(rules.wrong[rule]))
            for panel, values in enumerate((np.sqrt(rules.wrong[rule]), rules.length[rule])):
                curves[panel][rule].set_data(ticks, values)
                ends[panel][rule].set_data(ticks[-1:], values[-1:])
            low, high = np.sqrt(rules.least[rule]), np.sqrt(rules.most[rule])
            bands[rule].set_xy(np.column_stack([[*ticks, *ticks[::-1]], [*low, *high[::-1]]]))
            numbers[rule].set_text(f"{format_wrong(rules, rule, '–')} wrong")
        moving = (artist for group in (*curves, *ends) for artist in group.values())
        return *lines.values(), *dots, *bands.values(), *moving, *numbers.values()

    return ink


def format_wrong(rules, rule, to):
    """Write how many pets are wrong in the last epoch: one number, or the least and the most."""
    least, most = rules.least[rule][-1], rules.most[rule][-1]
    return f"{least}" if least == most else f"{least}{to}{most}"


def caption(rules):
    ends = [f"{rule} {format_wrong(rules, rule, ' to ')} wrong, ‖w‖ = {rules.length[rule][-1]:.1f}" for rule in RULES]
    where = "24 pets that a line splits" if rules.data == DATA[0] else "24 mixed pets"
    start = "0" if rules.start == "w = 0" else "badly wrong weights"
    return f"{where.capitalize()}, {rules.epoch} epoch{'s' * (rules.epoch != 1)} from {start}: {'; '.join(ends)}."


THREE_RULES = Demo(
    title="Three rules, the same pets",
    slide="Perceptron Update",
    controls=(
        Control("data", DATA, start=DATA[0], label="pets"),
        Control("start", tuple(STARTS), start="w = 0", label="start"),
        Control("epoch", EPOCHS, start=0, label="epochs"),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
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
            ask=(
                "Where does each rule stop if a line can split the pets? If none can? Which suffers most from a start "
                "that is badly wrong?"
            ),
            reveals=(
                "“The factor σ′ is a detail.” With it, the squared loss hardly moves where it is surest and most wrong."
            ),
        ),
    ),
)
