import copy
import dataclasses
from types import SimpleNamespace

import numpy as np
import pytest
from sklearn.preprocessing import StandardScaler

from course_utils.chapters import (
    EXERCISES,
    check,
    line_fitting,
    mlp_backprop,
    norms_and_regularization,
    perceptron,
    rbf_interpolation,
    svd_image_compression,
)
from course_utils.exercise.compare import compact
from course_utils.exercise.exercise import Checks, Exercise
from course_utils.numerics import distances, least_squares, logistic, mlp, rbf, regularization, svd, validation
from course_utils.numerics import perceptron as neuron
from course_utils.numerics.autograd import Tensor
from tests.exercise.examples import arguments, change_answer


def hidden_layer(x, z1, W2, grad_z2):
    """The gradients at z₁ and W₁ by autograd."""
    z, W1 = Tensor(z1), Tensor(np.zeros((x.shape[1], z1.shape[1])))
    ((z + x @ W1).tanh() @ W2).backward(grad_z2)
    return z.grad, W1.grad


def used_twice(x, W, grad_y):
    shared = Tensor(W)
    (x @ shared @ shared).backward(grad_y)
    return shared.grad


def one_epoch(X, y, W, b, learning_rate):
    start = [mlp.Layer(W, b)]
    return mlp.train(X, y[:, 0], start, loss="log_loss", learning_rate=learning_rate, epochs=1).layers[-1][0]


BACKPROP = SimpleNamespace(
    two_layers=lambda x, W1, b1, W2, b2: mlp.forward(x, [mlp.Layer(W1, b1), mlp.Layer(W2, b2)]).scores,
    linear_grad=mlp.linear_grad,
    backprop_step=hidden_layer,
    shared_grad=used_twice,
    descent_step=one_epoch,
)

LIBRARY = (
    (line_fitting, least_squares),
    (norms_and_regularization, regularization),
    (svd_image_compression, svd),
    (rbf_interpolation, SimpleNamespace(**{**vars(distances), **vars(rbf)})),
    (perceptron, SimpleNamespace(**{**vars(validation), **vars(logistic), **vars(neuron)})),
    (mlp_backprop, BACKPROP),
)

every_exercise = pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.name)
every_mistake = pytest.mark.parametrize(
    ("exercise", "words"), [pytest.param(e, words, id=f"{e.name}: {words}") for e in EXERCISES for words in e.mistakes]
)


@every_exercise
def test_the_empty_cell_is_not_written_yet(exercise):
    cell = {}
    exec(f"def {exercise.name}({arguments(exercise)}):\n    ...", cell)
    assert repr(exercise(cell[exercise.name])) == "○ not written yet"


@every_exercise
def test_our_solution_is_right(exercise):
    assert repr(exercise(exercise.solution)) == f"✓ right on all {len(exercise.cases)} cases"


@every_mistake
def test_every_named_mistake_is_refused_with_its_own_words(exercise, words):
    said = repr(exercise(exercise.mistakes[words]))
    assert said == f"✗ {words}"
    assert len(said) <= 120


@every_exercise
def test_returning_nothing_is_refused(exercise):
    assert "return missing" in exercise(change_answer(lambda answer: None, exercise.solution))


@every_exercise
@pytest.mark.parametrize(
    "form", [np.ndarray.tolist, np.float32, lambda a: a.T.copy().T], ids=["list", "float32", "view"]
)
def test_a_right_answer_in_another_form_is_right(exercise, form):
    assert exercise(change_answer(form, exercise.solution)).startswith("✓")


@every_exercise
def test_single_precision_is_enough(exercise):
    def single(argument):
        return argument.astype(np.float32) if getattr(argument, "dtype", None) == np.float64 else argument

    lost = np.diag([1, 1e-9])  # in single precision its second σ is rounding noise
    cases = tuple(case for case in exercise.cases if not np.array_equal(case[0], lost))
    others = dataclasses.replace(exercise, cases=cases)
    assert others(lambda *arguments: exercise.solution(*map(single, arguments))).startswith("✓")


@every_exercise
def test_a_solution_leaves_its_arguments_alone(exercise):
    for case in exercise.cases:
        arguments = copy.deepcopy(case)
        exercise.solution(*arguments)
        for before, after in zip(case, arguments, strict=True):
            np.testing.assert_array_equal(before, after)


