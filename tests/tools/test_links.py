"""The links to Colab and Binder, and what makes the course run there: one address, one set-up cell, one wheel."""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

import course
from course_tools.links import (
    FILES_WITH_LINKS,
    binder_link,
    colab_link,
    link_row,
    main,
    parse_slug,
    read_slug,
    set_up_cell,
    write_address,
)
from course_tools.notebooks import parse

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
LINK = re.compile(r"https://(?:colab\.research\.google|mybinder)[^)\s\"\\]*")

each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


@pytest.fixture
def copy(tmp_path):
    """The files that hold the address, in a folder of their own."""
    for path in (path for pattern in FILES_WITH_LINKS for path in ROOT.glob(pattern)):
        place = tmp_path / path.relative_to(ROOT)
        place.parent.mkdir(exist_ok=True)
        shutil.copy(path, place)
    return tmp_path


@each_notebook
def test_a_notebook_links_to_itself_and_sets_itself_up(path):
    title, first, *others = parse(path.read_text(encoding="utf-8")).cells
    assert link_row(read_slug(), path.stem) in title.source.splitlines()
    assert (first.source, first.outputs) == (set_up_cell(read_slug()), [])
    assert first.metadata == {"tags": ["set-up"], "jupyter": {"source_hidden": True}}
    assert not [cell for cell in others if "pip" in cell.source.split()]


@pytest.mark.parametrize("page", ["README.md", "docs/running.md"])
def test_the_badges_of_a_page_open_notebooks_that_are_there(page):
    found = set(LINK.findall((ROOT / page).read_text(encoding="utf-8")))
    names = [path.stem for path in NOTEBOOKS]
    possible = {link(read_slug(), name) for link in (colab_link, binder_link) for name in names}
    assert found
    assert found <= possible
    if page.startswith("docs"):
        assert found == possible


def test_a_new_address_reaches_every_link_and_the_old_one_can_be_restored(copy):
    before = {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()}
    changed = write_address("https://github.com/some-one/a.course.git", copy)
    assert {"pyproject.toml", "README.md", *(f"notebooks/{path.name}" for path in NOTEBOOKS)} <= set(changed)
    assert read_slug(copy) == "some-one/a.course"
    assert not [path for path in before if f"/{read_slug()}/" in path.read_text(encoding="utf-8")]
    assert write_address("https://github.com/some-one/a.course", copy) == []
    write_address(f"https://github.com/{read_slug()}", copy)
    assert {path: path.read_bytes() for path in before} == before


@pytest.mark.parametrize("wrong", ["", "github.com/a/b", "https://github.com/a", "https://example.org/a/b", "a b"])
def test_a_text_that_is_not_an_address_is_refused(wrong, capsys):
    with pytest.raises(ValueError, match="address is"):
        parse_slug(wrong)
    assert main([wrong]) == 1
    assert "https://github.com/OWNER/REPOSITORY" in capsys.readouterr().err


def test_the_address_is_printed(capsys):
    assert main([]) == 0
    assert capsys.readouterr().out == f"https://github.com/{read_slug()}\n"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The course as Colab and JupyterLite install it, unpacked."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "uv", "build", "--wheel", "--out-dir", str(folder), str(ROOT)]
    done = subprocess.run(build, capture_output=True, text=True)
    if done.returncode and "Failed to resolve requirements" in done.stderr:
        pytest.skip("building a wheel needs the network, for hatchling")
    assert done.returncode == 0, done.stderr
    zipfile.ZipFile(next(folder.glob("*.whl"))).extractall(folder / "site")
    return folder / "site"


def test_the_wheel_has_the_data_and_all_that_a_demo_needs(wheel):
    ask = """
from course_utils import chapters
from course_utils.data import datasets as data
from course_utils.demo.picture import Picture
print(data.DATA)
[Picture(demo) for demo in chapters.DEMOS[:3]]
assert len(data.load_pets().features) and data.load_mondrian().size and len(data.load_nist("Norris")[0])
"""
    done = subprocess.run([sys.executable, "-c", ask], cwd=wheel, capture_output=True, text=True, check=True)
    assert Path(done.stdout.strip()) == wheel / "course_utils" / "data" / "files"


def files_below(folder):
    paths = [path.relative_to(folder) for path in folder.rglob("*") if path.is_file()]
    return {path.as_posix() for path in paths if path.parts[:2] != ("data", "files") and path.suffix != ".pyc"}


def test_the_wheel_has_the_library_and_nothing_else(wheel):
    assert sorted(path.name for path in wheel.iterdir() if path.suffix != ".dist-info") == ["course_utils"]
    ours = {name for name in files_below(ROOT / "course_utils") if not name.endswith(".test.js")}
    assert files_below(wheel / "course_utils") == ours


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Binder's images are Linux")
def test_the_script_that_binder_runs_makes_the_course_importable(tmp_path):
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "env"], check=True)
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    python, ours = tmp_path / "env" / "bin" / "python", sysconfig.get_path("purelib")
    site = Path(subprocess.run([python, "-c", ask], capture_output=True, text=True, check=True).stdout.strip())
    (site / "packages.pth").write_text(ours + "\n", encoding="utf-8")
    path = f"{python.parent}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(["bash", ".binder/postBuild"], cwd=ROOT, env={**os.environ, "PATH": path}, check=True)
    link = (site / "course.pth").read_text(encoding="utf-8").strip()
    assert (site / link).resolve() == ROOT
    overrides = tmp_path / "env" / "share" / "jupyter" / "lab" / "settings" / "overrides.json"
    assert json.loads(overrides.read_text(encoding="utf-8")) == course.LAB_SETTINGS


def test_binder_installs_the_pinned_packages():
    lines = (ROOT / ".binder" / "requirements.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not line.startswith("#")] == ["-r ../requirements.txt"]
    assert os.name == "nt" or os.access(ROOT / ".binder" / "postBuild", os.X_OK)


def test_the_container_uses_the_environment_of_the_launcher():
    text = (ROOT / ".devcontainer" / "devcontainer.json").read_text(encoding="utf-8")
    said = json.loads(re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE))
    assert said["postCreateCommand"].split()[:2] == ["python3", "course.py"]
    settings = said["customizations"]["vscode"]["settings"]
    assert settings["python.defaultInterpreterPath"].endswith(".venv/bin/python")
    assert (ROOT / settings["jupyter.notebookFileRoot"].rpartition("/")[2]).is_dir()
