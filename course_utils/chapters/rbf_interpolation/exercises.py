"""Notebook 04: distances and sums of bumps (slides "Radial Basis Function (RBF)", "How To Interpolate?")."""

import numpy as np

from course_utils.exercise.exercise import Exercise
from course_utils.numerics.rbf import KERNELS


def pairwise_distances(X, Y):
    """How far every row of X is from every row of Y.

        D_ij = ‖X_i - Y_j‖

    Slide "Radial Basis Function (RBF)".
    """
    differences = X[:, np.newaxis, :] - Y[np.newaxis, :, :]
    return np.sqrt(np.sum(differences**2, axis=2))


def _differences(X, Y):
    return X[:, np.newaxis, :] - Y[np.newaxis, :, :]


PAIRWISE_DISTANCES = Exercise(
    name="pairwise_distances",
    solution=pairwise_distances,
    cases=(
        (np.array([[0.0, 0.0], [3.0, 0.0]]), np.array([[0.0, 4.0]])),  # 4 and 5
        (np.array([[1.0, -1.0]]), np.array([[1.0, -1.0], [-2.0, 3.0], [2.0, -1.0]])),  # 0, 5, 1
        (np.array([[0.0], [2.0], [5.0]]), np.array([[1.0], [3.0]])),  # on a line
        (np.array([[1.0, 2.0, 2.0], [0.0, 0.0, 0.0]]), np.array([[0.0, 0.0, 0.0], [1.0, 0.0, 2.0]])),
    ),
    mistakes={
        "the root is missing: these are squared distances, which break the triangle inequality": (
            lambda X, Y: np.sum(_differences(X, Y) ** 2, axis=2)
        ),
        "the squares are missing: numbers of different sign cancel": (
            lambda X, Y: np.sqrt(np.abs(np.sum(_differences(X, Y), axis=2)))
        ),
        "this is the city block distance, the sum of all |…|: square, add up, take the root": (
            lambda X, Y: np.sum(np.abs(_differences(X, Y)), axis=2)
        ),
        "this is the largest |…|, the distance for p = ∞": lambda X, Y: np.max(np.abs(_differences(X, Y)), axis=2),
        "the points are added: a distance needs their difference": (
            lambda X, Y: np.sqrt(np.sum((X[:, np.newaxis, :] + Y[np.newaxis, :, :]) ** 2, axis=2))
        ),
        "the table is transposed: rows belong to X, columns to Y": lambda X, Y: pairwise_distances(X, Y).T,
        "this is the mean of the squares under the root: a length has their sum": (
            lambda X, Y: np.sqrt(np.mean(_differences(X, Y) ** 2, axis=2))
        ),
        "these are the distances among the points of X: Y is not used": lambda X, Y: pairwise_distances(X, X),
        "this is one number for all pairs: add up over the coordinates only, axis=2": (
            lambda X, Y: np.sqrt(np.sum(_differences(X, Y) ** 2))
        ),
        "added up over the points of Y: the coordinates are the last axis": (
            lambda X, Y: np.sqrt(np.sum(_differences(X, Y) ** 2, axis=1))
        ),
        "these are the differences themselves, one for each coordinate: make one number of them": _differences,
        "these are products X Yᵀ: large for points far out, not for points far apart": lambda X, Y: X @ Y.T,
        "X - Y pairs rows of the same number: a row of the table for every X, a column for every Y": (
            lambda X, Y: np.sqrt(np.sum((X - Y) ** 2, axis=-1))
        ),
        "this compares the lengths of X and Y: subtract the points first, then take the length": (
            lambda X, Y: np.abs(np.linalg.norm(X, axis=1)[:, np.newaxis] - np.linalg.norm(Y, axis=1))
        ),
        "a 2 is missing: ‖x - y‖² = ‖x‖² - 2 xᵀy + ‖y‖²": (
            lambda X, Y: np.sqrt(np.sum(X**2, axis=1)[:, np.newaxis] - X @ Y.T + np.sum(Y**2, axis=1))
        ),
    },
    hints=(
        "X[:, np.newaxis, :] - Y[np.newaxis, :, :] has shape (m, n, d): all differences at once.",
        "A length is the root of the sum of squares; the sum runs over the d coordinates, axis=2.",
        "np.sqrt(np.sum(differences**2, axis=2)), or np.linalg.norm(differences, axis=2).",
    ),
)


