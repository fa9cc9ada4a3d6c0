"""Descend two losses with rates from too small to too large (slide "Key To Training: Error Back Propagation")."""

import itertools
from functools import cache
from typing import NamedTuple

import numpy as np
from matplotlib.colors import ListedColormap

from course_utils.demo.demo import Control, Demo, Talk
from course_utils.demo.handle import Handle
from course_utils.demo.question import Question
from course_utils.plotting.fields import Heat
from course_utils.plotting.lines import plane
from course_utils.plotting.style import LABEL, ROLE, power_of_ten, tint
from course_utils.plotting.words import Verdict, name_object, show_words

STEPS = tuple(range(61))
ALPHAS = (0.01, 0.03, 0.06, 0.1, 0.15, 0.18, 0.19, 0.2, 0.21, 0.3, 0.6, 1, 2, 3, 5)
START = np.array([-2.6, 1.3])
STEEPNESS = 10.0  # of the bowl, across over along
XLIM, YLIM = (-3.4, 3.4), (-2.12, 2.12)
FAR = 1000.0  # the farthest point that a renderer can draw
ARRIVED = 0.1  # from a lowest point, in weights: the dot covers its cross
LOWEST, HIGHEST = 1e-10, 1e4  # of the losses in the picture
INPUTS = np.linspace(-2, 2, 21)
TARGETS = 1.5 * np.tanh(1.5 * INPUTS)
LEVELS = {"a bowl": (0.3, 1, 2.5, 5, 9, 14, 20), "a net of two weights": (0.03, 0.1, 0.25, 0.6, 1.2, 2.2, 3.6)}
LEVEL_NUMBERS = np.arange(8)  # of the terraces between the levels
MINIMA = {"a bowl": np.zeros((1, 2)), "a net of two weights": np.array([[1.5, 1.5], [-1.5, -1.5]])}


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


def draw(fig, start):
    show_descent, show_losses = show_map(fig), show_loss(fig)
    verdict = Verdict(fig, 6.7, 4.2)

    def ink(descent):
        word, color = judge(descent)
        gone = is_outside(descent.path)[-1]
        when = f"off since step {step_of_leaving(descent.path)}" if gone else f"after {count_steps(descent)}"
        verdict.show(word, f"α = {descent.rate:g}, {when}", color=getattr(ROLE, color))
        return *show_descent(descent), *show_losses(descent), *verdict.artists

    return ink


def show_map(fig):
    """Show the loss over the two weights as terraces, and the path from the start; return its ink."""
    weights = plane(fig, (0.65, 0.5, 5.61, 3.5), XLIM, YLIM, "", "")
    weights.set(xticks=[-2, 0, 2, 3.1], xticklabels=["−2", "0", "2", "w₁"])
    weights.set(yticks=[-1, 0, 1, 1.85], yticklabels=["−1", "0", "1", "w₂"])
    weights.set(zorder=2, facecolor="none")
    show_terraces(weights, "a bowl")  # in the background; those of the net lie on it
    terraces = show_terraces(weights, "a net of two weights")
    least = weights.plot([], [], "X", color=ROLE.ink, markersize=12, markeredgecolor=ROLE.paper, zorder=4)[0]
    path = weights.plot([], [], "o-", color=ROLE.ink, linewidth=2.5, markersize=5, zorder=5)[0]
    now = weights.plot([], [], "o", color=ROLE.update, markersize=14, markeredgecolor=ROLE.paper, zorder=6)[0]
    first = weights.plot(*START[:, None], "s", color=ROLE.ink, markersize=10, zorder=5)[0]
    start_name = name_object(weights, START[0] - 0.1, START[1] + 0.27, "start", ha="center")
    least_names = [name_object(weights, 0, 0, "lowest") for _ in range(2)]
    on_paper = {"facecolor": ROLE.paper, "edgecolor": "none", "pad": 4}
    gone = name_object(weights, 3.2, -1.82, "off the map", ROLE.wrong, ha="right", bbox=on_paper, zorder=7)

    def ink(descent):
        for part in terraces:
            part.set_visible(descent.problem != "a bowl")
        least.set_data(*MINIMA[descent.problem].T)
        for name, place in itertools.zip_longest(least_names, MINIMA[descent.problem]):
            name.set_visible(place is not None)
            if place is not None:
                name.set_position((place[0] + 0.17, place[1]))
        far = np.abs(descent.path).max(axis=1) > FAR
        path.set_data(*descent.path[: np.argmax(far) + 1 if far.any() else None].T)
        outside = bool(is_outside(descent.path)[-1])
        now.set_data(*(([], []) if outside else descent.path[-1:].T))
        gone.set_visible(outside)
        return *terraces, least, first, path, now, start_name, *least_names, gone

    return ink


