"""From the first page to a tool and its sources, as different people walk there."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

MOST_STEPS = 200

# What a sighted person sees of the focus: an outline of two pixels or more, within the window.
SEEN = """element => {
  const style = getComputedStyle(element), box = element.getBoundingClientRect();
  return {
    outline: style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth),
    inside: box.width > 0 && box.bottom > 0 && box.top < innerHeight
      && box.right > 0 && box.left < innerWidth,
    name: element.outerHTML.slice(0, 120),
  };
}"""


def number_in(page: Page) -> int:
    """The number of tools that the heading of a list says."""
    return int(re.match(r"\d+", page.get_by_role("heading", level=1).inner_text())[0])


def filtered(page: Page) -> Locator:
    return page.get_by_role("list", name="Filters in force")


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_a_tool_is_found_by_search_filter_and_second_page(open_page, javascript):
    page = open_page(javascript=javascript)
    page.goto("/")
    page.get_by_role("searchbox", name="Search the tools").fill("data")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("“\u2068data\u2069”")
    everything = number_in(page)

    page.get_by_role("checkbox", name=re.compile("^Case management")).check()
    page.get_by_role("button", name="Show the tools").click()
    expect(filtered(page)).to_contain_text("Case management")
    assert 0 < number_in(page) < everything
    assert page.get_by_role("checkbox", name=re.compile("^Case management")).is_checked()

    page.get_by_role("link", name="Remove: What it does Case management").click()
    expect(filtered(page)).to_have_count(0)
    assert number_in(page) == everything

    page.get_by_role("link", name="Next").click()
    expect(page.locator(".pager [aria-current=page]")).to_have_text("2")
    second = page.url
    title = page.locator(".card h2 a").first
    name = title.inner_text()
    title.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)

    page.locator(".refs a").first.click()
    expect(page.locator(".sources li:target")).to_be_in_viewport()
    assert page.locator(".sources li:target a").first.get_attribute("rel") == "noreferrer"
    page.go_back()
    page.go_back()
    assert page.url == second


def step(page: Page) -> Locator:
    """One press of Tab: what has the focus now, which must be seen to have it."""
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    assert focused.count() == 1, "the focus is lost"
    seen = focused.evaluate(SEEN)
    assert seen["outline"] >= 2, f"the focus is not seen on {seen['name']}"
    assert seen["inside"], f"the focus is outside the window on {seen['name']}"
    return focused


def walk_to(page: Page, wanted: Locator) -> None:
    """Press Tab until ``wanted`` has the focus, as one does without a mouse."""
    aim = wanted.element_handle()
    for _step in range(MOST_STEPS):
        if step(page).element_handle().evaluate("(element, aim) => element === aim", aim):
            return
    pytest.fail(f"Tab does not lead to {wanted} in {MOST_STEPS} steps")


@pytest.mark.parametrize("width", [320, 1280])
def test_a_tool_is_found_with_the_keyboard_alone(open_page, width):
    page = open_page(width=width)
    page.goto("/")
    walk_to(page, page.get_by_role("searchbox"))
    page.keyboard.type("data")
    page.keyboard.press("Enter")
    expect(filtered(page)).to_have_count(0)
    everything = number_in(page)

    walk_to(page, page.get_by_role("checkbox", name=re.compile("^Case management")))
    page.keyboard.press("Space")
    walk_to(page, page.get_by_role("button", name="Show the tools"))
    page.keyboard.press("Enter")
    expect(filtered(page)).to_contain_text("Case management")
    assert number_in(page) < everything

    walk_to(page, page.get_by_role("link", name="Remove: What it does Case management"))
    page.keyboard.press("Enter")
    expect(filtered(page)).to_have_count(0)

    walk_to(page, page.get_by_role("link", name="Next"))
    page.keyboard.press("Enter")
    expect(page.locator(".pager [aria-current=page]")).to_have_text("2")
    walk_to(page, page.locator(".card h2 a").first)
    page.keyboard.press("Enter")
    walk_to(page, page.locator(".refs a").first)
    page.keyboard.press("Enter")
    expect(page.locator(".sources li:target")).to_be_in_viewport()


def test_the_first_tab_offers_the_way_past_the_frame(open_page):
    page = open_page()
    page.goto("/tools/")
    assert step(page).inner_text() == "Skip to the content"
    page.keyboard.press("Enter")
    # The frame is behind: the next stop is the search box of the list.
    assert step(page).get_attribute("type") == "search"


def test_a_group_of_filters_opens_by_keyboard_without_a_script(open_page):
    page = open_page(javascript=False)
    page.goto("/tools/")
    walk_to(page, page.locator("summary", has_text="Who uses it"))
    inside = page.locator("[name=user]").first
    expect(inside).to_be_hidden()
    page.keyboard.press("Enter")
    expect(inside).to_be_visible()


def test_a_correction_is_said_and_can_be_refused(open_page):
    page = open_page(javascript=False)
    page.goto("/tools/?q=traficking+hotlnie")
    assert "Showing results for trafficking hotline." in page.locator(".spelling").inner_text()
    page.get_by_role("link", name="Search instead for").click()
    assert number_in(page) == 0
    assert page.get_by_role("searchbox").input_value() == "traficking hotlnie"


def test_an_empty_list_offers_what_would_find_something(open_page):
    page = open_page(javascript=False)
    page.goto("/tools/?q=zzzyyyxxx&access=paid")
    assert number_in(page) == 0
    offer = page.locator(".nothing li a").first
    promised = int(re.search(r": (\d+) found", offer.inner_text())[1])
    offer.click()
    assert number_in(page) == promised > 0
