"""Draw the heights of a country from a few measured ones (slide "Interpolation")."""

from functools import cache
from typing import NamedTuple

import numpy as np

from course_utils.chapters.rbf_interpolation.curves import solve_weights
from course_utils.demo.demo import Control, Demo, Talk
from course_utils.demo.question import Question
from course_utils.numerics.rbf import rbf_interpolate
from course_utils.plotting.colours import HEIGHT_COLOURS, sign_colours
from course_utils.plotting.fields import Heat, Relief, level_lines
from course_utils.plotting.lines import plane, show_points
from course_utils.plotting.style import GUIDE, LABEL, LAND_INK, LAND_PAPER, ROLE
from course_utils.plotting.words import Verdict, name_object

COUNTS = (10, 20, 40, 80, 160)

KERNELS = {  # kernel, ε, degree of the polynomial
    "gaussian, narrow": ("gaussian", 12, -1),
    "gaussian, wide": ("gaussian", 4, -1),
    "thin plate": ("thin_plate_spline", 1, 1),
    "linear": ("linear", 1, 0),
}

PLANS = ("scattered", "on a grid", "a corner left out")
UNSEEN = {"n": 80, "plan": "a corner left out"}
GRID = np.linspace(0, 1, 49)
MESH = np.stack(np.meshgrid(GRID, GRID), axis=-1).reshape(-1, 2)
LEVELS = (-0.5, 0, 0.5, 1)
MAX_ERROR = 1.3  # no map is farther off
HEIGHTS = (-1, 1.4)


class Country(NamedTuple):
    n: int
    kernel: str
    plan: str
    places: np.ndarray  # (n, 2), where it was measured
    field: np.ndarray  # the interpolated heights over GRID × GRID
    off: np.ndarray  # field minus truth


def height(places):
    """Compute the heights of a country: two hills, a hollow and a slope."""
    u, v = np.asarray(places).T
    bumps = ((1.1, 0.3, 0.65, 0.02), (0.8, 0.75, 0.75, 0.03), (-0.8, 0.62, 0.28, 0.025))
    return 0.4 * (v - u) + sum(a * np.exp(-((u - p) ** 2 + (v - q) ** 2) / w) for a, p, q, w in bumps)


def choose_places(n, plan):
    """Choose n places in the unit square; on a grid, and with a corner left out, nearly n."""
    if plan == "on a grid":
        rows = round(np.sqrt(n))
        marks = (np.arange(rows) + 0.5) / rows
        return np.stack(np.meshgrid(marks, marks), axis=-1).reshape(-1, 2)
    # Scattered evenly: multiples of two numbers that are far from all fractions (made of the plastic ratio), from a
    # start that happens to leave out no corner.
    places = ([0.15, 0.9] + np.arange(1, 2 * n)[:, None] * [0.7548776662, 0.5698402910]) % 1
    if plan == "a corner left out":
        places = places[(places[:, 0] < 0.45) | (places[:, 1] > 0.5)]
    return places[:n]


@cache
def compute(n, kernel, plan):
    phi, epsilon, degree = KERNELS[kernel]
    x = choose_places(n, plan)
    weights = solve_weights(x, height(x), phi, epsilon, degree=degree)
    f = rbf_interpolate(MESH, x, weights, phi, epsilon, degree)
    size = (len(GRID), len(GRID))
    return Country(len(x), kernel, plan, x, f.reshape(size), (f - height(MESH)).reshape(size))


def spread(off):
    """Spread small differences, so that they are seen beside the largest: take the root and keep the sign."""
    return np.sign(off) * np.sqrt(np.abs(off))


