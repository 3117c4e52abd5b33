"""The tools of the journeys themselves: what must fail does fail."""

import pytest


def test_the_site_answers(site, page):
    assert page.goto(f"{site}/healthz").status == 200


def test_right_to_left_turns_the_page_without_javascript(site, open_page):
    page = open_page(rtl=True, javascript=False)
    page.goto(f"{site}/")
    assert page.locator("html").get_attribute("dir") == "rtl"


def test_axe_speaks_up(site, page, axe):
    page.goto(f"{site}/healthz")
    page.set_content("<img src='data:,'>")
    with pytest.raises(AssertionError, match="image-alt"):
        axe(page)
