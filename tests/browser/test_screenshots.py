"""Pictures of every demo as it is projected, to be looked at: only with --screenshots FOLDER."""

import re

import pytest

from course_utils.chapters import DEMOS
from tests.browser.jupyter import PROJECTOR
from tests.browser.stage import DRAWN, LARGE, Stage, screens

EVERY_DEMO = "every_demo.ipynb"


@pytest.fixture(scope="module")
def demos(lab, open_notebook):
    """Every demo, live, in one notebook."""
    shows = (f"show(DEMOS[{number}])" for number in range(len(DEMOS)))
    lab.write(EVERY_DEMO, "from course_utils.chapters import DEMOS, show", *shows)
    return open_notebook(EVERY_DEMO).demos


@pytest.fixture(params=["light", "dark"], scope="module")
def themed(request, demos):
    """Every demo, live, in a theme of JupyterLab."""
    page = demos[0].page
    name = f"JupyterLab {request.param.title()}"
    page.evaluate("name => window.jupyterapp.commands.execute('apputils:change-theme', {theme: name})", name)
    page.locator(f'body[data-jp-theme-name="{name}"]').wait_for(state="attached")
    return request.param, demos


def shoot(live, path):
    """Bring the demo to the top of the page and store what the projector shows."""
    assert live.follows()
    live.box.evaluate("box => box.scrollIntoView({block: 'start'})")
    live.page.screenshot(path=path)


@pytest.mark.parametrize("number", range(len(DEMOS)), ids=[demo.title for demo in DEMOS])
def test_screenshots(themed, number, request):
    theme, demos = themed
    live, demo = demos[number], DEMOS[number]
    folder = request.config.getoption("--screenshots") / theme
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"{number:02} {re.sub(r'[^a-z0-9]+', '-', demo.title.lower()).strip('-')}"
    live.page.set_viewport_size(PROJECTOR)
    shoot(live, folder / f"{stem} 00 start.png")
    for control in demo.controls:
        for end, word in (("Home", control.values[0]), ("End", control.values[-1])):
            if control.is_choice:
                live.choices[control.name][word].click()
            else:
                live.sliders[control.name].press(end)
            shoot(live, folder / f"{stem} {control.name} {end}.png")
        live.go_to(demo.start)
    for count, (title, values) in enumerate(demo.scenes.items(), start=1):
        live.go_to(demo.values(**values))
        shoot(live, folder / f"{stem} {count:02} scene {re.sub(r'[^a-z0-9]+', '-', title.lower())}.png")
    live.page.set_viewport_size(LARGE)
    shoot(live, folder / f"{stem} large.png")
    live.go_to(demo.start)


@screens
def test_screenshots_of_presenting(demos, screen, request):
    page, folder = demos[0].page, request.config.getoption("--screenshots") / "present"
    folder.mkdir(parents=True, exist_ok=True)
    page.set_viewport_size(screen)
    demos[0].box.get_by_role("button", name="present", exact=True).click()
    stage = Stage(page)
    for number in range(len(DEMOS)):
        stage.box.evaluate(DRAWN)
        page.screenshot(path=folder / f"{screen['width']} {number:02}.png")
        stage.press("n")
    page.keyboard.press("Escape")
    page.set_viewport_size(PROJECTOR)
