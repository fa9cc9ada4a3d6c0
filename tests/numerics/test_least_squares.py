"""Least squares, lines and counting solutions: by hand, by exact fractions, against numpy, scipy and scikit-learn."""

import warnings
from fractions import Fraction

import numpy as np
import pytest
import scipy.linalg
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from sklearn.linear_model import LinearRegression

from course_utils.data.datasets import NIST_PROBLEMS, load_nist
from course_utils.numerics.calculus import check_gradient
from course_utils.numerics.least_squares import (
    correct_digits,
    count_solutions,
    design_matrix,
    homogeneous_lstsq,
    lstsq,
    ols,
    orthogonal_distances,
    total_least_squares,
    vertical_residuals,
)
from tests.numerics.exact import exact_ols, exact_rank

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # scipy.odr is about to leave scipy; it is still an oracle
    import scipy.odr

small_integers = npst.arrays(
    np.int64, npst.array_shapes(min_dims=2, max_dims=2, max_side=4), elements=st.integers(-3, 3)
)
tall = npst.arrays(float, st.tuples(st.integers(4, 8), st.just(3)), elements=st.integers(-9, 9))
powers_of_ten = st.integers(-150, 150).map(lambda k: 10.0**k)
seeds = st.integers(0, 10**6)


@pytest.fixture
def rng():
    return np.random.default_rng(2)


def powers(x, degree):
    return np.vander(x, degree + 1, increasing=True)


def exact_digits(x, truth):
    """The digits of the worst coefficient that are right (log relative error), at most 15."""
    errors = [abs(Fraction(a) - Fraction(c)) / abs(Fraction(c)) for a, c in zip(x.tolist(), truth, strict=True)]
    return min(15.0, -np.log10(max(float(max(errors)), 1e-300)))


# ------------------------------------------------------------------------------------------------- design matrix


def test_the_ones_stand_last():
    np.testing.assert_array_equal(design_matrix([[1, 2], [3, 4]]), [[1, 2, 1], [3, 4, 1]])


# ------------------------------------------------------------------------------------- ordinary least squares


@pytest.mark.parametrize("solver", [ols, lstsq])
def test_a_line_through_three_points_by_hand(solver):
    # the normal equations of (0, 0), (1, 0), (2, 3) are 5 m + 3 d = 6 and 3 m + 3 d = 3
    np.testing.assert_allclose(solver(design_matrix([0, 1, 2]), [0, 0, 3]), [1.5, -0.5], rtol=1e-14)


@pytest.mark.parametrize("solver", [ols, lstsq])
def test_least_squares_is_linear_regression_of_scikit_learn(solver, rng):
    X, y = rng.normal(size=(30, 3)), rng.normal(size=(30, 2))
    sklearn = LinearRegression().fit(X, y)
    np.testing.assert_allclose(
        solver(design_matrix(X), y), np.vstack([sklearn.coef_.T, sklearn.intercept_]), rtol=1e-10
    )


@pytest.mark.parametrize("solver", [ols, lstsq])
@given(A=tall, seed=seeds)
def test_the_residual_is_orthogonal_to_the_columns(solver, A, seed):
    assume(exact_rank(A.tolist()) == 3)
    b = np.random.default_rng(seed).normal(size=len(A))
    np.testing.assert_allclose(A.T @ (A @ solver(A, b) - b), 0, atol=1e-9)


def test_the_gradient_of_the_squared_error_vanishes_at_the_solution(rng):
    A, b = rng.normal(size=(9, 3)), rng.normal(size=9)
    assert check_gradient(lambda x: np.sum((A @ x - b) ** 2), np.zeros(3), ols(A, b)) < 1e-6


@pytest.mark.parametrize(
    "A",
    [
        [[1, 2], [2, 4], [3, 6]],
        [[0.1, 0.3], [0.2, 0.6]],
        [[1, 0], [2, 0]],
        [[1, 2]],
        [[1e9, 1e-9], [2e9, 2e-9]],
        np.zeros((3, 2)),
    ],
)
def test_ols_refuses_dependent_columns_in_words(A):
    with pytest.raises(np.linalg.LinAlgError, match="linearly dependent"):
        ols(A, np.ones(len(A)))


def test_ols_does_not_mistake_columns_of_different_size_for_dependent_ones():
    x = np.arange(5.0)
    np.testing.assert_allclose(ols(design_matrix(1e-9 * x), 3 * x + 2), [3e9, 2], rtol=1e-9)


