"""Write an edition of the course: a folder that can be zipped, handed out and started by its course.py.

    python3 course.py student [folder] [--sealed]     exercises empty, nothing of their answers stored
    python3 course.py instructor [folder]             after each exercise our solution, the mistakes and the hints;
                                                      after each demo the question to ask and its scenes

In the students' edition reveal() shows a solution to students who give up. --sealed leaves the solutions out of the
folder: the exercises give the same verdicts from recorded answers. The library stays even then, because the demos use
course_utils/numerics, although some of its functions are what an exercise asks for.
"""

import argparse
import ast
import copy
import inspect
import re
import shutil
import sys
from pathlib import Path

import nbformat

from course_tools.cells import BY_NAME, demos_in_cell, exercises_in_cell
from course_tools.folders import MARK, claim
from course_tools.notebooks import parse, render, tidy
from course_utils.chapters import CHAPTERS
from course_utils.exercise.sealed import seal
from course_utils.source import show_source

ROOT = Path(__file__).resolve().parents[1]
FILES = ("course.py", "requirements.txt", "pyproject.toml", "LICENSE")
FOLDERS = {"student": ("course_utils", "data"), "instructor": ("course_utils", "course_tools", "data", "docs")}
SUFFIXES = {
    ".py",
    ".js",
    ".css",
    ".mplstyle",
    ".csv",
    ".gz",
    ".png",
    ".svg",
    ".ttf",
    ".woff2",
    ".md",
    ".txt",
}  # of files that are copied
CHECKSUMS = "SHA256SUMS"  # of the data, compared whenever they are read
INSTRUCTOR_TAGS = {"instructor", "solution"}  # tags of cells that students do not get

README = """# Multi-layer perceptrons, by hand

Interactive notebooks for the lecture "Deep Learning for Perception, Class 2", {edition}.

You need Python 3.10 or newer. On Linux and macOS type `python3 course.py lab`, on Windows `py course.py lab`. The first
call installs what is needed, here in the folder `.venv`; then JupyterLab opens on `notebooks/00_start_here.ipynb`.

An exercise is a cell with dots in it. Write your code in their place, run the cell, and it says what is wrong, or ✓.
`check.ols.hint()` in a cell of its own gives the next hint for the exercise `ols`.{reveal}

`python3 course.py test` runs every notebook from top to bottom and names the cells that raise an error.

Code: MIT licence; text: CC BY 4.0 (LICENSE).
"""
REVEAL = " `check.ols.reveal()` shows our solution."


# --- the students' edition


def is_stub(source):
    """Whether a cell only defines functions with `...` for a body, and calls functions."""
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return False
    functions = [node for node in body if isinstance(node, ast.FunctionDef)]
    others = [node for node in body if not isinstance(node, (ast.FunctionDef, ast.Expr))]
    return not others and all(ast.unparse(function.body) == "..." for function in functions)


def remove_answers(source):
    """Remove `show_source` of functions that an exercise asks for; return the rest and the names removed."""
    lines, removed = source.splitlines(), []
    for node in reversed(ast.parse(source).body):
        call = node.value if isinstance(node, ast.Expr) else None
        if not (isinstance(call, ast.Call) and ast.unparse(call.func) == "show_source"):
            continue
        answers = [argument for argument in call.args if ast.unparse(argument).split(".")[-1] in BY_NAME]
        removed += [ast.unparse(argument).split(".")[-1] for argument in answers]
        call.args = [argument for argument in call.args if argument not in answers]
        lines[node.lineno - 1 : node.end_lineno] = [ast.unparse(node)] if call.args else []
    return "\n".join(lines).strip(), removed


def student_cell(cell, sealed):
    """Return a code cell as students get it: outputs that show an answer are removed, others stay.

    Raises ValueError if an exercise is filled in.
    """
    exercises = exercises_in_cell(cell.source)
    if exercises and not is_stub(cell.source):
        raise ValueError(f"the cell of {', '.join(exercises)} holds an answer: write ... in its place")
    helps = ".reveal(" in cell.source or ".hint(" in cell.source
    rest, removed = ("", []) if exercises or helps else remove_answers(cell.source)
    if sealed and removed and not rest:
        names = ", ".join(f"`{name}`" for name in removed)
        return nbformat.v4.new_markdown_cell(f"*(Left out here, because an exercise asks for it: {names}.)*")
    cell = copy.deepcopy(cell)
    if exercises or helps or removed:
        cell.outputs, cell.execution_count = [], None  # nbval: a cell that was not run has no outputs
    if sealed and removed:
        cell.source = rest
    return cell


