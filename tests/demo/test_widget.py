"""A demo with its own front end: what the kernel answers. The front end itself is tested in a browser."""

import base64
import itertools
import os
import re
import subprocess
import sys
import time
from types import SimpleNamespace

import IPython
import nbformat
import numpy as np
import pytest
from IPython.core.events import EventManager

from course_utils.chapters import DEMOS, name_of, show
from course_utils.chapters.line_fitting import FIT_BY_HAND
from course_utils.chapters.norms_and_regularization import UNIT_BALLS
from course_utils.chapters.svd_image_compression import PHOTO
from course_utils.demo import display, widget
from course_utils.demo.display import VIEW
from course_utils.demo.encoding import MAX_RUNS, encode_runs, has_many_runs, unroll
from course_utils.demo.fallback import FallbackDemo
from course_utils.demo.picture import Picture
from course_utils.demo.progress import progress
from course_utils.demo.still import describe_still, draw_still
from course_utils.demo.upload import Upload
from course_utils.demo.widget import KernelActivity, Presenter, WidgetDemo
from course_utils.plotting.style import DPI
from tests.demo.dots import dot_demo, refusing
from tests.demo.frames import compose
from tests.demo.kernels import ROOT, SLOW_DEMO, Kernel


class FrontEnd:
    """The other side of a demo: it asks, and keeps the answers."""

    def __init__(self, live):
        self.answers, self.pieces = [], []
        live.widget.send = self.receive
        self.live = live

    def receive(self, message, pieces=()):
        self.answers.append(message)
        self.pieces.append(pieces)

    def ask(self, **question):
        self.answers.clear()
        self.pieces.clear()
        self.live._receive(self.live.widget, question, [])
        return self.answers[-1]


@pytest.fixture(autouse=True)
def _new_kernel(monkeypatch):
    """A kernel is one process; here every demo looks at the activity of a kernel of its own."""
    monkeypatch.setattr(widget, "kernel_activity", KernelActivity)


# --- pieces and background


def test_a_patch_has_the_caption_of_its_frame(demo):
    picture = Picture(demo)
    values = {control.name: control.values[-1] for control in demo.controls}
    assert picture.patch(**values).caption == picture.frame(**values).caption


def test_runs_come_back_as_they_were():
    rng = np.random.default_rng(0)
    pixels = rng.choice(np.array([0, 1, 2**32 - 1], dtype=np.uint32), size=(30, 70))
    pixels[7] = 5  # a row of one colour, like the beginning of the next
    pixels[8, :40] = 5
    np.testing.assert_array_equal(unroll(encode_runs(pixels), pixels.shape), pixels)
    assert len(encode_runs(pixels[7:8])) == 6


