"""Rounding: its size, and sums that avoid it."""

from math import fsum

import numpy as np

EPS = np.finfo(float).eps  # 2.2e-16, the distance from 1 to the next number


def exact_sum(A, x, *others):
    """Compute A x plus other vectors as if without rounding, and round once at the end.

    >>> exact_sum(np.array([[1e16, 1.0, -1e16]]), np.ones(3))  # float arithmetic from left to right gives 0
    array([1.])
    """
    product, error = two_product(A, x)
    terms = np.column_stack([product, error, *others])
    return np.array([fsum(row.tolist()) for row in terms])


def two_product(a, b):
    """Compute the rounded product and what rounding took away:  a b = product + error, exactly (Dekker, Veltkamp)."""
    a_high, a_low = _split(a)
    b_high, b_low = _split(b)
    product = a * b
    error = a_low * b_low - (((product - a_high * b_high) - a_low * b_high) - a_high * b_low)
    return product, error


def _split(a):
    """Split a into the sum of two numbers of 26 binary digits, whose products fit into the 53 digits of a float."""
    shifted = (2.0**27 + 1) * a
    high = shifted - (shifted - a)
    return high, a - high
