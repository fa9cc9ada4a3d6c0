"""Notebook 02: which lengths are norms, and what does λ do? (slides "World Of Norms!", "Recall Ridge Regression")."""

from functools import cache
from typing import NamedTuple

import numpy as np

from course_utils.demos.core import Control, Demo
from course_utils.numerics.least_squares import design_matrix
from course_utils.numerics.regularization import is_norm, lasso, lasso_path, lp_norm, ridge, ridge_path, unit_ball
from course_utils.plotting.lines import plane, show_points
from course_utils.plotting.style import BLUE, DARK, GREEN, GREY, ORANGE, PURPLE, typeset

# -------------------------------------------------------------------------------------------------- world of norms

EXPONENTS = (0.3, 0.5, 0.7, 1, 1.5, 2, 3, 4, 8, np.inf)
FORMULAS = ("with |x|", "slide: without")


class Ball(NamedTuple):
    p: float
    formula: str
    edge: np.ndarray  # all points of length 1; not a number where a direction has no such point
    lengths: np.ndarray  # of (1, 1) and (-1, 1)


def slide_length(x, p):
    """(Σ x_i^p)^(1/p), literally: not a number where it would take a root of a negative one."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return x.max(axis=-1) if p == np.inf else np.sum(x**p, axis=-1) ** (1 / p)


def ball(p, formula):
    corners = np.array([[1.0, 1.0], [-1.0, 1.0]])
    if formula == FORMULAS[0]:
        edge = unit_ball(p, 720)
        return Ball(p, formula, np.vstack([edge, edge[:1]]), lp_norm(corners, p))
    u = unit_ball(2, 720)  # directions; twice as long a vector is twice as long by this formula too
    length = slide_length(np.vstack([u, u[:1]]), p)
    reach = np.divide(1, length, out=np.full(len(length), np.nan), where=length > 0.02)
    return Ball(p, formula, reach[:, None] * np.vstack([u, u[:1]]), slide_length(corners, p))


def draw_ball(fig, ball):
    data = plane(fig, (0.5, 0.45, 5.17, 3.5), (-2.3, 3.9), (-2.1, 2.1), "", "", equal=True)
    data.set(xticks=[-2, -1, 0, 1, 2], yticks=[-2, -1, 0, 1, 2])
    data.axhline(0, color=GREY, linewidth=0.8)
    data.axvline(0, color=GREY, linewidth=0.8)
    inside = data.fill([], [], color=BLUE, alpha=0.2, linewidth=0)[0]
    twice = data.plot([], [], color=GREY, linewidth=2, linestyle="--")[0]
    once = data.plot([], [], color=BLUE)[0]
    around = data.plot([0, 1, 1], [0, 0, 1], color=DARK, linewidth=2)[0]
    diagonal = data.plot([0, 1], [0, 1], color=ORANGE, linewidth=3)[0]
    tip = data.plot([1], [1], "D", color=ORANGE, markersize=11, markeredgecolor="white")[0]
    data.text(3.9, 2.0, "length 1: solid\nlength 2: dashed", ha="right", va="top", fontsize=13)

    bars = plane(fig, (7.0, 0.8, 2.8, 2.6), (0, 13.4), (2.6, -0.6), "length", "")
    bars.set(xticks=[0, 2, 4, 6, 8, 10], yticks=range(3), yticklabels=["e₁, then e₂", "(1, 1)", "(−1, 1)"])
    bars.tick_params(axis="y", length=0)
    bars.barh([0], [2], height=0.55, color=DARK)
    bars.text(2.25, 0, "2", va="center", fontsize=16)
    bars.axvline(2, color=GREY, linewidth=1.5, linestyle=":")
    lengths = bars.barh([1, 2], [0, 0], height=0.55, color=[ORANGE, PURPLE])
    numbers = [bars.text(0, y, "", va="center", fontsize=16) for y in (1, 2)]
    title = bars.text(0.5, 1.08, "", transform=bars.transAxes, ha="center", fontsize=18)

    def ink(ball):
        inside.set_xy(ball.edge)
        inside.set_visible(ball.formula == FORMULAS[0])
        once.set_data(*ball.edge.T)
        twice.set_data(*2 * ball.edge.T)
        for bar, number, length in zip(lengths, numbers, ball.lengths, strict=True):
            bar.set_width(np.nan_to_num(length))
            number.set_x(max(np.nan_to_num(length), 2) + 0.25)
            number.set_text("no number" if np.isnan(length) else f"{length:.2f}")
        title.set_text(f"p = {ball.p:g}".replace("inf", "∞"))
        return inside, twice, once, around, diagonal, tip, *lengths, *numbers, title

    return ink


def caption_ball(ball):
    p, (ahead, back) = f"p = {ball.p:g}".replace("inf", "∞"), ball.lengths
    if ball.formula != FORMULAS[0]:
        closed = not np.isnan(ball.edge).any()
        if np.isnan(back):
            return f"{p} without |x|: (-1, 1) gets no length at all, for a power of -1 is no real number."
        return f"{p} without |x|: (-1, 1) gets the length {back:.2f}, and the curve of length 1 " + (
            "is right, as an even power hides the sign." if closed else "never closes."
        )
    if is_norm(ball.p):
        return f"{p}: straight to (1, 1) it is {ahead:.2f}, not longer than 2 round the corner: a norm, a convex ball."
    return f"{p}: straight to (1, 1) it is {ahead:.2f}, longer than 2 round the corner: no norm, the ball caves in."


UNIT_BALLS = Demo(
    title="Which of these lengths are norms?",
    slide="World Of Norms!",
    controls=(
        Control("p", EXPONENTS, start=2, label="p"),
        Control("formula", FORMULAS, start=FORMULAS[0], label="formula"),
    ),
    compute=ball,
    draw=draw_ball,
    caption=caption_ball,
    scenes={
        "World Of Norms! p = 2": {},
        "World Of Norms! p = 1": {"p": 1},
        "World Of Norms! p = ∞": {"p": np.inf},
        "World Of Norms! p = 0.5, no norm": {"p": 0.5},
        "What If? The formula as printed, p = 3": {"p": 3, "formula": FORMULAS[1]},
    },
)


# ------------------------------------------------------------------------------------- λ in three pictures at once

LAMBDAS = (0, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100)
DEGREE, SAMPLES = 9, (1, 2, 3, 4, 5)
FINE = np.linspace(-1, 1, 101)
TRAIN_X, VALIDATION_X = np.linspace(-1, 1, 12), np.linspace(-0.95, 0.95, 20)


class Polynomial(NamedTuple):
    lam: float
    penalty: str
    data: np.ndarray  # (12, 2)
    curve: np.ndarray  # over FINE
    path: np.ndarray  # the coefficients of x, x², … for every λ
    errors: np.ndarray  # (2, 14): root mean square, training and validation
    used: int  # how many coefficients of x, x², … are not 0


def powers(x):
    """Columns x, x², …, x⁹ and 1: the intercept stands last, as everywhere."""
    return design_matrix(x[:, None] ** np.arange(1, DEGREE + 1))


def truth(x):
    return np.sin(3 * x)


@cache
def polynomials(penalty, sample):
    """The training data, the coefficients for every λ, and the errors."""
    rng = np.random.default_rng(sample)
    y, unseen = (truth(x) + 0.3 * rng.normal(size=len(x)) for x in (TRAIN_X, VALIDATION_X))
    path = {"ridge": ridge_path, "lasso": lasso_path}[penalty](powers(TRAIN_X), y, LAMBDAS, unpenalized=-1)
    errors = [np.sqrt(np.mean((powers(x) @ path.T - t[:, None]) ** 2, axis=0)) for x, t in
              ((TRAIN_X, y), (VALIDATION_X, unseen))]  # fmt: skip
    return np.column_stack([TRAIN_X, y]), path, np.array(errors)


def polynomial(lam, penalty, sample):
    data, path, errors = polynomials(penalty, sample)
    x = path[LAMBDAS.index(lam)]
    return Polynomial(lam, penalty, data, powers(FINE) @ x, path[:, :-1], errors, int(np.sum(np.abs(x[:-1]) > 1e-9)))


def draw_polynomial(fig, result):
    for penalty in ("ridge", "lasso"):
        for sample in SAMPLES:
            polynomials(penalty, sample)  # once, so that no slider has to wait for it
    data = plane(fig, (0.6, 0.75, 3.1, 2.85), (-1.05, 1.05), (-2.1, 2.1), "x", "", title="the fit")
    data.plot(FINE, truth(FINE), color=GREEN, dashes=(5, 2), linewidth=2)
    curve = data.plot([], [], color=BLUE)[0]
    dots = show_points(data, result.data)

    ticks = np.arange(len(LAMBDAS))
    marks = {"xticks": [0, 5, 9, 13], "xticklabels": ["0", "0.01", "1", "100"]}
    path = plane(fig, (4.35, 0.75, 2.1, 2.85), (-0.5, 13.5), (-21, 21), "penalty λ", "", title="coefficients")
    path.set(**marks, yticks=[-20, -10, 0, 10, 20])
    path.axhline(0, color=DARK, linewidth=0.8)
    paths = [path.plot([], [], color=PURPLE, linewidth=2)[0] for _ in range(DEGREE)]
    error = plane(fig, (7.15, 0.75, 2.1, 2.85), (-0.5, 13.5), (0, 0.85), "penalty λ", "", title="errors")
    error.set(**marks, yticks=[0, 0.2, 0.4, 0.6, 0.8])
    lines = [
        error.plot([], [], look, color=c, markersize=6, linewidth=2)[0] for look, c in (("o-", DARK), ("s--", ORANGE))
    ]
    error.text(0.03, 0.93, "validation", color=ORANGE, transform=error.transAxes)
    error.text(0.99, 0.05, "training", ha="right", transform=error.transAxes)
    now = [ax.axvline(0, color=BLUE, linewidth=2, linestyle=":") for ax in (path, error)]

    def ink(result):
        dots.set_data(*result.data.T)
        curve.set_data(FINE, result.curve)
        for line, values in zip(paths, result.path.T, strict=True):
            line.set_data(ticks, values)
        for line, values in zip(lines, result.errors, strict=True):
            line.set_data(ticks, values)
        for line in now:
            line.set_xdata([LAMBDAS.index(result.lam)] * 2)
        return curve, dots, *now, *paths, *lines

    return ink


def caption_polynomial(result):
    train, validation = result.errors[:, LAMBDAS.index(result.lam)]
    best = LAMBDAS[np.argmin(result.errors[1].round(3))]
    return (
        f"{result.penalty.capitalize()}, λ = {result.lam:g}: {result.used} of {DEGREE} coefficients are not 0; "
        f"training error {train:.2f}, validation error {validation:.2f}, which is least "
        f"({result.errors[1].min():.2f}) at λ = {best:g}."
    )


LAMBDA_IN_THREE_PICTURES = Demo(
    title="λ: the fit, the coefficients, the errors",
    slide="Recall Ridge Regression",
    controls=(
        Control("lam", LAMBDAS, start=0, label="penalty λ"),
        Control("penalty", ("ridge", "lasso"), start="ridge", label="penalty"),
        Control("sample", SAMPLES, start=1, label="sample"),
    ),
    compute=polynomial,
    draw=draw_polynomial,
    caption=caption_polynomial,
    scenes={
        "Recall Ridge Regression: no penalty": {},
        "Recall Ridge Regression: a little": {"lam": 0.03},
        "Recall Ridge Regression: too much": {"lam": 100},
        "What If? p = 1, the lasso": {"lam": 0.03, "penalty": "lasso"},
    },
)


# ------------------------------------------------------------------------------------------ when does the corner win?

B = np.array([[1.0, 0.5], [0.0, np.sqrt(0.75)]])  # two columns of length 1, 60° apart: tilted ellipses
PRICES = (0, 0.1, 0.2, 0.5, 0.8, 1, 1.5, 2, 3)
ANGLES = tuple(range(0, 91, 15))
KINDS = {"l₂: ridge": (ridge, 2), "l₁: lasso": (lasso, 1)}
CIRCLE = unit_ball(2, 180)
ELLIPSE = np.vstack([CIRCLE, CIRCLE[:1]]) @ np.linalg.inv(B).T  # where ‖B x‖ = 1


class Corner(NamedTuple):
    lam: float
    kind: str
    free: np.ndarray  # the least-squares solution
    found: np.ndarray
    ball: np.ndarray  # all points with the same norm as the solution
    level: float  # ‖B (x - free)‖ at the solution
    path: np.ndarray  # the solution for every λ


@cache
def solutions(kind, angle):
    """The least-squares solution, and the penalised one for every λ."""
    free = 2 * np.round([np.cos(np.radians(angle)), np.sin(np.radians(angle))], 15)
    return free, np.array([KINDS[kind][0](B, B @ free, price) for price in PRICES])


def corner(kind, lam, angle):
    (free, path), p = solutions(kind, angle), KINDS[kind][1]
    found = path[PRICES.index(lam)]
    edge = lp_norm(found, p) * unit_ball(p, 180)
    return Corner(lam, kind, free, found, np.vstack([edge, edge[:1]]), np.linalg.norm(B @ (found - free)), path)


def draw_corner(fig, corner):
    data = plane(fig, (0.9, 0.7, 4.6, 3.3), (-2.3, 3.2), (-1.6, 2.345), "x₁", "x₂", equal=True)
    data.set(yticks=[-1, 0, 1, 2])
    data.axhline(0, color=GREY, linewidth=0.8)
    data.axvline(0, color=GREY, linewidth=0.8)
    inner = data.plot([], [], color=GREY, linewidth=1.2)[0]
    through = data.plot([], [], color=ORANGE, linewidth=2, linestyle="--")[0]
    inside = data.fill([], [], color=BLUE, alpha=0.2, linewidth=0)[0]
    edge = data.plot([], [], color=BLUE)[0]
    star = data.plot([], [], "*", color=ORANGE, markersize=22, markeredgecolor="white")[0]
    dot = data.plot([], [], "o", color=BLUE, markersize=13, markeredgecolor="white")[0]

    ticks = range(len(PRICES))
    path = plane(fig, (6.4, 0.8, 2.6, 2.8), (-0.3, 8.3), (-0.35, 2.2), "penalty λ", "")
    path.set(xticks=[0, 3, 5, 8], xticklabels=["0", "0.5", "1", "3"], yticks=[0, 1, 2])
    path.axhline(0, color=GREY, linewidth=1)
    looks = ({"color": BLUE, "marker": "o"}, {"color": PURPLE, "marker": "s", "linestyle": "--"})
    lines = [path.plot([], [], **look, linewidth=2, clip_on=False)[0] for look in looks]
    now = path.axvline(0, color=DARK, linewidth=1.5, linestyle=":")
    for at, name, look in zip((0.55, 0.4), ("x₁", "x₂"), looks, strict=True):
        path.plot([1.06], [at], **look, transform=path.transAxes, clip_on=False)
        path.text(1.1, at, name, transform=path.transAxes, va="center")
    title = path.text(0.5, 1.07, "", transform=path.transAxes, ha="center", fontsize=16)

    def ink(corner):
        rings = [corner.free + corner.level * share * ELLIPSE for share in (1 / 3, 2 / 3)]
        inner.set_data(*np.vstack([rings[0], [[np.nan, np.nan]], rings[1]]).T)
        through.set_data(*(corner.free + corner.level * ELLIPSE).T)
        inside.set_xy(corner.ball)
        edge.set_data(*corner.ball.T)
        star.set_data(*corner.free[:, None])
        dot.set_data(*corner.found[:, None])
        for line, values in zip(lines, corner.path.T, strict=True):
            line.set_data(ticks, values)
        now.set_xdata([PRICES.index(corner.lam)] * 2)
        title.set_text(typeset(f"x = ({corner.found[0]:.2f}, {corner.found[1] + 0.0:.2f})"))
        return inner, through, inside, edge, star, dot, now, *lines, title

    return ink


def caption_corner(corner):
    x1, x2 = corner.found.round(2) + 0.0
    start = f"{corner.kind.split(': ')[1].capitalize()}, λ = {corner.lam:g}: "
    if not corner.lam:
        return start + f"no penalty, so this is least squares, ({x1:.2f}, {x2:.2f})."
    zeros = int(np.sum(np.abs(corner.found) < 1e-9))
    if zeros == 2:
        return start + "the penalty is steeper than the loss is anywhere near 0, so nothing is left."
    what = "a corner wins, one coefficient is exactly 0" if zeros else "no coefficient is 0"
    return start + f"ellipse and ball touch at ({x1:.2f}, {x2:.2f}); {what}."


WHEN_THE_CORNER_WINS = Demo(
    title="Ridge and lasso: when does the corner win?",
    slide="What If?",
    controls=(
        Control("kind", tuple(KINDS), start="l₂: ridge", label="penalty"),
        Control("lam", PRICES, start=0.5, label="penalty λ"),
        Control("angle", ANGLES, start=30, label="angle of least squares"),
    ),
    compute=corner,
    draw=draw_corner,
    caption=caption_corner,
    scenes={
        "What If? p = 2: a ball has no corners": {"lam": 1},
        "What If? p = 1: an edge is touched": {"kind": "l₁: lasso", "lam": 0.5, "angle": 45},
        "What If? p = 1: the corner wins": {"kind": "l₁: lasso", "lam": 1.5},
        "What If? p = 1: nothing is left": {"kind": "l₁: lasso", "lam": 3},
    },
)
