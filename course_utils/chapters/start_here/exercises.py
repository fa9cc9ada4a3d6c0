"""Notebook 00: three features of a pet become one number (slide "Linear Regression")."""

import numpy as np

from course_utils.exercise.exercise import Exercise


def linear_model(X, W, B):
    """One number for one pet: multiply each feature by its weight, add everything up, add B.

        Y = Wᵀ X + B

    Slide "Linear Regression".
    """
    return W.T @ X + B


LINEAR_MODEL = Exercise(
    name="linear_model",
    solution=linear_model,
    cases=(
        (np.array([1.0, 0.0, 0.0]), np.array([2.0, 3.0, 4.0]), 1.0),  # one feature: 2 + 1
        (np.array([1.0, 2.0, 3.0]), np.array([1.0, 10.0, 100.0]), 0.5),  # 321 + 0.5
        (np.array([0.0, 0.0, 0.0]), np.array([1.0, 2.0, 3.0]), 7.0),  # no feature: only B is left
        (np.array([1.0, 1.0, 1.0]), np.array([2.0, -1.0, -1.0]), 0.0),  # the weights cancel
        (np.array([0.21, 0.99, 0.86]), np.array([1.0, 1.0, 1.0]), -1.5),  # the slide's two pets
        (np.array([0.79, 0.01, 0.14]), np.array([1.0, 1.0, 1.0]), -1.5),
    ),
    mistakes={
        "B is missing: Y = WᵀX + B": lambda X, W, B: W @ X,
        "the products are not added up: WᵀX is one number, the sum of weight times feature": lambda X, W, B: W * X + B,
        "the products are not added up, and B is missing: WᵀX is one number": lambda X, W, B: W * X,
        "B is added once for every feature: add up first, then add B once": lambda X, W, B: np.sum(W * X + B),
        "B multiplies the sum: it is added": lambda X, W, B: W @ X * B,
        "B is subtracted: the slide adds it": lambda X, W, B: W @ X - B,
        "B is added to the features before they are multiplied by their weights: add it at the end": lambda X, W, B: (
            W @ (X + B)
        ),
        "W and X are added: each weight multiplies its feature": lambda X, W, B: np.sum(W + X) + B,
        "the features X are not used: each weight multiplies its feature": lambda X, W, B: np.sum(W) + B,
        "this is the mean of the products: WᵀX is their sum": lambda X, W, B: np.mean(W * X) + B,
        "this is W Xᵀ, a table of all products: WᵀX is one number": lambda X, W, B: np.outer(W, X) + B,
    },
    hints=(
        "WᵀX multiplies each weight by its feature and adds up the three products.",
        "In numpy the @ between two arrays does both, multiply and add up.",
        "B is one more number, added at the very end.",
    ),
)
