"""What rows want happens, all of it at once, with its lines in the ledger."""

from itertools import pairwise

import pytest
from django.db import connection, transaction

from catalogue.models import Tool
from hub.imports.apply.apply import apply_next, check_unchanged, ledger_of
from hub.imports.apply.chunk_writer import ChunkWriter, RecordsChanged, RowsInTheWay
from hub.imports.models import SourceRecordState
from hub.records.models import Change, FormerSlug, Revision, SearchState, Source, recorded_change

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


@pytest.fixture
def three(wants, make_term, make_organisation):
    """Three new tools with everything that a file may say of them."""
    make_term("purpose/screening"), make_term("country/ke")
    body = make_organisation()
    return [
        wants(
            slug=f"new-{number}",
            name=f"Naïve “tool” \\ {number}\t",
            purpose=["screening"],
            country=["ke"],
            organisations=[body.slug],
            citations=[
                ["", "https://example.org/a", "", ""],
                ["", f"https://example.org/{number}", "", ""],
            ],
            first_released="2019-05",
            open_source=True,
            other_names=["Ein", "Другой"],
        )
        for number in range(3)
    ]


def test_new_records_are_whole(apply_all, three):
    apply_all(*three)
    tool = Tool.objects.get(slug="new-1")
    assert tool.facts() == Tool.objects.get(slug="new-0").facts() | {
        "slug": "new-1",
        "name": "Naïve “tool” \\ 1\t",
        "citations": [["", "https://example.org/a", "", ""], ["", "https://example.org/1", "", ""]],
    }
    assert (tool.first_released, tool.open_source) == ("2019-05", True)
    assert tool.other_names == ["Ein", "Другой"]
    assert tool.terms_by_scheme() == {"purpose": ["screening"], "country": ["ke"]}


def test_a_new_record_has_its_first_revision(apply_all, three, batch):
    apply_all(*three)
    tool = Tool.objects.get(slug="new-0")
    revision = Revision.objects.get(kind="tool", record_id=tool.pk)
    after = sorted(name for name, value in tool.facts().items() if value is not None)
    assert (revision.version, revision.before, revision.run) == (1, None, batch.run)
    assert revision.changed == after
    assert tool.version == 1


def test_new_records_are_news_and_carry_the_new_number(apply_all, three):
    before = SearchState.current()
    apply_all(*three)
    assert SearchState.current() == before + 1
    assert set(Tool.objects.values_list("index_seq", flat=True)) == {before + 1}
    assert set(Change.objects.values_list("what", "seq")) == {("published", before + 1)}


def test_no_news_where_none_are_wanted(apply_all, three, batch):
    batch.with_news = False
    apply_all(*three)
    assert not Change.objects.exists()


def test_records_that_are_not_published_are_no_news(apply_all, three, batch):
    batch.publish_as = "in_review"
    apply_all(*three)
    assert set(Tool.objects.values_list("state", flat=True)) == {"in_review"}
    assert not Change.objects.exists()


def test_a_source_is_made_once(apply_all, three):
    Source.objects.create(url="https://example.org/2")
    apply_all(*three, chunk=1)
    assert sorted(Source.objects.values_list("url", flat=True)) == [
        "https://example.org/0",
        "https://example.org/1",
        "https://example.org/2",
        "https://example.org/a",
    ]


def test_keys_taken_ahead_do_not_collide_with_those_of_the_next_record(apply_all, three, make_tool):
    apply_all(*three)
    assert make_tool().pk > Tool.objects.get(slug="new-2").pk


def test_a_change_leaves_what_the_file_does_not_speak_of(apply_all, wants, make_tool, make_term):
    tool = make_tool(terms=("purpose/screening", "country/ke"), notes="Ours.")
    make_term("purpose/hotline")
    apply_all(wants(tool, name="New name", purpose=["hotline"]))
    tool.refresh_from_db()
    assert tool.terms_by_scheme() == {"purpose": ["hotline"], "country": ["ke"]}
    assert (tool.name, tool.notes, tool.version) == ("New name", "Ours.", 2)


def test_a_change_is_in_the_ledger_with_its_before_image(apply_all, wants, make_tool, make_term):
    tool = make_tool(terms=("purpose/screening",))
    before = tool.facts()
    make_term("user/police")
    apply_all(wants(tool, name="New name", purpose=[], user=["police"]))
    revision = Revision.objects.get(kind="tool", record_id=tool.pk, version=2)
    assert revision.before == before
    assert revision.changed == ["name", "purpose", "user"]
    assert [news.what for news in Change.objects.all()] == ["updated"]


def test_what_is_as_it_was_writes_nothing(apply_all, wants, make_tool, make_term):
    tool = make_tool(terms=("purpose/screening",))
    seq = SearchState.current()
    apply_all(wants(tool, name=tool.name, purpose=["screening"]))
    tool.refresh_from_db()
    assert (tool.version, SearchState.current()) == (1, seq)
    assert not Revision.objects.filter(record_id=tool.pk, version=2).exists()
    assert SourceRecordState.objects.filter(record_id=tool.pk).exists()


