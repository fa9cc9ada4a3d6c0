"""Show what λ does to a polynomial, its coefficients and its errors (slide "Recall Ridge Regression")."""

from functools import cache
from typing import NamedTuple

import numpy as np

from course_utils.demo.demo import Control, Demo, Talk
from course_utils.demo.handle import Handle
from course_utils.demo.question import Question
from course_utils.numerics.least_squares import design_matrix
from course_utils.numerics.regularization import lasso_path, ridge_path
from course_utils.plotting.lines import plane, show_axis_break, show_points
from course_utils.plotting.style import GUIDE, HERO, NOTE, ROLE, superscript
from course_utils.plotting.words import Verdict, name_object

LAMBDAS = (0, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100)
DEGREE, SAMPLES = 9, (1, 2, 3, 4, 5)
CURVE_X = np.linspace(-1, 1, 101)
REACH = 8  # of the axis of coefficients
TRAIN_X, VALIDATION_X = np.linspace(-1, 1, 12), np.linspace(-0.95, 0.95, 20)


class Polynomial(NamedTuple):
    lam: float
    now: int  # the place of this λ among all
    penalty: str
    data: np.ndarray  # (12, 2)
    unseen: np.ndarray  # (20, 2), the validation points
    curve: np.ndarray  # over CURVE_X
    path: np.ndarray  # the coefficients of x, x², … for every λ
    errors: np.ndarray  # (2, 14): root mean square, training and validation
    zeros: int  # how many coefficients of x, x², … are exactly 0


def powers(x):
    """Return columns x, x², …, x⁹ and 1: the intercept comes last, as everywhere."""
    return design_matrix(x[:, None] ** np.arange(1, DEGREE + 1))


def truth(x):
    return np.sin(3 * x)


@cache
def fit_path(penalty, sample):
    """Fit the polynomial for every λ: the training and validation points, the coefficients, and the errors."""
    rng = np.random.default_rng(sample)
    y, unseen = (truth(x) + 0.3 * rng.normal(size=len(x)) for x in (TRAIN_X, VALIDATION_X))
    path = {"ridge": ridge_path, "lasso": lasso_path}[penalty](powers(TRAIN_X), y, LAMBDAS, unpenalized=-1)
    errors = [np.sqrt(np.mean((powers(x) @ path.T - t[:, None]) ** 2, axis=0)) for x, t in
              ((TRAIN_X, y), (VALIDATION_X, unseen))]  # fmt: skip
    return np.column_stack([TRAIN_X, y]), np.column_stack([VALIDATION_X, unseen]), path, np.array(errors)


def compute(lam, penalty, sample):
    data, unseen, path, errors = fit_path(penalty, sample)
    now = LAMBDAS.index(lam)
    x = path[now]
    zeros = int(np.sum(x[:-1] == 0))
    return Polynomial(lam, now, penalty, data, unseen, powers(CURVE_X) @ x, path[:, :-1], errors, zeros)


def draw(fig, start):
    for penalty in ("ridge", "lasso"):
        for sample in SAMPLES:
            fit_path(penalty, sample)  # now, so that no slider has to wait for it
    data = plane(fig, (0.3, 0.2, 4.8, 3.8), (-1.05, 1.05), (-2.1, 2.1), "", "")
    data.set(xticks=[], yticks=[])
    data.spines[:].set_visible(False)
    data.plot(CURVE_X, truth(CURVE_X), color=ROLE.truth, dashes=(5, 2))
    name_object(data, -0.52, -1.85, "truth", ROLE.truth, ha="center")
    squares = data.plot([], [], **validation_look())[0]
    curve = data.plot([], [], color=ROLE.model, linewidth=HERO)[0]
    dots = show_points(data, start.data)
    show_points(data, np.array([[-0.97, 1.9]]))
    data.plot([-0.97], [1.5], **validation_look())
    name_object(data, -0.91, 1.9, "training")
    name_object(data, -0.91, 1.5, "validation", ROLE.validation)

    draw_bars, draw_errors = show_coefficients(fig), show_errors(fig)

    def ink(result):
        dots.set_data(*result.data.T)
        squares.set_data(*result.unseen.T)
        curve.set_data(CURVE_X, result.curve)
        return squares, curve, dots, *draw_bars(result), *draw_errors(result)

    return ink


