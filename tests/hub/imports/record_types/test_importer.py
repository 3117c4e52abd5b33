"""What a kind knows of its tables agrees with what its records say of themselves."""

import json
from pathlib import Path

import pytest
from django.db import transaction

from catalogue.models import Tool, ToolCitation, ToolOrganisation
from hub.imports import starter_data
from hub.imports.map import ValueMap, propose_columns
from hub.imports.models import Import, ImportRow, ImportSource
from hub.imports.record_types import IMPORTERS, importer_for
from hub.imports.validate import validate_chunk
from hub.records.models import Change, Ledger, Source, recorded_change

ROOT = Path(__file__).resolve().parents[4]
STARTER = {
    "tool": "catalogue/data/tools.json",
    "organisation": "catalogue/data/organisations.json",
    "event": "events/data/events.json",
    "recommendation": "events/data/recommendations.json",
    "deployment": "catalogue/data/deployments.json",
    "misuse": "catalogue/data/misuse_patterns.json",
    "helpline": "catalogue/data/helplines.json",
}


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


def stored(record):
    return importer_for("tool").stored([record.pk])[record.pk]


def write(facts, record=None):
    """The change of one record, written."""
    change = importer_for("tool").change(facts, stored(record) if record else None)
    with transaction.atomic():
        ledger = Ledger()
        assert ledger.write(Tool, [change]) == []
        ledger.close()
    return change


@pytest.mark.django_db
@pytest.mark.both_databases
def test_stored_facts_are_those_of_the_record(tool):
    assert stored(tool).facts == tool.facts()


@pytest.mark.django_db
@pytest.mark.both_databases
def test_a_change_writes_the_rows_that_differ_and_no_others(tool, make_term):
    make_term("purpose/c")
    kept = {link.term.slug: link.pk for link in tool.term_links.all()}
    bodies = list(tool.organisation_links.values())
    change = write({"purpose": ["a", "c"], "notes": "New."}, tool)
    assert change.changed == ["notes", "purpose"]
    links = {link.term.slug: link.pk for link in tool.term_links.all()}
    assert set(links) == {"a", "c", "risk"}
    assert {slug: pk for slug, pk in kept.items() if slug in links}.items() <= links.items()
    assert list(tool.organisation_links.values()) == bodies
    before, version = stored(tool), tool.version
    assert (before.columns["notes"], before.version) == ("New.", version + 1)


@pytest.mark.django_db
@pytest.mark.both_databases
def test_a_change_remembers_the_whole_of_what_it_deletes(tool):
    citation = ToolCitation.objects.values().get()
    assert write({"citations": []}, tool).replaced_links == {"citations": [citation]}
    assert not ToolCitation.objects.exists()


@pytest.mark.django_db
def test_a_value_takes_the_place_of_known_to_be_none(tool):
    assert write({"licence": "MIT"}, tool).after["known_none"] == []


@pytest.mark.django_db
@pytest.mark.both_databases
def test_a_new_tool_is_not_assessed_and_in_review(make_term):
    make_term("purpose/a")
    change = write({"slug": "x", "name": "X", "summary": "S.", "purpose": ["a"]})
    tool = Tool.objects.get(pk=change.pk)
    assert (tool.panel, tool.version, tool.state) == ("not_assessed", 1, "in_review")
    assert change.before is None


@pytest.mark.django_db
@pytest.mark.both_databases
def test_a_new_record_has_all_the_facts_that_were_planned(make_term):
    change = write({"slug": "x", "name": "X", "summary": "S."})
    assert change.after == Tool.objects.get(pk=change.pk).facts()


@pytest.mark.django_db
def test_news_of_a_change_are_those_of_the_record(tool):
    change = write({"caution": "Beware."}, tool)
    assert Tool.news(change.before, change.after, change.changed) == ["safety"]
    assert Change.objects.order_by("pk").values_list("what", flat=True).last() == "safety"


@pytest.mark.parametrize("name", IMPORTERS)
def test_every_fact_of_a_field_is_a_fact_of_the_record(name):
    kind = importer_for(name)
    known = {*kind.model.own_facts, *kind.model.schemes, "slug", "confidence", "verification"}
    known.add("visibility")
    known |= {table.fact for table in kind.model.tables()} | {"inferred"}
    assert {fact for field in kind.fields for fact in field.facts} <= known


@pytest.mark.parametrize("name", [*STARTER, "document"])
def test_the_starter_data_imported_again_changes_nothing(starter, name):
    if name == "document":  # gathered from the recommendations
        rows = [row for _number, row in starter_data.documents()]
    else:
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
