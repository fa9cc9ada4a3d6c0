"""Notebook 02: what makes a fit robust? (slides "What If?": outliers, regularize, sensitivity is controlled by p)."""

from functools import cache
from typing import NamedTuple

import numpy as np

from course_utils.data import load_phones
from course_utils.demos.core import Control, Demo, steps
from course_utils.numerics.least_squares import design_matrix, vertical_residuals
from course_utils.numerics.regularization import huber, irls, ransac, ransac_inliers, ridge
from course_utils.plotting.lines import gapped, line_ends, plane, show_points
from course_utils.plotting.style import BLUE, DARK, GREEN, GREY, ORANGE, PURPLE

X = np.arange(11.0)
NOISE = np.array([0.3, -0.4, 0.1, 0.5, -0.2, -0.5, 0.4, 0.2, -0.3, 0.0, -0.1])
TRUTH = np.array([0.5, 2.0])  # y = x/2 + 2
A = design_matrix(X)
BAD = 9  # the point that is dragged away
TRUE_LINE = {"color": GREEN, "dashes": (5, 2), "linewidth": 2}
SQUARED = {"color": ORANGE, "dashes": (3, 1.5)}  # one look for each loss, on every picture of this file
HUBER = {"color": PURPLE, "dashes": (5, 1.5, 1, 1.5)}
ABSOLUTE = {"color": BLUE}


def heights(outlier):
    """The eleven heights, with one of them moved."""
    y = A @ TRUTH + NOISE
    y[BAD] = outlier
    return y


def ends(fit):
    m, d = fit
    return line_ends((m, -1, d))


# ------------------------------------------------------------------------------------------ one outlier, and the p

EXPONENTS = (1, 1.2, 1.5, 2, 3, 4, 8)
OUTLIERS = steps(0, 20, 1)


class Dragged(NamedTuple):
    p: float
    outlier: float
    fit: np.ndarray
    follows: np.ndarray  # the height of the line where the outlier is, for every height of the outlier


@cache
def fits(p):
    """The line of least ‖Ax - b‖_p for every height of the outlier, shape (21, 2)."""
    return np.array([irls(A, heights(outlier), p) for outlier in OUTLIERS])


def follows(p):
    return fits(p) @ A[BAD]


def drag_the_outlier(p, outlier):
    return Dragged(p, outlier, fits(p)[OUTLIERS.index(outlier)], follows(p))


def draw_drag_the_outlier(fig, dragged):
    data = plane(fig, (0.8, 0.8, 4.3, 3.1), (-0.5, 10.5), (-1, 21), "x", "y")
    data.plot(*ends(TRUTH), **TRUE_LINE)
    data.text(2.2, 0.1, "truth", color=GREEN)
    line = data.plot([], [], color=BLUE)[0]
    show_points(data, np.column_stack([np.delete(X, BAD), np.delete(heights(0), BAD)]))
    bad = data.plot([], [], "D", color=ORANGE, markersize=12, markeredgecolor="white")[0]

    curves = plane(fig, (6.3, 0.8, 2.5, 2.8), (0, 20), (-1, 21), "outlier at", "line at x = 9")
    curves.set(xticks=[0, 10, 20])
    for p in EXPONENTS:
        curves.plot(OUTLIERS, follows(p), color=DARK, linewidth=1, alpha=0.3)
        if p in (1, 2, 8):
            curves.text(21.6, follows(p)[-1], f"p = {p}", va="center", fontsize=14)
    curve = curves.plot([], [], color=BLUE)[0]
    here = curves.plot([], [], "o", color=BLUE, markersize=12, markeredgecolor="white", clip_on=False)[0]
    title = curves.text(0.5, 1.07, "", transform=curves.transAxes, ha="center", fontsize=16)

    def ink(dragged):
        line.set_data(ends(dragged.fit))
        bad.set_data([X[BAD]], [dragged.outlier])
        curve.set_data(OUTLIERS, dragged.follows)
        here.set_data([dragged.outlier], [dragged.fit @ A[BAD]])
        title.set_text(f"p = {dragged.p:g}")
        return line, bad, curve, here, title

    return ink


