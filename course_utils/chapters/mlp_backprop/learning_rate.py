"""Descend two losses with rates from too small to too large (slide "Key To Training: Error Back Propagation")."""

from functools import cache
from typing import NamedTuple

import numpy as np

from course_utils.demo.demo import Control, Demo, Talk
from course_utils.plotting.fields import level_lines
from course_utils.plotting.lines import plane
from course_utils.plotting.style import BLUE, DARK, GREY, ORANGE, power_of_ten

STEPS = tuple(range(61))
ALPHAS = (0.01, 0.03, 0.06, 0.1, 0.15, 0.18, 0.19, 0.2, 0.21, 0.3, 0.6, 1, 2, 3, 5)
START = np.array([-2.6, 1.3])
STEEPNESS = 10.0  # of the bowl, across over along
REACH, FAR = 3.2, 1000.0  # the edge of the picture, and the farthest point that a renderer can draw
LOWEST, HIGHEST = 1e-10, 1e4  # of the losses in the picture
INPUTS = np.linspace(-2, 2, 21)
TARGETS = 1.5 * np.tanh(1.5 * INPUTS)
LEVELS = {"a bowl": (0.5, 2, 5, 10, 18, 28, 42), "a net of two weights": (0.03, 0.1, 0.25, 0.6, 1.2, 2.2, 3.6, 5.5)}


def bowl(w):
    """½ (w₁² + 10 w₂²) and its gradient: ten times as steep across the valley as along it."""
    curvature = np.array([1.0, STEEPNESS])
    return np.sum(curvature * w**2, axis=-1) / 2, curvature * w


def small_net(w):
    """The mean of ½ (w₂ tanh(w₁ x) - t)² over 21 points x, and its gradient: the smallest net with a hidden unit."""
    w1, w2 = w[..., :1], w[..., 1:]
    y = np.tanh(w1 * INPUTS)
    error = w2 * y - TARGETS
    gradient = np.stack([np.mean(error * w2 * (1 - y**2) * INPUTS, axis=-1), np.mean(error * y, axis=-1)], axis=-1)
    return np.mean(error**2, axis=-1) / 2, gradient


PROBLEMS = {"a bowl": bowl, "a net of two weights": small_net}


class Descent(NamedTuple):
    problem: str
    rate: float
    path: np.ndarray  # (step + 1, 2)
    losses: np.ndarray  # (step + 1,)


@cache
def descend(problem, rate):
    """Take sixty steps of gradient descent: the path and its losses."""
    w, path = START, [START]
    for _ in STEPS[1:]:
        w = w - rate * PROBLEMS[problem](w)[1]
        path.append(w)
    return np.array(path), PROBLEMS[problem](np.array(path))[0]


def compute(problem, rate, step):
    path, losses = descend(problem, rate)
    return Descent(problem, rate, path[: step + 1], losses[: step + 1])


@cache
def contours(problem):
    """Compute the lines of equal loss."""
    grid = np.linspace(-REACH, REACH, 121)
    values = PROBLEMS[problem](np.stack(np.meshgrid(grid, grid), axis=-1))[0]
    return level_lines(grid, grid, values, LEVELS[problem])


