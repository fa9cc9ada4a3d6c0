"""Linear algebra without rounding, in fractions: slow, short, and always right."""

from fractions import Fraction


def fractions(A):
    """A matrix of floats (or fractions) as rows of fractions; a vector as one column."""
    return [[Fraction(v) for v in row] if hasattr(row, "__iter__") else [Fraction(row)] for row in A]


def eliminated(A):
    """Gauss and Jordan: A in reduced row echelon form, and its pivot columns."""
    rows, pivots = [row[:] for row in A], []
    for j in range(len(rows[0])):
        k = len(pivots)
        pivot = next((i for i in range(k, len(rows)) if rows[i][j]), None)
        if pivot is None:
            continue
        rows[k], rows[pivot] = rows[pivot], rows[k]
        rows[k] = [v / rows[k][j] for v in rows[k]]
        for i, row in enumerate(rows):
            if i != k and row[j]:
                rows[i] = [v - row[j] * w for v, w in zip(row, rows[k], strict=True)]
        pivots.append(j)
    return rows, pivots


def exact_rank(A):
    return len(eliminated(fractions(A))[1])


def exact_ols(A, b):
    """The solution of AᵀA x = Aᵀb, in fractions."""
    columns, (b,) = list(zip(*fractions(A), strict=True)), zip(*fractions(b), strict=True)
    normal = [[dot(u, v) for v in (*columns, b)] for u in columns]
    return [row[-1] for row in eliminated(normal)[0]]


def dot(u, v):
    return sum(map(Fraction.__mul__, u, v))
