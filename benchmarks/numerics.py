"""Compare the expensive functions of the course with the libraries that one would use instead.

    .venv/bin/python benchmarks/numerics.py

Both take turns; CPU milliseconds, medians, one thread; a ratio above 1 says that ours is the faster one. `agree` is the
largest difference of the two answers, relative to the largest number in them.
"""

import os
import statistics
import sys
import time
import warnings
from pathlib import Path

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):  # before numpy is imported
    os.environ[variable] = "1"
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import scipy.linalg
from scipy.interpolate import RBFInterpolator
from scipy.spatial.distance import cdist
from sklearn.linear_model import HuberRegressor, LogisticRegression, Ridge
from sklearn.linear_model import lasso_path as sklearn_lasso_path

from course_utils.numerics import distances, least_squares, logistic, rbf, regularization, robust, svd

ROUNDS = 9
rng = np.random.default_rng(0)


def picture(n):
    """Make something like a photograph: smooth, with a little of everything."""
    u = np.linspace(0, 1, n)
    waves = sum(np.outer(np.sin(k * u * 3 + k), np.cos(k * u * 2)) / k**1.5 for k in range(1, 60))
    grey = waves + 0.02 * rng.normal(size=(n, n))
    return np.dstack([grey, 0.7 * grey, 0.4 * grey])


def photograph():
    A = picture(1024)
    pieces = svd.decompose(A)
    U, d, Vt = np.linalg.svd(np.moveaxis(A, -1, 0), full_matrices=False)

    def numpys():
        return np.moveaxis((U[:, :, :50] * d[:, None, :50]) @ Vt[:, :50], 0, -1)

    return "rank slider, 1024 × 1024 × 3, k = 50", "numpy", lambda: svd.rebuild(pieces, 50), numpys


def errors():
    A = picture(256)[..., 0]

    def numpys():
        U, d, Vt = np.linalg.svd(A, full_matrices=False)
        return np.array([np.linalg.norm(A - (U[:, :k] * d[:k]) @ Vt[:k]) for k in range(257)])

    return "errors of all ranks, 256 × 256", "numpy, rank by rank", lambda: svd.rank_errors(A), numpys


def distance_table():
    X, Y = rng.normal(size=(2000, 2)), rng.normal(size=(2000, 2))
    return "distances, 2000 × 2000", "scipy cdist", lambda: distances.pairwise_distances(X, Y), lambda: cdist(X, Y)


def scattered(kernel):
    x, z = rng.uniform(size=(2000, 2)), rng.uniform(size=(4000, 2))
    y = np.sin(5 * x[:, 0]) * np.cos(4 * x[:, 1])
    degree = {"gaussian": -1, "thin_plate_spline": 1}[kernel]
    epsilon = 40 if kernel == "gaussian" else 1

    def ours():
        weights = rbf.rbf_weights(x, y, kernel, epsilon, degree=degree)
        return rbf.rbf_interpolate(z, x, weights, kernel, epsilon, degree=degree)

    def scipys():
        return RBFInterpolator(x, y, kernel=kernel, epsilon=epsilon, degree=degree)(z)

    return f"RBF, {kernel}, 2000 centres, 4000 places", "scipy RBFInterpolator", ours, scipys


def lasso():
    A = rng.normal(size=(200, 40))
    b = A @ np.where(np.arange(40) < 6, 3.0, 0) + rng.normal(size=200)
    lams = np.geomspace(300, 0.3, 50)
    ours = lambda: regularization.lasso_path(A, b, lams)  # noqa: E731
    sklearns = lambda: sklearn_lasso_path(A, b, alphas=lams / 200, tol=1e-10)[1].T  # noqa: E731
    return "lasso, 50 λ, 200 × 40", "scikit-learn lasso_path", ours, sklearns


def logistic_fit():
    X = least_squares.design_matrix(rng.normal(size=(2000, 5)))
    y = (X @ [1, -2, 0.5, 0, 1, 0.3] + rng.logistic(size=2000) > 0).astype(float)
    model = LogisticRegression(C=np.inf, solver="newton-cholesky", fit_intercept=False, tol=1e-10)
    ours = lambda: logistic.logistic_regression(X, y)  # noqa: E731
    return "logistic regression, 2000 × 6", "scikit-learn, Newton", ours, lambda: model.fit(X, y).coef_[0]


def ridge():
    A, b = rng.normal(size=(1000, 50)), rng.normal(size=1000)
    model = Ridge(alpha=3.0, fit_intercept=False, solver="svd")
    ours = lambda: regularization.ridge(A, b, 3.0)  # noqa: E731
    return "ridge, 1000 × 50", "scikit-learn Ridge, svd", ours, lambda: model.fit(A, b).coef_


def lstsq():
    A, b = rng.normal(size=(1000, 50)), rng.normal(size=1000)
    return "lstsq, 1000 × 50", "scipy lstsq", lambda: least_squares.lstsq(A, b), lambda: scipy.linalg.lstsq(A, b)[0]


def huber():
    A = least_squares.design_matrix(rng.normal(size=(500, 3)))
    b = A @ [1, 2, 3, 4] + rng.standard_t(1.5, size=500)
    model = HuberRegressor(alpha=0, fit_intercept=False, tol=1e-10, max_iter=1000).fit(A, b)
    delta = model.epsilon * model.scale_  # scikit-learn's own scale, so that both have the same minimum
    sklearns = lambda: model.fit(A, b).coef_  # noqa: E731
    return "Huber, 500 × 4", "scikit-learn HuberRegressor", lambda: robust.huber(A, b, delta), sklearns


CASES = [
    photograph(),
    errors(),
    distance_table(),
    scattered("gaussian"),
    scattered("thin_plate_spline"),
    lasso(),
    logistic_fit(),
    ridge(),
    lstsq(),
    huber(),
]


def milliseconds(function):
    start = time.process_time()
    answer = function()
    return 1e3 * (time.process_time() - start), np.asarray(answer)


def main():
    warnings.simplefilter("ignore")
    print("| what | peer | ours, ms | peer, ms | times as fast | agree |\n|---|---|---|---|---|---|")
    for title, peer, ours, theirs in CASES:
        times = []
        for turn in range(ROUNDS + 1):
            both = (ours, theirs) if turn % 2 else (theirs, ours)
            one, other = map(milliseconds, both)
            (mine, mine_answer), (their, their_answer) = (one, other) if turn % 2 else (other, one)
            times += [(mine, their)] * (turn > 0)  # the first warms up
        agree = np.max(np.abs(mine_answer - their_answer)) / np.max(np.abs(their_answer))
        mine, their = (statistics.median(column) for column in zip(*times, strict=True))
        ratio = statistics.median(b / a for a, b in times)
        print(f"| {title} | {peer} | {mine:.2f} | {their:.2f} | {ratio:.1f} | {agree:.0e} |", flush=True)


if __name__ == "__main__":
    main()
