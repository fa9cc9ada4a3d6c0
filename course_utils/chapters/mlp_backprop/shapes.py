"""Walk through the backward pass, one matrix product at a time, with all shapes (slide "Backward Pass")."""

import itertools
from functools import cache
from typing import NamedTuple

import numpy as np

from course_utils.demo.demo import Control, Demo, Talk
from course_utils.numerics.calculus import check_gradient, numerical_gradient
from course_utils.plotting.networks import Block, all_to_all, column, sheet, show_circles, show_edges
from course_utils.plotting.style import BLUE, DARK, GREEN, GREY, ORANGE, SKY, UNLIT, typeset
from course_utils.plotting.words import show_words

SIZES = {"1 row, 3 5 4 2": (1, 3, 5, 4, 2), "6 rows, 3 5 4 2": (6, 3, 5, 4, 2), "4 rows, 4 4 4 4": (4, 4, 4, 4, 4)}
ORDERS = ("gradient: rows", "derivative: columns")
SIDES = ("as in the rule", "the wrong way round")

# Where the columns of circles stand, in inches; between a z and its y is σ, between a y and the next z is W.
PLACES = {"x": 0.45, "z₁": 1.9, "y₁": 2.65, "z₂": 4.1, "y₂": 4.85, "z₃": 6.3}
CELL, MIDDLE, GAP = 0.215, 3.16, 0.26


class Rule(NamedTuple):
    """One line of the backward pass: result = left · right, or ⊙, as gradients (rows) and as derivatives (columns)."""

    of: str  # what the result is the gradient of
    rows: str  # the formula in gradient order
    columns: str  # and in derivative order
    left: str  # the factors in gradient order; a ᵀ at the end transposes
    sign: str
    right: str


RULES = (
    Rule("z₁", "z₁ = x W₁", "z₁ᵀ = W₁ᵀ xᵀ", "x", "·", "W₁"),
    Rule("z₃", "∇z₃ = (z₃ − t) / n", "∂z₃ = (z₃ − t)ᵀ / n", "z₃ − t", "/", "n"),
    Rule("W₃", "∇W₃ = y₂ᵀ ∇z₃", "∂W₃ = ∂z₃ y₂", "y₂ᵀ", "·", "∇z₃"),
    Rule("y₂", "∇y₂ = ∇z₃ W₃ᵀ", "∂y₂ = W₃ ∂z₃", "∇z₃", "·", "W₃ᵀ"),
    Rule("z₂", "∇z₂ = ∇y₂ ⊙ σ′(z₂)", "∂z₂ = σ′(z₂)ᵀ ⊙ ∂y₂", "∇y₂", "⊙", "σ′(z₂)"),
    Rule("W₂", "∇W₂ = y₁ᵀ ∇z₂", "∂W₂ = ∂z₂ y₁", "y₁ᵀ", "·", "∇z₂"),
    Rule("y₁", "∇y₁ = ∇z₂ W₂ᵀ", "∂y₁ = W₂ ∂z₂", "∇z₂", "·", "W₂ᵀ"),
    Rule("z₁", "∇z₁ = ∇y₁ ⊙ σ′(z₁)", "∂z₁ = σ′(z₁)ᵀ ⊙ ∂y₁", "∇y₁", "⊙", "σ′(z₁)"),
    Rule("W₁", "∇W₁ = xᵀ ∇z₁", "∂W₁ = ∂z₁ x", "xᵀ", "·", "∇z₁"),
    Rule("x", "∇x = ∇z₁ W₁ᵀ", "∂x = W₁ ∂z₁", "∇z₁", "·", "W₁ᵀ"),
)


class Step(NamedTuple):
    step: int
    order: str
    sizes: str
    rule: Rule
    names: tuple[str, str]  # of the factors, in the order in which they stand
    left: np.ndarray
    right: np.ndarray
    result: np.ndarray  # nan where the shapes do not meet
    meets: bool
    turned: bool  # whether a factor stands the wrong way round
    asked: bool  # whether the reader wants one to; it cannot where there is no matrix product
    corner: float  # the top left entry of the result by finite differences
    error: float  # of the result, against finite differences; nan where there is nothing to check


def loss(net, **given):
    """½‖z₃ - t‖² / n of the net x → z₁ → y₁ → z₂ → y₂ → z₃, with some of its parts replaced by the given ones."""
    part = {**net, **given}
    z1 = given.get("z₁", part["x"] @ part["W₁"])
    y1 = given.get("y₁", np.tanh(z1))
    z2 = given.get("z₂", y1 @ part["W₂"])
    y2 = given.get("y₂", np.tanh(z2))
    z3 = given.get("z₃", y2 @ part["W₃"])
    return np.sum((z3 - part["t"]) ** 2) / (2 * len(part["x"]))


