"""One small exercise, and odd things that are handed in to it; functions made from the solution of any exercise."""

import inspect

import numpy as np

from course_utils.exercise.exercise import Exercise


def parameters(exercise):
    """The names of the arguments of an exercise."""
    return list(inspect.signature(exercise.solution).parameters)


def arguments(exercise):
    """The arguments of an exercise as a signature has them."""
    return ", ".join(parameters(exercise))


def change_answer(change, function):
    """The function, with its answer changed; an answer of several results is changed result by result."""

    def changed(*arguments):
        answer = function(*arguments)
        return tuple(map(change, answer)) if isinstance(answer, tuple) else change(np.asarray(answer))

    return changed


# --- one small exercise


def share(A, b):
    """Divide the sum of each row by b."""
    return A.sum(axis=1) / b


CASES = (
    (np.array([[2.0, 4.0], [6.0, 8.0]]), 2.0),
    (np.array([[1.0, 0.0], [0.0, 1.0]]), 4.0),
    (np.array([[3.0, 3.0]]), -1.0),
)
MISTAKES = {
    "b is missing": lambda A, b: A.sum(axis=1),
    "columns are summed: the exercise asks for rows": lambda A, b: A.sum(axis=0) / b,
    "the sum is compared with zero: log of a negative number": lambda A, b: np.log(A.sum(axis=1) / b),
}
exercise = Exercise("share", share, CASES, MISTAKES, ("Sum first.", "Then divide."))


# --- odd things


class Evil:
    """An object whose every method raises."""

    def __array__(self, *args, **kwargs):
        raise RuntimeError

    __eq__ = __hash__ = __bool__ = __len__ = __repr__ = __str__ = __float__ = __iter__ = __array__


class Silent(Exception):
    def __str__(self):
        raise RuntimeError


class Needy:
    def __init__(self, A, b):
        self.A = A

    def __call__(self):
        raise RuntimeError


class Unsigned:
    __signature__ = "nonsense"

    def __call__(self, A, b):
        return share(A, b) + 1


def raising(error):
    def function(A, b):
        raise error

    return function


def recursive(A, b):
    return recursive(A, b)


def generator(A, b):
    yield share(A, b)


async def later(A, b):
    return share(A, b)


def delete_the_shape(A, b):
    A.shape = (A.size,)
    return A


ODD = [
    Needy,
    Needy(1, 2),
    Unsigned(),
    Evil,
    Evil(),
    type,
    print,
    len,
    np.add,
    np.linalg.svd,
    np.vectorize(lambda A, b: A),
    exercise,
    exercise.hint,
    recursive,
    generator,
    later,
    delete_the_shape,
    raising(SystemExit(3)),
    raising(GeneratorExit()),
    raising(Silent()),
    raising(KeyError("two\nlines")),
    raising(MemoryError()),
    lambda A, b: Evil(),
    lambda A, b: [Evil(), Evil()],
    lambda A, b: np.zeros((1000, 1000)),
    lambda A, b: np.zeros(0),
    lambda A, b: np.zeros(2, dtype=[("x", float)]),
    lambda A, b: share(A, b) * 1j,
    lambda A, b: share(A, b) * np.inf,
    lambda A, b: [10**400] * len(A),
    lambda A, b: np.array(["2024-01-01"] * len(A), dtype="datetime64[D]"),
    lambda A, b: 1e308 * share(A, b) * [1, -1][: len(A)],
    lambda A, b: type("a\nb", (), {})(),
    lambda A, b: exercise,
    lambda *arguments: arguments,
]
