"""Take a matrix apart into a turn, a stretch and a turn, and see them on a circle (slide "SVD")."""

from typing import NamedTuple

import numpy as np

from course_utils.demo.demo import Control, Demo, Talk, steps
from course_utils.demo.handle import Handle
from course_utils.demo.question import Question
from course_utils.numerics.svd import matrix_rank, positive_peaks
from course_utils.plotting.lines import join_lines, plane
from course_utils.plotting.style import GUIDE, HERO, LABEL, NOTE, ROLE, tint
from course_utils.plotting.words import Verdict, name_object, show_words

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
STRIDE = 4.6  # from one small picture to the next, in their own unit
PRODUCTS = ("x", "Vᵀx", "D Vᵀx", "U D Vᵀx")
ENDS = ("v{}", "e{}", "σ{}e{}", "σ{}u{}")  # what v₁ and v₂ have become after each whole step
DOING, DONE = ("turning", "stretching", "turning again"), ("", "turned", "stretched", "turned again")


class Stage(NamedTuple):
    A: np.ndarray
    d: np.ndarray
    now: np.ndarray  # the product of the steps that are done
    products: np.ndarray  # (4, 2, 2): after 0, 1, 2 and 3 steps
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
    angle_V, angle_U = np.arctan2(V[1, 0], V[0, 0]), np.arctan2(U[1, 0], U[0, 0])

    def multiply(stage):
        first, second, third = np.clip(stage - np.arange(3), 0, 1)
        return turn(angle_U, third, np.linalg.det(U)) @ np.diag(1 + second * (d - 1)) @ turn(-angle_V, first)

    products = np.stack([multiply(number) for number in range(4)])
    return Stage(A, d, multiply(stage), products, V, stage, matrix, np.linalg.det(A) < -1e-9)


def say_what_happens(stage):
    """Return the headline and what stands under it."""
    if stage.stage == 0:
        return "a circle", ""
    step = int(np.ceil(stage.stage))
    if step > 1 and matrix_rank(stage.A) == 1:
        return "flattened" if stage.stage >= 2 else "D flattens", "to a line, because σ₂ = 0"
    last = "U mirrors" if stage.mirrors else "U turns"
    return ("Vᵀ turns", "D stretches", last)[step - 1], ""


def name_ends(stage):
    """Say what v₁ and v₂ are now: nothing with a name between two steps, nor where the length is 0."""
    if stage.stage % 1:
        return "", ""
    name = ENDS[int(stage.stage)]
    lengths = np.linalg.norm(stage.now @ stage.V, axis=0)
    return tuple(name.replace("{}", i) if length > 0.1 else "" for i, length in zip("₁₂", lengths, strict=True))


def draw_shape(ax, width):
    """Add a ring and the letter F, and spokes to v₁ and v₂; return the four lines."""
    ring, letter = (ax.plot([], [], color=ROLE.ink, linewidth=size)[0] for size in (width, 2))
    one = ax.plot([], [], color=ROLE.model, linewidth=width)[0]
    two = ax.plot([], [], color=ROLE.rival, linewidth=width, linestyle=(0, (2, 1)))[0]
    return ring, letter, one, two


def draw_strip(fig):
    """Show a small picture for each number of steps; return set_strip(stage), which returns what it changed."""
    strip = plane(fig, (5.75, 0.55, 3.96, 0.95), (-2.2, 4 * STRIDE - 2.2), (-2.2, 2.2), "", "")
    strip.axis("off")
    strip.set_label("strip")
    for number, product in enumerate(PRODUCTS):
        strip.text(number * STRIDE, -2.6, product.replace(" ", ""), ha="center", va="top", fontsize=NOTE)
    here = strip.fill([0], [0], color=tint(ROLE.active, 0.5), linewidth=0)[0]
    ring, letter, one, two = draw_shape(strip, 2)
    places = STRIDE * np.array([[[number], [0]] for number in range(4)])
    frame = 2.15 * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])

    def set_strip(stage):
        here.set_xy(frame + np.array([stage.stage * STRIDE, 0]))
        for line, shape in ((ring, CIRCLE), (letter, LETTER)):
            line.set_data(join_lines(np.swapaxes(stage.products @ shape + places, 1, 2)))
        for line, v in ((one, stage.V[:, :1]), (two, stage.V[:, 1:])):
            spoke = np.hstack([np.zeros((2, 1)), v])
            line.set_data(join_lines(np.swapaxes(stage.products @ spoke + places, 1, 2)))
        return here, ring, letter, one, two

    return set_strip


def draw_matrix(fig):
    """Show brackets for a matrix; return its four entries and the two words for its singular values."""
    ax = plane(fig, (5.85, 1.95, 3.8, 0.95), (0, 3.8), (0, 0.95), "", "")
    ax.axis("off")
    ax.text(0, 0.47, "A =", va="center", fontsize=LABEL)
    for x, out in ((0.5, 0.1), (1.62, -0.1)):
        ax.plot([x + out, x, x, x + out], [0.9, 0.9, 0.05, 0.05], color=ROLE.ink, linewidth=GUIDE)
    entries = [
        show_words(ax, x, y, ha="right", va="center", fontsize=LABEL) for y in (0.68, 0.26) for x in (0.98, 1.52)
    ]
    sigmas = [name_object(ax, 2.2, y, color=color) for y, color in ((0.68, ROLE.model), (0.26, ROLE.rival))]
    return entries, sigmas


