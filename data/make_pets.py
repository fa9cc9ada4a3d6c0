"""Invent data/pets.csv: 120 cats and dogs, each as three numbers and a label. No animal was measured.

    python3 data/make_pets.py

The three features are those of the slide "Features", from 0 (a cat's) to 1 (a dog's): ears (pointy to soft and
round), nose (small to large), eyes (slit to round). Most pets scatter around their kind; some dogs have pointy ears or
a flat nose, and some cats folded ears, as shepherds, pugs and Scottish folds do.
"""

import csv
from pathlib import Path

import numpy as np

SEED = 2
KINDS = (  # kind, label, how many; mean and spread of ears, nose and eyes
    ("cat", "cat", 48, (0.30, 0.30, 0.32), (0.14, 0.14, 0.20)),
    ("dog", "dog", 42, (0.68, 0.72, 0.68), (0.15, 0.14, 0.20)),
    ("pointy-eared dog", "dog", 12, (0.12, 0.70, 0.62), (0.06, 0.14, 0.18)),
    ("flat-nosed dog", "dog", 6, (0.75, 0.10, 0.75), (0.10, 0.05, 0.10)),
    ("fold-eared cat", "cat", 12, (0.86, 0.30, 0.32), (0.07, 0.13, 0.18)),
)


def invent():
    """Invent the rows, as text and in random order: ears, nose and eyes with two decimals, species, kind."""
    rng = np.random.default_rng(SEED)
    pets = []
    for kind, species, count, mean, spread in KINDS:
        features = np.clip(rng.normal(mean, spread, size=(count, 3)), 0, 1)
        pets += [[*(f"{x:.2f}" for x in pet), species, kind] for pet in features]
    return [pets[i] for i in rng.permutation(len(pets))]


if __name__ == "__main__":
    with Path(__file__).with_name("pets.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([["ears", "nose", "eyes", "species", "kind"], *invent()])
