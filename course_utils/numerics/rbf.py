"""Radial basis functions: distances, what makes one, and interpolation by a sum of bumps, one on every data point.

    f(z) = Σᵢ αᵢ φ(ε ‖z - xᵢ‖)   with f(xᵢ) = yᵢ,   that is  K α = y,   K_ij = φ(ε ‖xᵢ - xⱼ‖)

Points are rows: x has shape (n, d), or (n,) for n numbers on a line. Kernels have scipy's names and signs.
"""

import math
import warnings
from itertools import combinations_with_replacement
from typing import NamedTuple

import numpy as np

from course_utils.numerics.arguments import array, checked, in_range, number, one_of, positive, whole_number
from course_utils.numerics.regularization import lp_norm

EPS = np.finfo(float).eps  # 2.2e-16
MOST_TERMS = 1000  # of a polynomial; no number of centres that a matrix holds fixes many more
BLOCK = 2**16  # distances at once: few enough to stay in the processor's cache
ALARM = 1e12  # a condition number from which on fewer than four digits are safe

# Eigenvalues take several times as long as the solution, so they are asked for only where M is suspicious: M⁻¹ makes a
# vector of normal numbers at least ‖M⁻¹‖ |ξ| long, where ξ is a normal number too, and 12 such ξ are all below 1/10
# once in 10¹³ times.
PROBES, UNLUCKY = 12, 10


class NearlySingularWarning(RuntimeWarning):
    """The weights can be computed, and have few correct digits."""


# -------------------------------------------------------------------------------------------------------- distances


