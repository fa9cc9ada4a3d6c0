"""What the demos of notebook 03 show is what the mathematics says."""

import io
import re

import numpy as np
import pytest
from PIL import Image

from course_utils.chapters.svd_image_compression.circle_steps import (
    CIRCLE_STEPS,
    MATRICES,
    find_end,
    name_ends,
    name_step,
    say_what_happens,
)
from course_utils.chapters.svd_image_compression.cloud import CLOUD
from course_utils.chapters.svd_image_compression.exercises import PINV
from course_utils.chapters.svd_image_compression.mondrian import MONDRIAN
from course_utils.chapters.svd_image_compression.noise import NOISE, NOISES
from course_utils.chapters.svd_image_compression.photo import MISSING, PHOTO, REBUILT, build_own_demo
from course_utils.chapters.svd_image_compression.tilt import ANGLES, TILT, tilt_mondrian
from course_utils.data.datasets import load_mondrian, load_nist
from course_utils.demo.picture import Picture
from course_utils.numerics.svd import low_rank, matrix_rank, relative_error


def test_the_cloud_has_rank_two_until_it_is_shaken_or_lifted():
    ranks = [CLOUD.compute(noise, height, "the origin").rank for noise, height in ((0, 0), (0.05, 0), (0, 0.4))]
    assert ranks == [2, 3, 3]


@pytest.mark.parametrize("height", [0, 0.4, 1.2])
def test_counted_from_the_mean_the_cloud_has_dimension_two_at_any_height(height):
    cloud = CLOUD.compute(0, height, "the mean")
    assert (cloud.rank, cloud.dimension) == (2, 2)
    np.testing.assert_allclose(cloud.feet, cloud.points, atol=1e-12)


@pytest.mark.parametrize("matrix", MATRICES)
def test_three_steps_make_the_matrix_and_zero_steps_the_identity(matrix):
    np.testing.assert_allclose(CIRCLE_STEPS.compute(3.0, matrix).now, MATRICES[matrix], atol=1e-12)
    np.testing.assert_array_equal(CIRCLE_STEPS.compute(0.0, matrix).now, np.eye(2))


@pytest.mark.parametrize("matrix", MATRICES)
def test_the_turns_bring_the_arrows_to_the_axes_and_the_stretch_makes_them_as_long_as_sigma(matrix):
    once, twice = (CIRCLE_STEPS.compute(step, matrix) for step in (1.0, 2.0))
    np.testing.assert_allclose(once.now @ once.V, np.eye(2), atol=1e-12)
    np.testing.assert_allclose(twice.now @ twice.V, np.diag(twice.d), atol=1e-12)


@pytest.mark.parametrize("matrix", MATRICES)
def test_the_small_pictures_are_the_large_one_at_each_whole_step(matrix):
    for step in range(4):
        stage = CIRCLE_STEPS.compute(float(step), matrix)
        np.testing.assert_array_equal(stage.products[step], stage.now)


@pytest.mark.parametrize("k", range(1, 8))
def test_the_measured_and_the_predicted_error_of_the_mondrian_agree(k):
    rebuilt = MONDRIAN.compute(k)
    assert rebuilt.measured == pytest.approx(rebuilt.predicted, abs=1e-12)
    np.testing.assert_allclose(rebuilt.picture, low_rank(load_mondrian(), k), atol=1e-12)


def test_seven_pieces_are_the_whole_mondrian_and_six_are_not():
    assert MONDRIAN.compute(7).measured < 1e-12 < 0.005 < MONDRIAN.compute(6).measured


@pytest.mark.parametrize("angle", ANGLES)
def test_the_rank_of_the_tilted_mondrian_is_that_of_its_channels(angle):
    taken = tilt_mondrian(angle)
    assert taken.rank == max(matrix_rank(channel, rtol=1e-10) for channel in np.moveaxis(taken.picture, -1, 0))


def test_the_mondrian_on_its_side_is_turned_exactly():
    np.testing.assert_allclose(TILT.compute(90, 7).picture, np.rot90(load_mondrian(), -1), atol=1e-12)


@pytest.mark.parametrize("k", [1, 6, 7, 120])
def test_the_error_in_noise_is_measured_against_the_clean_picture(k):
    noisy = NOISE.compute(0.1, k)
    assert noisy.errors[k - 1] == pytest.approx(relative_error(load_mondrian(), noisy.cut), abs=1e-6)
    assert noisy.everything == pytest.approx(relative_error(load_mondrian(), noisy.picture), abs=1e-6)


@pytest.mark.parametrize("noise", NOISES[1:])
def test_noise_alone_ends_a_little_below_the_threshold(noise):
    noisy = NOISE.compute(noise, 7)
    channels = np.moveaxis(noisy.picture - load_mondrian(), -1, 0)
    largest = np.sqrt(sum(np.linalg.norm(channel, 2) ** 2 for channel in channels))
    floor = noise * (np.sqrt(120) + np.sqrt(120)) * np.sqrt(3)
    assert largest == pytest.approx(floor, rel=0.05)
    assert noisy.threshold == pytest.approx(2 / np.sqrt(3) * floor)


@pytest.mark.parametrize("noise", NOISES[1:])
def test_the_threshold_of_gavish_and_donoho_finds_the_best_cut(noise):
    noisy = NOISE.compute(noise, 7)
    assert np.sum(noisy.values > noisy.threshold) == 1 + np.argmin(noisy.errors)


def test_without_noise_every_cut_from_the_rank_on_loses_nothing():
    np.testing.assert_allclose(NOISE.compute(0, 120).errors[6:], 0, atol=1e-6)
    assert NOISE.compute(0, 120).errors[5] > 0.005
    assert NOISE.caption(NOISE.compute(0, 3)).endswith("no cut from 7 on loses anything.")


