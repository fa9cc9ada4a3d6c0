"""Show where the ellipse of the loss touches the ball of the penalty (slide "What If?")."""

from functools import cache
from typing import NamedTuple

import numpy as np

from course_utils.demo.demo import Control, Demo, Talk
from course_utils.numerics.regularization import lasso_path, lp_norm, ridge_path, unit_ball
from course_utils.plotting.lines import plane
from course_utils.plotting.style import BLUE, DARK, GREY, ORANGE, PURPLE, typeset

B = np.array([[1.0, 0.5], [0.0, np.sqrt(0.75)]])  # two columns of length 1, 60° apart: tilted ellipses
LAMBDAS = (0, 0.1, 0.2, 0.5, 0.8, 1, 1.5, 2, 3)
ANGLES = tuple(range(0, 91, 15))
TRACE = np.linspace(0, 3, 121)  # the λ of the curves
KINDS = {"l₂: ridge": (ridge_path, 2), "l₁: lasso": (lasso_path, 1)}
CIRCLE = unit_ball(2, 180)
ELLIPSE = np.vstack([CIRCLE, CIRCLE[:1]]) @ np.linalg.inv(B).T  # where ‖B x‖ = 1


class Corner(NamedTuple):
    lam: float
    kind: str
    free: np.ndarray  # the least-squares solution
    found: np.ndarray
    ball: np.ndarray  # all points with the same norm as the solution
    level: float  # ‖B (x - free)‖ at the solution
    path: np.ndarray  # the solution for every λ of TRACE


@cache
def solve_path(kind, angle):
    """Find the least-squares solution, and the penalised ones for every λ of TRACE and of the control."""
    free = 2 * np.round([np.cos(np.radians(angle)), np.sin(np.radians(angle))], 15)
    solve = KINDS[kind][0]
    return free, solve(B, B @ free, TRACE), dict(zip(LAMBDAS, solve(B, B @ free, LAMBDAS), strict=True))


def compute(kind, lam, angle):
    (free, path, solutions), p = solve_path(kind, angle), KINDS[kind][1]
    found = solutions[lam]
    edge = lp_norm(found, p) * unit_ball(p, 180)
    return Corner(lam, kind, free, found, np.vstack([edge, edge[:1]]), np.linalg.norm(B @ (found - free)), path)


def draw(fig, start):
    data = plane(fig, (0.9, 0.7, 4.6, 3.3), (-2.3, 3.2), (-1.6, 2.345), "x₁", "x₂", equal=True)
    data.set(yticks=[-1, 0, 1, 2])
    data.axhline(0, color=GREY, linewidth=0.8)
    data.axvline(0, color=GREY, linewidth=0.8)
    inner = data.plot([], [], color=GREY, linewidth=1.2)[0]
    through = data.plot([], [], color=ORANGE, linewidth=2, linestyle="--")[0]
    inside = data.fill([], [], color=BLUE, alpha=0.2, linewidth=0)[0]
    edge = data.plot([], [], color=BLUE)[0]
    star = data.plot([], [], "*", color=ORANGE, markersize=22, markeredgecolor="white")[0]
    dot = data.plot([], [], "o", color=BLUE, markersize=13, markeredgecolor="white")[0]

    path = plane(fig, (6.4, 0.8, 2.6, 2.8), (-0.1, 3.1), (-0.35, 2.2), "penalty λ", "")
    path.set(xticks=[0, 1, 2, 3], yticks=[0, 1, 2])
    path.axhline(0, color=GREY, linewidth=1)
    looks = ({"color": BLUE, "marker": "o"}, {"color": PURPLE, "marker": "s"})
    lines = [
        path.plot([], [], color=look["color"], linestyle=dash, clip_on=False)[0]
        for look, dash in zip(looks, ("-", "--"), strict=True)
    ]
    now = path.axvline(0, color=DARK, linewidth=1.5, linestyle=":")
    here = [path.plot([], [], **look, markersize=11, markeredgecolor="white", clip_on=False)[0] for look in looks]
    for at, name, look in zip((0.55, 0.4), ("x₁", "x₂"), looks, strict=True):
        path.plot([1.06], [at], **look, transform=path.transAxes, clip_on=False)
        path.text(1.1, at, name, transform=path.transAxes, va="center")
    title = path.text(0.5, 1.07, "", transform=path.transAxes, ha="center", fontsize=16)

    def ink(corner):
        rings = [corner.free + corner.level * share * ELLIPSE for share in (1 / 3, 2 / 3)]
        inner.set_data(*np.vstack([rings[0], [[np.nan, np.nan]], rings[1]]).T)
        through.set_data(*(corner.free + corner.level * ELLIPSE).T)
        inside.set_xy(corner.ball)
        edge.set_data(*corner.ball.T)
        star.set_data(*corner.free[:, None])
        dot.set_data(*corner.found[:, None])
        for line, values in zip(lines, corner.path.T, strict=True):
            line.set_data(TRACE, values)
        for mark, value in zip(here, corner.found, strict=True):
            mark.set_data([corner.lam], [value])
        now.set_xdata([corner.lam] * 2)
        title.set_text(typeset(f"x = ({corner.found[0]:.2f}, {corner.found[1] + 0.0:.2f})"))
        return inner, through, inside, edge, star, dot, now, *lines, *here, title

    return ink


def caption(corner):
    x1, x2 = corner.found.round(2) + 0.0
    start = f"{corner.kind.split(': ')[1].capitalize()}, λ = {corner.lam:g}: "
    if not corner.lam:
        return start + f"no penalty, so this is least squares, ({x1:.2f}, {x2:.2f})."
    zeros = int(np.sum(np.abs(corner.found) < 1e-9))
    if zeros == 2:
        return start + "at 0 the loss is in no direction steeper than the penalty, so nothing is left."
    what = "a corner wins, one coefficient is exactly 0" if zeros else "no coefficient is 0"
    return start + f"ellipse and ball touch at ({x1:.2f}, {x2:.2f}); {what}."


WHEN_THE_CORNER_WINS = Demo(
    title="Ridge and lasso: when does the corner win?",
    slide="What If?",
    controls=(
        Control("kind", tuple(KINDS), start="l₂: ridge", label="penalty"),
        Control("lam", LAMBDAS, start=0.5, label="penalty λ"),
        Control("angle", ANGLES, start=30, label="angle of least squares"),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    scenes={
        "What If? p = 2: a ball has no corners": {"lam": 1},
        "What If? p = 1: an edge is touched": {"kind": "l₁: lasso", "lam": 0.5, "angle": 45},
        "What If? p = 1: the corner wins": {"kind": "l₁: lasso", "lam": 1.5},
        "What If? p = 1: nothing is left": {"kind": "l₁: lasso", "lam": 3},
    },
    talks=(
        Talk(
            slide="What If?",
            section="5. The penalty with p = 1",
            minutes=4,
            ask="With the lasso, does the corner always win? Can ridge, which shrinks, make one coefficient larger?",
            reveals=(
                "“$l_1$ always gives zeros.” For a small λ the edge is touched and nothing is 0. “Ridge shrinks every "
                "coefficient.” It shrinks the vector."
            ),
        ),
    ),
)
