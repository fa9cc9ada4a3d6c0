"""A table of the exercises in a folder of handed-in notebooks: ○ not written, ✗ wrong, ✓ right, ? not run.

    python3 course.py collect folder [--csv table.csv] [--words] [--run]

Without --run nothing of a notebook is run: the marks are those that it has stored, and anybody can type a ✓ there.
With --run each exercise is called anew, in a process of its own with a time limit and without a network (worker.py
says what that keeps out), and judged here, by the numbers that it gave. A claim that does not hold is told.
A file that is damaged, too large or no notebook is a line in words.
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

from course_tools.cells import BY_NAME, checked
from course_utils.chapters import EXERCISES
from course_utils.exercise.outcome import TooSlow
from course_utils.exercise.wire import outcome_from_data

ROOT = Path(__file__).resolve().parents[2]
WORKER = Path(__file__).with_name("worker.py")
LARGEST = 50_000_000  # bytes of a notebook; pictures of all demos take a tenth
LONGEST = 1_000_000  # characters of code before an exercise
SECONDS = 30.0
MARKS = "○✗✓"
NOT_RUN = "? not run"
UNREADABLE = "✗ gave no answer that can be read"


class Unreadable(Exception):
    """A file that is no notebook of this course; the message says why."""


class Attempt(NamedTuple):
    """One exercise of a notebook: the code above its cell, the cell, and the line that is stored below it."""

    before: list[str]
    cell: str
    claim: str


class Row(NamedTuple):
    """One file: a line for each of its exercises, by name, and what else there is to say."""

    path: str
    verdicts: dict[str, str]
    note: str


# --- reading, without running


def read(path):
    """The code cells of a notebook: pairs of code and the outputs' text. Unreadable says why there are none."""
    about = path.lstat()
    if not stat.S_ISREG(about.st_mode):
        raise Unreadable("a link, which is not followed" if stat.S_ISLNK(about.st_mode) else "no file")
    if about.st_size > LARGEST:
        raise Unreadable(f"{about.st_size / 1e6:.0f} MB: larger than any notebook of the course")
    try:
        notebook = json.loads(path.read_bytes().decode("utf-8-sig"))
    except RecursionError:
        raise Unreadable("no notebook: nested too deeply") from None
    except ValueError:
        raise Unreadable("damaged, or no notebook: not JSON" if about.st_size else "empty") from None
    except MemoryError:
        raise Unreadable("too large to be read") from None
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(cells, list):
        raise Unreadable("no notebook: it has no list of cells")
    return [
        (_text(cell.get("source")), _lines(cell.get("outputs")))
        for cell in cells
        if isinstance(cell, dict) and cell.get("cell_type") == "code"
    ]


def _text(source):
    parts = source if isinstance(source, list) else [source]
    return "".join(part for part in parts if isinstance(part, str))


def _lines(outputs):
    """All lines of text in the outputs of a cell."""
    for output in outputs if isinstance(outputs, list) else ():
        if isinstance(output, dict):
            data = output.get("data")
            yield from _text(output.get("text")).splitlines()
            yield from _text(data.get("text/plain") if isinstance(data, dict) else None).splitlines()


def attempts(cells):
    """The last attempt at each exercise of a notebook, by name."""
    found, before = {}, []
    for source, lines in cells:
        names = checked(source)
        claims = [line for line in lines if line[:1] in MARKS and line[1:2] == " "]
        for place, name in enumerate(names):
            claim = claims[0] if claims and place == len(names) - 1 else NOT_RUN
            found[name] = Attempt(list(before), source, claim)
        before.append(source)
    return found


# --- running, elsewhere


def verdict(name, attempt, seconds=SECONDS):
    """The verdict on an attempt: called in another process, judged in this one."""
    if sum(map(len, attempt.before)) + len(attempt.cell) > LONGEST:
        return "✗ more code than is run here"
    request = {"root": str(ROOT), "name": name, "before": attempt.before, "cell": attempt.cell, "seconds": seconds}
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as empty, tempfile.TemporaryFile() as told:
        in_time = _call(json.dumps(request).encode(), empty, told, seconds)
        told.seek(0)
        text = told.read(LARGEST + 1)
    if not in_time:
        return f"✗ stopped after {seconds:g} s"
    try:
        return _judged(BY_NAME[name], json.loads(text))
    except (Exception, RecursionError):  # it may have written anything
        return UNREADABLE


