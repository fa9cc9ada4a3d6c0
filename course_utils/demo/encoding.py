"""Pixels as bytes: one number of 32 bits for a pixel, its red, green, blue and opacity."""

import io

import numpy as np
from PIL import Image

JPEG = {"quality": 92, "subsampling": 0}  # 3 ms where PNG takes 15; at this quality nobody sees the loss
BLOCK = 8  # pixels: JPEG encodes squares of this size, each by itself
MANY_RUNS = 100_000  # what has more is like a photograph, which takes far fewer bytes as a JPEG


def jpeg(pixels):
    return _encoded(pixels, "jpeg", **JPEG)


def png(pixels):
    return _encoded(pixels, "png")


def _encoded(pixels, kind, **how):
    out = io.BytesIO()
    mode = "RGBX" if kind == "jpeg" else "RGBA"
    image = Image.frombuffer(mode, pixels.shape[::-1], np.ascontiguousarray(pixels), "raw", mode, 0, 1)
    (image if kind == "jpeg" else image.convert("RGB")).save(out, kind, **how)
    return out.getvalue()


def runs(pixels):
    """Pixels without loss, as runs of one colour in a row: the colours of all runs, then their lengths (16 bits each).

    A plot takes about as many bytes as it would as a JPEG, and a page unrolls them at once. An image it decodes
    elsewhere, and waits some milliseconds, however small it is.

    >>> told = runs(np.array([[7, 7, 7], [7, 0, 0]], dtype=np.uint32))
    >>> np.frombuffer(told[:12], np.uint32), np.frombuffer(told[12:], np.uint16)
    (array([7, 7, 0], dtype=uint32), array([3, 1, 2], dtype=uint16))
    """
    begins = np.ones(pixels.shape, dtype=bool)
    np.not_equal(pixels[:, 1:], pixels[:, :-1], out=begins[:, 1:])
    starts = np.flatnonzero(begins)
    lengths = np.diff(starts, append=pixels.size).astype(np.uint16)
    return pixels.ravel()[starts].tobytes() + lengths.tobytes()


def has_many_runs(pixels, every=8):
    """Whether runs are not the way to tell these pixels, by a look at some of their rows."""
    rows = pixels[::every]
    return every * np.count_nonzero(rows[:, 1:] != rows[:, :-1]) > MANY_RUNS


def changed_boxes(changed, gap=3 * BLOCK):
    """Boxes (left, top, right, bottom) around all that is true, in whole blocks, in columns at least a gap apart.

    >>> changed = np.zeros((20, 80), dtype=bool)
    >>> changed[3, 5] = changed[12, 50] = changed[18, 70] = True
    >>> changed_boxes(changed)
    [(0, 0, 8, 8), (48, 8, 72, 20)]
    """
    height, width = changed.shape
    columns = np.flatnonzero(changed.any(axis=0))
    boxes = []
    for group in np.split(columns, np.flatnonzero(np.diff(columns) > gap) + 1) if columns.size else ():
        left, right = _whole_blocks(group, width)
        top, bottom = _whole_blocks(np.flatnonzero(changed[:, left:right].any(axis=1)), height)
        boxes.append((left, top, right, bottom))
    return boxes


def _whole_blocks(positions, end):
    """Where the first of some positions' block begins and the last one's ends."""
    return int(positions[0]) // BLOCK * BLOCK, min(int(positions[-1]) // BLOCK * BLOCK + BLOCK, end)
