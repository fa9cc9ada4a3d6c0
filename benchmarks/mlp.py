"""Train small networks by ours, PyTorch, JAX, scikit-learn and micrograd; print the times as tables in Markdown.

    python benchmarks/mlp.py        from the course's folder, with a Python that has numpy and any of the peers:
                                    pip install torch jax scikit-learn micrograd

Same data, initial weights, batches in the same order, learning rate, float32, one thread. All take turns in every
round, and the CPU time of a round is divided by PyTorch's of the same round; the tables have medians. A peer that is
missing is left out. The losses at the end are computed by the same function, from the weights of each.
"""

import gc
import importlib.util
import os
import statistics
import sys
import time
import warnings
from pathlib import Path
from typing import NamedTuple

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):  # before numpy is imported
    os.environ[variable] = "1"
os.environ["XLA_FLAGS"], os.environ["JAX_PLATFORMS"] = "--xla_cpu_multi_thread_eigen=false", "cpu"
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from course_utils.data.datasets import load_digits, two_moons
from course_utils.numerics import losses, mlp, mlp_fast
from course_utils.numerics._arguments import targets
from course_utils.numerics._training import bounds
from course_utils.numerics.autograd import Tensor

ROUNDS = 15


class Case(NamedTuple):
    title: str
    X: np.ndarray
    y: np.ndarray
    sizes: tuple
    activation: str
    batch_size: int
    learning_rate: float
    epochs: int  # in a round

    @property
    def loss(self):
        return "log_loss" if self.sizes[-1] == 1 else "softmax_cross_entropy"

    @property
    def start(self):
        return mlp.init_weights(self.sizes, np.random.default_rng(0), self.activation)

    @property
    def bounds(self):
        return bounds(len(self.X), self.batch_size)

    def final_loss(self, layers):
        """Compute the loss in float64, from any layers."""
        layers = [mlp.Layer(np.asarray(W, dtype=float), np.asarray(b, dtype=float)) for W, b in layers]
        return losses.LOSSES[self.loss](mlp.forward(self.X, layers, self.activation).scores, self.y)[0]


def make_cases():
    rng = np.random.default_rng(0)
    X, y = two_moons(500, 0.1, rng)
    D, d = load_digits()
    large = np.pad(D.reshape(-1, 8, 8).repeat(3, axis=1).repeat(3, axis=2), ((0, 0), (2, 2), (2, 2))).reshape(-1, 784)
    yield Case("2-16-16-1, 500 points, full batch", X, y, (2, 16, 16, 1), "tanh", 500, 0.5, 200)
    yield Case("2-16-16-1, 500 points, batch 50", X, y, (2, 16, 16, 1), "tanh", 50, 0.1, 20)
    yield Case("64-64-10, digits, batch 32", D[:1792], d[:1792], (64, 64, 10), "tanh", 32, 0.1, 4)
    yield Case("64-64-10, digits, full batch 1792", D[:1792], d[:1792], (64, 64, 10), "tanh", 1792, 0.5, 30)
    yield Case(
        "784-256-128-10, enlarged digits, batch 128", large[:1792], d[:1792], (784, 256, 128, 10), "tanh", 128, 0.1, 2
    )


# Each contestant: a function of a case that gives (train some epochs, the layers as they are now).


def ours(case, dtype):
    Y = targets(case.y, (len(case.X), case.sizes[-1]), case.loss)
    batch_size = None if case.batch_size == len(case.X) else case.batch_size
    trainer = mlp_fast.Trainer(
        case.X, Y, case.start, case.loss, case.activation, case.learning_rate, batch_size, dtype=dtype
    )

    def train(epochs):
        for _ in range(epochs):
            trainer.epoch()

    return train, trainer.layers


def ours_float32(case):
    return ours(case, np.float32)


def ours_float64(case):
    return ours(case, np.float64)


def ours_recording(case):
    """mlp_fast.train itself: checks its arguments, records weights and losses of every epoch."""
    layers = case.start

    def train(epochs):
        nonlocal layers
        options = {"loss": case.loss, "activation": case.activation, "learning_rate": case.learning_rate}
        batch_size = None if case.batch_size == len(case.X) else case.batch_size
        history = mlp_fast.train(
            case.X, case.y, layers, **options, epochs=epochs, batch_size=batch_size, dtype=np.float32
        )
        layers = history.layers[-1]

    return train, lambda: layers


