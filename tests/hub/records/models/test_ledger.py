"""Every change is a revision, and news where the public may know of it."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from catalogue.models import Tool, ToolTerm
from hub.records.models import (
    Change,
    EditConflict,
    Ledger,
    LedgerEntry,
    RecordChange,
    Revision,
    SearchState,
    recorded_change,
)
from hub.records.models.ledger import stamp_records
from hub.records.stored_records import blank_facts

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def change(record, *, save=True, **ledger):
    """Apply ``set_...`` changes through the ledger."""
    fields = {k: ledger.pop(k) for k in list(ledger) if k not in LEDGER}
    with recorded_change(record, **ledger):
        for name, value in fields.items():
            setattr(record, name, value)
        record.save()


LEDGER = {"by", "reason", "run", "news", "version"}


def news_of(record):
    found = Change.objects.filter(kind=record.kind, record_id=record.pk)
    return list(found.order_by("pk").values_list("what", flat=True))


def test_a_new_record_has_version_one_and_a_revision_with_nothing_before(make_tool):
    tool = make_tool()
    revision = Revision.objects.get(kind="tool", record_id=tool.pk)
    assert (tool.version, revision.version, revision.before) == (1, 1, None)


def test_a_change_keeps_what_was_before(make_tool):
    tool = make_tool(summary="Old words.")
    change(tool, summary="New words.")
    assert Revision.objects.get(record_id=tool.pk, version=2).before["summary"] == "Old words."


def test_a_change_names_the_facts_that_differ(make_tool):
    tool = make_tool()
    change(tool, summary="New words.", licence="MIT")
    assert Revision.objects.get(record_id=tool.pk, version=2).changed == ["licence", "summary"]


def test_a_change_of_terms_is_a_change_of_the_scheme(make_tool, make_term):
    tool = make_tool(terms=("purpose/hotline",))
    with recorded_change(tool):
        tool.set_terms("purpose", [make_term("purpose/training")])
    revision = Revision.objects.get(record_id=tool.pk, version=2)
    assert (revision.changed, revision.before["purpose"]) == (["purpose"], ["hotline"])


def test_a_change_remembers_who_and_why(make_tool, make_person):
    tool, person = make_tool(), make_person()
    change(tool, summary="New words.", by=person, reason="The owner wrote to us.")
    revision = Revision.objects.get(record_id=tool.pk, version=2)
    assert (revision.by, revision.reason) == (person, "The owner wrote to us.")


def test_a_change_raises_the_number_and_stamps_the_record_with_it(make_tool):
    tool = make_tool()
    before = SearchState.current()
    change(tool, summary="New words.")
    tool.refresh_from_db()
    assert tool.index_seq == SearchState.current() == before + 1


def test_where_nothing_changed_nothing_is_written(make_tool):
    tool = make_tool()
    before = (SearchState.current(), Revision.objects.count(), Change.objects.count())
    change(tool, summary=tool.summary)
    after = (SearchState.current(), Revision.objects.count(), Change.objects.count())
    tool.refresh_from_db()
    assert (after, tool.version) == (before, 1)


def test_a_record_that_contradicts_itself_is_not_written(make_tool):
    tool = make_tool(summary="Old words.", terms=("purpose/hotline",))
    with pytest.raises(ValidationError):
        change(tool, summary="New words.", known_none=["purpose"])
    tool.refresh_from_db()
    assert (tool.summary, tool.version) == ("Old words.", 1)


def test_the_second_editor_of_a_version_learns_what_the_first_left(make_tool):
    tool = make_tool()
    change(tool, summary="By the first.", version=1)
    with pytest.raises(EditConflict) as conflict:
        change(tool, summary="By the second.", version=1)
    assert conflict.value.record.summary == "By the first."


def test_the_second_editor_overwrites_nothing(make_tool):
    tool = make_tool()
    change(tool, summary="By the first.", version=1)
    with pytest.raises(EditConflict):
        change(tool, summary="By the second.", version=1)
    tool.refresh_from_db()
    assert (tool.summary, tool.version) == ("By the first.", 2)


def test_an_entry_may_be_opened_and_closed_by_different_methods(make_tool):
    tool = make_tool()
    with transaction.atomic():
        entry = LedgerEntry.open(tool, version=1)
        tool.summary = "New words."
        tool.save()
        revision = entry.close(reason="Two steps.")
    assert (revision.version, revision.reason) == (2, "Two steps.")


def test_publishing_is_news(make_tool, make_person):
    tool = make_tool(state="draft")
    tool.publish(by=make_person())
    assert news_of(tool) == ["published"]


def test_a_change_of_a_draft_is_no_news(make_tool):
    tool = make_tool(state="draft")
    change(tool, summary="New words.")
    assert news_of(tool) == []


def test_a_change_of_a_published_record_is_news(make_tool):
    tool = make_tool()
    change(tool, summary="New words.")
    assert news_of(tool) == ["updated"]


def test_what_is_loaded_is_no_news(make_tool):
    tool = make_tool()
    change(tool, summary="New words.", news=False)
    assert news_of(tool) == []


def test_how_sure_we_are_is_no_news(make_tool):
    tool = make_tool()
    change(tool, confidence="low")
    assert news_of(tool) == []


def test_archiving_is_news_of_a_withdrawal(make_tool, make_person):
    tool = make_tool()
    tool.archive(by=make_person(), reason="It was a double.")
    assert news_of(tool) == ["withdrawn"]


def test_news_keeps_the_title_of_its_time(make_tool):
    tool = make_tool(name="Old name")
    change(tool, summary="New words.")
    change(tool, name="New name")
    titles = list(Change.objects.order_by("pk").values_list("title", flat=True))
    assert titles == ["Old name", "New name"]


def test_news_carries_the_number_of_the_change(make_tool):
    tool = make_tool()
    change(tool, summary="New words.")
    assert Change.objects.get().seq == SearchState.current()


def test_narrowing_the_circle_of_readers_hides_old_news(make_tool):
    tool = make_tool()
    change(tool, summary="New words.")
    change(tool, visibility="vetted")
    assert not Change.objects.visible_to("public").exists()


def test_the_circle_that_may_still_read_keeps_the_old_news(make_tool):
    tool = make_tool()
    change(tool, summary="New words.")
    change(tool, visibility="vetted")
    assert Change.objects.visible_to("vetted").filter(what="updated").exists()


def test_widening_the_circle_is_news_of_a_publication(make_tool):
    tool = make_tool(visibility="vetted")
    change(tool, visibility="public")
    assert list(Change.objects.visible_to("public").values_list("what", flat=True)) == ["published"]


def test_a_new_risk_is_news_of_safety(make_tool, make_term):
    tool = make_tool()
    with recorded_change(tool):
        ToolTerm.objects.create(tool=tool, term=make_term("safeguard/risk-location-exposure"))
    assert news_of(tool) == ["safety"]


def test_a_new_caution_is_news_of_safety(make_tool):
    tool = make_tool()
    change(tool, caution="A study found that it leaks numbers.")
    assert news_of(tool) == ["safety"]


@pytest.mark.parametrize("status", ["inactive", "discontinued", "superseded"])
def test_the_end_of_a_tool_is_news(make_tool, make_term, status):
    tool = make_tool(terms=("status/active",))
    with recorded_change(tool):
        tool.set_terms("status", [make_term(f"status/{status}")])
    assert news_of(tool) == ["ended"]


def test_a_tool_that_ends_with_a_new_risk_is_news_of_both(make_tool, make_term):
    tool = make_tool(terms=("status/active",))
    with recorded_change(tool):
        tool.set_terms("status", [make_term("status/discontinued")])
        tool.set_terms("safeguard", [make_term("safeguard/risk-location-exposure")])
    assert news_of(tool) == ["safety", "ended"]


def _new_tools(ledger: Ledger, count: int = 60) -> None:
    blank = blank_facts(Tool) | {"summary": "S"}
    ledger.write(
        Tool,
        [RecordChange(blank | {"slug": f"t-{n}", "name": f"T {n}"}) for n in range(count)],
    )


@pytest.mark.parametrize("others", [0, 1], ids=["alone", "with others at work meanwhile"])
def test_many_new_records_have_the_number_of_their_transaction(others):
    with transaction.atomic():
        ledger = Ledger()
        _new_tools(ledger)
        for _other in range(others):
            stamp_records({})
        seq = ledger.close()
    assert seq == SearchState.current()
    assert set(Tool.objects.values_list("index_seq", flat=True)) == {seq}


def test_many_new_records_need_no_second_write_for_their_number():
    """Others wait while the number is raised."""
    with transaction.atomic():
        ledger = Ledger(news=False)
        _new_tools(ledger)
        with CaptureQueriesContext(connection) as queries:
            ledger.close()
    assert not any('UPDATE "catalogue_tool"' in query["sql"] for query in queries)
