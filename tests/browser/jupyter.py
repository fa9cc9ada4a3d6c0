"""JupyterLab and the browser, started and stopped, for the tests of this folder and for benchmarks/sliders.py."""

import contextlib
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import nbformat

import course

HERE = "127.0.0.1"
PROJECTOR = {"width": 1280, "height": 720}

# --- the browser

USUAL_PLACES = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    *(
        str(Path(os.environ[folder], vendor, "Application", program))
        for folder in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
        if folder in os.environ
        for vendor, program in (
            ("Google/Chrome", "chrome.exe"),
            ("Chromium", "chrome.exe"),
            ("Microsoft/Edge", "msedge.exe"),
        )
    ),
)
ON_PATH = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
OPTIONS += ["--disable-component-update", "--disable-sync"]


def find_chromium():
    """The path of Chromium or a relative of it; None if there is none."""
    candidates = (os.environ.get("CHROMIUM"), *map(shutil.which, ON_PATH), *USUAL_PLACES)
    return next((path for path in candidates if path and Path(path).exists()), None)


# --- JupyterLab


class Lab:
    """A running JupyterLab: its address, the folder that it serves, and its log."""

    def __init__(self, home, *, options=course.LAB_OPTIONS):
        self.folder, self.log, self.token = home / "notebooks", home / "lab.log", secrets.token_hex()
        self.folder.mkdir()
        with socket.socket() as free:
            free.bind((HERE, 0))
            self.url = f"http://{HERE}:{free.getsockname()[1]}"
        options = [*options, "--no-browser", "--expose-app-in-browser", "--ServerApp.port_retries=0"]
        options += [f"--ServerApp.port={self.url.rpartition(':')[2]}", f"--IdentityProvider.token={self.token}"]
        options += [f"--ServerApp.root_dir={self.folder}"]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            options.append("--allow-root")
        with self.log.open("w", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "jupyterlab", *options],
                env=self.environment(home),
                cwd=self.folder,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    @staticmethod
    def environment(home):
        """The caller's variables, without the user's settings, workspaces, extensions and kernels."""
        (home / "matplotlibrc").touch()
        for plugin, values in course.LAB_SETTINGS.items():
            path = home / "settings" / (plugin.replace(":", "/") + ".jupyterlab-settings")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(values), encoding="utf-8")
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith((*course.STRIPPED_ENV_PREFIXES, "JUPYTER"))
        }
        kept |= course.COURSE_ENV | {
            "JUPYTER_CONFIG_DIR": str(home / "config"),
            "JUPYTER_DATA_DIR": str(home / "data"),
            "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
            "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
            "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
            "IPYTHONDIR": str(home / "ipython"),
            "MATPLOTLIBRC": str(home / "matplotlibrc"),
            "PYTHONPATH": str(course.ROOT),
        }
        return kept

    def wait(self):
        """Wait until it answers."""
        end = time.monotonic() + 90
        while time.monotonic() < end and self.process.poll() is None:
            with contextlib.suppress(OSError, urllib.error.URLError):
                return urllib.request.urlopen(f"{self.url}/api", timeout=5).close()
            time.sleep(0.1)
        raise RuntimeError(f"JupyterLab did not start:\n{self.log.read_text(encoding='utf-8')}")

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def write(self, name, *cells):
        """Write a new notebook of code cells, and a last cell of text."""
        cells = [nbformat.v4.new_code_cell(cell) for cell in cells]
        cells.append(nbformat.v4.new_markdown_cell("The end."))
        kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
        nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), self.folder / name)

    def address(self, name):
        """The address of a notebook, in a workspace of its own."""
        return f"{self.url}/lab/workspaces/{secrets.token_hex(4)}/tree/{name}?reset&token={self.token}"


RUN_ALL = """async () => {
    const app = window.jupyterapp;
    await app.restored;
    app.shell.collapseLeft();
    const panel = app.shell.currentWidget;
    await panel.context.ready;
    await panel.sessionContext.ready;
    await panel.sessionContext.session.kernel.info;
    await app.commands.execute('notebook:run-all-cells');
}"""
