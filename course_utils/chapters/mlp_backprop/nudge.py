"""Change one weight a little and follow the change to the loss (slide "Backward Pass")."""

from typing import NamedTuple

import numpy as np

from course_utils.chapters.mlp_backprop.travel import COLUMNS, NUDGED, compute
from course_utils.demo.demo import Control, Demo, Talk
from course_utils.demo.handle import Handle
from course_utils.demo.question import Question
from course_utils.plotting.networks import all_to_all, column, page_axes, show_circles, show_edges
from course_utils.plotting.style import GUIDE, HERO, LABEL, NOTE, ROLE, tint, typeset
from course_utils.plotting.words import Verdict, show_words

DELTAS = (0.025, 0.05, 0.1, 0.2, 0.4, 0.8)
INPUTS = (-1.0, 0.0, 0.5, 1.0, 2.0, 4.0)

# Where the columns stand, in inches.
PLACES = (0.75, 2.2, 3.5, 5.25, 6.55, 7.9, 9.25)
MIDDLE, GAP, RADIUS, NAMES = 2.0, 1.75, 0.36, 0.19
CENTRES = tuple(column(x, MIDDLE, count, GAP) for x, count in zip(PLACES, (1, 2, 2, 2, 2, 1, 1), strict=True))


def ways_between(left, right, through_weights):
    """Return the segments from rim to rim: from every circle to every other, or from each to the one beside it."""
    segments = all_to_all(left, right) if through_weights else np.stack([left, right], axis=1)
    along = segments[:, 1] - segments[:, 0]
    along *= RADIUS / np.linalg.norm(along, axis=1, keepdims=True)
    return segments + np.stack([along, -along], axis=1)


WEIGHTS = (0, 2, 4)  # the ways that connect all to all
WAYS = tuple(ways_between(*CENTRES[way : way + 2], way in WEIGHTS) for way in range(len(COLUMNS) - 1))


class Label(NamedTuple):
    """The place for the factor of a way: above a level way; in a gap of a sloping one, before it crosses another."""

    x: float
    y: float
    pieces: np.ndarray  # of the way, (1 or 2, 2, 2)


def place_label(way, segment):
    start, end = segment
    along = end - start
    if along[1] == 0:
        return Label(*(start + along / 2 + [0, 0.18]), segment[None])
    share, gap = 0.3 if way == 2 else 0.5, ROOM * along / abs(along[0])
    middle = start + share * along
    return Label(*middle, np.array([[start, middle - gap], [middle + gap, end]]))


ROOM = 0.21  # half the width of the gap for a factor, in inches

LABELS = tuple([place_label(way, segment) for segment in segments] for way, segments in enumerate(WAYS))
PIECES = [one.pieces for labels in LABELS for one in labels]


def draw(fig, start):
    page = page_axes(fig)
    page.set_label("net")
    middle = {"ha": "center", "va": "center", "zorder": 4}
    for x, name in zip(PLACES, COLUMNS, strict=True):
        page.text(x, NAMES, name, fontsize=LABEL, fontweight="bold", **middle)
    for way, name in enumerate(("W₁", "σ′", "W₂", "σ′", "W₃", "∂L/∂z₃")):
        page.text((PLACES[way] + PLACES[way + 1]) / 2, NAMES, name, fontsize=NOTE, color=ROLE.note, **middle)
    edges, nodes = show_edges(page, np.concatenate(PIECES)), np.concatenate(CENTRES)
    round_one = {"size": 2 * RADIUS * 72, "markeredgewidth": 2}
    show_circles(page, nodes, **round_one, markeredgecolor=ROLE.rule)
    lit = [
        show_circles(page, [], **round_one, markeredgecolor=color, markerfacecolor=tint(color))
        for color in (ROLE.positive, ROLE.negative)
    ]
    insides = [show_words(page, x, y, fontsize=NOTE, color=ROLE.note, **middle) for x, y in nodes]
    outside = np.where(nodes[:, 1] < MIDDLE, -0.57, 0.57)  # the lower ones below, where no way crosses them
    changes = [
        show_words(page, x, y + up, fontsize=LABEL, fontweight="bold", **middle)
        for (x, y), up in zip(nodes, outside, strict=True)
    ]
    slopes = []
    for way, factor in enumerate(start.factors):
        for one, weight in zip(LABELS[way], factor.ravel(), strict=True):
            if way in WEIGHTS:  # no control changes them
                page.text(one.x, one.y, typeset(f"{weight:.1f}"), fontsize=NOTE, **middle)
            else:
                slopes.append(show_words(page, one.x, one.y, fontsize=NOTE, **middle))
    plus = show_words(page, 0, 0, fontsize=LABEL, fontweight="bold", ha="center", va="center")
    sums = show_words(page, 0.35, 4.0, va="center", fontsize=LABEL)
    verdict = Verdict(fig, 9.65, 4.2, right=True)

    def ink(travel):
        reached = np.repeat(np.arange(len(COLUMNS)), [len(c) for c in CENTRES]) <= travel.step
        predicted = np.concatenate(travel.predicted)
        for line, side in zip(lit, (predicted > 0, predicted < 0), strict=True):
            line.set_data(*nodes[reached & side].T)
        for i, value in enumerate(np.concatenate(travel.values)):
            moves = reached[i] and predicted[i] != 0
            insides[i].set_text(typeset(f"{value + 0.0:.2f}"))
            insides[i].set_color(ROLE.ink if moves else ROLE.note)
            changes[i].set_text(typeset(format_change(predicted[i])) if moves else "")
            changes[i].set_color(ROLE.positive if predicted[i] > 0 else ROLE.negative)
        set_ways(edges, travel)
        for words, slope in zip(slopes, find_slopes(travel), strict=True):
            words.set_text(typeset(f"{slope:.2g}"))
        set_plus(plus, travel)
        sums.set_text(typeset(describe_step(travel)))
        show_verdict(verdict, travel)
        return edges, *slopes, plus, *lit, *insides, *changes, sums, *verdict.artists

    return ink


