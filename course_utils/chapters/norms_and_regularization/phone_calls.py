"""Fit telephone calls, six years of which are in another unit, by robust losses (slide "What If?")."""

from functools import cache
from typing import NamedTuple

import numpy as np
from matplotlib.collections import PolyCollection

from course_utils.chapters.norms_and_regularization.outlier import line_looks, outlier_look
from course_utils.data.datasets import load_phones
from course_utils.demo.demo import Control, Demo, Talk
from course_utils.demo.handle import Handle
from course_utils.demo.question import Question
from course_utils.numerics.least_squares import design_matrix, vertical_residuals
from course_utils.numerics.robust import huber, irls, ransac, ransac_inliers
from course_utils.plotting.images import show_heading
from course_utils.plotting.lines import line_ends, plane, show_points, spread_labels
from course_utils.plotting.style import GUIDE, HERO, ROLE, tint
from course_utils.plotting.words import Verdict, name_object

DELTAS = (1, 2, 5, 10, 12, 20, 50, 100, 200)  # 200 is more than any residual: with it, Huber's line is least squares
METHODS = ("Huber", "absolute", "RANSAC")
MINUTES = slice(14, 20)  # 1964 to 1969
IS_MINUTES = np.isin(np.arange(24), np.arange(24)[MINUTES])
LEFT, RIGHT, BOTTOM, TOP = 49, 74, -22, 225
BAND_END = 50  # the year at which the band can be grabbed
PULL_DOWN, PULL_UP = 19, 34  # percent; no year pulls more, whatever the fit
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
    data = plane(fig, (0.75, 2.0, 6.0, 1.75), (LEFT, RIGHT), (BOTTOM, TOP), "", "")
    data.set(xticks=[], yticks=[0, 100, 200], label="data")
    show_heading(data, "million calls")
    band = data.fill([], [], color=tint(ROLE.model, 0.12), linewidth=0)[0]
    squares = data.plot(*line_ends(start.squares), **line_looks()["squared"])[0]
    line = data.plot([], [], color=ROLE.model, linewidth=HERO)[0]
    good = show_points(data, np.column_stack([year - 1900, calls])[~IS_MINUTES])
    odd = data.plot(year[IS_MINUTES] - 1900, calls[IS_MINUTES], **{**outlier_look(), "linestyle": ""})[0]
    place_names, names = show_names(data)
    draw_pulls = show_pulls(fig)
    verdict = Verdict(fig, 8.15, 4.1)

    def ink(fit):
        line.set_data(line_ends(fit.line))
        squares.set_visible(not is_least_squares(fit))
        band.set_xy(around(fit))
        place_names(fit)
        verdict.show(f"{share_of_minutes(fit):.0f} %", "of all pull", "from six years")
        return band, squares, line, good, odd, *names, *verdict.artists, *draw_pulls(fit)

    return ink


def show_pulls(fig):
    """Show how strongly each year pulls in a strip below the years; return a function that sets the bars."""
    strip = plane(fig, (0.75, 0.45, 6.0, 1.35), (LEFT, RIGHT), (-PULL_DOWN, PULL_UP), "", "")
    strip.set(xticks=[50, 60, 70], xticklabels=["1950", "1960", "1970"], yticks=[], label="pulls")
    strip.spines["left"].set_visible(False)
    strip.axhline(0, color=ROLE.rule, linewidth=GUIDE)
    name_object(strip, RIGHT + 0.4, 0, "pull of\neach year", ROLE.note)
    bars = [
        strip.add_collection(PolyCollection([], facecolor=color, edgecolor=edge, linewidth=GUIDE))
        for color, edge in ((ROLE.note, ROLE.paper), (ROLE.active, ROLE.ink))
    ]

    def pull(fit):
        corners = pull_bars(fit)
        for kind, chosen in zip(bars, (~IS_MINUTES, IS_MINUTES), strict=True):
            kind.set_verts(corners[chosen])
        return bars

    return pull


def is_least_squares(fit):
    """Whether the line of the fit lies on that of least squares, as far as anyone can see."""
    return all(abs(height_at(x, fit.line) - height_at(x, fit.squares)) < 1 for x in (LEFT, RIGHT))


