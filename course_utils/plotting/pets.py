"""Draw cats and dogs as points, the line on which a neuron cannot decide, and what each feature adds to a score."""

import numpy as np

from course_utils.plotting.lines import FAR, line_ends, plane
from course_utils.plotting.style import GUIDE, ROLE, tint

MARKERS = {"cat": "o", "dog": "s"}
NOTHING = ([], [])


def look_of(kind):
    """Return marker and colour of a "cat" or a "dog"."""
    return {"marker": MARKERS[kind], "color": getattr(ROLE, kind)}


def show_pets(ax, X, is_dog, **style):
    """Show cats as orange discs and dogs as blue squares, at the first two columns of X: two artists."""
    edge = {"markeredgecolor": ROLE.paper, "markeredgewidth": 1.5}
    style = {"linestyle": "", "markersize": 9, "zorder": 4, **edge, **style}
    return [
        ax.plot(*X[is_dog == label, :2].T, **look_of(kind), **{**style, "markersize": style["markersize"] - label})[0]
        for label, kind in enumerate(MARKERS)
    ]


def show_dog_side(ax):
    """Show a half-plane; `dog_side` sets it."""
    return ax.fill([], [], color=tint(ROLE.dog, 0.12), linewidth=0, zorder=0)[0]


def boundary(w):
    """Return x and y of the line w₁x₁ + w₂x₂ + b = 0, for w = (w₁, w₂, b); empty if there is no line."""
    return line_ends(w) if np.hypot(*w[:2]) > 0 else NOTHING


def dog_side(w):
    """Return the corners of a large polygon: the side of the line where the score is above 0."""
    if np.hypot(*w[:2]) == 0:
        return np.zeros((1, 2))
    one, other = np.transpose(line_ends(w))
    far = 2 * FAR * np.asarray(w[:2]) / np.hypot(*w[:2])
    return np.array([one, other, other + far, one + far])


def show_pushes(fig, box, reach, names, title):
    """Show what each feature adds to the score, the first on top: the axes and their bars, which `push` sets."""
    ax = plane(fig, box, (-reach, reach), (len(names) - 0.4, -0.6), "", "", title=title)
    ax.set(yticks=range(len(names)), yticklabels=names, xticks=[])
    ax.tick_params(axis="y", length=0)
    ax.spines[["left", "bottom"]].set_visible(False)
    ax.axvline(0, color=ROLE.guide, linewidth=GUIDE)
    return ax, ax.barh(range(len(names)), [0.0] * len(names), height=0.62)


def push(bar, value):
    """Set a bar: blue towards the dog, orange towards the cat."""
    bar.set(width=value, facecolor=ROLE.dog if value > 0 else ROLE.cat)
