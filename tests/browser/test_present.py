"""Presenting: a demo fills the screen, keys step through it and on to the next, and the page comes back as it was."""

import re

import pytest

from course_utils.chapters import name_of
from tests.browser.conftest import VIEWED, VIEWED_IMPORTS
from tests.browser.jupyter import PROJECTOR
from tests.browser.stage import DRAWN, Stage, screens

FIRST, SECOND, *_ = VIEWED.values()
CODE = re.compile(r"show\((\w+)(.*)\)")


@pytest.fixture
def stage(viewed):
    """The first demo, filling the screen, at its start."""
    live = viewed.demos[0]
    live.go_to(live.demo.start)
    live.box.get_by_role("button", name="present", exact=True).click()
    stage = Stage(viewed.page)
    yield stage
    if stage.dialog.count():
        viewed.page.keyboard.press("Escape")
        stage.dialog.wait_for(state="detached")  # until then, keys still belong to it


@screens
def test_every_scene_fits_the_screen_without_scrolling(stage, viewed, screen):
    viewed.page.set_viewport_size(screen)
    for demo in VIEWED.values():
        assert demo.title in stage.heading()[1]
        for title in demo.scenes:
            if stage.scene() != title:
                stage.press("PageDown")
            assert stage.scene() == stage.heading()[0] == title
            stage.box.evaluate(DRAWN)
            assert stage.misfits() == []
        stage.press("PageDown")
    viewed.page.set_viewport_size(PROJECTOR)


def test_two_keys_lead_through_all_scenes_and_on_and_back(stage):
    scenes, others = list(FIRST.scenes), list(SECOND.scenes)
    assert stage.heading()[0] == scenes[0]
    assert [stage.press("PageDown") for _ in scenes] == [*scenes[1:], others[0]]
    assert stage.press("PageDown") == others[1]
    assert stage.press("PageUp", "PageUp") == scenes[-1]
    assert [stage.press("PageUp") for _ in scenes] == [*scenes[-2::-1], scenes[0]]  # before the first there is nothing
    assert stage.press("ArrowRight") == scenes[1]
    assert stage.press("ArrowLeft") == scenes[0]


def test_buttons_do_what_the_keys_do_and_two_keys_skip_a_demo(stage):
    scenes = list(FIRST.scenes)
    stage.button("next scene")
    assert stage.heading()[0] == scenes[1]
    stage.button("previous scene")
    assert stage.heading()[0] == scenes[0]
    stage.press("n")
    assert SECOND.title in stage.heading()[1]
    stage.press("p")
    assert FIRST.title in stage.heading()[1]
    stage.button("back to the page")
    assert stage.dialog.count() == 0


def test_arrow_keys_move_a_focused_slider_and_the_next_scene_is_the_one_after_the_last_visited(stage):
    live, scenes = stage.live(FIRST), list(FIRST.scenes)
    assert stage.press("PageDown", "PageDown") == scenes[2]
    live.sliders["far"].focus()
    assert stage.press("ArrowRight") == FIRST.slide
    assert live.values() == FIRST.values(**{**FIRST.scenes[scenes[2]], "far": 11})
    assert live.follows()
    assert stage.press("PageUp") == scenes[2]
    assert stage.press("ArrowRight") == FIRST.slide
    assert stage.press("PageDown") == scenes[3]


CELLS = """() => [...document.querySelectorAll('.jp-Cell')]
    .map(cell => [!!cell.querySelector('.course-demo'), cell.offsetHeight])"""


@pytest.mark.parametrize("how", ["key", "button", "browser"])
def test_leaving_puts_every_demo_back_where_it_was(viewed, how):
    page, live = viewed.page, viewed.demos[1]
    before = page.evaluate(CELLS)
    live.box.get_by_role("button", name="present", exact=True).click()
    stage = Stage(page)
    assert page.evaluate(CELLS) == [[shows and n != 1 + 1, height] for n, (shows, height) in enumerate(before)]
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


def test_the_button_of_a_notebook_begins_with_its_first_demo(viewed):
    viewed.page.get_by_role("button", name="present the demos").click()
    stage = Stage(viewed.page)
    assert stage.heading()[1] == f"1 of {len(VIEWED)} · {FIRST.title}"
    viewed.page.keyboard.press("Escape")
    stage.dialog.wait_for(state="detached")


# --- a state as a line of code


def test_a_line_of_code_brings_back_the_picture(viewed, lab, open_notebook):
    named = [live for live in viewed.demos if live.sliders and live.choices and name_of(live.demo)]
    assert len(named) > 1
    for live in named:
        live.next.click()
        first, words = next(iter(live.sliders.values())), next(iter(live.choices.values()))
        first.press("End")
        list(words.values())[-1].click()
        live.box.evaluate(DRAWN)
    lab.write("replayed.ipynb", VIEWED_IMPORTS, *(live.copy() for live in named))
    replayed = open_notebook("replayed.ipynb").demos
    for live in replayed:
        live.box.evaluate(DRAWN)
    assert [live.look() for live in replayed] == [live.look() for live in named]


def test_the_line_is_in_the_clipboard_where_the_browser_allows_it(viewed):
    live, page = viewed.demos[1], viewed.page
    live.go_to({**live.demo.start, "slope": live.demo.controls[0].values[-1]})
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    line = live.copy()
    live.box.get_by_role("button", name="copied").wait_for()
    assert (
        page.evaluate("() => navigator.clipboard.readText()")
        == line
        == f"show(FIT_BY_HAND, slope={live.values()['slope']})"
    )
    live.sliders["slope"].press("ArrowLeft")
    assert live.box.locator(".course-line").is_hidden()


def test_where_the_clipboard_is_closed_the_line_is_selected(viewed):
    live, page = viewed.demos[1], viewed.page
    page.context.clear_permissions()
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('closed')); }")
    live.copy()
    assert page.evaluate("() => document.activeElement.className") == "course-line"
    assert page.evaluate("() => getSelection().toString()") == live.box.locator(".course-line").input_value()


def test_the_console_has_no_errors(viewed):
    assert viewed.complaints == []
