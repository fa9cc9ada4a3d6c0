"""Notebook 02: norms, ridge and soft thresholds (slides "World Of Norms!", "Recall Ridge Regression", "What If?")."""

import numpy as np

from course_utils.exercise.exercise import Exercise


def lp_norm(x, p):
    """The length of the vector x, measured with a finite exponent p.

        ‖x‖_p = (Σ |xᵢ|^p)^(1/p)

    Slide "What If?", where the |…| is missing.
    """
    return np.sum(np.abs(x) ** p) ** (1 / p)


LP_NORM = Exercise(
    name="lp_norm",
    solution=lp_norm,
    cases=(
        (np.array([3.0, 4.0]), 2.0),  # 5
        (np.array([-3.0, 4.0]), 1.0),  # 3 + 4
        (np.array([-1.0, 1.0]), 3.0),  # the cube root of 2; without |…| it would be 0
        (np.array([1.0, 1.0]), 0.5),  # (1 + 1)² = 4, more than 1 + 1: not a norm
        (np.array([-2.0, 1.0]), 3.0),  # the cube root of 8 + 1
        (np.array([1.0, -2.0, 2.0, 0.0]), 2.0),  # √9
    ),
    mistakes={
        "|x| is missing: (-1, 1) would get the length 0 for p = 3": lambda x, p: np.sum(x**p) ** (1 / p),
        "|…| is taken of the sum: take it of every single x, or they cancel": (
            lambda x, p: np.abs(np.sum(x**p)) ** (1 / p)
        ),
        "the root is missing: this is Σ|x|^p": lambda x, p: np.sum(np.abs(x) ** p),
        "** 1 / p takes the power 1 and then divides by p: write ** (1 / p)": (
            lambda x, p: np.sum(np.abs(x) ** p) ** 1 / p
        ),
        "this is a square root for every p: the root is the power 1 / p": lambda x, p: np.sqrt(np.sum(np.abs(x) ** p)),
        "p is not used: this is the Euclidean length, p = 2": lambda x, p: np.sqrt(np.sum(x**2)),
        "the root is taken of every entry, which undoes the power: add up first": (
            lambda x, p: np.sum((np.abs(x) ** p) ** (1 / p))
        ),
        "this is the mean of |x|^p under the root: the norm has the sum": (
            lambda x, p: np.mean(np.abs(x) ** p) ** (1 / p)
        ),
        "this is the largest |x|, the norm for p = ∞": lambda x, p: np.max(np.abs(x)),
        "added up before the power: |x|^p comes first, then the sum": lambda x, p: np.sum(np.abs(x)) ** p,
        "this is p^|x|: the exponent is p": lambda x, p: np.sum(p ** np.abs(x)) ** (1 / p),
    },
    hints=(
        "From the inside out: absolute values, power p, sum, root.",
        "np.abs(x) ** p raises every entry to the power p, and np.sum adds up.",
        "The p-th root of s is s ** (1 / p).",
    ),
)


def ridge_gradient(A, b, x, lam):
    """The gradient of least squares with penalty.

        ∇f(x) = λ x + Aᵀ(A x - b),   f(x) = ½‖A x - b‖² + ½λ‖x‖²

    Slide "Recall Ridge Regression".
    """
    return lam * x + A.T @ (A @ x - b)


TALL = np.array([[1.0, 1.0], [2.0, 1.0], [3.0, 1.0]])

