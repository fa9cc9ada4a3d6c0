"""Notebook 01: lines by vertical and by perpendicular distances (slides "Line Fitting 101", "What If?")."""

import numpy as np

from course_utils.exercise.compare import up_to_sign
from course_utils.exercise.exercise import Exercise


def design_matrix(x):
    """One row [u, 1] for every number u, so that A times (m, d) is m u + d.

        A = [x 1]

    Slide "Ax = 0 Vs Ax = b", on the right.
    """
    return np.column_stack([x, np.ones(len(x))])


DESIGN_MATRIX = Exercise(
    name="design_matrix",
    solution=design_matrix,
    cases=(
        (np.array([2.0, 3.0, 5.0]),),
        (np.array([0.0, 4.0]),),
        (np.array([7.0]),),  # one point, one row
        (np.array([-1.0, 0.5, 2.0, 2.0]),),
        (np.linspace(-3.0, 3.0, 7),),
    ),
    mistakes={
        "the ones come first: the slide writes [x 1], so that the unknowns are (m, d) in this order": (
            lambda x: np.column_stack([np.ones(len(x)), x])
        ),
        "x and the ones are rows: transpose, one row [u, 1] for every point": (
            lambda x: np.vstack([x, np.ones(len(x))])
        ),
        "the ones are missing: without them every line goes through the origin": lambda x: x[:, None],
        "this is x itself: put a column of ones beside it": lambda x: x,
        "the second column is 0, and so d never counts: it must be 1": lambda x: np.column_stack([x, np.zeros(len(x))]),
        "both columns are x: the second one holds ones": lambda x: np.column_stack([x, x]),
        "x and the ones are joined end to end: put them side by side, as columns": (
            lambda x: np.concatenate([x, np.ones(len(x))])
        ),
        "only one 1 is appended, at the end: every row needs its own": lambda x: np.append(x, 1.0),
    },
    hints=(
        "Two columns: x, and a 1 for every number in x.",
        "np.ones(len(x)) makes the ones, np.column_stack([first, second]) puts columns side by side.",
    ),
)


def ols(A, b):
    """The x that makes ‖A x - b‖² smallest: differentiate, set to zero, Aᵀ(A x - b) = 0.

        x = (Aᵀ A)⁻¹ Aᵀ b

    Slide "Line Fitting 101".
    """
    return np.linalg.solve(A.T @ A, A.T @ b)  # solves (Aᵀ A) x = Aᵀ b without computing the inverse


OLS = Exercise(
    name="ols",
    solution=ols,
    cases=(
        (np.array([[-1.0, 1.0], [0.0, 1.0], [1.0, 1.0]]), np.array([0.0, 1.0, 5.0])),  # AᵀA is diagonal: m = 5/2, d = 2
        (np.array([[0.0, 1.0], [1.0, 1.0], [2.0, 1.0]]), np.array([1.0, 3.0, 5.0])),  # exactly y = 2x + 1
        (np.array([[1.0], [2.0], [2.0]]), np.array([1.0, 0.0, 4.0])),  # one unknown, 9 x = 9
        (np.array([[2.0, 1.0], [0.0, 1.0]]), np.array([4.0, 2.0])),  # as many equations as unknowns
        (np.array([[1.0, 1.0], [2.0, 1.0], [3.0, 1.0], [4.0, 1.0]]), np.array([1.0, 1.0, 2.0, 4.0])),
        (np.array([[1.0, 0, 1], [0, 1, 1], [1, 1, 1], [2, 0, 1]]), np.array([1.0, 2.0, 2.0, 3.0])),  # a plane
    ),
    mistakes={
        "(AᵀA)⁻¹ is missing: this is only Aᵀb": lambda A, b: A.T @ b,
        "AᵀA multiplies instead of being inverted: solve (AᵀA) x = Aᵀb": lambda A, b: A.T @ A @ A.T @ b,
        "the sign is flipped: Aᵀ(Ax - b) = 0 gives AᵀA x = +Aᵀb": lambda A, b: -ols(A, b),
        "1 / (AᵀA) takes the reciprocal of every entry: a matrix is inverted by np.linalg": (
            lambda A, b: (1 / (A.T @ A)) @ A.T @ b
        ),
        "A * b multiplies entry by entry: Aᵀ @ b multiplies and adds up": (
            lambda A, b: np.linalg.solve(A.T @ A, A.T * b)
        ),
        "A has more rows than columns and no inverse: AᵀA is square": lambda A, b: np.linalg.inv(A) @ b,
        "this is AAᵀ, one row and column for every point: the slide has AᵀA": (
            lambda A, b: np.linalg.inv(A @ A.T) @ A.T @ b
        ),
        "Aᵀ is missing before b: (AᵀA)⁻¹Aᵀb": lambda A, b: np.linalg.inv(A.T @ A) @ b,
        "these are the fitted values Ax: return x itself": lambda A, b: A @ ols(A, b),
        "these are the residuals b - Ax: return x itself": lambda A, b: b - A @ ols(A, b),
        "this is Ax - b, the residuals with the other sign: return x itself": lambda A, b: A @ ols(A, b) - b,
    },
    hints=(
        "The derivative of ‖Ax - b‖² is 2Aᵀ(Ax - b). Where is it zero?",
        "At AᵀA x = Aᵀb: as many equations as unknowns.",
        "np.linalg.solve(M, r) finds the x with M x = r.",
    ),
)


