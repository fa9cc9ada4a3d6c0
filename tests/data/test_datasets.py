"""The data files say what their sources say, and a damaged file says so."""

import csv
import io
import runpy
import shutil
import struct
import tracemalloc
import zlib
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from course_utils.data import datasets
from course_utils.data.datasets import (
    DATA,
    NIST_PROBLEMS,
    load_digits,
    load_hubble,
    load_mondrian,
    load_nist,
    load_penguins,
    load_pets,
    load_phones,
    load_photo,
)
from course_utils.data.pictures import read_image
from course_utils.numerics.least_squares import design_matrix, lstsq
from course_utils.numerics.logistic import logistic_regression
from course_utils.numerics.perceptron import is_separable, predict
from course_utils.numerics.robust import huber, irls
from course_utils.numerics.svd import matrix_rank, relative_error
from tests.numerics.exact import exact_ols, exact_rank

NIST_OBSERVATIONS = {"Norris": 36, "Pontius": 40, "NoInt1": 11, "NoInt2": 3, "Filip": 82, "Longley": 16}  # others: 21


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def certified(name):
    return {row["term"]: row["estimate"] for row in rows_of(DATA / "nist_strd" / "certified.csv") if row["set"] == name}


def exact_entry(row, term):
    variable, _, power = term.partition("^")
    return Fraction(row.get(variable, 1)) ** int(power or 1)


def test_the_fit_of_hubbles_nebulae_is_the_published_one():
    distance, velocity, names = load_hubble()
    slope, intercept = lstsq(design_matrix(distance), velocity)
    assert (round(slope, 2), round(intercept, 2)) == (454.16, -40.78)
    assert len(set(names)) == len(distance) == len(velocity) == 24


def test_the_fits_of_the_phone_calls_are_the_published_ones():
    year, calls = load_phones()
    A = design_matrix(year - 1900)
    np.testing.assert_array_equal(lstsq(A, calls).round(3), [5.041, -260.059])
    published = [2.041, -102.622]  # by MASS::rlm, whose scale 9.03 makes this δ; it stops after about three digits
    np.testing.assert_allclose(huber(A, calls, delta=1.345 * 9.03), published, rtol=1e-3)


def test_the_scale_of_the_published_robust_fit_is_consistent():
    year, calls = load_phones()
    A, scale = design_matrix(year - 1900), 50.0
    for _ in range(100):  # as MASS::rlm: the median of the absolute residuals, over what it is for a normal curve
        scale = np.median(np.abs(calls - A @ huber(A, calls, 1.345 * scale))) / 0.6745
    assert scale == pytest.approx(9.03, rel=3e-3)


def test_many_lines_have_the_least_sum_of_absolute_residuals_of_the_phone_calls():
    year, calls = load_phones()
    A = design_matrix(year - 1900)
    for line in (irls(A, calls, 1), [1.2, -57.7], [1.53, -75.19]):
        assert np.abs(calls - A @ line).sum() == pytest.approx(844, abs=1e-9)


@pytest.mark.parametrize("name", NIST_PROBLEMS)
def test_the_exact_solution_agrees_with_all_digits_nist_prints(name):
    rows, answer = rows_of(DATA / "nist_strd" / f"{name}.csv"), certified(name)
    A, b = [[exact_entry(row, term) for term in answer] for row in rows], [Fraction(row["y"]) for row in rows]
    for x, printed in zip(exact_ols(A, b), answer.values(), strict=True):
        last_digit = Fraction(10) ** Decimal(printed).as_tuple().exponent
        assert abs(x - Fraction(printed)) <= last_digit / 2


@pytest.mark.parametrize("name", NIST_PROBLEMS)
def test_every_number_is_the_float_nearest_to_the_printed_one(name):
    A, b, x = load_nist(name)
    rows, answer = rows_of(DATA / "nist_strd" / f"{name}.csv"), certified(name)
    np.testing.assert_array_equal(A, [[float(exact_entry(row, term)) for term in answer] for row in rows])
    np.testing.assert_array_equal(b, [float(row["y"]) for row in rows])
    np.testing.assert_array_equal(x, [float(estimate) for estimate in answer.values()])
    assert A.shape == (NIST_OBSERVATIONS.get(name, 21), len(x))


def test_all_coefficients_are_there():
    assert sum(len(load_nist(name).certified) for name in NIST_PROBLEMS) == 55