@cache
def network(sizes):
    """Every matrix of one forward and one backward pass, by its name on the slide."""
    n, *widths = SIZES[sizes]
    rng = np.random.default_rng(5)
    weights = [rng.normal(size=shape) / np.sqrt(shape[0]) for shape in itertools.pairwise(widths)]
    net = {"x": rng.normal(size=(n, widths[0])), **dict(zip(("W₁", "W₂", "W₃"), weights, strict=True))}
    net["z₁"] = net["x"] @ net["W₁"]
    net["y₁"] = np.tanh(net["z₁"])
    net["z₂"] = net["y₁"] @ net["W₂"]
    net["y₂"] = np.tanh(net["z₂"])
    net["z₃"] = net["y₂"] @ net["W₃"]
    net["t"] = net["z₃"] + rng.normal(size=net["z₃"].shape)
    net["σ′(z₁)"], net["σ′(z₂)"] = 1 - net["y₁"] ** 2, 1 - net["y₂"] ** 2
    net["z₃ − t"], net["n"] = net["z₃"] - net["t"], np.full((1, 1), float(n))
    for rule in RULES[1:]:
        net[f"∇{rule.of}"] = combine(factor(net, rule.left), rule.sign, factor(net, rule.right))
    return net


def factor(net, name):
    return net[name[:-1]].T if name.endswith("ᵀ") else net[name]


def combine(left, sign, right):
    if sign == "·":
        return left @ right
    return left * right if sign == "⊙" else left / right


@cache
def compute(step, order, sizes, side):
    """One rule with its factors: in derivative order everything is transposed, and factors change places."""
    net, rule, columns = network(sizes), RULES[step], order == ORDERS[1]
    names = [rule.left, rule.right]
    if turned := side == SIDES[1] and rule.sign == "·":
        which = 0 if "W" in rule.of else 1  # the factor that came in from the left, or the weights
        names[which] = transpose_name(names[which])
    factors = [factor(net, name) for name in names]
    if columns:
        names, factors = [transpose_name(name) for name in names], [matrix.T for matrix in factors]
        if rule.sign != "/":
            names.reverse()
            factors.reverse()
    left, right = factors
    meets = rule.sign != "·" or left.shape[1] == len(right)
    turn = np.transpose if columns else np.asarray
    result = combine(left, rule.sign, right) if meets else np.full(turn(net[rule.of]).shape, np.nan)
    corner = error = np.nan
    if step > 0 and meets:
        error = check_gradient(lambda value: loss(net, **{rule.of: value}), turn(result), net[rule.of])
        corner = numerical_gradient(lambda value: loss(net, **{rule.of: value}), net[rule.of])[0, 0]
    return Step(
        step, order, sizes, rule, tuple(names), left, right, result, meets, turned, side == SIDES[1], corner, error
    )


def transpose_name(name):
    """The name of the transposed matrix; the derivative of a number by z, a column, is written ∂z."""
    if name == "n":
        return name
    if name[0] == "∇":
        return "∂" + name[1:]
    return name[:-1] if name.endswith("ᵀ") else f"({name})ᵀ" if " " in name else name + "ᵀ"


def circles_of(widths):
    counts = dict(zip(PLACES, np.repeat(widths, [1, 2, 2, 1]), strict=True))
    return {name: column(x, MIDDLE, counts[name], GAP) for name, x in PLACES.items()}


