"""Tensors that differentiate themselves, against differences, the perceptron's backward pass, and PyTorch."""

import gc
import json
import weakref

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_utils.data.datasets import load_digits, two_moons
from course_utils.numerics import losses, mlp
from course_utils.numerics.autograd import Tensor
from course_utils.numerics.calculus import check_gradient
from tests.numerics.make_torch_table import BINARY, TABLE, UNARY, random_program, run, torch_results

TORCH_TABLE = json.loads(TABLE.read_text(encoding="utf-8"))


def gradient(f, x):
    """The gradient of f at x, by autograd."""
    x = Tensor(x)
    f(x).backward()
    return x.grad


# A function of a tensor of shape (2, 3), with values positive throughout; some use it twice, some broadcast.
EXPRESSIONS = {
    "+ constant": lambda x: (x + 2) * x,
    "constant +": lambda x: (2 + x) * x,
    "- constant": lambda x: (x - 2) * x,
    "constant -": lambda x: (2 - x) * x,
    "minus": lambda x: -x * x,
    "* array": lambda x: x * np.arange(3.0),
    "array *": lambda x: np.arange(3.0) * x,
    "/": lambda x: x / (x * x + 1),
    "constant /": lambda x: 1 / x,
    "square": lambda x: x**2,
    "to the 0": lambda x: x**0 * x,
    "root": lambda x: x**0.5,
    "negative power": lambda x: x**-3,
    "to the x": lambda x: x**x,
    "constant to the x": lambda x: 2**x,
    "exp": lambda x: x.exp(),
    "log": lambda x: x.log(),
    "tanh": lambda x: x.tanh(),
    "relu": lambda x: (x - 1.1).relu(),
    "sigmoid": lambda x: x.sigmoid(),
    "softplus": lambda x: x.softplus(),
    "logsumexp of rows": lambda x: x.logsumexp(1) * [1.0, 3.0],
    "logsumexp of columns": lambda x: x.logsumexp(axis=0) * np.arange(3),
    "sum": lambda x: x.sum() * x,
    "sum of columns": lambda x: x.sum(axis=0) * x,
    "sum of rows, kept": lambda x: x.sum(axis=1, keepdims=True) * x,
    "sum of both axes": lambda x: x.sum(axis=(0, 1)) * x,
    "mean": lambda x: x.mean() * x,
    "mean of rows": lambda x: x.mean(axis=-1) ** 2,
    "reshape": lambda x: x.reshape(3, 2) * x.reshape((3, -1)),
    "T": lambda x: x.T * x.reshape(3, 2),
    "@": lambda x: x @ x.T,
    "@ constant": lambda x: x @ np.arange(12.0).reshape(3, 4),
    "constant @": lambda x: np.arange(8.0).reshape(4, 2) @ x,
    "@ vector": lambda x: x @ x[0],
    "vector @": lambda x: x[:, 0] @ x,
    "vector @ vector": lambda x: x[0] @ x[1],
    "stack @": lambda x: x.reshape(2, 1, 3) @ x.T,
    "entry": lambda x: x[1, 2] * x,
    "rows taken twice": lambda x: x[[0, 1, 0]] ** 2,
    "mask": lambda x: x[np.array([[True, False, True], [False, True, True]])] ** 2,
    "slice": lambda x: x[:, ::-2] * x[0, 0],
    "broadcast against itself": lambda x: x[:, :1] * x + x[0],
    "many uses": lambda x: x * x * x + x * x + x / x,
}


@pytest.mark.parametrize("f", EXPRESSIONS.values(), ids=EXPRESSIONS)
def test_each_operation_has_the_gradient_that_differences_find(f):
    x = np.random.default_rng(6).uniform(0.3, 2, size=(2, 3))
    assert check_gradient(lambda x: f(Tensor(x)).sum().item(), lambda x: gradient(lambda t: f(t).sum(), x), x) < 1e-6


OURS = ("exp", "log", "tanh", "relu", "sigmoid", "softplus", "logsumexp")  # methods that an array does not have


