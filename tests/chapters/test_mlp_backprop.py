"""What the demos of notebook 06 compute, against independent implementations, and what the notebook says about them."""

import numpy as np
import pytest
from sklearn.metrics import confusion_matrix, log_loss

from course_utils.chapters.mlp_backprop.autograd import AUTOGRAD, EXPRESSIONS
from course_utils.chapters.mlp_backprop.boundary import BOUNDARY, EPOCHS, playground
from course_utils.chapters.mlp_backprop.boundary import record_training as training
from course_utils.chapters.mlp_backprop.built_of_bumps import BUILT_OF_BUMPS, COUNTS, WIDE
from course_utils.chapters.mlp_backprop.digits import DIGITS, RATES, record_training, split_digits
from course_utils.chapters.mlp_backprop.learning_rate import ALPHAS, LEARNING_RATE, PROBLEMS
from course_utils.chapters.mlp_backprop.shapes import ORDERS, RULES, SHAPES, SIDES, SIZES, loss, network
from course_utils.chapters.mlp_backprop.stack_of_nothing import DEPTHS, STACK_OF_NOTHING, stack_weights
from course_utils.chapters.mlp_backprop.v_curve import POWERS, SLOPE, V_CURVE
from course_utils.demo.picture import Picture
from course_utils.demo.progress import watching
from course_utils.numerics import losses, mlp, mlp_fast
from course_utils.numerics.autograd import Tensor
from course_utils.numerics.calculus import check_gradient
from course_utils.plotting.style import power_of_ten
from tests.chapters.demos import compute

# --- bumps


def test_a_sharp_bump_is_one_inside_and_nothing_outside():
    bump = compute(BUILT_OF_BUMPS, bumps=1, sharpness=32)
    height = bump.truth[np.argmin(abs(WIDE - 0.5))]
    np.testing.assert_allclose(bump.total[(WIDE > 0.1) & (WIDE < 0.9)], height, atol=1e-4)
    np.testing.assert_allclose(bump.total[(WIDE < -0.1) | (WIDE > 1.1)], 0, atol=1e-4)


def test_the_single_bumps_add_up():
    result = compute(BUILT_OF_BUMPS, bumps=8, sharpness=2)
    np.testing.assert_allclose(result.single.sum(axis=0), result.total, atol=1e-12)


@pytest.mark.parametrize("count", [8, 16])
def test_once_bumps_are_finer_than_the_hills_twice_as_many_halve_the_error(count):
    errors = [compute(BUILT_OF_BUMPS, bumps=n, sharpness=16).error for n in (count, 2 * count)]
    assert errors[1] / errors[0] == pytest.approx(0.5, abs=0.07)
    assert 2 * count in COUNTS


@pytest.mark.parametrize(("count", "error"), [(8, 0.068), (16, 0.031), (32, 0.016)])
def test_the_errors_of_sharp_bumps_are_those_of_the_notebook(count, error):
    assert compute(BUILT_OF_BUMPS, bumps=count, sharpness=16).error == pytest.approx(error, abs=5e-4)


@pytest.mark.parametrize("target", ["hills", "a jump", "a kink"])
def test_outside_of_the_strip_the_sum_falls_to_zero(target):
    assert abs(compute(BUILT_OF_BUMPS, target=target, bumps=32).total[[0, -1]]).max() < 1e-6


# --- a stack of nothing


@pytest.mark.parametrize("depth", DEPTHS)
def test_linear_layers_are_worth_one_matrix(depth):
    result = compute(STACK_OF_NOTHING, depth=depth)
    grid = compute(STACK_OF_NOTHING).grid @ np.linalg.inv(stack_weights(1)[0])
    np.testing.assert_allclose(result.grid, grid @ result.product, atol=1e-9)
    assert result.left < 1e-12
    np.testing.assert_allclose(result.best, result.product, atol=1e-9)


def test_no_matrix_of_the_stack_makes_the_plane_flat():
    for seed in (1, 2, 3, 4):
        np.testing.assert_allclose(np.linalg.det(stack_weights(seed)), 1)


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
@pytest.mark.parametrize("depth", DEPTHS)
def test_at_the_slightest_bend_one_matrix_misses_something_and_the_more_layers_the_more(depth, seed):
    left = compute(STACK_OF_NOTHING, depth=depth, seed=seed, bend=0.1).left
    assert left > 0.015
    assert depth == 1 or left > compute(STACK_OF_NOTHING, depth=depth - 1, seed=seed, bend=0.1).left


