"""Show what λ does to a polynomial, its coefficients and its errors (slide "Recall Ridge Regression")."""

from functools import cache
from typing import NamedTuple

import numpy as np

from course_utils.demo.demo import Control, Demo, Talk
from course_utils.numerics.least_squares import design_matrix
from course_utils.numerics.regularization import lasso_path, ridge_path
from course_utils.plotting.lines import plane, show_axis_break, show_points, spread_labels
from course_utils.plotting.style import BLUE, DARK, GREEN, ORANGE, PURPLE
from course_utils.plotting.words import show_words

LAMBDAS = (0, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100)
DEGREE, SAMPLES = 9, (1, 2, 3, 4, 5)
CURVE_X = np.linspace(-1, 1, 101)
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
    data = plane(fig, (0.6, 0.75, 2.95, 2.85), (-1.05, 1.05), (-2.1, 2.1), "x", "", title="the fit")
    data.plot(CURVE_X, truth(CURVE_X), color=GREEN, dashes=(5, 2), linewidth=2)
    curve = data.plot([], [], color=BLUE)[0]
    dots = show_points(data, start.data)
    hollow = {"marker": "s", "markersize": 6, "color": ORANGE, "markerfacecolor": "white", "linestyle": ""}
    squares = data.plot([], [], **hollow)[0]

    ticks = np.arange(len(LAMBDAS))
    marks = {"xticks": [0, 5, 9, 13], "xticklabels": ["0", "0.01", "1", "100"]}
    path = plane(fig, (4.15, 0.75, 2.0, 2.85), (-0.5, 13.5), (-21, 21), "penalty λ", "", title="coefficients")
    path.set(**marks, yticks=[-20, -10, 0, 10, 20])
    path.axhline(0, color=DARK, linewidth=0.8)
    paths = [path.plot([], [], color=PURPLE, linewidth=2)[0] for _ in range(DEGREE)]
    error = plane(fig, (6.75, 0.75, 2.0, 2.85), (-0.5, 13.5), (0, 1), "penalty λ", "", title="errors")
    error.set(**marks, yticks=[0, 0.2, 0.4, 0.6, 0.8, 1])
    lines = [
        error.plot([], [], look, color=c, markersize=6, linewidth=2)[0] for look, c in (("o-", DARK), ("s--", ORANGE))
    ]
    for ax in (path, error):
        show_axis_break(ax, 0.5)
    names = [
        show_words(error, 14, 0, name, va="center", color=color, fontsize=14)
        for name, color in (("training", DARK), ("validation", ORANGE))
    ]
    now = [ax.axvline(0, color=BLUE, linewidth=2, linestyle=":") for ax in (path, error)]

    def ink(result):
        dots.set_data(*result.data.T)
        squares.set_data(*result.unseen.T)
        curve.set_data(CURVE_X, result.curve)
        for line, values in zip(paths, result.path.T, strict=True):
            line.set_data(ticks, values)
        for line, values in zip(lines, result.errors, strict=True):
            line.set_data(ticks, values)
        for name, place in zip(names, spread_labels(result.errors[:, -1], 0.12, 0, 1), strict=True):
            name.set_y(place)
        for line in now:
            line.set_xdata([result.now] * 2)
        return squares, curve, dots, *now, *paths, *lines, *names

    return ink


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


LAMBDA_IN_THREE_PICTURES = Demo(
    title="λ: the fit, the coefficients, the errors",
    slide="Recall Ridge Regression",
    controls=(
        Control("lam", LAMBDAS, start=0, label="penalty λ"),
        Control("penalty", ("ridge", "lasso"), start="ridge", label="penalty"),
        Control("sample", SAMPLES, start=1, label="sample"),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    scenes={
        "Recall Ridge Regression: no penalty": {},
        "Recall Ridge Regression: a little": {"lam": 0.03},
        "Recall Ridge Regression: too much": {"lam": 100},
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
            ask=(
                "As λ grows, what happens to the error on the training points, and what on the validation points? "
                "Where is the best λ?"
            ),
            reveals=(
                "“A better fit is a better model.” The training error only grows; the best λ lies in the middle, and "
                "only unseen points can say where."
            ),
        ),
    ),
)
