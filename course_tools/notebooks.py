"""Run the notebooks and store their outputs in one tidy form, so that a second run changes nothing.

    python3 course.py notebooks [--check] [notebook ...]

A notebook saved by hand holds times, random numbers and the state of widgets; stored here, only what a reader sees.
"""

from __future__ import annotations

import argparse
import copy
import hashlib
import os
import re
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import nbformat
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

ROOT = Path(__file__).resolve().parents[1]

NOTEBOOK_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
# The id of a widget is valid as long as its kernel; stored, it would be reported as missing.
WIDGET = "application/vnd.jupyter.widget-view+json"
IMAGE_METADATA = ("alt", "width", "height")
COLOUR_CODES = re.compile(r"\x1b\[[0-9;]*m")


# --- the tidy form ---


def tidy(notebook: NotebookNode) -> NotebookNode:
    """Return the notebook without anything that differs from run to run or from machine to machine.

    >>> cell = nbformat.v4.new_code_cell("1 + 1", execution_count=7, metadata={"collapsed": True, "tags": ["a"]})
    >>> [cell] = tidy(nbformat.v4.new_notebook(cells=[cell])).cells
    >>> cell.execution_count, cell.metadata
    (1, {'tags': ['a']})
    """
    cells = [copy.deepcopy(cell) for cell in notebook.cells]
    name_cells(cells)
    for cell in cells:
        cell.metadata = nbformat.from_dict(tidy_metadata(cell.metadata))
    code_cells = [cell for cell in cells if cell.cell_type == "code"]
    for count, cell in enumerate(code_cells, start=1):
        cell.execution_count = count
        outputs = [tidy_output(output, count) for output in cell.outputs]
        cell.outputs = [output for output in outputs if output.get("data") != {}]
    return nbformat.from_dict({"cells": cells, "metadata": NOTEBOOK_METADATA, "nbformat": 4, "nbformat_minor": 5})


def name_cells(cells: list[NotebookNode]) -> None:
    """Give an id to each cell that lacks one or repeats one, made from its text and position, not at random."""
    seen = {""}
    for position, cell in enumerate(cells):
        if cell.get("id", "") in seen:
            cell.id = hashlib.sha256(f"{position} {cell.source}".encode()).hexdigest()[:8]
        seen.add(cell.id)


def tidy_metadata(metadata: Mapping) -> dict:
    """Keep what a person decided about a cell: its tags, and whether its code is folded away."""
    kept = {"tags": metadata["tags"]} if metadata.get("tags") else {}
    if metadata.get("jupyter", {}).get("source_hidden"):
        kept["jupyter"] = {"source_hidden": True}
    return kept


def tidy_output(output: NotebookNode, count: int) -> NotebookNode:
    """Return an output without widgets; of the metadata of images only the alt text and the size are kept."""
    output = copy.deepcopy(output)
    if "execution_count" in output:
        output.execution_count = count
    if "data" in output:
        output.data.pop(WIDGET, None)
        output.metadata = nbformat.from_dict(image_metadata(output.metadata))
    return output


def image_metadata(metadata: Mapping) -> dict:
    """Keep the part of an output's metadata that describes images.

    >>> image_metadata({"image/png": {"alt": "a line", "now": 12}, "text/plain": {"more": True}})
    {'image/png': {'alt': 'a line'}}
    """
    images = {kind: about for kind, about in metadata.items() if kind.startswith("image/")}
    described = {kind: {k: about[k] for k in IMAGE_METADATA if k in about} for kind, about in images.items()}
    return {kind: about for kind, about in described.items() if about}


# --- text and file ---


def parse(text: str) -> NotebookNode:
    """Read a notebook from the text of its file, without the additions of nbformat's own reader."""
    return nbformat.v4.reads(text)


def render(notebook: NotebookNode) -> str:
    """Write the text of a notebook's file, always the same for the same notebook."""
    nbformat.validate(notebook)
    return nbformat.v4.writes(notebook) + "\n"


# --- running ---


class NotebookFailed(Exception):
    """A cell raised an error, took too long or ended its kernel; the message says which cell, and why."""


def execute(path: Path) -> NotebookNode:
    """Run the notebook of this file from top to bottom, in a fresh kernel of this Python, and return it."""
    notebook = parse(path.read_text(encoding="utf-8"))
    # With no folder to search, the manager offers only this Python's own kernel.
    manager = AsyncKernelManager(kernel_name="python3", kernel_spec_manager=KernelSpecManager(kernel_dirs=[]))
    client = NotebookClient(
        notebook,
        km=manager,
        timeout=120,
        record_timing=False,
        store_widget_state=False,
        extra_arguments=["--IPKernelApp.log_level=ERROR"],
        coalesce_streams=True,  # prints are split into messages at random
        resources={"metadata": {"path": str(path.parent)}},
    )
    with tempfile.TemporaryDirectory() as empty, client.setup_kernel(env=kernel_environment(empty), cleanup_kc=True):
        for index, cell in enumerate(notebook.cells):
            try:
                client.execute_cell(cell, index)
            except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
                message = f"{path}, cell {index + 1} of {len(notebook.cells)}:\n{error}"
                raise NotebookFailed(COLOUR_CODES.sub("", message)) from error
    return notebook


def kernel_environment(empty: str) -> dict[str, str]:
    """Return variables for a kernel that can import the course, without personal settings of Python or its tools."""
    personal = ("PYTHON", "IPYTHON", "MPLBACKEND")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(personal)}
    no_settings = Path(empty, "matplotlibrc")
    no_settings.touch()
    return {
        **kept,
        "IPYTHONDIR": empty,
        "MATPLOTLIBRC": str(no_settings),
        "PYTHONPATH": str(ROOT),
        "PYTHONUTF8": "1",
        "PYTHONNOUSERSITE": "1",
    }


def refresh(path: Path, check: bool) -> bool:
    """Run a notebook and store it if its outputs changed (not in a check); return whether they changed."""
    fresh = render(tidy(execute(path)))
    stale = fresh.encode() != path.read_bytes()
    if stale and not check:
        path.write_bytes(fresh.encode())
    return stale


def main(arguments: list[str] | None = None) -> int:
    """Refresh the named notebooks or all; return 1 if a cell failed or a check found one that is out of date."""
    parser = argparse.ArgumentParser(prog="course.py notebooks", description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="change no file; fail if one is out of date")
    parser.add_argument("paths", nargs="*", type=Path, metavar="notebook", help="all of notebooks/ if none is named")
    options = parser.parse_args(arguments)
    paths = options.paths or sorted((ROOT / "notebooks").glob("*.ipynb"))
    state = "out of date" if options.check else "stored"
    stale = False
    for path in paths:
        try:
            changed = refresh(path, options.check)
        except NotebookFailed as failure:
            print(failure, file=sys.stderr)
            return 1
        print(f"{path.name}: {state if changed else 'up to date'}", flush=True)
        stale |= changed
    return int(options.check and stale)


if __name__ == "__main__":
    sys.exit(main())
