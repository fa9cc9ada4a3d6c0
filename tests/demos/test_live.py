import asyncio
import base64
import html
import io
import itertools
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import numpy as np
import pytest
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager
from PIL import Image

from course_utils.demos import DEMOS, show, show_upload
from course_utils.demos import live as live_module
from course_utils.demos.core import Control, Demo, Picture, progress
from course_utils.demos.live import VIEW, LiveDemo, LiveUpload

ROOT = Path(__file__).resolve().parents[2]

every_demo = pytest.mark.parametrize("demo", DEMOS, ids=lambda demo: re.sub(r"\W+", "-", demo.title.lower()).strip("-"))


def dot_demo(compute=lambda x, side: (x, side)):
    """A dot on a line, left or right of its middle."""

    def draw(fig, _):
        ax = fig.add_axes((0.1, 0.3, 0.8, 0.4), xlim=(-60, 60), ylim=(-1, 1))
        dot = ax.plot([0], [0], "o")[0]

        def ink(result):
            dot.set_xdata([result[0] if result[1] == "right" else -result[0]])
            return (dot,)

        return ink

    return Demo(
        title="A dot",
        slide="Dots",
        controls=(Control("x", range(51), 0, "how far"), Control("side", ("left", "right"), "right", "to the")),
        compute=compute,
        draw=draw,
        caption=lambda result: f"The dot is {result[0]} < 60 to the {result[1]}.",
        scenes={"Dots: far": {"x": 50}, "Dots: far & left": {"x": 50, "side": "left"}},
        size=(3, 1),
    )


def refusing(x_of_no_return):
    """A dot whose compute fails at one place."""

    def compute(x, side):
        if x == x_of_no_return:
            raise ZeroDivisionError("there is <no> way")
        return x, side

    return dot_demo(compute)


def recorded(drawn, seconds=0.0):
    """A dot whose compute takes its time, and notes its values."""

    def compute(x, side):
        time.sleep(seconds)
        drawn.append((x, side))
        return x, side

    return dot_demo(compute)


def slide(live, **values):
    """What a front end does when a hand moves controls: set the position of one after the other."""
    for name, value in values.items():
        control = next(c for c in live.demo.controls if c.name == name)
        live.controls[name].index = control.values.index(value)


def on_screen(live):
    """The picture and the words that the widgets show."""
    return live.image.value, html.unescape(re.sub(r"<[^>]*>", "", live.caption.value))


def error_on_screen(live):
    return "course-error" in live.caption.value


def trained(seconds):
    """A dot whose compute goes through ten steps, and the bar's share and visibility at each of them."""
    seen = []

    def compute(x, side):
        for _ in progress(range(10)):
            time.sleep(seconds / 10)
            seen.extend((bar.widget.value, bar.widget.layout.display) for bar in bars)
        return x, side

    bars = []
    live = LiveDemo(dot_demo(compute))
    bars.append(live._bar)
    return live, seen


# --- what is shown


@every_demo
def test_moving_a_control_shows_the_picture_of_the_new_values(demo):
    live, alone = LiveDemo(demo), Picture(demo)
    for control in demo.controls:
        for end in (control.values[0], control.values[-1]):
            slide(live, **demo.start)
            slide(live, **{control.name: end})
            assert on_screen(live) == alone.frame(**{control.name: end})


@every_demo
def test_next_scene_goes_through_all_scenes_and_round_again(demo):
    live, alone = LiveDemo(demo), Picture(demo)
    slide(live, **demo.values(**list(demo.scenes.values())[-1]))
    for title, values in [*demo.scenes.items()] * 2:
        live.next_scene()
        assert live.values == demo.values(**values)
        assert on_screen(live) == alone.frame(**values)
        assert title in html.unescape(live.scene.value)


def test_next_scene_from_elsewhere_is_the_first():
    live = LiveDemo(dot_demo())
    slide(live, x=7)
    live.next_scene()
    assert live.values == {"x": 50, "side": "right"}