def caption_drag_the_outlier(dragged):
    at = dragged.fit @ A[BAD]
    return (
        f"p = {dragged.p:g}: with the outlier at {dragged.outlier:.0f}, the line passes x = 9 at {at:.1f}; "
        f"the truth there is {TRUTH @ A[BAD]:.1f}."
    )


ONE_OUTLIER = Demo(
    title="One outlier, and the p of the loss",
    slide="What If?",
    controls=(
        Control("p", EXPONENTS, start=2, label="p of the loss"),
        Control("outlier", OUTLIERS, start=7.0, label="outlier at", format=".0f"),
    ),
    compute=drag_the_outlier,
    draw=draw_drag_the_outlier,
    caption=caption_drag_the_outlier,
    scenes={
        "What If? No outlier yet": {"outlier": 6.0},
        "What If? Outliers! p = 2": {"outlier": 20.0},
        "What If? Sensitivity: p = 8": {"outlier": 20.0, "p": 8},
        "What If? p goes down: p = 1": {"outlier": 20.0, "p": 1},
    },
)


# --------------------------------------------------------------------------- does a penalty save you from an outlier?

LAMBDAS = (0, 0.1, 1, 3, 10, 30, 100, 300, 1000, 3000)
DELTA = 1.0
WHERE = {"above": 20.0, "below": -12.0}
LOSSES = {
    "squared": lambda y, lam: ridge(A, y, lam, unpenalized=-1),
    "Huber": lambda y, lam: huber(A, y, DELTA, lam, unpenalized=-1),
    "absolute": lambda y, lam: irls(A, y, 1, lam, unpenalized=-1),
}
LOOKS = dict(zip(LOSSES, (SQUARED, HUBER, ABSOLUTE), strict=True))


class Penalised(NamedTuple):
    loss: str
    lam: float
    points: np.ndarray
    fit: np.ndarray
    errors: dict  # loss → how far the line is from the truth, for every λ


@cache
def penalised():
    """The lines for both outliers, every loss and every λ: outlier → loss → array of shape (10, 2)."""
    data = {outlier: heights(at) for outlier, at in WHERE.items()}
    return {
        outlier: {loss: np.array([fit(y, lam) for lam in LAMBDAS]) for loss, fit in LOSSES.items()}
        for outlier, y in data.items()
    }


def penalty_or_loss(loss, lam, outlier):
    paths = penalised()[outlier]
    errors = {name: np.sqrt(np.mean((A @ (path - TRUTH).T) ** 2, axis=0)) for name, path in paths.items()}
    points = np.column_stack([X, heights(WHERE[outlier])])
    return Penalised(loss, lam, points, paths[loss][LAMBDAS.index(lam)], errors)


def draw_penalty_or_loss(fig, penalised):
    data = plane(fig, (0.8, 0.8, 4.0, 3.1), (-0.5, 10.5), (-13.5, 21.5), "x", "y")
    data.plot(*ends(TRUTH), **TRUE_LINE)
    data.text(0.5, 6, "truth", color=GREEN)
    lines = {loss: data.plot([], [], **look)[0] for loss, look in LOOKS.items()}
    dots = show_points(data, penalised.points)
    bad = data.plot([], [], "D", color=ORANGE, markersize=12, markeredgecolor="white", zorder=6)[0]

    ticks = range(len(LAMBDAS))
    errors = plane(fig, (5.8, 0.8, 2.7, 2.8), (-0.3, 9.3), (0, 4.4), "penalty λ", "")
    errors.set_title("distance from the truth")
    errors.set(xticks=ticks[::3], xticklabels=[f"{lam:g}" for lam in LAMBDAS[::3]], yticks=[0, 1, 2, 3, 4])
    curves = {loss: errors.plot([], [], **look, linewidth=2.5)[0] for loss, look in LOOKS.items()}
    here = errors.plot([], [], "o", markersize=13, markeredgecolor=DARK, color=GREY, clip_on=False)[0]
    for (loss, look), at in zip(LOOKS.items(), (0.75, 0.62, 0.49), strict=True):
        errors.plot([1.04, 1.15], [at, at], **look, linewidth=2.5, transform=errors.transAxes, clip_on=False)
        errors.text(1.17, at, loss, transform=errors.transAxes, va="center", fontsize=14)
    errors.text(1.04, 0.86, "loss:", transform=errors.transAxes, va="center", fontsize=14)

    def ink(penalised):
        dots.set_data(*np.delete(penalised.points, BAD, axis=0).T)
        bad.set_data(*penalised.points[BAD][:, None])
        for loss, line in lines.items():
            line.set_data(ends(penalised.fit) if loss == penalised.loss else ([], []))
        for loss, curve in curves.items():
            curve.set_data(ticks, penalised.errors[loss])
        now = LAMBDAS.index(penalised.lam)
        here.set_data([now], [penalised.errors[penalised.loss][now]])
        here.set_color(LOOKS[penalised.loss]["color"])
        return *lines.values(), dots, bad, *curves.values(), here

    return ink