def textbook(case):
    layers = case.start

    def train(epochs):
        nonlocal layers
        options = {"loss": case.loss, "activation": case.activation, "learning_rate": case.learning_rate}
        batch_size = None if case.batch_size == len(case.X) else case.batch_size
        layers = mlp.train(case.X, case.y, layers, **options, epochs=epochs, batch_size=batch_size).layers[-1]

    return train, lambda: layers


def our_autograd(case):
    X = case.X.astype(np.float32)
    y = case.y[:, None].astype(np.float32) if case.sizes[-1] == 1 else case.y
    layers = [(Tensor(W, np.float32), Tensor(b, np.float32)) for W, b in case.start]
    parameters = [p for layer in layers for p in layer]
    batches = [(X[i:j], y[i:j], np.arange(j - i)) for i, j in case.bounds]

    def train(epochs):
        for _ in range(epochs):
            for x, t, rows in batches:
                *hidden, (W, b) = layers
                for V, c in hidden:
                    x = (x @ V + c).tanh()
                z = x @ W + b
                loss = (z.softplus() - t * z).mean() if t.ndim == 2 else (z.logsumexp(1) - z[rows, t]).mean()
                loss.backward()
                for p in parameters:
                    p.data -= case.learning_rate * p.grad

    return train, lambda: [(W.data, b.data) for W, b in layers]


def torch_eager(case):
    """As in the tutorials: modules, a loss of torch.nn.functional, an optimizer."""
    import torch

    torch.set_num_threads(1)
    linears = [torch.nn.Linear(d_in, d_out) for d_in, d_out in zip(case.sizes, case.sizes[1:], strict=False)]
    for linear, (W, b) in zip(linears, case.start, strict=True):
        linear.weight.data, linear.bias.data = torch.tensor(W.T, dtype=torch.float32), torch.tensor(b).float()
    between = {"tanh": torch.nn.Tanh, "relu": torch.nn.ReLU}[case.activation]
    model = torch.nn.Sequential(*(m for linear in linears for m in (linear, between())))[:-1]
    optimizer = torch.optim.SGD(model.parameters(), lr=case.learning_rate)
    batches, loss_of = _torch_batches(case)

    def train(epochs):
        for _ in range(epochs):
            for x, t in batches:
                optimizer.zero_grad()
                loss_of(model(x), t).backward()
                optimizer.step()

    return train, lambda: [(m.weight.detach().numpy().T, m.bias.detach().numpy()) for m in linears]


def torch_lean(case):
    """The shortest way through PyTorch: bare parameters, one fused call a layer and one for all updates."""
    import torch

    torch.set_num_threads(1)
    layers = [tuple(torch.tensor(p, dtype=torch.float32, requires_grad=True) for p in layer) for layer in case.start]
    parameters = [p for layer in layers for p in layer]
    sigma = getattr(torch, case.activation)
    batches, loss_of = _torch_batches(case)

    def train(epochs):
        for _ in range(epochs):
            for x, t in batches:
                *hidden, (W, b) = layers
                for V, c in hidden:
                    x = sigma(torch.addmm(c, x, V))
                grads = torch.autograd.grad(loss_of(torch.addmm(b, x, W), t), parameters)
                with torch.no_grad():
                    torch._foreach_add_(parameters, grads, alpha=-case.learning_rate)

    return train, lambda: [(W.detach().numpy(), b.detach().numpy()) for W, b in layers]


def _torch_batches(case):
    import torch
    import torch.nn.functional as F

    X = torch.tensor(case.X, dtype=torch.float32)
    if case.sizes[-1] == 1:
        y, loss_of = torch.tensor(case.y, dtype=torch.float32)[:, None], F.binary_cross_entropy_with_logits
    else:
        y, loss_of = torch.tensor(case.y), F.cross_entropy
    return [(X[i:j], y[i:j]) for i, j in case.bounds], loss_of


