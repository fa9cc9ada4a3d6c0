"""What the demos of notebook 05 compute, against independent implementations, and what the notebook says about them."""

import itertools
import re

import numpy as np
import pytest
from scipy.special import expit
from scipy.stats import norm
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss as sklearn_log_loss
from sklearn.model_selection import KFold, LeaveOneOut, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from course_utils.chapters.perceptron.no_line import (
    FEATURES,
    LABELS,
    NO_LINE,
    add_features,
    first_unsplit,
    split_columns,
)
from course_utils.chapters.perceptron.one_step_at_a_time import ONE_STEP_AT_A_TIME, PETS, SIGNS, STEPS, walk
from course_utils.chapters.perceptron.peeking import PEEKING, PEEKS, TRUTH, long_run_accuracy
from course_utils.chapters.perceptron.pets import typical_pets
from course_utils.chapters.perceptron.splits import BIRDS, LAM, METHODS, SPLITS, choose_birds
from course_utils.chapters.perceptron.squash import SQUASH, SQUASHING, Z, to_three_digits
from course_utils.chapters.perceptron.three_rules import EPOCHS, RULES, THREE_RULES, choose_pets, learn
from course_utils.chapters.perceptron.trained_pet import TRAINED_PET, gallery, says_dog, train
from course_utils.data.datasets import load_pets
from course_utils.demo.picture import Picture
from course_utils.numerics.least_squares import design_matrix
from course_utils.numerics.logistic import logistic_regression
from course_utils.numerics.perceptron import is_separable, perceptron_path, predict, predict_proba
from course_utils.numerics.validation import standardize
from course_utils.plotting.style import typeset
from tests.chapters.demos import caption, compute

ON, OFF = "on", "off"


# ------------------------------------------------------------------------------------------------- squashing functions


@pytest.mark.parametrize("function", SQUASHING)
def test_every_squashing_function_rises_from_0_to_1_through_a_half(function):
    curve = compute(SQUASH, function=function, steepness=4).curve
    assert (np.diff(curve) >= 0).all()
    assert curve.min() >= 0
    assert curve.max() <= 1
    assert compute(SQUASH, function=function, z=0.0).p == 0.5


@pytest.mark.parametrize("function", ["sigmoid", "arc tangent", "cut-off line"])
@pytest.mark.parametrize("steepness", [0.25, 1, 4])
@pytest.mark.parametrize("z", [-6.0, -1.5, 0.0, 1.0])
def test_the_slope_is_that_of_the_curve(function, steepness, z):
    value, h = SQUASHING[function][0], 1e-6
    numerical = (value(steepness * (z + h)) - value(steepness * (z - h))) / (2 * h)
    assert compute(SQUASH, function=function, steepness=steepness, z=z).slope == pytest.approx(numerical, abs=1e-6)


@pytest.mark.parametrize(
    ("function", "learns"), [("sigmoid", 1), ("arc tangent", 1), ("cut-off line", 0), ("hard step", 0)]
)
def test_far_out_only_the_smooth_functions_have_a_slope(function, learns):
    assert (compute(SQUASH, function=function, z=-6.0).slope > 0) == learns


@pytest.mark.parametrize(("function", "steepness", "z"), [("hard step", 4, 0.0), ("cut-off line", 4, 0.5)])
def test_at_a_jump_and_at_a_corner_there_is_no_slope(function, steepness, z):
    assert np.isnan(compute(SQUASH, function=function, steepness=steepness, z=z).slope)
    assert "no slope" in caption(SQUASH, function=function, steepness=steepness, z=z)
    assert "no slope" not in caption(SQUASH, function=function, steepness=steepness, z=z + 0.5)


@pytest.mark.parametrize("function", SQUASHING)
def test_steepness_changes_no_decision(function):
    flat, steep = (compute(SQUASH, function=function, steepness=s).curve for s in (0.25, 4))
    np.testing.assert_array_equal(np.sign(flat - 0.5), np.sign(Z))
    np.testing.assert_array_equal(np.sign(steep - 0.5), np.sign(Z))


