"""Approximate a function by more and more simple ones (slide "Take A Step Back!")."""

from functools import cache
from typing import NamedTuple

import numpy as np

from course_utils.chapters.rbf_interpolation.curves import show_end_names, show_truth
from course_utils.demo.demo import Control, Demo, Talk
from course_utils.demo.handle import Handle
from course_utils.demo.question import Question
from course_utils.numerics.least_squares import design_matrix, lstsq
from course_utils.numerics.rbf import kernel_matrix
from course_utils.plotting.lines import join_curves, plane
from course_utils.plotting.style import GUIDE, HERO, ROLE, superscript, tint
from course_utils.plotting.words import Verdict, name_object

JUMP, BELOW, ABOVE = 0.37, 0.2, 0.8
CURVE_X = np.sort([*np.linspace(0, 1, 321), np.nextafter(JUMP, 0), JUMP])  # so that both sides of the jump are seen
COUNTS = (1, 2, 4, 8, 16, 32, 64)
TOO_FAR = 0.1  # for the question

TARGETS = {
    "waves": lambda x: 0.5 + 0.35 * np.sin(2 * np.pi * x) + 0.12 * np.cos(6 * np.pi * x),
    "a corner": lambda x: 1.2 * np.abs(x - JUMP) + 0.1,
    "a jump": lambda x: np.where(x < JUMP, BELOW, ABOVE),
}


def bumps(x, n, overlap):
    """Compute n bumps; the outer ones are beyond 0 and 1, because every place needs bumps on either side.

    `overlap` is their width in gaps. If it were the same for every n, the error would stop falling: it must grow, and
    with it the reach beyond 0 and 1.
    """
    gap = (1 + 2 * overlap**2 / n) / n
    return kernel_matrix(x, 0.5 + gap * (np.arange(n) - (n - 1) / 2), "gaussian", 1 / (overlap * gap))


PIECES = {  # n simple functions of x, each in a column; all but the bumps have a constant beside them
    "steps": lambda x, n: (x[:, None] >= (np.arange(n) + 1) / (n + 1)).astype(float),
    "ramps": lambda x, n: np.maximum(0, x[:, None] - np.arange(n) / n),
    "bumps": lambda x, n: bumps(x, n, overlap=n ** (1 / 8)),
    "parabolas": lambda x, n: (x[:, None] - np.arange(n) / n) ** 2,
}


class Approximation(NamedTuple):
    pieces: str
    target: str
    n: int
    truth: np.ndarray
    found: np.ndarray
    each: np.ndarray  # (n, 323): the weighted pieces
    constant: float  # nan for bumps, which have none
    errors: np.ndarray  # the largest, for every number of pieces up to n


@cache
def approximate(pieces, target, n):
    """Fit a sum of n pieces by least squares: truth, sum, weighted pieces, constant, largest error."""
    truth, A = TARGETS[target](CURVE_X), PIECES[pieces](CURVE_X, n)
    A = A if pieces == "bumps" else design_matrix(A)
    weights = lstsq(A, truth)
    found = A @ weights
    return truth, found, (A[:, :n] * weights[:n]).T, np.append(weights, np.nan)[n], np.abs(found - truth).max()


def compute(pieces, n, target):
    truth, found, each, constant, _ = approximate(pieces, target, n)
    errors = [approximate(pieces, target, m)[-1] for m in COUNTS if m <= n]
    return Approximation(pieces, target, n, truth, found, each, constant, np.array(errors))