def caption_penalty_or_loss(penalised):
    error = penalised.errors[penalised.loss]
    m = penalised.fit[0].round(2) + 0.0  # never -0.00
    return (
        f"{penalised.loss.capitalize()} loss, λ = {penalised.lam:g}: the line has slope {m:.2f} "
        f"(truth {TRUTH[0]:.2f}) and is "
        f"{error[LAMBDAS.index(penalised.lam)]:.2f} away from the truth; with the best λ of this list it would be "
        f"{error.min():.2f} away."
    )


PENALTY_OR_LOSS = Demo(
    title="Does a penalty save you from the outlier?",
    slide="What If?",
    controls=(
        Control("loss", tuple(LOSSES), start="squared", label="loss"),
        Control("lam", LAMBDAS, start=0, label="penalty λ"),
        Control("outlier", tuple(WHERE), start="below", label="outlier"),
    ),
    compute=penalty_or_loss,
    draw=draw_penalty_or_loss,
    caption=caption_penalty_or_loss,
    scenes={
        "What If? Outliers!": {},
        "What If? You can regularize!": {"lam": 100},
        "What If? A large penalty": {"lam": 3000},
        "What If? Another loss, no penalty": {"loss": "absolute"},
        "What If? Lucky, not robust": {"outlier": "above", "lam": 100},
    },
)


# ------------------------------------------------------------------------------------------- the calls from Belgium

DELTAS = (1, 2, 5, 10, 12, 20, 50, 100, 200)  # 200 is more than any residual: with it, Huber's line is least squares
METHODS = ("Huber", "absolute", "RANSAC")
MINUTES = slice(14, 20)  # 1964 to 1969
STRETCH = 1e4  # of the years, so that the perpendicular distances of RANSAC are vertical ones, in million calls


class Calls(NamedTuple):
    method: str
    delta: float
    line: np.ndarray  # (a, b, c) with the year counted from 1900
    pulls: np.ndarray  # what each year has to say, positive upwards; the sizes add up to 100 %
    total: float  # the sum of the absolute residuals
    squares: np.ndarray  # the line of least squares


def stretched():
    """The calls as points for RANSAC."""
    year, calls = load_phones()
    return np.column_stack([STRETCH * (year - 1900), calls])


@cache
def calls_line(method, delta):
    """The line through the calls as (a, b, c), by one of the methods."""
    year, calls = load_phones()
    B = design_matrix(year - 1900)
    if method == "RANSAC":
        a, b, c = ransac(stretched(), delta, np.random.default_rng(0))
        return np.array([a * STRETCH, b, c])
    m, d = huber(B, calls, delta) if method == "Huber" else irls(B, calls, 1)
    return np.array([m, -1, d])


@cache
def pulls_of(method, delta):
    """The derivative of the loss at each residual, as a share of all; and the sum of the absolute residuals."""
    year, calls = load_phones()
    r = vertical_residuals(np.column_stack([year - 1900, calls]), calls_line(method, delta))
    if method == "RANSAC":  # least squares for the points that agree
        pull = r * ransac_inliers(stretched(), delta, np.random.default_rng(0))
    else:
        pull = np.clip(r, -delta, delta) if method == "Huber" else np.where(np.abs(r) > 1e-6, np.sign(r), 0)
    return 100 * pull / np.abs(pull).sum(), np.abs(r).sum()


