"""What the declaration of every demo makes of a page: its scenes fit the screen, and its states move nothing."""

import re

import pytest

from course_utils.chapters import DEMOS, name_of
from tests.browser.conftest import STANDS
from tests.browser.gallery import describe, write_gallery
from tests.browser.jupyter import PROJECTOR
from tests.browser.stage import DRAWN, MISFITS, screens

CODE = re.compile(r"show\((\w+)(.*)\)")

# Present a demo after the other by keys, until there is nothing more: its title, its scene, and what does not fit.
PRESENT = f"""async dialog => {{
    const misfits = {MISFITS};
    const seen = [];
    const dots = () => [...dialog.querySelectorAll('header .course-dots button')];
    const filled = () => dots().findIndex(dot => dot.ariaCurrent);
    const texts = () => ['.course-name', 'header b'].map(name => dialog.querySelector(name).innerText);
    const heading = () => [...texts(), filled(), dialog.querySelector('.course-asking') !== null];
    for (let before; before?.join() !== heading().join(); ) {{
        before = heading();
        for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame); // what lies on it follows
        seen.push([...before.slice(0, 2), misfits(dialog)]);
        dialog.dispatchEvent(new KeyboardEvent('keydown', {{ key: 'PageDown' }}));
    }}
    return seen;
}}"""

# Move the controls of a demo to positions; where they then stand, the caption, the line of code, and the places of the
# picture, the caption, the demo and what is below.
WALK = f"""async (box, positions) => {{
    const controls = [...box.querySelectorAll('.course-slider input, .course-choice, .course-sample button')];
    const watched = [box.querySelector('canvas'), box.querySelector('.course-caption'), box, box.nextElementSibling];
    const move = (control, place) => {{
        const word = control.querySelectorAll('input')[place];
        if (word) return word.click();
        if (control.matches('button')) {{
            while (Number(control.value) !== place) control.click();
            return;
        }}
        control.value = place;
        control.dispatchEvent(new Event('input', {{ bubbles: true }}));
        for (let away; (away = place - control.dataset.place); ) // where the stops are not evenly spaced
            control.dispatchEvent(new KeyboardEvent('keydown', {{ key: away > 0 ? 'ArrowRight' : 'ArrowLeft' }}));
    }};
    const seen = [];
    [...box.querySelectorAll('.course-question button')].at(-1)?.click(); // show me
    for (const position of [positions.at(-1), ...positions]) {{ // away from the answer first
        controls.forEach((control, index) => move(control, position[index]));
        await ({DRAWN})(box);
        const boxes = watched.map(thing => thing.getBoundingClientRect());
        const places = JSON.stringify(boxes.map(({{ top, left, width, height }}) => [top, left, width, height]));
        const caption = box.querySelector('.course-spoken').textContent;
        box.querySelector('button[title^="copy"]').click();
        seen.push([({STANDS})(box), caption, box.querySelector('.course-line').value, places]);
    }}
    return seen.slice(1);
}}"""


@pytest.fixture(scope="module")
def described():
    return [describe(demo) for demo in DEMOS]


@pytest.fixture
def gallery(browser, described, tmp_path):
    """A page of every demo, opened."""
    page, complaints = browser.new_page(viewport=PROJECTOR, reduced_motion="reduce"), []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    write_gallery(tmp_path / "gallery.html", described)
    page.goto((tmp_path / "gallery.html").as_uri())
    page.get_by_text("The end.").wait_for()
    yield page
    page.close()
    assert complaints == []


@screens
def test_every_scene_of_every_demo_fits_the_screen_without_scrolling(gallery, screen):
    gallery.set_viewport_size(screen)
    gallery.get_by_role("button", name="present", exact=True).first.click()
    seen = gallery.locator(".course-stage").evaluate(PRESENT)
    assert [one for one in seen if one[2]] == []
    for number, demo in enumerate(DEMOS, start=1):
        scenes = [scene for title, scene, _ in seen if title == f"{number} of {len(DEMOS)} · {demo.title}"]
        assert scenes[-len(demo.scenes) :] == list(demo.scenes)


def test_every_notable_state_is_reached_says_its_caption_and_code_and_moves_nothing(gallery, described):
    boxes = gallery.locator(".course-demo").element_handles()
    for demo, box, data in zip(DEMOS, boxes, described, strict=True):
        captions = {tuple(map(int, key.split(","))): words["caption"] for key, words in data["words"].items()}
        seen = box.evaluate(WALK, list(captions))
        assert [(tuple(position), caption) for position, caption, _, _ in seen] == list(captions.items())
        for position, _, line, _ in seen:
            name, values = CODE.fullmatch(line).groups()
            assert name == name_of(demo)
            assert demo.values(**eval(f"dict({values.removeprefix(', ')})", {})) == demo.at(position)
        assert len({places for *_, places in seen}) == 1, demo.title
