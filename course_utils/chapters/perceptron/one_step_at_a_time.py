"""Let the perceptron learn from one pet at a time (slide "Perceptron Update")."""

from functools import cache
from typing import NamedTuple

import numpy as np
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_rgb
from matplotlib.patches import FancyArrowPatch

from course_utils.chapters.perceptron.pets import typical_pets
from course_utils.demo.demo import Control, Demo, Talk
from course_utils.demo.question import Question
from course_utils.numerics.perceptron import perceptron_step, predict
from course_utils.plotting.lines import plane
from course_utils.plotting.networks import page_axes
from course_utils.plotting.pets import boundary, dog_side, show_dog_side, show_pets
from course_utils.plotting.style import GUIDE, HERO, LABEL, ROLE, tint
from course_utils.plotting.words import Verdict, name_object, show_words

PETS = 12  # six cats and six dogs
START = np.array([0.2, -0.5])
STEPS = 60  # five epochs
SIGNS = ("label − output", "output − label")
UNIT = 1.5  # inches of the plane of pets
LONGEST = 1.1  # of the arrows in this plane; longer ones are drawn to a smaller scale
SQUARE = 0.2  # inches: one step in the table of steps


class OneStep(NamedTuple):
    step: int
    sign: str
    rate: float
    pet: int  # the one that is looked at in this step
    is_dog: bool
    before: np.ndarray
    w: np.ndarray
    score: float  # of this pet, before
    wrong: np.ndarray  # how many pets are wrong, from the start to this step
    moved: np.ndarray  # for each step until now, whether w moved


@cache
def walk(sign, rate):
    """Take all steps: the weights after each, and how many pets they get wrong."""
    X, y = typical_pets(PETS)
    way, path = (1 if sign == SIGNS[0] else -1), [START]
    for t in range(STEPS):
        w = path[-1]
        path.append(w + way * (perceptron_step(w, X[t % PETS], y[t % PETS], rate) - w))
    return np.array(path), np.array([np.sum(predict(X, w) != y) for w in path])


def compute(step, rate, sign):
    X, y = typical_pets(PETS)
    path, wrong = walk(sign, rate)
    before, pet = path[max(step - 1, 0)], (step - 1) % PETS
    score, moved = float(before @ X[pet]), np.any(np.diff(path[: step + 1], axis=0) != 0, axis=1)
    return OneStep(step, sign, rate, pet, bool(y[pet]), before, path[step], score, wrong[: step + 1], moved)


def draw(fig, start):
    show_plane, show_steps = draw_plane(fig), draw_steps(fig)
    page = page_axes(fig)
    verdict = Verdict(fig, 7.2, 4.05)
    what = name_object(page, 7.2, 2.68)
    sum_ = show_words(page, 7.2, 2.26, va="center", fontsize=LABEL)

    def ink(one):
        verdict.show(f"{one.wrong[-1]} of {PETS}", "pets are wrong", color=ROLE.wrong if one.wrong[-1] else ROLE.ink)
        what.set(text=what_happened(one), color=ROLE.wrong if is_mistake(one) else ROLE.ink)
        sum_.set_text(new_weights(one))
        return *show_plane(one), *show_steps(one), *verdict.artists, what, sum_

    return ink


def is_mistake(one):
    return bool(one.step and one.moved[-1])


def what_happened(one):
    """Say in a few words how the neuron saw the pet of this step."""
    pet, other = ("dog", "cat") if one.is_dog else ("cat", "dog")
    return f"{pet} taken for a {other}" if is_mistake(one) else f"{pet} seen as a {pet}" if one.step else "w moves by"


def new_weights(one):
    """Write what w becomes in this step, and how long it is; before the first step, what will be added to it."""
    alpha = "" if one.rate == 1 else f"{one.rate:g} "
    if not one.step:
        return f"{alpha}({one.sign}) x"
    plus = one.is_dog == (one.sign == SIGNS[0])
    becomes = f"w {'+' if plus else '−'} {alpha}x" if is_mistake(one) else "w stays"
    return f"{becomes}, length {np.linalg.norm(one.w):.2f}"


