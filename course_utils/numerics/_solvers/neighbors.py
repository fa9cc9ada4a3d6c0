"""The small systems of interpolation from neighbors, built for many points at once."""

import numpy as np

from course_utils.numerics._solvers.polynomials import powers


def local_systems(near, phi, epsilon, smoothing, exponents):
    """Build, for m points z, the equations of the s neighbors of each, and what every bump is at z.

    near are the neighbors as seen from z, shape (m, s, d), so that z is the origin. With M of shape (m, s + q, s + q)
    and k of shape (m, s + q, 1), the value at z is linear in the data: f(z) = (M⁻¹ k)ᵀ [y, 0].
    """
    m, s, _ = near.shape
    q = len(exponents)
    reach = np.abs(near).max(axis=(1, 2), keepdims=True)
    P = powers(near / np.where(reach > 0, reach, 1), exponents)
    M = np.zeros((m, s + q, s + q))
    M[:, :s, :s] = phi(_distances_within(epsilon * near))
    M[:, range(s), range(s)] += smoothing
    M[:, :s, s:], M[:, s:, :s] = P, np.swapaxes(P, 1, 2)
    k = np.zeros((m, s + q, 1))
    k[:, :s, 0] = phi(np.sqrt(np.sum((epsilon * near) ** 2, axis=-1)))
    k[:, s : s + 1] = 1.0  # of the terms of a polynomial, only the constant, if there is one, is not 0 at 0
    return M, k


def _distances_within(sets):
    """Compute the distances among the points of many small sets: (m, s, d) to (m, s, s)."""
    return np.sqrt(sum(np.square(u[:, :, None] - u[:, None]) for u in np.moveaxis(sets, -1, 0)))
