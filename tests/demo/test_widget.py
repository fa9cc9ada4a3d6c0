"""A demo with its own front end: what the kernel answers. What the front end makes of it is tried in a browser."""

import base64
import itertools
import os
import re
import subprocess
import sys
import time

import nbformat
import numpy as np
import pytest

from course_utils.chapters import DEMOS, name_of, show
from course_utils.chapters.line_fitting import FIT_BY_HAND
from course_utils.chapters.norms_and_regularization import UNIT_BALLS
from course_utils.chapters.svd_image_compression import PHOTO
from course_utils.demo import display, widget
from course_utils.demo.display import VIEW
from course_utils.demo.encoding import MANY_RUNS, has_many_runs, jpeg, runs
from course_utils.demo.fallback import PlainDemo
from course_utils.demo.picture import Picture
from course_utils.demo.progress import progress
from course_utils.demo.upload import Upload
from course_utils.demo.widget import Cells, LiveDemo, Presenter
from tests.demo.dots import dot_demo, refusing
from tests.demo.frames import pasted, unrolled
from tests.demo.kernels import ROOT, SLOW_DEMO, Kernel


class FrontEnd:
    """The other side of a live demo: it asks, and notes what it is told."""

    def __init__(self, live):
        self.told, self.pieces = [], []
        live.widget.send = self.hear
        live._cells = Cells()
        self.live = live

    def hear(self, message, pieces=()):
        self.told.append(message)
        self.pieces.append(pieces)

    def ask(self, **question):
        self.told.clear()
        self.pieces.clear()
        self.live._asked(self.live.widget, question, [])
        return self.told[-1]


# --- pieces and paper


def test_a_patch_has_the_caption_of_its_frame(demo):
    picture = Picture(demo)
    values = {control.name: control.values[-1] for control in demo.controls}
    assert picture.patch(**values).caption == picture.frame(**values).caption


def test_runs_come_back_as_they_were():
    rng = np.random.default_rng(0)
    pixels = rng.choice(np.array([0, 1, 2**32 - 1], dtype=np.uint32), size=(30, 70))
    pixels[7] = 5  # a row of one colour, like the beginning of the next
    pixels[8, :40] = 5
    np.testing.assert_array_equal(unrolled(runs(pixels), np.zeros_like(pixels)), pixels)
    assert len(runs(pixels[7:8])) == 6


def test_a_page_can_tell_runs_from_a_jpeg_by_the_fourth_byte():
    pixels = np.full((16, 16), 0xFFFFD8FF, dtype=np.uint32)  # the first three bytes of a JPEG, as a colour
    assert runs(pixels)[:4] == b"\xff\xd8\xff\xff"
    assert jpeg(pixels)[:4] == b"\xff\xd8\xff\xe0"