@every_exercise
def test_a_function_that_is_right_on_one_case_only_is_refused(exercise):
    """A function that is right on one case only, by luck or by looking, is refused."""
    for lucky in exercise.cases:
        answer = exercise.solution(*lucky)
        assert exercise(lambda *arguments, answer=answer: answer).startswith("✗")


@every_exercise
def test_every_hint_is_shown_once_and_then_the_way_to_the_solution(exercise):
    fresh = Exercise(exercise.name, exercise.solution, exercise.cases, exercise.mistakes, exercise.hints)
    shown = [repr(fresh.hint()) for _ in range(len(exercise.hints) + 1)]
    for number, hint in enumerate(exercise.hints, 1):
        assert shown[number - 1] == f"Hint {number} of {len(exercise.hints)}: {hint}"
    assert shown[-1].endswith(f"check.{exercise.name}.reveal() shows our solution.")
    assert 2 <= len(exercise.hints) <= 3


@every_exercise
def test_reveal_shows_a_solution_that_can_be_pasted_and_is_right(exercise):
    code = repr(exercise.reveal())
    assert code.startswith(f"def {exercise.name}({arguments(exercise)}):")
    cell = {"np": np}
    exec(code, cell)
    assert exercise(cell[exercise.name]).startswith("✓")


@every_exercise
def test_check_has_every_exercise_under_its_name(exercise):
    assert getattr(check, exercise.name) is exercise
    assert exercise.name in dir(check)
    assert exercise.name in repr(check)
    assert repr(exercise).startswith(f"exercise {exercise.name}({arguments(exercise)})")


def test_an_unknown_exercise_lists_the_known_ones():
    with pytest.raises(AttributeError, match=r"no exercise 'olss'; there are: linear_model, design_matrix, ols"):
        check.olss  # noqa: B018
    assert not hasattr(check, "_repr_html_")


def test_two_exercises_of_one_name_are_refused():
    with pytest.raises(ValueError, match="same name"):
        Checks([check.ols, check.ols])


def by_hand(A, b):
    return np.linalg.lstsq(A, b, rcond=None)[0]


def slope_form(points, line):
    a, b, c = line
    m, d = -a / b, -c / b
    return [abs(v - (m * u + d)) for u, v in points]


def vertical_line(points):
    A = np.stack([points[:, 0], np.ones(len(points))], axis=1)
    m, d = np.linalg.inv(A.T @ A) @ A.T @ points[:, 1]
    normal = np.hypot(m, 1)
    return -m / normal, 1 / normal, -d / normal


def eigenvector(points):
    centred = points - points.mean(axis=0)
    normal = np.linalg.eigh(centred.T @ centred).eigenvectors[:, 0]
    return [*normal, -points.mean(axis=0) @ normal]


def three_loops(D):
    n = range(len(D))
    return max(D[x, z] - (D[x, y] + D[y, z]) for x in n for y in n for z in n)


def full_pinv(A, invert):
    U, d, Vt = np.linalg.svd(A)
    D = np.zeros(A.shape[::-1])
    np.fill_diagonal(D, invert(d))
    return Vt.T @ D @ U.T


def naive(z):
    return 1 / (1 + np.exp(-z))


def clipped_log_loss(z, y, least):
    p = np.clip(naive(z), least, 1 - least)
    return -y * np.log(p) - (1 - y) * np.log(1 - p)


def sum_of_pieces(A, k):
    U, d, Vt = np.linalg.svd(A)
    return sum(d[i] * np.outer(U[:, i], Vt[i]) for i in range(min(k, len(d))))


def full_low_rank(A, k):
    U, d, Vt = np.linalg.svd(A)
    D = np.zeros(A.shape)
    np.fill_diagonal(D[:k, :k], d[:k])
    return U @ D @ Vt


