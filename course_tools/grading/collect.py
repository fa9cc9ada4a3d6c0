"""Make a table of the exercises in a folder of handed-in notebooks: ○ not written, ✗ wrong, ✓ right, ? not run.

    python3 course.py collect folder [--csv table.csv] [--words] [--run]

Without --run no code of a notebook is run: the marks are those stored in it, and anyone can type a ✓ there.
With --run each function is called again, in a process of its own with a time limit and without a network (worker.py
says what that keeps out), and its answers are judged here. A stored ✓ that then fails is flagged.
A file that is damaged, too large or not a notebook gets a row with a message.
"""

import argparse
import contextlib
import csv
import json
import os
import signal
import stat
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from course_tools.cells import BY_NAME, exercises_in_cell
from course_utils.chapters import EXERCISES
from course_utils.exercise.outcome import is_complete
from course_utils.exercise.wire import decode_outcome, encode_case

ROOT = Path(__file__).resolve().parents[2]
WORKER = Path(__file__).with_name("worker.py")
MAX_FILE_BYTES = 50_000_000  # of a notebook; the pictures of all demos take a tenth
MAX_CODE_LENGTH = 1_000_000  # characters of an exercise and the cells above it
EXERCISE_SECONDS = 30.0
MAX_VERDICT_LENGTH = 300  # characters
MARKS = "○✗✓"
NOT_RUN = "? not run"
NO_ANSWER = "✗ gave no answer that can be read"
CELL_FAILED = "✗ the cell cannot be run: "


class UnreadableFile(Exception):
    """A file that is not a notebook of this course; the message says why."""


class Attempt(NamedTuple):
    """One exercise of a notebook: the code above its cell, the cell, and the verdict stored below it."""

    before: list[str]
    cell: str
    stored_verdict: str


class Row(NamedTuple):
    """One file: a verdict for each of its exercises, by name, and a note."""

    path: str
    verdicts: dict[str, str]
    note: str


# --- reading, without running


def read_cells(path):
    """Read the code cells of a notebook: pairs of code and the outputs' text. Raises UnreadableFile."""
    about = path.lstat()
    if not stat.S_ISREG(about.st_mode):
        raise UnreadableFile("a link, which is not followed" if stat.S_ISLNK(about.st_mode) else "not a file")
    if about.st_size > MAX_FILE_BYTES:
        raise UnreadableFile(f"{about.st_size / 1e6:.0f} MB: larger than any notebook of the course")
    try:
        notebook = json.loads(path.read_bytes().decode("utf-8-sig"))
    except RecursionError:
        raise UnreadableFile("not a notebook: nested too deeply") from None
    except ValueError:
        raise UnreadableFile("damaged, or not a notebook: it is not JSON" if about.st_size else "empty") from None
    except MemoryError:
        raise UnreadableFile("too large to be read") from None
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(cells, list):
        raise UnreadableFile("not a notebook: it has no list of cells")
    return [
        (_join_text(cell.get("source")), _output_lines(cell.get("outputs")))
        for cell in cells
        if isinstance(cell, dict) and cell.get("cell_type") == "code"
    ]


def _join_text(source):
    parts = source if isinstance(source, list) else [source]
    return "".join(part for part in parts if isinstance(part, str))


def _output_lines(outputs):
    """Yield all lines of text in the outputs of a cell."""
    for output in outputs if isinstance(outputs, list) else ():
        if isinstance(output, dict):
            data = output.get("data")
            yield from _join_text(output.get("text")).splitlines()
            yield from _join_text(data.get("text/plain") if isinstance(data, dict) else None).splitlines()


def find_attempts(cells):
    """Find the last attempt at each exercise of a notebook, by name."""
    found, before = {}, []
    for source, lines in cells:
        names = exercises_in_cell(source)
        stored = [line for line in lines if line[:1] in MARKS and line[1:2] == " "]
        for place, name in enumerate(names):
            stored_verdict = stored[0] if stored and place == len(names) - 1 else NOT_RUN
            found[name] = Attempt(list(before), source, stored_verdict)
        before.append(source)
    return found


# --- running, in another process


def judge_attempt(name, attempt, seconds=EXERCISE_SECONDS):
    """Call the function of an attempt in another process, judge its answers here, and return the verdict."""
    if sum(map(len, attempt.before)) + len(attempt.cell) > MAX_CODE_LENGTH:
        return "✗ more code than is run here"
    exercise = BY_NAME[name]
    cases = [encode_case(case) for case in exercise.cases]
    request = {"root": str(ROOT), "name": name, "cases": cases, "seconds": seconds}
    request = json.dumps({**request, "before": attempt.before, "cell": attempt.cell}).encode()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as empty, tempfile.TemporaryFile() as output:
        in_time = _run_worker(request, empty, output, seconds)
        output.seek(0)
        text = output.read(MAX_FILE_BYTES + 1)
    if not in_time:
        return f"✗ stopped after {seconds:g} s"
    try:
        verdict = _judge_answer(exercise, json.loads(text))
    except (Exception, RecursionError):  # the process may have written anything
        return NO_ANSWER
    return " ".join(verdict.split())[:MAX_VERDICT_LENGTH]


