"""What comes in: every public function turns its arguments into arrays of float64 here, or says what is wrong."""

import functools
import inspect

import numpy as np

LARGEST = 2**53  # from here on not every whole number is a float


def array(name, value, ndim=None, shape=None):
    """A new float64 array with the numbers of value: a list, integers, float32, a view, all are welcome.

    `ndim` is a number of dimensions or a tuple of them; `shape` has a number where the length is given and a
    letter where it is free: ("n", 2) is any number of points in the plane.
    Raises ValueError (name, what came, what is expected) unless value holds real, finite numbers in that shape.

    >>> array("x", [1, 2, 3], ndim=1)
    array([1., 2., 3.])
    """
    values = _real_numbers(name, value)
    if ndim is not None and values.ndim not in np.atleast_1d(ndim):
        raise ValueError(f"{name} has shape {values.shape}, expected {_either(ndim)}")
    if shape is not None and not _fits(values.shape, shape):
        raise ValueError(f"{name} has shape {values.shape}, expected {_written(shape)}")
    if values.size == 0:
        raise ValueError(f"{name} is empty (shape {values.shape}), expected at least one number")
    if not np.isfinite(values).all():
        i, bad = next((i, v) for i, v in np.ndenumerate(values) if not np.isfinite(v))
        raise ValueError(f"{name} contains {bad}{_at(i)}, expected finite numbers")
    return values


def system(A, b):
    """The matrix A, shape (m, n), and the right-hand side b, shape (m,) or (m, k), of  A x ≈ b.

    Raises ValueError, also when A and b differ in the number of rows.

    >>> system([[1, 2]], [3])
    (array([[1., 2.]]), array([3.]))
    """
    A, b = array("A", A, ndim=2), array("b", b, ndim=(1, 2))
    if len(A) != len(b):
        raise ValueError(f"b has shape {b.shape}, expected {len(A)} rows, as many as A, which has shape {A.shape}")
    return A, b


def number(name, value, at_least=-np.inf):
    """One finite real number, as a float.

    Raises ValueError when it is no number, or smaller than at_least.

    >>> number("rtol", 1, at_least=0)
    1.0
    """
    result = float(array(name, value, ndim=0))
    if result < at_least:
        raise ValueError(f"{name} is {result:g}, expected at least {at_least:g}")
    return result


def positive(name, value):
    """One number above 0, as a float.

    Raises ValueError otherwise.

    >>> positive("delta", 0.5)
    0.5
    """
    result = number(name, value)
    if result <= 0:
        raise ValueError(f"{name} is {result:g}, expected more than 0")
    return result


def whole_number(name, value, at_least=1, at_most=LARGEST):
    """One whole number, as an int.

    Raises ValueError when it is none, smaller than at_least or larger than at_most.

    >>> whole_number("k", 5.0)
    5
    """
    result = number(name, value, at_least)
    if result != int(result):
        raise ValueError(f"{name} is {result:g}, expected a whole number")
    if abs(result) > at_most:
        raise ValueError(f"{name} is {result:g}, expected at most {at_most:g}")
    return int(result)


def generator(name, rng):
    """Where random numbers come from; nothing but a Generator, so that a seed is a choice that can be seen.

    Raises ValueError otherwise.
    """
    if not isinstance(rng, np.random.Generator):
        raise ValueError(f"{name} is {rng!r}, expected a numpy.random.Generator, such as np.random.default_rng(0)")
    return rng


def one_of(name, value, table):
    """What the table holds under this word.

    Raises ValueError, with all the words, when value is none of them.

    >>> one_of("rule", "half", {"half": 0.5})
    0.5
    """
    if not isinstance(value, str) or value not in table:
        raise ValueError(f"{name} is {value!r}, expected one of {', '.join(table)}")
    return table[value]


def function(name, f):
    """Something that can be called.

    Raises ValueError otherwise.
    """
    if not callable(f):
        raise ValueError(f"{name} is {f!r}, expected a function")
    return f