def test_no_other_matrix_is_nearer_to_bent_layers_than_the_one_shown():
    result = compute(STACK_OF_NOTHING, depth=3, bend=1)
    start = compute(STACK_OF_NOTHING).grid @ np.linalg.inv(stack_weights(1)[0])
    missed = (result.grid - start @ result.best).reshape(-1, 2)
    np.testing.assert_allclose(start.reshape(-1, 2).T @ missed, 0, atol=1e-9)
    assert not np.allclose(result.best, result.product, atol=0.05)


def test_the_more_the_layers_bend_the_less_one_matrix_can_do():
    assert (np.diff([compute(STACK_OF_NOTHING, bend=bend).left for bend in (0, 0.1, 0.3, 0.6, 1)]) > 0).all()


@pytest.mark.parametrize(("depth", "misses"), [(1, 21), (3, 35)])
def test_the_best_matrix_misses_what_the_notebook_says(depth, misses):
    assert 100 * compute(STACK_OF_NOTHING, depth=depth, bend=1).left == pytest.approx(misses, abs=0.5)


# --- the V


def test_the_one_sided_error_falls_tenfold_and_the_central_one_a_hundredfold():
    one_sided, central = compute(V_CURVE, k=5).errors
    np.testing.assert_allclose(one_sided[:-1] / one_sided[1:], 10, rtol=0.2)
    np.testing.assert_allclose(central[:5][:-1] / central[:5][1:], 100, rtol=0.3)


def test_the_best_steps_are_where_the_notebook_says():
    one_sided, central = compute(V_CURVE, k=POWERS[-1]).errors
    assert abs(int(np.argmin(one_sided)) - 8) <= 1
    assert abs(int(np.argmin(central)) - 5) <= 1
    assert one_sided.min() < 1e-8
    assert central.min() < 1e-10
    single = compute(V_CURVE, k=POWERS[-1], numbers="float32").errors
    assert np.argmin(single, axis=1).tolist() == [3, 2]
    assert single.min() > 1e-7


def test_the_slope_is_that_of_the_function_in_the_middle_of_the_v():
    middle = compute(V_CURVE, k=4, formula="central")
    np.testing.assert_allclose(np.diff(middle.secant[1]) / np.diff(middle.secant[0]), SLOPE, rtol=1e-8)


@pytest.mark.parametrize(("number", "text"), [(0, "0"), (1, "1"), (0.1, "10⁻¹"), (2.1e-4, "2 · 10⁻⁴"), (30, "3 · 10¹")])
def test_a_power_is_written_with_one_digit(number, text):
    assert power_of_ten(number) == text


# --- learning rate


@pytest.mark.parametrize("problem", PROBLEMS)
def test_the_gradients_of_both_losses_are_right(problem):
    for w in ([-2.6, 1.3], [0.3, -0.8], [1.5, 1.5]):
        assert check_gradient(lambda w: PROBLEMS[problem](w)[0], lambda w: PROBLEMS[problem](w)[1], w) < 1e-6


def test_every_step_in_the_bowl_multiplies_both_weights():
    path = compute(LEARNING_RATE, rate=0.06).path
    np.testing.assert_allclose(path, path[0] * np.array([0.94, 0.4]) ** np.arange(len(path))[:, None])


def test_the_best_rate_of_the_bowl_is_0_18_and_from_0_2_on_it_never_arrives():
    last = {rate: compute(LEARNING_RATE, rate=rate, step=60).losses[-1] for rate in ALPHAS}
    assert min(last, key=last.get) == 0.18
    assert all((loss < 3) == (rate < 0.2) for rate, loss in last.items())
    assert last[0.2] == pytest.approx(0.5 * 10 * 1.3**2, rel=1e-3)  # w₂ to and fro
    assert last[0.01] == pytest.approx(1.01, abs=0.01)


def test_the_captions_tell_good_rates_apart():
    captions = {LEARNING_RATE.caption(compute(LEARNING_RATE, rate=rate, step=60)) for rate in (0.1, 0.15, 0.18, 0.19)}
    assert len({caption.split("loss is")[1].split(";")[0] for caption in captions}) == 4


def test_the_net_of_two_weights_learns_at_rates_that_the_bowl_does_not_survive():
    net = {r: compute(LEARNING_RATE, problem="a net of two weights", rate=r, step=60) for r in (0.2, 1, 5)}
    assert net[0.2].losses[-1] < 0.02 * net[0.2].losses[0]
    assert net[1].losses[-1] < 0.01 * net[1].losses[0]
    assert net[5].losses[-1] > 100
    here, there = (PROBLEMS["a net of two weights"](np.array(w))[0] for w in ([1.2, 0.7], [-1.2, -0.7]))
    assert here == pytest.approx(there)


