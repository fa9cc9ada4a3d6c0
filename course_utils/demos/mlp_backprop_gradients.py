"""Notebook 06: derivatives by differences, and by a graph (slides "Let's Get Some Math Done!", "Let's Do A Trick!")."""

from functools import cache
from typing import NamedTuple

import numpy as np
from matplotlib.collections import PolyCollection

from course_utils.demos.core import Control, Demo
from course_utils.numerics.autograd import Tensor
from course_utils.numerics.calculus import quotient_errors
from course_utils.plotting.lines import plane
from course_utils.plotting.networks import PALEST, sheet, show_edges
from course_utils.plotting.style import BLUE, DARK, GREEN, GREY, ORANGE, typeset
from course_utils.plotting.words import show_words

# ------------------------------------------------------------------------------------------------------- the V-curve

POWERS = tuple(range(16))
FORMULAS = {"one-sided": (0, 1), "central": (-1, 1)}
NUMBERS = {"float64": np.float64, "float32": np.float32}
WHERE = 0.5
AROUND = np.linspace(-2, 2, 401)
SLOPE = -1 / (1 + np.exp(WHERE))


class Quotient(NamedTuple):
    k: int  # the step is h = 10⁻ᵏ
    formula: str
    numbers: str
    zoom: np.ndarray  # (f(x + th) - f(x)) / h over AROUND
    secant: np.ndarray  # (2, 2): the two points of the quotient, in the same units
    errors: np.ndarray  # (2, k + 1): one-sided and central, for h = 1, …, 10⁻ᵏ
    error: float


def neuron_loss(numbers):
    """log(1 + e⁻ʷ), the loss of one neuron whose input and label are 1, in numbers of this size."""
    kind = NUMBERS[numbers]
    return lambda w: np.logaddexp(kind(0), -np.asarray(w, dtype=kind))


@cache
def all_errors(numbers):
    return np.array(quotient_errors(neuron_loss(numbers), SLOPE, WHERE, [10.0**-k for k in POWERS]))


def quotient(k, formula, numbers):
    f, h = neuron_loss(numbers), 10.0**-k

    def zoomed(t):
        t = np.asarray(t, dtype=float)
        return (f(WHERE + t * h).astype(float) - float(f(WHERE))) / h

    ends = np.array(FORMULAS[formula], dtype=float)
    errors = all_errors(numbers)[:, : k + 1]
    return Quotient(k, formula, numbers, zoomed(AROUND), np.column_stack([ends, zoomed(ends)]).T, errors,
                    errors[list(FORMULAS).index(formula), -1])  # fmt: skip


def power(number):
    """A small number with one digit and a power of ten.

    >>> power(0.00021)
    '2 · 10⁻⁴'
    """
    if number == 0:
        return "0"
    digit, exponent = f"{number:.0e}".split("e")
    raised = "".join("⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".index(sign)] for sign in str(int(exponent)))
    return digit if int(exponent) == 0 else f"{digit} · 10{raised}".removeprefix("1 · ")


def draw_quotient(fig, result):
    zoom = plane(fig, (0.95, 0.75, 3.4, 2.95), (-2.2, 2.2), (-1.7, 1.7), "steps h away from w", "",
                 title="f under the microscope")  # fmt: skip
    zoom.set(xticks=[-2, -1, 0, 1, 2], yticks=[-1, 0, 1], yticklabels=["−h", "0", "h"])
    zoom.plot(AROUND, SLOPE * AROUND, color=GREEN, dashes=(5, 2), linewidth=2.5)
    zoom.text(-2.1, -1.55, "dashed: the tangent", fontsize=14, color=GREEN)
    curve = zoom.plot([], [], color=DARK, linewidth=2)[0]
    secant = zoom.plot([], [], linewidth=2.5, markersize=10, markeredgecolor="white")[0]

    kind = show_words(zoom, 2.1, 1.6, ha="right", va="top", fontsize=14)

    v = plane(fig, (5.6, 0.75, 4.1, 2.95), (-0.6, 15.9), (1e-14, 30), "step h", "", title="error of the derivative")
    v.set_yscale("log")
    v.set(xticks=[0, 5, 10, 15], xticklabels=["1", "10⁻⁵", "10⁻¹⁰", "10⁻¹⁵"])
    v.set(yticks=[1e-12, 1e-8, 1e-4, 1], yticklabels=["10⁻¹²", "10⁻⁸", "10⁻⁴", "1"])
    v.minorticks_off()
    for y, text, color in ((25, "■ one-sided", ORANGE), (0.9, "● central", BLUE)):
        v.text(5, y, text, va="top", fontsize=15, color=color)
    looks = {"one-sided": {"marker": "s", "color": ORANGE}, "central": {"marker": "o", "color": BLUE}}
    lines = [v.plot([], [], linewidth=2, markersize=8, **look)[0] for look in looks.values()]
    now = v.plot([], [], "o", markerfacecolor="none", markeredgecolor=DARK, markersize=19, markeredgewidth=2)[0]

    def ink(result):
        curve.set_data(AROUND, result.zoom)
        secant.set_data(*result.secant)
        secant.set(**looks[result.formula])
        ks = np.arange(result.k + 1)
        for line, errors in zip(lines, result.errors, strict=True):
            line.set_data(ks, np.maximum(errors, 1e-14))
        kind.set_text(f"in {result.numbers}")
        now.set_data([result.k], [max(result.error, 1e-14)])
        return curve, secant, kind, *lines, now

    return ink


