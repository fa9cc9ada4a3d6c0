"""What a page makes of the bytes that the kernel sends it."""

import io

import numpy as np
from PIL import Image

from course_utils.demo.encoding import unroll


def read(file):
    """The pixels of a picture in a file."""
    return np.array(Image.open(io.BytesIO(file)).convert("RGBA")).view(np.uint32)[..., 0]


def compose(picture, patch):
    """The pixels that a page shows: the patch on the background."""
    shape = picture.pixels.shape
    pixels = unroll(picture.background_runs, shape)
    if patch.kind == "runs":
        [piece] = patch.pieces
        return pixels ^ unroll(piece, shape)
    for piece, (left, top) in zip(patch.pieces, patch.places, strict=True):
        cut = read(piece)
        pixels[top : top + len(cut), left : left + cut.shape[1]] = cut
    return pixels
