"""Turn three features of a pet into a face, a score and the probability of a dog (slide "Features")."""

from typing import NamedTuple

import numpy as np

from course_utils.demo.demo import Control, Demo, Talk, steps
from course_utils.demo.handle import Handle
from course_utils.demo.question import Question
from course_utils.numerics.logistic import sigmoid
from course_utils.plotting.faces import ear_tip, show_face
from course_utils.plotting.pets import push, show_pushes
from course_utils.plotting.style import ROLE, typeset
from course_utils.plotting.words import Verdict, name_object

W, B = np.array([1.0, 5.0, 4.0]), -5.0  # chosen by hand; notebook 05 finds such numbers from examples
NAMES = ("ears", "nose", "eyes")
VERDICTS = {-1: ("a cat", "cat"), 0: ("it cannot tell", "note"), 1: ("a dog", "dog")}  # by the sign of the score


class Pet(NamedTuple):
    features: np.ndarray
    pushes: np.ndarray  # what each feature adds to the score, beside a pet that is half a dog in all of them
    score: float
    probability: float


def compute(ears, nose, eyes):
    x = np.array([ears, nose, eyes])
    score = W @ x + B
    return Pet(x, W * (x - 0.5), score, float(sigmoid(score)))  # the pushes add up to the score, as B = -sum(W) / 2


def decide(pet):
    """Return what the model says, and the role of its colour."""
    return VERDICTS[int(np.sign(round(pet.score, 9)))]


def draw(fig, start):
    set_face = show_face(fig.add_axes((0.01, 0.02, 0.52, 0.96), label="face"))
    verdict = Verdict(fig, 5.85, 4.05)
    rows = (*NAMES, "score")
    pushes, bars = show_pushes(fig, (6.6, 0.25, 2.3, 2.25), 5, rows, "")
    pushes.set_label("pushes")
    pushes.plot([-8, 8.2], [2.5, 2.5], color=ROLE.rule, linewidth=1, clip_on=False)  # what is above adds up to
    numbers = [name_object(pushes, 8.2, row, ha="right") for row in range(len(rows))]

    def ink(pet):
        said, role = decide(pet)
        verdict.show(said, f"p(dog) = {pet.probability:.2f}", color=getattr(ROLE, role))
        for bar, number, value in zip(bars, numbers, (*pet.pushes, pet.score), strict=True):
            push(bar, value)
            number.set_text(typeset(f"{value:+.2f}" if round(value, 2) else "0.00"))
        return *set_face(*pet.features), *bars, *numbers, *verdict.artists

    return ink


def caption(pet):
    ears, nose, eyes = pet.features
    return (
        f"Ears {ears:.2f}, nose {nose:.2f}, eyes {eyes:.2f}: score {pet.score:.2f}, p(dog) = {pet.probability:.2f}. "
        f"The model says: {decide(pet)[0]}."
    )


def consequence(pet):
    said, role = decide(pet)
    return f"The model says: [{said}|{role}], with p(dog) = {pet.probability:.2f}."


def feature_control(name, label, of_the_slide):
    return Control(name, sorted({*steps(0, 1, 0.05), *of_the_slide}), start=of_the_slide[0], label=label, format=".2f")


def find_flips(at):
    """Find the features that turn the first pet into a cat when they alone are moved to the cat's end."""
    return {name for name in NAMES if at(**{name: 0.0}).score < 0}


def compare_flips(at):
    nose, eyes = (at(**{name: 0.0}).score for name in ("nose", "eyes"))
    return f"with a cat's nose the score falls to {nose:.2f}; with a cat's eyes it is still {eyes:.2f}, a dog's"


def push_handle(number, name):
    """Let the end of a feature's bar be dragged."""
    return Handle(
        "pushes", x=(name, lambda value: W[number] * (value - 0.5)), at=lambda pet: (pet.pushes[number], number)
    )


def ear_handle(side):
    """Let the tip of an ear be dragged up and down."""
    return Handle(
        "face", y=("ears", lambda share: ear_tip(share)[1]), at=lambda pet: ear_tip(pet.features[0]) * [side, 1]
    )


PET = Demo(
    title="Cat or dog?",
    slide="Features",
    controls=(
        feature_control("ears", "x₁ ears", (0.21, 0.79)),
        feature_control("nose", "x₂ nose", (0.99, 0.01)),
        feature_control("eyes", "x₃ eyes", (0.86, 0.14)),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    consequence=consequence,
    split=0.55,
    likeness=True,
    question=Question(
        "Pointy ears, large nose, round pupils: which slider alone can turn this dog into a cat?",
        {
            "the ears": lambda flips: flips == {"ears"},
            "the nose": lambda flips: flips == {"nose"},
            "the eyes": lambda flips: flips == {"eyes"},
            "nose or eyes, either of them": lambda flips: flips == {"nose", "eyes"},
        },
        answer=find_flips,
        because=compare_flips,
        veil=("pushes",),
        shows={"nose": 0.0},
    ),
    handles=(*(push_handle(number, name) for number, name in enumerate(NAMES)), ear_handle(1), ear_handle(-1)),
    scenes={
        "Features: the first pet": {},
        "Features: the second pet": {"ears": 0.79, "nose": 0.01, "eyes": 0.14},
        "Features: half and half": {"ears": 0.5, "nose": 0.5, "eyes": 0.5},
    },
    talks=(
        Talk(
            slide="Features",
            section="A face made of three numbers",
            minutes=4,
            starred=True,
            reveals=(
                "“Three features, three equal votes.” They have weights: the ears from end to end change little, the "
                "nose turns a dog into a cat."
            ),
        ),
    ),
)
