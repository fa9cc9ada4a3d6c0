"""Whatever a student types becomes a float64 array, or an error that says what is wrong."""

from fractions import Fraction

import numpy as np
import pytest

from course_utils.numerics._arguments import (
    array,
    checked,
    function,
    generator,
    in_range,
    number,
    one_of,
    positive,
    system,
    whole_number,
)

WELCOME = {
    "a list": [[1, 2], [3, 4]],
    "a tuple": ((1, 2), (3, 4)),
    "integers": np.array([[1, 2], [3, 4]]),
    "bytes of an image": np.array([[1, 2], [3, 4]], dtype=np.uint8),
    "float32": np.array([[1, 2], [3, 4]], dtype=np.float32),
    "column-major": np.asfortranarray([[1.0, 2.0], [3.0, 4.0]]),
    "a view with steps": np.array([[1.0, 9.0, 2.0], [3.0, 9.0, 4.0]])[:, ::2],
    "big-endian": np.array([[1, 2], [3, 4]], dtype=">f8"),
    "numpy.matrix": np.array([[1, 2], [3, 4]]).view(np.matrix),
}

REFUSED = {
    "complex": ([1j], "A has complex numbers, expected real ones"),
    "text": (["1"], "A is made of text, expected numbers"),
    "a word": ("abc", "A is made of text"),
    "dates": (np.array(["2020-01-01"], dtype="datetime64[D]"), "A is made of dates"),
    "nothing": (None, r"A is made of objects \(NoneType\)"),
    "fractions": ([Fraction(1, 2)], r"A is made of objects \(list\)"),
    "ragged": ([[1, 2], [3]], "A has rows of different lengths"),
    "empty": ([], r"A is empty \(shape \(0,\)\), expected at least one number"),
    "nan": ([[1, 2], [3, np.nan]], r"A contains nan at \(1, 1\), expected finite numbers"),
    "infinity": ([1, -np.inf], "A contains -inf at 1, expected finite numbers"),
    "a lone nan": (np.nan, "A contains nan, expected finite numbers"),
    "masked": (np.ma.array([1.0, 2.0], mask=[False, True]), "A has masked entries"),
}


@pytest.mark.parametrize("value", WELCOME.values(), ids=WELCOME)
def test_every_array_of_numbers_is_welcome(value):
    result = array("A", value, ndim=2)
    assert result.dtype == np.float64
    assert result.flags.c_contiguous
    assert type(result) is np.ndarray
    np.testing.assert_array_equal(result, [[1, 2], [3, 4]])


@pytest.mark.parametrize(("value", "message"), REFUSED.values(), ids=REFUSED)
def test_an_argument_that_is_not_an_array_of_real_finite_numbers_is_named(value, message):
    with pytest.raises(ValueError, match=message):
        array("A", value)


def test_the_result_is_the_callers_own():
    given = np.zeros(3)
    given.flags.writeable = False
    array("x", given)[0] = 1
    assert given[0] == 0


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"ndim": 1}, r"x has shape \(2, 3\), expected a vector \(1-D\)$"),
        ({"ndim": (0, 1)}, r"x has shape \(2, 3\), expected a single number or a vector"),
        ({"ndim": 3}, "expected a 3-D array"),
        ({"shape": ("n", 2)}, r"x has shape \(2, 3\), expected \(n, 2\)$"),
        ({"shape": (6,)}, r"expected \(6,\)$"),
        ({"shape": ()}, "expected a single number"),
    ],
)
def test_a_wrong_shape_is_named_beside_the_expected_one(wanted, message):
    with pytest.raises(ValueError, match=message):
        array("x", np.ones((2, 3)), **wanted)


def test_a_letter_in_a_shape_is_any_length():
    assert array("points", np.ones((7, 2)), shape=("n", 2)).shape == (7, 2)


def test_a_right_hand_side_may_have_several_columns():
    A, b = system(np.ones((3, 2)), np.ones((3, 4)))
    assert A.shape == (3, 2)
    assert b.shape == (3, 4)


@pytest.mark.parametrize(
    ("A", "b", "message"),
    [
        ([[1, 2]], [1, 2], r"b has shape \(2,\), expected 1 rows, as many as A, which has shape \(1, 2\)"),
        ([1, 2], [1, 2], "A has shape"),
        ([[1]], 1, "b has shape"),
        (np.ones((2, 0)), [1, 2], "A is empty"),
        ([[1], [2]], [1, np.nan], "b contains nan at 1"),
    ],
)
def test_a_system_that_does_not_fit_is_refused(A, b, message):
    with pytest.raises(ValueError, match=message):
        system(A, b)


def test_a_number_has_a_lower_end():
    assert number("rtol", np.float32(0.5), at_least=0) == 0.5
    with pytest.raises(ValueError, match="rtol is -1, expected at least 0"):
        number("rtol", -1, at_least=0)
    with pytest.raises(ValueError, match="rtol has shape"):
        number("rtol", [1, 2])


@pytest.mark.parametrize("value", [3, 3.0, np.int8(3), np.array(3)])
def test_a_whole_number_becomes_an_int(value):
    assert whole_number("k", value) == 3
    assert isinstance(whole_number("k", value), int)


@pytest.mark.parametrize(
    ("value", "message"),
    [(2.5, r"k is 2\.5, expected a whole number"), (0, "k is 0, expected at least 1"), ([1, 2], "k has shape")],
)
def test_an_argument_that_is_not_a_whole_number_is_named(value, message):
    with pytest.raises(ValueError, match=message):
        whole_number("k", value)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: whole_number("n", 1e17), r"n is 1e\+17, expected at most"),
        (lambda: whole_number("k", 8, at_least=0, at_most=7), "k is 8, expected at most 7"),
        (lambda: positive("delta", 0), "delta is 0, expected more than 0"),
        (lambda: generator("rng", 7), r"rng is 7, expected a numpy\.random\.Generator"),
        (lambda: one_of("rule", "third", {"half": 2}), "rule is 'third', expected one of half"),
        (lambda: one_of("rule", ["half"], {"half": 2}), r"rule is \['half'\], expected one of half"),
        (lambda: function("f", 3), "f is 3, expected a function"),
    ],
)
def test_a_wrong_count_generator_choice_or_function_is_named(call, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        call()


@in_range
def product(a, b):
    return [np.asarray(a) * np.asarray(b)]


def test_an_answer_beyond_the_largest_float_names_the_argument_farthest_from_one():
    with pytest.raises(ValueError, match=r"^b reaches 1e\+200, and product leaves the range of a float"):
        product([1e150, 1.0], b=[1e200, 0.0])
    with pytest.raises(ValueError, match=r"^a reaches 1e-200, and quotient leaves"):
        in_range(quotient)(1e-200, 1e150)
    assert product(1e150, 1e150)[0] == 1e150 * 1e150


def quotient(a, b):
    return np.float64(b) / np.float64(a)


def test_a_checked_function_gets_checked_arguments_and_the_private_one_does_without():
    def _double(x):
        return 2 * x

    double = checked(lambda x: (array("x", x),))(_double)
    assert double.__name__ == "double"
    assert double([1, 2]).tolist() == [2, 4]
    assert _double([1, 2]) == [1, 2, 1, 2]
    with pytest.raises(ValueError, match=r"^x reaches 1e\+308, and double leaves"):
        double([1e308])
