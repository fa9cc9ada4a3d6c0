"""A demo that computes for seconds shows a bar meanwhile, and none before and after."""

import pytest

SLOW = """
import time
from course_utils.demos import Demo, show
from course_utils.demos.core import Control, progress

def compute(x):
    for _ in progress(range(30)):
        time.sleep(0.1)
    return x

def draw(fig, _):
    dot = fig.add_axes((0.1, 0.3, 0.8, 0.4), xlim=(0, 10), ylim=(-1, 1)).plot([0], [0], "o")[0]
    def ink(x):
        dot.set_xdata([x])
        return (dot,)
    return ink

show(Demo("Slow", "Slow", (Control("x", range(9), 0, "x"),), compute, draw, lambda x: f"x = {x}."))
"""


@pytest.fixture
def page(lab, browser):
    lab.write("progress.ipynb", "", SLOW)
    page = browser.new_page()
    page.goto(f"{lab.url}/lab/workspaces/progress/tree/progress.ipynb?reset&token={lab.token}")
    page.locator(".jp-Notebook .jp-Cell").first.wait_for()
    yield page
    page.close()


def test_a_slow_demo_shows_a_bar_while_it_computes(page, run_all):
    page.evaluate(f"() => {{ ({run_all})(); }}")  # without waiting for it
    bar, demo = page.locator(".widget-hprogress:visible"), page.locator(".course-demo")
    bar.wait_for()
    assert not demo.count()
    demo.locator("img").wait_for()
    assert not bar.count()
    assert demo.get_by_text("x = 0.").is_visible()

    demo.locator("[role=slider]").press("ArrowRight")
    bar.wait_for()
    at = demo.locator("img").bounding_box()
    demo.get_by_text("x = 1.").wait_for()
    assert not bar.count()
    assert demo.locator("img").bounding_box() == at
    assert not page.get_by_text("Error displaying widget").count()