@pytest.mark.parametrize("name", [name for name in EXPRESSIONS if not name.startswith(OURS)])
def test_each_value_is_numpys(name):
    f, x = EXPRESSIONS[name], np.random.default_rng(6).uniform(0.3, 2, size=(2, 3))
    np.testing.assert_allclose(f(Tensor(x)).data, f(x))


def test_functions_of_one_number_by_hand():
    assert gradient(lambda x: x.exp(), 0) == 1
    assert gradient(lambda x: x.log(), 4) == 0.25
    assert gradient(lambda x: x.tanh(), 0) == 1
    assert gradient(lambda x: x.sigmoid(), 0) == 0.25
    assert gradient(lambda x: x.relu(), -1) == gradient(lambda x: x.relu(), 0) == 0
    assert gradient(lambda x: x**0, 0) == 0
    assert gradient(lambda x: x**1, 0) == 1
    assert gradient(lambda x: x * x + x, 3) == 7


def test_a_tensor_of_one_number_spread_over_a_matrix_gets_the_sum():
    a, b = Tensor(np.arange(6.0).reshape(2, 3)), Tensor(2.0)
    (a * b).sum().backward()
    assert b.grad == 15
    np.testing.assert_array_equal(a.grad, np.full((2, 3), 2.0))


@pytest.mark.parametrize("shape", [(), (1,), (3,), (1, 3), (2, 1), (1, 1), (4, 1, 1), (4, 2, 1)])
def test_whatever_was_broadcast_gets_a_gradient_of_its_own_shape(shape):
    rng = np.random.default_rng(0)
    small, other = rng.uniform(1, 2, size=shape), rng.uniform(1, 2, size=(4, 2, 3))
    for f in (lambda a, b: a + b, lambda a, b: b - a, lambda a, b: a * b, lambda a, b: b / a, lambda a, b: a**b):
        a, b = Tensor(small), Tensor(other)
        f(a, b).sum().backward()
        assert a.grad.shape == shape
        assert check_gradient(lambda x, f=f: np.sum(f(x, other)), a.grad, small) < 1e-6
        assert check_gradient(lambda x, f=f: np.sum(f(small, x)), b.grad, other) < 1e-6


# ------------------------------------------------------------------------------------------------ the backward pass


def test_backward_twice_gives_the_same_twice():
    x = Tensor([1.0, 2.0])
    loss = (x * x).tanh().sum()
    loss.backward()
    first = x.grad.copy()
    loss.backward()
    np.testing.assert_array_equal(x.grad, first)


def test_a_second_loss_replaces_the_gradient_of_the_first():
    x = Tensor(3.0)
    y = x * x
    (y * 5).backward()
    (y + 1).backward()
    assert (x.grad, y.grad) == (6, 1)


def test_every_node_on_the_way_has_its_gradient():
    x = Tensor(3.0)
    y = x * x
    z = y.exp()
    (2 * z).backward()
    assert z.grad == 2
    assert y.grad == pytest.approx(2 * np.exp(9))
    assert x.grad == pytest.approx(2 * np.exp(9) * 6)


def test_a_gradient_may_be_given_for_a_tensor_of_many_numbers():
    x, c = np.array([[1.0, 2.0]]), np.array([[1.0, 0.0, 2.0]])
    W = Tensor([[3.0, 0, 1], [0, 4, 1]])
    (x @ W).backward(c)
    np.testing.assert_array_equal(W.grad, mlp.linear_grad(x, W.data, c)[1])


def test_the_gradients_of_two_leaves_can_be_changed_apart():
    a, b = Tensor([1.0, 2.0]), Tensor([3.0, 4.0])
    (a + b).sum().backward()
    a.grad *= 10
    np.testing.assert_array_equal(b.grad, [1, 1])


def test_the_data_given_are_copied_and_not_changed():
    x = np.array([1.0, 2.0])
    t = Tensor(x)
    t.data += 1
    np.testing.assert_array_equal(x, [1, 2])


def test_a_very_long_chain_can_be_differentiated():
    x = Tensor(1.0)
    y = x
    for _ in range(20_000):
        y = y + 1
    y.backward()
    assert x.grad == 1


