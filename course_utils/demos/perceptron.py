"""Notebook 05: a score becomes a probability, and a trained neuron looks at pets (slide "Logistic Regression")."""

from functools import cache
from typing import NamedTuple

import numpy as np

from course_utils.data import load_pets
from course_utils.demos.core import Control, Demo, steps
from course_utils.numerics.least_squares import design_matrix
from course_utils.numerics.perceptron import log_loss, logistic_regression, predict, sigmoid
from course_utils.plotting.faces import show_face
from course_utils.plotting.lines import plane
from course_utils.plotting.style import BLUE, DARK, GREY, ORANGE, typeset

# ---------------------------------------------------------------------------------------- from score to probability

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


def squash(function, steepness, z):
    value, slope = SQUASHING[function]
    here = np.array([steepness * z])
    return Squashed(function, steepness, z, value(steepness * Z), value(here)[0], float(steepness * slope(here)[0]))


def draw_squash(fig, squashed):
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
    bar.bar([0], [1], width=1, color="#EEEEEE")
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
        number.set_text(f"p = {p:.3f}")
        slope.set_text(f"slope\n{squashed.slope:.3f}" if np.isfinite(squashed.slope) else "no slope\nhere")
        title.set_text(f"{squashed.function}, steepness {squashed.steepness:g}")
        return curve, guide, touch, dot, title, level, number, slope

    return ink


def caption_squash(squashed):
    moves = "the curve has a jump or a corner here, and no slope"
    if np.isfinite(squashed.slope):
        moves = f"moving the score by a little moves p by {squashed.slope:.4f} times as much"
    return (
        f"{squashed.function.capitalize()} with steepness {squashed.steepness:g}: the score {squashed.z:g} becomes "
        f"p = {squashed.p:.4f}; {moves}."
    )


SQUASH = Demo(
    title="From a score to a probability",
    slide="Function To Get Probabilities",
    controls=(
        Control("function", tuple(SQUASHING), start="sigmoid", label="function"),
        Control("steepness", (0.25, 0.5, 1, 2, 4), start=1, label="steepness"),
        Control("z", steps(-7.5, 7.5, 0.5), start=1.0, label="score z"),
    ),
    compute=squash,
    draw=draw_squash,
    caption=caption_squash,
    scenes={
        "Function To Get Probabilities: a score that has decided nothing": {"z": 0.0},
        "Function To Get Probabilities: the hard step": {"function": "hard step"},
        "Function To Get Probabilities: the score −6": {"z": -6.0},
        "Logistic Regression: four times as steep": {"steepness": 4},
    },
)


# ---------------------------------------------------------------------------------------- the pets, by a trained model

NAMES = ("ears", "nose", "eyes")
SWITCH = ("on", "off")


class Look(NamedTuple):
    who: str
    features: np.ndarray
    is_dog: bool
    used: np.ndarray  # which features the model was trained with
    pushes: np.ndarray  # what each feature adds to the score of the average pet, 0 for those switched off
    rest: float  # the score of the average pet
    score: float
    wrong: int  # of all the pets
    loss: float  # the sum of the log losses of all the pets


@cache
def gallery():
    """Features and label of the slide's two pets, and of the first of three kinds that the linear model gets wrong."""
    features, is_dog, kinds = load_pets()
    X = design_matrix(features)
    wrong = predict(X, logistic_regression(X, is_dog)) != is_dog
    pets = {
        "slide, first": (np.array([0.21, 0.99, 0.86]), True),
        "slide, second": (np.array([0.79, 0.01, 0.14]), False),
    }
    for kind in ("pointy-eared dog", "flat-nosed dog", "fold-eared cat"):
        first = next(i for i in np.flatnonzero(wrong) if kinds[i] == kind)
        pets[kind] = (features[first], bool(is_dog[first]))
    return pets


@cache
def trained(used):
    """The weights of the features in use and the bias; how many pets this model gets wrong; its sum of log losses."""
    features, is_dog, _ = load_pets()
    X = design_matrix(features)[:, [*used, True]]
    w = logistic_regression(X, is_dog)
    return w, int(np.sum(predict(X, w) != is_dog)), float(log_loss(X @ w, is_dog).sum())


def look(who, ears, nose, eyes):
    used = np.array([switch == "on" for switch in (ears, nose, eyes)])
    w, wrong, loss = trained(tuple(used.tolist()))
    features, is_dog = gallery()[who]
    average = average_pet()
    weights = np.zeros(3)
    weights[used] = w[:-1]
    rest = float(weights @ average + w[-1])
    pushes = weights * (features - average)
    return Look(who, features, is_dog, used, pushes, rest, rest + float(pushes.sum()), wrong, loss)


