"""The instructor's guide is true: every slide in the order of the deck, every scene under its slide, real places."""

import json
import re
from pathlib import Path

import pytest

from course_utils.chapters import DEMOS

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "docs" / "instructor.md").read_text(encoding="utf-8")
SLIDES = (ROOT / "tests" / "slides.txt").read_text(encoding="utf-8").splitlines()
NOT_TAUGHT = {"RBE474X/595-B01-ST: Deep Learning For Perception", "Please Ask Questions!", "Next Class!"}

# The text under each slide, and its entries: (demo's title or "No demo", star, section, notebook, minutes, lines).
PARTS = dict(re.findall(r"^### (.+)\n\n((?:(?!### ).*\n)*)", TEXT, re.MULTILINE))
ENTRY = r"\*\*(.+?)\*\*( ★)? · \[\d\d, (.+)\]\(\.\./(notebooks/\w+\.ipynb)\) · (\d+) min\n\n((?:- .+\n)+)"
ENTRIES = {slide: re.findall(ENTRY, text) for slide, text in PARTS.items()}


def slide_of(scene):
    return max((slide for slide in SLIDES if scene.startswith(slide)), key=len)


def scenes_of(slide, lines):
    """The scenes of an entry by their full titles."""
    named = re.search(r"^- \*Scenes:\* (.+)$", lines, re.MULTILINE)
    titles = {scene for demo in DEMOS for scene in demo.scenes}
    for short in named[1].split(" · ") if named else ():
        yield next(scene for scene in (f"{slide}: {short}", f"{slide} {short}", short) if scene in titles)


def test_every_slide_stands_there_in_the_order_of_the_deck():
    assert list(PARTS) == SLIDES


def test_every_slide_that_is_taught_has_a_place_a_question_and_a_misconception():
    for slide in SLIDES:
        assert bool(ENTRIES[slide]) == (slide not in NOT_TAUGHT), slide
        for *_, lines in ENTRIES[slide]:
            assert re.search(r"^- \*Ask:\* \S", lines, re.MULTILINE), slide
            assert re.search(r"^- \*It reveals:\* \S", lines, re.MULTILINE), slide


def test_nothing_stands_under_a_slide_but_its_entries():
    for slide in set(SLIDES) - NOT_TAUGHT:
        assert re.sub(ENTRY, "", PARTS[slide]).strip() == "", slide


def test_every_scene_of_every_demo_stands_under_its_slide_in_order():
    named = [
        (demo, scene)
        for slide, entries in ENTRIES.items()
        for demo, *_, lines in entries
        for scene in scenes_of(slide, lines)
    ]
    expected = [
        (demo.title, scene)
        for slide in SLIDES
        for title, *_ in ENTRIES[slide]
        for demo in DEMOS
        if demo.title == title
        for scene in demo.scenes
        if slide_of(scene) == slide
    ]
    assert named == expected
    assert sorted(named) == sorted((demo.title, scene) for demo in DEMOS for scene in demo.scenes)


@pytest.mark.parametrize("slide", [slide for slide in SLIDES if slide not in NOT_TAUGHT])
def test_the_section_is_in_the_notebook_and_the_notebook_shows_the_demo(slide):
    titles = {demo.title: demo for demo in DEMOS}
    for title, _, section, notebook, _, _ in ENTRIES[slide]:
        cells = json.loads((ROOT / notebook).read_text(encoding="utf-8"))["cells"]
        text = "\n".join("".join(cell["source"]) for cell in cells)
        assert re.search(rf"^##+ {re.escape(section)}$", text, re.MULTILINE), section
        if title != "No demo":
            assert titles[title].compute.__module__.split(".")[2] == Path(notebook).stem[3:]


def test_the_minutes_add_up_to_what_it_says():
    entries = [entry for of_slide in ENTRIES.values() for entry in of_slide]
    everything = sum(int(minutes) for *_, minutes, _ in entries)
    starred = sum(int(minutes) for _, star, *_, minutes, _ in entries if star)
    assert f"They add up to {everything}," in TEXT
    assert f"a ★, {starred} minutes" in TEXT