def test_backward_visits_each_node_of_a_doubling_chain_once():
    x = Tensor(1.0)
    y = x
    for _ in range(60):
        y = y + y  # 2⁶⁰ ways from y to x
    y.backward()
    assert x.grad == 2.0**60
    assert len(y.graph()) == 61


def test_the_graph_is_freed_as_soon_as_the_loss_is():
    gc.disable()
    try:
        x = Tensor([1.0])
        loss = ((x * 2).tanh() @ x + x.sum()).log()
        loss.backward()
        array = weakref.ref(loss.parents[0].parents[0].parents[0].data)
        del loss
        assert array() is None
    finally:
        gc.enable()


def test_the_graph_names_every_operation_after_its_parents():
    x, w = Tensor([1.0, 2.0]), Tensor([3.0, 4.0])
    y = (x @ w).tanh() * 2
    assert [node.op for node in y.graph()] == ["", "", "@", "tanh", "*"]
    assert y.parents[0].parents[0].parents == (x, w)
    assert repr(x) == "Tensor([1., 2.])"
    assert repr(x @ w) == "Tensor(11., op='@')"
    for node in y.graph():
        assert all(parent.born < node.born for parent in node.parents)


def test_constants_are_not_nodes():
    x = Tensor([1.0, 2.0])
    assert (x * np.ones(2) + 1).sum().graph()[0] is x
    assert len((x * np.ones(2) + 1).sum().graph()) == 4


def test_float32_stays_float32():
    x = Tensor([[1.0, 2.0]], dtype=np.float32)
    y = ((x * 2 + 1).tanh() @ x.T / 3 - x.sigmoid().mean() + x.softplus().sum() + x.logsumexp(1) + x.relu() ** 2).sum()
    y.backward()
    assert all(node.data.dtype == np.float32 == node.grad.dtype for node in y.graph())


def test_no_overflow_in_the_stable_functions():
    x = Tensor([-1e4, 0.0, 1e4])
    (x.softplus() + x.sigmoid() + x.tanh()).sum().backward()
    np.testing.assert_allclose(x.grad, [0, 0.5 + 0.25 + 1, 1])
    assert gradient(lambda x: x.logsumexp(), [1e4, 0.0]).tolist() == [1, 0]


@given(st.lists(st.floats(-5, 5), min_size=1, max_size=5), st.floats(-3, 3), st.floats(-3, 3))
def test_the_gradient_is_linear(x, a, b):
    f, g = lambda x: x.tanh().sum(), lambda x: (x * x).sum()
    both = gradient(lambda x: a * f(x) + b * g(x), x)
    np.testing.assert_allclose(both, a * gradient(f, x) + b * gradient(g, x), atol=1e-12)


# ------------------------------------------------------------------------------------------------- the same as others


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu"])
@pytest.mark.parametrize(
    ("loss", "sizes"), [("squared", (3, 5, 2)), ("log_loss", (3, 5, 1)), ("softmax_cross_entropy", (3, 5, 4))]
)
def test_the_gradients_of_a_perceptron_are_those_of_its_backward_pass_to_round_off(activation, loss, sizes):
    rng = np.random.default_rng(6)
    x, layers = rng.normal(size=(7, 3)), mlp.init_weights(sizes, rng, activation)
    y = rng.normal(size=(7, 2)) if loss == "squared" else rng.integers(2 if sizes[-1] == 1 else sizes[-1], size=7)
    passed = mlp.forward(x, layers, activation)
    value, grad_z = losses.LOSSES[loss](passed.scores, y)
    grads = mlp.backward(passed, layers, grad_z, activation)

    parameters = [(Tensor(W), Tensor(b)) for W, b in layers]
    (W1, b1), (W2, b2) = parameters
    z = getattr(x @ W1 + b1, activation)() @ W2 + b2
    by_autograd = {
        "squared": lambda: ((z - y) ** 2).sum() / (2 * 7),
        "log_loss": lambda: (z.softplus() - y[:, None] * z).mean(),
        "softmax_cross_entropy": lambda: (z.logsumexp(1) - z[range(7), y]).mean(),
    }[loss]()
    by_autograd.backward()
    assert by_autograd.item() == pytest.approx(value, rel=1e-14)
    for (W, b), grad in zip(parameters, grads, strict=True):
        np.testing.assert_allclose(W.grad, grad.W, rtol=1e-12, atol=1e-15)
        np.testing.assert_allclose(b.grad, grad.b, rtol=1e-12, atol=1e-15)


