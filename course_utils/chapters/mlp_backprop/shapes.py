"""Walk through both passes, one matrix product at a time, with all shapes (slide "Backward Pass")."""

import numpy as np
from matplotlib.collections import PolyCollection

from course_utils.chapters.mlp_backprop.rules import FORWARD, ORDERS, RULES, SIDES, SIZES, compute
from course_utils.demo.demo import Control, Demo, Talk
from course_utils.demo.question import Question
from course_utils.plotting.networks import Block, all_to_all, arrow_head, column, page_axes, show_circles, show_edges
from course_utils.plotting.style import GUIDE, HERO, LABEL, ROLE, TITLE, typeset
from course_utils.plotting.words import Verdict, show_words

# Where the columns of circles stand, in inches; between a z and its y is σ, between a y and the next z is W.
PLACES = {"x": 0.5, "z₁": 1.85, "y₁": 2.6, "z₂": 3.95, "y₂": 4.7, "z₃": 6.05}
WAYS = (("x", "z₁", "W₁"), ("z₁", "y₁", "σ"), ("y₁", "z₂", "W₂"), ("z₂", "y₂", "σ"), ("y₂", "z₃", "W₃"))
LOSS = 6.65  # where the L stands
MIDDLE, GAP, BELOW = 3.16, 0.27, 2.45  # of the circles; BELOW them is an arrow
CELL, BLOCKS = 0.255, 1.18  # BLOCKS is the middle of the matrices


def circles_of(widths):
    counts = dict(zip(PLACES, np.repeat(widths, [1, 2, 2, 1]), strict=True))
    return {name: column(x, MIDDLE, counts[name], GAP) for name, x in PLACES.items()}


def draw(fig, start):
    page = page_axes(fig)
    edges = {way: show_edges(page, []) for way in WAYS}
    circles = {name: show_circles(page, [], size=12) for name in PLACES}
    above = {"ha": "center", "va": "center", "fontsize": LABEL}
    for name, x in {**PLACES, "L": LOSS}.items():
        page.text(x, 4.0, name, **above, fontweight="bold")
    for left, right, name in WAYS:
        page.text((PLACES[left] + PLACES[right]) / 2, 4.0, name, **above, color=ROLE.note)
    page.plot([PLACES["z₃"] + 0.2, LOSS], [MIDDLE, MIDDLE], color=ROLE.rule, linewidth=GUIDE)
    page.plot([LOSS], [MIDDLE], "s", color=ROLE.ink, markersize=11)
    arrow = page.plot([], [], linewidth=HERO, solid_capstyle="butt")[0]
    head = page.add_collection(PolyCollection([], linewidths=0))
    blocks = [Block(page, cell=CELL, bars=True) for _ in range(4)]
    signs = [show_words(page, 0, BLOCKS, ha="center", va="center", fontsize=TITLE) for _ in range(3)]
    verdict = Verdict(fig, 9.65, 4.2, right=True)

    def ink(step):
        _, *widths = SIZES[step.sizes]
        places = circles_of(widths)
        for name, line in circles.items():
            line.set_data(*places[name].T)
            line.set_markerfacecolor(colour_of(name, step))
        set_edges(edges, places, step)
        set_arrow(arrow, head, step)
        set_product(blocks, signs, step)
        show_verdict(verdict, step)
        moving = [*edges.values(), *circles.values(), *(a for block in blocks for a in block.artists)]
        return *moving, arrow, head, *signs, *verdict.artists

    return ink


def colour_of_pass(step):
    return ROLE.model if step.forward else ROLE.gradient


def set_edges(edges, places, step):
    """Show the connections; those that the step passes or judges are lit, those with a gradient stay a little."""
    for (left, right, name), lines in edges.items():
        ends = places[left], places[right]
        lines.set_segments(np.stack(ends, axis=1) if name == "σ" else all_to_all(*ends))
        lit = name == step.rule.of or (left, right) == way_of(step)
        known = not step.forward and is_known(name, step)
        lines.set(color=colour_of_pass(step) if lit or known else ROLE.unlit, linewidth=2 if lit else GUIDE)


def set_arrow(arrow, head, step):
    """Show below the circles from where to where the step leads; a step aside, to weights, leads nowhere."""
    ends = ("z₃", "L") if step.rule.of == "z₃" and not step.forward else way_of(step)
    if ends is None:
        arrow.set_data([], [])
        head.set_verts([])
        return
    left, right = (np.array([{**PLACES, "L": LOSS}[end], BELOW]) for end in ends)
    start, end = (left, right) if step.forward else (right, left)
    color, tip = colour_of_pass(step), arrow_head(start, end, 0.2)
    arrow.set_data(*np.transpose([start, np.mean(tip[1:], axis=0)]))
    arrow.set_color(color)
    head.set(verts=[tip], facecolor=color)


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
    """Choose the colour of a column's circles: gold for the result of this step, that of its pass for earlier ones."""
    if name == step.rule.of:
        return ROLE.active
    return colour_of_pass(step) if is_known(name, step) else ROLE.paper


