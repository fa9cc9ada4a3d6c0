"""Rank, null space, pseudo-inverse and low rank, against scipy, numpy, scikit-learn and exact fractions."""

import numpy as np
import pytest
import scipy.linalg
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from sklearn.decomposition import TruncatedSVD

from course_utils.numerics.svd import (
    decompose,
    low_rank,
    matrix_rank,
    null_space,
    pinv,
    positive_peaks,
    rank_errors,
    rebuild,
    relative_error,
    storage,
)
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


# --- low rank

matrices = npst.arrays(
    np.float64,
    st.one_of(
        npst.array_shapes(min_dims=2, max_dims=2, max_side=6), npst.array_shapes(min_dims=3, max_dims=3, max_side=5)
    ),
    elements=st.integers(-9, 9).map(float),
)


def every_rank(A):
    return range(min(A.shape[:2]) + 1)


@given(matrices)
def test_the_error_of_the_best_approximation_is_the_root_of_the_dropped_squares(A):
    errors = [np.linalg.norm(A - low_rank(A, k)) for k in every_rank(A)]
    np.testing.assert_allclose(rank_errors(A), errors, atol=1e-12)


@given(matrices)
def test_an_approximation_of_rank_k_has_at_most_rank_k(A):
    for k in every_rank(A):
        channels = np.moveaxis(np.atleast_3d(low_rank(A, k)), -1, 0)
        scale = np.abs(A).max() or 1
        assert all(np.linalg.matrix_rank(channel, tol=1e-12 * scale) <= k for channel in channels)


@given(matrices, st.integers(0, 2**32 - 1))
def test_no_other_matrix_of_rank_k_is_nearer(A, seed):
    rng = np.random.default_rng(seed)
    A = np.atleast_3d(A)[:, :, 0]
    for k in every_rank(A):
        other = low_rank(A, k) + 0.1 * of_rank(rng, *A.shape, k)  # near the best one, where a mistake would show
        assert np.linalg.norm(A - low_rank(other, k)) >= rank_errors(A)[k] - 1e-9


@given(matrices)
def test_full_rank_brings_everything_back_and_rank_zero_nothing(A):
    np.testing.assert_allclose(low_rank(A, min(A.shape[:2])), A, atol=1e-12)
    np.testing.assert_array_equal(low_rank(A, 0), np.zeros(A.shape))


@given(matrices)
def test_a_picture_is_approximated_channel_by_channel(A):
    A = np.atleast_3d(A)
    for k in every_rank(A):
        for c in range(A.shape[2]):
            np.testing.assert_allclose(low_rank(A, k)[:, :, c], low_rank(A[:, :, c], k), atol=1e-12)
    together = np.sqrt(sum(rank_errors(A[:, :, c]) ** 2 for c in range(A.shape[2])))
    np.testing.assert_allclose(rank_errors(A), together, atol=1e-12)


@given(matrices)
def test_a_picture_rebuilt_from_its_pieces_is_the_approximation_in_single_precision(A):
    pieces = decompose(A)
    for k in every_rank(A):
        np.testing.assert_allclose(rebuild(pieces, k), low_rank(A, k), atol=1e-4)
        assert rebuild(pieces, k).dtype == np.float32
    np.testing.assert_allclose(pieces.errors, rank_errors(A), atol=1e-12)


@pytest.mark.parametrize("k", [1, 2, 5])
def test_low_rank_is_what_truncated_svd_of_scikit_learn_rebuilds(rng, k):
    A = rng.normal(size=(12, 8))
    peer = TruncatedSVD(n_components=k, algorithm="arpack")
    rebuilt = peer.inverse_transform(peer.fit_transform(A))
    np.testing.assert_allclose(low_rank(A, k), rebuilt, atol=1e-10)


@pytest.mark.parametrize("k", range(6))
def test_in_the_spectral_norm_the_error_is_the_first_singular_value_left_out(rng, k):
    A = rng.normal(size=(8, 6))
    assert np.linalg.norm(A - low_rank(A, k), ord=2) == pytest.approx(np.linalg.svd(A, compute_uv=False)[k])