def orthogonal_distances(points, line):
    """How far each point (u, v) is from the line, measured perpendicular to it.

        dᵢ = |a uᵢ + b vᵢ + c| / √(a² + b²)

    Slide "What If?", where the loss is the sum of all dᵢ².
    """
    a, b, c = line
    u, v = points.T
    return np.abs(a * u + b * v + c) / np.sqrt(a**2 + b**2)


def _signed(points, line):
    return points @ line[:2] + line[2]


ORTHOGONAL_DISTANCES = Exercise(
    name="orthogonal_distances",
    solution=orthogonal_distances,
    cases=(
        (np.array([[0.0, 0.0], [2.0, 1.0], [1.0, 3.0]]), np.array([3.0, 4.0, -5.0])),  # 1, 1, 2
        (np.array([[0.0, 3.0], [5.0, -1.0]]), np.array([0.0, 2.0, -2.0])),  # the horizontal line v = 1
        (np.array([[4.0, 0.0], [1.0, 6.0]]), np.array([-1.0, 0.0, 2.0])),  # the vertical line u = 2
        (np.array([[1.0, 2.0], [3.0, -4.0], [0.0, 0.0]]), np.array([5.0, -12.0, 0.0])),  # through the origin
        (np.array([[1.0, 1.0], [2.0, 2.0], [3.0, 3.0]]), np.array([1.0, -1.0, 0.0])),  # every point is on the line
        (np.array([[0.5, 2.0]]), np.array([0.6, 0.8, 1.0])),  # one point, (a, b) of length 1
    ),
    mistakes={
        "these are vertical distances, divided by b: perpendicular ones are divided by √(a² + b²)": (
            lambda points, line: np.abs(_signed(points, line) / line[1])
        ),
        "these are horizontal distances, divided by a: perpendicular ones are divided by √(a² + b²)": (
            lambda points, line: np.abs(_signed(points, line) / line[0])
        ),
        "not divided by √(a² + b²): right only when (a, b) has length 1": (
            lambda points, line: np.abs(_signed(points, line))
        ),
        "divided by the length of (a, b, c): c only shifts the line, take √(a² + b²)": (
            lambda points, line: np.abs(_signed(points, line)) / np.linalg.norm(line)
        ),
        "divided by a² + b²: the root is missing": (
            lambda points, line: np.abs(_signed(points, line)) / (line[:2] @ line[:2])
        ),
        "c is missing: these are distances from a parallel line through the origin": (
            lambda points, line: np.abs(points @ line[:2]) / np.linalg.norm(line[:2])
        ),
        "c is subtracted: the line is a u + b v + c = 0": (
            lambda points, line: orthogonal_distances(points, line * [1, 1, -1])
        ),
        "these are squared distances: the loss squares them later": (
            lambda points, line: orthogonal_distances(points, line) ** 2
        ),
        "one side of the line comes out negative: a distance is |a u + b v + c| / √(a² + b²)": (
            lambda points, line: _signed(points, line) / np.linalg.norm(line[:2])
        ),
        "a u + b v + c is 0 on the line, but not a distance yet: take |…| and divide by √(a² + b²)": _signed,
        "this is the sum over all points: keep one distance for each": (
            lambda points, line: orthogonal_distances(points, line).sum()
        ),
        "this is the sum of all d², the loss: keep one distance for each point": (
            lambda points, line: np.sum(orthogonal_distances(points, line) ** 2)
        ),
        "a goes with the first coordinate u, and b with the second, v": (
            lambda points, line: orthogonal_distances(points[:, ::-1], line)
        ),
    },
    hints=(
        "a u + b v + c is 0 on the line and grows as the point moves away from it. u, v = points.T gives all points.",
        "Multiply (a, b, c) by 10: the line stays the same, but that number does not. Divide by the length of (a, b).",
        "A distance is never negative: np.abs.",
    ),
)


