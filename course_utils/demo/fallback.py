"""Show a demo with core widgets only, for front ends that support no others: sliders, a picture and a caption.

It uses neither `interact` nor `Output`: an image widget takes encoded bytes, which works in every front end, does not
flicker, and leaves nothing in the cell's output for nbval but the caption.
"""

import asyncio
import html
import time
from contextlib import contextmanager

import ipywidgets as widgets

from course_utils.demo.display import (
    display_demo,
    draw_first,
    drawing_lock,
    error_message,
    progress_bar,
    report_progress,
)
from course_utils.demo.encoding import encode_jpeg
from course_utils.demo.front import color_variables
from course_utils.demo.still import cover_answer
from course_utils.plotting.style import DPI, typeset

NEXT = "next scene \N{BLACK RIGHT-POINTING SMALL TRIANGLE}"

# A light card on light and dark pages, because its pictures are light; handles for a lecture hall.
STYLE = (
    f"<style>.course-demo {{ {color_variables('light')} }}"
    """
.course-demo { color: var(--course-ink); background: var(--course-paper); border: 1px solid var(--course-rule);
               border-radius: 12px; padding: 12px 16px;
               --jp-widgets-label-color: var(--course-ink); --jp-widgets-readout-color: var(--course-ink);
               --jp-widgets-font-size: 16px; --jp-widgets-inline-height: 34px; --jp-widgets-slider-handle-size: 22px;
               --jp-widgets-slider-track-thickness: 6px; }
.course-demo .noUi-handle { background: var(--course-model); border-color: var(--course-model); }
.course-demo .widget-toggle-buttons { display: flex; align-items: center; margin-right: 24px; }
.course-demo .widget-label { margin-right: 12px; }
.course-demo .widget-readout { margin-left: 12px; text-align: left; font-weight: 600; }
.course-demo .widget-hprogress { height: 14px; width: 100%; margin: 0 0 -14px; z-index: 1; }  /* over the picture */
.course-demo img { width: 100%; height: auto; margin: 0 !important; }
.course-demo .course-caption { font-size: 18px; line-height: 1.35; min-height: 2.7em; }
.course-demo .course-question { font-size: 20px; font-weight: 600; line-height: 1.35; white-space: normal; }
.course-caption b { font-weight: 600; }
.course-spoken { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.course-error { font-weight: 600; border-left: 6px solid var(--course-wrong); padding-left: 0.6em; }
.course-demo :is(.noUi-handle, button):focus-visible { outline: 3px solid var(--course-hand); outline-offset: 2px; }
</style>"""
)


