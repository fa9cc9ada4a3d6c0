"""Interpolation by radial basis functions: a sum of bumps, one on every data point.

    f(z) = Σᵢ αᵢ φ(ε ‖z - xᵢ‖)   with f(xᵢ) = yᵢ,   that is  K α = y,   K_ij = φ(ε ‖xᵢ - xⱼ‖)

Points are rows: x has shape (n, d), or (n,) for n numbers on a line. Kernels have scipy's names and signs.
"""

import warnings

import numpy as np

from course_utils.numerics._arguments import array, checked, in_range, one_of, point_sets, positive, whole_number
from course_utils.numerics._solvers import polynomials
from course_utils.numerics._solvers.blocks import blocks, euclidean
from course_utils.numerics._solvers.conditioning import ALARM, solve_symmetric


class NearlySingularWarning(RuntimeWarning):
    """The weights can be computed, but few of their digits are correct."""


# ---------------------------------------------------------------------------------------------------------- kernels
# Functions of r = ε · distance. With scipy's signs αᵀKα ≥ 0, for some kernels only if α is orthogonal to polynomials.


def _gaussian(r):
    """exp(-r²): smooth, falls to 0."""
    return np.exp(-np.square(r))


def _multiquadric(r):
    """-√(1 + r²): smooth, grows like the distance."""
    return -np.sqrt(1 + np.square(r))


def _inverse_multiquadric(r):
    """1 / √(1 + r²): smooth, with long tails."""
    return 1 / np.sqrt(1 + np.square(r))


def _inverse_quadratic(r):
    """1 / (1 + r²): smooth, with tails."""
    return 1 / (1 + np.square(r))


def _linear(r):
    """-r: a tip at the centre; on a line it joins the dots."""
    return 0.0 - r  # not -r, which would be -0 at the centre


def _cubic(r):
    """r³: grows; on a line, with degree 1, the natural cubic spline."""
    return np.square(r) * r


def _thin_plate_spline(r):
    """r² log r: grows; how a thin sheet of metal bends."""
    return np.square(r) * np.log(np.maximum(r, 1e-300)) + 0.0  # 0 at 0, where 0 · log 0 would not be a number


UNCHECKED_KERNELS = {
    "gaussian": _gaussian,
    "multiquadric": _multiquadric,
    "inverse_multiquadric": _inverse_multiquadric,
    "inverse_quadratic": _inverse_quadratic,
    "linear": _linear,
    "cubic": _cubic,
    "thin_plate_spline": _thin_plate_spline,
}
KERNELS = {name: checked(lambda r: (array("r", r),))(phi) for name, phi in UNCHECKED_KERNELS.items()}
gaussian, multiquadric, inverse_multiquadric, inverse_quadratic, linear, cubic, thin_plate_spline = KERNELS.values()

# Without a polynomial of at least this degree K can be singular though all centres differ: "linear" for one centre, the
# others for many. The K of "multiquadric" never is (Micchelli 1986), and those of the rest are positive definite.
NEEDED_DEGREE = {"linear": 0, "cubic": 1, "thin_plate_spline": 1}
NEEDED_WITH_SMOOTHING = {"multiquadric": 0, **NEEDED_DEGREE}  # K has a negative eigenvalue, which λ can bring to 0


def kernel_matrix(z, x, kernel, epsilon):
    """The values at every z of the bumps on all centres x.

        K_ij = φ(ε ‖z_i - x_j‖)

    z has shape (m, d), x (n, d), K (m, n). kernel is a name of KERNELS, or a function φ of an array; a large epsilon
    makes narrow bumps. Raises ValueError for other shapes, an unknown kernel, epsilon ≤ 0, or numbers that grow too
    large. Slide "Radial Basis Function (RBF)".

    >>> kernel_matrix([0, 3], [0, 1], "linear", epsilon=2)
    array([[ 0., -2.],
           [-6., -4.]])
    """
    z, x = point_sets("z", z, "x", x)
    return np.concatenate(list(_kernel_rows(z, x, kernel, epsilon)))


# ---------------------------------------------------------------------------------------------------- interpolation


