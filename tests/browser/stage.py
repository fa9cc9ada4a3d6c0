"""A demo that fills the screen, as the tests of presenting see it."""

import json

import pytest

from tests.browser.conftest import STANDS, LiveOnScreen
from tests.browser.jupyter import PROJECTOR

LARGE = {"width": 1920, "height": 1080}
screens = pytest.mark.parametrize("screen", [PROJECTOR, LARGE], ids=["projector", "large"])

# The picture is the one of the controls.
DRAWN = f"""async box => {{
    const follows = () => box.querySelector('canvas').frame?.position.join() === ({STANDS})(box).join();
    while (!follows()) await new Promise(requestAnimationFrame);
}}"""

# Demos whose controls need two rows at this size of type.
WITH_TWO_ROWS = ["Backprop with its shapes on"]

# What does not fit the screen. Type is at least that of 24 points on a slide 7.5 inches high, and a picture is as wide
# as the screen, unless a caption takes a second line.
MISFITS = """dialog => {
    const all = ['button', 'input', 'label', 'legend', 'b', 'span', 'output', 'canvas', '.course-caption'];
    const shown = [...dialog.querySelectorAll(all)].filter(thing => thing.checkVisibility());
    const inside = ({ left, top, right, bottom }) =>
        left >= 0 && top >= 0 && right <= innerWidth + 0.5 && bottom <= innerHeight + 0.5;
    const out = shown.filter(thing => !inside(thing.getBoundingClientRect()));
    const scrolls = thing =>
        thing.scrollHeight > thing.clientHeight + 1 && getComputedStyle(thing).overflowY !== 'visible';
    const bars = [document.documentElement, dialog, ...dialog.querySelectorAll(':not(.course-spoken)')].filter(scrolls);
    const canvas = dialog.querySelector('canvas'), { width, height } = canvas.getBoundingClientRect();
    const drawn = canvas.width * Math.min(width / canvas.width, height / canvas.height);
    const isBar = thing => thing.closest('.course-brief .course-options');
    const texts = shown.filter(thing => thing.innerText?.trim() && !isBar(thing));
    const small = texts.filter(text => parseFloat(getComputedStyle(text).fontSize) < innerWidth / 40 - 0.01);
    const misfits = [...out, ...bars, ...small].map(thing => thing.outerHTML.slice(0, 150));
    const isLong = dialog.querySelector('.course-caption').offsetHeight > 2 * innerWidth / 40;
    const room = isLong || TWO_ROWS.includes(dialog.querySelector('.course-head b').textContent) ? 0.85 : 0.999;
    const isAsking = dialog.querySelector('.course-asking'); // the question fills the screen, not the picture
    return !isAsking && drawn < room * innerWidth ? [...misfits, `the picture is only ${drawn} px wide`] : misfits;
}""".replace("TWO_ROWS", json.dumps(WITH_TWO_ROWS))


class Stage:
    """What fills the screen."""

    def __init__(self, page):
        self.page, self.dialog = page, page.locator(".course-stage")
        self.box = self.dialog.locator(".course-demo")

    def heading(self):
        """The scene, or the slide, and the demo."""
        return self.dialog.locator("> header b").inner_text(), self.dialog.locator(".course-name").inner_text()

    def scene(self):
        """The title of the scene whose dot is filled; None if none is."""
        filled = self.dialog.locator("> header .course-dots [aria-current]")
        return filled.get_attribute("title") if filled.count() else None

    def live(self, demo):
        """The demo that is shown, as eyes and hands know it; on the page its place is empty."""
        return LiveOnScreen(self.box, demo)

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)
        return self.heading()[0]

    def button(self, name):
        self.dialog.get_by_role("button", name=name).click()

    def misfits(self):
        """What does not fit the screen: pieces that leave it or scroll, a picture or letters that are too small."""
        return self.dialog.evaluate(MISFITS)