def test_where_the_equations_have_a_solution_ols_loses_twice_the_digits():
    x = 1000 + np.arange(10.0)
    A, b = design_matrix(x), 2 * x + 1
    assert exact_digits(lstsq(A, b), [2, 1]) == 15
    assert 5 < exact_digits(ols(A, b), [2, 1]) < 12


def test_a_residual_brings_the_square_of_the_condition_number_into_the_problem():
    # one entry of A changes by 1e-10; both answers are exact fractions, so that no method is to blame
    e, change = Fraction(1, 10**4), Fraction(1, 10**10)
    moved = {}
    for residual in (0, 1):
        b = [2 - 2 * residual, 2 + e + residual, 2 - e + residual]
        before, after = (exact_ols([[1, 1], [1 + d, 1 + e], [1, 1 - e]], b) for d in (0, change))
        assert before == [1, 1]
        moved[residual] = float(max(abs(x - 1) for x in after) / change)
    kappa = np.linalg.cond(np.array([[1, 1], [1, 1 + 1e-4], [1, 1 - 1e-4]]))
    assert moved[0] < kappa < 1e5 < 1e7 < moved[1] < kappa**2


def test_without_residual_a_method_on_the_matrix_itself_keeps_more_digits_than_ols_and_with_a_large_one_it_does_not():
    slide, numpy = {}, {}
    for name in ("Wampler1", "Wampler4", "Wampler5"):  # one matrix, a growing residual
        A, b, certified = load_nist(name)
        slide[name] = exact_digits(ols(A, b), certified)
        numpy[name] = exact_digits(np.linalg.lstsq(A, b)[0], certified)
    assert numpy["Wampler1"] > slide["Wampler1"] + 2
    assert numpy["Wampler1"] > numpy["Wampler4"] > numpy["Wampler5"]
    assert numpy["Wampler5"] < slide["Wampler5"] + 1


def test_units_of_columns_cost_numpy_digits_but_not_the_normal_equations():
    A, b, certified = load_nist("Pontius")
    lengths = np.linalg.norm(A, axis=0)
    assert np.linalg.cond(A) > 1e13 > 100 > np.linalg.cond(A / lengths)
    numpy = exact_digits(np.linalg.lstsq(A, b)[0], certified)
    assert exact_digits(ols(A, b), certified) > numpy + 3
    assert exact_digits(np.linalg.lstsq(A / lengths, b)[0] / lengths, certified) > numpy + 3


# --------------------------------------------------------------------------------------- accurate least squares


@pytest.mark.parametrize("name", NIST_PROBLEMS)
def test_lstsq_gets_every_digit_the_float64_input_holds(name):
    A, b, _ = load_nist(name)
    assert exact_digits(lstsq(A, b), exact_ols(A.tolist(), b.tolist())) == 15


@pytest.mark.parametrize("name", NIST_PROBLEMS)
def test_lstsq_gets_the_digits_nist_certifies(name):
    A, b, certified = load_nist(name)
    assert exact_digits(lstsq(A, b), certified.tolist()) >= (7 if name == "Filip" else 13)


def test_numpy_and_the_normal_equations_get_no_digit_of_filip():
    A, b, certified = load_nist("Filip")
    assert exact_digits(ols(A, b), certified.tolist()) < 1
    assert exact_digits(np.linalg.lstsq(A, b)[0], certified.tolist()) < 1


@pytest.mark.parametrize("degree", range(1, 11))
@pytest.mark.parametrize("centre", [0.0, 2.0])
def test_powers_of_one_variable_keep_all_digits(degree, centre, rng):
    A, b = powers(np.linspace(centre - 1, centre + 1, 15), degree), rng.normal(size=15)
    assert exact_digits(lstsq(A, b), exact_ols(A.tolist(), b.tolist())) >= 14.9


@settings(max_examples=30, deadline=None)
@given(seeds, st.lists(st.integers(-60, 60), min_size=3, max_size=3))
def test_columns_of_very_different_size_keep_all_digits(seed, exponents):
    rng = np.random.default_rng(seed)
    A, b = rng.normal(size=(6, 3)) * 10.0 ** np.array(exponents), rng.normal(size=6)
    assert exact_digits(lstsq(A, b), exact_ols(A.tolist(), b.tolist())) >= 14.9


