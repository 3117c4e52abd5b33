"""The questions of the finder: by keyboard, on a phone, on paper, with and without scripts."""

from urllib.parse import parse_qs, urlsplit

import brotli
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.first_screen import PHONE, fits, is_whole_on_first_screen
from tests.journeys.focus import walk_by_keyboard
from tests.journeys.test_weight import wire_to

MOST_PRESSES = 40
MOST_TAPS = 12
MOST_BYTES = 14_000
CAMP = "who=ngo-caseworker&what=displacement-camp&task=manage-cases"
UNFOLD = "for (const one of document.querySelectorAll('main details')) one.open = true"
STEPS = ("who", "what", "task", "language", "limit", "place", "whom")
FOUR = {
    "who": ["ngo-caseworker"],
    "what": ["displacement-camp"],
    "task": ["manage-cases"],
    "limit": ["no-internet"],
}


class Keyboard:
    """Presses keys on a page and counts them."""

    def __init__(self, page: Page) -> None:
        self.page, self.presses = page, 0

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.presses += 1

    def tab_to(self, selector: str) -> None:
        for _press in range(60):
            if self.page.evaluate("s => document.activeElement.matches(s)", selector):
                return
            self.press("Tab")
        pytest.fail(f"Tab does not lead to {selector}")

    def follow(self, selector: str) -> None:
        self.tab_to(selector)
        with self.page.expect_navigation():
            self.press("Enter")


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_four_answers_take_at_most_forty_presses_from_the_empty_form(open_page, javascript) -> None:
    page = open_page(javascript=javascript)
    page.goto("/situation/")
    keyboard = Keyboard(page)
    keyboard.follow(".skip")
    keyboard.follow("[name=who][value=ngo-caseworker]")
    keyboard.follow("[name=what][value=displacement-camp]")
    keyboard.follow("[name=task][value=manage-cases]")
    keyboard.follow(".under a")  # the languages are skipped
    keyboard.tab_to("[name=limit][value=no-internet]")
    keyboard.press("Space")
    keyboard.follow("[formaction='/situation/']")
    answers = parse_qs(urlsplit(page.url).query)
    assert {name: answers[name] for name in FOUR} == FOUR
    expect(page.locator("article").first).to_be_visible()
    assert keyboard.presses <= MOST_PRESSES, keyboard.presses


def test_a_caseworker_taps_at_most_twelve_times_from_home_to_a_briefing(open_page) -> None:
    page = open_page(javascript=False, has_touch=True, **PHONE)
    taps = 0

    def tap(selector: str) -> None:
        nonlocal taps
        page.locator(selector).first.tap()
        page.wait_for_load_state()
        taps += 1

    page.goto("/")
    tap("main a[href='/situation/']")
    tap("[name=who][value=ngo-caseworker]")
    tap("[name=what][value=displacement-camp]")
    tap("[name=task][value=manage-cases]")
    tap("[name=language][value=ar]")
    tap("label:has([name=limit][value=no-internet])")
    tap("[formaction='/situation/']")
    expect(page.locator("article").first).to_be_visible()
    boxes = page.locator("article input[name=tool]:visible").all()
    chosen = [box.get_attribute("value") for box in boxes[:3]]
    assert len(chosen) > 1  # all that is known to do it
    for slug in chosen:
        tap(f"label:has(input[name=tool][value={slug}])")
    tap("[formaction='/shortlist/']")
    tap("a[href*='/shortlist/briefing/']")
    page.wait_for_url("**/shortlist/briefing/?*")
    answers = parse_qs(urlsplit(page.url).query)
    assert sorted(answers["tool"]) == sorted(chosen)
    assert {name: answers[name] for name in FOUR} == FOUR
    assert answers["language"] == ["ar"]
    assert taps <= MOST_TAPS, taps


@pytest.mark.parametrize("question", STEPS)
def test_a_phone_shows_the_question_its_first_answers_and_the_way_on(open_page, question) -> None:
    page = open_page(**PHONE)
    page.goto("/situation/" if question == "who" else f"/situation/{question}/?who=ngo-caseworker")
    seen = [page.locator("h1"), page.locator(".apply").locator("a, button")]
    answers = page.locator(".choices > *")
    seen += [answers.nth(number) for number in range(3)] if answers.count() else []
    seen += [page.locator(".menus input")] if question == "place" else []
    assert len(seen) >= 3
    for part in seen:
        assert is_whole_on_first_screen(page, part), part
    top = page.locator(".apply").bounding_box()["y"]
    for part in seen[2:]:
        box = part.bounding_box()
        assert box["y"] + box["height"] <= top, "it lies under the button"


