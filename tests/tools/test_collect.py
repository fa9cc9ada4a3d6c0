"""The table of handed-in notebooks: its content, and that handed-in code can neither stop it nor leave its process."""

import csv
import io
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from course_tools.grading import collect
from course_tools.grading.collect import (
    NO_ANSWER,
    NOT_RUN,
    Attempt,
    escape,
    find_attempts,
    judge_attempt,
    main,
    make_row,
    make_rows,
    read_cells,
    write_table,
)
from course_tools.grading.worker import find_definitions, strip_magics
from course_utils.chapters import EXERCISES, check
from course_utils.source import show_source

pytestmark = pytest.mark.slow  # a process for nearly every test

ROOT = Path(__file__).resolve().parents[2]
RIGHT = "def ols(A, b):\n    return np.linalg.solve(A.T @ A, A.T @ b)\n\n\ncheck.ols(ols)"
SIGN = "def ols(A, b):\n    return -np.linalg.solve(A.T @ A, A.T @ b)\n\n\ncheck.ols(ols)"
EMPTY = "def ols(A, b):\n    # your code in place of the dots\n    ...\n\n\ncheck.ols(ols)"
IMPORTS = "import numpy as np\n\nfrom course_utils.chapters import check"

posix = pytest.mark.skipif(os.name != "posix", reason="Linux and macOS")


def handed_in(path, *cells):
    """A notebook of code cells: sources, or pairs of a source and the line stored below it."""
    notebook = nbformat.v4.new_notebook()
    for cell in cells:
        source, line = cell if isinstance(cell, tuple) else (cell, None)
        cell = nbformat.v4.new_code_cell(source)
        if line:
            cell.outputs = [nbformat.v4.new_output("execute_result", data={"text/plain": line}, execution_count=1)]
        notebook.cells.append(cell)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(nbformat.v4.writes(notebook), encoding="utf-8")
    return path


def judge(cell, name="ols", before=(IMPORTS,), seconds=20):
    return judge_attempt(name, Attempt(list(before), cell, NOT_RUN), seconds)


def table(folder, *options, capsys):
    """The table as the command prints it, each row by the names of its columns."""
    assert main([str(folder), *options]) == 0
    return list(csv.DictReader(io.StringIO(capsys.readouterr().out)))


# --- what is stored


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_the_course_s_own_notebooks_are_not_written_yet(path):
    assert set(make_row(path, path.name).verdicts.values()) == {"○ not written yet"}


def test_every_exercise_of_the_course_is_found_in_its_notebooks():
    found = [name for path in sorted((ROOT / "notebooks").glob("*.ipynb")) for name in make_row(path, "").verdicts]
    assert found == [exercise.name for exercise in EXERCISES]


def test_a_folder_of_notebooks_becomes_a_table(tmp_path, capsys):
    handed_in(tmp_path / "ada" / "01.ipynb", IMPORTS, (RIGHT, "✓ right on all 6 cases"))
    handed_in(tmp_path / "bob" / "01.ipynb", IMPORTS, (SIGN, "✗ the sign is flipped"), "check.lp_norm(lp_norm)")
    handed_in(tmp_path / "bob" / ".ipynb_checkpoints" / "01.ipynb", IMPORTS, (RIGHT, "✓ right on all 6 cases"))
    handed_in(tmp_path / "eve.ipynb", "print('hello')")
    ada, bob, eve = sorted(table(tmp_path, capsys=capsys), key=lambda entry: entry["notebook"])
    assert list(ada) == ["notebook", "right", "exercises", "note", "ols", "lp_norm"]
    assert list(ada.values()) == ["ada/01.ipynb", "1", "1", "", "✓", ""]
    assert list(bob.values()) == ["bob/01.ipynb", "0", "2", "", "✗", "?"]
    assert list(eve.values()) == ["eve.ipynb", "0", "0", "no exercise of the course in it", "", ""]
    verdicts = {entry["notebook"]: entry["ols"] for entry in table(tmp_path, "--words", capsys=capsys)}
    assert verdicts["bob/01.ipynb"] == "✗ the sign is flipped"


