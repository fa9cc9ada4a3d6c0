"""Rank, null space and pseudo-inverse, against scipy, numpy and exact fractions."""

import numpy as np
import pytest
import scipy.linalg
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from course_utils.numerics.svd import matrix_rank, null_space, pinv, positive_peaks
from tests.numerics.exact import exact_rank

small_integers = npst.arrays(
    np.int64, npst.array_shapes(min_dims=2, max_dims=2, max_side=5), elements=st.integers(-3, 3)
)

SHAPES = [(6, 4, 4), (4, 6, 4), (5, 5, 5), (6, 4, 2), (4, 6, 2), (5, 5, 1), (1, 3, 1), (3, 1, 1)]


@pytest.fixture
def rng():
    return np.random.default_rng(1)


def of_rank(rng, m, n, r):
    return rng.normal(size=(m, r)) @ rng.normal(size=(r, n))


@given(small_integers)
def test_rank_is_the_exact_rank(A):
    assert matrix_rank(A) == exact_rank(A.tolist())


@given(small_integers, st.sampled_from([1e-150, 1e-20, 1e20, 1e150]))
def test_rank_does_not_depend_on_the_unit(A, unit):
    assert matrix_rank(A * unit) == matrix_rank(A)


@given(small_integers)
def test_rank_and_dimension_of_the_null_space_add_up_to_the_number_of_columns(A):
    assert matrix_rank(A) + null_space(A).shape[1] == A.shape[1]


@given(small_integers)
def test_the_null_space_is_orthonormal_and_sent_to_zero(A):
    V = null_space(A)
    np.testing.assert_allclose(A @ V, 0, atol=1e-13)
    np.testing.assert_allclose(V.T @ V, np.eye(V.shape[1]), atol=1e-14)


@pytest.mark.parametrize(("m", "n", "r"), SHAPES)
def test_null_space_spans_what_scipys_spans(rng, m, n, r):
    A = of_rank(rng, m, n, r)
    ours, theirs = null_space(A), scipy.linalg.null_space(A)
    assert ours.shape == theirs.shape == (n, n - r)
    np.testing.assert_allclose(ours @ ours.T, theirs @ theirs.T, atol=1e-13)


def test_the_null_space_of_a_wide_matrix_needs_all_of_v():
    V = null_space([[1, 2, 3], [4, 5, 6]])
    np.testing.assert_allclose(V[:, 0] / V[0, 0], [1, -2, 1])


def test_the_null_space_of_zero_is_everything_and_of_the_identity_nothing():
    assert null_space(np.zeros((2, 3))).shape == (3, 3)
    assert null_space(np.eye(3)).shape == (3, 0)


def test_noise_fills_the_rank_and_rtol_brings_it_back(rng):
    plane = of_rank(rng, 50, 3, 2)
    noisy = plane + 1e-3 * rng.normal(size=plane.shape)
    assert matrix_rank(plane) == 2
    assert matrix_rank(noisy) == 3
    assert matrix_rank(noisy, rtol=0.01) == 2
    assert null_space(noisy, rtol=0.01).shape == (3, 1)


@pytest.mark.parametrize(("m", "n", "r"), SHAPES)
def test_pinv_is_scipys(rng, m, n, r):
    A = of_rank(rng, m, n, r)
    np.testing.assert_allclose(pinv(A), scipy.linalg.pinv(A, rtol=1e-12), atol=1e-11)


@given(small_integers)
def test_pinv_has_the_four_properties_of_penrose(A):
    P = pinv(A)
    np.testing.assert_allclose(A @ P @ A, A, atol=1e-12)
    np.testing.assert_allclose(P @ A @ P, P, atol=1e-12)
    np.testing.assert_allclose(A @ P, (A @ P).T, atol=1e-12)
    np.testing.assert_allclose(P @ A, (P @ A).T, atol=1e-12)


def test_pinv_of_an_invertible_matrix_is_the_inverse(rng):
    A = rng.normal(size=(4, 4))
    np.testing.assert_allclose(pinv(A), np.linalg.inv(A), rtol=1e-10)


@pytest.mark.parametrize("unit", [1e-150, 1e150])
def test_pinv_of_a_tiny_or_huge_matrix_is_huge_or_tiny(unit):
    np.testing.assert_allclose(pinv([[2 * unit, 0], [0, 4 * unit]]) * unit, [[0.5, 0], [0, 0.25]])


def test_pinv_of_zero_is_zero():
    np.testing.assert_array_equal(pinv(np.zeros((2, 3))), np.zeros((3, 2)))


def test_pinv_leaves_out_singular_values_below_rtol():
    np.testing.assert_array_equal(pinv(np.diag([1, 0.01]), rtol=0.1), np.diag([1.0, 0]))


@given(small_integers)
def test_the_largest_entry_of_each_column_is_made_positive(A):
    V = positive_peaks(A.astype(float))
    assert (V.max(axis=0) >= np.abs(V).max(axis=0)).all()
    np.testing.assert_array_equal(np.abs(V), np.abs(A))


def test_a_tie_up_to_rounding_goes_to_the_first_entry():
    np.testing.assert_array_equal(positive_peaks(np.array([[-1.0], [1.0 + 1e-15]])), [[1.0], [-1.0 - 1e-15]])


@pytest.mark.parametrize("function", [matrix_rank, null_space, pinv])
def test_bad_arguments_are_refused_and_good_ones_left_alone(function):
    with pytest.raises(ValueError, match="A has shape"):
        function([1, 2])
    with pytest.raises(ValueError, match="A contains nan"):
        function([[np.nan]])
    with pytest.raises(ValueError, match="rtol is -1"):
        function([[1]], rtol=-1)
    A = np.ones((3, 2))
    A.flags.writeable = False
    function(A)
    np.testing.assert_array_equal(A, np.ones((3, 2)))