def worst_detour(D):
    """By how much the straight way is longer than some detour: 0 when the triangle inequality holds.

        max over x, y, z of  D(x, z) - (D(x, y) + D(y, z))

    Slide "Radial Basis Function (RBF)".
    """
    straight = D[:, np.newaxis, :]  # x, any y, z
    detour = D[:, :, np.newaxis] + D[np.newaxis, :, :]  # x to y, y to z
    return np.max(straight - detour)


def _excess(D):
    return D[:, np.newaxis, :] - (D[:, :, np.newaxis] + D[np.newaxis, :, :])


def _stops(D, stops):
    """The worst detour by way of some points only: stops(x, z) are the y that are tried."""
    n = range(len(D))
    return max((D[x, z] - (D[x, y] + D[y, z]) for x in n for z in n for y in stops(x, z)), default=-np.inf)


LINE = np.array([0.0, 1.0, 2.0])
SQUARES = (LINE[:, np.newaxis] - LINE) ** 2
UNFAIR = np.array([[0.0, 1.0, 9.0, 4.0], [2.0, 0.0, 3.0, 2.5], [1.0, 1.0, 0.0, 8.0], [6.0, 0.5, 1.0, 0.0]])

WORST_DETOUR = Exercise(
    name="worst_detour",
    solution=worst_detour,
    cases=(
        (SQUARES,),  # 4 straight on, 1 + 1 in two steps
        (SQUARES[np.ix_([0, 2, 1], [0, 2, 1])],),  # the same points in another order
        (np.abs(LINE[:, np.newaxis] - LINE),),  # a metric: 0
        (np.array([[0.0, 7.0], [7.0, 0.0]]),),  # two points, no detour: 0
        (np.array([[0.0, 3.0, 4.0], [3.0, 0.0, 5.0], [4.0, 5.0, 0.0]]),),  # a triangle, every detour is longer: 0
        (UNFAIR,),  # there and back differ
        (10 * SQUARES + np.array([[0.0, 1.0, 2.0], [1.0, 0.0, 1.0], [2.0, 1.0, 0.0]]),),
        (UNFAIR.T * np.array([[1.0, 3.0, 1.0, 1.0]]),),
    ),
    mistakes={
        "this is the smallest difference: the worst detour has the largest": lambda D: np.min(_excess(D)),
        "this is how much longer the longest detour is: the straight way minus the detour, then the largest": (
            lambda D: np.max(-_excess(D))
        ),
        "this is 0 for every D: does the second leg start at x? It goes from y to z": (
            lambda D: np.max(D[:, np.newaxis, :] - (D[:, :, np.newaxis] + D[:, np.newaxis, :]))
        ),
        "the second leg runs from z to y: take D(y, z), because there and back may differ": (
            lambda D: np.max(D[:, np.newaxis, :] - (D[:, :, np.newaxis] + D.T[np.newaxis, :, :]))
        ),
        "only x ≤ y ≤ z are tried: any point may be the stop, whatever its number": (
            lambda D: _stops(D, lambda x, z: range(x, z + 1))
        ),
        "only x < y < z are tried: any point may be the stop, whatever its number": (
            lambda D: _stops(D, lambda x, z: range(x + 1, z))
        ),
        "y may be x itself: that detour is as long as the straight way, and the answer is never below 0": (
            lambda D: _stops(D, lambda x, z: set(range(len(D))) - {x, z} if x != z else ())
        ),
        "y may be x or z itself: that detour is as long as the straight way, and the answer is never below 0": (
            lambda D: _stops(D, lambda x, z: set(range(len(D))) - {x, z})
        ),
        "the legs are averaged: a detour is their sum": (
            lambda D: np.max(D[:, np.newaxis, :] - (D[:, :, np.newaxis] + D[np.newaxis, :, :]) / 2)
        ),
        "the larger leg alone is subtracted: a detour is the sum of both": (
            lambda D: np.max(D[:, np.newaxis, :] - np.maximum(D[:, :, np.newaxis], D[np.newaxis, :, :]))
        ),
        "this is the sum over all triples: the worst one is wanted": lambda D: np.sum(np.maximum(_excess(D), 0)),
        "this is the mean over all triples: the worst one is wanted": lambda D: np.mean(_excess(D)),
        "this is the longest distance: subtract both legs of a detour": lambda D: np.max(D),
        "this is the longest detour: subtract it from the straight way": (
            lambda D: np.max(D[:, :, np.newaxis] + D[np.newaxis, :, :])
        ),
        "this is a table: one number, the largest of all": lambda D: np.max(_excess(D), axis=1),
        "this says by how much D is not symmetric: the triangle inequality is another axiom": (
            lambda D: np.max(np.abs(D - D.T))
        ),
    },
    hints=(
        "Three loops over x, y and z, keeping the largest D[x, z] - (D[x, y] + D[y, z]), are a right answer.",
        "Without loops: put x, y, z on axes 0, 1, 2. D[:, np.newaxis, :] is D(x, z) for any y.",
        "D[:, :, np.newaxis] is D(x, y) for any z, and D[np.newaxis, :, :] is D(y, z) for any x.",
    ),
)


