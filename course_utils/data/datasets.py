"""Load the course's data from small files in `data/`, whose README has their sources; or generate points at random."""

import csv
import gzip
import hashlib
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import numpy as np

from course_utils.data.pictures import read_image
from course_utils.numerics._arguments import generator, number, one_of, whole_number

PACKAGED = Path(__file__).with_name("files")  # where a wheel has the files
DATA = PACKAGED if PACKAGED.is_dir() else Path(__file__).resolve().parents[2] / "data"

NIST_PROBLEMS = ("Norris", "Pontius", "NoInt1", "NoInt2", "Filip", "Longley", *(f"Wampler{n}" for n in range(1, 6)))


class Hubble(NamedTuple):
    distance: np.ndarray
    velocity: np.ndarray
    names: tuple[str, ...]


class Phones(NamedTuple):
    year: np.ndarray
    calls: np.ndarray


class Pets(NamedTuple):
    features: np.ndarray
    is_dog: np.ndarray
    kinds: tuple[str, ...]


class Penguins(NamedTuple):
    measures: np.ndarray
    species: np.ndarray


class Nist(NamedTuple):
    A: np.ndarray
    b: np.ndarray
    certified: np.ndarray


class Labelled(NamedTuple):
    """Examples X, one row each, and their labels y, whole numbers from 0 on."""

    X: np.ndarray
    y: np.ndarray


def load_hubble():
    """Hubble's 24 nebulae of 1929: the farther away, the faster they move away.

        velocity ≈ m · distance + d,   distances in millions of parsecs, velocities in km/s

    Both arrays have shape (24,). Raises FileNotFoundError or ValueError, naming the file, when it is missing or
    damaged. Slide "Line Fitting 101".

    >>> nebulae = load_hubble()
    >>> nebulae.names[0], nebulae.distance[0].item(), nebulae.velocity[0].item()
    ('S. Mag.', 0.032, 170.0)
    """
    rows = _table("hubble_1929.csv")
    distance, velocity = (_column(rows, name) for name in ("distance_mpc", "velocity_km_s"))
    return Hubble(distance, velocity, tuple(row["nebula"] for row in rows))


def load_phones():
    """International telephone calls from Belgium, 1950 to 1973, in millions; from 1964 to 1969 minutes were counted.

        calls ≈ m · (year - 1900) + d,   except for six years in another unit

    Both arrays have shape (24,). Raises FileNotFoundError or ValueError, naming the file, when it is missing or
    damaged. Slide "What If?".

    >>> phones = load_phones()
    >>> phones.year[14].item(), phones.calls[13:15]
    (1964.0, array([ 21.2, 119. ]))
    """
    rows = _table("belgian_phones.csv")
    return Phones(_column(rows, "year"), _column(rows, "calls_millions"))


def load_nist(name):
    """A linear regression problem whose answer NIST has computed to 15 digits.

        A x ≈ b,   x ≈ certified

    A has shape (m, n), b (m,), certified (n,). Each entry of A, powers of x included, is the float nearest to its
    exact decimal value. Names are Norris, Pontius, NoInt1, NoInt2, Filip, Longley, Wampler1 to Wampler5. Raises
    ValueError for another name, FileNotFoundError or ValueError, naming the file, when it is missing or damaged.
    Slide "Line Fitting 101".

    >>> load_nist("NoInt2").A.ravel(), load_nist("NoInt2").b, load_nist("NoInt2").certified.round(3)
    (array([4., 5., 6.]), array([3., 4., 4.]), array([0.727]))
    """
    one_of("name", name, dict.fromkeys(NIST_PROBLEMS))
    model = [row for row in _table("nist_strd/certified.csv") if row["set"] == name]
    rows = _table(f"nist_strd/{name}.csv")
    return Nist(
        A=np.array([[float(_term(row, term["term"])) for term in model] for row in rows]),
        b=_column(rows, "y"),
        certified=_column(model, "estimate"),
    )


def load_mondrian():
    """A composition in the manner of Piet Mondrian: each colour channel is a matrix of rank exactly 7.

        entry (row, column, channel) = brightness from 0 to 1

    The array has shape (120, 120, 3). Raises FileNotFoundError or ValueError, naming the file, when it is missing or
    damaged. Slide "SVD On Images".

    >>> load_mondrian()[0, 0].round(2)  # yellow: much red and green, little blue
    array([0.96, 0.8 , 0.17])
    """
    return read_image(_read("mondrian.png"))


