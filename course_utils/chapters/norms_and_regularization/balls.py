"""Notebook 02: which lengths are norms, and what does λ do? (slides "World Of Norms!", "Recall Ridge Regression")."""

from typing import NamedTuple

import numpy as np

from course_utils.numerics.regularization import lp_norm, unit_ball

FORMULAS = ("with |x|", "slide: without")


class Ball(NamedTuple):
    p: float
    formula: str
    edge: np.ndarray  # all points of length 1; not a number where a direction has no such point
    lengths: np.ndarray  # of (1, 1) and (-1, 1)


def slide_length(x, p):
    """(Σ x_i^p)^(1/p), literally: not a number where it would take a root of a negative one."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return x.max(axis=-1) if p == np.inf else np.sum(x**p, axis=-1) ** (1 / p)


def ball(p, formula):
    corners = np.array([[1.0, 1.0], [-1.0, 1.0]])
    if formula == FORMULAS[0]:
        edge = unit_ball(p, 720)
        return Ball(p, formula, np.vstack([edge, edge[:1]]), lp_norm(corners, p))
    u = unit_ball(2, 720)  # directions; twice as long a vector is twice as long by this formula too
    length = slide_length(np.vstack([u, u[:1]]), p)
    reach = np.divide(1, length, out=np.full(len(length), np.nan), where=length > 0.02)
    return Ball(p, formula, reach[:, None] * np.vstack([u, u[:1]]), slide_length(corners, p))
