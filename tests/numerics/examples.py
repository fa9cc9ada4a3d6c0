"""Examples with labels that a line separates, nearly separates, or does not separate, as strategies and functions."""

import numpy as np
from hypothesis import strategies as st

from course_utils.numerics.least_squares import design_matrix
from course_utils.numerics.logistic import sigmoid

scores = st.floats(-1e4, 1e4)
labels = st.sampled_from([0, 1])
seeds = st.integers(0, 10**6)


def random_examples(seed, n=20, d=2, bias=True):
    """Points with small whole numbers, so that many lie on one line, and random labels."""
    rng = np.random.default_rng(seed)
    X = rng.integers(-3, 4, size=(n, d)).astype(float)
    return design_matrix(X) if bias else X, rng.integers(0, 2, size=n).astype(float)


def mixed(seed, n=40, d=2, slope=1.5):
    """Points with labels that follow a line, but not strictly."""
    rng = np.random.default_rng(seed)
    X = design_matrix(rng.normal(size=(n, d)))
    return X, (rng.random(n) < sigmoid(slope * X.sum(axis=1))).astype(float)


def separated(seed, n=30, gap=0.2):
    """Points on both sides of a line through the origin, at least a gap away from it."""
    rng = np.random.default_rng(seed)
    normal = rng.normal(size=3)
    normal /= np.linalg.norm(normal)
    X = rng.uniform(-1, 1, size=(n, 3))
    X = X[np.abs(X @ normal) > gap]
    return X, (X @ normal > 0).astype(float), normal
