"""The editions: the students' edition holds no solution, the instructor's edition holds them all."""

import ast
import copy
import inspect
import json
import os
import re
import subprocess
import sys
import textwrap
from functools import cache
from pathlib import Path

import nbformat
import pytest

from course_tools.cells import demos_in_cell, exercises_in_cell
from course_tools.editions import (
    instructor_notebook,
    is_stub,
    main,
    mistakes_as_code,
    remove_answers,
    student_notebook,
    write_edition,
)
from course_tools.folders import MARK
from course_tools.notebooks import execute, parse, render, tidy
from course_utils.chapters import DEMOS, EXERCISES, check

pytestmark = pytest.mark.slow  # writes three editions, and judges every exercise in them

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = {
    path.stem: parse(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "notebooks").glob("*.ipynb"))
}
TEXT = {".py", ".md", ".txt", ".toml", ".js", ".css", ".json", ".csv"}

every_exercise = pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.name)
each_notebook = pytest.mark.parametrize("name", NOTEBOOKS)


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """The editions, as they are handed out."""
    kinds = {"student": ("student", False), "sealed": ("student", True), "instructor": ("instructor", False)}
    made = {name: tmp_path_factory.mktemp(name) / "course" for name in kinds}
    for name, (kind, sealed) in kinds.items():
        write_edition(made[name], kind, sealed)
    return made


def code_of(solution):
    """The statements of a solution as they are written, but for blanks and comments."""
    source = textwrap.dedent(inspect.getsource(solution))
    [function] = ast.parse(source).body
    return [squeezed(ast.get_source_segment(source, node)) for node in function.body if not isinstance(node, ast.Expr)]


@cache
def squeezed(text):
    return re.sub(r"\s+", "", text)


def shows(text, solution):
    """Whether every statement of a solution stands in a text, however it is broken into lines."""
    text = squeezed(text)
    return all(statement in text for statement in code_of(solution))


def text_of(notebook):
    """All that a notebook says: text, code, and outputs in each of their forms but pictures."""
    parts = []
    for cell in notebook.cells:
        parts.append(cell.source)
        for output in cell.get("outputs", ()):
            data = {"stream": output.get("text", ""), **output.get("data", {})}
            parts += [json.dumps(value, ensure_ascii=False) for kind, value in data.items() if "image" not in kind]
            parts += [value for value in data.values() if isinstance(value, str)]
    return "\n".join(parts)


@cache
def texts_of(folder):
    """The files that can be read, but for the library: the notebooks and demos stand on it."""
    texts = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".ipynb":
            texts[path] = text_of(parse(path.read_text(encoding="utf-8")))
        elif path.suffix in TEXT and "numerics" not in path.parts:
            texts[path] = path.read_text(encoding="utf-8")
    return texts.items()


