"""The slips of the slides: what a slide says, how it is to be read, and where a notebook lets the reader see it fail.

`python3 course.py contents` writes docs/slips.md from these; tests/test_slips.py holds them to the notebooks.
"""

from typing import NamedTuple


class Slip(NamedTuple):
    """A slip of a slide. `seen` lists scenes and pieces of code of the notebook; it is empty for a note alone."""

    number: int
    slide: str
    says: str
    read: str
    notebook: str
    section: str
    seen: tuple


SLIPS = (
    Slip(
        1,
        "Linear Regression",
        "argmin of the expected ‖Ŷ − Ỹ‖₂, without a square",
        "The norm is meant squared; without the square it is another, more robust method with another answer.",
        "01",
        "1. Linear regression",
        ("norms = np.linalg.norm(given - answer, axis=1)",),
    ),
    Slip(
        2,
        "Linear Regression",
        "W = [W₀ᵀ B] beside Y = Wᵀ[X; 1]",
        "Stack them, W = [W₀; B]: the slide's row is Wᵀ.",
        "01",
        "1. Linear regression",
        ("np.hstack([W0.T, B]).T @ pet",),
    ),
    Slip(
        3,
        "Back To Linear Regression",
        "Y = Wᵀ[X; 1] turns into Y = AX and X = A⁻¹Y",
        "The first X is data and the last one is the unknown, elsewhere W; the data are the rows of A.",
        "01",
        "1. Linear regression",
        ("A @ [1, 3]",),
    ),
    Slip(
        4,
        "Back To Linear Regression",
        "A⁻¹ ≈ A⁺ (or A†) where A is not square",
        "A⁺ does not approximate an inverse: it gives exactly the shortest least-squares solution.",
        "01",
        "6. What the formula costs",
        ("(A @ svd.pinv(A)).round(2)",),
    ),
    Slip(
        5,
        "Back To Linear Regression",
        "A⁺ = V D⁺ U*, with UUᵀ = 𝕀 on the slides before",
        "D⁺ is N × M with the reciprocals of the nonzero singular values, and “nonzero” needs a tolerance; "
        "in the thin decomposition of a tall matrix UUᵀ is not 𝕀.",
        "03",
        "3. Inverting what is not square",
        ("svd.pinv(np.diag([1, small]), rtol)", "(U @ U.T).round(3)"),
    ),
    Slip(
        6,
        "Singular Value Decomposition",
        "Dimensionality = rank of A = number of principal components",
        "True after centring: a plane that misses the origin has rank 3 as raw data.",
        "03",
        "1. How many dimensions?",
        ("svd.matrix_rank(lifted)", "Singular Value Decomposition: the plane misses the origin"),
    ),
    Slip(
        7,
        "Nullspace",
        "V_{ρ+1:N} = null(A), and full rank leaves only 0",
        "null(A) is the span of the last columns of V, which are rows of Vᵀ; it is {0} for full column rank only.",
        "03",
        "2. Turn, stretch, turn",
        ("np.allclose(wide @ full[:, 2:], 0)",),
    ),
    Slip(
        8,
        "Line Fitting 101",
        "Two points: a unique solution",
        "The line is unique; (a, b, c) is so only up to a factor, and length 1 still leaves x and −x.",
        "01",
        "2. One, two, many points",
        ("for each in (x, -x, 0 * x):",),
    ),
    Slip(
        9,
        "Line Fitting 101",
        "argmin ‖Ax‖² with ‖x‖ = 1 as the way to fit a line",
        "It makes an algebraic error small, which depends on the origin and on the units; it is not a distance.",
        "01",
        "4. Which distance?",
        (
            "What If? Origin at the end of the line",
            "least_squares.homogeneous_lstsq(least_squares.design_matrix(scale * SLANTED_POINTS))",
        ),
    ),
    Slip(
        10,
        "What If?",
        "Perpendicular distances: “Same as before!”",
        "Not the same: centre the points, take the last right singular vector for (a, b) with a² + b² = 1, "
        "then c; and vertical distances cannot fit an upright line.",
        "01",
        "4. Which distance?",
        ("What If? Origin above", "What If? Upright"),
    ),
    Slip(
        11,
        "Line Fitting 101",
        "x = (AᵀA)⁻¹Aᵀb, also written x = A \\ b",
        "The formula needs full column rank and squares the condition number; MATLAB's backslash uses QR instead.",
        "01",
        "3. The line with the smallest squares",
        (
            "least_squares.ols(least_squares.design_matrix([2, 2, 2]), [0, 1, 4])",
            "Back To Linear Regression: degree 8",
        ),
    ),
    Slip(
        12,
        "What If?",
        "“Outliers! You can regularize!”",
        "A penalty makes parameters small, not the fit robust; against outliers change the loss.",
        "02",
        "1. Outliers",
        ("What If? A large penalty", "What If? Another loss, no penalty"),
    ),
    Slip(
        13,
        "What If?",
        "Σ dᵢ² + λ‖(a, b, c)‖²",
        "Literally its minimum is 0 or does not exist, never another line; penalise the slope of y = mx + d, "
        "and not the intercept.",
        "02",
        "1. Outliers",
        (
            "regularization.ridge(A0, np.zeros(4), lam=0.1)",
            "np.sum((factor * line) ** 2)",
            "regularization.ridge(A, y + up, 1, unpenalized)",
        ),
    ),
    Slip(
        14,
        "What If?",
        "‖x‖_p = (Σ xᵢᵖ)^(1/p), twice",
        "Take absolute values first; it is a norm for p ≥ 1 only, p = ∞ is the maximum, and “l₀” just counts.",
        "02",
        "2. World of norms",
        (
            "np.sum(x**p) ** (1 / p)",
            "What If? The formula as printed, p = 3",
            "World Of Norms! p = 0.5",
        ),
    ),
    Slip(
        15,
        "What If?",
        "“Sensitivity to outliers is controlled by p!”, with p on the penalty",
        "The p on the residuals controls sensitivity; the p on the parameters controls how many of them become 0.",
        "02",
        "3. The p that controls sensitivity",
        ("robust.irls(A, b, p)[0] for p in (2, 1)", "What If? Sensitivity: p = 8"),
    ),
    Slip(
        16,
        "What If?",
        "λ‖x‖_p, without a square",
        "With p = 2 this is not ridge, which squares the norm; p = 1 is the lasso, and p < 1 is not convex.",
        "02",
        "4. Ridge regression",
        (
            "penalties = (lam / 2 * (5 * share) ** 2, lam * 5 * share)",
            "What If? p = 1: the corner wins",
            "cost = (x - 2) ** 2 / 2 + np.abs(x) ** 0.5",
        ),
    ),
    Slip(
        17,
        "Ax = 0 Vs Ax = b",
        "“No / unique / ∞” under Ax = 0, “trivial / non-trivial” under Ax = b",
        "The headings are swapped: Ax = 0 always has a solution, Ax = b may have none.",
        "01",
        "5. How many solutions: the table",
        ("least_squares.count_solutions(A, v)", "least_squares.count_solutions(A0, np.zeros(3))"),
    ),
    Slip(
        18,
        "Noise In SVD",
        "“Make rank of what it should be!”",
        "The cut matrix is nearest to the noisy data, its singular values hold noise too, and the best k must be "
        "chosen: it can be smaller than the rank of the clean data.",
        "03",
        "6. Noise makes everything full rank",
        (
            "np.linalg.svd(A, compute_uv=False)[:7].round(1)",
            "Noise In SVD: make rank of what it should be",
            "Noise In SVD: more noise",
        ),
    ),
    Slip(
        19,
        "Logistic Regression",
        "p = 1 / (1 + exp(−WᵀX)), “Sometimes also called Perceptron”",
        "The bias is missing; and the perceptron is another method, with a hard step, which learns from mistakes only.",
        "05",
        "2. Logistic regression",
        ("bare = logistic.logistic_regression(pets.features, y)", "Perceptron Update: split, after 300 epochs"),
    ),
    Slip(
        20,
        "Why Did This Happen?",
        "The boundary is “a non-linear function map or a manifold”",
        "The boundary is a level set of a function; what may lie near a manifold is the data.",
        "04",
        "1. When a line cannot do it",
        ("np.sign(x1 * x2)",),
    ),
    Slip(
        21,
        "Radial Basis Function (RBF)",
        "Four axioms of a distance",
        "A fifth is missing: D(x, y) = 0 only if x = y; without it D is a pseudometric.",
        "04",
        "3. Only the distance counts",
        ("Radial Basis Function (RBF): not zero, not the same", "distances.metric_axioms(D)._asdict().items()"),
    ),
    Slip(
        22,
        "How To Interpolate?",
        "f(z) = Σ αᵢ R(z, xᵢ) given f(xᵢ) = yᵢ; the slide before has φ: [0, ∞) → ℝ",
        "It is φ̂, with the hat, that takes a distance; α solves Kα = y, uniquely only if K is not singular. Different "
        "centres and a positive definite kernel make sure of that, for some other kernels a polynomial beside them.",
        "04",
        "4. How to interpolate",
        (
            'rbf.rbf_weights([0, 1, 0], [1, 2, 3], "gaussian", epsilon=1)',
            'rbf.rbf_weights([0, 1], [1, 2], "thin_plate_spline", epsilon=1)',
        ),
    ),
    Slip(
        23,
        "Take A Step Back!",
        "“Can approximate any function”",
        "Any continuous function on a bounded and closed range, with enough pieces of the right kind; and that good "
        "weights exist does not mean that training finds them.",
        "04",
        "7. Take a step back",
        ("Take A Step Back! A jump", "Take A Step Back! Parabolas"),
    ),
    Slip(
        24,
        "Perceptron Update",
        "“McCulloch–Pitts Neuron … Train”",
        "A matter of history, which no cell can show: the neuron of 1943 had no learning rule, and this one is "
        "Rosenblatt's of 1958. What can be seen is the bias, which is missing again.",
        "05",
        "4. Let's make a neuron!",
        ("perceptron.is_separable([[1], [2]], [0, 1])",),
    ),
    Slip(
        25,
        "Perceptron Update",
        "W(t + 1) = W(t) + α(ŷᵢ − yᵢ)xᵢ",
        "Here the hat is on the label: read label minus output. With a sigmoid that is a step for the log loss; for "
        "the squared loss a factor σ′ would be missing.",
        "05",
        "4. Let's make a neuron!",
        ("Perceptron Update: the hat read as usual", "Perceptron Update: from a bad start"),
    ),
    Slip(
        26,
        "If σ was linear!",
        "y₂ = σ(σ(W₁x₁)) = A²W₂W₁x₁, “the same as one neuron”",
        "A W₂ is lost on the way, A moves to the front only if it is a number, and the result is one layer, with "
        "biases one layer with a bias.",
        "06",
        "1. What a hidden layer is for",
        (
            '"W₂ lost": W[0] @ A @ A',
            '"A² pulled out": W[0] @ W[1] @ A @ A',
            "bool(np.allclose(stack, x @ one_W + one_b))",
        ),
    ),
    Slip(
        27,
        "Training-Validation-Test Sets",
        "Validation “to see how it performs”; test “where your model is deployed on”",
        "The validation set is for choosing, again and again; the test set is held out and used once, to estimate.",
        "05",
        "6. Training, validation, test",
        ("Training-Validation-Test Sets: ten peeks", "Training-Validation-Test Sets: a thousand peeks"),
    ),
    Slip(
        28,
        "Let's Get Some Math Done!",
        "D_x f = lim (f(x + h) − f(x)) / ‖h‖",
        "For a vector h this limit depends on the direction; Df is the matrix for which "
        "‖f(x + h) − f(x) − Df h‖ / ‖h‖ goes to 0.",
        "06",
        "2. Derivative and gradient",
        ("calculus.linearization_error(f, J, x, h)",),
    ),
    Slip(
        29,
        "What Is The Gradient?",
        "∇(Ax) = Aᵀ and ∇(½xᵀAx) = Ax",
        "Ax is a vector: its derivative is A, and Aᵀ is a convention; Ax in the second needs a symmetric A, as the "
        "slide says.",
        "06",
        "2. Derivative and gradient",
        ("calculus.numerical_jacobian(lambda x: A @ x, h)", "calculus.check_gradient(half_xAx, A @ x, x)"),
    ),
    Slip(
        30,
        "What Is The Gradient?",
        "∇f(Ax) = Aᵀ f′(Ax)",
        "Put the gradient in place of f′, which is a row one slide before: a column in Aᵀ∇f(Ax), a row in ∇f(xA)Aᵀ.",
        "06",
        "2. Derivative and gradient",
        ("W @ row",),
    ),
    Slip(
        31,
        "Recall Chain Rule!",
        "Df(g(x)) = Df ∘ D(g(x)) and ∇f(g(x)) = ∇g(x) ∇f(x)",
        "D(f ∘ g)(x) is the product Df(g(x)) Dg(x), and the last gradient must be taken at g(x).",
        "06",
        "3. The chain rule",
        ("Dg(x).T @ of_squares(x)",),
    ),
    Slip(
        32,
        "Backward Pass",
        "“Derivative here is σ₂′ W₃ ∂ℒ/∂z₃”",
        "σ′ of a layer is a diagonal matrix, or an entry-by-entry product, and not a plain factor.",
        "06",
        "5. Forward, and all the way back",
        ('"one number, the mean of σ′": g * slope.mean()',),
    ),
    Slip(
        33,
        "Derivative With Respect To W₂",
        "∇W₂ ℒ = ∇W₂ z₂ ∇z₂ ℒ, and no biases",
        "The first factor has three indices, and y₁ᵀ ∇z₂ is what is left without its zeros; a batch sums over its "
        "rows, and the gradient at b is the sum of the rows of ∇z.",
        "06",
        "5. Forward, and all the way back",
        (
            'np.einsum("kij,k->ij", J, g[0])',
            "Complete Backprop: six rows at once",
            'error_of(k, part) < 1e-6 for k in range(3) for part in "Wb"',
        ),
    ),
    Slip(
        34,
        "Gradient Vs Derivative",
        "The “derivative” is a column and the “gradient” a row",
        "Earlier the slides have it the other way round; both lines are right up to a transpose: with rows, the "
        "gradient has the shape of the thing it belongs to.",
        "06",
        "7. Gradient and derivative",
        (
            "derivative = W1 @ S1 @ W2 @ S2 @ W3 @ grad_z3.T",
            "Gradient Vs Derivative: a factor the wrong way round",
        ),
    ),
    Slip(
        35,
        "Let's Do A Trick!",
        "`dorward`, `grad_lx`, `grad_ly`, “Autograd in code!”",
        "Read `forward`, and gradients of the loss at x and y; autograd also needs a record of the operations, a walk "
        "in reverse order, and addition where a value is used twice.",
        "06",
        "8. Autograd",
        (
            "calculus.check_gradient(lambda x: x * x + x, grad, 2.0)",
            "Let's Do A Trick! x is used twice: its first share",
        ),
    ),
    Slip(
        36,
        "Let's Do A Trick!",
        "`x.T@grad_ly`",
        "x must be a matrix, if only with one row: a vector of numpy has no transpose.",
        "06",
        "8. Autograd",
        ('"vectors:", x.T @ g',),
    ),
    Slip(
        37,
        "We Did Something Cool!",
        "“Dimension of output? 1”",
        "Right for two classes: one output with a sigmoid is the same as two with softmax.",
        "06",
        "6. We did something cool",
        ("mlp.predict_proba(z, [mlp.Layer(np.eye(2), np.zeros(2))])",),
    ),
)
