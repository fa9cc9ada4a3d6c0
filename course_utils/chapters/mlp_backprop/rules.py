"""Apply the rules of both passes, each with its factors and a judge (slide "Complete Backprop")."""

import itertools
import math
import operator
from functools import cache
from typing import NamedTuple

import numpy as np

from course_utils.numerics.calculus import check_gradient, numerical_gradient

SIZES = {"1 row, 3 5 4 2": (1, 3, 5, 4, 2), "6 rows, 3 5 4 2": (6, 3, 5, 4, 2), "4 rows, 4 4 4 4": (4, 4, 4, 4, 4)}
ORDERS = ("gradient: rows", "derivative: columns")
SIDES = ("as in the rule", "the wrong way round")


class Rule(NamedTuple):
    """One line of a pass: result = left · right + bias, σ(left), or left ⊙ right; as rows and as columns."""

    of: str  # what the result is, or what it is the gradient of
    rows: str  # the formula for rows, the order of gradients
    columns: str  # and for columns, the order of derivatives
    left: str  # the factors for rows; a ᵀ at the end transposes
    sign: str
    right: str
    bias: str = ""


FORWARD = (
    Rule("z₁", "z₁ = x W₁ + b₁", "z₁ᵀ = W₁ᵀ xᵀ + b₁ᵀ", "x", "·", "W₁", "b₁"),
    Rule("y₁", "y₁ = σ(z₁)", "y₁ᵀ = σ(z₁ᵀ)", "z₁", "σ", ""),
    Rule("z₂", "z₂ = y₁ W₂ + b₂", "z₂ᵀ = W₂ᵀ y₁ᵀ + b₂ᵀ", "y₁", "·", "W₂", "b₂"),
    Rule("y₂", "y₂ = σ(z₂)", "y₂ᵀ = σ(z₂ᵀ)", "z₂", "σ", ""),
    Rule("z₃", "z₃ = y₂ W₃ + b₃", "z₃ᵀ = W₃ᵀ y₂ᵀ + b₃ᵀ", "y₂", "·", "W₃", "b₃"),
)
BACKWARD = (
    Rule("z₃", "∇z₃ = (z₃ − t) / n", "∂z₃ = (z₃ − t)ᵀ / n", "z₃ − t", "/", "n"),
    Rule("W₃", "∇W₃ = y₂ᵀ ∇z₃", "∂W₃ = ∂z₃ y₂", "y₂ᵀ", "·", "∇z₃"),
    Rule("b₃", "∇b₃ = 1ᵀ ∇z₃", "∂b₃ = ∂z₃ 1", "1ᵀ", "·", "∇z₃"),
    Rule("y₂", "∇y₂ = ∇z₃ W₃ᵀ", "∂y₂ = W₃ ∂z₃", "∇z₃", "·", "W₃ᵀ"),
    Rule("z₂", "∇z₂ = ∇y₂ ⊙ σ′(z₂)", "∂z₂ = σ′(z₂)ᵀ ⊙ ∂y₂", "∇y₂", "⊙", "σ′(z₂)"),
    Rule("W₂", "∇W₂ = y₁ᵀ ∇z₂", "∂W₂ = ∂z₂ y₁", "y₁ᵀ", "·", "∇z₂"),
    Rule("b₂", "∇b₂ = 1ᵀ ∇z₂", "∂b₂ = ∂z₂ 1", "1ᵀ", "·", "∇z₂"),
    Rule("y₁", "∇y₁ = ∇z₂ W₂ᵀ", "∂y₁ = W₂ ∂z₂", "∇z₂", "·", "W₂ᵀ"),
    Rule("z₁", "∇z₁ = ∇y₁ ⊙ σ′(z₁)", "∂z₁ = σ′(z₁)ᵀ ⊙ ∂y₁", "∇y₁", "⊙", "σ′(z₁)"),
    Rule("W₁", "∇W₁ = xᵀ ∇z₁", "∂W₁ = ∂z₁ x", "xᵀ", "·", "∇z₁"),
    Rule("b₁", "∇b₁ = 1ᵀ ∇z₁", "∂b₁ = ∂z₁ 1", "1ᵀ", "·", "∇z₁"),
    Rule("x", "∇x = ∇z₁ W₁ᵀ", "∂x = W₁ ∂z₁", "∇z₁", "·", "W₁ᵀ"),
)
RULES = FORWARD + BACKWARD


class Step(NamedTuple):
    step: int
    order: str
    sizes: str
    rule: Rule
    names: tuple[str, ...]  # of the factors, in the order in which they stand, and of the bias
    parts: tuple  # the factors and the bias themselves
    result: np.ndarray  # nan where the shapes do not meet
    meets: bool
    turned: bool  # whether a factor stands the wrong way round
    asked: bool  # whether the reader asked for that; without a matrix product it has no effect
    corner: float  # the top left entry of the result by the judge
    error: float  # of the result, against the judge; nan where there is nothing to judge

    @property
    def forward(self):
        return self.step < len(FORWARD)

    @property
    def formula(self):
        return self.rule.columns if self.order == ORDERS[1] else self.rule.rows


