import sys
import warnings
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_utils.exercise.compare import close, compact, up_to_sign
from course_utils.exercise.exercise import Exercise
from tests.exercise.examples import CASES, MISTAKES, ODD, exercise, share


def verdict(function):
    return repr(exercise(function))


def test_a_right_function_is_right_on_all_cases():
    assert verdict(share) == "✓ right on all 3 cases"


def stub(A, b): ...


def stub_with_docstring(A, b):
    """Divide."""


def stub_with_docstring_and_dots(A, b):
    """Divide."""
    ...


def stub_with_pass(A, b):
    pass


def stub_that_raises(A, b):
    raise NotImplementedError("yet")


def stub_that_returns_dots(A, b):
    total = ...
    return total


def stub_without_arguments(): ...


@pytest.mark.parametrize(
    "empty",
    [
        ...,
        stub,
        stub_with_docstring,
        stub_with_docstring_and_dots,
        stub_with_pass,
        stub_that_raises,
        stub_that_returns_dots,
        stub_without_arguments,
        lambda A, b: ...,
    ],
)
def test_an_empty_body_is_a_state_and_not_an_error(empty):
    assert verdict(empty) == "○ not written yet"


def test_a_body_without_return_returns_nothing():
    def forgotten(A, b):
        A.sum(axis=1) / b

    assert verdict(forgotten) == "✗ returns nothing: is a return missing?"


def test_a_named_mistake_is_reported_in_its_own_words():
    assert verdict(lambda A, b: A.sum(axis=1)) == "✗ b is missing"


def test_a_named_mistake_of_another_shape_is_still_named():
    assert verdict(lambda A, b: np.ones(len(A)) @ A / b) == "✗ columns are summed: the exercise asks for rows"


def test_a_mistake_may_give_nan():
    assert verdict(lambda A, b: np.log(share(A, b))) == "✗ the sum is compared with zero: log of a negative number"


def test_the_first_mistake_that_fits_is_named():
    twins = {"first": lambda A, b: -share(A, b), "second": lambda A, b: share(A, -b)}
    assert repr(Exercise("share", share, CASES, twins, ("Sum.",))(lambda A, b: -share(A, b))) == "✗ first"


def test_a_mistake_made_on_one_case_only_is_not_named():
    assert verdict(lambda A, b: A.sum(axis=1) if b == 2 else share(A, b)) == (
        "✗ case 1 of 3: share(A=[[2, 4], [6, 8]], b=2) gives [6, 14], expected [3, 7]"
    )


def test_a_mistake_that_crashes_is_recognised_by_what_it_says():
    crash = {"a has no inverse": lambda A, b: np.linalg.inv(A[:, :1]), "minus": lambda A, b: -share(A, b)}
    crashing = Exercise("share", share, CASES[:2] * 2, crash, ("Sum.",))
    assert repr(crashing(lambda A, b: np.linalg.inv(A[:, :1]) * b)) == "✗ a has no inverse"
    assert repr(crashing(lambda A, b: A / unknown)).startswith("✗ raises NameError")  # noqa: F821


def test_a_mistake_is_named_although_the_function_crashes_on_a_case():
    assert verdict(lambda A, b: A.sum(axis=1) if len(A) > 1 else 1 / 0) == "✗ b is missing"


def test_a_wrong_shape_is_reported_with_the_right_one():
    assert verdict(lambda A, b: np.zeros(3)) == "✗ returns shape (3,), expected (2,)"
    assert verdict(lambda A, b: share(A, b)[:, None]) == "✗ returns shape (2, 1), expected (2,)"
    assert verdict(lambda A, b: 3.0) == "✗ returns a single number, expected shape (2,)"


def test_a_shape_that_is_wrong_later_is_reported_with_its_case():
    assert verdict(lambda A, b: share(A, b) if len(A) == 2 else np.zeros(2)) == (
        "✗ returns shape (2,), expected (1,) in case 3 of 3: share(A=[[3, 3]], b=-1)"
    )


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("three", "text"),
        ({"x": 1}, "dict"),
        (object(), "object"),
        (print, "builtin_function_or_method"),
        ([1, [2, 3]], "a list of other things or of rows that differ in length"),
        (("a", "b"), "a tuple of other things or of rows that differ in length"),
        (np.array([None, 1.0]), "an array of other things or of rows that differ in length"),
    ],
)
def test_an_answer_without_numbers_is_reported_with_its_kind(answer, words):
    assert verdict(lambda A, b: answer) == f"✗ returns {words}, expected numbers"


def test_an_exception_is_reported_with_the_arguments():
    assert verdict(lambda A, b: 1 / 0) == (
        "✗ raises ZeroDivisionError: division by zero (called with A = [[2, 4], [6, 8]], b = 2)"
    )


def test_a_long_exception_keeps_its_beginning_and_its_end():
    def broken(A, b):
        raise ValueError("begin " + "x" * 500 + "\n end")

    assert "begin" in verdict(broken)
    assert "end (called" in verdict(broken)
    assert len(verdict(broken)) < 160


def test_the_number_of_arguments_is_counted():
    assert verdict(lambda: 1) == "✗ takes 0 arguments, expected 2: share(A, b)"
    assert verdict(lambda A: A) == "✗ takes 1 argument, expected 2: share(A, b)"
    assert verdict(lambda A, b, c: A) == "✗ takes 3 arguments, expected 2: share(A, b)"
    assert verdict(lambda A, b, *, c: A) == "✗ cannot be called with its arguments in order: share(A, b)"
    assert verdict(lambda A, b, c=1: share(A, b)).startswith("✓")


