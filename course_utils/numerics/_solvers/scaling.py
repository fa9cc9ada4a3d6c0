"""Scaling by powers of two, which changes exponents but never a digit."""

import numpy as np


def exponents(A):
    """Find, for each column of A, the power of two that brings its largest entry to [½, 1)."""
    return np.frexp(np.abs(A).max(axis=0))[1]


def scale_columns(A):
    """Divide each column of A by the power of two that brings its largest entry to [½, 1); return the powers too."""
    powers = exponents(A)
    return np.ldexp(A, -powers), powers


def scale_matrix(A, penalty):
    """Divide A by the power of two that brings all entries below 1; return the prices for the new x and the power."""
    power = np.frexp(np.abs(A).max())[1]
    return np.ldexp(A, -power), np.ldexp(penalty, -2 * power), power


def balance(A, sweeps=100):
    """Scale rows and columns of A so that its nonzero entries are about 1: comparable units, the same rank.

    Entry (i, j) is divided by 2 to the power row_i + column_j. These powers are fitted to the exponents of the nonzero
    entries, by least squares as well: rows and columns in turn are set to the mean of what the others leave over.
    """
    used = A != 0
    powers = np.where(used, np.frexp(A)[1], 0)
    row, column = np.zeros((len(A), 1)), np.zeros((1, A.shape[1]))
    for _ in range(sweeps):
        row = _mean(powers - column, used, axis=1)
        column = _mean(powers - row, used, axis=0)
    return np.ldexp(A, -(np.rint(row) + np.rint(column)).astype(np.intc))  # ldexp takes C integers


def _mean(values, used, axis):
    return np.sum(values, axis=axis, where=used, keepdims=True) / np.maximum(used.sum(axis=axis, keepdims=True), 1)
