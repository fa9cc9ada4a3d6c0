"""One look for every figure: fonts, sizes, colours by what they mean, and how numbers are written.

Colours are roles, read while drawing: `ROLE.truth` is green on light paper and a brighter green on dark paper."""

import re
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path

import matplotlib
from matplotlib import font_manager
from matplotlib.colors import to_rgb

FONTS = Path(__file__).with_name("fonts")

# Sizes of type, in points of a figure 10 inches wide. At full width on a slide 7.5 inches high, 18 points are 24.
VERDICT = 40  # bold: the one number or word that the demo is about
RESULT = 28  # bold: a number of one part of the picture
TITLE = 22  # bold, left-aligned over its panel
LABEL = 20  # names of axes and of objects
NOTE = 18  # ticks and notes

HERO = 3.5  # points: the line that moves; other lines have 2
GUIDE = 1.2

# Contrasts with the paper of the same look are at least 4.5 for words; every pair of ink and the four hues differs for
# protan, deutan and tritan eyes. Grey is near green and plum for some: a dash or a marker is always the second cue.
HUES = {
    "light": {
        "paper": "#FBFAF7",
        "ink": "#1F2328",
        "blue": "#1B6FC0",
        "orange": "#B8470F",
        "green": "#1B5A40",
        "plum": "#97157D",
        "gold": "#F2C14E",
        "grey": "#5F6670",
        "rule": "#B9BCC2",
    },
    "dark": {
        "paper": "#17191C",
        "ink": "#ECE9E3",
        "blue": "#8CCBF7",
        "orange": "#EE8548",
        "green": "#4BE39B",
        "plum": "#CB76B6",
        "gold": "#F2C14E",
        "grey": "#A7AFB9",
        "rule": "#4A4F57",
    },
}

# What a colour means, in every chapter.
MEANINGS = {
    "paper": "paper",
    "ink": "ink",
    "data": "ink",
    "training": "ink",
    "model": "blue",  # the method of the lecture, the answer of a formula
    "dog": "blue",
    "positive": "blue",
    "test": "blue",
    "hand": "orange",  # what the reader's hand sets
    "rival": "orange",  # the other method
    "cat": "orange",
    "negative": "orange",
    "wrong": "orange",
    "validation": "orange",
    "truth": "green",
    "gradient": "plum",
    "update": "plum",
    "third": "plum",  # a third method
    "active": "gold",  # gold is for areas only; words on it are in ROLE.on_gold
    "held_out": "gold",
    "gap": "gold",
    "best": "gold",
    "before": "grey",
    "guide": "grey",
    "note": "grey",
    "rule": "rule",  # axes, contours
    "unlit": "rule",  # what is not in use
}

# Things have their own colours in both looks: a pet's face, and land from sea over sand to hills and snow.
FUR, FUR_OUTLINE, MUZZLE = "#D9B48F", "#4A3728", "#F3E3D0"
CAT_NOSE, DOG_NOSE, CAT_EYE, DOG_EYE = "#E08A98", "#2A2422", "#8FC23C", "#8A5A2B"
CAT_INNER_EAR, DOG_EAR, CAT_STRIPE, DOG_TONGUE = "#EDB9AE", "#94663E", "#8B5A36", "#E2707F"
LAND = ("#1F4E79", "#4F8DB3", "#A9CBD0", "#EBDDB0", "#B4B97F", "#8A8C57", "#F6F2E8")
LAND_INK, LAND_PAPER = "#2B2A28", "#FBFAF7"


class _Roles:
    """The colour of each meaning, in the look of the `course_style` that is entered."""

    look = "light"

    def __getattr__(self, meaning):
        if meaning not in MEANINGS:
            raise AttributeError(f"no colour means {meaning!r}; there are {', '.join(MEANINGS)}")
        return HUES[self.look][MEANINGS[meaning]]

    @property
    def on_gold(self):
        """The colour of words on gold, in both looks."""
        return HUES["light"]["ink"]


ROLE = _Roles()


def tint(color, share=0.2):
    """Mix a colour with the paper: an area in it lies quietly behind lines and words.

    >>> tint("#000000", 0.5)
    (0.4922, 0.4902, 0.4843)
    """
    parts = zip(to_rgb(ROLE.paper), to_rgb(color), strict=True)
    return tuple(round(ground + share * (part - ground), 4) for ground, part in parts)


DPI = 144  # half as many pixels again as a projector shows, so that a laptop's finer screen stays sharp


@cache
def _settings(look):
    for font, weight in (("SourceSans3-Regular.ttf", 400), ("SourceSans3-Semibold.ttf", 700)):
        entry = font_manager.ttfFontProperty(font_manager.get_font(FONTS / font))
        font_manager.fontManager.ttflist.append(replace(entry, weight=weight))  # as "bold", which DejaVu has too
    settings = matplotlib.rc_params_from_file(Path(__file__).with_name("course.mplstyle"))
    paper, ink, grey, rule = (HUES[look][hue] for hue in ("paper", "ink", "grey", "rule"))
    colours = {
        **dict.fromkeys(("figure.facecolor", "figure.edgecolor", "savefig.facecolor", "axes.facecolor"), paper),
        "text.color": ink,
        **dict.fromkeys(("axes.labelcolor", "xtick.color", "ytick.color"), grey),
        **dict.fromkeys(("xtick.labelcolor", "ytick.labelcolor"), grey),
        "axes.edgecolor": rule,
    }
    return {name: value for name, value in {**settings, **colours}.items() if "backend" not in name}


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


@contextmanager
def course_style(look="light"):
    """Enter a context in which figures have the course's look, "light" or "dark", whatever settings the reader has."""
    before, ROLE.look = ROLE.look, look
    try:
        with matplotlib.rc_context(_settings(look)):
            yield
    finally:
        ROLE.look = before
