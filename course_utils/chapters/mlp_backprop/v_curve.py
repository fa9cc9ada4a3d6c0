"""Measure how exact a difference quotient is, for every step (slide "Let's Get Some Math Done!")."""

from functools import cache
from typing import NamedTuple

import numpy as np

from course_utils.demo.demo import Control, Demo, Talk
from course_utils.numerics.calculus import quotient_errors
from course_utils.plotting.lines import plane
from course_utils.plotting.style import BLUE, DARK, GREEN, ORANGE, power_of_ten
from course_utils.plotting.words import show_words

POWERS = tuple(range(16))
FORMULAS = {"one-sided": (0, 1), "central": (-1, 1)}
NUMBERS = {"float64": np.float64, "float32": np.float32}
POINT = 0.5
AROUND = np.linspace(-2, 2, 401)
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
    zoom = plane(fig, (0.95, 0.75, 3.4, 2.95), (-2.2, 2.2), (-1.7, 1.7), "steps h away from w", "",
                 title="f under the microscope")  # fmt: skip
    zoom.set(xticks=[-2, -1, 0, 1, 2], yticks=[-1, 0, 1], yticklabels=["−h", "0", "h"])
    zoom.plot(AROUND, SLOPE * AROUND, color=GREEN, dashes=(5, 2), linewidth=2.5)
    zoom.text(-2.1, -1.55, "dashed: the tangent", fontsize=14, color=GREEN)
    curve = zoom.plot([], [], color=DARK, linewidth=2)[0]
    secant = zoom.plot([], [], linewidth=2.5, markersize=10, markeredgecolor="white")[0]

    kind = show_words(zoom, 2.1, 1.6, ha="right", va="top", fontsize=14)

    v = plane(fig, (5.6, 0.75, 4.1, 2.95), (-0.6, 15.9), (1e-14, 30), "step h", "", title="error of the derivative")
    v.set_yscale("log")
    v.set(xticks=[0, 5, 10, 15], xticklabels=["1", "10⁻⁵", "10⁻¹⁰", "10⁻¹⁵"])
    v.set(yticks=[1e-12, 1e-8, 1e-4, 1], yticklabels=["10⁻¹²", "10⁻⁸", "10⁻⁴", "1"])
    v.minorticks_off()
    for y, text, color in ((25, "■ one-sided", ORANGE), (0.9, "● central", BLUE)):
        v.text(5, y, text, va="top", fontsize=15, color=color)
    looks = {"one-sided": {"marker": "s", "color": ORANGE}, "central": {"marker": "o", "color": BLUE}}
    lines = [v.plot([], [], linewidth=2, markersize=8, **look)[0] for look in looks.values()]
    now = v.plot([], [], "o", markerfacecolor="none", markeredgecolor=DARK, markersize=19, markeredgewidth=2)[0]

    def ink(result):
        curve.set_data(AROUND, result.zoom)
        secant.set_data(*result.secant)
        secant.set(**looks[result.formula])
        ks = np.arange(result.k + 1)
        for line, errors in zip(lines, result.errors, strict=True):
            line.set_data(ks, np.maximum(errors, 1e-14))
        kind.set_text(f"in {result.numbers}")
        now.set_data([result.k], [max(result.error, 1e-14)])
        return curve, secant, kind, *lines, now

    return ink


def caption(result):
    return (
        f"h = {power_of_ten(10.0**-result.k)}, {result.formula}, {result.numbers}: the quotient misses the derivative, "
        f"{SLOPE:.4f}, by {power_of_ten(result.error)}."
    )


V_CURVE = Demo(
    title="How small should h be?",
    slide="Let's Get Some Math Done!",
    controls=(
        Control("k", POWERS, start=0, label="k of the step h = 10⁻ᵏ"),
        Control("formula", tuple(FORMULAS), start="one-sided", label="quotient"),
        Control("numbers", tuple(NUMBERS), start="float64", label="numbers"),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    scenes={
        "Let's Get Some Math Done! A large step": {},
        "Let's Get Some Math Done! h → 0": {"k": 4},
        "Let's Get Some Math Done! The best one-sided step": {"k": 8},
        "Let's Get Some Math Done! The best central step": {"k": 5, "formula": "central"},
        "Let's Get Some Math Done! Too small": {"k": 15},
        "Let's Get Some Math Done! In single precision": {"k": 3, "formula": "central", "numbers": "float32"},
    },
    talks=(
        Talk(
            slide="Let's Get Some Math Done!",
            section="2. Derivative and gradient",
            minutes=5,
            ask="$h$ goes from 1 down to $10^{-15}$. Where is the quotient best, and how many digits does it have?",
            reveals=(
                "“The smaller, the better: it is a limit.” Below $10^{-8}$ the function is a staircase, and the error "
                "grows again."
            ),
        ),
    ),
)
