"""Singular value decomposition  A = U D Vᵀ: rank, null space, pseudo-inverse, low-rank approximation."""

import math
from typing import NamedTuple

import numpy as np

from course_utils.numerics._arguments import array, in_range, number, whole_number
from course_utils.numerics._solvers.rounding import EPS


@in_range
def matrix_rank(A, rtol=None):
    """The number of independent columns of A, which is that of singular values above rounding noise.

        ρ = #{i : d_i > rtol · d_1},   rtol = max(m, n) · 2.2e-16 unless given

    A has shape (m, n). Raises ValueError for anything but a matrix of finite numbers, or rtol < 0.
    Slide "SVD", where ρ is the number of red squares, and slide "Noise In SVD", where rtol decides.

    >>> matrix_rank([[1, 2], [2, 4]]), matrix_rank([[1, 0], [0, 0.01]]), matrix_rank([[1, 0], [0, 0.01]], rtol=0.1)
    (1, 2, 1)
    """
    A, rtol = _matrix(A, rtol)
    d = np.linalg.svd(A, compute_uv=False)
    return _count(d, rtol)


@in_range
def null_space(A, rtol=None):
    """All x with A x = 0: an orthonormal basis, one basis vector per column.

        null(A) = span of the columns of V_{ρ+1:N}

    A has shape (m, n), the basis (n, n - ρ): no columns when A has full column rank. A basis vector and its
    negative do equally well; its largest entry is made positive. Raises as matrix_rank does.
    Slide "Nullspace". numpy returns Vᵀ, so the columns of V are the rows of Vt.

    >>> null_space([[3.0, 0.0]])
    array([[0.],
           [1.]])
    """
    A, rtol = _matrix(A, rtol)
    m, n = A.shape
    _, d, Vt = np.linalg.svd(A, full_matrices=m < n)  # a wide A needs all n rows of Vt, a tall one has them anyway
    return positive_peaks(Vt[_count(d, rtol) :].T)


@in_range
def pinv(A, rtol=None):
    """The pseudo-inverse: A⁺ b is the least-squares solution of A x ≈ b, the shortest if there are several.

        A⁺ = V D⁺ Uᵀ,   D⁺ = the reciprocals of the nonzero singular values

    A has shape (m, n), A⁺ (n, m). Raises as matrix_rank does.
    Slide "Linear Regression", where A⁺ replaces A⁻¹ when A is not square.

    >>> pinv([[2, 0], [0, 0]])
    array([[0.5, 0. ],
           [0. , 0. ]])
    """
    A, rtol = _matrix(A, rtol)
    U, d, Vt = np.linalg.svd(A, full_matrices=False)
    r = _count(d, rtol)
    return (Vt[:r].T / d[:r]) @ U[:, :r].T + 0.0  # dividing the columns of V by d is V @ D⁺; + 0.0 turns -0 into 0


@in_range
def low_rank(A, k):
    """A best approximation of rank at most k: keep the k largest singular values, drop the rest.

        A_k = U_{:k} D_{:k} V_{:k}ᵀ = σ_1 u_1 v_1ᵀ + … + σ_k u_k v_kᵀ

    That is the theorem of Eckart and Young; where σ_k = σ_{k+1}, other matrices are as near. A has shape (m, n), or
    (m, n, c) for a picture, whose c channels are approximated one by one; A_k has the shape of A. Raises ValueError
    for other shapes, or unless k is a whole number from 0 to min(m, n).
    Slide "SVD On Images", where k is the number of basis.

    >>> low_rank([[3, 0, 0], [0, 2, 0], [0, 0, 1]], k=2)
    array([[3., 0., 0.],
           [0., 2., 0.],
           [0., 0., 0.]])
    """
    A = array("A", A, ndim=(2, 3))
    k = whole_number("k", k, at_least=0, at_most=min(A.shape[:2]))
    U, d, Vt = np.linalg.svd(_channels(A), full_matrices=False)
    A_k = (U[..., :k] * d[..., None, :k]) @ Vt[..., :k, :]  # scaling the columns of U by d is U @ D
    return np.moveaxis(A_k, 0, -1).reshape(A.shape) + 0.0  # + 0.0 turns -0 into 0


class Pieces(NamedTuple):
    """A decomposed picture, from which every rank follows without another decomposition."""

    A: np.ndarray  # (m, n) or (m, n, c); this and the next two in single precision
    Ud: np.ndarray  # (c, m, r), the columns of U times their singular values
    Vt: np.ndarray  # (c, r, n)
    errors: np.ndarray  # (r + 1,), as `rank_errors` returns them


@in_range
def decompose(A):
    """Decompose a picture once, so that each of its approximations is quick to compute.

        A = (U D) Vᵀ

    A has shape (m, n) or (m, n, c). Raises ValueError for other shapes. Slide "SVD On Images".

    >>> decompose([[3, 0], [0, 2]]).Ud.shape  # one channel, two rows, two pieces
    (1, 2, 2)
    """
    A = array("A", A, ndim=(2, 3))
    U, d, Vt = np.linalg.svd(_channels(A), full_matrices=False)
    return Pieces(*(part.astype(np.float32) for part in (A, U * d[:, None], Vt)), _tails(d))