def _call(request, empty, told, seconds):
    """Start the worker and wait for it; whether it ended in time. What it started ends with it."""
    posix = os.name == "posix"
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH") if name in os.environ}
    process = subprocess.Popen(
        [sys.executable, "-I", str(WORKER)],
        stdin=subprocess.PIPE,
        stdout=told,
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
        with contextlib.suppress(OSError):  # it has ended, and nothing of it is left
            os.killpg(process.pid, signal.SIGKILL) if posix else process.kill()
        process.wait()


def _judged(exercise, told):
    if "said" in told:
        said = " ".join(str(told["said"]).split())[:300]
        return said if said[:2] in ("○ ", "✗ ") else UNREADABLE
    outcomes = [outcome_from_data(data) for data in told["outcomes"][: len(exercise.cases)]]
    if len(outcomes) < len(exercise.cases) and not isinstance(outcomes[-1].error, TooSlow):
        return UNREADABLE
    return " ".join(exercise.judge(outcomes).split())[:300]


# --- the table


def row(path, name, seconds=None):
    """The row of a file; with seconds its exercises are run."""
    try:
        found = attempts(read(path))
    except Unreadable as problem:
        return Row(name, {}, str(problem))
    except OSError as problem:
        return Row(name, {}, f"cannot be read: {problem.strerror}")
    except Exception as problem:  # a row in words for whatever else a stranger's file does
        return Row(name, {}, f"cannot be read: {type(problem).__name__}")
    claims = {exercise: attempt.claim for exercise, attempt in found.items()}
    if not claims:
        return Row(name, {}, "no exercise of the course in it")
    if seconds is None:
        return Row(name, claims, "")
    verdicts = {exercise: verdict(exercise, attempt, seconds) for exercise, attempt in found.items()}
    untrue = [exercise for exercise in found if claims[exercise][0] == "✓" != verdicts[exercise][0]]
    return Row(name, verdicts, f"stored as ✓, but not: {', '.join(untrue)}" if untrue else "")


def notebooks(folder):
    """Every notebook below a folder, in order; folders behind links and those of editors are left out."""
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(place, name) for name in sorted(files) if name.lower().endswith(".ipynb"))


def rows(folder, seconds=None):
    """A row for every notebook below a folder."""
    paths = list(notebooks(folder))
    names = [path.relative_to(folder).as_posix() for path in paths]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(lambda path, name: row(path, name, seconds), paths, names))


def safe(text):
    """A text that a spreadsheet takes for text, in letters that can be written.

    >>> safe("=HYPERLINK(1)")
    "'=HYPERLINK(1)"
    """
    text = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)
    return "'" + text if text.startswith(("=", "+", "-", "@")) else text


def write_table(table, out, words=False):
    """The rows as CSV: file, how many exercises are right and how many it has, a note, and a column per exercise."""
    names = [e.name for e in EXERCISES if any(e.name in entry.verdicts for entry in table)]
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["notebook", "right", "exercises", "note", *names])
    for path, verdicts, note in table:
        right = sum(line.startswith("✓") for line in verdicts.values())
        lines = [verdicts.get(name, "") for name in names]
        lines = lines if words else [line[:1] for line in lines]
        writer.writerow([safe(path), right, len(verdicts), safe(note), *map(safe, lines)])


def main(arguments=None):
    """Write the table; 1 if there is no folder or no notebook in it."""
    parser = argparse.ArgumentParser(prog="course.py collect", description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--csv", type=Path, metavar="file", help="where to write the table; on the screen without it")
    parser.add_argument("--words", action="store_true", help="the whole verdict in place of its mark")
    parser.add_argument("--run", action="store_true", help="judge anew, in processes of their own")
    parser.add_argument(
        "--seconds", type=float, default=SECONDS, help="time limit of each exercise with --run (%(default)g)"
    )
    options = parser.parse_args(arguments)
    table = rows(options.folder, options.seconds if options.run else None)
    if not table:
        print(f"there is no notebook in {options.folder}", file=sys.stderr)
        return 1
    if options.csv:
        with options.csv.open("w", encoding="utf-8-sig", newline="") as out:  # the mark at its start is for Excel
            write_table(table, out, options.words)
    else:
        write_table(table, sys.stdout, options.words)
    unread = sum(not entry.verdicts for entry in table)
    how = "judged anew" if options.run else "as stored in them, which proves nothing: --run judges anew"
    print(f"{len(table)} notebooks, {unread} without exercises that can be read; {how}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
