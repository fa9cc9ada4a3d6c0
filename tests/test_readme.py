"""The README and the other documents are true: a row for each notebook, and links that lead somewhere."""

import json
import re
from pathlib import Path

import pytest

import course
from course_utils.demo.demo import Demo
from course_utils.demo.picture import Picture

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted(
    path for pattern in ("*.md", "docs/*.md", "data/*.md", "benchmarks/*.md") for path in ROOT.glob(pattern)
)
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def markdown_cells(notebook):
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_readme_has_a_row_with_title_question_and_time_of_a_notebook(notebook):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    title = f"{notebook.stem[:2]} {markdown_cells(notebook)[0].splitlines()[0].lstrip('# ')}"
    link = f"| [{title}](notebooks/{notebook.name}) | "
    [row] = [line for line in readme.splitlines() if line.startswith(link)]
    question, minutes, _ = row.removeprefix(link).split(" |")
    assert f"about {minutes.strip().removesuffix(' min')} minutes" in markdown_cells(notebook)[0]
    [map_row] = [
        line
        for cell in markdown_cells(NOTEBOOKS[0])
        for line in cell.splitlines()
        if f"**{title}" in line or f"**[{title}]" in line
    ]
    assert f"| {question} |" in map_row


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_of_a_document_leads_to_a_file_of_the_course(document):
    targets = re.findall(r"\]\(([^)#\s]+)", document.read_text(encoding="utf-8"))
    local = [target for target in targets if not target.startswith("https://")]
    assert [target for target in local if not (document.parent / target).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_path_that_a_document_names_exists(document):
    paths = re.findall(r"`((?:course_utils|course_tools|tests|hub|docs|data)/[^`*]+)`", document.read_text("utf-8"))
    assert [path for path in paths if not (ROOT / path.split(":")[0]).exists()] == []


def test_the_readme_links_to_every_page_of_the_docs():
    text = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "README.md", ROOT / "CONTRIBUTING.md"))
    assert [path.name for path in (ROOT / "docs").glob("*.md") if f"](docs/{path.name})" not in text] == []


def test_the_demo_of_contributing_draws_what_its_caption_says():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    code = text.partition("```python\n")[2].partition("```")[0]
    names = {"__name__": "example"}
    exec(compile(code, "CONTRIBUTING.md", "exec"), names)
    [demo] = [value for value in names.values() if isinstance(value, Demo)]
    picture = Picture(demo)
    assert len({picture.still(**state) for state in demo.states()}) == len(demo.controls[0].values)
    assert "a residual of 2 costs 4.0 times" in demo.caption(demo.compute(**demo.start))
    assert len(demo.talks) == 1


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_command_of_a_document_is_one_of_the_launcher(document):
    named = set(re.findall(r"course\.py ([a-z]+)", document.read_text("utf-8")))
    assert named <= set(course.find_commands())
