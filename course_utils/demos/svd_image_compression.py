"""Notebook 03: what rank, U, D and V are (slides "Singular Value Decomposition", "SVD", "Noise In SVD")."""

from functools import cache
from typing import NamedTuple

import numpy as np

from course_utils.demos.core import Control, Demo, steps
from course_utils.numerics.svd import matrix_rank, positive_peaks
from course_utils.plotting.lines import gapped, plane
from course_utils.plotting.style import BLUE, DARK, GREY, ORANGE, PALE

# ------------------------------------------------------------------------------------------ how many dimensions?

COUNT = 40
HEIGHTS, NOISES = (0, 0.4, 0.8, 1.2), (0, 0.05, 0.1, 0.2, 0.4)
SMALL = 0.1  # of the largest singular value: below, this demo takes it for noise
TURN, LIFT = np.radians(-120), np.radians(24)
EYE = np.array([  # what the picture shows of a point (x₁, x₂, x₃): how far to the right, how far up
    [-np.sin(TURN), np.cos(TURN), 0],
    [-np.sin(LIFT) * np.cos(TURN), -np.sin(LIFT) * np.sin(TURN), np.cos(LIFT)],
])  # fmt: skip
ROUND = np.linspace(0, 2 * np.pi, 73)


class Cloud(NamedTuple):
    points: np.ndarray  # (n, 3)
    origin: np.ndarray  # from where the rows of A count
    feet: np.ndarray  # the points of the plane of the first two right singular vectors that are nearest
    disc: np.ndarray  # the rim of a piece of that plane
    d: np.ndarray
    rank: int
    dimension: int
    noise: float
    height: float
    centred: bool


@cache  # and not a constant: importing numpy.random would delay the first picture of every notebook
def scattered():
    spread = np.random.default_rng(3).integers(-16, 17, size=(COUNT, 2)) / 8  # eighths: the plane is met exactly
    return spread, np.random.default_rng(4).normal(size=(COUNT, 3)).round(2)


def cloud(noise, height, counted_from):
    spread, shake = scattered()
    x, y = spread.T
    points = np.column_stack([x, y, x / 2 - y / 4 + height]) + noise * shake
    centred = counted_from == "the mean"
    origin = points.mean(axis=0) if centred else np.zeros(3)
    A = points - origin
    d, Vt = np.linalg.svd(A, full_matrices=False)[1:]
    on_plane = Vt[:2].T @ Vt[:2]
    disc = A.mean(axis=0) @ on_plane + 2.6 * np.column_stack([np.cos(ROUND), np.sin(ROUND)]) @ Vt[:2]
    rank, dimension = matrix_rank(A), matrix_rank(A, rtol=SMALL)
    return Cloud(points, origin, A @ on_plane + origin, disc + origin, d, rank, dimension, noise, height, centred)


def draw_cloud(fig, start):
    space = plane(fig, (0.1, 0.1, 6.1, 4.0), (-4.1, 3.9), (-2.1, 3.145), "", "", equal=True)
    space.axis("off")
    disc = space.fill([0], [0], facecolor=BLUE, alpha=0.16, edgecolor=BLUE, linewidth=1.5)[0]
    sticks = space.plot([], [], color=ORANGE, linewidth=1.5)[0]
    dots = space.plot([], [], "o", color=DARK, markersize=7, markeredgecolor="white")[0]
    axes = space.plot([], [], color=GREY, linewidth=2)[0]
    names = [space.text(0, 0, f"x{i}", color=GREY, ha="center", va="center", fontsize=15) for i in "₁₂₃"]

    bars = plane(fig, (6.7, 0.75, 3.0, 2.65), (0.4, 3.6), (0, 12.5), "", "", title="")
    bars.set(xticks=[1, 2, 3], xticklabels=["σ₁", "σ₂", "σ₃"], yticks=[])
    bars.spines["left"].set_visible(False)
    bars.tick_params(axis="x", labelsize=16, length=0)
    boxes = bars.bar([1, 2, 3], [1, 1, 1], width=0.62, color=BLUE)
    cut = bars.plot([], [], color=ORANGE, linestyle="--", linewidth=2)[0]
    numbers = [bars.text(i, 0, "", ha="center", va="bottom", fontsize=15) for i in (1, 2, 3)]
    title = bars.text(0.5, 1.07, "", transform=bars.transAxes, ha="center", fontsize=16)
    bars.text(0.5, -0.25, "dashed: 10 % of σ₁", transform=bars.transAxes, ha="center", color=ORANGE, fontsize=13)

    def ink(cloud):
        disc.set_xy(cloud.disc @ EYE.T)
        sticks.set_data(gapped(cloud.points @ EYE.T, cloud.feet @ EYE.T))
        dots.set_data(*(cloud.points @ EYE.T).T)
        ends = cloud.origin + 1.9 * np.eye(3)
        axes.set_data(gapped(np.tile(cloud.origin, (3, 1)) @ EYE.T, ends @ EYE.T))
        for name, place in zip(names, (cloud.origin + 2.15 * np.eye(3)) @ EYE.T, strict=True):
            name.set_position(place)
        for box, number, height in zip(boxes, numbers, cloud.d, strict=True):
            box.set_height(height)
            number.set(y=max(height, SMALL * cloud.d[0]) + 0.3, text=f"{height:.2f}")
        cut.set_data([0.5, 3.5], [SMALL * cloud.d[0]] * 2)
        title.set_text(f"rank {cloud.rank}, {cloud.dimension} large")
        return disc, sticks, axes, *names, dots, *boxes, cut, *numbers, title

    return ink


