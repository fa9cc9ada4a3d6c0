"""Measure how exact a difference quotient is, for every step (slide "Let's Get Some Math Done!")."""

from functools import cache
from typing import NamedTuple

import numpy as np
from matplotlib.collections import PolyCollection

from course_utils.demo.demo import Control, Demo, Talk
from course_utils.demo.handle import Handle
from course_utils.demo.question import Question
from course_utils.numerics.calculus import quotient_errors
from course_utils.plotting.lines import plane
from course_utils.plotting.style import GUIDE, HERO, NOTE, ROLE, power_of_ten, tint
from course_utils.plotting.words import Verdict, name_object, show_words

POWERS = tuple(range(16))
FORMULAS = {"one-sided": (0, 1), "central": (-1, 1)}
NUMBERS = {"float64": np.float64, "float32": np.float32}
POINT = 0.5
AROUND = np.linspace(-2, 2, 401)
EDGES = np.array([-2.2, 2.2])  # of the microscope
SEEN = HERO / 72 * 3.4 / 3  # the least gap that is seen: as wide as the line of the quotient
SLOPE = -1 / (1 + np.exp(POINT))


class Quotient(NamedTuple):
    k: int  # the step is h = 10⁻ᵏ
    formula: str
    numbers: str
    zoom: np.ndarray  # (f(x + th) - f(x)) / h over AROUND
    secant: np.ndarray  # (2, 2): the two points of the quotient, in the same units
    errors: np.ndarray  # (2, k + 1): one-sided and central, for h = 1, …, 10⁻ᵏ
    error: float


def neuron_loss(numbers):
    """log(1 + e⁻ʷ), the loss of one neuron whose input and label are 1, in numbers of this size."""
    kind = NUMBERS[numbers]
    return lambda w: np.logaddexp(kind(0), -np.asarray(w, dtype=kind))


@cache
def measure_errors(numbers):
    return np.array(quotient_errors(neuron_loss(numbers), SLOPE, POINT, [10.0**-k for k in POWERS]))


def compute(k, formula, numbers):
    f, h = neuron_loss(numbers), 10.0**-k

    def zoomed(t):
        t = np.asarray(t, dtype=float)
        return (f(POINT + t * h).astype(float) - float(f(POINT))) / h

    ends = np.array(FORMULAS[formula], dtype=float)
    errors = measure_errors(numbers)[:, : k + 1]
    return Quotient(k, formula, numbers, zoomed(AROUND), np.column_stack([ends, zoomed(ends)]).T, errors,
                    errors[list(FORMULAS).index(formula), -1])  # fmt: skip


def draw(fig, start):
    microscope, v = show_microscope(fig), show_v(fig)
    verdict = Verdict(fig, 9.65, 4.2, right=True)

    def ink(result):
        verdict.show(power_of_ten(result.error), "off the derivative", color=ROLE.wrong)
        return *microscope(result), *v(result), *verdict.artists

    return ink


def show_microscope(fig):
    """Show f near w with its tangent, the secant, and the area between the two: the error."""
    zoom = plane(fig, (0.6, 0.6, 3.1, 3.0), EDGES, (-1.7, 1.7), "", "", title="under the microscope")
    zoom.set(xticks=[-1, 0, 1], xticklabels=["w − h", "w", "w + h"], yticks=[])
    wedge = zoom.add_collection(PolyCollection([], facecolor=tint(ROLE.rival, 0.3), linewidth=0))
    curve = zoom.plot([], [], color=ROLE.ink)[0]
    secant = zoom.plot([], [], color=ROLE.rival, linewidth=HERO)[0]
    ends = zoom.plot([], [], "o", color=ROLE.rival, markersize=11, markeredgecolor=ROLE.paper)[0]
    tangent = zoom.plot(AROUND, SLOPE * AROUND, color=ROLE.truth, linewidth=2.5, dashes=(4, 2))[0]
    names = [
        name_object(zoom, -2.1, y, name, color)
        for y, name, color in ((-1.0, "quotient", ROLE.rival), (-1.46, "tangent", ROLE.truth))
    ]
    unseen = show_words(zoom, 2.2, 1.3, "the error is too\nsmall to be seen", ha="right", va="center", fontsize=NOTE)
    unseen.set(color=ROLE.note, linespacing=1.1)

    def ink(result):
        t, line = EDGES, secant_at_edges(result)
        unseen.set_visible(largest_gap(result) < SEEN)
        wedge.set_verts([np.column_stack([np.append(t, t[::-1]), np.append(line, SLOPE * t[::-1])])])
        curve.set_data(AROUND, result.zoom)
        secant.set_data(t, line)
        ends.set_data(*result.secant)
        return wedge, curve, secant, ends, tangent, unseen, *names

    return ink


def secant_at_edges(result):
    """Return how high the secant is at both edges of the microscope."""
    (left, right), (low, high) = result.secant
    return low + (high - low) / (right - left) * (EDGES - left)


def largest_gap(result):
    """Return how far the secant is from the tangent under the microscope, where it is farthest: one of the edges."""
    return np.abs(secant_at_edges(result) - SLOPE * EDGES).max()


