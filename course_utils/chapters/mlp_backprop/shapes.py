"""Walk through both passes, one matrix product at a time, with all shapes (slide "Backward Pass")."""

import numpy as np

from course_utils.chapters.mlp_backprop.rules import BACKWARD, FORWARD, ORDERS, RULES, SIDES, SIZES, compute
from course_utils.demo.demo import Control, Demo, Talk
from course_utils.plotting.networks import Block, all_to_all, column, page_axes, show_circles, show_edges
from course_utils.plotting.style import BLUE, DARK, GREEN, GREY, ORANGE, SKY, UNLIT, typeset
from course_utils.plotting.words import show_words

# Where the columns of circles stand, in inches; between a z and its y is σ, between a y and the next z is W.
PLACES = {"x": 0.45, "z₁": 1.9, "y₁": 2.65, "z₂": 4.1, "y₂": 4.85, "z₃": 6.3}
WAYS = (("x", "z₁", "W₁"), ("z₁", "y₁", "σ"), ("y₁", "z₂", "W₂"), ("z₂", "y₂", "σ"), ("y₂", "z₃", "W₃"))
CELL, MIDDLE, GAP = 0.2, 3.16, 0.26
BLOCKS = 1.14  # the middle of the matrices


def circles_of(widths):
    counts = dict(zip(PLACES, np.repeat(widths, [1, 2, 2, 1]), strict=True))
    return {name: column(x, MIDDLE, counts[name], GAP) for name, x in PLACES.items()}


def draw(fig, start):
    page = page_axes(fig)
    edges = {way: show_edges(page, []) for way in WAYS}
    circles = {name: show_circles(page, []) for name in PLACES}
    for name, x in PLACES.items():
        page.text(x, 2.19, name, ha="center", fontsize=17)
    for left, right, name in WAYS:
        both = name if name == "σ" else f"{name}, {name.replace('W', 'b')}"
        page.text((PLACES[left] + PLACES[right]) / 2, 4.12, both, ha="center", va="top", fontsize=16)
    page.text(7.12, MIDDLE, "L", ha="center", va="center", fontsize=19)
    page.annotate("", (7.0, MIDDLE), (6.45, MIDDLE), arrowprops={"arrowstyle": "-|>", "color": GREY})
    page.plot([0.2, 7.3], [2.1, 2.1], color=UNLIT, linewidth=1)
    page.text(0.2, 0.05, "cells: blue above 0, orange with a bar below 0", fontsize=12, color=GREY)

    blocks = [Block(page, cell=CELL, bars=True) for _ in range(4)]
    signs = [show_words(page, 0, BLOCKS, ha="center", va="center", fontsize=22) for _ in range(3)]
    rules = [show_words(page, 7.62, 4.0 - 0.225 * i, va="center", fontsize=14) for i in range(len(BACKWARD))]
    page.plot([7.45, 7.45], [0.15, 4.1], color=UNLIT, linewidth=1)
    lamp = page.plot([7.86], [0.95], markersize=34, markeredgewidth=3)[0]
    verdict = show_words(page, 8.2, 0.95, va="center", fontsize=14, linespacing=1.3)
    words = show_words(page, 7.62, 0.33, va="center", fontsize=14, linespacing=1.3)

    def ink(step):
        _, *widths = SIZES[step.sizes]
        places = circles_of(widths)
        for name, line in circles.items():
            line.set_data(*places[name].T)
            line.set(markerfacecolor=colour_of(name, step))
        for (left, right, name), lines in edges.items():
            straight = name == "σ"
            lines.set_segments(
                np.stack([places[left], places[right]], axis=1) if straight else all_to_all(places[left], places[right])
            )
            lit = name == step.rule.of or (left, right) == way_of(step)
            done = SKY if not step.forward and is_known(name, step) else UNLIT
            lines.set(color=ORANGE if lit else done, linewidth=2 if lit else 1.2)
        set_product(blocks, signs, step)
        set_list(rules, step)
        set_lamp(lamp, verdict, words, step)
        moving = [*edges.values(), *circles.values(), *(a for block in blocks for a in block.artists)]
        return *moving, *signs, *rules, lamp, verdict, words

    return ink


def way_of(step):
    """Find the connection of the diagram that a step passes: its two ends, from left to right."""
    factors = {name.strip("∇∂ᵀ") for name in step.names}
    ends = {step.rule.of, *factors, *({"z" + name[-1] for name in factors if name[:2] == "σ′"})}
    return next(((left, right) for left, right, _ in WAYS if step.rule.of[0] in "xyz" and {left, right} <= ends), None)


def is_known(name, step):
    """Whether the pass has this value, or this gradient, already."""
    rules = FORWARD[: step.step] if step.forward else RULES[len(FORWARD) : step.step]
    return any(rule.of == name for rule in rules) or (step.forward and name == "x")


def colour_of(name, step):
    """Choose the colour of a column's circles: orange for the result of this step, blue for earlier results."""
    return ORANGE if name == step.rule.of else BLUE if is_known(name, step) else "white"