@pytest.mark.parametrize("function", ["sigmoid", "arc tangent"])
def test_a_smooth_function_is_never_0_or_1_nor_flat_and_no_words_say_so(function):
    _, steepnesses, scores = (control.values for control in SQUASH.controls)
    for steepness, z in itertools.product(steepnesses, scores):
        squashed = compute(SQUASH, function=function, steepness=steepness, z=z)
        assert 0 < squashed.p < 1
        assert squashed.slope > 0
        assert not re.search(r"p = [01](\.0+)?;|by 0(\.0+)? times", SQUASH.caption(squashed))
        assert not re.search(r"= [01](\.0+)?$", to_three_digits(squashed.p))
        assert not re.search(r"= 0(\.0+)?$", to_three_digits(squashed.slope))


def test_a_hard_decision_is_exactly_0_or_1_and_flat():
    assert "p = 0; moving the score by a little moves p by 0 times" in caption(SQUASH, function="hard step", z=-6.0)
    assert to_three_digits(compute(SQUASH, function="hard step", z=3.0).p) == "= 1"


def test_near_1_the_caption_says_what_is_missing():
    missing = expit(-30.0)  # steepness 4 times the score 7.5
    assert f"{missing:.0e}" == "9e-14"
    assert "p = 1 − 9 · 10⁻¹⁴; moving the score by a little moves p by 4 · 10⁻¹³" in caption(SQUASH, steepness=4, z=7.5)


def test_the_cut_off_line_is_flat_at_minus_6_unless_it_is_as_flat_as_can_be():
    slopes = [compute(SQUASH, function="cut-off line", steepness=s, z=-6.0).slope for s in SQUASH.controls[1].values]
    assert slopes == [0.0625, 0, 0, 0, 0]


# ---------------------------------------------------------------------------------------------------- the trained pet


@pytest.mark.parametrize(
    ("switches", "wrong"),
    [({}, 11), ({"ears": OFF}, 15), ({"eyes": OFF}, 16), ({"nose": OFF}, 26), ({"nose": OFF, "eyes": OFF}, 36)],
)
def test_without_a_feature_as_many_pets_are_wrong_as_the_notebook_says(switches, wrong):
    assert compute(TRAINED_PET, **switches).wrong == wrong


def test_the_trained_model_is_that_of_scikit_learn():
    pets = load_pets()
    theirs = LogisticRegression(C=np.inf, tol=1e-10, max_iter=1000).fit(pets.features[:, :2], pets.is_dog)
    w, wrong, loss = train((True, True, False))
    np.testing.assert_allclose(w, [*theirs.coef_[0], *theirs.intercept_], rtol=1e-4)
    assert wrong == np.sum(theirs.predict(pets.features[:, :2]) != pets.is_dog)
    p = theirs.predict_proba(pets.features[:, :2])
    assert loss == pytest.approx(sklearn_log_loss(pets.is_dog, p, normalize=False))


def test_by_the_log_loss_nose_and_eyes_are_missed_alike_though_they_weigh_differently():
    losses = [compute(TRAINED_PET, **{name: OFF}).loss for name in ("ears", "nose", "eyes")]
    assert np.round([*losses, compute(TRAINED_PET).loss], 1).tolist() == [32.6, 47.6, 47.6, 27.8]
    assert "is wrong about 26 of the 120, and its sum of log losses is 47.6." in caption(TRAINED_PET, nose=OFF)
    w, _, _ = train((True, True, True))
    assert np.argmax(w[:3]) == 2
    assert np.corrcoef(load_pets().features.T)[1, 2].round(2) == 0.44


@pytest.mark.parametrize("who", ["slide, first", "slide, second"])
def test_the_slides_pets_are_right_with_all_features_and_wrong_by_the_ears(who):
    everything, ears = compute(TRAINED_PET, who=who), compute(TRAINED_PET, who=who, nose=OFF, eyes=OFF)
    assert says_dog(everything) == everything.is_dog
    assert says_dog(ears) != ears.is_dog