class FallbackDemo:
    """A demo that follows its controls.

    The latest value wins: a change is drawn at once if the last drawing is over. Otherwise one more drawing follows,
    with the values at that time, however many changes came in between. So a fast drag never queues, and the last value
    is always the one left on screen. An exception during a move is shown as a message; the picture keeps its last good
    state.
    """

    def __init__(self, demo, **values):
        values = demo.values(**values)
        self.demo, self._picture, self._bar = demo, draw_first(demo), progress_bar()
        self._moving_many, self._due, self._rest_until, self._timer = False, 0.0, 0.0, None
        self.controls = {control.name: _build_control(control, values[control.name]) for control in demo.controls}
        width, height = (str(round(inches * DPI)) for inches in demo.size)
        self.image = widgets.Image(format="jpeg", width=width, height=height)
        self.caption = widgets.HTML()
        self.scene = widgets.HTML()
        style = widgets.HTML(STYLE, layout=widgets.Layout(display="none"))
        rows = [style, self._row(self.controls.values())]
        if demo.scenes:
            button = widgets.Button(description=NEXT, layout=widgets.Layout(width="auto"))
            button.on_click(lambda _: self.next_scene())
            rows.append(self._row([button, self.scene]))
        self._asking = demo.asks_at(**values)
        self.question = self._build_question() if self._asking else widgets.VBox()
        self.widget = widgets.VBox([*rows, self._bar, self.image, self.caption, self.question])
        self.widget.add_class("course-demo")
        self._lock()
        self._show()
        for control in self.controls.values():
            control.observe(self._on_change, "index")

    @staticmethod
    def _row(children):
        return widgets.HBox(list(children), layout=widgets.Layout(flex_flow="row wrap", align_items="center"))

    @property
    def values(self):
        """The values that the controls are on."""
        return {c.name: c.values[self.controls[c.name].index] for c in self.demo.controls}

    def move(self, **values):
        """Set several controls, and draw once. Raises ValueError for a wrong name or value."""
        target = self.demo.values(**{**self.values, **values})
        self._moving_many = True  # draw once for the whole move, not once for each control
        try:
            for control in self.demo.controls:
                self.controls[control.name].index = control.values.index(target[control.name])
        finally:
            self._moving_many = False
        self._show()

    def _build_question(self):
        """Build the question, with a button for each option and one that skips it."""
        question = self.demo.question
        text = widgets.HTML(f'<div class="course-question">{html.escape(typeset(question.text))}</div>')
        buttons = []
        for words, chosen in [*((typeset(option), option) for option in question.options), ("show me", None)]:
            button = widgets.Button(description=words, layout=widgets.Layout(width="auto"))
            button.on_click(lambda _, chosen=chosen: self.commit(chosen))
            buttons.append(button)
        return widgets.VBox([text, self._row(buttons)])

    def _lock(self):
        """While the question is open, leave only its free controls to the hand."""
        for name, control in self.controls.items():
            control.disabled = self._asking and name not in self.demo.question.free

    def commit(self, chosen=None):
        """Answer the question: lift the veil, go to the state that shows the answer, and say what is so."""
        if not self._asking:
            return
        self._asking, self.question.layout.display = False, "none"
        self._lock()
        question = self.demo.question
        with self._report_errors():
            self.move(**self.demo.values(**question.shows))
            self._say(self.frame.caption, html.escape(question.answer_to(self.demo.result, chosen)))

    def next_scene(self):
        """Step to the scene after the one on screen, or to the first; an open question is answered instead."""
        if self._asking:
            self.commit()
            return
        titles = list(self.demo.scenes)
        now = self._scene_on_screen()
        title = titles[(titles.index(now) + 1) % len(titles)] if now else titles[0]
        with self._report_errors():
            self.move(**self.demo.values(**self.demo.scenes[title]))

    def _scene_on_screen(self):
        return next((t for t, v in self.demo.scenes.items() if self.demo.values(**v) == self.values), None)

    def _on_change(self, _):
        """Draw a new value now, or once the kernel has had time to receive newer ones."""
        now = time.monotonic()
        if self._moving_many or now < self._due:
            return  # a drawing is due that will use this value
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # a script without an event loop draws at once
            loop = None
        if loop and now < self._rest_until:
            self._due = self._rest_until
            self._timer = loop.call_later(self._due - now, self._refresh)
        else:
            self._refresh()

    def _refresh(self):
        if self._timer:
            self._timer.cancel()  # on a busy machine a late timer would draw the same again
        start = time.monotonic()
        with self._report_errors():
            self._show()
        end = time.monotonic()
        self._rest_until = end + (end - start) / 2  # a third of the time is left for waiting messages

    def _show(self):
        with drawing_lock:
            with report_progress(self._show_progress):
                self.frame = self._picture.frame(**self.values)
            if self._asking:
                self.image.value = encode_jpeg(cover_answer(self._picture))
            else:
                self.image.value = self.frame.picture
                self._say(self.frame.caption, "".join(map(_color_piece, self.frame.consequence)))
            title = self._scene_on_screen()
            self.scene.value = f"<b>{html.escape(title)}</b>" if title else ""

    def _show_progress(self, share):
        self._bar.layout.display = "none" if share is None else None
        self._bar.value = share or 0

    def _say(self, spoken, shown, kind=""):
        """Put text under the picture: one for a screen reader, and one, as HTML, for the eyes."""
        self.caption.value = (
            f'<div role="status" class="course-spoken">{html.escape(spoken)}</div>'
            f'<div aria-hidden="true" class="course-caption {kind}">{shown}</div>'
        )

    @contextmanager
    def _report_errors(self):
        try:
            yield
        except (Exception, KeyboardInterrupt) as error:  # Jupyter shows nothing of an error in a callback, so we do
            message = error_message(error, self.demo, self.values)
            self._say(message, html.escape(message), "course-error")

    def _ipython_display_(self):
        display_demo(self.widget, self._picture, self.values)


def _color_piece(piece):
    """Write a piece of a consequence as HTML, in the colour of its role."""
    text, role = piece
    if role is None:
        return html.escape(text)
    return f'<b style="color: var(--course-{role.replace("_", "-")})">{html.escape(text)}</b>'


def _build_control(control, value):
    """Build a slider for a scale, or buttons for a choice of words; `index` of both is the place of their value."""
    texts = [control.text(value) for value in control.values]
    common = {"options": texts, "index": control.values.index(value), "description": control.label}
    if control.is_choice:
        style, layout = {"description_width": "initial", "button_width": "auto"}, widgets.Layout(width="auto")
        return widgets.ToggleButtons(**common, style=style, layout=layout)
    layout = widgets.Layout(flex="1 1 280px", width="auto", min_width="260px", max_width="640px")
    return widgets.SelectionSlider(**common, style={"description_width": "initial"}, layout=layout)
