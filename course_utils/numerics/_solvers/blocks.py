"""Tables of distances, computed in blocks that stay in the processor's cache."""

import numpy as np

BLOCK = 2**16  # numbers in a block


def blocks(rows, numbers_per_row):
    """Cut rows into slices of about BLOCK numbers each.

    >>> list(blocks(3, numbers_per_row=BLOCK // 2))
    [slice(0, 2, None), slice(2, 4, None)]
    """
    size = max(1, BLOCK // numbers_per_row)
    return (slice(i, i + size) for i in range(0, rows, size))


def euclidean(X, Y):
    """Compute all distances between the rows of X and of Y, one coordinate after the other and in place.

    Few passes go through the memory that way.
    """
    if not 1e-100 < max(np.abs(X).max(), np.abs(Y).max()) < 1e100:  # squares would over- or underflow
        return _scaled_euclidean(X, Y)
    D = 0.0
    for x, y in zip(X.T, Y.T, strict=True):
        step = x[:, None] - y
        step *= step
        D = np.add(D, step, out=step)
    return np.sqrt(D, out=D)


@np.errstate(over="ignore", invalid="ignore")  # distances beyond the largest float are found by the caller
def _scaled_euclidean(X, Y):
    """Compute the distances in units of the largest coordinate of each difference."""
    size = np.abs(X[:, None] - Y)
    largest = size.max(axis=-1)
    share = size / np.where(largest > 0, largest, 1)[..., None]
    return largest * np.sqrt(np.sum(np.square(share), axis=-1))