def show_verdict(verdict, travel):
    """Show the nudge; at the loss, what has become of it by the factors, in truth, and how far these are apart."""
    if travel.step < len(COLUMNS) - 1:
        verdict.show(f"δ = {travel.delta:g}", "")
        return
    found, true = travel.predicted[-1][0], travel.true[-1][0]
    color = ROLE.positive if found > 0 else ROLE.negative if found < 0 else ROLE.ink
    verdict.show(typeset(f"{found + 0.0:+.4f}"), typeset(f"in truth {true + 0.0:+.4f}"), describe_miss(travel), color)
    verdict.artists[1].set_color(ROLE.truth)


def describe_miss(travel):
    """Write by how much truth and factors are apart, as a number and as a multiple of δ²."""
    return f"{abs(travel.miss):.4f} off = {format_miss(travel)} δ²" if travel.predicted[-1].any() else ""


def find_shares(travel, way):
    """Compute what each way hands on to the next column; the nudged weight hands on y δ as well."""
    factor, before, place = travel.factors[way], travel.predicted[way], NUDGED[travel.nudged]
    handed = before[:, None] * factor if factor.ndim == 2 else before * factor
    if place and way == 2 * place[0]:
        handed[place[1:]] += travel.values[way][place[1]] * travel.delta
    return handed.ravel()


def set_ways(edges, travel):
    """Show in colour the sign of what each way has handed on."""
    handed = [find_shares(travel, way) if way < travel.step else np.zeros(len(WAYS[way])) for way in range(len(WAYS))]
    signs = np.repeat(np.sign(np.concatenate(handed)).astype(int), [len(pieces) for pieces in PIECES])
    edges.set(
        color=[(ROLE.unlit, ROLE.positive, ROLE.negative)[sign] for sign in signs],
        linewidth=[HERO if sign else GUIDE for sign in signs],
    )


def find_slopes(travel):
    """Find the factors that are not weights: σ′, σ′ and ∂L/∂z₃."""
    return np.concatenate([factor for way, factor in enumerate(travel.factors) if way not in WEIGHTS])


def set_plus(plus, travel):
    """Put a δ behind the weight that is nudged."""
    place = NUDGED[travel.nudged]
    at = LABELS[2 * place[0]][0] if place else LABELS[0][0]
    plus.set(position=(at.x, at.y + 0.36), text="+ δ" if place else "")


def describe_step(travel):
    """Write the sum of this step for the unit that changes most; at the loss the verdict says enough."""
    changes, way = travel.predicted[travel.step], travel.step - 1
    if way < 0 or travel.step == len(COLUMNS) - 1 or not changes.any():
        return ""
    unit, place = int(np.argmax(np.abs(changes))), NUDGED[travel.nudged]
    column_of = travel.factors[way][:, unit] if way in WEIGHTS else travel.factors[way][[unit]]
    before = travel.predicted[way] if way in WEIGHTS else travel.predicted[way][[unit]]
    terms = [(factor, change) for factor, change in zip(column_of, before, strict=True) if change]
    if place and way == 2 * place[0]:
        terms.append((travel.values[way][place[1]], travel.delta))
    products = " + ".join(f"{put_in_brackets(factor, '.2g')} · {put_in_brackets(by)}" for factor, by in terms)
    return f"{COLUMNS[travel.step]}: {products} ≈ {format_change(changes[unit]).removeprefix('≈ ')}"


def put_in_brackets(number, form=None):
    """Write a factor; without a form, write a change, with a digit more than its circle has."""
    words = f"{number:{form or ('.4f' if abs(number) >= 5e-4 else '.5f')}}"
    return f"({words})" if number < 0 else words


def format_miss(travel):
    """Write the miss as a multiple of δ²."""
    return f"{abs(travel.miss) / travel.delta**2:.2g}"


