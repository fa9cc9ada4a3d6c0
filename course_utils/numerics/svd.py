"""Singular value decomposition  A = U D Vᵀ: rank, null space, pseudo-inverse."""

import numpy as np

from course_utils.numerics.arguments import array, number


def matrix_rank(A, rtol=None):
    """The number of independent columns of A: how many singular values are not rounding noise.

        ρ = #{i : d_i > rtol · d_1},   rtol = max(m, n) · 2.2e-16 unless given

    A has shape (m, n). Raises ValueError for anything but a matrix of finite numbers, or rtol < 0.
    Slide "SVD", where ρ is the number of red squares, and slide "Noise In SVD", where rtol decides.

    >>> matrix_rank([[1, 2], [2, 4]]), matrix_rank([[1, 0], [0, 0.01]]), matrix_rank([[1, 0], [0, 0.01]], rtol=0.1)
    (1, 2, 1)
    """
    A, rtol = _matrix(A, rtol)
    d = np.linalg.svd(A, compute_uv=False)
    return _count(d, rtol)


def null_space(A, rtol=None):
    """All x with A x = 0: an orthonormal basis, one basis vector per column.

        null(A) = span of the columns of V_{ρ+1:N}

    A has shape (m, n), the basis (n, n - ρ): no columns when A has full column rank. A basis vector and its
    negative do equally well; its largest entry is made positive. Raises as matrix_rank does.
    Slide "Nullspace". numpy hands out Vᵀ, so the columns of V are the rows of Vt.

    >>> null_space([[3.0, 0.0]])
    array([[0.],
           [1.]])
    """
    A, rtol = _matrix(A, rtol)
    m, n = A.shape
    _, d, Vt = np.linalg.svd(A, full_matrices=m < n)  # a wide A needs all n rows of Vt, a tall one has them anyway
    return positive_peaks(Vt[_count(d, rtol) :].T)


def pinv(A, rtol=None):
    """The pseudo-inverse: A⁺ b is the least-squares solution of A x ≈ b, the shortest if there are several.

        A⁺ = V D⁺ Uᵀ,   D⁺ = the reciprocals of the nonzero singular values

    A has shape (m, n), A⁺ (n, m). Raises as matrix_rank does.
    Slide "Linear Regression", where A⁺ stands in for A⁻¹ when A is not square.

    >>> pinv([[2, 0], [0, 0]])
    array([[0.5, 0. ],
           [0. , 0. ]])
    """
    A, rtol = _matrix(A, rtol)
    U, d, Vt = np.linalg.svd(A, full_matrices=False)
    r = _count(d, rtol)
    return (Vt[:r].T / d[:r]) @ U[:, :r].T + 0.0  # dividing the columns of V by d is V @ D⁺; + 0.0 turns -0 into 0


def positive_peaks(V):
    """V with the signs of its columns turned so that the largest entry of each is positive.

        v_j → -v_j   where max |v_ij| is attained by a negative v_ij

    V has shape (n, k). Of entries equally large up to rounding the first one counts, so that the choice, and what
    is printed, does not depend on the machine. Slide "SVD", whose U and V are unique only up to such signs.

    >>> positive_peaks(np.array([[1.0, 3.0], [-2.0, -3.0]]))
    array([[-1.,  3.],
           [ 2., -3.]])
    """
    size = np.abs(V)
    peak = np.argmax(size >= (1 - 1e-6) * size.max(axis=0), axis=0)
    return V * np.where(V[peak, np.arange(V.shape[1])] < 0, -1.0, 1.0) + 0.0


def _matrix(A, rtol):
    A = array("A", A, ndim=2)
    return A, max(A.shape) * np.finfo(float).eps if rtol is None else number("rtol", rtol, at_least=0)


def _count(d, rtol):
    return int(np.sum(d > rtol * d[0]))
