"""The price of large parameters: λ for each column, or 0."""

import numpy as np

from course_utils.numerics._arguments import number


def column_prices(lam, n, unpenalized):
    """Set the price λ for each of n columns, and 0 for those named by `unpenalized` (an index or a list of them).

    Raises ValueError for λ < 0 and for a column that does not exist.

    >>> column_prices(2, 3, unpenalized=-1)
    array([2., 2., 0.])
    """
    prices = np.full(n, number("lam", lam, at_least=0))
    columns = np.atleast_1d(unpenalized)
    if columns.size:
        if columns.dtype.kind not in "iu" or columns.ndim > 1 or not np.all((-n <= columns) & (columns < n)):
            raise ValueError(f"unpenalized is {unpenalized!r}, expected numbers of columns from {-n} to {n - 1}")
        prices[columns] = 0
    return prices


def penalty_rows(prices):
    """Write the penalty ½ Σ price_j x_j² as equations √price_j x_j ≈ 0: rows to put below A.

    >>> penalty_rows(np.array([4.0, 0.0]))
    array([[2., 0.]])
    """
    return np.diag(np.sqrt(prices))[prices > 0]
