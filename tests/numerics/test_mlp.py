"""The multi-layer perceptron: each row of the slides' backward pass against differences, and training on real data."""

import time

import numpy as np
import pytest
from scipy.special import expit, softmax
from sklearn.neural_network import MLPClassifier

from course_utils.data.datasets import circles, load_digits, spirals, two_moons, xor
from course_utils.numerics import mlp, mlp_fast
from course_utils.numerics.calculus import check_gradient, numerical_jacobian
from course_utils.numerics.losses import LOSSES
from course_utils.numerics.mlp import ACTIVATIONS, Layer

TRAININGS = {"as on the slide": mlp.train, "fast": mlp_fast.train}
every_activation = pytest.mark.parametrize("activation", ACTIVATIONS)
both_trainings = pytest.mark.parametrize("train", TRAININGS.values(), ids=TRAININGS)
DATA = {"two_moons": two_moons, "circles": circles, "xor": xor, "spirals": spirals}


@pytest.fixture
def rng():
    return np.random.default_rng(6)


def some_network(rng, sizes, activation="tanh"):
    """Random weights and biases, so that no gradient is 0 by accident."""
    return [Layer(W, rng.normal(size=b.shape)) for W, b in mlp.init_weights(sizes, rng, activation)]


def some_labels(loss, n, d, rng):
    return rng.normal(size=(n, d)) if loss == "squared" else rng.integers(2 if d == 1 else d, size=n)


# ---------------------------------------------------------------------------------------- the slide's linear layer


def test_the_backward_of_a_linear_layer_is_right_for_different_numbers_of_rows_inputs_and_outputs(rng):
    x, W, c = rng.normal(size=(5, 3)), rng.normal(size=(3, 2)), rng.normal(size=(5, 2))
    grad_x, grad_W = mlp.linear_grad(x, W, grad_y=c)  # of L = Σ c_ij y_ij
    assert check_gradient(lambda x: np.sum(c * mlp.linear(x, W)), grad_x, x) < 1e-6
    assert check_gradient(lambda W: np.sum(c * mlp.linear(x, W)), grad_W, W) < 1e-6


def test_the_gradient_of_the_weights_is_the_sum_over_the_examples(rng):
    x, W, c = rng.normal(size=(5, 3)), rng.normal(size=(3, 2)), rng.normal(size=(5, 2))
    one_by_one = [mlp.linear_grad(x[i : i + 1], W, c[i : i + 1])[1] for i in range(5)]
    np.testing.assert_allclose(mlp.linear_grad(x, W, c)[1], sum(one_by_one))


def test_a_bias_is_one_more_row_of_weights_for_a_constant_input(rng):
    x, W, b = rng.normal(size=(5, 3)), rng.normal(size=(3, 2)), rng.normal(size=2)
    np.testing.assert_allclose(mlp.linear(x, W, b), mlp.linear(np.column_stack([x, np.ones(5)]), np.vstack([W, b])))


def test_derivative_and_gradient_are_the_same_up_to_a_transpose(rng):
    """Slide "Gradient Vs Derivative": W_1 σ_1′ W_2 σ_2′ W_3 ∂L/∂z_3, a column, against the row in reverse order."""
    layers = some_network(rng, (4, 3, 5, 2))
    W1, W2, W3 = (layer.W for layer in layers)
    x, c = rng.normal(size=(1, 4)), rng.normal(size=(1, 2))
    z1, z2, _ = mlp.forward(x, layers).z
    S1, S2 = np.diag(1 - np.tanh(z1[0]) ** 2), np.diag(1 - np.tanh(z2[0]) ** 2)
    derivative, gradient = W1 @ S1 @ W2 @ S2 @ W3 @ c.T, c @ W3.T @ S2 @ W2.T @ S1 @ W1.T
    np.testing.assert_allclose(derivative.T, gradient)
    assert check_gradient(lambda x: np.sum(c * mlp.forward(x, layers).scores), gradient, x) < 1e-6


# ------------------------------------------------------------------------------------------- activations


@every_activation
def test_the_derivative_of_each_activation(activation):
    sigma, sigma_prime = ACTIVATIONS[activation]
    z = np.array([-3.0, -0.5, 0.1, 2.0])
    np.testing.assert_allclose(numerical_jacobian(sigma, z), np.diag(sigma_prime(z)), atol=1e-9)


