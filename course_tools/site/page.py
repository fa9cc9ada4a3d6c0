"""Write the notebooks as plain pages whose sliders need no kernel and no network: open site/index.html.

    python3 course.py site [folder]

Text, code and outputs are those stored in the notebooks. The frames of the demos (frames.py) are in files beside the
pages, and the notebooks' own front end shows them. Formulas become MathML, which browsers draw without a library.
"""

import argparse
import html
import re
import shutil
import sys
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from pathlib import Path

import nbformat
from latex2mathml.converter import convert
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from course_tools.cells import demos_in_cell
from course_tools.folders import claim
from course_tools.site.frames import PAGE_DPI, write_frames
from course_utils.chapters import CHAPTERS, DEMOS
from course_utils.demo import front

ROOT = Path(__file__).resolve().parents[2]

HERE = Path(__file__).parent

CHAPTER_MAX_BYTES = 3_000_000
SITE_MAX_BYTES = 15_000_000

CHAPTER_FRAME_BYTES = 1_400_000  # shared by its demos; one whose fewest frames take more gets more
DEMO_FRAME_BYTES = 300_000


class Renderer(IPythonRenderer):
    """Renders Markdown as a notebook does, with formulas as MathML and links to pages in place of notebooks."""

    def inline_math(self, body):
        return f'<span class="long">{convert(body)}</span>' if len(body) > 25 else convert(body)

    def block_math(self, body):
        return f'<div class="formula">{convert(body, display="block")}</div>'

    def latex_environment(self, name, body):
        return self.block_math(rf"\begin{{{name}}}{body}\end{{{name}}}")

    def link(self, text, url, title=None):
        return super().link(text, re.sub(r"^([\w-]+)\.ipynb", r"\1.html", url), title)


def render_markdown(text):
    page = MarkdownWithMath(renderer=Renderer(escape=False)).render(text)
    return page.replace("<th></th>", "<td></td>")  # an empty cell is not a heading


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


def render_demo_place(number, still):
    """Return the place of a demo, with its still, which stays until the frames are loaded, or if scripts are off."""
    caption = html.escape(still["text/plain"])
    width, height = (round(inches * PAGE_DPI) for inches in DEMOS[number].size)
    return (
        f'<section class="demo" data-demo="{number}" aria-label="{html.escape(DEMOS[number].title)}">'
        f'<img alt="{caption}" width="{width}" height="{height}" loading="lazy" src="frames/{number}.webp">'
        f"<p>{caption}</p></section>"
    )


def render_cell(cell):
    if cell.cell_type == "markdown":
        return render_markdown(cell.source)
    if demos := demos_in_cell(cell.source):
        return render_demo_place(DEMOS.index(demos[0]), cell.outputs[0].data)
    if cell.source == "present()":
        return "<div data-present></div>"
    note = ""
    if "show_upload()" in cell.source:
        note = '<p class="note">Choosing a picture of your own needs the notebook: here it shows only how it began.</p>'
    return render_code(cell.source) + "".join(map(render_output, cell.outputs)) + note


def title_of(notebook):
    return notebook.cells[0].source.splitlines()[0].lstrip("# ")


def render_page(title, body):
    style = (HERE / "site.css").read_text(encoding="utf-8") + front.join_styles()
    light, dark = (HtmlFormatter(style=style).get_style_defs(".code") for style in ("default", "github-dark"))
    return f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{html.escape(title)}</title>
<style>
{style}
{light}
@media (prefers-color-scheme: dark) {{
{dark}
}}
</style>
<main>
{body}
</main>
<script type="module">
{front.join_modules(HERE / "site.js")}
</script>
</html>
"""


def render_navigation(chapters, here):
    """Return the links to every page, the present one marked."""
    entries = [("index", "All chapters"), *((name, f"{name[:2]} {title_of(nb)}") for name, nb in chapters.items())]
    items = "".join(
        f'<li><a href="{name}.html"{" aria-current=page" if name == here else ""}>{html.escape(title)}</a></li>'
        for name, title in entries
    )
    return f"<nav><ul>{items}</ul></nav>"


def frame_bytes():
    """Return for each demo how many bytes its frames may take."""
    return [min(CHAPTER_FRAME_BYTES // len(c.DEMOS), DEMO_FRAME_BYTES) for c in CHAPTERS for _ in c.DEMOS]


def write_site(folder, max_frame_bytes=None):
    """Write all pages into a new folder, or over older pages; return the size of each chapter in bytes.

    `max_frame_bytes` says for each demo how many bytes its frames may take, in place of `frame_bytes`; 0 asks for the
    fewest frames, and None for a still picture. Raises ValueError as `claim` does.
    """
    folder = claim(folder, "the notebooks as pages")
    shutil.rmtree(folder / "frames", ignore_errors=True)
    (folder / "frames").mkdir()
    files = sorted((ROOT / "notebooks").glob("*.ipynb"))
    chapters = {path.stem: nbformat.read(path, as_version=4) for path in files}
    with ProcessPoolExecutor() as workers:  # the last chapter has the demos that take longest: they come first
        budgets = dict(reversed([*enumerate(max_frame_bytes or frame_bytes())]))
        budgets = {number: budget for number, budget in budgets.items() if budget is not None}
        written = workers.map(write_frames, budgets, repeat(folder / "frames"), budgets.values())
        sizes = dict(zip(budgets, written, strict=True))
    chapter_bytes = {}
    for name, notebook in chapters.items():
        cells = [cell for cell in notebook.cells if "set-up" not in cell.metadata.get("tags", [])]
        body = "\n".join(map(render_cell, cells))
        text = render_page(title_of(notebook), render_navigation(chapters, name) + body).encode()
        (folder / f"{name}.html").write_bytes(text)
        chapter_bytes[name] = len(text) + sum(sizes.get(int(n), 0) for n in re.findall(r'data-demo="(\d+)"', body))
    start = (
        "<h1>Multi-layer perceptrons, by hand</h1><p>The notebooks of the course as pages. Every demo moves here; to "
        "change code and to do the exercises, open the notebooks themselves.</p>"
    )
    (folder / "index.html").write_text(
        render_page("The course", start + render_navigation(chapters, "index")), encoding="utf-8"
    )
    return chapter_bytes


def main(arguments=None):
    """Write the site; return 1 if it is too large for a stick or a phone."""
    parser = argparse.ArgumentParser(prog="course.py site", description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "site", help="site/ if none is named")
    folder = parser.parse_args(arguments).folder
    try:
        sizes = write_site(folder)
    except ValueError as refusal:
        print(refusal, file=sys.stderr)
        return 1
    for name, size in sizes.items():
        print(f"{name}: {size / 1e6:.2f} MB")
    print(f"{sum(sizes.values()) / 1e6:.2f} MB in all. Open {folder / 'index.html'}")
    return int(max(sizes.values()) > CHAPTER_MAX_BYTES or sum(sizes.values()) > SITE_MAX_BYTES)


if __name__ == "__main__":
    sys.exit(main())
