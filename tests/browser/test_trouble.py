"""What a demo shows when something has happened to its kernel or its notebook."""

import pytest

from tests.browser.jupyter import RUN_ALL

# PET without its question, which would stand before everything else.
IMPORT = """from course_utils.chapters import show
from course_utils.chapters.start_here import PET

object.__setattr__(PET, "question", None)
"""
CELLS = (IMPORT, "show(PET)")
RESTART = "() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()"
SAVE = "() => window.jupyterapp.commands.execute('docmanager:save')"
SHUT_DOWN = "() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()"
START = "p(dog) = 0.97"
WIDGET_STATE = "application/vnd.jupyter.widget-state+json"


@pytest.fixture(scope="module")
def open_(lab, browser):
    """open_(name): a page with this notebook, whose complaints are kept."""
    pages = []

    def open_(name):
        page = browser.new_page()
        pages.append(page)
        page.complaints = []
        # JupyterLab's own complaint, of questions that a dead kernel leaves open, is not about us.
        page.on("pageerror", lambda e: "Canceled future" in str(e) or page.complaints.append(str(e)))
        page.goto(lab.address(name))
        page.locator(".jp-Notebook .jp-Cell").first.wait_for()
        return page

    yield open_
    for page in pages:
        page.close()


@pytest.fixture(scope="module")
def notebook(lab, open_):
    lab.write("trouble.ipynb", *CELLS)
    return open_("trouble.ipynb")


def run(page):
    """Run all cells, and wait until a new demo is in the place of the one before."""
    before = page.locator(".course-demo").element_handles()
    page.evaluate(RUN_ALL)
    for demo in before:
        page.wait_for_function("demo => !demo.isConnected", arg=demo)
    page.locator(".course-demo").get_by_role("status").get_by_text(START).wait_for()


@pytest.fixture
def page(notebook):
    """The notebook, which all tests of this file share, run from top to bottom."""
    run(notebook)
    return notebook


def test_a_cell_that_runs_again_shows_one_demo_that_follows(page):
    run(page)
    demo = page.locator(".course-demo")
    demo.get_by_role("slider").first.press("End")
    demo.get_by_role("status").get_by_text("Ears 1.00").wait_for()
    assert page.complaints == []


def test_a_restarted_kernel_leaves_the_picture_and_a_message_that_says_what_to_do(page):
    page.evaluate(RESTART)
    demo = page.locator(".course-demo")
    demo.get_by_role("slider").first.press("Home")
    demo.get_by_role("status").get_by_text("If it was restarted, run the cell again.").wait_for()
    assert demo.locator("canvas").evaluate("canvas => canvas.frame.caption").startswith("Ears")
    run(page)
    assert page.complaints == []


def test_a_saved_notebook_shows_its_first_pictures_when_it_is_opened_without_a_kernel(page, lab, open_):
    for _ in range(100):  # until the notebook has heard of all that ran
        page.evaluate(SAVE)
        if WIDGET_STATE in (lab.folder / "trouble.ipynb").read_text(encoding="utf-8"):
            break
        page.wait_for_timeout(50)
    page.evaluate(SHUT_DOWN)
    page = open_("trouble.ipynb")
    page.locator(".course-demo").get_by_role("status").get_by_text(START).wait_for()
    assert (
        page.locator(".course-demo canvas")
        .evaluate("canvas => canvas.frame.caption")
        .endswith("The model says: a dog.")
    )
    page.evaluate(SHUT_DOWN)