def jax_jit(case):
    """One jitted step a batch."""
    import jax
    import jax.numpy as jnp

    def loss_of(layers, x, t):
        *hidden, (W, b) = layers
        for V, c in hidden:
            x = {"tanh": jnp.tanh, "relu": jax.nn.relu}[case.activation](x @ V + c)
        z = x @ W + b
        if case.sizes[-1] == 1:
            return jnp.mean(jnp.logaddexp(0, z[:, 0]) - t * z[:, 0])
        return jnp.mean(jax.nn.logsumexp(z, axis=1) - jnp.take_along_axis(z, t[:, None], axis=1)[:, 0])

    @jax.jit
    def step(layers, x, t):
        grads = jax.grad(loss_of)(layers, x, t)
        return jax.tree.map(lambda p, g: p - case.learning_rate * g, layers, grads)

    layers = [(jnp.array(W, jnp.float32), jnp.array(b, jnp.float32)) for W, b in case.start]
    y = case.y.astype(np.float32 if case.sizes[-1] == 1 else np.int32)
    batches = [(jnp.array(case.X[i:j], jnp.float32), jnp.array(y[i:j])) for i, j in case.bounds]
    for i, j in {j - i: (i, j) for i, j in case.bounds}.values():
        jax.block_until_ready(step(layers, jnp.array(case.X[i:j], jnp.float32), jnp.array(y[i:j])))  # compile

    def train(epochs):
        nonlocal layers
        for _ in range(epochs):
            for x, t in batches:
                layers = step(layers, x, t)
        jax.block_until_ready(layers)

    return train, lambda: layers


def sklearn_mlp(case):
    from sklearn.neural_network import MLPClassifier

    model = MLPClassifier(
        case.sizes[1:-1], activation=case.activation, solver="sgd", alpha=0, momentum=0, shuffle=False,
        batch_size=case.batch_size, learning_rate_init=case.learning_rate,
    )  # fmt: skip
    X, classes = case.X.astype(np.float32), np.unique(case.y)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.partial_fit(X, case.y, classes=classes)
    for k, (W, b) in enumerate(case.start):
        model.coefs_[k][...], model.intercepts_[k][...] = W, b

    def train(epochs):
        for _ in range(epochs):
            model.partial_fit(X, case.y)

    return train, lambda: list(zip(model.coefs_, model.intercepts_, strict=True))


def products_alone(case):
    """The matrix products of a step and nothing else, by numpy: x W, xᵀ g, and g Wᵀ where there is a layer before."""
    rng, batches = np.random.default_rng(0), []
    X, size = case.X.astype(np.float32), {i: j - i for i, j in case.bounds}
    shapes = list(zip(case.sizes, case.sizes[1:], strict=False))
    W = [rng.normal(size=shape).astype(np.float32) for shape in shapes]
    arrays = {
        n: [tuple(rng.normal(size=(n, d)).astype(np.float32) for d in shape) for shape in shapes]
        for n in set(size.values())
    }
    for i, j in case.bounds:
        calls = []
        for k, (x, g) in enumerate(arrays[size[i]]):
            x = x if k > 0 else X[i:j]
            calls += [(x, W[k], np.empty_like(g)), (x.T, g, np.empty_like(W[k]))]
            calls += [(g, W[k].T, np.empty_like(x))] if k > 0 else []
        batches.append(calls)

    def train(epochs):
        for _ in range(epochs):
            for calls in batches:
                for a, b, out in calls:
                    np.matmul(a, b, out=out)

    return train, lambda: None


CONTESTANTS = {
    "PyTorch eager": torch_eager,
    "PyTorch eager, shortest way": torch_lean,
    "JAX, one jitted step": jax_jit,
    "scikit-learn MLPClassifier": sklearn_mlp,
    "ours, `mlp_fast`": ours_float32,
    "ours, `mlp_fast`, float64": ours_float64,
    "ours, `mlp_fast.train` with its records": ours_recording,
    "ours, `mlp.train`, as on the slide, float64": textbook,
    "ours, `autograd`": our_autograd,
    "numpy's matrix products of a step alone": products_alone,
}
NEEDS = {torch_eager: "torch", torch_lean: "torch", jax_jit: "jax", sklearn_mlp: "sklearn"}


def is_installed(name):
    return importlib.util.find_spec(name) is not None


def cpu_seconds(function, *arguments):
    start = time.process_time()
    function(*arguments)
    return time.process_time() - start


def compare(case, rounds=ROUNDS):
    """For each contestant: microseconds of a step, ratios to the first one of the same round, and its layers."""
    running = {name: make(case) for name, make in CONTESTANTS.items() if make not in NEEDS or is_installed(NEEDS[make])}
    seconds = {name: [] for name in running}
    for r in range(rounds):
        order = list(running)
        for name in order if r % 2 else reversed(order):
            seconds[name].append(cpu_seconds(running[name][0], case.epochs))
    steps = case.epochs * len(case.bounds)
    for name, (_, layers) in running.items():
        measured = seconds[name][2:]  # two rounds to warm up
        ratios = [a / b for a, b in zip(seconds[next(iter(running))][2:], measured, strict=True)]
        final = layers() and f"{case.final_loss(layers()):.6f}"
        yield name, 1e6 * statistics.median(measured) / steps, statistics.median(ratios), final or ""


