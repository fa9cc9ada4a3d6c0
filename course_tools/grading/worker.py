"""Call one handed-in function on the cases of its exercise, and write down what it did: a disposable process.

collect.py starts it for each exercise; it reads its task as JSON from its input and writes the outcomes as JSON. The
verdict is made in collect.py, where no student's code has run. Student code in this process cannot use Python's
sockets (and on Linux, if the system allows it, has no network at all), start other programs, write, move or remove
files, or exceed its limits of time and memory (Linux, macOS). It can read files, and through holes in Python perhaps
do more: this protects against mistakes, not attacks. Grade notebooks of people you do not know in a container.
"""

import ast
import contextlib
import json
import os
import sys

MEMORY_BYTES, FILE_BYTES = 2**31, 2**24
FORBIDDEN = (
    *("socket.", "subprocess.", "ctypes.", "shutil.", "pty.", "winreg.", "ftplib.", "smtplib.", "urllib.", "http."),
    *("os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.startfile", "os.kill", "os.unshare"),
    *("os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate", "os.chmod", "os.chown"),
    *("os.utime", "os.setxattr", "os.removexattr", "os.chflags", "os.lockf", "signal.pthread_kill"),
)


class Recorder:
    """Stands for `check` in a handed-in cell: keeps the functions that are handed in, without judging them."""

    def __init__(self, kept, name=""):
        self.kept, self.name = kept, name

    def __getattr__(self, name):
        return Recorder(self.kept, name)

    def __call__(self, *functions):
        if functions:
            self.kept[self.name] = functions[0]


def leave_network():
    """Leave the network, where Linux allows it."""
    if not sys.platform.startswith("linux"):
        return
    import ctypes

    new_net, new_user = 0x40000000, 0x10000000
    libc = ctypes.CDLL(None)
    if libc.unshare(new_net) != 0:  # only root may do that alone
        libc.unshare(new_user | new_net)


def limit_resources(seconds):
    """Limit CPU time, memory and file sizes, where the system has such limits."""
    try:
        import resource
    except ImportError:  # Windows
        return
    for what, limit in (
        (resource.RLIMIT_CPU, int(seconds) + 1),
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, FILE_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):  # a lower limit is set already, or macOS does not have this one
            resource.setrlimit(what, (limit, limit))


def refuse(event, arguments):
    """Raise PermissionError for what no exercise needs: an audit hook, which cannot be removed again."""
    writes = False
    if event == "open":
        _, mode, flags = arguments
        changes = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
        writes = bool(set(mode or "") & set("wax+")) or bool((flags or 0) & changes)
    if writes or event.startswith(FORBIDDEN):
        raise PermissionError(f"{event} is not allowed while an exercise is judged")


def find_definitions(source):
    """Yield what an earlier cell defines that a later one may need: imports, functions, classes, plain constants.

    Imports of chapters are left out, because they load every demo. A cell that is not plain Python defines nothing.
    """
    for node in _body(source):
        modules = [alias.name for alias in getattr(node, "names", [])] + [getattr(node, "module", None) or ""]
        if isinstance(node, (ast.Import, ast.ImportFrom)) and any(
            "course_utils.chapters" in module for module in modules
        ):
            continue
        if isinstance(node, (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef)):
            yield node
        if isinstance(node, ast.Assign) and all(isinstance(n, CONSTANT_NODES) for n in ast.walk(node.value)):
            yield node


CONSTANT_NODES = (ast.Constant, ast.UnaryOp, ast.USub, ast.UAdd, ast.BinOp, ast.operator, ast.List, ast.Tuple, ast.Load)


def _body(source):
    try:
        return ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []


def strip_magics(source):
    """Remove the lines that only IPython understands."""
    return "\n".join(line for line in source.splitlines() if not line.lstrip().startswith(("%", "!", "?")))


def run_cell(name, before, cell):
    """Run the cell that hands in a function, after the definitions of earlier cells; return the function.

    Raises CellFailed if there is none.
    """
    from course_utils.exercise.compare import error_text

    kept, space = {}, {"__name__": "__main__"}
    for node in (node for source in before for node in find_definitions(source)):
        try:
            exec(compile(ast.Module([node], []), "<an earlier cell>", "exec"), space)
        except BaseException:  # a name that is missing later raises NameError there
            continue
    space["check"] = Recorder(kept)
    try:
        exec(compile(strip_magics(cell), "<cell>", "exec"), space)
    except SyntaxError as problem:
        raise CellFailed(f"line {problem.lineno} is not Python") from None
    except BaseException as problem:
        raise CellFailed(f"it raises {error_text(problem)}") from None
    if name not in kept and name not in space:
        raise CellFailed("it hands in nothing")
    return kept.get(name, space.get(name))


class CellFailed(Exception):
    """The cell did not hand in a function; the message says why."""


def record_outcomes(name, cases, before, cell):
    """Run the handed-in function on the cases; return its outcomes, or why there is no function, as plain data."""
    from course_utils.exercise.outcome import run_cases
    from course_utils.exercise.wire import encode_outcome

    try:
        function = run_cell(name, before, cell)
    except CellFailed as failure:
        return {"cell_failed": str(failure)}
    return {"outcomes": [encode_outcome(outcome) for outcome in run_cases(function, cases)]}


def main():
    request = json.load(sys.stdin)
    output, nowhere = os.fdopen(os.dup(1), "w", encoding="utf-8"), os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):  # what a cell prints is dropped
        os.dup2(nowhere, stream)
    limit_resources(request["seconds"])
    leave_network()
    sys.path.insert(0, request["root"])
    sys.dont_write_bytecode = True

    import warnings

    import numpy as np

    from course_utils.exercise.wire import decode_case

    cases = tuple(map(decode_case, request["cases"]))
    warnings.simplefilter("ignore")
    np.seterr(all="ignore")
    sys.addaudithook(refuse)
    json.dump(record_outcomes(request["name"], cases, request["before"], request["cell"]), output)
    output.close()


if __name__ == "__main__":
    main()
