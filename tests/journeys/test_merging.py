"""A duplicate is merged and taken back, by keyboard; Enter on the last page does no harm."""

import pytest
from playwright.sync_api import expect

from tests.journeys.first_screen import fits
from tests.journeys.test_desk import open_plain, press, task  # noqa: F401 - fixtures


@pytest.mark.usefixtures("task")
@pytest.mark.parametrize("width", [1280, 390])
def test_two_tools_are_merged_and_two_again(open_plain, axe, width):  # noqa: F811
    page = open_plain(viewport={"width": width, "height": 900}, java_script_enabled=width == 1280)

    def looked_at():
        if width == 1280:
            axe(page)
        assert fits(page)

    page.goto("/admin/catalogue/tool/?q=redsafe")
    page.goto(page.locator("#result_list tbody th a").first.get_attribute("href"))
    press(page, "link", "Merge into another")
    looked_at()
    page.get_by_label("Name, address of its page, or number").fill("/tools/redsafe/")
    press(page, "button", "Search")
    expect(page.get_by_role("alert")).to_contain_text("the same record")
    page.get_by_label("Name, address of its page, or number").fill("primero")
    press(page, "button", "Search")
    looked_at()
    page.locator(".merge-candidates a").first.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Merge “RedSafe” into")
    looked_at()
    press(page, "button", "Look at what would come of it")
    expect(page.locator(".why")).to_have_text("This field is required.")
    page.get_by_label("Reason").fill("The same tool.")
    press(page, "button", "Look at what would come of it")
    expect(page.locator(".lead")).to_have_text("Nothing is done yet.")
    looked_at()
    page.get_by_role("checkbox").press("Enter")
    expect(page.get_by_role("button", name="Look at what would come of it")).to_be_visible()
    press(page, "button", "Look at what would come of it")
    page.get_by_role("checkbox").press("Space")
    press(page, "button", "Merge")
    expect(page.get_by_role("heading", level=1)).to_contain_text("“RedSafe” was merged into")
    looked_at()
    assert "/tools/redsafe/" not in page.goto("/tools/redsafe/").url
    page.goto("/desk/merges/")
    looked_at()
    page.locator(".tasks a").first.press("Enter")
    press(page, "button", "Take it back: make two records of it again")
    expect(page.locator(".lead .pill")).to_have_text("taken back")
    looked_at()
    assert page.goto("/tools/redsafe/").url.endswith("/tools/redsafe/")
