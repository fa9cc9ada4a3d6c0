"""Fit lines and solve  A x ≈ b: vertical distances, perpendicular distances, and the number of solutions.

A line is always (a, b, c), the numbers of  a x + b y + c = 0.
"""

import numpy as np

from course_utils.numerics._arguments import array, in_range, system
from course_utils.numerics._solvers.refinement import refine, shortest_solution
from course_utils.numerics._solvers.rounding import EPS
from course_utils.numerics._solvers.scaling import balance, exponents, scale_columns
from course_utils.numerics.svd import matrix_rank, positive_peaks


def design_matrix(x):
    """The data as rows [xᵀ 1], so that the weight of the constant 1 is the intercept.

        A = [x 1],   A [m d]ᵀ = m x + d

    x has shape (n,) or (n, d), A has shape (n, d + 1). Raises ValueError for other shapes.
    Slide "Linear Regression", where [X; 1] is one column of data.

    >>> design_matrix([3, 5])
    array([[3., 1.],
           [5., 1.]])
    """
    x = array("x", x, ndim=(1, 2))
    return np.column_stack([x, np.ones(len(x))])


@in_range
def ols(A, b):
    """Ordinary least squares: the x with the smallest sum of squared vertical residuals, as on the slide.

        x = (AᵀA)⁻¹ Aᵀ b

    A has shape (m, n), b (m,) or (m, k), x (n,) or (n, k). Where A x = b has a solution, an error of A can grow by the
    condition number κ of A, but by κ² through AᵀA; with a residual, κ² is in the problem itself, for every method.
    Raises ValueError for other shapes, LinAlgError when the columns of A are linearly dependent.
    Slide "Line Fitting 101".

    >>> ols([[0, 1], [1, 1], [2, 1]], [1, 3, 5])  # the points (0, 1), (1, 3), (2, 5) lie on y = 2 x + 1
    array([2., 1.])
    """
    A, b = system(A, b)
    _require_full_column_rank(A)
    return np.linalg.solve(A.T @ A, A.T @ b)  # solved, not inverted: fewer steps, fewer rounding errors


@in_range
def lstsq(A, b):
    """Least squares to full accuracy, for ill-conditioned data too; the shortest solution if there are several.

        argmin ‖A x - b‖₂,   and of these argmin ‖x‖₂

    A has shape (m, n), b (m,) or (m, k), x (n,) or (n, k). The residuals are summed exactly, which takes twenty times
    as long as numpy's lstsq. Raises ValueError for other shapes. Slide "Line Fitting 101", where it is
    x = A \\ b.

    >>> lstsq([[2], [2]], [3, 5]), lstsq([[1, 1]], [2])  # 2 x ≈ 3 and 2 x ≈ 5; x₁ + x₂ = 2
    (array([2.]), array([1., 1.]))
    """
    A, b = system(A, b)
    A_scaled, units = scale_columns(A)
    b_scaled, b_units = scale_columns(b.reshape(len(b), -1))
    m, n = A.shape
    U, d, Vt = np.linalg.svd(A_scaled, full_matrices=m < n)
    rank = int(np.sum(d > max(m, n) * EPS * d[0]))
    if rank == n:
        X = np.column_stack([refine(A_scaled, column, U, d, Vt) for column in b_scaled.T])
    else:
        X = shortest_solution(b_scaled, U, d, Vt, rank, units)
    return np.ldexp(X, b_units - units[:, None]).reshape(A.shape[1:] + b.shape[1:]) + 0.0


def homogeneous_lstsq(A):
    """The unit vector that A makes shortest: the solution of A x ≈ 0 that is not x = 0.

        argmin ‖A x‖₂  subject to  ‖x‖₂ = 1,   the last column of V in A = U D Vᵀ

    A has shape (m, n), x (n,). x and -x do equally well: the largest entry is made positive. When several
    directions are equally good, x is one of them. Raises ValueError unless A is a matrix of finite numbers.
    Slide "Line Fitting 101", with rows [x y 1]: that minimises a x + b y + c, which is not a distance.

    >>> homogeneous_lstsq([[2, 0], [0, 1]])
    array([0., 1.])
    """
    A = array("A", A, ndim=2)
    m, n = A.shape
    Vt = np.linalg.svd(A, full_matrices=m < n).Vh  # a wide A needs all n rows of Vt, a tall one has them anyway
    return positive_peaks(Vt[-1:].T)[:, 0]


@in_range
def total_least_squares(points):
    """The line with the smallest sum of squared perpendicular distances; it may be vertical.

        (a, b) = last right singular vector of the centred points,   c = -(a, b) · mean

    points has shape (n, 2); the line is array([a, b, c]) with a² + b² = 1 and b > 0 (a vertical line has b = 0
    and a > 0). Raises ValueError for other shapes, LinAlgError when the points do not determine a line: fewer
    than two different points, or a cloud equally wide in all directions. Slide "What If?".

    >>> total_least_squares([[0, 0], [2, 0], [2, 4], [0, 4]])  # the corners of a tall rectangle: the line x = 1
    array([ 1.,  0., -1.])
    """
    points = array("points", points, shape=("n", 2))
    shifted = points - points[0]  # relative to the first point, so that a cloud far from the origin loses no digits
    mean = shifted.mean(axis=0)
    _, d, Vt = np.linalg.svd(shifted - mean, full_matrices=False)
    a, b = _clean_normal(points, d, Vt[-1])
    return np.array([a, b, -np.dot([a, b], points[0] + mean)]) + 0.0


