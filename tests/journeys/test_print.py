"""Pages on paper."""

import pytest

from tests.journeys.first_screen import fits

ON_PAPER = ("home", "tools", "tool", "organisation", "term", "about", "what is new")
# A form, the way out and the ways around are of no use on paper.
ON_SCREEN = ".exit, .skip, .menu, form, [type=search], .facets, .pager, .bar, nav, .foot ul"


@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_a_printed_page_shows_its_text_and_nothing_to_press(open_page, addresses, prefix):
    page = open_page(width=794)  # A4 at 96 pixels to the inch
    page.emulate_media(media="print", color_scheme="dark")
    for name in ON_PAPER:
        page.goto(prefix + addresses[name])
        shown = page.evaluate(
            "of => [...document.querySelectorAll(of)].filter(one => one.checkVisibility())"
            ".map(one => one.outerHTML.slice(0, 80))",
            ON_SCREEN,
        )
        assert shown == [], name
        assert page.locator("h1").is_visible(), name
        assert fits(page), name


def test_paper_is_white_and_ink_black_also_for_a_reader_in_the_dark(open_page, addresses):
    page = open_page(scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(addresses["tool"])
    look = page.evaluate(
        "(style => [style.backgroundColor, style.color])(getComputedStyle(document.body))"
    )
    assert look == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]


def test_every_printed_page_can_be_made(open_page, addresses):
    page = open_page()
    for name in ON_PAPER:
        page.goto(addresses[name])
        assert page.pdf(format="A4").startswith(b"%PDF-"), name


def test_the_addresses_of_sources_are_printed(open_page, addresses):
    page = open_page()
    page.emulate_media(media="print")
    page.goto(addresses["tool"])
    source = page.locator(".sources a").first
    said = source.evaluate("a => a.textContent + getComputedStyle(a, '::after').content")
    assert source.get_attribute("href") in said
