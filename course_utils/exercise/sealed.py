"""Exercises without their solutions, for an edition that is handed out: cases, right answers and mistakes as numbers.

A sealed exercise judges exactly as the open one, for the verdict needs only what solution and mistakes answer to the
cases. How they get there is not in it.
"""

import importlib
import inspect
import json
from dataclasses import dataclass, field

from course_utils.exercise.compare import close, up_to_sign
from course_utils.exercise.exercise import Exercise, Line
from course_utils.exercise.wire import decode, encode, outcome_from_data, outcome_to_data

COMPARISONS = {same.__name__: same for same in (close, up_to_sign)}


@dataclass(frozen=True, eq=False, repr=False)
class Sealed(Exercise):
    """An exercise that knows the answers to its cases, but no way to them. `mistakes` has words without code."""

    answers: tuple = ()
    slips: dict = field(default_factory=dict)

    def expected(self):
        return list(self.answers)

    def mistaken(self, words, index):
        return self.slips[words][index]

    def reveal(self):
        """In place of the solution, where to ask for it."""
        return Line("Our solution is not part of this edition. Ask your instructor.")

    def _way_to_the_solution(self):
        return ""


def seal(exercises):
    """The exercises as a text of plain data. ValueError if a case holds what cannot be written down."""
    return json.dumps([_sealed(exercise) for exercise in exercises], ensure_ascii=False, indent=1)


def unseal(text):
    """The exercises of a text that `seal` wrote."""
    return tuple(_unsealed(**entry) for entry in json.loads(text))


def _sealed(exercise):
    places = range(len(exercise.cases))
    return {
        "name": exercise.name,
        "parameters": list(inspect.signature(exercise.solution).parameters),
        "cases": [[_argument_to_data(argument) for argument in case] for case in exercise.cases],
        "answers": [encode(answer) for answer in exercise.expected()],
        "slips": {
            words: [outcome_to_data(exercise.mistaken(words, place)) for place in places] for words in exercise.mistakes
        },
        "hints": list(exercise.hints),
        "same": exercise.same.__name__,
    }


def _unsealed(name, parameters, cases, answers, slips, hints, same):
    def solution(*arguments):
        raise NotImplementedError("our solution is not part of this edition")

    in_order = inspect.Parameter.POSITIONAL_OR_KEYWORD
    solution.__name__ = name
    solution.__signature__ = inspect.Signature([inspect.Parameter(word, in_order) for word in parameters])
    return Sealed(
        name=name,
        solution=solution,
        cases=tuple(tuple(map(_argument_from_data, case)) for case in cases),
        mistakes=dict.fromkeys(slips),
        hints=tuple(hints),
        same=COMPARISONS[same],
        answers=tuple(map(decode, answers)),
        slips={words: [outcome_from_data(data) for data in outcomes] for words, outcomes in slips.items()},
    )


def _argument_to_data(argument):
    """A number, an array, or a function that the library holds, by its name."""
    if not callable(argument):
        return encode(argument)
    place = {"module": argument.__module__, "function": argument.__name__}
    if getattr(importlib.import_module(argument.__module__), argument.__name__, None) is not argument:
        raise ValueError(f"a case calls {argument!r}, which is not in the library under that name")
    return place


def _argument_from_data(data):
    if isinstance(data, dict) and "function" in data:
        return getattr(importlib.import_module(data["module"]), data["function"])
    return decode(data)
