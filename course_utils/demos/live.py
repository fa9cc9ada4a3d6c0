"""A demo as widgets: sliders over a picture over a caption; a button for a file. The only file that knows ipywidgets.

No `interact`, no `Output`: a picture widget is fed with encoded bytes, which works in every front end, does not
flicker, and leaves nothing in the cell's output for nbval but the caption.
"""

import asyncio
import base64
import html
import logging
import sys
import threading
import time
from contextlib import contextmanager

import ipywidgets as widgets

from course_utils.demos.core import Picture, watching
from course_utils.plotting.style import DPI

VIEW = "application/vnd.jupyter.widget-view+json"
NEXT = "next scene \N{BLACK RIGHT-POINTING SMALL TRIANGLE}"
PATIENCE, BETWEEN = 0.5, 0.1  # seconds that a computation may take without a word, and between two words

# Handles for a lecture hall; text in the theme's own colours, so that it is readable on dark and light.
STYLE = """<style>
.course-demo { --jp-widgets-font-size: 16px; --jp-widgets-inline-height: 34px; --jp-widgets-slider-handle-size: 22px;
               --jp-widgets-slider-track-thickness: 6px; }
.course-demo .noUi-handle { background: #0072B2; border-color: #0072B2; }
.course-demo .widget-toggle-buttons { display: flex; align-items: center; margin-right: 24px; }
.course-demo .widget-label { margin-right: 12px; }
.course-demo .widget-readout { margin-left: 12px; text-align: left; font-weight: 600; }
.course-demo .widget-hprogress { height: 14px; width: 100%; margin: 0 0 -14px; z-index: 1; }  /* over the picture */
.course-demo img { width: 100%; height: auto; margin: 0 !important; }
.course-demo .course-caption { font-size: 18px; line-height: 1.35; min-height: 2.7em; }
.course-upload .course-message { font-size: 16px; line-height: 1.35; }
.course-error { font-weight: 600; border-left: 6px solid #C25200; padding-left: 0.6em; }
.course-demo :is(.noUi-handle, button):focus-visible { outline: 3px solid #C25200; outline-offset: 2px; }
</style>"""

# JupyterLab answers sliders in a thread beside the one that runs the cells: one of them draws at a time.
_drawing = threading.RLock()


class LiveDemo:
    """A demo that follows its controls.

    The latest value wins: a change is drawn at once if the last drawing is over, else once when it is, with the values
    of that moment, however many changes came in between. So a fast drag never queues, and the last value is always
    the one left on screen. An exception during a move is shown in words; the picture keeps its last good state.
    """

    def __init__(self, demo):
        self.demo, self._bar = demo, Bar()
        with self._bar.on_its_own():
            self._picture = Picture(demo)
        self._held, self._due, self._rest_until = False, 0.0, 0.0
        self.controls = {control.name: _widget(control) for control in demo.controls}
        width, height = (str(round(inches * DPI)) for inches in demo.size)
        self.image = widgets.Image(format="jpeg", width=width, height=height)
        self.caption = widgets.HTML()
        self.scene = widgets.HTML()
        rows = [_style(), self._row(self.controls.values())]
        if demo.scenes:
            button = widgets.Button(description=NEXT, layout=widgets.Layout(width="auto"))
            button.on_click(lambda _: self.next_scene())
            rows.append(self._row([button, self.scene]))
        self.box = widgets.VBox([*rows, self._bar.widget, self.image, self.caption])
        self.box.add_class("course-demo")
        self._show()
        for control in self.controls.values():
            control.observe(self._changed, "index")

    @staticmethod
    def _row(children):
        return widgets.HBox(list(children), layout=widgets.Layout(flex_flow="row wrap", align_items="center"))

    @property
    def values(self):
        """The control values as they stand."""
        return {c.name: c.values[self.controls[c.name].index] for c in self.demo.controls}

    def move(self, **values):
        """Set several controls and draw once, at once. ValueError for a wrong name or value."""
        target = self.demo.values(**{**self.values, **values})
        self._held = True  # one picture for the whole move, not one for each control
        try:
            for control in self.demo.controls:
                self.controls[control.name].index = control.values.index(target[control.name])
        finally:
            self._held = False
        self._show()

    def next_scene(self):
        """Step to the scene after the one on screen, or to the first."""
        titles = list(self.demo.scenes)
        now = self._scene_on_screen()
        title = titles[(titles.index(now) + 1) % len(titles)] if now else titles[0]
        with self._in_words():
            self.move(**self.demo.values(**self.demo.scenes[title]))

    def _scene_on_screen(self):
        return next((t for t, v in self.demo.scenes.items() if self.demo.values(**v) == self.values), None)

    def _changed(self, _):
        """A control has a new value: draw now, or when the kernel has had time to hear of newer ones."""
        now = time.monotonic()
        if self._held or now < self._due:
            return  # a drawing is due that will see this value
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # a script without an event loop: there is no later
            loop = None
        if loop and now < self._rest_until:
            self._due = self._rest_until
            loop.call_later(self._due - now, self._refresh)
        else:
            self._refresh()

    def _refresh(self):
        start = time.monotonic()
        with self._in_words():
            self._show()
        end = time.monotonic()
        self._rest_until = end + (end - start) / 2  # a third of the time is left for messages that wait

    def _show(self):
        with _drawing:
            with self._bar.watch():
                self.frame = self._picture.frame(**self.values)
            self.image.value = self.frame.picture
            self._say(self.frame.caption)
            title = self._scene_on_screen()
            self.scene.value = f"<b>{html.escape(title)}</b>" if title else ""

    def _say(self, text, kind="course-caption"):
        self.caption.value = f'<div role="status" class="course-caption {kind}">{html.escape(text)}</div>'

    @contextmanager
    def _in_words(self):
        try:
            yield
        except Exception as error:  # Jupyter shows nothing of an error in a callback, so we do
            logging.getLogger(__name__).exception("%s at %s", self.demo.title, self.values)
            state = ", ".join(f"{c.label} {c.text(self.values[c.name])}" for c in self.demo.controls)
            self._say(f"Cannot draw {state}: {error} (The picture is the last good one.)", "course-error")

    def _ipython_display_(self):
        with _drawing:
            still = self._picture.png(**self.values)
        picture = {"image/png": base64.b64encode(still).decode()}  # for readers without a kernel
        _display(self.box, {"text/plain": self.frame.caption, **picture}, {"image/png": {"alt": self.frame.caption}})


