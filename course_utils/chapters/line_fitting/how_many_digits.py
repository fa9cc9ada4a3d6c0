"""Count the digits that least squares loses, without and with a residual (slide "Back To Linear Regression")."""

from math import comb
from typing import NamedTuple

import numpy as np

from course_utils.demo.demo import Control, Demo, Talk
from course_utils.demo.handle import Handle
from course_utils.demo.question import Question
from course_utils.numerics.least_squares import correct_digits, lstsq, ols
from course_utils.plotting.lines import plane
from course_utils.plotting.style import GUIDE, HERO, NOTE, ROLE, VERDICT, superscript, typeset
from course_utils.plotting.words import Verdict, name_object, show_words

X = np.arange(21.0)
DEGREES = range(1, 11)
METHODS = {"slide: (AᵀA)⁻¹Aᵀb": ols, "numpy.linalg.lstsq": lambda A, b: np.linalg.lstsq(A, b)[0], "our lstsq": lstsq}
LONG_RESIDUAL = "as long as ‖Ax‖"
RESIDUALS = {"none": 0, "1 % of ‖Ax‖": 0.01, LONG_RESIDUAL: 1}  # ‖r‖ / ‖Ax‖, which is tan θ
ALTERNATING = np.array([(-1.0) ** k * comb(20, k) for k in range(21)])  # exactly perpendicular to x⁰, x¹ … x¹⁹


class Digits(NamedTuple):
    degree: int
    residual: str
    conditions: np.ndarray  # of A, for every degree
    factors: np.ndarray  # by which errors in A can grow, whatever the method: for every degree
    correct: dict  # method → correct decimal digits of its worst coefficient
    worst: dict  # method → that coefficient; exactly it is 1


def vandermonde(degree):
    return np.vander(X, degree + 1)


def make_target(degree, residual):
    """Make a b whose least-squares solution is exactly 1 for every coefficient: A x plus a residual of this length."""
    reached = vandermonde(degree).sum(axis=1)  # whole numbers, exact in float64
    size = RESIDUALS[residual] * np.linalg.norm(reached) / np.linalg.norm(ALTERNATING)
    few_bits = np.float64(np.float16(np.frexp(size)[0]))  # so that the sum below is exact as well
    return reached + np.ldexp(few_bits, np.frexp(size)[1]) * ALTERNATING


def error_growth(degree, residual):
    """Compute the factor by which the relative error of A can grow on its way to x.

    κ + κ² tan θ / η,   tan θ = ‖r‖ / ‖Ax‖,   η = ‖A‖ ‖x‖ / ‖Ax‖     (Trefethen and Bau, theorem 18.1)
    """
    A, x = vandermonde(degree), np.ones(degree + 1)
    kappa, reached = np.linalg.cond(A), np.linalg.norm(A @ x)
    tan = np.linalg.norm(make_target(degree, residual) - A @ x) / reached
    return kappa + kappa**2 * tan / (np.linalg.norm(A, 2) * np.linalg.norm(x) / reached)


def compute(degree, residual):
    conditions = np.array([np.linalg.cond(vandermonde(k)) for k in DEGREES])
    factors = np.array([error_growth(k, residual) for k in DEGREES])
    A, b, exact = vandermonde(degree), make_target(degree, residual), np.ones(degree + 1)
    solutions = {name: solve(A, b) for name, solve in METHODS.items()}
    correct = {name: correct_digits(x, exact) for name, x in solutions.items()}
    worst = {name: float(x[np.argmax(abs(x - exact))]) for name, x in solutions.items()}
    return Digits(degree, residual, conditions, factors, correct, worst)


def power_of_ten(number):
    exponent = round(np.log10(number))
    return "10" if exponent == 1 else f"10{superscript(exponent)}"


def growth_of(digits):
    return digits.factors[DEGREES.index(digits.degree)]


def write_digits(value, correct):
    """Write a number that should be 1 with 15 digits, cut in two where the correct ones end.

    >>> [" ".join(part.split()) for part in write_digits(1.00009444458752, 4)]
    ['1.000 0', '94 444 587 52']
    """
    whole, decimals = f"{value:.{15 - len(str(int(abs(value))))}f}".split(".")
    text = typeset(f"{whole}.{group(decimals)}")
    cut = len(whole) + 1 + correct + (correct - 1) // 3 if correct else 0
    return text[:cut], text[cut:]


def group(decimals):
    """Put a thin space after every third digit."""
    return "\N{THIN SPACE}".join(decimals[i : i + 3] for i in range(0, len(decimals), 3))


def draw_rows(fig):
    """Show the name of each method; return, for each, the words for its right digits, wrong digits and their count."""
    left = plane(fig, (0.35, 0.1, 5.9, 4.0), (0, 5.9), (0, 4.0), "", "")
    left.axis("off")
    left.text(0, 3.8, "the worst coefficient; it should be 1", va="center", fontsize=NOTE, color=ROLE.note)
    for height in (1.2, 2.4):
        left.plot([0, 5.9], [height, height], color=ROLE.rule, linewidth=1)
    rows = []
    for row, (method, color) in enumerate(zip(METHODS, (ROLE.rival, ROLE.third, ROLE.model), strict=True)):
        top = 3.32 - 1.2 * row
        name_object(left, 0, top, method, color)
        digits = [show_words(left, 0, top - 0.57, fontsize=VERDICT, va="center", fontweight="bold") for _ in range(2)]
        digits[1].set_color(ROLE.before)  # faded: orange is the slide's formula
        rows.append((*digits, name_object(left, 5.9, top, ha="right")))
    return rows