def test_a_phone_shows_help_at_once_to_whoever_was_exploited(open_page) -> None:
    page = open_page(**PHONE)
    page.goto("/situation/")
    page.get_by_role("button", name="I am or was exploited myself").click()
    expect(page).to_have_url("/situation/what/?who=survivor")
    help_now = page.locator("main").get_by_role("link", name="Need help now?")
    assert is_whole_on_first_screen(page, help_now)
    page.keyboard.press("Tab")  # nor is it passed over by who listens to the page
    assert page.evaluate("document.activeElement.closest('main') === null")


@pytest.mark.parametrize(
    "address",
    [
        "/situation/",
        f"/situation/limit/?{CAMP}&several=1",
        "/situation/language/?who=survivor",
        f"/situation/?{CAMP}",
    ],
)
@pytest.mark.parametrize("height", [844, 480])
def test_what_has_the_focus_is_never_hidden(open_page, address, height) -> None:
    page = open_page(width=390, height=height)
    page.goto(address)
    page.evaluate(UNFOLD)
    for key in ("Tab", "Shift+Tab"):
        stops, covered = walk_by_keyboard(page, key)
        assert stops > 10
        assert not covered


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_a_place_is_chosen_by_typing(open_page, javascript) -> None:
    page = open_page(javascript=javascript)
    page.goto(f"/situation/place/?{CAMP}")
    field = page.get_by_label("Where?", exact=True)
    field.focus()
    page.keyboard.type("Keny")
    page.get_by_role("button", name="See the tools").click()
    assert parse_qs(urlsplit(page.url).query)["place"] == ["ke"]


def test_a_place_that_there_is_not_is_said_and_nothing_is_lost(open_page) -> None:
    page = open_page()
    page.goto(f"/situation/place/?{CAMP}")
    field = page.get_by_label("Where?", exact=True)
    field.fill("Atlantis")
    page.get_by_role("button", name="Next").click()
    assert field.evaluate("one => one.validationMessage") == "Choose one of the names in the list."
    expect(field).to_have_value("Atlantis")
    field.fill("côte d'ivoire".replace("'", "’"))  # in small letters
    page.get_by_role("button", name="Add another").click()
    assert parse_qs(urlsplit(page.url).query)["place"] == ["ci"]
    expect(page.get_by_label("Where? 1", exact=True)).to_have_value("Côte d’Ivoire")
    expect(page.get_by_label("Where? 2", exact=True)).to_have_value("")


def test_the_back_button_leads_to_the_question_before(open_page) -> None:
    page = open_page()
    page.goto("/situation/")
    page.get_by_role("button", name="I had to flee").click()
    page.get_by_role("button", name="A migration route").click()
    expect(page).to_have_url("/situation/task/?who=displaced-person&what=migration-route")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("What is happening?")
    page.go_back()
    expect(page).to_have_url("/situation/")


@pytest.mark.parametrize("question", STEPS)
def test_axe_finds_nothing_at_any_question(open_page, axe, question) -> None:
    page = open_page(width=320)
    for prefix in ("", "/ar"):
        page.goto(f"{prefix}/situation/{question}/?who=survivor&what=online&limit=no-internet")
        page.evaluate(UNFOLD)
        assert fits(page)
        axe(page)
        page.emulate_media(color_scheme="dark")


def test_a_question_is_printed_with_all_its_answers(open_page) -> None:
    page = open_page()
    page.goto("/situation/task/?who=survivor")
    page.emulate_media(media="print")
    for answer in page.locator(".choices").locator("button").all():
        expect(answer).to_be_visible()
    expect(page.locator(".apply")).to_be_hidden()
    assert len(page.pdf()) > 5_000


@pytest.mark.parametrize("question", STEPS)
def test_the_html_of_a_question_is_light(site, question) -> None:
    with wire_to(site, "br") as wire:
        _weight, body, headers = wire.get(f"/situation/{question}/?{CAMP}")
        assert headers["Content-Encoding"] == "br"
        assert b"</html>" in brotli.decompress(body)
        assert len(body) < MOST_BYTES // 2