@pytest.mark.parametrize("a", [1e-150, 1e-20, 1.0, 1e20, 1e150])
@pytest.mark.parametrize("b", [1e-150, 1e-20, 1.0, 1e20, 1e150])
def test_tiny_and_huge_units_do_no_harm(a, b):
    np.testing.assert_allclose(
        lstsq(a * design_matrix([0, 1, 2]), [0, 0, 3 * b]), [1.5 * b / a, -0.5 * b / a], rtol=1e-14
    )


@given(tall, seeds)
def test_lstsq_follows_a_shift_of_the_right_hand_side(A, seed):
    assume(exact_rank(A.tolist()) == 3)
    rng = np.random.default_rng(seed)
    b, shift = rng.normal(size=len(A)), rng.integers(-5, 5, size=3)
    np.testing.assert_allclose(lstsq(A, b + A @ shift), lstsq(A, b) + shift, atol=1e-9)


@given(tall, seeds)
def test_lstsq_follows_a_change_of_units_exactly(A, seed):
    assume(exact_rank(A.tolist()) == 3)
    b = np.random.default_rng(seed).normal(size=len(A))
    np.testing.assert_array_equal(
        lstsq(A * [2.0, 2.0**-40, 2.0**90], 8 * b), lstsq(A, b) * 8 / [2.0, 2.0**-40, 2.0**90]
    )


def test_many_right_hand_sides_are_solved_one_by_one(rng):
    for A in (rng.normal(size=(6, 3)), rng.normal(size=(3, 6))):
        B = rng.normal(size=(len(A), 4))
        np.testing.assert_allclose(lstsq(A, B), np.column_stack([lstsq(A, b) for b in B.T]), rtol=1e-12)
        assert lstsq(A, B[:, :1]).shape == (A.shape[1], 1)


def test_a_square_system_is_solved_to_the_last_digit():
    n = 8
    hilbert = np.array([[1 / (i + j + 1) for j in range(n)] for i in range(n)])
    b = np.ones(n)
    assert exact_digits(lstsq(hilbert, b), exact_ols(hilbert.tolist(), b.tolist())) == 15


# ----------------------------------------------------------------------------- many solutions: the shortest one


@pytest.mark.parametrize(("m", "n", "r"), [(6, 4, 2), (4, 6, 4), (4, 6, 2), (5, 5, 4), (1, 4, 1), (5, 1, 0), (2, 3, 0)])
def test_of_many_solutions_lstsq_takes_the_one_of_the_pseudo_inverse(rng, m, n, r):
    A, b = rng.normal(size=(m, r)) @ rng.normal(size=(r, n)), rng.normal(size=m)
    np.testing.assert_allclose(lstsq(A, b), np.linalg.pinv(A, rcond=1e-12) @ b, atol=1e-11)
    np.testing.assert_allclose(lstsq(A, b), scipy.linalg.lstsq(A, b, cond=1e-12)[0], atol=1e-11)


@pytest.mark.parametrize("degree", [12, 16, 20])
def test_columns_that_are_nearly_dependent_still_fit(degree):
    x = np.linspace(1, 3, 40)
    A = powers(x, degree)
    np.testing.assert_allclose(A @ lstsq(A, np.sin(x)), np.sin(x), atol=1e-8)


@given(small_integers, seeds)
def test_every_small_matrix_has_the_solution_of_the_pseudo_inverse(A, seed):
    b = np.random.default_rng(seed).integers(-3, 4, size=len(A))
    np.testing.assert_allclose(lstsq(A, b), np.linalg.pinv(A, rcond=1e-12) @ b, atol=1e-12)


def test_the_shortest_solution_is_meant_in_the_given_units():
    # x + 100 y = 101: the shortest solution is along (1, 100), not along (1, 1) as after scaling the columns
    np.testing.assert_allclose(lstsq([[1, 100]], [101]), np.array([1, 100]) * 101 / 10001, rtol=1e-14)


@pytest.mark.parametrize("unit", [1e-150, 1e-9, 1e9, 1e150])
def test_an_unknown_that_is_determined_is_not_disturbed_by_others_that_are_not(unit):
    x = np.arange(4.0)
    A = np.column_stack([x * unit, np.ones(4), np.ones(4)])
    np.testing.assert_allclose(lstsq(A, 3 * x + 2), [3 / unit, 1, 1], rtol=1e-13)


# ------------------------------------------------------------------------------------------------- A x ≈ 0


def test_two_points_determine_their_line():
    line = homogeneous_lstsq([[0, 1, 1], [1, 3, 1]])  # (0, 1) and (1, 3): 2 x - y + 1 = 0
    np.testing.assert_allclose(line, np.array([2, -1, 1]) / np.sqrt(6), atol=1e-15)