def show_terraces(ax, problem):
    """Show a loss over the two weights as areas between lines of equal loss, pale in the valley."""
    across, up = np.linspace(*XLIM, 121), np.linspace(*YLIM, 81)
    losses = PROBLEMS[problem](np.stack(np.meshgrid(across, up), axis=-1))[0]
    colors = ListedColormap([tint(ROLE.model, share) for share in np.linspace(0.03, 0.42, len(LEVEL_NUMBERS) - 1)])
    heat = Heat(ax, losses.shape, 0, len(LEVEL_NUMBERS) - 1, colors)
    heat.show(np.interp(losses, (0, *LEVELS[problem]), LEVEL_NUMBERS))
    edge = tint(ROLE.model, 0.55)
    return heat, ax.contour(across, up, losses, levels=LEVELS[problem], colors=[edge], linewidths=1)


def show_loss(fig):
    """Show the loss over the steps, with its first and its last value; return its ink."""
    loss = plane(fig, (7.35, 0.5, 1.45, 2.3), (-2, 62), (LOWEST, HIGHEST), "", "")
    loss.set_yscale("log")
    loss.set(xticks=[0, 60], xticklabels=["step 0", "60"], yticks=[], label="loss")
    loss.minorticks_off()
    loss.spines["left"].set_visible(False)
    loss.text(-5, 2e3, "loss", ha="right", va="center", fontsize=LABEL, color=ROLE.note)
    curve = loss.plot([], [], color=ROLE.ink)[0]
    dot = loss.plot([], [], "o", color=ROLE.update, markersize=12, markeredgecolor=ROLE.paper, clip_on=False)[0]
    first = show_words(loss, -5, 1, ha="right", va="center", fontsize=LABEL)
    last = name_object(loss, 68, 1, color=ROLE.update)

    def ink(descent):
        steps, losses = within_frame(descent.losses)
        curve.set_data(steps, losses)
        dot.set_data(steps[-1:], losses[-1:])
        first.set(y=losses[0], text=write_loss(descent.losses[0]))
        last.set_text(write_loss(descent.losses[-1]).replace("more than ", "> "))
        last.set(x=steps[-1] + 6, y=losses[-1], visible=len(losses) > 1)
        return curve, dot, first, last

    return ink


def is_outside(path):
    """Return for each point of a path whether the map does not show it."""
    low, high = np.transpose([XLIM, YLIM])
    return np.any((path < low) | (path > high), axis=1)


def step_of_leaving(path):
    """Return the step that left the map for good, as far as the path goes; its last point is outside."""
    return int(np.flatnonzero(~is_outside(path))[-1]) + 1


def is_there(descent):
    """Whether the dot covers the cross of a lowest point."""
    return bool(np.hypot(*(MINIMA[descent.problem] - descent.path[-1]).T).min() < ARRIVED)


def judge(descent):
    """Say in a word how it goes so far, as the map shows it, and the role of its colour."""
    path, (first, *_, last) = descent.path, (*descent.losses, descent.losses[-1])
    if len(path) == 1:
        return "at the start", "ink"
    if is_outside(path)[-1]:
        return "flies off", "wrong"
    if last > first:
        return "climbs", "wrong"
    if is_there(descent):
        return "arrives", "model"
    moves = np.diff(path[-3:], axis=0)
    if len(moves) == 2 and moves[0] @ moves[1] < 0:
        return "to and fro", "update"
    return ("creeps", "note") if np.hypot(*moves[-1]) < 0.1 else ("downhill", "model")


