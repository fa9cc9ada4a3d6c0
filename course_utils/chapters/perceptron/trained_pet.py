"""Ask a trained neuron about pets, with its features switched on and off (slide "Is This a Cat or a Dog?")."""

from functools import cache
from typing import NamedTuple

import numpy as np

from course_utils.data.datasets import load_pets
from course_utils.demo.demo import Control, Demo, Talk
from course_utils.numerics.least_squares import design_matrix
from course_utils.numerics.logistic import log_loss, logistic_regression, sigmoid
from course_utils.numerics.perceptron import predict
from course_utils.plotting.faces import show_face
from course_utils.plotting.pets import push, show_probability, show_pushes
from course_utils.plotting.style import BLUE, ORANGE, typeset

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
    """Return features and label of the slide's two pets, and of one of each kind that the linear model gets wrong."""
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
def train(used):
    """Train; return the weights in use and the bias, the number of wrong pets, and the sum of log losses."""
    features, is_dog, _ = load_pets()
    X = design_matrix(features)[:, [*used, True]]
    w = logistic_regression(X, is_dog)
    return w, int(np.sum(predict(X, w) != is_dog)), float(log_loss(X @ w, is_dog).sum())


def compute(who, ears, nose, eyes):
    used = np.array([switch == "on" for switch in (ears, nose, eyes)])
    w, wrong, loss = train(tuple(used.tolist()))
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


def draw(fig, start):
    set_face = show_face(fig.add_axes((0.0, 0.02, 0.44, 0.90)))
    who = fig.text(0.22, 0.93, "", ha="center", fontsize=17)
    names = [*NAMES, "average pet"]
    pushes, bars = show_pushes(fig, (6.0, 1.95, 3.0, 1.7), 7, names, "what adds up to the score")
    numbers = [pushes.text(9.6, y, "", ha="right", va="center", fontsize=15) for y in range(4)]
    probability, text = show_probability(fig, (6.0, 0.72, 3.0, 0.45), fontsize=18)

    def ink(look):
        who.set_text(f"{look.who}: a {'dog' if look.is_dog else 'cat'}" if "slide" in look.who else look.who)
        for bar, number, value, used in zip(bars, numbers, [*look.pushes, look.rest], [*look.used, True], strict=True):
            push(bar, value)
            number.set_text(typeset(f"{round(value, 2) + 0.0:+.2f}") if used else "off")
        probability.set(width=float(sigmoid(look.score)), facecolor=BLUE if says_dog(look) else ORANGE)
        text.set_text(typeset(f"z = {look.score:.2f}, p(dog) = {float(sigmoid(look.score)):.4f}"))
        return *set_face(*look.features), who, *bars, *numbers, probability, text

    return ink


def caption(look):
    names = [name for name, used in zip(NAMES, look.used, strict=True) if used]
    by = " and ".join(names[-2:]) if len(names) < 3 else "ears, nose and eyes"
    truth, said = ("dog" if yes else "cat" for yes in (look.is_dog, says_dog(look)))
    return (
        f"Trained on 120 pets with {by or 'no feature at all'}: this {truth} gets p(dog) = "
        f"{float(sigmoid(look.score)):.4f}, so the neuron says {said}, which is "
        f"{'right' if truth == said else 'wrong'}. It is wrong about {look.wrong} of the 120, "
        f"and its sum of log losses is {look.loss:.1f}."
    )


def feature_switch(name, label):
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
        feature_switch("ears", "x₁ ears"),
        feature_switch("nose", "x₂ nose"),
        feature_switch("eyes", "x₃ eyes"),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    scenes={
        "Is This a Cat or a Dog? The second pet": {"who": "slide, second"},
        "Is This a Cat or a Dog? By the ears alone": {"nose": "off", "eyes": "off"},
        "Is This a Cat or a Dog? A pointy-eared dog": {"who": "pointy-eared dog"},
        "Is This a Cat or a Dog? A flat-nosed dog": {"who": "flat-nosed dog"},
        "Is This a Cat or a Dog? A flat-nosed dog without its nose": {"who": "flat-nosed dog", "nose": "off"},
    },
    talks=(
        Talk(
            slide="Is This a Cat or a Dog?",
            section="3. Is this a cat or a dog?",
            minutes=5,
            ask=(
                "Which single feature costs most when it is switched off, in wrong pets and in log loss? Is it the one "
                "with the largest weight?"
            ),
            reveals=(
                "“The largest weight is the most important feature.” By wrong pets it is the nose, by log loss nose "
                "and eyes alike. A count does not see how far a pet is off."
            ),
        ),
    ),
)