def draw(fig, start):
    for pieces in PIECES:
        for target in TARGETS:
            compute(pieces, COUNTS[-1], target)  # now, so that no slider has to wait for it
    data = plane(fig, (0.8, 0.6, 4.5, 3.35), (0, 1), (-0.85, 1.2), "", "")
    data.set(xticks=[0, 1], yticks=[0, 1])
    data.axhline(0, color=ROLE.rule, linewidth=GUIDE)
    constant = data.plot([0, 1], [0, 0], ":", color=ROLE.ink)[0]
    singles = data.plot([], [], color=tint(ROLE.rival, 0.45), linewidth=GUIDE)[0]
    one = data.plot([], [], color=ROLE.rival)[0]
    found = data.plot([], [], color=ROLE.model, linewidth=HERO)[0]
    truth = show_truth(data)
    looks = {"sum": ROLE.model, "function": ROLE.truth, "constant": ROLE.ink}
    name_lines, verdict, errors = show_end_names(data, looks), Verdict(fig, 6.7, 4.2), show_errors(fig)
    on_paper = {"facecolor": ROLE.paper, "edgecolor": "none", "pad": 1}
    one_name = name_object(data, 0.03, 0, "one piece", ROLE.rival, bbox=on_paper, zorder=4)

    def ink(result):
        piece = result.each[len(result.each) // 2]
        constant.set_ydata([result.constant] * 2)
        singles.set_data(*join_curves(CURVE_X, result.each))
        one.set_data(CURVE_X, piece)
        truth.set_data(CURVE_X, result.truth)
        found.set_data(CURVE_X, result.found)
        one_name.set_position(place_name(piece))
        verdict.show(format_small(result.errors[-1]), "off at the worst place", color=ROLE.model)
        names = name_lines(result.found[-1], result.truth[-1], result.constant)
        return constant, singles, one, found, truth, one_name, *names, *verdict.artists, *errors(result)

    return ink


def place_name(piece):
    """Put the name of a piece where it is largest, below it and below 0."""
    return np.clip(CURVE_X[np.abs(piece).argmax()] - 0.1, 0.03, 0.7), max(min(piece.min(), 0) - 0.2, -0.7)


def show_errors(fig):
    """Show the largest error for each number of pieces: pale for all, and a line up to the present one."""
    error = plane(fig, (7.45, 0.6, 2.2, 2.1), (-0.4, 6.4), (-5.2, 0.2), "", "")
    error.set(xticks=[0, 6.4], yticks=[-4, -2, 0], yticklabels=["10⁻⁴", "0.01", "1"], label="errors")
    error.set_xticklabels(["1", "64 pieces"])
    error.get_xticklabels()[-1].set_ha("right")
    whole = error.plot([], [], color=tint(ROLE.model, 0.35), linewidth=GUIDE)[0]
    line = error.plot([], [], "o-", color=ROLE.model, markevery=[-1], markersize=14, markeredgecolor=ROLE.paper)[0]
    line.set_clip_on(False)

    def ink(result):
        errors = [approximate(result.pieces, result.target, n)[-1] for n in COUNTS]
        whole.set_data(range(len(COUNTS)), np.log10(errors))
        line.set_data(range(len(result.errors)), np.log10(result.errors))
        return whole, line

    return ink


def format_small(value):
    """Write an error so that the last row of a lecture hall reads it.

    >>> format_small(0.47481), format_small(0.0000142)
    ('0.47', '1.4·10⁻⁵')
    """
    if value >= 0.001:
        return f"{value:.2g}"
    digits, power = f"{value:.1e}".split("e")
    return f"{digits}·10{superscript(int(power))}"


def caption(result):
    count = f"{result.n} {result.pieces if result.n > 1 else result.pieces[:-1]}"
    more = " and a constant" if np.isfinite(result.constant) else ""
    return (
        f"{result.target.capitalize()} out of {count}{more}: at the worst place {format_small(result.errors[-1])} off."
    )


def consequence(result):
    kind = result.pieces if result.n > 1 else result.pieces[:-1]
    error = format_small(result.errors[-1])
    return f"{result.target.capitalize()} out of {result.n} {kind}: [{error}|model] off at the worst place."


def last_error(at, target):
    """Return how far the largest number of pieces is off at the worst place."""
    return at(n=COUNTS[-1], target=target).errors[-1]


def explain(at):
    waves, corner, jump = (format_small(last_error(at, target)) for target in TARGETS)
    return f"a sum of bumps does not jump, so it is {jump} off; the waves are {waves} off, the corner {corner}"


MANY_SIMPLE_ONES = Demo(
    title="One function out of many simple ones",
    slide="Take A Step Back!",
    controls=(
        Control("n", COUNTS, start=2, label="pieces", main=True),
        Control("pieces", tuple(PIECES), start="bumps", label="kind of piece"),
        Control("target", tuple(TARGETS), start="waves", label="function"),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    consequence=consequence,
    split=0.645,
    question=Question(
        f"Out of {COUNTS[-1]} bumps: which function stays more than {TOO_FAR} off at some place?",
        {
            "the waves": lambda far: far == ["waves"],
            "the corner": lambda far: far == ["a corner"],
            "the jump": lambda far: far == ["a jump"],
            f"none: {COUNTS[-1]} bumps can do all three": lambda far: not far,
        },
        answer=lambda at: [target for target in TARGETS if last_error(at, target) > TOO_FAR],
        because=explain,
        veil=("errors",),
        shows={"n": COUNTS[-1], "target": "a jump"},
    ),
    handles=(
        Handle(
            "errors", x=("n", COUNTS.index), at=lambda result: (len(result.errors) - 1, np.log10(result.errors[-1]))
        ),
    ),
    scenes={
        "Take A Step Back! Two bumps": {},
        "Take A Step Back! Sixteen bumps": {"n": 16},
        "Take A Step Back! Steps": {"n": 16, "pieces": "steps"},
        "Take A Step Back! Ramps": {"n": 16, "pieces": "ramps"},
        "Take A Step Back! A jump": {"n": 64, "target": "a jump"},
        "Take A Step Back! Parabolas": {"n": 64, "pieces": "parabolas"},
    },
    talks=(
        Talk(
            slide="Take A Step Back!",
            section="7. Take a step back",
            minutes=5,
            reveals=(
                "“Any function, out of anything simple.” Any *continuous* one, on a bounded range: at the jump no "
                "number of pieces helps. And not out of parabolas: their sum is a parabola."
            ),
        ),
    ),
)
