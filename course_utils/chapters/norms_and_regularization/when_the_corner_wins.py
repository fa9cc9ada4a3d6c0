"""Show where the ellipse of the loss touches the ball of the penalty (slide "What If?")."""

from functools import cache
from typing import NamedTuple

import numpy as np

from course_utils.demo.demo import Control, Demo, Talk
from course_utils.demo.handle import Handle
from course_utils.demo.question import Question
from course_utils.numerics.regularization import lasso_path, lp_norm, ridge_path, unit_ball
from course_utils.plotting.lines import plane
from course_utils.plotting.style import GUIDE, HERO, RESULT, ROLE, tint, typeset
from course_utils.plotting.words import Verdict, name_object

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
    data = plane(fig, (0.3, 0.2, 6.4, 3.8), (-2.4, 3.815), (-1.3, 2.39), "", "", equal=True)
    data.set(xticks=[], yticks=[], label="parameters")
    data.spines[:].set_visible(False)
    inside = data.fill([], [], color=tint(ROLE.model), linewidth=0)[0]
    axes = data.plot([-2.4, 3.4, np.nan, 0, 0], [0, 0, np.nan, -1.3, 2.39], color=ROLE.rule, linewidth=GUIDE)[0]
    inner = data.plot([], [], color=ROLE.rival, linewidth=GUIDE)[0]
    through = data.plot([], [], color=ROLE.rival, linestyle="--")[0]
    edge = data.plot([], [], color=ROLE.model)[0]
    path = data.plot([], [], color=ROLE.model, linewidth=HERO)[0]
    star = data.plot([], [], "*", color=ROLE.rival, markersize=24, markeredgecolor=ROLE.paper)[0]
    dot = data.plot([], [], "o", color=ROLE.model, markersize=14, markeredgecolor=ROLE.paper, markeredgewidth=1.5)[0]
    on_paper = {"bbox": {"facecolor": ROLE.paper, "edgecolor": "none", "pad": 2}}
    names = [name_object(data, 3.7, 0, "x₁", ha="right", **on_paper), name_object(data, -0.1, 2.28, "x₂", ha="right")]
    free = name_object(data, 0, 0, "least\nsquares", ROLE.rival, **on_paper)
    verdicts = [Verdict(fig, 7.1, top) for top in (4.1, 3.2)]
    word = Verdict(fig, 7.1, 1.9, size=RESULT)

    def ink(corner):
        rings = [corner.free + corner.level * share * ELLIPSE for share in (1 / 3, 2 / 3)]
        inner.set_data(*np.vstack([rings[0], [[np.nan, np.nan]], rings[1]]).T)
        through.set_data(*(corner.free + corner.level * ELLIPSE).T)
        inside.set_xy(corner.ball)
        edge.set_data(*corner.ball.T)
        path.set_data(*corner.path.T)
        star.set_data(*corner.free[:, None])
        dot.set_data(*corner.found[:, None])
        free.set_position(corner.free + np.array([0.2, 0.05]))
        for verdict, letter, value in zip(verdicts, "₁₂", corner.found, strict=True):
            gone = abs(value) < 1e-9
            number = "0" if gone else f"{value + 0.0:.2f}"
            verdict.show(typeset(f"x{letter} = {number}"), color=ROLE.third if gone else ROLE.model)
        zeros = count_zeros(corner)
        word.show(("both count", "a corner wins", "nothing is left")[zeros] if corner.lam else "no penalty")
        shapes = (inside, axes, inner, through, edge, path, star, dot)
        return *shapes, free, *names, *(artist for verdict in (*verdicts, word) for artist in verdict.artists)

    return ink


def count_zeros(corner):
    return int(np.sum(np.abs(corner.found) < 1e-9))


def caption(corner):
    x1, x2 = corner.found.round(2) + 0.0
    start = f"{corner.kind.split(': ')[1].capitalize()}, λ = {corner.lam:g}: "
    if not corner.lam:
        return start + f"no penalty, so this is least squares, ({x1:.2f}, {x2:.2f})."
    zeros = count_zeros(corner)
    if zeros == 2:
        return start + "at 0 the loss is in no direction steeper than the penalty, so nothing is left."
    what = "a corner wins, one coefficient is exactly 0" if zeros else "no coefficient is 0"
    return start + f"ellipse and ball touch at ({x1:.2f}, {x2:.2f}); {what}."


def consequence(corner):
    zeros = count_zeros(corner)
    if corner.lam and zeros:
        return ("A corner wins: one coefficient is [exactly 0|third].", "[Nothing is left|third].")[zeros - 1]
    x1, x2 = (typeset(f"{x + 0.0:.2f}") for x in corner.found)
    if not corner.lam:
        return f"Without a penalty, least squares: [{x1}|model] and [{x2}|model]."
    return f"No coefficient is 0: [{x1}|model] and [{x2}|model]."


LASSO = "l₁: lasso"


def zeros_along_lambdas(at):
    """Count the zeros of the lasso for every λ above 0."""
    return [count_zeros(at(kind=LASSO, lam=lam)) for lam in LAMBDAS[1:]]


def explain(at):
    zeros = zeros_along_lambdas(at)
    first = LAMBDAS[1:][np.argmax(np.array(zeros) > 0)]
    before = LAMBDAS[LAMBDAS.index(first) - 1]
    x1, x2 = at(kind=LASSO, lam=before).found
    return f"at λ = {before:g} the lasso is on an edge, ({x1:.2f}, {x2:.2f}); at λ = {first:g} the corner has won"


WHEN_THE_CORNER_WINS = Demo(
    title="Ridge and lasso: when does the corner win?",
    slide="What If?",
    controls=(
        Control("kind", tuple(KINDS), start="l₂: ridge", label="penalty"),
        Control("lam", LAMBDAS, start=0.5, label="penalty λ", main=True),
        Control("angle", ANGLES, start=30, label="angle of least squares"),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    consequence=consequence,
    split=0.69,
    question=Question(
        "Take the lasso and turn λ up from 0: when is a coefficient exactly 0?",
        {
            "at every λ above 0": lambda zeros: zeros[0] > 0,
            "only from some λ on": lambda zeros: zeros[0] == 0 and zeros[-1] > 0,
            "never: it only gets near 0": lambda zeros: max(zeros) == 0,
        },
        answer=zeros_along_lambdas,
        because=explain,
        shows={"kind": LASSO, "lam": 1.5},
    ),
    handles=(Handle("parameters", angle="angle", at=lambda corner: corner.free),),
    scenes={
        "What If? p = 2: a ball has no corners": {"lam": 1},
        "What If? p = 1: least squares at 45°": {"kind": "l₁: lasso", "lam": 0.5, "angle": 45},
        "What If? p = 1: the corner wins": {"kind": "l₁: lasso", "lam": 1.5},
        "What If? p = 1: nothing is left": {"kind": "l₁: lasso", "lam": 3},
    },
    talks=(
        Talk(
            slide="What If?",
            section="5. The penalty with p = 1",
            minutes=4,
            reveals=(
                "“$l_1$ always gives zeros.” For a small λ the edge is touched and nothing is 0. “Ridge shrinks every "
                "coefficient.” It shrinks the vector."
            ),
        ),
    ),
)
