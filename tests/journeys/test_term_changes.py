"""A term is split on the curators' pages; who followed it before hears of what its parts say."""

import os

from tests.journeys.sign_in import sign_in
from tests.journeys.test_curating import EMAIL, MADE, PASSWORD, open_desk  # noqa: F401 - a fixture

BEFORE = (
    MADE
    + """
from hub.digests.models import Subscriber, Subscription
from hub.records.models import SearchState, recorded_change
from hub.vocabulary.models import Scheme, Term
term, made = Term.objects.get_or_create(
    scheme=Scheme.objects.get(slug="purpose"), slug="walking", defaults={"label": "Walking"}
)
tool = Tool.objects.get(slug="primero")
if made:
    with recorded_change(tool):
        tool.term_links.create(term=term)
print(term.pk)
"""
)
AFTER = """
from catalogue.models import Tool
from hub.records.models import recorded_change
from hub.vocabulary.models import Term
tool = Tool.objects.get(slug="refaid")
with recorded_change(tool):
    tool.term_links.create(term=Term.objects.get(scheme__slug="purpose", slug="running-fast"))
"""
FOLLOWED = "/changes/feed/?of=tool&purpose=walking"


def picture(page, name):
    """For whoever looks at the pages: PICTURES_OF names a folder."""
    if folder := os.environ.get("PICTURES_OF"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_a_term_is_split_and_an_old_subscription_still_fires(
    running_site,
    open_page,
    open_desk,  # noqa: F811 - a fixture
    violations,
):
    term = running_site.manage("shell", "--no-imports", "-c", BEFORE).split()[-1]
    desk = sign_in(open_desk(), EMAIL, PASSWORD)
    desk.goto(f"/admin/vocabulary/term/{term}/change/")
    desk.get_by_role("link", name="Split").click()
    desk.get_by_label("New terms, one on each line").fill("Going slowly\nRunning fast")
    picture(desk, "choice")
    desk.get_by_role("button", name="Show what it touches").press("Enter")
    desk.get_by_role("group", name="Primero").get_by_label("Running fast").uncheck()
    desk.get_by_label("Why", exact=True).fill("Two things went by one name.")
    picture(desk, "preview")
    desk.set_viewport_size({"width": 390, "height": 844})
    picture(desk, "preview-390")
    assert desk.evaluate("document.documentElement.scrollWidth") <= 390
    found = violations(desk, whole=False)
    desk.get_by_role("button", name="Split it").press("Enter")
    desk.get_by_role("button", name="Undo").wait_for()
    found += violations(desk, whole=False)
    picture(desk, "done-390")
    assert not found

    page = open_page()
    page.goto("/tools/?purpose=walking")
    assert page.get_by_role("link", name="Primero", exact=True).count()
    running_site.manage("shell", "--no-imports", "-c", AFTER)
    assert "RefAid" in page.request.get(FOLLOWED).text()

    desk.get_by_role("button", name="Undo").press("Enter")
    desk.get_by_text("Undone", exact=False).first.wait_for()
    page.goto("/tools/?purpose=walking")
    assert page.get_by_role("link", name="Primero", exact=True).count()
    assert page.get_by_role("link", name="RefAid", exact=True).count()