@every_activation
def test_activations_neither_overflow_nor_warn(activation):
    sigma, sigma_prime = ACTIVATIONS[activation]
    z = np.array([-1e300, -800.0, 0.0, 800.0, 1e300])
    assert np.isfinite(sigma(z)).all()
    assert np.isfinite(sigma_prime(z)).all()


def test_the_sigmoid_is_scipys():
    z = np.linspace(-30, 30, 101)
    np.testing.assert_allclose(ACTIVATIONS["sigmoid"].sigma(z), expit(z), atol=1e-15)


# ----------------------------------------------------------------------------------------------- forward and backward


@every_activation
@pytest.mark.parametrize(
    ("loss", "sizes"),
    [("squared", (3, 4, 5, 2)), ("log_loss", (3, 4, 5, 1)), ("softmax_cross_entropy", (3, 5, 4)), ("log_loss", (3, 1))],
)
def test_backprop_gives_the_gradient_of_every_weight_and_bias(rng, activation, loss, sizes):
    x, layers = rng.normal(size=(7, 3)), some_network(rng, sizes, activation)
    y = some_labels(loss, 7, sizes[-1], rng)
    passed = mlp.forward(x, layers, activation)
    grads = mlp.backward(passed, layers, LOSSES[loss](passed.scores, y)[1], activation)

    for k, name in np.ndindex(len(layers), 2):

        def value(parameter, k=k, name=name):
            changed = [*layers]
            changed[k] = layers[k]._replace(**{Layer._fields[name]: parameter})
            return LOSSES[loss](mlp.forward(x, changed, activation).scores, y)[0]

        assert check_gradient(value, grads[k][name], layers[k][name]) < 1e-6


def test_the_rows_of_complete_backprop(rng):
    """The slide's six lines, for one example, with ⊙ where it has a plain factor."""
    layers = some_network(rng, (4, 3, 5, 2))
    passed = mlp.forward(rng.normal(size=(1, 4)), layers)
    (x, y1, y2, _), (z1, z2, _) = passed.y, passed.z
    _, W2, W3 = (layer.W for layer in layers)
    sigma_prime = ACTIVATIONS["tanh"].sigma_prime
    grad_z3 = rng.normal(size=(1, 2))
    grad_W3 = y2.T @ grad_z3
    grad_z2 = grad_z3 @ W3.T * sigma_prime(z2)
    grad_W2 = y1.T @ grad_z2
    grad_z1 = grad_z3 @ W3.T * sigma_prime(z2) @ W2.T * sigma_prime(z1)
    grad_W1 = x.T @ grad_z1
    for ours, slide in zip(mlp.backward(passed, layers, grad_z3), (grad_W1, grad_W2, grad_W3), strict=True):
        np.testing.assert_allclose(ours.W, slide)
    np.testing.assert_allclose(mlp.backward(passed, layers, grad_z3)[0].b, grad_z1[0])


def test_backprop_by_hand():
    """2 - 1 - 1, tanh: x = (1, 2), W_1 = (½, -¼)ᵀ, so z_1 = 0, y_1 = 0, σ′ = 1; W_2 = 3; squared loss, label 2."""
    layers = [Layer([[0.5], [-0.25]], [0]), Layer([[3]], [0])]
    passed = mlp.forward([[1, 2]], layers)
    loss, grad_z2 = LOSSES["squared"](passed.scores, [2])
    assert (loss, grad_z2.item()) == (2, -2)
    first, second = mlp.backward(passed, layers, grad_z2)
    assert (second.W.item(), second.b.item()) == (0, -2)  # y_1 = 0
    assert (first.W.tolist(), first.b.item()) == ([[-6], [-12]], -6)  # ∇z_1 = -2 · 3 · 1


def test_a_stack_of_linear_layers_is_one_linear_layer(rng):
    layers, x = some_network(rng, (3, 7, 5, 2)), rng.normal(size=(4, 3))
    (W1, b1), (W2, b2), (W3, b3) = layers
    one = [Layer(W1 @ W2 @ W3, (b1 @ W2 + b2) @ W3 + b3)]
    np.testing.assert_allclose(mlp.forward(x, layers, "identity").scores, mlp.forward(x, one).scores)


