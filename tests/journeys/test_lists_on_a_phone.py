"""The first screen of a phone on every list, on a comparison and on a briefing."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.first_screen import PHONE, fits, is_whole_on_first_screen

LISTS = {
    "tools": "/tools/",
    "practice": "/practice/",
    "misuse": "/misuse/",
    "events": "/events/",
    "recommendations": "/recommendations/",
    "documents": "/documents/",
    "organisations": "/organisations/",
    "search": "/search/?q=hotline",
}
SITUATION = "&who=ngo-caseworker&what=displacement-camp&task=refer&limit=no-internet&language=ar"
THREE = "?tool=primero&tool=gbvims&tool=redsafe"
FOUR = f"{THREE}&tool=freedom-signal"
PREFIXES = ["", "/ar"]

# Words that stand on two lines. Addresses may be broken anywhere, other words at a hyphen alone.
BROKEN = """() => [...document.querySelectorAll('main :is(td, th, .of)')]
  .filter(one => one.checkVisibility()).flatMap(one => {
    const walker = document.createTreeWalker(one, NodeFilter.SHOW_TEXT), broken = [];
    while (walker.nextNode()) {
      const text = walker.currentNode, range = document.createRange();
      for (const word of text.data.matchAll(/[^\\s\u200b]+/gu)) {
        if (/[-./–]./.test(word[0])) continue;
        range.setStart(text, word.index);
        range.setEnd(text, word.index + word[0].length);
        if (new Set([...range.getClientRects()].filter(box => box.width)
            .map(box => Math.round(box.top))).size > 1) broken.push(word[0]);
      }
    }
    return broken;
  })"""


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("name", LISTS)
def test_a_list_shows_its_count_and_one_whole_record(open_page, prefix, name):
    page = open_page(**PHONE)
    page.goto(prefix + LISTS[name])
    count = page.locator(".results > :is(h1, .hint)").filter(has_text=re.compile(r"\d"))
    assert is_whole_on_first_screen(page, count)
    assert is_whole_on_first_screen(page, page.locator(".card").first)


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("situation", [SITUATION, ""], ids=["situation", "no situation"])
def test_the_first_facts_of_a_comparison_show_all_tools(open_page, prefix, situation):
    page = open_page(**PHONE)
    page.goto(f"{prefix}/tools/compare/{FOUR}{situation}")
    cells = page.locator(".short tr").nth(1).locator("td")
    assert cells.count() == 4
    for number in range(4):
        assert is_whole_on_first_screen(page, cells.nth(number))
        expect(cells.nth(number).locator(".of")).to_be_visible()


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("width", [320, 390, 599])
def test_a_comparison_on_a_phone_breaks_no_word_and_is_not_scrolled_sideways(
    open_page, prefix, width
):
    page = open_page(width=width, height=844)
    page.goto(f"{prefix}/tools/compare/{FOUR}{SITUATION}")
    table = page.get_by_role("region").filter(has=page.locator("table"))
    assert table.evaluate("box => box.scrollWidth <= box.clientWidth")
    assert fits(page)
    assert page.evaluate(BROKEN) == []


@pytest.mark.parametrize("prefix", PREFIXES)
def test_a_briefing_opens_with_the_table_of_its_tools(open_page, prefix):
    page = open_page(**PHONE)
    page.goto(f"{prefix}/shortlist/briefing/{THREE}{SITUATION}")
    rows = page.locator(".grid tbody tr")
    assert rows.count() == 3
    assert is_whole_on_first_screen(page, rows.first)
    assert is_whole_on_first_screen(page, rows.nth(1).locator("th"))
    assert fits(page)


@pytest.mark.parametrize("width", [320, 390])
def test_the_gap_map_shows_several_columns_and_scrolls_in_its_own_box(open_page, width):
    page = open_page(width=width, height=844)
    page.goto("/gaps/")
    box = page.locator(".matrix")
    assert fits(page)
    wide = "box => [box.getBoundingClientRect().right, ...[...box.querySelectorAll("
    wide += "'.sums td')].map(one => one.getBoundingClientRect().right)]"
    edge, *columns = box.evaluate(wide)
    assert sum(right <= edge for right in columns) >= (3 if width == 320 else 5)


def test_a_gap_is_one_link_that_says_what_is_missing(open_page):
    page = open_page(**PHONE)
    page.goto("/gaps/")
    name = "Victim identification in Natural disaster or climate shock: no tool"
    link = page.get_by_role("link", name=name, exact=True)
    expect(link).to_have_count(1)
    assert link.evaluate("one => one.closest('td').querySelectorAll('a').length") == 1
