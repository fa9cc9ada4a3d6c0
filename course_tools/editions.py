"""One source, two editions of the course, each a folder that can be zipped, handed out and started by its course.py.

    python3 course.py student [folder] [--sealed]     exercises empty, nothing of their answers stored
    python3 course.py instructor [folder]             after each exercise our solution, the mistakes and the hints;
                                                      after each demo the question to ask and its scenes

In the student edition reveal() shows a solution to who gives up. --sealed leaves the solutions out of the folder
altogether: the exercises judge as before, from recorded answers. What remains even then is the library: demos run on
course_utils/numerics, which holds the lecture's functions, and among them some that an exercise asks for.
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
from course_tools.folders import claim
from course_tools.notebooks import parse, render, tidy
from course_utils.chapters import CHAPTERS, EXERCISES
from course_utils.exercise.sealed import Sealed, seal
from course_utils.source import show_source

ROOT = Path(__file__).resolve().parents[1]
FILES = ("course.py", "requirements.txt", "pyproject.toml", "LICENSE")
FOLDERS = ("course_utils", "data")
KEPT_BACK = {"instructor", "solution"}  # tags of cells that students do not get

START = """# Multi-layer perceptrons, by hand

Interactive notebooks for the lecture "Deep Learning for Perception, Class 2", {edition}.

You need Python 3.10 or newer. On Linux and macOS type `python3 course.py lab`, on Windows `py course.py lab`. The first
call installs what is needed, here in the folder `.venv`; then JupyterLab opens on `notebooks/00_start_here.ipynb`.

An exercise is a cell with dots in it. Write your code in their place, run the cell, and it says what is wrong, or ✓.
`check.ols.hint()` in a cell of its own gives the next hint for the exercise `ols`.{reveal}

Code: MIT licence; text: CC BY 4.0 (LICENSE).
"""
REVEAL = " `check.ols.reveal()` shows our solution."


# --- cells


def parameters(exercise):
    return ", ".join(inspect.signature(exercise.solution).parameters)


def stub(exercise):
    """The cell of an exercise as it is given."""
    head = f"def {exercise.name}({parameters(exercise)}):\n    # your code in place of the dots\n    ..."
    return f"{head}\n\n\ncheck.{exercise.name}({exercise.name})"


def is_empty(source):
    """Whether a cell defines nothing but functions without a body, and otherwise only calls."""
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return False
    functions = [node for node in body if isinstance(node, ast.FunctionDef)]
    others = [node for node in body if not isinstance(node, (ast.FunctionDef, ast.Expr))]
    dots = all(ast.unparse(function.body) == "..." for function in functions)
    return not others and dots


def without_answers(source):
    """A cell's code without `show_source` of functions that an exercise asks for, and the names left out."""
    tree, left_out, lines = ast.parse(source), [], source.splitlines()
    for node in reversed(tree.body):
        call = node.value if isinstance(node, ast.Expr) else None
        if not (isinstance(call, ast.Call) and ast.unparse(call.func) == "show_source"):
            continue
        answers = [argument for argument in call.args if ast.unparse(argument).split(".")[-1] in BY_NAME]
        left_out += [ast.unparse(argument).split(".")[-1] for argument in answers]
        call.args = [argument for argument in call.args if argument not in answers]
        lines[node.lineno - 1 : node.end_lineno] = [ast.unparse(node)] if call.args else []
    return "\n".join(lines).strip(), left_out


# --- the student edition


def student_cell(cell, sealed):
    """A cell as students get it, or None. Answers go, and so do outputs that show them; other outputs stay."""
    if KEPT_BACK & set(cell.metadata.get("tags", ())):
        return None
    cell = copy.deepcopy(cell)
    if cell.cell_type != "code":
        return cell
    if names := exercises_in_cell(cell.source):
        if not is_empty(cell.source):
            cell.source = "\n\n\n".join(stub(BY_NAME[name]) for name in dict.fromkeys(names))
        cell.outputs, cell.execution_count = [], None
    elif ".reveal(" in cell.source or ".hint(" in cell.source:
        cell.outputs, cell.execution_count = [], None
    else:
        kept, left_out = without_answers(cell.source)
        if left_out:
            cell.outputs, cell.execution_count = [], None  # nbval: a cell that was not run has no outputs
        if left_out and sealed:
            cell.source = kept
            if not kept:
                names = ", ".join(f"`{name}`" for name in left_out)
                return nbformat.v4.new_markdown_cell(f"*(Left out here, for an exercise asks for it: {names}.)*")
    return cell


def student(notebook, sealed=False):
    """A notebook for students; its cells keep their places, so that what is handed in can be compared."""
    notebook = copy.deepcopy(notebook)
    cells = [student_cell(cell, sealed) for cell in notebook.cells]
    notebook.cells = [cell for cell in cells if cell is not None]
    tidied = tidy(notebook)
    for cell, before in zip(tidied.cells, notebook.cells, strict=True):
        if cell.cell_type == "code" and before.execution_count is None:
            cell.execution_count = None  # it waits to be run
    return tidied


# --- the instructor's edition


def mistakes_as_code(exercise):
    """The words of each named mistake, and the code that makes it."""
    tree = ast.parse(inspect.getsource(inspect.getmodule(exercise.solution)))
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        told = {keyword.arg: keyword.value for keyword in call.keywords}
        if "mistakes" in told and ast.literal_eval(told["name"]) == exercise.name:
            pairs = list(zip(told["mistakes"].keys, told["mistakes"].values, strict=True))
            code = {ast.literal_eval(words): ast.unparse(made) for words, made in pairs if words is not None}
            [family] = [ast.unparse(made) for words, made in pairs if words is None] or [""]  # **{… for … in …}
            return {words: code.get(words, family) for words in exercise.mistakes}
    raise ValueError(f"the mistakes of {exercise.name} are not written where its solution is")


