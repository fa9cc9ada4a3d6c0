"""Compare an answer with the right one, and say in a few words how it differs."""

import numbers

import numpy as np

from course_utils.exercise.outcome import RemoteError, TooSlow

TOLERANCE = 1e-5  # of the largest number expected: an answer computed in float32 passes


def find_fault(outcome, expected, same):
    """Say what is wrong with an outcome; return an empty text if it is right."""
    answer = outcome.answer
    if isinstance(outcome.error, TooSlow):
        return str(outcome.error)
    if outcome.error is not None:
        return f"raises {error_text(outcome.error)}"
    if answer is None:
        return "returns nothing: is a return missing?"
    if isinstance(expected, tuple):
        results = list(answer) if issubclass(type(answer), (tuple, list)) else [answer]
        if len(results) != len(expected):
            return f"returns {len(results)} result{'s' * (len(results) != 1)}, expected {len(expected)}"
        faults = [find_fault(outcome._replace(answer=a), e, same) for a, e in zip(results, expected, strict=True)]
        return next((f"{fault} (result {i} of {len(faults)})" for i, fault in enumerate(faults, 1) if fault), "")

    try:
        answer = as_numbers(answer)
    except Exception:  # a student's object may raise anything
        return f"returns {describe_kind(answer)}, expected numbers"
    expected = as_numbers(expected)
    if answer.shape != expected.shape:
        wanted = expected.shape if answer.ndim and expected.ndim else _shape(expected)
        return f"returns {_shape(answer)}, expected {wanted}"
    if np.isfinite(expected).all() and not np.isfinite(answer).all():
        return f"returns {'nan' if np.isnan(answer).any() else 'inf'}{outcome.warned and f' ({outcome.warned})'}"
    if same(answer, expected):
        return ""
    gives, wanted = compact(answer), compact(expected)
    if gives == wanted:  # the difference hides in later digits, or in the middle of a long array
        worst = np.unravel_index(np.argmax(abs(answer - expected)), answer.shape)
        gives, wanted = (f"{array[worst]:.10g}" for array in (answer, expected))
        gives += f" at {[int(i) for i in worst]}" if worst else ""
    return f"gives {gives}, expected {wanted}" + (f" {same.__name__.replace('_', ' ')}" if same is not close else "")


@np.errstate(all="ignore")  # inf - inf
def close(answer, expected):
    """Whether two arrays are equal up to rounding, relative to the largest number expected; nan equals nan."""
    finite = abs(expected[np.isfinite(expected)])
    scale = finite.max(initial=0) or 1
    near = abs(answer - expected) <= TOLERANCE * scale
    return bool(np.all(near | (answer == expected) | (np.isnan(answer) & np.isnan(expected))))


def up_to_sign(answer, expected):
    """Whether two arrays are close up to their sign, which is free for singular vectors and lines (a, b, c)."""
    return close(answer, expected) or close(-answer, expected)


def as_numbers(answer):
    """Turn lists, tuples, numbers and arrays of any numeric type into an array; raise TypeError for anything else."""
    array = np.asarray(answer)
    if array.dtype == object and array.ndim and all(issubclass(type(x), numbers.Real) for x in array.flat):
        array = array.astype(float)  # fractions
    if array.dtype.kind not in "biufc":
        raise TypeError("not numbers")
    return array if array.dtype.kind == "c" else array.astype(float)


def is_broken(outcome):
    """Whether there is no answer to compare: an exception, nan or inf."""
    if outcome.error is not None:
        return True
    try:
        return not np.isfinite(as_numbers(outcome.answer)).all()
    except Exception:
        return False


def error_text(error):
    """Name an error, with the beginning and the end of its message (numpy puts the sizes at the end)."""
    if isinstance(error, RemoteError):
        return str(error)
    try:
        text = " ".join(str(error).split())
    except Exception:
        text = ""
    if len(text) > 64:
        start, end = text[:32], text[-32:]
        text = f"{start.rpartition(' ')[0] or start} … {end.partition(' ')[2] or end}"
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def describe_kind(answer):
    """Name the kind of an answer that has no numbers."""
    if issubclass(type(answer), str):
        return "text"
    for kind, name in ((list, "a list"), (tuple, "a tuple"), (np.ndarray, "an array")):
        if issubclass(type(answer), kind):
            return f"{name} of other things or of rows that differ in length"
    return type(answer).__name__


def _shape(array):
    return f"shape {array.shape}" if array.ndim else "a single number"


def compact(value):
    """Write a value on one short line: four digits, and only the ends of long arrays.

    >>> print(compact(np.eye(2) / 3))
    [[0.3333, 0], [0, 0.3333]]
    >>> print(compact(np.arange(100)))
    [0, 1, 2, 3, …, 96, 97, 98, 99]
    """
    try:
        array = as_numbers(value)
    except Exception:
        return getattr(value, "__name__", None) or type(value).__name__
    noise = 1e-9 * abs(array[np.isfinite(array)]).max(initial=0)  # rounding errors differ between machines
    array = np.where(abs(array) < noise, 0, array) + 0.0  # + 0.0 turns -0 into 0
    for ends in (4, 2, 1):
        text = _nested(array, ends)
        if len(text) <= 40:
            return text
    return f"array of shape {array.shape}"


def _nested(array, ends):
    if array.ndim == 0:
        return f"{array:.4g}"
    if len(array) <= 2 * ends:
        parts = [_nested(a, ends) for a in array]
    else:
        parts = [_nested(a, ends) for a in array[:ends]] + ["…"] + [_nested(a, ends) for a in array[-ends:]]
    return f"[{', '.join(parts)}]"
