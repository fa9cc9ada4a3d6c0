import functools
import inspect

import numpy as np
import pytest

from course_utils.numerics import mlp
from course_utils.source import show_source


def plain(x):
    """Twice the number.

        y = 2 x

    Slide "Doubling".

    >>> plain(3)
    6
    >>> [
    ...     plain(4),
    ... ]
    [8]
    """
    return 2 * x  # twice


def short(x):
    """Nothing more to say.

    >>> short(1)
    1
    """
    return x


def in_the_middle(x):
    """One.

    >>> in_the_middle(1)
    1

    Two."""
    return x


def at_the_quotes(x):
    """One.

    >>> at_the_quotes(1)
    1"""
    return x


def raw(x):
    r"""The number \lambda."""
    return ">>> no docstring"


def fenced():
    """```python"""


class Pair:
    """Two numbers.

    >>> Pair().first()
    1
    """

    def first(self):
        """The first.

        >>> Pair().first()
        1
        """
        return 1


def decorate(function):
    @functools.wraps(function)
    def wrapper(*arguments):
        return function(*arguments)

    return wrapper


@decorate
def decorated(x):
    return x


def test_the_doctest_is_left_out_and_the_rest_stays_as_it_is():
    assert repr(show_source(plain)) == (
        "def plain(x):\n"
        '    """Twice the number.\n'
        "\n"
        "        y = 2 x\n"
        "\n"
        '    Slide "Doubling".\n'
        '    """\n'
        "    return 2 * x  # twice"
    )


def test_a_docstring_of_one_sentence_is_one_line():
    assert repr(show_source(short)) == 'def short(x):\n    """Nothing more to say."""\n    return x'
    assert repr(show_source(at_the_quotes)) == 'def at_the_quotes(x):\n    """One."""\n    return x'


def test_text_after_an_example_stays():
    assert repr(show_source(in_the_middle)) == ('def in_the_middle(x):\n    """One.\n\n    Two.\n    """\n    return x')


def test_code_without_a_doctest_is_shown_unchanged():
    assert repr(show_source(raw)) == inspect.getsource(raw).rstrip()


def test_the_methods_of_a_class_lose_their_doctests_too():
    assert repr(show_source(Pair)) == (
        'class Pair:\n    """Two numbers."""\n\n    def first(self):\n        """The first."""\n        return 1'
    )


def test_the_source_that_is_shown_runs_and_does_the_same():
    names = {}
    exec(repr(show_source(plain, short, Pair)), names)
    assert (names["plain"](3), names["short"](1), names["Pair"]().first()) == (6, 1, 1)


def test_an_inner_function_is_not_indented():
    def inner():
        return 1

    assert repr(show_source(inner)) == "def inner():\n    return 1"


def test_a_decorated_function_shows_its_own_code():
    assert "def decorated(x)" in repr(show_source(decorated))


def test_a_lambda_shows_its_line():
    double = lambda x: 2 * x  # noqa: E731
    assert "lambda x: 2 * x" in repr(show_source(double))


def test_markdown_is_the_code_in_a_fence_of_python():
    shown = show_source(short, raw)
    assert shown._repr_markdown_() == f"```python\n{shown!r}\n```"
    assert "\n\n\ndef raw" in repr(shown)


def test_a_fence_inside_the_code_does_not_end_the_block():
    assert show_source(fenced)._repr_markdown_().startswith("````python\n")


@pytest.mark.parametrize("thing", [len, np.exp, 3, "text", functools.partial(plain, 1), eval("lambda: 1")])
def test_an_object_without_python_source_is_refused_in_words(thing):
    with pytest.raises(TypeError, match="has no Python source to show"):
        show_source(thing)


def test_a_function_behind_its_checks_is_shown_under_its_public_name():
    assert str(show_source(mlp.forward)).startswith("def forward(x, layers")
