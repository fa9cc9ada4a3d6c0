"""Draw all vectors of length 1, for norms and for lengths that are not norms (slide "World Of Norms!")."""

from typing import NamedTuple

import numpy as np

from course_utils.demo.demo import Control, Demo, Talk
from course_utils.demo.handle import Handle
from course_utils.demo.question import Question
from course_utils.numerics.regularization import is_norm, lp_norm, unit_ball
from course_utils.plotting.lines import plane
from course_utils.plotting.style import GUIDE, HERO, LABEL, RESULT, ROLE, TITLE, tint
from course_utils.plotting.words import Verdict, name_object, show_words

EXPONENTS = (0.3, 0.5, 0.7, 1, 1.5, 2, 3, 4, 8, np.inf)
FORMULAS = ("with |x|", "slide: without")
GAPS_FOR_NAMES = (  # two boxes, joined by a line
    *((-0.5, 1.08), (0.5, 1.08), (0.5, 1.34), (0, 1.34), (0, 1.9), (0.5, 1.9)),
    *((0.5, 2.1), (-0.5, 2.1), (-0.5, 1.9), (0, 1.9), (0, 1.34), (-0.5, 1.34)),
)
FULL_BAR = 4  # the length of the longest bar


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
    data = plane(fig, (0.25, 0.1, 4.95, 3.9), (-2.65, 2.65), (-2.1, 2.1), "", "", equal=True)
    data.set(xticks=[], yticks=[], label="balls")
    data.spines[:].set_visible(False)
    inside = data.fill([], [], linewidth=0)[0]
    cross = data.plot([-2.1, 2.1, np.nan, 0, 0], [0, 0, np.nan, -2.1, 2.1], color=ROLE.rule, linewidth=GUIDE)[0]
    twice = data.plot([], [], color=ROLE.guide, linestyle="--")[0]
    once = data.plot([], [])[0]
    around = data.plot([0, 1, 1], [0, 0, 1], color=ROLE.ink)[0]
    tip = {"marker": "D", "linewidth": HERO, "markersize": 14, "markevery": [1], "markeredgecolor": ROLE.paper}
    straight, mirrored = (data.plot([0, x], [0, 1], **tip)[0] for x in (1, -1))
    ones = [name_object(data, *at, "1") for at in ((0.5, -0.18), (1.12, 0.5))]
    gaps = data.fill(*np.transpose(GAPS_FOR_NAMES), color=ROLE.paper, linewidth=0)[0]
    two = name_object(data, 0, 2, "length 2", ROLE.guide, ha="center")  # where the curve passes for every p
    one = name_object(data, 0, 1.21, "length 1", ha="center")
    verdict = Verdict(fig, 5.6, 4.1)
    draw_ropes = show_ropes(fig)

    def ink(ball):
        color, printed = ROLE.model if measures_well(ball) else ROLE.wrong, ball.formula != FORMULAS[0]
        inside.set(xy=ball.edge, facecolor=tint(color), visible=not printed)
        once.set_data(*ball.edge.T)
        twice.set_data(*2 * ball.edge.T)
        for line, look in ((once, color), (straight, ROLE.ink if printed else color), (mirrored, color)):
            line.set(color=look, markerfacecolor=look)
        mirrored.set_visible(printed)
        one.set_color(color)
        for artist in (around, *ones):
            artist.set_visible(not printed)
        verdict.show("a norm" if measures_well(ball) else "not a norm", color=color)
        curves = (inside, cross, twice, once, around, straight, mirrored)
        return *curves, gaps, two, one, *ones, *verdict.artists, *draw_ropes(ball, color)

    return ink


def measures_well(ball):
    """Whether the formula on the picture is a norm."""
    return bool(is_norm(ball.p) and (ball.formula == FORMULAS[0] or np.isfinite(ball.edge).all()))