def test_the_table_can_be_a_file_that_excel_reads(tmp_path, capsys):
    handed_in(tmp_path / "in" / "a.ipynb", IMPORTS, (RIGHT, "✓ right on all 6 cases"))
    assert main([str(tmp_path / "in"), "--csv", str(tmp_path / "table.csv")]) == 0
    assert (
        (tmp_path / "table.csv")
        .read_bytes()
        .startswith(b"\xef\xbb\xbfnotebook,right,exercises,note,ols\na.ipynb,1,1,,")
    )
    said = capsys.readouterr()
    assert said.out == ""
    assert "proves nothing" in said.err


def test_of_several_attempts_the_last_counts():
    cells = [(EMPTY, ["○ not written yet"]), (RIGHT, ["✓ right on all 6 cases"]), ("# check.ols(ols)", ["✗ no"])]
    assert find_attempts(cells)["ols"].stored_verdict == "✓ right on all 6 cases"
    assert find_attempts(cells[:1])["ols"].stored_verdict == "○ not written yet"


def test_a_cell_without_its_output_was_not_run(tmp_path):
    path = handed_in(tmp_path / "a.ipynb", RIGHT, ("check.ridge(ridge)", "Hint 1 of 3"))
    assert make_row(path, "a").verdicts == {"ols": NOT_RUN, "ridge": NOT_RUN}


def test_reading_runs_nothing(tmp_path):
    path = handed_in(tmp_path / "a.ipynb", f"open({str(tmp_path / 'ran')!r}, 'w')\ncheck.ols(ols)")
    assert make_row(path, "a").verdicts == {"ols": NOT_RUN}
    assert not (tmp_path / "ran").exists()


# --- files that are not notebooks

WORDS = ["cells", "cell_type", "source", "outputs", "data", "text", "text/plain"]

NOTEBOOK = {"cells": [{"cell_type": "code", "source": RIGHT, "outputs": []}], "metadata": {}, "nbformat": 4}
FILES = {
    "empty": (b"", "empty"),
    "half": (json.dumps(NOTEBOOK).encode()[:-20], "damaged, or not a notebook: it is not JSON"),
    "picture": (b"\x89PNG\r\n\x1a\n\x00\xff\xfe", "damaged, or not a notebook: it is not JSON"),
    "list": (b"[1, 2]", "not a notebook: it has no list of cells"),
    "number": (b"1", "not a notebook: it has no list of cells"),
    "digits": (b"1" * 10_000, "damaged, or not a notebook: it is not JSON"),
    "old": (b'{"worksheets": [], "nbformat": 3}', "not a notebook: it has no list of cells"),
    "cells in a word": (b'{"cells": "many"}', "not a notebook: it has no list of cells"),
    "odd cells": (b'{"cells": [1, null, [], {}, {"cell_type": "code"}]}', "no exercise of the course in it"),
    "odd source": (b'{"cells": [{"cell_type": "code", "source": {"a": 1}}]}', "no exercise of the course in it"),
    "surrogates": (b'{"cells": [{"cell_type": "code", "source": "\\ud800"}]}', "no exercise of the course in it"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_not_a_notebook_gets_a_row_with_a_message(name, tmp_path):
    content, words = FILES[name]
    (tmp_path / "a.ipynb").write_bytes(content)
    assert make_rows(tmp_path) == [("a.ipynb", {}, words)]


def test_a_deeply_nested_notebook_gets_a_row_with_a_message(tmp_path):
    (tmp_path / "a.ipynb").write_bytes(b"[" * 1_000_000)
    (tmp_path / "b.ipynb").write_bytes(b'{"cells": [], "a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}")
    assert [entry.verdicts for entry in make_rows(tmp_path)] == [{}, {}]
    assert all(entry.note for entry in make_rows(tmp_path))


def test_a_huge_file_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(collect, "MAX_FILE_BYTES", 1_000_000)
    handed_in(tmp_path / "a.ipynb", "x = 1\n" * 400_000)
    assert make_row(tmp_path / "a.ipynb", "a").note.endswith(" MB: larger than any notebook of the course")


@posix
def test_links_and_pipes_are_not_followed(tmp_path):
    (tmp_path / "in").mkdir()
    handed_in(tmp_path / "out" / "secret.ipynb", (RIGHT, "✓ right on all 6 cases"))
    (tmp_path / "in" / "a.ipynb").symlink_to(tmp_path / "out" / "secret.ipynb")
    (tmp_path / "in" / "folder").symlink_to(tmp_path / "out")
    (tmp_path / "in" / "round").symlink_to(tmp_path / "in")
    (tmp_path / "in" / "c.ipynb").mkdir()
    os.mkfifo(tmp_path / "in" / "b.ipynb")
    assert [entry[::2] for entry in make_rows(tmp_path / "in")] == [
        ("a.ipynb", "a link, which is not followed"),
        ("b.ipynb", "not a file"),
    ]


@pytest.mark.parametrize(
    "outputs", [None, 1, "x", [1], [{}], [{"data": 3}], [{"data": {"text/plain": {}}}], [{"text": 1}]]
)
def test_odd_outputs_are_ignored(tmp_path, outputs):
    cell = {"cell_type": "code", "source": RIGHT, "outputs": outputs}
    (tmp_path / "a.ipynb").write_text(json.dumps({"cells": [cell]}), encoding="utf-8")
    assert [list(lines) for _, lines in read_cells(tmp_path / "a.ipynb")] == [[]]
    assert make_row(tmp_path / "a.ipynb", "a").verdicts == {"ols": NOT_RUN}


things = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.sampled_from([RIGHT, "code", "✓ right", "check.ols(ols)"]),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(WORDS) | st.text(), inner),
)
cells = st.fixed_dictionaries({"cell_type": st.just("code")}, optional={"source": things, "outputs": things})


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary() | (things | st.fixed_dictionaries({"cells": st.lists(cells)})).map(json.dumps).map(str.encode))
def test_no_odd_file_stops_the_table(tmp_path, content):
    (tmp_path / "a.ipynb").write_bytes(content)
    [(name, verdicts, note)] = make_rows(tmp_path)
    assert name == "a.ipynb"
    assert bool(verdicts) != bool(note)
    write_table(make_rows(tmp_path), io.StringIO(), words=True)


