"""Write the pages that list what the course holds, from the declarations of chapters, demos, exercises and functions.

    python3 course.py contents            write docs/contents.md, docs/instructor.md and docs/slips.md
    python3 course.py contents --check    exit code 1 if one of them is out of date

docs/slides.txt has the titles of the lecture's slides in order; course_tools/guide.md is the guide's introduction;
course_tools/slips.py has the slips of the slides.
"""

import argparse
import importlib
import inspect
import json
import pkgutil
import sys
from pathlib import Path
from typing import NamedTuple

from course_tools.cells import demos_in_cell
from course_tools.slips import SLIPS
from course_utils import numerics
from course_utils.chapters import CHAPTERS, name_of
from course_utils.demo.demo import Demo, Talk
from course_utils.plotting.style import typeset

ROOT = Path(__file__).resolve().parents[1]
SLIDES = (ROOT / "docs" / "slides.txt").read_text(encoding="utf-8").splitlines()
NOTEBOOKS = {chapter: f"{number:02}_{chapter.__name__.split('.')[-1]}" for number, chapter in enumerate(CHAPTERS)}

# What the guide says at the slides that teach nothing.
NOTES = {
    "RBE474X/595-B01-ST: Deep Learning For Perception": (
        "Before the class: *Run → Run All Cells* in the notebooks of the day, then **present the demos** at the top of "
        "the first."
    ),
    "Please Ask Questions!": "Before each demo you ask the questions: hands up, then the next scene.",
    "Next Class!": (
        "The exercises of the notebooks take up what the scenes left open; each says what is wrong with a wrong answer."
    ),
}
HEADER = "<!-- Written by python3 course.py contents from declarations in the code: edit those, not this. -->\n"


class Entry(NamedTuple):
    """What the guide has at one slide: a talk, a demo with its scenes at this slide, or both."""

    notebook: str
    demo: Demo | None
    talk: Talk | None
    scenes: tuple


def find_slide(scene):
    """Find the slide of a scene: the one with the longest title that the scene's title begins with."""
    return max((slide for slide in SLIDES if scene.startswith(slide)), key=len, default=None)


def find_entries(slide):
    """Find what there is to show at a slide, in lecture order; a demo without a talk has only its scenes."""
    for chapter, notebook in NOTEBOOKS.items():
        for talk in getattr(chapter, "TALKS", ()):
            if talk.slide == slide:
                yield Entry(notebook, None, talk, ())
        for demo in chapter.DEMOS:
            scenes = tuple(scene for scene in demo.scenes if find_slide(scene) == slide)
            talk = next((talk for talk in demo.talks if talk.slide == slide), None)
            if talk or scenes or demo.slide == slide:
                yield Entry(notebook, demo, talk, scenes)


# --- the instructor's guide


def scene_name(slide, scene):
    """Remove the title of the slide from the beginning of a scene's title.

    >>> scene_name("What If?", "What If? Steep"), scene_name("SVD", "SVD: U turns"), scene_name("SVD", "SVD")
    ('Steep', 'U turns', 'SVD')
    """
    return scene.removeprefix(slide).lstrip(": ") or scene


def render_entry(slide, entry):
    """Write one entry of the guide."""
    number, talk = entry.notebook[:2], entry.talk
    place = f"[{number}{f', {talk.section}' if talk else ''}](../notebooks/{entry.notebook}.ipynb)"
    head = f"**{entry.demo.title if entry.demo else 'No demo'}**{' ★' if talk and talk.starred else ''} · {place}"
    lines = [f"{head} · {talk.minutes} min" if talk else head, ""]
    if entry.scenes:
        lines.append(f"- *Scenes:* {' · '.join(scene_name(slide, scene) for scene in entry.scenes)}")
    if entry.demo and entry.demo.question and slide == entry.demo.slide:
        lines += render_question(entry.demo)
    if talk:
        lines += [f"- *Ask:* {talk.ask}"] if talk.ask else []
        lines.append(f"- *It reveals:* {talk.reveals}")
    return "\n".join(lines).rstrip() + "\n"


def render_question(demo):
    """Write what a demo asks, its options and the answer that it computes: a list of lines."""
    question, right = demo.question, demo.question.right_option(demo.result)
    options = " · ".join(f"**{words}**" if words == right else words for words in question.options)
    because = typeset(question.because(demo.result))
    return [f"- *Question:* {question.text}", f"- *Options:* {options}", f"- *Because:* {because}."]


def render_guide():
    """Write the text of docs/instructor.md."""
    talks = [entry.talk for slide in SLIDES for entry in find_entries(slide) if entry.talk]
    text = Path(__file__).with_name("guide.md").read_text(encoding="utf-8")
    intro = text.format(
        minutes=sum(talk.minutes for talk in talks),
        starred=sum(talk.minutes for talk in talks if talk.starred),
    )
    parts = [HEADER, intro.rstrip() + "\n", "## Slide by slide\n"]
    for slide in SLIDES:
        parts.append(f"### {slide}\n")
        entries = [render_entry(slide, entry) for entry in find_entries(slide)]
        parts += [NOTES[slide] + "\n"] if slide in NOTES else entries
    return "\n".join(parts)


# --- the contents


def read_cells(notebook):
    """Read the cells of a notebook."""
    return json.loads((ROOT / "notebooks" / f"{notebook}.ipynb").read_text(encoding="utf-8"))["cells"]


def notebook_title(notebook):
    """Read the heading of a notebook."""
    return "".join(read_cells(notebook)[0]["source"]).splitlines()[0].lstrip("# ")


def find_slides(notebook):
    """List the slides at which a notebook has something to show, in the order of the deck."""
    return [slide for slide in SLIDES if any(entry.notebook == notebook for entry in find_entries(slide))]


