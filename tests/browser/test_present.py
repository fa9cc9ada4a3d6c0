"""Presenting: a demo fills the screen, keys step through it and on to the next, and the page comes back as it was."""

import re

import pytest

from course_utils.chapters import DEMOS, line_fitting, name_of
from tests.browser.conftest import EVERY_DEMO, LiveOnScreen
from tests.browser.jupyter import PROJECTOR

LARGE = {"width": 1920, "height": 1080}
CODE = re.compile(r"show\((\w+)(.*)\)")


class Stage:
    """What fills the screen."""

    def __init__(self, page):
        self.page, self.dialog = page, page.locator(".course-stage")
        self.box = self.dialog.locator(".course-demo")

    def heading(self):
        """The scene, or the slide, and the demo."""
        return self.dialog.locator("header b").inner_text(), self.dialog.locator("header span").inner_text()

    def demo(self, number):
        """The demo that is shown, as eyes and hands know it; on the page its place is empty."""
        return LiveOnScreen(self.box, number)

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)
        return self.heading()[0]

    def button(self, name):
        self.dialog.get_by_role("button", name=name).click()


@pytest.fixture
def every_demo(open_notebook):
    return open_notebook(EVERY_DEMO)


@pytest.fixture
def stage(every_demo):
    """The first demo, filling the screen, at its start."""
    live = every_demo.demos[0]
    live.go_to(live.demo.start)
    live.box.get_by_role("button", name="present", exact=True).click()
    stage = Stage(every_demo.page)
    yield stage
    if stage.dialog.count():
        every_demo.page.keyboard.press("Escape")
        stage.dialog.wait_for(state="detached")  # until then, keys still belong to it


FITS = """dialog => {
    const all = ['button', 'input', 'label', 'legend', 'b', 'span', 'output', 'canvas', '.course-caption'];
    const shown = [...dialog.querySelectorAll(all)].filter(thing => thing.checkVisibility());
    const inside = ({ left, top, right, bottom }) =>
        left >= 0 && top >= 0 && right <= innerWidth + 0.5 && bottom <= innerHeight + 0.5;
    const out = shown.filter(thing => !inside(thing.getBoundingClientRect()));
    const scrolls = thing =>
        thing.scrollHeight > thing.clientHeight + 1 && getComputedStyle(thing).overflowY !== 'visible';
    const bars = [document.documentElement, dialog, ...dialog.querySelectorAll('*')].filter(scrolls);
    const canvas = dialog.querySelector('canvas'), { width, height } = canvas.getBoundingClientRect();
    const scale = Math.min(width / canvas.width, height / canvas.height);
    const sizes = [...dialog.querySelectorAll('label, .course-caption')].map(text => getComputedStyle(text).fontSize);
    return {
        wrong: [...out, ...bars].map(thing => thing.outerHTML.slice(0, 150)),
        picture: Math.round(canvas.width * scale),
        smallest: Math.min(...sizes.map(parseFloat)),
    };
}"""


# The picture is the one of the controls.
DRAWN = """async box => {
    const stands = () => [...box.querySelectorAll('.course-slider input, .course-choice')]
        .map(control => (control.querySelector('input:checked') ?? control).value).join();
    while (box.querySelector('canvas').frame?.position.join() !== stands()) await new Promise(requestAnimationFrame);
}"""


@pytest.mark.parametrize("screen", [PROJECTOR, LARGE], ids=["projector", "large"])
def test_every_scene_of_every_demo_fits_the_screen_without_scrolling(stage, every_demo, screen, request):
    folder = request.config.getoption("--screenshots", None)
    every_demo.page.set_viewport_size(screen)
    for number, demo in enumerate(DEMOS):
        assert demo.title in stage.heading()[1]
        for title in demo.scenes:
            if stage.heading()[0] != title:
                stage.press("PageDown")
            assert stage.heading()[0] == title
            stage.box.evaluate(DRAWN)
            fit = stage.dialog.evaluate(FITS)
            assert fit["wrong"] == [], (demo.title, title)
            assert fit["picture"] >= 0.7 * screen["width"], (demo.title, title)
            assert fit["smallest"] >= screen["width"] / 64, (demo.title, title)
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
            every_demo.page.screenshot(path=folder / f"present {screen['width']} {number:02}.png")
        stage.press("PageDown")
    every_demo.page.set_viewport_size(PROJECTOR)


def test_two_keys_lead_through_all_scenes_and_on_and_back(stage):
    scenes = list(DEMOS[0].scenes)
    first = next(iter(DEMOS[1].scenes))
    assert stage.heading()[0] == scenes[0]
    assert [stage.press("PageDown") for _ in scenes] == [*scenes[1:], first]
    assert stage.press("PageDown") == list(DEMOS[1].scenes)[1]
    assert stage.press("PageUp", "PageUp") == scenes[-1]
    assert [stage.press("PageUp") for _ in scenes] == [*scenes[-2::-1], scenes[0]]  # before the first there is nothing
    assert stage.press("ArrowRight") == scenes[1]
    assert stage.press("ArrowLeft") == scenes[0]