@pytest.mark.parametrize("who", ["pointy-eared dog", "flat-nosed dog", "fold-eared cat"])
def test_the_unusual_pets_are_of_the_file_and_wrong(who):
    pets, look = load_pets(), compute(TRAINED_PET, who=who)
    row = np.flatnonzero((pets.features == look.features).all(axis=1))[0]
    assert pets.kinds[row] == who
    assert says_dog(look) != look.is_dog == bool(pets.is_dog[row])


def test_without_its_nose_the_flat_nosed_dog_is_right():
    assert says_dog(compute(TRAINED_PET, who="flat-nosed dog", nose=OFF))


def test_the_bars_add_up_to_the_score_of_the_model():
    pets = load_pets()
    w = logistic_regression(design_matrix(pets.features), pets.is_dog)
    for who, (features, _) in gallery().items():
        look = compute(TRAINED_PET, who=who)
        assert look.pushes.sum() + look.rest == pytest.approx(look.score)
        p = predict_proba(design_matrix(features[None]), w)[0]
        assert f"p(dog) = {p:.4f}" in caption(TRAINED_PET, who=who)


def test_no_caption_says_that_a_probability_is_0_or_1():
    who, *switches = (control.values for control in TRAINED_PET.controls)
    for values in itertools.product(who, *switches):
        assert not re.search(r"= (0\.0+|1\.0+),", TRAINED_PET.caption(TRAINED_PET.compute(*values)))


def test_without_a_bias_49_pets_are_wrong_instead_of_11():
    pets = load_pets()
    theirs = LogisticRegression(C=np.inf, tol=1e-10, max_iter=1000, fit_intercept=False).fit(pets.features, pets.is_dog)
    bare = logistic_regression(pets.features, pets.is_dog)
    np.testing.assert_allclose(bare, theirs.coef_[0], rtol=1e-4)
    assert np.sum(theirs.predict(pets.features) != pets.is_dog) == 49
    assert compute(TRAINED_PET).wrong == 11


def test_no_plane_splits_the_pets():
    pets = load_pets()
    assert not is_separable(design_matrix(pets.features), pets.is_dog)


# ---------------------------------------------------------------------------------------------------- one pet at a time


def test_a_line_through_0_splits_the_dozen():
    assert is_separable(*typical_pets(PETS))


@pytest.mark.parametrize("rate", [0.1, 0.3, 1])
def test_label_minus_output_gets_all_right_and_output_minus_label_all_wrong(rate):
    assert walk(SIGNS[0], rate)[1][-1] == 0
    assert walk(SIGNS[1], rate)[1][-1] == PETS


@pytest.mark.parametrize(("rate", "mistakes", "last"), [(0.1, 12, 38), (0.3, 5, 14), (1, 3, 4)])
def test_there_are_as_many_mistakes_as_the_notebook_says(rate, mistakes, last):
    moved = np.flatnonzero(np.any(np.diff(walk(SIGNS[0], rate)[0], axis=0) != 0, axis=1)) + 1
    assert (len(moved), moved[-1]) == (mistakes, last)


def test_the_first_step_leaves_its_own_cat_wrong():
    first = compute(ONE_STEP_AT_A_TIME, step=1)
    x = typical_pets(PETS)[0][first.pet]
    assert not first.is_dog
    assert first.w @ x > 0
    assert first.w @ x < first.before @ x


@pytest.mark.parametrize("step", range(1, STEPS + 1))
def test_a_step_moves_w_by_alpha_x_exactly_when_its_pet_is_wrong(step):
    one = compute(ONE_STEP_AT_A_TIME, step=step)
    x = typical_pets(PETS)[0][one.pet]
    wrong = (one.score > 0) != one.is_dog
    np.testing.assert_allclose(one.w - one.before, wrong * (1 if one.is_dog else -1) * 0.3 * x, atol=1e-15)
    assert ("wrong, so w moves" in ONE_STEP_AT_A_TIME.caption(one)) == wrong


