"""Draw the heights of a country from a few measured ones (slide "Interpolation")."""

from functools import cache
from typing import NamedTuple

import numpy as np

from course_utils.chapters.rbf_interpolation.curves import solve_weights
from course_utils.demo.demo import Control, Demo, Talk
from course_utils.numerics.rbf import rbf_interpolate
from course_utils.plotting.colours import HEIGHT_COLOURS, sign_colours
from course_utils.plotting.fields import Heat, level_lines
from course_utils.plotting.lines import plane, show_points
from course_utils.plotting.style import BLUE, DARK, ORANGE

COUNTS = (10, 20, 40, 80, 160)

KERNELS = {  # kernel, ε, degree of the polynomial
    "gaussian, narrow": ("gaussian", 12, -1),
    "gaussian, wide": ("gaussian", 4, -1),
    "thin plate": ("thin_plate_spline", 1, 1),
    "linear": ("linear", 1, 0),
}

PLANS = ("scattered", "on a grid", "a corner left out")
GRID = np.linspace(0, 1, 49)
MESH = np.stack(np.meshgrid(GRID, GRID), axis=-1).reshape(-1, 2)
LEVELS = (-0.5, 0, 0.5, 1)
MAX_ERROR = 1.3  # no map is farther off
LEVEL_NAMES = (  # where the lines have room
    (0.62, 0.28, "−0.5"),
    (0.42, 0.39, "0"),
    (0.3, 0.46, "0.5"),
    (0.3, 0.65, "1"),
)


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


def show_scale(fig, left, limits, colors, ticks, names):
    """Show which colour is which number, in a strip below a map."""
    ax = plane(fig, (left, 0.52, 3.0, 0.12), limits, (0, 1), "", "")
    strip = Heat(ax, (1, 256), *limits, colors)
    strip.show(np.linspace(*limits, 256)[None])
    strip.set_zorder(-1)  # below the axes, so that lines on it are seen
    ax.patch.set_visible(False)
    ax.set_yticks([])
    ax.set_xticks(ticks, names, fontsize=12)
    return ax


def draw(fig, start):
    truth = height(MESH).reshape(start.field.shape)
    panels = []
    for left, title in ((0.25, "the country"), (3.5, "from the points"), (6.75, "the difference")):
        ax = plane(fig, (left, 0.77, 3.0, 3.0), (0, 1), (0, 1), "", "", title=title)
        ax.set(xticks=[], yticks=[])
        panels.append(ax)
    shape = start.field.shape
    background = Heat(panels[0], shape, -1, 1.4, HEIGHT_COLOURS)
    background.show(truth)
    background.set_zorder(-1)  # below the axes, so that its lines are seen
    panels[0].patch.set_visible(False)
    rebuilt, off = (
        Heat(panels[1], shape, -1, 1.4, HEIGHT_COLOURS),
        Heat(panels[2], shape, *spread([-MAX_ERROR, MAX_ERROR]), sign_colours()),
    )
    panels[0].plot(*level_lines(GRID, GRID, truth, LEVELS), color="white", linewidth=1.2)
    for u, v, level in LEVEL_NAMES:
        panels[0].text(u, v, level, color="white", fontsize=12, ha="center", va="center")
    lines = panels[1].plot([], [], color="white", linewidth=1.2)[0]
    dots = [
        show_points(panels[1], start.places, markersize=7, color="white", markeredgecolor=DARK, clip_on=False),
        show_points(panels[2], start.places, markersize=5, clip_on=False),
    ]
    key = show_scale(fig, 0.25, (-1, 1.4), HEIGHT_COLOURS, LEVELS, ("−0.5", "0", "0.5", "1"))
    key.vlines(LEVELS, 0, 1, color="white", linewidth=2)
    ends = ("1\ntoo low", "0.25", "0", "0.25", "1\ntoo high")
    marks = show_scale(
        fig, 6.75, spread([-MAX_ERROR, MAX_ERROR]), sign_colours(), spread([-1, -0.25, 0, 0.25, 1]), ends
    ).get_xticklabels()
    marks[0].set_color(ORANGE)
    marks[-1].set_color(BLUE)

    def ink(result):
        rebuilt.show(result.field)
        off.show(spread(result.off))
        lines.set_data(*level_lines(GRID, GRID, result.field, LEVELS))
        for dot in dots:
            dot.set_data(*result.places.T)
        return rebuilt, off, lines, *dots

    return ink


def caption(result):
    rms, worst = np.sqrt(np.mean(result.off**2)), np.abs(result.off).max()
    return (
        f"{result.n} points {result.plan}, {result.kernel}: off by {rms:.3f} (root mean square), at the worst place by "
        f"{worst:.2f}."
    ).replace("points a corner left out", "points, a corner left out")


COUNTRY = Demo(
    title="A country from a few measured heights",
    slide="Interpolation",
    controls=(
        Control("n", COUNTS, start=20, label="points"),
        Control("kernel", tuple(KERNELS), start="thin plate", label="kernel"),
        Control("plan", PLANS, start="scattered", label="places"),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    scenes={
        "Interpolation: 20 points": {},
        "Interpolation: 80 points": {"n": 80},
        "Interpolation: needles again": {"kernel": "gaussian, narrow"},
        "Interpolation: nobody went there": {"n": 80, "plan": "a corner left out"},
    },
    talks=(
        Talk(
            slide="Interpolation",
            section="6. In the plane",
            minutes=5,
            ask=(
                "From 20 points to 80: does the error halve, fall to a quarter, or fall further? What does the map say "
                "about a corner where nobody measured?"
            ),
            reveals=(
                "“It would look uncertain there.” It shows a calm slope with great confidence. Interpolation fills in; "
                "it does not know."
            ),
        ),
    ),
)