def draw_plane(fig):
    """Draw the pets, the boundary and the sum of arrows; return the ink of this panel."""
    X, y = typical_pets(PETS)
    width, height = 5.7, 3.3
    reach, top = width / UNIT / 2, height / UNIT / 2
    data = plane(fig, (1.2, 0.6, width, height), (-reach, reach), (-top, top), "", "", equal=True)
    data.set(xticks=[-1, 0, 1], xticklabels=["small", "nose", "large"])
    data.set(yticks=[-1, 0, 1], yticklabels=["narrow", "eyes", "round"])
    side = show_dog_side(data)
    style = {"color": ROLE.rule, "linewidth": GUIDE}
    data.plot([-reach, reach, np.nan, 0, 0], [0, 0, np.nan, -top, top], **style, zorder=0.5)
    old = data.plot([], [], color=ROLE.before, dashes=(4, 2))[0]
    new = data.plot([], [], color=ROLE.model)[0]
    link = data.plot([], [], color=ROLE.update, linewidth=GUIDE, dashes=(3, 2))[0]
    ring = data.plot([], [], "o", markersize=24, markerfacecolor="none", markeredgecolor=ROLE.ink, markeredgewidth=2)[0]
    dots = show_pets(data, X, y)
    names = [
        name_object(data, x, y, kind + "s", getattr(ROLE, kind), ha=end)
        for x, y, kind, end in ((-0.7, -0.9, "cat", "right"), (0.74, 0.13, "dog", "left"))
    ]
    looked_at = show_pets(data, X, y, markersize=14, zorder=6)  # once more, so that no neighbour hides it
    heads = {"arrowstyle": "-|>", "shrinkA": 0, "shrinkB": 0, "zorder": 7}
    arrows = [
        data.add_patch(FancyArrowPatch((0, 0), (1, 1), color=color, linewidth=width, **heads))
        for color, width in ((ROLE.before, 2), (ROLE.update, HERO), (ROLE.ink, HERO))
    ]
    letter = name_object(data, 0, 0, "w", ha="center", zorder=8)

    def ink(one):
        side.set_xy(dog_side([*one.w, 0]))
        old.set_data(boundary([*one.before, 0]))
        old.set_visible(is_mistake(one))
        new.set_data(boundary([*one.w, 0]))
        ring.set_data(*X[one.pet][:, None])
        link.set_data([0, X[one.pet, 0]], [0, X[one.pet, 1]])
        link.set_visible(is_mistake(one))
        for label, artist in enumerate(looked_at):
            artist.set_data(*X[one.pet][:, None])
            artist.set_visible(one.step > 0 and label == one.is_dog)
        ring.set_visible(one.step > 0)
        set_arrows(arrows, one)
        letter.set_position(beside(one.w * scale_of_arrows(one), X[one.pet]))
        return side, old, new, link, *names, *dots, ring, *looked_at, *arrows, letter

    return ink


def beside(arrow, point):
    """Return a place beside the middle of an arrow from 0, on the other side than the point."""
    across = np.array([-arrow[1], arrow[0]]) / np.linalg.norm(arrow)
    return arrow / 2 - 0.16 * across * np.sign(across @ point)


def scale_of_arrows(one):
    """Return 1, or less if an arrow would leave the plane."""
    return min(1, LONGEST / max(np.linalg.norm(one.before), np.linalg.norm(one.w)))


def set_arrows(arrows, one):
    """Set the arrows of w before, of what is added to it, and of w."""
    before, w, origin = one.before * scale_of_arrows(one), one.w * scale_of_arrows(one), np.zeros(2)
    moved = is_mistake(one)
    for arrow, *ends, visible in (
        (arrows[0], origin, before, moved),
        (arrows[1], before, w, moved),
        (arrows[2], origin, w, True),
    ):
        arrow.set_positions(*ends)
        arrow.set_visible(visible)
        points = 72 * UNIT * np.linalg.norm(np.subtract(*ends))
        arrow.set_mutation_scale(min(24, 1.25 * points))  # a head is 0.4 of its scale long: at most half the arrow