def test_a_changed_argument_is_reported_even_when_the_answer_is_right():
    def in_place(A, b):
        answer = share(A, b)
        A /= b
        return answer

    assert verdict(in_place) == "✗ changes its argument A: work on a copy"


def test_nan_is_reported_with_its_cause():
    assert verdict(lambda A, b: share(A, b) / np.zeros(len(A))) == (
        "✗ returns inf (it divides by zero) in case 1 of 3: share(A=[[2, 4], [6, 8]], b=2)"
    )
    assert verdict(lambda A, b: share(A, b) * np.nan).startswith("✗ returns nan in case 1 of 3")


def test_a_value_instead_of_the_function_is_reported():
    for value in (None, 3, "share", np.ones(2), NotImplemented):
        assert verdict(value) == "✗ hand in the function itself, without parentheses: check.share(share)"


@pytest.mark.parametrize("form", [list, tuple, np.float32, np.matrix.tolist, lambda a: [Fraction(x) for x in a]])
def test_a_right_answer_may_come_in_another_form(form):
    assert exercise(lambda A, b: form(np.asarray(share(A, b)))).startswith("✓")


def test_printing_and_warning_do_not_get_out(capfd):
    def noisy(A, b):
        print("here")
        print("there", file=sys.stderr)
        warnings.warn("old", DeprecationWarning, stacklevel=1)
        np.zeros(1) / 0
        return share(A, b)

    assert exercise(noisy).startswith("✓")
    assert capfd.readouterr() == ("", "")


def test_a_difference_in_late_digits_is_shown():
    assert verdict(lambda A, b: share(A, b) + 3e-4 * (b == 2)).endswith("gives 3.0003 at [0], expected 3")


def test_the_way_to_compare_is_read_after_the_expected_value():
    signless = Exercise("share", share, CASES, MISTAKES, ("Sum.",), same=up_to_sign)
    assert signless(lambda A, b: -share(A, b)).startswith("✓")
    assert repr(signless(lambda A, b: 2 * share(A, b))).endswith("gives [6, 14], expected [3, 7] up to sign")


def both(A):
    return A.sum(axis=0), A.sum(axis=1)


def test_an_exercise_may_ask_for_several_results():
    cases = ((np.ones((2, 3)),), (np.eye(2),), (np.ones((1, 4)),))
    swapped = {"swapped": lambda A: both(A)[::-1], "minus": lambda A: (-both(A)[0], -both(A)[1])}
    pair = Exercise("both", both, cases, swapped, ("Two sums.",))
    assert pair(both).startswith("✓")
    assert pair(lambda A: list(both(A))).startswith("✓")
    assert repr(pair(lambda A: both(A)[::-1])) == "✗ swapped"
    assert repr(pair(lambda A: both(A)[0])) == "✗ returns 1 result, expected 2"
    assert repr(pair(lambda A: (both(A)[0], A))) == "✗ returns shape (2, 3), expected (2,) (result 2 of 2)"


def test_the_stop_button_stops():
    def endless(A, b):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        exercise(endless)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_no_function_however_odd_makes_the_check_raise(odd, capfd):
    said = verdict(odd)
    assert said.startswith("✗ ")
    assert said.splitlines() == [said]
    assert len(said) < 200
    assert capfd.readouterr() == ("", "")


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.complex_numbers() | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(st.text(), inner),
)


@given(anything)
def test_no_answer_however_odd_makes_the_check_raise(answer):
    said = verdict(lambda A, b: answer)
    assert said.startswith("✗ ")
    assert said.splitlines() == [said]
    assert verdict(answer).startswith("✗ hand in the function")


def test_hints_come_one_at_a_time_and_start_again():
    fresh = Exercise("share", share, CASES, MISTAKES, ("Sum first.", "Then divide."))
    assert [repr(fresh.hint()) for _ in range(4)] == [
        "Hint 1 of 2: Sum first.",
        "Hint 2 of 2: Then divide.",
        "That was the last hint: check.share.reveal() shows our solution.",
        "Hint 1 of 2: Sum first.",
    ]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": "ratio"}, "the solution is called share"),
        ({"cases": CASES[:2]}, "2 cases, at least 3"),
        ({"cases": (*CASES, (1.0,))}, "cannot be called with the case"),
        ({"mistakes": {"b is missing": share}}, "1 named mistakes, at least 2"),
        ({"hints": ()}, "hints"),
        ({"hints": ("",)}, "hints"),
        ({"hints": "Sum first."}, "hints"),
    ],
)
def test_a_careless_declaration_fails_at_import(change, words):
    whole = {"name": "share", "solution": share, "cases": CASES, "mistakes": MISTAKES, "hints": ("Sum.",)}
    with pytest.raises(ValueError, match=words):
        Exercise(**{**whole, **change})


def test_close_measures_against_the_largest_number():
    assert close(np.array([1e6, 1.0]), np.array([1e6, 0.0]))
    assert not close(np.array([1.0, 1e-4]), np.array([1.0, 0.0]))
    assert close(np.array([np.inf, np.nan]), np.array([np.inf, np.nan]))
    assert not close(np.array([np.nan]), np.array([np.inf]))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1 / 3, "0.3333"),
        (-0.0, "0"),
        ([1.0, 1e-17], "[1, 0]"),
        (np.eye(100), "[[1, …, 0], …, [0, …, 1]]"),
        (np.zeros((9, 9, 9)), "array of shape (9, 9, 9)"),
        (np.array([True, False]), "[1, 0]"),
        (2 - 1j, "2-1j"),
        (np.cos, "cos"),
    ],
)
def test_compact_is_short_and_has_no_rounding_noise(value, text):
    assert compact(value) == text