def student_notebook(notebook, sealed=False):
    """Return a notebook for students; its cells keep their places, so that handed-in ones can be compared."""
    kept = [cell for cell in notebook.cells if not INSTRUCTOR_TAGS & set(cell.metadata.get("tags", ()))]
    cells = [student_cell(cell, sealed) if cell.cell_type == "code" else cell for cell in kept]
    tidied = tidy(nbformat.from_dict({**notebook, "cells": cells}))
    for cell, before in zip(tidied.cells, cells, strict=True):
        if cell.cell_type == "code" and before.execution_count is None:
            cell.execution_count = None  # not run yet
    return tidied


# --- the instructor's edition


def mistakes_as_code(exercise):
    """Return the code of each named mistake, by its message."""
    tree = ast.parse(inspect.getsource(inspect.getmodule(exercise.solution)))
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        declared = {keyword.arg: keyword.value for keyword in call.keywords}
        if "mistakes" in declared and ast.literal_eval(declared["name"]) == exercise.name:
            pairs = list(zip(declared["mistakes"].keys, declared["mistakes"].values, strict=True))
            code = {ast.literal_eval(message): ast.unparse(value) for message, value in pairs if message is not None}
            [family] = [ast.unparse(value) for message, value in pairs if message is None] or [""]  # **{… for … in …}
            return {message: code.get(message, family) for message in exercise.mistakes}
    raise ValueError(f"the mistakes of {exercise.name} are not declared in the file of its solution")


def fold(title, *blocks):
    """Return text that opens with a click, so that a projected page does not give it away."""
    return "\n\n".join([f"<details><summary><b>Instructor:</b> {title}</summary>", *blocks, "</details>"])


def note_cell(text):
    return nbformat.v4.new_markdown_cell(text, metadata={"tags": ["instructor"]})


def solution_cell(exercise):
    """Return a cell that hands in our solution, its code folded away, with the verdict as its output."""
    source = f"{show_source(exercise.solution).code}\n\n\ncheck.{exercise.name}({exercise.name})"
    cell = nbformat.v4.new_code_cell(source, metadata={"tags": ["instructor"], "jupyter": {"source_hidden": True}})
    data = {"text/plain": repr(exercise(exercise.solution))}
    cell.outputs = [nbformat.v4.new_output("execute_result", data=data, execution_count=1)]
    return cell


def exercise_note(exercise):
    """Return a cell with our solution, the mistakes and the hints."""
    mistakes = "\n\n".join(f"# {message}\n{code}" for message, code in mistakes_as_code(exercise).items())
    return note_cell(
        fold(
            f"<code>{exercise.name}</code>: our solution, {len(exercise.mistakes)} mistakes that the check names, "
            f"{len(exercise.hints)} hints; the next cell hands in our solution",
            f"```python\n{show_source(exercise.solution).code}\n```",
            "Mistakes, each with the message that a student reads after ✗:",
            f"```python\n{mistakes}\n```",
            "Hints, in the order in which they are given:",
            "\n".join(f"{number}. {hint}" for number, hint in enumerate(exercise.hints, 1)),
        )
    )


def question_of(text):
    """Return the question to commit to before a demo moves, from the text above it.

    >>> question_of("A bump.\\n\\n**Before you move the slider:** how wide?\\n\\nLater.")
    'how wide?'
    """
    found = re.search(r"\*\*(Before you [^*]*)\*\*(.*?)(?=\n\n|\Z)", text, re.DOTALL)
    return found[2].strip() if found else ""


def question_to_ask(demo, above):
    """Return what a demo asks, and its options with the right one in bold; without a question, the one above it."""
    if demo.question is None:
        return question_of(above)
    right = demo.question.right_option(demo.result)
    options = " · ".join(f"**{option}**" if option == right else option for option in demo.question.options)
    return f"{demo.question.text} {options}"


