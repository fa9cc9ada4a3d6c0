"""Check arguments and answers: turn what comes in into arrays of float64, or say in one sentence what is wrong."""

import functools
import inspect

import numpy as np

LARGEST_WHOLE = 2**53  # beyond it, not every whole number is a float


def array(name, value, ndim=None, shape=None):
    """Copy value, which may be a list, integers, float32 or a view, into a new array of float64.

    `ndim` is a number of dimensions or a tuple of them; `shape` has a number where the length is fixed and a
    letter where it is free: ("n", 2) is any number of points in the plane.
    Raises ValueError (name, what came, what is expected) unless value holds real, finite numbers in that shape.

    >>> array("x", [1, 2, 3], ndim=1)
    array([1., 2., 3.])
    """
    values = _real_numbers(name, value)
    if ndim is not None and values.ndim not in np.atleast_1d(ndim):
        raise ValueError(f"{name} has shape {values.shape}, expected {_ndim_text(ndim)}")
    if shape is not None and not _fits(values.shape, shape):
        raise ValueError(f"{name} has shape {values.shape}, expected {_shape_text(shape)}")
    if values.size == 0:
        raise ValueError(f"{name} is empty (shape {values.shape}), expected at least one number")
    if not np.isfinite(values).all():
        i, bad = next((i, v) for i, v in np.ndenumerate(values) if not np.isfinite(v))
        raise ValueError(f"{name} contains {bad}{_index_text(i)}, expected finite numbers")
    return values


def system(A, b):
    """Check the two sides of  A x ≈ b: the matrix A, shape (m, n), and b, shape (m,) or (m, k).

    Raises ValueError for other shapes, and when A and b differ in the number of rows.

    >>> system([[1, 2]], [3])
    (array([[1., 2.]]), array([3.]))
    """
    A, b = array("A", A, ndim=2), array("b", b, ndim=(1, 2))
    if len(A) != len(b):
        raise ValueError(f"b has shape {b.shape}, expected {len(A)} rows, as many as A, which has shape {A.shape}")
    return A, b


def number(name, value, at_least=-np.inf):
    """Turn one finite real number into a float.

    Raises ValueError unless it is a number, and at least at_least.

    >>> number("rtol", 1, at_least=0)
    1.0
    """
    result = float(array(name, value, ndim=0))
    if result < at_least:
        raise ValueError(f"{name} is {result:g}, expected at least {at_least:g}")
    return result


def positive(name, value):
    """Turn one number above 0 into a float.

    Raises ValueError otherwise.

    >>> positive("delta", 0.5)
    0.5
    """
    result = number(name, value)
    if result <= 0:
        raise ValueError(f"{name} is {result:g}, expected more than 0")
    return result


