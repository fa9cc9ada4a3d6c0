"""Demos on a page without a kernel, for what its labels, texts, scenes and captions do to the page."""

import json
from pathlib import Path

from course_utils.chapters import name_of
from course_utils.demo import front
from course_utils.demo.picture import Picture, describe_result
from course_utils.plotting.style import DPI
from tests.chapters.states import notable_values

PAGE = """<!doctype html>
<meta charset="utf-8">
<style>{fonts}{style}</style>
<script type="application/json" id="demos">{demos}</script>
<body><script type="module">{script}</script></body>
"""

FONT = "@font-face {{ font-family: 'Source Sans 3'; font-weight: {weight}; src: url({file}); }}"


def describe(demo):
    """The outline of a demo, and the words of its notable states and of every choice, by position."""
    options = ({control.name: word} for control in demo.controls if control.is_choice for word in control.values)
    states = [*notable_values(demo), *(demo.values(**option) for option in options)]
    words = {
        ",".join(map(str, demo.position(**values))): dict(
            zip(("caption", "consequence", "grips"), (*describe_result(demo, demo.compute(**values)), ()), strict=True)
        )
        for values in states
    }
    pixels = [round(inches * DPI) for inches in demo.size]
    return {"outline": {**demo.outline(), "name": name_of(demo), "pixels": pixels}, "words": words}


def describe_with_grips(demo):
    """Describe a demo like `describe`, with its veil and its handles, in all its states."""
    picture = Picture(demo)
    words = {",".join(map(str, demo.position(**values))): picture.draw(**values)._asdict() for values in demo.states()}
    return {"outline": {**picture.outline(), "name": None}, "words": words}


def write_gallery(path, described):
    """Write the page of some described demos."""
    page = PAGE.format(
        fonts="".join(FONT.format(weight=weight, file=file.as_uri()) for weight, file in front.FONTS.items()),
        style=front.join_styles(),
        demos=json.dumps(described).replace("<", r"\u003c"),
        script=front.join_modules(Path(__file__).with_name("gallery.js")),
    )
    path.write_text(page, encoding="utf-8")
