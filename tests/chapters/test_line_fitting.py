"""What the demos of notebooks 00 and 01 compute, against independent implementations."""

import numpy as np
import pytest
from scipy.spatial.distance import euclidean

from course_utils.chapters.line_fitting.fit_by_hand import FIT_BY_HAND, POINTS
from course_utils.chapters.line_fitting.how_many_digits import HOW_MANY_DIGITS
from course_utils.chapters.line_fitting.how_many_solutions import HOW_MANY_SOLUTIONS
from course_utils.chapters.line_fitting.hubble import HUBBLE, UNITS
from course_utils.chapters.line_fitting.lines import angle_of, slope
from course_utils.chapters.line_fitting.move_the_origin import MOVE_THE_ORIGIN, SLANTED_POINTS
from course_utils.chapters.line_fitting.projection import PROJECTION, WEIGHTS_1, WEIGHTS_2, A, B, right_angles
from course_utils.chapters.line_fitting.vertical_or_perpendicular import VERTICAL_OR_PERPENDICULAR
from course_utils.chapters.start_here.pet import PET
from course_utils.data.datasets import load_hubble
from tests.chapters.demos import caption, compute


def test_the_best_line_by_hand_is_on_the_sliders():
    best = np.polyfit(*POINTS.T, deg=1)
    assert best == pytest.approx([0.5, 1.0])
    fit = compute(FIT_BY_HAND, slope=0.5, intercept=1.0)
    assert fit.best == pytest.approx(best)
    assert fit.total == pytest.approx(fit.least)


def test_no_other_position_of_the_sliders_is_as_good():
    totals = {(s["slope"], s["intercept"]): compute(FIT_BY_HAND, **s).total for s in FIT_BY_HAND.states()}
    assert min(totals, key=totals.get) == (0.5, 1.0)
    assert sorted(totals.values())[1] > totals[0.5, 1.0]


def test_the_point_of_the_plane_nearest_to_b_is_on_the_sliders():
    weights, squares, *_ = np.linalg.lstsq(A, B, rcond=None)
    nearest = compute(PROJECTION, x1=1.5, x2=0.5)
    assert weights == pytest.approx([1.5, 0.5])
    assert nearest.length == pytest.approx(np.sqrt(squares[0]))
    np.testing.assert_allclose(nearest.reached, A @ weights)


def test_only_there_are_both_products_zero_and_the_residual_shortest():
    states = [compute(PROJECTION, x1=x1, x2=x2) for x1 in WEIGHTS_1 for x2 in WEIGHTS_2]
    perpendicular = [tuple(state.weights) for state in states if not state.products.any()]
    assert perpendicular == [tuple(min(states, key=lambda state: state.length).weights)] == [(1.5, 0.5)]


def test_length_and_products_are_those_of_scipy_and_plain_sums():
    for x1, x2 in ((1.0, 0.0), (1.6, 0.0), (2.5, 2.0)):
        now = compute(PROJECTION, x1=x1, x2=x2)
        r = [2 - 2 * x1, 0 - 2 * x2, 4 - x1 - x2]  # three equations, by hand
        assert now.length == pytest.approx(euclidean([2, 0, 4], now.reached)) == pytest.approx(np.hypot.reduce(r))
        assert now.products == pytest.approx([2 * r[0] + r[2], 2 * r[1] + r[2]])


def test_at_the_start_two_of_three_equations_hold_and_there_is_a_nearer_point():
    assert compute(PROJECTION).residual.tolist() == [0, 0, 3]
    assert compute(PROJECTION, x1=1.5, x2=0.5).length < compute(PROJECTION).length
    assert "no x leaves less" not in caption(PROJECTION)
    assert caption(PROJECTION, x1=1.5, x2=0.5, eye=0) == (
        "x = (1.5, 0.5): r has length 2.45 and looks 2.45 long from 0° over the plane; a₁ᵀr = 0.0 and a₂ᵀr = 0.0: "
        "it is perpendicular to the plane, and no x leaves less."
    )


@pytest.mark.parametrize("eye", PROJECTION.controls[2].values)
def test_every_view_keeps_lengths_that_lie_across_it(eye):
    view = compute(PROJECTION, eye=eye).view
    np.testing.assert_allclose(view @ view.T, np.eye(2), atol=1e-12)