def validation_look():
    return {"marker": "s", "color": ROLE.validation, "markeredgecolor": ROLE.paper, "linestyle": "", "markersize": 8}


def show_coefficients(fig):
    """Show the coefficients as bars, those that are exactly 0 as rings; return a function that sets them."""
    ax = plane(fig, (5.95, 0.2, 1.3, 3.35), (-REACH, REACH), (DEGREE + 0.6, 0.4), "", "", title="coefficients")
    ax.spines[:].set_visible(False)
    powers_of_x = ["x", *(f"x{superscript(n)}" for n in range(2, DEGREE + 1))]
    ax.set(xticks=[], yticks=range(1, DEGREE + 1), yticklabels=powers_of_x)
    ax.tick_params(axis="y", pad=16)  # clear of the marks of what is beyond
    ax.axvline(0, color=ROLE.rule, linewidth=GUIDE)
    rows = np.arange(1, DEGREE + 1)
    bars = ax.barh(rows, np.zeros(DEGREE), height=0.6, color=ROLE.model, linewidth=0)
    beyond = [ax.plot([], [], mark, color=ROLE.model, markersize=14, clip_on=False)[0] for mark in "<>"]
    ring = {"markerfacecolor": ROLE.paper, "markeredgecolor": ROLE.third, "markeredgewidth": 2.5, "markersize": 12}
    rings = ax.plot([], [], "o", **ring)[0]
    name = name_object(ax, 2.1, 0, "exactly 0", ROLE.third, fontsize=NOTE)

    def set_bars(result):
        values = result.path[result.now]
        for bar, value in zip(bars, values, strict=True):
            bar.set_width(np.clip(value, -REACH, REACH))
        for marks, sign in zip(beyond, (-1, 1), strict=True):
            over = rows[sign * values > REACH]
            marks.set_data(np.full(len(over), sign * 1.08 * REACH), over)
        zeros = rows[values == 0]
        rings.set_data(0 * zeros, zeros)
        name.set_visible(len(zeros) > 0)
        name.set_y(zeros[0] if len(zeros) else 0)
        return *bars, *beyond, rings, name

    return set_bars


def show_errors(fig):
    """Show both errors as large numbers and over λ; return a function that sets them."""
    verdict = Verdict(fig, 7.95, 4.1)
    ax = plane(fig, (8.0, 1.0, 1.65, 1.5), (-0.5, 13.5), (0, 1), "penalty λ", "")
    ax.set(xticks=[0, 9], xticklabels=["0", "1"], yticks=[], label="errors")
    ax.tick_params(axis="x", pad=12)  # clear of the break
    show_axis_break(ax, 0.5)
    training = name_object(ax, -0.9, 1.15, "", ROLE.training)
    least = ax.fill([], [], color=ROLE.best, linewidth=0)[0]
    name = name_object(ax, 0, 0.86, "best", fontsize=NOTE, ha="right")
    looks = ((ROLE.training, "-", "o"), (ROLE.validation, "--", "s"))
    lines = [ax.plot([], [], dash, color=color)[0] for color, dash, _ in looks]
    marks = {"markersize": 14, "markeredgecolor": ROLE.paper, "clip_on": False}
    here = [ax.plot([], [], marker, color=color, **marks)[0] for color, _, marker in looks]

    def set_errors(result):
        best = np.argmin(result.errors[1])
        least.set_xy(np.array([[best - 0.6, 0], [best + 0.6, 0], [best + 0.6, 1], [best - 0.6, 1]]))
        name.set_x(best - 1)
        for line, mark, values in zip(lines, here, result.errors, strict=True):
            line.set_data(np.arange(len(LAMBDAS)), values)
            mark.set_data([result.now], [values[result.now]])
        train, validation = result.errors[:, result.now]
        verdict.show(f"{validation:.3f}", "validation error", color=ROLE.validation)
        training.set_text(f"training {train:.3f}")
        return least, name, *lines, *here, training, *verdict.artists

    return set_errors


