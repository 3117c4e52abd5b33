"""From the first page to an event, what was recommended there, what serves it, and back."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

MOST_STEPS = 250
FOCUSED = "(element, aim) => element === aim"
OUTLINE = "element => parseFloat(getComputedStyle(element).outlineWidth) || 0"


def walk_to(page: Page, wanted: Locator) -> None:
    """Press Tab until ``wanted`` has the focus, which must be seen to have it."""
    aim = wanted.first.element_handle()
    for _step in range(MOST_STEPS):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if focused.count() and focused.element_handle().evaluate(FOCUSED, aim):
            assert focused.evaluate(OUTLINE) >= 2, "the focus is not seen"
            return
    pytest.fail(f"Tab does not lead to {wanted} in {MOST_STEPS} steps")


def follow(page: Page, link: Locator) -> None:
    walk_to(page, link)
    page.keyboard.press("Enter")
    page.wait_for_load_state()


def shown_sections(page: Page) -> Locator:
    """The way to the sections: open on a wide screen, else behind *Menu*."""
    sections = page.get_by_role("navigation", name="Main")
    if sections.is_visible():
        return sections
    walk_to(page, page.locator(".menu summary"))
    page.keyboard.press("Enter")
    return page.locator(".menu")


def heading(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


@pytest.mark.parametrize("width", [320, 1280])
def test_from_the_first_page_to_a_tool_that_serves_what_was_said_there(open_page, axe, width):
    """CSW67 recommended better help for survivors; a portal serves it. With the keyboard alone."""
    page = open_page(width=width, javascript=True)
    page.goto("/")
    follow(page, shown_sections(page).get_by_role("link", name="Events"))
    expect(heading(page)).to_have_text(re.compile(r"^\d+ events$"))
    axe(page)

    walk_to(page, page.get_by_role("searchbox"))
    page.keyboard.type("overlapping emergencies")
    page.keyboard.press("Enter")
    follow(page, page.get_by_role("link", name=re.compile("overlapping emergencies")))
    expect(heading(page)).to_contain_text("overlapping emergencies")
    expect(page.get_by_text("8 March 2023").first).to_be_visible()
    axe(page)

    follow(page, page.get_by_role("link", name=re.compile("^Give survivors mental-health care")))
    expect(page).to_have_url(re.compile("/recommendations/CSW67-4/$"))
    expect(page.get_by_text("Not assessed")).to_be_visible()
    axe(page)

    follow(page, page.get_by_role("link", name="Forging Freedom Portal"))
    expect(heading(page)).to_have_text("Forging Freedom Portal")
    axe(page)

    follow(page, page.get_by_role("link", name=re.compile("^Give survivors mental-health care")))
    expect(page).to_have_url(re.compile("/recommendations/CSW67-4/$"))
    follow(page, page.get_by_role("link", name=re.compile("overlapping emergencies")))
    expect(heading(page)).to_contain_text("overlapping emergencies")
    follow(page, page.get_by_role("link", name="Anti-Trafficking Technology Hub"))
    expect(page).to_have_url(re.compile(r":\d+/$"))


def test_a_cell_of_the_matrix_leads_to_what_it_counts(open_page):
    page = open_page(javascript=False)
    page.goto("/recommendations/gaps/")
    cell = page.get_by_role("row", name=re.compile("^States")).get_by_role("link", name="8")
    cell.first.click()
    expect(heading(page)).to_have_text(re.compile("^8 recommendations: "))


def test_everything_is_searched_from_any_page_and_narrowed_to_a_kind(open_page):
    page = open_page(javascript=False)
    page.goto("/about/")
    page.get_by_role("searchbox").fill("children")
    page.get_by_role("button", name="Search").click()
    expect(heading(page)).to_have_text(re.compile("records for"))
    page.get_by_role("navigation", name="Kinds of record").get_by_role(
        "link", name=re.compile("^Events")
    ).click()
    expect(page.get_by_role("heading", level=2)).to_have_text(["Events"])


def test_the_calendar_of_an_event_is_one_link_away(open_page):
    page = open_page(javascript=False)
    page.goto("/events/csw67-technology-trafficking-overlapping-emergencies/")
    address = page.get_by_role("link", name="Add to a calendar").get_attribute("href")
    answer = page.request.get(address)
    assert (answer.status, answer.text()[:15]) == (200, "BEGIN:VCALENDAR")
