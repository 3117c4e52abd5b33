"""The frame of every page: one low line with the name, the menu and the way out."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.first_screen import PHONE, is_whole_on_first_screen

SECTIONS = (
    "Your situation",
    "Tools",
    "Used in practice",
    "How traffickers use technology",
    "Events",
    "Recommendations",
)
ALSO = ("Need help now?", "Organisations", "Documents", "What is missing", "What’s new", "About")


def menu_of(page):
    return page.get_by_role("navigation", name="Menu", exact=True)


@pytest.mark.parametrize("width", [320, 390, 768])
def test_the_menu_opens_without_a_script_and_has_everything(open_page, width):
    page = open_page(width=width, javascript=False)
    page.goto("/about/")
    expect(menu_of(page)).to_be_hidden()
    expect(page.get_by_role("searchbox")).to_be_hidden()
    page.locator(".menu summary").click()
    for name in (*SECTIONS, *ALSO):
        expect(menu_of(page).get_by_role("link", name=name, exact=True)).to_be_visible()
    expect(page.get_by_role("searchbox", name="Search everything")).to_be_visible()
    menu_of(page).get_by_role("link", name="How traffickers use technology").click()
    expect(page).to_have_url(re.compile(r"/misuse/$"))


def test_the_menu_opens_and_closes_by_keyboard(open_page):
    page = open_page(**PHONE)
    page.goto("/tools/")
    for _time in range(4):  # skip link, way out, name, menu
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('.menu summary')")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Need help now?"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(menu_of(page)).to_be_hidden()


def test_what_opens_pushes_the_page_down_and_hides_nothing(open_page):
    page = open_page(**PHONE)
    page.goto("/tools/primero/")
    page.locator(".menu summary").click()
    header = page.locator(".top").bounding_box()
    assert page.locator("h1").bounding_box()["y"] >= header["y"] + header["height"]
    name, opened = page.locator(".brand").bounding_box(), menu_of(page).bounding_box()
    assert name["y"] + name["height"] <= opened["y"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("before", ["", "/ar"])
def test_axe_finds_nothing_in_the_open_menu(open_page, axe, scheme, before):
    page = open_page(scheme=scheme, **PHONE)
    page.goto(f"{before}/about/")
    page.locator(".menu summary").click()
    axe(page)


def test_in_a_wide_window_the_sections_stand_open(page):
    page.goto("/about/")
    sections = page.get_by_role("navigation", name="Main", exact=True)
    for name in SECTIONS:
        expect(sections.get_by_role("link", name=name, exact=True)).to_be_visible()
    expect(page.get_by_role("searchbox", name="Search everything")).to_be_visible()
    page.locator(".menu summary").click()
    expect(menu_of(page).get_by_role("link", name="Documents")).to_be_visible()
    expect(menu_of(page).get_by_role("link", name="Tools")).to_be_hidden()


def test_the_first_screen_of_home_on_a_phone(open_page):
    page = open_page(**PHONE)
    page.goto("/")
    hero = page.locator(".hero")
    for seen in (
        page.get_by_role("heading", level=1),
        page.get_by_role("searchbox", name="Search the tools"),
        hero.get_by_role("link", name="Describe your situation"),
        hero.get_by_role("link", name="Need help now?"),
        page.locator(".ready li").first,
    ):
        assert is_whole_on_first_screen(page, seen), seen


def test_home_leads_from_a_ready_situation_to_its_reasons(open_page):
    page = open_page(javascript=False, **PHONE)
    page.goto("/")
    ready = page.locator(".ready li").first
    tool = ready.locator("span").first.inner_text()
    ready.get_by_role("link").click()
    expect(page.get_by_role("link", name=tool, exact=True).first).to_be_visible()