def caption_cloud(cloud):
    where = "counted from the mean" if cloud.centred else "counted from the origin"
    plane_is = f"{cloud.height:g} above the origin" if cloud.height else "through the origin"
    third = "is 0" if cloud.rank < 3 else f"is {cloud.d[2]:.2f}"
    return (
        f"Noise {cloud.noise:g}, a plane {plane_is}, {where}: σ₃ {third}, so the rank is {cloud.rank}; "
        f"{cloud.dimension} singular values are above 10 % of the first."
    )


CLOUD = Demo(
    title="How many dimensions has this cloud?",
    slide="Singular Value Decomposition",
    controls=(
        Control("noise", NOISES, start=0, label="noise"),
        Control("height", HEIGHTS, start=0, label="height of the plane"),
        Control("counted_from", ("the origin", "the mean"), start="the origin", label="counted from"),
    ),
    compute=cloud,
    draw=draw_cloud,
    caption=caption_cloud,
    scenes={
        "Singular Value Decomposition: 2 dimensions, shown in 3": {},
        "Noise In SVD: not all on one plane": {"noise": 0.1},
        "Singular Value Decomposition: the plane misses the origin": {"height": 1.2},
        "Singular Value Decomposition: counted from the mean": {"height": 1.2, "counted_from": "the mean"},
    },
)


# ------------------------------------------------------------------------------------- what U, D and V do to a circle

MATRICES = {
    "shear": np.array([[1.0, 1.0], [0.0, 1.0]]),
    "symmetric": np.array([[1.5, 0.5], [0.5, 1.5]]),
    "mirror": np.array([[0.0, 1.5], [1.0, 0.0]]),
    "singular": np.array([[1.2, 0.6], [1.0, 0.5]]),
}
STAGES = steps(0, 3, 0.1)
CIRCLE = np.stack([np.cos(ROUND), np.sin(ROUND)])
LETTER = np.array([[0.0, 0.55], [0.35, 0.55], [0.0, 0.55], [0.0, 0.15], [0.25, 0.15], [0.0, 0.15], [0.0, -0.35]]).T
WORDS = ("x", "Vᵀx: turned", "D Vᵀx: stretched", "U D Vᵀx: turned again")


class Stage(NamedTuple):
    A: np.ndarray
    d: np.ndarray
    now: np.ndarray  # the matrix that has been done so far
    V: np.ndarray
    stage: float
    matrix: str


def turned(angle, share=1.0, side=1.0):
    """A share of a turn, and of a mirror where side is -1."""
    cos, sin = np.cos(share * angle), np.sin(share * angle)
    return np.array([[cos, -sin], [sin, cos]]) * [1, 1 + share * (side - 1)]


def circle(stage, matrix):
    A = MATRICES[matrix]
    U, d, Vt = np.linalg.svd(A)
    V = positive_peaks(Vt.T)
    U = U * np.sum(V * Vt.T, axis=0)  # the same signs, so that A = U D Vᵀ still
    if np.linalg.det(V) < 0:  # let V be a turn without a mirror; the mirror, if there is one, is in U
        V, U = V * [1, -1], U * [1, -1]
    first, second, third = np.clip(stage - np.arange(3), 0, 1)
    angle_V, angle_U = np.arctan2(V[1, 0], V[0, 0]), np.arctan2(U[1, 0], U[0, 0])
    now = turned(angle_U, third, np.linalg.det(U)) @ np.diag(1 + second * (d - 1)) @ turned(-angle_V, first)
    return Stage(A, d, now, V, stage, matrix)


