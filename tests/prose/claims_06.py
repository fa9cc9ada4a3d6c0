"""Numbers in the prose of notebook 06."""

import json
from functools import cache

import numpy as np

from course_utils.chapters.mlp_backprop import (
    AUTOGRAD,
    BOUNDARY,
    BY_HEART,
    DIGITS,
    LEARNING_RATE,
    NUDGE,
    SHAPES,
    STACK_OF_NOTHING,
    V_CURVE,
    VANISHING,
    boundary,
    by_heart,
    digits,
    learning_rate,
    nudge,
    rules,
    travel,
    vanishing,
)
from course_utils.chapters.mlp_backprop.stack_of_nothing import BENDS
from course_utils.chapters.mlp_backprop.v_curve import POINT, POWERS
from course_utils.numerics import mlp
from tests.chapters.demos import compute
from tests.prose.numbers import NOTEBOOKS

STEP = {rule.rows.split(" = ")[0]: i for i, rule in enumerate(rules.RULES)}
ROWS = "6 rows, 3 5 4 2"


@cache
def after(*names):
    """What the cells of the notebook with these names leave behind."""
    cells = json.loads((NOTEBOOKS / "06_mlp_backprop.ipynb").read_text(encoding="utf-8"))["cells"]
    left = {}
    for name in ("cell-01", *names):
        exec("".join(next(cell["source"] for cell in cells if cell["id"] == name)), left)
    return left


def power(number):
    """A number with one digit, as TeX."""
    digit, exponent = f"{number:.0e}".split("e")
    return rf"{digit} \cdot 10^{{{int(exponent)}}}"


# ------------------------------------------------------------------------------------------- 1. what a layer is for


def bump():
    layers = after("cell-03")["bump"]
    (steep, _), (first, second) = layers[0].W[0], layers[0].b
    inside, outside = (mlp.forward([[x]], layers, "sigmoid").scores.item() for x in (0.4, 0.8))
    left, right = -first / steep, -second / steep
    return steep, -first, left, steep, -second, right, inside, left, right, outside


def slope_of_the_bend():
    """How much steeper than the line the bent σ of the demo is inside: tanh(1.5 z)."""
    line, bent = (compute(STACK_OF_NOTHING, depth=1, bend=bend).grid for bend in (0, 1))
    return np.nanmedian(np.divide(np.arctanh(bent), line, out=np.full(line.shape, np.nan), where=line != 0))


def missed(depth, bend=1):
    return 100 * compute(STACK_OF_NOTHING, depth=depth, bend=bend).left


# ------------------------------------------------------------------------------------------- 2. derivative and gradient


def quotients_by_hand(w=1, h=0.1):
    up, down = (w + h) ** 3, (w - h) ** 3
    return 3 * w**2, h, up, w**3, h, (up - w**3) / h, up, down, 2 * h, (up - down) / (2 * h)


def digits_of(numbers):
    return round(-np.log10(np.finfo(numbers).eps))


def best_steps(numbers):
    """Of both quotients, as base and exponent."""
    powers = np.argmin(compute(V_CURVE, k=POWERS[-1], numbers=numbers).errors, axis=1)
    return tuple(part for k in powers for part in (10, -k))


# ------------------------------------------------------------------------------------------------- 4. walk downhill


def factors_by_hand():
    return tuple(part for rate in (0.01, 0.1, 0.3) for part in (rate, 1 - learning_rate.STEEPNESS * rate + 0.0))


def bend_of_the_bowl(direction):
    step = np.eye(2)[direction]
    up, here, down = (learning_rate.bowl(w)[0] for w in (step, 0 * step, -step))
    return up - 2 * here + down


def best_rate():
    """The best rate of the bowl, its loss and when, and the rate from which on it never arrives."""
    last = learning_rate.STEPS[-1]
    losses = {rate: compute(LEARNING_RATE, rate=rate, step=last).losses for rate in learning_rate.ALPHAS}
    best = min(losses, key=lambda rate: losses[rate][-1])
    never = min(rate for rate in losses if rate > best and losses[rate][-1] > 1)
    return best, power(losses[best][-1]), last, never, never * learning_rate.STEEPNESS


def rates_of_the_net():
    """The largest rate that arrives, and the smallest with which the net leaves the map."""
    losses = {
        rate: compute(LEARNING_RATE, problem="a net of two weights", rate=rate, step=60).losses
        for rate in learning_rate.ALPHAS
    }
    fine = [rate for rate, some in losses.items() if some[-1] < 1e-3 * some[0]]
    return max(fine), min(rate for rate, some in losses.items() if some[-1] > learning_rate.HIGHEST)