def test_the_scene_is_named_only_while_it_is_on_screen():
    live = LiveDemo(dot_demo())
    titles = [live.scene.value]
    for values in ({"x": 50}, {"side": "left"}, {"x": 49}):
        slide(live, **values)
        titles.append(live.scene.value)
    assert titles == ["", "<b>Dots: far</b>", "<b>Dots: far &amp; left</b>", ""]


def test_a_move_draws_once_for_several_controls():
    drawn = []
    live = LiveDemo(recorded(drawn))
    drawn.clear()
    live.move(x=5, side="left")
    assert drawn == [(5, "left")]
    assert on_screen(live) == Picture(dot_demo()).frame(x=5, side="left")


def test_a_move_leaves_the_other_controls_where_they_are():
    live = LiveDemo(dot_demo())
    live.move(side="left")
    live.move(x=5)
    assert live.values == {"x": 5, "side": "left"}


@pytest.mark.parametrize("wrong", [{"x": 99}, {"side": "up"}, {"y": 1}, {"x": 5, "side": "up"}])
def test_a_move_to_a_wrong_value_is_refused_and_changes_nothing(wrong):
    live = LiveDemo(dot_demo())
    before = live.values, on_screen(live), live.scene.value
    with pytest.raises(ValueError, match="'A dot'"):
        live.move(**wrong)
    assert (live.values, on_screen(live), live.scene.value) == before


def test_two_views_of_a_demo_do_not_disturb_each_other():
    demo = dot_demo()
    one, other = LiveDemo(demo), LiveDemo(demo)
    for x in (3, 4, 5):
        slide(one, x=x)
        slide(other, x=x + 20)
    assert on_screen(one) == Picture(demo).frame(x=5)
    assert on_screen(other) == Picture(demo).frame(x=25)


@every_demo
def test_a_control_on_screen_has_its_label_and_offers_its_values_in_order(demo):
    live = LiveDemo(demo)
    for control in demo.controls:
        widget = live.controls[control.name]
        assert widget.description == control.label
        assert list(widget.options) == [control.text(value) for value in control.values]
        assert widget.index == control.values.index(control.start)


def test_show_refuses_what_is_no_demo():
    with pytest.raises(TypeError, match="show takes a demo"):
        show("FIT_BY_HAND")


# --- errors


def test_an_error_while_sliding_is_shown_in_words_that_name_the_values():
    live = LiveDemo(refusing(4))
    slide(live, side="left", x=4)
    assert error_on_screen(live)
    for words in ("how far 4", "to the left", "there is <no> way"):
        assert words in on_screen(live)[1]


def test_an_error_while_sliding_keeps_the_last_good_picture():
    live = LiveDemo(refusing(4))
    slide(live, x=3)
    good = live.image.value
    slide(live, x=4)
    assert live.image.value == good


def test_the_next_good_value_clears_an_error():
    live = LiveDemo(refusing(4))
    slide(live, x=4)
    slide(live, x=5)
    assert not error_on_screen(live)
    assert on_screen(live) == Picture(dot_demo()).frame(x=5)


def test_going_back_to_the_last_good_value_clears_an_error():
    live = LiveDemo(refusing(4))
    slide(live, x=3)
    slide(live, x=4)
    slide(live, x=3)
    assert not error_on_screen(live)
    assert on_screen(live) == Picture(dot_demo()).frame(x=3)


def test_an_error_while_sliding_is_logged_with_its_traceback(caplog):
    slide(LiveDemo(refusing(4)), x=4)
    [record] = caplog.records
    assert record.exc_info[0] is ZeroDivisionError


def test_an_error_in_a_scene_is_shown_in_words():
    live = LiveDemo(refusing(50))
    live.next_scene()
    assert error_on_screen(live)


def test_an_error_of_a_move_in_a_cell_is_raised():
    live = LiveDemo(refusing(4))
    with pytest.raises(ZeroDivisionError):
        live.move(x=4)


def test_an_error_at_the_start_is_raised():
    with pytest.raises(ZeroDivisionError):
        LiveDemo(refusing(0))


