"""Numbers in the prose of notebook 04."""

import numpy as np

from course_utils.chapters.rbf_interpolation import (
    BUMPS,
    COUNTRY,
    CURVED_BOUNDARY,
    MANY_SIMPLE_ONES,
    METRICS,
    SMOOTHING,
    country,
    curved_boundary,
    many_simple_ones,
    metrics,
)
from course_utils.chapters.rbf_interpolation.bumps import format_large
from course_utils.chapters.rbf_interpolation.curves import CURVE_X, hills
from course_utils.chapters.rbf_interpolation.exercises import worst_detour
from course_utils.chapters.rbf_interpolation.many_simple_ones import format_small
from course_utils.chapters.rbf_interpolation.smoothing import LAMBDAS, NOISES, PLACES
from course_utils.numerics.distances import pairwise_distances
from course_utils.numerics.rbf import gaussian, kernel_matrix, rbf_weights
from tests.chapters.demos import compute
from tests.chapters.test_rbf_interpolation import DIGITS

PETS, FRESH = curved_boundary.PETS, curved_boundary.FRESH_PETS


def fresh_wrong(boundary):
    return round(FRESH * compute(CURVED_BOUNDARY, boundary=boundary).fresh)


def right_without_smoothing():
    """How many pets the worst of the unsmoothed sums gets right."""
    return min(
        (~compute(CURVED_BOUNDARY, boundary=name, sample=sample).wrong).sum()
        for name in ("wide bumps", "narrow bumps", "needles")
        for sample in curved_boundary.SAMPLES
    )


def detour(distance, u, v):
    result = compute(METRICS, distance=distance, u=u, v=v)
    return result.straight, *result.legs, sum(result.legs)


def bumps(**changes):
    return compute(BUMPS, **changes)


def offs(*epsilons):
    results = [bumps(epsilon=epsilon) for epsilon in epsilons]
    return *(result.epsilon for result in results), *(result.off for result in results)


def polynomial():
    """The polynomial through the points of the demo: its degree, the number of points, how far it is off."""
    x, y = bumps().points.T
    off = np.polynomial.Polynomial.fit(x, y, len(x) - 1)(CURVE_X) - hills(CURVE_X)
    return len(x) - 1, len(x), np.abs(off).max()


def condition_and_curve():
    many, few = bumps(epsilon=5, n=16), bumps(epsilon=2)
    return (
        *(len(many.points), many.epsilon, format_large(many.condition), many.off),
        *(few.epsilon, len(few.points), format_large(few.condition), few.off),
    )


def thin_plate():
    result = bumps(kernel="thin plate", epsilon=1)
    return result.epsilon, len(result.points), result.condition, result.off


def half_bumps():
    """The example by hand, whose gaussians are ½ at the other of two points: an entry of K, and the weights."""
    x, epsilon = np.array([0.0, 1.0]), np.sqrt(np.log(2))
    return kernel_matrix(x, x, "gaussian", epsilon)[0, 0], *rbf_weights(x, [2, 2.5], "gaussian", epsilon)


def lambda_that_makes_linear_singular():
    low, _ = np.linalg.eigvalsh(kernel_matrix([0, 1], [0, 1], "linear", 1))
    return -low, low + -low


def best_lambda(noise):
    """The λ of the list that comes nearest to the truth, which is the same in every sample."""
    best = {np.argmin(compute(SMOOTHING, lam=100, noise=noise, sample=s).errors[1]) for s in (1, 2, 3, 4, 5)}
    return LAMBDAS[best.pop()] if len(best) == 1 else None


def best_lambdas():
    noises = NOISES[1:]
    return *(number for noise in noises for number in (best_lambda(noise), noise)), best_lambda(0)


def map_off(**changes):
    return np.sqrt(np.mean(compute(COUNTRY, **changes).off ** 2))


def empty_corner(n):
    return n, *(map_off(n=n, kernel=kernel, plan="a corner left out") for kernel in ("gaussian, wide", "thin plate"))


def error(pieces, n, target="waves"):
    return compute(MANY_SIMPLE_ONES, pieces=pieces, n=n, target=target).errors[-1]


def gain_of_doubling(pieces, few=16, many=64):
    return (error(pieces, few) / error(pieces, many)) ** (1 / np.log2(many / few))


