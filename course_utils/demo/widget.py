"""A demo as a widget with its own front end, stage.js, which holds frames and answers most moves without the kernel."""

import os
import sys
import time
from functools import cache
from pathlib import Path

from course_utils.demo.display import display_demo, display_widget, drawing, first_picture, in_words, patiently
from course_utils.demo.fallback import PlainDemo
from course_utils.demo.picture import Picture

try:
    import anywidget
    import traitlets
except ImportError:  # the course works without, only slower
    anywidget = None

AT_ONCE = 0.015  # seconds of drawing ahead in one go: a move waits no longer than that
QUIET = 0.5  # seconds after a cell, before anything is drawn ahead: others may follow


def plain():
    """Whether this front end gets core widgets only; COURSE_DEMOS=plain asks for them."""
    return anywidget is None or "google.colab" in sys.modules or os.environ.get("COURSE_DEMOS") == "plain"


def view(demo, name=None, **values):
    """The demo, at these values, as the best widget that there is for this front end.

    By its name the page can tell, as a line of code, what it shows.
    """
    return PlainDemo(demo, **values) if plain() else LiveDemo(demo, name, **values)


if anywidget:

    class Stage(anywidget.AnyWidget):
        """The widget: what its front end needs at the start. All else is messages; stage.js says which."""

        _esm = "".join(
            Path(__file__).with_name("front").joinpath(f"{name}.js").read_text("utf-8") for name in ("present", "stage")
        )
        _css = Path(__file__).with_name("front") / "stage.css"
        demo = traitlets.Dict().tag(sync=True)  # its outline
        paper = traitlets.Bytes().tag(sync=True)
        first = traitlets.Dict().tag(sync=True)  # the frame of the start, as a message
        pieces = traitlets.List().tag(sync=True)  # of the first frame


class LiveDemo:
    """A demo that follows its controls.

    The front end asks for one frame at a time, the newest that the hand has reached, so nothing queues here and the
    last value is always the one left on screen. An exception during a move is shown in words; the picture keeps its
    last good state. While hand and kernel rest, the front end asks for frames ahead.
    """

    def __init__(self, demo, name=None, **values):
        self.values = demo.values(**values)  # that it starts on
        self.demo, self._drawn = demo, first_picture(demo)
        patch = self._picture.patch(**self.values)
        outline = {**demo.outline(), "name": name, "pixels": self._picture.size}
        first = {"frames": [told(demo.position(**self.values), patch)]}
        self.widget = Stage(demo=outline, first=first, pieces=list(patch.pieces), paper=self._picture.paper)
        self.widget.on_msg(self._asked)
        self._cells = cells()

    def _asked(self, _, message, __):
        if "draw" in message:
            self._draw(message["draw"])
        elif "ahead" in message:
            self._ahead(message["ahead"])
        elif "left" in message:
            self._drawn = None  # the page no longer shows it, and memory is better used

    @property
    def _picture(self):
        """The picture, drawn anew if it was given up."""
        self._drawn = self._drawn or Picture(self.demo)
        return self._drawn

    def _draw(self, position):
        """Answer a hand that waits."""
        values = self.demo.at(position)
        try:
            with drawing, patiently(lambda share: self.widget.send({"share": share})):
                patch = self._picture.patch(**values)
        except (Exception, KeyboardInterrupt) as error:  # Jupyter shows nothing of an error in a callback, so we do
            self.widget.send({"failed": position, "words": in_words(error, self.demo, values)})
        else:
            self.widget.send({"frames": [told(position, patch)]}, list(patch.pieces))

    def _ahead(self, positions):
        """Draw some of what the hand may want next, unless somebody might have to wait for it."""
        frames, pieces, hopeless, late = [], [], [], self._cells.busy()
        end = time.monotonic() + (0 if late else AT_ONCE)
        for position in positions:
            if time.monotonic() >= end:
                break
            try:
                with drawing:
                    patch = self._picture.patch(**self.demo.at(position))
            except Exception:  # it will be told when a hand goes there
                hopeless.append(position)
            else:
                frames.append(told(position, patch))
                pieces.extend(patch.pieces)
        self.widget.send({"frames": frames, "ahead": True, "hopeless": hopeless, "later": late}, pieces)

    def _ipython_display_(self):
        display_demo(self.widget, self._picture, self.values)


class Presenter:
    """A button that lets the demos of a notebook fill the screen, one after the other; present.js does it."""

    WORDS = "In a running JupyterLab, here is a button that lets the demos fill the screen, one after the other."

    def _ipython_display_(self):
        if plain():
            from IPython.display import display

            display({"text/plain": self.WORDS}, raw=True)
        else:
            display_widget(Stage(), {"text/plain": self.WORDS})


def told(position, patch):
    """A frame in a message, beside its pieces."""
    return {"position": position, "places": patch.places, "count": len(patch.pieces), "caption": patch.caption}


class Cells:
    """Whether the kernel runs cells, or did so until just now."""

    def __init__(self):
        from IPython import get_ipython

        self._running, self._end = False, -QUIET
        if shell := get_ipython():
            self._running = True  # the one that shows the demo
            shell.events.register("pre_run_cell", self._begin)
            shell.events.register("post_run_cell", self._stop)

    def _begin(self, _):
        self._running = True

    def _stop(self, _):
        self._running, self._end = False, time.monotonic()

    def busy(self):
        return self._running or time.monotonic() < self._end + QUIET


cells = cache(Cells)  # one for the kernel
