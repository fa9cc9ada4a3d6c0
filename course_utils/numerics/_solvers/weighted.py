"""Weighted least squares with weights of very different sizes."""

import numpy as np

GAP = 1e-13  # relative duality gap at which irls and huber stop; x is then right to about ten digits


def weighted_squares(A, b, w, penalty, start, least=1e-13):
    """Find y = argmin ½ Σ w_i (b_i - A_i y)² + ½ Σ penalty_j y_j², and the pulls u = w (b - A y), Aᵀu = penalty y.

    Weights may differ by 1e30. Putting heavy equations first keeps QR accurate. What rounding leaves of
    Aᵀu - penalty y is corrected twice, in y and in u, because the residual of a heavy equation is all rounding and
    gives no u_i. Directions in which no (square root of a) weight is above `least` stay as in the start.
    """
    priced = penalty > 0
    rows, root = np.vstack([A, np.eye(A.shape[1])[priced]]), np.sqrt(np.concatenate([w, penalty[priced]]))
    order = np.argsort(-root * np.abs(rows).max(axis=1), kind="stable")
    scaled = (rows * root[:, None])[order]
    R = np.linalg.qr(scaled, mode="r")
    independent = len(R) == A.shape[1] and np.all(np.abs(np.diag(R)) > least * np.linalg.norm(R, axis=0))
    inverse = np.linalg.inv(R) if independent else np.linalg.pinv(scaled, rcond=least)  # MMᵀ inverts AᵀWA + penalty
    y, u = start, w * (b - A @ start)
    for _ in range(3):
        dy = inverse @ (inverse.T @ (A.T @ u - penalty * y))
        y, u = y + dy, u - w * (A @ dy)
    return y, u