def whole_number(name, value, at_least=1, at_most=LARGEST_WHOLE):
    """Turn one whole number into an int.

    Raises ValueError unless it is a whole number from at_least to at_most.

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
    """Accept only a numpy.random.Generator as a source of random numbers, so that every seed is visible in the code.

    Raises ValueError otherwise.
    """
    if not isinstance(rng, np.random.Generator):
        raise ValueError(f"{name} is {rng!r}, expected a numpy.random.Generator, such as np.random.default_rng(0)")
    return rng


def one_of(name, value, table):
    """Look up a word in a table.

    Raises ValueError, which lists all the words, when value is not one of them.

    >>> one_of("rule", "half", {"half": 0.5})
    0.5
    """
    if not isinstance(value, str) or value not in table:
        raise ValueError(f"{name} is {value!r}, expected one of {', '.join(table)}")
    return table[value]


def function(name, f):
    """Accept anything that can be called.

    Raises ValueError otherwise.
    """
    if not callable(f):
        raise ValueError(f"{name} is {f!r}, expected a function")
    return f


def point_sets(name, X, other, Y):
    """Check two sets of points with the same number of coordinates, and return them as (m, d) and (n, d).

    Raises ValueError unless the shapes are (m, d) and (n, d), or (m,) and (n,) for numbers on a line.

    >>> point_sets("X", [1, 2], "Y", [3])
    (array([[1.],
           [2.]]), array([[3.]]))
    """
    X, Y = array(name, X, ndim=(1, 2)), array(other, Y, ndim=(1, 2))
    if X.ndim != Y.ndim or X.shape[1:] != Y.shape[1:]:
        expected = "(m,), numbers on a line" if Y.ndim == 1 else f"(m, {Y.shape[1]})"
        raise ValueError(
            f"{name} has shape {X.shape}, expected {expected} to go with {other}, which has shape {Y.shape}"
        )
    return X.reshape(len(X), -1), Y.reshape(len(Y), -1)


def labelled_examples(X, y):
    """Check examples X, shape (n, d), and their labels y, shape (n,), each 0 or 1.

    Raises ValueError for other shapes and other labels.

    >>> labelled_examples([[1], [2]], [0, 1])
    (array([[1.],
           [2.]]), array([0., 1.]))
    """
    X, y = array("X", X, ndim=2), array("y", y, ndim=1)
    bad = y[(y != 0) & (y != 1)]
    if bad.size:
        raise ValueError(f"y contains {bad[0]:g}, expected labels 0 (cat) and 1 (dog)")
    if len(X) != len(y):
        raise ValueError(f"y has shape {y.shape}, expected {len(X)} labels, as many as X has rows")
    return X, y


def targets(y, shape, loss):
    """Check y against scores of a shape, and make it a matrix: for the softmax, its labels as rows of 0 and 1.

    Raises ValueError when y does not fit the scores and the loss.

    >>> targets([1, 0], (2, 3), "softmax_cross_entropy")
    array([[0., 1., 0.],
           [1., 0., 0.]])
    """
    n, d = shape
    y = array("y", y)
    if loss == "squared" and y.ndim == 2:
        return array("y", y, shape=shape)
    if loss != "softmax_cross_entropy" and d != 1:
        raise ValueError(f"y has shape {y.shape} and the scores {shape}, expected one score per example for {loss}")
    if loss == "softmax_cross_entropy" and d == 1:
        raise ValueError(
            f"y cannot be compared with scores of shape {shape}, expected two or more per example: for one use log_loss"
        )
    y = array("y", y, shape=(n,))
    if loss == "squared":
        return y[:, None]
    classes = 2 if loss == "log_loss" else d
    wrong = y[~np.isin(y, np.arange(classes))]
    if wrong.size:
        raise ValueError(f"y contains {wrong[0]:g}, expected labels from 0 to {classes - 1}")
    return y[:, None] if loss == "log_loss" else np.eye(d)[y.astype(int)]


# ------------------------------------------------------------------------------------------------- the answers


def in_range(compute):
    """Decorate a function: silence numpy while it computes, and raise ValueError if the answer overflows.

    In place of numpy's warnings, an infinity or a NaN, the error names the argument whose size is farthest from 1.
    """

    @functools.wraps(compute)
    def computed(*arguments, **options):
        try:
            with np.errstate(all="ignore"):
                answer = compute(*arguments, **options)
        except np.linalg.LinAlgError as error:
            if "did not converge" not in str(error):  # numpy's message when a matrix is no longer finite
                raise
            raise _range_error(compute, arguments, options) from None
        if not all(np.isfinite(part).all() for part in _numbers(answer)):
            raise _range_error(compute, arguments, options)
        return answer

    return computed


def checked(check):
    """Decorate a private function: return its public, checked version, which passes on what check returns.

        forward = checked(_forward_arguments)(_forward)

    Loops, which check their arguments once, call the private function. The answers are kept in_range.
    """

    def decorate(function):
        compute = in_range(function)

        @functools.wraps(function)
        def with_checked_arguments(*arguments, **options):
            return compute(*check(*arguments, **options))

        public = function.__name__.lstrip("_")
        with_checked_arguments.__name__ = with_checked_arguments.__qualname__ = public
        return with_checked_arguments

    return decorate


@in_range
def scores(X, w):
    """The scores X w of examples X, shape (n, d), for the weights w, shape (d,). Raises ValueError for other shapes.

    >>> scores([[1, 2]], [3, 4])
    array([11.])
    """
    X = array("X", X, ndim=2)
    return X @ array("w", w, shape=(X.shape[1],))


def _range_error(compute, arguments, options):
    """Make the ValueError for arguments with which a function leaves the range of a float."""
    given = inspect.signature(compute).bind(*arguments, **options).arguments
    farthest = {name: _farthest(value) for name, value in given.items()}
    name = max(farthest, key=lambda name: abs(np.log10(farthest[name])))
    what = compute.__name__.strip("_")
    return ValueError(
        f"{name} reaches {farthest[name]:.0e}, and {what} leaves the range of a float (2e±308): use other units"
    )


def _numbers(value):
    """Yield all arrays and numbers in an argument or an answer."""
    if isinstance(value, (np.ndarray, float, int)):
        yield np.asarray(value)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from _numbers(part)


def _farthest(value):
    """Find the size of the number in value that is the most powers of ten away from 1, leaving out zeros."""
    sizes = [np.abs(part[part != 0]).astype(float) for part in _numbers(value)]
    sizes = np.concatenate([np.ones(1), *(size.ravel() for size in sizes)])
    return sizes[np.argmax(np.abs(np.log10(sizes)))]


def _real_numbers(name, value):
    """Copy value into a new float64 array, or raise ValueError with the reason why it is not made of real numbers."""
    try:
        values = np.asarray(value)
    except ValueError:
        raise ValueError(f"{name} has rows of different lengths, expected a full array of numbers") from None
    if values.dtype.kind == "c":
        raise ValueError(f"{name} has complex numbers, expected real ones")
    if values.dtype.kind not in "biuf":
        raise ValueError(f"{name} is made of {_kind_text(value, values)}, expected numbers")
    if np.ma.is_masked(value):
        raise ValueError(f"{name} has masked entries, expected a number in every place")
    with np.errstate(over="ignore"):  # a longdouble too large for float64 becomes inf, and is refused as inf
        return np.array(values, dtype=np.float64, order="C")


def _kind_text(value, values):
    kinds = {"U": "text", "S": "bytes", "M": "dates", "m": "time differences"}
    return kinds.get(values.dtype.kind, f"objects ({type(value).__name__})")


def _fits(shape, expected):
    return len(shape) == len(expected) and all(
        isinstance(e, str) or s == e for s, e in zip(shape, expected, strict=True)
    )


def _shape_text(shape):
    """Write a shape as numpy prints it, with letters for free lengths: (n, 2)."""
    return "a single number" if shape == () else f"({', '.join(map(str, shape))}{',' * (len(shape) == 1)})"


def _ndim_text(ndim):
    names = {0: "a single number", 1: "a vector (1-D)", 2: "a matrix (2-D)"}
    return " or ".join(names.get(d, f"a {d}-D array") for d in np.atleast_1d(ndim).tolist())


def _index_text(index):
    return f" at {index[0] if len(index) == 1 else index}" if index else ""