def test_brute_force_finds_no_better_matrix_of_rank_one():
    A = np.array([[2.0, 1.0], [1.0, 3.0]])
    angles = np.linspace(0, np.pi, 1000)
    v = np.stack([np.cos(angles), np.sin(angles)])  # every direction; the best u for it is A v
    errors = [np.linalg.norm(A - np.outer(A @ direction, direction)) for direction in v.T]
    assert rank_errors(A)[1] <= min(errors) <= rank_errors(A)[1] * (1 + 1e-5)


def test_small_errors_keep_their_digits():
    d = 10.0 ** -np.arange(0, 40, 5)
    expected = np.sqrt(np.append(np.cumsum(d[::-1] ** 2)[::-1], 0))
    np.testing.assert_allclose(rank_errors(np.diag(d)), expected, rtol=1e-12)  # all minus what is kept would give 0


@pytest.mark.parametrize("unit", [1e-160, 1e160])
def test_tiny_and_huge_pictures_have_errors_too(unit):
    A = np.array([[4.0, 0.0], [0.0, 3.0]])
    np.testing.assert_allclose(rank_errors(A * unit) / unit, [5, 3, 0])
    assert relative_error(A * unit, low_rank(A * unit, 1)) == pytest.approx(0.6)


def test_nothing_is_lost_when_nothing_changes_and_everything_when_nothing_is_left(rng):
    A = rng.normal(size=(4, 3, 2))
    assert relative_error(A, A) == 0
    assert relative_error(A, np.zeros_like(A)) == 1


@given(matrices)
def test_relative_errors_are_rank_errors_over_the_norm(A):
    assume(A.any())
    relative = [relative_error(A, low_rank(A, k)) for k in every_rank(A)]
    np.testing.assert_allclose(relative, rank_errors(A) / np.linalg.norm(A), atol=1e-13)


@pytest.mark.parametrize("k", [0, 1, 3])
@pytest.mark.parametrize("shape", [(5, 4), (4, 7, 3)])
def test_storage_counts_the_numbers_that_are_kept(rng, shape, k):
    U, d, Vt = np.linalg.svd(np.moveaxis(np.atleast_3d(rng.normal(size=shape)), -1, 0), full_matrices=False)
    assert storage(shape, k) == sum(kept.size for kept in (U[..., :k], d[..., :k], Vt[..., :k, :]))
    assert storage(np.array(shape), k) == storage(shape, k)


def test_the_pieces_of_a_square_picture_are_worth_it_below_half_the_rank():
    assert storage((300, 300), 149) < 300 * 300 < storage((300, 300), 150)


@pytest.mark.parametrize("k", [-1, 3, 1.5, np.nan, "1", [1]])
def test_a_k_that_is_not_a_rank_is_refused(k):
    with pytest.raises(ValueError, match=r"^k "):
        low_rank([[1, 2], [3, 4]], k)
    with pytest.raises(ValueError, match=r"^k "):
        storage((2, 2), k)
    with pytest.raises(ValueError, match=r"^k "):
        rebuild(decompose([[1, 2], [3, 4]]), k)


@pytest.mark.parametrize("A", [[1, 2], 3, np.zeros((1, 1, 1, 1)), [[np.inf]], np.zeros((0, 3))])
def test_data_that_is_not_a_picture_is_refused(A):
    with pytest.raises(ValueError, match=r"^A "):
        low_rank(A, 1)
    with pytest.raises(ValueError, match=r"^A "):
        rank_errors(A)
    with pytest.raises(ValueError, match=r"^A "):
        decompose(A)


def test_an_error_needs_two_arrays_of_one_shape_and_something_to_lose():
    with pytest.raises(ValueError, match=r"approximation has shape \(1, 2\), expected \(2, 1\)"):
        relative_error([[1], [2]], [[1, 2]])
    with pytest.raises(ValueError, match="A is zero"):
        relative_error([[0, 0]], [[1, 2]])


@pytest.mark.parametrize("shape", [(3,), (3, 4, 3, 1), (3, 0), (3.5, 2), ("a", 2)])
def test_a_wrong_shape_is_refused(shape):
    with pytest.raises(ValueError, match=r"^shape "):
        storage(shape, 0)
