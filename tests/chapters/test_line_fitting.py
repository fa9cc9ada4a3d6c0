"""What the demos of notebooks 00 and 01 compute, against independent implementations."""

import numpy as np
import pytest

from course_utils.chapters.line_fitting.fit_by_hand import FIT_BY_HAND, POINTS
from course_utils.chapters.line_fitting.how_many_digits import HOW_MANY_DIGITS
from course_utils.chapters.line_fitting.how_many_solutions import HOW_MANY_SOLUTIONS
from course_utils.chapters.line_fitting.hubble import HUBBLE, UNITS
from course_utils.chapters.line_fitting.lines import angle_of, slope
from course_utils.chapters.line_fitting.move_the_origin import MOVE_THE_ORIGIN, SLANTED_POINTS
from course_utils.chapters.line_fitting.vertical_or_perpendicular import VERTICAL_OR_PERPENDICULAR
from course_utils.chapters.start_here.pet import PET
from course_utils.data.datasets import load_hubble
from tests.chapters.demos import compute


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
