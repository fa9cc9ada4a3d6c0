"""Take a matrix apart into a turn, a stretch and a turn, and see them on a circle (slide "SVD")."""

from typing import NamedTuple

import numpy as np

from course_utils.demo.demo import Control, Demo, Talk, steps
from course_utils.numerics.svd import matrix_rank, positive_peaks
from course_utils.plotting.lines import plane
from course_utils.plotting.style import BLUE, DARK, GREY, ORANGE, PALE

MATRICES = {
    "shear": np.array([[1.0, 1.0], [0.0, 1.0]]),
    "symmetric": np.array([[1.5, 0.5], [0.5, 1.5]]),
    "mirror": np.array([[0.0, 1.5], [1.0, 0.0]]),
    "singular": np.array([[1.2, 0.6], [1.0, 0.5]]),
}

STAGES = steps(0, 3, 0.1)
ANGLES = np.linspace(0, 2 * np.pi, 73)
CIRCLE = np.stack([np.cos(ANGLES), np.sin(ANGLES)])
LETTER = np.array([[0.0, 0.55], [0.35, 0.55], [0.0, 0.55], [0.0, 0.15], [0.25, 0.15], [0.0, 0.15], [0.0, -0.35]]).T
PRODUCTS = ("x", "Vᵀx", "D Vᵀx", "U D Vᵀx")
DOING, DONE = ("turning", "stretching", "turning again"), ("", "turned", "stretched", "turned again")


class Stage(NamedTuple):
    A: np.ndarray
    d: np.ndarray
    now: np.ndarray  # the product of the steps that are done
    V: np.ndarray
    stage: float
    matrix: str
    mirrors: bool  # the last step: U, without a turn


def turn(angle, share=1.0, side=1.0):
    """Return the matrix of a share of a turn; with side -1, of a share of a mirror too."""
    cos, sin = np.cos(share * angle), np.sin(share * angle)
    return np.array([[cos, -sin], [sin, cos]]) * [1, 1 + share * (side - 1)]


def name_step(stage):
    """Say which step is done, or which two products the picture is between."""
    i = int(stage.stage)
    if i < stage.stage:
        doing = "mirroring" if i == 2 and stage.mirrors else DOING[i]
        return f"{PRODUCTS[i]} → {PRODUCTS[i + 1]}: {doing}"
    done = "mirrored" if i == 3 and stage.mirrors else DONE[i]
    return f"{PRODUCTS[i]}: {done}" if done else PRODUCTS[i]


def compute(stage, matrix):
    A = MATRICES[matrix]
    U, d, Vt = np.linalg.svd(A)
    V = positive_peaks(Vt.T)
    U = U * np.sum(V * Vt.T, axis=0)  # the signs of V, so that A = U D Vᵀ still holds
    if np.linalg.det(V) < 0:  # let V be a turn without a mirror; the mirror, if there is one, is in U
        V, U = V * [1, -1], U * [1, -1]
    first, second, third = np.clip(stage - np.arange(3), 0, 1)
    angle_V, angle_U = np.arctan2(V[1, 0], V[0, 0]), np.arctan2(U[1, 0], U[0, 0])
    now = turn(angle_U, third, np.linalg.det(U)) @ np.diag(1 + second * (d - 1)) @ turn(-angle_V, first)
    return Stage(A, d, now, V, stage, matrix, np.linalg.det(A) < -1e-9)


def draw(fig, start):
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
        title.set_text(name_step(stage))
        (a, b), (c, e) = stage.A
        matrix.set_text(f"A = ( {a:g}   {b:g} )\n       ( {c:g}   {e:g} )")
        one.set_text(f"σ₁ = {stage.d[0]:.2f}")
        two.set_text(f"σ₂ = {stage.d[1]:.2f}")
        moving = [artist for shape, ends in zip(shapes, tips, strict=True) for artist in (*shape, *ends)]
        return target, *moving, *names, title, matrix, one, two

    return ink


def caption(stage):
    share = f"{stage.stage:.1f} of 3 steps done ({name_step(stage)})"
    half = f"an ellipse with half axes {stage.d[0]:.2f} and {stage.d[1]:.2f}"
    if matrix_rank(stage.A) == 1:
        half = f"a segment of half length {stage.d[0]:.2f}, because its rank is 1"
    return f"The {stage.matrix} matrix, {share}: A turns the circle into {half}."


CIRCLE_STEPS = Demo(
    title="What do U, D and V do to a circle?",
    slide="SVD",
    controls=(
        Control("stage", STAGES, start=0.0, label="steps done", format=".1f"),
        Control("matrix", tuple(MATRICES), start="shear", label="matrix A"),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    scenes={
        "SVD: nothing done": {},
        "SVD: Vᵀ turns": {"stage": 1.0},
        "SVD: D stretches": {"stage": 2.0},
        "SVD: U turns": {"stage": 3.0},
        "SVD: a singular matrix": {"stage": 3.0, "matrix": "singular"},
    },
    talks=(
        Talk(
            slide="SVD",
            section="2. Turn, stretch, turn",
            minutes=6,
            ask=(
                "What becomes of a circle? Which of the arrows $v_1$, $v_2$ ends on the longer axis? What does a "
                "singular matrix do at the stretch?"
            ),
            reveals=(
                r"“Singular vectors are eigenvectors: they keep their direction.” $v_1$ goes to $\sigma_1 u_1$, which "
                r"may point anywhere."
            ),
        ),
    ),
)
