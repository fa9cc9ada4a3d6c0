"""Notebook 03: cut, measure, count, and invert what is not square (slides "SVD On Images", "Reconstruction Error")."""

import numpy as np

from course_utils.exercise.exercise import Exercise


def pinv(A):
    """The pseudo-inverse A⁺, from the singular value decomposition A = U D Vᵀ.

        A⁺ = V D⁺ Uᵀ,   D⁺ = 1/σ for each σ that is more than rounding noise

    Slide "Back To Linear Regression".
    """
    U, d, Vt = np.linalg.svd(A, full_matrices=False)
    keep = d > max(A.shape) * np.finfo(d.dtype).eps * d[0]  # a zero is rarely exactly 0 in a computer
    return (Vt[keep].T / d[keep]) @ U[:, keep].T


def _svd(A):
    return np.linalg.svd(A, full_matrices=False)


def _above_rounding(A, d):
    return d > max(A.shape) * np.finfo(d.dtype).eps * d[0]


def _of_pinv(combine):
    """A mistake in putting U, D⁺ and Vᵀ together; D⁺ itself is right."""

    def mistake(A):
        U, d, Vt = _svd(A)
        keep = _above_rounding(A, d)
        return combine(U[:, keep], d[keep], Vt[keep])

    return mistake


def _reciprocals_of(kept):
    """A mistake in D⁺: the reciprocals of the singular values that are kept, 0 for the others."""

    def mistake(A):
        U, d, Vt = _svd(A)
        return (Vt.T * np.divide(1, d, out=np.zeros_like(d), where=kept(d))) @ U.T

    return mistake


PINV = Exercise(
    name="pinv",
    solution=pinv,
    cases=(
        (np.array([[2.0, 0.0], [0.0, 4.0]]),),
        (np.array([[0.0, 3.0], [0.0, 0.0]]),),  # σ = 3 and 0: nothing to divide by
        (np.array([[1.0, 1.0], [2.0, 1.0], [3.0, 1.0]]),),  # more rows than columns
        (np.array([[1.0, 1.0, 2.0]]),),  # one equation, three unknowns
        (np.array([[1.0, 2.0, 0.0], [0.0, 1.0, 2.0], [1.0, 0.0, 1.0]]),),  # square and invertible: A⁻¹
        (np.array([[1.0, 0.0], [0.0, 1e-9]]),),  # the second σ is small, but not rounding noise
        (np.array([[2e-20, 1e-20], [0.0, 1e-20]]),),  # in tiny units every σ is tiny
        (np.array([[0.1, 0.3], [0.3, 0.9]]),),  # rank 1, but the second σ is about 1e-17
    ),
    mistakes={
        "1/σ of a σ that is 0: D⁺ keeps those zeros": lambda A: (_svd(A)[2].T / _svd(A)[1]) @ _svd(A)[0].T,
        "a σ of 1e-17 is rounding noise, and 1/σ is huge: leave out the σ below a small part of the first": (
            _reciprocals_of(lambda d: d > 0)
        ),
        "small σ that still count are left out: noise is what is below max(A.shape) · 2.2e-16 · σ₁": (
            _reciprocals_of(lambda d: d > 1e-6 * d[0])
        ),
        "the cut is a fixed number: take a small part of σ₁, so that a matrix in tiny units keeps its σ": (
            _reciprocals_of(lambda d: d > 1e-12)
        ),
        "this is U D⁺ Vᵀ: the inverse of a product goes backwards, V D⁺ Uᵀ": _of_pinv(lambda U, d, Vt: (U / d) @ Vt),
        "D is not inverted: V D Uᵀ is Aᵀ": lambda A: A.T,
        "V is missing its transpose: numpy returns Vᵀ, so V is Vt.T": lambda A: (
            (_svd(A)[2] / _svd(A)[1]) @ _svd(A)[0].T
        ),
        "U is missing its transpose: V D⁺ Uᵀ": lambda A: (_svd(A)[2].T / _svd(A)[1]) @ _svd(A)[0],
        "this is (AᵀA)⁻¹Aᵀ: it needs full column rank, the SVD does not": lambda A: np.linalg.inv(A.T @ A) @ A.T,
        "this is Aᵀ(AAᵀ)⁻¹: it needs full row rank, the SVD does not": lambda A: A.T @ np.linalg.inv(A @ A.T),
        "this is A⁻¹, which only a square and invertible A has": lambda A: np.linalg.inv(A),
        "σ is divided by twice: one 1/σ for each": _of_pinv(lambda U, d, Vt: (Vt.T / d**2) @ U.T),
        "D⁺ is missing: V Uᵀ": _of_pinv(lambda U, d, Vt: Vt.T @ U.T),
    },
    hints=(
        "U, d, Vt = np.linalg.svd(A, full_matrices=False): d is the diagonal of D, and V is Vt.T.",
        "Dividing the columns of V by d is V D⁺: (Vt.T / d) @ U.T. What if an entry of d is 0?",
        "keep = d > max(A.shape) * np.finfo(float).eps * d[0]: True where σ counts; then Vt[keep] and U[:, keep] too.",
    ),
)