def caption_quotient(result):
    return (
        f"h = {power(10.0**-result.k)}, {result.formula}, {result.numbers}: the quotient misses the derivative, "
        f"{SLOPE:.4f}, by {power(result.error)}."
    )


V_CURVE = Demo(
    title="How small should h be?",
    slide="Let's Get Some Math Done!",
    controls=(
        Control("k", POWERS, start=0, label="k of the step h = 10⁻ᵏ"),
        Control("formula", tuple(FORMULAS), start="one-sided", label="quotient"),
        Control("numbers", tuple(NUMBERS), start="float64", label="numbers"),
    ),
    compute=quotient,
    draw=draw_quotient,
    caption=caption_quotient,
    scenes={
        "Let's Get Some Math Done! A large step": {},
        "Let's Get Some Math Done! h → 0": {"k": 4},
        "Let's Get Some Math Done! The best one-sided step": {"k": 8},
        "Let's Get Some Math Done! The best central step": {"k": 5, "formula": "central"},
        "Let's Get Some Math Done! Too small": {"k": 15},
        "Let's Get Some Math Done! In single precision": {"k": 3, "formula": "central", "numbers": "float32"},
    },
)

# ------------------------------------------------------------------------------------------------- computation graph


class Expression(NamedTuple):
    leaves: dict  # names and values; x has none, it comes from a control
    formula: object  # of the leaves
    labels: tuple  # of the nodes that are computed
    places: tuple  # the middle of every node, in columns and rows, in the order in which they are computed


EXPRESSIONS = {
    "(w x + b)²": Expression(
        {"w": 0.5, "x": None, "b": 1.0},
        lambda w, x, b: (w * x + b) ** 2,
        ("w x", "w x + b", "( )²"),
        ((0, 2), (0, 0.7), (1.1, 0), (1.1, 1.5), (2.3, 1), (3.6, 1)),
    ),
    "x x + x": Expression({"x": None}, lambda x: x * x + x, ("x x", "x x + x"), ((0, 1), (1.7, 1.8), (3.4, 1))),
    "log loss of a neuron": Expression(
        {"w": 0.5, "x": None, "b": 1.0},
        lambda w, x, b: (z := w * x + b).softplus() - 1 * z,
        ("w x", "z", "softplus", "y z", "loss"),
        ((0, 2), (0, 0.7), (1.1, 0), (1.1, 1.5), (2.2, 1), (3.4, 1.8), (3.4, 0.2), (4.6, 1)),
    ),
    "(w₂ tanh(w₁ x) − 1)²": Expression(
        {"x": None, "w₁": 0.5, "w₂": 2.0},
        lambda x, w1, w2: (w2 * (w1 * x).tanh() - 1) ** 2,
        ("w₁ x", "tanh", "w₂ tanh", "− 1", "( )²"),
        ((0, 1.6), (0, 0.4), (2, 0), (1, 1), (2, 1.4), (3, 0.8), (4, 0.8), (5, 0.8)),
    ),
}
INPUTS = (-2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2)
MOST = 6  # steps of the longest expression


class Graph(NamedTuple):
    expression: str
    step: int  # this many nodes have handed on their gradients, and the last of all has got its 1
    names: tuple[str, ...]
    values: tuple[float, ...]
    grads: tuple  # None for a node that has none yet
    edges: tuple  # (parent, child), as numbers of nodes
    now: int | None  # the node that has just handed on
    places: np.ndarray


