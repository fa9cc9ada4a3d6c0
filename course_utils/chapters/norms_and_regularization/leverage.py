"""Move one point in x and y, and see which fits follow it and how much leverage it has (slide "What If?")."""

from functools import cache
from typing import NamedTuple

import numpy as np

from course_utils.chapters.norms_and_regularization.outlier import TRUTH, fit_ends, line_looks, outlier_look
from course_utils.demo.demo import Control, Demo, Talk
from course_utils.demo.handle import Handle
from course_utils.demo.question import Question
from course_utils.numerics.least_squares import design_matrix, ols
from course_utils.numerics.robust import huber, irls, ransac
from course_utils.plotting.lines import plane, show_points, spread_labels
from course_utils.plotting.style import HERO, NOTE, ROLE, typeset
from course_utils.plotting.words import Verdict, name_object

GOOD_POINTS = np.array([  # nine points within 0.4 of the truth
    [0, 2.3], [2.1, 2.7], [2.9, 3.6], [3.6, 4.2], [4.1, 3.8], [4.7, 4.0], [5.4, 5.0], [6.2, 5.3], [8, 5.8]
])  # fmt: skip
DELTA, THRESHOLD = 1.0, 0.6  # where Huber's loss and RANSAC call a residual large
LEFT, RIGHT, BOTTOM, TOP = -0.8, 25.0, -1.5, 21.5
NAME_GAP = 2.7  # between names, and how far a quiet one may be from its line
QUIET = ("RANSAC", "Huber")


class Fits(NamedTuple):
    p: float
    points: np.ndarray  # ten, the moved one last
    leverages: np.ndarray  # h_ii of each
    fits: dict  # loss → (m, d)
    above: float  # how far the line of p passes above the moved point


def leverages(A):
    """Compute the diagonal of A(AᵀA)⁻¹Aᵀ: how much the line of squares rises at a point if that point rises by 1."""
    return np.sum(A * np.linalg.solve(A.T @ A, A.T).T, axis=1)


def ransac_line(points):
    a, b, c = ransac(points, THRESHOLD, np.random.default_rng(0))
    return -np.array([a, c]) / b


@cache  # the slider of p does not change them
def fit_other_losses(x, y):
    points = np.vstack([GOOD_POINTS, (x, y)])
    A, b = design_matrix(points[:, 0]), points[:, 1]
    return {"truth": TRUTH, "RANSAC": ransac_line(points), "Huber": huber(A, b, DELTA), "squares": ols(A, b)}


def compute(p, x, y):
    points = np.vstack([GOOD_POINTS, (x, y)])
    A, b = design_matrix(points[:, 0]), points[:, 1]
    fit = irls(A, b, p)
    return Fits(p, points, leverages(A), {**fit_other_losses(x, y), "p": fit}, A[-1] @ fit - y)


def format_two_digits(number):
    return typeset(f"{number.round(2) + 0.0:.2f}")  # never -0.00


def looks_of_lines():
    """Return the look of each line: the methods that are only there to compare with are grey."""
    truth, squares, huber_, p = line_looks().values()
    quiet = {"color": ROLE.guide}
    ransac_, huber_ = {**quiet, "dashes": (1, 1)}, {**huber_, **quiet}
    return {"truth": truth, "RANSAC": ransac_, "Huber": huber_, "squares": squares, "p": {**p, "linewidth": HERO}}


def draw(fig, start):
    looks = looks_of_lines()
    data = plane(fig, (0.6, 0.45, 6.3, 3.5), (LEFT, RIGHT), (BOTTOM, TOP), "", "")
    data.set(xticks=[0, 10, 20], yticks=[0, 10, 20], label="data")
    lines = {name: data.plot([], [], **look)[0] for name, look in looks.items()}
    miss = data.plot([], [], color=ROLE.model, linestyle=":")[0]
    good = show_points(data, GOOD_POINTS)
    moved = data.plot([], [], **outlier_look(), markersize=14, clip_on=False)[0]
    names = {name: name_object(data, RIGHT + 0.4, 0, name, looks[name]["color"]) for name in looks}
    for name in QUIET:
        names[name].set(fontsize=NOTE, fontweight="normal")
    verdict = Verdict(fig, 8.25, 4.1)

    def ink(result):
        x, y = result.points[-1]
        moved.set_data([x], [y])
        miss.set_data([x, x], [y, y + result.above])
        heights = place_names(result.fits)
        for name, fit in result.fits.items():
            lines[name].set_data(fit_ends(fit))
            names[name].set_visible(name in heights)
            names[name].set_y(heights.get(name, 0))
        names["p"].set_text(f"p = {result.p:g}")
        off, side = describe_miss(result)
        verdict.show(off, f"{side} \N{BLACK DIAMOND}", leverage_of(result), color=ROLE.model)
        return *lines.values(), miss, good, moved, *names.values(), *verdict.artists

    return ink


