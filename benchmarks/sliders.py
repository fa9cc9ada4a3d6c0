"""Time the way from the hand to the pixels: every demo in a real JupyterLab and browser, beside what others use.

    .venv/bin/python -m pip install ipympl
    .venv/bin/python benchmarks/sliders.py                 all demos, an hour; the goals and the tables are printed
    .venv/bin/python benchmarks/sliders.py --only cat      demos with this word in their title

The ways to move a demo, all in one page, taking turns, from the same declaration:

    naive     interact, a new figure for every move, plt.show
    ipympl    the figure kept, its ink updated, ipympl's canvas
    plain     course_utils.demo.fallback: core widgets, one JPEG for every move
    asked     course_utils.demo.widget, every move is to a frame that it does not hold and must request
    ahead     course_utils.demo.widget, after it has had time to request frames ahead
    no-op     a slider whose move goes to the kernel and comes back as a short text: the floor for asking the kernel
    browser   a slider that draws one of two small pictures without asking: the floor for the others
"""

import argparse
import json
import platform
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from course_utils.chapters import DEMOS
from tests.browser.jupyter import OPTIONS, PROJECTOR, RUN_ALL, Lab, find_chromium
from tests.browser.probe import AT_REST, CLEAR, WATCH, new_positions, press

ROUNDS, PRESSES = 2, 8  # turns of every way, and keys in a turn
DRAG_S, VALUES_A_SECOND = 3.0, 60  # seconds, and the speed of the hand
MOVES = 500
THINK_MS = 2500  # for a demo to request frames ahead

SET_UP = """
import psutil, time
from dataclasses import replace
import ipywidgets as widgets
import matplotlib.pyplot as plt
from IPython.display import display
from ipympl.backend_nbagg import Canvas, FigureManager
from matplotlib.figure import Figure
from course_utils.chapters import DEMOS
from course_utils.demo.widget import WidgetDemo
from course_utils.demo.fallback import FallbackDemo
from course_utils.plotting.style import DPI, course_style

%matplotlib inline
demo = DEMOS[{number}]
demo = replace(demo, controls=tuple(replace(c, start=c.values[0]) for c in demo.controls), scenes={{}})

def sliders():
    return {{c.name: (widgets.ToggleButtons if c.is_choice else widgets.SelectionSlider)(
        options=[(c.text(v), v) for v in c.values], value=c.start, description=c.label) for c in demo.controls}}
"""
DRAGGED = ("naive", "ipympl", "asked", "ahead", "no-op", "browser")
WAYS = {
    "naive": """
def picture(**values):
    result = demo.compute(**values)
    with course_style():
        fig = plt.figure(figsize=demo.size, dpi=DPI)
        demo.draw(fig, result)(result)
        plt.show()

widgets.interact(picture, **sliders());
""",
    "ipympl": """
def show_with_ipympl():
    with course_style():
        fig = Figure(figsize=demo.size, dpi=DPI)
        canvas = Canvas(fig)
        FigureManager(canvas, 0)
        ink = demo.draw(fig, demo.compute(**demo.start))
    dials = sliders()
    def moved(_):
        with course_style():
            ink(demo.compute(**{name: dial.value for name, dial in dials.items()}))
        canvas.draw_idle()
    for dial in dials.values():
        dial.observe(moved, "value")
    moved(None)
    display(*dials.values(), canvas)

show_with_ipympl()
""",
    "plain": "FallbackDemo(demo)",
    "asked": "asked = WidgetDemo(replace(demo, budget=0))\nasked",
    "ahead": "WidgetDemo(demo)",
    "no-op": """
dials, text = sliders(), widgets.HTML()
text.add_class("probed")
def moved(change):
    text.value = str(change.new)
for dial in dials.values():
    dial.observe(moved, "value")
display(*dials.values(), text)
""",
    "browser": """
import anywidget

class Floor(anywidget.AnyWidget):
    _esm = '''export default {render({el}) {
        const input = Object.assign(document.createElement('input'), {type: 'range', min: 0, max: 1000, value: 0});
        input.dataset.lmSuppressShortcuts = 'true';
        const canvas = Object.assign(document.createElement('canvas'), {width: 1000, height: 420});
        canvas.style.width = '100%';
        const stamps = ['#0072b2', '#c25200'].map(color => {
            const stamp = new OffscreenCanvas(300, 300), pen = stamp.getContext('2d');
            pen.fillStyle = color;
            pen.fillRect(0, 0, 300, 300);
            return stamp.transferToImageBitmap();
        });
        input.addEventListener('input', () =>
            canvas.getContext('2d').drawImage(stamps[input.value % 2], 350, 60));
        el.append(input, canvas);
    }}'''

Floor()
""",
}
# What the kernel has used and says, without a trace in the notebook.
ASK = """async (code) => {
    const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
    const request = {code: '', silent: true, user_expressions: {answer: code}};
    const reply = await kernel.requestExecute(request).done;
    const answer = reply.content.user_expressions.answer;
    if (answer.status !== 'ok') throw new Error(answer.evalue);
    return JSON.parse(answer.data['text/plain'].replaceAll("'", '"'));
}"""
MANY_MOVES = """[asked._draw(p) for p in (lambda a: (a * 500)[:500])([
    [i if j == k else 0 for j in range(len(demo.controls))]
    for k, c in enumerate(demo.controls) for i in range(len(c.values))])] and 0"""


