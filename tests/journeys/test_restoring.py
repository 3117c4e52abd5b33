"""A version is restored fact by fact; a text is taken out by two curators, one after the other."""

import pytest

from tests.journeys.first_screen import fits
from tests.journeys.sign_in import sign_in
from tests.journeys.test_curating import EMAIL, MADE, PASSWORD, SETTLED, signed_in

SECOND = "second@example.org"
EDITED = f"""
from catalogue.models import Tool
from django.contrib.auth.models import Group
from hub.accounts.models import Person
from hub.records.models import recorded_change
if not Person.objects.filter(email="{SECOND}").exists():
    person = Person.objects.create_user("{SECOND}", "{PASSWORD}", is_staff=True, name="Grace")
    person.groups.set(Group.objects.filter(name="curator"))
tool = Tool(slug="to-restore", name="A tool to restore", state="draft", panel="not_assessed")
with recorded_change(tool):
    tool.summary = "It is here to be restored."
    tool.save()
version = tool.version
for words in ("Ask Erika Quellenfeld for it.", "Ask the shelter for it."):
    with recorded_change(tool):
        tool.caution, tool.licence = words, words[:20]
        tool.save()
print(tool.pk, version)
"""


@pytest.fixture(scope="module")
def edited(running_site):
    """The key of a tool that readers do not see, and its version before two edits."""
    running_site.manage("shell", "--no-imports", "-c", MADE)
    return running_site.manage("shell", "--no-imports", "-c", EDITED).split()[-2:]


@pytest.mark.parametrize("width", [1280, 390])
def test_a_version_is_restored_fact_by_fact(open_page, axe, edited, width):
    key, version = edited
    page = signed_in(open_page(width=width))
    page.goto(f"/admin/catalogue/tool/{key}/history/")
    page.get_by_role("link", name=f"Restore version {int(version) + 1}", exact=True).click()
    page.wait_for_url("**/restore/")
    page.evaluate(SETTLED)
    axe(page)
    assert fits(page)
    page.locator("input[name=fact][value=licence]").uncheck()
    page.get_by_label("Reason").fill("The caution was right.")
    page.get_by_role("button", name="Restore the ticked facts").click()
    page.wait_for_url("**/history/")
    assert "has facts of version" in page.locator(".messagelist").inner_text()
    newest = page.locator(".history section").first.inner_text()
    assert "Restored some facts of version" in newest
    assert "Ask Erika Quellenfeld" in newest
    page.goto(f"/admin/catalogue/tool/{key}/history/")
    page.get_by_role("link", name=f"Restore version {int(version) + 2}", exact=True).click()
    page.get_by_role("button", name="Restore the ticked facts").click()
    page.wait_for_url("**/history/")


def test_two_curators_take_a_text_out(open_page, axe, edited):
    key, _version = edited
    first = signed_in(open_page())
    first.goto(f"/admin/catalogue/tool/{key}/history/")
    first.get_by_role("link", name="Take a text out of the history for good").click()
    first.get_by_label("Text to take out").fill("Erika Quellenfeld")
    first.get_by_label("Reason").fill("She is in danger.")
    first.evaluate(SETTLED)
    axe(first)
    first.get_by_role("button", name="Ask, and see where it stands").click()
    first.wait_for_url("**/desk/purging/*/")
    address = first.url
    second = open_page(width=390)
    sign_in(second, SECOND, PASSWORD)
    second.goto(address)
    second.evaluate(SETTLED)
    axe(second)
    assert fits(second)
    second.get_by_role("button", name="Take it out for good").click()
    second.wait_for_selector(".messagelist")
    assert "Erika" not in second.locator("#content-main").inner_text()
    second.goto(f"/admin/catalogue/tool/{key}/history/")
    history = second.locator(".history").inner_text()
    assert "Quellenfeld" not in history
    assert "A text was taken out for good, asked for by Ada." in history
    assert EMAIL not in history
