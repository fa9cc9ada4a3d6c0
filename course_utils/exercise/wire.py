"""What a function did, as plain data: called in one process, judged in another. No pickle, so nothing in it can run."""

import math
import numbers
import re

import numpy as np

from course_utils.exercise.compare import _kind, _numbers, error_text
from course_utils.exercise.outcome import NUMPY_WARNINGS, Outcome, Told, TooSlow

DEEPEST = 8  # lists in lists
LARGEST = 2**62
MANY, TOO_MANY = 10_000, 10**7  # numbers: of a larger array only the shape is sent, which is wrong already; or nothing


class Odd:
    """Stands for an answer without numbers; its class is given the name of that answer's class."""


# --- an answer


def encode(answer, depth=0):
    """An answer as numbers, lists and dictionaries, which json can write.

    >>> encode((2.0, np.array([[1, 2]])))
    {'tuple': [2.0, {'array': [1, 2], 'shape': [1, 2], 'dtype': '<i8'}]}
    """
    if answer is None or type(answer) in (bool, float) or (type(answer) is int and abs(answer) < LARGEST):
        return answer
    if answer is ...:
        return {"dots": True}
    for kind in (tuple, list):
        if issubclass(type(answer), kind) and depth < DEEPEST:
            return {kind.__name__: [encode(part, depth + 1) for part in kind.__iter__(answer)]}
    try:
        array = np.asarray(answer)
        array = array if array.dtype.kind in "biufc" else _numbers(answer)
        if array.dtype.itemsize > 8 and array.dtype.kind == "f":  # a longdouble has no place in JSON
            array = array.astype(float)
    except Exception:  # whatever a stranger's object does
        return {"text": True} if issubclass(type(answer), str) else {"odd": _kind(answer)}
    if array.size > MANY:
        return {"array": None, "shape": list(array.shape), "dtype": array.dtype.str}
    flat = array.ravel()
    parts = [[z.real, z.imag] for z in flat.tolist()] if array.dtype.kind == "c" else flat.tolist()
    return {"array": parts, "shape": list(array.shape), "dtype": array.dtype.str}


def decode(data):
    """The answer again, or one of which the same would be said. ValueError for data that `encode` does not write.

    >>> decode(encode((2.0, np.array([[1, 2]]))))
    (2.0, array([[1, 2]]))
    """
    if data is None or isinstance(data, numbers.Real):
        return data
    if not isinstance(data, dict):
        raise ValueError(f"{type(data).__name__} is no answer")
    if "dots" in data:
        return ...
    if "text" in data:
        return ""
    for kind in (tuple, list):
        if kind.__name__ in data:
            return kind(map(decode, data[kind.__name__]))
    if "odd" in data:
        name = str(data["odd"])[:80]
        if name.startswith("an array"):
            return np.array([None, 1.0])
        return [None] if name.startswith("a list") else type(name.replace("\0", ""), (Odd,), {})()
    return _array(**data)


def _array(array, shape, dtype):
    if not re.fullmatch(r"[<>|=]?(b1|[iu][1248]|f[248]|c(8|16))", dtype):
        raise ValueError(f"{dtype[:20]!r} is no type of numbers")
    if array is None:
        if math.prod(shape) > TOO_MANY:
            raise ValueError("more numbers than an answer has")
        return np.broadcast_to(np.zeros((), dtype), shape)
    if "c" in dtype:
        array = [complex(*pair) for pair in array]
    return np.array(array, dtype=dtype).reshape(shape)


# --- an outcome


def outcome_to_data(outcome):
    """An outcome as json can write it: of an error only the words are left."""
    data = {"changed": outcome.changed, "warned": outcome.warned}
    if outcome.error is None:
        return {**data, "answer": encode(outcome.answer)}
    slow = isinstance(outcome.error, TooSlow)
    return {**data, "slow": slow, "error": str(outcome.error) if slow else error_text(outcome.error)}


def outcome_from_data(data):
    """The outcome again. ValueError, KeyError or TypeError for data that `outcome_to_data` does not write."""
    warned = data["warned"] if data["warned"] in NUMPY_WARNINGS.values() else ""
    changed = None if data["changed"] is None else int(data["changed"])
    if "error" not in data:
        return Outcome(decode(data["answer"]), None, changed, warned)
    return Outcome(None, (TooSlow if data["slow"] is True else Told)(str(data["error"])[:200]), changed, warned)
