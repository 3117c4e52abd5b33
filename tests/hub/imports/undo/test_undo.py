"""Import, then undo: everything is as it was, but for what a person did since."""

import pytest

from catalogue.models import Tool, ToolTerm
from hub.imports import job_runner
from hub.imports.apply.apply import apply_next
from hub.imports.models import SourceRecordState
from hub.imports.review import decisions
from hub.imports.undo.edited_records import edited_since, restore_facts
from hub.imports.undo.undo import roll_back_next
from hub.records.models import Revision, SearchState, Source, recorded_change
from hub.search_engine.snapshot_cache import get_snapshot

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


@pytest.fixture
def mixed(wants, make_tool, make_term, make_organisation):
    """A new tool, a changed one and one that loses a term and a source."""
    for key in ("purpose/screening", "purpose/hotline", "country/ke"):
        make_term(key)
    body = make_organisation()
    changed = make_tool(terms=("purpose/screening",), organisations=(body,), notes="Ours.")
    poorer = make_tool(terms=("purpose/screening", "country/ke"))
    return [
        wants(
            slug="new", name="New", purpose=["hotline"], organisations=[body.slug],
            citations=[["", "https://example.org/s", "", ""]],
        ),
        wants(changed, name="Renamed", purpose=["hotline"], organisations=[]),
        wants(poorer, country=[]),
    ]  # fmt: skip


def test_undo_leaves_the_data_as_they_were(apply_all, mixed, batch, dump, undo):
    before = dump()
    apply_all(*mixed)
    assert dump() != before
    undo(batch)
    assert dump() == before


def test_undo_moves_versions_and_the_number_on(apply_all, mixed, batch, undo):
    apply_all(*mixed)
    seq = SearchState.current()
    changed = Tool.objects.get(name="Renamed")
    undo(batch)
    after = Tool.objects.get(pk=changed.pk)
    assert (after.version, after.index_seq) == (3, seq + 1)
    assert SearchState.current() == seq + 1


def test_a_search_forgets_what_was_undone(apply_all, mixed, batch, undo):
    apply_all(*mixed)
    assert get_snapshot("tool").total == 3
    undo(batch)
    assert get_snapshot("tool").total == 2


@pytest.mark.parametrize("kept", [True, False])
def test_a_source_that_was_retitled_meanwhile_is_no_second_source(
    apply_all, wants, make_tool, batch, undo, kept
):
    tool, source = make_tool(), Source.objects.create(url="https://example.org/a", title="T")
    citation = tool.citations.create(subject="", source=source)
    more = ["", "https://example.org/b", "", ""]
    wanted = [["", source.url, "T", ""], more] if kept else [more]
    apply_all(wants(tool, citations=wanted))
    source.title = "T2"
    source.save()
    undo(batch)
    assert [(one.pk, one.source_id) for one in tool.citations.all()] == [(citation.pk, source.pk)]


def test_undo_is_in_the_ledger(apply_all, mixed, batch, undo):
    apply_all(*mixed)
    changed = Tool.objects.get(name="Renamed")
    facts = changed.facts()
    undo(batch)
    revision = Revision.objects.get(record_id=changed.pk, version=3)
    assert (revision.before, revision.run) == (facts, f"import:{batch.pk}:undo")


def test_a_record_edited_since_is_left_alone_and_listed(apply_all, mixed, batch, undo):
    apply_all(*mixed)
    tool = Tool.objects.get(name="Renamed")
    with recorded_change(tool, news=False):
        tool.notes = "Edited."
        tool.save()
    undo(batch)
    tool.refresh_from_db()
    assert (tool.name, tool.notes) == ("Renamed", "Edited.")
    assert not Tool.objects.filter(slug="new").exists()
    listed = list(edited_since(batch))
    assert [(one.pk, one.is_new) for one in listed] == [(tool.pk, False)]
    fields = {one.name: one.possible for one in listed[0].fields}
    assert fields == {"name": True, "organisations": False, "purpose": True}


def test_facts_of_an_edited_record_are_taken_back_one_by_one(apply_all, mixed, batch, make_person):
    apply_all(*mixed)
    tool = Tool.objects.get(name="Renamed")
    with recorded_change(tool, news=False):
        tool.notes = "Edited."
        tool.save()
    assert restore_facts(batch, tool.pk, ["purpose", "organisations"], by=make_person()) == [
        "purpose"
    ]
    tool.refresh_from_db()
    assert tool.terms_by_scheme() == {"purpose": ["screening"]}
    assert (tool.name, tool.notes) == ("Renamed", "Edited.")


def test_a_new_record_that_something_points_at_stays(
    apply_all, mixed, batch, make_deployment, undo
):
    apply_all(*mixed)
    tool = Tool.objects.get(slug="new")
    make_deployment(tool=tool)
    undo(batch)
    assert [one.pk for one in edited_since(batch)] == [tool.pk]
    assert ToolTerm.objects.filter(tool=tool).exists()
    assert SourceRecordState.objects.filter(record_id=tool.pk).exists()


def test_a_new_record_edited_by_hand_stays_whole(apply_all, mixed, batch, undo):
    apply_all(*mixed)
    tool = Tool.objects.get(slug="new")
    with recorded_change(tool, news=False):
        tool.notes = "Ours now."
        tool.save()
    facts = tool.facts()
    undo(batch)
    assert Tool.objects.get(slug="new").facts() == facts


def test_rolling_back_what_was_only_decided_leaves_nothing(decide, mixed, batch, dump):
    before = dump()
    decide(*mixed)
    while roll_back_next(batch):
        pass
    assert dump() == before


def test_rolling_back_half_of_the_chunks_leaves_nothing(decide, mixed, batch, dump, on_postgresql):
    before, revisions = dump(), Revision.objects.count()
    decide(*mixed)
    if not on_postgresql:  # which has no halves
        assert apply_next(batch)
        assert Tool.objects.filter(slug="new", state="draft").exists()
    while roll_back_next(batch):
        pass
    assert dump() == before
    assert Revision.objects.count() == revisions


def undone(batch, work):
    assert job_runner.undo_import(batch)
    assert work(batch).state == "undone"


def test_two_imports_are_undone_one_after_the_other(apply, work, rows_of_file):
    rows = rows_of_file(3)
    first = apply(rows)
    rows[1][1] = "Another way to find victims of human trafficking."
    second = apply(rows)
    undone(second, work)
    assert not Tool.objects.filter(summary=rows[1][1]).exists()
    undone(first, work)
    assert not Tool.objects.exists()
    assert not SourceRecordState.objects.exists()


def test_a_record_that_a_later_import_changed_stays_until_that_is_undone(apply, work, rows_of_file):
    rows = rows_of_file(3)
    first = apply(rows)
    rows[1][1] = "Another way to find victims of human trafficking."
    apply(rows)
    undone(first, work)
    assert [tool.summary for tool in Tool.objects.all()] == [rows[1][1]]


def test_undoing_forgets_that_a_row_was_said_to_be_a_record(
    upload, work, rows_of_file, make_tool, make_person
):
    rows = rows_of_file(1)
    tool = make_tool(name="As it was", url=rows[0][2])
    batch = work(upload(rows))
    assert job_runner.check(batch)
    row = work(batch).rows.get()
    assert decisions.mark_same(row, tool.pk, by=make_person())
    for one in row.batch.rows.get().differences:
        decisions.decide_field(batch.rows.all(), one["field"], "keep", by=make_person())
    assert job_runner.accept(batch)
    assert (work(batch).rows_applied, SourceRecordState.objects.count()) == (0, 1)
    undone(batch, work)
    assert not SourceRecordState.objects.exists()
