"""Notebook 06: what hidden layers are for (slides "Let's Make A Neural Network!", "If σ was linear!")."""

from functools import cache
from typing import NamedTuple

import numpy as np

from course_utils.demos.core import Control, Demo
from course_utils.numerics.mlp import Layer, forward
from course_utils.plotting.lines import plane
from course_utils.plotting.networks import Block, all_to_all, column, sheet, show_circles, show_edges
from course_utils.plotting.style import BLUE, GREEN, GREY, ORANGE, SKY, typeset
from course_utils.plotting.words import show_words

# ------------------------------------------------------------------------------------------- a function out of bumps

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
    error: float  # the mean of its size between 0 and 1


def bump_network(heights, sharpness):
    """The weights of 1 → 2 n → 1: a unit that goes up at the left edge of each bump, and one at its right edge."""
    n = len(heights)
    edges = np.linspace(0, 1, n + 1)
    steepness = 4 * n * sharpness  # the narrower a bump, the steeper its flanks
    W1 = np.full((1, 2 * n), steepness)
    b1 = -steepness * np.ravel([edges[:-1], edges[1:]])
    W2 = np.concatenate([heights, -heights])[:, None]
    return [Layer(W1, b1), Layer(W2, np.zeros(1))]


def bumps(target, bumps, sharpness):
    heights = TARGETS[target]((np.arange(bumps) + 0.5) / bumps)
    layers = bump_network(heights, sharpness)
    passed = forward(WIDE[:, None], layers, "sigmoid")
    up, down = (passed.y[1] * layers[1].W[:, 0]).T.reshape(2, bumps, -1)
    truth, total = TARGETS[target](WIDE), passed.scores[:, 0]
    return Bumps(target, bumps, sharpness, truth, total, up + down, np.abs(truth - total)[INSIDE].mean())


def draw_bumps(fig, result):
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
        single.set_data(np.append(np.tile(np.append(WIDE, np.nan), result.bumps), 0),
                        np.append(np.pad(result.single, ((0, 0), (0, 1)), constant_values=np.nan), 0))  # fmt: skip
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


def caption_bumps(result):
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
    compute=bumps,
    draw=draw_bumps,
    caption=caption_bumps,
    scenes={
        "Let's Make A Neural Network! One bump": {"sharpness": 8},
        "Let's Make A Neural Network! Three bumps, sharp": {"bumps": 3, "sharpness": 16},
        "Let's Make A Neural Network! Eight bumps, soft": {"bumps": 8},
        "Let's Make A Neural Network! Many bumps": {"bumps": 32},
        "Let's Make A Neural Network! A jump": {"target": "a jump", "bumps": 32},
    },
)

# --------------------------------------------------------------------------------------------------- stack of nothing

DEPTHS = tuple(range(1, 13))
BENDS = (0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1)
STACKS = (1, 2, 3, 4)
REACH, LINES, FINE = 1.0, 9, 33


class Stack(NamedTuple):
    depth: int
    bend: float
    product: np.ndarray  # W₁ W₂ … W_n
    best: np.ndarray  # the single matrix that comes nearest to all layers, by least squares; without a bend the product
    grid: np.ndarray  # (18 lines, 33, 2), after all layers
    flat: np.ndarray  # the same grid by the best single matrix
    left: float  # how much of the grid no matrix explains


@cache
def input_grid():
    """The lines of a grid over the square, each as many points: shape (18, 33, 2)."""
    at, along = np.linspace(-REACH, REACH, LINES), np.linspace(-REACH, REACH, FINE)
    upright = np.stack(np.broadcast_arrays(at[:, None], along[None, :]), axis=-1)
    return np.concatenate([upright, upright[..., ::-1]])


@cache
def stack_weights(seed):
    """Twelve matrices that turn by a random angle and stretch a little one way: none of them makes the plane flat."""
    rng, matrices = np.random.default_rng(seed), []
    for angle, stretch in zip(rng.uniform(0.3, 1.2, 12), rng.uniform(0.1, 0.35, 12), strict=True):
        turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
        matrices.append(turn * [1 + stretch, 1 / (1 + stretch)])
    return matrices