@given(small_integers)
def test_no_unit_vector_is_shortened_more(A):
    x = homogeneous_lstsq(A)
    d = np.linalg.svd(np.vstack([A, np.zeros((A.shape[1], A.shape[1]))]), compute_uv=False)
    assert np.linalg.norm(x) == pytest.approx(1)
    assert np.linalg.norm(A @ x) == pytest.approx(d[-1], abs=1e-13)
    assert x.max() >= abs(x).max() * (1 - 1e-6)


@pytest.mark.parametrize("unit", [1e-150, 1e150])
def test_the_unit_of_a_does_not_matter_to_the_homogeneous_solution(unit):
    A = np.array([[1, 2], [2, 4.1], [3, 6]])
    np.testing.assert_allclose(homogeneous_lstsq(unit * A), homogeneous_lstsq(A), rtol=1e-12)


def test_the_algebraic_line_moves_with_the_origin_and_the_perpendicular_one_does_not(rng):
    points = np.column_stack([np.arange(9.0), 2 * np.arange(9.0)]) + rng.normal(size=(9, 2))
    algebraic = lambda p: homogeneous_lstsq(design_matrix(p))  # noqa: E731
    slope = lambda line: -line[0] / line[1]  # noqa: E731
    assert abs(slope(algebraic(points)) - slope(algebraic(points + 5))) > 1e-3
    assert slope(total_least_squares(points)) == pytest.approx(slope(total_least_squares(points + 5)), rel=1e-12)


# -------------------------------------------------------------------------------------- total least squares


def test_total_least_squares_is_orthogonal_distance_regression_of_scipy(rng):
    x = rng.uniform(-3, 3, size=40)
    points = np.column_stack([x, 2 * x + 1]) + rng.normal(size=(40, 2))
    a, b, c = total_least_squares(points)
    fit = scipy.odr.ODR(scipy.odr.Data(*points.T), scipy.odr.unilinear, beta0=[1.0, 0.0]).run()
    np.testing.assert_allclose([-a / b, -c / b], fit.beta, rtol=1e-4)  # where its iteration stops


@pytest.mark.parametrize("angle", np.linspace(0, np.pi, 13))
def test_no_other_line_is_nearer(angle, rng):
    points = rng.normal(size=(20, 2)) @ rng.normal(size=(2, 2)) + 3
    best = np.sum(orthogonal_distances(points, total_least_squares(points)) ** 2)
    normal = np.array([np.cos(angle), np.sin(angle)])
    for shift in np.linspace(-1, 1, 9):
        other = [*normal, -normal @ points.mean(axis=0) + shift]
        assert np.sum(orthogonal_distances(points, other) ** 2) >= best * (1 - 1e-12)


@given(seeds, st.floats(-3, 3), st.floats(-1e3, 1e3), st.floats(-1e3, 1e3))
def test_total_least_squares_turns_and_moves_with_the_points_and_ols_does_not(seed, angle, dx, dy):
    rng = np.random.default_rng(seed)
    points = np.column_stack([np.arange(6.0), rng.normal(size=6)])
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    moved = points @ turn.T + [dx, dy]
    before, after = total_least_squares(points), total_least_squares(moved)
    np.testing.assert_allclose(orthogonal_distances(moved, after), orthogonal_distances(points, before), atol=1e-8)
    assert abs(after[:2] @ turn @ before[:2]) == pytest.approx(1, abs=1e-9)
    if 0.2 < abs(angle) < 1:
        m, _ = ols(design_matrix(moved[:, 0]), moved[:, 1])
        assert abs(np.array([m, -1]) @ turn @ before[:2]) / np.hypot(m, 1) < 1 - 1e-9


@given(seeds)
def test_the_line_is_normalised_with_b_upwards(seed):
    a, b, _ = total_least_squares(np.random.default_rng(seed).normal(size=(5, 2)))
    assert np.hypot(a, b) == pytest.approx(1, abs=1e-15)
    assert b > 0


@pytest.mark.parametrize("x", [0.0, 0.1, -7.0, 1e-150, 1e150])
@pytest.mark.parametrize("n", [2, 5])
def test_a_vertical_line_is_fitted_exactly(x, n):
    points = np.column_stack([np.full(n, x), 0.1 * np.arange(n) * max(1, abs(x))])
    line = total_least_squares(points)
    np.testing.assert_allclose(line, [1, 0, -x], rtol=1e-15)
    assert line[1] == 0
    np.testing.assert_array_equal(total_least_squares(points[:, ::-1])[:2], [0, 1])


