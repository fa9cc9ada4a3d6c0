"""Call one handed-in function on the cases of its exercise, and write down what it did: a process to be thrown away.

It is started by collect.py for each exercise, reads what to do as JSON from its input, and writes as JSON what came of
it. The verdict is not made here, where a stranger's code has run. What that code cannot do: reach a network, where the
system lets a process give it up (Linux) and through Python's sockets anywhere; start other programs, write, move or
remove files; take more than its share of time and memory (Linux, macOS). What it can: read files, and through holes in
Python perhaps more. So it is a fence, not a prison: notebooks of people you do not know belong in a container.
"""

import ast
import contextlib
import json
import os
import sys

SAID = "✗ the cell cannot be run: "
MEMORY, WRITTEN = 2**31, 2**24  # bytes
FORBIDDEN = (
    *("socket.", "subprocess.", "ctypes.", "shutil.", "pty.", "winreg.", "ftplib.", "smtplib.", "urllib.", "http."),
    *("os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.startfile", "os.kill", "os.unshare"),
    *("os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate", "os.chmod", "os.chown"),
    *("os.utime", "os.setxattr", "os.removexattr", "os.chflags", "os.lockf", "signal.pthread_kill"),
)


class Recorder:
    """Stands for `check` in a handed-in cell: keeps the functions that are handed in, and judges none."""

    def __init__(self, kept, name=""):
        self.kept, self.name = kept, name

    def __getattr__(self, name):
        return Recorder(self.kept, name)

    def __call__(self, *functions):
        if functions:
            self.kept[self.name] = functions[0]


def cut_off():
    """Leave the network, on Linux, if it is allowed."""
    if not sys.platform.startswith("linux"):
        return
    import ctypes

    new_net, new_user = 0x40000000, 0x10000000
    libc = ctypes.CDLL(None)
    if libc.unshare(new_net) != 0:  # only root may do that alone
        libc.unshare(new_user | new_net)


def limit(seconds):
    """At most so many seconds at work and so much memory, where the system can say so."""
    try:
        import resource
    except ImportError:  # Windows
        return
    for what, most in (
        (resource.RLIMIT_CPU, int(seconds) + 1),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, WRITTEN),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):  # a lower limit is set already, or macOS does not keep this one
            resource.setrlimit(what, (most, most))


def fence(event, arguments):
    """An audit hook: refuse what no exercise needs. Python asks it, and nothing can take it away again."""
    writes = False
    if event == "open":
        _, mode, flags = arguments
        changes = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
        writes = bool(set(mode or "") & set("wax+")) or bool((flags or 0) & changes)
    if writes or event.startswith(FORBIDDEN):
        raise PermissionError(f"{event} is not allowed while an exercise is judged")


def definitions(source):
    """What an earlier cell has that a later one may need: imports, functions, classes, plain constants.

    Demos are not imported, for they take long and draw; a cell that is no plain Python has nothing.
    """
    for node in _body(source):
        modules = [alias.name for alias in getattr(node, "names", [])] + [getattr(node, "module", None) or ""]
        if isinstance(node, (ast.Import, ast.ImportFrom)) and any(
            "course_utils.chapters" in module for module in modules
        ):
            continue
        if isinstance(node, (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef)):
            yield node
        if isinstance(node, ast.Assign) and all(isinstance(n, CONSTANT) for n in ast.walk(node.value)):
            yield node


CONSTANT = (ast.Constant, ast.UnaryOp, ast.USub, ast.UAdd, ast.BinOp, ast.operator, ast.List, ast.Tuple, ast.Load)


def _body(source):
    try:
        return ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []


def plain(source):
    """The cell without lines for IPython."""
    return "\n".join(line for line in source.splitlines() if not line.lstrip().startswith(("%", "!", "?")))


def handed_in(name, before, cell):
    """The function that a cell hands in, and words if there is none."""
    from course_utils.exercise.compare import error_text

    kept, space = {}, {"__name__": "__main__"}
    for node in (node for source in before for node in definitions(source)):
        try:
            exec(compile(ast.Module([node], []), "<an earlier cell>", "exec"), space)
        except BaseException:  # what is missing later is told then
            continue
    space["check"] = Recorder(kept)
    try:
        exec(compile(plain(cell), "<cell>", "exec"), space)
    except SyntaxError as problem:
        return None, f"{SAID}line {problem.lineno} is no Python"
    except BaseException as problem:
        return None, f"{SAID}it raises {error_text(problem)}"
    if name not in kept and name not in space:
        return None, f"{SAID}it hands in nothing"
    return kept.get(name, space.get(name)), ""


def tried(name, before, cell):
    """What a handed-in function does on all cases, or what there is to say instead."""
    from course_utils.chapters import check
    from course_utils.exercise.exercise import NOT_WRITTEN
    from course_utils.exercise.wire import outcome_to_data

    exercise = getattr(check, name)
    function, said = handed_in(name, before, cell)
    said = said or exercise.before_calling(function)
    if said:
        return {"said": said}
    outcomes = exercise.tried(function)
    if exercise.judge(outcomes[:1]) == NOT_WRITTEN:
        return {"said": NOT_WRITTEN}
    return {"outcomes": [outcome_to_data(outcome) for outcome in outcomes]}


def main():
    request = json.load(sys.stdin)
    answer, nowhere = os.fdopen(os.dup(1), "w", encoding="utf-8"), os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):  # what a cell prints is nobody's
        os.dup2(nowhere, stream)
    limit(request["seconds"])
    cut_off()
    sys.path.insert(0, request["root"])
    sys.dont_write_bytecode = True

    import warnings

    import numpy as np

    import course_utils.chapters
    import course_utils.exercise.wire  # noqa: F401

    warnings.simplefilter("ignore")
    np.seterr(all="ignore")
    sys.addaudithook(fence)
    json.dump(tried(request["name"], request["before"], request["cell"]), answer)
    answer.close()


if __name__ == "__main__":
    main()