@in_range
def rbf_weights(x, y, kernel, epsilon, smoothing=0, degree=-1):
    """The weights α with which the sum of bumps passes through the data, or near them where smoothing > 0.

        (K + λ I) α = y,   K_ij = φ(ε ‖xᵢ - xⱼ‖),   λ = smoothing

    With a polynomial (degree 0 is a constant, 1 a plane, -1 none), as scipy adds it, its coefficients β come last:

        [ K + λI  P ] [α]   [y]
        [   Pᵀ    0 ] [β] = [0]

    x has shape (n, d) or (n,), y (n,) or (n, k), smoothing is one number or (n,), and the answer has n + q rows for a
    polynomial of q terms. Raises ValueError for other shapes, and LinAlgError where no weights fit, or many do: centres
    that coincide, a singular K + λI (possible for "cubic" and "thin_plate_spline" below degree 1, where all centres
    differ too), or centres that do not fix the polynomial. Warns with the condition number where few digits are right;
    this check and the distances take a third of the time, more than scipy's RBFInterpolator needs.
    Slide "How To Interpolate?".

    >>> rbf_weights([0, 1], [2, 3], "linear", epsilon=1)  # K = [[0, -1], [-1, 0]]
    array([-3., -2.])
    """
    x, y, smoothing, degree = _data(x, y, smoothing, degree)
    _refuse_coincident(x, y, smoothing)
    K = kernel_matrix(x, x, kernel, epsilon)
    if degree >= 0:
        return _solve_with_polynomial(K, x, y, kernel, epsilon, smoothing, degree)
    return _solve(K + np.diag(smoothing), y, *_doubts(x, kernel, epsilon, smoothing, degree))


@in_range
def rbf_interpolate(z, x, weights, kernel, epsilon, degree=-1):
    """The sum of bumps at new points.

        f(z) = Σᵢ αᵢ φ(ε ‖z - xᵢ‖)   (+ the polynomial, where degree ≥ 0)

    z has shape (m, d), x (n, d), weights (n + q,) or (n + q, k) as returned by rbf_weights, f (m,) or (m, k).
    Raises ValueError for shapes that do not fit. Slide "How To Interpolate?".

    >>> rbf_interpolate([0, 0.5, 1], [0, 1], [-3, -2], "linear", epsilon=1)  # half-way between 2 and 3
    array([2. , 2.5, 3. ])
    """
    z, x = point_sets("z", z, "x", x)
    weights, degree = array("weights", weights, ndim=(1, 2)), whole_number("degree", degree, at_least=-1)
    terms = len(x) + len(polynomials.exponents(x.shape[1], degree))
    if len(weights) != terms:
        raise ValueError(f"weights has shape {weights.shape}, expected {terms} rows: one for each centre and term")
    alpha, beta = weights[: len(x)], weights[len(x) :]
    f = np.concatenate([K @ alpha for K in _kernel_rows(z, x, kernel, epsilon)])
    return f + polynomials.terms(z, x, degree) @ beta if len(beta) else f


# --------------------------------------------------------------------------------------------------- the equations


def _kernel_rows(z, x, kernel, epsilon):
    """Yield K, some rows at a time."""
    phi, epsilon = _kernel(kernel), positive("epsilon", epsilon)
    for rows in blocks(len(z), len(x)):
        with np.errstate(over="ignore"):  # a far gaussian is 0 all the same
            K = phi(epsilon * euclidean(z[rows], x))
        if not np.isfinite(K).all():
            raise ValueError(f"epsilon is {epsilon:g}: ε times distance is too large for the {_name(kernel)} kernel")
        yield K


def _solve(M, y, reference, advice, stacklevel=4):
    """Solve M α = y, with a warning where few digits of α are right."""
    try:
        weights, condition = solve_symmetric(M, y, reference)
    except np.linalg.LinAlgError:
        raise np.linalg.LinAlgError(advice) from None
    if condition > ALARM:
        missed = np.abs(M @ weights - y).max() / (np.abs(y).max() or 1.0)
        warnings.warn(
            f"K is nearly singular, its condition number is {condition:.0e}: the weights have few correct digits, and "
            f"the data are missed by {missed:.0e} of the largest; a larger epsilon or smoothing helps",
            NearlySingularWarning,
            stacklevel=stacklevel,  # the line that calls rbf_weights
        )
    return weights