def test_a_cloud_far_from_the_origin_keeps_its_direction():
    far = np.array([2.0**40, -(2.0**41)])
    points = np.array([[0, 0], [3, 4], [6, 8]]) + far
    np.testing.assert_allclose(total_least_squares(points)[:2], [-0.8, 0.6], rtol=1e-14)


def test_ten_thousand_points_can_be_fitted(rng):
    x = rng.normal(size=10_000)
    a, b, _ = total_least_squares(np.column_stack([x, 3 * x]))
    assert -a / b == pytest.approx(3)


@pytest.mark.parametrize("points", [[[1, 2]], [[0.1, 0.7]] * 3, [[1e8, 1e-8]] * 5, np.zeros((4, 2))])
def test_one_point_does_not_define_a_line(points):
    with pytest.raises(np.linalg.LinAlgError, match="expected two different points"):
        total_least_squares(points)


@pytest.mark.parametrize("n", [3, 4, 7])
@pytest.mark.parametrize(("radius", "centre"), [(1, 0), (1e-3, 10), (1e150, 0)])
def test_a_regular_polygon_has_no_best_line(n, radius, centre):
    t = 2 * np.pi * np.arange(n) / n + 0.3
    with pytest.raises(np.linalg.LinAlgError, match="equally in all directions"):
        total_least_squares(centre + radius * np.column_stack([np.cos(t), np.sin(t)]))


# ---------------------------------------------------------------------------------------------- two distances


def test_residuals_and_distances_by_hand():
    points = [[0, 0], [0, 5], [4, 3]]
    np.testing.assert_allclose(vertical_residuals(points, (3, 4, 0)), [0, 5, 6])  # y = -3/4 x
    np.testing.assert_allclose(orthogonal_distances(points, (3, 4, 0)), [0, 4, 4.8])


@given(seeds, st.floats(-100, 100).filter(lambda s: abs(s) > 1e-2))
def test_distances_do_not_depend_on_the_scale_of_the_line(seed, scale):
    rng = np.random.default_rng(seed)
    points, line = rng.normal(size=(4, 2)), rng.normal(size=3)
    np.testing.assert_allclose(vertical_residuals(points, scale * line), vertical_residuals(points, line), rtol=1e-9)
    np.testing.assert_allclose(
        orthogonal_distances(points, scale * line), orthogonal_distances(points, line), rtol=1e-9
    )


@given(seeds)
def test_the_perpendicular_is_the_shortest_way(seed):
    rng = np.random.default_rng(seed)
    points, (a, b, c) = rng.normal(size=(4, 2)), rng.normal(size=3)
    d, r = orthogonal_distances(points, (a, b, c)), vertical_residuals(points, (a, b, c))
    np.testing.assert_allclose(d, abs(r) * abs(b) / np.hypot(a, b), rtol=1e-9)


def test_ols_makes_the_vertical_and_tls_the_perpendicular_squares_smaller(rng):
    points = rng.normal(size=(20, 2)) @ [[1, 1], [0, 1]]
    m, d = ols(design_matrix(points[:, 0]), points[:, 1])
    vertical, perpendicular = (m, -1, d), total_least_squares(points)
    assert np.sum(vertical_residuals(points, vertical) ** 2) < np.sum(vertical_residuals(points, perpendicular) ** 2)
    assert np.sum(orthogonal_distances(points, perpendicular) ** 2) < np.sum(
        orthogonal_distances(points, vertical) ** 2
    )


@pytest.mark.parametrize("unit", [1e-200, 1e200])
def test_huge_and_tiny_lines_are_lines_too(unit):
    np.testing.assert_allclose(orthogonal_distances([[3, 4]], [3 * unit, 4 * unit, -5 * unit]), 4)
    np.testing.assert_allclose(vertical_residuals([[3, 4]], [3 * unit, 4 * unit, -5 * unit]), 5)


def test_a_vertical_line_has_distances_but_no_vertical_residuals():
    np.testing.assert_array_equal(orthogonal_distances([[3, 7]], (1, 0, -1)), [2])
    with pytest.raises(ValueError, match=r"line is \(1.0, 0.0, -1.0\), expected b ≠ 0"):
        vertical_residuals([[3, 7]], (1, 0, -1))


def test_a_and_b_both_zero_do_not_define_a_line():
    with pytest.raises(ValueError, match="expected a ≠ 0 or b ≠ 0"):
        orthogonal_distances([[3, 7]], (0, 0, 1))


