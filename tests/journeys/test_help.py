"""A person in danger finds a number to call, with a phone and without scripts."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.first_screen import PHONE


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_a_number_is_found_in_two_taps(open_page, javascript):
    page = open_page(javascript=javascript, **PHONE)
    page.goto("/")
    page.get_by_role("link", name="Need help now?").first.click()
    expect(page).to_have_title("Information")
    page.get_by_role("navigation", name="Countries").get_by_role("link", name="Kenya").click()
    numbers = page.locator("a[href^='tel:']")
    shown = [one for one in numbers.all() if _is_on_screen(page, one)]
    assert shown
    assert all(one.bounding_box()["height"] >= 24 for one in shown)
    assert page.locator("h2:target").inner_text() == "Kenya"


def _is_on_screen(page, link):
    box = link.bounding_box()
    return 0 <= box["y"] <= PHONE["height"] - box["height"]


def test_a_country_is_asked_for_in_words(open_page):
    page = open_page(**PHONE)
    page.goto("/help-now/")
    page.get_by_label("Country").fill("كينيا")
    page.get_by_role("button", name="Show the numbers").click()
    expect(page.get_by_role("heading", level=2).first).to_have_text("Kenya")
    expect(page.locator("a[href='tel:116']").first).to_be_in_viewport()
    page.get_by_role("link", name=re.compile("Child Helpline")).first.click()
    expect(page.get_by_role("heading", name="Sources")).to_have_count(1)
