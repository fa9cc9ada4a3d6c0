"""Examples with labels: the handwritten digits and the playgrounds in the plane."""

import numpy as np
import pytest
import sklearn.datasets
from hypothesis import given
from hypothesis import strategies as st

from course_utils.data.datasets import DATA, circles, load_digits, spirals, two_moons, xor

PLAYGROUNDS = {"two_moons": two_moons, "circles": circles, "xor": xor, "spirals": spirals}
every_playground = pytest.mark.parametrize("make", PLAYGROUNDS.values(), ids=PLAYGROUNDS)


def test_the_digits_are_those_of_scikit_learn():
    X, y = load_digits()
    theirs = sklearn.datasets.load_digits()
    np.testing.assert_array_equal(16 * X, theirs.data)
    np.testing.assert_array_equal(y, theirs.target)
    assert y.dtype.kind == "i"


def test_the_digits_are_counted_in_the_readme():
    counts = np.bincount(load_digits().y).tolist()
    assert f"{', '.join(map(str, counts[:-1]))} and {counts[-1]} examples" in (DATA / "README.md").read_text("utf-8")


def test_the_digits_can_be_changed_without_harm():
    load_digits().X[:] = 0
    assert load_digits().X.max() == 1


@every_playground
@given(n=st.integers(2, 60), noise=st.floats(0, 1), seed=st.integers(0, 100))
def test_a_playground_has_n_points_half_of_each_label(make, n, noise, seed):
    X, y = make(n, noise, np.random.default_rng(seed))
    assert X.shape == (n, 2)
    assert np.isfinite(X).all()
    assert np.bincount(y, minlength=2).tolist() == [n - n // 2, n // 2]


@every_playground
def test_the_same_seed_makes_the_same_points_and_another_seed_makes_others(make):
    first, again, other = (make(20, 0.1, np.random.default_rng(seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first.X, again.X)
    np.testing.assert_array_equal(first.y, again.y)
    assert (first.X != other.X).any()


@every_playground
def test_the_points_are_in_random_order(make):
    y = make(100, 0.1, np.random.default_rng(0)).y
    assert 30 < np.sum(y[1:] != y[:-1]) < 70


@every_playground
def test_noise_moves_each_coordinate_by_about_as_much_as_it_says(make):
    still, moved = (make(4000, noise, np.random.default_rng(0)) for noise in (0, 0.05))
    np.testing.assert_array_equal(still.y, moved.y)
    assert np.std(moved.X - still.X) == pytest.approx(0.05, rel=0.05)


@every_playground
def test_no_straight_line_parts_the_classes(make):
    X, y = make(400, 0, np.random.default_rng(0))
    A = np.column_stack([X, np.ones(len(X))])
    best = np.linalg.lstsq(A, 2.0 * y - 1)[0]
    assert np.mean((A @ best > 0) == y) < 0.95


@every_playground
def test_without_noise_the_nearest_neighbour_has_the_same_label(make):
    X, y = make(400, 0, np.random.default_rng(0))
    distance = np.linalg.norm(X[:, None] - X, axis=2) + 9 * np.eye(len(X))
    assert np.mean(y[distance.argmin(axis=1)] == y) > 0.9


def test_the_moons_are_scikit_learns():
    X, y = two_moons(100, 0, np.random.default_rng(0))
    their_X, their_y = sklearn.datasets.make_moons(100, shuffle=False)
    for label in (0, 1):
        ours, theirs = X[y == label], their_X[their_y == label]
        np.testing.assert_allclose(ours[ours[:, 0].argsort()], theirs[theirs[:, 0].argsort()], atol=1e-12)


def test_each_spiral_is_the_other_turned_by_half_a_circle():
    X, y = spirals(40, 0, np.random.default_rng(0), turns=1.5)
    order = lambda points: points[np.hypot(*points.T).argsort()]  # noqa: E731
    np.testing.assert_allclose(order(X[y == 0]), -order(X[y == 1]))


@every_playground
@pytest.mark.parametrize(
    ("n", "noise", "words"),
    [(1, 0, "n is 1"), (2.5, 0, "n is 2.5"), (10, -1, "noise is -1"), (10, np.nan, "noise contains nan")],
)
def test_a_wrong_argument_of_a_playground_is_named(make, n, noise, words):
    with pytest.raises(ValueError, match=f"^{words}"):
        make(n, noise, np.random.default_rng(0))
