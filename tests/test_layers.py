"""The import rule of course_utils: mathematics knows no pictures, pictures know no widgets, importing does nothing."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "course_utils"
MODULES = sorted(PACKAGE.rglob("*.py"))

NUMERICS = {"numpy", "course_utils.numerics"}
PICTURES = {"matplotlib", "PIL"}
WIDGETS = {"ipywidgets", "anywidget", "traitlets", "IPython", "course_utils.demos"}
PAGES = {"numpy", "PIL", "nbformat", "nbconvert", "latex2mathml", "pygments"}
# What a module may import beside the standard library; the longest path that fits is the rule.
ALLOWED = {
    "numerics": NUMERICS,
    "plotting": NUMERICS | {"matplotlib", "course_utils.plotting"},
    "checks": NUMERICS | {"course_utils.checks", "course_utils.source"},
    "demos": NUMERICS | PICTURES | {"course_utils.plotting", "course_utils.data", "course_utils.demos"},
    "demos/page.py": WIDGETS,
    "demos/plain.py": WIDGETS | {"course_utils.plotting"},
    "demos/live.py": WIDGETS,
    "demos/upload.py": WIDGETS,
    "__init__.py": set(),
    "data.py": NUMERICS | {"PIL"},
    "elsewhere.py": set(),
    "folders.py": set(),
    "lite.py": {"course", "course_utils.elsewhere", "course_utils.notebooks"},
    "server.py": {"jupyter_server"},
    "site.py": PAGES | {"course_utils.demos", "course_utils.folders"},
    "source.py": {"IPython"},
    "editions.py": {
        "nbformat",
        "course_utils.checks",
        "course_utils.demos",
        "course_utils.folders",
        "course_utils.notebooks",
        "course_utils.source",
    },
    "collect.py": {"course_utils.checks"},
    "worker.py": {"numpy", "course_utils.checks"},
    "notebooks.py": {"nbformat", "nbclient", "jupyter_client"},
}


def name(path):
    return path.relative_to(PACKAGE).as_posix()


def imports(path):
    """The full names of all that a module imports, inside functions too; a relative import is spelled out."""
    package = path.relative_to(ROOT).parent.parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            yield from (".".join([*base, *filter(None, [node.module]), alias.name]) for alias in node.names)


def rule(path):
    fitting = [layer for layer in ALLOWED if (name(path) + "/").startswith(layer + "/")]
    assert fitting, f"{name(path)} belongs to no layer: give it one in ALLOWED"
    return ALLOWED[max(fitting, key=len)] | sys.stdlib_module_names


def run(code):
    """What a fresh Python, with the course on its path, prints."""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def import_all(paths):
    dotted = [".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for path in paths]
    return "".join(f"import {module}\n" for module in dotted)


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_each_module_imports_only_what_its_layer_may(path):
    allowed = rule(path)
    upward = [module for module in imports(path) if not any((module + ".").startswith(a + ".") for a in allowed)]
    assert upward == []


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_nothing_imports_pyplot(path):
    assert [module for module in imports(path) if "pyplot" in module] == []


def test_only_the_views_know_widgets():
    knowing = {name(path) for path in MODULES for module in imports(path) if "widget" in module.partition(".")[0]}
    assert knowing == {"demos/page.py", "demos/plain.py", "demos/live.py", "demos/upload.py"}


def test_the_mathematics_runs_without_pictures():
    mathematics = import_all(path for path in MODULES if name(path).startswith("numerics/"))
    loaded = run(mathematics + "import sys; print(*{module.partition('.')[0] for module in sys.modules})")
    assert {"course_utils", "numpy"} <= set(loaded)
    assert not {"matplotlib", "PIL", "ipywidgets", "IPython"} & set(loaded)


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
