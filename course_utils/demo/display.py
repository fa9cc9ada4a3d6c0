"""What all views of a demo share: a lock, progress, messages for errors, and how widgets get on the page."""

import base64
import logging
import sys
import threading
import time
from contextlib import contextmanager

import ipywidgets as widgets

from course_utils.demo.picture import Picture
from course_utils.demo.progress import watching

VIEW = "application/vnd.jupyter.widget-view+json"
PATIENCE_S = 0.5  # that a computation may take before its progress is reported
REPORT_INTERVAL_S = 0.1

# JupyterLab answers widgets in a thread beside the one that runs the cells, and only one of them may draw at a time.
drawing_lock = threading.RLock()


@contextmanager
def report_progress(callback):
    """Call callback(share done) once the block takes longer than PATIENCE_S, and callback(None) when it ends."""
    reported, due = False, time.monotonic() + PATIENCE_S

    def on_step(share):
        nonlocal reported, due
        if time.monotonic() >= due:
            callback(share)
            reported, due = True, time.monotonic() + REPORT_INTERVAL_S

    try:
        with watching(on_step):
            yield
    finally:
        if reported:
            callback(None)


def progress_bar():
    """A bar from 0 to 1, hidden at first."""
    return widgets.FloatProgress(max=1, layout=widgets.Layout(display="none", width="100%"))


def draw_first(demo):
    """Draw a demo that is not on the page yet; if it takes long, show a bar in an output of its own meanwhile."""
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
    """Say for the reader what could not be drawn and why; the traceback goes to the log."""
    logging.getLogger(__name__).error("%s at %s", demo.title, values, exc_info=error)
    state = ", ".join(f"{control.label} {control.text(values[control.name])}" for control in demo.controls)
    reason = "interrupted." if isinstance(error, KeyboardInterrupt) else error
    return f"Cannot draw {state}: {reason} (The picture is the last good one.)"


def display_demo(widget, picture, values):
    """Display a demo's widget, and beside it its picture and caption for readers without a kernel."""
    with drawing_lock:
        still, caption = picture.still(**values)
    bundle = {"text/plain": caption, "image/png": base64.b64encode(still).decode()}
    display_widget(widget, bundle, {"image/png": {"alt": caption}})


def display_widget(widget, data, metadata=None):
    """Display a widget, and beside it what a notebook file shows where there is no kernel."""
    from IPython.display import display

    if "google.colab" in sys.modules:  # has its own way with widgets
        display(widget)
        return
    display({**data, **_view_of(widget)}, metadata=metadata, raw=True)


def _view_of(widget):
    return {VIEW: {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}}
