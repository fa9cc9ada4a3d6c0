"""A demo in core widgets: what is shown, errors, and the latest value, in one process and through a real kernel."""

import asyncio
import html
import re
import time
from dataclasses import replace

import ipywidgets as widgets
import numpy as np
import pytest

from course_utils.chapters import DEMOS
from course_utils.demo import display
from course_utils.demo.encoding import encode_jpeg
from course_utils.demo.fallback import FallbackDemo
from course_utils.demo.picture import Picture
from course_utils.demo.progress import progress
from course_utils.demo.still import cover_answer
from tests.demo.dots import SAID, asking_demo, dot_demo, recorded, refusing
from tests.demo.kernels import SLOW_DEMO, Kernel


def slide(live, **values):
    """What a front end does when a hand moves controls: set the position of one after the other."""
    for name, value in values.items():
        control = next(c for c in live.demo.controls if c.name == name)
        live.controls[name].index = control.values.index(value)


def on_screen(live):
    """The picture that the widgets show, and the text that they read to a screen reader."""
    return live.image.value, texts_below(live)[0]


def texts_below(live):
    """What stands under the picture for a screen reader, and for the eyes."""
    spoken, read = re.fullmatch(
        r'<div role="status".*?>(.*)</div><div aria-hidden.*?>(.*)</div>', live.caption.value
    ).groups()
    return [html.unescape(re.sub(r"<[^>]*>", "", text)) for text in (spoken, read)]


def error_on_screen(live):
    return "course-error" in live.caption.value


def bar_of(live):
    """The bar that shows the progress of a computation."""
    return next(child for child in live.widget.children if isinstance(child, widgets.FloatProgress))


def trained(seconds):
    """A dot whose compute goes through ten steps, and the bar's share and visibility at each of them."""
    seen = []

    def compute(x, side):
        for _ in progress(range(10)):
            time.sleep(seconds / 10)
            seen.extend((bar.value, bar.layout.display) for bar in bars)
        return x, side

    bars = []
    live = FallbackDemo(dot_demo(compute))
    bars.append(bar_of(live))
    return live, seen


# --- what is shown


def test_moving_a_control_shows_the_picture_of_the_new_values(demo):
    live, alone = FallbackDemo(demo), Picture(demo)
    for control in demo.controls:
        for end in (control.values[0], control.values[-1]):
            slide(live, **demo.start)
            slide(live, **{control.name: end})
            assert on_screen(live) == alone.frame(**{control.name: end})[:2]


def test_next_scene_goes_through_all_scenes_and_starts_again(demo):
    live, alone = FallbackDemo(demo), Picture(demo)
    slide(live, **demo.values(**list(demo.scenes.values())[-1]))
    for title, values in [*demo.scenes.items()] * 2:
        live.next_scene()
        assert live.values == demo.values(**values)
        assert on_screen(live) == alone.frame(**values)[:2]
        assert title in html.unescape(live.scene.value)


def test_next_scene_from_elsewhere_is_the_first():
    live = FallbackDemo(dot_demo())
    slide(live, x=7)
    live.next_scene()
    assert live.values == {"x": 50, "side": "right"}


def test_the_scene_is_named_only_while_it_is_on_screen():
    live = FallbackDemo(dot_demo())
    titles = [live.scene.value]
    for values in ({"x": 50}, {"side": "left"}, {"x": 49}):
        slide(live, **values)
        titles.append(live.scene.value)
    assert titles == ["", "<b>Dots: far</b>", "<b>Dots: far &amp; left</b>", ""]


def test_a_move_draws_once_for_several_controls():
    drawn = []
    live = FallbackDemo(recorded(drawn))
    drawn.clear()
    live.move(x=5, side="left")
    assert drawn == [(5, "left")]
    assert on_screen(live) == Picture(dot_demo()).frame(x=5, side="left")[:2]


def test_a_move_leaves_the_other_controls_where_they_are():
    live = FallbackDemo(dot_demo())
    live.move(side="left")
    live.move(x=5)
    assert live.values == {"x": 5, "side": "left"}


@pytest.mark.parametrize("wrong", [{"x": 99}, {"side": "up"}, {"y": 1}, {"x": 5, "side": "up"}])
def test_a_move_to_a_wrong_value_is_refused_and_changes_nothing(wrong):
    live = FallbackDemo(dot_demo())
    before = live.values, on_screen(live), live.scene.value
    with pytest.raises(ValueError, match="'A dot'"):
        live.move(**wrong)
    assert (live.values, on_screen(live), live.scene.value) == before


