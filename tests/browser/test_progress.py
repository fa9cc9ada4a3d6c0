"""A demo that computes for more than a second shows a bar meanwhile, and none before and after."""

import pytest

from tests.browser.jupyter import RUN_ALL

SLOW = """
import time
from course_utils.demo.demo import Demo
from course_utils.chapters import show
from course_utils.demo.demo import Control
from course_utils.demo.progress import progress

def compute(x):
    for _ in progress(range(15)):
        time.sleep(0.1)
    return x

def draw(fig, _):
    dot = fig.add_axes((0.1, 0.3, 0.8, 0.4), xlim=(0, 10), ylim=(-1, 1)).plot([0], [0], "o")[0]
    def ink(x):
        dot.set_xdata([x])
        return (dot,)
    return ink

show(Demo("Slow", "Slow", (Control("x", range(9), 0, "x"),), compute, draw, lambda x: f"x = {x}.", budget=0))
"""


@pytest.fixture
def slow(lab, browser):
    """slow(demos): a page with the slow demo, not run yet, in this kind of widget."""
    pages = []

    def open_(demos):
        lab.write(f"{demos}.ipynb", f"%env COURSE_DEMOS={demos}", SLOW)
        page = browser.new_page()
        pages.append(page)
        page.goto(lab.address(f"{demos}.ipynb"))
        page.locator(".jp-Notebook .jp-Cell").first.wait_for()
        return page

    yield open_
    for page in pages:
        page.close()


@pytest.mark.parametrize(
    ("demos", "image", "slider", "moving"),
    [
        ("stage", "canvas", "input[type=range]", ".course-picture progress"),
        ("plain", "img", "[role=slider]", ".course-demo .widget-hprogress"),
    ],
)
def test_a_slow_demo_shows_a_bar_while_it_computes(slow, demos, image, slider, moving):
    page = slow(demos)
    page.evaluate(f"() => {{ ({RUN_ALL})(); }}")  # without waiting for it
    bar, demo = page.locator(":is(.widget-hprogress, .course-picture progress):visible"), page.locator(".course-demo")
    bar.wait_for()
    assert not demo.count()
    demo.locator(image).wait_for()
    assert not bar.count()
    assert demo.locator(".course-caption").get_by_text("x = 0.").is_visible()

    demo.locator(slider).press("ArrowRight")
    page.locator(f"{moving}:visible").wait_for()
    at = demo.locator(image).bounding_box()
    demo.locator(".course-caption").get_by_text("x = 1.").wait_for()
    assert not bar.count()
    assert demo.locator(image).bounding_box() == at
    assert not page.get_by_text("Error displaying widget").count()
