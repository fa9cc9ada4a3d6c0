"""A real JupyterLab in a real browser, on copies of the notebooks, for the tests of this folder.

pytest tests/browser                        all of them
pytest tests/browser --screenshots FOLDER   and pictures of every demo, to be looked at
"""

import hashlib
import re
import shutil
import time
from functools import cache
from pathlib import Path

import ipywidgets as widgets
import nbformat
import pytest

import course
from course_utils.chapters import DEMOS, name_of
from course_utils.demo.picture import Picture
from tests.browser.jupyter import OPTIONS, PROJECTOR, RUN_ALL, Lab, find_chromium
from tests.chapters.states import KINDS
from tests.demo.dots import EVERY_CONTROL

# A view does not know what a demo is about: what it does with these, it does with all.
VIEWED = {"every_control": EVERY_CONTROL, **KINDS}
VIEWED_NOTEBOOK = "viewed.ipynb"  # generated: these, an upload, the button that presents, all stored texts
COURSE_NOTEBOOK = "03_svd_image_compression.ipynb"
NOTEBOOKS = (VIEWED_NOTEBOOK, COURSE_NOTEBOOK)


def pytest_addoption(parser):
    parser.addoption("--screenshots", metavar="FOLDER", type=Path, help="store pictures of every demo in this folder")


def pytest_ignore_collect(collection_path, config):
    return (
        True if collection_path.name == "test_screenshots.py" and not config.getoption("--screenshots", None) else None
    )


# --- the browser and JupyterLab


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
            executable_path=chromium, args=OPTIONS, ignore_default_args=["--hide-scrollbars"]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    if widgets.__version__.startswith("7."):
        pytest.skip("ipywidgets 7 has no front end for JupyterLab 4")
    lab = Lab(tmp_path_factory.mktemp("lab"))
    shutil.copy(course.ROOT / "notebooks" / COURSE_NOTEBOOK, lab.folder)
    stored = [STORED_OUTPUTS.format(path=str(path)) for path in sorted((course.ROOT / "notebooks").glob("*.ipynb"))]
    lab.write(VIEWED_NOTEBOOK, VIEWED_IMPORTS, *map(show, VIEWED.values()), "show_upload()", "present()", *stored)
    try:
        lab.wait()
        yield lab
    finally:
        lab.stop()


VIEWED_IMPORTS = """
from course_utils.chapters import CHAPTERS, present, show
from course_utils.chapters.svd_image_compression.photo import show_upload
from tests.demo.dots import EVERY_CONTROL

for chapter in CHAPTERS:
    globals().update(vars(chapter))
    for demo in chapter.DEMOS:
        object.__setattr__(demo, "question", None)  # asked elsewhere; here it would stand before everything else
"""
# Shows the stored texts of a notebook as if its cells had run.
STORED_OUTPUTS = """
import nbformat
from IPython.display import display

for cell in nbformat.read({path!r}, as_version=4).cells:
    for output in cell.get("outputs", ()):
        if output.output_type == "stream":
            print(output.text)
        elif "image/png" not in output.data:
            display(output.data, raw=True)
"""


def show(demo):
    """A line of code that shows a demo."""
    return f"show({name_of(demo) or 'EVERY_CONTROL'})"


# --- a notebook on the screen

# Of a demo: where each control stands.
STANDS = """box => [...box.querySelectorAll('.course-slider input, .course-choice, .course-sample button')]
    .map(control => Number(control.dataset.place ?? (control.querySelector('input:checked') ?? control).value))"""
# Of a demo: what is shown: the pieces on the background, where they are, the caption as it is spoken, and what the eyes
# read below the picture.
SHOWN = """async box => {
    const shown = box.querySelector('canvas').frame;
    if (!shown) return ['', '', ''];
    const pieces = await new Blob(shown.pieces.flat()).arrayBuffer();
    const hash = [...new Uint8Array(await crypto.subtle.digest('SHA-256', pieces))];
    const picture = hash.map(byte => byte.toString(16).padStart(2, '0')).join('') + ' at ' + shown.places.join(' ');
    const [spoken, read] = ['.course-spoken', '.course-caption'].map(name => box.querySelector(name).textContent);
    return [picture, spoken, read];
}"""
LOOK = f"async box => [({STANDS})(box), await ({SHOWN})(box)]"  # at once: neither moves in between

BY_TITLE = {demo.title: demo for demo in (EVERY_CONTROL, *DEMOS)}


@cache
def picture_of(title):
    return Picture(BY_TITLE[title])


