"""Many records changed in one step from their list, by keyboard, and taken back."""

import pytest
from playwright.sync_api import expect

from tests.journeys.first_screen import fits
from tests.journeys.test_desk import open_plain, press, task  # noqa: F401 - fixtures


@pytest.mark.usefixtures("task")
@pytest.mark.parametrize("width", [1280, 390])
def test_terms_of_a_tool_are_changed_and_taken_back(open_plain, axe, width):  # noqa: F811
    page = open_plain(viewport={"width": width, "height": 900}, java_script_enabled=width == 1280)
    page.goto("/admin/catalogue/tool/?q=redsafe")
    page.locator("#result_list input[type=checkbox][name=_selected_action]").first.check()
    page.locator("select[name=action]").select_option("change_many")
    page.get_by_role("button", name="Go").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Change many records")
    group = page.locator(".term-group").filter(has=page.locator("[value^='purpose/']"))
    group.locator("summary").press("Enter")
    group.locator("input[name=add]").first.press("Space")
    page.get_by_label("Verification").select_option("stale")
    if width == 1280:
        axe(page)
    assert fits(page)
    press(page, "button", "Look at what changes")
    expect(page.locator(".why")).to_have_text("This field is required.")
    page.get_by_label("Reason").fill("Looked through in autumn.")
    press(page, "button", "Look at what changes")
    expect(page.locator(".previews h3")).to_have_text("RedSafe")
    if width == 1280:
        axe(page)
    assert fits(page)
    press(page, "button", "Change 1 record")
    expect(page.get_by_role("heading", level=1)).to_have_text("Looked through in autumn.")
    if width == 1280:
        axe(page)
    assert fits(page)
    press(page, "button", "Take all of it back")
    expect(page.locator(".lead .pill")).to_have_text("taken back")
    page.goto("/desk/bulk/")
    assert fits(page)
