"""Demos on a page without a kernel, for what its labels, texts, scenes and captions do to the page."""

import json
from pathlib import Path

from course_utils.chapters import name_of
from course_utils.demo import front
from course_utils.plotting.style import DPI, typeset
from tests.chapters.states import notable_values

PAGE = """<!doctype html>
<meta charset="utf-8">
<style>{style}</style>
<script type="application/json" id="demos">{demos}</script>
<body><script type="module">{script}</script></body>
"""


def describe(demo):
    """The outline of a demo, and the caption of its notable states and of every choice, by position."""
    words = ({control.name: word} for control in demo.controls if control.is_choice for word in control.values)
    states = [*notable_values(demo), *(demo.values(**word) for word in words)]
    captions = {
        ",".join(map(str, demo.position(**values))): typeset(demo.caption(demo.compute(**values))) for values in states
    }
    pixels = [round(inches * DPI) for inches in demo.size]
    return {"outline": {**demo.outline(), "name": name_of(demo), "pixels": pixels}, "captions": captions}


def write_gallery(path, described):
    """Write the page of some described demos."""
    page = PAGE.format(
        style=front.STYLE.read_text(encoding="utf-8"),
        demos=json.dumps(described).replace("<", r"\u003c"),
        script=front.join_modules(Path(__file__).with_name("gallery.js")),
    )
    path.write_text(page, encoding="utf-8")
