"""Fuzz `read_image` with files that nobody would make: it must return a picture or raise a ValueError.

    python -m venv fuzz && fuzz/bin/pip install atheris numpy pillow      (Linux and macOS; not part of the course)
    fuzz/bin/python benchmarks/fuzz_read_image.py CORPUS -max_total_time=300

CORPUS is a folder, filled with small valid files of all formats if it is empty, and with whatever reaches new lines of
Pillow's Python code. What fails is written to CORPUS as crash-…; such a file belongs in `tests/data/test_datasets.py`.
"""

import io
import sys
import warnings
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

with atheris.instrument_imports(include=["PIL", "course_utils.data"]):
    import numpy as np
    from PIL import Image, features  # noqa: F401  all that Pillow brings is watched

    from course_utils.data.pictures import MIN_SIDE, read_image

    Image.init()

warnings.simplefilter("error")
MODES = {
    "PNG": ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"),
    "JPEG": ("L", "RGB", "CMYK"),
    "WEBP": ("RGB", "RGBA"),
    "GIF": ("L", "P"),
    "BMP": ("1", "L", "P", "RGB", "RGBA"),
    "TIFF": ("1", "L", "P", "RGB", "RGBA", "CMYK", "I;16", "F", "LAB", "YCbCr"),
}
TURNED = Image.Exif()
TURNED[0x0112] = 6


def make_seeds():
    """Yield small valid files: every format in every mode, turned, with several frames, packed in other ways."""
    colours = np.random.default_rng(0).integers(0, 256, size=(20, 18, 3), dtype=np.uint8)
    picture = Image.fromarray(colours)
    for kind, modes in MODES.items():
        for mode in modes:
            plain = (
                Image.new("I;16", (20, 18), 999)
                if mode == "I;16"
                else picture.convert(mode if mode != "LAB" else "RGB")
            )
            yield f"{kind}-{mode}", encode(plain, kind)
    yield "JPEG-turned", encode(picture, "JPEG", exif=TURNED)
    yield "JPEG-progressive", encode(picture, "JPEG", progressive=True)
    yield "PNG-turned", encode(picture, "PNG", exif=TURNED)
    yield "PNG-transparent", encode(picture.convert("P"), "PNG", transparency=3)
    yield "GIF-frames", encode(picture, "GIF", save_all=True, append_images=[picture.rotate(90)])
    yield "WEBP-frames", encode(picture, "WEBP", save_all=True, append_images=[picture.rotate(180)])
    yield "TIFF-turned", encode(picture, "TIFF", exif=TURNED)
    for packing in ("tiff_lzw", "tiff_adobe_deflate", "packbits", "jpeg"):
        yield f"TIFF-{packing}", encode(picture, "TIFF", compression=packing)


def encode(picture, kind, **options):
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def judge(data):
    """Accept a picture or a ValueError; an AssertionError or any other exception stops the search."""
    try:
        picture = read_image(data)
    except ValueError:
        return
    assert picture.dtype == np.float64
    assert picture.ndim == 2 or picture.shape[2:] == (3,)
    assert MIN_SIDE <= min(picture.shape[:2]) <= max(picture.shape[:2]) <= 1000
    assert np.isfinite(picture).all()
    assert 0 <= picture.min() <= picture.max() <= 1


if __name__ == "__main__":
    corpus = Path(next((word for word in sys.argv[1:] if not word.startswith("-")), "corpus"))
    corpus.mkdir(parents=True, exist_ok=True)
    if not any(corpus.iterdir()):
        for name, data in make_seeds():
            (corpus / name).write_bytes(data)
    limits = ["-max_len=20000", "-timeout=20", "-rss_limit_mb=2000", f"-artifact_prefix={corpus}/"]
    atheris.Setup([sys.argv[0], str(corpus), *limits, *(word for word in sys.argv[1:] if word.startswith("-"))], judge)
    atheris.Fuzz()
