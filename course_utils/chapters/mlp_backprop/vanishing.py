"""See what is left of a gradient after twenty layers (slide "Backward Pass", its product W₁ σ₁′ W₂ σ₂′ W₃)."""

from functools import cache
from typing import NamedTuple

import numpy as np

from course_utils.demo.demo import Control, Demo, Talk
from course_utils.demo.handle import Handle
from course_utils.demo.question import Question
from course_utils.numerics.mlp import ACTIVATIONS
from course_utils.plotting.lines import plane
from course_utils.plotting.style import RESULT, ROLE, power_of_ten, tint
from course_utils.plotting.words import Verdict, name_object

DEPTH, WIDTH, ROWS = 20, 64, 64

GAINS = (0.5, 1, 1.4, 2, 4)  # a weight is N(0, gain² / 64): Glorot's rule has 1, He's for relu √2

LOSS = DEPTH + 1  # where the loss stands, behind the last layer


class WayBack(NamedTuple):
    activation: str
    gain: float
    layers: int  # walked back through so far
    sizes: np.ndarray  # (layers + 1,): of the gradient, from the last layer back, as shares of what the loss hands in
    slopes: np.ndarray  # likewise, the product of the layers' typical σ′ alone


@cache
def walk(activation, gain):
    """Compute the sizes of the gradient at every layer, last layer first, and the products of the slopes."""
    rng = np.random.default_rng(7)
    sigma, sigma_prime = ACTIVATIONS[activation]
    y, passed = rng.normal(size=(ROWS, WIDTH)), []
    for _ in range(DEPTH):
        W = rng.normal(scale=gain / np.sqrt(WIDTH), size=(WIDTH, WIDTH))
        z = y @ W
        y = sigma(z)
        passed.append((W, sigma_prime(z)))
    gradient = rng.normal(size=(ROWS, WIDTH))
    sizes, slopes, first = [1.0], [1.0], np.linalg.norm(gradient)
    for W, slope in reversed(passed):
        gradient = (gradient * slope) @ W.T
        sizes.append(np.linalg.norm(gradient) / first)
        slopes.append(slopes[-1] * np.sqrt(np.mean(slope**2)))
    return np.array(sizes), np.array(slopes)


def compute(activation, gain, layers):
    sizes, slopes = walk(activation, gain)
    return WayBack(activation, gain, layers, sizes[: layers + 1], slopes[: layers + 1])


def draw(fig, start):
    stream = plane(fig, (0.4, 0.6, 6.5, 3.05), (0.2, LOSS + 0.5), (-1, 1), "", "")
    stream.set_title("the gradient, on its way back", color=ROLE.gradient)
    stream.set(xticks=[1, 10, LOSS], xticklabels=["layer 1", "10", "loss"], yticks=[], label="stream")
    stream.get_xticklabels()[0].set_ha("left")
    stream.spines[:].set_visible(False)
    stream.vlines(np.arange(1, LOSS), -1, 1, color=tint(ROLE.unlit, 0.25), linewidth=11)

    area = stream.fill([], [], color=tint(ROLE.gradient, 0.6), linewidth=0)[0]
    slopes = stream.plot([], [], color=ROLE.ink, dashes=(4, 2))[0]
    front = stream.plot([], [], "<", color=ROLE.gradient, markersize=16, markeredgecolor=ROLE.paper, clip_on=False)[0]
    loss = stream.plot([LOSS + 0.2] * 2, [-0.5, 0.5], color=ROLE.ink, linewidth=9, solid_capstyle="butt")[0]
    name = name_object(stream, 0, 0, "σ′ alone")
    verdict, alone = Verdict(fig, 7.3, 4.0), Verdict(fig, 7.3, 1.75, size=RESULT)

    def ink(way):
        at, half, by_slopes = LOSS - np.arange(way.layers + 1), 0.5 * np.minimum(way.sizes, 99), 0.5 * way.slopes
        area.set_xy(np.column_stack([[*at, *at[::-1]], [*half, *-half[::-1]]]))
        slopes.set_data([*at, np.nan, *at], [*by_slopes, np.nan, *-by_slopes])
        front.set_data(at[-1:], [0])
        front.set_visible(way.layers > 0)
        ahead = at[-1] > 5  # whether there is room for the name before the front
        height = max(by_slopes[-1], 0.15) if ahead else by_slopes[-1] + 0.27
        name.set(position=(at[-1] + (-0.6 if ahead else 0), height), ha="right" if ahead else "left")
        left, bends = way.sizes[-1], way.activation != "identity" and way.layers > 0
        for artist in (name, slopes):
            artist.set_visible(bends)
        each = f"× {left ** (1 / way.layers):.2f} a layer" if way.layers else ""
        verdict.show(format_share(left), "of the gradient is left", each, color=ROLE.gradient)
        alone.show(format_share(way.slopes[-1]), "by the slopes σ′ alone")
        return area, slopes, front, loss, name, *verdict.artists, *alone.artists

    return ink