@pytest.mark.parametrize(
    ("exercise", "spelling", "words"),
    [
        (check.linear_model, lambda X, W, B: sum(w * x for w, x in zip(W, X, strict=True)) + B, "✓"),
        (check.linear_model, lambda X, W, B: np.append(W, B) @ np.append(X, 1), "✓"),
        (check.linear_model, lambda X, W, B: W.reshape(3, 1).T @ X + B, "returns shape (1,), expected a single number"),
        (check.linear_model, lambda X, W, B: W.reshape(3, 1) * X.reshape(1, 3) + B, "table of all products"),
        (check.design_matrix, lambda x: [[u, 1] for u in x], "✓"),
        (check.design_matrix, lambda x: np.stack([x, np.ones_like(x)], axis=1), "✓"),
        (check.design_matrix, lambda x: np.array([x, np.ones_like(x)]), "are rows: transpose"),
        (check.design_matrix, lambda x: np.vander(x, 2), "✓"),
        (check.design_matrix, lambda x: np.vander(x, 2, increasing=True), "ones come first"),
        (check.ols, by_hand, "✓"),
        (check.ols, lambda A, b: np.linalg.pinv(A) @ b, "✓"),
        (check.ols, lambda A, b: np.linalg.inv(A.T @ A) @ A.T @ b, "✓"),
        (check.ols, lambda A, b: np.linalg.lstsq(A, b, rcond=None), "returns a tuple"),
        (check.ols, lambda A, b: (A.T @ A) ** -1 @ A.T @ b, "reciprocal of every entry"),
        (check.ols, lambda A, b: np.linalg.solve(A, b), "A has more rows than columns"),
        (check.ols, lambda A, b: np.linalg.solve(A @ A.T, A.T @ b), "one row and column for every point"),
        (check.ols, lambda A, b: np.linalg.solve(A.T @ A, b), "Aᵀ is missing before b"),
        (check.ols, lambda A, b: A.T.dot(A).dot(A.T.dot(b)), "instead of being inverted"),
        (check.ols, lambda A, b: np.linalg.solve(A.T @ A, (A.T @ b)[:, None]), "returns shape (2, 1), expected (2,)"),
        (check.orthogonal_distances, slope_form, "vertical distances"),
        (check.orthogonal_distances, lambda p, line: abs(p @ line[:2]) / np.hypot(*line[:2]), "c is missing"),
        (check.orthogonal_distances, lambda p, line: p @ line[:2] + line[2], "0 on the line, but not a distance yet"),
        (check.orthogonal_distances, lambda p, line: abs(p @ line[:2] + line[2]) / np.hypot(*line[:2]), "✓"),
        (check.total_least_squares, eigenvector, "✓"),
        (check.pinv, np.linalg.pinv, "✓"),
        (check.pinv, lambda A: np.linalg.lstsq(A, np.eye(len(A)), rcond=1e-10)[0], "✓"),
        (check.pinv, lambda A: full_pinv(A, lambda D: 1 / D), "1/σ of a σ that is 0"),
        (check.pinv, lambda A: full_pinv(A, lambda D: np.where(D > 1e-12, 1 / D, 0)), "fixed number"),
        (check.pinv, lambda A: full_pinv(A, lambda D: np.where(D / D[0] > 1e-12, 1 / D, 0)), "✓"),
        (check.pinv, lambda A: 1 / A, "✗"),
        (check.low_rank, sum_of_pieces, "✓"),
        (check.low_rank, lambda A, k: full_low_rank(A, k), "✓"),
        (check.low_rank, lambda A, k: sum_of_pieces(A, k + 1), "one piece too many"),
        (check.low_rank, lambda A, k: A[:, :k], "✗"),
        (check.relative_error, lambda A, B: np.sqrt(np.sum((A - B) ** 2) / np.sum(A**2)), "✓"),
        (check.relative_error, lambda A, B: np.sqrt(np.mean((A - B) ** 2)), "✗"),
        (check.relative_error, lambda A, B: np.mean((A - B) ** 2) / np.mean(A**2), "squared"),
        (check.storage, lambda shape, k: sum([shape[0] * k, k, k * shape[1]]), "✓"),
        (check.storage, lambda shape, k: k * (np.prod(shape) + 1), "✗"),
        (check.log_loss, lambda z, y: np.log1p(np.exp(-(2 * y - 1) * z)), "✗"),
        (check.log_loss, lambda z, y: np.logaddexp(0, z) - y * z, "✓"),
        (check.log_loss, lambda z, y: np.logaddexp(0, (1 - 2 * y) * z), "✓"),
        (check.log_loss, lambda z, y: -y * np.log(naive(z)) - (1 - y) * np.log(1 - naive(z)), "0 times infinity"),
        (check.log_loss, lambda z, y: y * np.log(1 + np.exp(-z)) + (1 - y) * np.log(1 + np.exp(z)), "np.logaddexp"),
        (check.log_loss, lambda z, y: -(y * np.log(naive(z)) + (1 - y) * np.log(1 - naive(z))), "0 times infinity"),
        (check.log_loss, lambda z, y: np.log1p(np.exp(-z)) + (1 - y) * z, "e⁻ᶻ is infinite"),
        (check.log_loss, lambda z, y: -y * np.log10(naive(z)) - (1 - y) * np.log10(1 - naive(z)), "log₁₀"),
        (check.log_loss, lambda z, y: -y * np.log(naive(z)) + (1 - y) * np.log(1 - naive(z)), "second minus"),
        (check.log_loss, lambda z, y: clipped_log_loss(z, y, 1e-12), "clipping p at 1e-12"),
        (check.log_loss, lambda z, y: clipped_log_loss(z, y, 1e-7), "clipping p at 1e-7"),
        (check.log_loss, lambda z, y: -np.log(np.where(y, naive(z), 1 - naive(z))), "its logarithm lost"),
        (check.logistic_gradient, lambda X, y, w: sum((naive(x @ w) - t) * x for x, t in zip(X, y, strict=True)), "✓"),
        (check.logistic_gradient, lambda X, y, w: (naive(X @ w) - y) @ X, "✓"),
        (check.perceptron_step, lambda w, x, t, a: w + a * x * (2 * t - 1) * ((2 * t - 1) * (w @ x) <= 0), "✓"),
        (check.perceptron_step, lambda w, x, t, a: w if (w @ x > 0) == t else w + a * (2 * t - 1) * x, "for a cat"),
        (check.perceptron_step, lambda w, x, t, a: w + a * ((w @ x > 0) - t) * x, "label minus output"),
        (check.perceptron_step, lambda w, x, t, a: w + a * x if ((w @ x) > 0) != t or w @ x == 0 else w, "subtracted"),
        (check.logistic_gradient, lambda X, y, w: -X.T @ (naive(X @ w) - y) / len(y), "and the mean"),
        (check.logistic_gradient, lambda X, y, w: w - X.T @ (naive(X @ w) - y), "after a step"),
        (check.standardize, lambda X, train: StandardScaler().fit(X[train]).transform(X), "✓"),
        (check.standardize, lambda X, train: StandardScaler().fit_transform(X), "rows take part"),
        (check.total_least_squares, vertical_line, "vertical distances"),
        (check.pairwise_distances, lambda X, Y: np.linalg.norm(X[:, None] - Y, axis=-1), "✓"),
        (check.pairwise_distances, lambda X, Y: [[np.hypot.reduce(a - b) for b in Y] for a in X], "✓"),
        (check.pairwise_distances, lambda X, Y: np.linalg.norm(X - Y, axis=-1), "✗"),
        (check.pairwise_distances, lambda X, Y: np.linalg.norm(X[:, None] - Y), "one number for all pairs"),
        (check.worst_detour, three_loops, "✓"),
        (check.worst_detour, lambda D: max(np.max(D - D[:, [y]] - D[y]) for y in range(len(D))), "✓"),
        (
            check.rbf_weights,
            lambda x, y, k, e, s: np.linalg.inv(k(e * abs(x[:, None] - x)) + s * np.eye(len(x))) @ y,
            "✓",
        ),
        (check.rbf_weights, lambda x, y, k, e, s: np.linalg.solve(k(abs(x[:, None] - x) * e), y), "λ is missing"),
        (check.rbf_interpolate, lambda z, x, w, k, e: [sum(w * k(e * abs(t - x))) for t in z], "✓"),
        (check.rbf_interpolate, lambda z, x, w, k, e: k(e * abs(z[:, None] - x)).sum(axis=1), "weights are missing"),
        (check.rbf_interpolate, lambda z, x, w, k, e: k(e * abs(x[:, None] - z)) @ w, "✗"),
    ],
)
def test_other_spellings_get_the_same_verdict(exercise, spelling, words):
    assert words in exercise(spelling)


def test_total_least_squares_of_uncentred_points_is_refused():
    def same_as_before(points):
        A = np.column_stack([points, np.ones(len(points))])
        return np.linalg.svd(A)[2][-1]

    assert 'not "same as before"' in check.total_least_squares(same_as_before)


def test_every_argument_of_every_case_fits_on_the_line():
    for exercise in EXERCISES:
        for case in exercise.cases:
            assert all("shape" not in compact(argument) for argument in case)


@pytest.mark.parametrize(
    ("exercise", "library"),
    [
        pytest.param(exercise, library, id=exercise.name)
        for chapter, library in LIBRARY
        for exercise in chapter.EXERCISES
    ],
)
def test_our_solution_computes_what_the_library_does(exercise, library):
    assert exercise(getattr(library, exercise.name)).startswith("✓")