def test_a_folder_without_notebooks_is_an_error(tmp_path, capsys):
    assert main([str(tmp_path)]) == 1
    assert main([str(tmp_path / "nowhere")]) == 1
    assert "there is no notebook in" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "a\r\nb"])
def test_no_cell_of_the_table_is_a_formula(name):
    out = io.StringIO()
    write_table([collect.Row(name, {"ols": "✓ right"}, "")], out)
    [_, cells] = csv.reader(io.StringIO(out.getvalue()))
    assert cells[0][0] not in "=+-@\t\r"
    assert len(out.getvalue().splitlines()) == 2
    assert escape("plain") == "plain"


# --- run and judged again


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.name)
def test_a_run_finds_our_solution_right(exercise):
    cell = f"{show_source(exercise.solution).code}\n\ncheck.{exercise.name}({exercise.name})"
    assert judge(cell, exercise.name) == f"✓ right on all {len(exercise.cases)} cases"


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (RIGHT, "✓ right on all 6 cases"),
        (EMPTY, "○ not written yet"),
        (SIGN, "✗ the sign is flipped: Aᵀ(Ax - b) = 0 gives AᵀA x = +Aᵀb"),
        ("%timeit 1\n!ls\n" + RIGHT, "✓ right on all 6 cases"),
        ("tiny = 0\n\ndef mine(A, b):\n    return np.linalg.pinv(A) @ b + tiny\n\nprint(check.ols(mine))", "✓ right"),
        ("ols = 3\ncheck.ols(ols)", "✗ hand in the function itself, without parentheses: check.ols(ols)"),
        ("def ols(A): return A\ncheck.ols(ols)", "✗ takes 1 argument, expected 2: ols(A, b)"),
        ("def ols(A, b):\nreturn 1\ncheck.ols(ols)", "✗ the cell cannot be run: line 2 is not Python"),
        ("1 / 0\ncheck.ols(ols)", "✗ the cell cannot be run: it raises ZeroDivisionError: division by zero"),
        ("check.ols(undefined)", "✗ the cell cannot be run: it raises NameError"),
        ("check.ols()", "✗ the cell cannot be run: it hands in nothing"),
        ("def ols(A, b): A[...] = 0\ncheck.ols(ols)", "✗ changes its argument A: work on a copy"),
        ("def ols(A, b): raise SystemExit\ncheck.ols(ols)", "✗ raises SystemExit"),
        ("def ols(A, b): return np.zeros((2000, 2000))\ncheck.ols(ols)", "✗ returns shape (2000, 2000), expected"),
        ("def ols(A, b): return 'x' * 10**7\ncheck.ols(ols)", "✗ returns text, expected numbers"),
    ],
)
def test_a_run_gives_the_verdict_of_the_notebook(cell, words):
    assert judge(cell).startswith(words)


