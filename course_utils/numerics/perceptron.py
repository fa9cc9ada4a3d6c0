"""From a score to a probability: the squashing function of the logistic regression."""

import numpy as np

from course_utils.numerics.arguments import array


def sigmoid(z):
    """The probability that belongs to the score (log-odds) z.

        p = 1 / (1 + e⁻ᶻ)

    z is a number or an array of any shape, p has its shape. Computed as exp(-log(1 + e⁻ᶻ)), which neither overflows
    nor warns for any z, where e⁻ᶻ itself does from z = -710 on. Raises ValueError unless z is finite and real.
    Slide "Logistic Regression".

    >>> float(sigmoid(0))
    0.5
    >>> float(sigmoid(-1e4))
    0.0
    """
    return np.exp(-np.logaddexp(0.0, -array("z", z)))
