"""An exercise: our solution, cases to try, and the mistakes we expect, each with its own words.

    check.ols(ols)        one line:  ○ not written yet  ·  ✗ what is wrong  ·  ✓ right
    check.ols.hint()      the next hint
    check.ols.reveal()    our solution

How one call goes, and how its answer is compared and described, is in `answers.py`. The verdict needs only what a
function did, so the call may happen elsewhere (`wire.py`), and the solution may be left out (`sealed.py`).
"""

import copy
import dis
import inspect
import itertools
import os
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FunctionType

import numpy as np

from course_utils.exercise.compare import close, compact, error_text, fault_of, is_broken
from course_utils.exercise.outcome import TooSlow, attempt
from course_utils.source import show_source

NOT_WRITTEN = "○ not written yet"


class Line(str):
    """One line of text that a notebook shows as it is, without quotes."""

    __slots__ = ()

    def __repr__(self):
        return str(self)


@dataclass(frozen=True, eq=False, repr=False)
class Exercise:
    """Judges a student's function by its answers. Whatever is handed in, the verdict is one line, never an exception.

    `cases` are tuples of arguments, the simplest first. `mistakes` maps words to a function that makes the mistake;
    the first that fits is named. `same(answer, expected)` sees arrays of one shape and says whether they are the same
    answer; its name is read after the expected value ("up to sign"). A solution that returns a tuple asks for
    that many results.
    """

    name: str
    solution: Callable
    cases: tuple
    mistakes: dict
    hints: tuple
    same: Callable = close
    _asked: itertools.count = field(default_factory=itertools.count, init=False)

    def __post_init__(self):
        wrong = [case for case in self.cases if _argument_fault(self.solution, case)]
        for fine, words in (
            (self.solution.__name__ == self.name, f"the solution is called {self.solution.__name__}"),
            (len(self.cases) >= 3, f"{len(self.cases)} cases, at least 3 are needed"),
            (len(self.mistakes) >= 2, f"{len(self.mistakes)} named mistakes, at least 2 are needed"),
            (self.hints and all(self.hints) and not isinstance(self.hints, str), "hints must be a tuple of sentences"),
            (not wrong, f"the solution cannot be called with the case {wrong[:1]}"),
        ):
            if not fine:
                raise ValueError(f"exercise {self.name}: {words}")

    def __repr__(self):
        return f"exercise {self._called}: {len(self.cases)} cases, {len(self.hints)} hints"

    def __call__(self, function):
        """The verdict on a function, as one line."""
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            return Line(" ".join(self._verdict(function).split()))

    def hint(self):
        """The next hint; after the last one they start again."""
        number = next(self._asked) % (len(self.hints) + 1)
        if number == len(self.hints):
            return Line(f"That was the last hint{self._way_to_the_solution()}.")
        return Line(f"Hint {number + 1} of {len(self.hints)}: {self.hints[number]}")

    def reveal(self):
        """The source of our solution, unless the variable COURSE_REVEAL is set to off."""
        if not reveals():
            return Line("Our solution is not shown here: COURSE_REVEAL is off. Ask your instructor.")
        return show_source(self.solution)

    def _way_to_the_solution(self):
        return f": check.{self.name}.reveal() shows our solution" if reveals() else ""

    @property
    def _called(self):
        return f"{self.name}({', '.join(inspect.signature(self.solution).parameters)})"

    def _verdict(self, function):
        said = self.before_calling(function)
        return said or self.judge(self.tried(function))

    def before_calling(self, function):
        """The verdict on what cannot or need not be called; no words for a function that can."""
        if function is ... or _is_empty(function):
            return NOT_WRITTEN
        if not callable(function):
            return f"✗ hand in the function itself, without parentheses: check.{self.name}({self.name})"
        if fault := _argument_fault(function, self.cases[0]):
            return f"✗ {fault}: {self._called}"
        return ""

    def tried(self, function):
        """What the function does on the cases, one after the other; after an endless loop no more is tried."""
        outcomes = []
        for case in self.cases:
            outcomes.append(attempt(function, case))
            if isinstance(outcomes[-1].error, TooSlow):
                break
        return outcomes

    def judge(self, outcomes):
        """The verdict on what a function did on the cases, whoever called it."""
        if outcomes[0].answer is ... or isinstance(outcomes[0].error, NotImplementedError):
            return NOT_WRITTEN
        for outcome in outcomes:
            if outcome.changed is not None:
                argument = list(inspect.signature(self.solution).parameters)[outcome.changed]
                return f"✗ changes its argument {argument}: work on a copy"

        faults = [fault_of(*pair, self.same) for pair in zip(outcomes, self.expected(), strict=False)]
        if not any(faults):
            return f"✓ right on all {len(self.cases)} cases"
        first = next(i for i, fault in enumerate(faults) if fault)
        if not isinstance(outcomes[-1].error, TooSlow):
            for words in self.mistakes:
                if self._makes(words, outcomes, faults):
                    return f"✗ {words}"
        return self._in_words(first, outcomes[first], faults[first])

    def expected(self):
        """The right answers to the cases."""
        return [self.solution(*copy.deepcopy(case)) for case in self.cases]

    def mistaken(self, words, index):
        """What the mistake of these words does on a case."""
        return attempt(self.mistakes[words], self.cases[index])

    def _makes(self, words, outcomes, faults):
        """Does the function answer like the mistake? Where it crashes or gives nan, the other cases must tell."""
        on_every_case, on_a_wrong_answer = True, False
        for index, (outcome, fault) in enumerate(zip(outcomes, faults, strict=True)):
            wrong = self.mistaken(words, index)
            if wrong.error is None:
                agrees = not fault_of(outcome, wrong.answer, self.same)
            else:
                agrees = outcome.error is not None and error_text(outcome.error) == error_text(wrong.error)
            if not agrees and not is_broken(outcome):
                return False
            on_every_case &= agrees
            on_a_wrong_answer |= agrees and fault != "" and not is_broken(outcome)
        return on_every_case or on_a_wrong_answer

    def _in_words(self, index, outcome, fault):
        names = inspect.signature(self.solution).parameters
        arguments = [(name, compact(value)) for name, value in zip(names, self.cases[index], strict=False)]
        if outcome.error is not None:
            return f"✗ {fault} (called with {', '.join(f'{name} = {value}' for name, value in arguments)})"
        call = f"{self.name}({', '.join(f'{name}={value}' for name, value in arguments)})"
        case = f"case {index + 1} of {len(self.cases)}: {call}"
        if fault.startswith("gives"):
            return f"✗ {case} {fault}"
        if index > 0 or fault.startswith(("returns nan", "returns inf")):
            return f"✗ {fault} in {case}"
        return f"✗ {fault}"


