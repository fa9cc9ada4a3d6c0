"""Numbers in the prose of notebook 01."""

import csv

import numpy as np

from course_utils.chapters.line_fitting import FIT_BY_HAND, HOW_MANY_DIGITS, PROJECTION, VERTICAL_OR_PERPENDICULAR
from course_utils.chapters.line_fitting.how_many_digits import DEGREES, LONG_RESIDUAL, make_target, vandermonde
from course_utils.data.datasets import DATA, load_hubble, load_nist
from course_utils.numerics.least_squares import correct_digits, design_matrix, lstsq, ols, vertical_residuals
from course_utils.numerics.svd import pinv

MODERN_DISTANCES = {"L. Mag.": 0.050, "N.G.C. 5194": 8.58}  # Mpc, as in data/README.md: the least and the most wrong
THREE_POINTS = np.array([[1, 2], [2, 5], [3, 5]])


def total(slope, intercept):
    return FIT_BY_HAND.compute(slope, intercept, "hidden").total


def best_on_the_sliders():
    slopes, intercepts, _ = (control.values for control in FIT_BY_HAND.controls)
    best = min(((m, d) for m in slopes for d in intercepts), key=lambda pair: total(*pair))
    return *best, total(*best)


def stuck_from_the_start():
    """Improve one slider at a time, each as far as it goes, until neither helps."""
    slopes, intercepts, _ = (control.values for control in FIT_BY_HAND.controls)
    m, d, before = *(FIT_BY_HAND.start[name] for name in ("slope", "intercept")), None
    while before != (m, d):
        before = m, d
        m = min(slopes, key=lambda slope: total(slope, d))
        d = min(intercepts, key=lambda intercept: total(m, intercept))
    return m, d, total(m, d)


def sum_of_squares_by_hand():
    residuals = vertical_residuals(THREE_POINTS, (1, -1, 2))
    return *residuals, np.sum(residuals**2)


def nearest_in_the_plane():
    x1, x2, eye = (control.values for control in PROJECTION.controls)
    best = min(((one, two) for one in x1 for two in x2), key=lambda pair: PROJECTION.compute(*pair, eye[0]).length)
    return *best, PROJECTION.compute(*best, eye[0]).length, PROJECTION.compute(**PROJECTION.start).length


def angles_found(angle, noise=VERTICAL_OR_PERPENDICULAR.start["noise"]):
    return VERTICAL_OR_PERPENDICULAR.compute(angle, noise).found


def degrees_off():
    off = [abs(angles_found(angle)[1] - angle) for angle in VERTICAL_OR_PERPENDICULAR.controls[0].values]
    return VERTICAL_OR_PERPENDICULAR.start["noise"], min(off), max(off)


def hubbles_factors():
    hubble = load_hubble()
    measured = dict(zip(hubble.names, hubble.distance, strict=True))
    return tuple(now / measured[name] for name, now in MODERN_DISTANCES.items())


def digits_of_a_float():
    digits = -np.log10(np.finfo(float).eps)
    return int(np.floor(digits)), int(np.ceil(digits)), correct_digits([1.0], [1.0])


def formula_loses_its_digits():
    states = {degree: HOW_MANY_DIGITS.compute(degree, "none") for degree in DEGREES}
    digits = {degree: next(iter(state.correct.values())) for degree, state in states.items()}
    beyond = next(degree for degree in DEGREES if states[degree].conditions[degree - 1] ** 2 > 1e16)
    none = next(degree for degree in DEGREES if digits[degree] == 0)
    return digits[beyond], beyond, digits[none], none


def coefficients_of_the_target():
    [one] = {
        round(x, 9) for d in DEGREES for r in ("none", LONG_RESIDUAL) for x in lstsq(vandermonde(d), make_target(d, r))
    }
    return one


def certified_digits():
    with (DATA / "nist_strd" / "certified.csv").open(encoding="utf-8") as file:
        estimates = [row["estimate"].upper().split("E")[0] for row in csv.DictReader(file)]
    return max(len(number.strip("-").replace(".", "").lstrip("0")) for number in estimates)