def _solve_with_polynomial(K, x, y, kernel, epsilon, smoothing, degree):
    """Solve for the weights of the bumps and, below them, the coefficients of the polynomial."""
    P = polynomials.terms(x, x, degree)
    polynomials.refuse_undetermined(P, degree)
    unit = np.abs(K).max() or 1.0  # K and P get about the same size, which keeps digits
    M, y = polynomials.add_polynomial(K + np.diag(smoothing), y, P, unit)
    weights = _solve(M, y, *_doubts(x, kernel, epsilon, smoothing, degree), stacklevel=5)
    weights[len(x) :] *= unit
    return weights


def _doubts(x, kernel, epsilon, smoothing, degree):
    """Return the size beside which K may be nothing but rounding, or None, and the message for a singular K."""
    reference = None
    if degree < _needed_degree(kernel, smoothing):
        # A thin plate is 0 at distance 1, so all of K may be 0, up to rounding, and K itself does not show what is
        # small: its size at twice the distance does.
        reference = np.abs(kernel_matrix(2 * x, 2 * x, kernel, epsilon)).max()
    return reference, _advice(kernel, degree, smoothing)


def _needed_degree(kernel, smoothing):
    return (NEEDED_WITH_SMOOTHING if np.any(smoothing) else NEEDED_DEGREE).get(_name(kernel), -1)


def _advice(kernel, degree, smoothing):
    needed = _needed_degree(kernel, smoothing)
    way_out = f"use degree={needed}, another kernel" if degree < needed else "use a larger epsilon"
    matrix, other = ("K + λI", "another smoothing") if np.any(smoothing) else ("K", "smoothing > 0")
    return f"{matrix} of the {_name(kernel)} kernel is singular for these centres: {way_out} or {other}"


# -------------------------------------------------------------------------------------------------------- arguments


def _data(x, y, smoothing, degree):
    """Check centres and data; smoothing becomes one number for each centre."""
    x, y = array("x", x, ndim=(1, 2)), array("y", y, ndim=(1, 2))
    if len(x) != len(y):
        raise ValueError(f"y has shape {y.shape}, expected {len(x)} rows, one for each centre in x")
    smoothing = array("smoothing", smoothing, ndim=(0, 1))
    if smoothing.ndim and len(smoothing) != len(x):
        raise ValueError(f"smoothing has shape {smoothing.shape}, expected a single number or ({len(x)},)")
    if smoothing.min() < 0:
        raise ValueError(f"smoothing is {smoothing.min():g}, expected at least 0")
    degree = whole_number("degree", degree, at_least=-1)
    return x.reshape(len(x), -1), y, np.broadcast_to(smoothing, len(x)), degree


def _refuse_coincident(x, y, smoothing):
    """Raise LinAlgError when two bumps are in one place without smoothing: no weights, or too many, satisfy both."""
    exact = np.flatnonzero(smoothing == 0)
    if not len(exact):
        return
    _, place = np.unique(x[exact], axis=0, return_inverse=True)
    order = exact[np.argsort(place.ravel(), kind="stable")]
    same = np.flatnonzero((x[order[1:]] == x[order[:-1]]).all(axis=1))
    if len(same):
        i, j = order[same[0]], order[same[0] + 1]
        values = "" if np.array_equal(y[i], y[j]) else f" with the values {y[i]} and {y[j]}"
        why = "no function passes through both" if values else "their two bumps are one"
        raise np.linalg.LinAlgError(
            f"centres {i} and {j} coincide{values}: {why}; keep one of them, or use smoothing > 0"
        )


def _kernel(kernel):
    """Look up a kernel without its check, which distances do not need; the caller's own function stays."""
    if callable(kernel) and kernel not in KERNELS.values():
        return kernel
    return one_of("kernel", _name(kernel), UNCHECKED_KERNELS)


def _name(kernel):
    return getattr(kernel, "__name__", kernel)