def format_share(number):
    """Write a size: plain between a hundredth and a hundred, else as a power of ten."""
    return f"{number:.2f}" if 0.01 <= number < 100 else power_of_ten(number)


def caption(way):
    start = f"{way.activation}, weights {way.gain:g}/√{WIDTH}"
    if not way.layers:
        return f"{start}: the gradient stands at the loss."
    each = way.sizes[-1] ** (1 / way.layers)
    return (
        f"{start}: {way.layers} layer{'s' * (way.layers > 1)} back, {format_share(way.sizes[-1])} of the gradient "
        f"arrives, {each:.2f} a layer; the slopes σ′ alone would leave {format_share(way.slopes[-1])}."
    )


def consequence(way):
    if not way.layers:
        return "The gradient stands at the loss."
    left, alone = format_share(way.sizes[-1]), format_share(way.slopes[-1])
    return f"[{left}|gradient] of the gradient arrives; the slopes alone leave {alone}."


def explain_power(at):
    left = at(layers=DEPTH).sizes[-1]
    return f"{format_share(left)} is left, a factor of {left ** (1 / DEPTH):.2f} for each of {DEPTH} layers"


VANISHING = Demo(
    title="What is left of a gradient after twenty layers",
    slide="Backward Pass",
    controls=(
        Control("layers", tuple(range(DEPTH + 1)), start=1, label="layers back", main=True, plays=True),
        Control("activation", ("identity", "tanh", "relu", "sigmoid"), start="tanh", label="activation σ"),
        Control("gain", GAINS, start=1, label="weights, times 1/√width"),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    consequence=consequence,
    split=0.715,
    question=Question(
        "One layer of tanh leaves nearly all of the gradient. How much do twenty layers leave?",
        {
            "more than half": lambda left: left > 0.5,
            "about a fifth": lambda left: 0.1 < left < 0.3,
            "less than a thousandth": lambda left: left < 0.001,
        },
        answer=lambda at: at(layers=DEPTH).sizes[-1],
        because=explain_power,
        shows={"layers": 20},
    ),
    handles=(Handle("stream", x=("layers", lambda layers: LOSS - layers), at=lambda way: (LOSS - way.layers, 0)),),
    scenes={
        "Backward Pass: one layer back": {},
        "Backward Pass: W₁ σ₁′ W₂ σ₂′ W₃, twenty layers of tanh": {"layers": 20},
        "Backward Pass: weights too small": {"layers": 20, "gain": 0.5},
        "Backward Pass: weights too large": {"layers": 20, "gain": 4},
        "Backward Pass: sigmoid": {"layers": 20, "activation": "sigmoid"},
        "Backward Pass: relu": {"layers": 20, "activation": "relu", "gain": 1.4},
    },
    talks=(
        Talk(
            slide="Backward Pass",
            section="Twenty layers",
            minutes=3,
            reveals="“Most of it.” A product of twenty factors is nearly nothing or very much, unless each is near 1.",
        ),
    ),
)