def low_rank(A, k):
    """A best approximation of rank at most k: the k largest singular values with their vectors.

        A_k = σ₁ u₁ v₁ᵀ + … + σ_k u_k v_kᵀ

    Slide "SVD On Images", where k is the number of basis.
    """
    U, d, Vt = np.linalg.svd(A, full_matrices=False)
    return (U[:, :k] * d[:k]) @ Vt[:k]  # scaling the columns of U by d is U @ D


def _pieces(choose):
    """A sum of pieces σ u vᵀ: those that choose(number of pieces, k) names."""

    def mistake(A, k):
        U, d, Vt = _svd(A)
        which = choose(len(d), k)
        return (U[:, which] * d[which]) @ Vt[which]

    return mistake


LOW_RANK = Exercise(
    name="low_rank",
    solution=low_rank,
    cases=(
        (np.array([[3.0, 0.0], [0.0, 1.0]]), 1),
        (np.array([[3.0, 0.0, 0.0], [0.0, 2.0, 0.0], [0.0, 0.0, 1.0]]), 2),
        (np.array([[2.0, 1.0], [1.0, 2.0], [0.0, 2.0]]), 1),  # tall
        (np.array([[1.0, 0.0, 2.0], [0.0, 3.0, 1.0]]), 1),  # wide
        (np.array([[4.0, 1.0, 0.0], [1.0, 3.0, 1.0], [0.0, 1.0, 5.0]]), 1),
        (np.array([[1.0, 2.0], [3.0, 5.0]]), 2),  # all of it
    ),
    mistakes={
        "these are the k smallest: numpy sorts σ from large to small, so keep the first": _pieces(
            lambda r, k: slice(r - k, r)
        ),
        "this is what is dropped: keep the first k instead": _pieces(lambda r, k: slice(k, r)),
        "one piece too many: :k stops before k": _pieces(lambda r, k: slice(0, k + 1)),
        "one piece too few: k = 1 keeps one": _pieces(lambda r, k: slice(0, k - 1)),
        "only piece number k: add up all of the first k": _pieces(lambda r, k: slice(k - 1, k)),
        "the singular values are missing: U_k V_kᵀ makes each piece equally strong": (
            lambda A, k: _svd(A)[0][:, :k] @ _svd(A)[2][:k]
        ),
        "σ is squared: each piece is σ u vᵀ": lambda A, k: (_svd(A)[0][:, :k] * _svd(A)[1][:k] ** 2) @ _svd(A)[2][:k],
        "σ is taken twice and V not at all: multiply by the first k rows of Vᵀ": (
            lambda A, k: (_svd(A)[0][:, :k] * _svd(A)[1][:k] ** 2) @ _svd(A)[0][:, :k].T
        ),
        "this takes columns of Vᵀ: numpy returns Vᵀ, and its first k rows are wanted, Vt[:k]": (
            lambda A, k: (_svd(A)[0][:, :k] * _svd(A)[1][:k]) @ _svd(A)[2][:, :k].T
        ),
        "rows of U are taken: the vectors u are its columns, U[:, :k]": (
            lambda A, k: (_svd(A)[0].T[:, :k] * _svd(A)[1][:k]) @ _svd(A)[2][:k]
        ),
        "these are the first k columns of U alone: scale them by σ, then multiply by Vᵀ": (
            lambda A, k: _svd(A)[0][:, :k]
        ),
        "these are the coordinates U_k D_k: multiply them by the first k rows of Vᵀ": (
            lambda A, k: _svd(A)[0][:, :k] * _svd(A)[1][:k]
        ),
        "these are the kept singular values: build the matrix from them": lambda A, k: _svd(A)[1][:k],
        "this is A itself: nothing is cut": lambda A, k: A,
    },
    hints=(
        "U, d, Vt = np.linalg.svd(A, full_matrices=False): d is sorted from large to small.",
        "The vectors u are columns of U, the vectors v are rows of Vt: U[:, :k], d[:k], Vt[:k].",
        "U[:, :k] * d[:k] scales each column by its σ; then @ Vt[:k] adds up the pieces.",
    ),
)


def relative_error(A, approximation):
    """What is lost, as a fraction of A; ‖ ‖ is the root of the sum of all squares (Frobenius).

        ‖A - approximation‖ / ‖A‖

    Slide "Reconstruction Error".
    """
    return np.linalg.norm(A - approximation) / np.linalg.norm(A)


def _with_norm(norm):
    """A mistake in the norm."""
    return lambda A, B: norm(A - B) / norm(A)


