"""Organisations that rows name and the catalogue does not know: mapped, made, or left out."""

import pytest
from django.core.files.base import ContentFile
from django.db import connection

from catalogue.models import Organisation, Tool
from events.models import Event
from hub.imports import job_runner
from hub.imports.map import (
    SourceValue,
    ValueMap,
    map_value,
    save_profile,
    source_values,
    unmapped_values,
)
from hub.imports.models import ImportSource
from hub.imports.report import report_lines
from hub.imports.staging import create_job
from hub.records.models import Removed, Revision
from hub.records.seq_cache import clear_caches

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
HEADINGS = ["Name", "Summary", "Organisations", "Slug"]


def as_csv(rows, headings):
    return "\n".join(",".join(cells) for cells in (headings, *rows)).encode()


def row(name, organisations):
    return [name, "Screening of victims of human trafficking.", organisations, ""]


@pytest.fixture
def mapped(upload, work, make_organisation):
    make_organisation(slug="odihr", name="ODIHR")

    def run(*rows, **choices):
        return work(upload(list(rows), HEADINGS, **choices))

    return run


@pytest.fixture
def checked(work):
    def run(batch):
        assert job_runner.check(batch), batch.sentence
        return work(batch)

    return run


@pytest.fixture
def applied(checked, work):
    def run(batch):
        checked(batch)
        assert job_runner.accept(batch)
        work(batch)
        assert batch.state == "applied", batch.sentence
        clear_caches()
        return batch

    return run


def organisations_of(name):
    links = Tool.objects.get(name=name).facts()["organisations"]
    return list(links)


def unmapped(batch):
    return unmapped_values(source_values(batch), ValueMap(batch.words))


def test_they_are_listed_among_the_words_with_their_count_and_what_they_may_be(mapped):
    batch = mapped(row("Alpha", "ODIHR; Alliance Desk"), row("Beta", "alliance desk; ODIHR Vienna"))
    values = unmapped(batch)
    assert values == [
        SourceValue("organisation", "Alliance Desk", 2),
        SourceValue("organisation", "ODIHR Vienna", 1),
    ]
    suggestions = [ValueMap().suggest(value.scheme, value.text) for value in values]
    assert suggestions == [[], [("odihr", "ODIHR", 85)]]


def test_until_decided_the_row_says_so_and_the_rest_of_it_is_imported(mapped, applied):
    batch = applied(mapped(row("Alpha", "ODIHR; Alliance Desk"), row("Beta", "Alliance Desk")))
    (first, _second) = batch.rows.in_order()
    assert (first.verdict, [one["code"] for one in first.problems]) == ("new", ["organisation"])
    assert "“Alliance Desk”" in next(report_lines(batch)).sentence
    assert (organisations_of("Alpha"), organisations_of("Beta")) == (["odihr"], [])


def test_a_row_with_an_unknown_one_takes_no_organisation_away(mapped, checked, make_tool):
    batch = mapped([*row("Alpha", "Alliance Desk")[:3], "alpha"])
    odihr = Organisation.objects.get(slug="odihr")
    tool = make_tool(slug="alpha", name="Alpha", organisations=[odihr])
    checked(batch)
    assert batch.rows.get().record_id == tool.pk
    assert "organisations" not in {one["field"] for one in batch.rows.get().differences}
    assert tool.facts()["organisations"] == ["odihr"]


def test_a_mapped_one_stands_for_the_organisation_there_is(mapped, applied):
    batch = mapped(row("Alpha", "Bureau for Democratic Institutions"))
    map_value(batch, "organisation", "Bureau for Democratic Institutions", "odihr")
    assert unmapped(batch) == []
    applied(batch)
    assert organisations_of("Alpha") == ["odihr"]


def test_one_left_out_on_purpose_is_no_longer_spoken_of(mapped, checked):
    batch = mapped(row("Alpha", "ODIHR; Alliance Desk"))
    map_value(batch, "organisation", "Alliance Desk", "")
    checked(batch)
    found = batch.rows.get()
    assert (found.problems, found.row["organisations"]) == ([], ["odihr"])


def test_one_to_be_made_is_made_once_and_in_review(mapped, applied):
    batch = mapped(row("Alpha", "Alliance Desk"), row("Beta", "ALLIANCE DESK; ODIHR"))
    map_value(batch, "organisation", "Alliance Desk", "+")
    applied(batch)
    made = Organisation.objects.get(slug="alliance-desk")
    assert (made.name, made.state, made.version) == ("Alliance Desk", "in_review", 1)
    assert made.index_seq > 0
    assert organisations_of("Beta") == ["alliance-desk", "odihr"]
    revision = Revision.objects.get(kind="organisation", record_id=made.pk)
    assert (revision.run, revision.before) == (batch.run, None)


def test_it_is_made_under_the_name_that_the_curator_gives_it(mapped, applied):
    batch = mapped(row("Alpha", "ad"))
    map_value(batch, "organisation", "ad", "+Alliance Desk")
    applied(batch)
    assert organisations_of("Alpha") == ["alliance-desk"]


def test_its_slug_is_free(mapped, applied, make_organisation):
    make_organisation(slug="alliance-desk", name="Another one")
    batch = mapped(row("Alpha", "Alliance Desk"))
    map_value(batch, "organisation", "Alliance Desk", "+")
    applied(batch)
    assert Organisation.objects.get(name="Alliance Desk").slug.startswith("alliance-desk-")