def nets_for_micrograd():
    for n in (50, 100, 500):
        X, y = two_moons(n, 0.1, np.random.default_rng(0))
        yield f"2-16-16-1, {n} points", X, 2.0 * y[:, None] - 1, (2, 16, 16, 1)
    D, d = load_digits()
    yield "64-64-10, 32 digits", D[:32], np.eye(10)[d[:32]], (64, 64, 10)


def compare_with_micrograd(X, T, sizes, steps=2, rate=0.1):
    """Microseconds of a step and final loss, theirs and ours; relu and squared loss, which micrograd can do."""
    from micrograd.engine import Value

    n, start = len(X), mlp.init_weights(sizes, np.random.default_rng(0), "relu")

    units = [
        [([Value(w) for w in weights], Value(c)) for weights, c in zip(W.T.tolist(), b.tolist(), strict=True)]
        for W, b in start
    ]  # as in micrograd.nn: for each layer, for each unit of it, the weights and the bias
    values = [p for layer in units for weights, c in layer for p in (*weights, c)]

    def their_steps():
        for _ in range(steps):
            loss = Value(0.0)
            for y, target in zip(X.tolist(), T.tolist(), strict=True):
                for layer in units:
                    z = [sum((w * v for w, v in zip(weights, y, strict=True)), c) for weights, c in layer]
                    y = z if layer is units[-1] else [v.relu() for v in z]
                for v, t in zip(y, target, strict=True):
                    loss = loss + (v - t) ** 2
            loss = loss * (0.5 / n)
            for p in values:
                p.grad = 0
            loss.backward()
            for p in values:
                p.data -= rate * p.grad

    def new_steps():
        layers = [(Tensor(W), Tensor(b)) for W, b in start]

        def our_steps():
            for _ in range(steps):
                y = X
                for k, (W, b) in enumerate(layers, start=1):
                    y = y @ W + b if k == len(layers) else (y @ W + b).relu()
                loss = ((y - T) ** 2).sum() * (0.5 / n)
                loss.backward()
                for p in (p for layer in layers for p in layer):
                    p.data -= rate * p.grad

        return our_steps, layers

    def final(layers):
        return losses.LOSSES["squared"](mlp.forward(X, layers, "relu").scores, T)[0]

    sys.setrecursionlimit(1_000_000)  # micrograd walks the graph by calling itself
    gc.collect()
    gc.freeze()  # so that the collector does not search older objects again and again
    theirs = cpu_seconds(their_steps)
    timed = [(cpu_seconds(our_steps), layers) for our_steps, layers in (new_steps() for _ in range(50))]
    their_layers = [
        ([[w.data for w in weights] for weights, _ in layer], [c.data for _, c in layer]) for layer in units
    ]
    return (
        1e6 * theirs / steps,
        1e6 * statistics.median(seconds for seconds, _ in timed) / steps,
        final([mlp.Layer(np.transpose(W), b) for W, b in their_layers]),
        final([mlp.Layer(W.data, b.data) for W, b in timed[-1][1]]),
    )


def main():
    for case in make_cases():
        print(f"\n**{case.title}**, {case.activation}, α = {case.learning_rate:g}\n")
        print("| | µs of CPU a step | times as fast as PyTorch eager | loss at the end |")
        print("|---|---|---|---|")
        for name, microseconds, ratio, loss in compare(case):
            print(f"| {name} | {microseconds:.1f} | {ratio:.2f} | {loss} |", flush=True)
    if is_installed("micrograd"):
        print("\n**`autograd` and micrograd**, relu, squared loss, full batch, float64, two steps\n")
        print("| | micrograd, ms of CPU a step | ours | times as fast | losses at the end, theirs and ours |")
        print("|---|---|---|---|---|")
        for name, *net in nets_for_micrograd():
            theirs, ours, their_loss, our_loss = compare_with_micrograd(*net)
            print(f"| {name} | {theirs / 1e3:.0f} | {ours / 1e3:.3f} | {theirs / ours:.0f} ", end="")
            print(f"| {their_loss:.12f} {our_loss:.12f} |", flush=True)


if __name__ == "__main__":
    main()