def rebuild(pieces, k):
    """Add up the first k pieces: `low_rank` in single precision, with one product and no decomposition.

        A_k = (U D)_{:k} V_{:k}ᵀ = A - (U D)_{k:} V_{k:}ᵀ,   whichever is shorter

    pieces come from `decompose`, A_k has the shape of its A. Raises ValueError unless k is a whole number from 0 to
    min(m, n). Slide "SVD On Images".

    >>> rebuild(decompose([[3, 0], [0, 2]]), k=1)
    array([[3., 0.],
           [0., 0.]], dtype=float32)
    """
    A, Ud, Vt = _checked_pieces(pieces)
    r = Vt.shape[1]
    k = whole_number("k", k, at_least=0, at_most=r)
    part = Ud[:, :, :k] @ Vt[:, :k] if 2 * k <= r else _channels(A) - Ud[:, :, k:] @ Vt[:, k:]
    return np.moveaxis(part, 0, -1).reshape(A.shape) + np.float32(0)


@in_range
def relative_error(A, approximation):
    """The error of an approximation, as a fraction of A.

        ‖A - approximation‖_F / ‖A‖_F,   ‖A‖_F² = the sum of the squares of all entries

    Both are arrays of one shape, pictures with channels included. Raises ValueError when the shapes differ, or when
    A is zero. Slide "Reconstruction Error".

    >>> relative_error([[3, 0], [0, 4]], [[0, 0], [0, 4]])  # 3 is lost of √(3² + 4²) = 5
    0.6
    """
    A = array("A", A)
    approximation = array("approximation", approximation, shape=A.shape)
    if not A.any():
        raise ValueError("A is zero, expected an entry that is not: relative to 0, every error is infinite")
    return float(_frobenius(A - approximation) / _frobenius(A))


@in_range
def rank_errors(A):
    """The errors of the best approximations of all ranks k = 0, 1, …, min(m, n), from one decomposition.

        e_k = ‖A - A_k‖_F = √(σ_{k+1}² + σ_{k+2}² + …)

    By Pythagoras, because the pieces are at right angles. A has shape (m, n), or (m, n, c) for a picture, whose c
    channels are cut at the same k; e has shape (min(m, n) + 1,). Summed from the smallest singular value on: ‖A‖²
    minus what is kept would leave nothing but rounding errors where e_k is small. Raises ValueError for other shapes.
    Slide "Reconstruction Error".

    >>> rank_errors([[4, 0], [0, 3]])  # √(4² + 3²), √3², nothing
    array([5., 3., 0.])
    """
    A = array("A", A, ndim=(2, 3))
    return _tails(np.linalg.svd(_channels(A), compute_uv=False))


def storage(shape, k):
    """The number of numbers in the first k pieces σ u vᵀ of a matrix: one σ, m numbers in u, n in v.

        k (m + n + 1),   worth it as long as it is below m n

    shape is (m, n), or (m, n, c) for a picture of c channels, which takes c times as many. Raises ValueError for
    another shape, or unless k is a whole number from 0 to min(m, n). Slide "SVD On Images".

    >>> storage((4, 3), k=1)
    8
    """
    sizes = array("shape", shape, ndim=1)
    if len(sizes) not in (2, 3):
        raise ValueError(f"shape has {len(sizes)} entries, expected (m, n) or (m, n, c)")
    m, n, *c = (whole_number("shape", size) for size in sizes)
    return whole_number("k", k, at_least=0, at_most=min(m, n)) * (m + n + 1) * math.prod(c)


def positive_peaks(V):
    """V with the signs of its columns turned so that the largest entry of each is positive.

        v_j → -v_j   where max |v_ij| is attained by a negative v_ij

    V has shape (n, k), k = 0 included; anything else raises ValueError. Of entries equally large up to rounding the
    first one counts, so that the choice, and what is printed, does not depend on the machine. Slide "SVD", whose U and
    V are unique only up to such signs.

    >>> positive_peaks(np.array([[1.0, 3.0], [-2.0, -3.0]]))
    array([[-1.,  3.],
           [ 2., -3.]])
    """
    if isinstance(V, np.ndarray) and V.ndim == 2 and V.shape[1] == 0:
        return V
    V = array("V", V, ndim=2)
    size = np.abs(V)
    peak = np.argmax(size >= (1 - 1e-6) * size.max(axis=0), axis=0)
    return V * np.where(V[peak, np.arange(V.shape[1])] < 0, -1.0, 1.0) + 0.0


def _checked_pieces(pieces):
    if not isinstance(pieces, Pieces):
        raise ValueError(f"pieces is {type(pieces).__name__}, expected what decompose returns")
    for part in (pieces.A, pieces.Ud, pieces.Vt):
        if part.dtype != np.float32 or not np.isfinite(part).all():
            raise ValueError("pieces must hold finite numbers in single precision: call decompose again")
    return pieces.A, pieces.Ud, pieces.Vt


def _matrix(A, rtol):
    A = array("A", A, ndim=2)
    return A, max(A.shape) * EPS if rtol is None else number("rtol", rtol, at_least=0)


def _count(d, rtol):
    return int(np.sum(d > rtol * d[0]))


def _channels(A):
    """Return the channels of a picture as a stack of matrices, as numpy decomposes them; a matrix is a stack of one."""
    return np.moveaxis(A[:, :, None] if A.ndim == 2 else A, -1, 0)


def _tails(d):
    """Compute √(σ_{k+1}² + σ_{k+2}² + …) for each k, the channels together."""
    unit = d.max() or 1.0  # the squares of very small or large numbers leave the range of a float
    tail = np.cumsum(np.sum((d / unit) ** 2, axis=0)[::-1])[::-1]
    return unit * np.sqrt(np.append(tail, 0.0))


def _frobenius(A):
    size = np.abs(A).max() or 1.0
    return size * np.linalg.norm(A / size)
