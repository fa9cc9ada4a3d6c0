"""Stack layers with and without a bend, beside the best single matrix (slide "If σ was linear!")."""

from functools import cache
from typing import NamedTuple

import numpy as np

from course_utils.demo.demo import Control, Demo, Talk
from course_utils.demo.question import Question
from course_utils.plotting.lines import join_lines, plane
from course_utils.plotting.networks import Block, page_axes
from course_utils.plotting.style import LABEL, ROLE, TITLE, subscript, typeset
from course_utils.plotting.words import Verdict, name_object, show_words

DEPTHS = tuple(range(1, 13))
BENDS = (0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1)
STACKS = (1, 2, 3, 4)  # seeds
REACH, LINES, LINE_POINTS = 1.0, 9, 33
CELL = 0.85  # inches


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
    """Return the lines of a grid over the square, each as 33 points: shape (18, 33, 2)."""
    at, along = np.linspace(-REACH, REACH, LINES), np.linspace(-REACH, REACH, LINE_POINTS)
    upright = np.stack(np.broadcast_arrays(at[:, None], along[None, :]), axis=-1)
    return np.concatenate([upright, upright[..., ::-1]])


@cache
def stack_weights(seed):
    """Make twelve matrices that turn by a random angle and stretch a little; none of them is singular."""
    rng, matrices = np.random.default_rng(seed), []
    for angle, stretch in zip(rng.uniform(0.3, 1.2, 12), rng.uniform(0.1, 0.35, 12), strict=True):
        turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
        matrices.append(turn * [1 + stretch, 1 / (1 + stretch)])
    return matrices


def compute(depth, bend, seed):
    matrices = stack_weights(seed)[:depth]
    points = start = input_grid().reshape(-1, 2)
    for W in matrices:
        z = points @ W
        points = (1 - bend) * z + bend * np.tanh(1.5 * z)
    best = np.linalg.lstsq(start, points, rcond=None)[0]
    left = np.linalg.norm(points - start @ best) / np.linalg.norm(points)
    product = matrices[0] if depth == 1 else np.linalg.multi_dot(matrices)
    return Stack(depth, bend, product, best, *(p.reshape(-1, LINE_POINTS, 2) for p in (points, start @ best)), left)