def test_buttons_do_what_the_keys_do(stage):
    scenes = list(DEMOS[0].scenes)
    stage.button("next scene")
    assert stage.heading()[0] == scenes[1]
    stage.button("previous scene")
    assert stage.heading()[0] == scenes[0]
    stage.button("next demo")
    assert DEMOS[1].title in stage.heading()[1]
    stage.button("previous demo")
    assert DEMOS[0].title in stage.heading()[1]
    stage.button("back to the page")
    assert stage.dialog.count() == 0


def test_arrow_keys_move_a_focused_slider_and_the_next_scene_is_the_one_after_the_last_visited(stage):
    live, scenes = stage.demo(0), list(DEMOS[0].scenes)
    assert stage.press("PageDown") == scenes[1]
    live.sliders["nose"].focus()
    assert stage.press("ArrowRight") == "Slide: Features"
    nose = DEMOS[0].controls[1].values
    assert live.values()["nose"] == nose[nose.index(DEMOS[0].scenes[scenes[1]]["nose"]) + 1]
    assert live.follows()
    assert stage.press("PageUp") == scenes[1]
    assert stage.press("ArrowRight") == "Slide: Features"
    assert stage.press("PageDown") == scenes[2]


CELLS = """() => [...document.querySelectorAll('.jp-Cell')]
    .map(cell => [!!cell.querySelector('.course-demo'), cell.offsetHeight])"""


@pytest.mark.parametrize("how", ["key", "button", "browser"])
def test_leaving_puts_every_demo_back_where_it_was(every_demo, how):
    page, live = every_demo.page, every_demo.demos[2]
    before = page.evaluate(CELLS)
    live.box.get_by_role("button", name="present", exact=True).click()
    stage = Stage(page)
    assert page.evaluate(CELLS) == [[shows and n != 2 + 1, height] for n, (shows, height) in enumerate(before)]
    stage.press("n", "PageDown", "p")
    if how == "key":
        page.keyboard.press("Escape")
    elif how == "button":
        stage.button("back to the page")
    else:  # Escape as browsers take it from a page that fills the screen
        page.wait_for_function("() => document.fullscreenElement")
        page.evaluate("() => document.exitFullscreen()")
    stage.dialog.wait_for(state="detached")
    page.wait_for_function("() => !document.fullscreenElement")
    assert page.evaluate(CELLS) == before
    assert live.follows()
    live.next.click()
    assert live.follows()


def test_the_button_of_a_notebook_begins_with_its_first_demo(open_notebook):
    page = open_notebook("01_line_fitting.ipynb").page
    page.get_by_role("button", name="present the demos").click()
    stage = Stage(page)
    demos = line_fitting.DEMOS
    assert stage.heading()[1] == f"1 of {len(demos)} · {demos[0].title}"
    page.keyboard.press("Escape")


# --- a state as a line of code


def copied(live):
    live.box.get_by_role("button", name="copy", exact=True).click()
    return live.box.locator(".course-line").input_value()


def test_a_line_of_code_says_where_every_control_stands(every_demo):
    for live in every_demo.demos:
        for handle in live.sliders.values():
            handle.press("End")
        for words in live.choices.values():
            list(words.values())[-1].click()
        line = copied(live)
        name, values = CODE.fullmatch(line).groups()
        assert name == name_of(live.demo)
        said = eval(f"dict({values.removeprefix(', ')})", {})
        assert live.demo.values(**said) == live.values()
        assert live.box.evaluate("box => box.querySelector('.course-line').selectionEnd") == len(line)
    assert every_demo.page.locator(".course-line:visible").count() > 0


def test_a_line_of_code_brings_back_the_picture(every_demo, lab, open_notebook):
    some = [live for live in every_demo.demos if live.sliders and live.choices][:4]
    for live in some:
        live.next.click()
        first, words = next(iter(live.sliders.values())), next(iter(live.choices.values()))
        first.press("End")
        list(words.values())[-1].click()
        live.box.evaluate(DRAWN)
    names = "for chapter in CHAPTERS:\n    globals().update(vars(chapter))"
    everything = f"from course_utils.chapters import CHAPTERS, show\n{names}"
    lab.write("replayed.ipynb", everything, *map(copied, some))
    replayed = open_notebook("replayed.ipynb").demos
    for live in replayed:
        live.box.evaluate(DRAWN)
    assert [live.look() for live in replayed] == [live.look() for live in some]


def test_the_line_is_in_the_clipboard_where_the_browser_allows_it(every_demo):
    live, page = every_demo.demos[2], every_demo.page
    live.go_to({**live.demo.start, "slope": live.demo.controls[0].values[-1]})
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    line = copied(live)
    live.box.get_by_role("button", name="copied").wait_for()
    assert (
        page.evaluate("() => navigator.clipboard.readText()")
        == line
        == f"show(FIT_BY_HAND, slope={live.values()['slope']})"
    )
    live.sliders["slope"].press("ArrowLeft")
    assert live.box.locator(".course-line").is_hidden()


def test_where_the_clipboard_is_closed_the_line_is_selected(every_demo):
    live, page = every_demo.demos[2], every_demo.page
    page.context.clear_permissions()
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('closed')); }")
    copied(live)
    assert page.evaluate("() => document.activeElement.className") == "course-line"
    assert page.evaluate("() => getSelection().toString()") == live.box.locator(".course-line").input_value()


def test_the_console_has_no_errors(every_demo):
    assert every_demo.complaints == []
