"""Draw frames of a demo ahead, for a page that has no kernel.

A page holds a list of states (states.py). Only the boxes that change are kept of each frame; equal pieces are stored
once, and the pieces of a box are on WebP sheets.
"""

import io
import json
from pathlib import Path

import numpy as np
from PIL import Image

from course_tools.site.states import count_states, states_in_order, states_to_hold
from course_utils.chapters import DEMOS, name_of
from course_utils.demo.encoding import BLOCK, changed_boxes
from course_utils.demo.picture import Picture
from course_utils.demo.still import cover_answer

MAX_FRAMES = 120
NEARLY_ALL = 1.2  # a page that could hold all states in this many times its bytes does hold them

PAGE_DPI = 96  # at which a page shows a picture without scaling it
SHEET_HEIGHT = 4096  # pixels: what a phone decodes in one go

LOSSLESS_WEBP = {"lossless": True, "method": 2}  # for lines and text, which lossy compression smears
LOSSY_WEBP = {"quality": 70, "method": 4}  # for photographs
LOSSY_FROM_BYTES = 20_000  # smaller sheets are always lossless
LOSSLESS_BONUS = 1.3  # how many times the bytes of a lossy sheet a lossless one may take


def encode_webp(pixels, **settings):
    """Encode pixels as WebP."""
    height, width = pixels.shape
    out = io.BytesIO()
    Image.frombytes("RGBX", (width, height), pixels.tobytes()).convert("RGB").save(out, "webp", **settings)
    return out.getvalue()


def make_sheets(pieces):
    """Stack pieces of one size on sheets of limited height, where compression finds what they share.

    They are encoded without loss, unless that takes many more bytes.
    """
    each = max(SHEET_HEIGHT // len(pieces[0]), 1)
    first, *rest = (np.concatenate(pieces[start : start + each]) for start in range(0, len(pieces), each))
    how, sheet = LOSSLESS_WEBP, encode_webp(first, **LOSSLESS_WEBP)
    if len(sheet) > LOSSY_FROM_BYTES:
        lossy = encode_webp(first, **LOSSY_WEBP)
        if len(sheet) > LOSSLESS_BONUS * len(lossy):
            how, sheet = LOSSY_WEBP, lossy
    return [sheet, *(encode_webp(stack, **how) for stack in rest)]


class Drawing:
    """The frames of a demo for some of its states, drawn once each."""

    def __init__(self, demo):
        self._demo = demo
        self._picture = Picture(demo, dpi=PAGE_DPI)
        self._drawn = {}  # position: its words and pixels

    def _draw(self, position):
        if position not in self._drawn:
            words = self._picture.draw(**self._demo.at(position))
            self._drawn[position] = words, self._picture.pixels.copy()
        return self._drawn[position]

    def still(self):
        """Encode the frame that the demo starts on as one picture, with the answer to its question covered."""
        self._picture.draw()
        return encode_webp(cover_answer(self._picture), **LOSSY_WEBP)

    def encode(self, positions, name=None):
        """Return the frames at these positions as the data that site.js takes, and the sheets as files."""
        words, pixels = zip(*map(self._draw, positions), strict=True)
        background = self._picture.background
        files, areas, frames = [encode_webp(background, **LOSSLESS_WEBP)], [], [[] for _ in positions]
        changed = np.any([frame != background for frame in pixels], axis=0)
        for left, top, right, bottom in split_boxes(changed):
            cuts = {}  # each piece once, even if many frames have it
            for frame, numbers in zip(pixels, frames, strict=True):
                cut = np.ascontiguousarray(frame[top:bottom, left:right])
                numbers.append(cuts.setdefault(cut.tobytes(), (len(cuts), cut))[0])
            areas.append({"box": [left, top, right - left, bottom - top], "sheet": len(files)})
            files += make_sheets([cut for _, cut in cuts.values()])
        descriptions = [
            {"position": position, **said._asdict(), "pieces": numbers}
            for position, said, numbers in zip(positions, words, frames, strict=True)
        ]
        return {
            "outline": {**self._picture.outline(), "name": name},
            "areas": areas,
            "rows": SHEET_HEIGHT,
            "frames": descriptions,
        }, files


def split_boxes(changed):
    """Return boxes (left, top, right, bottom) around all that is true, cut at gaps in columns and rows alternately.

    >>> changed = np.zeros((60, 40), dtype=bool)
    >>> changed[3, 5] = changed[50, 5] = changed[50, 30] = True
    >>> split_boxes(changed)
    [(0, 0, 8, 8), (0, 48, 8, 56), (24, 48, 32, 56)]
    """
    boxes = []
    for left, top, right, bottom in changed_boxes(changed, gap=BLOCK):
        inside = changed[top:bottom, left:right]
        rows = [(left + x0, top + y0, left + x1, top + y1) for y0, x0, y1, x1 in changed_boxes(inside.T, gap=BLOCK)]
        if len(rows) == 1:
            boxes += rows
        else:
            for x0, y0, x1, y1 in rows:
                boxes += [(x0 + a, y0 + b, x0 + c, y0 + d) for a, b, c, d in split_boxes(changed[y0:y1, x0:x1])]
    return boxes


def write_frames(number, folder, max_bytes):
    """Write the still, the sheets and the description of a demo; return their size in bytes.

    There are as many frames as `max_bytes` allows, but at least those that every page holds; if it is None, there is
    only the still. The description is a script, because a page that was opened as a file may load scripts and pictures,
    but may not fetch data.
    """
    demo = DEMOS[number]
    drawing, positions, still = Drawing(demo), states_to_hold(demo), Path(folder, f"{number}.webp")
    still.write_bytes(drawing.still())
    if max_bytes is None:
        return still.stat().st_size
    page, files = drawing.encode(positions, name_of(demo))
    background, *sheets = map(len, files)
    bytes_per_frame = (sum(sheets) + len(encode_script(number, page))) / len(positions)
    affordable = min(int((max_bytes - still.stat().st_size - background) / bytes_per_frame), MAX_FRAMES)
    if count_states(demo) <= NEARLY_ALL * affordable:
        affordable = count_states(demo)
    if affordable > len(positions):
        page, files = drawing.encode(states_in_order(demo)[:affordable], name_of(demo))
    script = encode_script(number, page)
    Path(folder, f"{number}.js").write_bytes(script)
    for count, file in enumerate(files):
        Path(folder, f"{number}-{count}.webp").write_bytes(file)
    return still.stat().st_size + len(script) + sum(map(len, files))


def encode_script(number, page):
    return f"courseFrames({number}, {json.dumps(page, ensure_ascii=False, separators=(',', ':'))});\n".encode()