def folded(title, *blocks):
    """Something to open with a click: it can stand on a projected page without giving itself away."""
    return "\n\n".join([f"<details><summary><b>Instructor:</b> {title}</summary>", *blocks, "</details>"])


def note(text):
    return nbformat.v4.new_markdown_cell(text, metadata={"tags": ["instructor"]})


def solved(exercise):
    """A cell that hands in our solution, its code folded away, with the verdict as its output."""
    source = f"{show_source(exercise.solution).code}\n\n\ncheck.{exercise.name}({exercise.name})"
    cell = nbformat.v4.new_code_cell(source, metadata={"tags": ["instructor"], "jupyter": {"source_hidden": True}})
    data = {"text/plain": repr(exercise(exercise.solution))}
    cell.outputs = [nbformat.v4.new_output("execute_result", data=data, execution_count=1)]
    return cell


def about_exercise(exercise):
    mistakes = "\n\n".join(f"# {words}\n{code}" for words, code in mistakes_as_code(exercise).items())
    return note(
        folded(
            f"<code>{exercise.name}</code>: our solution, {len(exercise.mistakes)} mistakes that the check names, "
            f"{len(exercise.hints)} hints; the next cell hands in our solution",
            f"```python\n{show_source(exercise.solution).code}\n```",
            "Mistakes, each with the words that a student reads after ✗:",
            f"```python\n{mistakes}\n```",
            "Hints, in the order in which they are given:",
            "\n".join(f"{number}. {hint}" for number, hint in enumerate(exercise.hints, 1)),
        )
    )


def question_of(text):
    """The question to commit to before a demo moves, from the text above it.

    >>> question_of("A bump.\\n\\n**Before you move the slider:** how wide?\\n\\nLater.")
    'how wide?'
    """
    found = re.search(r"\*\*(Before you [^*]*)\*\*(.*?)(?=\n\n|\Z)", text, re.DOTALL)
    return found[2].strip() if found else ""


def about_demo(demo, question):
    """The question to ask before the demo, and its scenes with what they set."""
    scenes = []
    for title, changes in demo.scenes.items():
        values = demo.values(**changes)
        told = ", ".join(f"{control.label}: {control.text(values[control.name])}" for control in demo.controls)
        scenes.append(f"1. {title} ({told})")
    blocks = [f"Slides: {demo.slide}", *([f"Ask before anything moves: {question}"] if question else [])]
    if scenes:
        blocks.append("Scenes, in the order of the button **next scene**:\n\n" + "\n".join(scenes))
    return note(folded(f"{demo.title}: {len(scenes)} scene{'s' * (len(scenes) != 1)}", *blocks))


def instructor(notebook):
    """A notebook with a note after each exercise and each demo."""
    cells, above = [], ""
    for cell in notebook.cells:
        cells.append(cell)
        if cell.cell_type == "markdown":
            above = cell.source
            continue
        for name in dict.fromkeys(exercises_in_cell(cell.source)):
            cells += [about_exercise(BY_NAME[name]), solved(BY_NAME[name])]
        cells += [about_demo(demo, question_of(above)) for demo in demos_in_cell(cell.source)]
    for cell in cells:
        if "instructor" in cell.metadata.get("tags", ()):
            del cell["id"]  # made anew from what it says, not from chance
    return tidy(nbformat.from_dict({**notebook, "cells": cells}))


# --- folders


def sealed_chapter(module):
    """The text of a chapter's file of exercises without solutions."""
    names = ", ".join(exercise.name.upper() for exercise in module.EXERCISES)
    return (
        f'"""{inspect.getdoc(module)}"""\n\nfrom course_utils.exercise.sealed import unseal\n\n'
        f"({names},) = unseal(r'''\n{seal(module.EXERCISES)}\n''')\n"
    )


def write_edition(folder, kind, sealed=False):
    """Write an edition into a new folder, or anew into one that holds an edition; the number of its notebooks."""
    if any(isinstance(exercise, Sealed) for exercise in EXERCISES):
        raise ValueError("this edition is sealed, and has no solutions: make editions from the whole course")
    described = {"student": "the students' edition", "instructor": "the instructor's edition"}[kind]
    described += ", without solutions" * sealed
    folder = claim(folder, described)
    for name in FILES:
        shutil.copyfile(ROOT / name, folder / name)
    for name in (*FOLDERS, *(["docs"] if kind == "instructor" else [])):
        shutil.rmtree(folder / name, ignore_errors=True)
        shutil.copytree(
            ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.pyc", ".*", "*.test.js")
        )
    for module in CHAPTERS if sealed else ():
        path = Path(module.__file__).with_name("exercises.py").relative_to(ROOT)
        (folder / path).write_text(sealed_chapter(module), encoding="utf-8", newline="\n")
    start = START.format(edition=described, reveal="" if sealed else REVEAL)
    (folder / "README.md").write_text(start, encoding="utf-8", newline="\n")
    shutil.rmtree(folder / "notebooks", ignore_errors=True)
    (folder / "notebooks").mkdir()
    paths = sorted((ROOT / "notebooks").glob("*.ipynb"))
    for path in paths:
        notebook = parse(path.read_text(encoding="utf-8"))
        made = student(notebook, sealed) if kind == "student" else instructor(notebook)
        (folder / "notebooks" / path.name).write_bytes(render(made).encode())
    return len(paths)


def main(arguments=None):
    """Write one edition; 1 if its folder is somebody else's."""
    parser = argparse.ArgumentParser(prog="course.py", description=__doc__.splitlines()[0])
    kinds = parser.add_subparsers(dest="kind", required=True)
    for kind in ("student", "instructor"):
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