def caption(result):
    train, validation = result.errors[:, result.now]
    best, least = LAMBDAS[np.argmin(result.errors[1])], result.errors[1].min()
    if result.lam == best:
        compared = ", the least of all λ"
    elif f"{validation:.3f}" == f"{least:.3f}":
        compared = f", within 0.001 of the least, at λ = {best:g}"
    else:
        compared = f"; the least is {least:.3f}, at λ = {best:g}"
    return (
        f"{result.penalty.capitalize()}, λ = {result.lam:g}: {result.zeros} of {DEGREE} coefficients "
        f"{'is' if result.zeros == 1 else 'are'} exactly 0; "
        f"training error {train:.3f}, validation error {validation:.3f}{compared}."
    )


def consequence(result):
    validation, least = result.errors[1, result.now], result.errors[1].min()
    off = f"The curve is [{validation:.3f}|validation] off unseen points"
    if f"{validation:.3f}" == f"{least:.3f}":
        return off + ", the least."
    return off + f", at best {least:.3f}."


def explain(at):
    errors = at().errors[1]
    best = np.argmin(errors)
    return (
        f"the validation error is {errors[0]:.3f} at λ = 0, {errors[best]:.3f} at λ = {LAMBDAS[best]:g} and "
        f"{errors[-1]:.3f} at λ = {LAMBDAS[-1]}"
    )


LAMBDA_IN_THREE_PICTURES = Demo(
    title="λ: the fit, the coefficients, the errors",
    slide="Recall Ridge Regression",
    controls=(
        Control("lam", LAMBDAS, start=0, label="penalty λ", main=True),
        Control("penalty", ("ridge", "lasso"), start="ridge", label="penalty"),
        Control("sample", SAMPLES, start=1, label="sample", sample=True),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    consequence=consequence,
    split=0.54,
    question=Question(
        "With which λ does the curve come nearest to the squares, which the fit has never seen?",
        {
            "λ = 0, the fit with the best training": lambda best: best == 0,
            "a λ in the middle": lambda best: 0 < best < len(LAMBDAS) - 1,
            f"λ = {LAMBDAS[-1]}, the calmest curve": lambda best: best == len(LAMBDAS) - 1,
        },
        answer=lambda at: np.argmin(at().errors[1]),
        because=explain,
        veil=("errors",),
        shows={"lam": 0.1},
    ),
    handles=(
        Handle("errors", x=("lam", LAMBDAS.index), at=lambda result: (result.now, result.errors[1, result.now])),
        Handle("errors", x=("lam", LAMBDAS.index), at=lambda result: (result.now, result.errors[0, result.now])),
    ),
    scenes={
        "Recall Ridge Regression: no penalty": {},
        "Recall Ridge Regression: λ = 0.03": {"lam": 0.03},
        "Recall Ridge Regression: λ = 100": {"lam": 100},
        "What If? p = 1, the lasso": {"lam": 0.03, "penalty": "lasso"},
    },
    talks=(
        Talk(
            slide="What If?",
            section="5. The penalty with p = 1",
            minutes=1,
            ask=(
                r"The same price λ, now as $\lambda\lVert\mathbf{x}\rVert_1$. What will the caption count that it "
                r"could not count for ridge?"
            ),
            reveals="“Small and zero are the same.” Ridge makes coefficients small, the lasso makes some exactly 0.",
        ),
        Talk(
            slide="Recall Ridge Regression",
            section="4. Ridge regression",
            minutes=5,
            reveals=(
                "“A better fit is a better model.” The training error only grows; the best λ lies in the middle, and "
                "only unseen points can say where."
            ),
        ),
    ),
)
