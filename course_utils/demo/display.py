"""What all views of a demo have in common: a lock, patience, words for an error, and how widgets come to the page."""

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
PATIENCE, BETWEEN = 0.5, 0.1  # seconds that a computation may take without a word, and between two words

# JupyterLab answers widgets in a thread beside the one that runs the cells: one of them draws at a time.
drawing = threading.RLock()


@contextmanager
def patiently(tell):
    """Within, tell(share done) is called now and then if it takes longer than PATIENCE; and tell(None) in the end."""
    told, due = False, time.monotonic() + PATIENCE

    def hear(share):
        nonlocal told, due
        if time.monotonic() >= due:
            tell(share)
            told, due = True, time.monotonic() + BETWEEN

    try:
        with watching(hear):
            yield
    finally:
        if told:
            tell(None)


def progress_bar():
    """A bar from 0 to 1 that is not seen yet."""
    return widgets.FloatProgress(max=1, layout=widgets.Layout(display="none", width="100%"))


def first_picture(demo):
    """The picture of a demo that is not on the page yet; if it takes long, a bar is an output by itself meanwhile."""
    from IPython.display import display

    bar, place = progress_bar(), []

    def tell(share):
        if not place:
            bar.layout.display = None
            place.append(display(_view(bar), raw=True, display_id=True))
        if share is not None:
            bar.value = share
        elif place[0] is not None:  # None outside a notebook
            place[0].update({}, raw=True)

    with patiently(tell):
        return Picture(demo)


def in_words(error, demo, values):
    """What to say of an error at some values; its traceback goes to the log."""
    logging.getLogger(__name__).error("%s at %s", demo.title, values, exc_info=error)
    state = ", ".join(f"{control.label} {control.text(values[control.name])}" for control in demo.controls)
    what = "interrupted." if isinstance(error, KeyboardInterrupt) else error
    return f"Cannot draw {state}: {what} (The picture is the last good one.)"


def display_demo(widget, picture, values):
    """A demo's widget, and beside it its picture and caption for readers without a kernel."""
    with drawing:
        still, caption = picture.still(**values)
    bundle = {"text/plain": caption, "image/png": base64.b64encode(still).decode()}
    display_widget(widget, bundle, {"image/png": {"alt": caption}})


def display_widget(widget, data, metadata=None):
    """A widget, and beside it what a notebook file shows where there is no kernel."""
    from IPython.display import display

    if "google.colab" in sys.modules:  # has its own way with widgets
        display(widget)
        return
    display({**data, **_view(widget)}, metadata=metadata, raw=True)


def _view(widget):
    return {VIEW: {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}}
