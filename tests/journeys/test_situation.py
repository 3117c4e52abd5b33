"""The finder where test_situation_to_briefing does not walk: unusual pages, and choosing."""

import pytest

from tests.journeys.first_screen import fits

CAMP = (
    "/situation/?who=ngo-caseworker&what=displacement-camp&task=manage-cases&task=refer"
    "&limit=no-internet&language=ar"
)


def tab_to(page, selector: str) -> None:
    """Press Tab until the element has the focus: fails where a keyboard cannot reach it."""
    for _ in range(400):
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{selector} cannot be reached with the keyboard")


def test_three_tools_are_chosen_for_comparing_with_the_keyboard(site, open_page) -> None:
    page = open_page(javascript=False)
    page.goto(f"{site}{CAMP}")
    for slug in ("primero", "cpims", "refaid"):
        tab_to(page, f"input[name='tool'][value='{slug}']")
        page.keyboard.press("Space")
    tab_to(page, ".pick button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tools/compare/?**")
    assert {"tool=primero", "tool=cpims", "tool=refaid", "limit=no-internet"} <= set(
        page.url.partition("?")[2].split("&")
    )


@pytest.mark.parametrize(
    "address",
    [
        f"{CAMP}&show=all&why=gbvims",
        "/situation/?what=migration-route&task=keep-papers&limit=sms-only",
        "/ar/situation/?what=migration-route&place=ke&task=keep-papers",
    ],
    ids=["marked", "nothing fits", "right to left"],
)
@pytest.mark.parametrize("look", [{"width": 1280}, {"width": 320, "scheme": "dark"}])
def test_axe_finds_nothing_and_nothing_is_cut_off(site, open_page, axe, address, look) -> None:
    page = open_page(**look)
    page.goto(f"{site}{address}")
    axe(page)
    assert fits(page)


def test_the_address_alone_makes_the_same_page(site, open_page) -> None:
    first, second = open_page(), open_page()
    first.goto(f"{site}{CAMP}")
    second.goto(f"{site}{CAMP}")
    assert first.locator("main").inner_text() == second.locator("main").inner_text()
    assert first.context.cookies() == []
