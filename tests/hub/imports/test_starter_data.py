"""The starter data as imports: what they are, and what they leave alone."""

import json

import pytest

from catalogue.models import Load, LoadProblem, Tool
from catalogue.starter import runner
from catalogue.starter.parts import BY_NAME, RecordPart
from hub.imports import job_runner
from hub.imports.models import Import, ImportSource, SourceRecordState
from hub.imports.starter_data import NUMBER, StarterImports, shipped_profile
from hub.records.models import Change, recorded_change

pytestmark = pytest.mark.both_databases
KIND_OF = {
    "organisations": "organisation",
    "tools": "tool",
    "events": "event",
    "recommendations": "recommendation",
}


def run(*again):
    Load.objects.filter(part__in=again).delete()
    runner.begin()
    while runner.step():
        pass


def imports_of(part):
    return list(Import.objects.filter(source__slug=f"starter-{part}").order_by("pk"))


def part_of(rows, **changes):
    """A part of a test's own rows, and its load."""
    numbered = list(enumerate(rows, 1))
    part = RecordPart("tools", "tool", lambda: numbered, **changes)
    return part, Load.objects.create(part="tools", fingerprint="x", total=len(rows)), numbered


def bring_in(part, load, rows, engine=None):
    engine = engine or StarterImports()
    for _step in range(60):
        if load.done >= load.total:
            return
        if engine.work(load) is None:
            engine.bring_in(part, load, rows)
            load.save()
    raise AssertionError("it does not come to an end")


def test_what_ships_of_a_kind_that_can_be_imported_is_imported(starter):
    found = {part.name: part.kind for part in BY_NAME.values() if isinstance(part, RecordPart)}
    assert found == KIND_OF
    states = Import.objects.values_list("state", "with_news", "publish_as", "by").distinct()
    assert list(states.order_by()) == [("applied", False, "published", None)]


def test_every_record_is_remembered_as_its_source_said_it(starter):
    counts = {
        part: SourceRecordState.objects.filter(source__slug=f"starter-{part}").count()
        for part in KIND_OF
    }
    assert counts == {"organisations": 189, "tools": 126, "events": 31, "recommendations": 58}


def test_the_file_that_came_in_is_kept_with_its_rows(db):
    part, load, rows = part_of([{"slug": "one", "name": "One", "summary": "x", "anything": 1}])
    bring_in(part, load, rows)
    (batch,) = imports_of("tools")
    with batch.file.open() as kept:
        assert json.load(kept) == [rows[0][1] | {NUMBER: 1}]


def test_the_load_names_its_import(starter):
    for part in KIND_OF:
        assert [Load.objects.get(part=part).run] == [batch.run for batch in imports_of(part)]


def test_sub_actions_count_with_their_recommendation(starter):
    load = Load.objects.get(part="recommendations")
    assert (load.total, load.done, load.created) == (44, 44, 44)


def test_a_second_load_finds_every_row_there_and_changes_none(starter):
    versions = dict(Tool.objects.values_list("pk", "version"))
    run("tools")
    assert dict(Tool.objects.values_list("pk", "version")) == versions
    load = Load.objects.get(part="tools")
    assert (load.done, load.created, load.problems.count()) == (126, 0, 0)
    assert imports_of("tools")[-1].counts == {"unchanged": 126}


def test_a_site_that_knows_nothing_of_imports_is_left_as_it_is(starter):
    """As one that was loaded before records came in as imports."""
    SourceRecordState.objects.all().delete()
    before = {tool.pk: tool.facts() for tool in Tool.objects.all()}
    run("tools")
    assert {tool.pk: tool.facts() for tool in Tool.objects.all()} == before
    assert not Change.objects.exists()


def test_a_record_that_differs_stays_whoever_changed_it(starter):
    SourceRecordState.objects.all().delete()
    tool = Tool.objects.get(slug="primero")
    with recorded_change(tool, run="import:older"):
        tool.summary = "Other words."
        tool.save()
    run("tools")
    tool.refresh_from_db()
    assert (tool.summary, tool.version) == ("Other words.", 2)


def test_a_renamed_record_of_an_older_load_is_no_problem(starter, make_person):
    SourceRecordState.objects.all().delete()
    Tool.objects.get(slug="primero").rename("primero-platform", by=make_person())
    run("tools")
    assert not Tool.objects.filter(slug="primero").exists()
    assert not LoadProblem.objects.exists()


def test_what_a_person_would_be_asked_about_goes_in(db):
    rows = [
        {"slug": "one", "name": "Cooking", "summary": "Recipes. Write to cook@example.org."},
        {"slug": "two", "name": "Cooking!", "summary": "Recipes."},
    ]
    part, load, numbered = part_of(rows)
    bring_in(part, load, numbered)
    assert sorted(Tool.objects.published().values_list("slug", flat=True)) == ["one", "two"]
    assert (load.created, load.problems.count()) == (2, 0)


def test_no_row_counts_as_done_before_its_import_is_applied(db):
    part, load, numbered = part_of([{"slug": "one", "name": "One", "summary": "x"}])
    engine = StarterImports()
    while not Tool.objects.published().exists():
        assert load.done == 0
        if engine.work(load) is None:
            engine.bring_in(part, load, numbered)
    engine.bring_in(part, load, numbered)
    assert (load.done, load.created) == (1, 1)


def test_a_double_is_told_once_by_the_numbers_of_the_file(db):
    row = {"slug": "one", "name": "One", "summary": "x"}
    part, load, numbered = part_of([row, {**row, "slug": "two", "name": "Two"}, row])
    bring_in(part, load, numbered)
    assert list(load.problems.values_list("row", "record", "sentence")) == [
        (3, "one", "The slug “one” is already that of row 1.")
    ]


def test_an_import_that_fails_is_told_and_the_load_goes_on(db):
    part, load, numbered = part_of([{"slug": "one", "name": "One", "summary": "x"}])
    engine = StarterImports()
    engine.bring_in(part, load, numbered)
    load.save()
    (batch,) = imports_of("tools")
    job_runner.cancel(batch)
    bring_in(part, load, numbered, engine)
    assert (load.done, load.created) == (1, 0)
    assert load.problems.get().sentence == "Cancelled"


def test_an_import_in_the_way_is_waited_for(db):
    part, load, numbered = part_of([{"slug": "one", "name": "One", "summary": "x"}])
    source = shipped_profile(part).source
    other = Import.objects.create(source=source, kind="tool", name="other.json", state="ready")
    engine = StarterImports()
    moved = [engine.bring_in(part, load, numbered)]
    while engine.work(load) is not None:
        pass
    moved.append(engine.bring_in(part, load, numbered))
    assert moved == [True, False]
    job_runner.cancel(other)
    load.save()
    bring_in(part, load, numbered, engine)
    assert load.created == 1


def test_the_profile_that_ships_follows_the_fields_of_the_kind(db):
    part = BY_NAME["organisations"]
    profile = shipped_profile(part)
    profile.columns = {}
    profile.save()
    mapped = {
        column["heading"]: column["field"] for column in shipped_profile(part).columns["columns"]
    }
    assert mapped["part_of"] == "part_of"
    assert ImportSource.objects.get().kind == "organisation"
