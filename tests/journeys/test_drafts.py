"""A draft is edited, previewed by an outsider's link, scheduled, and published by the clock."""

import pytest

from tests.journeys.first_screen import fits
from tests.journeys.sign_in import sign_in
from tests.journeys.test_desk import ME, PASSWORD, SETUP

SLUG = "khoji"
SUMMARY = "It finds what was written for an embargo of the journey."
FIND = f"""
from catalogue.models import Tool
print(Tool.objects.get(slug="{SLUG}").pk)
"""
# The clock that a curator types has minutes; the journey does not wait for one.
HASTEN = """
from hub.curation.drafts.models import TimedStep
from hub.records.database_clock import now_in_database
print(TimedStep.objects.update(at=now_in_database()))
"""
# Draft and record say something else than when the draft was begun.
CONTEST = """
from hub.curation.drafts.models import RecordDraft
draft = RecordDraft.objects.get(record_kind="tool")
draft.base = draft.base | {"summary": "A summary of before"}
draft.facts = draft.facts | {"summary": "A summary of the draft"}
draft.save()
"""
LATER = "new Date(Date.now() + 2 * 864e5).toISOString().slice(0, 10)"


@pytest.fixture(scope="module")
def key(running_site):
    running_site.manage("shell", "--no-imports", "-c", SETUP)
    return int(running_site.manage("shell", "--no-imports", "-c", FIND).split()[-1])


def wait_until_published(reader):
    for _look in range(40):
        reader.goto(f"/tools/{SLUG}/")
        if SUMMARY in reader.locator("main").inner_text():
            return True
        reader.wait_for_timeout(2_000)
    return False


def test_a_draft_is_edited_shown_scheduled_and_published_by_the_clock(
    open_page, axe, running_site, key
):
    page = sign_in(open_page(), ME, PASSWORD)
    page.goto(f"/admin/catalogue/tool/{key}/change/")
    page.get_by_role("button", name="Edit as a draft").click()
    page.wait_for_url(f"**/desk/drafts/tool/{key}/")
    page.get_by_label("What it is").fill(SUMMARY)
    page.get_by_label("Reason for the change").fill("Under an embargo")
    page.get_by_role("button", name="Save the draft").click()
    page.wait_for_url("**/compare/")
    assert SUMMARY in page.locator(".draft-facts").inner_text()
    axe(page)

    page.get_by_role("button", name="Make a link").click()
    link = page.locator(".draft-part input[readonly]").input_value()
    outsider = open_page(width=390)
    outsider.goto(link)
    assert SUMMARY in outsider.locator("main").inner_text()
    assert "This is a draft" in outsider.locator(".banner").inner_text()
    assert outsider.context.cookies() == []
    axe(outsider)
    reader = open_page()
    reader.goto(f"/tools/{SLUG}/")
    assert SUMMARY not in reader.locator("main").inner_text()

    page.get_by_role("link", name="Publish at a set time").click()
    page.get_by_label("Day").fill("2035-01-01")
    page.get_by_label("Time", exact=True).fill("12:00")
    page.get_by_role("button", name="Set the time").click()
    assert "more than five years" in page.locator(".errornote").inner_text()
    page.get_by_label("Day").fill(page.evaluate(LATER))
    page.get_by_role("button", name="Set the time").click()
    assert "Publish" in page.locator(".set-time").inner_text()
    axe(page)
    assert running_site.manage("shell", "--no-imports", "-c", HASTEN).split()[-1] == "1"
    assert wait_until_published(reader)
    assert outsider.goto(link).status == 404


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_the_pages_of_drafts_are_usable_at_any_width(open_page, axe, running_site, key, width):
    page = sign_in(open_page(width=width), ME, PASSWORD)
    page.goto(f"/admin/catalogue/tool/{key}/change/")
    page.get_by_role("button", name="Edit as a draft").click()
    for address in ("", "compare/", "times/"):
        page.goto(f"/desk/drafts/tool/{key}/{address}")
        axe(page)
        assert fits(page), address
        page.evaluate("document.documentElement.dir = 'rtl'")
        assert fits(page), address
    page.goto(f"/desk/drafts/tool/{key}/compare/")
    page.get_by_role("button", name="Make a link").click()
    running_site.manage("shell", "--no-imports", "-c", CONTEST)
    page.goto(f"/desk/drafts/tool/{key}/compare/")
    assert page.locator(".draft-facts thead th").count() == 4
    axe(page)
    assert fits(page)
    page.goto("/desk/drafts/")
    axe(page)
    page.goto(f"/desk/drafts/tool/{key}/compare/")
    page.get_by_role("link", name="Drop the draft").click()
    axe(page)
    assert fits(page)
    page.get_by_role("button", name="Drop the draft for good").click()
    assert "stays as it is" in page.locator(".messagelist").inner_text()
