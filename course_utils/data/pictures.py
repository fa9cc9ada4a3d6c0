"""Read a picture that a reader brings, from bytes that cannot be trusted."""

import io
import warnings

import numpy as np
from PIL import Image, ImageOps

from course_utils.numerics._arguments import whole_number

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")
MAX_PIXELS = 40_000_000
MIN_SIDE = 16  # pixels; a smaller picture is not worth compressing

_SCALE_DOWN = f"scale it down to at most {MAX_PIXELS // 1_000_000} million pixels and try again"
_UNREADABLE = "the file is not a picture that can be read here, or it is damaged: save it as PNG or JPEG and try again"


def read_image(data, largest=1000):
    """Read a picture from the bytes of an untrusted file, turn it upright, and scale it down if it is large.

        entry (row, column[, channel]) = brightness from 0 to 1

    The array has shape (h, w) for a grey picture, (h, w, 3) for a coloured one, with h and w at most `largest`.
    Transparent places turn white; of several frames the first is read. Nothing is decoded unless the header
    promises a picture of reasonable size. Raises ValueError, with a message that says what to do, for anything that is
    not a whole picture of 16 × 16 pixels or more. Slide "SVD On Images".

    >>> read_image(b"GIF89a, or so it says")
    Traceback (most recent call last):
    ValueError: the file is not a picture that can be read here, or it is damaged: save it as PNG or JPEG and try again
    """
    if not isinstance(data, (bytes, bytearray, memoryview)):
        raise ValueError(f"data is {type(data).__name__}, expected the bytes of a picture file")
    data, largest = bytes(data), whole_number("largest", largest)
    if not data:
        raise ValueError("the file is empty: choose another one")
    if data[4:8] == b"ftyp":  # HEIC and AVIF of phones, and films
        raise ValueError("the file is a HEIC or AVIF picture or a film, which cannot be read here: save it as JPEG")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about odd metadata
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            picture = _decode(_open(data), largest)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise ValueError(f"the picture is huge: {_SCALE_DOWN}") from None
    if min(picture.shape[:2]) < MIN_SIDE:
        h, w = picture.shape[:2]
        raise ValueError(f"the picture is {w} × {h} pixels here, expected at least {MIN_SIDE} each way: choose another")
    return picture


def _open(data):
    """Open the picture: its header is read, nothing is decoded."""
    try:
        image = Image.open(io.BytesIO(data), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise
    except Exception as error:  # a made-up header can raise anything, not only what Pillow promises
        raise ValueError(_UNREADABLE) from error
    if any(tile[0] == "bmp_rle" for tile in image.tile):  # a few bytes can keep Pillow busy with these for a minute
        raise ValueError("the file is a BMP picture with run-length compression: save it as PNG or JPEG and try again")
    w, h = image.size
    if w * h > MAX_PIXELS:
        raise ValueError(f"the picture has {w} × {h} pixels: {_SCALE_DOWN}")
    return image


def _decode(image, largest):
    """Decode the picture: at most `largest` each way, upright, grey or red, green and blue, from 0 to 1."""
    try:
        image.draft(None, (largest, largest))  # a large JPEG is decoded at a fraction of its size
        image.load()
        image = _convert(image)
        image.thumbnail((largest, largest))
        image = ImageOps.exif_transpose(image)
        if image.mode == "RGBA":
            image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")
        return np.clip(np.asarray(image, dtype=np.float64) / (1 if image.mode == "F" else 255), 0, 1)
    except Exception as error:
        raise ValueError(
            "the file begins like a picture but cannot be decoded: open it in another program, save it as an ordinary "
            "PNG or JPEG, and try again"
        ) from error


def _convert(image):
    """Convert to one of four modes: L (grey), RGB, RGBA, or F (grey with more than 256 levels, from 0 to 1)."""
    if image.mode.startswith("I"):  # 16 bits
        plain = Image.fromarray(np.clip(np.asarray(image, dtype=np.float32) / 65535, 0, 1))
    elif image.mode == "F":
        raise ValueError("the range of its brightness is unknown")
    else:
        grey = image.mode in ("1", "L") and not image.has_transparency_data
        plain = image.convert("L" if grey else "RGBA" if image.has_transparency_data else "RGB")
    plain.info["exif"] = image.getexif().tobytes()  # which way is up
    return plain