@in_range
def pairwise_distances(X, Y, p=2):
    """How far every row of X is from every row of Y, measured with the l_p norm.

        D_ij = ‖X_i - Y_j‖_p

    X has shape (m, d), Y (n, d), or (m,) and (n,) for numbers on a line; D has shape (m, n). Computed from the
    differences themselves: the shorter ‖x‖² - 2xᵀy + ‖y‖² loses half of the digits of a small distance. numpy goes
    through D once for every column, compiled code (scipy's cdist) in one go, in a third of the time.
    Raises ValueError for shapes that do not fit and for p ≤ 0. Slide "Radial Basis Function (RBF)".

    >>> pairwise_distances([[0, 0], [3, 0]], [[0, 4]])
    array([[4.],
           [5.]])
    """
    X, Y = _two_sets("X", X, "Y", Y)
    rows = max(1, BLOCK // len(Y))
    return np.concatenate([_distances(X[i : i + rows], Y, p) for i in range(0, len(X), rows)])


def _distances(X, Y, p=2):
    """One block: added up coordinate by coordinate and in place, so that few passes go through the memory."""
    if (
        np.ndim(p) or p != 2 or not 1e-100 < max(np.abs(X).max(), np.abs(Y).max()) < 1e100
    ):  # their squares would over- or underflow
        differences = X[:, None] - Y
        return lp_norm(differences.reshape(-1, X.shape[1]), p).reshape(len(X), len(Y))
    D = 0.0
    for x, y in zip(X.T, Y.T, strict=True):
        step = x[:, None] - y
        step *= step
        D = np.add(D, step, out=step)
    return np.sqrt(D, out=D)


def _distances_within(sets):
    """Distances among the points of many small sets: (m, s, d) to (m, s, s)."""
    return np.sqrt(sum(np.square(u[:, :, None] - u[:, None]) for u in np.moveaxis(sets, -1, 0)))


@in_range
def worst_detour(D):
    """By how much the straight way is longer than some detour: 0 when the triangle inequality holds.

        max over x, y, z of  D(x, z) - (D(x, y) + D(y, z))

    D has shape (n, n): all distances among n points. Never negative when D(x, x) = 0, as y = x is a detour too.
    Raises ValueError for other shapes. Slide "Radial Basis Function (RBF)".

    >>> worst_detour([[0, 1, 4], [1, 0, 1], [4, 1, 0]])  # squared distances of 0, 1, 2: straight on 4, in two steps 2
    2.0
    """
    D = _square(D)
    return max(float(np.max(D - (D[:, [y]] + D[y]))) for y in range(len(D)))


class Axioms(NamedTuple):
    """Which axioms of a distance hold for some points; a metric needs all five."""

    zero_to_itself: bool  # D(x, x) = 0
    never_negative: bool  # D(x, y) ≥ 0
    symmetric: bool  # D(x, y) = D(y, x)
    no_shortcut: bool  # D(x, z) ≤ D(x, y) + D(y, z), the triangle inequality
    tells_apart: bool  # D(x, y) = 0 only for x = y, which the slide leaves out: without it, a pseudometric


@in_range
def metric_axioms(D, rtol=1e-9):
    """Which axioms of a distance hold among n different points. They may hold for these points by luck.

        D(x, x) = 0,  D(x, y) ≥ 0,  D(x, y) = D(y, x),  D(x, z) ≤ D(x, y) + D(y, z),  D(x, y) = 0 only if x = y

    D has shape (n, n); rtol is how much of the largest entry counts as rounding. Raises ValueError for other shapes.
    Slide "Radial Basis Function (RBF)".

    >>> metric_axioms([[0, 1, 4], [1, 0, 1], [4, 1, 0]]).no_shortcut
    False
    """
    D, rtol = _square(D), number("rtol", rtol, at_least=0)
    tiny = rtol * np.abs(D).max()
    others = ~np.eye(len(D), dtype=bool)
    return Axioms(
        zero_to_itself=bool(np.all(np.abs(np.diag(D)) <= tiny)),
        never_negative=bool(np.all(-tiny <= D)),
        symmetric=bool(np.all(np.abs(D - D.T) <= tiny)),
        no_shortcut=bool(worst_detour(D) <= tiny),
        tells_apart=bool(np.all(np.abs(D[others]) > tiny)),
    )


# ---------------------------------------------------------------------------------------------------------- kernels
# Functions of r = ε · distance. With scipy's signs αᵀKα ≥ 0, for some kernels only if α is orthogonal to polynomials.


def _of_r(r):
    return (array("r", r),)


@checked(_of_r)
def gaussian(r):
    """exp(-r²): smooth, falls to 0."""
    return np.exp(-np.square(r))


@checked(_of_r)
def multiquadric(r):
    """-√(1 + r²): smooth, grows like the distance."""
    return -np.sqrt(1 + np.square(r))


@checked(_of_r)
def inverse_multiquadric(r):
    """1 / √(1 + r²): smooth, with long tails."""
    return 1 / np.sqrt(1 + np.square(r))


@checked(_of_r)
def inverse_quadratic(r):
    """1 / (1 + r²): smooth, with tails."""
    return 1 / (1 + np.square(r))


@checked(_of_r)
def linear(r):
    """-r: a tip at the centre; on a line it joins the dots."""
    return 0.0 - r  # and not -r, which would be -0 at the centre


@checked(_of_r)
def cubic(r):
    """r³: grows; on a line, with degree 1, the natural cubic spline."""
    return np.square(r) * r


@checked(_of_r)
def thin_plate_spline(r):
    """r² log r: grows; bends like a thin sheet of metal."""
    return np.square(r) * np.log(np.maximum(r, 1e-300)) + 0.0  # 0 at 0, where 0 · log 0 would be no number


KERNELS = {
    kernel.__name__: kernel
    for kernel in (
        gaussian,
        multiquadric,
        inverse_multiquadric,
        inverse_quadratic,
        linear,
        cubic,
        thin_plate_spline,
    )
}

# Without a polynomial of at least this degree K can be singular, whatever the centres are: "linear" for one centre, the
# others for many. The K of "multiquadric" never is (Micchelli 1986), and those of the rest are positive definite.
NEEDED_DEGREE = {"linear": 0, "cubic": 1, "thin_plate_spline": 1}
NEEDED_WITH_SMOOTHING = {"multiquadric": 0, **NEEDED_DEGREE}  # K has a negative eigenvalue, which λ can bring to 0


def kernel_matrix(z, x, kernel, epsilon):
    """How much every z feels the bump on every centre x.

        K_ij = φ(ε ‖z_i - x_j‖)

    z has shape (m, d), x (n, d), K (m, n). kernel is a name of KERNELS, or a function φ of an array; epsilon > 0 makes
    bumps narrow. Raises ValueError for other shapes, an unknown kernel, epsilon ≤ 0, or numbers that grow too large.
    Slide "Radial Basis Function (RBF)".

    >>> kernel_matrix([0, 3], [0, 1], "linear", epsilon=2)
    array([[ 0., -2.],
           [-6., -4.]])
    """
    z, x = _two_sets("z", z, "x", x)
    return np.concatenate(list(_kernel_rows(z, x, kernel, epsilon)))


def _kernel_rows(z, x, kernel, epsilon):
    """K, some rows at a time."""
    phi, epsilon = _kernel(kernel), positive("epsilon", epsilon)
    rows = max(1, BLOCK // len(x))
    for i in range(0, len(z), rows):
        with np.errstate(over="ignore"):  # a far gaussian is 0 all the same
            K = phi(epsilon * _distances(z[i : i + rows], x))
        if not np.isfinite(K).all():
            raise ValueError(f"epsilon is {epsilon:g}: ε times distance is too large for the {_name(kernel)} kernel")
        yield K


# ---------------------------------------------------------------------------------------------------- interpolation


@in_range
def rbf_weights(x, y, kernel, epsilon, smoothing=0, degree=-1):
    """The weights α of the bumps for which their sum passes through the data, or near by where smoothing > 0.

        (K + λ I) α = y,   K_ij = φ(ε ‖xᵢ - xⱼ‖),   λ = smoothing

    With a polynomial (degree 0 is a constant, 1 a plane, -1 none), as scipy adds it, its coefficients β come last:

        [ K + λI  P ] [α]   [y]
        [   Pᵀ    0 ] [β] = [0]

    x has shape (n, d) or (n,), y (n,) or (n, k), smoothing is one number or (n,), and the answer has n + q rows for a
    polynomial of q terms. Raises ValueError for other shapes, and LinAlgError where no weights or many fit: centres
    that coincide, a singular K + λI (possible for "cubic" and "thin_plate_spline" below degree 1, whatever the centres
    are), or centres that do not fix the polynomial. Warns with the condition number where few digits are left; looking
    for that, and the distances, take a third of the time, more than scipy's RBFInterpolator needs.
    Slide "How To Interpolate?".

    >>> rbf_weights([0, 1], [2, 3], "linear", epsilon=1)  # K = [[0, -1], [-1, 0]]
    array([-3., -2.])
    """
    x, y, smoothing = _data(x, y, smoothing)
    _refuse_coincident(x, y, smoothing)
    K, P = kernel_matrix(x, x, kernel, epsilon), _terms(x, x, degree)
    _refuse_loose(P, degree)
    n, q = P.shape
    unit = np.abs(K).max() or 1.0  # K and P of about one size, for the sake of the digits
    M = np.block([[K + np.diag(smoothing), unit * P], [unit * P.T, np.zeros((q, q))]])
    weights = _solved(M, np.concatenate([y, np.zeros((q, *y.shape[1:]))]), x, kernel, epsilon, degree, smoothing)
    weights[n:] *= unit
    return weights


@in_range
def rbf_interpolate(z, x, weights, kernel, epsilon, degree=-1):
    """The sum of bumps at new points.

        f(z) = Σᵢ αᵢ φ(ε ‖z - xᵢ‖)   (+ the polynomial, where degree ≥ 0)

    z has shape (m, d), x (n, d), weights (n + q,) or (n + q, k) as rbf_weights gave them, f (m,) or (m, k).
    Raises ValueError for shapes that do not fit. Slide "How To Interpolate?".

    >>> rbf_interpolate([0, 0.5, 1], [0, 1], [-3, -2], "linear", epsilon=1)  # half-way between 2 and 3
    array([2. , 2.5, 3. ])
    """
    z, x = _two_sets("z", z, "x", x)
    weights = array("weights", weights, ndim=(1, 2))
    terms = len(x) + len(_exponents(x.shape[1], degree))
    if len(weights) != terms:
        raise ValueError(f"weights has shape {weights.shape}, expected {terms} rows: one for each centre and term")
    alpha, beta = weights[: len(x)], weights[len(x) :]
    f = np.concatenate([K @ alpha for K in _kernel_rows(z, x, kernel, epsilon)])
    return f + _terms(z, x, degree) @ beta if len(beta) else f


@in_range
def rbf_from_neighbors(z, x, y, neighbors, kernel, epsilon, smoothing=0, degree=-1):
    """Interpolation where every new point looks at a few data points only: many small systems in place of a huge one.

        f(z_i) = Σ αⱼ φ(ε ‖z_i - xⱼ‖)   over the j in neighbors[i], with weights of their own for every z_i

    z has shape (m, d), x (n, d), y (n,) or (n, k), neighbors (m, s): numbers of rows of x. f has shape (m,) or (m, k).
    Raises ValueError for shapes that do not fit, and LinAlgError where one of the systems is singular; it does not look
    for those that are nearly so.
    Slide "How To Interpolate?".

    >>> rbf_from_neighbors([0.5, 9.5], [0, 1, 9, 10], [2, 3, 7, 5], [[0, 1], [2, 3]], "linear", epsilon=1)
    array([2.5, 6. ])
    """
    z, x = _two_sets("z", z, "x", x)
    x, y, smoothing = _data(x, y, smoothing)
    phi, epsilon, js = _kernel(kernel), positive("epsilon", epsilon), _rows(neighbors, len(z), len(x))
    s, exponents = js.shape[1], _exponents(x.shape[1], degree)
    f, rows = np.empty((len(z), *y.shape[1:])), max(1, BLOCK // s**2)
    for i in range(0, len(z), rows):
        part = slice(i, i + rows)
        near = x[js[part]] - z[part, None]  # seen from z, which is then the origin: (rows, s, d)
        reach = np.abs(near).max(axis=(1, 2), keepdims=True)
        P = _powers(near / np.where(reach > 0, reach, 1), exponents)
        M = np.zeros((len(near), s + len(exponents), s + len(exponents)))
        M[:, :s, :s] = phi(_distances_within(epsilon * near))
        M[:, range(s), range(s)] += smoothing[js[part]]
        M[:, :s, s:], M[:, s:, :s] = P, np.swapaxes(P, 1, 2)
        at_z = np.zeros((len(near), s + len(exponents), 1))
        at_z[:, :s, 0] = phi(np.sqrt(np.sum((epsilon * near) ** 2, axis=-1)))
        at_z[:, s : s + 1] = (
            1.0 if exponents else at_z[:, s : s + 1]
        )  # of the polynomial only the constant is not 0 at 0
        try:
            share = np.linalg.solve(M, at_z)[:, :s, 0]  # f(z) is linear in y: f = shareᵀ y
        except np.linalg.LinAlgError:
            raise np.linalg.LinAlgError(
                f"the neighbors of some point give a singular system: {_singular(kernel, degree, smoothing)}, or other "
                "neighbors, if they lie on one line"
            ) from None
        f[part] = np.einsum("is,is...->i...", share, y[js[part]])
    return f


@in_range
def polynomial_terms(z, x, degree):
    """All products of powers of the coordinates up to a degree, at every z; shifted and scaled to the centres x.

        1,  u₁, u₂, …,  u₁², u₁u₂, u₂², …   with  u = (z - middle of x) / reach of x

    z has shape (m, d), x (n, d), the answer (m, q): q = 0 for degree -1, 1 for 0, 1 + d for 1.
    Raises ValueError for other shapes and other degrees.

    >>> polynomial_terms([0, 1, 2], [0, 2], degree=2)
    array([[ 1., -1.,  1.],
           [ 1.,  0.,  0.],
           [ 1.,  1.,  1.]])
    """
    z, x = _two_sets("z", z, "x", x)
    return _terms(z, x, degree)


# --------------------------------------------------------------------------------------------- what comes in, checked


def _terms(z, x, degree):
    middle = (x.max(axis=0) + x.min(axis=0)) / 2
    reach = (x.max(axis=0) - x.min(axis=0)) / 2
    return _powers((z - middle) / np.where(reach > 0, reach, 1), _exponents(x.shape[1], degree))


def _powers(u, exponents):
    """Products of powers, one for each row of exponents, along a new last axis."""
    if not exponents:
        return np.empty((*u.shape[:-1], 0))
    return np.stack([np.prod(u ** np.array(e), axis=-1) for e in exponents], axis=-1)


def _exponents(d, degree):
    """Exponents of d coordinates with a sum up to the degree: (0, 0), (1, 0), (0, 1), (2, 0), …"""
    degree = whole_number("degree", degree, at_least=-1)
    if degree > MOST_TERMS or math.comb(d + degree, d) > MOST_TERMS:
        raise ValueError(f"degree is {degree}, expected one with {MOST_TERMS} terms at most")
    choices = (c for total in range(degree + 1) for c in combinations_with_replacement(range(d), total))
    return [tuple(choice.count(axis) for axis in range(d)) for choice in choices]


def _two_sets(name, X, other, Y):
    """Two sets of points with the same number of coordinates, as (m, d) and (n, d)."""
    X, Y = array(name, X, ndim=(1, 2)), array(other, Y, ndim=(1, 2))
    if X.ndim != Y.ndim or X.shape[1:] != Y.shape[1:]:
        wanted = "(m,), numbers on a line" if Y.ndim == 1 else f"(m, {Y.shape[1]})"
        raise ValueError(f"{name} has shape {X.shape}, expected {wanted} to go with {other}, which has shape {Y.shape}")
    return X.reshape(len(X), -1), Y.reshape(len(Y), -1)


def _data(x, y, smoothing):
    x, y = array("x", x, ndim=(1, 2)), array("y", y, ndim=(1, 2))
    if len(x) != len(y):
        raise ValueError(f"y has shape {y.shape}, expected {len(x)} rows, one for each centre in x")
    smoothing = array("smoothing", smoothing, ndim=(0, 1))
    if smoothing.ndim and len(smoothing) != len(x):
        raise ValueError(f"smoothing has shape {smoothing.shape}, expected a single number or ({len(x)},)")
    if smoothing.min() < 0:
        raise ValueError(f"smoothing is {smoothing.min():g}, expected at least 0")
    return x.reshape(len(x), -1), y, np.broadcast_to(smoothing, len(x))


def _rows(neighbors, m, n):
    js = array("neighbors", neighbors, ndim=2)
    if len(js) != m:
        raise ValueError(f"neighbors has shape {js.shape}, expected {m} rows, one for each point in z")
    if (js != js.astype(int)).any() or js.min() < 0 or js.max() >= n:
        raise ValueError(f"neighbors must be whole numbers from 0 to {n - 1}: rows of x")
    return js.astype(int)


def _square(D):
    D = array("D", D, ndim=2)
    if D.shape[0] != D.shape[1]:
        raise ValueError(f"D has shape {D.shape}, expected (n, n): the distances among n points")
    return D


def _kernel(kernel):
    phi = kernel if callable(kernel) else one_of("kernel", kernel, KERNELS)
    return phi.__wrapped__ if phi in KERNELS.values() else phi  # distances need no check


def _name(kernel):
    return getattr(kernel, "__name__", kernel)


def _refuse_coincident(x, y, smoothing):
    """Two bumps in one place, and nothing to tell them apart: no weights, or too many, satisfy both."""
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


def _refuse_loose(P, degree):
    if P.shape[1] and np.linalg.matrix_rank(P) < P.shape[1]:
        raise np.linalg.LinAlgError(
            f"{len(P)} centres do not fix a polynomial of degree {degree:g}, which has {P.shape[1]} terms: "
            "too few, or all on one line; use a lower degree"
        )


def _solved(M, y, x, kernel, epsilon, degree, smoothing):
    """The solution of M α = y, with a warning where it has few digits left."""
    singular, size, tiny = _singular(kernel, degree, smoothing), np.linalg.norm(M, 1), 1e-300
    if degree < _needed(kernel, smoothing):
        # A thin plate is 0 at distance 1, so all of K may be 0, up to rounding, and its own size is no measure of what
        # is small: the size at twice the distance is.
        size = max(size, np.abs(kernel_matrix(2 * x, 2 * x, kernel, epsilon)).max())
        tiny = len(M) * EPS * size
    probes = np.random.default_rng(0).normal(size=(len(M), PROBES))
    try:
        solved = np.linalg.solve(M, np.hstack([probes, y.reshape(len(M), -1)]))
    except np.linalg.LinAlgError:
        raise np.linalg.LinAlgError(singular) from None
    weights = solved[:, PROBES:].reshape(y.shape)
    with np.errstate(over="ignore"):
        longest = np.linalg.norm(solved[:, :PROBES], axis=0).max()
    if longest * size < ALARM / UNLUCKY:
        return weights
    eigenvalues = np.abs(np.linalg.eigvalsh(M))
    if eigenvalues.min() <= tiny:
        raise np.linalg.LinAlgError(singular)
    condition = eigenvalues.max() / eigenvalues.min()  # as M is symmetric
    if condition > ALARM:
        missed = np.abs(M @ weights - y).max() / (np.abs(y).max() or 1.0)
        warnings.warn(
            f"K is nearly singular, its condition number is {condition:.0e}: the weights have few correct digits, and "
            f"the data are missed by {missed:.0e} of the largest; a larger epsilon or smoothing helps",
            NearlySingularWarning,
            stacklevel=4,
        )
    return weights


def _needed(kernel, smoothing):
    return (NEEDED_WITH_SMOOTHING if np.any(smoothing) else NEEDED_DEGREE).get(_name(kernel), -1)


def _singular(kernel, degree, smoothing):
    needed, smoothed = _needed(kernel, smoothing), np.any(smoothing)
    way_out = f"use degree={needed}, another kernel" if degree < needed else "use a larger epsilon"
    matrix, other = ("K + λI", "another smoothing") if smoothed else ("K", "smoothing > 0")
    return f"{matrix} of the {_name(kernel)} kernel is singular for these centres: {way_out} or {other}"
