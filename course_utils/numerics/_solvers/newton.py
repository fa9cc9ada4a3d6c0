"""Newton's method for sums of losses of scores, such as the log loss."""

import numpy as np

MAX_STEPS = 100  # ten are usual


def newton_path(U, P, loss, slope, root_of_curvature):
    """Walk from a = 0 to argmin Σ loss(z) + ½‖P a‖², z = U a, and return all a on the way, shape (steps + 1, d).

    The three functions take all scores z: the losses f, their derivatives f′, and √f″. The path ends where rounding
    allows no better a.
    """
    path = [np.zeros(U.shape[1])]
    while len(path) <= MAX_STEPS:
        a = _newton_step(U, P, loss, slope, root_of_curvature, path[-1])
        if a is None:
            break
        path.append(a)
    return np.array(path)


def _newton_step(U, P, loss, slope, root_of_curvature, a):
    """Take one step, halved as long as it goes uphill, or return None where rounding allows no better one."""

    def cost(a):
        return np.sum(loss(U @ a)) + np.sum((P @ a) ** 2) / 2

    def gradient(a):
        return U.T @ slope(U @ a) + P.T @ (P @ a)

    g, z = gradient(a), np.clip(U @ a, -600, 600)  # beyond 600, f″ is 0 for a float
    root = root_of_curvature(z)
    # (Uᵀ S U + PᵀP) step = -g as least squares, which does not square the condition: S may go from ¼ down to 1e-300.
    step = np.linalg.lstsq(np.vstack([U * root[:, None], P]), np.append(-slope(z) / root, -P @ a))[0]
    gain = -g @ step  # twice what the step saves if the cost is a parabola
    if gain <= 1e-9 * cost(a):  # too little to be seen in the cost
        nearer = np.linalg.norm(gradient(a + step)) < np.linalg.norm(g) / 2
        return a + step if nearer else None
    while cost(a + step) > cost(a) - 1e-4 * gain:
        step, gain = step / 2, gain / 2
    return a + step