@in_range
def vertical_residuals(points, line):
    """The height of each point above the line, measured vertically: what ordinary least squares makes small.

        r_i = y_i - ŷ_i,   ŷ_i = -(a x_i + c) / b

    points has shape (n, 2), line is (a, b, c), r has shape (n,): positive above the line, negative below.
    Raises ValueError for other shapes and for a vertical line, b = 0. Slide "Line Fitting 101".

    >>> vertical_residuals([[0, 3], [1, 1]], line=(2, -1, 1))  # the line y = 2 x + 1
    array([ 2., -2.])
    """
    x, y = array("points", points, shape=("n", 2)).T
    line = array("line", line, shape=(3,))
    a, b, c = np.ldexp(line, -exponents(line[1]))
    if b == 0:
        raise ValueError(f"line is {tuple(line.tolist())}, expected b ≠ 0: a vertical line has no y for an x")
    return y + (a * x + c) / b


@in_range
def orthogonal_distances(points, line):
    """The distance of each point from the line, along the perpendicular: what total least squares makes small.

        d_i = |a x_i + b y_i + c| / √(a² + b²)

    points has shape (n, 2), line is (a, b, c), d has shape (n,) and is never negative.
    Raises ValueError for other shapes and for a = b = 0, which is not a line. Slide "What If?".

    >>> orthogonal_distances([[0, 0], [3, 4]], line=(3, 4, -5))  # √(3² + 4²) = 5
    array([1., 4.])
    """
    x, y = array("points", points, shape=("n", 2)).T
    line = array("line", line, shape=(3,))
    a, b, c = np.ldexp(line, -exponents(line[:2]))
    if a == b == 0:
        raise ValueError(f"line is {tuple(line.tolist())}, expected a ≠ 0 or b ≠ 0")
    return np.abs(a * x + b * y + c) / np.hypot(a, b)


@in_range
def count_solutions(A, b):
    """The number of x with A x = b exactly: "none", "unique" or "infinite".

        none: rank [A b] > rank A,   unique: rank [A b] = rank A = n,   infinite: rank [A b] = rank A < n

    A has shape (m, n), b (m,); b = 0 is the homogeneous system, which always has the solution x = 0. Multiplying
    an equation or changing the unit of an unknown does not change the answer. Raises ValueError for other shapes.
    Slide "Ax = 0 Vs Ax = b".

    >>> A = [[1, 1], [2, 2]]
    >>> count_solutions(A, [1, 2]), count_solutions(A, [1, 3]), count_solutions([[1, 1], [1, 2]], [1, 3])
    ('infinite', 'none', 'unique')
    """
    A = array("A", A, ndim=2)
    b = np.zeros(len(A)) if np.isscalar(b) and b == 0 else array("b", b, shape=(len(A),))
    rank, augmented_rank = matrix_rank(balance(A)), matrix_rank(balance(np.column_stack([A, b])))
    if augmented_rank > rank:
        return "none"
    return "unique" if rank == A.shape[1] else "infinite"


@in_range
def correct_digits(x, truth):
    """The number of correct decimal digits of x, judged by its worst entry; a float has 15 reliable digits.

        ⌊-log₁₀ max_i |x_i - t_i| / |t_i|⌋,   at least 0, at most 15

    x and truth (t) have the same shape, and no entry of truth is 0. Raises ValueError otherwise.
    Slide "Line Fitting 101".

    >>> correct_digits([1.004, 200], truth=[1, 200])  # 0.004 off: 2 digits
    2
    """
    truth = array("truth", truth)
    x = array("x", x, shape=truth.shape)
    if not truth.all():
        raise ValueError("truth has an entry 0, expected none: relative to 0, every error is infinite")
    error = np.max(np.abs(x - truth) / np.abs(truth))
    return int(np.clip(-np.log10(max(error, 1e-15)), 0, 15) + 1e-9)  # 1e-15 itself counts as 15 digits


def _require_full_column_rank(A):
    """Raise LinAlgError when the columns of A are linearly dependent; their sizes do not matter."""
    rank, n = matrix_rank(scale_columns(A)[0]), A.shape[1]
    if rank < n:
        raise np.linalg.LinAlgError(
            f"A has shape {A.shape} and rank {rank}, expected rank {n}: its columns are linearly dependent, so AᵀA has "
            "no inverse; lstsq(A, b) gives the shortest of all solutions"
        )


def _clean_normal(points, d, normal):
    """Set rounding noise in the normal to 0 and make b > 0; raise LinAlgError when the points determine no line."""
    noise = len(points) * EPS * np.abs(points).max(axis=0)  # what rounded coordinates can add to singular values
    if d[0] <= noise.max():
        raise np.linalg.LinAlgError(
            f"points are {len(points)} times the point {tuple(points[0].tolist())}, expected two different points"
        )
    if d[0] - d[1] <= noise.max():
        raise np.linalg.LinAlgError("points spread equally in all directions, expected a cloud longer than it is wide")
    normal = np.where(np.abs(normal) > noise[::-1] / d[0], normal, 0)
    return normal * np.sign(normal[1] or normal[0])