def describe_miss(result):
    """Say how far the line of p passes from the moved point, and on which side."""
    off = f"{abs(result.above):.1f}"
    return off, "through" if off == "0.0" else "above" if result.above > 0 else "below"


def leverage_of(result):
    return f"leverage {format_two_digits(result.leverages[-1])}"


def place_names(fits):
    """Place the names at the right, where the lines end or leave the picture; a quiet one only if there is room."""
    ends = {name: np.clip(m * RIGHT + d, BOTTOM, TOP) for name, (m, d) in fits.items()}
    loud = [name for name in ends if name not in QUIET]
    low, high = BOTTOM + 0.5, TOP - 0.5
    heights = dict(zip(loud, spread_labels([ends[name] for name in loud], NAME_GAP, low, high), strict=True))
    for name in QUIET:
        taken = np.array([*heights.values()])
        places = [ends[name], *taken - NAME_GAP, *taken + NAME_GAP]
        free = [y for y in places if low <= y <= high and np.abs(taken - y).min() >= NAME_GAP - 1e-9]
        nearest = min(free, key=lambda y: abs(y - ends[name]))
        if abs(nearest - ends[name]) <= NAME_GAP:
            heights[name] = nearest
    return heights


def caption(result):
    slopes = {name: format_two_digits(m) for name, (m, _) in result.fits.items()}
    x, y = result.points[-1]
    side = "above" if result.above > 0 else "below"
    miss = "through it" if abs(result.above) < 0.05 else f"{abs(result.above):.1f} {side} it"
    return (
        f"At ({x:g}, {y:g}) the point has leverage {format_two_digits(result.leverages[-1])}: p = {result.p:g} has "
        f"slope {slopes['p']} and passes {miss}; squares {slopes['squares']}, Huber {slopes['Huber']}, "
        f"RANSAC {slopes['RANSAC']}, truth {slopes['truth']}."
    )


def consequence(result):
    side = "above" if result.above > 0 else "below"
    miss = "through the point" if abs(result.above) < 0.05 else f"[{abs(result.above):.1f}|model] {side} the point"
    return f"The line of p = {result.p:g} passes {miss}."


FAR_OUT = {"x": 20, "y": 2}


def measure_misses(at):
    """Compute how far the lines of p = 1 and of RANSAC are from the point when it is far out."""
    far = at(**FAR_OUT)
    x, y = far.points[-1]
    return [abs(slope * x + intercept - y) for slope, intercept in (far.fits["p"], far.fits["RANSAC"])]


def find_followers(at):
    """Say whether the lines of p = 1 and of RANSAC pass through the point when it is far out."""
    return [miss < 0.05 for miss in measure_misses(at)]


def explain(at):
    p, ransac_ = measure_misses(at)
    return f"the line of p = 1 misses the point by {p:.1f}, that of RANSAC by {ransac_:.1f}"


LEVERAGE = Demo(
    title="One wrong point: who follows?",
    slide="What If?",
    controls=(
        Control("p", (1, 1.5, 2, 4, 8), start=1, label="p of the loss", main=True),
        Control("x", range(25), start=9, label="the point: x"),
        Control("y", range(21), start=7, label="y"),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    consequence=consequence,
    split=0.815,
    question=Question(
        f"When the diamond is pulled to ({FAR_OUT['x']}, {FAR_OUT['y']}), which line passes through it?",
        {
            "only that of p = 1": lambda followers: followers == [True, False],
            "only that of RANSAC": lambda followers: followers == [False, True],
            "both of these two": lambda followers: followers == [True, True],
            "neither of these two": lambda followers: followers == [False, False],
        },
        answer=find_followers,
        because=explain,
        shows=FAR_OUT,
    ),
    handles=(Handle("data", x="x", y="y"),),
    scenes={
        "What If? Ten points": {},
        "What If? Outliers! A wrong y": {"y": 20},
        "What If? Sensitivity: p = 8": {"y": 20, "p": 8},
        "What If? A wrong x too": {"x": 13, "y": 2},
        "What If? Farther out": {"x": 20, "y": 2},
        "What If? Far out, and right": {"x": 24, "y": 14},
    },
    talks=(
        Talk(
            slide="What If?",
            section="3. The p that controls sensitivity",
            minutes=6,
            reveals=(
                "“$p = 1$ is robust.” Against a wrong $y$; a point far enough to the right draws every line of a "
                "convex loss to itself. “A larger $p$ is stricter, so it is more robust.” It follows the farthest."
            ),
        ),
    ),
)
