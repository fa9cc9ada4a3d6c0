"""What the course never does: unpickle, run text as code outside the worker, or use the network.

tests/tools/test_editions.py runs all notebooks with sockets blocked.
"""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CODE = [
    ROOT / "course.py",
    *(path for folder in ("course_utils", "course_tools", "data") for path in sorted((ROOT / folder).rglob("*.py"))),
]
PICKLES = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "marshal", "shelve"}
RUN_TEXT = {"eval", "exec", "compile", "__import__"}
WORKER = "course_tools/grading/worker.py"  # the disposable process for code that students hand in
NETWORK = {"requests", "urllib.request", "http.client", "ftplib", "socket", "aiohttp", "httpx"}


def name(path):
    return path.relative_to(ROOT).as_posix()


def suspects(text):
    """Yield what a source does of all that, in order."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            base = (getattr(node, "module", None) or "") + "."
            for module in [(base + alias.name).lstrip(".") for alias in node.names]:
                if module.partition(".")[0] in PICKLES or any((module + ".").startswith(n + ".") for n in NETWORK):
                    yield module
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RUN_TEXT:
            yield node.func.id
        if isinstance(node, ast.keyword) and node.arg == "allow_pickle":
            yield node.arg


def test_no_code_unpickles_runs_text_or_uses_a_network():
    found = {name(path): set(suspects(path.read_text(encoding="utf-8"))) for path in CODE}
    assert {file: words for file, words in found.items() if words} == {WORKER: {"exec", "compile"}}


def test_the_search_finds_what_it_looks_for():
    text = "import pickle, numpy as np\nfrom urllib.request import urlopen\neval('1')\nnp.load('x', allow_pickle=True)"
    assert set(suspects(text)) == {"pickle", "urllib.request.urlopen", "eval", "allow_pickle"}
    assert list(suspects("from urllib import request\nfrom . import data\nimport numpy, urllib.parse")) == [
        "urllib.request"
    ]
