"""The notebooks as a folder of plain pages whose sliders need no kernel and no network: open site/index.html.

    python3 course.py site

Text, code and outputs are those stored in the notebooks. Each demo is drawn ahead here, at all its control values or,
where they are too many, at a choice of them that has its scenes; its frames lie in files beside the page, and the front
end that shows them is the notebooks' own. Formulas become MathML, which browsers draw by themselves."""

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

FEW, MUST, MANY = 16, 60, 100  # frames of a demo: at first, to see how large they are; for its scenes; at the most

ENOUGH = 280_000  # bytes for the frames of a demo

DPI = 96  # what a page shows of a picture without scaling it

TALLEST = 4096  # pixels of a sheet: what a phone decodes at once

GOOD = {"lossless": True, "method": 4}  # for lines and words, which a lossy picture smears

SMALL = {"quality": 70, "method": 4}  # for photographs


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
    """What a page needs of a demo: the data that site.js takes, and the sheets, as files."""
    picture = Picture(demo, dpi=DPI)
    states, captions, pixels = list(demo.states()), [], []
    for values in states:
        captions.append(picture.draw(**values))
        pixels.append(picture.pixels.copy())
    files, areas, frames = [webp(picture.background, **GOOD)], [], [[] for _ in states]
    for left, top, right, bottom in changed_boxes(np.any([frame != picture.background for frame in pixels], axis=0)):
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
    data = f"courseFrames({number}, {json.dumps(told, ensure_ascii=False, separators=(',', ':'))});\n".encode()
    (folder / f"{number}.js").write_bytes(data)
    return sum(map(len, files)) + len(data)