def demo_note(demo, question):
    """Return a cell with the question to ask before the demo, and its scenes with the values that they set."""
    scenes = []
    for title, changes in demo.scenes.items():
        values = demo.values(**changes)
        settings = ", ".join(f"{control.label}: {control.text(values[control.name])}" for control in demo.controls)
        scenes.append(f"1. {title} ({settings})")
    blocks = [f"Slides: {demo.slide}", *([f"Ask before anything moves: {question}"] if question else [])]
    if scenes:
        blocks.append("Scenes, in the order of the button **next scene**:\n\n" + "\n".join(scenes))
    return note_cell(fold(f"{demo.title}: {len(scenes)} scene{'s' * (len(scenes) != 1)}", *blocks))


def instructor_notebook(notebook):
    """Return a notebook with a note after each exercise and each demo."""
    cells, above = [], ""
    for cell in notebook.cells:
        cells.append(cell)
        if cell.cell_type == "markdown":
            above = cell.source
            continue
        for name in dict.fromkeys(exercises_in_cell(cell.source)):
            cells += [exercise_note(BY_NAME[name]), solution_cell(BY_NAME[name])]
        cells += [demo_note(demo, question_to_ask(demo, above)) for demo in demos_in_cell(cell.source)]
    for cell in cells:
        if "instructor" in cell.metadata.get("tags", ()):
            del cell["id"]  # tidy makes one from the text, not at random
    return tidy(nbformat.from_dict({**notebook, "cells": cells}))


# --- folders


def sealed_exercises_file(chapter):
    """Return the text of a chapter's exercises.py without solutions."""
    doc = inspect.getdoc(sys.modules[f"{chapter.__name__}.exercises"])
    names = ", ".join(exercise.name.upper() for exercise in chapter.EXERCISES)
    return (
        f'"""{doc}"""\n\nfrom course_utils.exercise.sealed import unseal\n\n'
        f"({names},) = unseal(r'''\n{seal(chapter.EXERCISES)}\n''')\n"
    )


def copy_folder(name, folder):
    """Copy those files of a folder that an edition may have: chosen by suffix, without tests."""
    for path in sorted((ROOT / name).rglob("*")):
        allowed = path.suffix in SUFFIXES or path.name == CHECKSUMS
        if allowed and not path.name.endswith(".test.js"):
            place = folder / path.relative_to(ROOT)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, place)


def write_edition(folder, kind, sealed=False):
    """Write an edition into a new folder, or over an older edition; return the number of its notebooks."""
    if (ROOT / MARK).exists():
        raise ValueError("this is an edition: make editions from the whole course")
    notebooks = {}
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        notebook = parse(path.read_text(encoding="utf-8"))
        made = student_notebook(notebook, sealed) if kind == "student" else instructor_notebook(notebook)
        notebooks[path.name] = render(made)
    edition = {"student": "the students' edition", "instructor": "the instructor's edition"}[kind]
    edition += ", without solutions" * sealed

    folder = claim(folder, edition)
    for name in ("notebooks", *FOLDERS["student"], *FOLDERS["instructor"]):
        shutil.rmtree(folder / name, ignore_errors=True)
    for name in FILES:
        shutil.copyfile(ROOT / name, folder / name)
    for name in FOLDERS[kind]:
        copy_folder(name, folder)
    for chapter in CHAPTERS if sealed else ():
        path = Path(chapter.__file__).with_name("exercises.py").relative_to(ROOT)
        write_text(folder / path, sealed_exercises_file(chapter))
    for name, text in notebooks.items():
        write_text(folder / "notebooks" / name, text)
    write_text(folder / "README.md", README.format(edition=edition, reveal="" if sealed else REVEAL))
    return len(notebooks)


def write_text(path, text):
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def main(arguments=None):
    """Write one edition; return 1 if the folder is refused."""
    parser = argparse.ArgumentParser(prog="course.py", description=__doc__.splitlines()[0])
    kinds = parser.add_subparsers(dest="kind", required=True)
    for kind in FOLDERS:
        of_kind = kinds.add_parser(kind)
        of_kind.add_argument("folder", nargs="?", type=Path, default=ROOT / kind, help=f"{kind}/ if none is named")
    sealed = "leave our solutions out of the folder, not only out of the notebooks"
    kinds.choices["student"].add_argument("--sealed", action="store_true", help=sealed)
    options = parser.parse_args(arguments)
    try:
        count = write_edition(options.folder, options.kind, getattr(options, "sealed", False))
    except ValueError as refusal:
        print(refusal, file=sys.stderr)
        return 1
    print(f"{count} notebooks, with all they need, in {options.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
