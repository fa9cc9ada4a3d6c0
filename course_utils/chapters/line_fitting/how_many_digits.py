"""Count the digits that least squares loses, without and with a residual (slide "Back To Linear Regression")."""

from math import comb
from typing import NamedTuple

import numpy as np

from course_utils.demo.demo import Control, Demo, Talk
from course_utils.numerics.least_squares import correct_digits, lstsq, ols
from course_utils.plotting.lines import plane
from course_utils.plotting.style import BLUE, DARK, GREY, ORANGE, PURPLE, superscript

X = np.arange(21.0)
DEGREES = range(1, 11)
METHODS = {"slide: (AᵀA)⁻¹Aᵀb": ols, "numpy.linalg.lstsq": lambda A, b: np.linalg.lstsq(A, b)[0], "our lstsq": lstsq}
LONG_RESIDUAL = "as long as ‖Ax‖"
RESIDUALS = {"none": 0, "1 % of ‖Ax‖": 0.01, LONG_RESIDUAL: 1}  # ‖r‖ / ‖Ax‖, which is tan θ
RESIDUAL_TITLES = dict(zip(RESIDUALS, ("no residual", "‖r‖ = 1 % of ‖Ax‖", "‖r‖ = ‖Ax‖"), strict=True))
ALTERNATING = np.array([(-1.0) ** k * comb(20, k) for k in range(21)])  # exactly perpendicular to x⁰, x¹ … x¹⁹


class Digits(NamedTuple):
    degree: int
    residual: str
    conditions: np.ndarray  # of A, for every degree
    factors: np.ndarray  # by which errors in A can grow, whatever the method: for every degree
    correct: dict  # method → correct decimal digits of its worst coefficient


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


def count_digits(solve, degree, residual):
    return correct_digits(solve(vandermonde(degree), make_target(degree, residual)), np.ones(degree + 1))


def compute(degree, residual):
    conditions = np.array([np.linalg.cond(vandermonde(k)) for k in DEGREES])
    factors = np.array([error_growth(k, residual) for k in DEGREES])
    correct = {name: count_digits(solve, degree, residual) for name, solve in METHODS.items()}
    return Digits(degree, residual, conditions, factors, correct)


def format_factor(digits):
    return f"10{superscript(round(np.log10(digits.factors[DEGREES.index(digits.degree)])))}"


def draw(fig, start):
    left = plane(fig, (0.9, 0.75, 3.4, 2.85), (0.5, 12), (0, 32), "degree of the polynomial", "log₁₀ of the factor")
    lost = np.log10(start.conditions)
    left.set(xticks=DEGREES, yticks=[0, 8, 16, 24, 32])
    left.plot(DEGREES, 2 * lost, "s--", color=ORANGE, markersize=7, linewidth=2)
    left.plot(DEGREES, lost, "o-", color=BLUE, markersize=7, linewidth=2)
    left.axhline(16, color=GREY, linewidth=1.5)
    left.text(10.5, 2 * lost[-1] + 1, "AᵀA", color=ORANGE, va="center")
    left.text(10.5, lost[-1], "A", color=BLUE, va="center")
    grown = left.plot([], [], "D:", color=DARK, markersize=5, linewidth=2)[0]
    now = left.axvline(1, color=DARK, linewidth=1.5, linestyle=":")
    factor = left.text(0.5, 1.06, "", transform=left.transAxes, ha="center", fontsize=16)

    right = plane(fig, (6.75, 0.75, 3.0, 2.85), (0, 17.5), (2.6, -0.6), "correct digits", "")
    right.set(yticks=range(3), yticklabels=METHODS, xticks=[0, 5, 10, 15])
    right.tick_params(axis="y", length=0)
    bars = right.barh(range(3), [0] * 3, height=0.55, color=[ORANGE, PURPLE, BLUE])
    numbers = [right.text(0, y, "", va="center", fontsize=16) for y in range(3)]
    title = right.text(0.5, 1.06, "", transform=right.transAxes, ha="center", fontsize=16)

    def ink(digits):
        now.set_xdata([digits.degree] * 2)
        grown.set_data(DEGREES, np.log10(digits.factors))
        factor.set_text(f"errors can grow {format_factor(digits)}-fold")
        title.set_text(f"degree {digits.degree}, {RESIDUAL_TITLES[digits.residual]}")
        for bar, number, correct in zip(bars, numbers, digits.correct.values(), strict=True):
            bar.set_width(correct)
            number.set(x=correct + 0.4, text=f"{correct}")
        return grown, now, factor, title, *bars, *numbers

    return ink


def caption(digits):
    slide, _, ours = digits.correct.values()  # numpy's digits differ by one between machines, so they are only drawn
    residual = {"none": "no residual"}.get(digits.residual, f"residual {digits.residual}")
    return (
        f"Degree {digits.degree}, {residual}: an error can grow {format_factor(digits)}-fold; the slide's formula gets "
        f"{slide} of 15 digits right, our lstsq {ours}."
    )


HOW_MANY_DIGITS = Demo(
    title="How many digits does the formula lose?",
    slide="Back To Linear Regression",
    controls=(
        Control("degree", DEGREES, start=1, label="degree of the polynomial"),
        Control("residual", tuple(RESIDUALS), start="none", label="residual"),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
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
            ask=(
                r"At which degree has $(A^\top A)^{-1}A^\top\mathbf{b}$ lost *all* its digits? And does a method that "
                r"works on $A$ itself keep them, whatever $\mathbf{b}$ is?"
            ),
            reveals=(
                r"“Equal on paper is equal in the computer.” $A^\top A$ squares the condition number. “Never form "
                r"$A^\top A$, and all is well.” With a residual the square is in the problem itself."
            ),
        ),
    ),
)