class Bar:
    """How much of a long computation is done: seen once that takes longer than PATIENCE, gone when it is over."""

    def __init__(self):
        self.widget = widgets.FloatProgress(max=1, layout=widgets.Layout(display="none"))

    @contextmanager
    def watch(self, appear=lambda: None):
        """Within, the bar follows the `progress` of what is computed; appear() is called before it is first seen."""
        shown = time.monotonic()
        seen = False

        def follow(share):
            nonlocal shown, seen
            now = time.monotonic()
            if now < shown + (BETWEEN if seen else PATIENCE):
                return
            if not seen:
                appear()
                self.widget.layout.display = None
            self.widget.value, shown, seen = share, now, True

        try:
            with watching(follow):
                yield
        finally:
            if seen:
                self.widget.layout.display = "none"

    @contextmanager
    def on_its_own(self):
        """As `watch`, for what is not on the page yet: the bar is an output by itself, which is emptied at the end."""
        from IPython.display import display

        place = []
        try:
            with self.watch(appear=lambda: place.append(display(_view(self.widget), raw=True, display_id=True))):
                yield
        finally:
            for output in place:
                if output is not None:
                    output.update({}, raw=True)


class LiveUpload:
    """A button to choose a file, and the demo that `build(bytes)` makes of it.

    A ValueError of build is shown in its own words, and the last demo, if there was one, stays.
    """

    INVITATION = (
        "Choose a picture file; it stays on the machine that runs this notebook. (A file of more than 9 MB needs a "
        "JupyterLab started by course.py; if one got lost, run this cell again.)"
    )

    def __init__(self, build):
        self._build, self.demo = build, None
        self.button = widgets.FileUpload(accept="image/*", multiple=False, description="choose a picture")
        self.button.layout = widgets.Layout(width="auto", min_width="190px")
        self.message = widgets.HTML()
        self.box = widgets.VBox([_style(), widgets.HBox([self.button, self.message])])
        self.box.add_class("course-upload")
        self._say(self.INVITATION)
        self.button.observe(self._chosen, "value")

    def _chosen(self, change):
        files = change["new"]
        if not files:
            return
        file = next(iter(files.values())) if isinstance(files, dict) else files[0]  # a dict before ipywidgets 8
        try:
            self.demo = LiveDemo(self._build(bytes(file["content"])))
        except Exception as error:  # Jupyter shows nothing of an error in a callback, so we do
            if not isinstance(error, ValueError):
                logging.getLogger(__name__).exception("a file of %d bytes", len(file["content"]))
            self._say(f"Sorry, {error}.", "course-error")
        else:
            self._say("")
            self.box.children = (*self.box.children[:2], self.demo.box)

    def _say(self, text, kind=""):
        self.message.value = f'<div role="status" class="course-message {kind}">{html.escape(text)}</div>'

    def _ipython_display_(self):
        _display(self.box, {"text/plain": self.INVITATION})


def _style():
    return widgets.HTML(STYLE, layout=widgets.Layout(display="none"))


def _display(box, data, metadata=None):
    """The widgets, and beside them what a notebook file shows where there is no kernel."""
    from IPython.display import display

    if "google.colab" in sys.modules:  # has its own way with widgets
        display(box)
        return
    display({**data, **_view(box)}, metadata=metadata, raw=True)


def _view(box):
    return {VIEW: {"version_major": 2, "version_minor": 0, "model_id": box.model_id}}


def _widget(control):
    """A slider for a scale, buttons for a choice of words; both know the position of their value as `index`."""
    texts = [control.text(value) for value in control.values]
    common = {"options": texts, "index": control.values.index(control.start), "description": control.label}
    if control.is_choice:
        style, layout = {"description_width": "initial", "button_width": "auto"}, widgets.Layout(width="auto")
        return widgets.ToggleButtons(**common, style=style, layout=layout)
    layout = widgets.Layout(flex="1 1 280px", width="auto", min_width="260px", max_width="640px")
    return widgets.SelectionSlider(**common, style={"description_width": "initial"}, layout=layout)
