"""The table of the README is true: every slide has a home, every function, demo and exercise is named."""

import importlib
import inspect
import json
import pkgutil
import re
from pathlib import Path

import pytest

from course_utils import numerics
from course_utils.chapters import DEMOS, EXERCISES

ROOT = Path(__file__).resolve().parents[1]
NOT_TAUGHT = {"RBE474X/595-B01-ST: Deep Learning For Perception", "Please Ask Questions!", "Next Class!"}

ROWS = [
    [cell.strip() for cell in line.strip()[1:-1].split("|")]
    for line in (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    if re.match(r"\| \[?\d\d_", line)
]
NOTEBOOKS = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
TAUGHT = {re.match(r"\[?(\w+)", row[0]).group(1): row[1].split(" · ") for row in ROWS}


def text_of(notebook):
    cells = json.loads((ROOT / "notebooks" / f"{notebook}.ipynb").read_text(encoding="utf-8"))["cells"]
    return "".join("".join(cell["source"]) for cell in cells)


def public_functions():
    for module in pkgutil.iter_modules(numerics.__path__, "course_utils.numerics."):
        if module.name.endswith(".arguments"):
            continue
        for name, function in inspect.getmembers(importlib.import_module(module.name), inspect.isfunction):
            if function.__module__ == module.name and "Slide " in (function.__doc__ or ""):
                yield name


def test_every_slide_of_the_deck_has_a_home():
    titles = (ROOT / "docs" / "slides.txt").read_text(encoding="utf-8").splitlines()
    homes = {title for slides in TAUGHT.values() for title in slides}
    assert homes == set(titles) - NOT_TAUGHT


def test_every_notebook_has_a_row_and_every_link_a_notebook():
    linked = [row[0] for row in ROWS if row[0].startswith("[")]
    assert linked == [f"[{name}](notebooks/{name}.ipynb)" for name in NOTEBOOKS]


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_a_notebook_names_the_slides_of_its_row(notebook):
    text = text_of(notebook)
    assert [title for title in TAUGHT[notebook] if title not in text] == []


def test_the_demos_are_named_in_lecture_order():
    assert [title for row in ROWS for title in row[3].split(" · ") if title] == [demo.title for demo in DEMOS]


def test_the_exercises_are_named_in_lecture_order():
    assert [name for row in ROWS for name in re.findall(r"`(\w+)`", row[4])] == [e.name for e in EXERCISES]


def test_every_demo_and_exercise_stands_in_a_notebook():
    text = "".join(map(text_of, NOTEBOOKS))
    assert text.count("show(") == len(DEMOS)
    assert [e.name for e in EXERCISES if f"check.{e.name}({e.name})" not in text] == []


def test_every_function_of_a_slide_is_named():
    named = {name for row in ROWS for name in re.findall(r"`(?:\w+\.)?(\w+)`", row[2])}
    assert named == set(public_functions())
