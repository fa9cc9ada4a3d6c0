"""Draw cats and dogs as points, the line on which a neuron cannot decide, and its answer for one pet as bars."""

import numpy as np

from course_utils.plotting.lines import FAR, line_ends, plane
from course_utils.plotting.style import GUIDE, NOTE, ROLE, tint

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


def _show_mark(ax, x, y, kind):
    style = {"transform": ax.transAxes, "clip_on": False, "markersize": 10, "markeredgecolor": ROLE.paper}
    ax.plot([x], [y], **look_of(kind), **style)


def show_key(ax, x, y, cats="cats", dogs="dogs", gap=0.13, fontsize=NOTE):
    """Say what disc and square mean, at (x, y) of the axes and below."""
    for at, kind, word in ((y, "cat", cats), (y - gap, "dog", dogs)):
        _show_mark(ax, x, at, kind)
        ax.text(x + 0.04, at, word, transform=ax.transAxes, va="center", fontsize=fontsize)


def show_key_above(ax, cats="cats", dogs="dogs"):
    """Say what disc and square mean, in one line above the axes."""
    for x, kind, word in ((0.1, "cat", cats), (0.55, "dog", dogs)):
        _show_mark(ax, x, 1.06, kind)
        ax.text(x + 0.05, 1.06, word, transform=ax.transAxes, va="center", fontsize=NOTE)


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


def show_probability(fig, box, fontsize):
    """Show a bar from 0, a cat, to 1, a dog, and words above it: the two artists."""
    ax = plane(fig, box, (0, 1), (-0.5, 0.5), "", "")
    ax.set(yticks=[], xticks=[0, 0.5, 1], xticklabels=["0\ncat", "½", "1\ndog"])
    ax.spines[["left", "bottom"]].set_visible(False)
    ax.barh([0], [1], height=1, color=ROLE.rule)
    bar = ax.barh([0], [0.5], height=1)[0]
    ax.axvline(0.5, color=ROLE.ink, linewidth=1.5, linestyle=":")
    return bar, ax.text(0.5, 1.3, "", transform=ax.transAxes, ha="center", fontsize=fontsize)