def draw(fig, start):
    page = sheet(fig)
    ways = [("x", "z₁", "W₁"), ("z₁", "y₁", "σ"), ("y₁", "z₂", "W₂"), ("z₂", "y₂", "σ"), ("y₂", "z₃", "W₃")]
    edges = {way: show_edges(page, []) for way in ways}
    circles = {name: show_circles(page, []) for name in PLACES}
    for name, x in PLACES.items():
        page.text(x, 2.19, name, ha="center", fontsize=17)
    for left, right, name in ways:
        page.text((PLACES[left] + PLACES[right]) / 2, 4.12, name, ha="center", va="top", fontsize=16)
    page.text(7.12, MIDDLE, "L", ha="center", va="center", fontsize=19)
    page.annotate("", (7.0, MIDDLE), (6.45, MIDDLE), arrowprops={"arrowstyle": "-|>", "color": GREY})
    page.plot([0.2, 7.3], [2.1, 2.1], color=UNLIT, linewidth=1)

    blocks = [Block(page, cell=CELL) for _ in range(3)]
    signs = [show_words(page, 0, 1.1, ha="center", va="center", fontsize=22) for _ in range(2)]
    rules = [show_words(page, 7.62, 4.0 - 0.255 * i, va="center", fontsize=14) for i in range(len(RULES))]
    page.plot([7.45, 7.45], [0.15, 4.1], color=UNLIT, linewidth=1)
    lamp = page.plot([7.86], [1.02], markersize=34, markeredgewidth=3)[0]
    verdict = show_words(page, 8.2, 1.02, va="center", fontsize=14, linespacing=1.3)
    words = show_words(page, 7.62, 0.36, va="center", fontsize=14, linespacing=1.3)

    def ink(step):
        rule, columns = step.rule, step.order == ORDERS[1]
        _, *widths = SIZES[step.sizes]
        places = circles_of(widths)
        for name, line in circles.items():
            line.set_data(*places[name].T)
            known = is_known(name, step.step)
            line.set(markerfacecolor=ORANGE if name == rule.of else BLUE if known else "white")
        for (left, right, name), lines in edges.items():
            straight = name == "σ"
            lines.set_segments(
                np.stack([places[left], places[right]], axis=1) if straight else all_to_all(places[left], places[right])
            )
            lit = name == rule.of or (f"{left}{right}" == way_of_step(step.step))
            done = SKY if is_known(name, step.step) else UNLIT
            lines.set(color=ORANGE if lit else done, linewidth=2 if lit else 1.2)
        set_rule(blocks, signs, step)
        for i, text in enumerate(rules):
            active = i == step.step
            rule_text = RULES[i].columns if columns else RULES[i].rows
            if i > step.step:  # not yet: the reader may want to guess
                rule_text = rule_text.split("=")[0] + "= …"
            text.set_text(("▸ " if active else "   ") + rule_text)
            text.set(color=ORANGE if active else DARK if i < step.step else GREY)
        set_lamp(lamp, verdict, words, step)
        moving = [*edges.values(), *circles.values(), *(a for block in blocks for a in block.artists)]
        return *moving, *signs, *rules, lamp, verdict, words

    return ink


def way_of_step(step):
    """Which connection of the diagram a step passes: the names of its two ends."""
    return {0: "xz₁", 3: "y₂z₃", 4: "z₂y₂", 6: "y₁z₂", 7: "z₁y₁", 9: "xz₁"}.get(step, "")


def is_known(name, step):
    """Whether the backward pass has this gradient already."""
    return any(rule.of == name for rule in RULES[1:step])


def set_rule(blocks, signs, step):
    """Show the rule as rectangles, result = left · right, each as large as its shape, in the middle of the page."""
    rule, gap = step.rule, 0.8
    whole = rule.columns if step.order == ORDERS[1] else rule.rows
    names, matrices = (whole.split(" = ")[0], *step.names), (step.result, step.left, step.right)
    widths = [max(0.95, CELL * matrix.shape[1]) for matrix in matrices]  # there must be room for the name
    x = 3.75 - (sum(widths) + 2 * gap) / 2
    texts = ("=" if step.meets else "?", rule.sign)
    for i, (block, name, matrix, width) in enumerate(zip(blocks, names, matrices, widths, strict=True)):
        left = x + (width - CELL * matrix.shape[1]) / 2
        refused = i > 0 and not step.meets
        block.show(matrix, left, 1.1, name, color=DARK if i else ORANGE, shape_color=ORANGE if refused else DARK)
        x += width + gap
        if i < 2:
            signs[i].set(position=(x - gap / 2, 1.1), text=texts[i], color=DARK if step.meets or i else ORANGE)


def set_lamp(lamp, verdict, words, step):
    """Set the lamp: green and round where finite differences agree, an orange cross where they do not or cannot."""
    good = step.error < 1e-6
    if step.step == 0 and step.meets:
        lamp.set(marker="o", markerfacecolor="white", markeredgecolor=GREY)
        verdict.set_text("nothing to\ncheck yet")
    elif good:
        lamp.set(marker="o", markerfacecolor=GREEN, markeredgecolor=GREEN)
        verdict.set_text("finite differences\nagree")
    else:
        lamp.set(marker="X", markerfacecolor=ORANGE, markeredgecolor="white")
        verdict.set_text("finite differences\ndo not agree" if step.meets else "the shapes refuse\nto meet")
    first = step.result[0, 0]
    if not step.meets:
        words.set_text(f"inner numbers: {step.left.shape[1]} and {len(step.right)}")
    else:
        words.set_text("" if step.step == 0 else typeset(f"top left: {first:.4f}\nby differences: {step.corner:.4f}"))


