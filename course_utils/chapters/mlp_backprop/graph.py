"""Record an expression as a graph and walk back through it, stopped after any step (slide "Let's Do A Trick!")."""

from typing import NamedTuple

import numpy as np

from course_utils.numerics.autograd import Tensor


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
        ((0, 2), (0, 0.7), (1.1, 0), (1.1, 1.4), (2.3, 0.7), (3.6, 0.7)),
    ),
    "x x + x": Expression({"x": None}, lambda x: x * x + x, ("x x", "x x + x"), ((0, 0.5), (1.7, 1.7), (3.4, 0.5))),
    "log loss of a neuron": Expression(
        {"w": 0.5, "x": None, "b": 1.0},
        lambda w, x, b: (z := w * x + b).softplus() - 1 * z,
        ("w x", "z", "softplus", "y z", "loss"),
        ((0, 2), (0, 0.7), (1.1, 0), (1.1, 1.4), (2.2, 0.8), (3.4, 1.45), (3.4, 0.15), (4.6, 0.8)),
    ),
    "(w₂ tanh(w₁ x) − 1)²": Expression(
        {"x": None, "w₁": 0.5, "w₂": 2.0},
        lambda x, w1, w2: (w2 * (w1 * x).tanh() - 1) ** 2,
        ("w₁ x", "y = tanh", "w₂ y", "w₂ y − 1", "square"),
        ((0, 1.8), (0, 0.3), (2, 0), (1, 1), (2, 1.4), (3, 0.7), (4, 0.7), (5, 0.7)),
    ),
}


class Graph(NamedTuple):
    expression: str
    step: int  # 0: no gradient yet; 1: the last node has its 1; then one more node has handed on its gradient
    names: tuple[str, ...]
    values: tuple[float, ...]
    slopes: tuple  # of each child by its parent, one for each edge
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
    uses = [(parent, rule, i) for i, child in enumerate(nodes) for parent, rule in child.uses]
    edges = tuple((nodes.index(parent), i) for parent, _, i in uses)
    slopes = tuple(float(rule(1.0)) for _, rule, _ in uses)
    last = len(inner) + 1
    now = len(nodes) - 1 if step == 1 else nodes.index(inner[step - 2]) if 1 < step <= last else None
    values, shares = tuple(node.data.item() for node in nodes), tuple(shares[node] for node in nodes)
    places = np.array(places, dtype=float)
    return Graph(expression, step, (*leaves, *labels), values, slopes, shares, edges, now, last, places)