def test_only_definitions_of_earlier_cells_are_run():
    before = [
        IMPORTS,
        "from course_utils.chapters import show\nraise RuntimeError",
        "eps, names = 1e-12, [1, -2]\n\ndef helper(A):\n    return np.linalg.pinv(A) + eps * 0",
        "while True: pass",
        "print(\n",
        "import no_such_module",
    ]
    assert judge("def ols(A, b):\n    return helper(A) @ b\n\ncheck.ols(ols)", before=before).startswith("✓")
    kept = [node for source in before for node in find_definitions(source)]
    assert [type(node).__name__ for node in kept] == ["Import", "Assign", "FunctionDef", "Import"]
    assert strip_magics("%matplotlib\nx = 1\n  !ls") == "x = 1"


def test_a_stored_tick_that_fails_is_flagged(tmp_path, capsys):
    handed_in(tmp_path / "a.ipynb", IMPORTS, (SIGN, "✓ right on all 6 cases"))
    handed_in(tmp_path / "b.ipynb", IMPORTS, (RIGHT, "✓ right on all 6 cases"))
    a, b = table(tmp_path, "--run", capsys=capsys)
    assert (a["ols"], a["note"]) == ("✗", "stored as ✓, but not: ols")
    assert (b["ols"], b["note"]) == ("✓", "")


# --- code that means harm

HARM = {
    "a file": "open({!r}, 'w')",
    "a file by the system": "import os\nos.open({!r}, os.O_CREAT | os.O_WRONLY)",
    "a folder": "import os\nos.mkdir({!r})",
    "a program": "import subprocess\nsubprocess.run(['touch', {!r}])",
    "a shell": "import os\nos.system('touch ' + {!r})",
    "another process": "import os\nif os.fork() == 0:\n    open({!r}, 'w')",
    "the C library": "import ctypes\nctypes.CDLL(None).system(b'touch ' + {!r}.encode())",
    "pathlib": "from pathlib import Path\nPath({!r}).touch()",
    "numpy": "np.save({!r}, np.eye(2))",
}


@pytest.mark.parametrize("way", HARM)
def test_handed_in_code_leaves_nothing_behind(way, tmp_path):
    trace = tmp_path / "trace"
    said = judge(HARM[way].format(str(trace)) + "\n" + RIGHT)
    assert said.startswith("✗ the cell cannot be run: it raises ")
    assert list(tmp_path.iterdir()) == []


def test_handed_in_code_removes_nothing(tmp_path):
    (tmp_path / "marks").touch()
    assert "os.remove is not allowed" in judge(f"import os\nos.remove({str(tmp_path / 'marks')!r})\n{RIGHT}")
    assert (tmp_path / "marks").exists()


def test_handed_in_code_reaches_no_network():
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.5)
        call = f"import socket\nsocket.create_connection(('127.0.0.1', {server.getsockname()[1]}), 1)\n"
        assert "is not allowed while an exercise is judged" in judge(call + RIGHT)
        with pytest.raises(TimeoutError):
            server.accept()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux")
def test_on_linux_the_process_leaves_the_network_where_that_is_allowed():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        code = f"""
import os, socket, sys
sys.path.insert(0, {str(ROOT)!r})
from course_tools.grading.worker import leave_network
before = os.readlink("/proc/self/ns/net")
leave_network()
try:
    socket.create_connection(("127.0.0.1", {port}), 1)
    print("reached", os.readlink("/proc/self/ns/net") == before)
except OSError:
    print("cut off")
"""
        done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() in ("cut off", "reached True")  # the second where a container forbids it