# --- a boundary that learns


def wrong(**changes):
    return compute(BOUNDARY, epoch=EPOCHS[-1], **changes).wrong


def test_the_recorded_losses_are_those_of_scikit_learn():
    layers, losses = training("circles", 3, "relu", 0.3)
    X, y = playground()["circles"]
    p = [mlp.predict_proba(X, these, "relu") for these in layers]
    np.testing.assert_allclose(losses, [log_loss(y, these) for these in p], rtol=1e-9)


def test_without_a_bend_the_boundary_is_straight():
    result = compute(BOUNDARY, epoch=2000, units=8, activation="identity")
    scores = result.scores
    np.testing.assert_allclose(np.diff(scores, 2, axis=0), 0, atol=1e-9)
    np.testing.assert_allclose(np.diff(scores, 2, axis=1), 0, atol=1e-9)
    assert abs(result.wrong - 30) <= 1
    assert abs(wrong(units=1) - 28) <= 2


@pytest.mark.slow
def test_three_units_close_a_curve_around_the_circle_and_two_do_not():
    def border(units):
        scores = compute(BOUNDARY, epoch=2000, data="circles", units=units).scores
        return np.concatenate([scores[0], scores[-1], scores[:, 0], scores[:, -1]])

    assert (border(3) < 0).all()
    assert (border(2) > 0).any()
    assert wrong(data="circles", units=3) <= 4
    assert all(wrong(data="circles", units=2, rate=rate) > 30 for rate in (0.1, 0.3, 1, 3))


def test_a_small_rate_has_not_arrived_and_a_large_one_kills_relu_units():
    assert abs(wrong(rate=0.03) - 19) <= 2
    assert abs(wrong() - 1) <= 1
    X, _ = playground()["circles"]
    layers, _ = training("circles", 4, "relu", 10)
    assert (mlp.forward(X, layers[-1], "relu").y[1] == 0).all()


def test_on_xor_three_units_leave_more_wrong_than_eight():
    assert abs(wrong(data="xor", units=3) - 20) <= 2
    assert abs(wrong(data="xor", units=8) - 8) <= 2


def test_a_new_training_reports_its_progress_and_another_epoch_does_not():
    training.cache_clear()
    heard = []
    with watching(heard.append):
        compute(BOUNDARY, data="xor", units=2, rate=0.1)
        after_training = len(heard)
        compute(BOUNDARY, data="xor", units=2, rate=0.1, epoch=2000)
    assert heard[-1] == 1
    assert len(heard) == after_training > 100


# --- backprop with its shapes on

BACKWARD = range(1, len(RULES))


@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("step", BACKWARD)
def test_every_rule_as_printed_is_right_in_both_orders(step, sizes):
    rows, columns = (compute(SHAPES, step=step, sizes=sizes, order=order) for order in ORDERS)
    assert rows.error < 1e-6
    assert columns.error < 1e-6
    np.testing.assert_allclose(rows.result, columns.result.T)
    assert rows.result.shape == network(sizes)[rows.rule.of].shape


def test_the_gradients_are_those_of_the_library():
    net = network("6 rows, 3 5 4 2")
    layers = [mlp.Layer(net[name], np.zeros(net[name].shape[1])) for name in ("W₁", "W₂", "W₃")]
    passed = mlp.forward(net["x"], layers)
    value, grad_z = losses.squared(passed.scores, net["t"])
    assert value == pytest.approx(loss(net))
    for name, grads in zip(("W₁", "W₂", "W₃"), mlp.backward(passed, layers, grad_z), strict=True):
        np.testing.assert_allclose(net[f"∇{name}"], grads.W)


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("step", [i for i in BACKWARD if RULES[i].sign == "·"])
def test_the_wrong_way_round_the_shapes_refuse_unless_all_are_equal_and_then_the_lamp_notices(step, order):
    different = compute(SHAPES, step=step, order=order, side=SIDES[1])
    equal = compute(SHAPES, step=step, order=order, side=SIDES[1], sizes="4 rows, 4 4 4 4")
    assert not different.meets
    assert "does not meet" in SHAPES.caption(different)
    assert equal.meets
    assert equal.error > 0.1
    assert "wrong" in SHAPES.caption(equal)


