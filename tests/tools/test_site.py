import hashlib
import html
import io
import itertools
import re
from functools import cache
from urllib.parse import unquote

import numpy as np
import pytest
from PIL import Image

from course_tools.cells import demos_in_cell
from course_tools.site.frames import MAX_FRAMES, PAGE_DPI, Drawing, encode_webp, split_boxes
from course_tools.site.look import FONTS, style_sheet
from course_tools.site.markup import render_markdown
from course_tools.site.page import read_chapters, render_chapter, render_index, write_site
from course_tools.site.render import render_demo_place
from course_tools.site.states import count_states, states_in_order, states_to_hold
from course_utils.chapters import DEMOS
from course_utils.chapters.norms_and_regularization import LAMBDA_IN_THREE_PICTURES
from course_utils.chapters.start_here import PET
from course_utils.demo.picture import Picture
from tests.chapters.states import every_demo
from tests.demo.dots import dot_demo

DOT = dot_demo()


def held_values(demo):
    """The values of each state that every page holds."""
    return [demo.at(position) for position in states_to_hold(demo)]


@every_demo
def test_every_page_holds_the_start_all_scenes_and_every_word_of_a_choice(demo):
    held = held_values(demo)
    assert held[0] == demo.start
    scenes = [demo.values(**values) for values in demo.scenes.values()]
    for origin in [demo.start, *scenes]:
        assert origin in held
    for control in demo.controls:
        if control.is_choice:
            for origin in (demo.start, *scenes[:1]):
                for word in control.values:
                    assert {**origin, control.name: word} in held


@every_demo
def test_every_page_holds_for_each_slider_its_ends_and_where_the_scenes_have_it(demo):
    held = held_values(demo)
    for control in demo.controls:
        if not control.is_choice:
            scenes = [values[control.name] for values in demo.scenes.values() if control.name in values]
            for value in (control.values[0], control.values[-1], *scenes):
                assert {**demo.start, control.name: value} in held


@every_demo
def test_what_every_page_holds_is_few_and_comes_first_and_each_state_comes_once(demo):
    held = states_to_hold(demo)
    assert len(held) <= MAX_FRAMES / 3
    ordered = states_in_order(demo)
    assert ordered[: len(held)] == held
    assert len(ordered) == len(set(ordered)) == count_states(demo)
    assert set(ordered) == {tuple(demo.position(**values)) for values in demo.states()}


@every_demo
def test_on_every_page_each_control_changes_the_picture(demo):
    picture, held = Picture(demo), states_to_hold(demo)

    @cache
    def fingerprint(position):
        picture.draw(**demo.at(position))
        return hashlib.sha256(picture.pixels).digest()

    for index, control in enumerate(demo.controls):
        assert any(
            fingerprint(one) != fingerprint(other)
            for one, other in itertools.combinations(held, 2)
            if [place for place, (a, b) in enumerate(zip(one, other, strict=True)) if a != b] == [index]
        ), control.name


def test_places_along_a_slider_are_evenly_spread():
    ordered = [demo_values["x"] for demo_values in map(DOT.at, states_in_order(DOT)) if demo_values["side"] == "right"]
    assert sorted(ordered[:5]) == [0, 12, 25, 37, 50]


def test_boxes_hold_all_that_changes_and_nothing_twice():
    changed = np.random.default_rng(0).random((200, 300)) < 0.0005
    inside = np.zeros(changed.shape, dtype=int)
    for left, top, right, bottom in split_boxes(changed):
        inside[top:bottom, left:right] += 1
    assert inside[changed].min() == inside.max() == 1


def test_frames_assembled_from_sheets_are_the_pictures():
    positions = states_in_order(DOT)[:9]
    description, files = Drawing(DOT).encode(positions)
    picture = Picture(DOT, dpi=PAGE_DPI)
    assert [frame["position"] for frame in description["frames"]] == positions
    for frame in description["frames"]:
        words = picture.draw(**DOT.at(frame["position"]))
        assert tuple(frame[name] for name in words._fields) == words
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


CHAPTERS = read_chapters()

every_chapter = pytest.mark.parametrize("chapter", CHAPTERS, ids=[chapter.name for chapter in CHAPTERS])


@every_chapter
def test_a_chapter_begins_with_its_facts_and_a_still_and_no_table(chapter):
    head = chapter.head()
    assert f"<h1>{chapter.title}</h1>" in head
    assert f"about {chapter.minutes} minutes" in head
    assert head.count("<p>You will") == 2
    assert f'src="stills/{chapter.number}.webp"' in head
    assert "<table" not in head


@every_chapter
def test_answers_and_imports_are_folded(chapter):
    body, text = chapter.body(), "".join(cell.source for cell in chapter.cells)
    answers = body.count('<details class="answer"><summary>What it showed</summary>')
    assert answers == text.count("What it showed") > 0
    assert body.count('<details class="imports">') == 1
    assert body.count("<details") == body.count("</details>") == answers + 1
    assert "**" not in re.sub(r"<pre.*?</pre>|<code.*?</code>", "", body, flags=re.DOTALL)  # all is rendered


def test_a_notebook_may_fold_its_answers_itself():
    page = render_markdown("<details><summary>What it showed</summary>\n\n*Two* lines.\n\n</details>")
    assert page.count("<details") == page.count('<details class="answer">') == 1
    assert "<em>Two</em>" in page