def set_product(blocks, signs, step):
    """Show the rule as rectangles, result = left · right, each as large as its shape, in the middle of the page."""
    names, matrices = (step.formula.split(" = ")[0], *step.names), (step.result, *step.parts)
    texts = ("=" if step.meets else "?", step.rule.sign, "+")
    if step.rule.sign == "σ":
        texts = ("= σ of",)
    widths = [max(0.95, CELL * matrix.shape[1]) for matrix in matrices]  # there must be room for the name
    gap = {2: 1.5, 3: 0.8, 4: 0.6}[len(matrices)]
    x = 3.75 - (sum(widths) + (len(matrices) - 1) * gap) / 2
    for block in blocks[len(matrices) :]:
        block.hide()
    for i in range(len(signs)):
        signs[i].set_text("")
    for i, (name, matrix, width) in enumerate(zip(names, matrices, widths, strict=True)):
        left = x + (width - CELL * matrix.shape[1]) / 2
        refused = i in (1, 2) and not step.meets
        blocks[i].show(matrix, left, BLOCKS, name, color=DARK if i else ORANGE, shape_color=ORANGE if refused else DARK)
        x += width + gap
        if i < len(matrices) - 1:
            colour = DARK if step.meets or i else ORANGE
            signs[i].set(position=(x - gap / 2, BLOCKS), text=texts[i], color=colour)


def set_list(words, step):
    """List the rules of this pass; later ones without their right side, because the reader may want to guess."""
    rules, first = (FORWARD, 0) if step.forward else (BACKWARD, len(FORWARD))
    for i, line in enumerate(words):
        if i >= len(rules):
            line.set_text("")
            continue
        now = step.step - first
        text = rules[i].columns if step.order == ORDERS[1] else rules[i].rows
        text = text.split("=")[0] + "= …" if i > now else text
        line.set_text(("▸ " if i == now else "   ") + text)
        line.set_color(ORANGE if i == now else DARK if i < now else GREY)


def set_lamp(lamp, verdict, words, step):
    """Set the lamp: green and round where the judge agrees, an orange cross where it does not or cannot."""
    judge = "one by one, they" if step.forward else "finite differences"
    if step.error < 1e-6:
        lamp.set(marker="o", markerfacecolor=GREEN, markeredgecolor=GREEN)
        verdict.set_text(f"{judge}\nagree")
    else:
        lamp.set(marker="X", markerfacecolor=ORANGE, markeredgecolor="white")
        verdict.set_text(f"{judge}\ndo not agree" if step.meets else "the shapes refuse\nto meet")
    if not step.meets:
        words.set_text(f"inner numbers: {step.parts[0].shape[1]} and {len(step.parts[1])}")
    else:
        by = "one by one" if step.forward else "by differences"
        words.set_text(typeset(f"top left: {step.result[0, 0] + 0.0:.4f}\n{by}: {step.corner + 0.0:.4f}"))


def caption(step):
    whole, columns = step.formula.split(" = ")[0], step.order == ORDERS[1]
    shapes = [f"{m.shape[0]} × {m.shape[1]}" for m in step.parts]
    if not step.meets:
        return f"{whole} with a factor the wrong way round: {shapes[0]} does not meet {shapes[1]}."
    sizes = f"{shapes[0]} times {shapes[1]}" if step.rule.sign == "·" else shapes[0]
    sizes += ", entry by entry," * (step.rule.sign in "⊙σ") + f" plus {shapes[-1]}" * bool(step.rule.bias)
    result = f"{step.result.shape[0]} × {step.result.shape[1]}"
    start = f"Step {step.step} of {len(RULES) - 1}, {whole}: {sizes} gives {result}"
    if step.turned:
        says = "one by one they are others" if step.forward else "finite differences say so"
        return f"{start}, the shape is right, but the numbers are wrong: {says}."
    agree = "numbers computed one by one" if step.forward else "finite differences"
    agree = f"{start}, and {agree} agree" + (", transposed" if columns else "")
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
        "Forward Pass: σ": {"step": 1, "sizes": "1 row, 3 5 4 2"},
        "Forward Pass: the scores": {"step": 4, "sizes": "1 row, 3 5 4 2"},
        "Backward Pass: ∂L/∂z₃": {"step": 5, "sizes": "1 row, 3 5 4 2"},
        "Backward Pass: back through W₃": {"step": 8, "sizes": "1 row, 3 5 4 2"},
        "Backward Pass: back through σ₂": {"step": 9, "sizes": "1 row, 3 5 4 2"},
        "Backward Pass: back through W₂": {"step": 12, "sizes": "1 row, 3 5 4 2"},
        "Backward Pass: back through σ₁": {"step": 13, "sizes": "1 row, 3 5 4 2"},
        "Backward Pass: back through W₁": {"step": 16, "sizes": "1 row, 3 5 4 2"},
        "Derivative With Respect To W₂": {"step": 10, "sizes": "1 row, 3 5 4 2"},
        "Complete Backprop: six rows at once": {"step": 10},
        "Gradient Vs Derivative": {"step": 8, "order": ORDERS[1]},
        "Gradient Vs Derivative: a factor the wrong way round": {"step": 8, "side": SIDES[1]},
        "Gradient Vs Derivative: when all widths are equal": {
            "step": 8,
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
