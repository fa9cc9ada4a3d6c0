"""What the demos of notebooks 00 and 01 compute, against independent implementations."""

from fractions import Fraction

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.text import Text
from scipy.spatial.distance import euclidean

from course_utils.chapters.line_fitting.fit_by_hand import FIT_BY_HAND, POINTS
from course_utils.chapters.line_fitting.how_many_digits import (
    DEGREES,
    HOW_MANY_DIGITS,
    LONG_RESIDUAL,
    METHODS,
    RESIDUALS,
    error_growth,
    make_target,
    power_of_ten,
    vandermonde,
    write_digits,
)
from course_utils.chapters.line_fitting.how_many_solutions import (
    ARRANGEMENTS,
    HOW_MANY_SOLUTIONS,
    UPRIGHT,
    say_how_many,
)
from course_utils.chapters.line_fitting.hubble import HUBBLE, SIDES, UNITS, load_points, map_to_inches, right_angle
from course_utils.chapters.line_fitting.lines import angle_of, end_of, slope
from course_utils.chapters.line_fitting.move_the_origin import BOX, MOVE_THE_ORIGIN, SLANTED_POINTS, part_in_box
from course_utils.chapters.line_fitting.projection import PROJECTION, WEIGHTS_1, WEIGHTS_2, A, B, right_angle_signs
from course_utils.chapters.line_fitting.vertical_or_perpendicular import ANGLES, VERTICAL_OR_PERPENDICULAR
from course_utils.chapters.start_here.pet import PET
from course_utils.data.datasets import load_hubble
from course_utils.demo.picture import Picture
from course_utils.numerics.least_squares import correct_digits
from course_utils.plotting.faces import ear_tip
from course_utils.plotting.style import ROLE
from tests.chapters.demos import caption, compute
from tests.numerics.exact import exact_ols


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


@pytest.mark.parametrize("values", FIT_BY_HAND.scenes.values(), ids=FIT_BY_HAND.scenes)
def test_every_scene_of_the_fit_by_hand_shows_its_whole_area(values):
    assert not compute(FIT_BY_HAND, **values).cut
    assert "more than the picture holds" not in caption(FIT_BY_HAND, **values)


def test_a_square_that_leaves_the_picture_is_named_in_the_caption():
    fit = compute(FIT_BY_HAND, slope=2.0, intercept=-1.0)  # at x = 7 the line is at 13
    assert fit.cut
    assert "total area 179.48, more than the picture holds." in caption(FIT_BY_HAND, slope=2.0, intercept=-1.0)


def test_the_point_of_the_plane_nearest_to_b_is_on_the_sliders():
    weights, squares, *_ = np.linalg.lstsq(A, B, rcond=None)
    nearest = compute(PROJECTION, x1=1.5, x2=0.5)
    assert weights == pytest.approx([1.5, 0.5])
    assert nearest.length == pytest.approx(np.sqrt(squares[0]))
    np.testing.assert_allclose(nearest.reached, A @ weights)


def test_the_products_are_both_zero_only_where_the_residual_is_shortest():
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
    assert [len(right_angle_signs(compute(PROJECTION, x1=x1, x2=x2))) for x1, x2 in ((1, 0), (1.6, 0), (1.5, 0.5))] == [
        0,
        1,
        2,
    ]
    for side, corner, up in right_angle_signs(compute(PROJECTION, x1=1.5, x2=0.5)):
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


def drawn_among_the_points(**values):
    """The lines, without the points, that are seen on the left."""
    picture = Picture(HOW_MANY_SOLUTIONS)
    picture.draw(**values)
    lines = [line for line in picture.axes("points").lines if line.get_visible() and len(line.get_xdata())]
    return [line for line in lines if line.get_linestyle() != "None"]


def test_where_no_line_solves_the_homogeneous_system_only_least_squares_and_its_misses_are_drawn_among_the_points():
    lines = drawn_among_the_points(points=5)
    assert {to_hex(line.get_color()) for line in lines} == {ROLE.rival.lower()}
    misses, line = (each.get_xydata() for each in lines)
    m, d = np.polyfit(*ARRANGEMENTS["scattered"].T, 1)
    np.testing.assert_allclose(line[:, 1], m * line[:, 0] + d, rtol=1e-9)
    np.testing.assert_allclose(misses[::3], ARRANGEMENTS["scattered"])
    np.testing.assert_allclose(misses[1::3, 1], m * misses[1::3, 0] + d)


@pytest.mark.parametrize("values", [{"points": 1}, {"points": 3, "arrangement": UPRIGHT}], ids=str)
def test_an_upright_line_is_never_drawn_like_a_line_with_a_slope(values):
    lines = drawn_among_the_points(**values)
    [upright] = [line for line in lines if to_hex(line.get_color()) == ROLE.guide.lower()]
    assert np.ptp(upright.get_xdata()) == 0
    others = [line.get_xydata() for line in lines if line is not upright]
    steps = [ends[1] - ends[0] for points in others for ends in zip(points[::3], points[1::3], strict=False)]
    assert all(abs(x) > 1 for x, _ in steps)