def count_steps(descent):
    steps = len(descent.path) - 1
    return f"{steps} step{'s' * (steps != 1)}"


def within_frame(losses):
    """Cut a curve of losses, straight on a logarithmic scale, where it first meets the upper edge of the frame."""
    above = losses >= HIGHEST
    if not above.any():
        return np.arange(len(losses)), losses
    last = int(np.argmax(above))
    below, beyond, edge = np.log([losses[last - 1], losses[last], HIGHEST])
    return np.append(np.arange(last), last - 1 + (edge - below) / (beyond - below)), np.append(losses[:last], HIGHEST)


def write_loss(loss):
    if 1e-4 <= loss < 0.1:
        return f"{loss:.4f}"
    return f"{loss:.2f}" if 0.1 <= loss < 100 else "more than 100" if loss >= 100 else power_of_ten(loss)


def caption(descent):
    said = write_loss(descent.losses[-1])
    start = f"{descent.problem.capitalize()}, α = {descent.rate:g}: after {count_steps(descent)} the loss is {said}"
    if descent.problem != "a bowl":
        return f"{start}, at the start it was {descent.losses[0]:.2f}."
    along, across = (1 - descent.rate * c for c in (1, STEEPNESS))
    return f"{start}; every step multiplies w₁ by {along:.2g} and w₂ by {across:.2g}."


def consequence(descent):
    loss = f"[{write_loss(descent.losses[-1])}|update]"
    return {
        "at the start": f"Before the first step the loss is {loss}.",
        "flies off": f"Each step goes too far: it flies off, the loss is {loss}.",
        "climbs": f"Each step goes too far: it climbs, the loss is {loss}.",
        "arrives": f"It arrives: the loss is {loss}.",
        "to and fro": f"It jumps to and fro across the valley; the loss is {loss}.",
        "creeps": f"The steps are small, it creeps; the loss is {loss}.",
        "downhill": f"It goes downhill; the loss is {loss}.",
    }[judge(descent)[0]]


def stands_still(descent):
    """Whether the last step no longer lowers the loss."""
    return bool(descent.losses[-1] > 0.999 * descent.losses[-2])


def lowest_that_never_arrives(at):
    return next(rate for rate in ALPHAS if stands_still(at(rate=rate, step=STEPS[-1])))


def explain(at):
    """Say by what a step multiplies w₂ at the rate that never arrives, and at the one before it."""
    rate = lowest_that_never_arrives(at)
    rates = ALPHAS[ALPHAS.index(rate) - 1], rate
    shrinks, stays = (f"{1 - STEEPNESS * rate:.2g} at α = {rate:g}" for rate in rates)
    return f"each step multiplies w₂ by {shrinks}, so it shrinks, but by {stays}: it jumps to and fro for ever"


LEARNING_RATE = Demo(
    title="The learning rate, from too small to too large",
    slide="Key To Training: Error Back Propagation",
    controls=(
        Control("step", STEPS, start=20, label="step", plays=True),
        Control("rate", ALPHAS, start=0.01, label="learning rate α", main=True),
        Control("problem", tuple(PROBLEMS), start="a bowl", label="loss of"),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    consequence=consequence,
    split=0.64,
    question=Question(
        "The bowl is ten times as steep across as along: from which α on do the steps never arrive?",
        {
            "from 0.1 on": lambda rate: rate == 0.1,
            "from 0.2 on": lambda rate: rate == 0.2,
            "from 1 on": lambda rate: rate == 1,
            "from 2 on": lambda rate: rate == 2,
        },
        answer=lowest_that_never_arrives,
        because=explain,
        shows={"rate": 0.2, "step": STEPS[-1]},
    ),
    handles=(Handle("loss", x="step", at=lambda descent: (len(descent.path) - 1, min(descent.losses[-1], HIGHEST))),),
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
            reveals="“A larger step is only faster.” From 2 divided by the larger curvature on, it never arrives.",
        ),
    ),
)