def loss(net, **given):
    """Compute ½‖z₃ - t‖² / n of the net x → z₁ → y₁ → z₂ → y₂ → z₃, with the given parts in place of its own."""
    part = {**net, **given}
    z1 = given.get("z₁", part["x"] @ part["W₁"] + part["b₁"])
    y1 = given.get("y₁", np.tanh(z1))
    z2 = given.get("z₂", y1 @ part["W₂"] + part["b₂"])
    y2 = given.get("y₂", np.tanh(z2))
    z3 = given.get("z₃", y2 @ part["W₃"] + part["b₃"])
    return np.sum((z3 - part["t"]) ** 2) / (2 * len(part["x"]))


@cache
def network(sizes):
    """Compute every matrix of one forward and one backward pass, by its name on the slide; a bias is a row."""
    n, *widths = SIZES[sizes]
    rng = np.random.default_rng(5)
    weights = [rng.normal(size=shape) / np.sqrt(shape[0]) for shape in itertools.pairwise(widths)]
    net = {"x": rng.normal(size=(n, widths[0])), **dict(zip(("W₁", "W₂", "W₃"), weights, strict=True))}
    net |= {name: rng.normal(size=(1, width)) / 2 for name, width in zip(("b₁", "b₂", "b₃"), widths[1:], strict=True)}
    for rule in FORWARD:
        net[rule.of] = combine(rule.sign, *(factor(net, name) for name in names_of(rule)))
    net["t"] = net["z₃"] + rng.normal(size=net["z₃"].shape)
    net["σ′(z₁)"], net["σ′(z₂)"] = 1 - net["y₁"] ** 2, 1 - net["y₂"] ** 2
    net["z₃ − t"], net["n"], net["1"] = net["z₃"] - net["t"], np.full((1, 1), float(n)), np.ones((n, 1))
    for rule in BACKWARD:
        net[f"∇{rule.of}"] = combine(rule.sign, *(factor(net, name) for name in names_of(rule)))
    return net


def names_of(rule):
    return [name for name in (rule.left, rule.right, rule.bias) if name]


def factor(net, name):
    return net[name[:-1]].T if name.endswith("ᵀ") else net[name]


def combine(sign, left, right=None, bias=0):
    if sign == "σ":
        return np.tanh(left)
    if sign == "·":
        return left @ right + bias
    return left * right if sign == "⊙" else left / right


@cache
def compute(step, order, sizes, side):
    """Apply one rule to its factors: with columns everything is transposed, and factors change places."""
    net, rule, columns = network(sizes), RULES[step], order == ORDERS[1]
    names = names_of(rule)
    if turned := side == SIDES[1] and rule.sign == "·":
        which = 0 if "W" in rule.of else 1  # the factor that came in from the left, or the other
        names[which] = names[which][:-1] if names[which].endswith("ᵀ") else names[which] + "ᵀ"
    parts = [factor(net, name) for name in names]
    if columns:
        names, parts = [transpose_name(name) for name in names], [matrix.T for matrix in parts]
        if rule.sign in "·⊙":
            names[:2], parts[:2] = names[1::-1], parts[1::-1]
    meets = rule.sign != "·" or parts[0].shape[1] == len(parts[1])
    turn = np.transpose if columns else np.asarray
    result = combine(rule.sign, *parts) if meets else np.full(turn(net[rule.of]).shape, np.nan)
    corner, error = judge(net, step, turn(result)) if meets else (np.nan, np.nan)
    return Step(
        step, order, sizes, rule, tuple(names), tuple(parts), result, meets, turned, side == SIDES[1], corner, error
    )


def judge(net, step, result):
    """Compute the top left entry and the error in another way: one by one going forward, by differences going back."""
    rule = RULES[step]
    if step < len(FORWARD):
        right = one_by_one(net, rule)
        return right[0, 0], np.max(np.abs(result - right)) / np.max(np.abs(right))

    def loss_at(value):
        return loss(net, **{rule.of: value})

    return numerical_gradient(loss_at, net[rule.of])[0, 0], check_gradient(loss_at, result, net[rule.of])


def one_by_one(net, rule):
    """Compute a z or y without any matrix product: every number as a sum or a tanh of its own."""
    left = net[rule.left]
    if rule.sign == "σ":
        return np.array([[math.tanh(number) for number in row] for row in left])
    columns = list(zip(*net[rule.right], net[rule.bias][0], strict=True))  # the bias below the weights of its unit
    return np.array([[math.fsum(map(operator.mul, (*row, 1), column)) for column in columns] for row in left])


def transpose_name(name):
    """Name the transposed matrix; the derivative of a number with respect to z, a column, is written ∂z."""
    if name == "n":
        return name
    if name[0] == "∇":
        return "∂" + name[1:]
    return name[:-1] if name.endswith("ᵀ") else f"({name})ᵀ" if " " in name else name + "ᵀ"
