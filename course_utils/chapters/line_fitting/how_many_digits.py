"""Count the digits that the slide's formula loses (slide "Back To Linear Regression")."""

from typing import NamedTuple

import numpy as np

from course_utils.demo.demo import Control, Demo, Talk
from course_utils.numerics.least_squares import correct_digits, lstsq, ols
from course_utils.plotting.lines import plane
from course_utils.plotting.style import BLUE, DARK, GREY, ORANGE, PURPLE

X = np.arange(21.0)
DEGREES = range(1, 11)
METHODS = {"slide: (AᵀA)⁻¹Aᵀb": ols, "numpy.linalg.lstsq": lambda A, b: np.linalg.lstsq(A, b)[0], "our lstsq": lstsq}


class Digits(NamedTuple):
    degree: int
    conditions: np.ndarray  # of A, for every degree
    correct: dict  # method → correct decimal digits of its worst coefficient


def vandermonde(degree):
    return np.vander(X, degree + 1)


def count_digits(solve, degree):
    A = vandermonde(degree)
    b = A.sum(axis=1)  # exact in float64, so the true coefficients are all 1
    return correct_digits(solve(A, b), np.ones(degree + 1))


def compute(degree):
    conditions = np.array([np.linalg.cond(vandermonde(k)) for k in DEGREES])
    return Digits(degree, conditions, {name: count_digits(solve, degree) for name, solve in METHODS.items()})


def draw(fig, start):
    left = plane(fig, (0.9, 0.75, 3.4, 2.85), (0.5, 12), (0, 32), "degree of the polynomial", "log₁₀ of it")
    lost = np.log10(start.conditions)
    left.set(xticks=DEGREES, yticks=[0, 8, 16, 24, 32], title="condition number")
    left.plot(DEGREES, np.minimum(2 * lost, 32), "s--", color=ORANGE, markersize=7, linewidth=2)
    left.plot(DEGREES, lost, "o-", color=BLUE, markersize=7, linewidth=2)
    left.axhline(16, color=GREY, linewidth=1.5)
    left.text(10.5, 2 * lost[-1], "AᵀA", color=ORANGE, va="center")
    left.text(10.5, lost[-1], "A", color=BLUE, va="center")
    now = left.axvline(1, color=DARK, linewidth=1.5, linestyle=":")

    right = plane(fig, (6.75, 0.75, 3.0, 2.85), (0, 17.5), (2.6, -0.6), "correct digits", "")
    right.set(yticks=range(3), yticklabels=METHODS, xticks=[0, 5, 10, 15])
    right.tick_params(axis="y", length=0)
    bars = right.barh(range(3), [0] * 3, height=0.55, color=[ORANGE, PURPLE, BLUE])
    numbers = [right.text(0, y, "", va="center", fontsize=16) for y in range(3)]
    title = right.text(0.5, 1.06, "", transform=right.transAxes, ha="center", fontsize=16)

    def ink(digits):
        now.set_xdata([digits.degree] * 2)
        title.set_text(f"degree {digits.degree}")
        for bar, number, correct in zip(bars, numbers, digits.correct.values(), strict=True):
            bar.set_width(correct)
            number.set(x=correct + 0.4, text=f"{correct}")
        return now, title, *bars, *numbers

    return ink


def caption(digits):
    slide, _, ours = digits.correct.values()  # numpy's digits differ by one between machines, so they are only drawn
    return f"Degree {digits.degree}: the slide's formula gets {slide} of 15 digits right, our lstsq {ours}."


HOW_MANY_DIGITS = Demo(
    title="How many digits does the formula lose?",
    slide="Back To Linear Regression",
    controls=(Control("degree", DEGREES, start=1, label="degree of the polynomial"),),
    compute=compute,
    draw=draw,
    caption=caption,
    scenes={
        "Line Fitting 101: a line": {},
        "Back To Linear Regression: degree 5": {"degree": 5},
        "Back To Linear Regression: degree 10": {"degree": 10},
    },
    talks=(
        Talk(
            slide="Line Fitting 101",
            section="6. What the formula costs",
            minutes=1,
            ask="A computer keeps 15 digits. For a line, how many of them does the formula of the slide get right?",
            reveals=(
                "No trouble yet: for a line it loses one digit. That is why the next two scenes, at *Back To Linear "
                "Regression*, are a surprise."
            ),
        ),
        Talk(
            slide="Back To Linear Regression",
            section="6. What the formula costs",
            minutes=4,
            ask=r"At which degree has $(A^\top A)^{-1}A^\top\mathbf{b}$ lost *all* its digits?",
            reveals=r"“Equal on paper is equal in the computer.” $A^\top A$ squares the condition number.",
        ),
    ),
)
