"""What came back from one call of a student's function: run safely, compared, put into words."""

import contextlib
import copy
import io
import numbers
import signal
import threading
import warnings
from typing import NamedTuple

import numpy as np

TOLERANCE = 1e-5  # of the largest number expected: an answer computed in float32 passes
SECONDS = 5.0  # for one call; the cases are small, and a right answer takes a thousandth
NUMPY_WARNINGS = {
    "divide by zero": "it divides by zero",
    "invalid value": "0/0, or the root or logarithm of a negative number",
    "overflow": "a number grew too large",
}


class Outcome(NamedTuple):
    """What one call did: its answer or its error, the position of an argument it changed, what numpy warned of."""

    answer: object
    error: BaseException | None
    changed: int | None
    warned: str


class TooSlow(BaseException):
    """The function still ran when its time was over; no `except Exception` of a student's catches this."""


class Told(Exception):
    """An error that happened elsewhere, of which only the words came here."""


class time_limit:
    """Raise TooSlow in what still runs after some seconds, and again each second should it be caught.

    A clock that can interrupt is part of Linux and macOS, and there of the main thread, where a notebook runs its
    cells. Elsewhere nothing is limited, and the stop button is what ends an endless loop; so it is for one long call
    into numpy, and for a loop that catches everything.
    """

    def __init__(self, seconds):
        self.seconds, self.running, self.old = seconds, False, None

    def __enter__(self):
        main = threading.current_thread() is threading.main_thread()
        if not hasattr(signal, "setitimer") or not main or signal.getsignal(signal.SIGALRM) is None:
            return
        try:
            self.old = signal.signal(signal.SIGALRM, self._over)
            self.running = True
            signal.setitimer(signal.ITIMER_REAL, self.seconds, 1.0)
        except (OSError, ValueError):  # a Python in a browser has the names, but no clock
            self.running = False

    def __exit__(self, *problem):
        self.running = False
        if self.old is not None:
            with contextlib.suppress(OSError):
                signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, self.old)

    def _over(self, *_):
        if self.running:
            raise TooSlow(f"still runs after {self.seconds:g} s: does every loop come to an end?")


def attempt(function, case):
    """Call the function with copies of the arguments; nothing it prints, warns or raises gets out."""
    arguments = copy.deepcopy(case)
    answer = error = None
    with warnings.catch_warnings(record=True) as caught, np.errstate(all="warn"):
        warnings.simplefilter("always")
        try:
            out, err = contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO())
            with time_limit(SECONDS), out, err:
                answer = function(*arguments)
        except KeyboardInterrupt:  # the stop button
            raise
        except BaseException as problem:  # sys.exit() is no reason to end the notebook
            error = problem
    changed = (i for i, (old, new) in enumerate(zip(case, arguments, strict=True)) if _differ(old, new))
    text = " ".join(str(warning.message) for warning in caught)
    warned = next((words for sign, words in NUMPY_WARNINGS.items() if sign in text), "")
    return Outcome(answer, error, next(changed, None), warned)


def _differ(old, new):
    return isinstance(old, np.ndarray) and not np.array_equal(old, new, equal_nan=old.dtype.kind in "fc")


def fault_of(outcome, expected, same):
    """What is wrong with an outcome, in words; no words when it is right."""
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
        faults = [fault_of(outcome._replace(answer=a), e, same) for a, e in zip(results, expected, strict=True)]
        return next((f"{fault} (result {i} of {len(faults)})" for i, fault in enumerate(faults, 1) if fault), "")

    try:
        answer = _numbers(answer)
    except Exception:  # whatever a stranger's object does when it is asked for its numbers
        return f"returns {_kind(answer)}, expected numbers"
    expected = _numbers(expected)
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
    """Equal up to rounding, measured against the largest number expected; nan equals nan."""
    finite = abs(expected[np.isfinite(expected)])
    scale = finite.max(initial=0) or 1
    near = abs(answer - expected) <= TOLERANCE * scale
    return bool(np.all(near | (answer == expected) | (np.isnan(answer) & np.isnan(expected))))


def up_to_sign(answer, expected):
    """Singular vectors and lines (a, b, c): the opposite sign says the same."""
    return close(answer, expected) or close(-answer, expected)


def _numbers(answer):
    """Lists, tuples, numbers and arrays of any numeric type as an array; a TypeError for anything else."""
    array = np.asarray(answer)
    if array.dtype == object and array.ndim and all(issubclass(type(x), numbers.Real) for x in array.flat):
        array = array.astype(float)  # fractions
    if array.dtype.kind not in "biufc":
        raise TypeError("no numbers")
    return array if array.dtype.kind == "c" else array.astype(float)


def is_broken(outcome):
    """There is no answer to compare: an exception, nan or inf."""
    if outcome.error is not None:
        return True
    try:
        return not np.isfinite(_numbers(outcome.answer)).all()
    except Exception:
        return False


def error_text(error):
    """ValueError: and the beginning and the end of what it says (numpy puts the sizes at the end)."""
    if isinstance(error, Told):
        return str(error)
    try:
        text = " ".join(str(error).split())
    except Exception:
        text = ""
    if len(text) > 64:
        start, end = text[:32], text[-32:]
        text = f"{start.rpartition(' ')[0] or start} … {end.partition(' ')[2] or end}"
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _kind(answer):
    if issubclass(type(answer), str):
        return "text"
    for kind, words in ((list, "a list"), (tuple, "a tuple"), (np.ndarray, "an array")):
        if issubclass(type(answer), kind):
            return f"{words} of other things or of rows that differ in length"
    return type(answer).__name__


def _shape(array):
    return f"shape {array.shape}" if array.ndim else "a single number"


def compact(value):
    """A value on one short line: four digits, and only the ends of long arrays.

    >>> print(compact(np.eye(2) / 3))
    [[0.3333, 0], [0, 0.3333]]
    >>> print(compact(np.arange(100)))
    [0, 1, 2, 3, …, 96, 97, 98, 99]
    """
    try:
        array = _numbers(value)
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
