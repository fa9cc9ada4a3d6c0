"""Numbers in the prose of notebook 02."""

from statistics import NormalDist

import numpy as np
from scipy.optimize import brentq, minimize_scalar

from course_utils.chapters.norms_and_regularization import (
    LEVERAGE,
    PHONE_CALLS,
    UNIT_BALLS,
    WHEN_THE_CORNER_WINS,
    exercises,
    outlier,
)
from course_utils.chapters.norms_and_regularization.lambda_in_three_pictures import DEGREE, TRAIN_X, fit_path
from course_utils.chapters.norms_and_regularization.phone_calls import MINUTES
from course_utils.chapters.norms_and_regularization.unit_balls import slide_length
from course_utils.data.datasets import load_phones
from course_utils.numerics import least_squares, regularization, robust
from tests.chapters.demos import compute

YEAR, CALLS = load_phones()
A = least_squares.design_matrix(YEAR - 1900)
NORMAL = NormalDist()
QUARTILE = NORMAL.inv_cdf(0.75)  # the median of |r|, for noise with standard deviation 1
HAND = (3, 4)  # an example by hand


def of_three(p, worst=9):
    return robust.irls(np.ones((3, 1)), [1, 2, worst], p)[0]


def length(*x, p):
    return regularization.lp_norm(x, p)


def legs():
    """What the two legs of the walk to (1, 1) cost, for all p of the demo."""
    [cost] = {length(1, 0, p=p) + length(0, 1, p=p) for p in UNIT_BALLS.controls[0].values}
    return cost


def first_norm():
    return min(p for p in UNIT_BALLS.controls[0].values if regularization.is_norm(p))


def share_of_the_pull(delta):
    return np.abs(compute(PHONE_CALLS, delta=delta).pulls[MINUTES]).sum()


def sum_of_pulls():
    return abs(compute(PHONE_CALLS, delta=12).pulls.sum())


def pull_of_absolute_loss(r=7.0):
    return (abs(r + 1) - abs(r - 1)) / 2


def efficiency(k):
    """How much of the accuracy of least squares Huber's estimate keeps, for Gaussian noise: (E ψ')² / E ψ²."""
    inside = 2 * NORMAL.cdf(k) - 1
    return inside**2 / (inside - 2 * k * NORMAL.pdf(k) + 2 * k**2 * (1 - NORMAL.cdf(k)))


def usual_factor():
    return brentq(lambda k: efficiency(k) - 0.95, 0.5, 3)


def larger_error():
    return 100 * (efficiency(1.345) ** -0.5 - 1)


def rlm(accuracy=1e-4):
    """What R's rlm does: weights, a line, a scale, until the residuals hardly change; the line and the scale."""
    line = least_squares.lstsq(A, CALLS)
    r, change = CALLS - A @ line, 1
    while change > accuracy:
        scale = np.median(np.abs(r)) / 0.6745
        w = np.sqrt(np.minimum(1, 1.345 * scale / np.abs(r)))
        line = least_squares.lstsq(A * w[:, None], CALLS * w)
        r, before = CALLS - A @ line, r
        change = np.linalg.norm(r - before) / np.linalg.norm(before)
    return line, scale


def line_of_rlm():
    (m, d), _ = rlm()
    return m, -d


def line_of_lm():
    m, d = np.polyfit(YEAR - 1900, CALLS, 1)
    return m, -d


def least_sum():
    return np.abs(CALLS - A @ robust.irls(A, CALLS, 1)).sum()


def smallest_coefficient():
    *_, path, _ = fit_path("lasso", 1)
    return np.abs(path[-1, :-1]).min()


def without_the_square(lam):
    """The length of argmin ½‖x - b‖² + λ‖x‖ for b of length 5: x has the direction of b."""
    return minimize_scalar(lambda s: (5 - s) ** 2 / 2 + lam * s, bounds=(0, 5), method="bounded").x


def both_shrunk():
    return 3, 0.5, regularization.lasso(np.eye(2), [3, 0.5], 1)[1]


def angles(holds):
    return [angle for angle in WHEN_THE_CORNER_WINS.controls[2].values if holds(angle)]


def one_grows(angle):
    path = np.abs(compute(WHEN_THE_CORNER_WINS, angle=angle).path)
    return 0 < angle < 45 and (np.diff(path, axis=0) > 1e-12).any()


def no_corner(angle):
    path = compute(WHEN_THE_CORNER_WINS, kind="l₁: lasso", angle=angle).path
    return 1 not in np.sum(path == 0, axis=1)


def second_valley():
    return brentq(lambda x: x - 2 + 0.5 * x**-0.5, 1, 2)


def grid_minimum(z, p):
    x = np.linspace(0, 3, 3001)
    return x[np.argmin((x - z) ** 2 / 2 + x**p)]


