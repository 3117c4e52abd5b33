"""Many records changed in one step, as the ledger knows it."""

import datetime

import pytest
from django.utils import timezone

from catalogue.models import Tool
from hub.curation.bulk_changes.bulk_writer import BulkWriter
from hub.curation.bulk_changes.models import BulkChange
from hub.curation.bulk_changes.requested_change import RequestedChange
from hub.curation.drafts import record_drafts
from hub.curation.drafts.models import RecordDraft
from hub.records.models import Change, Revision, SearchState, recorded_change
from hub.records.second_person import SecondPersonNeeded
from hub.vocabulary.models import Scheme

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
CASES, TRAINING = "purpose/case-management", "purpose/training"


def facts(tool):
    return Tool.objects.get(pk=tool.pk).facts()


@pytest.fixture
def writer(make_person):
    def make(**wishes):
        return BulkWriter(Tool, RequestedChange(**wishes), by=make_person(), reason="a test")

    return make


@pytest.fixture
def outlook(writer):
    def look(tools, **wishes):
        return writer(**wishes).look([tool.pk for tool in tools])

    return look


def test_terms_are_added_and_removed_and_the_others_stay(write, make_tool, make_term):
    make_term(TRAINING)
    tools = [make_tool(terms=(CASES, "purpose/research")), make_tool(terms=(CASES,))]
    write(tools, add={"purpose": ["training"]}, remove={"purpose": ["case-management"]})
    assert [facts(tool)["purpose"] for tool in tools] == [["research", "training"], ["training"]]


def test_a_scheme_with_one_value_gets_the_new_one(write, make_tool, make_term):
    make_term("status/ended")
    tool = make_tool(terms=("status/active",))
    assert Scheme.objects.get(slug="status").multiple is False
    write([tool], add={"status": ["ended"]})
    assert facts(tool)["status"] == ["ended"]


def test_a_scheme_with_a_term_is_not_known_to_be_none(write, make_tool, make_term):
    make_term(TRAINING)
    tool = make_tool(known_none=["purpose"])
    write([tool], add={"purpose": ["training"]})
    assert (facts(tool)["purpose"], facts(tool)["known_none"]) == (["training"], [])


def test_what_is_removed_is_inferred_no_more(write, make_tool):
    tool = make_tool(inferred=(CASES,))
    write([tool], remove={"purpose": ["case-management"]})
    assert facts(tool)["inferred"] == []


def test_what_is_checked_gets_today_and_its_next_review_by_its_risk(write, make_tool):
    tools = [make_tool(), make_tool(caution="It was misused.")]
    write(tools, verification="source-checked")
    for tool in tools:
        after = facts(tool)
        assert after["verified_on"] == timezone.localdate().isoformat()
        assert after["next_review_on"] == Tool.review_due(after).isoformat()


def test_what_is_disputed_was_not_checked_today(write, make_tool):
    tool = make_tool(verified_on=datetime.date(2026, 1, 5))
    write([tool], verification="disputed")
    assert (facts(tool)["verification"], facts(tool)["verified_on"]) == ("disputed", "2026-01-05")


def test_a_day_of_review_that_is_typed_holds_for_all(write, make_tool):
    tool = make_tool()
    write([tool], verification="source-checked", next_review_on="2031-05-01")
    assert facts(tool)["next_review_on"] == "2031-05-01"


def test_each_record_has_a_revision_with_the_reason_and_there_is_one_number(write, make_tool):
    tools = [make_tool(state="draft"), make_tool(state="draft")]
    number = SearchState.current()
    done = write(tools, state="published", reason="We looked at them.")
    revisions = Revision.objects.filter(run=done.run)
    assert {(one.reason, one.by_id) for one in revisions} == {("We looked at them.", done.by_id)}
    assert (SearchState.current(), done.count) == (number + 1, 2)


def test_what_is_published_is_news(write, make_tool):
    write([make_tool(state="draft")], state="published")
    assert Change.objects.get().what == "published"


@pytest.mark.parametrize(
    ("state", "wanted", "refused"),
    [("archived", "published", 1), ("published", "in_review", 1), ("draft", "published", 0)],
)
def test_a_state_is_left_as_the_rules_of_one_record_say(outlook, make_tool, state, wanted, refused):
    assert len(outlook([make_tool(state=state)], state=wanted).refused) == refused


def test_looking_says_what_changes_what_is_so_already_and_what_cannot_be(
    outlook, make_tool, make_term
):
    make_term(TRAINING)
    tools = [make_tool(), make_tool(terms=(TRAINING,)), make_tool(state="archived")]
    found = outlook(tools, add={"purpose": ["training"]}, state="published")
    assert [change.pk for change in found.changes] == [tools[0].pk]
    assert (found.unchanged, len(found.refused)) == (1, 1)


