"""Upload a file: the demo that it becomes, or the message if it cannot be read."""

import html
import io
import re

import ipywidgets as widgets
from PIL import Image

from course_utils.chapters.svd_image_compression.photo import show_upload
from course_utils.demo.picture import Picture
from course_utils.demo.upload import Upload


def picture_file(width=40, height=30):
    out = io.BytesIO()
    Image.effect_noise((width, height), 50).save(out, "png")
    return out.getvalue()


def choose(upload, content, name="cat.png"):
    """What a front end does when the reader has chosen a file."""
    about = {"name": name, "type": "image/png", "size": len(content), "last_modified": 0}
    if widgets.__version__.startswith("7."):  # as Colab has it
        count = upload.button._counter + 1
        upload.button.set_state({"data": [memoryview(content)], "metadata": [about], "_counter": count})
    else:
        upload.button.set_state({"value": [{**about, "content": memoryview(content)}]})


def caption(live):
    return Picture(live.demo).frame().caption


def said(upload):
    return html.unescape(re.sub(r"<[^>]*>", "", upload.message.value))


def test_a_chosen_picture_becomes_a_demo_under_the_button():
    upload = show_upload()
    choose(upload, picture_file())
    assert "Your picture, 40 × 30" in caption(upload.demo)
    assert upload.widget.children[-1] is upload.demo.widget
    assert "7 of 30 pieces" in Picture(upload.demo.demo).frame(k=7).caption


def test_another_picture_takes_the_place_of_the_first():
    upload = show_upload()
    choose(upload, picture_file())
    choose(upload, picture_file(20, 50))
    assert "Your picture, 20 × 50" in caption(upload.demo)
    assert len(upload.widget.children) == 3


def test_a_file_that_is_not_a_picture_is_refused_with_a_message_and_the_last_picture_stays():
    upload = show_upload()
    choose(upload, picture_file())
    first = upload.demo
    choose(upload, b"%PDF-1.7", "cat.pdf")
    assert said(upload).startswith("Sorry, the file is not a picture that can be read here")
    assert "course-error" in upload.message.value
    assert upload.demo is first
    choose(upload, picture_file())
    assert "course-error" not in upload.message.value


def test_an_error_of_ours_is_shown_and_logged(caplog):
    upload = Upload(lambda data: 1 / 0)
    choose(upload, b"?")
    assert "Sorry, division by zero" in said(upload)
    assert caplog.records[0].exc_info[0] is ZeroDivisionError


def test_the_form_of_older_widgets_is_understood():
    upload = show_upload()
    upload._on_choice({"new": {"cat.png": {"metadata": {}, "content": picture_file()}}})
    assert "Your picture, 40 × 30" in caption(upload.demo)
    upload._on_choice({"new": ()})  # nothing chosen
    assert "Your picture, 40 × 30" in caption(upload.demo)