class Stage:
    """The page with one demo in all ways."""

    def __init__(self, lab, browser, number):
        demo = DEMOS[number]
        lengths = [len(control.values) for control in demo.controls if not control.is_choice]
        longest = sorted(range(len(lengths)), key=lambda slider: -lengths[slider])[:2]
        self.lengths = [lengths[slider] for slider in longest]
        name = f"demo{number}.ipynb"
        lab.write(name, SET_UP.format(number=number), *WAYS.values())
        self.page = page = browser.new_page(viewport=PROJECTOR)
        page.set_default_timeout(60_000)
        page.add_init_script(WATCH)
        self.bytes = 0
        page.on("websocket", lambda socket: socket.on("framereceived", self.count))
        page.goto(lab.address(name))
        page.locator(".jp-Notebook .jp-Cell").first.wait_for()
        page.evaluate(RUN_ALL)
        self.cells = {way: page.locator(".jp-CodeCell").nth(1 + n) for n, way in enumerate(WAYS)}
        self.handles = {}
        for way, cell in self.cells.items():
            cell.locator('[role="slider"], input[type="range"]').first.wait_for()
            found = cell.locator('[role="slider"], input[type="range"]').all()
            self.handles[way] = found * 2 if way == "browser" else [found[slider] for slider in longest]
        self.walks = {way: new_positions(self.lengths) for way in WAYS}

    def count(self, frame):
        self.bytes += len(frame)

    def close(self):
        self.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
        self.page.close()

    def think(self, way):
        """Bring one of the ways on the screen, and give it time."""
        self.handles[way][0].evaluate("handle => handle.scrollIntoView({block: 'center'})")
        if way == "ahead":
            self.page.wait_for_timeout(THINK_MS)
        self.page.evaluate(AT_REST)

    def presses(self, way, count):
        times = []
        for _, (number, key) in zip(range(count), self.walks[way], strict=False):
            times.append(press(self.page, self.handles[way][number], key, timeout=3000))
        return [time for time in times if time is not None]  # some moves of some demos change nothing

    def drag(self, way):
        """Updates a second, ms until the last value is on screen, kernel milliseconds and kilobytes per update."""
        page, handle = self.page, self.handles[way][0]
        handle.press("Home")
        self.think(way)
        left, right, y = handle.evaluate("""handle => {
            const track = (handle.closest('.noUi-base') ?? handle).getBoundingClientRect();
            const half = handle.matches('input') ? 11 : 0; // a handle of the browser's own stays inside
            return [track.x + half, track.x + track.width - half, track.y + track.height / 2];
        }""")
        page.mouse.move(left, y)
        page.mouse.down()
        page.evaluate(AT_REST)
        page.evaluate(CLEAR)
        self.bytes, cpu = 0, page.evaluate(ASK, "time.process_time()")
        start, sweeps = time.monotonic(), 2 * round(VALUES_A_SECOND * DRAG_S / self.lengths[0] / 2) + 1
        while (share := (time.monotonic() - start) / DRAG_S) < 1:
            there = 1 - abs(1 - sweeps * share % 2)  # from the left to the right and back, an odd number of times
            page.mouse.move(left + there * (right - left), y)
        page.mouse.move(right, y)
        page.mouse.up()
        received = self.bytes
        page.evaluate(AT_REST)
        page.wait_for_timeout(500)
        page.evaluate(AT_REST)
        updates, lag = page.evaluate("() => [probe.changes.length, Math.max(0, probe.changes.at(-1) - probe.moved)]")
        cpu = page.evaluate(ASK, "time.process_time()") - cpu
        return {
            "updates": updates / DRAG_S,
            "lag": lag,
            "cpu": 1e3 * cpu / updates,
            "bytes": max(received, self.bytes) / 1e3 / updates,
        }

    def memory(self):
        """Megabytes by which the kernel grows over many moves, after as many to warm up."""
        before = "psutil.Process().memory_info().rss / 1e6"
        self.page.evaluate(ASK, MANY_MOVES)
        first = self.page.evaluate(ASK, before)
        self.page.evaluate(ASK, MANY_MOVES)
        return self.page.evaluate(ASK, before) - first


def measure(lab, browser, number):
    stage = Stage(lab, browser, number)
    try:
        times, drags = defaultdict(list), {}
        for turn in range(ROUNDS):
            for way in list(WAYS) if turn % 2 else list(WAYS)[::-1]:
                stage.think(way)
                times[way] += stage.presses(way, PRESSES)
        for way in DRAGGED:
            drags[way] = stage.drag(way)
        return {"press": dict(times), "drag": drags, "memory": stage.memory()}
    finally:
        stage.close()


