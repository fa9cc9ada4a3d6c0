"""Walk backwards through the graph of an expression, node by node (slide "Let's Do A Trick!")."""

import numpy as np
from matplotlib.collections import PolyCollection

from course_utils.chapters.mlp_backprop.graph import EXPRESSIONS, compute
from course_utils.demo.demo import Control, Demo, Talk
from course_utils.demo.question import Question
from course_utils.plotting.networks import arrow_head, page_axes, show_edges
from course_utils.plotting.style import HERO, LABEL, NOTE, ROLE, tint, typeset
from course_utils.plotting.words import Verdict, show_words

INPUTS = (-2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2)
MAX_STEPS, MAX_NODES = 6, 8  # of the longest expression
WIDTH, HEIGHT = 1.16, 0.56  # of a node, in inches
PORT, ASIDE = 0.24, 0.11  # between two wires at one node; between a wire and the way back beside it


def draw(fig, start):
    page = page_axes(fig)
    wires = show_edges(page, [], linewidths=2, colors=ROLE.guide)
    back = show_edges(page, [], colors=ROLE.gradient, linestyles=[(0, (3, 1.2))])
    heads = page.add_collection(PolyCollection([], linewidths=0, zorder=2))
    pills = page.add_collection(PolyCollection([], linewidths=2, zorder=2))
    style = {"ha": "center", "va": "center_baseline", "zorder": 4}
    names = [show_words(page, 0, 0, fontsize=NOTE, fontweight="bold", **style) for _ in range(MAX_NODES)]
    values = [show_words(page, 0, 0, fontsize=LABEL, **style) for _ in range(MAX_NODES)]
    grads = [
        show_words(page, 0, 0, fontsize=LABEL, fontweight="bold", color=ROLE.gradient, **style)
        for _ in range(MAX_NODES)
    ]
    rule = show_words(page, 0.35, 0.3, fontsize=LABEL, va="center_baseline")
    verdict = Verdict(fig, 9.65, 4.2, right=True)

    def ink(graph):
        centres = place_nodes(graph)
        set_pills(pills, names, graph, centres)
        set_wires(wires, back, heads, graph, centres)
        for i in range(MAX_NODES):
            there = i < len(graph.names)
            x, y = centres[i] if there else (0, 0)
            values[i].set(position=(x, y + 0.49), text=typeset(write(graph.values[i])) if there else "")
            known = there and graph.grads[i] is not None
            grads[i].set(position=(x, y - 0.45), text=typeset(write(graph.grads[i])) if known else "")
        rule.set_text(typeset(describe_rule(graph)))
        show_verdict(verdict, graph)
        return wires, back, heads, pills, *names, *values, *grads, rule, *verdict.artists

    return ink


def set_pills(pills, names, graph, centres):
    """Show the nodes: gold where the gradient is handed on, plum where one has arrived."""
    pills.set_verts(centres[:, None] + pill())
    known = [grad is not None for grad in graph.grads]
    faces = [tint(ROLE.gradient, 0.12) if there else ROLE.paper for there in known]
    edges = [ROLE.gradient if there else ROLE.guide for there in known]
    if graph.now is not None:
        faces[graph.now] = edges[graph.now] = ROLE.active
    pills.set(facecolor=faces, edgecolor=edges)
    for i, words in enumerate(names):
        there = i < len(graph.names)
        words.set(position=centres[i] + [0, 0.035] if there else (0, 0), text=graph.names[i] if there else "")
        words.set_color(ROLE.on_gold if i == graph.now else ROLE.ink)


def set_wires(wires, back, heads, graph, centres):
    """Show the wires with their arrows, and beside those that a gradient has passed its way back."""
    lines = edge_lines(graph.edges, centres)
    done = sorted({child for _, child in graph.edges}, reverse=True)[: max(graph.step - 1, 0)]
    passed = [k for k, (_, child) in enumerate(graph.edges) if child in done]
    ways = [move_aside(*lines[k]) for k in passed]
    wires.set_segments(lines)
    now = [graph.edges[k][1] == graph.now for k in passed]
    back.set(segments=ways, linewidth=[HERO if lit else 2 for lit in now])
    colours = [ROLE.guide] * len(lines) + [ROLE.gradient] * len(ways)
    heads.set(verts=[arrow_head(*line) for line in (*lines, *ways)], facecolor=colours)


def pill(points=17):
    """Return the outline of a node around (0, 0): two half circles and what is between them."""
    turn, radius = np.linspace(-np.pi / 2, np.pi / 2, points), HEIGHT / 2
    right = np.column_stack([WIDTH / 2 - radius + radius * np.cos(turn), radius * np.sin(turn)])
    return np.concatenate([right, -right])


def place_nodes(graph):
    """Return the middle of each node, in inches, so that the graph fills the page above its rule."""
    wide = min(2.3, (9.2 - WIDTH) / graph.places[:, 0].max())
    return graph.places * [wide, 1.05] + [0.4 + WIDTH / 2, 1.3]


def move_aside(start, end):
    """Return the line from the end to the start, a little below."""
    along = (end - start) / np.linalg.norm(end - start)
    aside = ASIDE * np.array([along[1], -along[0]])
    return [end + aside, start + aside]