def draw(fig, start):
    truth, shape = height(MESH).reshape(start.field.shape), start.field.shape
    hero = show_map(fig, (0.35, 0.3, 3.6, 3.6))
    show_heights(fig, (4.03, 0.3, 0.14, 3.6))
    country = show_map(fig, (5.2, 0.3, 2.1, 2.1), "the country")
    difference = show_map(fig, (7.55, 0.3, 2.1, 2.1))
    difference.spines[:].set_visible(True)
    for x, side, words, color in ((0, "left", "too low", ROLE.negative), (1, "right", "too high", ROLE.positive)):
        name_object(difference, x, 1.08, words, color, ha=side)
    rebuilt = Relief(hero, shape, *HEIGHTS, HEIGHT_COLOURS)
    Relief(country, shape, *HEIGHTS, HEIGHT_COLOURS).show(truth)
    off = Heat(difference, shape, *spread([-MAX_ERROR, MAX_ERROR]), sign_colours())
    line = {"color": LAND_INK, "linewidth": GUIDE, "solid_capstyle": "round"}
    country.plot(*level_lines(GRID, GRID, truth, LEVELS), **line)
    country.set(zorder=2, facecolor="none")  # above its relief, so that the lines are seen
    lines = hero.plot([], [], **line)[0]
    dots = show_points(hero, start.places, markersize=8, color=LAND_INK, markeredgecolor=LAND_PAPER, clip_on=False)
    worst = difference.plot([], [], "o", color=ROLE.ink, markerfacecolor="none", markersize=24, markeredgewidth=2)[0]
    verdict = Verdict(fig, 5.2, 4.2)

    def ink(result):
        rebuilt.show(result.field)
        off.show(spread(result.off))
        lines.set_data(*level_lines(GRID, GRID, result.field, LEVELS))
        dots.set_data(*result.places.T)
        place = np.clip(MESH[np.abs(result.off).argmax()], 0.1, 0.9)
        worst.set_data(*place[:, None])
        rms, most = np.sqrt(np.mean(result.off**2)), np.abs(result.off).max()
        verdict.show(f"{rms:.3f}", f"off, and {most:.2f} in the ring", color=ROLE.model)
        return rebuilt, off, lines, dots, worst, *verdict.artists

    return ink


def show_map(fig, box, title=""):
    """Put a square map without axes in a box of the figure."""
    ax = plane(fig, box, (0, 1), (0, 1), "", "")
    ax.set_title(title, pad=6, fontsize=LABEL)
    ax.set(xticks=[], yticks=[])
    return ax


def show_heights(fig, box):
    """Show which colour is which height, with a line for each level."""
    ax = plane(fig, box, (0, 1), HEIGHTS, "", "")
    strip = Heat(ax, (256, 1), *HEIGHTS, HEIGHT_COLOURS)
    strip.show(np.linspace(*HEIGHTS, 256)[:, None])
    ax.hlines(LEVELS, 0, 1, color=LAND_INK)
    ax.set(xticks=[], yticks=LEVELS, zorder=2, facecolor="none")
    ax.set_yticklabels(["−0.5", "0", "0.5", "1"])
    ax.yaxis.tick_right()


def caption(result):
    rms, worst = np.sqrt(np.mean(result.off**2)), np.abs(result.off).max()
    return (
        f"{result.n} points {result.plan}, {result.kernel}: off by {rms:.3f} (root mean square), at the worst place by "
        f"{worst:.2f}."
    ).replace("points a corner left out", "points, a corner left out")


def consequence(result):
    rms, worst = np.sqrt(np.mean(result.off**2)), np.abs(result.off).max()
    return f"The map is [{rms:.3f}|model] off, and looks sure even where it is {worst:.2f} off."


def depth_of_hollow(result):
    """Return the height where the country is lowest, on the map and in truth."""
    truth = result.field - result.off
    lowest = np.unravel_index(truth.argmin(), truth.shape)
    return result.field[lowest], truth[lowest]


def explain(at):
    mapped, true = depth_of_hollow(at(**UNSEEN))
    return f"the hollow lies at {true:.2f}, the map says {mapped:.2f} there, and looks as sure as anywhere else"


COUNTRY = Demo(
    title="A country from a few measured heights",
    slide="Interpolation",
    controls=(
        Control("n", COUNTS, start=20, label="points", main=True),
        Control("kernel", tuple(KERNELS), start="thin plate", label="kernel"),
        Control("plan", PLANS, start="scattered", label="places"),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    consequence=consequence,
    split=0.49,
    likeness=True,
    question=Question(
        "80 points, but none at the lower right, where the hollow is: what does the map show there?",
        {
            "the hollow, nearly as deep as it is": lambda share: share > 0.8,
            "a slope, as if there were no hollow": lambda share: share < 0.5,
            "a gap: it does not know": np.isnan,
        },
        answer=lambda at: np.divide(*depth_of_hollow(at(**UNSEEN))),
        because=explain,
        shows=UNSEEN,
    ),
    scenes={
        "Interpolation: 20 points": {},
        "Interpolation: 80 points": {"n": 80},
        "Interpolation: needles again": {"kernel": "gaussian, narrow"},
        "Interpolation: nobody went there": UNSEEN,
    },
    talks=(
        Talk(
            slide="Interpolation",
            section="6. In the plane",
            minutes=5,
            reveals=(
                "“It would look uncertain there.” It shows a calm slope with great confidence. Interpolation fills in; "
                "it does not know."
            ),
        ),
    ),
)
