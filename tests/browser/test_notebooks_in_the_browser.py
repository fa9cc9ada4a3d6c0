"""Notebooks in JupyterLab, used as a student and a lecturer use it: with keys, with the mouse, and in a hurry."""

import base64
import io
import re
from urllib.parse import urlsplit

import numpy as np
import pytest
from PIL import Image

from tests.browser.conftest import VIEWED, picture_of
from tests.demo.frames import compose, read

ALARMING = (
    '[data-mime-type="application/vnd.jupyter.error"], [data-mime-type="application/vnd.jupyter.stderr"], '
    ".jupyter-widgets-error-widget, .course-error"
)


def first_slider(live):
    """The name and the handle of a demo's first slider."""
    return next(iter(live.sliders.items()))


# --- both notebooks


def test_all_cells_run_and_nothing_is_red(notebook):
    assert notebook.page.locator(ALARMING).all_inner_texts() == []


def test_every_demo_starts_on_its_picture_and_caption(notebook):
    assert all(live.follows() for live in notebook.demos)


# Where everything stands, at every frame that the browser paints.
WATCH = """([image, caption, below]) => {
    const seen = window.seen = new Set();
    const look = () => {
        const boxes = [image, caption, below].map(element => element.getBoundingClientRect());
        const places = boxes.flatMap(box => [box.top, box.left, box.width]).concat(boxes[0].height, boxes[1].height);
        seen.add(JSON.stringify([image.isConnected, ...places]));
        if (window.seen === seen) requestAnimationFrame(look);
    };
    look();
}"""


def watch(live, below):
    """Note where a demo's picture and caption and a cell below them stand, from now on."""
    live.page.evaluate(WATCH, [live.image.element_handle(), live.caption.element_handle(), below])


def watched(live):
    """All places where they have stood."""
    return live.page.evaluate("() => { const { seen } = window; window.seen = null; return [...seen]; }")


def test_keys_move_every_slider_the_picture_follows_and_nothing_else_moves(viewed):
    below = viewed.page.locator(".jp-Notebook .jp-Cell").last.element_handle()
    for live in viewed.demos:
        for name, handle in live.sliders.items():
            values = live.control(name).values
            handle.press("Home")
            assert live.follows()
            watch(live, below)
            for key, position in (("ArrowRight", 1), ("ArrowLeft", 0), ("End", -1), ("ArrowDown", -2), ("ArrowUp", -1)):
                handle.press(key)
                assert live.values()[name] == values[position], (name, key)
                assert live.follows(), (name, key)
            assert len(watched(live)) == 1, (live.demo.title, name)


def test_every_card_is_as_wide_as_the_output_and_every_picture_as_its_card(notebook):
    for live in notebook.demos:
        output = live.box.locator("xpath=ancestor::*[contains(@class, 'jp-OutputArea-output')][1]")
        room = output.evaluate("""area => {
            const style = getComputedStyle(area);
            return area.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
        }""")
        assert live.box.bounding_box()["width"] == pytest.approx(room, abs=6)  # margins
        inside = live.box.evaluate("box => box.clientWidth - 2 * parseFloat(getComputedStyle(box).paddingLeft)")
        assert live.image.bounding_box()["width"] == pytest.approx(inside, abs=1)


def test_no_output_has_scroll_bars(notebook):
    scrolling = notebook.page.locator(".jp-OutputArea, .jp-OutputArea *").evaluate_all("""all => all.filter(element => {
        const style = getComputedStyle(element);
        const hidden = [element.scrollHeight - element.clientHeight, element.scrollWidth - element.clientWidth];
        return [style.overflowY, style.overflowX].some((way, i) => /auto|scroll/.test(way) && hidden[i] > 0);
    }).map(element => element.className)""")
    assert scrolling == []


# --- the viewed demos


def test_the_notebook_of_the_viewed_demos_has_all_of_them(demos):
    assert [live.demo for live in demos] == list(VIEWED.values())


def test_the_mouse_drags_a_slider_and_the_picture_follows(demos):
    for live in demos:
        name, handle = first_slider(live)
        handle.press("Home")
        handle.scroll_into_view_if_needed()
        track = handle.bounding_box()
        mouse, middle = live.page.mouse, track["y"] + track["height"] / 2
        mouse.move(track["x"] + 11, middle)  # half the width of a handle
        mouse.down()
        mouse.move(track["x"] + 11 + (track["width"] - 22) * 0.75, middle, steps=8)
        mouse.up()
        values = live.control(name).values
        share = values.index(live.values()[name]) / (len(values) - 1)
        assert share == pytest.approx(0.75, abs=0.5 / (len(values) - 1) + 0.05)
        assert live.follows()


def test_every_choice_can_be_clicked_and_the_picture_follows(demos):
    for live in demos:
        for name, buttons in live.choices.items():
            for word, button in buttons.items():
                button.click()
                assert live.values()[name] == word
                assert live.follows()