def wrong(epoch=boundary.EPOCHS[-1], **changes):
    return compute(BOUNDARY, epoch=epoch, **changes).wrong


def one_wrong():
    """The rate at which eight units have one of the moons wrong."""
    (rate,) = (rate for rate in boundary.RATES[1:4] if wrong(units=8, rate=rate) == 1)
    return rate


def dead_units():
    """The rate that kills the relu units, and what they give then and with which slope."""
    X, _ = boundary.playground()["circles"]
    rate = boundary.RATES[-1]
    passed = mlp.forward(X, boundary.record_training("circles", 4, "relu", rate)[0][-1], "relu")
    assert (passed.z[0] < 0).all()
    return rate, passed.y[1].max(), passed.y[1].max(), np.maximum(np.sign(passed.z[0]), 0).max()


def heart(**changes):
    """Wrong on the test set after all epochs."""
    return compute(BY_HEART, **{"epoch": by_heart.EPOCHS[-1], **changes}).wrong[1]


def by_best_rule():
    noise = by_heart.NOISES[-1]
    return noise, by_heart.best_rule(noise)[1], by_heart.FRESH_POINTS


def rise():
    """When the test loss is lowest, how low, and where it ends."""
    _, fresh = compute(BY_HEART, epoch=by_heart.EPOCHS[-1]).losses[0]
    return by_heart.EPOCHS[int(np.argmin(fresh))], fresh.min(), fresh[-1]


def where_two_units_end():
    few = {"points": 40, "noise": 0.1, "units": 2}
    return few["points"], few["noise"], 2, heart(**few, start=2), 3, heart(**few, start=3)


def where_four_units_end():
    few = {"points": 40, "noise": 0.1, "units": 4}
    (end,) = {heart(**few, start=start) for start in by_heart.STARTS}
    return end, 2, heart(**few, start=2, epoch=1000), 1000


# ------------------------------------------------------------------------------------- 5. forward, and all the way back


def nudges():
    tenth, double = (compute(NUDGE, step=6, delta=delta) for delta in (0.1, 0.2))
    return tenth.delta, tenth.predicted[-1][0], tenth.true[-1][0], double.delta, double.miss / tenth.miss


def nudge_far_out():
    far = compute(NUDGE, step=6, x=nudge.INPUTS[-1])
    return far.x, far.factors[1][0], far.derivative


def back_by_hand():
    x, W2, grad_z2 = 2, 3, 0.5
    grad_y = grad_z2 * W2
    slope = 1 - np.tanh(0) ** 2
    grad_z = grad_y * slope
    return grad_z2, grad_z2, W2, grad_y, slope, grad_z, x, grad_z, x * grad_z


def shape(name):
    return rules.network(ROWS)[name].shape


def left(layers=vanishing.DEPTH, **changes):
    return compute(VANISHING, layers=layers, **changes).sizes[-1]


def what_is_left_of_relu():
    """Its two slopes, and the gain that makes good for the half of the units that is off."""
    slopes, gain = np.unique(np.maximum(np.sign([-1.0, 1.0]), 0)), vanishing.GAINS[2]
    assert abs(gain - np.sqrt(2)) < 0.05
    return *slopes, gain, left(activation="relu", gain=gain)


# --------------------------------------------------------------------------------------------- 6. something cool


def misread(epoch=digits.EPOCHS, **changes):
    return compute(DIGITS, epoch=epoch, **changes).wrong


def lowest(**changes):
    """The epoch at which the validation loss is lowest."""
    return int(np.argmin(compute(DIGITS, epoch=digits.EPOCHS, **changes).losses[1]))


def best_by_validation():
    rate = min(digits.RATES, key=lambda rate: misread(rate=rate))
    return DIGITS.values()["units"], digits.EPOCHS, rate, misread(rate=rate)


def sets():
    return tuple(len(some.y) for some in digits.split_digits())


def destroyed():
    """The rate at which more are misread after one epoch than one in ten read right by chance would leave, for ever."""
    rate = digits.RATES[-1]
    assert misread(epoch=1, rate=rate) > 0.5 * digits.VALIDATION
    return rate