def load_photo():
    """Chelsea, a cat: a photograph, each colour channel a matrix of full rank, 300.

        entry (row, column, channel) = brightness from 0 to 1

    The array has shape (300, 300, 3). Raises FileNotFoundError or ValueError, naming the file, when it is missing or
    damaged. Slide "Reconstruction Error".

    >>> load_photo().shape
    (300, 300, 3)
    """
    return read_image(_read("chelsea.png"))


def load_pets():
    """120 invented cats and dogs: ears, nose and eyes from 0 (a cat's) to 1 (a dog's), and the species.

        is_dog = 1 for a dog, 0 for a cat

    features has shape (120, 3), is_dog (120,); kinds are words such as "flat-nosed dog". Raises FileNotFoundError or
    ValueError, naming the file, when it is missing or damaged. Slide "Is This a Cat or a Dog?".

    >>> pets = load_pets()
    >>> pets.features[0], pets.is_dog[0].item(), pets.kinds[0]
    (array([0.49, 0.47, 0.61]), 1.0, 'dog')
    """
    rows = _table("pets.csv")
    features = np.column_stack([_column(rows, name) for name in ("ears", "nose", "eyes")])
    is_dog = np.array([float(row["species"] == "dog") for row in rows])
    return Pets(features, is_dog, tuple(row["kind"] for row in rows))


def load_penguins():
    """342 penguins of three species from the islands near Palmer Station, Antarctica, measured from 2007 to 2009.

        measures = bill length, bill depth, flipper length (all in mm), body mass (in g)

    measures has shape (342, 4), species (342,): the words Adelie, Chinstrap and Gentoo. Raises FileNotFoundError or
    ValueError, naming the file, when it is missing or damaged. Slide "Cross-Validation".

    >>> penguins = load_penguins()
    >>> penguins.species[0].item(), penguins.measures[0]
    ('Adelie', array([  39.1,   18.7,  181. , 3750. ]))
    """
    rows = _table("penguins.csv")
    names = ("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g")
    measures = np.column_stack([_column(rows, name) for name in names])
    return Penguins(measures, np.array([row["species"] for row in rows]))


def load_digits():
    """1797 handwritten digits, 8 × 8 pixels each, by 13 writers.

        X[i, 8 r + c] = ink of digit i in row r and column c, from 0 to 1;   y[i] = the digit that was written

    X has shape (1797, 64), y (1797,): `X.reshape(-1, 8, 8)` are pictures. Raises FileNotFoundError or ValueError,
    naming the file, when it is missing or damaged. Slide "We Did Something Cool!".

    >>> X, y = load_digits()
    >>> y[:5], (16 * X[0, 2:6]).round()
    (array([0, 1, 2, 3, 4]), array([ 5., 13.,  9.,  1.]))
    """
    lines = gzip.decompress(_read("digits.csv.gz")).decode("ascii").splitlines()
    numbers = np.loadtxt(lines, delimiter=",", skiprows=1, dtype=int)
    return Labelled(numbers[:, :-1] / 16, numbers[:, -1])


def two_moons(n, noise, rng):
    """Two half circles, each with an end inside the other: no straight line parts them.

        class 0: (cos t, sin t),   class 1: (1 - cos t, ½ - sin t),   t from 0 to π;   plus noise · N(0, I)

    X has shape (n, 2), y (n,) with labels 0 and 1, half of each, in random order. Raises ValueError for n < 2 and
    noise < 0. Slide "Let's Make A Neural Network!".

    >>> X, y = two_moons(4, noise=0, rng=np.random.default_rng(0))
    >>> sorted(X[y == 0].round(9).tolist()), sorted(X[y == 1].round(9).tolist())
    ([[-1.0, 0.0], [1.0, 0.0]], [[0.0, 0.5], [2.0, 0.5]])
    """
    t, s = (np.linspace(0, np.pi, m) for m in _halves(n))
    upper, lower = np.column_stack([np.cos(t), np.sin(t)]), np.column_stack([1 - np.cos(s), 0.5 - np.sin(s)])
    return _mix(upper, lower, noise, rng)


