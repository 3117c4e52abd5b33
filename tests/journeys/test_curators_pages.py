"""Every page of the desk, the suggestions, the checks and the drafts, of taking texts out, of
changes of many records and of second factors as curators may come to it: on a small phone, read
from right to left, printed, and without JavaScript."""

import pytest

from tests.journeys.first_screen import fits
from tests.journeys.sign_in import sign_in
from tests.journeys.test_curating import SETTLED
from tests.journeys.test_desk import ME, PASSWORD, SETUP
from tests.journeys.test_desk import PAGES as DESK
from tests.journeys.test_every_page import MISLAID

DRAFTED, PURGED = "apprise", "bright-sky"  # tools of which no other journey tells
MADE = """
from catalogue.models import Tool
from hub.curation.suggestions.models import SuggestedFact, Suggestion
from hub.records.keyed_hash import keyed_hash
tool = Tool.objects.get(slug="tella")
sent, _made = Suggestion.objects.get_or_create(
    receipt_key=keyed_hash("journey", "curators' pages"),
    defaults={
        "kind": "correction", "words": "It says so on the page of its makers.",
        "group_key": keyed_hash("journey", "group"), "record_kind": tool.kind,
        "record_id": tool.pk, "record_version": tool.version, "about_kind": tool.kind,
    },
)
if not sent.facts.exists():
    text = "Keeps pictures and notes safe on a telephone."
    fact = SuggestedFact(suggestion=sent, fact="summary", text=text, value={"summary": text})
    fact.save()
print(sent.pk)
"""
# A draft that changes a list, a text and the safety panel, with a link and a time; a text that is
# to be taken out; and records that were changed in one step.
PREPARED = f"""
import datetime
from catalogue.models import Tool
from hub.accounts.models import Person
from hub.curation.bulk_changes.bulk_writer import BulkWriter
from hub.curation.bulk_changes.models import BulkChange
from hub.curation.bulk_changes.requested_change import RequestedChange
from hub.curation.drafts import preview_links, record_drafts, set_times
from hub.curation.purging import purge_requests
from hub.curation.purging.models import PurgeRequest
from hub.curation.purging.stored_texts import RecordKey
from hub.records.database_clock import now_in_database
me = Person.objects.get(email="{ME}")
tool = Tool.objects.get(slug="{DRAFTED}")
draft = record_drafts.begin(tool, by=me)
if draft.version == 1:
    facts = draft.facts | {{
        "summary": draft.facts["summary"] + " It was looked at again on a journey.",
        "caution": "Ask before it is used with people who share a telephone.",
        "country": ["ke", "ng"],
    }}
    draft = record_drafts.save(draft.pk, facts, by=None, seen=1, reason="A journey")
    preview_links.make_link(draft, by=me)
    later = now_in_database() + datetime.timedelta(days=90)
    set_times.set_time(tool, "publish", later, by=me, seen=tool.version)
other = Tool.objects.get(slug="{PURGED}")
purge = PurgeRequest.objects.waiting().first() or purge_requests.ask(
    RecordKey("tool", other.pk), other.name, "It is to be seen on a journey.", by=None
)
bulk = BulkChange.objects.first() or BulkWriter(
    Tool, RequestedChange(next_review_on="2030-01-01"), by=me, reason="Looked through on a journey"
).write({{other.pk: other.version}}).change
link = preview_links.address_of_link(draft.links.first())
print(tool.pk, purge.pk, other.pk, bulk.pk, "/" + link.split("/", 3)[3])
"""
SECOND_FACTORS = [f"/accounts/second-factors/{page}" for page in ("", "passkeys/add/", "app/")]
CHECKS = ("tool/refaid/", "tool/refaid/?fact=country", "tool/refaid/safety/", "tool/refaid/trial/")
# On a page of readers the address of a record's own site is printed, without looks of a button.
PRESSED = (
    "main button:visible, main a.button:not([rel=noreferrer]):visible, "
    "main input[type=submit]:visible"
)
WIDE = """Array.from(document.querySelectorAll("main *")).filter(each => {
    const box = each.getBoundingClientRect();
    return box.width && (box.left < -1 || box.right > innerWidth + 1)
        && !each.closest(".filter, .scroll, .visually-hidden, [class*=table], .results");
}).map(each => each.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def prepared(running_site) -> list[str]:
    """Of a draft, a request to take a text out, the record of it and a change of many records the
    key each, and the path of a link that shows the draft."""
    running_site.manage("shell", "--no-imports", "-c", SETUP)
    return running_site.manage("shell", "--no-imports", "-c", PREPARED).split()[-5:]


@pytest.fixture(scope="module")
def pages(running_site, prepared):
    """The addresses of all of these pages."""
    tool, purge, other, bulk, _link = prepared
    parts = ("", "compare/", "preview/", "times/", "drop/")
    drafts = ["/desk/drafts/", *(f"/desk/drafts/tool/{tool}/{part}" for part in parts)]
    purging = ["", f"{purge}/", f"ask/tool/{other}/"]
    rest = [*(f"/desk/purging/{page}" for page in purging), "/desk/bulk/", f"/desk/bulk/{bulk}/"]
    task = running_site.manage("shell", "--no-imports", "-c", SETUP).split()[-1]
    sent = running_site.manage("shell", "--no-imports", "-c", MADE).split()[-1]
    suggestions = ("/desk/suggestions/", f"/desk/suggestions/{sent}/")
    checks = [f"/desk/check/{address}" for address in (*CHECKS, "tool/refaid/end/")]
    return [
        *DESK, f"/desk/{task}/", *suggestions, *checks, *drafts, *rest, *SECOND_FACTORS,
    ]  # fmt: skip


def signed_in(page):
    return sign_in(page, ME, PASSWORD)


@pytest.mark.parametrize("width", [320, 1280])
def test_they_are_read_from_right_to_left(open_page, axe, pages, width):
    page = signed_in(open_page(width=width))
    for address in pages:
        page.goto(address)
        page.evaluate("document.documentElement.dir = 'rtl'")
        page.evaluate(SETTLED)
        assert page.evaluate(WIDE) == [], address
        if width == 320:
            axe(page)


def test_they_fit_a_small_phone_without_javascript(open_page, pages):
    page = signed_in(open_page(width=320, javascript=False))
    for address in pages:
        page.goto(address)
        assert fits(page), address
        assert page.evaluate(WIDE) == [], address


def test_what_is_printed_has_no_buttons_and_fits_the_paper(open_page, pages):
    page = signed_in(open_page(width=720))
    page.emulate_media(media="print")
    for address in pages:
        page.goto(address)
        assert page.locator(PRESSED).count() == 0, address
        assert page.locator("h1").is_visible(), address
        assert fits(page), address


def test_the_most_urgent_task_and_its_next_step_are_seen_at_once(open_page, pages):
    page = signed_in(open_page(width=390, height=844))
    page.goto("/desk/")
    first = page.locator(".task").first
    box = first.locator(".button").first.bounding_box()
    assert box["y"] + box["height"] <= 844


@pytest.mark.parametrize("before", ["", "/ar"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_whoever_is_given_a_link_reads_the_draft_as_any_page(
    open_page, axe, prepared, before, scheme
):
    page = open_page(width=320, scheme=scheme)
    assert page.goto(before + prepared[-1]).status == 200
    assert page.locator(".banner").is_visible()
    assert page.evaluate(MISLAID) == []
    axe(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    axe(page)
    page.emulate_media(media="print")
    assert page.locator(PRESSED).count() == 0
    assert page.locator(".banner").is_visible()


def test_a_link_to_a_draft_needs_no_javascript(open_page, prepared):
    page = open_page(width=320, javascript=False)
    page.goto(prepared[-1])
    assert "This is a draft" in page.locator(".banner").inner_text()
    assert fits(page)


def test_a_draft_is_dropped_by_keyboard_and_by_two_presses(open_page, prepared):
    """The first press shows what is lost, and Enter on that page alone drops nothing."""
    page = signed_in(open_page(javascript=False))
    compare = f"/desk/drafts/tool/{prepared[0]}/compare/"
    page.goto(compare)
    page.get_by_role("link", name="Drop the draft").press("Enter")
    page.wait_for_url("**/drop/")
    page.get_by_role("link", name="Keep the draft").press("Enter")
    page.wait_for_url(f"**{compare}")
    assert "looked at again on a journey" in page.locator(".draft-facts ins").all_inner_texts()[-1]