def draw(fig, start):
    weights = plane(fig, (0.9, 0.7, 3.35, 3.35), (-REACH, REACH), (-REACH, REACH), "w₁", "w₂", equal=True)
    weights.set(xticks=[-2, 0, 2], yticks=[-2, 0, 2])
    lines = weights.plot([], [], color=GREY, linewidth=0.9)[0]
    path = weights.plot([], [], "o-", color=BLUE, linewidth=1.5, markersize=5)[0]
    first = weights.plot(*START[:, None], "s", color=DARK, markersize=10)[0]
    now = weights.plot([], [], "D", color=ORANGE, markersize=12, markeredgecolor="white")[0]

    loss = plane(fig, (5.5, 0.75, 4.2, 2.75), (-1, 61), (LOWEST, HIGHEST), "step", "", title="loss")
    loss.set_yscale("log")
    loss.set(yticks=[1e-8, 1e-4, 1, 1e4], yticklabels=["10⁻⁸", "10⁻⁴", "1", "10⁴"])
    loss.minorticks_off()
    curve = loss.plot([], [], color=BLUE)[0]
    dot = loss.plot([], [], "D", color=ORANGE, markersize=12, markeredgecolor="white", clip_on=False)[0]
    off = loss.plot([], [], "^", color=BLUE, markersize=13, clip_on=False)[0]
    words = loss.text(61, 60, "", ha="right", va="top", fontsize=15)

    def ink(descent):
        lines.set_data(*contours(descent.problem))
        far = np.abs(descent.path).max(axis=1) > FAR
        path.set_data(*descent.path[: np.argmax(far) + 1 if far.any() else None].T)
        now.set_data(*descent.path[-1:].T if not far[-1] else ([], []))
        steps, losses = within_frame(descent.losses)
        curve.set_data(steps, losses)
        end, leaves = (steps[-1:], losses[-1:]), losses[-1] >= HIGHEST
        dot.set_data(*(([], []) if leaves else end))
        off.set_data(*(end if leaves else ([], [])))
        outside = np.abs(descent.path[-1]).max() > REACH
        words.set_text("it has left the map" if outside else "")
        return lines, path, first, now, curve, dot, off, words

    return ink


def within_frame(losses):
    """Cut a curve of losses, straight on a logarithmic scale, where it first meets the upper edge of the frame."""
    above = losses >= HIGHEST
    if not above.any():
        return np.arange(len(losses)), losses
    last = int(np.argmax(above))
    below, beyond, edge = np.log([losses[last - 1], losses[last], HIGHEST])
    return np.append(np.arange(last), last - 1 + (edge - below) / (beyond - below)), np.append(losses[:last], HIGHEST)


def caption(descent):
    loss = descent.losses[-1]
    said = f"{loss:.2f}" if 0.1 <= loss < 100 else "more than 100" if loss >= 100 else power_of_ten(loss)
    if 1e-4 <= loss < 0.1:
        said = f"{loss:.4f}"
    steps = f"{len(descent.path) - 1} step{'s' * (len(descent.path) != 2)}"
    start = f"{descent.problem.capitalize()}, α = {descent.rate:g}: after {steps} the loss is {said}"
    if descent.problem != "a bowl":
        return f"{start}, at the start it was {descent.losses[0]:.2f}."
    along, across = (1 - descent.rate * c for c in (1, STEEPNESS))
    return f"{start}; every step multiplies w₁ by {along:.2g} and w₂ by {across:.2g}."


LEARNING_RATE = Demo(
    title="The learning rate, from too small to too large",
    slide="Key To Training: Error Back Propagation",
    controls=(
        Control("step", STEPS, start=20, label="step"),
        Control("rate", ALPHAS, start=0.01, label="learning rate α"),
        Control("problem", tuple(PROBLEMS), start="a bowl", label="loss of"),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    scenes={
        "Key To Training: Error Back Propagation: too small": {"step": 60},
        "Key To Training: Error Back Propagation: best": {"step": 60, "rate": 0.18},
        "Key To Training: Error Back Propagation: to and fro": {"step": 60, "rate": 0.2},
        "Key To Training: Error Back Propagation: too large": {"step": 6, "rate": 0.3},
        "Key To Training: Error Back Propagation: a net": {"step": 60, "rate": 1, "problem": "a net of two weights"},
        "Key To Training: Error Back Propagation: a net, too large": {
            "step": 60,
            "rate": 5,
            "problem": "a net of two weights",
        },
    },
    talks=(
        Talk(
            slide="Key To Training: Error Back Propagation",
            section="4. Walk downhill",
            minutes=5,
            starred=True,
            ask=(
                "The valley is ten times as steep across as along. Which α of the list gets closest in 60 steps, and "
                "from which one on does it never arrive?"
            ),
            reveals="“A larger step is only faster.” From 2 divided by the larger curvature on, it never arrives.",
        ),
    ),
)
