"""The pages without a kernel, opened as files, the network off: demos move, and nothing is requested."""

import os
from functools import partial
from pathlib import Path

import pytest

from course_tools.site.page import main
from course_utils.chapters import DEMOS, line_fitting
from tests.browser.conftest import STANDS
from tests.browser.jupyter import PROJECTOR
from tests.chapters.states import KINDS

AXE = Path(os.environ.get("AXE") or Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js")
PHONE = {"width": 390, "height": 844}
MOVED = KINDS.values()  # a page does with any demo what it does with these


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The pages as `course.py site` writes them: its exit code and the folder."""
    folder = tmp_path_factory.mktemp("site")
    return main([str(folder)]), folder


@pytest.fixture(scope="module")
def site(built):
    return built[1]


@pytest.fixture(scope="module")
def names(site):
    return sorted(path.name for path in site.glob("*.html"))


@pytest.fixture(scope="module")
def open_page(site, browser):
    """open_page(name, viewport): a page as a file, opened once; `asked` lists its requests, `complaints` its errors."""
    context, pages = browser.new_context(offline=True, reduced_motion="reduce"), {}
    context.add_init_script(WITHOUT_QUESTIONS)

    def open_(name, viewport=PROJECTOR, *, scheme="light", media="screen"):
        if name not in pages:
            pages[name] = page = context.new_page()
            page.asked, page.complaints = [], []
            page.on("request", lambda request: page.asked.append(request.url))
            page.on("pageerror", lambda error: page.complaints.append(str(error)))
            page.on("console", lambda said: said.type in ("error", "warning") and page.complaints.append(said.text))
            page.goto((site / name).as_uri())
        page = pages[name]
        page.bring_to_front()
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=scheme, media=media)
        return page

    yield open_
    context.close()


# Questions would stand before everything else; they have a test of their own.
WITHOUT_QUESTIONS = """Object.defineProperty(window, 'courseFrames', {
    set(register) { this.registerFrames = (number, data) => {
        data.outline.question = null;
        register(number, data);
    }; },
    get() { return this.registerFrames; },
})"""
SHOWN = """place => {
    const canvas = place.querySelector('canvas');
    const caption = place.querySelector('.course-spoken').textContent;
    return [canvas.frame?.position.join(), canvas.frame?.pieces.map(([, ...box]) => box.join()).join(' '), caption];
}"""


def places_of_demos(page):
    """The place of each demo, once its frames have been read, which begins when it is scrolled near."""
    for place in page.locator("[data-demo]").all():
        place.scroll_into_view_if_needed()
        place.locator("canvas").wait_for()
        yield place


def settled(page, place):
    """What a demo shows when its picture is the one of its controls."""
    for _ in range(100):
        shown = place.evaluate(SHOWN)
        if shown[0] == ",".join(map(str, place.evaluate(STANDS))):
            return shown
        page.wait_for_timeout(30)
    raise AssertionError("the picture does not follow")


def moves(place):
    """For each control of a demo, what moves it and what moves it back."""
    for slider in place.locator("input[type=range]").all():
        there, back = ("ArrowRight", "ArrowLeft") if slider.input_value() == "0" else ("ArrowLeft", "ArrowRight")
        yield partial(slider.press, there), partial(slider.press, back)
    for group in place.locator(".course-choice").all():
        radios = group.get_by_role("radio").all()
        now = next(radio for radio in radios if radio.is_checked())
        yield next(radio for radio in radios if radio != now).check, now.check
    for button in place.locator(".course-sample button").all():
        yield button.click, partial(click_until, button, button.input_value())


def click_until(button, value):
    while button.input_value() != value:
        button.click()


def test_the_pages_are_small_enough_for_a_stick_and_a_phone(built):
    assert built[0] == 0


def test_the_typefaces_of_a_page_are_read_from_its_folder(open_page):
    page = open_page("01_line_fitting.html")
    page.wait_for_function("[...document.fonts].filter(font => font.status === 'loaded').length === 3")
    page = open_page("index.html")
    page.wait_for_function("document.fonts.check('18px \"Source Sans 3\"')")


def test_the_first_picture_is_within_the_first_screen_and_a_half(open_page, names):
    for name in names[:-1]:  # the last is index.html
        page = open_page(name)
        page.reload()
        box = page.locator("main img").first.bounding_box()
        assert box["y"] + box["height"] / 2 < 1.5 * PROJECTOR["height"], name
        assert page.locator(".still img").evaluate("img => img.decode().then(() => img.naturalWidth)") == 960


def test_answers_are_closed_on_the_screen_and_open_on_paper(open_page):
    page = open_page("01_line_fitting.html")
    closed = page.locator("main details:not([open])").count()
    assert closed == page.locator("main details").count() > len(line_fitting.DEMOS)
    open_page("01_line_fitting.html", media="print")
    page.locator("main details:not([open])").first.wait_for(state="detached")
    open_page("01_line_fitting.html")
    page.wait_for_function("document.querySelectorAll('main details[open]').length === 0")


def test_present_on_the_first_page_shows_its_demo(open_page):
    page = open_page("index.html")
    page.locator(".buttons").get_by_role("button", name="Present", exact=True).click()
    page.locator(".course-stage canvas").wait_for()
    page.keyboard.press("Escape")
    assert page.complaints == []


def test_a_phone_shows_tables_as_lists(open_page, names):
    for name in names:
        wide = "tables => tables.filter(table => table.scrollWidth > table.clientWidth + 1).length"
        assert open_page(name, PHONE).locator("main table").evaluate_all(wide) == 0, name


def test_a_phone_scrolls_a_page_in_one_direction_only(open_page, names):
    for name in names:
        page = open_page(name, PHONE)
        wide = page.evaluate("""() => [...document.querySelectorAll('main *')]
            .filter(element => element.getBoundingClientRect().right > innerWidth + 1)
            .filter(element => !element.closest('table, pre, .formula, .long, .demo'))
            .map(element => element.outerHTML.slice(0, 200))""")
        assert wide == [], name
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_on_paper_nothing_is_cut_off(open_page, names):
    for name in names:
        page = open_page(name, {"width": 700, "height": 1000}, media="print")  # as wide as A4 between its margins
        page.wait_for_function("!document.querySelector('main details:not([open])')")
        cut = page.evaluate("""() => [...document.querySelectorAll('main *')]
            .filter(element => element.scrollWidth > element.clientWidth + 1 && element.clientWidth)
            .filter(element => getComputedStyle(element).overflowX !== 'visible')
            .filter(element => !element.matches('.course-spoken, .course-scene'))  // for ears, or a width
            .map(element => element.outerHTML.slice(0, 200))""")
        assert cut == [], name
        assert page.locator("nav, .course-present").locator("visible=true").count() == 0


def test_every_control_of_a_demo_moves_its_picture_and_caption(open_page, names):
    seen = []
    for name in names:
        page = open_page(name)
        for place in places_of_demos(page):
            demo = DEMOS[int(place.get_attribute("data-demo"))]
            seen.append(demo)
            if demo not in MOVED:
                continue
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
    assert seen == [*DEMOS, DEMOS[0]]  # which the first page has again


def test_a_page_asks_and_shows_the_answer_from_what_it_holds(site, browser):
    context = browser.new_context(offline=True, reduced_motion="reduce", viewport=PROJECTOR)
    page = context.new_page()
    page.goto((site / "01_line_fitting.html").as_uri())
    list(places_of_demos(page))
    if AXE.is_file():
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("axe.run({ resultTypes: ['violations'] })")["violations"]
        assert [(f["id"], f["nodes"][0]["html"]) for f in found if f["impact"] in ("serious", "critical")] == []
    asked = []
    for place, demo in zip(places_of_demos(page), line_fitting.DEMOS, strict=True):
        right = demo.question.right_option(demo.result)
        place.locator(".course-question").get_by_role("button", name=right).click()
        position = ",".join(map(str, demo.position(**demo.values(**demo.question.shows))))
        assert settled(page, place)[0] == position
        assert place.locator(".course-answer").inner_text() == demo.question.answer_to(demo.result, right)
        asked.append(demo)
    assert asked == list(line_fitting.DEMOS)
    context.close()


def test_the_demos_of_a_page_fill_the_screen_one_after_the_other(open_page):
    page, count = open_page("01_line_fitting.html"), len(line_fitting.DEMOS)
    page.reload()
    page.get_by_role("button", name="present the demos").click()  # though most demos were not near yet
    stage = page.locator(".course-stage")
    heading = stage.locator("> header")
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


COLOUR_RULES = ["color-contrast", "link-in-text-block"]  # what a dark page can break
LAYOUT_RULES = {"rules": {rule: {"enabled": False} for rule in COLOUR_RULES}}  # what a small screen can break


@pytest.mark.parametrize(
    ("viewport", "scheme", "options"),
    [
        pytest.param(PROJECTOR, "light", {}, id="projector"),
        pytest.param(PROJECTOR, "dark", {"runOnly": COLOUR_RULES}, id="dark"),
        pytest.param(PHONE, "light", LAYOUT_RULES, id="phone"),
    ],
)
def test_axe_finds_no_serious_barrier_on_any_page(open_page, names, viewport, scheme, options):
    if not AXE.is_file():
        pytest.skip("axe-core is not here: npm install --no-save --no-package-lock, or set AXE to its axe.min.js")
    for name in names:
        page = open_page(name, viewport, scheme=scheme)
        list(places_of_demos(page))
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("options => axe.run(options)", {"resultTypes": ["violations"], **options})["violations"]
        barriers = [(f["id"], f["nodes"][0]["html"]) for f in found if f["impact"] in ("serious", "critical")]
        assert barriers == [], name


def test_what_scrolls_sideways_can_be_scrolled_by_keyboard(open_page, names):
    page = open_page(names[-2], PHONE)
    page.locator("pre[tabindex]").first.wait_for()
    wrong = page.evaluate("""() => [...document.querySelectorAll('pre, .code, table, .formula, .long')]
        .filter(box => !box.closest('details:not([open])'))
        .filter(box => (box.getAttribute('tabindex') === '0') !== box.scrollWidth > box.clientWidth)
        .map(box => box.outerHTML.slice(0, 200))""")
    assert wrong == []
