"""A real JupyterLab in a real browser, on copies of the notebooks, for the tests of this folder.

pytest tests/browser                        all of them
pytest tests/browser --screenshots FOLDER   and pictures of every demo, to be looked at
"""

import contextlib
import hashlib
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
from functools import cache
from pathlib import Path

import nbformat
import pytest

import course
from course_utils.demos import DEMOS
from course_utils.demos.core import Picture

HERE = "127.0.0.1"
PROJECTOR = {"width": 1280, "height": 720}
EVERY_DEMO = "every_demo.ipynb"  # generated: all of DEMOS, one in a cell
NOTEBOOKS = [path.name for path in sorted((course.ROOT / "notebooks").glob("*.ipynb"))]

REPORT = pytest.StashKey()


def pytest_addoption(parser):
    parser.addoption("--screenshots", metavar="FOLDER", type=Path, help="store pictures of every demo in this folder")


def pytest_ignore_collect(collection_path, config):
    return (
        True if collection_path.name == "test_screenshots.py" and not config.getoption("--screenshots", None) else None
    )


def pytest_terminal_summary(terminalreporter, config):
    for line in config.stash.get(REPORT, []):
        terminalreporter.write_line(line)


@pytest.fixture
def report(request):
    """report(text): a line in the summary at the end, whether the test passes or not."""
    return request.config.stash.setdefault(REPORT, []).append


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
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
QUIET += ["--disable-component-update", "--disable-sync"]


def find_chromium():
    """Where Chromium or a relative of it is installed; None where it is not."""
    candidates = (os.environ.get("CHROMIUM"), *map(shutil.which, ON_PATH), *USUAL_PLACES)
    return next((path for path in candidates if path and Path(path).exists()), None)


@pytest.fixture(scope="module")  # not longer: its event loop would run under the tests of other folders
def browser():
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        pytest.skip("the browser tests need playwright: python3 course.py test installs it")
    if not (chromium := find_chromium()):
        pytest.skip("the browser tests need Chromium or Chrome: install it, or set CHROMIUM to where it is")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=QUIET, ignore_default_args=["--hide-scrollbars"]
        )
        yield browser
        browser.close()


# --- JupyterLab


class Lab:
    """A running JupyterLab: its address, the folder that it serves, and what it has to say."""

    def __init__(self, home):
        self.folder, self.log, self.token = home / "notebooks", home / "lab.log", secrets.token_hex()
        self.folder.mkdir()
        with socket.socket() as free:
            free.bind((HERE, 0))
            self.url = f"http://{HERE}:{free.getsockname()[1]}"
        options = ["--no-browser", "--expose-app-in-browser", f"--ServerApp.ip={HERE}", "--ServerApp.port_retries=0"]
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
        """The caller's variables, but nobody's settings, workspaces, extensions or kernels."""
        (home / "matplotlibrc").touch()
        for plugin, values in course.LAB_SETTINGS.items():
            path = home / "settings" / (plugin.replace(":", "/") + ".jupyterlab-settings")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(values), encoding="utf-8")
        kept = {name: value for name, value in os.environ.items() if not name.startswith((*course.FOREIGN, "JUPYTER"))}
        kept |= {
            "JUPYTER_CONFIG_DIR": str(home / "config"),
            "JUPYTER_DATA_DIR": str(home / "data"),
            "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
            "JUPYTER_PREFER_ENV_PATH": "1",
            "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
            "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
            "IPYTHONDIR": str(home / "ipython"),
            "MATPLOTLIBRC": str(home / "matplotlibrc"),
            "PYTHONPATH": str(course.ROOT),
            "PYTHONUTF8": "1",
        }
        return kept

    def wait(self):
        """Until it answers."""
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
        """A new notebook of code cells, and a last one in words."""
        cells = [nbformat.v4.new_code_cell(cell) for cell in cells]
        cells.append(nbformat.v4.new_markdown_cell("The end."))
        kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
        nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), self.folder / name)


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    lab = Lab(tmp_path_factory.mktemp("lab"))
    for name in NOTEBOOKS:
        shutil.copy(course.ROOT / "notebooks" / name, lab.folder)
    shows = (f"show(DEMOS[{number}])" for number in range(len(DEMOS)))
    lab.write(EVERY_DEMO, "from course_utils.demos import DEMOS, show", *shows)
    try:
        lab.wait()
        yield lab
    finally:
        lab.stop()


