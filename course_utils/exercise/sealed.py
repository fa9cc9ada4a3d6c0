"""Exercises without their solutions, for an edition that is handed out: cases, right answers and mistakes as numbers.

A sealed exercise gives the verdicts of the open one, because the verdict needs only the outcomes of the solution and of
the mistakes on the cases, and these are recorded. The code that leads to them is not in it.
"""

import inspect
import json
from dataclasses import dataclass, field

from course_utils.exercise.compare import close, up_to_sign
from course_utils.exercise.exercise import Exercise, Line
from course_utils.exercise.wire import decode, decode_case, decode_outcome, encode, encode_case, encode_outcome

COMPARISONS = {same.__name__: same for same in (close, up_to_sign)}


@dataclass(frozen=True, eq=False, repr=False)
class Sealed(Exercise):
    """An exercise with recorded answers in place of its solution. `mistakes` has the messages without code."""

    recorded_answers: tuple = ()
    recorded_mistakes: dict = field(default_factory=dict)

    def right_answers(self):
        return list(self.recorded_answers)

    def mistake_outcome(self, mistake, index):
        return self.recorded_mistakes[mistake][index]

    def reveal(self):
        """Say whom to ask for the solution."""
        return Line("Our solution is not part of this edition. Ask your instructor.")

    def _way_to_solution(self):
        return ""


def seal(exercises):
    """Write the exercises as a text of plain data. ValueError if a case holds what cannot be written down."""
    return json.dumps([_record(exercise) for exercise in exercises], ensure_ascii=False, indent=1)


def unseal(text):
    """Make the exercises from a text that `seal` wrote."""
    return tuple(_restore(**entry) for entry in json.loads(text))


def _record(exercise):
    indices = range(len(exercise.cases))
    return {
        "name": exercise.name,
        "parameters": exercise.parameters,
        "cases": [encode_case(case) for case in exercise.cases],
        "answers": [encode(answer) for answer in exercise.right_answers()],
        "mistakes": {
            mistake: [encode_outcome(exercise.mistake_outcome(mistake, index)) for index in indices]
            for mistake in exercise.mistakes
        },
        "hints": list(exercise.hints),
        "same": exercise.same.__name__,
    }


def _restore(name, parameters, cases, answers, mistakes, hints, same):
    def solution(*arguments):
        raise NotImplementedError("our solution is not part of this edition")

    in_order = inspect.Parameter.POSITIONAL_OR_KEYWORD
    solution.__name__ = name
    solution.__signature__ = inspect.Signature([inspect.Parameter(word, in_order) for word in parameters])
    return Sealed(
        name=name,
        solution=solution,
        cases=tuple(map(decode_case, cases)),
        mistakes=dict.fromkeys(mistakes),
        hints=tuple(hints),
        same=COMPARISONS[same],
        recorded_answers=tuple(map(decode, answers)),
        recorded_mistakes={mistake: list(map(decode_outcome, outcomes)) for mistake, outcomes in mistakes.items()},
    )