def run(folder, code):
    """What a fresh Python that knows only the course in this folder prints."""
    lines = f"import sys; sys.path.insert(0, {str(folder)!r})\n{code}"
    done = subprocess.run([sys.executable, "-I", "-c", lines], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


# --- no solution for students


@every_exercise
def test_the_search_for_solutions_finds_them_where_they_are(exercise, folders):
    for name in ("student", "instructor"):
        assert [path for path, text in texts_of(folders[name] / "course_utils") if shows(text, exercise.solution)]
    notebooks = folders["instructor"] / "notebooks"
    assert len([path for path, text in texts_of(notebooks) if shows(text, exercise.solution)]) == 1


@every_exercise
def test_no_notebook_for_students_shows_a_solution(exercise, folders):
    for name in ("student", "sealed"):
        for path, text in texts_of(folders[name] / "notebooks"):
            assert not shows(text, exercise.solution), path
            assert not re.search(rf"def {exercise.name}\(.*\):\s*(\"\"\"|[^\s.#])", text), path


@every_exercise
def test_no_file_of_a_sealed_edition_shows_a_solution(exercise, folders):
    assert [path for path, text in texts_of(folders["sealed"]) if shows(text, exercise.solution)] == []


def test_a_sealed_edition_holds_nothing_compiled_and_no_tests(folders):
    left_out = (".pyc", "__pycache__", ".test.js")
    assert [path for path in folders["sealed"].rglob("*") if path.name.endswith(left_out)] == []


def test_reveal_in_a_sealed_edition_gives_no_code_and_the_verdicts_are_as_before(folders):
    code = """
from course_utils.chapters import EXERCISES, check
import numpy as np
from course_utils.numerics import regularization
print({repr(e.reveal()) for e in EXERCISES}, len(EXERCISES))
print(check.ridge(regularization.ridge))
print(check.ridge(lambda A, b, lam: np.linalg.solve(A.T @ A, A.T @ b)))
"""
    revealed, *verdicts = run(folders["sealed"], code).splitlines()
    assert revealed == f"{{'Our solution is not part of this edition. Ask your instructor.'}} {len(EXERCISES)}"
    assert verdicts == ["✓ right on all 6 cases", "✗ λ is missing: this is ordinary least squares"]


@pytest.mark.parametrize("sealed", [False, True], ids=["student", "sealed"])
@each_notebook
def test_the_exercises_of_a_student_notebook_are_empty_and_have_no_output(name, sealed):
    made = student_notebook(NOTEBOOKS[name], sealed)
    waiting = [cell for cell in made.cells if cell.cell_type == "code" and exercises_in_cell(cell.source)]
    assert waiting
    for cell in waiting:
        assert cell.outputs == []
        assert cell.execution_count is None
        assert "..." in cell.source


@pytest.mark.parametrize("sealed", [False, True], ids=["student", "sealed"])
@each_notebook
def test_a_cell_of_a_student_notebook_that_waits_to_be_run_has_no_output(name, sealed):
    cells = [cell for cell in student_notebook(NOTEBOOKS[name], sealed).cells if cell.cell_type == "code"]
    assert [cell.source for cell in cells if cell.execution_count is None and cell.outputs] == []


@each_notebook
def test_a_student_notebook_keeps_all_else(name):
    source, made = NOTEBOOKS[name], student_notebook(NOTEBOOKS[name])
    assert [cell.id for cell in made.cells] == [cell.id for cell in source.cells]
    for cell, before in zip(made.cells, source.cells, strict=True):
        assert cell.source == before.source
        shown = "show_source" in cell.source
        assert cell.get("outputs") == before.get("outputs") or exercises_in_cell(cell.source) or shown


def test_what_an_instructor_adds_to_the_source_does_not_reach_students():
    notebook = copy.deepcopy(NOTEBOOKS["02_norms_and_regularization"])
    asked = nbformat.v4.new_code_cell("check.ridge.reveal()")
    asked.outputs = [nbformat.v4.new_output("execute_result", data={"text/plain": "def ridge: tried in class"})]
    note = nbformat.v4.new_markdown_cell("tried in class", metadata={"tags": ["instructor"]})
    notebook.cells += [asked, note, nbformat.v4.new_code_cell("'tried in class'", metadata={"tags": ["solution"]})]
    made = student_notebook(notebook)
    assert "tried in class" not in text_of(made)
    assert len(made.cells) == len(notebook.cells) - 2


@pytest.mark.parametrize(
    "answer",
    [
        "def ridge(A, b, lam):\n    return 'tried in class'",
        "eye = np.eye\n\ndef ridge(A, b, lam): ...",
        "ridge = lambda A, b, lam: 'tried in class'",
        "def ridge(A, b, lam):\n    ...\n    return 'tried in class'",
        "%time 1",
    ],
)
def test_an_exercise_that_is_filled_in_is_refused(answer):
    notebook = copy.deepcopy(NOTEBOOKS["02_norms_and_regularization"])
    cell = next(cell for cell in notebook.cells if exercises_in_cell(cell.source) == ["ridge"])
    cell.source = f"{answer}\n\ncheck.ridge(ridge)"
    with pytest.raises(ValueError, match="the cell of ridge holds an answer"):
        student_notebook(notebook)


@each_notebook
def test_the_exercises_of_the_course_are_stubs_with_our_arguments(name):
    for cell in NOTEBOOKS[name].cells:
        for exercise in exercises_in_cell(cell.source) if cell.cell_type == "code" else ():
            assert is_stub(cell.source)
            assert cell.source.startswith(f"def {getattr(check, exercise).header}:")


@pytest.mark.parametrize(
    ("source", "kept", "left_out"),
    [
        ("show_source(svd.low_rank)", "", ["low_rank"]),
        ("show_source(svd.null_space)", "show_source(svd.null_space)", []),
        ("print(1)\nshow_source(svd.pinv)", "print(1)", ["pinv"]),
        ("show_source(rbf.gaussian, rbf.rbf_weights)", "show_source(rbf.gaussian)", ["rbf_weights"]),
    ],
)
def test_the_source_of_a_function_that_an_exercise_asks_for_is_left_out(source, kept, left_out):
    assert remove_answers(source) == (kept, left_out)


# --- all for instructors


@each_notebook
def test_an_instructor_notebook_is_the_course_s_with_notes_between(name):
    made = instructor_notebook(NOTEBOOKS[name])
    notes = [cell for cell in made.cells if "instructor" in cell.metadata.get("tags", ())]
    others = [cell for cell in made.cells if cell not in notes]
    assert [cell.source for cell in others] == [cell.source for cell in NOTEBOOKS[name].cells]
    exercises = [name for cell in others if cell.cell_type == "code" for name in exercises_in_cell(cell.source)]
    shown = sum(cell.source.count("show(") for cell in others if cell.cell_type == "code")
    assert len(notes) == 2 * len(exercises) + shown
    assert [cell.outputs[0].data["text/plain"][0] for cell in notes if cell.cell_type == "code"] == ["✓"] * len(
        exercises
    )


@each_notebook
def test_instructor_notebooks_come_out_the_same_each_time(name):
    made = instructor_notebook(NOTEBOOKS[name])
    assert render(made) == render(instructor_notebook(NOTEBOOKS[name])) == render(tidy(made))


@each_notebook
def test_the_student_notebook_can_be_made_from_the_instructors(name):
    assert [cell.source for cell in student_notebook(instructor_notebook(NOTEBOOKS[name])).cells] == [
        cell.source for cell in NOTEBOOKS[name].cells
    ]


@every_exercise
def test_every_mistake_is_in_the_guide_with_its_code(exercise):
    code = mistakes_as_code(exercise)
    assert list(code) == list(exercise.mistakes)
    assert all(code.values())


def test_every_demo_is_in_the_guide_with_its_scenes_and_its_question():
    text = "".join(text_of(instructor_notebook(notebook)) for notebook in NOTEBOOKS.values())
    titles = [title for demo in DEMOS for title in demo.scenes]
    assert [title for title in titles if title not in text] == []
    assert text.count("Ask before anything moves: ") == len(DEMOS)
    asking = [demo for demo in DEMOS if demo.question]
    assert [demo.title for demo in asking if demo.question.text not in text] == []
    assert [demo.title for demo in asking if f"**{demo.question.right_option(demo.result)}**" not in text] == []
    assert [
        demo.title for notebook in NOTEBOOKS.values() for cell in notebook.cells for demo in demos_in_cell(cell.source)
    ] == [demo.title for demo in DEMOS]


@pytest.mark.pinned
def test_an_instructor_notebook_runs_and_gives_what_is_stored(folders):
    path = folders["instructor"] / "notebooks" / "00_start_here.ipynb"
    assert render(tidy(execute(path))) == path.read_text(encoding="utf-8")


# --- folders


def test_an_edition_is_written_over_an_older_one_and_over_nothing_else(tmp_path, capsys):
    (tmp_path / "thesis.txt").write_text("years of work")
    assert main(["student", str(tmp_path)]) == 1
    assert "holds something else" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]
    (tmp_path / "course" / "notebooks").mkdir(parents=True)
    (tmp_path / "course" / MARK).touch()
    (tmp_path / "course" / "notebooks" / "old.ipynb").touch()
    assert main(["student", str(tmp_path / "course")]) == 0
    assert sorted(path.stem for path in (tmp_path / "course" / "notebooks").iterdir()) == list(NOTEBOOKS)


