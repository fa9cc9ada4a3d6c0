"""The content of the JupyterLite. The build itself needs the network; docs/running.md says what was tried."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from course_tools import lite
from course_tools.notebooks import parse

ROOT = Path(__file__).resolve().parents[2]


def test_only_the_set_up_cell_differs_in_the_browser(tmp_path):
    lite.write_notebooks(tmp_path)
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        here = parse(path.read_text(encoding="utf-8")).cells
        there = parse((tmp_path / path.name).read_text(encoding="utf-8")).cells
        changed = [(a, b) for a, b in zip(here, there, strict=True) if a != b]
        assert [a.metadata.tags for a, _ in changed] == [["set-up"]]
        assert [b.source for _, b in changed] == [lite.SET_UP_CELL]


def test_the_browser_installs_only_packages_that_run_there():
    asked = {word for line in lite.SET_UP_CELL.splitlines() for word in line.split()[2:] if not word.startswith("-")}
    assert asked == {"numpy", "matplotlib", "pillow", "ipywidgets", "anywidget", "course-utils"}


def test_a_failed_build_says_that_it_needs_the_network(monkeypatch, capsys, tmp_path):
    def fail(*command):
        raise subprocess.CalledProcessError(1, command)

    monkeypatch.setattr(lite, "run", fail)
    assert lite.main([str(tmp_path / "lite")]) == 1
    assert "network" in capsys.readouterr().err


@pytest.mark.skipif("CI" not in os.environ, reason="needs the network, for a minute; set the variable CI to run it")
def test_the_build_holds_our_wheel_and_every_notebook(tmp_path):
    command = [sys.executable, "-m", "course_tools.lite", str(tmp_path / "lite")]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    assert list((tmp_path / "lite" / "pypi").glob("course_utils-*.whl"))
    stored = sorted(path.name for path in (tmp_path / "lite" / "files").glob("*.ipynb"))
    assert stored == sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))
