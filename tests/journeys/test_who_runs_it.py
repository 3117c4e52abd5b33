"""Whoever opens *About* on a phone sees at once who runs the site, and how to reach them."""

import re

from playwright.sync_api import expect

from tests.journeys.first_screen import PHONE, is_whole_on_first_screen


def test_who_runs_it_is_on_the_first_screen(open_page):
    page = open_page(**PHONE)
    page.goto("/about/")
    for seen in (
        page.get_by_role("heading", name="Who runs it"),
        page.get_by_text(re.compile("^Nobody. This copy is a demonstration")),
        page.locator("dd", has_text="No address set"),
    ):
        assert is_whole_on_first_screen(page, seen), seen


def test_the_foot_of_a_record_leads_there(open_page):
    page = open_page(**PHONE)
    page.goto("/tools/primero/")
    wrong = page.get_by_role("complementary", name="Something wrong?")
    expect(wrong).to_contain_text("This is a demonstration: nobody is here to correct it.")
    wrong.get_by_role("link", name="What that means").click()
    expect(page.get_by_role("heading", name="Who runs it")).to_be_in_viewport()