@pytest.mark.parametrize(
    ("values", "headline", "below"),
    [
        ({"points": 1}, "∞ lines", "y = mx + d meet the point"),
        ({"points": 2}, "one line", "y = mx + d meets all 2"),
        ({"points": 5}, "no line", "y = mx + d meets all 5"),
        ({"points": 3, "arrangement": UPRIGHT}, "only x = 3", "no y = mx + d meets all 3"),
    ],
)
def test_the_headline_says_no_line_only_where_none_is_drawn_through_all_points(values, headline, below):
    assert say_how_many(compute(HOW_MANY_SOLUTIONS, **values))[:2] == (headline, below)


def test_turning_the_data_turns_the_perpendicular_line_by_the_same_angle():
    found = np.array([compute(VERTICAL_OR_PERPENDICULAR, angle=angle).found for angle in ANGLES]).T
    assert np.diff(found[1]) == pytest.approx(5.0)
    assert (np.diff(found[0]) < 5.0).all()


def test_the_curves_pass_through_what_is_found_now_and_are_finer_than_the_slider():
    for angle in ANGLES:
        fits = compute(VERTICAL_OR_PERPENDICULAR, angle=angle)
        line = np.polyfit(*fits.points.T, 1) if angle < 90 else np.array([slope(fits.vertical), 0])
        assert fits.found[0] == pytest.approx(np.degrees(np.arctan(line[0])))
        np.testing.assert_array_equal(fits.curves[:, int(angle)], fits.found)
    assert fits.curves.shape == (2, 91)  # the curve of vertical distances falls from 65° to 25° within three steps


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("line", [(0.5, -1, 0), (-0.5, -1, 1), (3, -1, 0.5), (-3, -1, 0), (1, 0, -1), (0, 1, 2)])
def test_the_end_of_a_line_lies_on_the_line_and_on_the_border_of_the_box(line, first):
    x, y, at_side = end_of(line, 6, 4, first)
    assert np.dot(line, (x, y, 1)) == pytest.approx(0)
    assert (x if at_side else y) == (1 if first else -1) * (6 if at_side else 4)
    assert max(abs(x) / 6, abs(y) / 4) == pytest.approx(1)


def test_an_upright_line_has_no_vertical_fit():
    assert compute(VERTICAL_OR_PERPENDICULAR, angle=90.0, noise=0.0).vertical is None


def test_with_the_origin_at_the_mean_the_algebraic_line_is_the_perpendicular_one():
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


def test_the_name_of_the_line_that_moves_stands_at_an_end_of_it_wherever_the_origin_is():
    picture = Picture(MOVE_THE_ORIGIN)
    data = picture.axes("data")
    for right in (-6.0, -2.0, 0.0, 2.0, 6.0):
        for up in (-4.0, -1.0, 0.0, 2.0, 4.0):
            picture.draw(right=right, up=up)
            moved = compute(MOVE_THE_ORIGIN, right=right, up=up)
            [name] = [text for text in data.findobj(Text) if text.get_text() == "‖Ax‖"]
            box = name.get_window_extent().transformed(data.transData.inverted())
            middle = np.mean([box.min, box.max], axis=0)
            nearest = min(part_in_box(moved.algebraic).T, key=lambda end: np.hypot(*(end - middle)))
            np.testing.assert_allclose(np.clip(nearest, box.min, box.max), nearest, atol=0.6)  # 0.24 inches


@pytest.mark.parametrize("line", [(2, -1, 0), (-0.65, -1, 0.2), (1, 0, -1), (0, 1, 2), (0.7, 1, 1)])
def test_the_part_of_a_line_in_the_box_ends_on_its_border_at_either_side(line):
    ends = part_in_box(np.array(line)).T
    np.testing.assert_allclose(ends @ line[:2] + line[2], 0, atol=1e-9)
    np.testing.assert_allclose(np.abs(ends / BOX).max(axis=1), 1)
    assert ends[0, 0] < ends[1, 0] or ends[0, 1] != ends[1, 1]


def test_hubbles_perpendicular_slope_runs_from_the_horizontal_to_the_vertical_one_with_the_unit():
    data, expansion = load_hubble(), compute(HUBBLE)
    vertical = np.polyfit(data.distance, data.velocity, 1)[0]
    horizontal = 1 / np.polyfit(data.velocity, data.distance, 1)[0]
    assert (slope(expansion.vertical), slope(expansion.horizontal)) == pytest.approx((vertical, horizontal))
    slopes = [slope(compute(HUBBLE, unit=unit).perpendicular) for unit in UNITS]
    assert (np.diff(slopes) < 0).all()
    assert slopes[0] == pytest.approx(horizontal, rel=1e-3)
    assert slopes[-1] == pytest.approx(vertical, rel=1e-2)


