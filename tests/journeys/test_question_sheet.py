"""The questions to ask about any tool: exactly one sheet of A4, and a page to fill in."""

import re

import pytest
from django.conf import settings
from playwright.sync_api import expect

SHEET = "/questions-to-ask/"
# Every language that there is, and one that is read from right to left.
CODES = dict.fromkeys([code for code, _name in settings.LANGUAGES] + ["ar"])
LANGUAGES = ["" if code == "en" else f"/{code}" for code in CODES]
A4 = (595, 842)  # points


def pages_of(pdf):
    """The size of each page, in points."""
    boxes = re.findall(rb"/Type /Page\b(?!s).*?/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf, re.DOTALL)
    return [(round(float(wide)), round(float(high))) for wide, high in boxes]


@pytest.mark.parametrize("prefix", LANGUAGES)
def test_it_is_one_sheet_of_a4_in_every_language(open_page, prefix):
    page = open_page()
    page.goto(prefix + SHEET)
    assert pages_of(page.pdf(prefer_css_page_size=True)) == [A4]
    assert len(pages_of(page.pdf(format="A4"))) == 1


def test_two_pages_would_be_counted_as_two(open_page):
    page = open_page()
    page.goto(SHEET)
    page.locator("textarea").first.evaluate("one => one.style.blockSize = '300mm'")
    assert len(pages_of(page.pdf(prefer_css_page_size=True))) > 1


@pytest.mark.parametrize("prefix", LANGUAGES)
def test_nothing_is_cut_off_at_the_edges_of_the_paper(open_page, prefix):
    page = open_page(width=703)  # A4 without its margins, at 96 pixels to the inch
    page.emulate_media(media="print")
    page.goto(prefix + SHEET)
    assert page.evaluate("document.documentElement.scrollWidth") <= 703


def test_what_is_typed_and_ticked_is_sent_nowhere_and_gone_with_the_page(open_page):
    page = open_page()
    asked = []
    page.goto(SHEET)
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_label("Tool", exact=True).fill("A tool that nobody lists")
    page.get_by_label("Notes: Who can see the data?").fill("Only our own server.")
    page.get_by_role("group", name="Who can see the data?").get_by_label("Good answer").check()
    page.get_by_label("Tool", exact=True).press("Enter")
    assert asked == []
    page.reload()
    expect(page.get_by_label("Notes: Who can see the data?")).to_have_value("")
    assert page.context.cookies() == []


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_it_can_be_used_by_everybody(open_page, axe, width, scheme):
    page = open_page(width=width, scheme=scheme)
    page.goto(SHEET)
    axe(page)