# --- a file of one's own


def picture_file(width=40, height=30):
    out = io.BytesIO()
    Image.effect_noise((width, height), 50).save(out, "png")
    return out.getvalue()


def choose(upload, content, name="cat.png"):
    """What a front end does when somebody has chosen a file."""
    about = {"name": name, "type": "image/png", "size": len(content), "last_modified": 0}
    upload.button.set_state({"value": [{**about, "content": memoryview(content)}]})


def said(upload):
    return html.unescape(re.sub(r"<[^>]*>", "", upload.message.value))


def test_a_chosen_picture_becomes_a_demo_under_the_button():
    upload = show_upload()
    choose(upload, picture_file())
    assert "Your picture, 40 × 30" in on_screen(upload.demo)[1]
    assert upload.box.children[-1] is upload.demo.box
    slide(upload.demo, k=7)
    assert "7 of 30 pieces" in on_screen(upload.demo)[1]


def test_another_picture_takes_the_place_of_the_first():
    upload = show_upload()
    choose(upload, picture_file())
    choose(upload, picture_file(20, 50))
    assert "Your picture, 20 × 50" in on_screen(upload.demo)[1]
    assert len(upload.box.children) == 3


def test_a_file_that_is_no_picture_is_refused_in_words_and_the_last_picture_stays():
    upload = show_upload()
    choose(upload, picture_file())
    first = upload.demo
    choose(upload, b"%PDF-1.7", "cat.pdf")
    assert said(upload).startswith("Sorry, the file is no picture that can be read here")
    assert "course-error" in upload.message.value
    assert upload.demo is first
    choose(upload, picture_file())
    assert "course-error" not in upload.message.value


def test_an_error_of_ours_is_shown_and_logged(caplog):
    upload = LiveUpload(lambda data: 1 / 0)
    choose(upload, b"?")
    assert "Sorry, division by zero" in said(upload)
    assert caplog.records[0].exc_info[0] is ZeroDivisionError


def test_the_form_of_older_widgets_is_understood():
    upload = show_upload()
    upload._chosen({"new": {"cat.png": {"metadata": {}, "content": picture_file()}}})
    assert "Your picture, 40 × 30" in on_screen(upload.demo)[1]
    upload._chosen({"new": ()})  # nothing chosen
    assert "Your picture, 40 × 30" in on_screen(upload.demo)[1]


# --- the latest value wins


def test_a_burst_of_changes_draws_a_few_and_ends_on_the_last():
    drawn = []

    async def burst():
        live = LiveDemo(recorded(drawn, seconds=0.3))
        drawn.clear()
        for x in range(1, 51):
            slide(live, x=x)
            await asyncio.sleep(0)
        end = time.monotonic() + 10
        while drawn[-1] != (50, "right") and time.monotonic() < end:
            await asyncio.sleep(0.01)
        return on_screen(live)

    assert asyncio.run(burst()) == Picture(dot_demo()).frame(x=50)
    assert drawn[-1] == (50, "right")
    assert len(drawn) <= 4


def test_an_error_at_the_end_of_a_burst_is_shown():
    async def burst():
        live = LiveDemo(refusing(50))
        for x in range(1, 51):
            slide(live, x=x)
        await asyncio.sleep(0.5)
        return live

    assert error_on_screen(asyncio.run(burst()))


# --- in a kernel

SLOW_DEMO = """
import threading, time
from course_utils.demos import show
from course_utils.demos.core import Control, Demo

drawn, on_main = [], []

def compute(x):
    drawn.append(x)
    on_main.append(threading.current_thread() is threading.main_thread())
    time.sleep(0.3)
    return x

def draw(fig, _):
    dot = fig.add_axes((0.1, 0.3, 0.8, 0.4), xlim=(0, 50), ylim=(-1, 1)).plot([0], [0], "o")[0]
    def ink(x):
        dot.set_xdata([x])
        return (dot,)
    return ink

def moved_dot():
    x = Control("x", range(51), 0, "how far")
    return Demo("A dot", "Dots", (x,), compute, draw, "The dot is at {}.".format, size=(3, 1))

live = show(moved_dot())
drawn.clear()
"""


