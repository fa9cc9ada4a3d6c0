"""Draw a curve through points as a sum of bumps (slide "How To Interpolate?")."""

from typing import NamedTuple

import numpy as np

from course_utils.chapters.rbf_interpolation.curves import CURVE_X, hills, show_end_names, show_truth, solve_weights
from course_utils.demo.demo import Control, Demo, Talk
from course_utils.demo.handle import Handle
from course_utils.demo.question import Question
from course_utils.numerics.rbf import KERNELS, kernel_matrix, rbf_interpolate
from course_utils.plotting.colours import sign_colours
from course_utils.plotting.fields import Heat
from course_utils.plotting.lines import join_curves, plane, show_points
from course_utils.plotting.networks import page_axes
from course_utils.plotting.style import GUIDE, HERO, LABEL, NOTE, RESULT, ROLE, TITLE, superscript, tint
from course_utils.plotting.words import Verdict, name_object, show_words

NAMES = {name: name.replace("_", " ").replace(" spline", "") for name in KERNELS}
KERNEL_OF = {words: name for name, words in NAMES.items()}
EPSILONS = (0.5, 1, 2, 3, 5, 8, 12, 20, 40, 80)
WIDER = 3  # the ε of the question
POINTS = (2, 4, 6, 8, 12, 16)
FIRST, LENGTH = 0.04, 0.92  # where the points begin, and how far they reach
YTOP = 2.3
MATRIX_ROWS = 48  # rows of the heat map, a multiple of every number of points


def format_large(value):
    """Write a large number so that the last row of a lecture hall reads it.

    >>> format_large(47), format_large(3.2e11), format_large(3.2e17)
    ('47', '3·10¹¹', 'above 10¹⁶')
    """
    if value > 1e16:
        return "above 10¹⁶"  # what the computer finds is rounding: 1 and 1 + 10⁻¹⁶ are the same to it
    if value < 9999.5:
        return f"{value:.3g}" if value < 999.5 else f"{value:.0f}"
    digit, power = f"{value:.0e}".split("e+")
    return f"{digit}·10{superscript(int(power))}"


class Sum(NamedTuple):
    kernel: str
    epsilon: float
    points: np.ndarray  # (n, 2)
    bumps: np.ndarray  # (n, 301): every bump with its weight
    curve: np.ndarray  # (301,): their sum
    weights: np.ndarray
    matrix: np.ndarray  # K
    condition: float
    off: float  # the largest distance from the dashed curve


def compute(kernel, epsilon, n):
    phi = KERNEL_OF[kernel]
    x = FIRST + LENGTH * np.arange(n) / (n - 1)
    y = hills(x)
    weights, K = solve_weights(x, y, phi, epsilon), kernel_matrix(x, x, phi, epsilon)
    each = (kernel_matrix(CURVE_X, x, phi, epsilon) * weights).T
    curve = rbf_interpolate(CURVE_X, x, weights, phi, epsilon)
    off = np.abs(curve - hills(CURVE_X)).max()
    return Sum(kernel, epsilon, np.column_stack([x, y]), each, curve, weights, K, np.linalg.cond(K), off)


def draw(fig, start):
    data = plane(fig, (0.65, 0.6, 4.85, 3.35), (0, 1), (-YTOP, YTOP), "", "")
    data.set(xticks=[0, 1], yticks=[-2, 0, 2], label="data")
    data.axhline(0, color=ROLE.rule, linewidth=GUIDE)
    hull = data.fill([], [], color=tint(ROLE.rival, 0.16), linewidth=0)[0]
    singles = data.plot([], [], color=tint(ROLE.rival, 0.55), linewidth=GUIDE)[0]
    one = data.plot([], [], color=ROLE.rival)[0]
    curve = data.plot([], [], color=ROLE.model, linewidth=HERO)[0]
    truth = show_truth(data, hills(CURVE_X))
    dots = show_points(data, start.points)
    name_lines = show_end_names(data, {"sum": ROLE.model, "truth": ROLE.truth})
    bump_name = name_object(data, 0, 0, "one bump", ROLE.rival)
    on_paper = {"facecolor": ROLE.paper, "edgecolor": "none", "pad": 2}
    far = name_object(data, 0.06, -1.95, "", ROLE.rival, bbox=on_paper, zorder=6)
    verdict, system = Verdict(fig, 6.7, 4.2), show_system(fig)

    def ink(result):
        bumps, reach = np.clip(result.bumps, -9, 9), np.abs(result.bumps).max()
        at, outside = len(bumps) // 2, reach > YTOP
        hull.set_xy(around(bumps))
        singles.set_data(*join_curves(CURVE_X, bumps))
        one.set_data(CURVE_X, bumps[at])
        curve.set_data(CURVE_X, result.curve)
        dots.set_data(*result.points.T)
        across = -0.3 * np.sign(result.weights[at])  # on the other side of 0, where there is room
        bump_name.set(position=(min(result.points[at, 0] + 0.01, 0.73), across), visible=not outside)
        far.set(text=f"bumps reach {format_large(reach)} ↕", visible=outside)
        hull.set_visible(not outside)
        verdict.show(f"{result.off:.2g}", "off at the worst place", color=ROLE.model)
        parts = hull, singles, one, curve, truth, dots, bump_name, far
        return *parts, *name_lines(result.curve[-1], hills(1)), *verdict.artists, *system(result)

    return ink