def test_looking_writes_nothing(outlook, make_tool):
    tool = make_tool(state="draft")
    outlook([tool], state="published")
    assert (facts(tool)["state"], BulkChange.objects.count()) == ("draft", 0)


def test_what_somebody_changed_after_the_look_is_left_alone(writer, make_tool):
    tool, other = make_tool(), make_tool()
    seen = {tool.pk: tool.version, other.pk: other.version}
    with recorded_change(other):
        other.summary = "Other words."
        other.save()
    done = writer(verification="stale").write(seen)
    assert (done.change.count, [one.title for one in done.left]) == (1, [other.name])
    assert facts(other)["verification"] == "unreviewed"


def test_where_nothing_differs_nothing_is_kept(writer, make_tool):
    tool = make_tool()
    done = writer(state="published").write({tool.pk: tool.version})
    assert (done.change, BulkChange.objects.count()) == (None, 0)
    assert not Revision.objects.filter(run__startswith="bulk").exists()


def test_more_than_one_chunk_has_one_number(write, make_tool, monkeypatch):
    monkeypatch.setattr("hub.curation.bulk_changes.bulk_writer.CHUNK", 2)
    tools = [make_tool() for _ in range(5)]
    number = SearchState.current()
    assert write(tools, verification="stale").count == 5
    assert SearchState.current() == number + 1


@pytest.fixture
def guarded(make_tool, make_term, settings):
    """A published tool and a draft, to which a term of the safety panel is to be added."""
    settings.TWO_PEOPLE = True
    make_term("safeguard/consent")
    return make_tool(), make_tool(state="draft")


CONSENT = {"safeguard": ["consent"]}


def test_what_needs_a_second_person_is_said_before(outlook, guarded):
    public, draft = guarded
    found = outlook(guarded, add=CONSENT)
    assert [change.pk for change in found.changes] == [draft.pk]
    assert [change.pk for change in found.held] == [public.pk]


def test_what_needs_a_second_person_is_left_alone(writer, guarded):
    public, _draft = guarded
    done = writer(add=CONSENT).write({tool.pk: tool.version for tool in guarded})
    assert (done.change.count, [one.title for one in done.left]) == (1, [public.name])
    assert "second person" in done.left[0].why
    assert not RecordDraft.objects.exists()


def test_what_needs_a_second_person_is_kept_in_a_draft_of_each_record(writer, guarded, make_tool):
    tools = [*guarded, make_tool()]
    done = writer(add=CONSENT).write({tool.pk: tool.version for tool in tools}, keep_held=True)
    drafts = RecordDraft.objects.order_by("pk")
    assert (done.change.count, done.drafts, done.left) == (1, 2, [])
    assert [draft.record_id for draft in drafts] == [tools[0].pk, tools[2].pk]
    assert {tuple(draft.facts["safeguard"]) for draft in drafts} == {("consent",)}
    assert {(draft.reason, draft.asks_second) for draft in drafts} == {("a test", True)}
    assert "safeguard" not in facts(tools[0])


def test_whoever_had_it_kept_does_not_publish_it_and_another_person_does(
    writer, guarded, make_person
):
    public, _draft = guarded
    first = writer(add=CONSENT)
    first.write({public.pk: public.version}, keep_held=True)
    draft = RecordDraft.objects.get()
    seen = {"seen": draft.version, "seen_record": public.version}
    with pytest.raises(SecondPersonNeeded):
        record_drafts.publish(draft.pk, by=first.by, **seen)
    record_drafts.publish(draft.pk, by=make_person(), **seen)
    assert facts(public)["safeguard"] == ["consent"]


def test_a_draft_that_is_there_already_keeps_what_it_says(writer, guarded, make_person):
    public, _draft = guarded
    draft = record_drafts.begin(public, by=make_person())
    said = draft.facts | {"summary": "Somebody works on it."}
    record_drafts.save(draft.pk, said, by=make_person(), seen=draft.version, reason="")
    writer(add=CONSENT).write({public.pk: public.version}, keep_held=True)
    kept = RecordDraft.objects.get().facts
    assert (kept["summary"], kept["safeguard"]) == ("Somebody works on it.", ["consent"])


def test_no_draft_is_made_of_a_record_that_was_changed_after_the_look(writer, guarded):
    public, _draft = guarded
    seen = {public.pk: public.version}
    with recorded_change(public):
        public.summary = "Other words."
        public.save()
    done = writer(add=CONSENT).write(seen, keep_held=True)
    assert (done.change, done.drafts, [one.title for one in done.left]) == (None, 0, [public.name])
    assert not RecordDraft.objects.exists()