def total_least_squares(points):
    """The line a u + b v + c = 0, a² + b² = 1, with the smallest sum of squared perpendicular distances.

        points - mean = U D Vᵀ,   (a, b) = last row of Vᵀ,   c = -(a, b)·mean

    Slide "What If?"; it is not the same as before: ‖(a, b, c)‖ = 1 depends on where the origin is.
    """
    mean = points.mean(axis=0)  # the best line goes through the mean
    _, _, Vt = np.linalg.svd(points - mean)
    a, b = Vt[-1]  # across the line the points spread least
    c = -(a * mean[0] + b * mean[1])
    return np.array([a, b, c])


def _line(normal, mean):
    return np.array([*normal, -normal @ mean])


def _svd_rows(points):
    return np.linalg.svd(points, full_matrices=False).Vh


def _smallest_abc(points):
    """The slide's argmin ‖Ax‖² with ‖x‖ = 1, x = (a, b, c)."""
    return np.linalg.svd(np.column_stack([points, np.ones(len(points))])).Vh[-1]


def _vertical_fit(points):
    m, d = np.linalg.lstsq(design_matrix(points[:, 0]), points[:, 1], rcond=None)[0]
    return np.array([m, -1.0, d])


def _center(points):
    return points - points.mean(axis=0)


TOTAL_LEAST_SQUARES = Exercise(
    name="total_least_squares",
    solution=total_least_squares,
    cases=(
        (np.array([[0.0, 1.0], [1.0, 1.0], [2.0, 1.0]]),),  # exactly v = 1
        (np.array([[2.0, 0.0], [2.0, 1.0], [2.0, 4.0]]),),  # exactly u = 2, which y = mx + d cannot say
        (np.array([[0.0, 1.0], [1.0, 3.0], [2.0, 5.0], [3.0, 7.0]]),),  # exactly v = 2u + 1
        (np.array([[0.0, 0.0], [1.0, 2.0], [2.0, 3.0], [4.0, 9.0]]),),  # steep, with noise
        (np.array([[0.0, 5.0], [1.0, 5.5], [3.0, 3.0], [4.0, 1.0]]),),  # falling
        (np.array([[10.0, 21.0], [12.0, 20.0], [14.0, 22.0], [15.0, 24.0], [17.0, 23.0]]),),  # far from the origin
    ),
    mistakes={
        'the slide\'s ‖(a, b, c)‖ = 1 is not "same as before": centre the points, then only a² + b² = 1': _smallest_abc,
        "the points are not centred: ‖(a, b, c)‖ = 1 is another problem, even if a² + b² = 1 is made true afterwards": (
            lambda points: _smallest_abc(points) / np.linalg.norm(_smallest_abc(points)[:2])
        ),
        "the points are not centred: subtract their mean before the SVD": (
            lambda points: _line(_svd_rows(points)[-1], points.mean(axis=0))
        ),
        "the mean is one number for u and v together: points.mean(axis=0) has one for each": (
            lambda points: _line(_svd_rows(points - points.mean())[-1], points.mean(axis=0))
        ),
        "(a, b) is the direction of the line, where the points spread most: its normal is the last row of Vᵀ": (
            lambda points: _line(_svd_rows(_center(points))[0], points.mean(axis=0))
        ),
        "(a, b) is a column of Vᵀ: numpy returns Vᵀ, whose rows are the singular vectors": (
            lambda points: _line(_svd_rows(_center(points))[:, -1], points.mean(axis=0))
        ),
        "c has the wrong sign: at the mean a u + b v + c = 0, so c = -(a, b)·mean": (
            lambda points: total_least_squares(points) * [1, 1, -1]
        ),
        "c is 0: the line must go through the mean of the points, not through the origin": (
            lambda points: total_least_squares(points) * [1, 1, 0]
        ),
        "these are vertical distances: y = mx + d by least squares, written as (a, b, c)": (
            lambda points: _vertical_fit(points) / np.linalg.norm(_vertical_fit(points)[:2])
        ),
        "these are vertical distances, y = mx + d by least squares, and a² + b² is not 1": _vertical_fit,
        "the line is right, but (a, b, c) has length 1: only (a, b) must, so that d is a distance": (
            lambda points: total_least_squares(points) / np.linalg.norm(total_least_squares(points))
        ),
        "c is missing: a line is three numbers (a, b, c)": lambda points: total_least_squares(points)[:2],
    },
    hints=(
        "The best line goes through the mean of the points: subtract points.mean(axis=0) first.",
        "The last row of Vᵀ in U, d, Vt = np.linalg.svd(…) is the direction in which the points spread least: (a, b).",
        "c makes the line go through the mean: a·mean[0] + b·mean[1] + c = 0.",
    ),
    same=up_to_sign,
)
