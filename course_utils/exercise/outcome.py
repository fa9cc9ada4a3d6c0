"""What came back from one call of a student's function: run safely, compared, put into words."""

import contextlib
import copy
import io
import signal
import threading
import warnings
from typing import NamedTuple

import numpy as np

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
