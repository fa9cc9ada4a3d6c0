"""The JavaScript of the demos: its own tests in Node.js, its style and types, and how its modules are joined."""

import json
import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from course_utils.demo.encoding import encode_runs, unroll
from course_utils.demo.front import FOLDER, join_modules

ROOT = Path(__file__).resolve().parents[2]
NODE = shutil.which("node")
TOOLS = ROOT / "node_modules" / ".bin"
ENTRIES = (
    FOLDER / "index.js",
    ROOT / "course_tools" / "site" / "site.js",
    ROOT / "tests" / "browser" / "gallery.js",
)
OURS = ["course_utils/demo/front", "course_tools/site", "tests/browser"]

entries = pytest.mark.parametrize("entry", ENTRIES, ids=lambda path: path.name)


def node_version():
    """The version of Node.js, major and minor; (0, 0) if it is not installed."""
    version = subprocess.run([NODE, "--version"], capture_output=True, text=True).stdout if NODE else "v0.0"
    return tuple(int(part) for part in version[1:].split(".")[:2])


# From this version on Node.js sees by itself that a file is a module. Said in package.json, it would be said of
# JupyterLab's own scripts below this folder too, which are none.
needs_node = pytest.mark.skipif(
    node_version() < (20, 19), reason="Node.js 20.19 or newer is not installed, so this was not run"
)


def run(*command):
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


# --- by Node.js


@needs_node
def test_the_tests_of_every_module_pass(report):
    tests = sorted(str(path.relative_to(ROOT)) for folder in OURS for path in (ROOT / folder).glob("*.test.js"))
    passed = int(re.search(r"^# pass (\d+)", run(NODE, "--test", "--test-reporter=tap", *tests), re.MULTILINE)[1])
    assert passed >= len(tests)
    report(f"node --test: {passed} tests of the JavaScript passed")


@needs_node
@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    [
        ("eslint", "--max-warnings=0", *OURS, "eslint.config.mjs"),
        ("prettier", "--check", *(f"{folder}/*.js" for folder in OURS), "eslint.config.mjs", "*.json"),
        ("tsc", "--project", "jsconfig.json"),
    ],
    ids=lambda command: command[0],
)
def test_the_style_and_the_types_are_right(command):
    tool, *arguments = command
    if not (path := shutil.which(tool, path=TOOLS)):
        pytest.skip(f"{tool} is not installed, so it was not run: npm install --no-save --no-package-lock")
    run(path, *arguments)


@needs_node
@entries
def test_the_joined_modules_are_one_valid_module(entry, tmp_path):
    joined = tmp_path / "joined.mjs"
    joined.write_text(join_modules(entry), encoding="utf-8")
    run(NODE, "--check", str(joined))


# --- by Python

DECLARED = re.compile(r"^(?:async )?(?:function\*?|class|const|let|var) (\w+)", re.MULTILINE)


@entries
def test_joined_modules_import_nothing_and_define_each_name_once(entry):
    joined = join_modules(entry)
    assert not re.search(r"^\s*import\b|\bimport\(", joined, re.MULTILINE)
    assert not re.search(r"^export (?!default \{ render \};$)", joined, re.MULTILINE)
    names = Counter(DECLARED.findall(joined))
    assert names["DemoView"] == 1
    assert [name for name, count in names.items() if count > 1] == []


def test_a_module_comes_after_all_that_it_imports_and_once(tmp_path):
    (tmp_path / "a.js").write_text('import { b } from "./b.js";\nimport { c } from "./c.js";\nexport default b + c;\n')
    (tmp_path / "b.js").write_text('import {\n  c,\n} from "./c.js";\nexport const b = c;\n')
    (tmp_path / "c.js").write_text("export const c = 1;\n")
    lines = join_modules(tmp_path / "a.js").split("\n")
    assert [line for line in lines if line] == ["const c = 1;", "const b = c;", "export default b + c;"]


def test_modules_that_import_each_other_are_refused(tmp_path):
    (tmp_path / "a.js").write_text('import { b } from "./b.js";\n')
    (tmp_path / "b.js").write_text('import { a } from "./a.js";\n')
    with pytest.raises(ValueError, match=r"a\.js imports itself, by way of a\.js, b\.js"):
        join_modules(tmp_path / "a.js")


@pytest.mark.parametrize("path", sorted(p for f in OURS for p in (ROOT / f).glob("*.js")), ids=lambda path: path.name)
def test_every_import_has_the_form_that_can_be_joined(path):
    source = path.read_text(encoding="utf-8")
    if not path.name.endswith(".test.js"):
        for line in re.findall(r"^import .*", source, re.MULTILINE):
            assert re.fullmatch(r'import \{( \w+,?)+ \} from "\.[^"]*\.js";', line)


def test_runs_are_the_bytes_that_javascript_reads():
    fixture = json.loads(Path(__file__).with_name("runs.json").read_text(encoding="utf-8"))
    pixels = np.array(fixture["pixels"], dtype=np.uint32).reshape(fixture["shape"])
    assert encode_runs(pixels).hex() == fixture["runs"]
    np.testing.assert_array_equal(unroll(bytes.fromhex(fixture["runs"]), pixels.shape), pixels)
