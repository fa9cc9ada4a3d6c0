"""From the key to the changed pixels: our demo beside the same figure under `interact`, in one page, taking turns."""

import statistics

import pytest

from tests.browser.jupyter import RUN_ALL
from tests.browser.probe import CLEAR, WATCH, new_positions, press

TURNS = 2
AHEAD_BYTES = 10_000_000  # for both sliders, from where the walk begins

SHOW = """
from dataclasses import replace

from course_utils.chapters import show
from course_utils.chapters.line_fitting.fit_by_hand import FIT_BY_HAND

show(replace(FIT_BY_HAND, budget={budget}, question=None))
"""
NAIVE = """
import matplotlib.pyplot as plt
from ipywidgets import interact

from course_utils.plotting.style import DPI, course_style


@interact(slope=(-1.0, 2.0, 0.1), intercept=(-1.0, 5.0, 0.2))
def fit_by_hand(slope=-1.0, intercept=-1.0):
    result = FIT_BY_HAND.compute(slope, intercept, "hidden")
    with course_style():
        fig = plt.figure(figsize=FIT_BY_HAND.size, dpi=DPI)
        ink = FIT_BY_HAND.draw(fig, result)
        ink(result)
        plt.show()
"""
NAIVE_CELL, ASKED_CELL, AHEAD_CELL = range(3)
PRESSES = {NAIVE_CELL: 4, ASKED_CELL: 9, AHEAD_CELL: 9}  # in a turn; the first is slow


@pytest.fixture(scope="module")
def page(lab, browser):
    lab.write("latency.ipynb", SHOW.format(budget=0) + NAIVE, SHOW.format(budget=0), SHOW.format(budget=AHEAD_BYTES))
    page = browser.new_page()
    page.add_init_script(WATCH)
    page.sent = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: page.sent.append(frame)))
    page.goto(lab.address("latency.ipynb"))
    page.locator(".jp-Notebook .jp-Cell").first.wait_for()
    page.evaluate(RUN_ALL)
    yield page
    page.close()


def handles(page, cell):
    sliders = page.locator(".jp-CodeCell").nth(cell).locator('[role="slider"], input[type="range"]')
    for slider in sliders.all():
        slider.press("Home")
    return sliders.all()


def think(page):
    """Leave the page alone until its demos have asked for all that they want ahead."""
    sent = -1
    while sent != (sent := len(page.sent)):
        page.wait_for_timeout(1500)


def test_a_demo_answers_a_key_faster_than_interact(page, report, record_property):
    cells = tuple(PRESSES)
    sliders, times = {cell: handles(page, cell)[-2:] for cell in cells}, {cell: [] for cell in cells}
    walks = {cell: new_positions([31, 31]) for cell in cells}
    think(page)
    for turn in range(TURNS):
        for cell in cells if turn % 2 else cells[::-1]:
            for _ in range(PRESSES[cell]):
                number, key = next(walks[cell])
                times[cell].append(press(page, sliders[cell][number], key))
    naive, asked, ahead = (statistics.median(times[cell]) for cell in cells)
    report(f"key to pixels, medians: drawn ahead {ahead:.0f} ms, asked for {asked:.0f} ms, interact {naive:.0f} ms")
    for name, milliseconds in (("ahead", ahead), ("asked", asked), ("interact", naive)):
        record_property(f"milliseconds, {name}", round(milliseconds))
    assert naive > 1.5 * asked
    assert naive > 4 * ahead


def test_a_move_that_was_drawn_ahead_sends_no_request(page):
    slope, intercept = handles(page, AHEAD_CELL)
    slope.press("End")
    think(page)
    page.sent.clear()
    page.evaluate(CLEAR)
    for _ in range(15):
        slope.press("ArrowLeft")
    page.wait_for_function("() => probe.changes.length > 5")
    assert not any("draw" in str(frame) for frame in page.sent)
    intercept.press("End")
    for _ in range(200):
        if page.sent:
            break
        page.wait_for_timeout(20)
    assert page.sent
