"""Show a demo in a widget with its own front end, which holds frames and answers most moves without the kernel."""

import os
import sys
import time
from functools import cache

from course_utils.demo import front
from course_utils.demo.display import (
    display_demo,
    display_widget,
    draw_first,
    drawing_lock,
    error_message,
    report_progress,
)
from course_utils.demo.fallback import FallbackDemo
from course_utils.demo.picture import Picture
from course_utils.plotting.style import DPI

try:
    import anywidget
    import traitlets
except ImportError:  # the course works without anywidget, only slower
    anywidget = None

PREFETCH_SLICE_S = 0.015  # the longest burst of drawing ahead, which delays a move by as much
FIRST_VERSION = ("light", DPI)
MAX_PICTURES = 2  # of a demo, in versions that views may want
PAUSE_AFTER_CELL_S = 0.5  # after a cell, before anything is drawn ahead: other cells may follow


def needs_fallback():
    """Whether this front end supports core widgets only, or COURSE_DEMOS=plain asks for them."""
    return anywidget is None or "google.colab" in sys.modules or os.environ.get("COURSE_DEMOS") == "plain"


def view(demo, name=None, **values):
    """Show the demo, at these values, in the best widget that this front end supports.

    If its name is given, the page can copy the state on screen as a line of code.
    """
    return FallbackDemo(demo, **values) if needs_fallback() else WidgetDemo(demo, name, **values)


if anywidget:

    class FrontEnd(anywidget.AnyWidget):
        """What the front end needs at the start. All else is messages, which front/protocol.js lists."""

        _esm = front.join_modules(front.FOLDER / "index.js")
        _css = front.join_styles()
        demo = traitlets.Dict().tag(sync=True)  # its outline; empty for the button that starts presenting
        background = traitlets.Bytes().tag(sync=True)  # as runs
        first = traitlets.Dict().tag(sync=True)  # the frame of the start
        pieces = traitlets.List().tag(sync=True)  # of the first frame


class WidgetDemo:
    """A demo that follows its controls.

    The front end requests one frame at a time, that of the newest position, so nothing queues here and the last value
    is always the one left on screen. An exception during a move is shown as a message; the picture keeps its last good
    state. While the hand and the kernel rest, the front end requests frames ahead.
    """

    def __init__(self, demo, name=None, **values):
        self.demo, self.values = demo, demo.values(**values)  # the values it starts on
        first = draw_first(demo)
        self._pictures = {FIRST_VERSION: first}
        patch = first.patch(**self.values)
        self.widget = FrontEnd(
            demo={**first.outline(), "name": name, "version": list(FIRST_VERSION)},
            background=first.background_runs,
            first=frame_message(demo.position(**self.values), patch),
            pieces=list(patch.pieces),
        )
        self.widget.on_msg(self._receive)
        self._activity = kernel_activity()

    def _receive(self, _, message, __):
        version = tuple(message.get("version", FIRST_VERSION))
        if "draw" in message:
            self._draw(message["draw"], version)
        elif "ahead" in message:
            self._draw_ahead(message["ahead"], version)
        elif "background" in message:
            self._draw_background(message["background"], version)
        elif "fonts" in message:
            self.widget.send({"fonts": list(front.FONTS)}, [file.read_bytes() for file in front.FONTS.values()])
        elif "left" in message:
            self._pictures.clear()  # the page no longer shows it, so free the memory

    def _picture(self, version=FIRST_VERSION):
        """The picture in a version, drawn again if it was released."""
        if version not in self._pictures:
            look, dpi = version
            picture = Picture(self.demo, dpi=dpi, look=look)
            while len(self._pictures) >= MAX_PICTURES:
                del self._pictures[next(iter(self._pictures))]
            self._pictures[version] = picture
        return self._pictures[version]

    def _draw(self, position, version):
        """Answer a hand that waits."""
        values = self.demo.at(position)
        try:
            with drawing_lock, report_progress(lambda share: self.widget.send({"progress": share})):
                patch = self._picture(version).patch(**values)
        except (Exception, KeyboardInterrupt) as error:  # Jupyter shows nothing of an error in a callback, so we do
            reason = error_message(error, self.demo, values)
            self.widget.send({"failed": position, "reason": reason, "version": version})
        else:
            frames = [frame_message(position, patch)]
            self.widget.send({"frames": frames, "version": version}, list(patch.pieces))

    def _draw_background(self, position, version):
        """Answer a page that has become dark or light, larger or smaller."""
        try:
            with drawing_lock:
                picture = self._picture(version)
                patch = picture.patch(**self.demo.at(position))
        except (Exception, KeyboardInterrupt):  # the page keeps what it shows; it hears why when a hand moves there
            return
        answer = {"background": picture.size, "frames": [frame_message(position, patch)], "version": version}
        self.widget.send(answer, [picture.background_runs, *patch.pieces])

    def _draw_ahead(self, positions, version):
        """Draw some of the frames that the hand may want next, unless that would keep someone waiting."""
        frames, pieces, undrawable, later = [], [], [], self._activity.is_busy()
        end = time.monotonic() + (0 if later else PREFETCH_SLICE_S)
        for position in positions:
            if time.monotonic() >= end:
                break
            try:
                with drawing_lock:
                    patch = self._picture(version).patch(**self.demo.at(position))
            except Exception:  # reported if the hand actually moves there
                undrawable.append(position)
            else:
                frames.append(frame_message(position, patch))
                pieces.extend(patch.pieces)
        answer = {"ahead": True, "frames": frames, "undrawable": undrawable, "later": later, "version": version}
        self.widget.send(answer, pieces)

    def _ipython_display_(self):
        display_demo(self.widget, self._picture(), self.values)


class Presenter:
    """A button that lets the demos of a notebook fill the screen, one after the other; present.js does it."""

    TEXT = "In a running JupyterLab, here is a button that lets the demos fill the screen, one after the other."

    def _ipython_display_(self):
        if needs_fallback():
            from IPython.display import display

            display({"text/plain": self.TEXT}, raw=True)
        else:
            display_widget(FrontEnd(), {"text/plain": self.TEXT})


def frame_message(position, patch):
    """Describe a frame for a message; its pieces are among the message's buffers."""
    return {
        "position": position,
        "kind": patch.kind,
        "places": patch.places,
        "count": len(patch.pieces),
        "caption": patch.caption,
        "consequence": patch.consequence,
        "grips": patch.grips,
    }


class KernelActivity:
    """Whether the kernel runs cells, or did so until just now."""

    def __init__(self):
        from IPython import get_ipython

        self._running, self._end = False, -PAUSE_AFTER_CELL_S
        if shell := get_ipython():
            self._running = True  # the cell that shows the demo
            shell.events.register("pre_run_cell", self._on_start)
            shell.events.register("post_run_cell", self._on_end)

    def _on_start(self, _):
        self._running = True

    def _on_end(self, _):
        self._running, self._end = False, time.monotonic()

    def is_busy(self):
        return self._running or time.monotonic() < self._end + PAUSE_AFTER_CELL_S


kernel_activity = cache(KernelActivity)  # one for the kernel
