"""The generated pages are up to date, and what they are written from is true: slides, sections, scenes, functions."""

import importlib
import inspect
import json
import pkgutil

import pytest

from course_tools import contents
from course_tools.cells import demos_in_cell, exercises_in_cell
from course_tools.contents import NOTEBOOKS, NOTES, SLIDES, find_entries, find_functions, find_slides, render_guide
from course_utils import numerics
from course_utils.chapters import DEMOS
from course_utils.demo.demo import Talk

TAUGHT = [slide for slide in SLIDES if slide not in NOTES]
ENTRIES = [(slide, entry) for slide in SLIDES for entry in find_entries(slide)]
every_notebook = pytest.mark.parametrize(("chapter", "notebook"), NOTEBOOKS.items(), ids=NOTEBOOKS.values())


def cells_of(notebook):
    text = (contents.ROOT / "notebooks" / f"{notebook}.ipynb").read_text(encoding="utf-8")
    return [(cell["cell_type"], "".join(cell["source"])) for cell in json.loads(text)["cells"]]


def test_the_pages_are_up_to_date():
    assert contents.find_stale_pages() == [], "run: python3 course.py contents"


def test_a_page_that_is_out_of_date_is_named_with_the_command_that_writes_it(monkeypatch, capsys):
    monkeypatch.setattr(contents, "HEADER", "another first line")
    assert contents.main(["--check"]) == 1
    assert capsys.readouterr().err == (
        "docs/contents.md, docs/instructor.md, docs/slips.md: out of date; run: python3 course.py contents\n"
    )


def test_the_chapters_are_the_notebooks():
    assert list(NOTEBOOKS.values()) == sorted(path.stem for path in (contents.ROOT / "notebooks").glob("*.ipynb"))


def test_every_slide_that_is_taught_has_a_talk():
    assert {slide for slide, entry in ENTRIES if entry.talk} == set(TAUGHT)
    assert set(NOTES) <= set(SLIDES)


def test_every_talk_of_a_demo_or_chapter_has_its_place_in_the_guide():
    declared = [talk for demo in DEMOS for talk in demo.talks]
    declared += [talk for chapter in NOTEBOOKS for talk in getattr(chapter, "TALKS", ())]
    assert sorted(entry.talk for _, entry in ENTRIES if entry.talk) == sorted(declared)


def test_every_scene_of_every_demo_stands_under_its_slide():
    listed = [(entry.demo.title, scene) for _, entry in ENTRIES for scene in entry.scenes]
    assert sorted(listed) == sorted((demo.title, scene) for demo in DEMOS for scene in demo.scenes)


def test_every_talk_is_complete_and_names_a_section_of_its_notebook():
    for slide, entry in ENTRIES:
        if entry.talk:
            asks = entry.demo is not None and entry.demo.question is not None and slide == entry.demo.slide
            headings = {line.lstrip("#") for kind, text in cells_of(entry.notebook) for line in text.splitlines()}
            assert f" {entry.talk.section}" in headings, entry.talk
            assert bool(entry.talk.ask.strip()) != asks, entry.talk
            assert entry.talk.reveals.strip(), entry.talk
            assert entry.talk.minutes > 0, entry.talk


def test_the_guide_has_the_sums_of_the_minutes():
    talks = [entry.talk for _, entry in ENTRIES if entry.talk]
    assert f"They add up to {sum(talk.minutes for talk in talks)}," in render_guide()
    assert f"a ★, {sum(talk.minutes for talk in talks if talk.starred)} minutes" in render_guide()


def test_a_demo_without_talks_is_listed_at_its_slide_with_its_scenes(monkeypatch):
    chapter, notebook = next(iter(NOTEBOOKS.items()))
    [pet] = chapter.DEMOS
    monkeypatch.setattr(chapter, "DEMOS", (pet, bare := pet.__class__(**{**vars(pet), "title": "Bare", "talks": ()})))
    monkeypatch.setattr(chapter, "BARE", bare, raising=False)
    assert f"**Bare** · [00](../notebooks/{notebook}.ipynb)\n\n- *Scenes:* the first pet" in render_guide()
    assert "| Bare |" in contents.render_contents()


def test_two_talks_of_a_demo_at_one_slide_are_refused():
    talk = Talk("SVD", "2. Turn, stretch, turn", 1, reveals="That.", ask="What?")
    with pytest.raises(ValueError, match="two talks have the same slide"):
        DEMOS[0].__class__(**{**vars(DEMOS[0]), "talks": (talk, talk)})


def test_the_question_of_a_demo_is_asked_in_one_place():
    guide = render_guide()
    for demo in DEMOS:
        if demo.question:
            assert guide.count(demo.question.text) == 1


@every_notebook
def test_a_notebook_names_its_slides(chapter, notebook):
    text = "\n".join(text for _, text in cells_of(notebook))
    assert [slide for slide in find_slides(notebook) if slide not in text] == []


@every_notebook
def test_a_notebook_shows_the_demos_of_its_chapter_in_lecture_order_and_a_button_that_presents_them(chapter, notebook):
    code = [text for kind, text in cells_of(notebook) if kind == "code"]
    assert [demo for text in code for demo in demos_in_cell(text)] == list(chapter.DEMOS)
    assert code.count("present()") == 1


@every_notebook
def test_a_notebook_sets_the_exercises_of_its_chapter_in_lecture_order(chapter, notebook):
    names = [name for kind, text in cells_of(notebook) if kind == "code" for name in exercises_in_cell(text)]
    assert list(dict.fromkeys(names)) == [exercise.name for exercise in chapter.EXERCISES]


def test_every_function_that_names_a_slide_is_listed():
    for info in pkgutil.iter_modules(numerics.__path__, f"{numerics.__name__}."):
        for name, function in inspect.getmembers(importlib.import_module(info.name), inspect.isfunction):
            public = function.__module__ == info.name and not name.startswith("_")
            if public and "Slide" in (function.__doc__ or ""):
                assert find_functions()[info.name][name], f"{name} names a slide that docs/slides.txt does not have"
