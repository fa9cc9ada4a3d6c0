"""Cats and dogs as points of a plane, and the line on which a neuron cannot decide."""

import numpy as np

from course_utils.plotting.lines import FAR, line_ends
from course_utils.plotting.style import BLUE, ORANGE

CAT = {"marker": "o", "color": ORANGE}
DOG = {"marker": "s", "color": BLUE}
DOG_SIDE = "#DCEBF5"  # pale blue, behind everything
NOTHING = ([], [])


def show_pets(ax, X, is_dog, **style):
    """Cats as orange discs and dogs as blue squares, at the first two columns of X; the two artists."""
    style = {"linestyle": "", "markersize": 9, "markeredgecolor": "white", "zorder": 4, **style}
    return [
        ax.plot(*X[is_dog == label, :2].T, **look, **{**style, "markersize": style["markersize"] - label})[0]
        for label, look in ((0, CAT), (1, DOG))
    ]


def key(ax, x, y, cats="cats", dogs="dogs", gap=0.13, fontsize=14):
    """What disc and square mean, at (x, y) of the axes and below."""
    for at, look, word in ((y, CAT, cats), (y - gap, DOG, dogs)):
        ax.plot([x], [at], **look, transform=ax.transAxes, clip_on=False, markersize=10, markeredgecolor="white")
        ax.text(x + 0.04, at, word, transform=ax.transAxes, va="center", fontsize=fontsize)


def key_above(ax, cats="cats", dogs="dogs"):
    """The same in one line above the axes."""
    for x, look, word in ((0.1, CAT, cats), (0.55, DOG, dogs)):
        ax.plot([x], [1.06], **look, transform=ax.transAxes, clip_on=False, markersize=10, markeredgecolor="white")
        ax.text(x + 0.05, 1.06, word, transform=ax.transAxes, va="center", fontsize=14)


def show_dog_side(ax):
    """A half-plane, to be set by `dog_side`."""
    return ax.fill([], [], color=DOG_SIDE, linewidth=0, zorder=0)[0]


def boundary(w):
    """x and y of the line w₁x₁ + w₂x₂ + b = 0, for w = (w₁, w₂, b); nothing when there is no line."""
    return line_ends(w) if np.hypot(*w[:2]) > 0 else NOTHING


def dog_side(w):
    """The corners of a far polygon on the side of the line on which the score is above 0."""
    if np.hypot(*w[:2]) == 0:
        return np.zeros((1, 2))
    one, other = np.transpose(line_ends(w))
    far = 2 * FAR * np.asarray(w[:2]) / np.hypot(*w[:2])
    return np.array([one, other, other + far, one + far])
