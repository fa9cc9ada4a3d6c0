import io
from dataclasses import replace
from math import prod

import numpy as np
import pytest
from PIL import Image

from course_tools.cells import demos_in_cell
from course_tools.site.frames import MAX_FRAMES, PAGE_DPI, PROBE_FRAMES, encode_webp, render_demo, thin_out
from course_tools.site.page import render_markdown, write_site
from course_utils.chapters import DEMOS
from course_utils.demo.demo import Control
from course_utils.demo.picture import Picture
from tests.demo.dots import dot_demo

DOT = dot_demo()

every_demo = pytest.mark.parametrize("demo", DEMOS, ids=[demo.title for demo in DEMOS])


def frames(demo):
    return prod(len(control.values) for control in demo.controls)


@every_demo
@pytest.mark.parametrize("max_frames", [PROBE_FRAMES, MAX_FRAMES])
def test_a_page_keeps_a_demos_start_and_scenes_and_a_choice_of_its_values(demo, max_frames):
    fewer = thin_out(demo, max_frames)
    assert frames(fewer) <= MAX_FRAMES
    assert fewer.start == demo.start
    for few, all_ in zip(fewer.controls, demo.controls, strict=True):
        assert len(few.values) >= 2
        assert [value for value in all_.values if value in few.values] == list(few.values)
    assert list(fewer.scenes) == [title for title in demo.scenes if title in fewer.scenes]
    assert len(fewer.scenes) >= min(len(demo.scenes), 2)
    if frames(demo) <= PROBE_FRAMES:
        assert fewer == replace(demo, ahead=())


def test_the_kept_values_are_evenly_spread():
    demo = dot_demo(compute=lambda x, side="right": (x, side))
    demo = replace(demo, controls=(Control("x", range(101), start=0, label="x"),), scenes={})
    assert thin_out(demo, max_frames=5).controls[0].values == (0, 25, 50, 75, 100)


def test_frames_assembled_from_sheets_are_the_pictures():
    demo = thin_out(DOT, max_frames=9)
    description, files = render_demo(demo)
    picture = Picture(demo, dpi=PAGE_DPI)
    assert len(description["frames"]) == frames(demo)
    for frame in description["frames"]:
        values = demo.at(frame["position"])
        assert (frame["caption"], frame["consequence"], frame["grips"]) == picture.draw(**values)
        page = read(files[0])
        for area, count in zip(description["areas"], frame["pieces"], strict=True):
            left, top, width, height = area["box"]
            each = description["rows"] // height
            sheet = read(files[area["sheet"] + count // each])
            first = count % each * height
            page[top : top + height, left : left + width] = sheet[first : first + height]
        np.testing.assert_array_equal(page, read(encode_webp(picture.pixels, lossless=True)))


def read(file):
    return np.array(Image.open(io.BytesIO(file)))


def test_formulas_are_mathml_and_links_lead_to_pages():
    page = render_markdown("See $x^2$ and [the next](01_line_fitting.ipynb#2.-Two). $$\\frac{1}{2}$$")
    assert page.count("<math") == 2
    assert 'display="block"' in page
    assert 'href="01_line_fitting.html#2.-Two"' in page


@pytest.mark.parametrize(("cell", "demos"), [("show(PET)", 1), ("x = 1\nshow(PET)", 1), ("show_source(ols)", 0)])
def test_a_cell_that_shows_a_demo_is_recognised(cell, demos):
    assert demos_in_cell(cell) == [DEMOS[0]] * demos


def test_a_folder_with_anything_else_in_it_is_not_touched(tmp_path):
    (tmp_path / "frames").mkdir()
    (tmp_path / "frames" / "thesis.txt").write_text("years of work")
    with pytest.raises(ValueError, match="holds something else"):
        write_site(tmp_path)
    assert (tmp_path / "frames" / "thesis.txt").read_text() == "years of work"