def format_change(change):
    return "0" if change == 0 else "≈ 0" if abs(change) < 5e-5 else f"{change:+.{3 if abs(change) >= 5e-4 else 4}f}"


def caption(travel):
    start = f"{travel.nudged[0].upper()}{travel.nudged[1:]} plus {travel.delta:g}, input {travel.x:g}"
    name, changes, true = COLUMNS[travel.step], travel.predicted[travel.step], travel.true[travel.step]
    if travel.step == 0:
        return f"{start}: the change has not travelled yet."
    if not changes.any():
        place = NUDGED[travel.nudged]
        before = place and travel.step <= 2 * place[0]
        return f"{start}: {name} does not change" + (", it lies before the nudge." if before else ", times 0 is 0.")
    by_factors, again = (" and ".join(format_change(change) for change in some) for some in (changes, true))
    if name != "L":
        return f"{start}: the factors change {name} by {by_factors}, computed again it is {again}."
    return (
        f"{start}: the factors change the loss by {changes[0]:+.4f}, a derivative of {travel.derivative:.3f} times δ; "
        f"computed again it is {true[0]:+.4f}, {abs(travel.miss):.4f} off, or {format_miss(travel)} times δ²."
    )


def consequence(travel):
    name, changes = COLUMNS[travel.step], travel.predicted[travel.step]
    if travel.step == 0:
        return "The change has not travelled yet."
    if not changes.any():
        return f"{name} does not change."
    roles = ["positive" if change > 0 else "negative" for change in changes]
    if name != "L":
        found = " and ".join(
            f"[{format_change(c)}|{role}]" if c else "0" for c, role in zip(changes, roles, strict=True)
        )
        return f"The factors change {name} by {found}."
    return f"The factors say [{changes[0]:+.4f}|{roles[0]}], the truth is [{travel.true[-1][0]:+.4f}|truth]."


def measure_errors(at):
    """Measure by how much the prediction of the loss is wrong, at the δ of the start and at twice that."""
    delta = at().delta
    return [abs(at(step=len(COLUMNS) - 1, delta=size).miss) for size in (delta, 2 * delta)]


def explain_errors(at):
    once, twice = measure_errors(at)
    return f"it grows from {once:.4f} to {twice:.4f}, {twice / once:.1f} times: what is left out shrinks like δ²"


NUDGE = Demo(
    title="A nudge travels",
    slide="Backward Pass",
    controls=(
        Control("step", tuple(range(len(COLUMNS))), start=0, label="layers travelled", main=True, plays=True),
        Control("nudged", tuple(NUDGED), start="a weight of W₁", label="nudged"),
        Control("delta", DELTAS, start=0.1, label="δ"),
        Control("x", INPUTS, start=1.0, label="input x"),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    consequence=consequence,
    question=Question(
        "The factors predict the change of the loss. With δ twice as large, how large is their error?",
        {
            "0: the factors are exact": lambda miss: max(miss) < 1e-12,
            "twice as large": lambda miss: 1.5 < miss[1] / miss[0] < 2.5,
            "about 4 times as large": lambda miss: 3.5 < miss[1] / miss[0] < 4.5,
            "about 8 times as large": lambda miss: 7 < miss[1] / miss[0] < 9,
        },
        answer=measure_errors,
        because=explain_errors,
        shows={"step": len(COLUMNS) - 1, "delta": 0.2},
    ),
    handles=(Handle("net", x=("step", PLACES.__getitem__), at=lambda travel: CENTRES[travel.step][0]),),
    scenes={
        "Backward Pass: a weight of W₁ is nudged": {},
        "Backward Pass: through W₂, Scaling property!": {"step": 3},
        "Backward Pass: through σ₂, Chain Rule!": {"step": 4},
        "Backward Pass: at the loss": {"step": 6},
        "Backward Pass: a nudge of 0.4": {"step": 6, "delta": 0.4},
        "Backward Pass: a nudge of 0.8": {"step": 6, "delta": 0.8},
        "Backward Pass: where σ′ is near 0": {"step": 6, "x": 4.0},
        "Derivative With Respect To W₂": {"step": 6, "nudged": "a weight of W₂"},
    },
    talks=(
        Talk(
            slide="Backward Pass",
            section="5. Forward, and all the way back",
            minutes=4,
            reveals=(
                "“Twice δ, twice the error.” What the factors leave out grows like δ². “Only the weights multiply a "
                "change.” A σ′ for every layer does too, and where one is near 0, nothing arrives."
            ),
        ),
        Talk(
            slide="Derivative With Respect To W₂",
            section="5. Forward, and all the way back",
            minutes=1,
            ask="Now a weight of W₂ is nudged. Which numbers of the net do not notice?",
            reveals="“All change.” All that lies before the weight stays; the nudge begins with the factor y₁.",
        ),
    ),
)