def phone_calls(method, delta):
    return Calls(method, delta, calls_line(method, delta), *pulls_of(method, delta), calls_line("Huber", DELTAS[-1]))


def draw_phone_calls(fig, fit):
    year, calls = load_phones()
    data = plane(fig, (0.9, 0.8, 4.2, 3.1), (49, 74), (-60, 225), "year", "million calls")
    data.set(xticks=[50, 55, 60, 65, 70], xticklabels=["1950", "1955", "1960", "1965", "1970"])
    data.plot(*line_ends(fit.squares), **SQUARED, linewidth=2)
    show_points(data, np.column_stack([year - 1900, calls]))
    data.plot(year[MINUTES] - 1900, calls[MINUTES], "D", color=ORANGE, markersize=9, markeredgecolor="white", zorder=6)
    data.text(58, 175, "1964 to 1969:\nminutes, not calls", color=ORANGE, ha="center", fontsize=13)
    line = data.plot([], [], color=BLUE)[0]
    band = data.plot([], [], color=BLUE, linewidth=1.2, linestyle=":")[0]

    pull = plane(fig, (6.2, 0.8, 3.5, 2.75), (49, 74), (-36, 36), "year", "% of all pull")
    pull.set(xticks=[50, 55, 60, 65, 70], xticklabels=["1950", "1955", "1960", "1965", "1970"])
    pull.set(yticks=[-30, -15, 0, 15, 30], yticklabels=["30", "15", "0", "15", "30"])
    pull.axhline(0, color=GREY, linewidth=1)
    bar = {"linewidth": 7, "solid_capstyle": "butt"}
    odd, others = (pull.plot([], [], color=color, **bar)[0] for color in (ORANGE, DARK))
    pull.text(50, 26, "up", fontsize=14)
    pull.text(50, -33, "down", fontsize=14)
    title = pull.text(0.5, 1.07, "", transform=pull.transAxes, ha="center", fontsize=16)

    def ink(fit):
        line.set_data(line_ends(fit.line))
        shift = np.array([0, 0, fit.delta * fit.line[1]])
        below, above = line_ends(fit.line + shift), line_ends(fit.line - shift)
        band.set_data(np.hstack([below, [[np.nan], [np.nan]], above]))
        band.set_visible(fit.method != "absolute")
        feet, tops = (np.column_stack([year - 1900, height]) for height in (0 * year, fit.pulls))
        odd.set_data(gapped(feet[MINUTES], tops[MINUTES]))
        others.set_data(gapped(np.delete(feet, MINUTES, axis=0), np.delete(tops, MINUTES, axis=0)))
        title.set_text(f"six years: {np.abs(fit.pulls[MINUTES]).sum():.0f} % of the pull")
        return band, line, title, odd, others

    return ink


def caption_phone_calls(fit):
    slope = -fit.line[0] / fit.line[1]
    share = np.abs(fit.pulls[MINUTES]).sum()
    end = f"the six years of minutes make {share:.0f} % of the pull."
    if fit.method == "absolute":
        return f"Absolute values: several lines share the least possible sum, {fit.total:.0f} million calls; {end}"
    name = {
        "Huber": f"Huber, δ = {fit.delta}",
        "RANSAC": f"RANSAC within {fit.delta} (not convex: other draws may differ)",
    }
    return f"{name[fit.method]}: {slope:.2f} million calls more every year; {end}"


PHONE_CALLS = Demo(
    title="Telephone calls from Belgium: real outliers",
    slide="What If?",
    controls=(
        Control("method", METHODS, start="Huber", label="fit"),
        Control("delta", DELTAS, start=200, label="δ, threshold"),
    ),
    compute=phone_calls,
    draw=draw_phone_calls,
    caption=caption_phone_calls,
    scenes={
        "What If? Outliers! A huge δ is least squares": {},
        "What If? Huber, near the published δ": {"delta": 12},
        "What If? Huber, a small δ": {"delta": 1},
        "What If? p = 1": {"method": "absolute"},
        "What If? RANSAC": {"method": "RANSAC", "delta": 5},
    },
)