def show_ropes(fig):
    """Show two lengths as bars, each with its name and number; return a function that sets them."""
    ax = plane(fig, (5.6, 0.35, 4.05, 2.7), (0, FULL_BAR), (0, 2.7), "", "")
    ax.set_axis_off()
    bars = ax.barh([1.2, 0.05], [0, 0], height=0.35, align="edge", color=ROLE.ink, linewidth=0)
    limit = ax.plot([2, 2], [0.05, 1.55], color=ROLE.guide, linestyle="--")[0]
    beyond = ax.plot([FULL_BAR], [0.225], ">", markersize=26, markeredgewidth=0, clip_on=False)[0]
    heading = show_words(ax, 0, 2.35, fontsize=TITLE, fontweight="bold")
    words = [show_words(ax, 0, y, fontsize=LABEL) for y in (1.7, 0.55)]
    numbers = [name_object(ax, FULL_BAR, y, ha="right", va="baseline", fontsize=RESULT) for y in (1.7, 0.55)]

    def pull(ball, color):
        title, names, lengths = ropes_of(ball)
        heading.set_text(title)
        for bar, word, number, name, length in zip(bars, words, numbers, names, lengths, strict=True):
            bar.set_width(width_of_bar(length))
            word.set_text(name)
            number.set_text("no number" if np.isnan(length) else f"{length:.2f}")
        for artist in (bars[1], numbers[1], beyond):
            artist.set_color(color)
        beyond.set_visible(lengths[1] > FULL_BAR)
        limit.set_visible(ball.formula == FORMULAS[0])
        return *bars, limit, beyond, heading, *words, *numbers

    return pull


def ropes_of(ball):
    """Return what the two bars compare, the name of each and its length."""
    ahead, back = ball.lengths
    if ball.formula == FORMULAS[0]:
        return "two ways to (1, 1)", ("round the corner", "straight on"), (2, ahead)
    return "two mirror images, without |x|", ("(1, 1)", "(\N{MINUS SIGN}1, 1)"), (ahead, back)


def width_of_bar(length):
    """Return how long a length is drawn: to one scale in all states, cut at the longest bar; 0 for no length."""
    return min(np.nan_to_num(length), FULL_BAR)


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


def consequence(ball):
    ahead, back = ball.lengths
    if ball.formula != FORMULAS[0]:
        if np.isfinite(ball.edge).all():
            return "An even power hides the sign, so nothing is lost."
        if np.isnan(back):
            return "The mirror image of (1, 1) gets [no length|wrong] at all."
        return f"The mirror image of (1, 1) gets the length [{back:.2f}|wrong]."
    if is_norm(ball.p):
        return f"Straight on is [{ahead:.2f}|model], not longer than 2 round the corner."
    return f"Straight on is [{ahead:.2f}|wrong], longer than 2 round the corner."


def diagonal(p):
    """Return x = y of the point of length 1 between the axes, where the ball bulges or caves in."""
    return 1 / lp_norm([1, 1], p)


def find_longer(at):
    """List the p for which straight on is longer than round the corner."""
    around = [at(p=p).lengths[0] for p in EXPONENTS]
    return [p for p, length in zip(EXPONENTS, around, strict=True) if length > 2]


def explain(at):
    lengths = ", ".join(f"{at(p=p).lengths[0]:.2f} for p = {p:g}" for p in (0.5, 1, 2))
    return f"straight on is {lengths}; round the corner it is 2 for every p"


UNIT_BALLS = Demo(
    title="Which of these lengths are norms?",
    slide="World Of Norms!",
    controls=(
        Control("p", EXPONENTS, start=2, label="p", main=True),
        Control("formula", FORMULAS, start=FORMULAS[0], label="formula"),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    consequence=consequence,
    split=0.54,
    question=Question(
        "For which p is it farther straight to (1, 1) than round the corner?",
        {
            "p below 1": lambda longer: longer == [p for p in EXPONENTS if p < 1],
            "p above 2": lambda longer: longer == [p for p in EXPONENTS if p > 2],
            "only p = ∞": lambda longer: longer == [np.inf],
            "no p: straight is never farther": lambda longer: longer == [],
        },
        answer=find_longer,
        because=explain,
        shows={"p": 0.5},
    ),
    handles=(Handle("balls", x=("p", diagonal), at=lambda ball: 2 * (diagonal(ball.p),)),),
    scenes={
        "World Of Norms! p = 2": {},
        "World Of Norms! p = 1": {"p": 1},
        "World Of Norms! p = ∞": {"p": np.inf},
        "World Of Norms! p = 0.5": {"p": 0.5},
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
            reveals=(
                "“Any $p$ gives a norm.” Below 1 the ball caves in, and the detour is shorter than the straight path."
            ),
        ),
    ),
)