def around(curves):
    """Return the corners of the area between 0 and all curves."""
    top, bottom = np.maximum(curves.max(axis=0), 0), np.minimum(curves.min(axis=0), 0)
    return np.column_stack([np.append(CURVE_X, CURVE_X[::-1]), np.append(top, bottom[::-1])])


def show_system(fig):
    """Show K, its condition number, and how many of 16 digits that can cost; return their ink."""
    matrix = plane(fig, (6.7, 1.05, 1.4, 1.4), (0, 1), (0, 1), "", "")
    matrix.set(xticks=[], yticks=[])
    matrix.spines[:].set_visible(True)
    heat = Heat(matrix, (MATRIX_ROWS, MATRIX_ROWS), -1, 1, sign_colours(), smooth=False, top_down=True)
    page = page_axes(fig)
    page.text(6.55, 1.75, "K", ha="right", va="center", fontsize=TITLE, fontweight="bold")
    condition = show_words(page, 8.3, 2.28, va="center", fontsize=RESULT, fontweight="bold")
    page.text(8.3, 1.5, "condition\nnumber", va="center", fontsize=LABEL, linespacing=1.1)
    gauge = plane(fig, (6.7, 0.72, 2.95, 0.14), (0, 16), (0, 1), "", "")
    gauge.axis("off")
    gauge.barh([0.5], [16], height=1, color=tint(ROLE.rule, 0.6))
    bar = gauge.barh([0.5], [0], height=1, color=ROLE.ink)[0]
    lost = show_words(page, 6.7, 0.42, va="center", fontsize=NOTE, color=ROLE.note)

    def ink(result):
        spread = np.arange(MATRIX_ROWS) * len(result.points) // MATRIX_ROWS
        heat.show((result.matrix / np.abs(result.matrix).max())[np.ix_(spread, spread)])
        digits = min(np.log10(result.condition), 16)
        bar.set_width(digits)
        lost.set_text(f"about {digits:.0f} of 16 digits lost")
        condition.set_text(format_large(result.condition).replace("above", ">"))
        return heat, bar, lost, condition

    return ink


def caption(result):
    n, largest = len(result.points), np.abs(result.weights).max()
    return (
        f"{result.kernel.capitalize()}, ε = {result.epsilon:g}, {n} points: the largest weight is "
        f"{format_large(largest)}, the condition number {format_large(result.condition)}; at the worst place "
        f"the sum is {result.off:.2g} off the dashed curve."
    )


def consequence(result):
    condition = format_large(result.condition)
    return f"The sum is [{result.off:.2g}|model] off; the condition number is {condition}."


def compare(before, after):
    """Say whether the sum comes nearer to the truth or farther off, and whether K gets better or worse."""
    return (
        "nearer" if after.off < before.off else "farther",
        "better" if after.condition < before.condition else "worse",
    )


def explain(at):
    """Say both numbers before and after."""
    before, after = at(), at(epsilon=WIDER)
    return (
        f"the sum is {after.off:.2g} off instead of {before.off:.2g}, but the condition number rises from "
        f"{format_large(before.condition)} to {format_large(after.condition)}"
    )


BUMPS = Demo(
    title="A curve as a sum of bumps",
    slide="How To Interpolate?",
    controls=(
        Control("kernel", tuple(KERNEL_OF), start="gaussian", label="kernel"),
        Control("epsilon", EPSILONS, start=12, label="ε, how narrow", main=True),
        Control("n", POINTS, start=8, label="points"),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    consequence=consequence,
    split=0.63,
    question=Question(
        f"The bumps get wider, ε = {WIDER}: what becomes of the sum, and of the condition number of K?",
        {
            "the sum nearer to the truth, K better": lambda change: change == ("nearer", "better"),
            "the sum nearer to the truth, K worse": lambda change: change == ("nearer", "worse"),
            "the sum farther off, K better": lambda change: change == ("farther", "better"),
            "the sum farther off, K worse": lambda change: change == ("farther", "worse"),
        },
        answer=lambda at: compare(at(), at(epsilon=WIDER)),
        because=explain,
        shows={"epsilon": WIDER},
    ),
    handles=(Handle("data", x=("n", lambda n: FIRST + LENGTH / (n - 1)), at=lambda result: result.points[1]),),
    scenes={
        "How To Interpolate? With bumps": {},
        "How To Interpolate? With needles": {"epsilon": 80},
        "How To Interpolate? With flat bumps": {"epsilon": 1},
        "How To Interpolate? With cones": {"kernel": "linear"},
    },
    talks=(
        Talk(
            slide="How To Interpolate?",
            section="4. How to interpolate",
            minutes=5,
            starred=True,
            reveals=(
                "“The better curve has the better matrix.” Narrow bumps have the best matrix and a useless curve. Too "
                "wide ones have a bad matrix and a bad curve, and no rounding is to blame for the curve."
            ),
        ),
    ),
)
