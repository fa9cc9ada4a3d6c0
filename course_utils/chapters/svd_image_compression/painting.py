"""Load the Mondrian, for the demos that rebuild it, tilt it and add noise to it."""

from functools import cache

from course_utils.data.datasets import load_mondrian

SIDE, RANK = 120, 7
VIEW_INCHES = 3.125  # of each of two pictures beside each other


@cache
def mondrian():
    return load_mondrian()


def count_pieces(k):
    return f"{k} piece{'s' * (k != 1)}"