def draw(fig, start):
    before = show_square(fig, (0.35, 0.98, 1.95, 1.95), 1.15, "in")
    after = show_square(fig, (2.75, 0.2, 3.5, 3.5), 2.064)  # the same scale
    layers = name_object(after, -2.064, 2.15, "", va="bottom", fontsize=TITLE)
    before_lines, after_lines = show_grid(before), show_grid(after)
    for line, part in zip(before_lines, np.split(input_grid(), 2), strict=True):
        line.set_data(*join_lines(part))
    dots = after.plot([], [], "o", color=ROLE.before, markersize=5, markeredgewidth=0)[0]
    verdict, page = Verdict(fig, 6.85, 4.2), page_axes(fig)
    block = Block(page, cell=CELL)
    entries = [show_words(page, 0, 0, ha="center", va="center", fontsize=LABEL, zorder=5) for _ in range(4)]
    for entry, (i, j) in zip(entries, np.ndindex(2, 2), strict=True):
        entry.set_position((6.9 + CELL * (j + 0.5), 1.34 + CELL * (0.5 - i)))

    def ink(stack):
        for line, part in zip(after_lines, np.split(stack.grid, 2), strict=True):
            line.set_data(*join_lines(part))
        dots.set_data(*stack.flat[:LINES, :: LINE_POINTS // (LINES - 1)].reshape(-1, 2).T)
        layers.set_text(name_layers(stack))
        name = "best matrix" if stack.bend else product_of(stack.depth)
        block.show(0.45 * stack.best, 6.9, 1.34, f"● {name}", scale=2, color=ROLE.before)
        for entry, number in zip(entries, stack.best.ravel(), strict=True):
            entry.set_text(typeset(f"{round(number, 2) + 0.0:.2f}"))
        color = ROLE.model if stack.bend else ROLE.ink
        verdict.show(f"{100 * stack.left:.0f} % off", "the best single matrix", color=color)
        return *after_lines, dots, layers, *block.artists, *entries, *verdict.artists

    return ink


def show_square(fig, box, reach, title=""):
    """Put a square plane with a thin frame in a box of the figure."""
    ax = plane(fig, box, (-reach, reach), (-reach, reach), "", "", title=title)
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set_visible(True)
    return ax


def show_grid(ax):
    """Show the columns of a grid in orange and its rows in blue; their data are set later."""
    return [ax.plot([], [], color=color, linewidth=2)[0] for color in (ROLE.negative, ROLE.positive)]


def name_layers(stack):
    """Say what the grid went through."""
    return f"{count_layers(stack)}, {f'{100 * stack.bend:.0f} % bent' if stack.bend else 'no bend'}"


def count_layers(stack):
    return f"{stack.depth} layer{'s' * (stack.depth > 1)}"


def product_of(depth):
    """Name the matrices of a number of layers, side by side.

    >>> product_of(12)
    'W₁ W₂ … W₁₂'
    """
    names = [f"W{subscript(k)}" for k in range(1, depth + 1)]
    return " ".join(names if depth <= 3 else [*names[:2], "…", names[-1]])


def caption(stack):
    bend = f"σ bent by {100 * stack.bend:.0f} %" if stack.bend else "σ linear"
    return f"{count_layers(stack)}, {bend}: the best single matrix misses {100 * stack.left:.0f} % of what comes out."


def consequence(stack):
    layers, missed = count_layers(stack), f"[{100 * stack.left:.0f} %|model]"
    if not stack.bend:
        return f"{layers} without a bend: one matrix does the same."
    return f"{layers} with a bend: one matrix misses {missed}."


def explain(at):
    """Say what one matrix misses of twelve layers that are linear, slightly bent and bent."""
    none, slight, full = (100 * at(depth=12, bend=bend).left for bend in (0, 0.1, 1))
    start = f"one matrix misses {none:.0f} % of twelve linear layers"
    return f"{start}, but {slight:.0f} % at a bend of 10 %, {full:.0f} % at 100 %"


STACK_OF_NOTHING = Demo(
    title="A stack of nothing",
    slide="If σ was linear!",
    controls=(
        Control("depth", DEPTHS, start=1, label="number of layers", main=True, plays=True),
        Control("bend", BENDS, start=0, label="σ, from linear to tanh", format=".0%"),
        Control("seed", STACKS, start=1, label="weights, sample", sample=True),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    consequence=consequence,
    split=0.66,
    question=Question(
        "How far must σ bend until no single matrix does what twelve layers do?",
        {
            "not at all: twelve do more than one": lambda bend: bend == 0,
            "a tenth of the way to tanh": lambda bend: bend == 0.1,
            "about half of the way": lambda bend: 0.4 <= bend <= 0.6,
            "all the way": lambda bend: bend == 1,
        },
        answer=lambda at: next(bend for bend in BENDS if at(depth=12, bend=bend).left >= 0.01),
        because=explain,
        shows={"depth": 12, "bend": 0.1},
    ),
    scenes={
        "If σ was linear! One layer": {},
        "If σ was linear! Twelve layers": {"depth": 12},
        "If σ was linear! One layer with a bend": {"bend": 1},
        "If σ was linear! Three layers with a bend": {"depth": 3, "bend": 1},
        "If σ was linear! Twelve layers with a bend": {"depth": 12, "bend": 1},
    },
    talks=(
        Talk(
            slide="If σ was linear!",
            section="If σ was linear",
            minutes=4,
            starred=True,
            reveals=(
                "“Deeper is more powerful.” Not without a bend: the best single matrix is off by 0 % at every depth."
            ),
        ),
    ),
)