def test_examples_do_not_see_each_other(rng):
    layers, x = some_network(rng, (3, 7, 2)), rng.normal(size=(4, 3))
    one_by_one = np.vstack([mlp.forward(row[None], layers).scores for row in x])
    np.testing.assert_allclose(mlp.forward(x, layers).scores, one_by_one)


def test_the_last_layer_is_linear_and_the_first_y_is_the_input(rng):
    layers, x = some_network(rng, (3, 7, 2)), rng.normal(size=(4, 3))
    passed = mlp.forward(x, layers, "relu")
    np.testing.assert_array_equal(passed.y[0], x)
    np.testing.assert_array_equal(passed.y[-1], passed.scores)
    assert [z.shape for z in passed.z] == [(4, 7), (4, 2)]
    assert passed.scores.min() < 0


def test_scores_and_probabilities_say_the_same(rng):
    x = rng.normal(size=(20, 3))
    for d in (1, 4):
        layers = some_network(rng, (3, 7, d))
        p, labels = mlp.predict_proba(x, layers), mlp.predict(x, layers)
        assert p.shape == ((20,) if d == 1 else (20, 4))
        np.testing.assert_array_equal(labels, p > 0.5 if d == 1 else p.argmax(axis=1))
        z = mlp.forward(x, layers).scores
        np.testing.assert_allclose(p, expit(z[:, 0]) if d == 1 else softmax(z, axis=1))


@every_activation
def test_a_new_network_keeps_the_size_of_what_passes_through(activation):
    layers = mlp.init_weights((400, *[400] * 8, 1), np.random.default_rng(0), activation)
    passed = mlp.forward(np.random.default_rng(1).normal(size=(50, 400)), layers, activation)
    assert 0.1 < np.std(passed.z[7]) / np.std(passed.z[0]) < 10
    assert all((b == 0).all() for _, b in layers)


# ------------------------------------------------------------------------------------------------------------ training


@both_trainings
def test_one_epoch_is_a_step_against_the_gradient(train, rng):
    X, y, layers = rng.normal(size=(6, 3)), rng.integers(4, size=6), some_network(rng, (3, 5, 4))
    passed = mlp.forward(X, layers)
    grads = mlp.backward(passed, layers, LOSSES["softmax_cross_entropy"](passed.scores, y)[1])
    history = train(X, y, layers, loss="softmax_cross_entropy", learning_rate=0.5, epochs=1)
    for before, after, grad in zip(layers, history.layers[1], grads, strict=True):
        np.testing.assert_allclose(after.W, before.W - 0.5 * grad.W, rtol=1e-12, atol=1e-14)
        np.testing.assert_allclose(after.b, before.b - 0.5 * grad.b, rtol=1e-12, atol=1e-14)


def test_a_step_goes_downhill_and_leaves_the_layers_given_as_they_are(rng):
    X, y, layers = rng.normal(size=(6, 3)), rng.normal(size=6), some_network(rng, (3, 5, 1))
    passed = mlp.forward(X, layers)
    value, grad_z = LOSSES["squared"](passed.scores, y)
    before = layers[0].W.copy()
    lower = mlp.descend(layers, mlp.backward(passed, layers, grad_z), learning_rate=0.01)
    assert LOSSES["squared"](mlp.forward(X, lower).scores, y)[0] < value
    np.testing.assert_array_equal(layers[0].W, before)


@both_trainings
def test_the_history_has_the_start_and_every_epoch_with_its_loss_over_all_data(train, rng):
    X, y = two_moons(50, 0.1, rng)
    start = some_network(rng, (2, 5, 1))
    history = train(X, y, start, loss="log_loss", learning_rate=0.5, epochs=7, batch_size=8, rng=rng)
    assert len(history.layers) == len(history.losses) == 8
    for (W, b), (W_0, b_0) in zip(history.layers[0], start, strict=True):
        np.testing.assert_array_equal(W, W_0)
        np.testing.assert_array_equal(b, b_0)
    again = [LOSSES["log_loss"](mlp.forward(X, layers).scores, y)[0] for layers in history.layers]
    np.testing.assert_allclose(history.losses, again, rtol=1e-12)
    assert len({layers[0].W.tobytes() for layers in history.layers}) == 8  # none was overwritten by a later one


