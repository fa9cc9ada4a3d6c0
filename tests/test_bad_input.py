"""Every public function against bad input: the right answer, or a ValueError that names the argument.

Never a silent NaN, never a warning from inside numpy, and what comes in is never changed. The functions, and how to
call them well, are in `tests/public.py`; a new one is judged here as soon as it exists. Each test goes through all
cases of one function and says which of them went wrong.
"""

import copy
import inspect
import re
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_utils.numerics.autograd import Tensor
from course_utils.numerics.rbf import NearlySingularWarning
from tests.public import PUBLIC, TENSOR, found, function

ALL = {**PUBLIC, **TENSOR}
every_function = pytest.mark.parametrize("name", ALL)
REFUSED = (ValueError, np.linalg.LinAlgError)
COUNTS = ("n", "k", "epochs", "trials", "splits", "batch_size", "largest", "sizes", "shape", "degree")


def test_every_public_function_is_judged():
    assert set(found()) == set(PUBLIC)


# --------------------------------------------------------------------------------------------------------------- judges


def good(name, seed=0):
    return ALL[name].good(np.random.default_rng(seed))


def answer(name, arguments):
    """What the function says, every warning but the documented one being an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.simplefilter("ignore", NearlySingularWarning)
        return function(name)(**arguments)


def leaves(value):
    """All arrays and numbers in an answer or an argument."""
    if isinstance(value, Tensor):
        yield value.data
    elif isinstance(value, (tuple, list)):
        for part in value:
            yield from leaves(part)
    elif isinstance(value, (np.ndarray, np.number, int, float)) and np.asarray(value).dtype.kind in "biufc":
        yield np.asarray(value)


INSIDE_NAMES = {"layers": r"[Wb]_\d", "grads": r"[Wb]_\d", "splits": "train|validation", "passed": "[zy]_\\d"}


def names(name, error, argument=None):
    """Whether a message names an argument: this one, or any."""
    for word in [argument] if argument else good(name):
        pattern = "|".join([re.escape(word), *ALL[name].aliases, INSIDE_NAMES.get(word, re.escape(word))])
        if re.search(rf"(?<!\w)({pattern})(?!\w)", str(error)):
            return True
    return False


def kept(arguments, before):
    now, old = list(leaves(list(arguments.values()))), list(leaves(list(before.values())))
    return len(now) == len(old) and all(
        np.array_equal(a, b, a.dtype.kind in "fc") for a, b in zip(now, old, strict=True)
    )


def same(one, other):
    ones, others = list(leaves(one)), list(leaves(other))
    return len(ones) == len(others) and all(np.array_equal(a, b) for a, b in zip(ones, others, strict=True))


def judge(name, arguments):
    """The answer, or None after a refusal in words, and a complaint."""
    before, result, complaint = copy.deepcopy(arguments), None, None
    try:
        result = answer(name, arguments)
    except REFUSED as error:
        if not names(name, error) and not isinstance(error, np.linalg.LinAlgError):
            complaint = f"names no argument: {error}"
    except Exception as error:
        complaint = f"{type(error).__name__}: {error}"
    if not kept(arguments, before):
        complaint = "changes an argument"
    elif any(np.isnan(part).any() for part in leaves(result) if part.dtype.kind == "f"):
        complaint = "a silent NaN"
    elif not ALL[name].infinite and not all(np.isfinite(part).all() for part in leaves(result)):
        complaint = "a silent infinity"
    return result, complaint


def refusal(name, argument, arguments):
    """A complaint unless the arguments are refused by the name of one of them."""
    before = copy.deepcopy(arguments)
    try:
        result = answer(name, arguments)
    except ValueError as error:
        if not names(name, error, argument):
            return f"does not name {argument}: {error}"
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    else:
        return f"is answered: {result}"
    return None if kept(arguments, before) else "changes an argument"


def kinds(name, *types):
    return [a for a, v in good(name).items() if isinstance(v, types) and a != "unpenalized"]


def optional(name, argument):
    """Whether None means "as usual"."""
    default = inspect.signature(function(name)).parameters.get(argument)
    return default is not None and default.default is None


def with_last(value):
    def change(a):
        a = a.astype(complex if isinstance(value, complex) else float)
        a[(-1,) * a.ndim] = value
        return a

    return change


# --------------------------------------------------------------------------------- the same numbers, other containers


def strided(a):
    wide = np.zeros((*a.shape, 2))
    wide[..., 0] = a
    return wide[..., 0]


def read_only(a):
    a = a.copy()
    a.flags.writeable = False
    return a


CONTAINERS = {
    "list": lambda a: a.tolist(),
    "tuple": lambda a: tuple(a.tolist()),
    "column order": np.asfortranarray,
    "every other": strided,
    "backwards": lambda a: np.ascontiguousarray(a[::-1])[::-1],
    "read-only": read_only,
    "float32": lambda a: a.astype(np.float32),
    "big-endian": lambda a: a.astype(a.dtype.newbyteorder(">")),
    "integers": lambda a: a.astype(int) if (a == a.round()).all() else a,
    "small integers": lambda a: a.astype(np.int8) if (a == a.round()).all() and np.abs(a).max() < 100 else a,
}
ROW_NUMBERS = ("train",)  # floats are not row numbers


def in_other_containers(name):
    for argument in kinds(name, np.ndarray):
        for container, change in CONTAINERS.items():
            if not (argument in ROW_NUMBERS and container in ("float32", "every other")):
                yield f"{argument}: {container}", {**good(name), argument: change(good(name)[argument])}


@every_function
def test_the_same_numbers_in_another_container_give_the_same_answer(name):
    expected, complaints = answer(name, good(name)), []
    for case, arguments in in_other_containers(name):
        result, complaint = judge(name, arguments)
        if complaint or not same(result, expected):
            complaints.append(f"{case}: {complaint or 'another answer'}")
    assert complaints == []


# ------------------------------------------------------------------------------------------------- what must be refused


NOT_NUMBERS = {
    "nan": with_last(np.nan),
    "inf": with_last(np.inf),
    "-inf": with_last(-np.inf),
    "complex": with_last(1 + 2j),
    "all complex": lambda a: a + 0j,
    "text": lambda a: a.astype(str),
    "words": lambda a: "three words here",
    "objects": lambda a: a.astype(object),
    "None": lambda a: None,
    "dates": lambda a: a.astype(int).astype("datetime64[s]"),
    "ragged": lambda a: [*a.tolist(), [1.0, [2.0]]],
    "empty": lambda a: a[:0],
    "empty list": lambda a: [],
    "masked": lambda a: np.ma.masked_equal(a, a.ravel()[-1]),
    "a set": lambda a: {1.0, 2.0},
    "a function": lambda a: np.sin,
}
NOT_A_NUMBER = {
    "nan": np.nan,
    "inf": np.inf,
    "text": "3",
    "None": None,
    "complex": 1 + 1j,
    "two numbers": np.array([1.0, 2.0]),
    "a matrix": [[1.0, 2.0]],
    "a function": np.sin,
    "nan in an array": np.array(np.nan),
}
NOT_A_CHOICE = {
    "another word": "no such thing",
    "None": None,
    "a list": ["gaussian"],
    "a number": 3,
    "an array": np.ones(2),
}
NOT_A_COUNT = {"a half": 2.5, "negative": -2, "beyond all": 1e300, "far beyond": 1e19}
NOT_A_GENERATOR = {"a seed": 0, "a word": "seed", "a legacy state": np.random.RandomState(0), "numbers": [1, 2]}
NOT_A_STRUCTURE = {
    "None": None,
    "a number": 3,
    "empty": [],
    "text": "text",
    "numbers": [1, 2, 3],
    "a vector": np.ones(3),
}
BAD_ANSWERS = {
    "nan": lambda *a: np.nan,
    "None": lambda *a: None,
    "text": lambda *a: "text",
    "complex": lambda *a: 1j,
    "too many": lambda *a: np.ones((7, 7, 7)),
}


def spoiled_inside(value, number):
    """A nested structure whose first array ends in the number."""
    parts = list(value)
    if isinstance(parts[0], np.ndarray):
        parts[0] = with_last(number)(parts[0])
    else:
        parts[0] = spoiled_inside(parts[0], number)
    return type(value)(*parts) if hasattr(value, "_fields") else type(value)(parts)


def list_bad_values(name):
    """Yield what must be refused: (case, argument, its bad value)."""
    for a, value in good(name).items():
        if isinstance(value, np.ndarray):
            yield from ((bad, a, change(value)) for bad, change in NOT_NUMBERS.items())
        elif a == "unpenalized":
            yield from ((repr(bad), a, bad) for bad in (7, -9, 0.5, "first", [[0]], None, [0, 9]))
        elif isinstance(value, (int, float)):
            yield from ((bad, a, value) for bad, value in NOT_A_NUMBER.items())
            if a in COUNTS:
                yield from ((bad, a, value) for bad, value in NOT_A_COUNT.items())
        elif isinstance(value, str):
            yield from ((bad, a, value) for bad, value in NOT_A_CHOICE.items())
        elif isinstance(value, bytes):
            yield from ((bad, a, value) for bad, value in (*NOT_A_STRUCTURE.items(), ("path", "a.png")))
        elif isinstance(value, np.random.Generator):
            yield from ((bad, a, value) for bad, value in NOT_A_GENERATOR.items())
        elif callable(value):
            yield from ((bad, a, f) for bad, f in BAD_ANSWERS.items() if a != "fit")
            yield "not a function", a, "x²"
        else:
            yield from ((bad, a, value) for bad, value in NOT_A_STRUCTURE.items())
            yield from ((f"{bad} inside", a, spoiled_inside(value, bad)) for bad in (np.nan, np.inf, 1j))


def means_something(name, case, argument, value):
    return (
        (case == "None" and optional(name, argument))
        or f"{argument}={case}" in ALL[name].may
        or (argument, case) in {("smoothing", "two numbers"), ("epochs", "a matrix")}
    )


@every_function
def test_a_bad_argument_is_refused_by_its_name(name):
    complaints = []
    for case, argument, value in list_bad_values(name):
        if not means_something(name, case, argument, value):
            complaint = refusal(name, argument, {**good(name), argument: value})
            if complaint:
                complaints.append(f"{argument}: {case}: {complaint}")
    assert complaints == []


@pytest.mark.parametrize("name", [name for name in ALL if any(callable(v) for v in good(name).values())])
def test_a_function_that_spoils_its_argument_spoils_nothing_else(name):
    def spoiling(f):
        def spoils(*arguments):
            result = f(*(copy.copy(a) for a in arguments))
            for a in arguments:
                if isinstance(a, np.ndarray) and a.ndim and a.flags.writeable:
                    a[...] = 1e9
            return result

        return spoils

    spoiled_functions = {a: spoiling(v) if callable(v) else v for a, v in good(name).items()}
    assert same(answer(name, spoiled_functions), answer(name, good(name)))


# ----------------------------------------------------------------------------------------- other shapes, other contents


SHAPES = {
    "one row": lambda a: a[:1],
    "two rows": lambda a: a[:2],
    "one row less": lambda a: a[:-1],
    "one row more": lambda a: np.concatenate([a, a[:1]]),
    "the same row": lambda a: np.repeat(a[:1], len(a), axis=0),
    "rows twice": lambda a: np.repeat(a, 2, axis=0),
    "one number": lambda a: a.ravel()[0],
    "a vector": lambda a: a.ravel(),
    "a matrix of one column": lambda a: a.reshape(-1, 1),
    "one dimension more": lambda a: a[None],
    "one dimension more at the end": lambda a: a[..., None],
    "two dimensions more": lambda a: a[None, ..., None],
    "transposed": lambda a: a.T,
    "no column": lambda a: a[..., :0],
    "one column": lambda a: a[..., :1],
    "all zero": lambda a: 0 * a,
    "all one": lambda a: 0 * a + 1,
    "negative": lambda a: -a - 1,
    "half": lambda a: a / 2,
    "true and false": lambda a: a > 0,
}
FACTORS = (1e150, 1e-150, 1e300, 1e-300, 5e-324)


def scaled(value, factor):
    if isinstance(value, (list, tuple)):
        parts = [scaled(part, factor) for part in value]
        return type(value)(*parts) if hasattr(value, "_fields") else type(value)(parts)
    return value * factor


def list_odd_arguments(name):
    """Yield arguments that may have an answer: other shapes, and huge and tiny numbers in one or all arguments."""
    arrays = kinds(name, np.ndarray)
    sizes = [a for a in kinds(name, np.ndarray, int, float, list, tuple) if a not in (*COUNTS, "pieces", "passed")]
    for chosen in [*([a] for a in arrays), *([arrays] if len(arrays) > 1 else [])]:
        for shape, change in SHAPES.items():
            yield f"{chosen}: {shape}", {a: change(v) if a in chosen else v for a, v in good(name).items()}
    for chosen in [*([a] for a in sizes), *([sizes] if len(sizes) > 1 else [])]:
        for factor in FACTORS:
            yield f"{chosen}: {factor}", {a: scaled(v, factor) if a in chosen else v for a, v in good(name).items()}


@every_function
def test_odd_shapes_and_sizes_are_answered_or_refused_in_words(name):
    judgements = [(case, judge(name, arguments)[1]) for case, arguments in list_odd_arguments(name)]
    assert [f"{case}: {complaint}" for case, complaint in judgements if complaint] == []


# ---------------------------------------------------------------------------------------------------------- other units


def in_other_units(name):
    """Arguments in another unit, by powers of two, which round nothing, and the answer in its unit."""
    for units, degree in ALL[name].laws:
        expected = answer(name, good(name))
        for power in (-996, -498, -20, 20, 498, 996):
            if all(abs(power * k) < 1000 for k in (*units.values(), degree)):
                s = 2.0**power
                arguments = {a: scaled(v, s ** units.get(a, 0)) if a in units else v for a, v in good(name).items()}
                wanted = [part * s**degree if part.dtype.kind == "f" else part for part in leaves(expected)]
                yield f"{units} times 2^{power}", arguments, wanted


def close(part, wanted):
    size = np.abs(wanted).max(initial=0) if wanted.dtype.kind == "f" else 0
    return part.shape == wanted.shape and np.allclose(part, wanted, rtol=1e-9, atol=1e-9 * size)


@every_function
def test_another_unit_changes_the_unit_of_the_answer_and_nothing_else(name):
    complaints = []
    for case, arguments, wanted in in_other_units(name):
        result, complaint = judge(name, arguments)
        if complaint is None and result is not None:
            parts = list(leaves(result))
            if len(parts) != len(wanted) or not all(map(close, parts, wanted)):
                complaint = f"{parts}, expected {wanted}"
        if complaint:
            complaints.append(f"{case}: {complaint}")
    assert complaints == []


# ----------------------------------------------------------------------------------------------------- whatever numbers


ENDS = [0.0, -0.0, 1.0, -1.0, 3.0, 5e-324, 1e-300, 1e-150, -1e-150, 1e150, -1e150, 1e300, -1.7e308]


def extreme(name, seed):
    """Good arguments, some of whose arrays are filled with the ends of what a float can hold, and with repetitions."""
    rng, arguments = np.random.default_rng(seed), good(name, seed)
    for argument in kinds(name, np.ndarray):
        if rng.random() < 0.7:
            ends = rng.choice(ENDS, size=rng.integers(1, 5))
            arguments[argument] = rng.choice(ends, size=arguments[argument].shape)
    return arguments


@settings(max_examples=20)
@given(seed=st.integers(0, 10**9))
@every_function
@pytest.mark.slow
def test_extreme_numbers_never_lead_to_a_silent_nan_or_warning(name, seed):
    assert judge(name, extreme(name, seed))[1] is None
