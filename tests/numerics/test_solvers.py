"""The solvers behind the lecture's functions, against exact fractions and scipy."""

from fractions import Fraction

import numpy as np
import pytest
import scipy.optimize
from hypothesis import assume, given
from hypothesis import strategies as st

from course_utils.numerics._solvers.polynomials import exponents, terms
from course_utils.numerics._solvers.rounding import exact_sum, two_product
from course_utils.numerics._solvers.separability import nonnegative_lstsq

seeds = st.integers(0, 10**6)


@given(seeds)
def test_nonnegative_least_squares_is_that_of_scipy(seed):
    rng = np.random.default_rng(seed)
    A, b = rng.normal(size=(4, 7)), rng.normal(size=4)
    r = nonnegative_lstsq(A, b)
    assert (r >= 0).all()
    assert np.linalg.norm(A @ r - b) == pytest.approx(scipy.optimize.nnls(A, b)[1], abs=1e-9)


@given(st.floats(-1e100, 1e100), st.floats(-1e100, 1e100))
def test_product_and_error_are_the_exact_product(a, b):
    assume(a * b == 0 or abs(a * b) > 1e-250)  # below, the error is smaller than any float
    assume(abs(a) > 1e-150 or a == 0)
    assume(abs(b) > 1e-150 or b == 0)
    product, error = two_product(a, b)
    assert Fraction(product) + Fraction(error) == Fraction(a) * Fraction(b)


@given(seeds)
def test_exact_sum_rounds_once(seed):
    rng = np.random.default_rng(seed)
    A, x, y = rng.normal(size=(2, 5)), rng.normal(size=5), rng.normal(size=2) * 1e-20
    A, x = np.column_stack([A, -A]), np.concatenate([x, x])  # cancels but for y
    np.testing.assert_array_equal(exact_sum(A, x, y), y)


@pytest.mark.parametrize(("degree", "count"), [(-1, 0), (0, 1), (1, 3), (2, 6)])
def test_a_polynomial_of_two_coordinates_has_all_products_up_to_its_degree(degree, count):
    x = np.array([[-1.0, -1], [1, 1]])
    u, v = z = np.array([0.5, -0.25])
    products = [1, u, v, u * u, u * v, v * v]
    np.testing.assert_allclose(terms(z[None], x, degree), [products[:count]])
    assert all(sum(powers) <= degree for powers in exponents(2, degree))


def test_a_polynomial_with_too_many_terms_is_refused():
    with pytest.raises(ValueError, match="degree is 1000, expected one with 1000 terms at most"):
        exponents(1, 1000)
