"""The notebooks as a JupyterLite: a folder of files with JupyterLab and Python in them, for any web server.

    python3 course.py lite                               into the folder lite; needs the network, for JupyterLite itself
    python3 course.py lite FOLDER --pyodide ARCHIVE      with a Pyodide of one's own, instead of the one on its CDN

A browser that opens it loads Python, numpy and matplotlib (Pyodide) from a CDN, unless an archive of Pyodide with these
packages is built in; nothing runs on the server. What comes after the folder is handed on to jupyter lite build.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import course
from course_tools.links import NO_COURSE
from course_tools.notebooks import parse, render

ROOT = Path(__file__).resolve().parents[1]
BUILDER = ("jupyterlite-core==0.8.6", "jupyterlite-pyodide-kernel==0.8.6", "jupyter-server")
PINNED = re.compile(r"^([a-z0-9-]+)==([0-9a-z.]+)(?: ;.*)?$", re.MULTILINE)

# In the browser the wheels beside the page are asked first, then Pyodide's own packages. Without dependencies: of the
# course's, JupyterLab is one.
SET_UP = """%pip install --quiet numpy matplotlib pillow
%pip install --quiet ipywidgets anywidget
%pip install --quiet --no-deps course-utils"""
WHEELS = ("ipywidgets", "anywidget", "comm", "jupyterlab-widgets", "widgetsnbextension", "psygnal", "typing-extensions")
SHOWN = ("ipywidgets", "anywidget")  # the front ends that JupyterLab must have


def pins():
    """Package → its newest version in requirements.txt.

    >>> sorted(set(WHEELS) - set(pins()))
    []
    """
    return dict(PINNED.findall((ROOT / "requirements.txt").read_text(encoding="utf-8")))


def for_the_browser(notebook):
    """The notebook with a set-up cell that asks the wheels beside the page."""
    for cell in notebook.cells:
        if cell.source.startswith(NO_COURSE):
            cell.source = SET_UP
    return notebook


def write_contents(folder):
    """The notebooks, as the browser gets them."""
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        notebook = for_the_browser(parse(path.read_text(encoding="utf-8")))
        (folder / path.name).write_text(render(notebook), encoding="utf-8", newline="\n")


def run(*command):
    subprocess.run([str(part) for part in command], check=True)


def gather_wheels(folder):
    """Our own wheel, and those that a browser would have to ask PyPI for."""
    run(sys.executable, "-m", "uv", "build", "--quiet", "--wheel", "--out-dir", folder, ROOT)
    pure = ("--only-binary", ":all:", "--no-deps", "--platform", "any", "--implementation", "py", "--abi", "none")
    wanted = [f"{name}=={pins()[name]}" for name in WHEELS]
    run(sys.executable, "-m", "pip", "download", "--quiet", *pure, "--dest", folder, *wanted)
    return sorted(folder.glob("*.whl"))


def build(output, options):
    """JupyterLite's own builder, in an environment of its own: installed in .venv, it would show in JupyterLab."""
    output = Path(output).resolve()
    with tempfile.TemporaryDirectory() as temporary:
        contents, wheels = Path(temporary, "contents"), Path(temporary, "wheels")
        contents.mkdir()
        write_contents(contents)
        Path(temporary, "overrides.json").write_text(json.dumps(course.LAB_SETTINGS), encoding="utf-8")
        beside = [part for wheel in gather_wheels(wheels) for part in ("--piplite-wheels", wheel)]
        packages = [*BUILDER[1:], *(f"{name}=={pins()[name]}" for name in SHOWN)]
        builder = [sys.executable, "-m", "uv", "tool", "run", "--quiet", "--python", sys.executable]
        builder += ["--from", BUILDER[0], *(part for package in packages for part in ("--with", package))]
        where = ["--lite-dir", temporary, "--contents", contents, "--output-dir", output]
        run(*builder, "jupyter-lite", "build", *where, *beside, *options)
    return output


def main(arguments=None):
    """Build the folder and say what to do with it."""
    parser = argparse.ArgumentParser(prog="course.py lite", description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "lite", help="lite/ if none is named")
    known, options = parser.parse_known_args(arguments)
    try:
        folder = build(known.folder, options)
    except subprocess.CalledProcessError as error:
        print(f"Not built: {error.cmd[2:4]} failed, see above. It needs the network.", file=sys.stderr)
        return 1
    files = [path for path in folder.rglob("*") if path.is_file()]
    print(f"{len(files)} files, {sum(path.stat().st_size for path in files) / 1e6:.0f} MB in {folder}")
    print(f"Try it: {Path(os.path.relpath(sys.executable))} -m http.server --bind 127.0.0.1 --directory {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