@every_chapter
def test_the_values_and_the_axes_of_the_still_exist(chapter, tmp_path):
    assert chapter.write_stills(tmp_path) < 50_000
    assert len(list(tmp_path.iterdir())) == 2


def test_the_first_page_has_a_card_for_every_chapter():
    page = render_index(CHAPTERS)
    for chapter in CHAPTERS:
        assert f'<a href="{chapter.name}.html">' in page
        assert chapter.facts in page
    cards = page.partition('class="cards"')[2]
    assert len(re.findall(r"<p>[^<]+\?</p>", cards)) == len(CHAPTERS)  # the questions
    assert CHAPTERS[1].facts.startswith("60 min · 7 demos · 4 ex")


def test_a_page_leads_to_its_neighbours_and_to_all_chapters():
    first, second, third, *_ = CHAPTERS
    navigation = render_chapter(CHAPTERS, second).split("</nav>")[0].split("<nav")[1]
    links = re.findall(r'href="([\w.]+)"', navigation)
    every = [f"{chapter.name}.html" for chapter in CHAPTERS]
    assert links == [f"{first.name}.html", f"{third.name}.html", "index.html", *every]
    assert "‹" not in render_chapter(CHAPTERS, first)


def test_every_font_of_a_page_is_there_with_its_licence():
    sheet = style_sheet()
    for (family, _), (file, licence) in FONTS.items():
        assert file.read_bytes()[:4] == b"wOF2"
        assert "SIL OPEN FONT LICENSE" in licence.read_text(encoding="utf-8").upper()
        assert f'"{family}"' in sheet
        assert f'"fonts/{file.name}"' in sheet


def test_a_cell_of_a_table_has_its_heading_beside_it_for_screens_that_show_a_list():
    page = render_markdown("| letter | meaning | shape |\n|---|---|---|\n| $A$ | rows | (n,) |\n| $b$ | all | |\n")
    assert page.count('<span class="label">shape: </span>(n,)') == page.count("label") == 1


def test_formulas_are_mathml_and_links_lead_to_pages():
    page = render_markdown("See $x^2$ and [the next](01_line_fitting.ipynb#2.-Two). $$\\frac{1}{2}$$")
    assert page.count("<math") == 2
    assert 'display="block"' in page
    assert 'href="01_line_fitting.html#2.-Two"' in page


@pytest.mark.parametrize(("cell", "demos"), [("show(PET)", 1), ("x = 1\nshow(PET)", 1), ("show_source(ols)", 0)])
def test_a_cell_that_shows_a_demo_is_recognised(cell, demos):
    assert demos_in_cell(cell) == [DEMOS[0]] * demos


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """All pages, their demos still; by name, the text of each."""
    folder = tmp_path_factory.mktemp("site")
    write_site(folder, max_frame_bytes=[None] * len(DEMOS))
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.html"))}


def test_every_demo_is_on_a_page(pages):
    texts = [text for name, text in pages.items() if name != "index.html"]
    numbers = [int(number) for text in texts for number in re.findall(r'data-demo="(\d+)"', text)]
    assert numbers == list(range(len(DEMOS)))


def test_the_start_page_leads_to_every_chapter_and_every_link_leads_somewhere(pages):
    names = sorted(pages.keys() - {"index.html"})
    assert re.findall(r'<a href="(.+?)"', pages["index.html"]) == [names[0], *names]  # to begin, and the cards
    ids = {name: set(re.findall(r'\bid="(.+?)"', text)) for name, text in pages.items()}
    for name, text in pages.items():
        for target in re.findall(r'<a [^>]*?href="(.+?)"', text):
            file, _, anchor = target.partition("#")
            if "://" in target:
                continue
            assert not file or file in pages, (name, target)
            assert not anchor or {anchor, unquote(anchor)} & ids[file or name], (name, target)


def test_a_folder_with_anything_else_in_it_is_not_touched(tmp_path):
    (tmp_path / "frames").mkdir()
    (tmp_path / "frames" / "thesis.txt").write_text("years of work")
    with pytest.raises(ValueError, match="holds something else"):
        write_site(tmp_path)
    assert (tmp_path / "frames" / "thesis.txt").read_text() == "years of work"


# --- a page without scripts


@pytest.mark.parametrize("demo", [PET, LAMBDA_IN_THREE_PICTURES], ids=lambda demo: demo.title)
def test_without_scripts_a_page_asks_and_neither_picture_nor_words_answer(demo):
    place = html.unescape(render_demo_place(DEMOS.index(demo)))
    assert demo.question.text in place
    assert all(option in place for option in demo.question.options)
    assert demo.caption(demo.result()) not in place
    still = np.asarray(Image.open(io.BytesIO(Drawing(demo).still())).convert("RGB"), dtype=float)
    high, wide, _ = still.shape
    for left, top, width, height in Picture(demo).veil():
        rows = slice(max(round((top + 0.02) * high), 0), round((top + height - 0.02) * high))
        under = still[rows, max(round((left + 0.01) * wide), 0) : round((left + width - 0.01) * wide)]
        assert under.std(axis=(0, 1)).max() < 1  # lossy, but without a shape