def test_rows_of_a_later_chunk_name_the_same_one(mapped, applied, monkeypatch):
    monkeypatch.setattr("hub.imports.apply.apply.CHUNK", 1)
    monkeypatch.setattr("hub.imports.apply.apply.CHUNK_HIDDEN", 1)
    batch = mapped(
        row("Alpha", "Alliance Desk"), row("Beta", "Alliance Desk"), row("Gamma", "New Desk")
    )
    for word in ("Alliance Desk", "New Desk"):
        map_value(batch, "organisation", word, "+")
    applied(batch)
    assert Organisation.objects.filter(name="Alliance Desk").count() == 1
    assert organisations_of("Beta") == ["alliance-desk"]


def test_one_that_no_written_row_names_is_not_made(mapped, applied):
    batch = mapped(["", "Trafficking.", "Alliance Desk", ""], row("Beta", "ODIHR"))
    map_value(batch, "organisation", "Alliance Desk", "+")
    applied(batch)
    assert not Organisation.objects.filter(name="Alliance Desk").exists()


def test_one_that_somebody_made_meanwhile_is_that_one(mapped, checked, work, make_organisation):
    batch = mapped(row("Alpha", "Alliance Desk"))
    map_value(batch, "organisation", "Alliance Desk", "+")
    checked(batch)
    make_organisation(slug="the-desk", name="Alliance Desk")
    clear_caches()
    job_runner.accept(batch)
    work(batch)
    assert batch.state == "ready"  # its row is looked at again
    job_runner.accept(batch)
    work(batch)
    assert organisations_of("Alpha") == ["the-desk"]


def test_it_goes_when_the_import_is_undone(mapped, applied, work):
    batch = mapped(row("Alpha", "Alliance Desk"))
    map_value(batch, "organisation", "Alliance Desk", "+")
    applied(batch)
    pk = Organisation.objects.get(slug="alliance-desk").pk
    assert job_runner.undo_import(batch)
    assert work(batch).state == "undone"
    assert not Organisation.objects.filter(pk=pk).exists()
    assert Removed.objects.filter(kind="organisation", record_id=pk).exists()
    runs = Revision.objects.filter(kind="organisation", record_id=pk).values_list("run", flat=True)
    assert set(runs) == {batch.run, f"{batch.run}:undo"}


def test_it_stays_where_another_tool_came_to_name_it(mapped, applied, work, make_tool):
    batch = mapped(row("Alpha", "Alliance Desk"))
    map_value(batch, "organisation", "Alliance Desk", "+")
    applied(batch)
    make_tool(name="Another", organisations=[Organisation.objects.get(slug="alliance-desk")])
    job_runner.undo_import(batch)
    work(batch)
    assert Organisation.objects.filter(slug="alliance-desk").exists()
    assert batch.sentence.endswith("and stay: Alliance Desk")


def test_it_goes_when_the_import_is_cancelled_before_its_end(mapped, checked):
    batch = mapped(row("Alpha", "Alliance Desk"))
    map_value(batch, "organisation", "Alliance Desk", "+")
    checked(batch)
    job_runner.accept(batch)
    while batch.state != "applying":
        job_runner.advance(batch.pk)
        batch.refresh_from_db()
    if connection.vendor == "sqlite":
        while not Organisation.objects.filter(name="Alliance Desk").exists():
            job_runner.advance(batch.pk)
    job_runner.cancel(batch)
    while job_runner.advance(batch.pk):
        pass
    assert not Organisation.objects.filter(name="Alliance Desk").exists()


def test_a_profile_keeps_them_and_the_next_file_finds_what_was_made(
    mapped, applied, source, make_person, work
):
    batch = mapped(row("Alpha", "Alliance Desk"))
    map_value(batch, "organisation", "Alliance Desk", "+")
    profile = save_profile(batch, "list", "A list", by=make_person())
    applied(batch)
    content = as_csv([row("Alpha", "Alliance Desk"), row("Beta", "Alliance Desk")], HEADINGS)
    again = create_job(ContentFile(content), source=source, name="b.csv", profile=profile)
    assert work(again).counts == {"unchanged": 1, "new": 1}
    job_runner.accept(again)
    work(again)
    assert organisations_of("Beta") == ["alliance-desk"]


def test_organisers_of_events_are_words_too(work, db):
    source = ImportSource.objects.create(slug="e", title="E", kind="event", key_field="name")
    rows = [["Forum on human trafficking", "2025-06-03", "Alliance Desk (host); Red Sur"]]
    content = ContentFile(as_csv(rows, ["Name", "Start date", "Organisers"]))
    batch = work(create_job(content, source=source, name="e.csv"))
    assert {value.text for value in unmapped(batch)} == {"Alliance Desk", "Red Sur"}
    for word in ("Alliance Desk", "Red Sur"):
        map_value(batch, "organisation", word, "+")
    job_runner.check(batch)
    work(batch)
    job_runner.accept(batch)
    assert work(batch).state == "applied", batch.sentence
    event = Event.objects.get()
    assert event.facts()["organisations"] == [["alliance-desk", "host"], ["red-sur", "organiser"]]
