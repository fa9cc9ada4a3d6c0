"""The pages without a kernel, opened as files, the network off: every demo moves, and nothing is requested."""

import os
from functools import partial
from pathlib import Path

import pytest

from course_tools.site.page import write_site
from course_utils.chapters import DEMOS, line_fitting
from tests.browser.jupyter import PROJECTOR

AXE = Path(os.environ.get("AXE") or Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js")
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    write_site(folder, max_frame_bytes=[0] * len(DEMOS))  # the fewest frames
    return folder


@pytest.fixture(scope="module")
def open_page(site, browser):
    """open_page(name, viewport): a page as a file; `asked` lists its requests, `complaints` its errors."""
    contexts = []

    def open_(name, viewport=PROJECTOR, **more):
        contexts.append(browser.new_context(viewport=viewport, offline=True, **more))
        page = contexts[-1].new_page()
        page.asked, page.complaints = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("console", lambda said: said.type in ("error", "warning") and page.complaints.append(said.text))
        page.goto((site / name).as_uri())
        return page

    yield open_
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def pages(site):
    return sorted(path.name for path in site.glob("0*.html"))


SHOWN = """place => {
    const canvas = place.querySelector('canvas');
    const caption = place.querySelector('.course-caption').innerText;
    return [canvas.frame?.position.join(), canvas.frame?.pieces.map(([, ...box]) => box.join()).join(' '), caption];
}"""
STANDS = """place => [...place.querySelectorAll('.course-slider input, .course-choice')]
    .map(control => (control.querySelector('input:checked') ?? control).value).join()"""


HAS = "id => [id, decodeURIComponent(id)].some(name => document.getElementById(name))"


def settled(page, place):
    """What a demo shows when its picture is the one of its controls."""
    for _ in range(100):
        shown = place.evaluate(SHOWN)
        if shown[0] == place.evaluate(STANDS):
            return shown
        page.wait_for_timeout(30)
    raise AssertionError("the picture does not follow")


def moves(place):
    """For each control of a demo, what moves it and what moves it back."""
    for slider in place.locator("input[type=range]").all():
        there, back = ("ArrowRight", "ArrowLeft") if slider.input_value() == "0" else ("ArrowLeft", "ArrowRight")
        yield partial(slider.press, there), partial(slider.press, back)
    for group in place.get_by_role("group").all():
        radios = group.get_by_role("radio").all()
        now = next(radio for radio in radios if radio.is_checked())
        yield next(radio for radio in radios if radio != now).check, now.check


def test_every_demo_is_on_a_page_and_every_control_moves_its_picture_and_caption(open_page, pages):
    seen = set()
    for name in pages:
        page = open_page(name)
        for place in page.locator("[data-demo]").all():
            place.scroll_into_view_if_needed()
            place.locator("canvas").wait_for()
            demo = DEMOS[int(place.get_attribute("data-demo"))]
            seen.add(demo.title)
            moved = set()  # not every control matters in every scene
            for scene in range(len(demo.scenes) + 1):
                if len(moved) == len(demo.controls):
                    break
                before = settled(page, place)
                for number, (there, back) in enumerate(moves(place)):
                    there()
                    if settled(page, place)[1:] != before[1:]:
                        moved.add(number)
                    back()
                    if settled(page, place) != before:  # the page held the move only with other controls moved too
                        assert scene > 0, demo.title
                        break
                place.get_by_role("button", name="next scene").click()
            assert moved == set(range(len(demo.controls))), demo.title
        assert page.complaints == []
        assert all(url.startswith(("file:", "data:", "blob:")) for url in page.asked)
    assert seen == {demo.title for demo in DEMOS}


def test_the_start_page_leads_to_every_chapter_and_every_link_leads_somewhere(open_page, pages, site):
    page = open_page("index.html")
    assert page.locator("nav a").evaluate_all("links => links.map(a => a.getAttribute('href'))") == [
        "index.html",
        *pages,
    ]
    for name in pages:
        page = open_page(name)
        for target in page.locator("main a").evaluate_all("links => links.map(a => a.getAttribute('href'))"):
            file, _, anchor = target.partition("#")
            if "://" in target:
                continue
            assert not file or (site / file).is_file(), (name, target)
            if anchor and not file:
                assert page.evaluate(HAS, anchor), (name, target)


def test_a_phone_scrolls_a_page_in_one_direction_only(open_page, pages):
    for name in pages:
        page = open_page(name, PHONE)
        wide = page.evaluate("""() => [...document.querySelectorAll('main *')]
            .filter(element => element.getBoundingClientRect().right > innerWidth + 1)
            .filter(element => !element.closest('table, pre, .formula, .long, .demo'))
            .map(element => element.outerHTML.slice(0, 200))""")
        assert wide == [], name
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_on_paper_nothing_is_cut_off(open_page, pages):
    for name in pages:
        page = open_page(name, {"width": 700, "height": 1000})  # as wide as A4 between its margins
        page.emulate_media(media="print")
        cut = page.evaluate("""() => [...document.querySelectorAll('main *')]
            .filter(element => element.scrollWidth > element.clientWidth + 1 && element.clientWidth)
            .filter(element => getComputedStyle(element).overflowX !== 'visible')
            .map(element => element.outerHTML.slice(0, 200))""")
        assert cut == [], name
        assert page.locator("nav, .course-present").locator("visible=true").count() == 0


def test_the_demos_of_a_page_fill_the_screen_one_after_the_other(open_page):
    page, count = open_page("01_line_fitting.html"), len(line_fitting.DEMOS)
    page.get_by_role("button", name="present the demos").click()  # though most demos were not near yet
    stage = page.locator(".course-stage")
    heading = stage.locator("header")
    heading.get_by_text(f"1 of {count}").wait_for()
    page.keyboard.press("PageDown")
    assert heading.locator("b").inner_text() == "Line Fitting 101: perfectly constrained"
    settled(page, stage.locator(".course-demo"))
    page.keyboard.press("n")
    heading.get_by_text(f"2 of {count} · {line_fitting.DEMOS[1].title}").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= PROJECTOR["width"]
    page.keyboard.press("Escape")
    stage.wait_for(state="detached")
    assert [place.locator("canvas").count() for place in page.locator("[data-demo]").all()] == [1] * count
    page.locator("[data-demo]").nth(3).get_by_role("button", name="present", exact=True).click()
    heading.get_by_text(f"4 of {count}").wait_for()
    page.keyboard.press("Escape")
    assert page.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PROJECTOR, PHONE], ids=["projector", "phone"])
def test_axe_finds_no_serious_barrier_on_any_page(open_page, pages, scheme, viewport):
    if not AXE.is_file():
        pytest.skip("axe-core is not here: npm install --no-save --no-package-lock, or set AXE to its axe.min.js")
    for name in ["index.html", *pages]:
        page = open_page(name, viewport, color_scheme=scheme)
        for place in page.locator("[data-demo]").all():
            place.scroll_into_view_if_needed()
            place.locator("canvas").wait_for()
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("axe.run().then(({ violations }) => violations)")
        barriers = [(f["id"], f["nodes"][0]["html"]) for f in found if f["impact"] in ("serious", "critical")]
        assert barriers == [], name


def test_what_scrolls_sideways_can_be_scrolled_by_keyboard(open_page, pages):
    page = open_page(pages[-1], PHONE)
    page.locator("pre[tabindex]").first.wait_for()
    wide = "box => box.scrollWidth > box.clientWidth"
    for box in page.locator("pre, .code, table, .formula, .long").all():
        assert (box.get_attribute("tabindex") == "0") == box.evaluate(wide)
