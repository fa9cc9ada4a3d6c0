"""Count the dimensions of a cloud by its singular values (slide "Singular Value Decomposition")."""

from functools import cache
from typing import NamedTuple

import numpy as np

from course_utils.demo.demo import Control, Demo, Talk
from course_utils.numerics.svd import matrix_rank
from course_utils.plotting.lines import join_segments, plane
from course_utils.plotting.style import BLUE, DARK, GREY, ORANGE

POINTS = 40
ANGLES = np.linspace(0, 2 * np.pi, 73)
PLANE_HEIGHTS, NOISES = (0, 0.4, 0.8, 1.2), (0, 0.05, 0.1, 0.2, 0.4)
NOISE_SHARE = 0.1  # of the largest singular value; this demo takes smaller ones for noise
TURN, LIFT = np.radians(-120), np.radians(24)

VIEW = np.array([  # what the picture shows of a point (x₁, x₂, x₃): how far to the right, how far up
    [-np.sin(TURN), np.cos(TURN), 0],
    [-np.sin(LIFT) * np.cos(TURN), -np.sin(LIFT) * np.sin(TURN), np.cos(LIFT)],
])  # fmt: skip
NAME_PLACES = np.array([[0.3, -0.3], [-0.2, 0.35], [0.45, 0.15]])  # from the tip of each axis, where no point is near


class Cloud(NamedTuple):
    points: np.ndarray  # (n, 3)
    origin: np.ndarray  # where the rows of A are measured from
    feet: np.ndarray  # the nearest points in the plane of the first two right singular vectors
    disc: np.ndarray  # the rim of a piece of that plane
    d: np.ndarray
    rank: int
    dimension: int
    noise: float
    height: float
    centred: bool


@cache  # rather than a constant: importing numpy.random would delay the first picture of every notebook
def scatter():
    spread = (
        np.random.default_rng(3).integers(-16, 17, size=(POINTS, 2)) / 8
    )  # eighths, so that points lie on the plane exactly
    return spread, np.random.default_rng(4).normal(size=(POINTS, 3)).round(2)


def compute(noise, height, counted_from):
    spread, shake = scatter()
    x, y = spread.T
    points = np.column_stack([x, y, x / 2 - y / 4 + height]) + noise * shake
    centred = counted_from == "the mean"
    origin = points.mean(axis=0) if centred else np.zeros(3)
    A = points - origin
    d, Vt = np.linalg.svd(A, full_matrices=False)[1:]
    on_plane = Vt[:2].T @ Vt[:2]
    disc = A.mean(axis=0) @ on_plane + 2.6 * np.column_stack([np.cos(ANGLES), np.sin(ANGLES)]) @ Vt[:2]
    rank, dimension = matrix_rank(A), matrix_rank(A, rtol=NOISE_SHARE)
    return Cloud(points, origin, A @ on_plane + origin, disc + origin, d, rank, dimension, noise, height, centred)


def draw(fig, start):
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
        disc.set_xy(cloud.disc @ VIEW.T)
        sticks.set_data(join_segments(cloud.points @ VIEW.T, cloud.feet @ VIEW.T))
        dots.set_data(*(cloud.points @ VIEW.T).T)
        ends = cloud.origin + 1.9 * np.eye(3)
        axes.set_data(join_segments(np.tile(cloud.origin, (3, 1)) @ VIEW.T, ends @ VIEW.T))
        for name, place in zip(names, ends @ VIEW.T + NAME_PLACES, strict=True):
            name.set_position(place)
        for box, number, height in zip(boxes, numbers, cloud.d, strict=True):
            box.set_height(height)
            number.set(y=max(height, NOISE_SHARE * cloud.d[0]) + 0.3, text=f"{height:.2f}")
        cut.set_data([0.5, 3.5], [NOISE_SHARE * cloud.d[0]] * 2)
        title.set_text(f"rank {cloud.rank}, {cloud.dimension} large")
        return disc, sticks, axes, *names, dots, *boxes, cut, *numbers, title

    return ink


def caption(cloud):
    where = "counted from the mean" if cloud.centred else "counted from the origin"
    plane_is = f"{cloud.height:g} above the origin" if cloud.height else "through the origin"
    third = "is 0" if cloud.rank < 3 else f"is {cloud.d[2]:.2f}"
    return (
        f"Noise {cloud.noise:g}, a plane {plane_is}, {where}: σ₃ {third}, so the rank is {cloud.rank}; "
        f"{cloud.dimension} singular values are above 10 % of the first."
    )


CLOUD = Demo(
    title="How many dimensions does this cloud have?",
    slide="Singular Value Decomposition",
    controls=(
        Control("noise", NOISES, start=0, label="noise"),
        Control("height", PLANE_HEIGHTS, start=0, label="height of the plane"),
        Control("counted_from", ("the origin", "the mean"), start="the origin", label="counted from"),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    scenes={
        "Singular Value Decomposition: 2 dimensions, shown in 3": {},
        "Noise In SVD: not all on one plane": {"noise": 0.1},
        "Singular Value Decomposition: the plane misses the origin": {"height": 1.2},
        "Singular Value Decomposition: counted from the mean": {"height": 1.2, "counted_from": "the mean"},
    },
    talks=(
        Talk(
            slide="Singular Value Decomposition",
            section="1. How many dimensions?",
            minutes=6,
            ask=(
                "40 points lie exactly on a plane; then the plane is lifted off the origin. What is the rank? Does "
                "centring repair it, and does it repair noise?"
            ),
            reveals=(
                "“Rank is the dimension of the cloud.” It is, when counted from the mean; a plane that misses the "
                "origin has rank 3."
            ),
        ),
        Talk(
            slide="Noise In SVD",
            section="6. Noise makes everything full rank",
            minutes=2,
            ask="How little noise is enough to make the rank of the cloud 3?",
            reveals=(
                "“A little noise changes the rank a little.” Any noise makes it full; what stays small is a singular "
                "value."
            ),
        ),
    ),
)