def test_an_unknown_set_is_refused_with_the_names_of_the_known_ones():
    with pytest.raises(ValueError, match="name is 'filip', expected one of Norris, Pontius"):
        load_nist("filip")


def test_every_file_has_its_source_and_licence_in_the_readme():
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    for path in (*DATA.rglob("*.csv"), *DATA.rglob("*.png"), *DATA.rglob("*.gz")):
        assert path.name in readme or f"{path.parent.name}/*.csv" in readme


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """A copy of the data to damage."""
    monkeypatch.setattr(datasets, "DATA", tmp_path / "data")
    return Path(shutil.copytree(DATA, tmp_path / "data"))


LOADERS = {
    "hubble_1929.csv": load_hubble,
    "belgian_phones.csv": load_phones,
    "pets.csv": load_pets,
    "penguins.csv": load_penguins,
    "nist_strd/Filip.csv": lambda: load_nist("Filip"),
    "nist_strd/certified.csv": lambda: load_nist("Filip"),
    "mondrian.png": load_mondrian,
    "chelsea.png": load_photo,
    "digits.csv.gz": load_digits,
}


@pytest.mark.parametrize("file", LOADERS)
@pytest.mark.parametrize(
    "damage",
    [lambda whole: b"", lambda whole: whole[:200], lambda whole: whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:]],
    ids=["empty", "cut off", "a byte"],
)
def test_a_damaged_file_is_named_with_a_remedy(copy, file, damage):
    (copy / file).write_bytes(damage((copy / file).read_bytes()))
    with pytest.raises(ValueError, match=f"{Path(file).name} is damaged or changed: .*git checkout -- data"):
        LOADERS[file]()


@pytest.mark.parametrize("file", [*LOADERS, "SHA256SUMS"])
def test_a_missing_file_is_named_with_a_remedy(copy, file):
    (copy / file).unlink()
    with pytest.raises(FileNotFoundError, match=f"{Path(file).name} is missing: .*git checkout -- data"):
        LOADERS.get(file, load_pets)()


def test_every_file_has_its_checksum():
    sums = dict(line.split("  ")[::-1] for line in (DATA / "SHA256SUMS").read_text(encoding="utf-8").splitlines())
    files = [path for kind in ("*.csv", "*.png", "*.gz") for path in DATA.rglob(kind)]
    assert sums == {path.relative_to(DATA).as_posix(): sha256(path.read_bytes()).hexdigest() for path in files}


