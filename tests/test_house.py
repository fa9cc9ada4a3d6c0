"""Who may import whom: mathematics knows no pictures, engines know no chapters, the course knows no tools."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted(path for package in ("course_utils", "course_tools") for path in (ROOT / package).rglob("*.py"))

# Beside the standard library and its own folder, a file may import what the longest prefix of its path names.
MAY_IMPORT = {
    "course_utils/": "",
    "course_utils/lab.py": "jupyter_server",
    "course_utils/source.py": "IPython",
    "course_utils/numerics/": "numpy",
    "course_utils/numerics/_solvers/": "numpy course_utils.numerics._arguments",
    "course_utils/plotting/": "numpy matplotlib",
    "course_utils/data/": "numpy PIL course_utils.numerics",
    "course_utils/demo/": "numpy matplotlib PIL course_utils.plotting",
    **dict.fromkeys(
        [f"course_utils/demo/{name}.py" for name in ("widget", "fallback", "display", "upload")],
        "ipywidgets anywidget traitlets IPython course_utils.plotting",
    ),
    "course_utils/exercise/": "numpy course_utils.source",
    "course_utils/chapters/": "course_utils.demo course_utils.exercise",
    "course_utils/chapters/*/": "numpy matplotlib course_utils.demo course_utils.exercise course_utils.numerics "
    "course_utils.plotting course_utils.data",
    "course_tools/": "course course_utils course_tools numpy PIL nbformat nbclient nbconvert jupyter_client pygments "
    "latex2mathml",
}


def name(path):
    return path.relative_to(ROOT).as_posix()


def imports(path):
    """The full names of all that a module imports, inside functions too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name(path)}: write relative imports out, so that they can be searched"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def may_import(path):
    place = path.relative_to(ROOT)
    rules = [
        rule for rule in MAY_IMPORT if name(path).startswith(rule) or (rule.endswith("/*/") and place.match(f"{rule}*"))
    ]
    own = ".".join(place.parent.parts)
    return {*MAY_IMPORT[max(rules, key=len)].split(), *sys.stdlib_module_names, *([own] if own.count(".") else [])}


def run(code):
    """What a fresh Python, with the course on its path, prints."""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def import_all(paths):
    dotted = [".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for path in paths]
    return "".join(f"import {module}\n" for module in dotted)


def outside(path):
    """The imports of a module that its floor may not have."""
    allowed = may_import(path)
    return [m for m in imports(path) if not any(f"{m}.".startswith(f"{a}.") for a in allowed) or "pyplot" in m]


def test_a_module_imports_only_what_its_floor_may():
    assert {name(path): outside(path) for path in MODULES if outside(path)} == {}


def test_the_mathematics_runs_without_pictures():
    mathematics = import_all(path for path in MODULES if name(path).startswith("course_utils/numerics/"))
    loaded = run(mathematics + "import sys; print(*{module.partition('.')[0] for module in sys.modules})")
    assert {"course_utils", "numpy"} <= set(loaded)
    assert not {"matplotlib", "PIL", "ipywidgets", "IPython"} & set(loaded)


@pytest.mark.slow
def test_importing_reads_no_data_and_opens_no_connection():
    watch = """
import os, sys
def report(event, arguments):
    if event == "open" and str(arguments[0]).startswith(os.path.join(os.getcwd(), "data")):
        print("reads", arguments[0])
    if event in ("socket.connect", "socket.bind", "socket.getaddrinfo"):
        print("connects", event)
sys.addaudithook(report)
"""
    assert run(watch + import_all(MODULES)) == []
    some_file = "open(os.path.join(os.getcwd(), 'data', 'README.md'))"  # the watch itself can see
    assert "reads" in run(watch + f"try: {some_file}\nexcept OSError: pass")