def test_the_picture_is_named_after_what_is_done_and_what_is_under_way():
    names = [name_step(CIRCLE_STEPS.compute(stage, "shear")) for stage in (0.0, 0.1, 1.0, 1.5, 2.0, 3.0)]
    assert names[:3] == ["x", "x → Vᵀx: turning", "Vᵀx: turned"]
    assert names[3:] == ["Vᵀx → D Vᵀx: stretching", "D Vᵀx: stretched", "U D Vᵀx: turned again"]
    assert name_step(CIRCLE_STEPS.compute(2.9, "mirror")).endswith("mirroring")
    assert name_step(CIRCLE_STEPS.compute(3.0, "mirror")).endswith("mirrored")


def test_the_ends_of_the_arrows_are_named_after_what_they_are_at_each_whole_step_and_not_between():
    names = [name_ends(CIRCLE_STEPS.compute(stage, "shear")) for stage in (0.0, 0.5, 1.0, 2.0, 3.0)]
    assert names == [("v₁", "v₂"), ("", ""), ("e₁", "e₂"), ("σ₁e₁", "σ₂e₂"), ("σ₁u₁", "σ₂u₂")]
    assert name_ends(CIRCLE_STEPS.compute(2.0, "singular")) == ("σ₁e₁", "")


def test_the_headline_of_a_singular_matrix_is_that_it_flattens_and_of_the_others_never():
    headlines = {
        name: [say_what_happens(CIRCLE_STEPS.compute(s, name)) for s in (1.0, 1.5, 2.0, 3.0)] for name in MATRICES
    }
    why = "to a line, because σ₂ = 0"
    assert headlines.pop("singular") == [("Vᵀ turns", ""), ("D flattens", why), ("flattened", why), ("flattened", why)]
    assert not [below for said in headlines.values() for _, below in said if below]


@pytest.mark.parametrize("matrix", MATRICES)
def test_the_last_step_only_mirrors_where_it_is_said_to(matrix):
    before, after = (CIRCLE_STEPS.compute(stage, matrix) for stage in (2.0, 3.0))
    flipped = np.allclose(after.now, np.diag([1, -1]) @ before.now)
    assert flipped == after.mirrors == (matrix == "mirror")


def test_a_caption_never_says_that_pieces_are_enough_beside_an_error_that_is_too_large():
    for state in TILT.states():
        caption = TILT.caption(TILT.compute(**state))
        k, off, enough = map(float, re.search(r"with (\d+) .* is ([\d.]+) % off.* takes (\d+)\.", caption).groups())
        assert (off <= 1) == (k >= enough), caption


CUTS = {
    "a tenth of the first": lambda d: 0.1 * d[0],
    "13 % of the first": lambda d: 0.13 * d[0],
    "a millionth of the first": lambda d: 1e-6 * d[0],
    "0.3": lambda d: 0.3,
    "0.001": lambda d: 1e-3,
    "1e-6": lambda d: 1e-6,
    "1e-12": lambda d: 1e-12,
    "1e-18": lambda d: 1e-18,
}


@pytest.mark.parametrize("cut", CUTS)
def test_a_pseudo_inverse_that_drops_what_counts_or_keeps_noise_is_refused(cut):
    def pinv(A):
        U, d, Vt = np.linalg.svd(A, full_matrices=False)
        keep = d > CUTS[cut](d)
        return (Vt[keep].T / d[keep]) @ U[:, keep].T

    assert PINV(pinv).startswith("✗")


def test_the_solution_of_the_pseudo_inverse_keeps_the_digits_of_longley():
    A, b, certified = load_nist("Longley")
    np.testing.assert_allclose(PINV.solution(A) @ b, certified, rtol=1e-7)


@pytest.mark.parametrize("k", [1, 20, 150, 300])
def test_what_is_rebuilt_and_what_is_missing_make_the_photograph(k):
    rebuilt, missing = PHOTO.compute(k, REBUILT), PHOTO.compute(k, MISSING)
    original = rebuilt.of.picture
    np.testing.assert_allclose(rebuilt.shown + missing.shown - 0.5, original, atol=1e-5)
    assert relative_error(original, rebuilt.shown) == pytest.approx(rebuilt.of.errors[k], abs=1e-6)


@pytest.mark.parametrize("shape", [(16, 16), (16, 400), (900, 300), (500, 700, 3)])
def test_a_picture_of_any_shape_becomes_a_demo_that_draws(shape):
    pixels = np.random.default_rng(1).integers(0, 256, size=shape).astype(np.uint8)
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "png")
    demo = build_own_demo(out.getvalue())
    picture = Picture(demo)
    for k in demo.controls[0].values:
        assert "Your picture" in picture.frame(k=k).caption
    assert max(demo.compute(**demo.start).of.picture.shape) <= 400
    assert ", 0.0 % off" in picture.frame(k=demo.controls[0].values[-1]).caption


def test_a_picture_of_nothing_but_black_becomes_a_demo_too():
    out = io.BytesIO()
    Image.new("L", (40, 30)).save(out, "png")
    assert "0.0 % off" in Picture(build_own_demo(out.getvalue())).frame(k=1).caption


def test_only_the_symmetric_matrix_leaves_the_first_singular_vector_on_its_line_and_each_makes_it_the_longest():
    ends = {name: find_end(lambda name=name, **stage: CIRCLE_STEPS.result(matrix=name, **stage)) for name in MATRICES}
    assert ends == {name: (name == "symmetric", 1) for name in MATRICES}