def test_from_the_side_the_right_angle_is_right_and_from_above_b_covers_its_projection():
    side, above = (compute(PROJECTION, x1=1.5, x2=0.5, eye=eye) for eye in (0, 90))
    assert np.linalg.norm(side.view @ side.residual) == pytest.approx(side.length)
    np.testing.assert_allclose((side.view @ A)[1], 0, atol=1e-12)  # the plane is one horizontal line
    np.testing.assert_allclose(above.view @ B, above.view @ above.reached, atol=1e-12)


def test_a_sign_for_a_right_angle_stands_where_a_product_is_zero():
    assert [len(right_angles(compute(PROJECTION, x1=x1, x2=x2))) for x1, x2 in ((1, 0), (1.6, 0), (1.5, 0.5))] == [
        0,
        1,
        2,
    ]
    for side, corner, up in right_angles(compute(PROJECTION, x1=1.5, x2=0.5)):
        assert (side - corner) @ (up - corner) == pytest.approx(0)


@pytest.mark.parametrize(
    ("points", "arrangement", "slanted", "free"),
    [
        (1, "scattered", "infinite", 2),
        (2, "scattered", "unique", 1),
        (3, "scattered", "none", 0),
        (5, "on a line", "unique", 1),
        (3, "above each other", "none", 1),
    ],
)
def test_solutions_are_counted_as_by_hand(points, arrangement, slanted, free):
    solutions = compute(HOW_MANY_SOLUTIONS, points=points, arrangement=arrangement)
    assert (solutions.slanted, len(solutions.lines)) == (slanted, free)


def test_turning_the_data_turns_the_perpendicular_line_by_the_same_angle():
    found = compute(VERTICAL_OR_PERPENDICULAR).found
    assert np.diff(found[1]) == pytest.approx(5.0)
    assert (np.diff(found[0]) < 5.0).all()


def test_an_upright_line_has_no_vertical_fit():
    assert compute(VERTICAL_OR_PERPENDICULAR, angle=90.0, noise=0.0).vertical is None


def test_from_the_mean_the_algebraic_line_is_the_perpendicular_one():
    centred = SLANTED_POINTS - SLANTED_POINTS.mean(axis=0)
    moved = compute(MOVE_THE_ORIGIN, right=0.0, up=0.0)
    assert angle_of(moved.algebraic) == pytest.approx(angle_of(moved.perpendicular), abs=0.05)
    normal = np.linalg.svd(centred).Vh[-1]
    assert slope(moved.perpendicular) == pytest.approx(-normal[0] / normal[1])


def test_moving_the_origin_moves_only_the_algebraic_line():
    here, there = compute(MOVE_THE_ORIGIN, right=2.0, up=4.0), compute(MOVE_THE_ORIGIN, right=-6.0, up=0.0)
    assert np.array_equal(here.vertical, there.vertical)
    assert np.array_equal(here.perpendicular, there.perpendicular)
    assert abs(angle_of(here.algebraic) - angle_of(there.algebraic)) > 45


def test_hubbles_perpendicular_slope_runs_from_the_horizontal_to_the_vertical_one_with_the_unit():
    data, expansion = load_hubble(), compute(HUBBLE)
    vertical = np.polyfit(data.distance, data.velocity, 1)[0]
    horizontal = 1 / np.polyfit(data.velocity, data.distance, 1)[0]
    assert (slope(expansion.vertical), slope(expansion.horizontal)) == pytest.approx((vertical, horizontal))
    assert (np.diff(expansion.slopes) < 0).all()
    assert slope(compute(HUBBLE, unit=UNITS[0]).perpendicular) == pytest.approx(horizontal, rel=1e-3)
    assert slope(compute(HUBBLE, unit=UNITS[-1]).perpendicular) == pytest.approx(vertical, rel=1e-2)


def test_our_lstsq_keeps_all_digits_where_the_slides_formula_loses_them():
    digits = [list(compute(HOW_MANY_DIGITS, degree=degree).correct.values()) for degree in range(1, 11)]
    slide, numpy, ours = np.transpose(digits)
    assert (ours == 15).all()
    assert slide[0] >= 13
    assert slide[-1] == 0
    assert (slide <= numpy).all()


def test_the_pushes_of_the_features_add_up_to_the_score():
    for features in ((0.21, 0.99, 0.86), (0.79, 0.01, 0.14), (0.5, 0.5, 0.5)):
        pet = PET.compute(*features)
        assert pet.pushes.sum() == pytest.approx(pet.score)
        assert np.log(pet.probability / (1 - pet.probability)) == pytest.approx(pet.score)
