"""What only some may see changes nothing that everybody sees: no page, ETag, number or line."""

import re

import pytest
from django.db import transaction

from catalogue.models import Organisation, Tool
from hub.records.models import Change, SearchState, recorded_change
from hub.records.models.record import Record
from hub.records.models.revision import TIERS
from hub.records.seq_cache import clear_caches
from hub.web.middleware import page_cache
from tests.hub.web.middleware.test_compression import PATHS

pytestmark = pytest.mark.both_databases
HIDDEN = TIERS[1:]
State = Record.State


def change(record, by=None, **fields):
    with recorded_change(record, by=by, reason="A reason."):
        for name, value in fields.items():
            setattr(record, name, value)
        record.save()


def both_numbers():
    return SearchState.current(), SearchState.public_version()


# The number


@pytest.mark.django_db
@pytest.mark.parametrize(
    "circle",
    [*({"visibility": tier} for tier in HIDDEN), {"state": "draft"}, {"state": "archived"}],
)
def test_editing_what_is_hidden_moves_no_public_number(make_tool, circle):
    tool = make_tool(slug="hidden", **circle)
    seq, public = both_numbers()
    change(tool, summary="Other words.")
    assert (SearchState.current() > seq, SearchState.public_version()) == (True, public)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"state": "published"}, {"summary": "Other words."}),
        ({"state": "draft"}, {"state": "published"}),
        ({"state": "published"}, {"state": "archived"}),
        ({"visibility": "vetted"}, {"visibility": "public"}),
        ({"visibility": "public"}, {"visibility": "vetted"}),
    ],
)
def test_what_the_public_can_see_before_or_after_moves_it(make_tool, before, after):
    tool = make_tool(slug="seen", **before)
    _seq, public = both_numbers()
    change(tool, **after)
    assert SearchState.public_version() > public


@pytest.mark.django_db
def test_a_note_about_a_hidden_tool_is_hidden_with_it(make_tool, make_deployment):
    note = make_deployment(tool=make_tool(slug="hidden", visibility="vetted"))
    _seq, public = both_numbers()
    change(note, summary="Other words.")
    assert SearchState.public_version() == public


@pytest.mark.django_db
def test_what_the_release_before_writes_counts_as_public(make_tool):
    """It knows no such column, and may still be at work while this one serves."""
    make_tool()
    _seq, public = both_numbers()
    SearchState.objects.update(seq=SearchState.current() + 1)
    assert SearchState.public_version() > public


@pytest.mark.django_db
def test_public_numbers_never_repeat(make_tool):
    tool, hidden = make_tool(slug="a"), make_tool(slug="b", visibility="vetted")
    numbers = []
    for number in range(4):
        change(hidden, summary=f"Hidden {number}.")
        change(tool, summary=f"Seen {number}.")
        numbers.append(SearchState.public_version().seq)
    assert numbers == sorted(set(numbers))
    with transaction.atomic():
        SearchState.raise_seq(public=False)


# The lines


@pytest.mark.django_db
@pytest.mark.parametrize("tier", HIDDEN)
def test_the_line_that_a_record_went_stays_when_a_hidden_circle_gets_it(make_tool, visit, tier):
    tool = make_tool(slug="gone", name="Gone")
    change(tool, state=State.ARCHIVED)
    before = {path: visit(path).html for path in ("/", "/whats-new/", "/whats-new/feed/")}
    numbers = SearchState.public_version()
    change(tool, visibility=tier)
    change(tool, state=State.PUBLISHED)
    clear_caches()
    assert {path: visit(path).html for path in before} == before
    assert SearchState.public_version() == numbers


@pytest.mark.django_db
def test_a_record_that_leaves_the_public_takes_its_lines_along(make_tool):
    tool = make_tool(slug="narrowed")
    change(tool, visibility="vetted")
    assert not Change.objects.visible_to("public").exists()


@pytest.mark.django_db
def test_lines_of_one_circle_go_with_a_narrower_one(make_tool):
    tool = make_tool(slug="hidden", visibility="practitioner")
    change(tool, visibility="internal")
    assert not Change.objects.visible_to("law_enforcement").exists()


@pytest.mark.django_db
def test_that_something_hidden_went_is_no_line_for_everybody(make_tool):
    tool = make_tool(slug="hidden", visibility="vetted")
    change(tool, state=State.ARCHIVED, visibility="public")
    assert not Change.objects.visible_to("public").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/whats-new/feed/", "/tools/feed/"])
def test_what_a_feed_calls_its_entries_counts_nothing(make_tool, client, path):
    """A number would jump with each hidden record or line in between."""
    first, second = make_tool(slug="a", name="A"), make_tool(slug="b", name="B")
    for tool in (first, second):
        change(tool, summary="Other words.")
    feed = client.get(path).content.decode()
    identities = re.findall(r"<id>[^<]*/id/[a-z]+/([^<]*)</id>", feed)
    assert len(set(identities)) == 2
    assert all(re.fullmatch("[0-9a-f]{24}", identity) for identity in identities)
    assert not {str(first.pk), str(second.pk)} & set(identities)


# The address


@pytest.mark.django_db
def test_the_address_of_what_was_removed_goes_on_saying_so(make_tool, make_person, visit):
    tool = make_tool(slug="gone", name="Gone")
    tool.archive(by=make_person(), reason="A double.", tell_readers=True)
    before = visit("/tools/gone/", status=410).html
    assert "A double." in before
    change(tool, visibility="vetted", state=State.PUBLISHED)
    assert visit("/tools/gone/", status=410).html == before
    change(tool, slug="other")
    assert visit("/tools/gone/", status=410).html == before
    visit("/tools/other/", status=404)


@pytest.mark.django_db
def test_a_draft_that_was_archived_was_never_there(make_tool, make_person, visit):
    tool = make_tool(slug="draft", state=State.DRAFT)
    tool.archive(by=make_person(), reason="A double.", tell_readers=True)
    visit("/tools/draft/", status=404)


@pytest.mark.django_db
def test_what_was_narrowed_and_never_archived_is_missing(make_tool, visit):
    tool = make_tool(slug="narrowed")
    change(tool, visibility="vetted")
    visit("/tools/narrowed/", status=404)


# All pages


def test_no_public_page_shows_that_hidden_records_were_changed(starter, client, make_tool):
    """All kinds of pages, made anew, byte for byte, and their ETags."""
    paths = [path for path, status in PATHS if status in (200, 410)] + ["/healthz"]
    tool = Tool.objects.get(slug="tella")
    change(tool, state=State.ARCHIVED)
    body = Organisation.objects.get(slug="unodc")
    hidden = make_tool(slug="hidden-one", name="Hidden", visibility="vetted", organisations=(body,))

    def ask():
        clear_caches()
        page_cache.cache.clear()
        answers = {path: client.get(path) for path in paths}
        return {
            path: (a.status_code, a.headers.get("ETag"), a.content) for path, a in answers.items()
        }

    before = ask()
    change(hidden, name="Hidden otherwise", summary="Other words.")
    change(tool, visibility="vetted", state=State.PUBLISHED)
    change(tool, name="Tella otherwise")
    make_tool(slug="hidden-two", state=State.DRAFT, organisations=(body,))
    after = ask()
    assert [path for path in paths if after[path] != before[path]] == []
