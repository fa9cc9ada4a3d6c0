"""A demo that asks before it tells, is dragged and is played, by mouse, keys and touch."""

from dataclasses import replace

import pytest

from course_utils.demo.handle import Handle
from course_utils.plotting.style import HUES
from tests.browser.gallery import describe_with_grips, write_gallery
from tests.browser.jupyter import PROJECTOR
from tests.demo.dots import SAID, asking_demo

WRONG, RIGHT, SKIPPED = SAID


def playable_demo():
    """The demo that asks, with a handle and a control that plays."""
    demo = asking_demo()
    time, side = demo.controls
    handles = (Handle("line", x="x", at=lambda result: (result[0], 0)),)
    return replace(demo, controls=(replace(time, plays=True), side), handles=handles, size=(10, 4.2))


@pytest.fixture(scope="module")
def described():
    return describe_with_grips(playable_demo())


class Asking:
    """The demo on its page."""

    def __init__(self, page):
        self.page, self.box = page, page.locator(".course-demo")
        self.slider, self.ring = self.box.locator("input[type=range]"), self.box.locator(".course-ring")
        self.options = self.box.locator(".course-question li button")

    def value(self):
        return int(self.slider.get_attribute("data-place"))

    def says(self):
        return self.box.locator(".course-caption").inner_text()

    def is_open(self):
        return self.box.locator(".course-question li button").count() > 0

    def commit(self):
        self.box.get_by_role("button", name="show me").click()

    def drag(self, share):
        """Move the hand, which holds the ring, to this share of the picture's width."""
        box = self.box.locator(".course-overlay").bounding_box()
        self.page.mouse.move(box["x"] + share * box["width"], box["y"] + box["height"] / 2)

    def grab(self):
        box = self.ring.bounding_box()
        self.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        self.page.mouse.down()


def open_page(browser, described, folder, **settings):
    page = browser.new_page(viewport=PROJECTOR, **settings)
    write_gallery(folder / "asking.html", [described])
    page.goto((folder / "asking.html").as_uri())
    page.get_by_text("The end.").wait_for()
    return page


@pytest.fixture
def asking(browser, described, tmp_path):
    page = open_page(browser, described, tmp_path)
    yield Asking(page)
    page.close()


def test_an_open_question_covers_the_answer_keeps_the_caption_and_leaves_what_is_free_to_the_hand(asking):
    veil, overlay = (asking.box.locator(name).bounding_box() for name in (".course-veil div", ".course-overlay"))
    assert veil["width"] > 0.75 * overlay["width"]
    assert veil["height"] > 0.35 * overlay["height"]
    assert not asking.box.locator(".course-caption").is_visible()
    assert "covered" in asking.box.locator("canvas").get_attribute("aria-label")
    assert asking.box.locator(".course-controls > [inert]").count() == 1  # the slider, with what plays it
    assert not asking.ring.is_visible()
    asking.box.get_by_label("left", exact=True).check(force=True)
    assert asking.is_open()


@pytest.mark.parametrize(("key", "sentence"), [("1", WRONG), ("2", RIGHT)])
def test_a_key_commits_lifts_the_veil_and_says_what_was_chosen_and_what_is_so(asking, key, sentence):
    asking.options.first.focus()
    asking.page.keyboard.press(key)
    assert asking.says() == sentence
    assert asking.value() == 50
    assert not asking.box.locator(".course-veil div").is_visible()
    assert asking.box.locator(".course-controls > [inert]").count() == 0
    assert asking.slider.evaluate("slider => slider === document.activeElement")
    asking.page.keyboard.press("ArrowLeft")
    assert asking.says() == "The dot is 49 < 60 to the right."


def test_a_click_commits_and_show_me_skips(asking):
    asking.options.first.click()
    assert asking.says() == WRONG
    asking.page.evaluate("document.querySelector('.course-demo').course.enter(1)")
    assert asking.is_open()
    asking.commit()
    assert asking.says() == SKIPPED


def test_a_key_that_is_no_option_leaves_the_question_open(asking):
    asking.options.first.focus()
    for key in ("3", "0", "x"):
        asking.page.keyboard.press(key)
    assert asking.is_open()


