"""Walk backwards through the graph of an expression, node by node (slide "Let's Do A Trick!")."""

from typing import NamedTuple

import numpy as np
from matplotlib.collections import PolyCollection

from course_utils.demo.demo import Control, Demo, Talk
from course_utils.numerics.autograd import Tensor
from course_utils.plotting.networks import page_axes, show_edges
from course_utils.plotting.style import BLUE, DARK, FAINT_BLUE, GREY, ORANGE, UNLIT, typeset
from course_utils.plotting.words import show_words


class Expression(NamedTuple):
    leaves: dict  # names and values; x has none, it comes from a control
    formula: object  # of the leaves
    labels: tuple  # of the nodes that are computed
    places: tuple  # the middle of every node, in columns and rows, in the order in which they are computed


EXPRESSIONS = {
    "(w x + b)²": Expression(
        {"w": 0.5, "x": None, "b": 1.0},
        lambda w, x, b: (w * x + b) ** 2,
        ("w x", "w x + b", "square"),
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
        ("w₁ x", "y = tanh", "w₂ y", "w₂ y − 1", "square"),
        ((0, 1.6), (0, 0.4), (2, 0), (1, 1), (2, 1.4), (3, 0.8), (4, 0.8), (5, 0.8)),
    ),
}

INPUTS = (-2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2)
MAX_STEPS, MAX_NODES = 6, 8  # of the longest expression
BOX_WIDTH, BOX_HEIGHT, PORT = 1.24, 0.98, 0.24  # inches; PORT is the distance of two lines at one box


class Graph(NamedTuple):
    expression: str
    step: int  # 0: no gradient yet; 1: the last node has its 1; then one more node has handed on its gradient
    names: tuple[str, ...]
    values: tuple[float, ...]
    shares: tuple  # what each node has been handed so far, a tuple; its gradient is their sum
    edges: tuple  # (parent, child), as numbers of nodes
    now: int | None  # the node that has just handed on its gradient
    last: int  # the step after which all gradients are there
    places: np.ndarray

    @property
    def grads(self):
        """None for a node that has none yet."""
        return tuple(sum(shares) if shares else None for shares in self.shares)


def compute(expression, step, x):
    leaves, formula, labels, places = EXPRESSIONS[expression]
    tensors = {name: Tensor(x if value is None else value) for name, value in leaves.items()}
    nodes = formula(*tensors.values()).graph()
    inner = [node for node in reversed(nodes) if node.parents]
    shares = dict.fromkeys(nodes, ())
    shares[nodes[-1]] = (1.0,) if step else ()
    for node in inner[: max(step - 1, 0)]:  # what Tensor.backward does, stopped on the way
        for parent, rule in node.uses:
            shares[parent] += (float(rule(sum(shares[node]))),)
    edges = tuple((nodes.index(parent), i) for i, child in enumerate(nodes) for parent in child.parents)
    last = len(inner) + 1
    now = len(nodes) - 1 if step == 1 else nodes.index(inner[step - 2]) if 1 < step <= last else None
    return Graph(expression, step, (*leaves, *labels), tuple(node.data.item() for node in nodes),
                 tuple(shares[node] for node in nodes), edges, now, last, np.array(places, dtype=float))  # fmt: skip


def draw(fig, start):
    page = page_axes(fig)
    edges = show_edges(page, [], linewidths=2)
    heads = page.add_collection(PolyCollection([], linewidths=0, zorder=2))
    boxes = page.add_collection(PolyCollection([], linewidths=2.5, zorder=2))
    middle = {"ha": "center", "va": "center", "zorder": 4}
    names, values, grads = (
        [show_words(page, 0, 0, fontsize=size, color=color, **middle) for _ in range(MAX_NODES)]
        for size, color in ((17, DARK), (16, DARK), (16, ORANGE))
    )

    def ink(graph):
        centres = place_boxes(graph)
        corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * [BOX_WIDTH / 2, BOX_HEIGHT / 2]
        boxes.set_verts(centres[:, None] + corners)
        state = [BLUE if grad is not None else UNLIT for grad in graph.grads]
        if graph.now is not None:
            state[graph.now] = ORANGE
        boxes.set(edgecolor=state, facecolor=[FAINT_BLUE if grad is not None else "white" for grad in graph.grads])
        back = [child == graph.now and graph.step > 1 for _, child in graph.edges]
        lines = [
            line[::-1] if turned else line for line, turned in zip(edge_lines(graph.edges, centres), back, strict=True)
        ]
        colours = [ORANGE if turned else GREY for turned in back]
        edges.set(segments=lines, color=colours)
        heads.set(verts=[arrow_head(*line) for line in lines], facecolor=colours)
        for i in range(MAX_NODES):
            there = i < len(graph.names)
            x, y = centres[i] if there else (0, 0)
            names[i].set(position=(x, y + 0.29), text=graph.names[i] if there else "")
            values[i].set(position=(x, y - 0.02), text=typeset(f"{graph.values[i] + 0.0:.2f}") if there else "")
            known = there and graph.grads[i] is not None
            grads[i].set(position=(x, y - 0.31), text=typeset(f"∇ {graph.grads[i] + 0.0:.2f}") if known else "")
        return edges, heads, boxes, *names, *values, *grads

    return ink