def _run_worker(request, empty, output, seconds):
    """Run the worker; return whether it ended in time. All processes that it started end with it."""
    posix = os.name == "posix"
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH") if name in os.environ}
    process = subprocess.Popen(
        [sys.executable, "-I", str(WORKER)],
        stdin=subprocess.PIPE,
        stdout=output,
        stderr=subprocess.DEVNULL,
        cwd=empty,
        env={**kept, "PYTHONUTF8": "1", "OPENBLAS_NUM_THREADS": "1", "HOME": empty, "TMPDIR": empty, "TEMP": empty},
        start_new_session=posix,
    )
    try:
        process.communicate(request, timeout=seconds)
        return True
    except subprocess.TimeoutExpired:
        return False
    finally:
        with contextlib.suppress(OSError):  # there is nothing left to end
            os.killpg(process.pid, signal.SIGKILL) if posix else process.kill()
        process.wait()


def _judge_answer(exercise, answer):
    """Return the verdict on what the worker wrote."""
    if "cell_failed" in answer:
        return CELL_FAILED + str(answer["cell_failed"])
    outcomes = [decode_outcome(data) for data in answer["outcomes"][: len(exercise.cases)]]
    return exercise.judge(outcomes) if is_complete(outcomes, exercise.cases) else NO_ANSWER


# --- the table


def make_row(path, name, seconds=None):
    """Make the row of a file; with a time limit its exercises are run."""
    try:
        found = find_attempts(read_cells(path))
    except UnreadableFile as problem:
        return Row(name, {}, str(problem))
    except OSError as problem:
        return Row(name, {}, f"cannot be read: {problem.strerror}")
    except Exception as problem:  # an unknown file may raise anything
        return Row(name, {}, f"cannot be read: {type(problem).__name__}")
    stored = {exercise: attempt.stored_verdict for exercise, attempt in found.items()}
    if not stored:
        return Row(name, {}, "no exercise of the course in it")
    if seconds is None:
        return Row(name, stored, "")
    verdicts = {exercise: judge_attempt(exercise, attempt, seconds) for exercise, attempt in found.items()}
    refuted = [exercise for exercise in found if stored[exercise][0] == "✓" != verdicts[exercise][0]]
    return Row(name, verdicts, f"stored as ✓, but not: {', '.join(refuted)}" if refuted else "")


def find_notebooks(folder):
    """Yield every notebook below a folder, in order; linked and hidden folders are left out."""
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(place, name) for name in sorted(files) if name.lower().endswith(".ipynb"))


def make_rows(folder, seconds=None):
    """Make a row for every notebook below a folder."""
    paths = list(find_notebooks(folder))
    names = [path.relative_to(folder).as_posix() for path in paths]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(lambda path, name: make_row(path, name, seconds), paths, names))


def escape(text):
    """Escape a text so that a spreadsheet does not read it as a formula, and replace what cannot be printed.

    >>> escape("=HYPERLINK(1)")
    "'=HYPERLINK(1)"
    """
    text = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)
    return "'" + text if text.startswith(("=", "+", "-", "@")) else text


def write_table(table, out, words=False):
    """Write the rows as CSV: file, number of right exercises and of exercises, note, and a column per exercise."""
    names = [e.name for e in EXERCISES if any(e.name in entry.verdicts for entry in table)]
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["notebook", "right", "exercises", "note", *names])
    for path, verdicts, note in table:
        right = sum(line.startswith("✓") for line in verdicts.values())
        lines = [verdicts.get(name, "") for name in names]
        lines = lines if words else [line[:1] for line in lines]
        writer.writerow([escape(path), right, len(verdicts), escape(note), *map(escape, lines)])


def main(arguments=None):
    """Write the table; return 1 if there is no notebook in the folder."""
    parser = argparse.ArgumentParser(prog="course.py collect", description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--csv", type=Path, metavar="file", help="where to write the table; on the screen without it")
    parser.add_argument("--words", action="store_true", help="the whole verdict in place of its mark")
    parser.add_argument("--run", action="store_true", help="run and judge again, in processes of their own")
    parser.add_argument(
        "--seconds", type=float, default=EXERCISE_SECONDS, help="time limit of each exercise with --run (%(default)g)"
    )
    options = parser.parse_args(arguments)
    table = make_rows(options.folder, options.seconds if options.run else None)
    if not table:
        print(f"there is no notebook in {options.folder}", file=sys.stderr)
        return 1
    if options.csv:
        with options.csv.open("w", encoding="utf-8-sig", newline="") as out:  # Excel needs its byte order mark
            write_table(table, out, options.words)
    else:
        write_table(table, sys.stdout, options.words)
    unread = sum(not entry.verdicts for entry in table)
    how = "run and judged" if options.run else "as stored in them, which proves nothing: --run judges again"
    print(f"{len(table)} notebooks, {unread} without exercises that can be read; {how}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