@cache
def drawn(title, position):
    """What should be shown of a demo where its controls stand like this, as `SHOWN` returns it."""
    patch = picture_of(title).patch(**BY_TITLE[title].at(position))
    places = " ".join(f"{left},{top}" for left, top in patch.places)
    picture = f"{hashlib.sha256(b''.join(patch.pieces)).hexdigest()} at {places}"
    return picture, patch.caption, "".join(text for text, _ in patch.consequence)


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
        page.goto(lab.address(name))
        page.locator(".jp-Notebook .jp-Cell").first.wait_for()
        page.evaluate(RUN_ALL)
        cells = nbformat.read(lab.folder / name, as_version=4).cells
        shows = sum(len(re.findall(r"^show\(", cell.source, re.MULTILINE)) for cell in cells)
        if shows:  # the last demos may come a little after their cells are done
            page.locator(".course-demo canvas").nth(shows - 1).wait_for()
        boxes = page.locator(".course-demo").all()
        self.demos = [LiveOnScreen(box, BY_TITLE[box.locator(".course-head > b").inner_text()]) for box in boxes]

    def close(self):
        self.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
        self.page.close()


class LiveOnScreen:
    """One live demo, as eyes and hands know it."""

    def __init__(self, box, demo):
        self.page, self.box, self.demo = box.page, box, demo
        self.element = box.element_handle()  # reads ten times faster than box, which searches the whole page each time
        self.image, self.caption = box.locator("canvas"), box.locator(".course-caption")
        self.next = box.get_by_role("button", name="next scene")
        self.sliders = {}  # the handle of each slider
        self.choices = {}  # for each choice, the button of each word
        self.samples = {}  # for each seed, the button that takes the next
        handles, rows = iter(box.get_by_role("slider").all()), iter(box.locator(".course-choice").all())
        buttons = iter(box.locator(".course-sample button").all())
        for control in self.demo.controls:
            if control.is_choice:
                row = next(rows)
                words = {word: row.get_by_role("radio", name=word, exact=True) for word in control.values}
                self.choices[control.name] = words
            elif control.sample:
                self.samples[control.name] = next(buttons)
            else:
                self.sliders[control.name] = next(handles)

    def control(self, name):
        return next(control for control in self.demo.controls if control.name == name)

    def look(self):
        """The values on screen, and what is shown."""
        positions, shown = self.element.evaluate(LOOK)
        return self.demo.at(positions), tuple(shown)

    def values(self):
        """The values on screen."""
        return self.demo.at(self.element.evaluate(STANDS))

    def follows(self, seconds=10):
        """Whether the picture and the caption are, in this time at the latest, those of the values on screen."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            values, shown = self.look()
            if shown == drawn(self.demo.title, tuple(self.demo.position(**values))):
                return True
            self.page.evaluate("() => new Promise(requestAnimationFrame)")
        return False

    def copy(self):
        """Press the button that copies, and return the line of code."""
        self.box.get_by_role("button", name="copy", exact=True).click()
        return self.box.locator(".course-line").input_value()

    def go_to(self, values):
        """Move the controls by hand until these values are on screen."""
        for name, value in values.items():
            if name in self.choices:
                self.choices[name][value].click()
            elif name in self.samples:
                while self.values()[name] != value:
                    self.samples[name].click()
            else:
                self.sliders[name].press("Home")
                for _ in range(self.control(name).values.index(value)):
                    self.sliders[name].press("ArrowRight")
        assert self.values() == values


@pytest.fixture(scope="module")
def open_notebook(lab, browser):
    """open_notebook(name): the notebook, run, in its own page and in front; each is opened once in a module."""
    context, notebooks = browser.new_context(viewport=PROJECTOR, reduced_motion="reduce"), {}

    def open_(name):
        if name not in notebooks:
            notebooks[name] = Notebook(lab, context, name)
        notebooks[name].page.bring_to_front()  # a page behind another is painted seldom
        return notebooks[name]

    yield open_
    for notebook in notebooks.values():
        notebook.close()
    context.close()


@pytest.fixture(params=NOTEBOOKS)
def notebook(request, open_notebook):
    """The notebook of the viewed demos, and a notebook of the course."""
    return open_notebook(request.param)


@pytest.fixture
def viewed(open_notebook):
    """The notebook of the viewed demos."""
    return open_notebook(VIEWED_NOTEBOOK)


@pytest.fixture
def demos(viewed):
    """The viewed demos, live."""
    return viewed.demos
