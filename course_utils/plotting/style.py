"""One look for every figure: course.mplstyle, the names of its colours, and how numbers are written."""

import re
from functools import cache
from pathlib import Path

import matplotlib

# The colours of Okabe and Ito (2008), which colour-blind eyes tell apart too; orange is darker, so that words in it
# can be read. Each is paired with a marker or a dash.
BLUE = "#0072B2"  # the answer of a formula
ORANGE = "#C25200"  # what the hand or the other method does
GREEN = "#009E73"  # the truth, where it is known; for marks and large words
PURPLE = "#CC79A7"  # a third method; too pale for words
YELLOW = "#E69F00"  # for areas, with dark words in them
SKY = "#56B4E9"  # likewise
DARK = "#222222"  # data and text
GREY = "#666666"  # helpers: guides, what was before
PALE = "#DDDDDD"
UNLIT = "#BBBBBB"  # circles and edges that are not in use
EMPTY = "#EEEEEE"  # the part of a bar that is not filled
PALE_BLUE = "#DCEBF5"  # half-planes, behind everything
PALE_ORANGE = "#FAEADE"
FAINT_BLUE = "#EAF4FB"  # boxes, behind words

# A map from low to high, darker to lighter, which colour-blind eyes read too (cividis).
LAND = ("#00204C", "#31446B", "#666970", "#958F78", "#CAB969", "#FFEA46")

# A pet's face.
FUR, FUR_OUTLINE, MUZZLE = "#D9B48F", "#4A3728", "#F3E3D0"
CAT_NOSE, DOG_NOSE, CAT_EYE, DOG_EYE = "#E08A98", "#2A2422", "#8DB04B", "#8A5A2B"

DPI = 144  # half as many pixels again as a projector shows, so that a laptop's finer screen stays sharp


@cache
def _settings():
    settings = matplotlib.rc_params_from_file(Path(__file__).with_name("course.mplstyle"))
    return {name: value for name, value in settings.items() if "backend" not in name}


def typeset(text):
    """Write true minus signs before the numbers of a text.

    >>> typeset("-1.5 and non-zero")
    '−1.5 and non-zero'
    """
    return re.sub(r"(?<!\w)-(?=\d)", "\N{MINUS SIGN}", text)


def superscript(number):
    """Write a whole number as an exponent.

    >>> superscript(-12)
    '⁻¹²'
    """
    return str(number).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def subscript(number):
    """Write a whole number as an index.

    >>> subscript(12)
    '₁₂'
    """
    return str(number).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))


def power_of_ten(number):
    """Write a small number as one digit and a power of ten.

    >>> power_of_ten(0.00021)
    '2 · 10⁻⁴'
    """
    if number == 0:
        return "0"
    digit, exponent = f"{number:.0e}".split("e")
    return digit if int(exponent) == 0 else f"{digit} · 10{superscript(int(exponent))}".removeprefix("1 · ")


def course_style():
    """Return a context in which figures have the course's look, whatever settings the reader has for other plots."""
    return matplotlib.rc_context(_settings())