@pytest.mark.parametrize("unit", UNITS)
def test_hubbles_misses_meet_the_line_at_right_angles_where_a_unit_is_as_long_as_a_megaparsec(unit):
    expansion, place = compute(HUBBLE, unit=unit), map_to_inches(unit)
    a, b, c = expansion.perpendicular
    np.testing.assert_allclose(expansion.feet @ [a, b] + c, 0, atol=1e-9)
    misses = place(load_points()) - place(expansion.feet)
    along = np.subtract(*place([[1.0, slope(expansion.perpendicular)], [0.0, 0.0]]))
    np.testing.assert_allclose(misses @ along, 0, atol=1e-9)
    one_mpc, one_unit = place([[1.0, 0.0], [0.0, unit]]) - place([[0.0, 0.0]])
    assert np.linalg.norm(one_mpc) == pytest.approx(np.linalg.norm(one_unit))
    assert (place(load_points()) > 0).all()
    assert (place(load_points()) < SIDES).all()


def test_the_sign_for_a_right_angle_stands_at_the_longest_miss_and_only_where_it_is_seen():
    for unit in (300, 1, 10000):
        expansion, place = compute(HUBBLE, unit=unit), map_to_inches(unit)
        points, feet = place(load_points()), place(expansion.feet)
        misses = np.hypot(*(points - feet).T)
        sign = np.transpose(right_angle(points, feet))
        assert len(sign) == (3 if misses.max() > 0.22 else 0)
        if len(sign):
            side, corner, up = sign
            assert (side - corner) @ (up - corner) == pytest.approx(0)
            foot = feet[np.argmax(misses)]
            np.testing.assert_allclose(side + up - corner, foot)  # the fourth corner


def test_the_name_of_each_line_of_hubble_is_written():
    picture = Picture(HUBBLE)
    for unit in UNITS:
        picture.draw(unit=unit)
        words = {text.get_text() for text in picture.axes("data").findobj(Text) if text.get_visible()}
        assert {"horizontal", "perpendicular", "vertical"} <= words


def test_next_scene_at_the_start_of_hubble_leads_through_both_other_scenes():
    first, *others = HUBBLE.scenes.values()
    assert HUBBLE.values(**first) == HUBBLE.start
    assert len(others) == 2


def test_our_lstsq_keeps_all_digits_where_the_slides_formula_loses_them():
    digits = [list(compute(HOW_MANY_DIGITS, degree=degree).correct.values()) for degree in DEGREES]
    slide, numpy, ours = np.transpose(digits)
    assert (ours == 15).all()
    assert slide[0] >= 13
    assert slide[-1] == 0
    assert (slide <= numpy).all()


@pytest.mark.parametrize(
    ("value", "correct", "parts"),
    [
        (1.0000000000000036, 14, ("1.00000000000000", "")),
        (0.9999947113258414, 5, ("0.99999", "471132584")),
        (2.92893748114907, 0, ("", "2.92893748114907")),
        (-86280.73498464255, 0, ("", "−86280.7349846425")),
    ],
)
def test_digits_are_cut_where_the_correct_ones_end(value, correct, parts):
    written = ["".join(part.split()) for part in write_digits(value, correct)]
    assert written == list(parts)
    assert sum(map(str.isdigit, "".join(written))) == 15


def test_the_coefficient_that_is_written_is_the_worst_one():
    digits = compute(HOW_MANY_DIGITS, degree=6)
    for method, value in digits.worst.items():
        assert correct_digits([value], [1]) == digits.correct[method]


@pytest.mark.parametrize("residual", RESIDUALS)
def test_the_residual_is_as_long_as_it_says_and_exactly_perpendicular_so_that_every_coefficient_is_1(residual):
    for degree in DEGREES:
        A = vandermonde(degree)
        r = [Fraction(b) - Fraction(y) for b, y in zip(make_target(degree, residual), A.sum(axis=1), strict=True)]
        assert [sum(Fraction(a) * x for a, x in zip(column, r, strict=True)) for column in A.T] == [0] * (degree + 1)
        length = np.linalg.norm(np.array(r, dtype=float)) / np.linalg.norm(A.sum(axis=1))
        assert length == pytest.approx(RESIDUALS[residual], rel=1e-3)