class Kernel:
    """A kernel of this Python, and what a front end says to it."""

    def __init__(self):
        # With no folder to search, the manager offers this Python's own kernel and no other.
        self.manager = KernelManager(kernel_name="python3", kernel_spec_manager=KernelSpecManager(kernel_dirs=[]))
        path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
        log = ["--IPKernelApp.log_level=ERROR"]
        self.manager.start_kernel(env={**os.environ, "PYTHONPATH": path}, extra_arguments=log)
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)

    def stop(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)
        self.manager.cleanup_resources()

    def run(self, code):
        """The messages that running this code brings."""
        outputs = []
        reply = self.client.execute_interactive(code, output_hook=outputs.append, timeout=60)
        assert reply["content"]["status"] == "ok", reply["content"]
        return [(output["msg_type"], output["content"]) for output in outputs]

    def value(self, expression):
        """What an expression, made of numbers and texts, is worth in the kernel."""
        messages = self.run(f"print(repr({expression}))")
        return eval("".join(content["text"] for kind, content in messages if kind == "stream"))

    def subshell(self):
        """The id of a new thread of the kernel that answers messages of its own: JupyterLab moves its sliders there."""
        session = self.client.session
        request = session.msg("create_subshell_request", {})
        self.client.control_channel.send(request)
        while True:
            reply = self.client.get_control_msg(timeout=30)
            if reply["parent_header"].get("msg_id") == request["header"]["msg_id"]:
                return reply["content"]["subshell_id"]

    def slide(self, model, indices, subshell):
        """Update the position of a slider, again and again, without waiting for an answer."""
        for index in indices:
            content = {"comm_id": model, "data": {"method": "update", "state": {"index": index}, "buffer_paths": []}}
            message = self.client.session.msg("comm_msg", content)
            message["header"]["subshell_id"] = subshell
            self.client.shell_channel.send(message)

    def settled(self, condition):
        """Wait until a condition holds in the kernel."""
        end = time.monotonic() + 20
        while not (holds := self.value(condition)) and time.monotonic() < end:
            time.sleep(0.05)
        assert holds, condition


@pytest.fixture(scope="module")
def kernel():
    kernel = Kernel()
    yield kernel
    kernel.stop()


@pytest.mark.parametrize("thread", ["main", "subshell"])
def test_a_flood_of_messages_draws_a_few_and_ends_on_the_last(kernel, thread):
    kernel.run(SLOW_DEMO)
    slider = kernel.value("live.controls['x'].model_id")
    subshell = kernel.subshell() if thread == "subshell" else None
    kernel.slide(slider, [1], subshell)  # from the first answer on, the kernel keeps a slider to one thread
    kernel.settled("'The dot is at 1.' in live.caption.value")
    kernel.slide(slider, range(2, 51), subshell)
    kernel.settled("'The dot is at 50.' in live.caption.value")
    drawn = kernel.value("drawn")
    assert len(drawn) <= 4
    assert drawn == sorted(set(drawn))
    assert kernel.value("on_main[-1]") == (thread == "main")
    assert kernel.value("live.image.value == live.frame.picture == live._picture.frame(x=50).picture")


@pytest.fixture(scope="module")
def displayed(kernel):
    """The one message that displays a demo."""
    messages = kernel.run("from course_utils.demos import DEMOS, show\nshow(DEMOS[0])")
    [bundle] = [content for kind, content in messages if kind in ("display_data", "execute_result", "stream", "error")]
    return bundle


def test_a_displayed_demo_is_its_caption_as_text(displayed):
    assert displayed["data"]["text/plain"] == Picture(DEMOS[0]).frame().caption


def test_a_displayed_demo_is_a_still_picture_described_by_its_caption(displayed):
    assert base64.b64decode(displayed["data"]["image/png"]) == Picture(DEMOS[0]).png()
    assert displayed["metadata"]["image/png"]["alt"] == displayed["data"]["text/plain"]


