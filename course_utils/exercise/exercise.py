"""Declare an exercise: our solution, cases to try, and the mistakes we expect, each with its own message.

    check.ols(ols)        one line:  ○ not written yet  ·  ✗ what is wrong  ·  ✓ right
    check.ols.hint()      the next hint
    check.ols.reveal()    our solution

`outcome.py` calls a function, `compare.py` compares its answer and says how it differs. The verdict depends only on
what the function did, so the call may happen in another process (`wire.py`), and the solution may be left out
(`sealed.py`).
"""

import copy
import inspect
import itertools
import os
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from course_utils.exercise.compare import close, compact, error_text, find_fault, is_broken
from course_utils.exercise.outcome import NotCallable, TooSlow, WrongArguments, call, find_argument_fault, run_cases
from course_utils.source import show_source

NOT_WRITTEN = "○ not written yet"


class Line(str):
    """A line of text that a notebook shows without quotes."""

    __slots__ = ()

    def __repr__(self):
        return str(self)


@dataclass(frozen=True, eq=False, repr=False)
class Exercise:
    """Judges a function by its answers. The verdict on anything handed in is one line, never an exception.

    `cases` are tuples of arguments, the simplest first. `mistakes` maps a message to a function that makes the mistake;
    the first that fits is named. `same(answer, expected)` compares two arrays of one shape; its name is printed after
    the expected value ("up to sign"). A solution that returns a tuple asks for that many results.
    """

    name: str
    solution: Callable
    cases: tuple
    mistakes: dict
    hints: tuple
    same: Callable = close
    _hint_count: itertools.count = field(default_factory=itertools.count, init=False)

    def __post_init__(self):
        wrong = [case for case in self.cases if find_argument_fault(self.solution, case)]
        for holds, message in (
            (self.solution.__name__ == self.name, f"the solution is called {self.solution.__name__}"),
            (len(self.cases) >= 3, f"{len(self.cases)} cases, at least 3 are needed"),
            (len(self.mistakes) >= 2, f"{len(self.mistakes)} named mistakes, at least 2 are needed"),
            (self.hints and all(self.hints) and not isinstance(self.hints, str), "hints must be a tuple of sentences"),
            (not wrong, f"the solution cannot be called with the case {wrong[:1]}"),
        ):
            if not holds:
                raise ValueError(f"exercise {self.name}: {message}")

    def __repr__(self):
        return f"exercise {self.header}: {len(self.cases)} cases, {len(self.hints)} hints"

    def __call__(self, function):
        """Return the verdict on a function, as one line."""
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            return Line(" ".join(self.judge(run_cases(function, self.cases)).split()))

    def hint(self):
        """Return the next hint; after the last one they begin again."""
        number = next(self._hint_count) % (len(self.hints) + 1)
        if number == len(self.hints):
            return Line(f"That was the last hint{self._way_to_solution()}.")
        return Line(f"Hint {number + 1} of {len(self.hints)}: {self.hints[number]}")

    def reveal(self):
        """Return the source of our solution, unless the variable COURSE_REVEAL is set to off."""
        if not may_reveal():
            return Line("Our solution is not shown here: COURSE_REVEAL is off. Ask your instructor.")
        return show_source(self.solution)

    def _way_to_solution(self):
        return f": check.{self.name}.reveal() shows our solution" if may_reveal() else ""

    @property
    def parameters(self):
        """The names of the arguments."""
        return list(inspect.signature(self.solution).parameters)

    @property
    def header(self):
        """The function with its arguments, as in `ols(A, b)`."""
        return f"{self.name}({', '.join(self.parameters)})"

    def judge(self, outcomes):
        """Return the verdict on what a function did on the cases, in this process or in another."""
        first = outcomes[0]
        if first.unwritten:
            return NOT_WRITTEN
        if isinstance(first.error, NotCallable):
            return f"✗ hand in the function itself, without parentheses: check.{self.name}({self.name})"
        if isinstance(first.error, WrongArguments):
            return f"✗ {first.error}: {self.header}"
        for outcome in outcomes:
            if outcome.changed is not None:
                return f"✗ changes its argument {self.parameters[outcome.changed]}: work on a copy"

        faults = [find_fault(*pair, self.same) for pair in zip(outcomes, self.right_answers(), strict=False)]
        if not any(faults):
            return f"✓ right on all {len(self.cases)} cases"
        if not isinstance(outcomes[-1].error, TooSlow):
            for mistake in self.mistakes:
                if self._matches_mistake(mistake, outcomes, faults):
                    return f"✗ {mistake}"
        index = next(i for i, fault in enumerate(faults) if fault)
        return self._describe(index, outcomes[index], faults[index])

    def right_answers(self):
        """Compute the right answers to the cases."""
        return [self.solution(*copy.deepcopy(case)) for case in self.cases]

    def mistake_outcome(self, mistake, index):
        """Return what the function that makes this mistake does on a case."""
        return call(self.mistakes[mistake], self.cases[index])

    def _matches_mistake(self, mistake, outcomes, faults):
        """Whether the function answers like the mistake. Where it crashes or gives nan, the other cases decide."""
        on_every_case, on_a_wrong_answer = True, False
        for index, (outcome, fault) in enumerate(zip(outcomes, faults, strict=True)):
            wrong = self.mistake_outcome(mistake, index)
            if wrong.error is None:
                agrees = not find_fault(outcome, wrong.answer, self.same)
            else:
                agrees = outcome.error is not None and error_text(outcome.error) == error_text(wrong.error)
            if not agrees and not is_broken(outcome):
                return False
            on_every_case &= agrees
            on_a_wrong_answer |= agrees and fault != "" and not is_broken(outcome)
        return on_every_case or on_a_wrong_answer

    def _describe(self, index, outcome, fault):
        """Return the verdict for a fault that is not a named mistake: the fault, and the call that shows it."""
        arguments = list(zip(self.parameters, map(compact, self.cases[index]), strict=False))
        if outcome.error is not None:
            return f"✗ {fault} (called with {', '.join(f'{name} = {value}' for name, value in arguments)})"
        call_text = f"{self.name}({', '.join(f'{name}={value}' for name, value in arguments)})"
        case = f"case {index + 1} of {len(self.cases)}: {call_text}"
        if fault.startswith("gives"):
            return f"✗ {case} {fault}"
        if index > 0 or fault.startswith(("returns nan", "returns inf")):
            return f"✗ {fault} in {case}"
        return f"✗ {fault}"


class Checks:
    """Holds one attribute for each exercise, named like the function to write."""

    def __init__(self, exercises):
        names = [exercise.name for exercise in exercises]
        if len(set(names)) < len(names):
            raise ValueError(f"two exercises have the same name: {sorted(names)}")
        vars(self).update(zip(names, exercises, strict=True))

    def __getattr__(self, name):  # called only for an attribute that does not exist
        raise AttributeError(f"there is no exercise {name!r}; there are: {', '.join(vars(self))}")

    def __repr__(self):
        return f"exercises: {', '.join(vars(self))}"


def may_reveal():
    """Whether solutions may be shown: not if the kernels were started with COURSE_REVEAL=off."""
    return os.environ.get("COURSE_REVEAL", "").strip().lower() not in ("off", "0", "no", "false")