def test_the_pets_are_those_of_the_script():
    with (DATA / "pets.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert header == ["ears", "nose", "eyes", "species", "kind"]
    assert rows == runpy.run_path(str(DATA / "make_pets.py"))["invent"]()


def test_the_weights_and_mistakes_of_the_pets_are_those_of_the_readme():
    pets = load_pets()
    A = design_matrix(pets.features)
    w = logistic_regression(A, pets.is_dog)
    np.testing.assert_array_equal(w.round(2), [3.62, 9.00, 11.55, -11.57])
    assert np.sum(predict(A, w) != pets.is_dog) == 11
    assert all(kind.endswith("dog" if dog else "cat") for kind, dog in zip(pets.kinds, pets.is_dog, strict=True))


def test_the_penguins_are_as_many_and_as_mixed_as_the_readme_says():
    measures, species = load_penguins()
    assert [np.sum(species == name) for name in ("Adelie", "Chinstrap", "Gentoo")] == [151, 68, 123]
    two = species != "Gentoo"
    A, y = design_matrix(measures[two]), (species[two] == "Chinstrap").astype(float)
    bill = A[:, [0, 1, -1]]
    assert np.sum(predict(bill, logistic_regression(bill, y)) != y) == 6
    assert is_separable(A, y)


def test_the_means_of_the_penguins_are_the_published_ones():
    measures, species = load_penguins()
    published = {
        "Adelie": [38.8, 18.3, 190, 3701],
        "Chinstrap": [48.8, 18.4, 196, 3733],
        "Gentoo": [47.5, 15.0, 217, 5076],
    }
    for name, means in published.items():
        np.testing.assert_allclose(measures[species == name].mean(axis=0), means, rtol=3e-3)


def test_line_ends_of_windows_change_nothing(copy):
    expected = load_hubble()
    path = copy / "hubble_1929.csv"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    np.testing.assert_array_equal(load_hubble().velocity, expected.velocity)


# --- pictures


def test_the_mondrian_is_what_its_script_paints():
    paint = runpy.run_path(str(DATA / "make_mondrian.py"))["paint"]
    np.testing.assert_array_equal(load_mondrian() * 255, paint())


def test_each_channel_of_the_mondrian_has_rank_seven_in_whole_numbers():
    for channel in np.moveaxis(load_mondrian() * 255, -1, 0):
        different_rows = np.unique(np.unique(np.rint(channel).astype(int), axis=0), axis=1)  # keeps the rank
        assert exact_rank(different_rows.tolist()) == 7
        assert matrix_rank(channel) == 7


def test_the_photograph_has_full_rank():
    assert [matrix_rank(channel) for channel in np.moveaxis(load_photo(), -1, 0)] == [300] * 3


def test_the_photograph_is_not_large():
    assert (DATA / "chelsea.png").stat().st_size < 250_000


def encoded(picture, kind="png", mode=None, **how):
    """The bytes of a picture file, from brightness 0 to 1 or from an image of Pillow."""
    if not isinstance(picture, Image.Image):
        picture = Image.fromarray(np.rint(255 * np.asarray(picture)).astype(np.uint8))
    out = io.BytesIO()
    (picture.convert(mode) if mode else picture).save(out, kind, **how)
    return out.getvalue()


@pytest.fixture
def picture():
    """24 rows, 32 columns: red grows to the right, green downwards, blue is half."""
    rows, columns = np.mgrid[0:24, 0:32]
    return np.stack([columns / 31, rows / 23, np.full((24, 32), 0.5)], axis=2)


@pytest.mark.parametrize("kind", ["png", "bmp", "tiff"])
def test_a_lossless_picture_comes_back_the_same(picture, kind):
    np.testing.assert_allclose(read_image(encoded(picture, kind)), picture, atol=0.51 / 255)


@pytest.mark.parametrize(("kind", "how"), [("jpeg", {"quality": 95}), ("webp", {"quality": 95}), ("gif", {})])
def test_a_lossy_picture_comes_back_nearly_the_same(picture, kind, how):
    assert relative_error(picture, read_image(encoded(picture, kind, **how))) < 0.1


def test_palettes_and_the_four_inks_of_a_printer_become_red_green_and_blue(picture):
    for file in (encoded(picture, mode="P"), encoded(picture, "jpeg", mode="CMYK", quality=95)):
        assert relative_error(picture, read_image(file)) < 0.15


def test_a_grey_picture_has_no_channels(picture):
    grey = picture[:, :, 0]
    np.testing.assert_allclose(read_image(encoded(grey)), grey, atol=0.51 / 255)
    assert set(read_image(encoded(grey, mode="1")).ravel()) == {0, 1}


def test_a_picture_of_16_bits_keeps_its_range(picture):
    sixteen = Image.fromarray(np.rint(65535 * picture[:, :, 0]).astype(np.uint16))
    for kind in ("png", "tiff"):
        np.testing.assert_allclose(read_image(encoded(sixteen, kind)), picture[:, :, 0], atol=1e-5)


def test_transparent_places_turn_white_and_half_transparent_ones_half_white(picture):
    clear = Image.fromarray(np.rint(255 * picture).astype(np.uint8)).convert("RGBA")
    clear.putalpha(128)
    np.testing.assert_allclose(read_image(encoded(clear)), (picture + 1) / 2, atol=0.01)
    clear.putalpha(0)
    np.testing.assert_array_equal(read_image(encoded(clear)), 1)
    np.testing.assert_array_equal(read_image(encoded(clear.convert("LA"))), 1)
    palette = clear.convert("RGB").quantize(8)
    np.testing.assert_array_equal(read_image(encoded(palette, transparency=bytes(8))), 1)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_taken_with_the_camera_turned_is_turned_upright(picture, orientation):
    upright = Image.fromarray(np.rint(255 * picture).astype(np.uint8))
    undo = {2: "FLIP_LEFT_RIGHT", 3: "ROTATE_180", 4: "FLIP_TOP_BOTTOM", 5: "TRANSPOSE", 6: "ROTATE_90",
            7: "TRANSVERSE", 8: "ROTATE_270"}  # fmt: skip
    stored = upright.transpose(Image.Transpose[undo[orientation]]) if orientation > 1 else upright
    exif = Image.Exif()
    exif[0x0112] = orientation
    for kind in ("jpeg", "png"):
        read = read_image(encoded(stored, kind, exif=exif))
        assert read.shape == picture.shape
        assert relative_error(picture, read) < 0.1


def test_a_large_picture_is_scaled_down_in_proportion():
    data = encoded(np.full((600, 2000, 3), 0.5), "jpeg")
    assert read_image(data).shape == (300, 1000, 3)
    assert read_image(data, largest=100).shape == (30, 100, 3)
    np.testing.assert_allclose(read_image(data), 0.5, atol=0.01)


def test_the_first_picture_of_an_animation_is_read(picture):
    frames = [Image.new("RGB", (20, 20), color) for color in ("white", "black")]
    np.testing.assert_array_equal(read_image(encoded(frames[0], "gif", save_all=True, append_images=frames[1:])), 1)


def header_only(width, height):
    """A PNG file that promises this many pixels, and has none."""
    parts = (b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0), b"IDAT")
    chunks = (struct.pack(">I", len(part) - 4) + part + struct.pack(">I", zlib.crc32(part)) for part in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "the file is empty"),
        (b"hello", "not a picture that can be read here"),
        (b"%PDF-1.7 ...", "not a picture that can be read here"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a picture that can be read here"),
        (b"\0\0\0\x18ftypheic....", "HEIC or AVIF picture or a film, .* save it as JPEG"),
        (encoded(np.random.default_rng(1).random((99, 99)))[:2000], "cannot be decoded"),
        (encoded(np.random.default_rng(1).random((99, 99)), "jpeg")[:2000], "cannot be decoded"),
        (header_only(100, 100), "cannot be decoded"),
        (header_only(8000, 8000), r"8000 × 8000 pixels: scale it down to at most 40 million"),
        (header_only(12000, 12000), "the picture is huge: scale it down"),
        (header_only(100_000, 100_000), "the picture is huge: scale it down"),
        (encoded(np.ones((1, 1))), "1 × 1 pixels here, expected at least 16"),
        (encoded(np.ones((20, 4000))), "1000 × 5 pixels here, expected at least 16"),
        (encoded(Image.new("F", (20, 20)), "tiff"), "cannot be decoded"),
    ],
    ids=["empty", "text", "pdf", "svg", "heic", "cut off png", "cut off jpeg", "no pixels", "64 million", "a warning",
         "a bomb", "a dot", "a line", "floats"],
)  # fmt: skip
def test_a_file_that_is_not_a_useful_picture_is_refused_with_a_message(data, words):
    with pytest.raises(ValueError, match=words):
        read_image(data)


