"""Find the exercises that a cell of a notebook hands in, and the demos that it shows."""

import re

from course_utils.chapters import DEMOS, EXERCISES, name_of

BY_NAME = {exercise.name: exercise for exercise in EXERCISES}


def exercises_in_cell(source):
    """List the names of the exercises that a cell hands in, in order; comments hand in nothing.

    >>> exercises_in_cell("def ols(A, b): ...\\n\\n\\n# check.ridge(ridge)\\ncheck.ols(ols)")
    ['ols']
    """
    lines = [line for line in source.splitlines() if not line.lstrip().startswith("#")]
    return [name for line in lines for name in re.findall(r"\bcheck\.(\w+)\(", line) if name in BY_NAME]


def demos_in_cell(source):
    """List the demos that a cell shows by show(NAME), in order.

    >>> demos_in_cell("x = 1\\nshow(PET)")
    [<Demo: Cat or dog? (ears, nose, eyes)>]
    """
    demos = {name_of(demo): demo for demo in DEMOS}
    return [demos[name] for name in re.findall(r"^show\((\w+)\)$", source, re.MULTILINE)]
