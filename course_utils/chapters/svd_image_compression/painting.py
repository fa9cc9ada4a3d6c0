"""Notebook 03, continued: the Mondrian, rebuilt, tilted and in noise (slides "SVD On Images", "Noise In SVD")."""

from functools import cache

from course_utils.data.datasets import load_mondrian

SIDE, RANK = 120, 7  # of the Mondrian

SMALL, LARGE = 2.5, 2.9  # inches


@cache
def mondrian():
    return load_mondrian()


def counted(pieces):
    return f"{pieces} piece{'s' * (pieces != 1)}"