def test_with_the_sign_reversed_w_keeps_growing():
    ends = [compute(ONE_STEP_AT_A_TIME, step=step, sign=SIGNS[1]).w for step in (0, 60)]
    assert np.linalg.norm(ends, axis=1).round(2).tolist() == [0.54, 10.11]


def test_a_score_that_is_nearly_0_is_shown_with_more_digits():
    assert "has the score −0.0044, wrong" in typeset(caption(ONE_STEP_AT_A_TIME, step=38, rate=0.1))


def test_the_scene_of_a_right_pet_shows_one():
    assert "right, so w stays" in caption(ONE_STEP_AT_A_TIME, step=6)


# ---------------------------------------------------------------------------------------------------------- three rules


def lengths(data, start, epoch):
    return {
        rule: round(float(length[-1]), 1) for rule, length in THREE_RULES.compute(data, start, epoch).length.items()
    }


def wrong(data, start, epoch):
    return {rule: counts[-1] for rule, counts in THREE_RULES.compute(data, start, epoch).wrong.items()}


def test_only_the_first_pets_can_be_split():
    assert is_separable(*choose_pets("a line splits them"))
    assert not is_separable(*choose_pets("mixed"))


def test_on_split_pets_the_perceptron_stops_and_the_log_loss_never_does():
    paths, _ = learn("a line splits them", "w = 0")
    assert (paths["perceptron"][4:] == paths["perceptron"][-1]).all()
    assert (np.diff(np.linalg.norm(paths["log loss"], axis=1)) > 0).all()
    assert lengths("a line splits them", "w = 0", 10)["log loss"] == 5.3
    assert lengths("a line splits them", "w = 0", 300)["log loss"] == 18.1


def test_on_mixed_pets_no_rule_gets_all_right_and_the_log_loss_comes_near_to_logistic_regression():
    assert all(wrong("mixed", start, 300)[rule] > 0 for start in ("w = 0", "badly wrong") for rule in RULES)
    X, y = choose_pets("mixed")
    best, found = logistic_regression(X, y), learn("mixed", "w = 0")[0]["log loss"][-1]
    assert np.linalg.norm(best).round(1) == 10.7
    assert np.linalg.norm(found - best) < 0.1 * np.linalg.norm(best)


def test_on_mixed_pets_the_perceptron_never_settles():
    paths, wrong = learn("mixed", "w = 0")
    assert (np.diff(paths["perceptron"][-4:], axis=0) != 0).any(axis=1).all()
    assert wrong["perceptron"][:, -1].tolist() == [2, 2, 6]
    assert wrong["log loss"][:, -1].tolist() == [2, 2, 2]
    assert "perceptron 2 to 6 wrong" in caption(THREE_RULES, data="mixed", epoch=300)


@pytest.mark.parametrize("rule", RULES)
def test_the_range_is_what_the_steps_of_the_epoch_get_wrong(rule):
    X, y = choose_pets("mixed")
    path = perceptron_path(X, y, 0.3, 5, rule=rule)
    inside = [np.sum(predict(X, w) != y) for w in path[4 * len(X) + 1 :]]  # the fifth epoch
    end, least, most = learn("mixed", "w = 0")[1][rule][:, EPOCHS.index(5)]
    assert (end, least, most) == (inside[-1], min(inside), max(inside))


def test_from_a_bad_start_the_squared_loss_alone_does_not_recover():
    assert wrong("a line splits them", "badly wrong", 20) == {"perceptron": 0, "log loss": 0, "squared loss": 16}
    assert wrong("a line splits them", "badly wrong", 300)["squared loss"] == 12
    X, _ = choose_pets("a line splits them")
    assert predict(X, learn("a line splits them", "badly wrong")[0]["squared loss"][-1]).all()


def test_the_squared_loss_stands_on_a_plateau_and_comes_down_in_the_end():
    X, y = choose_pets("a line splits them")
    path = perceptron_path(X, y, 0.3, 2000, (-6, -6, 0.5), "squared loss")[:: len(X)]
    wrong = np.sum((path @ X.T > 0) != y, axis=1)
    assert (wrong[200:1400] == 12).all()
    assert (wrong[1600:] == 0).all()


