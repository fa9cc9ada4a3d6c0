"""Call a function on the cases of an exercise, and record what it did; what it prints, warns or raises is caught."""

import contextlib
import copy
import dis
import inspect
import io
import signal
import threading
import warnings
from types import FunctionType
from typing import NamedTuple

import numpy as np

CALL_SECONDS = 5.0  # the cases are small, and a right answer takes a thousandth of that

NUMPY_WARNINGS = {
    "divide by zero": "it divides by zero",
    "invalid value": "0/0, or the root or logarithm of a negative number",
    "overflow": "a number grew too large",
}


class Outcome(NamedTuple):
    """What one call did: its answer or its error, the position of an argument it changed, what numpy warned of.

    `unwritten` says that there is no answer yet: the function is empty, returns `...` or raises NotImplementedError.
    """

    answer: object = None
    error: BaseException | None = None
    changed: int | None = None
    warned: str = ""
    unwritten: bool = False


class TooSlow(BaseException):
    """The function was still running when its time was over; a student's `except Exception` does not catch this."""


class NotCallable(Exception):
    """What was handed in is not a function."""


class WrongArguments(Exception):
    """The function cannot be called with the arguments of a case; the message says how many it takes."""


class RemoteError(Exception):
    """An error raised in another process; only its message crossed over."""


class time_limit:
    """Raise TooSlow in the code inside after some seconds, and again each second if it is caught.

    Only Linux and macOS have a clock that can interrupt, and only in the main thread, where a notebook runs its cells.
    Elsewhere there is no limit, and the stop button ends an endless loop; the same is true of one long call into numpy,
    and of a loop that catches everything.
    """

    def __init__(self, seconds):
        self.seconds, self.running, self.old = seconds, False, None

    def __enter__(self):
        main = threading.current_thread() is threading.main_thread()
        if not hasattr(signal, "setitimer") or not main or signal.getsignal(signal.SIGALRM) is None:
            return
        try:
            self.old = signal.signal(signal.SIGALRM, self._interrupt)
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

    def _interrupt(self, *_):
        if self.running:
            raise TooSlow(f"still runs after {self.seconds:g} s: does every loop come to an end?")


def run_cases(function, cases):
    """Call the function on the cases in order, and return an outcome for each case that it reached."""
    outcomes = [precheck(function, cases[0]) or call(function, cases[0])]
    while not is_complete(outcomes, cases):
        outcomes.append(call(function, cases[len(outcomes)]))
    return outcomes


def is_complete(outcomes, cases):
    """Whether no more cases need to be run: all are done, or the function is not written, not callable or too slow."""
    stopped = isinstance(outcomes[-1].error, (NotCallable, WrongArguments, TooSlow))
    return outcomes[0].unwritten or stopped or len(outcomes) >= len(cases)


def precheck(function, case):
    """Return the outcome for what cannot or need not be called, None for a function that can."""
    if function is ... or _is_empty(function):
        return Outcome(unwritten=True)
    if not callable(function):
        return Outcome(error=NotCallable())
    if fault := find_argument_fault(function, case):
        return Outcome(error=WrongArguments(fault))
    return None


def call(function, case):
    """Call the function with copies of the arguments."""
    arguments = copy.deepcopy(case)
    answer = error = None
    with warnings.catch_warnings(record=True) as caught, np.errstate(all="warn"):
        warnings.simplefilter("always")
        try:
            out, err = contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO())
            with time_limit(CALL_SECONDS), out, err:
                answer = function(*arguments)
        except KeyboardInterrupt:  # the stop button
            raise
        except BaseException as problem:  # sys.exit() must not end the notebook
            error = problem
    changed = (i for i, (old, new) in enumerate(zip(case, arguments, strict=True)) if _differ(old, new))
    text = " ".join(str(warning.message) for warning in caught)
    warned = next((message for sign, message in NUMPY_WARNINGS.items() if sign in text), "")
    unwritten = answer is ... or isinstance(error, NotImplementedError)
    return Outcome(answer, error, next(changed, None), warned, unwritten)


def find_argument_fault(function, case):
    """Say why the function cannot be called with these arguments; return an empty text if it can."""
    try:
        signature = inspect.signature(function)
    except Exception:  # some functions written in C have no signature
        return ""
    try:
        signature.bind(*case)
    except TypeError:
        in_order = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
        count = sum(parameter.kind in in_order for parameter in signature.parameters.values())
        if count == len(case):
            return "cannot be called with its arguments in order"
        return f"takes {count} argument{'s' * (count != 1)}, expected {len(case)}"
    return ""


def _is_empty(function):
    """Whether the body is only `...`, `pass` or a docstring: it loads None and returns it."""
    if type(function) is not FunctionType:
        return False
    steps = [step for step in dis.get_instructions(function) if step.opname not in ("RESUME", "NOP", "CACHE")]
    return all(s.opname in ("LOAD_CONST", "RETURN_CONST", "RETURN_VALUE") and s.argval is None for s in steps)


def _differ(old, new):
    return isinstance(old, np.ndarray) and not np.array_equal(old, new, equal_nan=old.dtype.kind in "fc")