def nist_problems():
    wampler, longley, filip = (load_nist(name).A for name in ("Wampler5", "Longley", "Filip"))
    return certified_digits(), wampler.shape[1] - 1, len(longley), filip.shape[1] - 1


def residual_of_wampler5():
    A, b, certified = load_nist("Wampler5")
    return np.linalg.norm(b - A @ certified) / np.linalg.norm(A @ certified)


CLAIMS = {
    "Above they are ({}, {}) and ({:.0f}, {:.0f})": (lambda: (1, 3, *np.linalg.solve(design_matrix([1, 3]), [2, 8]))),
    "the residuals are {:.0f}, {:.0f} and {:.0f}, and the sum of squares is {:.0f}.": sum_of_squares_by_hand,
    "Slope {:.1f} with intercept {:.1f} makes the area smallest, {:.2f}.": best_on_the_sliders,
    "you get stuck at slope {:.1f} and intercept {:.1f}, area {:.2f},": stuck_from_the_start,
    "which gives $m = {}$, $d = {:.0f}$": lambda: tuple(
        ols(design_matrix(THREE_POINTS[:, 0]), THREE_POINTS[:, 1]).round(9)
    ),
    (
        r"The nearest is $\mathbf{{x}} = ({:.1f}, {:.1f})$, where none of the three equations holds; $\mathbf{{r}}$ "
        "has length {:.2f} there, {:.2f} at the start."
    ): nearest_in_the_plane,
    r"both $\mathbf{{a}}_1^\top\mathbf{{r}}$ and $\mathbf{{a}}_2^\top\mathbf{{r}}$ are {:.0f}:": (
        lambda: np.abs(PROJECTION.compute(*nearest_in_the_plane()[:2], 0).products).max()
    ),
    "With noise {}, perpendicular distances are {:.1f}° off, and they are {:.1f}° off at every turn": degrees_off,
    "data at {:.0f}° are read as {:.1f}°, and data that stand upright as {:.1f}°": (
        lambda: (75, angles_found(75.0)[0], angles_found(90.0)[0])
    ),
    "the distances of {} nebulae": lambda: len(load_hubble().distance),
    "by factors from {:.1f} to {:.0f}:": hubbles_factors,
    "Two points on the line $y = {:.1f}x + {:.0f}$": lambda: tuple(ols(design_matrix([1, 3]), [1.5, 2.5])),
    "that is ({:.0f}, {:.0f})": lambda: tuple(pinv(np.array([[1, 1]])) @ [2]),
    "A computer keeps {} to {} digits; we count {}.": digits_of_a_float,
    "every coefficient is exactly {:.0f},": coefficients_of_the_target,
    "has {} digits left at degree {} and {} at degree {},": formula_loses_its_digits,
    "at degree {} numpy has hardly a digit": lambda: formula_loses_its_digits()[-1],
    (
        "(NIST) certifies {} digits of answers: polynomials of degree {} with one $A$ (*Wampler*), a parabola "
        "(*Pontius*), {} years of the American economy (*Longley*), a polynomial of degree {} (*Filip*)"
    ): nist_problems,
    "with a residual {:.0f} times as long as": residual_of_wampler5,
    "and $x$ up to {},": lambda: f"{load_nist('Pontius').A[:, 1].max():,.0f}".replace(",", " "),
}
GIVEN = (
    "a famous fit of 1929",
    "Putting a 1 under the features",
    "| (n, k+1) |",  # shapes
    "| (k+1,) |",
    "| (n, 2) |",
    "shape (n, 2)",
    "| (2,) |",
    "Two points, (1, 2) and (3, 8)",  # examples by hand
    "for the points (1, 2), (2, 5), (3, 5) and the line",
    "By hand: the point (3, 4)",
    "those left without one by 0",  # definitions
    "that are not 0, and null(A) is what is stretched to 0",
    "of length 1, the sum",
    "theorem 18.1",
    "Slides: Line Fitting 101",  # titles of slides
    "Slide: Line Fitting 101",
    "[Line Fitting 101]",
    "Slide: Ax = 0 Vs Ax = b",
    "[Ax = 0 Vs Ax = b]",
)