def test_a_displayed_demo_is_a_widget_of_the_kernel(kernel, displayed):
    kernel.run("import ipywidgets")
    model = displayed["data"][VIEW]["model_id"]
    assert kernel.value(f"{model!r} in ipywidgets.Widget.get_manager_state()['state']")


def test_a_displayed_upload_is_its_invitation_as_text(kernel):
    messages = kernel.run("from course_utils.demos import show_upload\nshow_upload()")
    [bundle] = [content for kind, content in messages if kind == "display_data"]
    assert bundle["data"]["text/plain"] == LiveUpload.INVITATION
    assert VIEW in bundle["data"]


def test_a_demo_moved_before_it_is_displayed_shows_where_it_is(kernel):
    elsewhere = {control.name: control.values[-1] for control in DEMOS[0].controls}
    messages = kernel.run(f"live = show(DEMOS[0])\nlive.move(**{elsewhere})\nlive")
    [bundle] = [content for kind, content in messages if kind == "display_data"]
    assert bundle["data"]["text/plain"] == Picture(DEMOS[0]).frame(**elsewhere).caption


def test_an_error_while_sliding_in_a_kernel_is_shown_under_the_picture(kernel):
    kernel.run(SLOW_DEMO + "\ncompute = lambda x: 1 / (x - 3)\nlive = show(moved_dot())")
    kernel.slide(kernel.value("live.controls['x'].model_id"), [3], None)
    kernel.settled("'course-error' in live.caption.value")


# --- in a stored notebook


def stored(demo_number, **replaced):
    """A cell that shows a demo, and the output that a notebook keeps of it."""
    picture = Picture(DEMOS[demo_number])
    data = {"text/plain": picture.frame().caption, "image/png": base64.b64encode(picture.png()).decode(), **replaced}
    cell = nbformat.v4.new_code_cell(f"from course_utils.demos import DEMOS, show\nshow(DEMOS[{demo_number}])")
    cell.outputs = [nbformat.v4.new_output("display_data", data)]
    return cell


def test_a_stored_demo_is_compared_by_its_caption_alone(tmp_path):
    cells = [
        stored(0),
        stored(0, **{"image/png": base64.b64encode(b"of another matplotlib").decode()}),
        stored(0, **{VIEW: {"version_major": 2, "version_minor": 0, "model_id": "of another kernel"}}),
        stored(0, **{"text/plain": "Of other numbers."}),
    ]
    for cell, count in zip(cells, itertools.count(1), strict=False):
        cell.execution_count = count
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "demo.ipynb")
    command = [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", "-p", "no:cacheprovider", "-rA", "."]
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    run = subprocess.run(
        command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, check=False
    )
    outcomes = re.findall(r"^(PASSED|FAILED) .*::Cell \d", run.stdout, re.MULTILINE)
    assert outcomes == ["PASSED", "PASSED", "PASSED", "FAILED"], run.stdout


# --- how long it takes


def test_a_long_computation_shows_how_far_it_is_and_then_nothing(monkeypatch):
    live, seen = trained(seconds=0)
    monkeypatch.setattr(live_module, "PATIENCE", 0)
    monkeypatch.setattr(live_module, "BETWEEN", 0)
    slide(live, x=7)
    assert [value for value, display in seen if display is None] == pytest.approx(np.arange(1, 10) / 10)
    assert live._bar.widget.layout.display == "none"


def test_a_short_computation_shows_no_bar():
    live, seen = trained(seconds=0)
    slide(live, x=7)
    assert {display for _, display in seen} == {"none"}


def test_a_computation_that_fails_leaves_no_bar(monkeypatch):
    monkeypatch.setattr(live_module, "PATIENCE", 0)

    def compute(x, side):
        for step in progress(range(2)):
            if x == 7 and step == 1:
                raise ZeroDivisionError
        return x, side

    live = LiveDemo(dot_demo(compute))
    slide(live, x=7)
    assert error_on_screen(live)
    assert live._bar.widget.layout.display == "none"
