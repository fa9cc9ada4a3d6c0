"""Count the dimensions of a cloud by its singular values (slide "Singular Value Decomposition")."""

from functools import cache
from typing import NamedTuple

import numpy as np

from course_utils.demo.demo import Control, Demo, Talk
from course_utils.demo.handle import Handle
from course_utils.demo.question import Question
from course_utils.numerics.svd import matrix_rank
from course_utils.plotting.lines import join_segments, plane, show_points
from course_utils.plotting.style import GUIDE, ROLE, tint
from course_utils.plotting.words import Verdict, name_object

POINTS = 40
ANGLES = np.linspace(0, 2 * np.pi, 73)
PLANE_HEIGHTS, NOISES = (0, 0.4, 0.8, 1.2), (0, 0.05, 0.1, 0.2, 0.4)
NOISE_SHARE = 0.1  # of the largest singular value; this demo takes smaller ones for noise
TURN, LIFT = np.radians(-120), np.radians(24)

VIEW = np.array([  # what the picture shows of a point (x₁, x₂, x₃): how far to the right, how far up
    [-np.sin(TURN), np.cos(TURN), 0],
    [-np.sin(LIFT) * np.cos(TURN), -np.sin(LIFT) * np.sin(TURN), np.cos(LIFT)],
])  # fmt: skip
TO_EYE = np.cross(*VIEW)
AXIS = 1.7
NAME_PLACES = np.array([[-0.1, -0.35], [-0.2, 0.35], [0.45, 0.15]])  # from the tip of each axis, where no point is near


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


def draw_bars(fig):
    """Show a bar for each singular value; return bars, their numbers, the line of what counts as large and its name."""
    ax = plane(fig, (6.95, 0.55, 2.1, 2.1), (0.5, 3.5), (0, 14), "", "")
    ax.set(xticks=[1, 2, 3], xticklabels=["σ₁", "σ₂", "σ₃"], yticks=[])
    ax.spines["left"].set_visible(False)
    bars = ax.bar([1, 2, 3], [1, 1, 1], width=0.7, color=[ROLE.model, ROLE.model, ROLE.wrong])
    numbers = [name_object(ax, i, 0, color=bar.get_facecolor(), ha="center") for i, bar in enumerate(bars, start=1)]
    cut = ax.plot([], [], color=ROLE.ink, linestyle=(0, (3, 1.5)), clip_on=False)[0]
    return bars, numbers, cut, name_object(ax, 3.75, 0, "10 %")


def draw(fig, start):
    space = plane(fig, (0.2, 0.1, 6.3, 4.0), (-4.15, 4.2), (-2.22, 3.08), "", "", equal=True)
    space.set_label("space")
    space.axis("off")
    disc = space.fill([0], [0], facecolor=tint(ROLE.model, 0.16), edgecolor=ROLE.model, linewidth=GUIDE)[0]
    name = name_object(space, 0, 0, "plane of v₁, v₂", ROLE.model)
    behind = show_points(space, np.empty((0, 2)), color=tint(ROLE.data, 0.5), markersize=7)
    sticks = space.plot([], [], color=ROLE.wrong)[0]
    dots = show_points(space, np.empty((0, 2)))
    axes = space.plot([], [], color=ROLE.guide)[0]
    names = [name_object(space, 0, 0, f"x{i}", ROLE.guide, ha="center") for i in "₁₂₃"]
    verdict = Verdict(fig, 6.95, 4.15)
    bars, numbers, cut, cut_name = draw_bars(fig)

    def ink(cloud):
        rim = cloud.disc @ VIEW.T
        disc.set_xy(rim)
        x, y = rim[np.argmax(rim @ [0.4, -1])]
        name.set(x=x + 0.2, y=y - 0.1)
        flat, hidden = cloud.points @ VIEW.T, (cloud.points - cloud.feet) @ TO_EYE < -1e-9
        behind.set_data(*flat[hidden].T)
        dots.set_data(*flat[~hidden].T)
        sticks.set_data(join_segments(flat, cloud.feet @ VIEW.T))
        ends = cloud.origin + AXIS * np.eye(3)
        axes.set_data(join_segments(np.tile(cloud.origin, (3, 1)) @ VIEW.T, ends @ VIEW.T))
        for word, place in zip(names, ends @ VIEW.T + NAME_PLACES, strict=True):
            word.set_position(place)
        least = NOISE_SHARE * cloud.d[0]
        for bar, number, height in zip(bars, numbers, cloud.d, strict=True):
            bar.set_height(height)
            number.set(y=max(height, least) + 1.4, text=f"{height:.2f}" if height > 1e-9 else "0")
        cut.set_data([0.5, 3.6], [least] * 2)
        cut_name.set_y(least)
        color = ROLE.model if cloud.rank == 2 else ROLE.wrong
        numbers[2].set_color(color)
        verdict.show(f"rank {cloud.rank}", f"{cloud.dimension} of 3 σ are large", "large: over 10 % of σ₁", color=color)
        space_artists = (disc, behind, sticks, axes, dots, name, *names)
        return *space_artists, *bars, cut, cut_name, *numbers, *verdict.artists

    return ink


def caption(cloud):
    where = "counted from the mean" if cloud.centred else "counted from the origin"
    plane_is = f"{cloud.height:g} above the origin" if cloud.height else "through the origin"
    third = "is 0" if cloud.rank < 3 else f"is {cloud.d[2]:.2f}"
    return (
        f"Noise {cloud.noise:g}, a plane {plane_is}, {where}: σ₃ {third}, so the rank is {cloud.rank}; "
        f"{cloud.dimension} singular values are above 10 % of the first."
    )


def consequence(cloud):
    if cloud.rank == 2:
        return "The rank is [2|model], because σ₃ [is 0|model]."
    large = "all 3 are large" if cloud.dimension == 3 else f"only {cloud.dimension} are large"
    return f"σ₃ is [{cloud.d[2]:.2f}|wrong], so the rank is [{cloud.rank}|wrong], and {large}."


def find_repaired(at):
    """Find what no longer raises the rank when points are counted from the mean."""
    raised = {"noise": NOISES[2], "height": PLANE_HEIGHTS[-1]}
    return {name for name, value in raised.items() if at(**{name: value}, counted_from="the mean").rank == at().rank}


def explain_repaired(at):
    lifted, shaken = (at(**values, counted_from="the mean") for values in ({"height": 1.2}, {"noise": 0.1}))
    return (
        f"counted from the mean, σ₃ of the lifted plane is {lifted.d[2]:.0f} again; with noise of {shaken.noise:g} it "
        f"is {shaken.d[2]:.2f}"
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
    consequence=consequence,
    split=0.66,
    question=Question(
        "Noise raises the rank to 3, and so does lifting the plane. Which does centring repair?",
        {
            "both": lambda repaired: len(repaired) == 2,
            "only noise": lambda repaired: repaired == {"noise"},
            "only lifting": lambda repaired: repaired == {"height"},
            "neither": lambda repaired: not repaired,
        },
        answer=find_repaired,
        because=explain_repaired,
        shows={"height": 1.2, "counted_from": "the mean"},
    ),
    handles=(  # where the plane crosses the axis of x₃
        Handle(
            "space",
            y=("height", lambda height: height * VIEW[1, 2]),
            at=lambda cloud: (0, cloud.height * VIEW[1, 2]),
        ),
    ),
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
