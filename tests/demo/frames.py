"""What a page makes of the bytes that the kernel tells it, in numpy: the other side of course_utils.demo.encoding."""

import io

import numpy as np
from PIL import Image


def unrolled(told, pixels):
    """These pixels, and runs over them."""
    count = len(told) // 6
    colours, lengths = np.frombuffer(told, np.uint32, count), np.frombuffer(told, np.uint16, offset=4 * count)
    over = np.repeat(colours, lengths).reshape(pixels.shape)
    return pixels ^ over


def read(file):
    """The pixels of a picture in a file."""
    return np.array(Image.open(io.BytesIO(file)).convert("RGBA")).view(np.uint32)[..., 0]


def pasted(paper, patch, shape):
    """What a page shows: the pieces on the paper."""
    pixels = unrolled(paper, np.zeros(shape, dtype=np.uint32))
    if patch.pieces and not patch.places:
        [told] = patch.pieces
        return unrolled(told, pixels)
    for piece, (left, top) in zip(patch.pieces, patch.places, strict=True):
        cut = read(piece)
        pixels[top : top + len(cut), left : left + cut.shape[1]] = cut
    return pixels