def test_training_by_autograd_is_training_by_hand():
    X, y = two_moons(60, 0.1, np.random.default_rng(0))
    layers = mlp.init_weights((2, 8, 1), np.random.default_rng(1))
    (W1, b1), (W2, b2) = parameters = [(Tensor(W), Tensor(b)) for W, b in layers]
    losses = []
    for _ in range(50):
        z = (X @ W1 + b1).tanh() @ W2 + b2
        loss = (z.softplus() - y[:, None] * z).mean()
        losses.append(loss.item())
        loss.backward()
        for p in (p for layer in parameters for p in layer):
            p.data -= 0.5 * p.grad
    by_hand = mlp.train(X, y, layers, loss="log_loss", learning_rate=0.5, epochs=50).losses
    np.testing.assert_allclose(losses, by_hand[:-1], rtol=1e-12)


def test_the_softmax_of_digits_is_that_of_the_perceptron():
    X, y = load_digits()
    W = Tensor(np.random.default_rng(0).normal(size=(64, 10)))
    z = X @ W
    (z.logsumexp(1) - z[range(len(y)), y]).mean().backward()
    np.testing.assert_allclose(W.grad, X.T @ losses.LOSSES["softmax_cross_entropy"](z.data, y)[1], atol=1e-15)


def agree(start, lines, value, grads):
    loss, leaves = run(start, lines, Tensor)
    loss.backward()
    assert loss.item() == pytest.approx(value, rel=1e-12)
    for name, theirs in grads.items():
        if theirs is None:
            assert leaves[name].grad is None
        else:
            size = max(1, np.abs(theirs).max(initial=0))
            np.testing.assert_allclose(leaves[name].grad, theirs, rtol=1e-10, atol=1e-13 * size)


@pytest.mark.parametrize("row", TORCH_TABLE, ids=lambda row: row["lines"][0].replace(" ", ""))
def test_random_programs_have_the_values_and_gradients_that_pytorch_found(row):
    agree(**row)


def test_the_programs_use_every_operation():
    text = "\n".join(line for row in TORCH_TABLE for line in row["lines"])
    for form in (*UNARY, *BINARY):
        kernel = form.replace("{x}", "v").replace("{y}", "v")
        plain = "".join(c for c in text if not c.isdigit())
        assert "".join(c for c in kernel if not c.isdigit()) in plain


def test_random_programs_agree_with_pytorch_where_it_is_installed():
    pytest.importorskip("torch", reason="PyTorch is not installed, and the table of its results stands in for it")
    rng = np.random.default_rng()
    for _ in range(100):
        start, lines = random_program(rng)
        agree(start, lines, *torch_results(start, lines))


# ------------------------------------------------------------------------------------------------- what does not fit


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: Tensor("text"), "data is made of text"),
        (lambda: Tensor([1, np.nan]), "data contains nan"),
        (lambda: Tensor([]), "data is empty"),
        (lambda: Tensor([1.0, 2.0]).backward(), r"grad is missing: the tensor has shape \(2,\)"),
        (lambda: Tensor([1.0, 2.0]).backward([1.0]), "grad has shape"),
        (lambda: Tensor([1.0, 2.0]) + "2", "operand is made of text"),
        (lambda: Tensor([1.0, 2.0]) @ np.ones((2, 2, 2)), "the right factor of @ has shape"),
    ],
)
def test_what_does_not_fit_is_named(call, words):
    with pytest.raises(ValueError, match=f"^{words}"):
        call()


def test_numpys_functions_refuse_a_tensor_instead_of_losing_its_graph():
    with pytest.raises(TypeError):
        np.exp(Tensor([1.0]))