def percentile_95(times):
    return statistics.quantiles(times, n=20)[-1]


def find_figures(result):
    """Yield the figures of a demo that have a goal: name, number, side and limit."""
    m = {way: statistics.median(times) for way, times in result["press"].items()}
    naive, asked, ahead = (result["drag"][way] for way in ("naive", "asked", "ahead"))
    yield "ahead: times the browser's own floor", m["ahead"] / m["browser"], "≤", 2
    yield "ahead: times as fast as naive", m["naive"] / m["ahead"], "≥", 8
    yield "ahead: updates a second in a drag", ahead["updates"], "≥", 30
    yield "ahead: ms from letting go to the last change", ahead["lag"], "≤", 0
    yield "asked: times as fast as naive", m["naive"] / m["asked"], "≥", 3
    yield "asked: times as fast as ipympl", m["ipympl"] / m["asked"], "≥", 2.5
    yield "asked: times the empty round trip", m["asked"] / m["no-op"], "≤", 1.3
    yield "asked: 95th percentile, ms", percentile_95(result["press"]["asked"]), "≤", 100
    yield "asked: times the updates of naive in a drag", asked["updates"] / naive["updates"], "≥", 2.5
    yield "asked: ms from letting go to the last change", asked["lag"], "≤", 100
    yield f"MB by which the kernel grows over {MOVES} moves", result["memory"], "≤", 1


def render_goals(results):
    yield f"| figure | goal | reached by, of {len(results)} | least, median, greatest |"
    yield "|---|---|---|---|"
    for demos in zip(*map(find_figures, results.values()), strict=True):
        (words, _, side, limit), numbers = demos[0], [number for _, number, _, _ in demos]
        reached = sum(number <= limit if side == "≤" else number >= limit for number in numbers)
        spread = ", ".join(f"{f(numbers):.1f}" for f in (min, statistics.median, max))
        yield f"| {words} | {side} {limit:g} | {reached} | {spread} |"
    yield ""


def render_tables(results):
    ways = list(WAYS)
    yield from render_goals(results)
    yield "Key to pixels, median milliseconds; in brackets the 95th percentile. Ratios are how many times faster."
    yield ""
    yield f"| demo | {' | '.join(ways)} | asked: naive, ipympl, no-op | ahead: naive, browser |"
    yield "|---" * (len(ways) + 3) + "|"
    for title, result in results.items():
        m = {way: statistics.median(times) for way, times in result["press"].items()}
        cells = " | ".join(f"{m[way]:.0f} ({percentile_95(result['press'][way]):.0f})" for way in ways)
        yield (
            f"| {title} | {cells} | {m['naive'] / m['asked']:.1f}, {m['ipympl'] / m['asked']:.1f}, "
            f"{m['no-op'] / m['asked']:.2f} | {m['naive'] / m['ahead']:.1f}, {m['browser'] / m['ahead']:.2f} |"
        )
    for what, name, digits in (
        ("updates", f"Updates a second in a drag of {DRAG_S:g} s", 0),
        ("lag", "Milliseconds from letting go to the last change", 0),
        ("cpu", "Kernel CPU per update, ms", 1),
        ("bytes", "Kilobytes to the browser per update", 1),
    ):
        yield f"\n{name}\n"
        yield f"| demo | {' | '.join(DRAGGED)} |"
        yield "|---" * (len(DRAGGED) + 1) + "|"
        for title, result in results.items():
            yield f"| {title} | " + " | ".join(f"{result['drag'][way][what]:.{digits}f}" for way in DRAGGED) + " |"
    growth = [result["memory"] for result in results.values()]
    most, usual = max(growth), statistics.median(growth)
    yield f"\nGrowth of the kernel over {MOVES} moves, in megabytes: at most {most:.1f}, median {usual:.1f}."


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="demos with this word in their title")
    parser.add_argument("--json", type=Path, help="store the raw figures here, after every demo")
    options = parser.parse_args()
    numbers = [n for n, demo in enumerate(DEMOS) if options.only.lower() in demo.title.lower()]
    results = {}
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        lab = Lab(Path(home))
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=OPTIONS)
        try:
            lab.wait()
            for number in numbers:
                if all(control.is_choice for control in DEMOS[number].controls):
                    continue
                results[DEMOS[number].title] = measure(lab, browser, number)
                if options.json:
                    options.json.write_text(json.dumps(results, indent=1), encoding="utf-8")
                print(f"measured: {DEMOS[number].title}", file=sys.stderr, flush=True)
        finally:
            browser.close()
            lab.stop()
    print(f"Python {platform.python_version()} on {platform.system()}, {platform.machine()}\n")
    print("\n".join(render_tables(results)))


if __name__ == "__main__":
    main()
