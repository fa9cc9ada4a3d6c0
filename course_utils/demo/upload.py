"""A button to upload a file, and the demo that is made from it."""

import html
import logging

import ipywidgets as widgets

from course_utils.demo.display import display_widget
from course_utils.demo.widget import view

STYLE = """<style>
.course-upload .course-message { font-size: 16px; line-height: 1.35; }
.course-upload .course-error { font-weight: 600; border-left: 6px solid #C25200; padding-left: 0.6em; }
</style>"""


class Upload:
    """A button to choose a file, and the demo that `build(bytes)` makes from it.

    If build raises a ValueError, its message is shown, and the last demo, if there was one, stays.
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
        style = widgets.HTML(STYLE, layout=widgets.Layout(display="none"))
        self.widget = widgets.VBox([style, widgets.HBox([self.button, self.message])])
        self.widget.add_class("course-upload")
        self._say(self.INVITATION)
        self.button.observe(self._on_choice, "value")

    def _on_choice(self, change):
        files = change["new"]
        if not files:
            return
        file = next(iter(files.values())) if isinstance(files, dict) else files[0]  # a dict before ipywidgets 8
        try:
            self.demo = view(self._build(bytes(file["content"])))
        except Exception as error:  # Jupyter shows nothing of an error in a callback, so we do
            if not isinstance(error, ValueError):
                logging.getLogger(__name__).exception("a file of %d bytes", len(file["content"]))
            self._say(f"Sorry, {error}.", "course-error")
        else:
            self._say("")
            self.widget.children = (*self.widget.children[:2], self.demo.widget)

    def _say(self, text, kind=""):
        self.message.value = f'<div role="status" class="course-message {kind}">{html.escape(text)}</div>'

    def _ipython_display_(self):
        display_widget(self.widget, {"text/plain": self.INVITATION})
