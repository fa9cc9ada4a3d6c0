"""Compare a penalty with a robust loss when one point is an outlier (slide "What If?")."""

from functools import cache
from typing import NamedTuple

import numpy as np

from course_utils.chapters.norms_and_regularization.outlier import (
    OUTLIER,
    TRUTH,
    A,
    X,
    fit_ends,
    heights,
    line_looks,
    outlier_look,
)
from course_utils.demo.demo import Control, Demo, Talk
from course_utils.demo.handle import Handle
from course_utils.demo.question import Question
from course_utils.numerics.regularization import ridge
from course_utils.numerics.robust import huber, irls
from course_utils.plotting.lines import plane, show_axis_break, show_points, spread_labels
from course_utils.plotting.style import HERO, NOTE, ROLE, tint
from course_utils.plotting.words import Verdict, name_object

LAMBDAS = (0, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000, 3000)
HUBER_DELTA = 1.0
OUTLIER_HEIGHTS = {"above": 20.0, "below": -12.0}

LOSSES = {
    "squared": lambda y, lam: ridge(A, y, lam, unpenalized=-1),
    "Huber": lambda y, lam: huber(A, y, HUBER_DELTA, lam, unpenalized=-1),
    "absolute": lambda y, lam: irls(A, y, 1, lam, unpenalized=-1),
}

LEFT, RIGHT, BOTTOM, TOP = -0.5, 10.5, -4.5, 14


class Penalised(NamedTuple):
    loss: str
    lam: float
    now: int  # the place of this λ among all
    points: np.ndarray
    fit: np.ndarray
    errors: dict  # loss → how far the line is from the truth, for every λ


@cache
def fit_all():
    """Fit the lines for both outliers, every loss and every λ: outlier → loss → array of shape (11, 2)."""
    data = {outlier: heights(at) for outlier, at in OUTLIER_HEIGHTS.items()}
    return {
        outlier: {loss: np.array([fit(y, lam) for lam in LAMBDAS]) for loss, fit in LOSSES.items()}
        for outlier, y in data.items()
    }


def compute(loss, lam, outlier):
    paths = fit_all()[outlier]
    errors = {name: np.sqrt(np.mean((A @ (path - TRUTH).T) ** 2, axis=0)) for name, path in paths.items()}
    points = np.column_stack([X, heights(OUTLIER_HEIGHTS[outlier])])
    now = LAMBDAS.index(lam)
    return Penalised(loss, lam, now, points, paths[loss][now], errors)


def draw(fig, start):
    looks = line_looks()
    data = plane(fig, (0.7, 0.45, 5.2, 3.5), (LEFT, RIGHT), (BOTTOM, TOP), "", "")
    data.set(xticks=[0, 5, 10], yticks=[0, 5, 10], label="data")
    wedge = data.fill([], [], linewidth=0)[0]
    true = data.plot(*fit_ends(TRUTH), **looks.pop("truth"))[0]
    lines = {loss: data.plot([], [], **look, linewidth=HERO)[0] for loss, look in looks.items()}
    dots = show_points(data, start.points)
    show_outlier = show_one_far_away(data)
    truth, name = name_object(data, RIGHT + 0.2, 0, "truth", ROLE.truth), name_object(data, RIGHT + 0.2, 0)

    verdict = Verdict(fig, 7.25, 4.1)
    draw_curve = show_curves(fig, looks)

    def ink(result):
        color = looks[result.loss]["color"]
        wedge.set(xy=between(result.fit, TRUTH), facecolor=tint(color))
        dots.set_data(*np.delete(result.points, OUTLIER, axis=0).T)
        for loss, line in lines.items():
            line.set_data(fit_ends(result.fit) if loss == result.loss else ([], []))
        ends = [m * RIGHT + d for m, d in (TRUTH, result.fit)]
        for word, place in zip((truth, name), spread_labels(ends, 2.1, BOTTOM + 1, TOP - 1), strict=True):
            word.set_y(place)
        name.set(text=result.loss, color=color)
        error = result.errors[result.loss]
        now, least = f"{error[result.now]:.2f}", f"with the best λ: {error.min():.2f}"
        verdict.show(now, "away from the truth", least, color=color)
        below = wedge, true, *lines.values(), dots, *show_outlier(result)
        return *below, truth, name, *verdict.artists, *draw_curve(result)

    return ink


def show_one_far_away(data):
    """Show the outlier at the edge, with an arrow that says how far beyond it lies; return a function that sets it."""
    bad = data.plot([], [], **outlier_look(), markersize=14)[0]
    arrow = data.plot([], [], color=ROLE.ink, linewidth=2, markersize=12, markevery=[1])[0]
    name = name_object(data, 8.5, 0, ha="right")

    def place(result):
        x, y = result.points[OUTLIER]
        edge, up = height_at_edge(y), np.sign(y)
        bad.set_data([x], [edge])
        arrow.set_data([x, x], [edge, edge + 1.9 * up])
        arrow.set_marker("^" if up > 0 else "v")
        name.set(y=edge, text=f"outlier, at {y:.0f}".replace("-", "\N{MINUS SIGN}"))
        return arrow, bad, name

    return place


def height_at_edge(height):
    """Return the height at which the outlier is drawn: at the edge, so that it does not set the scale of all else."""
    return TOP - 2.4 if height > TOP else BOTTOM + 2.4