@pytest.mark.parametrize("how", ["click", "Enter", "Space"])
def test_the_button_steps_through_all_scenes(demos, how):
    for live in demos:
        scenes = {title: live.demo.values(**values) for title, values in live.demo.scenes.items()}
        titles, seen = list(scenes), []
        for _ in titles:
            now = next((title for title in titles if scenes[title] == live.values()), titles[-1])
            after = titles[(titles.index(now) + 1) % len(titles)]
            live.next.click() if how == "click" else live.next.press(how)
            live.box.locator(".course-scene").get_by_text(after, exact=True).wait_for()
            assert live.values() == scenes[after]
            assert live.follows()
            seen.append(after)
        assert sorted(seen) == sorted(titles)


# The pixels of a canvas, as a file in base64.
PIXELS = """async canvas => {
    const copy = new OffscreenCanvas(canvas.width, canvas.height);
    copy.getContext('2d').drawImage(canvas, 0, 0);
    const bytes = new Uint8Array(await (await copy.convertToBlob()).arrayBuffer());
    return btoa(bytes.reduce((all, byte) => all + String.fromCharCode(byte), ''));
}"""


def test_the_pixels_on_the_screen_are_those_that_the_kernel_sent(demos):
    for live in demos:
        picture = picture_of(live.demo.title)
        patch = picture.patch(**live.values())
        sent = compose(picture, patch).view(np.uint8).astype(int)
        seen = read(base64.b64decode(live.image.evaluate(PIXELS))).view(np.uint8)
        assert np.abs(seen - sent).max() <= (
            3 if patch.kind == "jpeg" else 0
        )  # of 255: decoders of JPEGs differ a little


def hurry(live):
    """Fifty quick presses on the first slider, which stands at its left end; the last value is then on the screen."""
    for key in ["ArrowRight"] * 40 + ["ArrowLeft"] * 10:
        live.page.keyboard.press(key)
    name, _ = first_slider(live)
    values = live.control(name).values
    assert live.values()[name] == values[max(min(40, len(values) - 1) - 10, 0)]
    assert live.follows()


def test_after_many_quick_presses_the_last_value_is_on_the_screen_and_nothing_else_has_moved(demos):
    below = demos[0].page.locator(".jp-Notebook .jp-Cell").last.element_handle()
    for live in demos:
        first_slider(live)[1].press("Home")
        assert live.follows()
        watch(live, below)
        hurry(live)
        assert len(watched(live)) == 1, live.demo.title


# 2000 moves of a slider in a second, as no hand makes them; where it stands at the end.
FLOOD = """async slider => {
    const began = performance.now(), positions = Number(slider.max) + 1;
    for (let sent = 0; sent < 2000; await new Promise(requestAnimationFrame))
        for (const due = Math.min(2000, 2 * (performance.now() - began)); sent < due; sent++) {
            slider.value = (7 * sent) % positions;
            slider.dispatchEvent(new Event('input', { bubbles: true }));
        }
    return Number(slider.value);
}"""


def test_a_flood_of_moves_ends_on_the_last(demos):
    for live in demos:
        name, handle = first_slider(live)
        last = handle.evaluate(FLOOD)
        assert live.values()[name] == live.control(name).values[last]
        assert live.follows()


def test_no_frame_on_the_screen_lacks_the_picture(demos):
    live, frames = demos[0], []
    first_slider(live)[1].press("Home")
    live.image.scroll_into_view_if_needed()
    box = live.image.bounding_box()
    camera = live.page.context.new_cdp_session(live.page)

    def keep(event):
        frames.append(event["data"])
        camera.send("Page.screencastFrameAck", {"sessionId": event["sessionId"]})

    camera.on("Page.screencastFrame", keep)
    camera.send("Page.startScreencast", {"format": "png", "everyNthFrame": 1})
    hurry(live)
    camera.send("Page.stopScreencast")
    camera.detach()
    corners = [round(c) for c in (box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"])]
    pictures = [Image.open(io.BytesIO(base64.b64decode(frame))).convert("L").crop(corners) for frame in frames]
    inked = [np.mean(np.asarray(picture) < 200) for picture in pictures]
    assert len(inked) > 5
    assert min(inked) > 0.5 * max(inked)


# --- at the end of all that


def test_no_demo_shows_an_error(notebook):
    assert notebook.page.locator(ALARMING).all_inner_texts() == []


def test_the_console_has_no_errors(notebook):
    assert notebook.complaints == []


def test_nothing_asks_the_network(notebook):
    hosts = {urlsplit(address).hostname for address in notebook.addresses if address.startswith(("http", "ws"))}
    assert hosts == {"127.0.0.1"}


def test_neither_the_server_nor_a_kernel_logs_an_exception(notebook, lab):
    log = lab.log.read_text(encoding="utf-8")
    assert not re.search(r"Traceback|^\[[CE] |Exception|\w+Error\b", log, re.MULTILINE), log