def caption(step):
    rule, columns = step.rule, step.order == ORDERS[1]
    whole = (rule.columns if columns else rule.rows).split(" = ")[0]
    left, right, result = (f"{m.shape[0]} × {m.shape[1]}" for m in (step.left, step.right, step.result))
    if not step.meets:
        return f"{whole} with a factor the wrong way round: {left} does not meet {right}."
    sizes = f"{left} times {right}" if rule.sign == "·" else f"{left}, entry by entry" if rule.sign == "⊙" else left
    start = f"Step {step.step} of {len(RULES) - 1}, {whole}: {sizes} gives {result}"
    if step.step == 0:
        return start + ", no gradient yet."
    if step.turned:
        return start + ", the shape is right, and finite differences say that the numbers are wrong."
    agree = start + ", and finite differences agree" + (", transposed" if columns else "")
    return agree + ("; no matrix product, so nothing to turn round." if step.asked else ".")


SHAPES = Demo(
    title="Backprop with its shapes on",
    slide="Backward Pass",
    controls=(
        Control("step", tuple(range(len(RULES))), start=0, label="step"),
        Control("order", ORDERS, start=ORDERS[0], label="order"),
        Control("sizes", tuple(SIZES), start="6 rows, 3 5 4 2", label="rows and widths"),
        Control("side", SIDES, start=SIDES[0], label="transposed factor"),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    scenes={
        "Forward Pass": {"sizes": "1 row, 3 5 4 2"},
        "Backward Pass: ∂L/∂z₃": {"step": 1, "sizes": "1 row, 3 5 4 2"},
        "Backward Pass: back through W₃": {"step": 3, "sizes": "1 row, 3 5 4 2"},
        "Backward Pass: back through σ₂": {"step": 4, "sizes": "1 row, 3 5 4 2"},
        "Backward Pass: back through W₂": {"step": 6, "sizes": "1 row, 3 5 4 2"},
        "Backward Pass: back through σ₁": {"step": 7, "sizes": "1 row, 3 5 4 2"},
        "Backward Pass: back through W₁": {"step": 9, "sizes": "1 row, 3 5 4 2"},
        "Derivative With Respect To W₂": {"step": 5, "sizes": "1 row, 3 5 4 2"},
        "Complete Backprop: six rows at once": {"step": 5},
        "Gradient Vs Derivative": {"step": 3, "order": ORDERS[1]},
        "Gradient Vs Derivative: a factor the wrong way round": {"step": 3, "side": SIDES[1]},
        "Gradient Vs Derivative: when all widths are equal": {
            "step": 3,
            "side": SIDES[1],
            "sizes": "4 rows, 4 4 4 4",
        },
    },
    talks=(
        Talk(
            slide="Forward Pass",
            section="5. Forward, and all the way back",
            minutes=2,
            ask="Which of the numbers on the way forward can be thrown away once the next layer has them?",
            reveals="“All but the last.” The way back needs every $z$ and every $y$.",
        ),
        Talk(
            slide="Backward Pass",
            section="5. Forward, and all the way back",
            minutes=6,
            starred=True,
            ask="Before each step: which shape must the next gradient have, and which two factors can make it?",
            reveals=(
                "“σ′ is a factor like the others.” For a layer it multiplies entry by entry, ⊙, and no shape checks "
                "that."
            ),
        ),
        Talk(
            slide="Derivative With Respect To W₂",
            section="5. Forward, and all the way back",
            minutes=2,
            ask=(
                r"$y_1$ is 1 × 5 and $\nabla z_2$ is 1 × 4. What is the shape of $\nabla W_2$, and which product gives "
                r"it?"
            ),
            reveals=(
                r"“The derivative of a vector by a matrix must have three indices.” It has; when its zeros are gone, "
                r"$y_1^\top \nabla z_2$ is left."
            ),
        ),
        Talk(
            slide="Complete Backprop",
            section="5. Forward, and all the way back",
            minutes=2,
            ask=r"Now six rows. $y_1$ is 6 × 5 and $\nabla z_2$ is 6 × 4: where do the 6 rows go?",
            reveals="“A batch needs a loop.” The product sums over the rows.",
        ),
        Talk(
            slide="Gradient Vs Derivative",
            section="7. Gradient and derivative",
            minutes=4,
            ask="Someone forgets a transpose. Do the shapes notice always, sometimes or never?",
            reveals=(
                "“The shapes fit, so it is right.” With all widths equal nothing complains, and only the gradient "
                "check notices."
            ),
        ),
    ),
)
