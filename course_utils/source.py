"""Show the source of a function in a notebook: what the reader sees is the code that runs."""

import ast
import inspect
import re
import textwrap


class Source:
    """Python code that a notebook colours (as Markdown, in light and dark themes) and a terminal prints as it is."""

    def __init__(self, code):
        self.code = code

    def __repr__(self):
        return self.code

    def _repr_markdown_(self):
        fence = "```"
        while fence in self.code:
            fence += "`"
        return f"{fence}python\n{self.code}\n{fence}"


def show_source(function, *more):
    """Return the code of functions or classes, without their doctests: the cell beside them runs an example.

    >>> show_source(show_source)._repr_markdown_().splitlines()[:2]
    ['```python', 'def show_source(function, *more):']
    """
    return Source("\n\n\n".join(_without_doctests(_source_of(f)) for f in (function, *more)))


def _source_of(function):
    """Return the code under the function's public name: what `forward` checks and hands on, `_forward` computes."""
    try:
        inner = inspect.unwrap(function)
        code = textwrap.dedent(inspect.getsource(inner)).rstrip()
        return code if inner is function else code.replace(f"def {inner.__name__}(", f"def {function.__name__}(", 1)
    except (TypeError, OSError) as error:
        name = getattr(function, "__name__", None) or repr(function)
        raise TypeError(f"{name} has no Python source to show: give a function or class written in Python") from error


def _without_doctests(code):
    """Remove every `>>>` example, and what it prints, from the docstrings in the code."""
    try:
        tree = ast.parse(code)
    except SyntaxError:  # a lambda is cut out of the middle of a statement
        return code
    lines = code.splitlines()
    documented = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    nodes = [node for node in ast.walk(tree) if isinstance(node, documented) and ast.get_docstring(node)]
    for node in sorted(nodes, key=lambda node: node.lineno, reverse=True):  # from the bottom: line numbers stay valid
        docstring = node.body[0]
        inside = slice(docstring.lineno - 1, docstring.end_lineno)
        lines[inside] = _trim("\n".join(lines[inside])).splitlines()
    return "\n".join(lines)


def _trim(docstring):
    """Remove the examples from a docstring: each goes from `>>>` to a blank line or the closing quotes."""
    if ">>>" not in docstring:
        return docstring
    quotes = docstring[-3:]
    text = re.sub(r"^[ \t]*>>>.*(?:\n[ \t]*\S.*)*\n?", "", docstring[:-3], flags=re.MULTILINE).rstrip()
    text = re.sub(r"\n\s*\n\s*\n", "\n\n", text)
    if "\n" not in text:
        return text + quotes
    indent = re.match(r"\s*", docstring).group()
    return f"{text}\n{indent}{quotes}"
