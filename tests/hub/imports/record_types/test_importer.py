"""What a kind knows of its tables agrees with what its records say of themselves."""

import json
from collections import Counter
from pathlib import Path

import pytest

from catalogue.models import Tool, ToolCitation, ToolOrganisation
from hub.imports.map import ValueMap, propose_columns
from hub.imports.models import Import, ImportRow, ImportSource
from hub.imports.record_types import IMPORTERS, importer_for
from hub.imports.validate import validate_chunk
from hub.records.models import Source, recorded_change

ROOT = Path(__file__).resolve().parents[4]
STARTER = {
    "tool": "catalogue/data/tools.json",
    "organisation": "catalogue/data/organisations.json",
    "event": "events/data/events.json",
    "recommendation": "events/data/recommendations.json",
}
NOW = "2026-01-02T03:04:05+00:00"


class FakeIds:
    def __init__(self):
        self.last = 10_000
        self.sources = {}

    def next(self, table):
        self.last += 1
        return self.last

    def source(self, url, title):
        return self.sources.setdefault((url, title), 500 + len(self.sources))


@pytest.fixture
def tool(make_tool, make_organisation, make_term):
    tool = make_tool(slug="safe-case", name="Safe Case", known_none=["licence"])
    with recorded_change(tool):
        for at, slug in enumerate(("zeta", "alpha")):
            body = make_organisation(slug=slug, name=slug)
            ToolOrganisation.objects.create(tool=tool, organisation=body, position=at)
        tool.set_terms("purpose", [make_term("purpose/b"), make_term("purpose/a")])
        tool.set_terms("safeguard", [make_term("safeguard/risk")], inferred=True)
        source = Source.objects.create(url="https://a.example", title="A")
        ToolCitation.objects.create(tool=tool, source=source, subject="name", note="p. 2")
    return tool


def plan(facts, stored):
    return importer_for("tool").plan(facts, stored, FakeIds(), now=NOW)


@pytest.mark.django_db
@pytest.mark.both_databases
def test_stored_facts_are_those_of_the_record(tool):
    assert importer_for("tool").stored([tool.pk])[tool.pk].facts == tool.facts()


@pytest.mark.django_db
def test_a_plan_changes_the_rows_that_differ_and_no_others(tool, make_term):
    make_term("purpose/c")
    stored = importer_for("tool").stored([tool.pk])[tool.pk]
    found = plan({"purpose": ["a", "c"], "notes": "New."}, stored)
    assert found.changed == ["notes", "purpose"]
    assert Counter((line.table, line.op) for line in found.lines) == {
        ("catalogue_tool", "update"): 1,
        ("catalogue_toolterm", "delete"): 1,
        ("catalogue_toolterm", "insert"): 1,
    }
    own = found.lines[0]
    assert own.values == {"notes": "New.", "version": tool.version + 1, "updated_at": NOW}
    assert own.before["notes"] is None


@pytest.mark.django_db
def test_a_plan_remembers_the_whole_of_what_it_deletes(tool):
    stored = importer_for("tool").stored([tool.pk])[tool.pk]
    lines = plan({"citations": []}, stored).lines
    (deleted,) = [line for line in lines if line.op == "delete"]
    assert deleted.before == ToolCitation.objects.values().get()


@pytest.mark.django_db
def test_a_value_takes_the_place_of_known_to_be_none(tool):
    stored = importer_for("tool").stored([tool.pk])[tool.pk]
    assert plan({"licence": "MIT"}, stored).after["known_none"] == []


@pytest.mark.django_db
def test_a_new_tool_is_planned_as_not_assessed_with_every_column(make_term):
    make_term("purpose/a")
    found = plan({"slug": "x", "name": "X", "summary": "S.", "purpose": ["a"]}, None)
    line = found.lines[0]
    assert set(line.values) == {field.attname for field in Tool._meta.concrete_fields}
    assert (line.values["panel"], line.values["version"], found.before) == ("not_assessed", 1, None)


@pytest.mark.django_db
def test_a_new_record_has_all_its_facts_after_it_was_planned(make_term):
    found = plan({"slug": "x", "name": "X", "summary": "S."}, None)
    tool = Tool(**{**found.lines[0].values, "index_seq": 0})
    tool.save()
    assert found.after == tool.facts()


@pytest.mark.django_db
def test_news_of_a_plan_are_those_of_the_record(tool):
    stored = importer_for("tool").stored([tool.pk])[tool.pk]
    assert importer_for("tool").news(plan({"caution": "Beware."}, stored)) == ["safety"]


@pytest.mark.parametrize("name", IMPORTERS)
def test_every_fact_of_a_field_is_a_fact_of_the_record(name):
    kind = importer_for(name)
    known = {*kind.model.own_facts, *kind.model.schemes, "slug", "confidence", "verification"}
    known |= {part.fact for part in kind.parts} | {"inferred"}
    assert {fact for field in kind.fields for fact in field.facts} <= known


@pytest.mark.parametrize("name", IMPORTERS)
def test_the_starter_data_imported_again_changes_nothing(starter, name):
    rows = json.loads((ROOT / STARTER[name]).read_text(encoding="utf-8"))
    headings = list(dict.fromkeys(heading for row in rows for heading in row))
    samples = [[row.get(heading) for row in rows[:20]] for heading in headings]
    mapping = propose_columns(importer_for(name), headings, samples, ValueMap())
    source = ImportSource.objects.create(slug=name, title=name, kind=name)
    batch = Import.objects.create(
        source=source, kind=name, name=name, mapping=mapping.as_json(), rows_read=len(rows)
    )
    ImportRow.objects.bulk_create(
        ImportRow(batch=batch, number=number, cells=row) for number, row in enumerate(rows, 1)
    )
    while validate_chunk(batch):
        pass
    assert batch.counts == {"unchanged": len(rows)}


def test_the_facts_of_all_starter_records_are_those_of_the_records(starter):
    for kind in IMPORTERS.values():
        records = list(kind.model._default_manager.all())
        stored = kind.stored([record.pk for record in records])
        assert all(stored[record.pk].facts == record.facts() for record in records)