def draw(fig, start):
    view = plane(fig, (0.1, 0.1, 5.4, 4.0), (-2.5, 2.5), (-1.852, 1.852), "", "", equal=True)
    view.axis("off")
    for line in (view.axhline, view.axvline):
        line(0, color=ROLE.rule, linewidth=GUIDE)
    target = view.plot([], [], color=ROLE.guide, linestyle=(0, (3, 2)))[0]
    ring, letter, *spokes = draw_shape(view, HERO)
    looks = (("o", ROLE.model), ("s", ROLE.rival))
    tips = [view.plot([], [], mark, color=color, markersize=14, markeredgecolor=ROLE.paper)[0] for mark, color in looks]
    names = [name_object(view, 0, 0, color=color, ha="center") for _, color in looks]
    goal = name_object(view, 0, 0, "Ax", ROLE.guide, ha="center")
    verdict = Verdict(fig, 5.85, 4.15)
    entries, sigmas = draw_matrix(fig)
    set_strip = draw_strip(fig)

    def ink(stage):
        target.set_data(*(stage.A @ CIRCLE))
        far = -stage.A @ stage.V[:, 0]
        goal.set(position=far * (1 + 0.3 / stage.d[0]), visible=stage.stage < 3)
        ring.set_data(*(stage.now @ CIRCLE))
        letter.set_data(*(stage.now @ LETTER))
        ends = (stage.now @ stage.V).T
        for spoke, tip, name, text, v in zip(spokes, tips, names, name_ends(stage), ends, strict=True):
            spoke.set_data([0, v[0]], [0, v[1]])
            tip.set_data(v[:1], v[1:])
            name.set(text=text, position=v * (1 + 0.42 / max(np.hypot(*v), 0.1)), visible=bool(text))
        for word, number in zip(entries, stage.A.ravel(), strict=True):
            word.set_text(f"{number:g}")
        for word, letter_, value in zip(sigmas, "₁₂", stage.d, strict=True):
            word.set_text(f"σ{letter_} = {value:.2f}" if value > 1e-9 else f"σ{letter_} = 0")
        verdict.show(*say_what_happens(stage))
        words = (goal, *names, *entries, *sigmas, *verdict.artists)
        return target, ring, letter, *spokes, *tips, *words, *set_strip(stage)

    return ink


def caption(stage):
    share = f"{stage.stage:.1f} of 3 steps done ({name_step(stage)})"
    half = f"an ellipse with half axes {stage.d[0]:.2f} and {stage.d[1]:.2f}"
    if matrix_rank(stage.A) == 1:
        half = f"a segment of half length {stage.d[0]:.2f}, because its rank is 1"
    return f"The {stage.matrix} matrix, {share}: A turns the circle into {half}."


def consequence(stage):
    one = f"[{stage.d[0]:.2f}|model]"
    if matrix_rank(stage.A) == 1:
        return f"The circle becomes a segment of half length {one}: the rank is 1."
    return f"The circle becomes an ellipse with half axes {one} and [{stage.d[1]:.2f}|rival]."


def find_end(at):
    """Return whether v₁ keeps its direction, and which half axis of the ellipse it ends on: 1, 2 or None."""
    result = at(stage=3.0)
    v, end = result.V[:, 0], result.A @ result.V[:, 0]
    length = np.hypot(*end)
    axis = next((number for number, half in enumerate(result.d, start=1) if np.isclose(length, half)), None)
    return bool(np.isclose(abs(v @ end), length)), axis


def explain_end(at):
    result = at(stage=3.0)
    v, end = result.V[:, 0], result.A @ result.V[:, 0]
    before, after = (np.degrees(np.arctan2(y, x)) for x, y in (v, end))
    return f"v₁ goes from {before:.0f}° to {after:.0f}° and ends {np.hypot(*end):.2f} long: nothing is farther out"


CIRCLE_STEPS = Demo(
    title="What do U, D and V do to a circle?",
    slide="SVD",
    controls=(
        Control("stage", STAGES, start=0.0, label="steps done", format=".1f", main=True, plays=True),
        Control("matrix", tuple(MATRICES), start="shear", label="matrix A"),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    consequence=consequence,
    split=0.57,
    question=Question(
        "A turns the circle into the dashed ellipse. Where does the blue arrow v₁ end?",
        {
            "on its old line, only longer": lambda end: end[0],
            "on the longer half axis": lambda end: end == (False, 1),
            "on the shorter half axis": lambda end: end == (False, 2),
            "elsewhere on the ellipse": lambda end: end == (False, None),
        },
        answer=find_end,
        because=explain_end,
        veil=("strip",),
        shows={"stage": 3.0},
    ),
    handles=(Handle("strip", x=("stage", lambda stage: STRIDE * stage), at=lambda stage: (STRIDE * stage.stage, 0)),),
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
            reveals=(
                r"“Singular vectors are eigenvectors: they keep their direction.” $v_1$ goes to $\sigma_1 u_1$, which "
                r"may point anywhere."
            ),
        ),
    ),
)