def test_two_views_of_a_demo_do_not_disturb_each_other():
    demo = dot_demo()
    one, other = FallbackDemo(demo), FallbackDemo(demo)
    for x in (3, 4, 5):
        slide(one, x=x)
        slide(other, x=x + 20)
    assert on_screen(one) == Picture(demo).frame(x=5)[:2]
    assert on_screen(other) == Picture(demo).frame(x=25)[:2]


def test_a_control_on_screen_has_its_label_and_offers_its_values_in_order(demo):
    live = FallbackDemo(demo)
    for control in demo.controls:
        widget = live.controls[control.name]
        assert widget.description == control.label
        assert list(widget.options) == [control.text(value) for value in control.values]
        assert widget.index == control.values.index(control.start)


# --- errors


def test_an_error_while_sliding_is_shown_with_its_values():
    live = FallbackDemo(refusing(4))
    slide(live, side="left", x=4)
    assert error_on_screen(live)
    for words in ("how far 4", "to the left", "there is <no> way"):
        assert words in on_screen(live)[1]


def test_an_error_while_sliding_keeps_the_last_good_picture():
    live = FallbackDemo(refusing(4))
    slide(live, x=3)
    good = live.image.value
    slide(live, x=4)
    assert live.image.value == good


def test_the_next_good_value_clears_an_error():
    live = FallbackDemo(refusing(4))
    slide(live, x=4)
    slide(live, x=5)
    assert not error_on_screen(live)
    assert on_screen(live) == Picture(dot_demo()).frame(x=5)[:2]


def test_going_back_to_the_last_good_value_clears_an_error():
    live = FallbackDemo(refusing(4))
    slide(live, x=3)
    slide(live, x=4)
    slide(live, x=3)
    assert not error_on_screen(live)
    assert on_screen(live) == Picture(dot_demo()).frame(x=3)[:2]


def test_an_error_while_sliding_is_logged_with_its_traceback(caplog):
    slide(FallbackDemo(refusing(4)), x=4)
    [record] = caplog.records
    assert record.exc_info[0] is ZeroDivisionError


def test_the_consequence_is_for_the_eyes_in_the_colours_of_its_roles():
    demo = replace(dot_demo(), consequence=lambda result: f"So it is [{result[0]}|hand] & <far>.")
    live = FallbackDemo(demo, x=7)
    assert texts_below(live) == ["The dot is 7 < 60 to the right.", "So it is 7 & <far>."]
    assert '<b style="color: var(--course-hand)">7</b>' in live.caption.value


def test_an_error_in_a_scene_is_shown():
    live = FallbackDemo(refusing(50))
    live.next_scene()
    assert error_on_screen(live)


def test_an_error_of_a_move_in_a_cell_is_raised():
    live = FallbackDemo(refusing(4))
    with pytest.raises(ZeroDivisionError):
        live.move(x=4)


def test_an_error_at_the_start_is_raised():
    with pytest.raises(ZeroDivisionError):
        FallbackDemo(refusing(0))


# --- the latest value wins


def test_a_burst_of_changes_draws_a_few_and_ends_on_the_last():
    drawn = []

    async def burst():
        live = FallbackDemo(recorded(drawn, seconds=0.3))
        drawn.clear()
        for x in range(1, 51):
            slide(live, x=x)
            await asyncio.sleep(0)
        end = time.monotonic() + 10
        while drawn[-1] != (50, "right") and time.monotonic() < end:
            await asyncio.sleep(0.01)
        return on_screen(live)

    assert asyncio.run(burst()) == Picture(dot_demo()).frame(x=50)[:2]
    assert drawn[-1] == (50, "right")
    assert len(drawn) <= 4


def test_an_error_at_the_end_of_a_burst_is_shown():
    async def burst():
        live = FallbackDemo(refusing(50))
        for x in range(1, 51):
            slide(live, x=x)
        await asyncio.sleep(0.5)
        return live

    assert error_on_screen(asyncio.run(burst()))


# --- in a kernel

FALLBACK = """
from course_utils.demo.picture import Picture
from course_utils.demo.fallback import FallbackDemo
live = FallbackDemo(moved_dot())
drawn.clear()
"""


def at(indices):
    """Updates of the position of a slider."""
    return [{"method": "update", "state": {"index": index}, "buffer_paths": []} for index in indices]


@pytest.fixture(scope="module")
def kernel():
    kernel = Kernel()
    yield kernel
    kernel.stop()


OLD = pytest.mark.skipif(widgets.__version__.startswith("7."), reason="ipywidgets 7 answers on the main thread")