# ---------------------------------------------------------------------------------------------- what no line can split


@pytest.mark.parametrize("moved", NO_LINE.controls[0].values)
def test_a_line_splits_the_groups_up_to_a_fifth_of_the_way_and_then_the_perceptron_ends(moved):
    state = compute(NO_LINE, moved=moved)
    assert state.separable == (moved <= 20) == (state.mistakes[-1] == 0)


def test_the_state_that_answers_is_the_first_that_no_line_splits():
    assert NO_LINE.question.shows["moved"] == first_unsplit(NO_LINE.result) == 30


def test_a_penalty_may_leave_a_pet_wrong_that_a_line_would_get_right():
    state = compute(NO_LINE, moved=20)
    assert state.separable
    assert state.wrong == 1


def test_in_the_opposite_corner_the_perceptron_is_wrong_about_nearly_every_pet_it_looks_at():
    mistakes = compute(NO_LINE, moved=100).mistakes
    assert mistakes.min() >= 30
    assert mistakes[-1] == 32


def test_in_the_opposite_corner_the_least_log_loss_is_wrong_about_half_and_a_line_about_a_quarter():
    state = compute(NO_LINE, moved=100)
    assert state.wrong == 16
    cut = np.array([1.0, 1.0, 0.55])  # every pet but the cats at the lower left is called a dog
    assert np.sum(predict(design_matrix(state.points), cut) != LABELS) == 8


def test_no_line_at_all_is_wrong_about_fewer_than_a_quarter():
    points = compute(NO_LINE, moved=100).points
    for angle in np.linspace(0, 2 * np.pi, 361):
        along = points @ [np.cos(angle), np.sin(angle)]
        for cut in np.append(along - 1e-9, along.max() + 1):
            assert np.sum((along > cut) != LABELS) >= 8


def test_with_the_product_the_same_neuron_gets_every_pet_right():
    state = compute(NO_LINE, moved=100, features=FEATURES[1])
    assert state.separable
    assert state.wrong == 0
    assert add_features(state.points, FEATURES[1]).shape == (32, 4)


@pytest.mark.parametrize("features", FEATURES)
@pytest.mark.parametrize("moved", [0, 50, 100])
def test_the_blue_side_is_where_the_neuron_says_dog(features, moved):
    w = compute(NO_LINE, moved=moved, features=features).w
    columns, low, high, _ = split_columns(w)
    for x2 in (-0.95, -0.3, 0.2, 0.9):
        points = np.column_stack([columns, np.full_like(columns, x2)])
        says_dog = predict(add_features(points, features), w)
        np.testing.assert_array_equal((low <= x2) & (x2 <= high) & (low < high), says_dog)


# ------------------------------------------------------------------------------------------------------------- peeking


@pytest.mark.parametrize("labels", PEEKING.controls[0].values)
@pytest.mark.parametrize("size", [20, 50, 500])
def test_the_best_on_the_test_set_never_gets_worse_and_is_what_was_tried(labels, size):
    state = compute(PEEKING, labels=labels, size=size, peeks=1000)
    np.testing.assert_array_equal(state.best, np.maximum.accumulate(state.tries))
    brute = [np.argmax(state.tries[: i + 1]) for i in range(0, 1000, 37)]
    np.testing.assert_array_equal(state.best[::37], state.tries[brute])


def test_the_best_of_a_thousand_scores_what_the_notebook_says():
    assert "right for 72.0 %, on fresh pets for 50.0 %; the difference is 22.0." in caption(PEEKING, peeks=1000)
    for size, least, most in ((50, 66, 72), (500, 56, 58)):
        best = [round(100 * compute(PEEKING, peeks=1000, size=size, sample=sample).best[-1]) for sample in range(1, 6)]
        assert (min(best), max(best)) == (least, most)


