"""Encode pixels as bytes. A pixel is one number of 32 bits: its red, green, blue and opacity."""

import io

import numpy as np
from PIL import Image

JPEG = {"quality": 92, "subsampling": 0}  # 3 ms where PNG takes 15; at this quality the loss is invisible
BLOCK = 8  # pixels; JPEG encodes squares of this size separately
MAX_RUNS = 100_000  # a picture with more is like a photograph, which takes far fewer bytes as a JPEG


def encode_jpeg(pixels):
    return _encode(pixels, "jpeg", **JPEG)


def encode_png(pixels):
    return _encode(pixels, "png")


def _encode(pixels, kind, **how):
    out = io.BytesIO()
    mode = "RGBX" if kind == "jpeg" else "RGBA"
    image = Image.frombuffer(mode, pixels.shape[::-1], np.ascontiguousarray(pixels), "raw", mode, 0, 1)
    (image if kind == "jpeg" else image.convert("RGB")).save(out, kind, **how)
    return out.getvalue()


def encode_runs(pixels):
    """Encode pixels without loss, as runs of equal pixels, row by row; no run goes beyond its row.

    First come the pixels of all runs (32 bits each), then the lengths of all runs (16 bits each), in the machine's byte
    order. A plot takes about as many bytes as it would as a JPEG, and a page unrolls them at once (`unroll` in
    protocol.js), whereas it decodes even a tiny image asynchronously, which costs milliseconds.

    >>> encoded = encode_runs(np.array([[7, 7, 7], [7, 0, 0]], dtype=np.uint32))
    >>> np.frombuffer(encoded[:12], np.uint32), np.frombuffer(encoded[12:], np.uint16)
    (array([7, 7, 0], dtype=uint32), array([3, 1, 2], dtype=uint16))
    >>> unroll(encoded, (2, 3))
    array([[7, 7, 7],
           [7, 0, 0]], dtype=uint32)
    """
    begins = np.ones(pixels.shape, dtype=bool)
    np.not_equal(pixels[:, 1:], pixels[:, :-1], out=begins[:, 1:])
    starts = np.flatnonzero(begins)
    lengths = np.diff(starts, append=pixels.size).astype(np.uint16)
    return pixels.ravel()[starts].tobytes() + lengths.tobytes()


def unroll(encoded, shape):
    """Decode what `encode_runs` wrote."""
    count = len(encoded) // 6
    pixels, lengths = np.frombuffer(encoded, np.uint32, count), np.frombuffer(encoded, np.uint16, offset=4 * count)
    return np.repeat(pixels, lengths).reshape(shape)


def has_many_runs(pixels, every=8):
    """Estimate from some rows whether these pixels have more than MAX_RUNS runs."""
    rows = pixels[::every]
    return every * np.count_nonzero(rows[:, 1:] != rows[:, :-1]) > MAX_RUNS


def changed_boxes(changed, gap=3 * BLOCK):
    """Return boxes (left, top, right, bottom) of whole blocks around all that is true, in columns at least a gap apart.

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
    """Widen [first, last] of some positions to the boundaries of blocks."""
    return int(positions[0]) // BLOCK * BLOCK, min(int(positions[-1]) // BLOCK * BLOCK + BLOCK, end)
