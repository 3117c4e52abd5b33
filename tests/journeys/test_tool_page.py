"""A tool on a phone: what it is, for whom, where, the warning; from answers to a comparison."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.journeys.first_screen import PHONE, is_whole_on_first_screen

# With very many facts; without an address and with a caution; one that has ended; the longest first
# screens of all tools by summary, names of users and hosts of sources.
TOOLS = (
    "redsafe",
    "victim-case-management-system-vcms",
    "memex",
    "ic-tip",
    "australian-modern-slavery-statements-register",
    "iom-rohingya-ivr-info-line",
)
FIRST = ("h1", ".lead", ".record > header .key-facts", ".website", ":is(.caution, .panel) h2")
NOBODY = "Nobody has assessed this tool for use with a person at risk."
CAMP = "who=ngo-caseworker&what=displacement-camp&task=manage-cases"


@pytest.mark.parametrize("query", ["", f"?{CAMP}"], ids=["alone", "from results"])
@pytest.mark.parametrize("prefix", ["", "/ar"])
@pytest.mark.parametrize("slug", TOOLS)
def test_what_a_tool_is_stands_on_the_first_screen(open_page, slug, prefix, query):
    page = open_page(width=PHONE["width"])
    page.set_viewport_size(PHONE)
    page.goto(f"{prefix}/tools/{slug}/{query}")
    hidden = [part for part in FIRST if not is_whole_on_first_screen(page, page.locator(part))]
    assert not hidden


def test_the_questions_are_folded_and_open_with_the_keyboard(open_page):
    page = open_page(width=320)
    page.goto("/tools/primero/")
    question = page.get_by_text("Who can see the data?")
    expect(question).to_be_hidden()
    page.locator(".panel summary").focus()
    page.keyboard.press("Enter")
    expect(question).to_be_visible()
    assert page.locator("main").inner_text().count("assessed") == 1


@pytest.mark.parametrize("slug", TOOLS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_with_the_questions_open(open_page, axe, slug, scheme):
    page = open_page(width=320, scheme=scheme)
    page.goto(f"/tools/{slug}/")
    page.locator(".panel summary").click()
    axe(page)


def test_all_nine_questions_are_on_paper(open_page):
    page = open_page(width=794)
    page.goto("/tools/primero/")
    page.emulate_media(media="print")
    questions = page.locator(".panel ol b")
    assert questions.count() == 9
    assert all(each.is_visible() for each in questions.all())
    assert page.get_by_role("heading", name=NOBODY).is_visible()


def test_a_tool_chosen_on_its_page_is_in_sight_and_ticked_in_the_results(open_page):
    page = open_page(javascript=False)
    page.set_viewport_size(PHONE)
    page.goto(f"/situation/?{CAMP}")
    link = page.locator(".ranked .fit h3 a").nth(2)
    name = link.inner_text()
    link.click()
    page.get_by_role("link", name=f"Choose {name} and go back to my results").click()
    expect(page.get_by_role("checkbox", checked=True)).to_have_accessible_name(f"Choose {name}")
    expect(page.get_by_role("heading", name=name)).to_be_in_viewport()


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_from_the_result_to_a_tool_and_back_to_a_comparison_nothing_is_lost(open_page, javascript):
    page = open_page(javascript=javascript)
    page.goto(f"/situation/?{CAMP}")
    answers = parse_qs(CAMP)
    result = page.url
    first = page.locator(".fit h3 a").first
    name = first.inner_text()
    first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    page.get_by_role("link", name="Back to my results", exact=True).click()
    assert parse_qs(urlsplit(page.url).query) == parse_qs(urlsplit(result).query)

    page.locator(".fit h3 a").first.click()
    page.get_by_role("link", name=f"Add {name} to the shortlist").click()
    kept = parse_qs(urlsplit(page.url).query)
    assert {key: kept[key] for key in answers} == answers

    page.locator("h2 a", has_text=name).first.click()
    expect(page.get_by_role("link", name="My shortlist")).to_have_text(re.compile("1"))
    page.get_by_role("link", name=f"Compare {name} with others").click()
    kept = parse_qs(urlsplit(page.url).query)
    assert {key: kept[key] for key in answers} == answers
    assert page.context.cookies() == []