@pytest.mark.parametrize("place", ["course_utils/new", "data/new", "notebooks/new", "notebooks"])
def test_no_edition_is_written_into_the_course_itself(place, capsys):
    assert main(["student", str(ROOT / place)]) == 1
    assert not (ROOT / place / MARK).exists()


def test_an_edition_written_over_another_kind_keeps_nothing_of_it(tmp_path):
    write_edition(tmp_path, "instructor")
    write_edition(tmp_path, "student")
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_dir()) == ["course_utils", "data", "notebooks"]


def launch(folder, *arguments):
    done = subprocess.run([sys.executable, "course.py", *arguments], cwd=folder, capture_output=True, text=True)
    return done.returncode, done.stderr


def test_a_students_edition_offers_what_works_there(folders):
    assert launch(folders["student"], "instructor") == (
        2,
        "There is no command instructor in this edition of the course, only lab, test.\n",
    )
    code, text = launch(folders["student"], "--help")
    assert code == 0
    assert re.findall("course.py ([a-z]+)", text) == ["lab", "test"]
    assert "python3 course.py lab" in (folders["student"] / "README.md").read_text(encoding="utf-8")
    assert "reveal" not in (folders["sealed"] / "README.md").read_text(encoding="utf-8")


def test_students_get_no_tools_and_no_tests(folders):
    for name in ("student", "sealed"):
        names = [path.relative_to(folders[name]).as_posix() for path in folders[name].rglob("*") if path.is_file()]
        assert [path for path in names if "course_tools" in path or "test" in path or "instructor" in path] == []
        missing = {path.relative_to(ROOT).as_posix() for path in (ROOT / "course_utils").rglob("*.py")} - set(names)
        assert missing == set()


