"""The data files say what their sources say, and a damaged file says so."""

import csv
import shutil
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from course_utils import data
from course_utils.data import DATA, NIST_OBSERVATIONS, NIST_TERMS, load_hubble, load_nist, load_phones
from course_utils.numerics.least_squares import design_matrix, lstsq
from course_utils.numerics.regularization import huber, irls
from tests.numerics.exact import exact_ols


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


@pytest.mark.parametrize("name", NIST_OBSERVATIONS)
def test_the_exact_solution_agrees_with_all_digits_nist_prints(name):
    rows, answer = rows_of(DATA / "nist_strd" / f"{name}.csv"), certified(name)
    A, b = [[exact_entry(row, term) for term in answer] for row in rows], [Fraction(row["y"]) for row in rows]
    for x, printed in zip(exact_ols(A, b), answer.values(), strict=True):
        last_digit = Fraction(10) ** Decimal(printed).as_tuple().exponent
        assert abs(x - Fraction(printed)) <= last_digit / 2


@pytest.mark.parametrize("name", NIST_OBSERVATIONS)
def test_every_number_is_the_float_nearest_to_the_printed_one(name):
    A, b, x = load_nist(name)
    rows, answer = rows_of(DATA / "nist_strd" / f"{name}.csv"), certified(name)
    np.testing.assert_array_equal(A, [[float(exact_entry(row, term)) for term in answer] for row in rows])
    np.testing.assert_array_equal(b, [float(row["y"]) for row in rows])
    np.testing.assert_array_equal(x, [float(estimate) for estimate in answer.values()])
    assert A.shape == (NIST_OBSERVATIONS[name], len(x))


def test_all_coefficients_are_there():
    assert sum(len(load_nist(name).certified) for name in NIST_OBSERVATIONS) == NIST_TERMS


def test_an_unknown_set_is_answered_with_the_known_ones():
    with pytest.raises(ValueError, match="name is 'filip', expected one of Norris, Pontius"):
        load_nist("filip")


def test_every_file_has_its_source_and_licence_in_the_readme():
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    for path in DATA.rglob("*.csv"):
        assert path.name in readme or f"{path.parent.name}/*.csv" in readme


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """A copy of the data to damage."""
    shutil.copytree(DATA / "nist_strd", tmp_path / "nist_strd")
    for table in DATA.glob("*.csv"):
        shutil.copy(table, tmp_path)
    monkeypatch.setattr(data, "DATA", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "file", ["hubble_1929.csv", "belgian_phones.csv", "nist_strd/Filip.csv", "nist_strd/certified.csv"]
)
@pytest.mark.parametrize(
    ("damage", "error", "message"),
    [
        (lambda path: path.unlink(), FileNotFoundError, "is missing; restore it"),
        (lambda path: path.write_bytes(b""), ValueError, "its columns are None"),
        (lambda path: path.write_bytes(b"\xff\xfe"), ValueError, "no CSV file in UTF-8"),
        (lambda path: path.write_bytes(path.read_bytes()[:200]), ValueError, "rows, expected"),
        (
            lambda path: path.write_bytes(path.read_bytes().replace(b".", b"o")),
            ValueError,
            "'.*o.*' is not a number",
        ),
        (lambda path: path.write_bytes(path.read_bytes().replace(b",", b";")), ValueError, "its columns are"),
        (lambda path: path.write_bytes(path.read_bytes().replace(b"\n", b",1\n")), ValueError, "is damaged"),
    ],
    ids=["missing", "empty", "not text", "cut off", "a letter", "semicolons", "a cell too many"],
)
def test_a_damaged_file_is_named_with_its_remedy(copy, file, damage, error, message):
    damage(copy / file)
    with pytest.raises(error, match=message) as caught:
        {"hubble_1929.csv": load_hubble, "belgian_phones.csv": load_phones}.get(file, lambda: load_nist("Filip"))()
    assert file.rsplit("/")[-1] in str(caught.value)
    assert "git checkout" in str(caught.value)


def test_line_ends_of_windows_change_nothing(copy):
    expected = load_hubble()
    path = copy / "hubble_1929.csv"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    np.testing.assert_array_equal(load_hubble().velocity, expected.velocity)
