"""Every public function of the mathematics and of the data, and how to make good arguments for it.

`tests/test_bad_input.py` spoils them. The numbers are small and whole, so that a list, integers and float32 hold just
the same ones, and there are more rows than columns.
"""

import importlib
import inspect
import io
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image

from course_utils.numerics.autograd import Tensor
from course_utils.numerics.mlp import Layer, forward
from course_utils.numerics.rbf import KERNELS
from course_utils.numerics.svd import decompose

PACKAGE = Path(__file__).resolve().parents[1] / "course_utils"
MODULES = sorted(f"course_utils.numerics.{path.stem}" for path in (PACKAGE / "numerics").glob("[a-z]*.py"))


class Public(NamedTuple):
    """How to call a function, which of its answers may be infinite, and how its answer grows with its arguments."""

    good: object  # from a random generator to the arguments, by name
    infinite: bool = False  # the docstring promises infinities
    laws: tuple = ()  # ({"A": 1, "lam": 2}, -1): with A · s and lam · s² the answer is multiplied by s⁻¹
    aliases: tuple = ()  # other words by which a message may name an argument
    may: tuple = ()  # what is bad elsewhere and means something here, such as "p=inf"


def whole(rng, *shape, low=-5, high=6):
    """Whole numbers, not all of them equal."""
    return rng.integers(low, high, size=shape).astype(float) + np.arange(np.prod(shape, dtype=int)).reshape(shape) % 3


def system(rng):
    """Five equations for two unknowns, with independent columns."""
    A = np.column_stack([rng.permutation(5) + 1.0, np.ones(5)])
    return {"A": A, "b": whole(rng, 5)}


def labelled(rng):
    """Six examples of two features, which no line through the origin parts."""
    X = np.array([[1.0, 2], [2, 1], [3, 1], [-1, 2], [2, -2], [-1, -2]]) + rng.integers(0, 2, size=(6, 2))
    return {"X": X, "y": np.array([0.0, 1, 0, 1, 1, 1])}


def network(rng, out=1):
    return [Layer(whole(rng, 2, 3), whole(rng, 3)), Layer(whole(rng, 3, out), whole(rng, out))]


def passed(rng):
    layers = network(rng)
    return {"passed": forward(whole(rng, 5, 2), layers), "layers": layers, "grad_z": whole(rng, 5, 1)}


def training(rng):
    few = labelled(rng)
    return {**few, "layers": network(rng), "loss": "log_loss", "learning_rate": 0.25, "epochs": 2}


def cloud(rng):
    return {"points": np.array([[0.0, 0], [1, 2], [2, 3], [3, 7], [4, 8]]) + rng.integers(0, 2, size=(5, 2))}


def centres(rng):
    return {"x": np.array([[0.0, 0], [3, 1], [1, 4], [4, 4], [2, 2]]), "y": whole(rng, 5)}


def positive_distances(rng):
    p = whole(rng, 5, 2)
    return np.abs(p[:, None] - p).sum(axis=2)


def square_sum(x):
    return np.sum(np.asarray(x) ** 2)


def double(x):
    return 2 * np.asarray(x)


def mean_label(X, y):
    return y.mean()


def distance(model, X, y):
    return abs(y - model).mean()


def png():
    file = io.BytesIO()
    Image.fromarray(np.arange(20 * 30, dtype=np.uint8).reshape(20, 30)).save(file, "PNG")
    return file.getvalue()


def pulled(rng):
    return {"w": whole(rng, 3), "x": whole(rng, 3), "target": 1, "learning_rate": 1.0}


def moons(rng):
    return {"n": 10, "noise": 0.5, "rng": np.random.default_rng(1)}


def dice(rng):
    return np.random.default_rng(1)


WITH_PENALTY = ({"A": 1, "lam": 2}, -1), ({"b": 1}, 1)
LASSO = ({"A": 1, "lam": 1}, -1), ({"b": 1, "lam": 1}, 1)
STEP = (({"w": 1, "learning_rate": 1}, 1),)


def ridge_arguments(rng):
    return {**system(rng), "lam": 2.0, "unpenalized": -1}