# ------------------------------------------------------------------------------------------------- what goes out


def in_range(compute):
    """Let a function of good arguments compute in peace, and refuse an answer beyond the largest float, 1.8e308.

    Raises ValueError, which names the argument with the number farthest from 1, in place of numpy's warnings, an
    infinity, or the NaN that comes of it.
    """

    @functools.wraps(compute)
    def computed(*arguments, **options):
        try:
            with np.errstate(all="ignore"):
                answer = compute(*arguments, **options)
        except np.linalg.LinAlgError as error:
            if "did not converge" not in str(error):  # numpy's words for numbers that were no longer finite
                raise
            raise out_of_range(compute, arguments, options) from None
        if not all(np.isfinite(part).all() for part in _numbers(answer)):
            raise out_of_range(compute, arguments, options)
        return answer

    return computed


def checked(check):
    """Let a function see only what check makes of its arguments, and hand out only answers in range.

    function.__wrapped__ goes without, inside a loop.
    """

    def decorate(function):
        @functools.wraps(function)
        def with_checked_arguments(*arguments, **options):
            return in_range(function)(*check(*arguments, **options))

        return with_checked_arguments

    return decorate


def out_of_range(compute, arguments, options):
    """The ValueError for arguments with which a function leaves the range of a float."""
    given = inspect.signature(compute).bind(*arguments, **options).arguments
    farthest = {name: _farthest(value) for name, value in given.items()}
    name = max(farthest, key=lambda name: abs(np.log10(farthest[name])))
    what = compute.__name__.strip("_")
    return ValueError(
        f"{name} reaches {farthest[name]:.0e}, and {what} leaves the range of a float (2e±308): use other units"
    )


def _numbers(value):
    """All arrays and numbers in an argument or an answer."""
    if isinstance(value, (np.ndarray, float, int)):
        yield np.asarray(value)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from _numbers(part)


def _farthest(value):
    """The size of the number in value that is farthest from 1, in powers of ten; 0 does not count."""
    sizes = [np.abs(part[part != 0]).astype(float) for part in _numbers(value)]
    sizes = np.concatenate([np.ones(1), *(size.ravel() for size in sizes)])
    return sizes[np.argmax(np.abs(np.log10(sizes)))]


def _real_numbers(name, value):
    """A new float64 array, or the reason why value is not made of real numbers."""
    try:
        values = np.asarray(value)
    except ValueError:
        raise ValueError(f"{name} has rows of different lengths, expected a full array of numbers") from None
    if values.dtype.kind == "c":
        raise ValueError(f"{name} has complex numbers, expected real ones")
    if values.dtype.kind not in "biuf":
        raise ValueError(f"{name} is made of {_what(value, values)}, expected numbers")
    if np.ma.is_masked(value):
        raise ValueError(f"{name} has masked entries, expected a number in every place")
    with np.errstate(over="ignore"):  # a longdouble too large for float64 turns inf, and is refused as such
        return np.array(values, dtype=np.float64, order="C")


def _what(value, values):
    kinds = {"U": "text", "S": "bytes", "M": "dates", "m": "time differences"}
    return kinds.get(values.dtype.kind, f"objects ({type(value).__name__})")


def _fits(shape, wanted):
    return len(shape) == len(wanted) and all(isinstance(w, str) or s == w for s, w in zip(shape, wanted, strict=True))


def _written(shape):
    """A shape as numpy prints it, letters without quotes: (n, 2)."""
    return "a single number" if shape == () else f"({', '.join(map(str, shape))}{',' * (len(shape) == 1)})"


def _either(ndim):
    names = {0: "a single number", 1: "a vector (1-D)", 2: "a matrix (2-D)"}
    return " or ".join(names.get(d, f"a {d}-D array") for d in np.atleast_1d(ndim).tolist())


def _at(index):
    return f" at {index[0] if len(index) == 1 else index}" if index else ""