def test_the_names_stand_in_the_order_of_the_factors():
    assert compute(SHAPES, step=3).names == ("∇z₃", "W₃ᵀ")
    assert compute(SHAPES, step=3, order=ORDERS[1]).names == ("W₃", "∂z₃")
    assert compute(SHAPES, step=3, side=SIDES[1]).names == ("∇z₃", "W₃")
    assert compute(SHAPES, step=5, order=ORDERS[1]).names == ("∂z₂", "y₁")


# --- the graph


@pytest.mark.parametrize("x", [-2, 0, 1.5])
@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_after_the_last_step_the_graph_has_the_gradients_of_finite_differences(expression, x):
    leaves, formula, labels, places = EXPRESSIONS[expression]
    done = compute(AUTOGRAD, expression=expression, x=x, step=6)
    start = np.array([x if value is None else value for value in leaves.values()], dtype=float)

    def value(w):
        return formula(*map(Tensor, w)).item()

    assert done.values[-1] == pytest.approx(value(start))
    assert check_gradient(value, np.array(done.grads[: len(leaves)]), start) < 1e-6
    assert len(done.names) == len(done.values) == len(places) == len(leaves) + len(labels)


def test_a_value_used_twice_gets_its_shares_one_after_the_other():
    grads = [compute(AUTOGRAD, expression="x x + x", step=step).grads[0] for step in range(4)]
    assert grads == [None, None, 1, 5]


def test_with_the_log_loss_what_reaches_z_is_p_minus_y():
    done = compute(AUTOGRAD, expression="log loss of a neuron", step=6)
    z = done.names.index("z")
    assert done.grads[z] == pytest.approx(1 / (1 + np.exp(-done.values[z])) - 1)


def test_an_input_of_zero_teaches_its_weight_nothing():
    assert compute(AUTOGRAD, expression="log loss of a neuron", step=6, x=0).grads[0] == 0


# --- digits


def test_the_three_sets_share_no_digit_and_leave_none_out():
    sizes = [len(part.y) for part in split_digits()]
    assert sizes == [1197, 300, 300]
    assert all(set(part.y) == set(range(10)) for part in split_digits())


def test_confusion_and_validation_loss_are_those_of_scikit_learn():
    validation = split_digits()[1]
    losses, p = record_training(32, 0.1)
    assert losses[1, -1] == pytest.approx(log_loss(validation.y, p[-1]))
    expected = confusion_matrix(validation.y, p[5].argmax(axis=1), normalize="true")
    np.testing.assert_allclose(compute(DIGITS, epoch=5).confusion, expected)


@pytest.mark.parametrize(("changes", "misread"), [({}, 13), ({"units": 2}, 143), ({"rate": 0.003}, 54)])
def test_as_many_digits_are_misread_as_the_notebook_says(changes, misread):
    assert abs(compute(DIGITS, epoch=30, **changes).wrong - misread) <= 3


def test_the_rate_of_the_notebook_is_the_best_on_the_validation_set_and_good_on_the_test_set():
    assert min(RATES, key=lambda rate: compute(DIGITS, epoch=30, rate=rate).wrong) == 1
    training, _, test = split_digits()
    start = mlp.init_weights((64, 32, 10), np.random.default_rng(1))
    history = mlp_fast.train(training.X, training.y, start, loss="softmax_cross_entropy", learning_rate=1, epochs=30,
                             batch_size=32, rng=np.random.default_rng(2))  # fmt: skip
    assert np.mean(mlp.predict(test.X, history.layers[-1]) == test.y) >= 0.97


def test_when_training_runs_away_validation_is_no_better_than_training():
    assert compute(DIGITS, epoch=30, rate=3).wrong > 50  # 74 to 268, by the processor: the last bit decides the way
    losses, _ = record_training(32, 3)
    assert (losses[1, 1:] > losses[0, 1:] / 1.5).all()
    assert losses[0].max() < 200  # what the axes show


def test_the_misread_digits_are_misread():
    result = compute(DIGITS, epoch=30, units=4)
    assert len(result.labels) == len(result.misread) == 9
    assert all(written != read for written, read in result.labels)


# --- all of them


@pytest.mark.parametrize("demo", [BOUNDARY, DIGITS, LEARNING_RATE], ids=["boundary", "digits", "rate"])
@pytest.mark.slow
def test_a_training_that_blows_up_still_draws(demo):
    picture = Picture(demo)
    for control in demo.controls[1:]:
        last = {demo.controls[0].name: demo.controls[0].values[-1]}
        assert picture.frame(**last, **{control.name: control.values[-1]}).picture
