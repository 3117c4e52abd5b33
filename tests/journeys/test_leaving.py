"""Leaving in a hurry: with and without a script, by mouse, finger and keyboard."""

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Page, Request, expect

ELSEWHERE = settings.EXIT_ADDRESS

# Tells in how many frames the page was still drawn between the wish to leave and its going blank,
# and what was left of it then: children of the root, letters of the title.
FRAMES = """
  window.frames = 0;
  const draw = () => { window.frames += 1; requestAnimationFrame(draw); };
  for (const kind of ['click', 'keydown'])
    window.addEventListener(kind, () => { window.frames = 0; }, true);
  new MutationObserver(() => console.log(
    'blank', window.frames, document.documentElement.childNodes.length, document.title.length
  )).observe(document.documentElement, { childList: true });
  requestAnimationFrame(draw);
"""


@pytest.fixture
def walk(open_page) -> Iterator[Callable[..., tuple[Page, list]]]:
    """A page that came from home to a list; the outside does not answer until it is let."""
    waiting = []

    def walk(**options):
        page = open_page(leaving=ELSEWHERE, **options)
        page.route(f"{ELSEWHERE}**", lambda route: waiting.append(route))
        page.goto("/about/")
        page.goto("/")
        page.goto("/tools/?q=hotline")
        return page, waiting

    yield walk
    for route in waiting:
        route.abort()


def let_go(page: Page, waiting: list) -> Request:
    """The outside answers, and the browser arrives there."""
    while not waiting:
        page.wait_for_timeout(10)
    route = waiting.pop()
    route.fulfill(body="<title>Weather</title>It rains.", content_type="text/html")
    page.wait_for_url(f"{ELSEWHERE}**")
    return route.request


def press_button(page: Page) -> None:
    """With the mouse itself: a locator's click would wait until the outside has answered."""
    box = page.locator(".exit").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def press_escape(page: Page) -> None:
    for _time in range(3):
        page.keyboard.press("Escape")


WAYS = {"button": press_button, "escape": press_escape}


@pytest.mark.parametrize("way", WAYS)
def test_the_page_is_blank_in_the_next_frame_on_a_dead_line(walk, way):
    page, _waiting = walk()
    page.evaluate(FRAMES)
    with page.expect_console_message(lambda message: message.text.startswith("blank ")) as blank:
        WAYS[way](page)
    assert blank.value.text == "blank 0 0 0"


@pytest.mark.parametrize("way", WAYS)
def test_the_way_back_does_not_lead_to_the_page_that_was_left(walk, way):
    page, waiting = walk()
    length = page.evaluate("history.length")
    WAYS[way](page)
    let_go(page, waiting)
    assert page.evaluate("history.length") == length
    page.go_back()
    assert page.url.endswith("/"), "the page before the one that was left"
    expect(page.get_by_role("heading", level=1)).to_contain_text("Find technology")


def test_two_escapes_or_slow_ones_do_not_leave(walk):
    page, waiting = walk()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.wait_for_timeout(1600)
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert not waiting


def test_without_a_script_it_is_a_link_that_leaves(walk):
    page, waiting = walk(javascript=False)
    press_button(page)
    let_go(page, waiting)
    assert page.title() == "Weather"


def test_nobody_outside_learns_where_the_reader_was(walk):
    page, waiting = walk()
    press_button(page)
    request = let_go(page, waiting)
    assert "referer" not in request.headers
    assert page.evaluate("document.referrer") == ""


@pytest.mark.parametrize("width", [320, 1280])
def test_it_stays_in_the_window_at_the_foot_of_a_long_page(open_page, width):
    page = open_page(width=width, javascript=False)
    page.goto("/tools/primero/")
    page.locator(".foot").scroll_into_view_if_needed()
    expect(page.locator(".exit")).to_be_in_viewport(ratio=1)


def test_what_it_cannot_do_is_said_in_the_menu(page):
    page.goto("/")
    page.locator(".menu summary").click()
    assert "does not clear the history" in page.locator(".menu").inner_text()
    page.get_by_role("link", name="Stay safe").click()
    expect(page.get_by_role("heading", name="Staying safe while you read")).to_be_in_viewport()
