"""Let the perceptron learn from one pet at a time (slide "Perceptron Update")."""

from functools import cache
from typing import NamedTuple

import numpy as np
from matplotlib.patches import FancyArrowPatch

from course_utils.chapters.perceptron.pets import typical_pets
from course_utils.demo.demo import Control, Demo, Talk
from course_utils.numerics.perceptron import perceptron_step, predict
from course_utils.plotting.lines import plane
from course_utils.plotting.networks import page_axes
from course_utils.plotting.pets import boundary, dog_side, show_dog_side, show_key_above, show_pets
from course_utils.plotting.style import DARK, GREEN, GREY

PETS = 12  # six cats and six dogs
START = np.array([0.2, -0.5])
STEPS = 60  # five epochs
SIGNS = ("label − output", "output − label")
POINTS_PER_UNIT = 72 * 2.4 / 2.2  # points of the page, for one unit of the sum of arrows


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
    return OneStep(step, sign, rate, pet, bool(y[pet]), before, path[step], float(before @ X[pet]), wrong[: step + 1])


def draw(fig, start):
    X, y = typical_pets(PETS)
    data = plane(fig, (0.85, 0.75, 3.1, 3.1), (-1.15, 1.15), (-1.15, 1.15), "nose − ½, doubled", "eyes − ½, doubled")
    data.set(xticks=[-1, 0, 1], yticks=[-1, 0, 1])
    side = show_dog_side(data)
    old = data.plot([], [], color=GREY, linewidth=2, linestyle="--")[0]
    new = data.plot([], [], color=DARK)[0]
    ring = data.plot([], [], "o", markersize=22, markerfacecolor="none", markeredgecolor=DARK, markeredgewidth=2.5)[0]
    dots = show_pets(data, X, y)
    looked_at = show_pets(data, X, y, markersize=13, zorder=6)  # once more, so that no neighbour hides it
    show_key_above(data)

    sums = plane(fig, (4.7, 1.25, 2.4, 2.4), (-1.1, 1.1), (-1.1, 1.1), "", "")
    sums.set(xticks=[], yticks=[])
    sums.axhline(0, color=GREY, linewidth=0.8)
    sums.axvline(0, color=GREY, linewidth=0.8)
    sums.spines[["left", "bottom"]].set_visible(False)
    arrows = [
        sums.add_patch(FancyArrowPatch((0, 0), (1, 1), arrowstyle="-|>", shrinkA=0, shrinkB=0, **look))
        for look in (
            {"color": GREY, "linewidth": 2, "linestyle": "--"},
            {"color": GREEN, "linewidth": 3},
            {"color": DARK, "linewidth": 3},
        )
    ]
    page = page_axes(fig)
    for x, color, words in ((4.7, GREY, "old w"), (5.65, GREEN, "± α x"), (6.65, DARK, "new w")):
        page.text(x, 0.93, words, color=color, fontsize=15)
    length = page.text(5.98, 0.5, "", ha="center", fontsize=15)
    title = sums.text(0.5, 1.06, "", transform=sums.transAxes, ha="center", fontsize=14)

    count = plane(fig, (8.0, 0.75, 1.8, 2.9), (0, STEPS), (0, PETS + 0.4), "step", "")
    count.set(xticks=[0, 30, 60], yticks=[0, 6, 12])
    count.set_title("pets wrong")
    curve = count.plot([], [], color=DARK, linewidth=2, drawstyle="steps-post")[0]
    here = count.plot([], [], "o", color=DARK, markersize=10, markeredgecolor="white", clip_on=False)[0]

    def ink(one):
        seen = one.step > 0
        side.set_xy(dog_side([*one.w, 0]))
        old.set_data(boundary([*one.before, 0]))
        new.set_data(boundary([*one.w, 0]))
        ring.set_data(*X[one.pet][:, None])
        ring.set_visible(seen)
        for label, artist in enumerate(looked_at):
            artist.set_data(*X[one.pet][:, None])
            artist.set_visible(seen and label == one.is_dog)
        size = max(np.linalg.norm(one.before), np.linalg.norm(one.w), 1e-9)
        before, w = one.before / size, one.w / size
        moved = not np.array_equal(before, w)
        for arrow, ends, visible in zip(
            arrows, (((0, 0), before), (before, w), ((0, 0), w)), (moved, moved, True), strict=True
        ):
            arrow.set_positions(*ends)
            arrow.set_visible(visible)
            points = POINTS_PER_UNIT * np.linalg.norm(np.subtract(*ends))
            arrow.set_mutation_scale(min(20, 1.25 * points))  # a head is 0.4 of its scale long: at most half the arrow
        length.set_text(f"‖new w‖ = {np.linalg.norm(one.w):.2f}")
        title.set_text(f"w + {one.rate:g} · ({one.sign}) x")
        curve.set_data(np.arange(len(one.wrong)), one.wrong)
        here.set_data([one.step], [one.wrong[-1]])
        return side, old, new, *dots, ring, *looked_at, *arrows, length, title, curve, here

    return ink


def caption(one):
    left = f"{one.wrong[-1]} of {PETS} pets {'is' if one.wrong[-1] == 1 else 'are'} wrong now"
    if one.step == 0:
        return f"Step 0, the start, rate α = {one.rate:g}: {left}; the first one comes next."
    who, is_right = ("dog" if one.is_dog else "cat"), (one.score > 0) == one.is_dog and one.score != 0
    what = "right, so w stays" if is_right else f"wrong, so w moves by ({one.sign}) α x with α = {one.rate:g}"
    score = f"{one.score:.2f}" if abs(one.score) >= 0.01 else f"{one.score:.4f}"
    return f"Step {one.step}: the ringed pet is a {who} and has the score {score}, {what}; {left}."


ONE_STEP_AT_A_TIME = Demo(
    title="One pet at a time",
    slide="Perceptron Update",
    controls=(
        Control("step", range(STEPS + 1), start=0, label="step"),
        Control("rate", (0.1, 0.3, 1), start=0.3, label="learning rate α"),
        Control("sign", SIGNS, start=SIGNS[0], label="w moves by α x times"),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
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
            ask=(
                "A cat lies on the blue side. Does the arrow turn towards it or away? Is a wrong pet always right "
                "after its step? What if the slide's ŷ is read as the output, as elsewhere?"
            ),
            reveals=(
                "“A correction corrects.” It moves the score the right way, which need not be enough. With *output − "
                "label* the rule learns the exact opposite."
            ),
        ),
    ),
)