def rbf_weights(x, y, kernel, epsilon, smoothing):
    """The weights of the bumps, for numbers x on a line.

        (K + λ I) α = y,   K_ij = φ(ε |xᵢ - xⱼ|),   λ = smoothing

    Slide "How To Interpolate?".
    """
    r = np.abs(x[:, np.newaxis] - x)
    K = kernel(epsilon * r)
    return np.linalg.solve(K + smoothing * np.eye(len(x)), y)


def _K(x, kernel, epsilon):
    return kernel(epsilon * np.abs(x[:, np.newaxis] - x))


def _solve(x, y, kernel, epsilon, added):
    return np.linalg.solve(_K(x, kernel, epsilon) + added, y)


GAUSSIAN, LINEAR, INVERSE = KERNELS["gaussian"], KERNELS["linear"], KERNELS["inverse_quadratic"]

RBF_WEIGHTS = Exercise(
    name="rbf_weights",
    solution=rbf_weights,
    cases=(
        (np.array([0.0, 1.0]), np.array([2.0, 3.0]), LINEAR, 1.0, 0.0),  # K = [[0, -1], [-1, 0]]: -3 and -2
        (np.array([1.0]), np.array([6.0]), GAUSSIAN, 4.0, 2.0),  # one bump: 6 / (1 + 2)
        (np.array([0.0, 1.0, 3.0]), np.array([1.0, -1.0, 2.0]), GAUSSIAN, 0.8, 0.0),
        (np.array([0.0, 1.0, 3.0]), np.array([1.0, -1.0, 2.0]), GAUSSIAN, 0.8, 0.5),
        (np.array([2.0, 0.0, 1.0, 5.0]), np.array([1.0, 0.0, 4.0, 2.0]), INVERSE, 2.0, 0.3),
        (np.array([0.0, 0.5, 2.0]), np.array([0.0, 1.0, 1.0]), LINEAR, 3.0, 0.0),
    ),
    mistakes={
        "ε is not used: the kernel wants ε times the distance": (
            lambda x, y, kernel, epsilon, smoothing: rbf_weights(x, y, kernel, 1.0, smoothing)
        ),
        "the distance is divided by ε: a large ε makes narrow bumps": (
            lambda x, y, kernel, epsilon, smoothing: rbf_weights(x, y, kernel, 1 / epsilon, smoothing)
        ),
        "ε is outside the kernel: φ(ε r), not ε φ(r)": (
            lambda x, y, kernel, epsilon, smoothing: np.linalg.solve(
                epsilon * _K(x, kernel, 1.0) + smoothing * np.eye(len(x)), y
            )
        ),
        "λ is missing: this passes through every point": (
            lambda x, y, kernel, epsilon, smoothing: _solve(x, y, kernel, epsilon, 0)
        ),
        "λ is added to every entry of K: λI has it on the diagonal only": (
            lambda x, y, kernel, epsilon, smoothing: _solve(x, y, kernel, epsilon, smoothing)
        ),
        "λ is subtracted: K + λI": (
            lambda x, y, kernel, epsilon, smoothing: _solve(x, y, kernel, epsilon, -smoothing * np.eye(len(x)))
        ),
        "λ is squared: the matrix is K + λI": (
            lambda x, y, kernel, epsilon, smoothing: _solve(x, y, kernel, epsilon, smoothing**2 * np.eye(len(x)))
        ),
        "λ is multiplied by the number of points: the matrix is K + λI": (
            lambda x, y, kernel, epsilon, smoothing: _solve(x, y, kernel, epsilon, len(x) * smoothing * np.eye(len(x)))
        ),
        "this penalises ‖α‖²; here the penalty is αᵀKα, and gives (K + λI) α = y": (
            lambda x, y, kernel, epsilon, smoothing: np.linalg.solve(
                _K(x, kernel, epsilon).T @ _K(x, kernel, epsilon) + smoothing * np.eye(len(x)),
                _K(x, kernel, epsilon).T @ y,
            )
        ),
        "λ is inside the kernel: first K, then K + λI": (
            lambda x, y, kernel, epsilon, smoothing: np.linalg.solve(
                kernel(epsilon * np.abs(x[:, np.newaxis] - x) + smoothing * np.eye(len(x))), y
            )
        ),
        "λ is added to the distances: first K, then K + λI": (
            lambda x, y, kernel, epsilon, smoothing: np.linalg.solve(
                kernel(epsilon * np.abs(x[:, np.newaxis] - x) + smoothing), y
            )
        ),
        "K is multiplied instead of inverted: solve K α = y": (
            lambda x, y, kernel, epsilon, smoothing: (_K(x, kernel, epsilon) + smoothing * np.eye(len(x))) @ y
        ),
        "1 / K takes the reciprocal of every entry: solve K α = y": (
            lambda x, y, kernel, epsilon, smoothing: (1 / (_K(x, kernel, epsilon) + smoothing * np.eye(len(x)))) @ y
        ),
        "the distances are squared: the kernel does that itself where it wants it": (
            lambda x, y, kernel, epsilon, smoothing: np.linalg.solve(
                kernel(epsilon * (x[:, np.newaxis] - x) ** 2) + smoothing * np.eye(len(x)), y
            )
        ),
        "|…| is missing: a kernel is a function of a distance, which is never negative": (
            lambda x, y, kernel, epsilon, smoothing: np.linalg.solve(
                kernel(epsilon * (x[:, np.newaxis] - x)) + smoothing * np.eye(len(x)), y
            )
        ),
        "these are the values y: bumps overlap, so each weight must be lower or higher than y": (
            lambda x, y, kernel, epsilon, smoothing: y
        ),
        "this is K itself: the weights solve K α = y": (
            lambda x, y, kernel, epsilon, smoothing: _K(x, kernel, epsilon) + smoothing * np.eye(len(x))
        ),
    },
    hints=(
        "x[:, np.newaxis] - x is the table of all differences; its |…| are the distances r.",
        "K = kernel(epsilon * r): kernels take whole arrays. λ goes on the diagonal, as in ridge.",
        "np.linalg.solve(K + smoothing * np.eye(len(x)), y) finds the weights.",
    ),
)


