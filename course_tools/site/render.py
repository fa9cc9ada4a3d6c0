"""Render the cells of a notebook as HTML: text, code, stored outputs, and a place for each demo."""

import ast
import html

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from course_tools.cells import demos_in_cell
from course_tools.site.frames import PAGE_DPI
from course_tools.site.markup import render_markdown
from course_utils.chapters import DEMOS
from course_utils.plotting.style import typeset

UPLOAD_NOTE = '<p class="note">Choosing a picture of your own needs the notebook: here it shows only how it began.</p>'


def render_cell(cell):
    """Render a cell of a notebook."""
    if cell.cell_type == "markdown":
        return render_markdown(cell.source)
    if demos := demos_in_cell(cell.source):
        return render_demo_place(DEMOS.index(demos[0]))
    if cell.source == "present()":
        return "<div data-present></div>"
    code = render_code(cell.source)
    if only_imports(cell.source):
        return f'<details class="imports"><summary>Imports</summary>{code}</details>'
    return code + "".join(map(render_output, cell.outputs)) + UPLOAD_NOTE * ("show_upload()" in cell.source)


def only_imports(source):
    """Tell whether code does nothing but import.

    >>> only_imports("import numpy as np\\nfrom math import pi"), only_imports("import math\\nmath.pi")
    (True, False)
    """
    try:
        return all(isinstance(line, ast.Import | ast.ImportFrom) for line in ast.parse(source).body)
    except SyntaxError:  # a line for IPython
        return False


def render_code(source):
    return highlight(source, PythonLexer(stripnl=False), HtmlFormatter(cssclass="code"))


def render_output(out):
    """Return an output of a cell in its richest form."""
    data = out.get("data", {})
    if out.output_type == "stream":
        return f'<pre class="output">{html.escape(out.text)}</pre>'
    if "text/markdown" in data:
        return render_markdown(data["text/markdown"])
    if "image/png" in data:
        alt = html.escape(data.get("text/plain", ""))
        return f'<img class="output" alt="{alt}" src="data:image/png;base64,{data["image/png"].strip()}">'
    return f'<pre class="output">{html.escape(data.get("text/plain", ""))}</pre>'


def render_demo_place(number):
    """Return the place of a demo, with its still, which stays until the frames are loaded, or if scripts are off.

    A still asks the question of its demo, and neither its picture nor its words answer it.
    """
    demo = DEMOS[number]
    title = html.escape(demo.title)
    width, height = (round(inches * PAGE_DPI) for inches in demo.size)
    kind = "demo likeness" if demo.likeness else "demo"
    words = f"<p>{html.escape(typeset(demo.caption(demo.result())))}</p>"
    if demo.question:
        options = "".join(f"<li>{html.escape(typeset(option))}</li>" for option in demo.question.options)
        words = f"<p>{html.escape(typeset(demo.question.text))}</p><ol>{options}</ol>"
    return (
        f'<section class="{kind}" id="demo-{number}" data-demo="{number}" aria-label="{title}">'
        f'<img alt="{title}, at its start" width="{width}" height="{height}" loading="lazy" src="frames/{number}.webp">'
        f"{words}</section>"
    )
