"""Turn a score into a probability by four functions (slide "Function To Get Probabilities")."""

from typing import NamedTuple

import numpy as np
from matplotlib.patches import Rectangle

from course_utils.demo.demo import Control, Demo, Talk, steps
from course_utils.demo.handle import Handle
from course_utils.demo.question import Question
from course_utils.numerics.logistic import sigmoid
from course_utils.plotting.lines import plane
from course_utils.plotting.style import GUIDE, HERO, RESULT, ROLE, TITLE, power_of_ten, tint
from course_utils.plotting.words import Verdict, name_object

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
    data = plane(fig, (1.1, 0.85, 5.9, 2.8), (-9, 8), (0, 1), "", "")
    data.set(xticks=[-6, 0, 6], yticks=[0, 0.5, 1], yticklabels=["cat 0", "½", "dog 1"], label="data")
    data.set_xlabel("score z", x=9 / 17)  # below the 0
    for label, kind in zip(data.get_yticklabels()[::2], ("cat", "dog"), strict=True):
        label.set_color(getattr(ROLE, kind))
    data.spines["left"].set_visible(False)
    data.plot([-8, 8], [0.5, 0.5], color=ROLE.rule, linewidth=GUIDE)
    data.plot([0, 0], [0, 1], color=ROLE.rule, linewidth=GUIDE)
    data.add_patch(Rectangle((-9, 0), 0.9, 1, color=tint(ROLE.unlit, 0.35), linewidth=0))
    level = data.add_patch(Rectangle((-9, 0), 0.9, 0, linewidth=0))

    curve = data.plot([], [], color=ROLE.model, linewidth=HERO, clip_on=False)[0]
    guide = data.plot([], [], color=ROLE.guide, linewidth=GUIDE, dashes=(4, 3))[0]
    touch = data.plot([], [], color=ROLE.gradient, linewidth=HERO, clip_on=False)[0]
    dot = data.plot([], [], markersize=14, markeredgecolor=ROLE.paper, markeredgewidth=1.5, clip_on=False, zorder=6)[0]
    name = name_object(data, -8.1, 1.11, "", ROLE.model, fontsize=TITLE)
    verdict, slope = Verdict(fig, 7.5, 4.0), Verdict(fig, 7.5, 2.1, size=RESULT)

    def ink(squashed):
        z, p = squashed.z, squashed.p
        marker, color = (("o", ROLE.cat), ("D", ROLE.note), ("s", ROLE.dog))[1 + int(np.sign(z))]
        curve.set_data(Z, squashed.curve)
        guide.set_data([z, z, -8.1], [0, p, p])
        touch.set_data(*touching_line(squashed))
        dot.set(data=([z], [p]), marker=marker, color=color)
        level.set(height=p, facecolor=color)
        name.set_text(squashed.function)
        verdict.show(to_three_digits(p).removeprefix("= "), "probability of a dog", color=color)
        slope.show(*slope_in_words(squashed.slope), color=ROLE.gradient)
        return curve, guide, level, touch, dot, name, *verdict.artists, *slope.artists

    return ink


def touching_line(squashed):
    """Return x and y of a piece of the line that touches the curve, about as long on the screen for every slope."""
    z, p, slope = squashed.z, squashed.p, squashed.slope
    if not np.isfinite(slope):
        return [], []
    reach = 1.6 / np.hypot(1, 8 * slope)
    ends = np.clip([z - reach, z + reach], -8, 8)
    return ends, p + slope * (ends - z)


def slope_in_words(slope):
    """Return the slope as a number or a word, what it is, and a note if nothing can be learned from it."""
    if not np.isfinite(slope):
        return "no slope", "a jump or a corner", ""
    return to_three_digits(slope).removeprefix("= "), "slope", "" if slope else "flat: no way to learn"


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


def consequence(squashed):
    p = to_four_digits(squashed.p)
    becomes = f"The score {squashed.z:g} becomes " + (
        f"[{p}|{'dog' if squashed.z > 0 else 'cat'}]" if squashed.z else p
    )
    if not np.isfinite(squashed.slope):
        return f"{becomes}; the curve has no slope here."
    if squashed.slope == 0:
        return f"{becomes}; a flat curve does not say which way to learn."
    return f"{becomes}; the slope here is [{to_four_digits(squashed.slope)}|gradient]."


def slopes_at_minus_6(at):
    """Return the slope of each function at the score −6."""
    return {name: at(function=name, z=-6.0).slope for name in SQUASHING}


def list_slopes(at):
    slopes = [f"{to_four_digits(slope)} ({name})" for name, slope in slopes_at_minus_6(at).items()]
    return f"at −6 the slopes are {', '.join(slopes[:-1])} and {slopes[-1]}"


SQUASH = Demo(
    title="From a score to a probability",
    slide="Function To Get Probabilities",
    controls=(
        Control("function", tuple(SQUASHING), start="sigmoid", label="function"),
        Control("steepness", (0.25, 0.5, 1, 2, 4), start=1, label="steepness"),
        Control("z", steps(-7.5, 7.5, 0.5), start=1.0, label="score z", main=True),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    consequence=consequence,
    split=0.72,
    question=Question(
        "A dog has the score −6. Which functions say by their slope that the score should go up?",
        {
            "all four": lambda sloping: sloping == list(SQUASHING),
            "all but the hard step": lambda sloping: sloping == list(SQUASHING)[:3],
            "sigmoid and arc tangent": lambda sloping: sloping == ["sigmoid", "arc tangent"],
            "the sigmoid alone": lambda sloping: sloping == ["sigmoid"],
        },
        answer=lambda at: [name for name, slope in slopes_at_minus_6(at).items() if slope > 0],
        because=list_slopes,
        shows={"z": -6.0},
    ),
    handles=(Handle("data", x="z", at=lambda squashed: (squashed.z, squashed.p)),),
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