CLAIMS = {
    "where {:.0f} is the outlier": lambda: max(1, 2, 9),
    "is least at the *median*, {:.0f}:": lambda: of_three(1),
    "the dashed line $y = {}x + {:.0f}$": lambda: tuple(outlier.TRUTH),
    r"$\lambda$ pulls the slope towards {:.0f}": lambda: abs(
        regularization.ridge(outlier.A, outlier.heights(-12), 1e9, unpenalized=-1)[0]
    ),
    r"$p = \infty$ gives {:.0f}": lambda: length(-3, 4, p=np.inf),
    "gets the length {:.0f} for $p = 1$ and $p = 3$": lambda: slide_length(np.array([-1, 1]), 3),
    "would give {:.0f} for every vector": lambda: exercises.lp_norm(np.array(HAND), np.inf),
    "**norm** must be {:.0f} only for": lambda: length(0, 0, p=1),
    "Each leg has length {:.0f} for every $p$": lambda: legs() / 2,
    "round the corner it is {:.0f}.": legs,
    "within the dashed curve of length {:.0f}": legs,
    "Below {:.0f} the ball caves in": first_norm,
    "$p = {}$ gives {:.0f} where the corner costs {:.0f}": lambda: (0.5, length(1, 1, p=0.5), legs()),
    "for $p = 1$ at most {:.0f}, but turns": pull_of_absolute_loss,
    "the pulls add up to {:.0f}, and": sum_of_pulls,
    "hold a pull of {:.0f} farthest": pull_of_absolute_loss,
    "With the diamond at ({}, {}):": lambda: (
        LEVERAGE.start["x"],
        LEVERAGE.scenes["What If? Outliers! A wrong y"]["y"],
    ),
    "keeps every pull below {:.0f} and lets": pull_of_absolute_loss,
    "Every year from {:.0f} to {:.0f} the calls": lambda: (YEAR[0], YEAR[-1]),
    "From {:.0f} to {:.0f} another system": lambda: (YEAR[MINUTES][0], YEAR[MINUTES][-1]),
    "Absolute loss pulls with {:.0f} from either side": pull_of_absolute_loss,
    "Six of {} years": lambda: len(YEAR),
    r"still have {:.0f} % of the pull, at $\delta = 1$ they have {:.0f} %": lambda: (
        share_of_the_pull(12),
        share_of_the_pull(1),
    ),
    "their fair share of six in {}": lambda: len(YEAR),
    "The usual {:.3f} times": usual_factor,
    "the standard error grows by {:.1f} %": larger_error,
    r"line ${:.3f}\,x - {:.3f}$": line_of_lm,
    r"line with $\delta = {:.3f}$ times a scale": usual_factor,
    r"three digits, at ${:.3f}\,x - {:.3f}$ and {:.2f}.": lambda: (*line_of_rlm(), rlm()[1]),
    r"of all $\lvert r\rvert$ divided by {:.4f}": lambda: QUARTILE,
    "the least sum of absolute residuals is {:.0f}": least_sum,
    "A polynomial of degree {} fitted to {} noisy points": lambda: (DEGREE, len(TRAIN_X)),
    "Below, {} points come": lambda: len(TRAIN_X),
    "counts coefficients that are exactly {:.0f}": smallest_coefficient,
    ", of length {:.0f}: ridge divides": lambda: length(*HAND, p=2),
    "is exactly {:.0f}, which ridge never": lambda: without_the_square(5),
    "For $z = {}$ it would be zero at ${}$": lambda: (0.5, 0.5 - 1),
    r"The lasso moved {} by $\lambda$ and set {} to exactly {:.0f}": both_shrunk,
    "the star at {}°, one coefficient even grows": lambda: angles(one_grows)[0],
    "With the star at {}°, or": lambda: angles(no_corner)[0],
    "small ones become exactly {:.0f}": lambda: max(grid_minimum(0.5, p) for p in (0.5, 1)),
    "and one near {:.1f}": second_valley,
}
GIVEN = (
    "much worse, 900 instead of 9",  # sizes of the examples
    "all of them 100 higher",
    "you walk from 0 to (1, 1)",
    "on, (1, 1) lies",
    "for the numbers (0, 1, 9)",
    "the year since 1900",
    "away from 0",  # what words mean
    "a number above 0",
    "all points of length at most 1",
    "entries that are not 0",
    "When it rises by 1",
    "how many of them become 0",
    "a residual near 0",
    "0 is least squares",
    "cancel the 2 of the squares",
    "nothing is 0",
    "right of 0",
    "every slope of the loss at 0",
    "how many parameters are exactly 0",
    "What If?, p = 1](",  # the title of a section
)
