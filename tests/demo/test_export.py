"""Pictures as files: what is on screen, larger or as vectors."""

import io
import re

import numpy as np
import pytest
from PIL import Image

from course_utils.chapters import save
from course_utils.chapters.line_fitting import FIT_BY_HAND
from course_utils.chapters.mlp_backprop import BOUNDARY
from course_utils.chapters.svd_image_compression import MONDRIAN
from course_utils.demo.picture import Picture
from course_utils.plotting.style import DPI


def test_a_png_is_the_picture_at_twice_the_size(tmp_path):
    save(FIT_BY_HAND, tmp_path / "fit.png", slope=1.2)
    saved, shown = Image.open(tmp_path / "fit.png"), Picture(FIT_BY_HAND).still(slope=1.2)
    assert saved.size == tuple(int(2 * DPI * inches) for inches in FIT_BY_HAND.size)
    small = np.asarray(saved.resize(Image.open(io.BytesIO(shown.picture)).size, Image.Resampling.BOX), dtype=float)
    assert np.abs(small - np.asarray(Image.open(io.BytesIO(shown.picture)), dtype=float)).mean() < 2


@pytest.mark.parametrize("demo", [FIT_BY_HAND, MONDRIAN, BOUNDARY])
@pytest.mark.parametrize("kind", ["pdf", "svg"])
def test_vectors_hold_the_picture_and_stay_small(demo, kind, tmp_path):
    path = tmp_path / f"demo.{kind}"
    save(demo, path)
    data = path.read_bytes()
    assert data.startswith(b"%PDF" if kind == "pdf" else b"<?xml")
    assert 10_000 < len(data) < 2_000_000


def test_an_svg_says_what_it_shows_and_its_pixels_lie_inside_of_it(tmp_path):
    save(MONDRIAN, tmp_path / "mondrian.svg", k=2)
    text = (tmp_path / "mondrian.svg").read_text(encoding="utf-8")
    assert Picture(MONDRIAN).still(k=2).caption in text.replace("&amp;", "&")
    images = re.findall(r'<image [^>]*transform="([^"]*)"[^>]*>', text)
    assert images
    width, height = (72 * inches for inches in MONDRIAN.size)
    for tag in re.findall(r"<image [^>]*>", text):
        wide, high = (float(re.search(rf' {name}="([\d.]+)', tag)[1]) for name in ("width", "height"))
        assert wide <= width
        assert high <= height


def test_the_same_picture_makes_the_same_file(tmp_path):
    for name in ("a.pdf", "b.pdf"):
        save(FIT_BY_HAND, tmp_path / name)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_another_kind_of_file_is_refused_by_name(tmp_path):
    with pytest.raises(ValueError, match=r"path must end in .png, .pdf or .svg, got '.*fit.docx'"):
        save(FIT_BY_HAND, tmp_path / "fit.docx")
    assert not list(tmp_path.iterdir())