def draw(fig, start):
    rows = draw_rows(fig)
    verdict = Verdict(fig, 6.95, 4.15)
    right = plane(fig, (7.45, 0.9, 2.2, 1.6), (0.5, 13.6), (0, 32), "degree", "")
    lost = np.log10(start.conditions)
    right.set(xticks=[1, 5, 10], yticks=[0, 16, 32], yticklabels=["1", "10¹⁶", "10³²"], label="growth")
    right.axhline(16, color=ROLE.guide, linewidth=GUIDE)
    right.plot(DEGREES, 2 * lost, color=ROLE.rival, linestyle=(0, (3, 1.5)))
    right.plot(DEGREES, lost, color=ROLE.guide)
    name_object(right, 10.9, 2 * lost[-1], "AᵀA", ROLE.rival)
    name_object(right, 10.9, lost[-1] - 2, "A", ROLE.guide)
    grown = right.plot([], [], color=ROLE.ink, linestyle=(0, (1, 1)), linewidth=HERO)[0]
    here = right.plot([], [], "D", color=ROLE.ink, markersize=14, markeredgecolor=ROLE.paper, clip_on=False)[0]
    canvas = fig.canvas

    def ink(digits):
        for (good, bad, count), method in zip(rows, METHODS, strict=True):
            correct = digits.correct[method]
            texts = write_digits(digits.worst[method], correct)
            good.set_text(texts[0])
            bad.set_text(texts[1])
            edge = good.get_window_extent(canvas.get_renderer()).width / fig.dpi if texts[0] else 0
            bad.set_x(edge)
            count.set_text(f"{correct} of 15 right")
        grown.set_data(DEGREES, np.log10(digits.factors))
        here.set_data([digits.degree], [np.log10(growth_of(digits))])
        verdict.show(f"{power_of_ten(growth_of(digits))}-fold", "growth of errors", "past 10¹⁶ only ours is safe")
        return *(word for row in rows for word in row), grown, here, *verdict.artists

    return ink


def caption(digits):
    slide, _, ours = digits.correct.values()  # numpy's digits differ by one between machines, so they are only drawn
    residual = {"none": "no residual"}.get(digits.residual, f"residual {digits.residual}")
    return (
        f"Degree {digits.degree}, {residual}: an error can grow {power_of_ten(growth_of(digits))}-fold; the slide's "
        f"formula gets {slide} of 15 digits right, our lstsq {ours}."
    )


def consequence(digits):
    slide, _, ours = digits.correct.values()
    return f"The slide's formula gets [{slide} of 15|rival] digits right, our lstsq [{ours}|model]."


def explain_lost_digits(at):
    digits = at(degree=8)
    kappa, ours = growth_of(digits), digits.correct["our lstsq"]
    return (
        f"AᵀA squares the growth of errors, {power_of_ten(kappa)}, to {power_of_ten(kappa**2)}; "
        f"our lstsq, without AᵀA, keeps {ours} digits"
    )


HOW_MANY_DIGITS = Demo(
    title="How many digits does the formula lose?",
    slide="Back To Linear Regression",
    controls=(
        Control("degree", DEGREES, start=1, label="degree of the polynomial", main=True),
        Control("residual", tuple(RESIDUALS), start="none", label="residual"),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    consequence=consequence,
    split=0.66,
    question=Question(
        "At degree 8, without a residual: how many of 15 digits does the slide's formula get right?",
        {
            "all, or all but one, as for a line": lambda digits: digits >= 14,
            "about half of them": lambda digits: 5 <= digits <= 10,
            "none of them": lambda digits: digits == 0,
        },
        answer=lambda at: next(iter(at(degree=8).correct.values())),
        because=explain_lost_digits,
        veil=("growth",),
        shows={"degree": 8},
    ),
    handles=(Handle("growth", x="degree", at=lambda digits: (digits.degree, np.log10(growth_of(digits)))),),
    scenes={
        "Line Fitting 101: a line": {},
        "Back To Linear Regression: degree 5": {"degree": 5},
        "Back To Linear Regression: degree 8": {"degree": 8},
        "Back To Linear Regression: degree 8, with a residual": {"degree": 8, "residual": LONG_RESIDUAL},
    },
    talks=(
        Talk(
            slide="Line Fitting 101",
            section="6. What the formula costs",
            minutes=1,
            ask="A computer keeps 15 digits. For a line, how many of them does the formula of the slide get right?",
            reveals=(
                "No trouble yet: for a line it loses one digit. That is why the next scenes, at *Back To Linear "
                "Regression*, are a surprise."
            ),
        ),
        Talk(
            slide="Back To Linear Regression",
            section="6. What the formula costs",
            minutes=4,
            reveals=(
                r"“Equal on paper is equal in the computer.” $A^\top A$ squares the condition number. “Never form "
                r"$A^\top A$, and all is well.” With a residual the square is in the problem itself."
            ),
        ),
    ),
)
