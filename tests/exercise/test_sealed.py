"""An exercise without its solution says what the exercise itself says."""

import json
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_utils.chapters import EXERCISES
from course_utils.exercise.compare import find_fault
from course_utils.exercise.outcome import call
from course_utils.exercise.sealed import seal, unseal
from course_utils.exercise.wire import decode, decode_outcome, encode, encode_outcome
from tests.exercise.examples import ODD, arguments, change_answer

SEALED = dict(zip([e.name for e in EXERCISES], unseal(seal(EXERCISES)), strict=True))
every_exercise = pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.name)


def through_json(data):
    return json.loads(json.dumps(data))


@every_exercise
def test_a_sealed_exercise_gives_the_verdicts_of_the_open_one(exercise):
    twin = SEALED[exercise.name]
    handed_in = [exercise.solution, *exercise.mistakes.values(), lambda: 1, lambda *arguments: 1 / 0, ..., 3, np.add]
    wrong_value, wrong_shape = np.zeros_like, lambda answer: answer[..., None]
    handed_in += [change_answer(change, exercise.solution) for change in (wrong_value, wrong_shape)]
    for function in handed_in:
        assert repr(twin(function)) == repr(exercise(function))


@every_exercise
def test_a_sealed_exercise_looks_and_helps_like_the_open_one_but_hides_the_solution(exercise):
    twin = SEALED[exercise.name]
    assert repr(twin) == repr(exercise)
    assert [repr(twin.hint()) for _ in exercise.hints][-1].endswith(exercise.hints[-1])
    assert repr(twin.hint()) == "That was the last hint."
    assert repr(twin.reveal()) == "Our solution is not part of this edition. Ask your instructor."
    with pytest.raises(NotImplementedError):
        twin.solution(*exercise.cases[0])
    assert arguments(twin) == arguments(exercise)


def test_sealed_exercises_hold_no_code():
    assert not [word for word in ("lambda", "np.", "return", "@ x", "import") if word in _but_for_hints(EXERCISES)]


def _but_for_hints(exercises):
    entries = json.loads(seal(exercises))
    for entry in entries:
        entry["hints"], entry["mistakes"] = [], list(entry["mistakes"].values())
    return json.dumps(entries)


@pytest.mark.parametrize(
    "answer",
    [
        *(3, 2.5, True, np.float32(0.5), Fraction(1, 3), np.inf, np.nan, 1j, 10**400, None, ..., "text", b"bytes"),
        *([1, 2.0], (1, [2, 3]), [1, [2, 3]], [], (), [None], ["a"], {"x": 1}, {1, 2}, object(), print, [10**400]),
        *(np.eye(2), np.zeros((0, 3)), np.array([1 + 2j]), np.array([None, 1.0]), np.array([True]), np.arange(3)),
        *(np.array("2024-01-01", dtype="datetime64[D]"), np.longdouble(1) / 3, np.array([Fraction(1, 2)])),
        *(np.zeros(2, dtype=[("x", float)]), np.zeros((300, 200)), np.zeros(20_000, dtype=complex)),
    ],
    ids=lambda value: type(value).__name__,
)
@pytest.mark.parametrize(
    "expected", [3, np.array([1.0, 2.0]), (1.0, np.array([2.0, 3.0]))], ids=lambda value: type(value).__name__
)
def test_an_answer_is_judged_the_same_after_it_was_sent(answer, expected):
    outcome = call(lambda: answer, ())
    sent = decode_outcome(through_json(encode_outcome(outcome)))

    def same(a, b):
        return bool(np.array_equal(a, b, equal_nan=True))

    assert find_fault(sent, expected, same) == find_fault(outcome, expected, same)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # a coroutine that nobody awaits
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("odd", list(filter(callable, ODD)))
def test_an_odd_outcome_is_judged_the_same_after_it_was_sent(odd):
    outcome = call(odd, (np.eye(2), 2.0))
    sent = decode_outcome(through_json(encode_outcome(outcome)))
    expected = np.array([1.0, 2.0])
    assert find_fault(sent, expected, np.array_equal) == find_fault(outcome, expected, np.array_equal)


@given(st.lists(st.floats(width=64), max_size=6))
def test_numbers_come_back_to_the_last_bit(numbers):
    back = decode(through_json(encode(np.array(numbers))))
    np.testing.assert_array_equal(back, np.array(numbers))


@pytest.mark.parametrize(
    "data",
    [
        *([], "x", {}, {"array": [1]}, {"array": [1], "shape": [2], "dtype": "<f8"}, {"tuple": 3}, {"list": [[]]}),
        *({"array": ["a"], "shape": [1], "dtype": "<f8"}, {"array": [1], "shape": [1], "dtype": "O"}),
        *({"array": [1], "shape": [1], "dtype": "<f8", "more": 1}, {"array": 1, "shape": 1, "dtype": 1}),
        {"array": None, "shape": [10**9, 10**9], "dtype": "<f8"},
    ],
    ids=repr,
)
def test_data_that_encode_cannot_have_made_is_refused(data):
    with pytest.raises((ValueError, TypeError, KeyError)):
        decode(data)