@cache
def average_pet():
    return load_pets().features.mean(axis=0)


def says_dog(look):
    return look.score > 0


def draw_look(fig, look):
    set_face = show_face(fig.add_axes((0.0, 0.02, 0.44, 0.90)))
    who = fig.text(0.22, 0.93, "", ha="center", fontsize=17)
    push = plane(fig, (6.0, 1.95, 3.0, 1.7), (-7, 7), (3.6, -0.6), "", "", title="what adds up to the score")
    push.set(yticks=range(4), yticklabels=[*NAMES, "average pet"], xticks=[])
    push.tick_params(axis="y", length=0)
    push.spines[["left", "bottom"]].set_visible(False)
    push.axvline(0, color=GREY, linewidth=1.5)
    bars = push.barh(range(4), [0.0] * 4, height=0.62)
    numbers = [push.text(9.6, y, "", ha="right", va="center", fontsize=15) for y in range(4)]

    p = plane(fig, (6.0, 0.72, 3.0, 0.45), (0, 1), (-0.5, 0.5), "", "")
    p.set(yticks=[], xticks=[0, 0.5, 1], xticklabels=["0\ncat", "½", "1\ndog"])
    p.spines[["left", "bottom"]].set_visible(False)
    p.barh([0], [1], height=1, color="#EEEEEE")
    bar = p.barh([0], [0.5], height=1)[0]
    p.axvline(0.5, color=DARK, linewidth=1.5, linestyle=":")
    text = p.text(0.5, 1.3, "", transform=p.transAxes, ha="center", fontsize=18)

    def ink(look):
        who.set_text(f"{look.who}: a {'dog' if look.is_dog else 'cat'}" if "slide" in look.who else look.who)
        for one, number, value, used in zip(bars, numbers, [*look.pushes, look.rest], [*look.used, True], strict=True):
            one.set(width=value, facecolor=BLUE if value > 0 else ORANGE)
            number.set_text(typeset(f"{round(value, 2) + 0.0:+.2f}") if used else "off")
        bar.set(width=float(sigmoid(look.score)), facecolor=BLUE if says_dog(look) else ORANGE)
        text.set_text(typeset(f"z = {look.score:.2f}, p(dog) = {float(sigmoid(look.score)):.2f}"))
        return *set_face(*look.features), who, *bars, *numbers, bar, text

    return ink


def caption_look(look):
    names = [name for name, used in zip(NAMES, look.used, strict=True) if used]
    by = " and ".join(names[-2:]) if len(names) < 3 else "ears, nose and eyes"
    truth, said = ("dog" if yes else "cat" for yes in (look.is_dog, says_dog(look)))
    return (
        f"Trained on 120 pets with {by or 'no feature at all'}: this {truth} gets p(dog) = "
        f"{float(sigmoid(look.score)):.2f}, so the neuron says {said}, which is "
        f"{'right' if truth == said else 'wrong'}. It is wrong about {look.wrong} of the 120, "
        f"and its sum of log losses is {look.loss:.1f}."
    )


def switch(name, label):
    return Control(name, SWITCH, start="on", label=label)


TRAINED_PET = Demo(
    title="Cat or dog? A neuron that has learned",
    slide="Is This a Cat or a Dog?",
    controls=(
        Control(
            "who",
            ("slide, first", "slide, second", "pointy-eared dog", "flat-nosed dog", "fold-eared cat"),
            start="slide, first",
            label="pet",
        ),
        switch("ears", "x₁ ears"),
        switch("nose", "x₂ nose"),
        switch("eyes", "x₃ eyes"),
    ),
    compute=look,
    draw=draw_look,
    caption=caption_look,
    scenes={
        "Is This a Cat or a Dog? The second pet": {"who": "slide, second"},
        "Is This a Cat or a Dog? By the ears alone": {"nose": "off", "eyes": "off"},
        "Is This a Cat or a Dog? A pointy-eared dog": {"who": "pointy-eared dog"},
        "Is This a Cat or a Dog? A flat-nosed dog": {"who": "flat-nosed dog"},
        "Is This a Cat or a Dog? A flat-nosed dog without its nose": {"who": "flat-nosed dog", "nose": "off"},
    },
)