@both_trainings
def test_training_does_not_change_its_arguments(train, rng):
    X, y, layers = rng.normal(size=(6, 3)), rng.normal(size=6), some_network(rng, (3, 5, 1))
    before = [X.copy(), y.copy(), *(p.copy() for layer in layers for p in layer)]
    train(X, y, layers, loss="squared", learning_rate=0.5, epochs=3, batch_size=4)
    for a, b in zip(before, [X, y, *(p for layer in layers for p in layer)], strict=True):
        np.testing.assert_array_equal(a, b)


@both_trainings
def test_a_linear_layer_with_squared_loss_ends_at_least_squares(train, rng):
    X, y = rng.normal(size=(30, 2)), rng.normal(size=30)
    (W, b), *_ = train(X, y, [Layer(np.zeros((2, 1)), [0])], loss="squared", learning_rate=0.5, epochs=300).layers[-1]
    expected = np.linalg.lstsq(np.column_stack([X, np.ones(30)]), y)[0]
    np.testing.assert_allclose([*W[:, 0], *b], expected, atol=1e-10)


def test_the_mean_over_the_batch_makes_the_learning_rate_independent_of_its_size(rng):
    X, y, layers = rng.normal(size=(6, 3)), rng.integers(2, size=6), some_network(rng, (3, 5, 1))
    once, twice = (
        mlp.train(data, labels, layers, loss="log_loss", learning_rate=0.5, epochs=5)
        for data, labels in ((X, y), (np.vstack([X, X]), np.concatenate([y, y])))
    )
    np.testing.assert_allclose(once.losses, twice.losses)


@both_trainings
def test_a_step_of_scikit_learns_perceptron_is_ours(train, rng):
    X, y = rng.normal(size=(20, 3)), np.arange(20) % 4
    theirs = MLPClassifier((5,), activation="tanh", solver="sgd", alpha=0, momentum=0, batch_size=20, shuffle=False)
    theirs.set_params(learning_rate_init=0.3, max_iter=1, random_state=0)
    theirs.partial_fit(X, y, classes=range(4))
    layers = [Layer(W.copy(), b.copy()) for W, b in zip(theirs.coefs_, theirs.intercepts_, strict=True)]
    for _ in range(5):
        theirs.partial_fit(X, y)
    ours = train(X, y, layers, loss="softmax_cross_entropy", learning_rate=0.3, epochs=5)
    for (W, b), their_W, their_b in zip(ours.layers[-1], theirs.coefs_, theirs.intercepts_, strict=True):
        np.testing.assert_allclose(W, their_W, atol=1e-12)
        np.testing.assert_allclose(b, their_b, atol=1e-12)


@both_trainings
def test_epochs_can_be_any_iterable(train, rng):
    X, y, layers = rng.normal(size=(6, 3)), rng.normal(size=6), some_network(rng, (3, 5, 1))
    walked = []
    steps = (walked.append(i) or i for i in range(4))
    history = train(X, y, layers, loss="squared", learning_rate=0.1, epochs=steps)
    assert walked == [0, 1, 2, 3]
    counted = train(X, y, layers, loss="squared", learning_rate=0.1, epochs=4)
    np.testing.assert_array_equal(history.losses, counted.losses)


@both_trainings
@pytest.mark.parametrize("activation", ["relu", "tanh", "identity"])
def test_a_training_that_blows_up_keeps_its_last_finite_layers(train, activation, rng):
    X, y, layers = 10 * rng.normal(size=(6, 3)), rng.normal(size=6), some_network(rng, (3, 5, 5, 1))
    history = train(X, y, layers, loss="squared", activation=activation, learning_rate=1e300, epochs=5)
    assert len(history.losses) == 6
    blown = np.isinf(history.losses)
    assert blown[-1]
    assert not np.isnan(history.losses).any()
    assert np.isfinite(mlp.forward(X, history.layers[-1], activation).scores).all()
    assert history.losses[: blown.argmax()].tolist() == [
        pytest.approx(LOSSES["squared"](mlp.forward(X, one, activation).scores, y)[0])
        for one in history.layers[: blown.argmax()]
    ]