def test_a_drag_sets_every_value_at_the_place_where_it_is_drawn_and_escape_goes_back(asking, described):
    asking.commit()
    places = described["outline"]["handles"][0]["x"]["places"]
    asking.grab()
    for value in (49, 30, 29, 0):
        asking.drag(places[value])
        assert asking.value() == value
    asking.page.keyboard.press("Escape")
    assert asking.value() == 50
    asking.drag(places[7])
    assert asking.value() == 50  # let go


def test_a_finger_drags_the_picture_and_does_not_scroll_the_page(browser, described, tmp_path):
    page = open_page(browser, described, tmp_path, has_touch=True)
    asking = Asking(page)
    asking.commit()
    box, scrolled = asking.ring.bounding_box(), page.evaluate("scrollY")
    assert box["width"] >= 44
    start = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    client = page.context.new_cdp_session(page)
    client.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [start]})
    for step in range(1, 11):
        point = {"x": start["x"] - 30 * step, "y": start["y"] - 20 * step}
        client.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    client.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert asking.value() < 50
    assert page.evaluate("scrollY") == scrolled
    page.close()


def test_play_runs_to_the_end_and_pauses_at_a_touch(asking):
    asking.commit()
    asking.box.get_by_role("button", name="play").click()  # at the end, so it begins again
    asking.page.wait_for_function("Number(document.querySelector('input[type=range]').dataset.place) > 2")
    asking.box.locator(".course-picture").click(position={"x": 5, "y": 5})
    assert asking.box.get_by_role("button", name="play").is_visible()
    paused = asking.value()
    assert 2 < paused < 50
    asking.slider.focus()
    asking.page.keyboard.press(" ")
    asking.page.wait_for_function("document.querySelector('input[type=range]').dataset.place === '50'")
    assert asking.box.get_by_role("button", name="play").is_visible()


def test_with_reduced_motion_play_goes_to_the_end_at_once(browser, described, tmp_path):
    page = open_page(browser, described, tmp_path, reduced_motion="reduce")
    asking = Asking(page)
    asking.commit()
    asking.slider.focus()
    page.keyboard.press("Home")
    asking.box.get_by_role("button", name="play").click()
    assert asking.value() == 50
    page.close()


def test_on_the_stage_the_question_comes_first_in_large_type_and_keys_lead_through_it(asking):
    page = asking.page
    asking.box.get_by_role("button", name="present").click()
    sizes = "all => all.map(one => parseFloat(getComputedStyle(one).fontSize))"
    assert min(asking.box.locator(".course-question :is(p, li button)").evaluate_all(sizes)) >= 32
    page.keyboard.press("PageDown")
    assert (asking.says(), asking.is_open()) == (SKIPPED, False)
    page.keyboard.press("PageUp")
    assert asking.is_open()
    page.keyboard.press("1")
    assert asking.says() == WRONG


def test_hands_that_were_counted_are_shown_beside_the_answer(asking):
    asking.box.get_by_role("button", name="present").click()
    for option, hands in (("left", "12"), ("right", "30")):
        asking.box.get_by_label(f"hands for {option} of the middle").fill(hands)
    asking.commit()
    assert asking.box.locator(".course-votes li").all_inner_texts() == [
        "left of the middle: 12",
        "✓ right of the middle: 30",
    ]
    wide = [bar.bounding_box()["width"] for bar in asking.box.locator(".course-bar").all()]
    assert wide[0] == pytest.approx(0.4 * wide[1], rel=0.02)


def test_the_veil_over_a_picture_of_a_thing_is_light_on_a_dark_page_as_the_picture_is(browser, described, tmp_path):
    likeness = {**described, "outline": {**described["outline"], "likeness": True}}
    for data, is_light in ((described, False), (likeness, True)):
        page = open_page(browser, data, tmp_path, color_scheme="dark")
        color = "cover => getComputedStyle(cover).getPropertyValue('--course-paper')"
        paper = page.locator(".course-veil div").evaluate(color).strip()
        assert paper == HUES["light" if is_light else "dark"]["paper"]
        page.close()