def source_link(module, text):
    """Write a link from docs/ to the file of a module."""
    return f"[{text}](../{module.replace('.', '/')}.py)"


def find_functions():
    """Find the functions of the lecture: {module: {name: slides that the docstring names}}."""
    found = {}
    for info in pkgutil.iter_modules(numerics.__path__, f"{numerics.__name__}."):
        for name, function in inspect.getmembers(importlib.import_module(info.name), inspect.isfunction):
            text = " ".join((function.__doc__ or "").split())
            slides = [slide for slide in SLIDES if f'"{slide}"' in text]
            if function.__module__ == info.name and slides and not name.startswith("_"):
                found.setdefault(info.name, {})[name] = slides
    return found


def find_module(chapter, demo):
    """Find the module of a chapter that declares a demo."""
    modules = [module for name, module in sys.modules.items() if name.startswith(f"{chapter.__name__}.")]
    homes = (module.__name__ for module in modules if any(value is demo for value in vars(module).values()))
    return next(homes, f"{chapter.__name__}.__init__")


def render_chapter(chapter, notebook):
    """Write the contents of one notebook."""
    lines = [f"## [{notebook[:2]} {notebook_title(notebook)}](../notebooks/{notebook}.ipynb)", ""]
    lines += ["**Slides:** " + " · ".join(find_slides(notebook)), "", "| demo | name | scenes |", "|---|---|---|"]
    for demo in chapter.DEMOS:
        name = source_link(find_module(chapter, demo), f"`{name_of(demo)}`")
        lines.append(f"| {demo.title} | {name} | {len(demo.scenes)} |")
    lines += ["", "**Exercises:** " + " · ".join(f"`{exercise.name}`" for exercise in chapter.EXERCISES), ""]
    return "\n".join(lines)


def render_contents():
    """Write the text of docs/contents.md."""
    parts = [HEADER, "# What the course holds\n"]
    parts += [render_chapter(chapter, notebook) for chapter, notebook in NOTEBOOKS.items()]
    parts.append(
        "## Functions\n\nThe formulas of the slides, one numpy function each, and the slides that show them.\n"
    )
    for module, found in find_functions().items():
        rows = [f"| `{name}` | {' · '.join(slides)} |" for name, slides in found.items()]
        title = source_link(module, f"`{module.split('.')[-1]}`")
        parts.append("\n".join([f"### {title}", "", "| function | slides |", "|---|---|", *rows, ""]))
    return "\n".join(parts)


# --- the slips of the slides


class Place(NamedTuple):
    """A place in a notebook that shows something: its section, its outputs, and the demo if it is a scene of one."""

    section: str
    outputs: list
    demo: Demo | None


def notebook_of(slip):
    """Find the notebook of a slip by its two digits."""
    return next(notebook for notebook in NOTEBOOKS.values() if notebook.startswith(slip.notebook))


def find_places(notebook, seen):
    """Find the code cells that contain this code, and the demos that have a scene with this title."""
    section = None
    for cell in read_cells(notebook):
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            section = next((line[3:] for line in source.splitlines()[::-1] if line.startswith("## ")), section)
        else:
            if seen in source:
                yield Place(section, cell["outputs"], None)
            for demo in demos_in_cell(source):
                if seen in demo.scenes:
                    yield Place(section, cell["outputs"], demo)


def section_link(notebook, section):
    """Write a link from docs/ to a section of a notebook."""
    return f"[{section}](../notebooks/{notebook}.ipynb#{section.replace(' ', '-')})"


def render_seen(slip, seen):
    """Write where a slip is seen to fail, with the section if it is not the one that has the note."""
    place = next(find_places(notebook_of(slip), seen))
    text = f"*{seen}*, a scene of *{place.demo.title}*" if place.demo else f"`{seen}`"
    elsewhere = place.section != slip.section
    return f"{text}, in {section_link(notebook_of(slip), place.section)}" if elsewhere else text


def render_slip(slip):
    """Write the row of a slip."""
    note = f"{slip.notebook}, {section_link(notebook_of(slip), slip.section)}"
    seen = "<br>".join(render_seen(slip, seen) for seen in slip.seen) or "only in the note"
    return f"| {slip.number} | {slip.slide} | {slip.says} | {slip.read} | {note} | {seen} |"


def render_slips():
    """Write the text of docs/slips.md."""
    intro = (
        "# Slips of the slides\n\nWhere a slide is imprecise or wrong, a notebook says in a short note, *Reading the "
        "slide*, how it is to be read, and shows in a cell or a scene of a demo what goes wrong otherwise.\n"
    )
    head = (
        "| | slide | it says | how to read it | notebook, section | where you see it fail |\n|---|---|---|---|---|---|"
    )
    return "\n".join([HEADER, intro, head, *map(render_slip, SLIPS), ""])


def render_pages():
    """Write all pages: {path: text}."""
    texts = {"contents": render_contents(), "instructor": render_guide(), "slips": render_slips()}
    return {ROOT / "docs" / f"{name}.md": text for name, text in texts.items()}


def find_stale_pages():
    """List the pages that are out of date."""
    return [
        path.relative_to(ROOT).as_posix()
        for path, text in render_pages().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]


def main(arguments=None):
    """Write the pages, or with --check only compare them."""
    parser = argparse.ArgumentParser(prog="course.py contents", description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit code 1 if a page is out of date")
    if parser.parse_args(arguments).check:
        if old := find_stale_pages():
            print(f"{', '.join(old)}: out of date; run: python3 course.py contents", file=sys.stderr)
        return bool(old)
    for path, text in render_pages().items():
        path.write_text(text, encoding="utf-8", newline="\n")
        print(path.relative_to(ROOT).as_posix())
    return 0


if __name__ == "__main__":
    sys.exit(main())
