"""What a cell of a notebook has: exercises that it hands in, demos that it shows."""

import re

from course_utils.chapters import DEMOS, EXERCISES, name_of

BY_NAME = {exercise.name: exercise for exercise in EXERCISES}


def checked(source):
    """The names of the exercises that a cell hands in, in order; comments hand in nothing.

    >>> checked("def ols(A, b): ...\\n\\n\\n# check.ridge(ridge)\\ncheck.ols(ols)")
    ['ols']
    """
    lines = [line for line in source.splitlines() if not line.lstrip().startswith("#")]
    return [name for line in lines for name in re.findall(r"\bcheck\.(\w+)\(", line) if name in BY_NAME]


def shown(code):
    """The demos that the code of a cell shows, by show(NAME), in order.

    >>> shown("x = 1\\nshow(PET)")
    [<Demo: Cat or dog? (ears, nose, eyes)>]
    """
    demos = {name_of(demo): demo for demo in DEMOS}
    return [demos[name] for name in re.findall(r"^show\((\w+)\)$", code, re.MULTILINE)]