def draw_circle(fig, start):
    views = [
        plane(fig, (left, 0.35, 3.3, 3.3), (-2.15, 2.15), (-2.15, 2.15), "", "", equal=True) for left in (0.15, 3.55)
    ]
    for view in views:
        view.set(xticks=[], yticks=[])
        view.spines[:].set_visible(False)
        view.axhline(0, color=PALE, linewidth=1.5)
        view.axvline(0, color=PALE, linewidth=1.5)
    views[0].set_title("x")
    target = views[1].plot([], [], color=GREY, linestyle="--", linewidth=2)[0]
    shapes = [
        [
            view.plot([], [], color=DARK, linewidth=2.5)[0],
            view.plot([], [], color=DARK, linewidth=2.5)[0],
            view.plot([], [], color=BLUE)[0],
            view.plot([], [], color=ORANGE, dashes=(2, 1))[0],
        ]
        for view in views
    ]
    tips = [
        [view.plot([], [], mark, color=c, markersize=10)[0] for mark, c in (("o", BLUE), ("s", ORANGE))]
        for view in views
    ]
    names = [views[0].text(0, 0, name, color=c, ha="center", va="center") for name, c in (("v₁", BLUE), ("v₂", ORANGE))]
    title = views[1].text(0.5, 1.035, "", transform=views[1].transAxes, ha="center", fontsize=16)
    right = fig.add_axes((0.71, 0, 0.29, 1))
    right.axis("off")
    matrix = right.text(0.02, 0.70, "", fontsize=17, linespacing=1.5)
    one = right.text(0.02, 0.50, "", fontsize=17, color=BLUE)
    two = right.text(0.02, 0.40, "", fontsize=17, color=ORANGE)
    right.text(0.02, 0.20, "dashed: A x for\nall x of the circle", fontsize=14, color=GREY, linespacing=1.4)

    def ink(stage):
        target.set_data(*(stage.A @ CIRCLE))
        for (ring, letter, v1, v2), ends, M in zip(shapes, tips, (np.eye(2), stage.now), strict=True):
            ring.set_data(*(M @ CIRCLE))
            letter.set_data(*(M @ LETTER))
            for spoke, tip, v in zip((v1, v2), ends, (M @ stage.V).T, strict=True):
                spoke.set_data([0, v[0]], [0, v[1]])
                tip.set_data([v[0]], [v[1]])
        for name, v in zip(names, stage.V.T, strict=True):
            name.set_position(1.3 * v)
        title.set_text(WORDS[int(np.ceil(stage.stage))])
        (a, b), (c, e) = stage.A
        matrix.set_text(f"A = ( {a:g}   {b:g} )\n       ( {c:g}   {e:g} )")
        one.set_text(f"σ₁ = {stage.d[0]:.2f}")
        two.set_text(f"σ₂ = {stage.d[1]:.2f}")
        moving = [artist for shape, ends in zip(shapes, tips, strict=True) for artist in (*shape, *ends)]
        return target, *moving, *names, title, matrix, one, two

    return ink


def caption_circle(stage):
    done = WORDS[int(np.ceil(stage.stage))]
    share = f"{stage.stage:.1f} of 3 steps done ({done})"
    half = f"an ellipse with half axes {stage.d[0]:.2f} and {stage.d[1]:.2f}"
    if matrix_rank(stage.A) == 1:
        half = f"a segment of half length {stage.d[0]:.2f}, for its rank is 1"
    return f"The {stage.matrix} matrix, {share}: A turns the circle into {half}."


CIRCLE_STEPS = Demo(
    title="What do U, D and V do to a circle?",
    slide="SVD",
    controls=(
        Control("stage", STAGES, start=0.0, label="steps done", format=".1f"),
        Control("matrix", tuple(MATRICES), start="shear", label="matrix A"),
    ),
    compute=circle,
    draw=draw_circle,
    caption=caption_circle,
    scenes={
        "SVD: nothing done": {},
        "SVD: Vᵀ turns": {"stage": 1.0},
        "SVD: D stretches": {"stage": 2.0},
        "SVD: U turns": {"stage": 3.0},
        "SVD: a singular matrix": {"stage": 3.0, "matrix": "singular"},
    },
)
