"""The tools of the journeys themselves: what must fail does fail."""

import pytest


def test_the_site_answers(site, page):
    assert page.goto(f"{site}/healthz").status == 200


def test_arabic_is_read_from_right_to_left_without_javascript(open_page):
    page = open_page(javascript=False)
    page.goto("/ar/")
    assert page.locator("html").get_attribute("dir") == "rtl"


def test_every_address_answers_as_its_name_says(open_page, addresses):
    page = open_page()
    statuses = {"bad request": 400, "not found": 404, "taken off": 410}
    answered = {name: page.goto(address).status for name, address in addresses.items()}
    assert answered == {name: statuses.get(name, 200) for name in addresses}


def test_axe_speaks_up(site, page, axe):
    page.goto(f"{site}/healthz")
    page.set_content("<img src='data:,'>")
    with pytest.raises(AssertionError, match="image-alt"):
        axe(page)
