"""Read what a page says about a chapter: its title, its head and its facts, from the notebook and the declarations."""

import html
import re
from functools import partial
from pathlib import Path
from typing import NamedTuple

import nbformat
from PIL import Image, ImageOps

from course_tools.site.frames import LOSSY_WEBP, PAGE_DPI
from course_tools.site.markup import render_line, render_markdown
from course_tools.site.render import render_cell
from course_utils.chapters import CHAPTERS, DEMOS
from course_utils.demo.picture import Picture
from course_utils.demo.still import cover_answer
from course_utils.plotting.style import ROLE

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"

CARD = (448, 252)  # pixels of a still on a card, two for each of the screen


class Still(NamedTuple):
    """The picture that stands for a chapter: a demo at some values. A card shows one of its axes.

    The middle of the axes fills the card or, if they are to be seen whole, paper fills what they leave of it.
    """

    demo: str
    values: dict
    axes: int = 0
    whole: bool = False


STILLS = {
    "start_here": Still("PET", {}, whole=True),
    "line_fitting": Still("FIT_BY_HAND", {"slope": 0.8, "intercept": 0.2}),
    "norms_and_regularization": Still("WHEN_THE_CORNER_WINS", {"kind": "l₁: lasso", "lam": 1.5}),
    "svd_image_compression": Still("TILT", {"angle": 0}, axes=1),
    "rbf_interpolation": Still("CURVED_BOUNDARY", {"boundary": "wide, smoothed"}),
    "perceptron": Still("NO_LINE", {"moved": 100, "features": "x₁, x₂ and x₁x₂"}, whole=True),
    "mlp_backprop": Still("BOUNDARY", {"epoch": 2000}),
}


class Chapter:
    """A notebook and the chapter that it shows."""

    def __init__(self, path, module):
        self.name, self.module = path.stem, module
        self.number, self.short_name = path.stem[:2], module.__name__.split(".")[-1]
        self.cells = nbformat.read(path, as_version=4).cells
        head = self.cells[0].source
        self.title = head.splitlines()[0].lstrip("# ")
        self._rows = dict(re.findall(r"^\| \*\*(.+?)\*\* \| (.+) \|$", head, re.MULTILINE))
        self.still = STILLS[self.short_name]

    @property
    def minutes(self):
        """How long the notebook takes, as it says itself."""
        return int(re.search(r"about (\d+) minutes", self.cells[0].source)[1])

    @property
    def facts(self):
        """What a card says about the size of the chapter."""
        demos, exercises = len(self.module.DEMOS), len(self.module.EXERCISES)
        counts = [(self.minutes, "min"), (demos, "demo" + "s" * (demos != 1))]
        counts += [(exercises, "exercise" + "s" * (exercises != 1))] * bool(exercises)
        return " · ".join(f"{count} {thing}" for count, thing in counts)

    @property
    def demo_number(self):
        """The number of the demo that stands for the chapter."""
        return DEMOS.index(getattr(self.module, self.still.demo))

    def head(self):
        """Return the title, a line of facts, what a reader will do and learn, and the still as a link to its demo."""
        if not {"You will do", "You will learn", "You need"} <= self._rows.keys():
            return render_markdown(self.cells[0].source) + self._figure()
        needs, _, time = self._rows["You need"].rpartition("; ")
        facts = [time, f"needs {needs}", *self._rows.get("Without installing", "").split(" · ")]
        return (
            f"<h1>{html.escape(self.title)}</h1>"
            f'<p class="facts">{render_line(" · ".join(filter(None, facts)))}</p>'
            f"<p>You will {render_line(self._rows['You will do'])}.</p>"
            f"<p>You will learn {render_line(self._rows['You will learn'])}.</p>" + self._figure()
        )

    def body(self):
        """Return the cells after the head as HTML."""
        cells = [cell for cell in self.cells[1:] if "set-up" not in cell.metadata.get("tags", [])]
        return "\n".join(map(render_cell, cells))

    def _figure(self):
        demo = DEMOS[self.demo_number]
        width, height = (round(inches * PAGE_DPI) for inches in demo.size)
        return (
            f'<a class="still{" likeness" * demo.likeness}" href="#demo-{self.demo_number}">'
            f'<img alt="To the demo: {html.escape(demo.title)}" width="{width}" height="{height}" '
            f'src="stills/{self.number}.webp"></a>'
        )

    def write_stills(self, folder):
        """Write the still of the chapter, whole and for a card; return their size in bytes.

        What would answer the question of its demo is covered.
        """
        picture = Picture(DEMOS[self.demo_number], dpi=2 * PAGE_DPI)
        picture.draw(**self.still.values)
        pixels = cover_answer(picture)
        height, width = pixels.shape
        image = Image.frombytes("RGBX", (width, height), pixels.tobytes()).convert("RGB")
        x0, y0, x1, y1 = picture.figure.axes[self.still.axes].get_position().extents
        axes = image.crop(tuple(map(round, (x0 * width, (1 - y1) * height, x1 * width, (1 - y0) * height))))
        place = partial(ImageOps.pad, color=ROLE.paper) if self.still.whole else ImageOps.fit
        card = place(axes, CARD, Image.Resampling.LANCZOS)
        whole = image.resize((width // 2, height // 2), Image.Resampling.LANCZOS)
        files = {f"{self.number}.webp": whole, f"{self.number}-card.webp": card}
        for name, each in files.items():
            each.save(folder / name, "webp", **LOSSY_WEBP)
        return sum((folder / name).stat().st_size for name in files)


def read_chapters():
    """Read all notebooks, in lecture order."""
    return [Chapter(path, module) for path, module in zip(sorted(NOTEBOOKS.glob("*.ipynb")), CHAPTERS, strict=True)]


def read_questions(chapters):
    """Read the question that each chapter answers from the table of all notebooks, which the first one has."""
    text = "\n".join(cell.source for cell in chapters[0].cells)
    return [
        render_line(question) for question in re.findall(r"^\| \*\*.*?\d\d .+? \| (.+?) \| .+ \|$", text, re.MULTILINE)
    ]