def set_product(blocks, signs, step):
    """Show the rule as rectangles, result = left · right, each as large as its shape, in the middle of the page."""
    names, matrices = (step.formula.split(" = ")[0], *step.names), (step.result, *step.parts)
    texts = ("=" if step.meets else "?", step.rule.sign, "+")
    if step.rule.sign == "σ":
        texts = ("= σ of",)
    widths = [max(0.95, CELL * matrix.shape[1]) for matrix in matrices]  # there must be room for the name
    gap = {2: 1.6, 3: 1.0, 4: 0.8}[len(matrices)]
    x = 5.0 - (sum(widths) + (len(matrices) - 1) * gap) / 2
    for block in blocks[len(matrices) :]:
        block.hide()
    for i in range(len(signs)):
        signs[i].set_text("")
    for i, (name, matrix, width) in enumerate(zip(names, matrices, widths, strict=True)):
        left = x + (width - CELL * matrix.shape[1]) / 2
        refused = i in (1, 2) and not step.meets
        color, shape_color = ROLE.ink if i else colour_of_pass(step), ROLE.wrong if refused else ROLE.ink
        blocks[i].show(matrix, left, BLOCKS, name, color=color, shape_color=shape_color)
        x += width + gap
        if i < len(matrices) - 1:
            color = ROLE.ink if step.meets or i else ROLE.wrong
            signs[i].set(position=(x - gap / 2, BLOCKS), text=texts[i], color=color)


def show_verdict(verdict, step):
    """Show what the judge says: right, wrong, or that the inner numbers of the shapes differ."""
    if not step.meets:
        verdict.show(f"{step.parts[0].shape[1]} ≠ {len(step.parts[1])}", "the shapes do not meet", color=ROLE.wrong)
        return
    right, judge = step.error < 1e-6, "sums one by one" if step.forward else "finite differences"
    ours, theirs = (typeset(f"{number + 0.0:.4f}") for number in (step.result[0, 0], step.corner))
    verdict.show(
        "right" if right else "wrong",
        f"{judge} {'agree' if right else 'differ'}",
        f"top left {ours}" + ("" if right else f" ≠ {theirs}"),
        color=ROLE.model if right else ROLE.wrong,
    )


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


def consequence(step):
    whole = step.formula.split(" = ")[0]
    if not step.meets:
        shapes = [f"{m.shape[0]} × {m.shape[1]}" for m in step.parts]
        return f"[{shapes[0]}|wrong] does not meet [{shapes[1]}|wrong]: no product."
    if step.turned:
        return f"{whole} has the right shape, and the [wrong|wrong] numbers."
    role = "model" if step.forward else "gradient"
    return f"{whole} is [{step.result.shape[0]} × {step.result.shape[1]}|{role}], and all its numbers are right."


WEIGHTS_STEP = [rule.rows.split(" = ")[0] for rule in RULES].index("∇W₂")


def explain_shape(at):
    step = at(step=WEIGHTS_STEP)
    (left, rows), (_, right) = (matrix.shape for matrix in step.parts)
    product = f"{' '.join(step.names)} is {left} × {rows} times {rows} × {right}"
    return f"{product}: the shape of W₂"


SHAPES = Demo(
    title="Backprop with its shapes on",
    slide="Backward Pass",
    controls=(
        Control("step", tuple(range(len(RULES))), start=0, label="step", main=True, plays=True),
        Control("order", ORDERS, start=ORDERS[0], label="order"),
        Control("sizes", tuple(SIZES), start="6 rows, 3 5 4 2", label="rows and widths"),
        Control("side", SIDES, start=SIDES[0], label="transposed factor"),
    ),
    compute=compute,
    draw=draw,
    caption=caption,
    consequence=consequence,
    question=Question(
        "On the way back y₁ is 6 × 5 and ∇z₂ is 6 × 4. What is the shape of ∇W₂?",
        {
            "4 × 5": lambda shape: shape == (4, 5),
            "6 × 4, like ∇z₂": lambda shape: shape == (6, 4),
            "5 × 4": lambda shape: shape == (5, 4),
            "6 × 5 × 4, one for each row": lambda shape: shape == (6, 5, 4),
        },
        answer=lambda at: at(step=WEIGHTS_STEP).result.shape,
        because=explain_shape,
        shows={"step": WEIGHTS_STEP},
    ),
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
            reveals=(
                "“One for each row.” The product sums over the rows. “σ′ is a factor like the others.” For a layer it "
                "multiplies entry by entry, ⊙, and no shape checks that."
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