def rbf_interpolate(z, x, weights, kernel, epsilon):
    """The sum of bumps at new numbers z on the line.

        f(z) = Σᵢ αᵢ φ(ε |z - xᵢ|)

    Slide "How To Interpolate?".
    """
    r = np.abs(z[:, np.newaxis] - x)  # a row for every z, a column for every bump
    return kernel(epsilon * r) @ weights


def _at(z, x, kernel, epsilon):
    return kernel(epsilon * np.abs(z[:, np.newaxis] - x))


RBF_INTERPOLATE = Exercise(
    name="rbf_interpolate",
    solution=rbf_interpolate,
    cases=(
        (np.array([0.0, 0.5, 1.0]), np.array([0.0, 1.0]), np.array([-3.0, -2.0]), LINEAR, 1.0),  # 2, 2.5, 3
        (np.array([2.0]), np.array([2.0]), np.array([5.0]), GAUSSIAN, 3.0),  # on top of the one bump
        (np.array([0.5, 4.0, 1.0, 2.0]), np.array([0.0, 1.0, 3.0]), np.array([1.0, -2.0, 3.0]), GAUSSIAN, 0.7),
        (np.array([1.0, -1.0]), np.array([0.0, 2.0]), np.array([2.0, 1.0]), INVERSE, 2.0),
        (np.array([0.0, 1.0, 2.0]), np.array([0.0, 1.0, 3.0]), np.array([1.0, 0.5, -1.0]), LINEAR, 0.5),
    ),
    mistakes={
        "ε is not used: the kernel wants ε times the distance": (
            lambda z, x, weights, kernel, epsilon: _at(z, x, kernel, 1.0) @ weights
        ),
        "the distance is divided by ε: a large ε makes narrow bumps": (
            lambda z, x, weights, kernel, epsilon: _at(z, x, kernel, 1 / epsilon) @ weights
        ),
        "ε is outside the kernel: φ(ε r), not ε φ(r)": (
            lambda z, x, weights, kernel, epsilon: epsilon * _at(z, x, kernel, 1.0) @ weights
        ),
        "the weights are missing: every bump counts the same here": (
            lambda z, x, weights, kernel, epsilon: np.sum(_at(z, x, kernel, epsilon), axis=1)
        ),
        "the sum is divided by the sum of the bumps: that is a weighted mean": (
            lambda z, x, weights, kernel, epsilon: (
                _at(z, x, kernel, epsilon) @ weights / np.sum(_at(z, x, kernel, epsilon), axis=1)
            )
        ),
        "this is a mean over the bumps: f is their sum": (
            lambda z, x, weights, kernel, epsilon: _at(z, x, kernel, epsilon) @ weights / len(x)
        ),
        "this is the weight of the nearest bump: all bumps count": (
            lambda z, x, weights, kernel, epsilon: weights[np.argmin(np.abs(z[:, np.newaxis] - x), axis=1)]
        ),
        "this is the nearest bump alone: all bumps count": (
            lambda z, x, weights, kernel, epsilon: _nearest_alone(z, x, weights, kernel, epsilon)
        ),
        "the distances are squared: the kernel does that itself where it wants it": (
            lambda z, x, weights, kernel, epsilon: kernel(epsilon * (z[:, np.newaxis] - x) ** 2) @ weights
        ),
        "|…| is missing: a kernel is a function of a distance, which is never negative": (
            lambda z, x, weights, kernel, epsilon: kernel(epsilon * (z[:, np.newaxis] - x)) @ weights
        ),
        "this solves for weights: they are known here, multiply": (
            lambda z, x, weights, kernel, epsilon: np.linalg.lstsq(_at(z, x, kernel, epsilon).T, weights, rcond=None)[0]
        ),
        "these are the single bumps: add them up for every z": (
            lambda z, x, weights, kernel, epsilon: _at(z, x, kernel, epsilon) * weights
        ),
        "the table is transposed: a row for every z, a column for every bump": (
            lambda z, x, weights, kernel, epsilon: _at(x, z, kernel, epsilon) @ weights
        ),
        "the kernel is not used: this sums weight times distance": (
            lambda z, x, weights, kernel, epsilon: epsilon * np.abs(z[:, np.newaxis] - x) @ weights
        ),
    },
    hints=(
        "z[:, np.newaxis] - x has a row for every z and a column for every bump.",
        "kernel(epsilon * r) is how strongly every bump acts on every z, before the weights.",
        "Weight and add up in one go: a matrix times the vector of weights, @.",
    ),
)


def _nearest_alone(z, x, weights, kernel, epsilon):
    nearest = np.argmin(np.abs(z[:, np.newaxis] - x), axis=1)
    return weights[nearest] * kernel(epsilon * np.abs(z - x[nearest]))