@pytest.mark.parametrize("labels", PEEKING.controls[0].values)
def test_before_a_choice_no_setting_to_come_is_shown(labels):
    picture = Picture(PEEKING)

    def count_dots():
        lines = [line for line in picture.axes("data").lines if line.get_marker() == "o" and line.get_visible()]
        return sum(len(line.get_xdata()) for line in lines)

    picture.draw(labels=labels)
    assert count_dots() == 1
    picture.draw(labels=labels, peeks=2)
    assert count_dots() == PEEKS[-1]


def test_the_difference_is_that_of_the_two_numbers_beside_it_and_never_minus_0():
    labels, peeks, sizes, samples = (control.values for control in PEEKING.controls)
    for values in itertools.product(labels, peeks[1:], sizes, samples):
        best, fresh, difference = re.search(
            r"right for ([\d.]+) %, on fresh pets for ([\d.]+) %; the difference is (-?[\d.]+)\.$",
            PEEKING.caption(PEEKING.compute(*values)),
        ).groups()
        assert float(difference) == pytest.approx(float(best) - float(fresh))
        assert difference != "-0.0"


def test_before_anything_is_chosen_the_caption_says_nothing_about_fresh_pets():
    assert "fresh" not in caption(PEEKING)


@pytest.mark.parametrize("labels", PEEKING.controls[0].values)
def test_a_smaller_test_set_is_the_beginning_of_a_larger_one_and_the_neurons_are_the_same(labels):
    one, other = (compute(PEEKING, labels=labels, size=size).fresh[0] for size in (20, 500))
    assert one == other
    small, large = (compute(PEEKING, labels=labels, size=size, peeks=1000).tries for size in (50, 100))
    rest = 100 * large - 50 * small  # how many of the other 50 each neuron gets right
    assert rest.min() > -1e-9
    assert rest.max() < 50 + 1e-9


def test_the_long_run_is_what_a_long_run_finds():
    rng = np.random.default_rng(0)
    W, X = rng.normal(size=(5, 3)), rng.normal(size=(200_000, 5))
    y = rng.random(len(X)) < np.where(X @ TRUTH > 0, 0.9, 0.1)
    np.testing.assert_allclose(
        np.mean((X @ W > 0) == y[:, None], axis=0), long_run_accuracy(W, "a real pattern"), atol=4e-3
    )
    assert long_run_accuracy(TRUTH[:, None], "a real pattern") == pytest.approx(0.9)


@pytest.mark.parametrize("size", [20, 50, 100, 500])
def test_optimism_on_coin_flips_is_that_of_the_maximum_of_lucky_numbers(size):
    best = [compute(PEEKING, size=size, sample=sample, peeks=1000).best[-1] for sample in range(1, 6)]
    expected = 0.5 + 0.5 / np.sqrt(size) * norm.ppf(1 - 1 / 1000)  # if the tries were independent; they are alike
    assert 0.5 < np.mean(best) < expected + 0.05


@pytest.mark.parametrize("sample", range(1, 6))
def test_larger_test_sets_hold_less_luck_and_a_real_pattern_is_found(sample):
    small, large = (compute(PEEKING, size=size, sample=sample, peeks=1000).best[-1] for size in (50, 500))
    assert large < small
    real = compute(PEEKING, labels="a real pattern", sample=sample, peeks=1000)
    assert real.fresh[-1] > 0.7
    assert real.best[-1] > real.fresh[-1]
    assert len(real.tries) == PEEKS[-1]


def optimism(labels, size):
    states = [compute(PEEKING, labels=labels, size=size, sample=sample, peeks=1000) for sample in range(1, 6)]
    return [100 * (state.best[-1] - state.fresh[-1]) for state in states]


def test_on_a_real_pattern_500_pets_promise_hardly_more_than_they_hold():
    small, large = (optimism("a real pattern", size) for size in (50, 500))
    assert (np.round([min(small), max(small)], 1) == [0.1, 13.4]).all()
    assert (np.round([min(large), max(large)], 1) == [-2.6, 4.3]).all()
    assert abs(np.mean(large)) < 0.1 < 4.5 < np.mean(small)


# ------------------------------------------------------------------------------------------------------------ held out


