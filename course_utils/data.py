"""The data of the course, read from small files in `data/`; `data/README.md` has the source and licence of each."""

import csv
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import numpy as np

DATA = Path(__file__).resolve().parents[1] / "data"

NIST_OBSERVATIONS = {
    "Norris": 36,
    "Pontius": 40,
    "NoInt1": 11,
    "NoInt2": 3,
    "Filip": 82,
    "Longley": 16,
    "Wampler1": 21,
    "Wampler2": 21,
    "Wampler3": 21,
    "Wampler4": 21,
    "Wampler5": 21,
}
NIST_TERMS = 55  # coefficients of all sets together


class Hubble(NamedTuple):
    distance: np.ndarray
    velocity: np.ndarray
    names: tuple[str, ...]


class Phones(NamedTuple):
    year: np.ndarray
    calls: np.ndarray


class Nist(NamedTuple):
    A: np.ndarray
    b: np.ndarray
    certified: np.ndarray


def load_hubble():
    """Hubble's 24 nebulae of 1929: the farther away, the faster they move away.

        velocity ≈ m · distance + d,   distances in millions of parsecs, velocities in km/s

    Both arrays have shape (24,). Raises FileNotFoundError or ValueError, naming the file, when it is missing or
    damaged. Slide "Line Fitting 101".

    >>> nebulae = load_hubble()
    >>> nebulae.names[0], nebulae.distance[0].item(), nebulae.velocity[0].item()
    ('S. Mag.', 0.032, 170.0)
    """
    path = DATA / "hubble_1929.csv"
    rows = read_table(path, ["nebula", "distance_mpc", "velocity_km_s"], count=24)
    distance, velocity = (
        [float(_exact(path, row[name])) for row in rows] for name in ("distance_mpc", "velocity_km_s")
    )
    return Hubble(np.array(distance), np.array(velocity), tuple(row["nebula"] for row in rows))


def load_phones():
    """International telephone calls from Belgium, 1950 to 1973, in millions; from 1964 to 1969 minutes were counted.

        calls ≈ m · (year - 1900) + d,   but for six years of another unit

    Both arrays have shape (24,). Raises FileNotFoundError or ValueError, naming the file, when it is missing or
    damaged. Slide "What If?".

    >>> phones = load_phones()
    >>> phones.year[14].item(), phones.calls[13:15]
    (1964.0, array([ 21.2, 119. ]))
    """
    path = DATA / "belgian_phones.csv"
    rows = read_table(path, ["year", "calls_millions"], count=24)
    return Phones(*(np.array([float(_exact(path, row[name])) for row in rows]) for name in ("year", "calls_millions")))


def load_nist(name):
    """A linear regression problem of which NIST has computed the answer to 15 digits.

        A x ≈ b,   x ≈ certified

    A has shape (m, n), b (m,), certified (n,). Each entry of A, powers of x included, is the float nearest to its
    exact decimal value. Names are Norris, Pontius, NoInt1, NoInt2, Filip, Longley, Wampler1 to Wampler5. Raises
    ValueError for another name, FileNotFoundError or ValueError, naming the file, when it is missing or damaged.
    Slide "Line Fitting 101".

    >>> load_nist("NoInt2").A.ravel(), load_nist("NoInt2").b, load_nist("NoInt2").certified.round(3)
    (array([4., 5., 6.]), array([3., 4., 4.]), array([0.727]))
    """
    if name not in NIST_OBSERVATIONS:
        raise ValueError(f"name is {name!r}, expected one of {', '.join(NIST_OBSERVATIONS)}")
    answers, path = DATA / "nist_strd" / "certified.csv", DATA / "nist_strd" / f"{name}.csv"
    model = [row for row in read_table(answers, ["set", "term", "estimate"], NIST_TERMS) if row["set"] == name]
    variables = {_factors(row["term"])[0] for row in model} - {"1"}
    rows = read_table(path, ["y", *sorted(variables)], count=NIST_OBSERVATIONS[name])
    return Nist(
        A=np.array([[float(_term(path, row, term["term"])) for term in model] for row in rows]),
        b=np.array([float(_exact(path, row["y"])) for row in rows]),
        certified=np.array([float(_exact(answers, term["estimate"])) for term in model]),
    )


def read_table(path, columns, count):
    """The rows of a small CSV file as dictionaries of text, after checking that the file is there and whole."""
    if not path.is_file():
        raise FileNotFoundError(f"{path} is missing; {_REMEDY}")
    with path.open(encoding="utf-8", newline="") as file:
        try:
            table = csv.DictReader(file, strict=True)
            header, rows = table.fieldnames, list(table)
        except (csv.Error, UnicodeDecodeError) as error:
            raise ValueError(f"{path} is damaged: it is no CSV file in UTF-8 ({error}); {_REMEDY}") from None
    if header != columns:
        raise ValueError(f"{path} is damaged: its columns are {header}, expected {columns}; {_REMEDY}")
    if len(rows) != count:
        raise ValueError(f"{path} is damaged: it has {len(rows)} rows, expected {count}; {_REMEDY}")
    for line, row in enumerate(rows, start=2):
        if None in row or None in row.values():
            raise ValueError(f"{path} is damaged: line {line} has not {len(columns)} cells; {_REMEDY}")
    return rows


_REMEDY = "restore it from the course's repository (git checkout -- data) or download the course again"


def _exact(path, text):
    """The decimal number in a cell, without rounding."""
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"{path} is damaged: {text!r} is not a number; {_REMEDY}") from None


def _factors(term):
    """A term of a model as variable and exponent: "x^3" is ("x", 3), "x" is ("x", 1), "1" is ("1", 1)."""
    variable, _, power = term.partition("^")
    return variable, int(power or 1)


def _term(path, row, term):
    """The exact value of a term such as "1", "x2" or "x^3" in a row of data."""
    variable, power = _factors(term)
    return Fraction(1) if variable == "1" else _exact(path, row[variable]) ** power
