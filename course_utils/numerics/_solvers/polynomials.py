"""The polynomial beside the bumps: products of powers of the coordinates, and the equations that it adds."""

import math
from itertools import combinations_with_replacement

import numpy as np

MAX_TERMS = 1000  # no number of centres whose matrix fits into memory determines many more


def exponents(d, degree):
    """List the exponents of d coordinates with a sum up to the degree: (0, 0), (1, 0), (0, 1), (2, 0), …

    Raises ValueError for a degree with more than 1000 terms.

    >>> exponents(2, degree=1)
    [(0, 0), (1, 0), (0, 1)]
    """
    if degree > MAX_TERMS or math.comb(d + degree, d) > MAX_TERMS:
        raise ValueError(f"degree is {degree}, expected one with {MAX_TERMS} terms at most")
    choices = (c for total in range(degree + 1) for c in combinations_with_replacement(range(d), total))
    return [tuple(choice.count(axis) for axis in range(d)) for choice in choices]


def powers(u, exponents):
    """Multiply powers of the coordinates, one product for each row of exponents, along a new last axis."""
    if not exponents:
        return np.empty((*u.shape[:-1], 0))
    return np.stack([np.prod(u ** np.array(e), axis=-1) for e in exponents], axis=-1)


def terms(z, x, degree):
    """Evaluate the q terms up to a degree at every z, shape (m, q), with coordinates shifted and scaled to those of x.

        1,  u₁, u₂, …,  u₁², u₁u₂, u₂², …   with  u = (z - middle of x) / reach of x

    There are q = 0 terms for degree -1, 1 for 0 and 1 + d for 1.

    >>> terms(np.array([[0.0], [1.0], [2.0]]), np.array([[0.0], [2.0]]), degree=2)
    array([[ 1., -1.,  1.],
           [ 1.,  0.,  0.],
           [ 1.,  1.,  1.]])
    """
    middle = (x.max(axis=0) + x.min(axis=0)) / 2
    reach = (x.max(axis=0) - x.min(axis=0)) / 2
    return powers((z - middle) / np.where(reach > 0, reach, 1), exponents(x.shape[1], degree))


def add_polynomial(M, y, P, unit):
    """Extend M α = y by the coefficients β of a polynomial with terms P, in the given unit.

    [ M   P ] [α]   [y]
    [ Pᵀ  0 ] [β] = [0]
    """
    q = P.shape[1]
    return np.block([[M, unit * P], [unit * P.T, np.zeros((q, q))]]), np.concatenate([y, np.zeros((q, *y.shape[1:]))])


def refuse_undetermined(P, degree):
    """Raise LinAlgError unless the centres determine the polynomial with terms P."""
    if P.shape[1] and np.linalg.matrix_rank(P) < P.shape[1]:
        raise np.linalg.LinAlgError(
            f"{len(P)} centres do not fix a polynomial of degree {degree:g}, which has {P.shape[1]} terms: "
            "too few, or all on one line; use a lower degree"
        )