FORGE = """import os
for number in range(3, 9):
    try:
        os.write(number, {!r})
    except OSError:
        pass
os._exit(0)"""


@pytest.mark.parametrize(
    "cell",
    [
        "import os\nos._exit(0)",
        "import os\nos.abort()",
        FORGE.format('"✓ right on all 6 cases"'.encode()),
        FORGE.format(b'{"outcomes": []}'),
    ],
    ids=["exit", "abort", "a verdict", "no outcomes"],
)
def test_a_process_that_ends_itself_gives_no_answer(cell):
    assert judge(f"{cell}\n{RIGHT}") == NO_ANSWER


def test_a_cell_that_replaces_the_judge_does_not_change_the_verdict():
    forged = """
from course_utils.exercise import exercise, outcome
exercise.Exercise.judge = exercise.Exercise.__call__ = lambda *arguments: "✓ right on all 6 cases"
outcome.run_cases = lambda function, cases: [outcome.Outcome(1.0)] * 6
def ols(A, b): return 1
check.ols(ols)"""
    assert judge(forged) == "✗ returns a single number, expected shape (2,)"


NUMBER = {"changed": None, "warned": "", "unwritten": False, "answer": 1}


@pytest.mark.parametrize(
    "output",
    [
        *(None, 1, [], {}, {"verdict": "✓ right"}, {"outcomes": []}, {"outcomes": [{}]}, {"outcomes": 1}),
        {"outcomes": [{**NUMBER, "changed": 9}] * 6},
        {"outcomes": [{**NUMBER, "answer": {"array": [1], "shape": [9], "dtype": "<f8"}}] * 6},
        {"outcomes": [NUMBER]},
        {"outcomes": [{**NUMBER, "kind": [], "error": ""}] * 6},
    ],
    ids=str,
)
def test_odd_output_of_the_process_is_not_a_verdict(output, monkeypatch):
    def write(request, empty, out, seconds):
        out.write(json.dumps(output).encode())
        return True

    monkeypatch.setattr(collect, "_run_worker", write)
    assert judge(RIGHT) == NO_ANSWER


def test_a_process_cannot_write_its_own_verdict(monkeypatch):
    def write(request, empty, out, seconds):
        out.write(json.dumps({"cell_failed": "✓ right on all 6 cases"}).encode())
        return True

    monkeypatch.setattr(collect, "_run_worker", write)
    assert judge(RIGHT).startswith("✗ the cell cannot be run: ")


def test_the_worker_loads_neither_demos_nor_pictures():
    cell = "import sys\n" + RIGHT.replace(
        "return", "assert not {'matplotlib', 'course_utils.chapters'} & {*sys.modules}; return"
    )
    assert judge(cell).startswith("✓")


@posix
def test_an_endless_loop_is_ended_and_the_others_are_judged(tmp_path):
    deaf = "    try:\n        time.sleep(1)\n    except BaseException:\n        pass"
    loop = f"import time\nwhile True:\n{deaf}\ncheck.ols(ols)"
    handed_in(tmp_path / "a.ipynb", IMPORTS, loop, "def lp_norm(x, p): ...\ncheck.lp_norm(lp_norm)")
    [(_, verdicts, _)] = make_rows(tmp_path, seconds=5)
    assert verdicts == {"ols": "✗ stopped after 5 s", "lp_norm": "○ not written yet"}


@posix
def test_an_endless_function_is_reported_with_its_arguments():
    assert judge("def ols(A, b):\n    while True: pass\ncheck.ols(ols)").startswith("✗ still runs after 5 s")


@posix
def test_memory_is_limited():
    assert "MemoryError" in judge("x = bytearray(2**33)\n" + RIGHT)


def test_very_long_code_is_not_run():
    assert judge("#" * 2_000_000 + "\n" + RIGHT) == "✗ more code than is run here"


def test_the_grading_process_runs_no_code_of_a_student():
    mark = "import course_utils.exercise.exercise as module\nmodule.touched = True\n"
    assert judge(mark + RIGHT).startswith("✓")
    import course_utils.exercise.exercise

    assert not hasattr(course_utils.exercise.exercise, "touched")
    assert check.ols(lambda A, b: 1).startswith("✗")
