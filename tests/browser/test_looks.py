"""What a demo makes of the page it is on: dark, large, narrow, and moving from scene to scene."""

import pytest

from course_utils.demo.picture import Picture
from course_utils.plotting.style import DPI
from tests.browser.conftest import VIEWED
from tests.browser.jupyter import PROJECTOR
from tests.browser.stage import DRAWN, LARGE, Stage

THEME = "name => window.jupyterapp.commands.execute('apputils:change-theme', {theme: name})"
SIZE = "canvas => [canvas.width, canvas.height]"
# The colour in the corner of a canvas.
CORNER = """canvas => {
    const copy = new OffscreenCanvas(1, 1);
    copy.getContext('2d').drawImage(canvas, 0, 0);
    return [...copy.getContext('2d').getImageData(0, 0, 1, 1).data].slice(0, 3);
}"""
HAS_LOOK = "([box, look]) => box.dataset.look === look"


@pytest.fixture
def live(viewed):
    """A demo whose picture may be cut in two, at its start."""
    live = next(live for live in viewed.demos if live.demo.split)
    live.box.evaluate("box => box.scrollIntoView()")
    live.go_to(live.demo.start)
    yield live
    live.page.set_viewport_size(PROJECTOR)
    live.page.evaluate(THEME, "JupyterLab Light")
    live.page.wait_for_function(HAS_LOOK, arg=[live.element, "light"])


def corner_of(demo, look):
    picture = Picture(demo, look=look)
    return [int(picture.background[0, 0]) >> shift & 255 for shift in (0, 8, 16)]


def test_on_a_dark_page_the_kernel_draws_dark_and_on_a_light_page_light(live):
    for look in ("dark", "light"):
        live.page.evaluate(THEME, f"JupyterLab {look.title()}")
        live.page.wait_for_function(HAS_LOOK, arg=[live.element, look])
        live.box.evaluate(DRAWN)
        assert live.image.evaluate(CORNER) == corner_of(live.demo, look)
        name, handle = next(iter(live.sliders.items()))
        handle.press("End" if look == "dark" else "Home")
        live.box.evaluate(DRAWN)
        assert live.values()[name] == live.control(name).values[-1 if look == "dark" else 0]
        assert live.image.evaluate(CORNER) == corner_of(live.demo, look)
        assert live.image.evaluate("canvas => getComputedStyle(canvas).filter") == "none"


def test_on_a_large_stage_a_picture_is_drawn_with_the_pixels_of_the_screen(live):
    live.page.set_viewport_size(LARGE)
    live.box.get_by_role("button", name="present", exact=True).click()
    stage = Stage(live.page)
    is_sharp = "([box, width]) => box.querySelector('canvas').width === width"
    sharp = [live.element, live.demo.size[0] * DPI * 4 / 3]
    live.page.wait_for_function(is_sharp, arg=sharp)
    live.page.keyboard.press("PageDown")
    live.box.evaluate(DRAWN)
    live.page.wait_for_function(is_sharp, arg=sharp)
    live.page.keyboard.press("Escape")
    stage.dialog.wait_for(state="detached")


def test_in_a_narrow_card_the_parts_of_a_picture_are_under_each_other(live):
    width, height = live.image.evaluate(SIZE)
    live.page.set_viewport_size({"width": 480, "height": 800})
    live.page.wait_for_function(
        "([box, height]) => box.querySelector('canvas').height === height", arg=[live.element, 2 * height]
    )
    cut = round(width * live.demo.split)
    assert live.image.evaluate(SIZE) == [max(cut, width - cut), 2 * height]
    next(iter(live.sliders.values())).press("ArrowRight")
    assert live.follows()


def test_a_scene_is_reached_through_the_values_between_and_at_once_where_motion_is_unwelcome(viewed):
    live, page = viewed.demos[0], viewed.page
    assert live.demo is next(iter(VIEWED.values()))
    visit = """async ([box, index]) => {
        const passed = [];
        box.addEventListener('course-moved', () => passed.push(box.querySelector('input').dataset.place));
        const began = performance.now();
        box.querySelectorAll('.course-dots button')[index].click();
        while (!box.querySelectorAll('.course-dots button')[index].ariaCurrent || passed.at(-1) !== '50')
            await new Promise(requestAnimationFrame);
        return [passed.map(Number), performance.now() - began];
    }"""
    for motion in ("no-preference", "reduce"):
        page.emulate_media(reduced_motion=motion)
        live.go_to(live.demo.values(side="right"))
        live.sliders["far"].press("Home")
        page.wait_for_timeout(3000)  # frames are drawn ahead
        passed, _ = live.element.evaluate(
            "async (box, [visit, index]) => eval(visit)([box, index])",
            [visit, list(live.demo.scenes).index("Dots: far")],
        )
        assert passed == sorted(passed)
        assert (len(passed) > 3) == (motion == "no-preference")
        assert live.follows()
