"""Fit telephone calls, six years of which are in another unit, by robust losses (slide "What If?")."""

from functools import cache
from typing import NamedTuple

import numpy as np

from course_utils.chapters.norms_and_regularization.outlier import SQUARED
from course_utils.data.datasets import load_phones
from course_utils.demo.demo import Control, Demo, Talk
from course_utils.numerics.least_squares import design_matrix, vertical_residuals
from course_utils.numerics.robust import huber, irls, ransac, ransac_inliers
from course_utils.plotting.lines import join_segments, line_ends, plane, show_points
from course_utils.plotting.style import BLUE, DARK, GREY, ORANGE
from course_utils.plotting.words import show_words

DELTAS = (1, 2, 5, 10, 12, 20, 50, 100, 200)  # 200 is more than any residual: with it, Huber's line is least squares
METHODS = ("Huber", "absolute", "RANSAC")
MINUTES = slice(14, 20)  # 1964 to 1969
YEAR_STRETCH = 1e4  # so that the perpendicular distances of RANSAC are vertical ones, in million calls


class Calls(NamedTuple):
    method: str
    delta: float
    line: np.ndarray  # (a, b, c) with the year counted from 1900
    pulls: np.ndarray  # how strongly each year pulls, positive upwards; the sizes add up to 100 %
    total: float  # the sum of the absolute residuals
    squares: np.ndarray  # the line of least squares


def stretch_years():
    """Return the calls as points for RANSAC, with the years stretched."""
    year, calls = load_phones()
    return np.column_stack([YEAR_STRETCH * (year - 1900), calls])


@cache
def fit_line(method, delta):
    """Fit a line (a, b, c) to the calls by one of the methods."""
    year, calls = load_phones()
    B = design_matrix(year - 1900)
    if method == "RANSAC":
        a, b, c = ransac(stretch_years(), delta, np.random.default_rng(0))
        return np.array([a * YEAR_STRETCH, b, c])
    m, d = huber(B, calls, delta) if method == "Huber" else irls(B, calls, 1)
    return np.array([m, -1, d])


@cache
def measure_pulls(method, delta):
    """Compute the derivative of the loss at each residual, in percent of all, and the sum of the absolute residuals."""
    year, calls = load_phones()
    r = vertical_residuals(np.column_stack([year - 1900, calls]), fit_line(method, delta))
    if method == "RANSAC":  # least squares for the points that agree
        pull = r * ransac_inliers(stretch_years(), delta, np.random.default_rng(0))
    else:
        pull = np.clip(r, -delta, delta) if method == "Huber" else np.where(np.abs(r) > 1e-6, np.sign(r), 0)
    return 100 * pull / np.abs(pull).sum(), np.abs(r).sum()


def compute(method, delta):
    return Calls(method, delta, fit_line(method, delta), *measure_pulls(method, delta), fit_line("Huber", DELTAS[-1]))


def draw(fig, start):
    year, calls = load_phones()
    data = plane(fig, (0.9, 0.8, 4.2, 3.1), (49, 74), (-60, 225), "year", "million calls")
    data.set(xticks=[50, 55, 60, 65, 70], xticklabels=["1950", "1955", "1960", "1965", "1970"])
    show_points(data, np.column_stack([year - 1900, calls]))
    data.plot(year[MINUTES] - 1900, calls[MINUTES], "D", color=ORANGE, markersize=9, markeredgecolor="white", zorder=6)
    data.text(58, 175, "1964 to 1969:\nminutes, not calls", color=ORANGE, ha="center", fontsize=13)
    line = data.plot([], [], color=BLUE)[0]
    squares = data.plot(*line_ends(start.squares), **SQUARED, linewidth=2)[0]  # over the line, so that both are seen
    data.text(73.8, 118, "least squares", color=ORANGE, ha="right", fontsize=13)
    band = data.plot([], [], color=BLUE, linewidth=1.2, linestyle=":")[0]
    dotted = show_words(data, 61.5, 229, ha="center", va="bottom", color=BLUE, fontsize=13)

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
        dotted.set_text(
            "no δ in this loss" if fit.method == "absolute" else f"dotted: {fit.delta} above and below the line"
        )
        feet, tops = (np.column_stack([year - 1900, height]) for height in (0 * year, fit.pulls))
        odd.set_data(join_segments(feet[MINUTES], tops[MINUTES]))
        others.set_data(join_segments(np.delete(feet, MINUTES, axis=0), np.delete(tops, MINUTES, axis=0)))
        title.set_text(f"six years: {np.abs(fit.pulls[MINUTES]).sum():.0f} % of the pull")
        return band, line, squares, dotted, title, odd, others

    return ink


def caption(fit):
    slope = -fit.line[0] / fit.line[1]
    share = np.abs(fit.pulls[MINUTES]).sum()
    end = f"the six years of minutes make {share:.0f} % of the pull."
    if fit.method == "absolute":
        return f"Absolute values: several lines share the least possible sum, {fit.total:.0f} million calls; {end}"
    name = {
        "Huber": f"Huber, δ = {fit.delta}",
        "RANSAC": f"RANSAC within {fit.delta} (random: other draws may differ)",
    }
    return f"{name[fit.method]}: {slope:.2f} million more calls every year; {end}"


PHONE_CALLS = Demo(
    title="Telephone calls: real outliers",
    slide="What If?",
    controls=(
        Control("method", METHODS, start="Huber", label="fit"),
        Control("delta", DELTAS, start=200, label="δ, threshold"),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    scenes={
        "What If? Outliers! A huge δ is least squares": {},
        "What If? Huber, near the published δ": {"delta": 12},
        "What If? Huber, a small δ": {"delta": 1},
        "What If? p = 1": {"method": "absolute"},
        "What If? RANSAC": {"method": "RANSAC", "delta": 5},
    },
    talks=(
        Talk(
            slide="What If?",
            section="3. The p that controls sensitivity",
            minutes=6,
            ask=(
                "Six of 24 years were counted in minutes. What share of all the pull do they have in least squares: "
                "10, 25 or almost 50 %? Which δ would you take?"
            ),
            reveals=(
                "“Six bad years of 24 do a quarter of the damage.” Almost half, and half is the most that one side can "
                "have."
            ),
        ),
    ),
)