def draw_steps(fig):
    """Draw a square for each step, a row for each epoch; return the ink of this panel."""
    epochs = STEPS // PETS
    table = plane(fig, (7.2, 0.4, PETS * SQUARE, epochs * SQUARE), (0, PETS), (epochs, 0), "", "")
    table.set(xticks=[], yticks=[])
    table.spines[:].set_visible(False)
    table.text(0, -0.35, "mistakes, step by step", fontsize=LABEL, va="bottom")
    column, row = np.arange(STEPS) % PETS, np.arange(STEPS) // PETS
    corners = np.stack([column, row], axis=1)[:, None] + [[0.08, 0.08], [0.92, 0.08], [0.92, 0.92], [0.08, 0.92]]
    cells = table.add_collection(PolyCollection(corners, linewidth=0))
    crosses = table.plot([], [], "x", color=ROLE.paper, markersize=7, markeredgewidth=2)[0]
    now = table.plot([], [], "s", markerfacecolor="none", markeredgecolor=ROLE.ink, markeredgewidth=2.5)[0]
    now.set(markersize=72 * SQUARE + 1, clip_on=False)

    def ink(one):
        colours = np.full((STEPS, 3), tint(ROLE.unlit, 0.3))
        colours[: one.step] = to_rgb(ROLE.rule)
        colours[: one.step][one.moved] = to_rgb(ROLE.wrong)
        cells.set_facecolor(colours)
        mistakes = np.flatnonzero(one.moved)
        crosses.set_data(column[mistakes] + 0.5, row[mistakes] + 0.5)
        now.set_data(column[[one.step - 1]] + 0.5, row[[one.step - 1]] + 0.5)
        now.set_visible(one.step > 0)
        return cells, crosses, now

    return ink


def caption(one):
    left = f"{one.wrong[-1]} of {PETS} pets {'is' if one.wrong[-1] == 1 else 'are'} wrong now"
    if one.step == 0:
        return f"Step 0, the start, rate α = {one.rate:g}: {left}; the first one comes next."
    who, is_right = ("dog" if one.is_dog else "cat"), (one.score > 0) == one.is_dog and one.score != 0
    what = "right, so w stays" if is_right else f"wrong, so w moves by ({one.sign}) α x with α = {one.rate:g}"
    score = f"{one.score:.2f}" if abs(one.score) >= 0.01 else f"{one.score:.4f}"
    return f"Step {one.step}: the ringed pet is a {who} and has the score {score}, {what}; {left}."


def consequence(one):
    left = f"[{one.wrong[-1]}|wrong] of {PETS} {'is' if one.wrong[-1] == 1 else 'are'} wrong"
    if one.step == 0:
        return f"Before the first step {left}."
    pet = "dog" if one.is_dog else "cat"
    happened = "is wrong, so w moves" if is_mistake(one) else "is right, so w stays"
    return f"The ringed [{pet}|{pet}] {happened}; now {left}."


def scores_of_first_pet(at):
    """Return the score of the first pet before and after its step."""
    one = at(step=1)
    return one.score, float(one.w @ typical_pets(PETS)[0][one.pet])


def explain_first_step(at):
    before, after = scores_of_first_pet(at)
    return f"its score goes from {before:.3f} to {after:.3f}, and that of a cat should be below 0"


ONE_STEP_AT_A_TIME = Demo(
    title="One pet at a time",
    slide="Perceptron Update",
    controls=(
        Control("step", range(STEPS + 1), start=0, label="step", main=True, plays=True),
        Control("rate", (0.1, 0.3, 1), start=0.3, label="learning rate α"),
        Control("sign", SIGNS, start=SIGNS[0], label="w moves by α x times"),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    consequence=consequence,
    split=0.7,
    question=Question(
        "The first pet is a cat taken for a dog. After its correction, is it seen as a cat?",
        {
            "yes": lambda scores: scores[1] < 0,
            "no, but its score comes nearer to 0": lambda scores: 0 < scores[1] < scores[0],
            "no, its score goes further from 0": lambda scores: 0 < scores[0] <= scores[1],
        },
        answer=scores_of_first_pet,
        because=explain_first_step,
        shows={"step": 1},
    ),
    scenes={
        "Perceptron Update: the first mistake": {"step": 1},
        "Perceptron Update: a pet that is right": {"step": 6},
        "Perceptron Update: after sixty steps": {"step": 60},
        "Perceptron Update: the hat read as usual": {"step": 60, "sign": SIGNS[1]},
    },
    talks=(
        Talk(
            slide="Perceptron Update",
            section="4. Let's make a neuron!",
            minutes=6,
            starred=True,
            reveals=(
                "“A correction corrects.” It moves the score the right way, which need not be enough. With *output − "
                "label* the rule learns the exact opposite."
            ),
        ),
    ),
)