def show_names(data):
    """Name the six years, the band and the two lines: a function that places the names for a fit, and the names."""
    odd = name_object(data, 63.2, 175, "minutes,\nnot calls", ha="right")
    within = name_object(data, LEFT + 0.5, 0, "within δ", ROLE.model)
    squares, line = (name_object(data, RIGHT + 0.4, 0, "", color) for color in (ROLE.rival, ROLE.model))
    squares.set_text("least\nsquares")

    def place(fit):
        same = is_least_squares(fit)
        ends = [height_at(RIGHT, line) for line in (fit.squares, fit.line)]
        places = spread_labels(ends, 84, BOTTOM + 20, TOP)
        for name, end, place in zip((squares, line), ends, places, strict=True):
            name.set_y(end if same else place)
        squares.set_visible(not same)
        line.set_text(f"{fit.method}:\nleast\nsquares" if same else fit.method)
        within.set_y(height_at(BAND_END, fit.line) + fit.delta - 31)
        within.set_visible(fit.method != "absolute" and fit.delta >= 100)  # where there is room for it

    return place, (odd, within, squares, line)


def height_at(x, line):
    a, b, c = line
    return -(a * x + c) / b


def around(fit):
    """Return the corners of the band from δ below the line to δ above it; none for a loss without δ."""
    if fit.method == "absolute":
        return np.zeros((1, 2))
    x = np.array([LEFT, RIGHT])
    y = height_at(x, fit.line)
    return np.column_stack([np.append(x, x[::-1]), np.append(y - fit.delta, y[::-1] + fit.delta)])


def pull_bars(fit):
    """Return the corners (24, 4, 2) of a bar for each year, from 0 to its pull."""
    x, feet, half = load_phones()[0] - 1900, np.zeros(24), 0.28
    corners = ((x - half, feet), (x + half, feet), (x + half, fit.pulls), (x - half, fit.pulls))
    return np.stack([np.column_stack(corner) for corner in corners], axis=1)


def caption(fit):
    slope = -fit.line[0] / fit.line[1]
    share = share_of_minutes(fit)
    end = f"the six years of minutes make {share:.0f} % of the pull."
    if fit.method == "absolute":
        return f"Absolute values: several lines share the least possible sum, {fit.total:.0f} million calls; {end}"
    name = {
        "Huber": f"Huber, δ = {fit.delta}",
        "RANSAC": f"RANSAC within {fit.delta} (random: other draws may differ)",
    }
    return f"{name[fit.method]}: {slope:.2f} million more calls every year; {end}"


def consequence(fit):
    share = share_of_minutes(fit)
    return f"Six wrong years do {share:.0f} % of the pulling."


def upper_edge(delta):
    """Return the height of the upper edge of Huber's band at its left end."""
    return height_at(BAND_END, fit_line("Huber", delta)) + delta


def find_edge(fit):
    return (BAND_END, upper_edge(fit.delta)) if fit.method == "Huber" else None


def share_of_minutes(fit):
    """Compute the share of the six years in the pull, in percent."""
    return np.abs(fit.pulls[MINUTES]).sum()


def explain(at):
    now, least = share_of_minutes(at()), share_of_minutes(at(delta=DELTAS[0]))
    return f"their share falls from {now:.0f} to {least:.0f} %, near the {100 * IS_MINUTES.mean():.0f} % of equal pulls"


PHONE_CALLS = Demo(
    title="Telephone calls: real outliers",
    slide="What If?",
    controls=(
        Control("method", METHODS, start="Huber", label="fit"),
        Control("delta", DELTAS, start=200, label="δ, threshold", main=True),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    consequence=consequence,
    split=0.805,
    question=Question(
        f"When δ falls from {DELTAS[-1]} to {DELTAS[0]}, how much of all pull is left to the six years of minutes?",
        {
            "none: they are thrown out": lambda share: share < 1,
            "about 10 %": lambda share: 5 < share < 15,
            "about a quarter": lambda share: 20 < share < 30,
            "almost half, as now": lambda share: 40 < share < 50,
        },
        answer=lambda at: share_of_minutes(at(delta=DELTAS[0])),
        because=explain,
        shows={"delta": DELTAS[0]},
    ),
    handles=(Handle("data", y=("delta", upper_edge), at=find_edge),),
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
            reveals=(
                "“Six bad years of 24 do a quarter of the damage.” Almost half, and half is the most that one side can "
                "have. “A small δ throws them out.” It gives every year about the same pull."
            ),
        ),
    ),
)
