"""From the key to the changed pixels: our demo beside the same figure under `interact`, in one page, taking turns."""

import statistics

import pytest

TURNS, PRESSES = 5, 10

OURS = """
from course_utils.demos import show
from course_utils.demos.line_fitting import FIT_BY_HAND

show(FIT_BY_HAND)
"""
NAIVE = """
import matplotlib.pyplot as plt
from ipywidgets import interact

from course_utils.plotting.style import DPI, course_style


@interact(slope=(-1.0, 2.0, 0.1), intercept=(-1.0, 5.0, 0.2))
def fit_by_hand(slope=0.0, intercept=3.0):
    result = FIT_BY_HAND.compute(slope, intercept, "hidden")
    with course_style():
        fig = plt.figure(figsize=FIT_BY_HAND.size, dpi=DPI)
        ink = FIT_BY_HAND.draw(fig, result)
        ink(result)
        plt.show()
"""

# The next picture to load after the next key: milliseconds from the key to the first task after the frame that has it.
PROBE = """() => {
    window.latency = new Promise((resolve, reject) => {
        let pressed;
        setTimeout(() => reject(new Error('no new picture')), 5000);
        addEventListener('keydown', key => { pressed = key.timeStamp; }, {capture: true, once: true});
        const loaded = event => {
            if (pressed === undefined || event.target.tagName !== 'IMG') return;
            document.removeEventListener('load', loaded, true);
            requestAnimationFrame(() => {
                const channel = new MessageChannel();
                channel.port1.onmessage = () => resolve(performance.now() - pressed);
                channel.port2.postMessage(0);
            });
        };
        document.addEventListener('load', loaded, true);
    });
}"""
# The kernel has answered everything, and what it said is on the screen.
AT_REST = """async () => {
    const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
    await kernel.requestKernelInfo();
    for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
}"""


@pytest.fixture
def page(lab, open_notebook):
    lab.write("latency.ipynb", OURS, NAIVE)
    return open_notebook("latency.ipynb").page


def turn(page, cell, forth):
    """Milliseconds for each press: along the slope, at a new intercept, so that no picture was drawn before."""
    slope, intercept = page.locator(".jp-CodeCell").nth(cell).locator('[role="slider"]').all()[:2]
    intercept.press("ArrowRight")
    slope.focus()
    page.evaluate(AT_REST)
    times = []
    for _ in range(PRESSES):
        page.evaluate(PROBE)
        page.keyboard.press("ArrowRight" if forth else "ArrowLeft")
        times.append(page.evaluate("() => window.latency"))
        page.evaluate(AT_REST)
    return times


def test_a_demo_answers_a_key_faster_than_interact(page, report, record_property):
    times = {0: [], 1: []}
    for count in range(TURNS):
        for cell in (0, 1) if count % 2 == 0 else (1, 0):
            times[cell] += turn(page, cell, forth=count % 2 == 0)
    ours, naive = (statistics.median(times[cell]) for cell in (0, 1))
    times_as_fast = f"{naive / ours:.1f} times"
    report(f"key to pixels, median of {TURNS * PRESSES}: {ours:.0f} ms, interact {naive:.0f} ms ({times_as_fast})")
    record_property("milliseconds", round(ours))
    record_property("milliseconds under interact", round(naive))
    assert naive > 1.5 * ours
