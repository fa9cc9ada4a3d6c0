"""Turn cases and outcomes into plain data for JSON, and back: a function is called in one process, judged in another.

Nothing is pickled, so nothing in the data can run.
"""

import importlib
import math
import numbers
import re

import numpy as np

from course_utils.exercise.compare import as_numbers, describe_kind, error_text
from course_utils.exercise.outcome import NUMPY_WARNINGS, NotCallable, Outcome, RemoteError, TooSlow, WrongArguments

MAX_DEPTH = 8  # lists in lists
MAX_INTEGER = 2**62
MAX_SENT = 10_000  # numbers of an array; a larger one is wrong already, so only its shape is sent
MAX_RECEIVED = 10**7  # numbers of an array that has only a shape

# Errors that the verdict must tell apart; all others arrive as a RemoteError.
KINDS = {kind.__name__: kind for kind in (TooSlow, NotCallable, WrongArguments)}


class Odd:
    """Stands for an answer without numbers; a subclass gets the name of that answer's class."""


# --- an answer


def encode(answer, depth=0):
    """Turn an answer into numbers, lists and dictionaries, which JSON has.

    >>> encode((2.0, np.array([[1, 2]])))
    {'tuple': [2.0, {'array': [1, 2], 'shape': [1, 2], 'dtype': '<i8'}]}
    """
    if answer is None or type(answer) in (bool, float) or (type(answer) is int and abs(answer) < MAX_INTEGER):
        return answer
    if answer is ...:
        return {"dots": True}
    for kind in (tuple, list):
        if issubclass(type(answer), kind) and depth < MAX_DEPTH:
            return {kind.__name__: [encode(part, depth + 1) for part in kind.__iter__(answer)]}
    try:
        array = np.asarray(answer)
        array = array if array.dtype.kind in "biufc" else as_numbers(answer)
        if array.dtype.itemsize > 8 and array.dtype.kind == "f":  # a longdouble has no place in JSON
            array = array.astype(float)
    except Exception:  # a student's object may raise anything
        return {"text": True} if issubclass(type(answer), str) else {"odd": describe_kind(answer)}
    if array.size > MAX_SENT:
        return {"array": None, "shape": list(array.shape), "dtype": array.dtype.str}
    flat = array.ravel()
    parts = [[z.real, z.imag] for z in flat.tolist()] if array.dtype.kind == "c" else flat.tolist()
    return {"array": parts, "shape": list(array.shape), "dtype": array.dtype.str}


def decode(data):
    """Turn the data back into the answer, or into one that gets the same verdict.

    Raises ValueError, TypeError or KeyError for data that `encode` does not write.

    >>> decode(encode((2.0, np.array([[1, 2]]))))
    (2.0, array([[1, 2]]))
    """
    if data is None or isinstance(data, numbers.Real):
        return data
    if not isinstance(data, dict):
        raise ValueError(f"{type(data).__name__} is not an answer")
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
        raise ValueError(f"{dtype[:20]!r} is not a type of numbers")
    if array is None:
        if math.prod(shape) > MAX_RECEIVED:
            raise ValueError("more numbers than an answer has")
        return np.broadcast_to(np.zeros((), dtype), shape)
    if "c" in dtype:
        array = [complex(*pair) for pair in array]
    return np.array(array, dtype=dtype).reshape(shape)


# --- the arguments of a case


def encode_case(case):
    """Turn the arguments of a case into plain data. ValueError for one that cannot be written down."""
    return [_encode_function(argument) if callable(argument) else encode(argument) for argument in case]


def decode_case(data):
    """Turn the data back into the arguments."""
    return tuple(
        _decode_function(**part) if isinstance(part, dict) and "function" in part else decode(part) for part in data
    )


def _encode_function(function):
    if getattr(importlib.import_module(function.__module__), function.__name__, None) is not function:
        raise ValueError(f"a case calls {function!r}, which is not in the library under that name")
    return {"module": function.__module__, "function": function.__name__}


def _decode_function(module, function):
    return getattr(importlib.import_module(module), function)


# --- an outcome


def encode_outcome(outcome):
    """Turn an outcome into plain data; only the message of an error is kept."""
    data = {"changed": outcome.changed, "warned": outcome.warned, "unwritten": outcome.unwritten}
    if outcome.error is None:
        return {**data, "answer": encode(outcome.answer)}
    kind = type(outcome.error).__name__
    if KINDS.get(kind) is type(outcome.error):
        return {**data, "kind": kind, "error": str(outcome.error)}
    return {**data, "kind": RemoteError.__name__, "error": error_text(outcome.error)}


def decode_outcome(data):
    """Turn the data back into an outcome. ValueError, TypeError or KeyError for data that was not made by encoding."""
    answer = error = None
    if "error" in data:
        error = KINDS.get(data["kind"], RemoteError)(str(data["error"])[:200])
    else:
        answer = decode(data["answer"])
    changed = None if data["changed"] is None else int(data["changed"])
    warned = data["warned"] if data["warned"] in NUMPY_WARNINGS.values() else ""
    return Outcome(answer, error, changed, warned, data["unwritten"] is True)