@pytest.mark.parametrize("thread", ["main", pytest.param("subshell", marks=OLD)])
def test_a_flood_of_messages_draws_a_few_and_ends_on_the_last(kernel, thread):
    kernel.run(SLOW_DEMO + FALLBACK)
    slider = kernel.value("live.controls['x'].model_id")
    subshell = kernel.subshell() if thread == "subshell" else None
    kernel.send(slider, at([1]), subshell)  # from the first answer on, the kernel keeps a slider to one thread
    kernel.wait_for("'The dot is at 1.' in live.caption.value")
    start = time.monotonic()
    kernel.send(slider, at(range(2, 51)), subshell)
    kernel.wait_for("'The dot is at 50.' in live.caption.value")
    seconds = time.monotonic() - start
    drawn = kernel.value("drawn")
    assert len(drawn) <= 2 + seconds / 0.45  # 0.3 s to draw, then half of that for messages that wait
    assert drawn == sorted(set(drawn))
    assert kernel.value("on_main[-1]") == (thread == "main")
    assert kernel.value("live.image.value == live.frame.picture == Picture(live.demo).frame(x=50).picture")


def test_a_demo_moved_before_it_is_displayed_shows_where_it_is(kernel):
    elsewhere = {control.name: control.values[-1] for control in DEMOS[0].controls}
    here = "from course_utils.chapters import DEMOS\nfrom course_utils.demo.fallback import FallbackDemo\n"
    messages = kernel.run(here + f"live = FallbackDemo(DEMOS[0])\nlive.move(**{elsewhere})\nlive")
    [bundle] = [content for kind, content in messages if kind == "display_data"]
    assert bundle["data"]["text/plain"] == Picture(DEMOS[0]).frame(**elsewhere).caption


def test_an_error_while_sliding_in_a_kernel_is_shown_under_the_picture(kernel):
    kernel.run(SLOW_DEMO + "compute = lambda x: 1 / (x - 3)\n" + FALLBACK)
    kernel.send(kernel.value("live.controls['x'].model_id"), at([3]))
    kernel.wait_for("'course-error' in live.caption.value")


# --- how long it takes


def test_a_long_computation_shows_its_progress_and_then_nothing(monkeypatch):
    live, seen = trained(seconds=0)
    monkeypatch.setattr(display, "PROGRESS_DELAY_S", 0)
    monkeypatch.setattr(display, "REPORT_INTERVAL_S", 0)
    slide(live, x=7)
    assert [value for value, display in seen if display is None] == pytest.approx(np.arange(1, 10) / 10)
    assert bar_of(live).layout.display == "none"


def test_a_short_computation_shows_no_bar():
    live, seen = trained(seconds=0)
    slide(live, x=7)
    assert {display for _, display in seen} == {"none"}


def test_a_computation_that_fails_leaves_no_bar(monkeypatch):
    monkeypatch.setattr(display, "PROGRESS_DELAY_S", 0)

    def compute(x, side):
        for step in progress(range(2)):
            if x == 7 and step == 1:
                raise ZeroDivisionError
        return x, side

    live = FallbackDemo(dot_demo(compute))
    slide(live, x=7)
    assert error_on_screen(live)
    assert bar_of(live).layout.display == "none"


# --- the question


def test_an_open_question_covers_the_picture_keeps_the_caption_and_holds_the_controls():
    live, alone = FallbackDemo(asking_demo()), Picture(asking_demo())
    alone.draw()
    assert live.image.value == encode_jpeg(cover_answer(alone)) != Picture(asking_demo()).frame().picture
    assert not live.caption.value
    assert [control.disabled for control in live.controls.values()] == [True, False]
    assert [button.description for button in live.question.children[1].children] == [
        *asking_demo().question.options,
        "show me",
    ]


@pytest.mark.parametrize(("button", "words"), list(enumerate(SAID)))
def test_committing_lifts_the_veil_goes_to_the_answer_and_says_it(button, words):
    live = FallbackDemo(asking_demo())
    live.question.children[1].children[button].click()
    assert live.values["x"] == 50
    assert live.image.value == Picture(asking_demo()).frame(x=50).picture
    assert words in html.unescape(live.caption.value)
    assert not any(control.disabled for control in live.controls.values())
    assert live.question.layout.display == "none"


def test_a_demo_shown_at_other_values_does_not_ask():
    live = FallbackDemo(asking_demo(), x=3)
    assert live.image.value == Picture(asking_demo()).frame(x=3).picture
    assert not live.question.children


def test_the_next_scene_skips_the_question():
    live = FallbackDemo(asking_demo())
    live.next_scene()
    assert live.values["x"] == 50
    assert live.image.value == Picture(asking_demo()).frame(x=50).picture