def test_an_edition_has_the_files_of_every_demo(folders):
    code = """
from course_utils.chapters import DEMOS
from course_utils.demo.picture import Picture
from course_utils.demo import display, fallback, widget
import course_utils
print(len([Picture(demo) for demo in DEMOS]), *course_utils.__path__)
"""
    assert run(folders["sealed"], code).split() == [str(len(DEMOS)), str(folders["sealed"] / "course_utils")]


def test_an_instructors_edition_grades_and_makes_no_editions(folders, tmp_path):
    notebook = folders["instructor"] / "notebooks" / "00_start_here.ipynb"
    (tmp_path / "handed-in").mkdir()
    (tmp_path / "handed-in" / "a.ipynb").write_bytes(notebook.read_bytes())
    code = f"""
import course_tools.editions, course_tools.grading.collect
print(course_tools.__path__)
course_tools.grading.collect.main([{str(tmp_path / "handed-in")!r}, "--run"])
print(course_tools.editions.main(["student", {str(tmp_path / "new")!r}]))
"""
    lines = run(folders["instructor"], code).splitlines()
    assert str(folders["instructor"]) in lines[0]
    assert lines[1:] == ["notebook,right,exercises,note,linear_model", "a.ipynb,1,1,,✓", "1"]
    assert not (tmp_path / "new").exists()


# All notebooks in one process of Python, because a kernel and its front end talk through sockets.
READ_ALL = """
import json, os, pathlib, sys
from IPython.core.interactiveshell import InteractiveShell

def refuse(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname", "socket.bind"):
        raise PermissionError(f"asks the network: {event} {arguments[1:]}")

shell = InteractiveShell.instance()
shell.run_cell("0")  # begins the loop of events, which is a pair of sockets
sys.addaudithook(refuse)
import course_utils

failed = [] if course_utils.__path__ == [os.path.abspath("course_utils")] else ["another course was imported"]
for path in map(pathlib.Path, sys.argv[1:]):
    shell.reset()
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            done = shell.run_cell("".join(cell["source"]))
            if error := done.error_before_exec or done.error_in_exec:
                failed.append(f"{path.name}: {error!r}")
try:
    import urllib.request
    urllib.request.urlopen("http://localhost:1")
except OSError as error:
    if "asks the network" not in str(error):
        failed.append("sockets are not blocked")
sys.exit("\\n".join(failed) or 0)
"""


@pytest.mark.parametrize("name", ["student", "sealed", "instructor"])
def test_every_notebook_of_an_edition_runs_to_its_end_with_sockets_blocked(name, folders):
    notebooks = sorted(str(path) for path in (folders[name] / "notebooks").glob("*.ipynb"))
    assert len(notebooks) == len(NOTEBOOKS)
    done = subprocess.run(
        [sys.executable, "-c", READ_ALL, *notebooks],
        cwd=folders[name],
        env={**os.environ, "PYTHONPATH": str(folders[name])},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")[-3000:]


def test_the_tests_of_a_students_edition_pass(folders):
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbval-lax"]
    environment = {**os.environ, "PYTHONPATH": str(folders["student"])}
    done = subprocess.run(
        [*command, "notebooks/00_start_here.ipynb"],
        cwd=folders["student"],
        capture_output=True,
        text=True,
        env=environment,
    )
    assert done.returncode == 0, done.stdout[-3000:]