def test_with_a_residual_numpy_loses_the_digits_that_it_keeps_without_one():
    kept, lost = (compute(HOW_MANY_DIGITS, degree=8, residual=residual).correct for residual in ("none", LONG_RESIDUAL))
    slide, numpy, ours = METHODS
    assert (kept[slide], lost[slide]) == (0, 0)
    assert kept[numpy] >= 4 > 2 >= lost[numpy]
    assert (kept[ours], lost[ours]) == (15, 15)


def test_only_ours_is_safe_past_1e16_and_it_is_safe_everywhere():
    for state in HOW_MANY_DIGITS.states():
        assert compute(HOW_MANY_DIGITS, **state).correct["our lstsq"] == 15, state


def test_ten_is_written_without_an_exponent():
    assert [power_of_ten(number) for number in (11.0, 1e7)] == ["10", "10⁷"]


def test_errors_grow_by_the_condition_number_and_with_a_residual_by_almost_its_square():
    without, with_residual = (compute(HOW_MANY_DIGITS, residual=residual) for residual in ("none", LONG_RESIDUAL))
    np.testing.assert_allclose(without.factors, without.conditions)
    assert (with_residual.factors > with_residual.conditions**2 / 5).all()
    assert (with_residual.factors < 2 * with_residual.conditions**2).all()


def test_an_error_in_one_entry_grows_no_more_than_the_factor_and_with_a_residual_much_more_than_the_condition_number():
    degree, change = 3, Fraction(1, 10**12)  # answers are exact fractions
    for residual in RESIDUALS:
        A, b = vandermonde(degree), [Fraction(value) for value in make_target(degree, residual)]
        relative = float(change) / np.linalg.norm(A, 2)
        worst = 0
        for row, column in ((0, 0), (10, 3), (20, 0), (20, 3)):
            moved = [[Fraction(entry) for entry in line] for line in A]
            moved[row][column] += change
            shift = [float(x - 1) for x in exact_ols(moved, b)]
            worst = max(worst, np.linalg.norm(shift) / np.sqrt(degree + 1) / relative)
        assert worst < error_growth(degree, residual)
        assert (worst > 10 * np.linalg.cond(A)) == (residual != "none")


def test_the_pushes_of_the_features_add_up_to_the_score():
    for features in ((0.21, 0.99, 0.86), (0.79, 0.01, 0.14), (0.5, 0.5, 0.5)):
        pet = PET.compute(*features)
        assert pet.pushes.sum() == pytest.approx(pet.score)
        assert np.log(pet.probability / (1 - pet.probability)) == pytest.approx(pet.score)


def test_only_the_nose_turns_the_first_pet_into_a_cat_when_one_slider_moves():
    flips = {
        control.name
        for control in PET.controls
        if any(compute(PET, **{control.name: value}).probability < 0.5 for value in control.values)
    }
    assert flips == {"nose"}
    assert PET.question.right_option(PET.result) == "the nose"


def test_an_ear_is_grabbed_at_its_tip_which_falls_as_it_turns_into_a_dogs():
    tips = [ear_tip(share) for share in np.linspace(0, 1, 21)]
    assert (np.diff([y for _, y in tips]) < 0).all()
    grips = Picture(PET).grips(ears=0.79)[-2:]
    np.testing.assert_allclose(np.mean(grips, axis=0)[0], 0.27, atol=1e-4)  # left and right of the middle of the face


def test_the_dashed_path_has_a_corner_at_each_weight_times_its_column():
    picture = Picture(PROJECTION)
    picture.draw(x1=1.5, x2=0.5, eye=60)
    space, view = picture.axes("space"), compute(PROJECTION, eye=60).view
    path = next(line for line in space.lines if len(line.get_xdata()) == 3)
    np.testing.assert_allclose(path.get_xydata()[[0, 2]], [view @ A[:, 0] * 1.5, view @ A[:, 1] * 0.5])
    corners = [(1 - y, x) for x, y in picture.grips(x1=1.5, x2=0.5, eye=60)]
    drawn = space.transData.transform(path.get_xydata()[[0, 2]]) / picture.figure.bbox.size
    np.testing.assert_allclose(corners, drawn[:, ::-1], atol=1e-5)


def test_the_gold_is_grabbed_at_its_upper_edge_while_it_is_in_the_picture():
    assert [Picture(HUBBLE).grips(unit=unit)[0] is None for unit in (1, 1000, 3000)] == [False, False, True]


@pytest.mark.parametrize(("arrangement", "there"), [("on a line", 0), ("scattered", 0), ("above each other", 1)])
def test_the_newest_point_is_grabbed_along_the_points_of_its_arrangement(arrangement, there):
    picture = Picture(HOW_MANY_SOLUTIONS)
    outline = picture.outline()["handles"][there]["yx"[there == 0]]
    for points in (1, 3, 5):
        grips = picture.grips(points=points, arrangement=arrangement)
        assert grips[1 - there] is None
        assert grips[there][there] == pytest.approx(outline["places"][points - 1])