@pytest.mark.parametrize(
    ("method", "theirs"), [("leave-one-out", LeaveOneOut()), ("5-fold", KFold(5, shuffle=True, random_state=0))]
)
def test_the_scores_are_those_of_scikit_learn(method, theirs):
    X, y = choose_birds()
    state = compute(SPLITS, method=method)
    folds = [(np.flatnonzero(~row), np.flatnonzero(row)) for row in state.table]
    pipeline = make_pipeline(StandardScaler(), LogisticRegression(C=1 / LAM, tol=1e-10, max_iter=1000))
    np.testing.assert_allclose(state.scores, cross_val_score(pipeline, X, y, cv=folds))
    assert len(folds) == theirs.get_n_splits(X)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("split", [1, 3, 30])
def test_the_crosses_are_what_the_score_counts(method, split):
    state = compute(SPLITS, method=method, split=split)
    held = state.table[state.number]
    assert state.scores[state.number] == pytest.approx(1 - state.wrong.sum() / held.sum())
    assert not (state.wrong & ~held).any()


@pytest.mark.parametrize("sample", range(1, 6))
def test_folds_hold_every_penguin_out_once_and_random_samples_leave_some_out(sample):
    for method in ("3-fold", "5-fold", "10-fold", "leave-one-out"):
        assert (compute(SPLITS, method=method, sample=sample).table.sum(axis=0) == 1).all()
    assert compute(SPLITS, method="random", sample=sample).table.sum(axis=0).min() == 0


def test_random_samples_take_some_penguins_four_to_six_times_and_leave_out_one_to_three():
    times = [compute(SPLITS, method="random", sample=sample).table.sum(axis=0) for sample in range(1, 6)]
    assert [int(t.max()) for t in times] == [5, 6, 6, 6, 4]
    assert [int(np.sum(t == 0)) for t in times] == [2, 1, 3, 2, 1]


def test_the_frame_can_be_dragged_where_each_split_has_a_row_of_its_own():
    picture = Picture(SPLITS)
    [places] = [handle["y"]["places"] for handle in picture.outline()["handles"]]
    heights = [picture.grips(method="leave-one-out", split=split)[0][1] for split in SPLITS.controls[1].values]
    np.testing.assert_allclose(heights, places)
    assert len(set(places)) == BIRDS
    for method in METHODS.keys() - {"leave-one-out"}:
        assert picture.grips(method=method) == (None,)


@pytest.mark.parametrize("sample", range(1, 6))
def test_smaller_folds_have_wilder_scores_and_one_bird_is_right_or_wrong(sample):
    spread = [compute(SPLITS, method=m, sample=sample).scores.std() for m in ("3-fold", "10-fold", "leave-one-out")]
    assert spread == sorted(spread)
    assert set(compute(SPLITS, method="leave-one-out").scores) == {0, 1}


@pytest.mark.parametrize(
    ("method", "least", "most"),
    [("3-fold", 0.633, 0.833), ("5-fold", 0.7, 0.8), ("10-fold", 0.767, 0.8), ("leave-one-out", 0.767, 0.767)],
)
def test_with_more_folds_the_mean_moves_less_from_draw_to_draw(method, least, most):
    means = [compute(SPLITS, method=method, sample=sample).scores.mean() for sample in range(1, 6)]
    assert np.round([min(means), max(means)], 3).tolist() == [least, most]
    assert BIRDS == 30


@pytest.mark.parametrize("method", METHODS)
def test_a_scale_from_all_rows_changes_the_score_only_a_little(method):
    X, y = choose_birds()
    scaled = standardize(X, np.arange(BIRDS))
    for sample in range(1, 6):
        state, right = compute(SPLITS, method=method, sample=sample), []
        for held_out in state.table:
            w = logistic_regression(design_matrix(scaled[~held_out]), y[~held_out], LAM, unpenalized=-1)
            right.append(np.mean(predict(design_matrix(scaled[held_out]), w) == y[held_out]))
        assert np.mean(right) == pytest.approx(state.scores.mean(), abs=0.02)