def between(fit, other):
    """Return the corners of the area between two lines, over the width of the picture."""
    (m, d), (n, e) = fit, other
    x = np.array([LEFT, RIGHT])
    crossing = (e - d) / (m - n) if m != n else np.inf
    if LEFT < crossing < RIGHT:
        x = np.array([LEFT, crossing, RIGHT])
    return np.column_stack([np.append(x, x[::-1]), np.append(m * x + d, n * x[::-1] + e)])


def show_curves(fig, looks):
    """Show the distance from the truth for every λ; return a function that lights one loss."""
    ticks, marked = range(len(LAMBDAS)), (0, 3, 9)
    errors = plane(fig, (7.5, 1.0, 2.15, 1.5), (-0.3, 10.3), (0, 4.4), "penalty λ", "")
    errors.set(xticks=marked, xticklabels=[f"{LAMBDAS[i]:g}" for i in marked], yticks=[0, 2, 4], label="errors")
    errors.tick_params(axis="x", pad=12)  # clear of the break
    show_axis_break(errors, 0.5)
    curves = {loss: errors.plot([], [], **look)[0] for loss, look in looks.items()}
    here = errors.plot([], [], "o", markersize=14, markeredgecolor=ROLE.paper, clip_on=False)[0]
    squared, robust = (name_object(errors, 1, 0, name, fontsize=NOTE, va="bottom") for name in ("squared", ""))

    def light(result):
        for loss, curve in curves.items():
            lit = loss == result.loss
            curve.set_data(ticks, result.errors[loss])
            curve.set(color=looks[loss]["color"] if lit else ROLE.note, zorder=3 if lit else 2)
        color, is_squared = looks[result.loss]["color"], result.loss == "squared"
        here.set_data(*np.transpose([find_here(result)]))
        here.set(color=color, markeredgecolor=ROLE.paper)
        squared.set(y=result.errors["squared"][0] + 0.35, color=color if is_squared else ROLE.note)
        robust.set(y=result.errors["absolute"][0] + 0.35, color=ROLE.note if is_squared else color)
        robust.set_text("robust" if is_squared else result.loss)
        unlit = [curve for loss, curve in curves.items() if loss != result.loss]
        return *unlit, curves[result.loss], here, squared, robust

    return light


def find_here(result):
    """Return where this λ is on the curve of this loss."""
    return result.now, result.errors[result.loss][result.now]


def find_outlier(result):
    """Return where the outlier is drawn."""
    x, y = result.points[OUTLIER]
    return x, height_at_edge(y)


def caption(result):
    error = result.errors[result.loss]
    m = result.fit[0].round(2) + 0.0  # never -0.00
    here, least = f"{error[result.now]:.2f}", f"{error.min():.2f}"
    best = f"with the best λ of this list it would be {least} away"
    return (
        f"{result.loss.capitalize()} loss, λ = {result.lam:g}: the line has slope {m:.2f} "
        f"(truth {TRUTH[0]:.2f}) and is {here} away from the truth; "
        f"{'no λ of this list brings it nearer by 0.01' if here == least else best}."
    )


def consequence(result):
    error = result.errors[result.loss]
    role = {"squared": "rival", "Huber": "third", "absolute": "model"}[result.loss]
    here, least = f"[{error[result.now]:.2f}|{role}]", f"[{error.min():.2f}|{role}]"
    if here == least:
        return f"The line is {here} away from the truth; no λ does better."
    return f"The line is {here} away from the truth; with the best λ, {least}."


NEAR = 0.5  # the truth


def find_what_helps(at):
    """Say whether the line comes near the truth with the penalty alone, and with each of the other losses alone."""
    errors = at().errors
    return errors["squared"].min() < NEAR, max(errors["Huber"][0], errors["absolute"][0]) < NEAR


def explain(at):
    errors = at().errors
    return (
        f"no λ brings squared loss nearer than {errors['squared'].min():.2f}; without a penalty Huber is "
        f"{errors['Huber'][0]:.2f} away, absolute {errors['absolute'][0]:.2f}"
    )


PENALTY_OR_LOSS = Demo(
    title="Does a penalty save you from the outlier?",
    slide="What If?",
    controls=(
        Control("loss", tuple(LOSSES), start="squared", label="loss", main=True),
        Control("lam", LAMBDAS, start=0, label="penalty λ"),
        Control("outlier", tuple(OUTLIER_HEIGHTS), start="below", label="outlier"),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    consequence=consequence,
    split=0.71,
    question=Question(
        f"Which control, moved alone, brings the line within {NEAR} of the truth?",
        {
            "the penalty λ": lambda helps: helps == (True, False),
            "the loss": lambda helps: helps == (False, True),
            "either of the two": lambda helps: helps == (True, True),
            "neither": lambda helps: helps == (False, False),
        },
        answer=find_what_helps,
        because=explain,
        veil=("verdict", "errors"),
        shows={"loss": "absolute"},
    ),
    handles=(
        Handle("errors", x=("lam", LAMBDAS.index), at=find_here),
        Handle("data", y=("outlier", lambda side: height_at_edge(OUTLIER_HEIGHTS[side])), at=find_outlier),
    ),
    scenes={
        "What If? Outliers!": {},
        "What If? You can regularize!": {"lam": 100},
        "What If? A large penalty": {"lam": 3000},
        "What If? Another loss, no penalty": {"loss": "absolute"},
        "What If? You can regularize! The outlier above": {"outlier": "above", "lam": 100},
    },
    talks=(
        Talk(
            slide="What If?",
            section="1. Outliers",
            minutes=6,
            starred=True,
            reveals=(
                "“Outliers! You can regularize!” A penalty makes the parameters small; it does not make the fit "
                "robust. Where it seems to help, that is luck."
            ),
        ),
    ),
)