def show_v(fig):
    """Show the error over h as a V with a dot at the present step, and what limits it on either side."""
    v = plane(fig, (4.75, 0.6, 4.9, 2.3), (-0.5, 15.5), (1e-15, 1e4), "", "")
    v.set_yscale("log")
    v.set(xticks=np.arange(0, 15.1, 2.5), xticklabels=["h = 1", "→", "10⁻⁵", "→", "10⁻¹⁰", "→", "10⁻¹⁵"])
    v.set(yticks=[1e-12, 1e-6, 1], yticklabels=["10⁻¹²", "10⁻⁶", "1"], label="errors")
    v.minorticks_off()
    fig.add_axes((0.475, 0.6 / 4.2, 0.49, 2.35 / 4.2), label="inside the V").axis("off")  # what is to veil, no ticks
    coarse, fine = (
        v.add_collection(PolyCollection([], facecolor=tint(color, 0.14), linewidth=0))
        for color in (ROLE.model, ROLE.rival)
    )
    pale = [v.plot([], [], color=ROLE.rule, linewidth=GUIDE)[0] for _ in FORMULAS]
    trail = v.plot([], [], color=ROLE.ink, linewidth=HERO)[0]
    best = v.plot([], [], color=ROLE.guide, linewidth=GUIDE, dashes=(3, 3))[0]
    now = v.plot([], [], "o", color=ROLE.wrong, markersize=16, markeredgecolor=ROLE.paper, clip_on=False)[0]
    name_object(v, 0, 500, "h too large", ROLE.model, fontsize=NOTE)
    name_object(v, 15.5, 500, "digits run out", ROLE.rival, ha="right", fontsize=NOTE)
    formulas = [name_object(v, 0, 1, name) for name in FORMULAS]

    def ink(result):
        errors = np.maximum(measure_errors(result.numbers), 1e-14)
        whole = errors[list(FORMULAS).index(result.formula)]
        least, ks = int(whole.argmin()), np.arange(len(whole))
        for area, part in ((coarse, slice(0, least + 1)), (fine, slice(least, None))):
            area.set_verts([under(ks[part], whole[part])])
        for line, values in zip(pale, errors, strict=True):
            line.set_data(ks, values)
        for name, place in zip(formulas, place_names(errors), strict=True):
            name.set(**place, color=ROLE.ink if name.get_text() == result.formula else ROLE.note)
        trail.set_data(ks[: result.k + 1], whole[: result.k + 1])
        best.set_data([least, least], [1e-16, whole[least]])
        now.set_data([result.k], whole[[result.k]])
        return coarse, fine, *pale, best, trail, now, *formulas

    return ink


def place_names(errors):
    """Put one name above its line, the other below its own and between the places where the tints meet."""
    one_sided, central = errors.argmin(axis=1)
    above = {"position": (5, 30 * errors[0, 5:9].max()), "ha": "left"}
    if central > 3:
        return above, {"position": (central - 0.6, errors[1, central] / 20), "ha": "right"}
    return above, {"position": (one_sided + 0.4, errors[1, central] / 30), "ha": "left"}


def under(x, y):
    """Return the corners of the area under a curve, down to the lower edge of the picture."""
    return np.column_stack([np.concatenate([x, x[::-1]]), np.concatenate([y, np.full(len(x), 1e-16)])])


def caption(result):
    return (
        f"h = {power_of_ten(10.0**-result.k)}, {result.formula}, {result.numbers}: the quotient misses the derivative, "
        f"{SLOPE:.4f}, by {power_of_ten(result.error)}."
    )


def consequence(result):
    errors = measure_errors(result.numbers)[list(FORMULAS).index(result.formula)]
    side = np.sign(result.k - int(errors.argmin()))
    return {
        -1: "The step is still too large: the function bends within it.",
        0: f"The best of these steps, [{power_of_ten(result.error)}|wrong] off.",
        1: "The step is too small: the digits of the computer run out.",
    }[side]


def best_power(at):
    """Return the k with the smallest error of the one-sided quotient."""
    return int(at(k=POWERS[-1]).errors[0].argmin())


def explain(at):
    best, last = at(k=best_power(at)), at(k=POWERS[-1])
    best_h, last_h = (power_of_ten(10.0**-result.k) for result in (best, last))
    return (
        f"at {best_h} it is {power_of_ten(best.error)} off; then digits run out, at {last_h} it is {last.error:.2f} off"
    )


V_CURVE = Demo(
    title="How small should h be?",
    slide="Let's Get Some Math Done!",
    controls=(
        Control("k", POWERS, start=0, label="k of the step h = 10⁻ᵏ", main=True, plays=True),
        Control("formula", tuple(FORMULAS), start="one-sided", label="quotient"),
        Control("numbers", tuple(NUMBERS), start="float64", label="numbers"),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    consequence=consequence,
    split=0.4,
    question=Question(
        f"h shrinks from 1 to {power_of_ten(1e-15)}: where is the quotient nearest to the derivative?",
        {
            f"at {power_of_ten(1e-15)}: the smaller, the better": lambda k: k == 15,
            f"near {power_of_ten(1e-8)}, half of the digits": lambda k: 7 <= k <= 9,
            f"near {power_of_ten(1e-3)}": lambda k: 2 <= k <= 4,
        },
        answer=best_power,
        because=explain,
        veil=("inside the V",),
        shows={"k": 8},
    ),
    handles=(Handle("errors", x="k", at=lambda result: (result.k, max(result.error, 1e-14))),),
    scenes={
        "Let's Get Some Math Done! A large step": {},
        "Let's Get Some Math Done! h → 0": {"k": 4},
        "Let's Get Some Math Done! A small step": {"k": 8},
        "Let's Get Some Math Done! A central step": {"k": 5, "formula": "central"},
        "Let's Get Some Math Done! The smallest step": {"k": 15},
        "Let's Get Some Math Done! In single precision": {"k": 3, "formula": "central", "numbers": "float32"},
    },
    talks=(
        Talk(
            slide="Let's Get Some Math Done!",
            section="2. Derivative and gradient",
            minutes=5,
            reveals=(
                "“The smaller, the better: it is a limit.” Below $10^{-8}$ the function is a staircase, and the error "
                "grows again."
            ),
        ),
    ),
)