# ------------------------------------------------------------------------------------------ counting solutions


def counted_exactly(A, b):
    rank, augmented = exact_rank(A.tolist()), exact_rank(np.column_stack([A, b]).tolist())
    return "none" if augmented > rank else "unique" if rank == A.shape[1] else "infinite"


@given(small_integers, seeds, st.booleans())
def test_solutions_are_counted_as_in_exact_fractions(A, seed, consistent):
    rng = np.random.default_rng(seed)
    b = A @ rng.integers(-3, 4, size=A.shape[1]) if consistent else rng.integers(-3, 4, size=len(A))
    assert count_solutions(A, b) == counted_exactly(A, b)


@given(small_integers, seeds)
def test_units_of_equations_and_unknowns_do_not_change_the_count(A, seed):
    rng = np.random.default_rng(seed)
    b = rng.integers(-3, 4, size=len(A))
    rows, columns = 10.0 ** rng.integers(-30, 30, size=(len(A), 1)), 10.0 ** rng.integers(-30, 30, size=A.shape[1])
    assert count_solutions(rows * A * columns, rows[:, 0] * b) == counted_exactly(A, b)


@given(small_integers)
def test_the_homogeneous_system_always_has_a_solution(A):
    expected = "unique" if exact_rank(A.tolist()) == A.shape[1] else "infinite"
    assert count_solutions(A, np.zeros(len(A))) == count_solutions(A, 0) == expected


def test_three_points_on_a_line_have_one_line_and_three_others_none():
    A = design_matrix([0, 1, 2])
    assert count_solutions(A, [1, 3, 5]) == "unique"
    assert count_solutions(A, [1, 3, 6]) == "none"
    assert count_solutions(A[:1], [1]) == "infinite"


# ------------------------------------------------------------------------------------------------ arguments


@pytest.mark.parametrize(
    ("function", "arguments", "message"),
    [
        (design_matrix, ([],), "x is empty"),
        (design_matrix, (np.ones((2, 2, 2)),), "x has shape"),
        (ols, ([[1, 2]], [1, 2]), "b has shape"),
        (lstsq, ([[1, 2]], [1, 2]), "b has shape"),
        (lstsq, ([[1j]], [1]), "A has complex numbers"),
        (lstsq, ([[1]], [np.inf]), "b contains inf"),
        (homogeneous_lstsq, ([1, 2],), "A has shape"),
        (total_least_squares, ([[1, 2, 3]],), r"points has shape \(1, 3\), expected \(n, 2\)"),
        (vertical_residuals, ([[1, 2]], (1, 2)), r"line has shape \(2,\), expected \(3,\)"),
        (orthogonal_distances, ([1, 2], (1, 2, 3)), "points has shape"),
        (count_solutions, ([[1]], [[1]]), r"b has shape \(1, 1\), expected \(1,\)"),
        (count_solutions, ([[1]], 1), "b has shape"),
    ],
)
def test_bad_arguments_are_named(function, arguments, message):
    with pytest.raises(ValueError, match=message):
        function(*arguments)


@pytest.mark.parametrize("function", [ols, lstsq, count_solutions])
def test_inputs_are_never_modified(function):
    A, b = np.array([[1.0, 1.0], [1.0, 2.0], [1.0, 3.0]]), np.array([1.0, 2.0, 4.0])
    A.flags.writeable = b.flags.writeable = False
    function(A, b)
    homogeneous_lstsq(A)
    total_least_squares(A[:, :2] + b[:, None])
    vertical_residuals(A, b)
    orthogonal_distances(A, b)
    np.testing.assert_array_equal(A, [[1, 1], [1, 2], [1, 3]])
    np.testing.assert_array_equal(b, [1, 2, 4])


def test_correct_digits_agrees_with_the_exact_log_relative_error(rng):
    truth = rng.normal(size=200)
    for digits in range(1, 15):
        x = truth * (1 + 0.5 * 10.0**-digits)
        assert correct_digits(x, truth) == int(exact_digits(x, truth.tolist())) == digits


def test_correct_digits_stay_between_0_and_15():
    assert correct_digits([1, 2], [1, 2]) == 15
    assert correct_digits([-1e9, 2], [1, 2]) == 0
    with pytest.raises(ValueError, match="truth has an entry 0"):
        correct_digits([1, 2], [1, 0])
    with pytest.raises(ValueError, match=r"x has shape \(1,\)"):
        correct_digits([1], [1, 2])
