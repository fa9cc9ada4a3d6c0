"""Distances: by hand, by the axioms, against scipy and scikit-learn."""

import numpy as np
import pytest
import scipy.spatial
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import pairwise_distances as sklearn_distances

from course_utils.numerics.distances import metric_axioms, pairwise_distances, worst_detour

seeds = st.integers(0, 10**6)


@pytest.fixture
def rng():
    return np.random.default_rng(4)


@pytest.mark.parametrize(("p", "metric"), [(1, "cityblock"), (2, "euclidean"), (np.inf, "chebyshev"), (3, "minkowski")])
def test_distances_are_those_of_scipy_and_scikit_learn(p, metric, rng):
    X, Y = rng.normal(size=(70, 3)), rng.normal(size=(900, 3))  # several blocks
    more = {"p": 3} if p == 3 else {}
    np.testing.assert_allclose(pairwise_distances(X, Y, p), scipy.spatial.distance.cdist(X, Y, metric, **more))
    np.testing.assert_allclose(pairwise_distances(X, Y, p), sklearn_distances(X, Y, metric, **more))


def test_small_distances_far_from_the_origin_keep_their_digits():
    X = np.array([[1e8, 0.0], [1e8 + 1, 1.0]])
    squares = np.sum(X**2, axis=1)
    trick = squares[:, None] - 2 * X @ X.T + squares
    assert trick[0, 1] != 2
    assert pairwise_distances(X, X)[0, 1] == np.sqrt(2)


@pytest.mark.parametrize("size", [1e-200, 1.0, 1e200])
def test_tiny_and_huge_distances_do_not_overflow(size):
    assert pairwise_distances([[3 * size, 0]], [[0, 4 * size]])[0, 0] == pytest.approx(5 * size)


def test_numbers_on_a_line_are_points_with_one_coordinate():
    np.testing.assert_array_equal(pairwise_distances([1, 5], [2]), [[1], [3]])


@given(seeds, st.sampled_from([1, 1.5, 2, 7, np.inf]))
def test_every_lp_distance_from_p_one_on_is_a_metric(seed, p):
    X = np.random.default_rng(seed).normal(size=(9, 2))
    D = pairwise_distances(X, X, p)
    assert all(metric_axioms(D))
    assert worst_detour(D) == pytest.approx(0, abs=1e-12)


@given(seeds)
def test_distances_do_not_change_when_all_is_moved_and_turned(seed):
    rng = np.random.default_rng(seed)
    X, Q = rng.normal(size=(6, 3)), np.linalg.qr(rng.normal(size=(3, 3))).Q
    np.testing.assert_allclose(pairwise_distances(X @ Q + 5, X @ Q + 5), pairwise_distances(X, X), atol=1e-12)


@given(seeds)
def test_worst_detour_is_what_three_loops_find(seed):
    D = np.random.default_rng(seed).uniform(size=(6, 6))
    loops = max(D[x, z] - D[x, y] - D[y, z] for x in range(6) for y in range(6) for z in range(6))
    assert worst_detour(D) == pytest.approx(loops)


LINE = np.array([0.0, 1.0, 2.0])[:, None]


@pytest.mark.parametrize(
    ("D", "broken"),
    [
        (np.square(LINE - LINE.T), {"no_shortcut"}),  # 4 > 1 + 1
        (np.sqrt(np.abs(LINE - LINE.T)), set()),  # the root of a metric is a metric
        (np.abs(LINE**2 - LINE.T**2), set()),
        (np.abs(np.minimum(LINE, 1) - np.minimum(LINE, 1).T), {"tells_apart"}),  # a pseudometric: 1 and 2 are one
        (np.where(LINE < LINE.T, 2, 1) * np.abs(LINE - LINE.T), {"symmetric"}),  # uphill costs double
        (1 + np.abs(LINE - LINE.T), {"zero_to_itself"}),
        (LINE - LINE.T, {"never_negative", "symmetric"}),
        (np.zeros((3, 3)), {"tells_apart"}),
    ],
)
def test_each_axiom_can_break_alone(D, broken):
    holds = metric_axioms(D)
    assert {name for name, fine in holds._asdict().items() if not fine} == broken


@pytest.mark.parametrize(
    ("i", "j", "entry", "broken"),
    [
        (0, 0, 0.5, {"zero_to_itself"}),
        (2, 0, 1.5, {"symmetric"}),
        (2, 0, -2.0, {"symmetric", "never_negative", "no_shortcut"}),
        (0, 1, 0.0, {"symmetric", "tells_apart", "no_shortcut"}),
    ],
)
def test_one_entry_is_enough_to_break_an_axiom(i, j, entry, broken):
    D = np.abs(LINE - LINE.T)
    D[i, j] = entry
    holds = metric_axioms(D)
    assert {name for name, fine in holds._asdict().items() if not fine} == broken


def test_p_below_one_breaks_the_triangle_inequality():
    X = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]])
    assert worst_detour(pairwise_distances(X, X, 0.5)) == pytest.approx(4 - 2)


@pytest.mark.parametrize("sign", [-1, 1])
@pytest.mark.parametrize("size", [1e-200, 1e200])
def test_distances_whose_squares_overflow_or_underflow_are_right_on_both_sides_of_zero(sign, size):
    assert pairwise_distances([[sign * 3 * size, 0]], [[0, 4 * size]]).item() == pytest.approx(5 * size)
    assert pairwise_distances([sign * size], [0.0]).item() == size


@pytest.mark.parametrize(
    ("function", "arguments", "message"),
    [
        (pairwise_distances, ([[1, 2]], [[1, 2, 3]]), r"X has shape \(1, 2\), expected \(m, 3\) to go with Y"),
        (pairwise_distances, ([1], [[1]]), r"X has shape \(1,\), expected \(m, 1\)"),
        (pairwise_distances, ([1], [np.nan]), "Y contains nan"),
        (pairwise_distances, ([1], [2], 0), "p is 0, expected more than 0"),
        (worst_detour, ([[1, 2]],), r"D has shape \(1, 2\), expected \(n, n\)"),
        (metric_axioms, ([[0]], -1), "rtol is -1"),
    ],
)
def test_bad_arguments_are_named(function, arguments, message):
    with pytest.raises(ValueError, match=message):
        function(*arguments)


def test_distances_do_not_modify_their_points(rng):
    x, z = rng.normal(size=(6, 2)), rng.normal(size=(3, 2))
    for values in (x, z):
        values.flags.writeable = False
    pairwise_distances(x, z)