def test_what_is_like_a_photograph_comes_as_jpegs_and_all_else_as_runs():
    photo = np.random.default_rng(0).integers(0, 2**32, size=(400, 400), dtype=np.uint32)
    assert has_many_runs(photo)
    assert not has_many_runs(photo[:, : MANY_RUNS // 800])
    assert Picture(PHOTO).patch().places
    assert not Picture(FIT_BY_HAND).patch().places


def test_nobody_sees_what_a_photograph_loses_as_jpegs():
    picture = Picture(PHOTO)
    shown = pasted(picture.paper, picture.patch(), picture.pixels.shape)
    bytes_lost = shown.view(np.uint8).astype(float) - picture.pixels.view(np.uint8)
    assert 0 < np.sqrt(np.mean(bytes_lost**2)) < 2  # of 255


# --- questions and answers


def test_the_answer_to_a_move_is_the_frame_of_the_new_values(demo):
    page, alone = FrontEnd(LiveDemo(demo)), Picture(demo)
    for control in demo.controls:
        values = demo.values(**{control.name: control.values[-1]})
        [frame] = page.ask(draw=demo.position(**values))["frames"]
        patch = alone.patch(**values)
        assert frame["position"] == demo.position(**values)
        assert frame["caption"] == patch.caption
        assert page.pieces[-1] == list(patch.pieces)
        assert frame["count"] == len(patch.pieces)


def test_what_is_asked_ahead_comes_in_order_as_much_as_there_is_time_for(monkeypatch):
    monkeypatch.setattr(widget, "AT_ONCE", 60)
    page, alone = FrontEnd(LiveDemo(dot_demo())), Picture(dot_demo())
    told = page.ask(ahead=[[3, 0], [4, 1]])
    assert [frame["position"] for frame in told["frames"]] == [[3, 0], [4, 1]]
    assert page.pieces[-1] == [*alone.patch(x=3, side="left").pieces, *alone.patch(x=4).pieces]
    assert told["ahead"]
    monkeypatch.setattr(widget, "AT_ONCE", 1e-9)
    assert len(page.ask(ahead=[[3, 0], [4, 1]])["frames"]) <= 1


def test_nothing_is_drawn_ahead_while_the_kernel_has_other_work():
    page = FrontEnd(LiveDemo(dot_demo()))
    page.live._cells._begin(None)
    told = page.ask(ahead=[[3, 0]])
    assert told["later"]
    assert not told["frames"]
    assert page.ask(draw=[3, 0])["frames"]  # but a hand that waits is answered
    page.live._cells._stop(None)
    assert page.ask(ahead=[[3, 0]])["later"]  # another cell may follow at once


def test_an_error_in_a_move_is_told_in_words_that_name_the_values_and_logged(caplog):
    page = FrontEnd(LiveDemo(refusing(4)))
    told = page.ask(draw=[4, 0])
    assert told["failed"] == [4, 0]
    for words in ("how far 4", "to the left", "there is <no> way"):
        assert words in told["words"]
    [record] = caplog.records
    assert record.exc_info[0] is ZeroDivisionError
    assert page.ask(draw=[5, 0])["frames"]


def test_a_long_computation_that_is_interrupted_leaves_a_demo_that_answers():
    def stopped_at_four(x, side):
        if x == 4:
            raise KeyboardInterrupt
        return x, side

    page = FrontEnd(LiveDemo(dot_demo(stopped_at_four)))
    told = page.ask(draw=[4, 0])
    assert told["failed"] == [4, 0]
    assert "interrupted" in told["words"]
    assert page.ask(draw=[5, 0])["frames"]


def test_an_error_ahead_is_no_error_yet(caplog):
    told = FrontEnd(LiveDemo(refusing(4))).ask(ahead=[[4, 0]])
    assert told["hopeless"] == [[4, 0]]
    assert not caplog.records


def test_an_error_at_the_start_is_raised():
    with pytest.raises(ZeroDivisionError):
        LiveDemo(refusing(0))


def test_a_long_computation_tells_how_far_it_is(monkeypatch):
    monkeypatch.setattr(display, "PATIENCE", 0)
    monkeypatch.setattr(display, "BETWEEN", 0)

    def compute(x, side):
        return sum(progress(range(4))) and (x, side)

    front = FrontEnd(LiveDemo(dot_demo(compute)))
    front.ask(draw=[7, 0])
    assert [message["share"] for message in front.told[:-1]] == [0.25, 0.5, 0.75, 1, None]


# --- where it starts


@pytest.mark.parametrize("demo", [FIT_BY_HAND, UNIT_BALLS])
def test_a_demo_can_start_on_any_values_and_its_scenes_stay(demo):
    values = {control.name: control.values[-1] for control in demo.controls}
    moved, frame = show(demo, **values), Picture(demo).patch(**values)
    [first] = moved.widget.first["frames"]
    assert (first["position"], first["caption"]) == (demo.position(**values), frame.caption)
    assert moved.widget.pieces == list(frame.pieces)
    assert moved.widget.demo == {**demo.outline(), "name": name_of(demo), "pixels": moved.widget.demo["pixels"]}
    plain = PlainDemo(demo, **values)
    assert plain.values == values
    assert plain.frame.caption == frame.caption


@pytest.mark.parametrize(("wrong", "words"), [({"slop": 1}, "no control 'slop'"), ({"slope": 1.23}, "slope = 1.23")])
def test_a_wrong_name_or_value_is_named(wrong, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        show(FIT_BY_HAND, **wrong)


# --- which view


def test_show_refuses_what_is_no_demo():
    with pytest.raises(TypeError, match="show takes a demo"):
        show("FIT_BY_HAND")


def test_show_gives_the_own_front_end_unless_somebody_wants_core_widgets(monkeypatch):
    assert isinstance(show(DEMOS[0]), LiveDemo)
    monkeypatch.setenv("COURSE_DEMOS", "plain")
    assert isinstance(show(DEMOS[0]), PlainDemo)


def test_without_anywidget_there_are_core_widgets(monkeypatch):
    monkeypatch.setattr(widget, "anywidget", None)
    assert isinstance(show(DEMOS[0]), PlainDemo)


# --- in a kernel


@pytest.fixture(scope="module")
def kernel():
    kernel = Kernel()
    yield kernel
    kernel.stop()


def test_a_question_is_answered(kernel):
    kernel.run(SLOW_DEMO + "from course_utils.chapters import show\nlive = show(moved_dot())\ndrawn.clear()")
    kernel.tell(kernel.value("live.widget.model_id"), [{"method": "custom", "content": {"draw": [7]}}])
    kernel.settled("drawn == [7]")


def test_while_a_cell_runs_nothing_is_drawn_ahead(kernel):
    kernel.run(SLOW_DEMO + "from course_utils.chapters import show\nlive = show(moved_dot())\ndrawn.clear()")
    model = kernel.value("live.widget.model_id")
    kernel.tell(model, [{"method": "custom", "content": {"ahead": [[7]]}}])  # asking for the model was a cell
    assert kernel.value("drawn") == []
    time.sleep(1)
    kernel.tell(model, [{"method": "custom", "content": {"ahead": [[7]]}}])
    kernel.settled("drawn == [7]")


@pytest.fixture(scope="module")
def displayed(kernel):
    """The one message that displays a demo."""
    messages = kernel.run("from course_utils.chapters import DEMOS, show\nshow(DEMOS[0])")
    [bundle] = [content for kind, content in messages if kind in ("display_data", "execute_result", "stream", "error")]
    return bundle


def test_a_displayed_demo_is_its_caption_as_text(displayed):
    assert displayed["data"]["text/plain"] == Picture(DEMOS[0]).frame().caption


def test_a_displayed_demo_is_a_still_picture_described_by_its_caption(displayed):
    assert base64.b64decode(displayed["data"]["image/png"]) == Picture(DEMOS[0]).still().picture
    assert displayed["metadata"]["image/png"]["alt"] == displayed["data"]["text/plain"]


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
def test_the_way_to_presenting_is_the_same_words_in_every_notebook_file(kernel, kind):
    choose = f"import os\nos.environ['COURSE_DEMOS'] = {kind!r}\n"
    messages = kernel.run(f"{choose}from course_utils.chapters import present\npresent()")
    [bundle] = [content for kind, content in messages if kind in ("display_data", "error")]
    assert bundle["data"]["text/plain"] == Presenter.WORDS
    assert (VIEW in bundle["data"]) == (kind != "plain")


# --- in a stored notebook


def stored(demo_number, **replaced):
    """A cell that shows a demo, and the output that a notebook keeps of it."""
    picture = Picture(DEMOS[demo_number])
    data = {
        "text/plain": picture.frame().caption,
        "image/png": base64.b64encode(picture.still().picture).decode(),
        **replaced,
    }
    cell = nbformat.v4.new_code_cell(f"from course_utils.chapters import DEMOS, show\nshow(DEMOS[{demo_number}])")
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