CLAIMS = {
    r"The unit $\sigma({}x - {})$ goes up at $x = {:g}$, the unit $\sigma({}x - {})$ at $x = {:g}$. "
    "The *difference* of the two is near {:.0f} "
    "between {:g} and {:g} and near {:.0f} elsewhere": bump,
    "Outside, where nothing was built, the sum is {:.0f},": lambda: abs(after("cell-05", "cell-05b")["outside"]),
    "One layer with the weight {} does the same": lambda: 2 * 3 * 1**2,
    r"s \tanh({:.1f} z)$": slope_of_the_bend,
    "a sigmoid that goes from {:.0f} to {:.0f}:": lambda: tuple(np.tanh([-50, 50])),
    "misses {:.0f} % at every depth": lambda: max(missed(depth, 0) for depth in range(1, 13)),
    "{:.0f} % after one layer at a bend of {:.0f} %, {:.0f} % at {:.0f} %": (
        lambda: (missed(1, BENDS[1]), 100 * BENDS[1], missed(1), 100 * BENDS[-1])
    ),
    "at {:.0f} % it is {:.0f} % after five and {:.0f} % after six": lambda: (100 * BENDS[-1], missed(5), missed(6)),
    r"whose derivative is {}, with $h = {}$: one-sided $({:.3f} - {})/{} = {:.2f}$, central $({:.3f} - {:.3f})/{} = "
    "{:.2f}$": quotients_by_hand,
    r"e^{{-w}})$ at $w = {}$": lambda: POINT,
    "$h$ goes from {:.0f} down to ${}^{{{}}}$, and float64 has {} digits": (
        lambda: (10.0 ** -POWERS[0], 10, -POWERS[-1], digits_of(np.float64))
    ),
    "float32 has {} digits: its best steps are already ${}^{{{}}}$ and ${}^{{{}}}$": (
        lambda: (digits_of(np.float32), *best_steps("float32"))
    ),
    "best one-sided step is near ${}^{{{}}}$ (half of the digits), the best central one near ${}^{{{}}}$": (
        lambda: best_steps("float64")
    ),
    "never expect all {} digits": lambda: digits_of(np.float64),
    r"With $\alpha = {:g}$ that is ${:.1f}\, w$; with $\alpha = {:g}$ it is {:.0f} at once; with $\alpha = {:g}$ it is "
    "${:.0f}w$": (factors_by_hand),
    "take up to {} steps": lambda: learning_rate.STEPS[-1],
    "(second derivatives) are {:.0f} and {:.0f}.": lambda: (bend_of_the_bowl(0), bend_of_the_bowl(1)),
    r"At $\alpha = {:g}$ both shrink about equally fast: best of the list, with a loss of ${}$ after "
    "{} steps. At {:g}, which is {:.0f} divided by the larger curvature": best_rate,
    "a rate of {:g} is fine, and at {:g} it leaves the map too": rates_of_the_net,
    "here, with all {} points": lambda: len(boundary.playground()["moons"][1]),
    "a straight line, {} of {} moons wrong, no better than one tanh unit ({} at the rate {:g})": (
        lambda: (
            wrong(units=8, activation="identity"),
            len(boundary.playground()["moons"][1]),
            wrong(units=1, rate=boundary.RATES[2]),
            boundary.RATES[2],
        )
    ),
    "at the rate {:g} still have {} of the moons wrong after {} epochs, at the rate {:g} one.": (
        lambda: (boundary.RATES[0], wrong(units=8, rate=boundary.RATES[0]), boundary.EPOCHS[-1], one_wrong())
    ),
    "A rate of {:g} is too much for four relu units on the circles: all of them end up giving {:.0f} for every point, "
    "and a unit that gives {:.0f} has the slope {:.0f} and": dead_units,
    "two units leave {} points wrong and eight leave {}.": (
        lambda: (wrong(data="xor", units=2, rate=1), wrong(data="xor", units=8, rate=1))
    ),
    "On *xor*, at a rate of {:g}, two": lambda: BOUNDARY.values()["rate"],
    "The **test set** is {} fresh points": lambda: by_heart.FRESH_POINTS,
    "at noise {:g} it has {} of the {} wrong": by_best_rule,
    "The thin curves are the other starts; the rate is {:g}": lambda: by_heart.RATE,
    "and {} of the {} fresh ones are wrong": lambda: (heart(), by_heart.FRESH_POINTS),
    "lowest after {} epochs, {:.2f}; then it rises to {:.2f}": rise,
    "hardly more harm ({} wrong); eight times as many points cure it ({})": (
        lambda: (heart(units=8), heart(points=8 * BY_HEART.values()["points"]))
    ),
    "with two units, {} points and noise {:g}, start {} is left with {} wrong, start {} with {}.": where_two_units_end,
    "with four units all four starts end at {}, and the start decides only when (start {} has {} wrong after {} "
    "epochs)": where_four_units_end,
    r"(z_3 - {:g})^": lambda: travel.TARGET.item(),
    "With δ = {:g} the factors make {:.4f} of it and the truth is {:.4f}. With δ = {:g} the two are {:.1f}": nudges,
    "At the input {:g} a slope is {:.3f}, and the derivative is only {:.3f}.": nudge_far_out,
    r"hands back $\nabla_{{z_2}} = {:g}$. Then $\nabla_{{y_1}} = {:g} \cdot {:g} = {:g}$;": lambda: back_by_hand()[:4],
    r"= {:g}$, so $\nabla_{{z_1}} = {:g}$; and $\nabla_{{W_1}} = {:g} \cdot {:g} = {:g}$": lambda: back_by_hand()[4:],
    r"is $\nabla_{{W_2}} = y_1 \cdot {:g}$": lambda: back_by_hand()[0],
    "with {} rows and the widths {}, {}, {}, {}, step by step": lambda: rules.SIZES[SHAPES.values()["sizes"]],
    r"$y_1^\top\, \nabla z_2$ is {} × {} times {} × {}:": (
        lambda: (*shape("y₁")[::-1], *compute(SHAPES, step=STEP["∇W₂"]).parts[1].shape)
    ),
    "With all sizes equal to {} nothing refuses": lambda: next(
        sizes[0] for sizes in rules.SIZES.values() if len(set(sizes)) == 1
    ),
    "with twenty layers of {} units each": lambda: vanishing.WIDTH,
    "With tanh {:.2f} is left; with weights half as large ${}$, with weights four times as large ${}$": lambda: (
        left(),
        power(left(gain=0.5)),
        power(left(gain=4)),
    ),
    "never above ¼: ${}$": lambda: power(left(activation="sigmoid")),
    "relu has the slopes {:.0f} and {:.0f}, and with weights {} times as large, for the half that is lost, {:.2f} is "
    "left": what_is_left_of_relu,
    "{} digits, {} × {} pixels each": lambda: (sum(sets()), *digits.split_digits()[0].X.reshape(-1, 8, 8).shape[1:]),
    "| training | {} | the weights": lambda: sets()[0],
    "| **validation** | {} |": lambda: sets()[1],
    "| **test** | {} |": lambda: sets()[2],
    "from a **batch** of {} rows drawn at random, so an epoch is {} steps": (
        lambda: (
            after("cell-60", "cell-62")["settings"]["batch_size"],
            -(-sets()[0] // after("cell-60", "cell-62")["settings"]["batch_size"]),
        )
    ),
    "{} of {} are misread after {} epochs; some": lambda: (misread(), digits.VALIDATION, digits.EPOCHS),
    "With two units {} are wrong, and {} right": (lambda: (misread(units=2), digits.VALIDATION - misread(units=2))),
    "A rate of {:g} has not arrived in {} epochs ({} wrong), and": (
        lambda: (digits.RATES[0], digits.EPOCHS, misread(rate=digits.RATES[0]))
    ),
    "a rate of {:g} destroys the network": destroyed,
    "goes on falling, to epoch {} (to epoch {} at the rate {:g})": lambda: (lowest(), lowest(rate=1), 1),
    "(with {} units and {} epochs, the rate {:g} has the fewest wrong, {})": best_by_validation,
    "The + hands {:.0f} to the product and {:.0f} to $x$": (
        lambda: compute(AUTOGRAD, expression="x x + x", step=2).grads[1::-1]
    ),
    "An input that is {:.0f} teaches its weight": (
        lambda: compute(AUTOGRAD, expression="log loss of a neuron", step=6, x=0).grads[0] + 0.0
    ),
    "a learning rate of {:.0f} divided by the largest curvature": lambda: best_rate()[-1],
}
GIVEN = (
    "a weighted sum of the hidden units | (n, 1) |",
    r"which goes from 0 up to 1 around $t = 0$",  # what a sigmoid is
    "(m, n); a row for m = 1 |",
    "(n, m); like x for m = 1 |",
    "one neuron with input 1 and label 1",
    "here most of its entries are 0",
    "all the $p_k$, with 1 taken off",
    "Dimension of output? 1",  # the slide
    "`y` (n, 1) with labels 0 and 1, `W` (d, 1), `b` (1,)",
    "by 13 writers",  # of the data set
    "the same 13 writers",
)
