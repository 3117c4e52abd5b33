"""An administrator dresses the site as another body, looks at it, publishes it and goes back."""

import pytest
from playwright.sync_api import expect

from tests.journeys.first_screen import fits
from tests.journeys.test_curating import open_desk, signed_in, tool  # noqa: F401 - fixtures

NAME, WORDS = "Harbour Council Watch", "We keep watch at the harbour."
UNDRESSED = """
from hub.identity.publication import restore
from hub.identity.site_identity import newest_identity
if newest_identity().values:
    restore(0, based_on=newest_identity().number, by=None)
"""


@pytest.fixture
def _undressed(running_site):
    """Whatever happens here, the other journeys find the site as it was."""
    yield
    running_site.manage("shell", "--no-imports", "-c", UNDRESSED)


@pytest.mark.usefixtures("tool", "_undressed")
def test_the_site_is_dressed_as_another_body_and_undressed(open_desk, open_page, axe):  # noqa: F811
    page = signed_in(open_desk())
    page.get_by_role("link", name="Name and look").click()
    axe(page)
    page.get_by_label("Name of the site").fill(NAME)
    page.get_by_label("Colour on light pages").fill("#ffcc00")
    page.get_by_role("button", name="Look at it first").click()
    expect(page.locator("body")).to_contain_text("its contrast is")
    assert page.get_by_label("Name of the site").input_value() == NAME
    page.get_by_label("Colour on light pages").fill("#5a2a6b")
    page.get_by_label("About (English)").fill(WORDS)
    page.get_by_role("button", name="Look at it first").click()
    axe(page)
    assert fits(page)
    page.get_by_role("link", name="About").first.click()
    expect(page.locator("main")).to_contain_text(WORDS)
    page.get_by_role("link", name="Back, to publish or to change it").click()

    reader = open_page(width=390)
    reader.goto("/about/")
    expect(reader.locator("body")).not_to_contain_text(NAME)
    page.get_by_role("button", name="Publish").click()
    page.wait_for_url("**/admin/identity/history/")
    axe(page)
    reader.reload()
    expect(reader.locator("header")).to_contain_text(NAME)
    expect(reader.locator("main")).to_contain_text(WORDS)
    assert fits(reader)

    page.get_by_role("button", name="Go back").last.click()
    page.wait_for_load_state()
    reader.reload()
    expect(reader.locator("body")).not_to_contain_text(NAME)