@both_trainings
@pytest.mark.parametrize("data", DATA)
@pytest.mark.slow
def test_a_small_network_learns_each_playground(train, data):
    X, y = DATA[data](300, 0.02, np.random.default_rng(0))
    layers = mlp.init_weights((2, 16, 16, 1), np.random.default_rng(1))
    history = train(
        X, y, layers, loss="log_loss", learning_rate=0.5, epochs=300, batch_size=50, rng=np.random.default_rng(2)
    )
    assert np.mean(mlp.predict(X, history.layers[-1]) == y) > 0.97
    straight = train(X, y, layers, loss="log_loss", activation="identity", learning_rate=0.1, epochs=100)
    assert np.mean(mlp.predict(X, straight.layers[-1], "identity") == y) < 0.95  # a straight line cannot


@both_trainings
@pytest.mark.slow
def test_digits_it_has_not_seen_are_read_at_97_percent_after_a_few_seconds(train):
    """Five times, each fifth of the digits is left out and then read: a single fifth says too little, ±0.7 %."""
    X, y = load_digits()
    rng = np.random.default_rng(0)
    folds, right = np.array_split(rng.permutation(len(X)), 5), 0
    for test in folds:
        learn = np.setdiff1d(np.arange(len(X)), test)
        layers = mlp.init_weights((64, 256, 10), rng, "relu")
        options = {"loss": "softmax_cross_entropy", "activation": "relu", "learning_rate": 0.3, "batch_size": 32}
        start = time.process_time()
        trained = train(X[learn], y[learn], layers, **options, epochs=20, rng=rng).layers[-1]
        assert time.process_time() - start < 10
        right += np.sum(mlp.predict(X[test], trained, "relu") == y[test])
    assert right / len(X) >= 0.97


# --------------------------------------------------------------------------------------------------------- the fast one


@every_activation
@pytest.mark.parametrize("batch_size", [None, 1, 7, 20, 50])
@pytest.mark.parametrize(
    ("loss", "sizes"),
    [("squared", (3, 4, 5, 2)), ("log_loss", (3, 4, 1)), ("softmax_cross_entropy", (3, 5, 5, 4)), ("log_loss", (3, 1))],
)
def test_the_fast_training_gives_the_same_losses_and_weights(activation, batch_size, loss, sizes):
    rng = np.random.default_rng(6)
    X, layers = rng.normal(size=(20, 3)), some_network(rng, sizes, activation)
    y = some_labels(loss, 20, sizes[-1], rng)
    slide, fast = (
        train(
            X,
            y,
            layers,
            loss=loss,
            activation=activation,
            learning_rate=0.05,
            epochs=10,
            batch_size=batch_size,
            rng=np.random.default_rng(0),
        )
        for train in (mlp.train, mlp_fast.train)
    )
    np.testing.assert_allclose(fast.losses, slide.losses, rtol=1e-10)
    for a, b in zip(fast.layers, slide.layers, strict=True):
        for (W, b_1), (W_s, b_s) in zip(a, b, strict=True):
            np.testing.assert_allclose(W, W_s, rtol=1e-9, atol=1e-11)
            np.testing.assert_allclose(b_1, b_s, rtol=1e-9, atol=1e-11)


def test_float32_is_good_to_some_digits_and_stays_float32(rng):
    X, y = load_digits()
    layers = mlp.init_weights((64, 16, 10), rng)
    slide, fast = (
        train(X, y, layers, loss="softmax_cross_entropy", learning_rate=0.1, epochs=3, batch_size=32, **options)
        for train, options in ((mlp.train, {}), (mlp_fast.train, {"dtype": np.float32}))
    )
    np.testing.assert_allclose(fast.losses, slide.losses, rtol=1e-4)
    assert fast.layers[-1][0].W.dtype == np.float32


