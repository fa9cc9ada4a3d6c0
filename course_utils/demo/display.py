"""What all views of a demo share: a lock, progress, messages for errors, and how widgets get on the page."""

import base64
import logging
import sys
import threading
import time
from contextlib import contextmanager

import ipywidgets as widgets

from course_utils.demo.picture import Picture
from course_utils.demo.progress import listen_to_progress
from course_utils.demo.still import describe_still, draw_still

VIEW = "application/vnd.jupyter.widget-view+json"
PROGRESS_DELAY_S = 0.5  # how long a computation may take before its progress is reported
REPORT_INTERVAL_S = 0.1

# JupyterLab answers widgets in a thread beside the one that runs the cells, and only one of them may draw at a time.
drawing_lock = threading.RLock()


@contextmanager
def report_progress(callback):
    """Call callback(share done) once the block takes longer than PROGRESS_DELAY_S, and callback(None) when it ends."""
    reported, due = False, time.monotonic() + PROGRESS_DELAY_S

    def on_step(share):
        nonlocal reported, due
        if time.monotonic() >= due:
            callback(share)
            reported, due = True, time.monotonic() + REPORT_INTERVAL_S

    try:
        with listen_to_progress(on_step):
            yield
    finally:
        if reported:
            callback(None)


def progress_bar():
    """Make a bar from 0 to 1, hidden at first."""
    return widgets.FloatProgress(max=1, layout=widgets.Layout(display="none", width="100%"))


def draw_first(demo):
    """Draw a demo that is not on the page yet; if that takes long, show a progress bar in a separate output."""
    from IPython.display import display

    bar, handles = progress_bar(), []

    def show_share(share):
        if not handles:
            bar.layout.display = None
            handles.append(display(_view_of(bar), raw=True, display_id=True))
        if share is not None:
            bar.value = share
        elif handles[0] is not None:  # None outside a notebook
            handles[0].update({}, raw=True)

    with report_progress(show_share):
        return Picture(demo)


def error_message(error, demo, values):
    """Return a message that says what could not be drawn and why; the traceback goes to the log."""
    logging.getLogger(__name__).error("%s at %s", demo.title, values, exc_info=error)
    state = ", ".join(f"{control.label} {control.text(values[control.name])}" for control in demo.controls)
    reason = "interrupted." if isinstance(error, KeyboardInterrupt) else error
    return f"Cannot draw {state}: {reason} (The picture is the last good one.)"


def display_demo(widget, picture, values):
    """Display a demo's widget, and with it its picture and caption for readers without a kernel."""
    with drawing_lock:
        still = draw_still(picture, **values)
    text = describe_still(picture.demo, still.caption, **values)
    bundle = {"text/plain": text, "image/png": base64.b64encode(still.picture).decode()}
    asked = text.splitlines()[0]  # the caption may answer the question, and what is covered must not be read aloud
    display_widget(widget, bundle, {"image/png": {"alt": asked}})


def display_widget(widget, data, metadata=None):
    """Display a widget, and with it what a notebook file shows without a kernel."""
    from IPython.display import display

    if "google.colab" in sys.modules:  # Colab displays widgets in its own way
        display(widget)
        return
    display({**data, **_view_of(widget)}, metadata=metadata, raw=True)


def _view_of(widget):
    return {VIEW: {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}}
