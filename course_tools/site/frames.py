"""Draw the frames of a demo ahead, for a page that has no kernel.

A demo is drawn at all its control values or, where they are too many, at a choice of them that has its scenes. Only
the boxes that change are kept of each frame; equal pieces are stored once, and the pieces of a box are on WebP sheets.
"""

import io
import itertools
import json
from dataclasses import replace
from math import prod

import numpy as np
from PIL import Image

from course_utils.chapters import DEMOS, name_of
from course_utils.demo.encoding import changed_boxes
from course_utils.demo.picture import Picture

PROBE_FRAMES = 16  # of a demo, drawn first to see how large they are
SCENE_FRAMES = 60  # at most, for the values of the start and of the scenes
MAX_FRAMES = 100
DEMO_BYTES = 265_000  # for the frames of a demo beyond the probe

PAGE_DPI = 96  # at which a page shows a picture without scaling it
SHEET_HEIGHT = 4096  # pixels: what a phone decodes in one go

LOSSLESS_WEBP = {"lossless": True, "method": 4}  # for lines and text, which lossy compression smears
LOSSY_WEBP = {"quality": 70, "method": 4}  # for photographs


def thin_out(demo, max_frames):
    """Return the demo with fewer values of its controls, if it has more than `max_frames` combinations.

    The start values are kept, then those of the scenes in order, except for a scene that makes too many combinations.
    Each control keeps at least two values. While the combinations are at most `max_frames`, more are kept: the ends of
    sliders, the options of a choice, and the values in the middle of the widest gaps.

    >>> [len(control.values) for control in thin_out(DEMOS[0], max_frames=150).controls]
    [5, 6, 5]
    """
    kept, scenes = [{control.values.index(control.start)} for control in demo.controls], {}
    for title, changes in demo.scenes.items():
        places = demo.position(**demo.values(**changes))
        more = [have | {place} for have, place in zip(kept, places, strict=True)]
        if prod(max(len(have), 2) for have in more) <= SCENE_FRAMES:
            kept, scenes = more, {**scenes, title: changes}
    for control, have in zip(demo.controls, kept, strict=True):
        if len(have) == 1:
            have.add(0 if control.start != control.values[0] else len(control.values) - 1)
    while candidates := sorted(_candidates(demo.controls, kept, max_frames)):
        _, number, place = candidates[-1]
        kept[number].add(place)
    controls = [replace(c, values=[c.values[i] for i in sorted(k)]) for c, k in zip(demo.controls, kept, strict=True)]
    return replace(demo, controls=tuple(controls), scenes=scenes, ahead=())


def _candidates(controls, kept, max_frames):
    """Yield for each control that may keep one more place: its priority, the control's number, and the place."""
    for number, (control, have) in enumerate(zip(controls, kept, strict=True)):
        size = prod(len(places) + (places is have) for places in kept)
        missing = set(range(len(control.values))) - have
        if size > max_frames or not missing:
            continue
        if ends := missing & {0, len(control.values) - 1}:
            yield 3, number, min(ends)
        elif control.is_choice:
            yield 2, number, min(missing)
        else:
            gap, left = max((right - left, left) for left, right in itertools.pairwise(sorted(have)))
            yield gap / len(control.values), number, left + gap // 2


def encode_webp(pixels, **settings):
    """Encode pixels as WebP."""
    height, width = pixels.shape
    out = io.BytesIO()
    Image.frombytes("RGBX", (width, height), pixels.tobytes()).convert("RGB").save(out, "webp", **settings)
    return out.getvalue()


def make_sheets(pieces):
    """Stack pieces of one size on sheets of limited height, where compression finds what they share."""
    each = max(SHEET_HEIGHT // len(pieces[0]), 1)
    stacks = [np.concatenate(pieces[first : first + each]) for first in range(0, len(pieces), each)]
    lossless, lossy = encode_webp(stacks[0], **LOSSLESS_WEBP), encode_webp(stacks[0], **LOSSY_WEBP)
    if 1.4 * len(lossy) < len(lossless):
        return [lossy, *(encode_webp(stack, **LOSSY_WEBP) for stack in stacks[1:])]
    return [lossless, *(encode_webp(stack, **LOSSLESS_WEBP) for stack in stacks[1:])]


def render_demo(demo, name=None):
    """Draw every frame of a demo; return the data that site.js takes, and the sheets as files."""
    picture = Picture(demo, dpi=PAGE_DPI)
    states, words, pixels = list(demo.states()), [], []
    for values in states:
        words.append(picture.draw(**values))
        pixels.append(picture.pixels.copy())
    files, areas, frames = [encode_webp(picture.background, **LOSSLESS_WEBP)], [], [[] for _ in states]
    for left, top, right, bottom in changed_boxes(np.any([frame != picture.background for frame in pixels], axis=0)):
        cuts = {}  # each piece once, even if many frames have it
        for frame, numbers in zip(pixels, frames, strict=True):
            cut = np.ascontiguousarray(frame[top:bottom, left:right])
            numbers.append(cuts.setdefault(cut.tobytes(), (len(cuts), cut))[0])
        areas.append({"box": [left, top, right - left, bottom - top], "sheet": len(files)})
        files += make_sheets([cut for _, cut in cuts.values()])
    descriptions = [
        {"position": demo.position(**values), **said._asdict(), "pieces": numbers}
        for values, said, numbers in zip(states, words, frames, strict=True)
    ]
    return {
        "outline": {**picture.outline(), "name": name},
        "areas": areas,
        "rows": SHEET_HEIGHT,
        "frames": descriptions,
    }, files


def write_frames(number, folder, demo_bytes):
    """Write the sheets of a demo and a script with its description; return their size in bytes.

    A script, because a page that was opened as a file may load scripts and pictures, but may not fetch data.
    """
    name = name_of(DEMOS[number])
    page, files = render_demo(thin_out(DEMOS[number], PROBE_FRAMES), name)
    affordable = int(len(page["frames"]) * demo_bytes / sum(map(len, files)))
    if affordable > PROBE_FRAMES:
        page, files = render_demo(thin_out(DEMOS[number], min(MAX_FRAMES, affordable)), name)
    for count, file in enumerate(files):
        (folder / f"{number}-{count}.webp").write_bytes(file)
    data = f"courseFrames({number}, {json.dumps(page, ensure_ascii=False, separators=(',', ':'))});\n".encode()
    (folder / f"{number}.js").write_bytes(data)
    return sum(map(len, files)) + len(data)