RELATIVE_ERROR = Exercise(
    name="relative_error",
    solution=relative_error,
    cases=(
        (np.array([[3.0, 0.0], [0.0, 4.0]]), np.array([[0.0, 0.0], [0.0, 4.0]])),  # 3/5
        (np.array([[1.0, 2.0], [2.0, 4.0]]), np.array([[1.0, 2.0], [2.0, 4.0]])),  # nothing is lost
        (np.array([[2.0, 1.0], [0.0, 2.0]]), np.array([[1.0, 1.0], [1.0, 1.0]])),  # √3 / 3
        (np.array([[1.0, 2.0, 2.0]]), np.array([[2.0, 1.0, 4.0]])),  # √6 / 3
        (np.array([[0.0, 10.0], [20.0, 0.0], [5.0, 5.0]]), np.array([[1.0, 9.0], [20.0, 1.0], [4.0, 6.0]])),
        (np.array([[0.2, 0.4], [0.4, 0.1]]), np.array([[0.5, 0.5], [0.3, -0.1]])),
    ),
    mistakes={
        "not divided by ‖A‖: the error of a brighter picture would count more": lambda A, B: np.linalg.norm(A - B),
        "this is the spectral norm, the largest σ alone: the Frobenius norm takes the squares of all entries": (
            _with_norm(lambda M: np.linalg.norm(M, 2))
        ),
        "this is the nuclear norm, all σ added up: the Frobenius norm takes the squares of all entries": (
            _with_norm(lambda M: np.linalg.norm(M, "nuc"))
        ),
        "the sum of |entries| is another norm: take squares, and the root of their sum": _with_norm(
            lambda M: np.abs(M).sum()
        ),
        "the largest entry alone: take the squares of all entries": _with_norm(lambda M: np.abs(M).max()),
        "divided by ‖approximation‖: the original is what counts as 100 %": (
            lambda A, B: np.linalg.norm(A - B) / np.linalg.norm(B)
        ),
        "squared: take the root of both sums": lambda A, B: np.sum((A - B) ** 2) / np.sum(A**2),
        "the root is taken of the error, but not of the size of A": lambda A, B: np.linalg.norm(A - B) / np.sum(A**2),
        "the difference of the norms: take the norm of the difference": (
            lambda A, B: abs(np.linalg.norm(A) - np.linalg.norm(B)) / np.linalg.norm(A)
        ),
        "this is what is kept, 1 - error: what is lost is wanted": lambda A, B: 1 - relative_error(A, B),
        "in percent: the fraction is wanted, 0.6 and not 60": lambda A, B: 100 * relative_error(A, B),
        "one number for each entry: one for the whole picture is wanted": lambda A, B: (
            np.abs(A - B) / np.linalg.norm(A)
        ),
    },
    hints=(
        "First the difference A - approximation, then its norm, then divide.",
        "np.linalg.norm(M) of a matrix is the root of the sum of all squares: the Frobenius norm.",
    ),
)


def storage(shape, k):
    """How many numbers the first k pieces σ u vᵀ of a matrix take: one σ, m in u, n in v, for each piece.

        k (m + n + 1)

    Slide "SVD On Images"; shape is (m, n).
    """
    m, n = shape
    return k * (m + n + 1)


STORAGE = Exercise(
    name="storage",
    solution=storage,
    cases=(
        (np.array([4, 3]), 1),  # 8
        (np.array([4, 3]), 2),
        (np.array([120, 120]), 7),  # one channel of the Mondrian
        (np.array([300, 450]), 20),
        (np.array([5, 1000]), 3),
        (np.array([10, 10]), 0),  # nothing kept, nothing stored
    ),
    mistakes={
        "σ is missing: each piece has one number σ as well": lambda shape, k: k * (shape[0] + shape[1]),
        "this is one piece: there are k of them": lambda shape, k: shape[0] + shape[1] + 1,
        "σ is counted once for all: each of the k pieces has its own": lambda shape, k: k * (shape[0] + shape[1]) + 1,
        "D as a full k × k matrix is mostly zeros: only its k diagonal entries are stored": (
            lambda shape, k: k * (shape[0] + shape[1]) + k**2
        ),
        "this is k whole pictures: a piece u vᵀ is stored as u and v, not as their product": (
            lambda shape, k: k * shape[0] * shape[1]
        ),
        "this is the original, m n numbers": lambda shape, k: shape[0] * shape[1],
        "this is a fraction of the original: the count of numbers is wanted": (
            lambda shape, k: k * (shape[0] + shape[1] + 1) / (shape[0] * shape[1])
        ),
        "only u and σ are counted: each piece has n numbers in v as well": lambda shape, k: k * (shape[0] + 1),
        "only v and σ are counted: each piece has m numbers in u as well": lambda shape, k: k * (shape[1] + 1),
        "this is a full U, a full V and k singular values: only k columns of each are kept": (
            lambda shape, k: shape[0] ** 2 + shape[1] ** 2 + k
        ),
        "this is what is saved: what is stored is wanted": (
            lambda shape, k: shape[0] * shape[1] - k * (shape[0] + shape[1] + 1)
        ),
    },
    hints=(
        "m, n = shape. A piece is σ u vᵀ: how many numbers are in σ, in u, in v?",
        "1 + m + n for one piece, and there are k pieces.",
    ),
)
