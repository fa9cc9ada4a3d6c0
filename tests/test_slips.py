"""The slips of the slides stay true: each has a note in its section, and is seen in a cell or a scene that exists."""

import re

import pytest

from course_tools.contents import SLIDES, find_places, notebook_of, read_cells, render_slips
from course_tools.slips import SLIPS

every_slip = pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: f"slip-{slip.number}")


def section_prose(notebook, section):
    """The prose of a section; None if the notebook has no such section."""
    prose = "\n".join("".join(cell["source"]) for cell in read_cells(notebook) if cell["cell_type"] == "markdown")
    sections = dict(re.findall(r"^## (.*)\n((?:(?!## ).*\n?)*)", prose, re.MULTILINE))
    return sections.get(section)


def test_the_slips_are_numbered_from_1_to_37():
    assert [slip.number for slip in SLIPS] == list(range(1, 38))


def test_every_slip_is_seen_and_not_only_noted():
    assert [slip.number for slip in SLIPS if not slip.seen] == []


@every_slip
def test_the_slide_of_a_slip_exists(slip):
    assert slip.slide in SLIDES


@every_slip
def test_the_section_of_a_slip_has_a_note_on_reading_the_slide(slip):
    assert "**Reading the slide" in (section_prose(notebook_of(slip), slip.section) or "")


@every_slip
def test_a_slip_is_seen_in_exactly_one_scene_or_cell_with_an_output(slip):
    for seen in slip.seen:
        places = list(find_places(notebook_of(slip), seen))
        assert len(places) == 1, (seen, [place.section for place in places])
        assert places[0].outputs, seen


def test_no_two_slips_are_seen_in_the_same_piece_of_code():
    code = [seen for slip in SLIPS for seen in slip.seen if not next(find_places(notebook_of(slip), seen)).demo]
    assert sorted(code) == sorted(set(code))


def test_the_page_has_a_row_of_six_columns_for_every_slip():
    rows = [line for line in render_slips().splitlines() if re.match(r"\| \d", line)]
    assert [row.count("|") for row in rows] == [7] * len(SLIPS)


def test_a_slip_that_is_only_in_the_note_says_so(monkeypatch):
    monkeypatch.setattr("course_tools.contents.SLIPS", (SLIPS[0]._replace(seen=()),))
    assert render_slips().rstrip().endswith("| only in the note |")