def stack(depth, bend, seed):
    matrices = stack_weights(seed)[:depth]
    points = start = input_grid().reshape(-1, 2)
    for W in matrices:
        z = points @ W
        points = (1 - bend) * z + bend * np.tanh(1.5 * z)
    best = np.linalg.lstsq(start, points, rcond=None)[0]
    left = np.linalg.norm(points - start @ best) / np.linalg.norm(points)
    product = matrices[0] if depth == 1 else np.linalg.multi_dot(matrices)
    return Stack(depth, bend, product, best, *(p.reshape(-1, FINE, 2) for p in (points, start @ best)), left)


def as_one_line(lines):
    """x and y of several lines (n, m, 2) as a single one with gaps."""
    gaps = np.full((len(lines), 1, 2), np.nan)
    return np.concatenate([lines, gaps], axis=1).reshape(-1, 2).T


def draw_stack(fig, result):
    before = plane(fig, (0.3, 0.9, 2.3, 2.3), (-1.2, 1.2), (-1.2, 1.2), "", "", title="in", equal=True)
    after = plane(fig, (3.0, 0.45, 3.4, 3.2), (-2.125, 2.125), (-2, 2), "", "", title="out", equal=True)
    for ax in (before, after):
        ax.set(xticks=[], yticks=[])
        ax.spines[:].set(visible=True, color=GREY)
    before.plot(*as_one_line(input_grid()), color=BLUE, linewidth=1.5)
    many = after.plot([], [], color=BLUE, linewidth=1.5)[0]
    one = after.plot([], [], color=ORANGE, linewidth=1.2, dashes=(4, 4))[0]
    before.text(0, -1.42, "a grid of points x", ha="center", va="top", fontsize=14)
    after.text(-2.125, -2.12, "solid: all layers", va="top", fontsize=13, color=BLUE)
    after.text(2.125, -2.12, "dashed: one matrix", va="top", ha="right", fontsize=13, color=ORANGE)

    page = sheet(fig)
    block = Block(page, cell=0.78)
    entries = [show_words(page, 0, 0, ha="center", va="center", fontsize=16, zorder=5) for _ in range(4)]
    words = show_words(page, 8.2, 0.42, ha="center", fontsize=15, linespacing=1.4)

    def ink(stack):
        one.set_data(*as_one_line(stack.flat))
        many.set_data(*as_one_line(stack.grid))
        name = "best single matrix" if stack.bend else product_of(stack.depth)
        block.show(0.45 * stack.best, 7.42, 2.35, name, scale=2)
        for entry, (i, j) in zip(entries, np.ndindex(2, 2), strict=True):
            entry.set(position=(7.42 + 0.78 * (j + 0.5), 2.35 + 0.78 * (0.5 - i)))
            entry.set_text(typeset(f"{round(stack.best[i, j], 2) + 0.0:.2f}"))
        words.set_text(f"this one matrix\nmisses {stack.left:.0%}")
        return many, one, *block.artists, *entries, words

    return ink


def product_of(depth):
    """The matrices of so many layers, one beside the other.

    >>> product_of(12)
    'W₁ W₂ … W₁₂'
    """
    names = [f"W{sub(k)}" for k in range(1, depth + 1)]
    return " ".join(names if depth <= 3 else [*names[:2], "…", names[-1]])


def sub(number):
    """A number as a lowered index."""
    return "".join("₀₁₂₃₄₅₆₇₈₉"[int(digit)] for digit in str(number))


def caption_stack(stack):
    layers = f"{stack.depth} layer{'s' * (stack.depth > 1)}"
    bend = f"σ bent by {stack.bend:.0%}" if stack.bend else "σ linear"
    return f"{layers}, {bend}: the best single matrix misses {stack.left:.0%} of what comes out."


STACK_OF_NOTHING = Demo(
    title="A stack of nothing",
    slide="If σ was linear!",
    controls=(
        Control("depth", DEPTHS, start=1, label="number of layers"),
        Control("bend", BENDS, start=0, label="σ, from linear to tanh", format=".0%"),
        Control("seed", STACKS, start=1, label="weights, sample"),
    ),
    compute=stack,
    draw=draw_stack,
    caption=caption_stack,
    scenes={
        "If σ was linear! One layer": {},
        "If σ was linear! Twelve layers": {"depth": 12},
        "If σ was linear! One layer with a bend": {"bend": 1},
        "If σ was linear! Three layers with a bend": {"depth": 3, "bend": 1},
        "If σ was linear! Twelve layers with a bend": {"depth": 12, "bend": 1},
    },
)
