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

from course_tools.folders import claim
from course_tools.site.chapter import CARD, read_chapters, read_questions
from course_tools.site.frames import write_frames
from course_tools.site.look import FONTS, style_sheet
from course_tools.site.render import render_demo_place
from course_utils.chapters import CHAPTERS, DEMOS, EXERCISES
from course_utils.demo import front

ROOT = Path(__file__).resolve().parents[2]

HERE = Path(__file__).parent

CHAPTER_MAX_BYTES = 3_000_000
SITE_MAX_BYTES = 15_000_000

CHAPTER_FRAME_BYTES = 1_300_000  # shared by its demos; one whose fewest frames take more gets more
DEMO_FRAME_BYTES = 300_000

COURSE = "Multi-layer perceptrons, by hand"


def render_page(title, body):
    """Return a whole page."""
    return f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{html.escape(title)}</title>
<style>
{style_sheet()}
</style>
{body}
<script type="module">
{front.join_modules(HERE / "site.js")}
</script>
</html>
"""


def render_navigation(chapters, here):
    """Return one line that leads to the chapters before and after, and the list of all behind a word."""
    number = chapters.index(here)
    before = chapters[number - 1] if number else None
    after = chapters[number + 1] if number + 1 < len(chapters) else None
    items = "".join(f"<li>{_link(chapter, chapter is here)}</li>" for chapter in chapters)
    return (
        '<nav aria-label="Chapters">'
        + (f'<a href="{before.name}.html" aria-label="{_label(before)}">‹ {before.number}</a>' if before else "")
        + f"<b>{_label(here)}</b>"
        + (f'<a href="{after.name}.html" aria-label="{_label(after)}">{after.number} ›</a>' if after else "")
        + f'<details><summary>All chapters</summary><ul><li><a href="index.html">Start page</a></li>{items}</ul>'
        "</details></nav>"
    )


def _label(chapter):
    return html.escape(f"{chapter.number} {chapter.title}")


def _link(chapter, is_here=False):
    return f'<a href="{chapter.name}.html"{" aria-current=page" if is_here else ""}>{_label(chapter)}</a>'


def render_chapter(chapters, here):
    """Return the page of a chapter."""
    later = chapters[chapters.index(here) + 1 :]
    onward = f"<footer>Next: {_link(later[0])}</footer>" if later else ""
    navigation = render_navigation(chapters, here)
    return render_page(here.title, f"{navigation}<main>\n{here.head()}\n{here.body()}\n</main>{onward}")


def render_index(chapters):
    """Return the first page: what the course is, a demo, and a card for each chapter."""
    cards = []
    for chapter, question in zip(chapters, read_questions(chapters), strict=True):
        width, height = (pixels // 2 for pixels in CARD)
        cards.append(
            f'<li><a href="{chapter.name}.html">'
            f'<img alt="" width="{width}" height="{height}" src="stills/{chapter.number}-card.webp">'
            f"<b><span>{chapter.number}</span> {html.escape(chapter.title)}</b></a>"
            f"<p>{question}</p><p>{chapter.facts}</p></li>"
        )
    return render_page(
        COURSE,
        f"""<main class="index">
<div class="entrance">
<div>
<h1>{COURSE}</h1>
<p>From three features of a pet to a network that reads handwriting: {len(DEMOS)} pictures that move with your hand,
every formula of the lecture as a few lines of numpy, and {len(EXERCISES)} exercises that say what is wrong.</p>
<p class="buttons"><a href="{chapters[0].name}.html">Begin</a>
<button type="button" data-present-here>Present</button></p>
<p class="note">Every demo moves on these pages. To change code and to do the exercises, open the notebooks.</p>
</div>
{render_demo_place(0)}
</div>
<h2>Chapters</h2>
<ul class="cards">
{"".join(cards)}
</ul>
</main>""",
    )


def frame_bytes():
    """Return for each demo how many bytes its frames may take."""
    return [min(CHAPTER_FRAME_BYTES // len(c.DEMOS), DEMO_FRAME_BYTES) for c in CHAPTERS for _ in c.DEMOS]


def write_site(folder, max_frame_bytes=None):
    """Write all pages into a new folder, or over older pages; return the size of each chapter, and of all, in bytes.

    `max_frame_bytes` says for each demo how many bytes its frames may take, in place of `frame_bytes`; 0 asks for the
    fewest frames, None for a still picture only. Raises ValueError as `claim` does.
    """
    folder = claim(folder, "the notebooks as pages")
    for name in ("frames", "stills", "fonts"):
        shutil.rmtree(folder / name, ignore_errors=True)
        (folder / name).mkdir()
    for file in {file for files in FONTS.values() for file in files}:
        shutil.copy(file, folder / "fonts")
    chapters = read_chapters()
    with ProcessPoolExecutor() as workers:  # the last chapter has the demos that take longest: they come first
        numbers, budgets = reversed(range(len(DEMOS))), reversed(max_frame_bytes or frame_bytes())
        sizes = list(workers.map(write_frames, numbers, repeat(folder / "frames"), budgets))[::-1]
    chapter_bytes = {}
    for chapter in chapters:
        page = render_chapter(chapters, chapter)
        (folder / f"{chapter.name}.html").write_text(page, encoding="utf-8")
        frames = sum(sizes[int(number)] for number in re.findall(r'data-demo="(\d+)"', page))
        chapter_bytes[chapter.name] = len(page.encode()) + frames + chapter.write_stills(folder / "stills")
    (folder / "index.html").write_text(render_index(chapters), encoding="utf-8")
    return chapter_bytes, sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def main(arguments=None):
    """Write the site; return 1 if it is too large for a stick or a phone."""
    parser = argparse.ArgumentParser(prog="course.py site", description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "site", help="site/ if none is named")
    folder = parser.parse_args(arguments).folder
    try:
        chapter_bytes, all_bytes = write_site(folder)
    except ValueError as refusal:
        print(refusal, file=sys.stderr)
        return 1
    for name, size in chapter_bytes.items():
        print(f"{name}: {size / 1e6:.2f} MB")
    print(f"{all_bytes / 1e6:.2f} MB in all. Open {folder / 'index.html'}")
    return int(max(chapter_bytes.values()) > CHAPTER_MAX_BYTES or all_bytes > SITE_MAX_BYTES)


if __name__ == "__main__":
    sys.exit(main())
