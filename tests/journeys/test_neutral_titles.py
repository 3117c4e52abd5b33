"""Whoever is watched reads under titles that say nothing, and stores nothing to do so."""

import re

from playwright.sync_api import expect

from tests.journeys.first_screen import PHONE

NEUTRAL = "Information"
CHOOSE = "Neutral titles in this browser’s history"
OUR_LINKS = """[...document.querySelectorAll('a[href^="/"]:not([data-ordinary])')]
    .map(link => link.getAttribute('href'))"""


def test_a_walk_by_links_forms_and_a_post_keeps_the_neutral_title(open_page):
    page = open_page(javascript=False, **PHONE)
    page.goto("/about/#leaving")
    page.locator("main").get_by_role(
        "link", name="Neutral titles in this browser’s history"
    ).click()
    expect(page).to_have_title(NEUTRAL)
    page.locator(".brand").click()
    expect(page).to_have_url(re.compile(r"/plain/$"))

    page.get_by_role("searchbox").fill("case management")
    page.get_by_role("button", name="Search").click()
    expect(page).to_have_url(re.compile(r"/plain/tools/\?.*q=case"))
    page.get_by_role("link", name="Primero", exact=True).first.click()
    expect(page).to_have_url(re.compile(r"/plain/tools/primero/$"))
    expect(page).to_have_title(NEUTRAL)

    page.goto("/plain/")
    page.locator(".ready a").first.click()
    expect(page).to_have_url(re.compile(r"/plain/situation/\?"))
    expect(page).to_have_title(NEUTRAL)
    page.locator(".foot").get_by_role("link", name="Need help now?").click()
    expect(page).to_have_url(re.compile(r"/plain/help-now/$"))
    page.locator(".foot").get_by_role("link", name="Show ordinary titles").click()
    expect(page).to_have_url(re.compile(r"[^n]/help-now/$"))
    assert page.context.cookies() == []


def test_every_page_is_had_under_a_neutral_title(open_page, addresses):
    page = open_page(javascript=False)
    told, lost = {}, {}
    for name, address in addresses.items():
        if name == "sign-in":
            continue
        page.goto(f"/plain{address}")
        if page.title() != NEUTRAL or page.locator("meta[property^=og]").count():
            told[name] = page.title()
        paths = [path for path in page.evaluate(OUR_LINKS) if not path.startswith("/accounts/")]
        if astray := [path for path in paths if not path.startswith("/plain/")]:
            lost[name] = astray
    assert (told, lost) == ({}, {})


def test_it_looks_like_the_ordinary_page_and_reads_from_right_to_left(open_page, axe):
    page = open_page(**PHONE)
    page.goto("/plain/ar/tools/")
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert page.get_by_role("heading", level=1).is_visible()
    axe(page)