class Checks:
    """One attribute for each exercise, named like the function to write."""

    def __init__(self, exercises):
        names = [exercise.name for exercise in exercises]
        if len(set(names)) < len(names):
            raise ValueError(f"two exercises have the same name: {sorted(names)}")
        vars(self).update(zip(names, exercises, strict=True))

    def __getattr__(self, name):  # asked only for what is not there
        raise AttributeError(f"there is no exercise {name!r}; there are: {', '.join(vars(self))}")

    def __repr__(self):
        return f"exercises: {', '.join(vars(self))}"


def reveals():
    """Whether solutions may be shown: the one who starts the kernels can set COURSE_REVEAL=off."""
    return os.environ.get("COURSE_REVEAL", "").strip().lower() not in ("off", "0", "no", "false")


def _is_empty(function):
    """Nothing but `...`, `pass` or a docstring: the body only loads None and returns it."""
    if type(function) is not FunctionType:
        return False
    steps = [step for step in dis.get_instructions(function) if step.opname not in ("RESUME", "NOP", "CACHE")]
    return all(s.opname in ("LOAD_CONST", "RETURN_CONST", "RETURN_VALUE") and s.argval is None for s in steps)


def _argument_fault(function, case):
    """Why the function cannot be called with these arguments, in words."""
    try:
        signature = inspect.signature(function)
    except Exception:  # some functions written in C do not tell
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