def write(number):
    """Write a number; + 0.0 turns -0.0 into 0."""
    return f"{number + 0.0:.2f}"


def write_sum(shares):
    return " + ".join(map(write, shares)).replace("+ -", "− ")


def describe_rule(graph):
    """Write what this step computes: gradient times slope for each parent."""
    if graph.step == 0:
        return "Forward: values only, from left to right."
    if graph.step == 1:
        return f"Backward begins at the end: {short_name(graph, graph.now)} has gradient 1."
    if graph.now is None:
        return "All gradients have arrived."
    hands = [
        f"{write(graph.grads[child])} · {put_in_brackets(slope)} = {write(graph.grads[child] * slope)}"
        f" to {short_name(graph, parent)}"
        for (parent, child), slope in zip(graph.edges, graph.slopes, strict=True)
        if child == graph.now
    ]
    return f"{short_name(graph, graph.now)} hands on  " + ",  ".join(hands)


def put_in_brackets(number):
    return f"({write(number)})" if number < 0 else write(number)


def show_verdict(verdict, graph):
    """Show the gradient of x, the derivative of the whole by x, as far as it has come."""
    shares = graph.shares[graph.names.index("x")]
    if not shares:
        verdict.show("∇x = ?", color=ROLE.gradient)
        return
    what = f"{write_sum(shares)}" if len(shares) > 1 else ""
    more = "" if graph.step >= graph.last else "so far"
    verdict.show(typeset(f"∇x = {write(sum(shares))}"), typeset(what) or more, more if what else "", ROLE.gradient)


def edge_lines(edges, centres):
    """Return lines from the right side of each parent to the left side of its child; several at one side keep apart."""
    lines = [[centres[parent], centres[child]] for parent, child in edges]
    for end, side in ((0, 1), (1, -1)):
        for node in {edge[end] for edge in edges}:
            here = [k for k, edge in enumerate(edges) if edge[end] == node]
            here.sort(key=lambda k: (centres[edges[k][1 - end]][1], k))  # from the lowest to the highest
            for rank, k in enumerate(here):
                up = PORT * (rank - (len(here) - 1) / 2)
                reach = (WIDTH - HEIGHT) / 2 + np.sqrt((HEIGHT / 2) ** 2 - up**2)
                lines[k][end] = centres[node] + [side * reach, up]
    return lines


def short_name(graph, node):
    """Name a node in a sentence: y for a box y = tanh."""
    return graph.names[node].split(" = ")[0]


def describe_gradients(graph, nodes):
    """Describe the gradients of some nodes; one that came in shares is written as their sum."""
    words = []
    for i in nodes:
        name = f"∇({short_name(graph, i)})" if " " in short_name(graph, i) else f"∇{short_name(graph, i)}"
        sums = write_sum(graph.shares[i])
        whole = f" = {write(graph.grads[i])}" if len(graph.shares[i]) > 1 else ""
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


def consequence(graph):
    last = f"[{write(graph.values[-1])}|model]"
    if graph.step == 0:
        return f"Forward, the expression is worth {last}."
    if graph.step == 1:
        return "Backward begins at the end, with gradient [1|gradient]."
    if graph.now is None:
        return "Every value has its gradient, and the graph needed one walk back."
    name, grad = short_name(graph, graph.now), write(graph.grads[graph.now])
    return f"{name} hands on its gradient, [{grad}|gradient], to what it was made from."


def gradients_of_leaves(at):
    """Return the gradient of every leaf, by its name."""
    done = at(step=MAX_STEPS)
    return dict(zip(EXPRESSIONS[done.expression].leaves, done.grads, strict=False))


def largest(grads):
    return {name for name, grad in grads.items() if grad == max(grads.values())}


def explain_product(at):
    done = at(step=MAX_STEPS)
    product, x = done.grads[done.names.index("w x")], done.values[done.names.index("x")]
    w, x_grad, b = map(write, gradients_of_leaves(at).values())
    return (
        f"a product hands each factor the other one: w gets {write(product)} · {write(x)} = {w}, x gets {x_grad}, "
        f"b gets {b}"
    )


AUTOGRAD = Demo(
    title="The graph that differentiates itself",
    slide="Let's Do A Trick!",
    controls=(
        Control("step", tuple(range(MAX_STEPS + 1)), start=0, label="steps backward", main=True, plays=True),
        Control("expression", tuple(EXPRESSIONS), start="(w x + b)²", label="expression"),
        Control("x", INPUTS, start=2, label="x"),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    consequence=consequence,
    question=Question(
        "Which of w, x and b gets the largest gradient?",
        {
            "the weight w": lambda grads: largest(grads) == {"w"},
            "the input x, the largest number": lambda grads: largest(grads) == {"x"},
            "the bias b, which nothing multiplies": lambda grads: largest(grads) == {"b"},
            "all three get the same": lambda grads: largest(grads) == {"w", "x", "b"},
        },
        answer=gradients_of_leaves,
        because=explain_product,
        shows={"step": 4},
    ),
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
            reveals=(
                "“The largest number.” A product hands each factor the *other* one. “Each box gets its gradient once.” "
                "A value that is used twice gets two shares, and they are added."
            ),
        ),
    ),
)