def place_boxes(graph):
    """Return the middle of each box, in inches, so that the graph fills the page."""
    columns = graph.places[:, 0].max()
    wide = min(2.3, 8.2 / columns)
    return graph.places * [wide, 1.42] + [5 - wide * columns / 2, 0.65]


def edge_lines(edges, centres):
    """Return lines from the right side of each parent to the left side of its child; several at one side keep apart."""
    lines = [[centres[parent] + [BOX_WIDTH / 2, 0], centres[child] - [BOX_WIDTH / 2, 0]] for parent, child in edges]
    for end in (0, 1):
        for node in {edge[end] for edge in edges}:
            here = [k for k, edge in enumerate(edges) if edge[end] == node]
            here.sort(key=lambda k: (centres[edges[k][1 - end]][1], k))  # from the lowest to the highest
            for rank, k in enumerate(here):
                lines[k][end] = lines[k][end] + [0, PORT * (rank - (len(here) - 1) / 2)]
    return lines


def arrow_head(start, end):
    """Return the head of an arrow, a triangle at the end of its line."""
    along = 0.16 * (end - start) / np.linalg.norm(end - start)
    aside = along[::-1] * [-0.45, 0.45]
    return [end, end - along + aside, end - along - aside]


def short_name(graph, node):
    """Name a node in a sentence: y for a box y = tanh."""
    return graph.names[node].split(" = ")[0]


def describe_gradients(graph, nodes):
    """Describe the gradients of some nodes; one that came in shares is written as their sum."""
    words = []
    for i in nodes:
        name = f"∇({short_name(graph, i)})" if " " in short_name(graph, i) else f"∇{short_name(graph, i)}"
        sums = " + ".join(f"{share + 0.0:.2f}" for share in graph.shares[i]).replace("+ -", "− ")
        whole = f" = {graph.grads[i] + 0.0:.2f}" if len(graph.shares[i]) > 1 else ""
        words.append(f"{name} = {sums}{whole}")
    return " and ".join([", ".join(words[:-1]), words[-1]] if words[:-1] else words)


def caption(graph):
    start = f"{graph.expression} = {graph.values[-1] + 0.0:.2f}"
    if graph.step == 0:
        return f"{start}, forward: values only, no gradient yet."
    if graph.step == 1:
        return f"{start}; backward begins at the end, with gradient 1."
    if graph.now is None:
        leaves = range(len(EXPRESSIONS[graph.expression].leaves))
        return f"{start}; all was handed on by step {graph.last}: {describe_gradients(graph, leaves)}."
    parents = list(dict.fromkeys(parent for parent, child in graph.edges if child == graph.now))
    now = f"{short_name(graph, graph.now)}, gradient {graph.grads[graph.now] + 0.0:.2f}"
    return f"{start}; {now}, hands on: {describe_gradients(graph, parents)}."


AUTOGRAD = Demo(
    title="The graph that differentiates itself",
    slide="Let's Do A Trick!",
    controls=(
        Control("step", tuple(range(MAX_STEPS + 1)), start=0, label="steps backward"),
        Control("expression", tuple(EXPRESSIONS), start="(w x + b)²", label="expression"),
        Control("x", INPUTS, start=2, label="x"),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    scenes={
        "Let's Do A Trick! Forward": {},
        "Let's Do A Trick! Backward begins": {"step": 1},
        "Let's Do A Trick! Backward is done": {"step": 4},
        "Let's Do A Trick! x is used twice: its first share": {"expression": "x x + x", "step": 2},
        "Let's Do A Trick! x is used twice: all shares": {"expression": "x x + x", "step": 3},
        "Let's Do A Trick! The log loss of a neuron": {"expression": "log loss of a neuron", "step": 6},
        "Let's Do A Trick! Two layers": {"expression": "(w₂ tanh(w₁ x) − 1)²", "step": 6},
    },
    talks=(
        Talk(
            slide="Let's Do A Trick!",
            section="8. Autograd",
            minutes=6,
            ask=(
                r"In $(wx + b)^2$ with $w = 0.5$, $x = 2$, $b = 1$: which of the three gets the largest gradient? In "
                r"$x \cdot x + x$, how often does $x$ get one?"
            ),
            reveals=(
                "“Each box gets its gradient once.” A value that is used twice gets two shares, and they are added."
            ),
        ),
    ),
)
