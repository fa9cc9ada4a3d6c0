"""The notebooks as a folder of plain pages whose sliders need no kernel and no network: open site/index.html.

    python3 course.py site

Text, code and outputs are those stored in the notebooks. Each demo is drawn ahead here, at all its control values or,
where they are too many, at a choice of them that has its scenes; its frames lie in files beside the page, and the front
end that shows them is the notebooks' own, stage.js. Formulas become MathML, which browsers draw by themselves.
"""

import argparse
import base64
import html
import io
import itertools
import json
import re
import shutil
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from math import prod
from pathlib import Path

import nbformat
import numpy as np
from latex2mathml.converter import convert
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from PIL import Image
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from course_utils.demos import DEMOS, name_of, shown
from course_utils.demos.core import Picture
from course_utils.demos.encoding import changed_boxes
from course_utils.folders import claim

ROOT = Path(__file__).resolve().parents[1]
HERE = Path(__file__).parent
FEW, MUST, MANY = 16, 60, 100  # frames of a demo: at first, to see how large they are; for its scenes; at the most
ENOUGH = 280_000  # bytes for the frames of a demo
CHAPTER, WHOLE = 3_000_000, 15_000_000  # bytes at the most
DPI = 96  # what a page shows of a picture without scaling it
TALLEST = 4096  # pixels of a sheet: what a phone decodes at once
GOOD = {"lossless": True, "method": 4}  # for lines and words, which a lossy picture smears
SMALL = {"quality": 70, "method": 4}  # for photographs


# --- which frames


def exported(demo, most):
    """The demo with fewer values to its controls, if all combinations would be more than `most`.

    Kept are the values of the start and, one after the other, of the scenes, but for a scene that would make too many
    combinations; of each control at least two; and then, for as long as the combinations are at most `most`, the ends
    of sliders, words to choose from, and what fills the widest gaps.

    >>> [len(control.values) for control in exported(DEMOS[0], most=150).controls]
    [5, 6, 5]
    """
    kept, scenes = [{control.values.index(control.start)} for control in demo.controls], {}
    for title, changes in demo.scenes.items():
        places = demo.position(**demo.values(**changes))
        more = [have | {place} for have, place in zip(kept, places, strict=True)]
        if prod(max(len(have), 2) for have in more) <= MUST:
            kept, scenes = more, {**scenes, title: changes}
    for control, have in zip(demo.controls, kept, strict=True):
        if len(have) == 1:
            have.add(0 if control.start != control.values[0] else len(control.values) - 1)
    while candidates := sorted(_wanted(demo.controls, kept, most)):
        _, number, place = candidates[-1]
        kept[number].add(place)
    controls = [replace(c, values=[c.values[i] for i in sorted(k)]) for c, k in zip(demo.controls, kept, strict=True)]
    return replace(demo, controls=tuple(controls), scenes=scenes, ahead=())


def _wanted(controls, kept, most):
    """For each control that may have one more place: how much it is wanted, the control's number, and the place."""
    for number, (control, have) in enumerate(zip(controls, kept, strict=True)):
        size = prod(len(places) + (places is have) for places in kept)
        missing = set(range(len(control.values))) - have
        if size > most or not missing:
            continue
        if ends := missing & {0, len(control.values) - 1}:
            yield 3, number, min(ends)
        elif control.is_choice:
            yield 2, number, min(missing)
        else:
            gap, left = max((right - left, left) for left, right in itertools.pairwise(sorted(have)))
            yield gap / len(control.values), number, left + gap // 2


# --- a demo as files


def webp(pixels, **how):
    """Pixels as a file."""
    height, width = pixels.shape
    out = io.BytesIO()
    Image.frombytes("RGBX", (width, height), pixels.tobytes()).convert("RGB").save(out, "webp", **how)
    return out.getvalue()


def sheets(pieces):
    """Pieces of one size, one above the other on sheets that are not too tall: what they share is stored once."""
    each = max(TALLEST // len(pieces[0]), 1)
    stacks = [np.concatenate(pieces[first : first + each]) for first in range(0, len(pieces), each)]
    good, small = webp(stacks[0], **GOOD), webp(stacks[0], **SMALL)
    how = SMALL if 1.4 * len(small) < len(good) else GOOD
    return [small if how is SMALL else good, *(webp(stack, **how) for stack in stacks[1:])]


def drawn(demo, name=None):
    """What a page needs of a demo: what it tells stage.js, and the sheets, as files."""
    picture = Picture(demo, dpi=DPI)
    states, captions, pixels = list(demo.states()), [], []
    for values in states:
        captions.append(picture.draw(**values))
        pixels.append(picture.pixels.copy())
    files, areas, frames = [webp(picture.blank, **GOOD)], [], [[] for _ in states]
    for left, top, right, bottom in changed_boxes(np.any([frame != picture.blank for frame in pixels], axis=0)):
        cuts = {}  # each once, though many frames may have it
        for frame, numbers in zip(pixels, frames, strict=True):
            cut = np.ascontiguousarray(frame[top:bottom, left:right])
            numbers.append(cuts.setdefault(cut.tobytes(), (len(cuts), cut))[0])
        areas.append({"box": [left, top, right - left, bottom - top], "sheet": len(files)})
        files += sheets([cut for _, cut in cuts.values()])
    told = [
        {"position": demo.position(**values), "caption": caption, "pieces": numbers}
        for values, caption, numbers in zip(states, captions, frames, strict=True)
    ]
    return {
        "outline": {**demo.outline(), "name": name, "pixels": picture.size},
        "areas": areas,
        "rows": TALLEST,
        "frames": told,
    }, files


def write_frames(number, folder, enough):
    """Write the sheets of a demo, and a script: pages on a stick may load scripts and pictures, but may not fetch."""
    name = name_of(DEMOS[number])
    told, files = drawn(exported(DEMOS[number], FEW), name)
    if (most := min(MANY, int(len(told["frames"]) * enough / sum(map(len, files))))) > FEW:
        told, files = drawn(exported(DEMOS[number], most), name)
    for count, file in enumerate(files):
        (folder / f"{number}-{count}.webp").write_bytes(file)
    data = f"frames[{number}] = {json.dumps(told, ensure_ascii=False, separators=(',', ':'))};\n".encode()
    (folder / f"{number}.js").write_bytes(data)
    return sum(map(len, files)) + len(data)


# --- a notebook as a page


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
    if demos := shown(cell.source):
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
    style = "".join((HERE / name).read_text(encoding="utf-8") for name in ("site.css", "demos/stage.css"))
    light, dark = (HtmlFormatter(style=style).get_style_defs(".code") for style in ("default", "github-dark"))
    script = "".join(
        (HERE / name).read_text(encoding="utf-8") for name in ("demos/present.js", "demos/stage.js", "site.js")
    )
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
<script>const frames = {{}};</script>
<script type="module">
{script}
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
