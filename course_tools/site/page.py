"""The notebooks as a folder of plain pages whose sliders need no kernel and no network: open site/index.html.

    python3 course.py site

Text, code and outputs are those stored in the notebooks. Each demo is drawn ahead here, at all its control values or,
where they are too many, at a choice of them that has its scenes; its frames lie in files beside the page, and the front
end that shows them is the notebooks' own. Formulas become MathML, which browsers draw by themselves."""

import argparse
import base64
import html
import io
import re
import shutil
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import nbformat
from latex2mathml.converter import convert
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from PIL import Image
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from course_tools.cells import demos_in_cell
from course_tools.folders import claim
from course_tools.site.frames import ENOUGH, SMALL, write_frames
from course_utils.chapters import DEMOS
from course_utils.demo import front

ROOT = Path(__file__).resolve().parents[2]

HERE = Path(__file__).parent

CHAPTER, WHOLE = 3_000_000, 15_000_000  # bytes at the most


class Renderer(IPythonRenderer):
    """Markdown as in a notebook; formulas as MathML; links between notebooks lead to their pages."""

    def inline_math(self, body):
        return f'<span class="long">{convert(body)}</span>' if len(body) > 25 else convert(body)

    def block_math(self, body):
        return f'<div class="formula">{convert(body, display="block")}</div>'

    def latex_environment(self, name, body):
        return self.block_math(rf"\begin{{{name}}}{body}\end{{{name}}}")

    def link(self, text, url, title=None):
        return super().link(text, re.sub(r"^([\w-]+)\.ipynb", r"\1.html", url), title)


def markdown(text):
    page = MarkdownWithMath(renderer=Renderer(escape=False)).render(text)
    return page.replace("<th></th>", "<td></td>")  # an empty cell heads nothing


def code(source):
    return highlight(source, PythonLexer(stripnl=False), HtmlFormatter(cssclass="code"))


def output(out):
    """An output of a cell, in its richest form."""
    data = out.get("data", {})
    if out.output_type == "stream":
        return f'<pre class="output">{html.escape(out.text)}</pre>'
    if "text/markdown" in data:
        return markdown(data["text/markdown"])
    if "image/png" in data:
        alt = html.escape(data.get("text/plain", ""))
        return f'<img class="output" alt="{alt}" src="data:image/png;base64,{data["image/png"].strip()}">'
    return f'<pre class="output">{html.escape(data.get("text/plain", ""))}</pre>'


def demo_on_page(number, still):
    """The place of a demo; what is in it is seen until its frames are there, and where scripts do not run."""
    caption = html.escape(still["text/plain"])
    picture = Image.open(io.BytesIO(base64.b64decode(still["image/png"])))
    file = io.BytesIO()
    picture.save(file, "webp", **SMALL)
    source = base64.b64encode(file.getvalue()).decode()
    size = 'width="{}" height="{}"'.format(*picture.size)
    return (
        f'<section class="demo" data-demo="{number}" aria-label="{html.escape(DEMOS[number].title)}">'
        f'<img alt="{caption}" {size} src="data:image/webp;base64,{source}"><p>{caption}</p></section>'
    )


def cell_on_page(cell):
    if cell.cell_type == "markdown":
        return markdown(cell.source)
    if demos := demos_in_cell(cell.source):
        return demo_on_page(DEMOS.index(demos[0]), cell.outputs[0].data)
    if cell.source == "present()":
        return "<div data-present></div>"
    note = ""
    if "show_upload()" in cell.source:
        note = '<p class="note">Choosing a picture of your own needs the notebook: here it shows only how it began.</p>'
    return code(cell.source) + "".join(map(output, cell.outputs)) + note


def title_of(notebook):
    return notebook.cells[0].source.splitlines()[0].lstrip("# ")


def page(title, body):
    style = "".join(path.read_text(encoding="utf-8") for path in (HERE / "site.css", front.STYLE))
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


def links(chapters, here):
    """The way to every page, the present one marked."""
    entries = [("index", "All chapters"), *((name, f"{name[:2]} {title_of(nb)}") for name, nb in chapters.items())]
    items = "".join(
        f'<li><a href="{name}.html"{" aria-current=page" if name == here else ""}>{html.escape(title)}</a></li>'
        for name, title in entries
    )
    return f"<nav><ul>{items}</ul></nav>"


def write_site(folder, enough=ENOUGH):
    """Write all pages into a new folder, or anew into one that has them; the size of each chapter in bytes.

    Demos get more frames than they must have while their files are below `enough` bytes. Raises ValueError as
    `claim` does.
    """
    folder = claim(folder, "the notebooks as pages")
    shutil.rmtree(folder / "frames", ignore_errors=True)
    (folder / "frames").mkdir()
    files = sorted((ROOT / "notebooks").glob("*.ipynb"))
    chapters = {path.stem: nbformat.read(path, as_version=4) for path in files}
    with ProcessPoolExecutor() as workers:
        write = partial(write_frames, folder=folder / "frames", enough=enough)
        sizes = list(workers.map(write, range(len(DEMOS))))
    of_chapters = {}
    for name, notebook in chapters.items():
        cells = [cell for cell in notebook.cells if "set-up" not in cell.metadata.get("tags", [])]
        body = "\n".join(map(cell_on_page, cells))
        text = page(title_of(notebook), links(chapters, name) + body).encode()
        (folder / f"{name}.html").write_bytes(text)
        of_chapters[name] = len(text) + sum(sizes[int(number)] for number in re.findall(r'data-demo="(\d+)"', body))
    start = (
        "<h1>Multi-layer perceptrons, by hand</h1><p>The notebooks of the course as pages. Every demo moves here; to "
        "change code and to do the exercises, open the notebooks themselves.</p>"
    )
    (folder / "index.html").write_text(page("The course", start + links(chapters, "index")), encoding="utf-8")
    return of_chapters


def main(arguments=None):
    """Write the site; 1 if it is larger than a stick or a phone should be asked to take."""
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
    return int(max(sizes.values()) > CHAPTER or sum(sizes.values()) > WHOLE)


if __name__ == "__main__":
    sys.exit(main())