RIDGE_GRADIENT = Exercise(
    name="ridge_gradient",
    solution=ridge_gradient,
    cases=(
        (np.eye(2), np.array([2.0, 4.0]), np.array([1.0, 1.0]), 3.0),  # 3 + 1 - 2 and 3 + 1 - 4
        (TALL, np.array([1.0, 2.0, 2.0]), np.array([0.0, 0.0]), 1.0),  # only -Aᵀb is left
        (TALL, np.array([1.0, 2.0, 3.0]), np.array([1.0, 0.0]), 0.5),  # a perfect fit: only λx is left
        (np.array([[2.0, 0.0], [0.0, 1.0]]), np.array([1.0, 1.0]), np.array([1.0, -2.0]), 0.0),  # no penalty
        (np.array([[1.0], [2.0], [2.0]]), np.array([1.0, 0.0, 4.0]), np.array([3.0]), 2.0),  # one unknown
        (np.array([[1.0, -1.0, 0.0], [0.0, 2.0, 1.0]]), np.array([1.0, 3.0]), np.array([2.0, 1.0, -1.0]), 0.1),
    ),
    mistakes={
        "λx is missing: this is the gradient without the penalty": lambda A, b, x, lam: A.T @ (A @ x - b),
        "the penalty is added without x: the derivative of ½λx² is λx": lambda A, b, x, lam: lam + A.T @ (A @ x - b),
        "the residual has the wrong sign: the derivative of ½‖Ax - b‖² is Aᵀ(Ax - b)": (
            lambda A, b, x, lam: lam * x + A.T @ (b - A @ x)
        ),
        "λx has the wrong sign: the penalty is added": lambda A, b, x, lam: A.T @ (A @ x - b) - lam * x,
        "everything is doubled: both ½ cancel against the 2 of the derivative": (
            lambda A, b, x, lam: 2 * ridge_gradient(A, b, x, lam)
        ),
        "λx is doubled: the ½ of the penalty cancels its 2": lambda A, b, x, lam: 2 * lam * x + A.T @ (A @ x - b),
        "Aᵀ(Ax - b) is doubled: the ½ of the loss cancels its 2": (
            lambda A, b, x, lam: lam * x + 2 * A.T @ (A @ x - b)
        ),
        "λx is halved: the derivative of ½λx² is λx": lambda A, b, x, lam: lam * x / 2 + A.T @ (A @ x - b),
        "b is missing: the residual is Ax - b": lambda A, b, x, lam: lam * x + A.T @ A @ x,
        "Aᵀ is missing: the gradient needs one number for each unknown, not for each equation": (
            lambda A, b, x, lam: A @ x - b
        ),
        "this is f itself, one number: the gradient has the shape of x": (
            lambda A, b, x, lam: np.sum((A @ x - b) ** 2) / 2 + lam * np.sum(x**2) / 2
        ),
    },
    hints=(
        "The derivative of ½‖x‖² is x.",
        "The derivative of ½‖r‖² with r = Ax - b is Aᵀr: r back through A.",
        "Both together: lam * x + A.T @ (…). calculus.check_gradient(f, grad, x) checks you.",
    ),
)


def ridge(A, b, lam):
    """Least squares with a price on large parameters.

        x = (AᵀA + λI)⁻¹ Aᵀb

    Slide "Recall Ridge Regression": the gradient λx + Aᵀ(Ax - b), set to zero.
    """
    n = A.shape[1]
    return np.linalg.solve(A.T @ A + lam * np.eye(n), A.T @ b)


def _solve(A, b, added):
    return np.linalg.solve(A.T @ A + added, A.T @ b)


RIDGE = Exercise(
    name="ridge",
    solution=ridge,
    cases=(
        (np.eye(2), np.array([2.0, 4.0]), 1.0),  # halves b
        (np.array([[1.0], [2.0]]), np.array([1.0, 3.0]), 2.0),  # one unknown: (5 + 2) x = 7
        (TALL, np.array([1.0, 2.0, 2.0]), 0.5),
        (TALL, np.array([1.0, 2.0, 3.0]), 0.0),  # no penalty: the line y = x
        (np.array([[1.0, 1.0]]), np.array([3.0]), 4.0),  # AᵀA has no inverse, AᵀA + 4I has: (½, ½)
        (np.array([[1.0, 0, 1], [0, 1, 1], [1, 1, 1], [2, 0, 1]]), np.array([1.0, 2.0, 2.0, 3.0]), 10.0),
    ),
    mistakes={
        "λ is missing: this is ordinary least squares": lambda A, b, lam: _solve(A, b, 0),
        "λ is squared: the slide has λI": lambda A, b, lam: _solve(A, b, lam**2 * np.eye(A.shape[1])),
        "λ is subtracted: Aᵀ(Ax - b) + λx = 0 gives AᵀA + λI": (
            lambda A, b, lam: _solve(A, b, -lam * np.eye(A.shape[1]))
        ),
        "λ is added to every entry of AᵀA: λI has it on the diagonal only": lambda A, b, lam: _solve(A, b, lam),
        "λ is halved: the ½ of the penalty cancels against the 2 of the derivative": (
            lambda A, b, lam: _solve(A, b, lam / 2 * np.eye(A.shape[1]))
        ),
        "λ is doubled: f has ½ before both terms, so both 2 cancel": (
            lambda A, b, lam: _solve(A, b, 2 * lam * np.eye(A.shape[1]))
        ),
        "λ is multiplied by the number of points: the slide's loss is a sum, not a mean": (
            lambda A, b, lam: _solve(A, b, len(A) * lam * np.eye(A.shape[1]))
        ),
        "I is missing its λ: this is the answer for λ = 1, whatever λ is": (
            lambda A, b, lam: _solve(A, b, np.eye(A.shape[1]))
        ),
        "nothing is inverted: solve (AᵀA + λI) x = Aᵀb": (
            lambda A, b, lam: (A.T @ A + lam * np.eye(A.shape[1])) @ A.T @ b
        ),
        "1 / (…) takes the reciprocal of every entry: a matrix is inverted by np.linalg": (
            lambda A, b, lam: (1 / (A.T @ A + lam * np.eye(A.shape[1]))) @ A.T @ b
        ),
        "the inverse stops before λ: λI belongs inside, (AᵀA + λI)⁻¹": (
            lambda A, b, lam: (np.linalg.inv(A.T @ A) + lam * np.eye(A.shape[1])) @ A.T @ b
        ),
        "Aᵀ is missing before b: (AᵀA + λI)⁻¹Aᵀb": (
            lambda A, b, lam: np.linalg.inv(A.T @ A + lam * np.eye(A.shape[1])) @ b
        ),
    },
    hints=(
        "Set λx + Aᵀ(Ax - b) to zero and bring Aᵀb to the other side.",
        "np.eye(n) is the matrix I with n rows; A.shape[1] is the number of unknowns.",
        "np.linalg.solve(M, r) finds the x with M x = r.",
    ),
)


