"""Ask a trained neuron about pets, with its features switched on and off (slide "Is This a Cat or a Dog?")."""

from functools import cache
from typing import NamedTuple

import numpy as np

from course_utils.data.datasets import load_pets
from course_utils.demo.demo import Control, Demo, Talk
from course_utils.demo.question import Question
from course_utils.numerics.least_squares import design_matrix
from course_utils.numerics.logistic import log_loss, logistic_regression, sigmoid
from course_utils.numerics.perceptron import predict
from course_utils.plotting.faces import show_face
from course_utils.plotting.lines import join_segments, plane
from course_utils.plotting.networks import page_axes
from course_utils.plotting.pets import push
from course_utils.plotting.style import GUIDE, LABEL, RESULT, ROLE, TITLE, typeset
from course_utils.plotting.words import Verdict, name_object, show_words

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
    set_face = show_face(fig.add_axes((0.01, 0.02, 0.42, 0.88)))
    page = page_axes(fig)
    who = name_object(page, 2.2, 3.9, "", ha="center", fontsize=TITLE)
    verdict, others = Verdict(fig, 4.7, 4.05), Verdict(fig, 7.6, 3.94, size=RESULT)
    set_steps = show_steps_to_the_score(fig)

    def ink(look):
        who.set_text(f"{look.who}: a {'dog' if look.is_dog else 'cat'}" if "slide" in look.who else f"a {look.who}")
        said, p = says_dog(look), float(sigmoid(look.score))
        outcome = "right" if said == look.is_dog else "wrong"
        color = ROLE.dog if said else ROLE.cat
        verdict.show("a dog" if said else "a cat", f"{outcome}, p(dog) = {p:.4f}", color=color)
        others.show(f"{look.wrong} wrong", "of all 120 pets", f"log loss {look.loss:.1f}")
        return *set_face(*look.features), who, *verdict.artists, *others.artists, *set_steps(look)

    return ink


def show_steps_to_the_score(fig):
    """Show how the score adds up, each bar from where the last one ends; return set_steps(look) -> artists."""
    names = ("average pet", *NAMES, "score z")
    ax = plane(fig, (7.2, 0.6, 2.45, 1.9), (-8.6, 8.6), (4.5, -0.5), "", "")
    ax.set(xticks=[-8.6, 0, 8.6], xticklabels=["cat", "0", "dog"], yticks=[])
    for label, kind in zip(ax.get_xticklabels()[::2], ("cat", "dog"), strict=True):
        label.set(color=getattr(ROLE, kind), fontsize=LABEL, ha="left" if kind == "cat" else "right")
    ax.spines[["left", "bottom"]].set_visible(False)
    ax.axvline(0, color=ROLE.rule, linewidth=GUIDE)
    page = page_axes(fig)
    heights = 2.5 - 0.38 * (np.arange(5) + 0.5)
    page.plot([4.7, 6.9], [np.mean(heights[-2:])] * 2, color=ROLE.rule, linewidth=GUIDE)
    weights = ["normal"] * 4 + ["bold"]
    labels = [
        show_words(page, 4.7, y, name, va="center", fontsize=LABEL, fontweight=weight)
        for y, name, weight in zip(heights, names, weights, strict=True)
    ]
    numbers = [
        show_words(page, 6.9, y, ha="right", va="center", fontsize=LABEL, fontweight=weight)
        for y, weight in zip(heights, weights, strict=True)
    ]
    bars = ax.barh(range(5), [0.0] * 5, height=0.66)
    links = ax.plot([], [], color=ROLE.guide, linewidth=GUIDE)[0]

    def set_steps(look):
        parts, used = np.append(look.rest, look.pushes), (True, *look.used, True)
        ends = np.cumsum(parts)
        starts = np.append(ends - parts, 0)
        for bar, start, value in zip(bars, starts, [*parts, look.score], strict=True):
            bar.set_x(start)
            push(bar, value)
        for label, number, value, on in zip(labels, numbers, [*parts, look.score], used, strict=True):
            color = ROLE.ink if on else ROLE.note
            label.set_color(color)
            number.set(text=typeset(f"{round(value, 2) + 0.0:+.2f}") if on else "off", color=color)
        rows = np.arange(4)
        links.set_data(join_segments(np.column_stack([ends, rows - 0.33]), np.column_stack([ends, rows + 1.33])))
        return *bars, links, *labels, *numbers

    return set_steps


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


def consequence(look):
    said = "dog" if says_dog(look) else "cat"
    outcome = "right" if says_dog(look) == look.is_dog else "wrong"
    return f"It says [{said}|{said}], which is {outcome}; of all 120 pets [{look.wrong}|wrong] are wrong."


def feature_switch(name, label):
    return Control(name, SWITCH, start="on", label=label)


def wrong_without(at):
    """Return for each feature how many pets are wrong without it."""
    return {name: at(**{name: "off"}).wrong for name in NAMES}


def costliest_features(at):
    """Return the features without which most pets are wrong: one, unless there is a tie."""
    wrong = wrong_without(at)
    return [name for name in NAMES if wrong[name] == max(wrong.values())]


def explain_costs(at):
    costs = [f"{wrong} without the {name}" for name, wrong in wrong_without(at).items()]
    return f"it is wrong about {', '.join(costs)}, and {at().wrong} with all three"


TRAINED_PET = Demo(
    title="Cat or dog? A neuron that has learned",
    slide="Is This a Cat or a Dog?",
    controls=(
        Control(
            "who",
            ("slide, first", "slide, second", "pointy-eared dog", "flat-nosed dog", "fold-eared cat"),
            start="slide, first",
            label="pet",
            main=True,
        ),
        feature_switch("ears", "x₁ ears"),
        feature_switch("nose", "x₂ nose"),
        feature_switch("eyes", "x₃ eyes"),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    consequence=consequence,
    split=0.445,
    likeness=True,
    question=Question(
        "Switch one feature off and train again: when is the neuron wrong about the most pets?",
        {
            "without the ears": lambda costliest: costliest == ["ears"],
            "without the nose": lambda costliest: costliest == ["nose"],
            "without the eyes": lambda costliest: costliest == ["eyes"],
        },
        answer=costliest_features,
        because=explain_costs,
        shows={"nose": "off"},
    ),
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
            reveals=(
                "“The largest weight is the most important feature.” By wrong pets it is the nose, by log loss nose "
                "and eyes alike. A count does not see how far a pet is off."
            ),
        ),
    ),
)
