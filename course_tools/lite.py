"""Build a JupyterLite of the notebooks: JupyterLab and Python as a folder of files, for any web server.

    python3 course.py lite                               into the folder lite; needs the network, for JupyterLite itself
    python3 course.py lite FOLDER --pyodide ARCHIVE      with your own copy of Pyodide, instead of its CDN

A browser that opens it loads Python, numpy and matplotlib (Pyodide) from a CDN, unless an archive of Pyodide with these
packages is built in; nothing runs on the server. Arguments after the folder are handed on to jupyter lite build.
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
from course_tools.links import SET_UP_START
from course_tools.notebooks import parse, render

ROOT = Path(__file__).resolve().parents[1]
BUILDER_PACKAGES = ("jupyterlite-core==0.8.6", "jupyterlite-pyodide-kernel==0.8.6", "jupyter-server")
PIN = re.compile(r"^([a-z0-9-]+)==([0-9a-z.]+)(?: ;.*)?$", re.MULTILINE)

# In the browser pip looks at the wheels beside the page first, then at Pyodide's own packages. The course is installed
# without its dependencies, because JupyterLab is one of them.
SET_UP_CELL = """%pip install --quiet numpy matplotlib pillow
%pip install --quiet ipywidgets anywidget
%pip install --quiet --no-deps course-utils"""
WHEELS = ("ipywidgets", "anywidget", "comm", "jupyterlab-widgets", "widgetsnbextension", "psygnal", "typing-extensions")
FRONT_ENDS = ("ipywidgets", "anywidget")  # what JupyterLab needs to show the demos


def read_pins():
    """Map each package to its newest version in requirements.txt.

    >>> sorted(set(WHEELS) - set(read_pins()))
    []
    """
    return dict(PIN.findall((ROOT / "requirements.txt").read_text(encoding="utf-8")))


def adapt_to_browser(notebook):
    """Replace the set-up cell by one that installs the wheels beside the page."""
    for cell in notebook.cells:
        if cell.source.startswith(SET_UP_START):
            cell.source = SET_UP_CELL
    return notebook


def write_notebooks(folder):
    """Write the notebooks as the browser gets them."""
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        notebook = adapt_to_browser(parse(path.read_text(encoding="utf-8")))
        (folder / path.name).write_text(render(notebook), encoding="utf-8", newline="\n")


def run(*command):
    subprocess.run([str(part) for part in command], check=True)


def gather_wheels(folder):
    """Build our own wheel, and download those that a browser would have to get from PyPI."""
    run(sys.executable, "-m", "uv", "build", "--quiet", "--wheel", "--out-dir", folder, ROOT)
    pure = ("--only-binary", ":all:", "--no-deps", "--platform", "any", "--implementation", "py", "--abi", "none")
    wanted = [f"{name}=={read_pins()[name]}" for name in WHEELS]
    run(sys.executable, "-m", "pip", "download", "--quiet", *pure, "--dest", folder, *wanted)
    return sorted(folder.glob("*.whl"))


def build(output, options):
    """Run JupyterLite's builder, in an environment of its own: installed in .venv, it would appear in JupyterLab."""
    output = Path(output).resolve()
    with tempfile.TemporaryDirectory() as temporary:
        contents, wheels = Path(temporary, "contents"), Path(temporary, "wheels")
        contents.mkdir()
        write_notebooks(contents)
        Path(temporary, "overrides.json").write_text(json.dumps(course.LAB_SETTINGS), encoding="utf-8")
        beside = [part for wheel in gather_wheels(wheels) for part in ("--piplite-wheels", wheel)]
        packages = [*BUILDER_PACKAGES[1:], *(f"{name}=={read_pins()[name]}" for name in FRONT_ENDS)]
        builder = [sys.executable, "-m", "uv", "tool", "run", "--quiet", "--python", sys.executable]
        builder += ["--from", BUILDER_PACKAGES[0], *(part for package in packages for part in ("--with", package))]
        where = ["--lite-dir", temporary, "--contents", contents, "--output-dir", output]
        run(*builder, "jupyter-lite", "build", *where, *beside, *options)
    return output


def main(arguments=None):
    """Build the folder and say how to try it."""
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
