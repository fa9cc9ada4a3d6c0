"""Answers that are wrong in the ways of students, for every exercise: each is refused, and in words that fit."""

import contextlib
import re
import signal
import threading
import time

import numpy as np
import pytest

from course_utils.chapters import EXERCISES
from course_utils.exercise import outcome
from course_utils.exercise.compare import up_to_sign
from course_utils.exercise.outcome import TooSlow, call, time_limit
from tests.exercise.examples import change_answer, parameters

every_exercise = pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.name)
needs_a_clock = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no clock that can interrupt")

SHAPE = r"returns (shape \(.*\)|a single number|\d results?), expected "
VALUE = r"gives .+, expected "
FORMS = {
    "empty": (lambda answer: np.zeros(0), SHAPE),
    "zeros": (np.zeros_like, VALUE),
    "one more": (lambda answer: answer + 1, VALUE),
    "twice": (lambda answer: 2 * answer, VALUE),
    "one more axis": (lambda answer: answer[..., None], SHAPE),
    "all in a row twice": (lambda answer: np.concatenate([np.ravel(answer)] * 2), SHAPE),
    "wrong sign": (np.negative, VALUE),
    "nan": (lambda answer: np.full(answer.shape, np.nan), "returns nan"),
    "words": (lambda answer: "the answer", r"returns text, expected numbers"),
    "an object": (lambda answer: {"answer": answer}, r"returns dict, expected numbers"),
}


def refused(exercise, function, words, form=""):
    """One line that begins with ✗, and has the words or those of a named mistake."""
    said = repr(exercise(function))
    named = said.removeprefix("✗ ") in exercise.mistakes
    assert said.startswith("✗ "), f"{form}: {said}"
    assert named or re.search(words, said), f"{form}: {said}"
    assert said.splitlines() == [said], form
    assert len(said) <= 160, form


@every_exercise
def test_an_answer_of_a_wrong_form_is_refused(exercise):
    for form, (change, words) in FORMS.items():
        wrong = change_answer(change, exercise.solution)
        if form == "wrong sign" and exercise.same is up_to_sign:
            assert exercise(wrong).startswith("✓"), form
        else:
            refused(exercise, wrong, words, form)


@every_exercise
def test_one_constant_for_everything_is_refused(exercise):
    refused(exercise, lambda *arguments: 42.0, f"{SHAPE}|{VALUE}")


@every_exercise
def test_an_argument_handed_back_is_refused(exercise):
    for place in range(len(parameters(exercise))):
        said = exercise(lambda *arguments, place=place: arguments[place])
        assert said.startswith("✗ "), (place, said)


@every_exercise
def test_an_answer_that_is_wrong_in_the_last_case_only_is_reported_with_that_case(exercise):
    calls = iter(range(1, len(exercise.cases) + 1))
    wrong = change_answer(lambda answer: answer + 1, exercise.solution)

    def nearly(*arguments):
        return (wrong if next(calls) == len(exercise.cases) else exercise.solution)(*arguments)

    said = repr(exercise(nearly))
    assert f"case {len(exercise.cases)} of {len(exercise.cases)}" in said or said[2:] in exercise.mistakes


@every_exercise
def test_a_changed_argument_is_named(exercise):
    for place, name in enumerate(parameters(exercise)):
        if not any(isinstance(case[place], np.ndarray) and case[place].any() for case in exercise.cases):
            continue

        def careless(*arguments, place=place):
            answer = exercise.solution(*arguments)
            arguments[place][...] = 0
            return answer

        assert repr(exercise(careless)) == f"✗ changes its argument {name}: work on a copy"


@every_exercise
def test_an_unfinished_line_is_refused_with_the_error(exercise):
    refused(exercise, lambda *arguments: undefined @ arguments[0], "raises NameError: name 'undefined'")  # noqa: F821


# --- loops without an end


def endless(*arguments):
    while True:
        pass


def endless_and_deaf(*arguments):
    while True:
        with contextlib.suppress(Exception):
            time.sleep(0.01)


@needs_a_clock
@every_exercise
def test_an_endless_loop_is_refused(exercise, monkeypatch):
    monkeypatch.setattr(outcome, "CALL_SECONDS", 0.05)
    first = parameters(exercise)[0]
    said = repr(exercise(endless))
    assert said.startswith(f"✗ still runs after 0.05 s: does every loop come to an end? (called with {first} = ")
    assert said.splitlines() == [said]


@needs_a_clock
def test_after_an_endless_loop_no_further_case_is_run(monkeypatch):
    monkeypatch.setattr(outcome, "CALL_SECONDS", 0.05)
    calls = []

    def counting(X, W, B):
        calls.append(X)
        endless_and_deaf()

    assert "still runs" in EXERCISES[0](counting)
    assert len(calls) == 1


@needs_a_clock
def test_a_loop_that_catches_the_time_limit_once_is_ended_the_second_time():
    caught = []

    def stubborn():
        while True:
            try:
                time.sleep(10)
            except BaseException as problem:
                if caught:
                    raise
                caught.append(type(problem))

    with pytest.raises(TooSlow), time_limit(0.05):
        stubborn()
    assert caught == [TooSlow]


@needs_a_clock
def test_the_alarm_and_its_handler_are_restored():
    before = signal.getsignal(signal.SIGALRM)
    call(lambda: 1, ())
    call(lambda: 1 / 0, ())
    assert signal.getsignal(signal.SIGALRM) is before
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


@needs_a_clock
def test_without_a_working_clock_answers_are_judged_without_a_time_limit(monkeypatch):
    def broken(*arguments):
        raise OSError("no clock")

    before = signal.getsignal(signal.SIGALRM)
    monkeypatch.setattr(signal, "setitimer", broken)
    assert EXERCISES[0](EXERCISES[0].solution).startswith("✓")
    assert signal.getsignal(signal.SIGALRM) is before


def test_in_another_thread_answers_are_judged_without_a_time_limit():
    said = []
    thread = threading.Thread(target=lambda: said.append(EXERCISES[0](EXERCISES[0].solution)))
    thread.start()
    thread.join()
    assert said[0].startswith("✓")


# --- whether solutions are shown


@pytest.mark.parametrize("word", ["off", "OFF", " off ", "0", "no", "false"])
def test_the_solution_is_withheld_if_the_variable_says_so(monkeypatch, word):
    monkeypatch.setenv("COURSE_REVEAL", word)
    for exercise in EXERCISES:
        said = repr(exercise.reveal())
        assert said == "Our solution is not shown here: COURSE_REVEAL is off. Ask your instructor."
        hints = [repr(exercise.hint()) for _ in range(len(exercise.hints) + 1)]
        assert [hint for hint in hints if "reveal" in hint] == []
        assert "That was the last hint." in hints


@pytest.mark.parametrize("word", [None, "", "on", "1"])
def test_the_solution_is_shown_otherwise(monkeypatch, word):
    monkeypatch.delenv("COURSE_REVEAL", raising=False)
    if word is not None:
        monkeypatch.setenv("COURSE_REVEAL", word)
    assert repr(EXERCISES[0].reveal()).startswith("def linear_model")
