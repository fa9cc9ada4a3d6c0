"""Draw a curve through points as a sum of bumps (slide "How To Interpolate?")."""

from typing import NamedTuple

import numpy as np

from course_utils.chapters.rbf_interpolation.curves import CURVE_X, hills, name_lines, solve_weights
from course_utils.demo.demo import Control, Demo, Talk
from course_utils.numerics.rbf import KERNELS, kernel_matrix, rbf_interpolate
from course_utils.plotting.colours import sign_colours
from course_utils.plotting.fields import Heat
from course_utils.plotting.lines import join_curves, plane, show_points
from course_utils.plotting.style import BLUE, DARK, GREEN, GREY, ORANGE, superscript

NAMES = {name: name.replace("_", " ").replace(" spline", "") for name in KERNELS}
KERNEL_OF = {words: name for name, words in NAMES.items()}
EPSILONS = (0.5, 1, 2, 3, 5, 8, 12, 20, 40, 80)
POINTS = (2, 4, 6, 8, 12, 16)
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
    x = 0.04 + 0.92 * np.arange(n) / (n - 1)
    y = hills(x)
    weights, K = solve_weights(x, y, phi, epsilon), kernel_matrix(x, x, phi, epsilon)
    each = (kernel_matrix(CURVE_X, x, phi, epsilon) * weights).T
    curve = rbf_interpolate(CURVE_X, x, weights, phi, epsilon)
    off = np.abs(curve - hills(CURVE_X)).max()
    return Sum(kernel, epsilon, np.column_stack([x, y]), each, curve, weights, K, np.linalg.cond(K), off)


def draw(fig, start):
    data = plane(fig, (0.65, 0.75, 4.9, 2.95), (0, 1), (-2.6, 2.6), "x", "")
    name_lines(data, (0, "the bumps", ORANGE), (0.26, "their sum", BLUE), (0.5, "where the points are from", GREEN))
    data.set(xticks=[0, 0.5, 1], yticks=[-2, -1, 0, 1, 2])
    data.axhline(0, color=GREY, linewidth=0.8)
    data.plot(CURVE_X, hills(CURVE_X), color=GREEN, dashes=(5, 2), linewidth=2)
    singles = data.plot([], [], color=ORANGE, linewidth=1.5)[0]
    curve = data.plot([], [], color=BLUE)[0]
    dots = show_points(data, start.points)

    matrix = plane(fig, (6.65, 1.75, 1.95, 1.95), (0, 1), (0, 1), "", "", title="K")
    matrix.set(xticks=[], yticks=[])
    heat = Heat(matrix, (MATRIX_ROWS, MATRIX_ROWS), -1, 1, sign_colours(), smooth=False, top_down=True)
    for at, words, color in ((0.85, "above 0", BLUE), (0.5, "0", DARK), (0.15, "below 0", ORANGE)):
        matrix.text(1.06, at, words, color=color, transform=matrix.transAxes, va="center", fontsize=13)

    gauge = plane(fig, (6.1, 0.75, 3.2, 0.3), (0, 16), (0, 1), "", "")
    gauge.set(yticks=[], xticks=[0, 4, 8, 12, 16])
    gauge.set_xticklabels(["1", "10⁴", "10⁸", "10¹²", "10¹⁶:\nno digit"])
    bar = gauge.barh([0.5], [0], height=0.5, color=DARK)[0]
    tip = gauge.plot([0], [0.5], "d", color=DARK, markersize=14, markeredgecolor="white", clip_on=False)[0]
    condition = gauge.text(0, 1.25, "", transform=gauge.transAxes, fontsize=15)

    def ink(result):
        n = len(result.points)
        singles.set_data(*join_curves(CURVE_X, np.clip(result.bumps, -9, 9)))
        curve.set_data(CURVE_X, result.curve)
        dots.set_data(*result.points.T)
        spread = np.arange(MATRIX_ROWS) * n // MATRIX_ROWS
        heat.show((result.matrix / np.abs(result.matrix).max())[np.ix_(spread, spread)])
        power = min(np.log10(result.condition), 16)
        bar.set_width(power)
        tip.set_xdata([power])
        condition.set_text(f"condition number {format_large(result.condition)}")
        return singles, curve, dots, heat, bar, tip, condition

    return ink


def caption(result):
    n, largest = len(result.points), np.abs(result.weights).max()
    return (
        f"{result.kernel.capitalize()}, ε = {result.epsilon:g}, {n} points: the largest weight is "
        f"{format_large(largest)}, the condition number {format_large(result.condition)}; at the worst place "
        f"the sum is {result.off:.2g} off the dashed curve."
    )


BUMPS = Demo(
    title="A curve as a sum of bumps",
    slide="How To Interpolate?",
    controls=(
        Control("kernel", tuple(KERNEL_OF), start="gaussian", label="kernel"),
        Control("epsilon", EPSILONS, start=12, label="ε, how narrow"),
        Control("n", POINTS, start=8, label="points"),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
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
            ask=(
                "Narrower bumps or wider ones: which bring $f$ nearer to the dashed curve, and which make $K$ easier "
                "to solve? Are they the same?"
            ),
            reveals=(
                "“The better curve has the better matrix.” Narrow bumps have the best matrix and a useless curve. Too "
                "wide ones have a bad matrix and a bad curve, and no rounding is to blame for the curve."
            ),
        ),
    ),
)
