"""Find the numbers in the prose of a notebook, and hold them to what computes them.

A file claims_NN.py beside this one says for a notebook what stands behind its numbers:

    CLAIMS = {"wrong for {} of {}": lambda: (misread, total)}     a piece of prose, and what computes its numbers
    GIVEN = ("side of 0",)                                        pieces of prose whose numbers nothing computes

A claim is refused when its text, filled in, does not stand in the notebook: `{:.2f}` says how a number is rounded.
"""

import json
import re
from pathlib import Path
from string import Formatter

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"

NUMBER = re.compile(r"(?<![\w.,])[−-]?\d+(?:[ \u00a0\u202f]\d{3}\b)*(?:[.,]\d+)*")
NOT_PROSE = re.compile(
    r"```.*?```|`[^`]*`"  # code
    r"|\]\([^)]*\)|</?\w[^>]*>"  # addresses
    r"|^\#+ .*?$|^\d+\. "  # headings, and the numbers of lists
    r"|[Nn]otebooks? \d\d(?:(?:, | and )\d\d)*|(?<!\.)\b0\d \w+|[Ss]ections? \d(?:(?:, | and )\d)*|about \d+ minutes",
    re.MULTILINE | re.DOTALL,
)
FORMULA = re.compile(r"\$\$.*?\$\$|\$[^$]*\$", re.DOTALL)


def prose_of(notebook):
    """The text of all Markdown cells of a notebook, white space folded."""
    cells = json.loads((NOTEBOOKS / f"{notebook}.ipynb").read_text(encoding="utf-8"))["cells"]
    texts = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    return "\n\n".join(texts)


def numbers_in(prose):
    """Where the numbers of the prose stand, as matches: outside of code, addresses and headings; of formulas only
    those with a decimal point, for whole numbers there are mostly indices, exponents and examples by hand.

    >>> [number[0] for number in numbers_in("# 1. Off by 3.5 of 12, in `x[4]`, since $x_1 = 7$ and $y = 0.25$")]
    []
    >>> [number[0] for number in numbers_in("Off by 3.5 of 12, in `x[4]`, since $x_1 = 7$ and $y = 0.25$")]
    ['3.5', '12', '0.25']
    """
    blank = NOT_PROSE.sub(lambda found: "#" * len(found[0]), prose)
    formulas = [found.span() for found in FORMULA.finditer(blank)]
    for number in NUMBER.finditer(blank):
        inside = any(start <= number.start() < end for start, end in formulas)
        if not inside or "." in number[0]:
            yield number


def filled(text, compute):
    """A claim's text with its numbers: what compute returns, one value or a tuple of them."""
    values = compute()
    return text.format(*values) if isinstance(values, tuple) else text.format(values)


def spans(text, prose):
    """Where a text stands in the prose; white space of any length is the same, and so are minus and hyphen."""
    pattern = r"\s+".join(re.sub(r"\\-|−", "[-−]", re.escape(word)) for word in text.split())
    return [found.span() for found in re.finditer(pattern, prose)]


def literal_parts(text):
    """The parts of a claim's text that are typed, not computed.

    >>> literal_parts("wrong for {} of 1000")
    ['wrong for ', ' of 1000']
    """
    return [literal for literal, *_ in Formatter().parse(text) if literal]