def test_float32_blows_up_quietly_too(rng):
    X, y, layers = rng.normal(size=(6, 3)), rng.normal(size=6), some_network(rng, (3, 5, 1))
    for rate in (1e30, 1e300):
        history = mlp_fast.train(X, y, layers, loss="squared", learning_rate=rate, epochs=5, dtype=np.float32)
        assert np.isinf(history.losses[-1])
        assert all(np.isfinite(W).all() and np.isfinite(b).all() for W, b in history.layers[-1])


# ------------------------------------------------------------------------------------------------- what does not fit

LAYERS = [Layer(np.ones((2, 3)), np.zeros(3)), Layer(np.ones((3, 1)), np.zeros(1))]
TRAIN = {"X": np.ones((4, 2)), "y": [0, 1, 1, 0], "layers": LAYERS, "loss": "log_loss", "learning_rate": 1, "epochs": 1}


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: mlp.linear([1, 2], np.ones((2, 3))), "x has shape"),
        (lambda: mlp.linear([[1, 2]], np.ones((3, 2))), "W has shape"),
        (lambda: mlp.linear([[1, 2]], np.ones((2, 3)), [1, 2]), "b has shape"),
        (lambda: mlp.linear_grad([[1, 2]], np.ones((2, 3)), [[1, 2]]), "grad_y has shape"),
        (lambda: mlp.forward([1, 2], LAYERS), "x has shape"),
        (lambda: mlp.forward([[1, 2, 3]], LAYERS), "x has shape"),
        (lambda: mlp.forward([[1, np.nan]], LAYERS), "x contains nan"),
        (lambda: mlp.forward([[1, 2]], LAYERS, "rellu"), "activation is 'rellu', expected one of identity"),
        (lambda: mlp.forward([[1, 2]], []), "layers is empty"),
        (lambda: mlp.forward([[1, 2]], LAYERS[::-1]), "W_2 has shape"),
        (lambda: mlp.forward([[1, 2]], [Layer(np.ones((2, 3)), [0])]), "b_1 has shape"),
        (lambda: mlp.backward(mlp.forward([[1, 2]], LAYERS), LAYERS, [1]), "grad_z has shape"),
        (lambda: mlp.descend(LAYERS, LAYERS[:1], 1), "grads has shapes"),
        (lambda: mlp.descend(LAYERS, LAYERS, -1), "learning_rate is -1"),
        (lambda: mlp.init_weights([3], np.random.default_rng(0)), "sizes are"),
        (lambda: mlp.init_weights([3, 0], np.random.default_rng(0)), "sizes are"),
        (lambda: mlp.init_weights([3, 1.5], np.random.default_rng(0)), "sizes are"),
        *(
            (lambda train=train, change=change: train(**{**TRAIN, **change}), words)
            for train in TRAININGS.values()
            for change, words in (
                ({"X": np.ones((4, 3))}, "X has shape"),
                ({"y": [0, 1]}, "y has shape"),
                ({"y": [0, 1, 2, 1]}, "y contains 2"),
                ({"loss": "hinge"}, "loss is 'hinge'"),
                ({"activation": "step"}, "activation is 'step'"),
                ({"learning_rate": -1}, "learning_rate is -1"),
                ({"epochs": -1}, "epochs is -1"),
                ({"epochs": 1.5}, "epochs is 1.5"),
                ({"epochs": "3"}, "epochs is made of text"),
                ({"batch_size": 0}, "batch_size is 0"),
                ({"batch_size": 1.5}, "batch_size is 1.5"),
            )
        ),
    ],
)
def test_what_does_not_fit_is_named(call, words):
    with pytest.raises(ValueError, match=f"^{words}"):
        call()


@pytest.mark.parametrize(("activation", "variance"), [("tanh", 2 / 1000), ("relu", 2 / 600), ("sigmoid", 32 / 1000)])
def test_the_weights_of_a_new_network_have_the_variance_of_glorot_and_he(activation, variance):
    W = mlp.init_weights((600, 400), np.random.default_rng(0), activation)[0].W
    assert W.var() == pytest.approx(variance, rel=0.01)
    assert abs(W.mean()) < 0.01 * np.sqrt(variance)


def test_a_score_of_exactly_zero_is_not_above_zero():
    assert mlp.predict([[0.0], [1e-9]], [Layer([[1.0]], [0.0])]).tolist() == [0, 1]