def steps_at_the_jump():
    counts = [n for n in many_simple_ones.COUNTS if n >= 8]
    errors = [error("steps", n, "a jump") for n in counts]
    return min(errors), max(errors), counts[0]


CLAIMS = {
    # 1. When a line cannot do it
    "Here it is a sum of {} *bumps*": lambda: len(compute(CURVED_BOUNDARY).pets),
    "the least-squares line puts {} of {} pets": lambda: (compute(CURVED_BOUNDARY).wrong.sum(), PETS),
    "Bumps can get *all* {} right": right_without_smoothing,
    "every sum of bumps gets all {} right": right_without_smoothing,
    "the line is wrong for {} of {}, wide bumps for {}, narrow ones for {}, needles for {}.": lambda: (
        *(fresh_wrong("a line"), FRESH),
        *(fresh_wrong(name) for name in ("wide bumps", "narrow bumps", "needles")),
    ),
    "away from the {} pets": lambda: PETS,
    "is the best on fresh ones, {} of {} wrong": lambda: (fresh_wrong("wide, smoothed"), FRESH),
    # 2. Interpolation
    "= {}$.": lambda: np.interp(1, [0, 4], [2, 4]),
    # 3. Only the distance counts
    r"at the centre it is {:.0f}, at distance $\tfrac12$": lambda: gaussian(0.0),
    r"\approx {:.2f}$, at distance {:.0f}": lambda: (gaussian(2 * 0.5), 1),
    r"\approx {:.2f}$.": lambda: gaussian(2 * 1.0),
    r"it is {:.0f} and $\sqrt": lambda: pairwise_distances([[0, 0]], [[0, 4]])[0, 0],
    r"is {}, {} and {}; you move": lambda: metrics.LEVELS,
    "among the {} points of a small grid": lambda: len(metrics.TRIAL_POINTS),
    r"it is {:.2f} straight from $\mathbf{{x}}$ to $\mathbf{{z}}$, and only ${:.0f} + {:.0f} = {:.0f}$": lambda: detour(
        "p = ½", 2, -1
    ),
    "it is {:.0f}, and with a stop half-way only ${:.0f} + {:.0f} = {:.0f}$": lambda: detour("Euclid squared", 0, 0),
    "it is {:.0f}, and back {:.0f}.": lambda: compute(METRICS, distance="uphill double")[2:4],
    'triangle inequality holds, that is {:.0f} (the "detour"': lambda: worst_detour(
        pairwise_distances([0, 1, 3], [0, 1, 3])
    ),
    # 4. How to interpolate
    r"So $K$ has {:.0f} on the diagonal": lambda: half_bumps()[0],
    "and the weights {:.0f} and {:.0f}.": lambda: half_bumps()[1:],
    "of the {:.0f} that the computer has": lambda: -np.log10(np.finfo(float).eps),
    "(ε = {}): $K$ is nearly the identity, condition number {:.0f}": lambda: (80, bumps(epsilon=80).condition),
    "in between, {:.1f} off at the worst place": lambda: bumps(epsilon=80).off,
    "at ε = {} the sum is {:.3f} off": lambda: offs(3),
    "for ε = {}, {}, {} and {} it is {:.2f}, {:.3f}, {:.2f} and {:.3f} off": lambda: offs(12, 8, 5, 3),
    "{2:.2f} off for ε = {0} and {3:.1f} for ε = {1}": lambda: offs(2, 1),
    "with {} digits it is as far off": lambda: DIGITS,
    "the polynomial of degree {} through the {} points, which is {:.1f} off": polynomial,
    "all entries of $K$ come close to {:.0f}": lambda: bumps(epsilon=0.5).matrix.min(),
    "at ε = {} the largest is above a billion": lambda: max(
        epsilon for epsilon in BUMPS.controls[1].values if abs(bumps(epsilon=epsilon).weights).max() > 1e9
    ),
    "For ε = {} the condition number is about ${}^{{{:.0f}}}$": lambda: (
        *(bumps(epsilon=0.5).epsilon, 10),
        np.log10(bumps(epsilon=0.5).condition),
    ),
    (
        "With {} of them ε = {} has a condition number of {}, and is {:.3f} off; ε = {} with {} has {}, and {:.2f}."
    ): condition_and_curve,
    "ε = {} and {} points: the condition number is a harmless {:.0f}": lambda: thin_plate()[:3],
    "shoots out of the picture, {:.0f} off": lambda: thin_plate()[3],
    # 5. Through the points, or near them?
    r"With $\lambda = 0$ it would be {:.0f}.": lambda: rbf_weights([1], [6], "gaussian", 4)[0],
    "λ = {:.0f} would bring that to {:.0f}": lambda_that_makes_linear_singular,
    "{} points with noise {}. At λ = {} the distance from the *data* is {:.0f}.": lambda: (
        *(len(PLACES), SMOOTHING.start["noise"], SMOOTHING.start["lam"]),
        compute(SMOOTHING).errors[0, 0],
    ),
    "{} for noise {}, {} for noise {}, {} for noise {}, whichever": lambda: best_lambdas()[:-1],
    "without noise it is {}": lambda: best_lambdas()[-1],
    "At λ = {} weights cost so much that the curve lies nearly flat at {:.0f}": lambda: (
        LAMBDAS[-1],
        np.abs(compute(SMOOTHING, lam=LAMBDAS[-1]).curve).max(),
    ),
    # 6. In the plane
    "degree {}, and *linear* a constant, degree {}": lambda: (
        country.KERNELS["thin plate"][2],
        country.KERNELS["linear"][2],
    ),
    "from {} points to {} the error of the thin plate falls from {:.3f} to {:.3f}": lambda: (
        *(20, 80),
        *(map_off(n=n) for n in (20, 80)),
    ),
    "With {} points the narrow gaussian": lambda: COUNTRY.start["n"],
    "With {} points it draws the hollow nearly as it is, and is less off than the thin plate, {:.3f} against {:.3f}": (
        lambda: empty_corner(80)
    ),
    "With {} points it invents a hill in the same corner, and is off by {:.3f} against {:.3f}": (
        lambda: empty_corner(160)
    ),
    # 7. Take a step back
    "For the waves, from {} pieces to {}: steps gain a factor of about {:.0f} with each doubling, ramps about {:.0f}": (
        lambda: (16, 64, gain_of_doubling("steps"), gain_of_doubling("ramps"))
    ),
    "bumps get from {} to {}": lambda: (format_small(error("bumps", 16)), format_small(error("bumps", 64))),
    "bumps get from {:.3f} with {} pieces to {:.4f} with {}.": lambda: (
        *(error("bumps", 8, "a corner"), 8),
        *(error("bumps", 64, "a corner"), 64),
    ),
    "with {} pieces ({:.3f} off)": lambda: (8, error("ramps", 8, "a corner")),
    "the waves are {:.2f} off with {} of them, and with {}.": lambda: (
        *(error("parabolas", 2), 2),
        next(n for n in many_simple_ones.COUNTS[::-1] if np.isclose(error("parabolas", n), error("parabolas", 2))),
    ),
    "half the jump, {:.1f}": lambda: (many_simple_ones.ABOVE - many_simple_ones.BELOW) / 2,
    "cannot be near both {} and {}.": lambda: (many_simple_ones.BELOW, many_simple_ones.ABOVE),
    "steps are even {:.2f} to {:.2f} off from {} pieces on": steps_at_the_jump,
    r"about {:.4f}, is left": lambda: 2 * np.exp(-(np.pi**2)),
}
GIVEN = (
    "on which side of 0",  # what a sign is
    "the sum is exactly 0",
    "has one value, here 0",
    "the value at 1 is a quarter",  # examples by hand
    "two points at distance 1, and",
    "For the values 2 and",
    "For two points at distance 1:",
    "At distance 1 the thin plate",
    "and at distance 0 as well",
    "that is 1 on both is calm, one that drops from 1 to",
    "to where you are, it is 0",  # definitions
    "two centres at distance 0",
    "only equal points are at distance 0",
    "and 0 means none",
    "falls to 0 |",
    "if one is 0, $K$",
    "all of them are above 0;",
    "an eigenvalue below 0:",
    "which are 0 up to some place and 1 from there on",
    "which are 0 up to some place and then rise",
    "lie beyond 0 and 1:",
    "and 0 in between",  # limits
    "As ε goes to 0",
    "bumps fall to 0",
    "784 coordinates",  # the pixels of a small picture
    "With 784 numbers",
    "for every tenth of the way, a line takes 10",
)
