"""See what is left of a gradient after twenty layers (slide "Backward Pass", its product W₁ σ₁′ W₂ σ₂′ W₃)."""

from functools import cache
from typing import NamedTuple

import numpy as np

from course_utils.demo.demo import Control, Demo, Talk
from course_utils.numerics.mlp import ACTIVATIONS
from course_utils.plotting.lines import plane
from course_utils.plotting.networks import page_axes
from course_utils.plotting.style import BLUE, DARK, GREY, ORANGE, PALE, power_of_ten
from course_utils.plotting.words import show_words

DEPTH, WIDTH, ROWS = 20, 64, 64

GAINS = (0.5, 1, 1.4, 2, 4)  # a weight is N(0, gain² / 64): Glorot's rule has 1, He's for relu √2

LOWEST, HIGHEST = -21, 13  # powers of ten in the picture


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
    size = plane(fig, (1.1, 0.75, 5.9, 2.85), (0.2, DEPTH + 1.8), (LOWEST, HIGHEST), "layer", "")
    size.set(xticks=[1, 5, 10, 15, 20], yticks=[-20, -10, 0, 10], yticklabels=["10⁻²⁰", "10⁻¹⁰", "1", "10¹⁰"])
    size.text(0.2, HIGHEST + 1, "size of the gradient, on its way back from the loss", va="bottom", fontsize=16)
    size.axhline(0, color=GREY, linewidth=1.2)
    size.plot([DEPTH + 1.2], [0], "s", color=DARK, markersize=13, clip_on=False)
    size.text(DEPTH + 1.2, 1, "L", ha="center", va="bottom", fontsize=17)
    bars = size.vlines([], 0, 0, linewidth=13)
    slopes = size.plot([], [], "--", color=DARK, linewidth=2.5)[0]
    page = page_axes(fig)
    page.text(7.3, 3.35, "left of the gradient", va="center", fontsize=17)
    verdict = show_words(page, 7.3, 2.8, va="center", fontsize=28)
    each = show_words(page, 7.3, 2.25, va="center", fontsize=17)
    page.text(7.3, 1.5, "dashed: by σ′ alone", va="center", fontsize=17)
    alone = show_words(page, 7.3, 1.05, va="center", fontsize=20)

    def ink(way):
        at, heights = DEPTH + 1 - np.arange(1, way.layers + 1), np.log10(way.sizes[1:])
        bars.set_segments([[(x, 0), (x, height)] for x, height in zip(at, heights, strict=True)])
        bars.set_color([BLUE if height > 0 else ORANGE for height in heights] or [PALE])
        slopes.set_data(DEPTH + 1 - np.arange(way.layers + 1), np.log10(way.slopes))
        left = way.sizes[-1]
        verdict.set(text=format_share(left), color=BLUE if left > 1 else ORANGE if left < 1 else DARK)
        each.set_text(f"× {left ** (1 / way.layers):.2f} a layer" if way.layers else "")
        alone.set_text(format_share(way.slopes[-1]))
        return bars, slopes, verdict, each, alone

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


VANISHING = Demo(
    title="What is left of a gradient after twenty layers",
    slide="Backward Pass",
    controls=(
        Control("layers", tuple(range(DEPTH + 1)), start=1, label="layers back"),
        Control("activation", ("identity", "tanh", "relu", "sigmoid"), start="tanh", label="activation σ"),
        Control("gain", GAINS, start=1, label="weights, times 1/√width"),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
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
            ask="Twenty layers, each with its W and its σ′. How much of the gradient reaches the first?",
            reveals="“Most of it.” A product of twenty factors is nearly nothing or very much, unless each is near 1.",
        ),
    ),
)