def path_arguments(rng):
    return {**system(rng), "lams": np.array([0.0, 1, 4]), "unpenalized": -1}


def score_and_label(rng):
    return {"z": whole(rng, 6, 1), "y": np.array([0.0, 1, 1, 0, 1, 0])}


PUBLIC = {
    # ---- svd
    "svd.matrix_rank": Public(lambda rng: {"A": whole(rng, 5, 3), "rtol": 0.01}, laws=(({"A": 1}, 0),)),
    "svd.null_space": Public(lambda rng: {"A": whole(rng, 2, 4), "rtol": 0.01}, laws=(({"A": 1}, 0),)),
    "svd.pinv": Public(lambda rng: {"A": whole(rng, 5, 3), "rtol": 0.01}, laws=(({"A": 1}, -1),)),
    "svd.low_rank": Public(lambda rng: {"A": whole(rng, 5, 4), "k": 2}, laws=(({"A": 1}, 1),)),
    "svd.decompose": Public(lambda rng: {"A": whole(rng, 5, 4)}),
    "svd.rebuild": Public(lambda rng: {"pieces": decompose(whole(rng, 5, 4)), "k": 2}),
    "svd.relative_error": Public(
        lambda rng: {"A": whole(rng, 5, 4), "approximation": whole(rng, 5, 4)},
        laws=(({"A": 1, "approximation": 1}, 0),),
    ),
    "svd.rank_errors": Public(lambda rng: {"A": whole(rng, 5, 4)}, laws=(({"A": 1}, 1),)),
    "svd.storage": Public(lambda rng: {"shape": np.array([5, 4]), "k": 2}),
    "svd.positive_peaks": Public(lambda rng: {"V": whole(rng, 5, 2)}, laws=(({"V": 1}, 1),)),
    # ---- least_squares
    "least_squares.design_matrix": Public(lambda rng: {"x": whole(rng, 5, 2)}),
    "least_squares.ols": Public(system, laws=(({"A": 1}, -1), ({"b": 1}, 1))),
    "least_squares.lstsq": Public(system, laws=(({"A": 1}, -1), ({"b": 1}, 1))),
    "least_squares.homogeneous_lstsq": Public(lambda rng: {"A": whole(rng, 5, 3)}, laws=(({"A": 1}, 0),)),
    "least_squares.total_least_squares": Public(cloud),
    "least_squares.vertical_residuals": Public(
        lambda rng: {**cloud(rng), "line": np.array([2.0, -1, 1])}, laws=(({"line": 1}, 0),)
    ),
    "least_squares.orthogonal_distances": Public(
        lambda rng: {**cloud(rng), "line": np.array([3.0, 4, 1])}, laws=(({"line": 1}, 0),)
    ),
    "least_squares.count_solutions": Public(system, laws=(({"A": 1}, 0), ({"b": 1}, 0)), may=("b=0",)),
    "least_squares.correct_digits": Public(
        lambda rng: {"x": np.array([1.0, 201]), "truth": np.array([1.0, 200])}, laws=(({"x": 1, "truth": 1}, 0),)
    ),
    # ---- regularization and robust
    "regularization.lp_norm": Public(
        lambda rng: {"x": whole(rng, 5, 2), "p": 2.0}, infinite=True, laws=(({"x": 1}, 1),), may=("p=inf",)
    ),
    "regularization.is_norm": Public(lambda rng: {"p": 1.0}, may=("p=inf",)),
    "regularization.unit_ball": Public(lambda rng: {"p": 2.0, "n": 8}, may=("p=inf",)),
    "regularization.ridge": Public(ridge_arguments, laws=(({"b": 1}, 1),)),
    "regularization.ridge_gradient": Public(
        lambda rng: {**ridge_arguments(rng), "x": whole(rng, 2)},
        laws=(({"A": 1, "lam": 2, "x": -1}, 1), ({"b": 1, "x": 1}, 1)),
        may=("x=number",),
    ),
    "regularization.ridge_path": Public(path_arguments, laws=(({"b": 1}, 1),), aliases=("lam",)),
    "regularization.soft_threshold": Public(
        lambda rng: {"z": whole(rng, 5), "lam": 2.0}, laws=(({"z": 1, "lam": 1}, 1),)
    ),
    "regularization.lasso": Public(ridge_arguments, laws=LASSO, aliases=("lams",)),
    "regularization.lasso_path": Public(path_arguments, laws=(({"b": 1, "lams": 1}, 1),), aliases=("lam",)),
    "regularization.lasso_gap": Public(
        lambda rng: {**ridge_arguments(rng), "x": whole(rng, 2)},
        laws=(({"b": 1, "x": 1, "lam": 1}, 2),),
        may=("x=number",),
    ),
    "robust.irls": Public(lambda rng: {**system(rng), "p": 3.0, "lam": 0.0}, laws=(({"A": 1}, -1), ({"b": 1}, 1))),
    "robust.huber": Public(
        lambda rng: {**system(rng), "delta": 1.0, "lam": 0.0}, laws=(({"A": 1}, -1), ({"b": 1, "delta": 1}, 1))
    ),
    "robust.ransac": Public(lambda rng: {**cloud(rng), "threshold": 0.5, "rng": dice(rng), "trials": 20}),
    "robust.ransac_inliers": Public(
        lambda rng: {**cloud(rng), "threshold": 0.5, "rng": dice(rng), "trials": 20},
        laws=(({"points": 1, "threshold": 1}, 0),),
    ),
    # ---- distances and rbf
    "distances.pairwise_distances": Public(
        lambda rng: {"X": whole(rng, 5, 2), "Y": whole(rng, 4, 2), "p": 2.0},
        laws=(({"X": 1, "Y": 1}, 1),),
        may=("p=inf",),
    ),
    "distances.worst_detour": Public(lambda rng: {"D": positive_distances(rng)}, laws=(({"D": 1}, 1),)),
    "distances.metric_axioms": Public(lambda rng: {"D": positive_distances(rng), "rtol": 1e-9}, laws=(({"D": 1}, 0),)),
    **{f"rbf.{kernel}": Public(lambda rng: {"r": whole(rng, 5, low=0)}) for kernel in KERNELS},
    "rbf.kernel_matrix": Public(
        lambda rng: {"z": whole(rng, 4, 2), "x": whole(rng, 5, 2), "kernel": "gaussian", "epsilon": 0.5},
        laws=(({"z": 1, "x": 1, "epsilon": -1}, 0),),
    ),
    "rbf.rbf_weights": Public(
        lambda rng: {**centres(rng), "kernel": "gaussian", "epsilon": 0.5, "smoothing": 0.5, "degree": 1},
        laws=(({"y": 1}, 1), ({"x": 1, "epsilon": -1}, 0)),
    ),
    "rbf.rbf_interpolate": Public(
        lambda rng: {
            "z": whole(rng, 4, 2),
            "x": centres(rng)["x"],
            "weights": whole(rng, 8),
            "kernel": "gaussian",
            "epsilon": 0.5,
            "degree": 1,
        },
        laws=(({"weights": 1}, 1), ({"x": 1, "z": 1, "epsilon": -1}, 0)),
    ),
    # ---- logistic and perceptron
    "logistic.sigmoid": Public(lambda rng: {"z": whole(rng, 5)}),
    "logistic.logit": Public(lambda rng: {"p": np.array([0.0, 0.25, 0.5, 1])}, infinite=True),
    "logistic.log_loss": Public(lambda rng: {"z": whole(rng, 2), "y": np.array([0.0, 1])}),
    "logistic.squared_loss": Public(lambda rng: {"z": whole(rng, 2), "y": np.array([0.0, 1])}),
    "perceptron.predict_proba": Public(
        lambda rng: {"X": whole(rng, 5, 2), "w": whole(rng, 2)}, laws=(({"X": 1, "w": -1}, 0),)
    ),
    "perceptron.predict": Public(
        lambda rng: {"X": whole(rng, 5, 2), "w": whole(rng, 2)}, laws=(({"X": 1}, 0), ({"w": 1}, 0))
    ),
    "perceptron.perceptron_step": Public(pulled, laws=STEP),
    "perceptron.log_loss_step": Public(pulled, laws=(({"w": 1, "x": -1, "learning_rate": 2}, 1),)),
    "perceptron.squared_loss_step": Public(pulled, laws=(({"w": 1, "x": -1, "learning_rate": 2}, 1),)),
    "perceptron.perceptron_path": Public(
        lambda rng: {**labelled(rng), "learning_rate": 1.0, "epochs": 3, "start": whole(rng, 2), "rule": "perceptron"},
        laws=(({"start": 1, "learning_rate": 1}, 1),),
    ),
    "logistic.logistic_gradient": Public(
        lambda rng: {**labelled(rng), "w": whole(rng, 2), "lam": 1.0, "unpenalized": -1},
        laws=(({"X": 1, "w": -1, "lam": 2}, 1),),
    ),
    "logistic.logistic_regression": Public(
        lambda rng: {**labelled(rng), "lam": 1.0, "unpenalized": -1}, laws=(({"X": 1, "lam": 2}, -1),)
    ),
    "logistic.logistic_path": Public(
        lambda rng: {**labelled(rng), "lam": 1.0, "unpenalized": -1}, laws=(({"X": 1, "lam": 2}, -1),)
    ),
    "perceptron.is_separable": Public(labelled, laws=(({"X": 1}, 0),)),
    # ---- validation
    "validation.train_val_test_split": Public(
        lambda rng: {"n": 10, "rng": dice(rng), "validation": 0.25, "test": 0.25}
    ),
    "validation.kfold": Public(lambda rng: {"n": 10, "k": 3, "rng": dice(rng)}),
    "validation.leave_one_out": Public(lambda rng: {"n": 4}),
    "validation.shuffle_split": Public(lambda rng: {"n": 10, "splits": 2, "rng": dice(rng), "validation": 0.25}),
    "validation.feature_scale": Public(lambda rng: {"X": whole(rng, 5, 2)}, laws=(({"X": 1}, 1),)),
    "validation.standardize": Public(
        lambda rng: {"X": whole(rng, 5, 2), "train": np.array([0, 1, 2, 4])}, laws=(({"X": 1}, 0),)
    ),
    "validation.cross_validate": Public(
        lambda rng: {
            **labelled(rng),
            "splits": [(np.array([0, 1, 2]), np.array([3, 4, 5]))],
            "fit": mean_label,
            "score": distance,
        },
        laws=(({"X": 1}, 0),),
    ),
    "validation.accuracy": Public(lambda rng: {"y": np.array([0.0, 1, 2]), "predicted": np.array([0.0, 1, 1])}),
    # ---- calculus
    "calculus.numerical_gradient": Public(lambda rng: {"f": square_sum, "x": whole(rng, 3)}),
    "calculus.numerical_jacobian": Public(lambda rng: {"f": double, "x": whole(rng, 3)}, may=("f=too many",)),
    "calculus.check_gradient": Public(lambda rng: {"f": square_sum, "grad": double, "x": whole(rng, 3)}),
    "calculus.quotient_errors": Public(
        lambda rng: {"f": square_sum, "slope": 4.0, "x": 2.0, "steps": np.array([1.0, 0.5])}
    ),
    "calculus.linearization_error": Public(
        lambda rng: {"f": double, "J": 2 * np.eye(3), "x": whole(rng, 3), "h": np.array([1.0, 0, 1])}
    ),
    "calculus.gradient_linear": Public(lambda rng: {"A": whole(rng, 4, 3)}, laws=(({"A": 1}, 1),)),
    "calculus.gradient_squared_norm": Public(lambda rng: {"x": whole(rng, 3)}, laws=(({"x": 1}, 1),)),
    "calculus.gradient_quadratic_form": Public(
        lambda rng: {"A": whole(rng, 3, 3), "x": whole(rng, 3)}, laws=(({"A": 1}, 1), ({"x": 1}, 1))
    ),
    "calculus.gradient_after_Ax": Public(
        lambda rng: {"grad_f": double, "A": whole(rng, 2, 3), "x": whole(rng, 3)}, laws=(({"x": 1}, 1),)
    ),
    "calculus.gradient_after_xA": Public(
        lambda rng: {"grad_f": double, "x": whole(rng, 4, 3), "A": whole(rng, 3, 2)}, laws=(({"x": 1}, 1),)
    ),
    "calculus.chain_rule": Public(
        lambda rng: {"grad_f": double, "g": double, "jacobian_g": lambda x: 2 * np.eye(len(x)), "x": whole(rng, 3)},
        laws=(({"x": 1}, 1),),
    ),
    # ---- mlp and losses
    "mlp.linear": Public(
        lambda rng: {"x": whole(rng, 5, 2), "W": whole(rng, 2, 3), "b": whole(rng, 3)}, laws=(({"x": 1, "b": 1}, 1),)
    ),
    "mlp.linear_grad": Public(
        lambda rng: {"x": whole(rng, 5, 2), "W": whole(rng, 2, 3), "grad_y": whole(rng, 5, 3)},
        laws=(({"x": 1, "W": 1}, 1), ({"grad_y": 1}, 1)),
    ),
    "losses.squared": Public(score_and_label),
    "losses.log_loss": Public(score_and_label),
    "losses.softmax_cross_entropy": Public(lambda rng: {"z": whole(rng, 4, 3), "y": np.array([0.0, 2, 1, 1])}),
    "mlp.init_weights": Public(lambda rng: {"sizes": np.array([2, 3, 1]), "rng": dice(rng), "activation": "tanh"}),
    "mlp.forward": Public(lambda rng: {"x": whole(rng, 5, 2), "layers": network(rng), "activation": "tanh"}),
    "mlp.backward": Public(lambda rng: {**passed(rng), "activation": "tanh"}, laws=(({"grad_z": 1}, 1),)),
    "mlp.descend": Public(lambda rng: {"layers": network(rng), "grads": network(rng), "learning_rate": 0.5}),
    "mlp.train": Public(lambda rng: {**training(rng), "batch_size": 2, "rng": dice(rng)}, infinite=True),
    "mlp.predict": Public(lambda rng: {"X": whole(rng, 5, 2), "layers": network(rng, out=2), "activation": "relu"}),
    "mlp.predict_proba": Public(lambda rng: {"X": whole(rng, 5, 2), "layers": network(rng), "activation": "sigmoid"}),
    "mlp_fast.train": Public(lambda rng: {**training(rng), "batch_size": 2, "rng": dice(rng)}, infinite=True),
    # ---- data
    "datasets.two_moons": Public(moons),
    "datasets.circles": Public(moons),
    "datasets.xor": Public(moons),
    "datasets.spirals": Public(lambda rng: {**moons(rng), "turns": 1.0}),
    "pictures.read_image": Public(lambda rng: {"data": png(), "largest": 100}),
    "datasets.load_nist": Public(lambda rng: {"name": "NoInt2"}),
    **{
        f"datasets.load_{name}": Public(lambda rng: {})
        for name in ("hubble", "phones", "mondrian", "photo", "pets", "penguins", "digits")
    },
}

# What a Tensor does, as functions; its constructor and its arithmetic are public too.
TENSOR = {
    "Tensor": Public(lambda rng: {"data": whole(rng, 3)}),
    **{
        f"Tensor.{op}": Public(lambda rng: {"data": whole(rng, 3, low=1)}, aliases=("tensor",))
        for op in ("exp", "log", "tanh", "relu", "sigmoid", "softplus", "logsumexp", "sum", "mean")
    },
}


def function(name):
    """The function behind a name of PUBLIC or TENSOR."""
    if name in TENSOR:
        return Tensor if name == "Tensor" else lambda data: getattr(Tensor(data), name.partition(".")[2])()
    module, _, attribute = name.partition(".")
    package = "data" if module in ("datasets", "pictures") else "numerics"
    return getattr(importlib.import_module(f"course_utils.{package}.{module}"), attribute)


def found():
    """Yield the names of all public functions of the public modules."""
    for dotted in [*MODULES, "course_utils.data.datasets", "course_utils.data.pictures"]:
        for name, value in vars(importlib.import_module(dotted)).items():
            if inspect.isfunction(value) and value.__module__ == dotted and not name.startswith("_"):
                yield f"{dotted.rpartition('.')[2]}.{name}"
