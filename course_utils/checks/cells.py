"""Which exercises a cell of a notebook hands in."""

import re

from course_utils.checks import EXERCISES

BY_NAME = {exercise.name: exercise for exercise in EXERCISES}


def checked(source):
    """The names of the exercises that a cell hands in, in order; comments hand in nothing.

    >>> checked("def ols(A, b): ...\\n\\n\\n# check.ridge(ridge)\\ncheck.ols(ols)")
    ['ols']
    """
    lines = [line for line in source.splitlines() if not line.lstrip().startswith("#")]
    return [name for line in lines for name in re.findall(r"\bcheck\.(\w+)\(", line) if name in BY_NAME]
