"""Random programs of tensor arithmetic, and what PyTorch makes of them: writes torch_table.json beside this file.

    python -m tests.numerics.make_torch_table        in the course's folder, with a Python that has numpy and PyTorch

PyTorch is large, so the tests do not install it: they compare with this table, and with PyTorch where it is there.
A program is a list of assignments to v0, v1, ... that means the same to both libraries; its last line is the loss.
"""

import json
from pathlib import Path

import numpy as np

from course_utils.numerics.autograd import Tensor

TABLE = Path(__file__).with_name("torch_table.json")
SHAPES = ((), (3,), (1,), (2, 3), (2, 1), (1, 3), (4, 2, 3), (4, 1, 1))

UNARY = (
    "-{x}",
    "{x}.tanh()",
    "{x}.relu()",
    "{x}.sigmoid()",
    "(-{x} * {x}).exp()",
    "({x} * {x} + 0.5).log()",
    "{x} ** 2",
    "{x} ** 3.0",
    "({x} * {x} + 0.5) ** -0.5",
    "1.5 - {x}",
    "2 / ({x} * {x} + 1)",
    "{x}.sum()",
    "{x}.mean()",
    "{x}.reshape(-1)",
    "{x}.sum(axis=-1)",
    "{x}.sum(axis=0, keepdims=True)",
    "{x}.mean(axis=-1, keepdims=True)",
    "{x}.mean(axis=0)",
    "{x}.logsumexp(-1)",
    "{x}.T",
    "{x}[0]",
    "{x}[..., 1:]",
    "{x}[[0, 0, -1]]",
)
BINARY = (
    "{x} + {y}",
    "{x} - {y}",
    "{x} * {y}",
    "{x} / ({y} * {y} + 1)",
    "({x} * {x} + 0.5) ** {y}.tanh()",
    "{x} @ {y}",
    "{x} @ {y}.T",
)


def random_program(rng, length=8):
    """The starting values, nested lists by name, and the lines of a program that computes with them."""
    values = {f"v{i}": rng.normal(size=SHAPES[rng.integers(len(SHAPES))]).round(2) for i in range(3)}
    start, lines = {name: value.tolist() for name, value in values.items()}, []
    while len(lines) < length:
        recent = list(values)[-6:]
        x, y = rng.choice(recent), rng.choice(list(values))
        form = str(rng.choice(BINARY if rng.random() < 0.7 else UNARY))
        right = form.format(x=x, y=y)
        result = _try(right, values)
        if result is not None:
            name = f"v{len(values)}"
            values[name] = result
            lines.append(f"{name} = {right}")
    names = list(values)[3:]
    lines.append("loss = " + " + ".join(f"({name} * {name}).mean()" for name in names))
    return start, lines


def _try(right, values):
    """What a line gives, or None when shapes do not fit, or the result is large or of no use."""
    used = {name: Tensor(value) for name, value in values.items()}
    if right.endswith(".T") and any(len(used[name].shape) != 2 for name in used if f"{name}.T" in right):
        return None  # PyTorch transposes matrices only
    if "@" in right and used[right.split("@ ")[1].removesuffix(".T")].shape[2:]:
        return None
    try:
        result = np.asarray(eval(right, {}, used).data)
    except (ValueError, IndexError):
        return None
    return result if 0 < result.size <= 30 and np.abs(result).max() < 10 else None


def run(start, lines, tensor):
    """The loss and the starting tensors after the program; tensor makes one from an array."""
    names = {name: tensor(np.array(value, dtype=float)) for name, value in start.items()}
    leaves = dict(names)
    for line in lines:
        exec(line, {}, names)
    return names["loss"], leaves


def torch_results(start, lines):
    """The value of the loss and its gradients, by PyTorch in float64."""
    import torch

    loss, leaves = run(start, lines, lambda x: torch.tensor(x, requires_grad=True))
    loss.backward()
    return loss.item(), {
        name: None if leaf.grad is None else leaf.grad.numpy().tolist() for name, leaf in leaves.items()
    }


def main():
    rng = np.random.default_rng(2026)
    table = []
    for _ in range(120):
        start, lines = random_program(rng)
        value, grads = torch_results(start, lines)
        table.append({"start": start, "lines": lines, "value": value, "grads": grads})
    rows = ",\n".join(json.dumps(row) for row in table)
    TABLE.write_text(f"[\n{rows}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