def test_a_bomb_is_refused_before_it_is_decoded():
    bomb = encoded(Image.new("1", (20_000, 20_000)))  # 400 million pixels in a file of 50 kilobytes
    assert len(bomb) < 100_000
    tracemalloc.start()
    with pytest.raises(ValueError, match="huge"):
        read_image(bomb)
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()


def test_a_bitmap_with_run_lengths_is_refused_at_once_because_few_bytes_can_make_it_endless():
    header = struct.pack("<2sIHHI", b"BM", 622, 0, 0, 54)
    info = struct.pack("<IiiHHIIiiII", 40, 1_310_720, 18, 1, 8, 1, 0, 0, 0, 0, 0)
    with pytest.raises(ValueError, match="BMP picture with run-length compression: save it as PNG"):
        read_image(header + info + bytes(568))


def test_anything_but_bytes_is_refused():
    with pytest.raises(ValueError, match="data is str, expected the bytes"):
        read_image("cat.png")


@given(st.data())
def test_a_file_with_a_few_wrong_bytes_is_read_or_refused(draw):
    data = bytearray(
        encoded(np.random.default_rng(1).random((20, 20)), draw.draw(st.sampled_from(["png", "jpeg", "gif"])))
    )
    for _ in range(draw.draw(st.integers(1, 9))):
        data[draw.draw(st.integers(0, len(data) - 1))] = draw.draw(st.integers(0, 255))
    try:
        picture = read_image(bytes(data), largest=100)
    except ValueError:
        return
    assert picture.min() >= 0
    assert picture.max() <= 1
