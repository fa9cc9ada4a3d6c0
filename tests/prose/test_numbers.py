"""Every number in a notebook's prose is computed: change a digit, and one of these tests fails."""

import importlib
import re
from functools import cache

import pytest

from tests.prose.numbers import NOTEBOOKS, NUMBER, filled, literal_parts, numbers_in, prose_of, spans

NAMES = sorted(path.stem for path in NOTEBOOKS.glob("*.ipynb"))
each_notebook = pytest.mark.parametrize("notebook", NAMES)


def claims_of(notebook):
    return importlib.import_module(f"tests.prose.claims_{notebook[:2]}")


@cache
def computed(notebook):
    """The texts that must stand in a notebook, their numbers filled in."""
    return [filled(text, compute) for text, compute in claims_of(notebook).CLAIMS.items()]


@each_notebook
def test_what_is_computed_stands_in_the_prose(notebook):
    prose = prose_of(notebook)
    assert [text for text in computed(notebook) if not spans(text, prose)] == []


@each_notebook
def test_a_claim_types_no_number(notebook):
    typed = [part for text in claims_of(notebook).CLAIMS for part in literal_parts(text)]
    assert [part for part in typed if NUMBER.search(re.sub(r"\$[^$]*\$", "", part))] == []


@each_notebook
def test_every_number_is_computed_or_given(notebook):
    prose = prose_of(notebook)
    held = [span for text in (*computed(notebook), *claims_of(notebook).GIVEN) for span in spans(text, prose)]
    free = [n for n in numbers_in(prose) if not any(start <= n.start() and n.end() <= end for start, end in held)]
    assert [prose[max(0, n.start() - 40) : n.end() + 20] for n in free] == []


@each_notebook
def test_what_is_given_stands_in_the_prose(notebook):
    prose = prose_of(notebook)
    assert [text for text in claims_of(notebook).GIVEN if not spans(text, prose)] == []


@each_notebook
def test_a_changed_number_is_refused(notebook):
    prose, texts = prose_of(notebook), computed(notebook)
    times = {text: len(spans(text, prose)) for text in texts}
    given = [span for text in claims_of(notebook).GIVEN for span in spans(text, prose)]
    accepted = []
    for n in numbers_in(prose):
        if any(start <= n.start() and n.end() <= end for start, end in given):
            continue
        changed = prose[: n.end() - 1] + str((int(prose[n.end() - 1]) + 1) % 10) + prose[n.end() :]
        near = changed[max(0, n.start() - 600) : n.end() + 600]
        before = prose[max(0, n.start() - 600) : n.end() + 600]
        if all(len(spans(text, near)) == len(spans(text, before)) for text in times):
            accepted.append(prose[max(0, n.start() - 40) : n.end() + 20])
    assert accepted == []