def test_what_the_file_names_is_no_longer_known_to_be_none(apply_all, wants, make_tool, make_term):
    tool = make_tool(known_none=["purpose", "country"])
    make_term("purpose/screening")
    apply_all(wants(tool, purpose=["screening"]))
    tool.refresh_from_db()
    assert tool.known_none == ["country"]


def test_a_former_address_leads_to_the_new_one(apply_all, wants, make_tool):
    tool = make_tool(slug="old")
    apply_all(wants(tool, slug="new"))
    assert FormerSlug.objects.get(slug="old").record_id == tool.pk


def test_what_shows_a_changed_organisation_follows(
    batch, wants, make_tool, make_organisation, apply_all
):
    body = make_organisation()
    tool = make_tool(organisations=(body,))
    batch.kind = "organisation"
    apply_all(wants(body, name="Renamed"))
    tool.refresh_from_db()
    assert tool.index_seq == SearchState.current()


def test_the_source_s_own_words_are_remembered(apply_all, wants, make_tool, batch):
    tool = make_tool()
    apply_all(wants(tool, name="New name"))
    line = SourceRecordState.objects.get(source=batch.source, key="row-2")
    assert (line.record_id, line.kind, line.values) == (tool.pk, "tool", {"name": "New name"})


def test_a_record_edited_after_the_preparation_is_never_overwritten(
    decide, wants, make_tool, batch
):
    tool, other = make_tool(), make_tool()
    decide(wants(tool, name="From the file"), wants(other, name="Other"))
    with recorded_change(tool, news=False):
        tool.name = "By hand"
        tool.save()
    with pytest.raises(RecordsChanged) as raised, transaction.atomic():
        apply_next(batch)
    assert raised.value.numbers == [2]
    assert Tool.objects.get(pk=tool.pk).name == "By hand"
    assert Tool.objects.get(pk=other.pk).name == other.name


def test_a_record_edited_after_the_check_is_not_prepared(wants, make_tool, batch, decide):
    tool = make_tool()
    row, result = wants(tool, name="From the file")
    row.version = tool.version - 1
    decide((row, result))
    with pytest.raises(RecordsChanged) as raised:
        check_unchanged(batch)
    assert raised.value.numbers == [row.number]


def test_two_rows_for_one_record_do_not_overwrite_each_other(wants, make_tool, batch, decide):
    tool = make_tool()
    decide(wants(tool, name="One name"), wants(tool, name="Another"))
    with pytest.raises(RowsInTheWay) as raised, transaction.atomic():
        apply_next(batch)
    assert raised.value.sentence.startswith("Rows 2 and 3 stand for one record.")


def test_two_rows_for_one_record_are_found_across_chunks(wants, make_tool, batch):
    tool = make_tool()
    first, second = wants(tool, name="One name"), wants(tool, name="Another")
    for row, _result in (first, second):
        row.batch = batch
        row.save()
    with transaction.atomic():
        writer = ChunkWriter(batch, ledger_of(batch))
        writer.write([first])
        with pytest.raises(RowsInTheWay):
            writer.write([second])


def test_a_row_that_would_contradict_its_record_is_left_out_and_says_so(
    apply_all, wants, make_tool, make_term, batch
):
    tool, sound = make_tool(), make_tool()
    for key in ("status/active", "status/pilot"):
        make_term(key)
    twice = wants(tool, status=["active", "pilot"], name="New")
    apply_all(twice, wants(sound, name="Sound"))
    row = batch.rows.get(number=twice[0].number)
    assert (row.verdict, row.problems[0]["code"]) == ("problem", "contradiction")
    assert row.problems[0]["sentence"] == "Status: a record has one value only."
    assert set(Tool.objects.values_list("name", flat=True)) == {tool.name, "Sound"}
    assert batch.rows_applied == 1


@pytest.mark.skipif("connection.vendor != 'sqlite'")
def test_on_sqlite_nobody_sees_a_record_before_the_last_transaction(decide, three, batch):
    decide(*three)
    seq, published = SearchState.current(), []
    while apply_next(batch):
        published.append(Tool.objects.published().count())
    assert set(published) == {0}
    assert SearchState.current() == seq + 1
    assert Tool.objects.published().count() == 3


@pytest.mark.skipif("connection.vendor != 'sqlite'")
def test_on_sqlite_no_chunk_writes_more_than_200_records(decide, wants, batch):
    decide(*(wants(slug=f"new-{n}", name=f"New {n}") for n in range(450)))
    counts = [0]
    while apply_next(batch):
        counts.append(Tool.objects.count())
    steps = [later - earlier for earlier, later in pairwise(counts)]
    assert sum(steps) == 450
    assert max(steps) <= 200
    assert connection.vendor == "sqlite"
