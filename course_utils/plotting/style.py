"""One look for every figure: course.mplstyle, the names of its colours, and a true minus sign."""

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

DPI = 144  # half as many pixels again as a projector shows, so that a laptop's finer screen stays sharp


@cache
def _settings():
    settings = matplotlib.rc_params_from_file(Path(__file__).with_name("course.mplstyle"))
    return {name: value for name, value in settings.items() if "backend" not in name}


def typeset(text):
    """A text with true minus signs before its numbers.

    >>> typeset("-1.5 and non-zero")
    '−1.5 and non-zero'
    """
    return re.sub(r"(?<!\w)-(?=\d)", "\N{MINUS SIGN}", text)


def course_style():
    """A context in which figures have the course's look, whatever the reader has set for own plots."""
    return matplotlib.rc_context(_settings())
