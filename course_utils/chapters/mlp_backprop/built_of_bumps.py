"""Build a function out of bumps with one hidden layer (slide "Let's Make A Neural Network!")."""

from typing import NamedTuple

import numpy as np

from course_utils.demo.demo import Control, Demo, Talk
from course_utils.numerics.mlp import Layer, forward
from course_utils.plotting.lines import join_curves, plane
from course_utils.plotting.networks import all_to_all, column, sheet, show_circles, show_edges
from course_utils.plotting.style import BLUE, GREEN, GREY, SKY
from course_utils.plotting.words import show_words

TARGETS = {
    "hills": lambda x: 0.5 + 0.35 * np.sin(2 * np.pi * x) + 0.15 * np.sin(6 * np.pi * x),
    "a jump": lambda x: np.where(x < 0.45, 0.25, 0.8),
    "a kink": lambda x: 0.15 + 1.4 * np.abs(x - 0.5),
}

COUNTS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32)
SHARPNESS = (0.5, 1, 2, 4, 8, 16, 32)
WIDE = np.linspace(-0.3, 1.3, 801)
INSIDE = (WIDE >= 0) & (WIDE <= 1)


class Bumps(NamedTuple):
    target: str
    bumps: int
    sharpness: float
    truth: np.ndarray  # over WIDE, and so are the others
    total: np.ndarray
    single: np.ndarray  # (bumps, 801)
    error: float  # the mean of |truth - total| between 0 and 1


def bump_network(heights, sharpness):
    """The weights of 1 → 2 n → 1: a unit that goes up at the left edge of each bump, and one at its right edge."""
    n = len(heights)
    edges = np.linspace(0, 1, n + 1)
    steepness = 4 * n * sharpness  # the narrower a bump, the steeper its flanks
    W1 = np.full((1, 2 * n), steepness)
    b1 = -steepness * np.ravel([edges[:-1], edges[1:]])
    W2 = np.concatenate([heights, -heights])[:, None]
    return [Layer(W1, b1), Layer(W2, np.zeros(1))]


def compute(target, bumps, sharpness):
    heights = TARGETS[target]((np.arange(bumps) + 0.5) / bumps)
    layers = bump_network(heights, sharpness)
    passed = forward(WIDE[:, None], layers, "sigmoid")
    up, down = (passed.y[1] * layers[1].W[:, 0]).T.reshape(2, bumps, -1)
    truth, total = TARGETS[target](WIDE), passed.scores[:, 0]
    return Bumps(target, bumps, sharpness, truth, total, up + down, np.abs(truth - total)[INSIDE].mean())


def draw(fig, start):
    data = plane(fig, (0.6, 0.75, 5.9, 3.1), (-0.3, 1.3), (-0.1, 1.25), "x", "")
    data.set(xticks=[0, 0.5, 1], yticks=[0, 0.5, 1])
    data.axvspan(0, 1, color=SKY, alpha=0.12, linewidth=0)
    data.text(0.5, 1.22, "here it is built", ha="center", va="top", fontsize=13)
    for x, side, color, text in ((-0.3, "left", GREEN, "dashed: the function"), (0.5, "center", BLUE, "thick: the sum"),
                                 (1.3, "right", GREY, "thin: single bumps")):  # fmt: skip
        data.text(x, 1.285, text, ha=side, fontsize=14, color=color)
    truth = data.plot([], [], color=GREEN, dashes=(5, 2), linewidth=2.5)[0]
    single = data.plot([], [], color=GREY, linewidth=1.2)[0]
    total = data.plot([], [], color=BLUE)[0]

    page = sheet(fig)
    page.text(6.95, 3.92, "x", ha="center", fontsize=17)
    page.text(8.25, 3.92, "hidden layer", ha="center", fontsize=15)
    page.text(9.55, 3.92, "sum", ha="center", fontsize=15)
    ends = np.array([[6.95, 2.1], [9.55, 2.1]])
    edges = show_edges(page, [])
    circles = show_circles(page, ends, size=20)
    hidden = show_circles(page, [])
    count = show_words(page, 8.25, 0.22, ha="center", fontsize=16)

    def ink(result):
        truth.set_data(WIDE, result.truth)
        single.set_data(join_curves(WIDE, result.single))
        total.set_data(WIDE, result.total)
        units = 2 * result.bumps
        gap = min(0.35, 3.1 / units)
        centres = column(8.25, 2.1, units, gap)
        hidden.set_data(*centres.T)
        hidden.set_markersize(min(15, 62 * gap))
        hidden.set_markeredgewidth(1.5 if units < 30 else 0.7)
        edges.set_segments([*all_to_all(ends[:1], centres), *all_to_all(centres, ends[1:])])
        count.set_text(f"{units} units, {result.bumps} bump{'s' * (result.bumps > 1)}")
        return truth, single, total, edges, circles, hidden, count

    return ink


def caption(result):
    return (
        f"{result.target[0].upper()}{result.target[1:]}, {2 * result.bumps} hidden units in pairs, sharpness "
        f"{result.sharpness:g}: between 0 and 1 the sum is off by {result.error:.3f} on average."
    )


BUILT_OF_BUMPS = Demo(
    title="One hidden layer builds a function out of bumps",
    slide="Let's Make A Neural Network!",
    controls=(
        Control("target", tuple(TARGETS), start="hills", label="function to build"),
        Control("bumps", COUNTS, start=1, label="number of bumps"),
        Control("sharpness", SHARPNESS, start=1, label="sharpness of a flank"),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    scenes={
        "Let's Make A Neural Network! One bump": {"sharpness": 8},
        "Let's Make A Neural Network! Three bumps, sharp": {"bumps": 3, "sharpness": 16},
        "Let's Make A Neural Network! Eight bumps, soft": {"bumps": 8},
        "Let's Make A Neural Network! Many bumps": {"bumps": 32},
        "Let's Make A Neural Network! A jump": {"target": "a jump", "bumps": 32},
    },
    talks=(
        Talk(
            slide="Let's Make A Neural Network!",
            section="1. What a hidden layer is for",
            minutes=5,
            ask="16 bumps instead of 8: how much smaller is the mean error? And outside the blue strip?",
            reveals="“Can approximate any function” is heard as “everywhere”. Outside the strip nothing was built.",
        ),
    ),
)