def graph(expression, step, x):
    leaves, formula, labels, places = EXPRESSIONS[expression]
    tensors = {name: Tensor(x if value is None else value) for name, value in leaves.items()}
    nodes = formula(*tensors.values()).graph()
    inner = [node for node in reversed(nodes) if node.parents]
    step = min(step, len(inner) + 1)
    grads = {nodes[-1]: 1.0} if step else {}
    for node in inner[: max(step - 1, 0)]:  # what Tensor.backward does, stopped on the way
        for parent, rule in node.uses:
            grads[parent] = grads.get(parent, 0.0) + float(rule(grads[node]))
    edges = tuple((nodes.index(parent), i) for i, child in enumerate(nodes) for parent in child.parents)
    now = None if step < 1 else nodes.index(inner[step - 2]) if step > 1 else len(nodes) - 1
    return Graph(expression, step, (*leaves, *labels), tuple(node.data.item() for node in nodes),
                 tuple(grads.get(node) for node in nodes), edges, now, np.array(places, dtype=float))  # fmt: skip


WIDE, HIGH = 1.24, 0.98
MOST_NODES = 8


def draw_graph(fig, result):
    page = sheet(fig)
    edges = show_edges(page, [], linewidths=2)
    boxes = page.add_collection(PolyCollection([], linewidths=2.5, zorder=2))
    middle = {"ha": "center", "va": "center", "zorder": 4}
    names, values, grads = (
        [show_words(page, 0, 0, fontsize=size, color=color, **middle) for _ in range(MOST_NODES)]
        for size, color in ((17, DARK), (16, DARK), (16, ORANGE))
    )

    def ink(graph):
        wide = min(2.3, 8.2 / graph.places[:, 0].max())
        centres = graph.places * [wide, 1.42] + [5 - wide * graph.places[:, 0].max() / 2, 0.65]
        corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * [WIDE / 2, HIGH / 2]
        boxes.set_verts(centres[:, None] + corners)
        state = [BLUE if grad is not None else PALEST for grad in graph.grads]
        if graph.now is not None:
            state[graph.now] = ORANGE
        boxes.set(edgecolor=state, facecolor=["#EAF4FB" if grad is not None else "white" for grad in graph.grads])
        edges.set_segments(list(_arrows(graph.edges, centres)))
        edges.set_color([ORANGE if child == graph.now and graph.step > 1 else GREY for _, child in graph.edges])
        for i in range(MOST_NODES):
            there = i < len(graph.names)
            x, y = centres[i] if there else (0, 0)
            names[i].set(position=(x, y + 0.29), text=graph.names[i] if there else "")
            values[i].set(position=(x, y - 0.02), text=typeset(f"{graph.values[i] + 0.0:.2f}") if there else "")
            known = there and graph.grads[i] is not None
            grads[i].set(position=(x, y - 0.31), text=typeset(f"∇ {graph.grads[i] + 0.0:.2f}") if known else "")
        return edges, boxes, *names, *values, *grads

    return ink


def _arrows(edges, centres):
    """From the right side of each parent to the left side of its child; a parent used twice gets two lines."""
    for k, (parent, child) in enumerate(edges):
        twice = edges.count((parent, child)) > 1
        shift = 0.18 * (1 if edges.index((parent, child)) == k else -1) if twice else 0.0
        yield centres[parent] + [WIDE / 2, shift], centres[child] + [-WIDE / 2, shift]


def caption_graph(graph):
    start = f"{graph.expression} = {graph.values[-1] + 0.0:.2f}"
    if graph.now is None:
        return f"{start}, forward: values only, no gradient yet."
    if graph.step == 1:
        return f"{start}; backward begins at the end, with gradient 1."
    parents = list(dict.fromkeys(parent for parent, child in graph.edges if child == graph.now))
    have = " and ".join(f"{graph.names[p]} {graph.grads[p] + 0.0:.2f}" for p in parents)
    return f"{start}; {graph.names[graph.now]}, gradient {graph.grads[graph.now] + 0.0:.2f}, hands on: now {have}."


AUTOGRAD = Demo(
    title="The graph that differentiates itself",
    slide="Let's Do A Trick!",
    controls=(
        Control("step", tuple(range(MOST + 1)), start=0, label="steps backward"),
        Control("expression", tuple(EXPRESSIONS), start="(w x + b)²", label="expression"),
        Control("x", INPUTS, start=2, label="x"),
    ),
    compute=graph,
    draw=draw_graph,
    caption=caption_graph,
    scenes={
        "Let's Do A Trick! Forward": {},
        "Let's Do A Trick! Backward begins": {"step": 1},
        "Let's Do A Trick! Backward is done": {"step": 4},
        "Let's Do A Trick! x is used twice: its first share": {"expression": "x x + x", "step": 2},
        "Let's Do A Trick! x is used twice: all shares": {"expression": "x x + x", "step": 3},
        "Let's Do A Trick! The log loss of a neuron": {"expression": "log loss of a neuron", "step": 6},
        "Let's Do A Trick! Two layers": {"expression": "(w₂ tanh(w₁ x) − 1)²", "step": 6},
    },
)