# --- a notebook on the screen

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
# Of a demo: where each control stands, and what is shown. A picture that is replaced while it is read is read again.
LOOK = """async box => {
    const positions = [...box.querySelectorAll('.widget-hslider, .widget-toggle-buttons')].map(control => {
        const handle = control.querySelector('[role=slider]');
        if (handle) return Math.round(handle.getAttribute('aria-valuenow'));
        return [...control.querySelectorAll('button')].findIndex(button => button.matches('.mod-active'));
    });
    const read = async () => (await fetch(box.querySelector('img').src)).arrayBuffer();
    const bytes = await read().catch(read);
    const hash = [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))];
    const picture = hash.map(byte => byte.toString(16).padStart(2, '0')).join('');
    return [positions, picture, box.querySelector('.course-caption').innerText];
}"""
LABELS = ".widget-hslider > .widget-label, .widget-toggle-buttons > .widget-label"


@cache
def picture_of(demo_index):
    return Picture(DEMOS[demo_index])


class Notebook:
    """A notebook that was run from top to bottom in its own page, and what went wrong on the way."""

    def __init__(self, lab, context, name):
        self.name = name
        self.complaints, self.addresses = [], set()
        self.page = page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda error: self.complaints.append(f"page error: {error}"))
        page.on("console", lambda said: said.type == "error" and self.complaints.append(f"{said.text} {said.location}"))
        page.on("request", lambda request: self.addresses.add(request.url))
        page.on("websocket", lambda socket: self.addresses.add(socket.url))
        page.goto(f"{lab.url}/lab/workspaces/{secrets.token_hex(4)}/tree/{name}?reset&token={lab.token}")
        page.locator(".jp-Notebook .jp-Cell").first.wait_for()
        page.evaluate(RUN_ALL)
        self.demos = []
        for box in page.locator(".course-demo").all():
            box.locator("img").wait_for()
            labels = box.locator(LABELS).all_inner_texts()
            self.demos += [LiveOnScreen(box, i) for i, d in enumerate(DEMOS) if [c.label for c in d.controls] == labels]

    def close(self):
        self.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
        self.page.close()


class LiveOnScreen:
    """One live demo of DEMOS, as eyes and hands know it."""

    def __init__(self, box, number):
        self.page, self.box, self.number, self.demo = box.page, box, number, DEMOS[number]
        self.image, self.caption = box.locator("img"), box.locator(".course-caption")
        self.next = box.get_by_role("button", name="next scene")
        self.sliders = {}  # the handle of each slider
        self.choices = {}  # for each choice, the button of each word
        handles, rows = iter(box.locator('[role="slider"]').all()), iter(box.locator(".widget-toggle-buttons").all())
        for control in self.demo.controls:
            if control.is_choice:
                row = next(rows)
                buttons = {word: row.get_by_role("button", name=word, exact=True) for word in control.values}
                self.choices[control.name] = buttons
            else:
                self.sliders[control.name] = next(handles)

    def control(self, name):
        return next(control for control in self.demo.controls if control.name == name)

    def look(self):
        """The values on screen, and what is shown: the picture's fingerprint and the caption."""
        positions, *shown = self.box.evaluate(LOOK)
        pairs = zip(self.demo.controls, positions, strict=True)
        return {control.name: control.values[position] for control, position in pairs}, tuple(shown)

    def values(self):
        """The values on screen."""
        return self.look()[0]

    def drawn(self, values):
        """What should be shown for these values, drawn here."""
        frame = picture_of(self.number).frame(**values)
        return hashlib.sha256(frame.picture).hexdigest(), frame.caption

    def follows(self, seconds=10):
        """Whether the picture and the caption are, in this time at the latest, those of the values on screen."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            values, shown = self.look()
            if shown == self.drawn(values):
                return True
            self.page.evaluate("() => new Promise(requestAnimationFrame)")
        return False

    def go_to(self, values):
        """Move the controls by hand until these values are on screen."""
        for name, value in values.items():
            if name in self.choices:
                self.choices[name][value].click()
            else:
                self.sliders[name].press("Home")
                for _ in range(self.control(name).values.index(value)):
                    self.sliders[name].press("ArrowRight")
        assert self.values() == values


@pytest.fixture
def run_all():
    """The script that runs every cell of the notebook on the page."""
    return RUN_ALL


@pytest.fixture(scope="module")
def open_notebook(lab, browser):
    """open_notebook(name): the notebook, run, in its own page; each is opened once in a module."""
    context, notebooks = browser.new_context(viewport=PROJECTOR), {}

    def open_(name):
        if name not in notebooks:
            notebooks[name] = Notebook(lab, context, name)
        return notebooks[name]

    yield open_
    for notebook in notebooks.values():
        notebook.close()
    context.close()


@pytest.fixture(params=[*NOTEBOOKS, EVERY_DEMO], scope="module")
def notebook(request, open_notebook):
    """Every notebook in turn."""
    return open_notebook(request.param)


@pytest.fixture(scope="module")
def demos(open_notebook):
    """Every demo, live."""
    return open_notebook(EVERY_DEMO).demos