def circles(n, noise, rng):
    """A ring around another of half its radius.

        class 0: (cos t, sin t),   class 1: ½ (cos t, sin t);   plus noise · N(0, I)

    X has shape (n, 2), y (n,) with labels 0 and 1, half of each, in random order. Raises ValueError for n < 2 and
    noise < 0. Slide "Let's Make A Neural Network!".

    >>> X, y = circles(10, noise=0, rng=np.random.default_rng(0))
    >>> np.hypot(*X[y == 0].T).round(9), np.hypot(*X[y == 1].T).round(9)
    (array([1., 1., 1., 1., 1.]), array([0.5, 0.5, 0.5, 0.5, 0.5]))
    """
    t, s = (np.linspace(0, 2 * np.pi, m, endpoint=False) for m in _halves(n))
    return _mix(np.column_stack([np.cos(t), np.sin(t)]), np.column_stack([np.cos(s), np.sin(s)]) / 2, noise, rng)


def xor(n, noise, rng):
    """Points of the square from -1 to 1: class 1 where exactly one of the two coordinates is positive.

        y = 1  when  x₁ x₂ < 0  before the noise;   plus noise · N(0, I)

    X has shape (n, 2), y (n,) with labels 0 and 1, half of each, in random order. Raises ValueError for n < 2 and
    noise < 0. Slide "Let's Make A Neural Network!".

    >>> X, y = xor(50, noise=0, rng=np.random.default_rng(0))
    >>> bool((y == (X[:, 0] * X[:, 1] < 0)).all())
    True
    """
    rng = generator("rng", rng)
    same, other = (rng.uniform(0, 1, size=(m, 2)) * rng.choice([-1, 1], size=(m, 1)) for m in _halves(n))
    return _mix(same, other * [1, -1], noise, rng)


def spirals(n, noise, rng, turns=1.0):
    """Two arms that wind around each other: the hardest of these for a small network.

        class 0: r (cos 2πkr, sin 2πkr) for r from 0.1 to 1,   class 1: the same, turned by half a circle;   k = turns

    X has shape (n, 2), y (n,) with labels 0 and 1, half of each, in random order; noise · N(0, I) is added. Raises
    ValueError for n < 2, noise < 0 and turns < 0. Slide "Let's Make A Neural Network!".

    >>> X, y = spirals(4, noise=0, rng=np.random.default_rng(0))
    >>> sorted(np.hypot(*X[y == 0].T).round(9).tolist())
    [0.1, 1.0]
    """
    angle = 2 * np.pi * number("turns", turns, at_least=0)
    r, s = (np.linspace(0.1, 1, m)[:, None] for m in _halves(n))
    arm, other = (q * np.hstack([np.cos(angle * q), np.sin(angle * q)]) for q in (r, s))
    return _mix(arm, -other, noise, rng)


def _halves(n):
    """Split n into the number of examples with label 0 and the number with label 1."""
    n = whole_number("n", n, at_least=2)
    return n - n // 2, n // 2


def _mix(zeros, ones, noise, rng):
    """Put the points of both classes together, with noise and in random order, so that every mini-batch has both."""
    X, y = np.vstack([zeros, ones]), np.repeat([0, 1], [len(zeros), len(ones)])
    X = X + number("noise", noise, at_least=0) * generator("rng", rng).normal(size=X.shape)
    order = rng.permutation(len(X))
    return Labelled(X[order], y[order])


def _read(name):
    """Read the bytes of a file in `data/`, and compare them with the checksum there."""
    path, remedy = DATA / name, "restore it with git checkout -- data, or download the course again"
    sums = DATA / "SHA256SUMS"
    for needed in (path, sums):
        if not needed.is_file():
            raise FileNotFoundError(f"{needed} is missing: {remedy}")
    content = path.read_bytes()
    if path.suffix == ".csv":
        content = content.replace(b"\r\n", b"\n")  # the line ends that git may write on Windows
    if f"{hashlib.sha256(content).hexdigest()}  {name}" not in sums.read_text(encoding="utf-8").splitlines():
        raise ValueError(
            f"{path} is damaged or changed: {remedy}; if you changed it on purpose, update {sums.name} there"
        )
    return content


def _table(name):
    """Read the rows of a small CSV file as dictionaries of text."""
    return list(csv.DictReader(_read(name).decode("utf-8").splitlines(), strict=True))


def _column(rows, name):
    return np.array([float(row[name]) for row in rows])


def _term(row, term):
    """Compute the exact value of a term such as "1", "x2" or "x^3" in a row of data."""
    variable, _, power = term.partition("^")
    return Fraction(1) if variable == "1" else Fraction(row[variable]) ** int(power or 1)