def test_what_is_like_a_photograph_comes_as_jpegs_and_everything_else_as_runs():
    photo = np.random.default_rng(0).integers(0, 2**32, size=(400, 400), dtype=np.uint32)
    assert has_many_runs(photo)
    assert not has_many_runs(photo[:, : MAX_RUNS // 800])
    assert Picture(PHOTO).patch().kind == "jpeg"
    assert Picture(FIT_BY_HAND).patch().kind == "runs"


def test_what_a_photograph_loses_as_jpegs_is_invisible():
    picture = Picture(PHOTO)
    shown = compose(picture, picture.patch())
    bytes_lost = shown.view(np.uint8).astype(float) - picture.pixels.view(np.uint8)
    assert 0 < np.sqrt(np.mean(bytes_lost**2)) < 2  # of 255


# --- questions and answers


def test_the_answer_to_a_move_is_the_frame_of_the_new_values(demo):
    page, alone = FrontEnd(WidgetDemo(demo)), Picture(demo)
    for control in demo.controls:
        values = demo.values(**{control.name: control.values[-1]})
        [frame] = page.ask(draw=demo.position(**values))["frames"]
        patch = alone.patch(**values)
        assert frame["position"] == demo.position(**values)
        assert frame["caption"] == patch.caption
        assert page.pieces[-1] == list(patch.pieces)
        assert frame["count"] == len(patch.pieces)
        assert frame["kind"] == patch.kind


def test_frames_asked_ahead_come_in_order_while_there_is_time(monkeypatch):
    monkeypatch.setattr(widget, "PREFETCH_SLICE_S", 60)
    page, alone = FrontEnd(WidgetDemo(dot_demo())), Picture(dot_demo())
    answer = page.ask(ahead=[[3, 0], [4, 1]])
    assert [frame["position"] for frame in answer["frames"]] == [[3, 0], [4, 1]]
    assert page.pieces[-1] == [*alone.patch(x=3, side="left").pieces, *alone.patch(x=4).pieces]
    assert answer["ahead"]
    monkeypatch.setattr(widget, "PREFETCH_SLICE_S", 1e-9)
    assert len(page.ask(ahead=[[3, 0], [4, 1]])["frames"]) <= 1


def test_nothing_is_drawn_ahead_while_the_kernel_has_other_work(monkeypatch):
    cells = EventManager(None, ["pre_run_cell", "post_run_cell"])
    monkeypatch.setattr(IPython, "get_ipython", lambda: SimpleNamespace(events=cells))
    page = FrontEnd(WidgetDemo(dot_demo()))  # displayed by a cell that still runs
    answer = page.ask(ahead=[[3, 0]])
    assert answer["later"]
    assert not answer["frames"]
    assert page.ask(draw=[3, 0])["frames"]  # but a hand that waits is answered
    cells.trigger("post_run_cell", None)
    assert page.ask(ahead=[[3, 0]])["later"]  # another cell may follow at once


def test_an_error_in_a_move_is_reported_with_its_values_and_logged(caplog):
    page = FrontEnd(WidgetDemo(refusing(4)))
    answer = page.ask(draw=[4, 0])
    assert answer["failed"] == [4, 0]
    for words in ("how far 4", "to the left", "there is <no> way"):
        assert words in answer["reason"]
    [record] = caplog.records
    assert record.exc_info[0] is ZeroDivisionError
    assert page.ask(draw=[5, 0])["frames"]


def test_a_long_computation_that_is_interrupted_leaves_a_demo_that_answers():
    def stopped_at_four(x, side):
        if x == 4:
            raise KeyboardInterrupt
        return x, side

    page = FrontEnd(WidgetDemo(dot_demo(stopped_at_four)))
    answer = page.ask(draw=[4, 0])
    assert answer["failed"] == [4, 0]
    assert "interrupted" in answer["reason"]
    assert page.ask(draw=[5, 0])["frames"]


def test_an_error_ahead_is_not_logged(caplog):
    answer = FrontEnd(WidgetDemo(refusing(4))).ask(ahead=[[4, 0]])
    assert answer["undrawable"] == [[4, 0]]
    assert not caplog.records


def test_an_error_at_the_start_is_raised():
    with pytest.raises(ZeroDivisionError):
        WidgetDemo(refusing(0))


def test_a_long_computation_reports_its_progress(monkeypatch):
    monkeypatch.setattr(display, "PROGRESS_DELAY_S", 0)
    monkeypatch.setattr(display, "REPORT_INTERVAL_S", 0)

    def compute(x, side):
        return sum(progress(range(4))) and (x, side)

    front = FrontEnd(WidgetDemo(dot_demo(compute)))
    front.ask(draw=[7, 0])
    assert [message["progress"] for message in front.answers[:-1]] == [0.25, 0.5, 0.75, 1, None]


# --- in which look


def test_a_page_that_has_become_dark_gets_a_new_background_and_frames_on_it():
    page, dark = FrontEnd(WidgetDemo(dot_demo())), ("dark", 2 * DPI // 3)
    alone = Picture(dot_demo(), look="dark", dpi=2 * DPI // 3)
    answer = page.ask(background=[3, 0], version=list(dark))
    assert (answer["version"], answer["background"]) == (dark, alone.size)
    assert [frame["position"] for frame in answer["frames"]] == [[3, 0]]
    assert page.pieces[-1] == [alone.background_runs, *alone.patch(x=3, side="left").pieces]
    answer = page.ask(draw=[4, 1], version=list(dark))
    assert (answer["version"], page.pieces[-1]) == (dark, list(alone.patch(x=4).pieces))
    answer = page.ask(draw=[4, 1])
    assert page.pieces[-1] == list(Picture(dot_demo()).patch(x=4).pieces)


def test_a_background_at_a_position_that_cannot_be_drawn_is_not_sent():
    page = FrontEnd(WidgetDemo(refusing(4)))
    page.answers.clear()
    page.live._receive(page.live.widget, {"background": [4, 0], "version": ["dark", DPI]}, [])
    assert page.answers == []


def test_the_typeface_is_sent_to_a_page_that_asks_for_it():
    page = FrontEnd(WidgetDemo(dot_demo()))
    assert page.ask(fonts=True) == {"fonts": [400, 600]}
    assert all(bytes(font[:4]) == b"wOF2" for font in page.pieces[-1])


def test_no_more_than_two_pictures_of_a_demo_are_kept():
    live = WidgetDemo(dot_demo())
    page = FrontEnd(live)
    for look, dpi in (("dark", DPI), ("light", DPI // 2), ("dark", DPI // 2)):
        page.ask(draw=[1, 0], version=[look, dpi])
        assert len(live._pictures) <= 2
    page.live._receive(live.widget, {"left": True}, [])
    assert not live._pictures


# --- where it starts


@pytest.mark.parametrize("demo", [FIT_BY_HAND, UNIT_BALLS])
def test_a_demo_can_start_on_any_values_and_its_scenes_stay(demo):
    values = {control.name: control.values[-1] for control in demo.controls}
    moved, frame = show(demo, **values), Picture(demo).patch(**values)
    first = moved.widget.first
    assert (first["position"], first["caption"]) == (demo.position(**values), frame.caption)
    assert moved.widget.pieces == list(frame.pieces)
    version = ["light", DPI]
    assert moved.widget.demo == {**Picture(demo).outline(), "name": name_of(demo), "version": version}
    plain = FallbackDemo(demo, **values)
    assert plain.values == values
    assert plain.frame.caption == frame.caption


@pytest.mark.parametrize(("wrong", "words"), [({"slop": 1}, "no control 'slop'"), ({"slope": 1.23}, "slope = 1.23")])
def test_a_wrong_name_or_value_is_named(wrong, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        show(FIT_BY_HAND, **wrong)


# --- which view


def test_show_refuses_what_is_not_a_demo():
    with pytest.raises(TypeError, match="show takes a demo"):
        show("FIT_BY_HAND")


def test_show_uses_our_front_end_unless_core_widgets_are_wanted(monkeypatch):
    assert isinstance(show(DEMOS[0]), WidgetDemo)
    monkeypatch.setenv("COURSE_DEMOS", "plain")
    assert isinstance(show(DEMOS[0]), FallbackDemo)


def test_without_anywidget_there_are_core_widgets(monkeypatch):
    monkeypatch.setattr(widget, "anywidget", None)
    assert isinstance(show(DEMOS[0]), FallbackDemo)


# --- in a kernel


@pytest.fixture(scope="module")
def kernel():
    kernel = Kernel()
    yield kernel
    kernel.stop()


def test_a_question_is_answered(kernel):
    kernel.run(SLOW_DEMO + "from course_utils.chapters import show\nlive = show(moved_dot())\ndrawn.clear()")
    kernel.send(kernel.value("live.widget.model_id"), [{"method": "custom", "content": {"draw": [7]}}])
    kernel.wait_for("drawn == [7]")


def test_while_a_cell_runs_nothing_is_drawn_ahead(kernel):
    kernel.run(SLOW_DEMO + "from course_utils.chapters import show\nlive = show(moved_dot())\ndrawn.clear()")
    model = kernel.value("live.widget.model_id")
    kernel.send(model, [{"method": "custom", "content": {"ahead": [[7]]}}])  # asking for the model was a cell
    assert kernel.value("drawn") == []
    time.sleep(1)
    kernel.send(model, [{"method": "custom", "content": {"ahead": [[7]]}}])
    kernel.wait_for("drawn == [7]")


@pytest.fixture(scope="module")
def displayed(kernel):
    """The one message that displays a demo."""
    messages = kernel.run("from course_utils.chapters import DEMOS, show\nshow(DEMOS[0])")
    [bundle] = [content for kind, content in messages if kind in ("display_data", "execute_result", "stream", "error")]
    return bundle


def test_a_displayed_demo_is_its_caption_as_text(displayed):
    assert displayed["data"]["text/plain"] == describe_still(DEMOS[0], Picture(DEMOS[0]).frame().caption)


def test_a_displayed_demo_is_a_still_picture_described_by_its_caption(displayed):
    assert base64.b64decode(displayed["data"]["image/png"]) == draw_still(Picture(DEMOS[0])).picture
    asked, caption = displayed["data"]["text/plain"].splitlines()
    assert displayed["metadata"]["image/png"]["alt"] == asked
    assert caption not in asked


def test_a_displayed_demo_is_a_widget_of_the_kernel(kernel, displayed):
    kernel.run("import ipywidgets")
    model = displayed["data"][VIEW]["model_id"]
    assert kernel.value(f"{model!r} in ipywidgets.Widget.get_manager_state()['state']")


def test_a_displayed_upload_is_its_invitation_as_text(kernel):
    messages = kernel.run("from course_utils.chapters.svd_image_compression.photo import show_upload\nshow_upload()")
    [bundle] = [content for kind, content in messages if kind == "display_data"]
    assert bundle["data"]["text/plain"] == Upload.INVITATION
    assert VIEW in bundle["data"]


def test_what_is_stored_of_a_demo_is_where_it_starts(kernel):
    messages = kernel.run(
        "from course_utils.chapters import show\nfrom course_utils.chapters.line_fitting import FIT_BY_HAND\n"
        "show(FIT_BY_HAND, slope=1.5)"
    )
    [bundle] = [content for kind, content in messages if kind == "display_data"]
    assert bundle["data"]["text/plain"] == Picture(FIT_BY_HAND).frame(slope=1.5).caption


@pytest.mark.parametrize("kind", ["plain", ""])
def test_the_button_to_present_is_the_same_text_in_every_notebook_file(kernel, kind):
    choose = f"import os\nos.environ['COURSE_DEMOS'] = {kind!r}\n"
    messages = kernel.run(f"{choose}from course_utils.chapters import present\npresent()")
    [bundle] = [content for kind, content in messages if kind in ("display_data", "error")]
    assert bundle["data"]["text/plain"] == Presenter.TEXT
    assert (VIEW in bundle["data"]) == (kind != "plain")


# --- in a stored notebook


def stored(demo_number, **replaced):
    """A cell that shows a demo, and the output that a notebook keeps of it."""
    picture = Picture(DEMOS[demo_number])
    data = {
        "text/plain": describe_still(picture.demo, picture.frame().caption),
        "image/png": base64.b64encode(picture.still().picture).decode(),
        **replaced,
    }
    cell = nbformat.v4.new_code_cell(f"from course_utils.chapters import DEMOS, show\nshow(DEMOS[{demo_number}])")
    cell.outputs = [nbformat.v4.new_output("display_data", data)]
    return cell


@pytest.mark.slow
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