def soft_threshold(z, lam):
    """The lasso of a single number: move it towards 0 by λ, and to 0 if it is nearer than λ.

        argmin ½(x - z)² + λ|x|  =  sign(z) · max(|z| - λ, 0)

    Slide "What If?" with p = 1.
    """
    return np.sign(z) * np.maximum(np.abs(z) - lam, 0)


SOFT_THRESHOLD = Exercise(
    name="soft_threshold",
    solution=soft_threshold,
    cases=(
        (np.array([3.0]), 1.0),  # 2
        (np.array([-3.0]), 1.0),  # -2: towards 0, from the left
        (np.array([0.5, -0.5]), 1.0),  # both are nearer than λ
        (np.array([4.0, 0.0, -1.5, 2.0]), 0.0),  # no penalty
        (np.array([5.0, -0.2, 0.7, -2.0]), 0.5),
        (np.array([1.0, 2.0, -2.0, -6.0]), 2.0),  # exactly λ is 0 too
    ),
    mistakes={
        "λ is subtracted on both sides: a negative z moves towards 0, that is up": lambda z, lam: z - lam,
        "small z change their sign: a z nearer to 0 than λ becomes exactly 0": lambda z, lam: (
            np.sign(z) * (np.abs(z) - lam)
        ),
        "negative z become 0: take |z| first, and give the sign back": lambda z, lam: np.maximum(z - lam, 0),
        "the sign is lost: multiply by np.sign(z)": lambda z, lam: np.maximum(np.abs(z) - lam, 0),
        "this is the hard threshold: what stays must move towards 0 by λ, too": (
            lambda z, lam: np.where(np.abs(z) > lam, z, 0)
        ),
        "this moves away from 0: subtract λ from |z|": lambda z, lam: np.sign(z) * (np.abs(z) + lam),
        "this is ridge, z / (1 + λ): it shrinks everything and makes nothing 0": lambda z, lam: z / (1 + lam),
        "this is the part that is taken away, z cut off at ±λ": lambda z, lam: np.clip(z, -lam, lam),
        "z moves by λ/2 only: |x| has the slope 1, so the shift is λ": (lambda z, lam: soft_threshold(z, lam / 2)),
        "z moves by 2λ: the ½ before the square cancels the 2": lambda z, lam: soft_threshold(z, 2 * lam),
    },
    hints=(
        "Where x > 0 the derivative of ½(x - z)² + λ|x| is x - z + λ, and it is 0 at x = z - λ.",
        "That is only true while z - λ is positive: otherwise the best x is 0. For negative z it is the mirror image.",
        "np.sign(z) gives -1, 0 or 1, np.maximum(a, 0) cuts off below 0.",
    ),
)
