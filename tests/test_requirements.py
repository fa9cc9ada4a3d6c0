"""The requirement files: pinned, portable, in agreement with each other and with pyproject.toml."""

import os
import re
import subprocess
import sys
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from course_tools.commands import EXTRAS

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parents[1]
RUNTIME = ROOT / "requirements.txt"
TESTS = ROOT / "tests" / "requirements.txt"
FILES = [RUNTIME, TESTS]

PYTHONS = ["3.10", "3.11", "3.12", "3.13", "3.14"]
SYSTEMS = [
    "x86_64-unknown-linux-gnu",
    "aarch64-unknown-linux-gnu",
    "aarch64-apple-darwin",
    "x86_64-apple-darwin",
    "x86_64-pc-windows-msvc",
]


def lines(path):
    """A requirement file without comments and without its reference to the other file."""
    text = path.read_text(encoding="utf-8")
    return [line for line in text.splitlines() if not line.startswith(("#", "-r ../requirements.txt"))]


def pins(path):
    """Package → the versions pinned for it; several, where Pythons or systems differ."""
    found = defaultdict(set)
    for requirement in map(Requirement, lines(path)):
        found[canonicalize_name(requirement.name)] |= {clause.version for clause in requirement.specifier}
    return found


def declared():
    """The packages that pyproject.toml names, each with the file that must pin it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    runtime = [(Requirement(text), RUNTIME) for text in project["dependencies"]]
    extras = project["optional-dependencies"].values()
    return runtime + [(Requirement(text), TESTS) for extra in extras for text in extra]


@pytest.mark.parametrize("path", FILES, ids=["notebooks", "tests"])
def test_every_line_pins_one_version(path):
    loose = [line for line in lines(path) if not re.fullmatch(r"[a-z0-9-]+==[0-9a-z.]+( ; .+)?", line)]
    assert loose == []


@pytest.mark.parametrize("path", FILES, ids=["notebooks", "tests"])
def test_no_line_names_an_address_a_path_or_a_hash(path):
    text = path.read_text(encoding="utf-8").replace("-r ../requirements.txt", "")
    assert re.findall(r"\S*(?:://|/|\\|--|@|sha256)\S*", text) == []


def test_the_two_files_agree():
    runtime, tests = pins(RUNTIME), pins(TESTS)
    assert {
        package: tests[package] for package in runtime.keys() & tests.keys() if tests[package] != runtime[package]
    } == {}


def test_the_tests_build_on_what_the_notebooks_need():
    assert "-r ../requirements.txt" in TESTS.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(("requirement", "path"), declared(), ids=lambda value: getattr(value, "name", ""))
def test_each_declared_package_is_pinned_within_its_bounds(requirement, path):
    versions = pins(path)[canonicalize_name(requirement.name)]
    assert versions
    assert all(requirement.specifier.contains(version) for version in versions)


def test_a_command_installs_the_packages_of_its_extra():
    declared_extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for extra, packages in EXTRAS.items():
        assert packages == [Requirement(text).name for text in declared_extras["optional-dependencies"][extra]]


def complaint_of_resolver(system, python):
    """What uv says when this system and Python cannot have the pinned packages ready-built; empty when they can."""
    resolve = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--only-binary", ":all:"]
    target = ["--python-platform", system, "--python-version", python, str(TESTS)]
    done = subprocess.run(resolve + target, cwd=ROOT, capture_output=True, text=True, timeout=300)
    return done.stderr if done.returncode else ""


@pytest.mark.skipif("CI" not in os.environ, reason="asks the network, for minutes; set the variable CI to run it")
def test_every_system_and_python_gets_ready_built_packages():
    targets = list(product(SYSTEMS, PYTHONS))
    with ThreadPoolExecutor(len(targets)) as threads:  # nearly all of the time is waiting
        complaints = dict(zip(targets, threads.map(complaint_of_resolver, *zip(*targets, strict=True)), strict=True))
    assert {target: complaint for target, complaint in complaints.items() if complaint} == {}
