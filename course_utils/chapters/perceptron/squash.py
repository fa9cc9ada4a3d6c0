"""Turn a score into a probability by four functions (slide "Function To Get Probabilities")."""

from typing import NamedTuple

import numpy as np

from course_utils.demo.demo import Control, Demo, Talk, steps
from course_utils.numerics.logistic import sigmoid
from course_utils.plotting.lines import plane
from course_utils.plotting.style import BLUE, EMPTY, GREY, ORANGE, power_of_ten

# A score times its steepness → a probability, and the slope there (nan: none); all but the step rise with slope ¼.
SQUASHING = {
    "sigmoid": (sigmoid, lambda z: sigmoid(z) * sigmoid(-z)),
    "arc tangent": (lambda z: 0.5 + np.arctan(np.pi * z / 4) / np.pi, lambda z: 0.25 / (1 + (np.pi * z / 4) ** 2)),
    "cut-off line": (
        lambda z: np.clip(0.5 + z / 4, 0, 1),
        lambda z: np.select([abs(z) < 2, abs(z) > 2], [0.25, 0.0], np.nan),
    ),
    "hard step": (lambda z: np.heaviside(z, 0.5), lambda z: np.where(z == 0, np.nan, 0.0)),
}

Z = np.linspace(-8, 8, 641)


class Squashed(NamedTuple):
    function: str
    steepness: float
    z: float
    curve: np.ndarray  # the probability for every score of Z
    p: float
    slope: float  # nan where there is none


def compute(function, steepness, z):
    value, slope = SQUASHING[function]
    here = np.array([steepness * z])
    return Squashed(function, steepness, z, value(steepness * Z), value(here)[0], float(steepness * slope(here)[0]))


def draw(fig, start):
    data = plane(fig, (0.9, 0.8, 5.3, 2.9), (-8, 8), (-0.1, 1.1), "score z", "p(dog)")
    data.set(yticks=[0, 0.5, 1], yticklabels=["0", "½", "1"], xticks=[-8, -4, 0, 4, 8])
    for level in (0, 0.5, 1):
        data.axhline(level, color=GREY, linewidth=0.8, linestyle=":")
    data.axvline(0, color=GREY, linewidth=0.8, linestyle=":")
    curve = data.plot([], [], color=BLUE)[0]
    guide = data.plot([], [], color=GREY, linewidth=1.5, linestyle="--")[0]
    touch = data.plot([], [], color=ORANGE, linewidth=3)[0]
    dot = data.plot([], [], "D", color=ORANGE, markersize=12, markeredgecolor="white", clip_on=False, zorder=6)[0]
    title = data.text(0.5, 1.06, "", transform=data.transAxes, ha="center", fontsize=18)

    bar = plane(fig, (7.3, 0.8, 0.9, 2.9), (-0.6, 0.6), (0, 1), "", "")
    bar.set(xticks=[], yticks=[0, 0.5, 1], yticklabels=["cat", "½", "dog"])
    bar.bar([0], [1], width=1, color=EMPTY)
    level = bar.bar([0], [0], width=1)[0]
    number = bar.text(1.15, 0.5, "", transform=bar.transAxes, va="center", fontsize=18)
    slope = bar.text(1.15, 0.24, "", transform=bar.transAxes, va="center", fontsize=16, color=ORANGE)

    def ink(squashed):
        z, p = squashed.z, squashed.p
        curve.set_data(Z, squashed.curve)
        guide.set_data([z, z, -8], [-0.1, p, p])
        reach = 1.6 / np.hypot(1, 8 * squashed.slope)  # about as long on the screen for every slope
        touch.set_data([z - reach, z + reach], [p - reach * squashed.slope, p + reach * squashed.slope])
        touch.set_visible(np.isfinite(squashed.slope))
        dot.set_data([z], [p])
        level.set(height=p, facecolor=(ORANGE, GREY, BLUE)[1 + int(np.sign(squashed.z))])
        number.set_text(f"p {to_three_digits(p)}")
        slope.set_text(f"slope\n{to_three_digits(squashed.slope)}" if np.isfinite(squashed.slope) else "no slope\nhere")
        title.set_text(f"{squashed.function}, steepness {squashed.steepness:g}")
        return curve, guide, touch, dot, title, level, number, slope

    return ink


def to_three_digits(value):
    """Write a number from 0 to 1 in three digits after the sign = or, where they would be 0.000 or 1.000, < or >."""
    if value in (0, 1):
        return f"= {value:g}"
    return "< 0.001" if value < 0.0005 else "> 0.999" if value >= 0.9995 else f"= {value:.3f}"


def to_four_digits(value):
    """Write a number from 0 to 1 in four digits; if it is very near to 0 or 1, write the difference."""
    if value in (0, 1):
        return f"{value:g}"
    if value < 0.00005:
        return power_of_ten(value)
    return f"1 − {power_of_ten(1 - value)}" if value >= 0.99995 else f"{value:.4f}"


def caption(squashed):
    moves = "the curve has a jump or a corner here, and no slope"
    if np.isfinite(squashed.slope):
        moves = f"moving the score by a little moves p by {to_four_digits(squashed.slope)} times as much"
    return (
        f"{squashed.function.capitalize()} with steepness {squashed.steepness:g}: the score {squashed.z:g} becomes "
        f"p = {to_four_digits(squashed.p)}; {moves}."
    )


SQUASH = Demo(
    title="From a score to a probability",
    slide="Function To Get Probabilities",
    controls=(
        Control("function", tuple(SQUASHING), start="sigmoid", label="function"),
        Control("steepness", (0.25, 0.5, 1, 2, 4), start=1, label="steepness"),
        Control("z", steps(-7.5, 7.5, 0.5), start=1.0, label="score z"),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    scenes={
        "Function To Get Probabilities: a score that has decided nothing": {"z": 0.0},
        "Function To Get Probabilities: the hard step": {"function": "hard step"},
        "Function To Get Probabilities: the score −6": {"z": -6.0},
        "Logistic Regression: four times as steep": {"steepness": 4},
    },
    talks=(
        Talk(
            slide="Function To Get Probabilities",
            section="1. From a score to a probability",
            minutes=5,
            starred=True,
            ask=(
                "At which score is the sigmoid exactly 1? A dog has the score −6: for which of the four functions, at "
                "steepness 1, does the slope say that the score should go up?"
            ),
            reveals=(
                "“A hard step is the better decision, so it is the better function to learn with.” It is flat where it "
                "is wrong, and does not say which way to go."
            ),
        ),
        Talk(
            slide="Logistic Regression",
            section="1. From a score to a probability",
            minutes=3,
            ask="All weights are multiplied by 4. Do any *decisions* change?",
            reveals=(
                "“Larger weights, other decisions.” Only the confidence changes. And “sometimes also called "
                "Perceptron”: better not; that is another method."
            ),
        ),
    ),
)
