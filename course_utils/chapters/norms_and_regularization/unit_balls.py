"""Draw all vectors of length 1, for norms and for lengths that are not norms (slide "World Of Norms!")."""

from typing import NamedTuple

import numpy as np

from course_utils.demo.demo import Control, Demo, Talk
from course_utils.numerics.regularization import is_norm, lp_norm, unit_ball
from course_utils.plotting.lines import plane
from course_utils.plotting.style import BLUE, DARK, GREY, ORANGE, PURPLE

EXPONENTS = (0.3, 0.5, 0.7, 1, 1.5, 2, 3, 4, 8, np.inf)
FORMULAS = ("with |x|", "slide: without")


class Ball(NamedTuple):
    p: float
    formula: str
    edge: np.ndarray  # all points of length 1; nan where a direction has no such point
    lengths: np.ndarray  # of (1, 1) and (-1, 1)


def slide_length(x, p):
    """Compute (Σ x_i^p)^(1/p), literally: nan where it would take a root of a negative number."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return x.max(axis=-1) if p == np.inf else np.sum(x**p, axis=-1) ** (1 / p)


def compute(p, formula):
    corners = np.array([[1.0, 1.0], [-1.0, 1.0]])
    if formula == FORMULAS[0]:
        edge = unit_ball(p, 720)
        return Ball(p, formula, np.vstack([edge, edge[:1]]), lp_norm(corners, p))
    u = unit_ball(2, 720)  # directions; by this formula too, twice the vector has twice the length
    length = slide_length(np.vstack([u, u[:1]]), p)
    reach = np.divide(1, length, out=np.full(len(length), np.nan), where=length > 0.02)
    return Ball(p, formula, reach[:, None] * np.vstack([u, u[:1]]), slide_length(corners, p))


def draw(fig, start):
    data = plane(fig, (0.5, 0.45, 5.17, 3.5), (-2.3, 3.9), (-2.1, 2.1), "", "", equal=True)
    data.set(xticks=[-2, -1, 0, 1, 2], yticks=[-2, -1, 0, 1, 2])
    data.axhline(0, color=GREY, linewidth=0.8)
    data.axvline(0, color=GREY, linewidth=0.8)
    inside = data.fill([], [], color=BLUE, alpha=0.2, linewidth=0)[0]
    twice = data.plot([], [], color=GREY, linewidth=2, linestyle="--")[0]
    once = data.plot([], [], color=BLUE)[0]
    around = data.plot([0, 1, 1], [0, 0, 1], color=DARK, linewidth=2)[0]
    diagonal = data.plot([0, 1], [0, 1], color=ORANGE, linewidth=3)[0]
    tip = data.plot([1], [1], "D", color=ORANGE, markersize=11, markeredgecolor="white")[0]
    data.text(3.9, 2.0, "length 1: solid\nlength 2: dashed", ha="right", va="top", fontsize=13)

    bars = plane(fig, (7.0, 0.8, 2.8, 2.6), (0, 13.4), (2.6, -0.6), "length", "")
    bars.set(xticks=[0, 2, 4, 6, 8, 10], yticks=range(3), yticklabels=["e₁, then e₂", "(1, 1)", "(−1, 1)"])
    bars.tick_params(axis="y", length=0)
    bars.barh([0], [2], height=0.55, color=DARK)
    bars.text(2.25, 0, "2", va="center", fontsize=16)
    bars.axvline(2, color=GREY, linewidth=1.5, linestyle=":")
    lengths = bars.barh([1, 2], [0, 0], height=0.55, color=[ORANGE, PURPLE])
    numbers = [bars.text(0, y, "", va="center", fontsize=16) for y in (1, 2)]
    title = bars.text(0.5, 1.08, "", transform=bars.transAxes, ha="center", fontsize=18)

    def ink(ball):
        inside.set_xy(ball.edge)
        inside.set_visible(ball.formula == FORMULAS[0])
        once.set_data(*ball.edge.T)
        twice.set_data(*2 * ball.edge.T)
        for bar, number, length in zip(lengths, numbers, ball.lengths, strict=True):
            bar.set_width(np.nan_to_num(length))
            number.set_x(max(np.nan_to_num(length), 2) + 0.25)
            number.set_text("no number" if np.isnan(length) else f"{length:.2f}")
        title.set_text(f"p = {ball.p:g}".replace("inf", "∞"))
        return inside, twice, once, around, diagonal, tip, *lengths, *numbers, title

    return ink


def caption(ball):
    p, (ahead, back) = f"p = {ball.p:g}".replace("inf", "∞"), ball.lengths
    if ball.formula != FORMULAS[0]:
        closed = not np.isnan(ball.edge).any()
        if np.isnan(back):
            return f"{p} without |x|: (-1, 1) gets no length at all, because this power of -1 is not a real number."
        return f"{p} without |x|: (-1, 1) gets the length {back:.2f}, and the curve of length 1 " + (
            "is right, as an even power hides the sign." if closed else "never closes."
        )
    if is_norm(ball.p):
        return f"{p}: straight to (1, 1) it is {ahead:.2f}, not longer than 2 round the corner: a norm, a convex ball."
    return f"{p}: straight to (1, 1) it is {ahead:.2f}, longer than 2 round the corner: not a norm, the ball caves in."


UNIT_BALLS = Demo(
    title="Which of these lengths are norms?",
    slide="World Of Norms!",
    controls=(
        Control("p", EXPONENTS, start=2, label="p"),
        Control("formula", FORMULAS, start=FORMULAS[0], label="formula"),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    scenes={
        "World Of Norms! p = 2": {},
        "World Of Norms! p = 1": {"p": 1},
        "World Of Norms! p = ∞": {"p": np.inf},
        "World Of Norms! p = 0.5, not a norm": {"p": 0.5},
        "What If? The formula as printed, p = 3": {"p": 3, "formula": FORMULAS[1]},
    },
    talks=(
        Talk(
            slide="What If?",
            section="2. World of norms",
            minutes=1,
            ask=r"The slide prints $\sum x_i^p$. How long is $(-1, 1)$ for $p = 3$?",
            reveals=r"“The bars do not matter, $p$ is even.” Without $|\cdot|$, numbers of different sign cancel.",
        ),
        Talk(
            slide="World Of Norms!",
            section="2. World of norms",
            minutes=4,
            ask=(
                "You walk from 0 to $(1, 1)$, first right, then up; each leg has length 1 for every $p$. For which $p$ "
                "is the straight path longer than 2?"
            ),
            reveals=(
                "“Any $p$ gives a norm.” Below 1 the ball caves in, and the detour is shorter than the straight path."
            ),
        ),
    ),
)
