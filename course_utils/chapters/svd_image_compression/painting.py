"""Notebook 03, continued: the Mondrian, rebuilt, tilted and in noise (slides "SVD On Images", "Noise In SVD")."""

from functools import cache
from typing import NamedTuple

import numpy as np

from course_utils.data.datasets import load_mondrian
from course_utils.numerics.svd import low_rank, rank_errors, relative_error, storage

SIDE, RANK = 120, 7  # of the Mondrian

SMALL, LARGE = 2.5, 2.9  # inches


@cache
def mondrian():
    return load_mondrian()


def counted(pieces):
    return f"{pieces} piece{'s' * (pieces != 1)}"


class Rebuilt(NamedTuple):
    k: int
    picture: np.ndarray
    measured: float  # both as fractions of the original
    predicted: float
    stored: int


@cache
def approximations():
    """The Mondrian of rank 0, 1, …, 7."""
    return tuple(low_rank(mondrian(), k) for k in range(RANK + 1))


@cache
def predicted_errors():
    errors = rank_errors(mondrian())
    return errors / errors[0]


def rebuilt(k):
    A_k = approximations()[k]
    stored = storage(A_k.shape, k)
    return Rebuilt(k, A_k, relative_error(mondrian(), A_k), predicted_errors()[k], stored)
