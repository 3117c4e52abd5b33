"""A facet and a record type that do not exist: declared once, found wherever fields are read."""

from dataclasses import replace

import pytest
from django.urls import reverse

from catalogue.admin.classified import term_rows
from catalogue.compare.facts import compare_groups
from catalogue.fields.shared import SLUG
from catalogue.fields.tool import TOOL
from catalogue.index_documents import TOOLS, ToolSource
from catalogue.models import Organisation, Tool
from catalogue.presenters.news import fact_labels
from catalogue.presenters.tool import section_specs
from catalogue.row_readers.columns import read_columns, read_terms
from catalogue.row_readers.reader import KnownRecords, RowReader
from catalogue.views.lists import TOOLS as TOOL_LIST_SPEC
from hub.accounts.roles import edited_records
from hub.digests.matching.news_groups import group_of, offered
from hub.global_search.federated_search import search_everything
from hub.imports.map import ValueMap, propose_columns
from hub.imports.record_types.field import import_fields
from hub.imports.record_types.tool import ToolImporter
from hub.lists.document_source import RecordSource
from hub.lists.facets import facets_of
from hub.lists.spec import ListSpec, list_specs, searched_lists
from hub.lists.views import render_list
from hub.records.fields import (
    FacetDeclaration,
    ImportColumn,
    IndexRole,
    Placement,
    RecordField,
    RecordType,
    scheme_field,
)
from hub.records.models import Change
from hub.records.registry import record_types
from hub.records.seq_cache import clear_caches
from hub.search_engine import document
from hub.search_engine.snapshot_cache import get_snapshot
from hub.web.page_parameters import known_parameters

pytestmark = pytest.mark.django_db

COLOUR = scheme_field(
    "colour",
    "colours",
    "Colours",
    ("farbe", "couleur"),
    facet=FacetDeclaration("Colour", 55),
    page=Placement("where", 90),
    compare=Placement("where", 90),
    form=Placement("where", 90),
)


@pytest.fixture
def coloured(monkeypatch, make_term):
    """Tools with one facet more."""
    make_term("colour/red", label="Red")
    declared = replace(TOOL, fields=(*TOOL.fields, COLOUR))
    monkeypatch.setattr(Tool, "record_type", declared)
    monkeypatch.setattr("catalogue.presenters.tool.SECTIONS", section_specs(declared))
    record_types.register("tool", declared)
    source = type("ColouredSource", (ToolSource,), {"record_type": declared})
    document.register(source(Tool.objects.all))
    clear_caches()
    yield declared
    record_types.register("tool", TOOL)
    document.register(TOOLS)
    clear_caches()


@pytest.fixture
def spec(coloured):
    return replace(TOOL_LIST_SPEC, facets=facets_of(coloured))


def text_of(response):
    return response.content.decode()


def test_the_model_has_the_scheme_and_its_facts(coloured, make_tool):
    tool = make_tool(terms=("colour/red",), known_none=["region"])
    assert ("colour" in Tool.schemes, tool.facts()["colour"]) == (True, ["red"])


def test_the_index_has_its_rows_and_labels(coloured, make_tool):
    tool, other = make_tool(terms=("colour/red",)), make_tool()
    snapshot = get_snapshot("tool")
    found = [{"colour/red"} & snapshot.rows_of(tool.pk), snapshot.rows_of(other.pk)]
    assert (found[0], "colour/not-known" in found[1]) == ({"colour/red"}, True)
    assert document.source_of("tool").labels()["colour/red"] == [("en", "Red")]


def test_the_list_is_narrowed_by_it_and_its_form_offers_it(spec, make_tool, rf):
    make_tool(name="Crimson map", terms=("colour/red",))
    make_tool(name="Grey map")
    page = text_of(render_list(rf.get("/tools/?colour=red"), spec))
    assert ("Crimson map" in page, "Grey map" in page) == (True, False)
    assert "name=colour value=red checked" in page
    assert "1 tool: Red" in page


def test_the_list_refuses_a_choice_that_is_none(spec, rf):
    response = render_list(rf.get("/tools/?colour=sour"), spec)
    assert response.status_code == 400
    assert "There is no choice “sour” under “Colour”." in text_of(response)


def test_pages_are_cached_for_its_parameter(coloured):
    assert "colour" in known_parameters()


def test_a_column_of_a_file_is_mapped_to_it(coloured):
    importer = type("ColouredImporter", (ToolImporter,), {"fields": import_fields(coloured)})()
    found = propose_columns(importer, ["Name", "Farbe"], (), ValueMap())
    assert [column.field for column in found.columns] == ["name", "colours"]


def test_a_row_is_read_by_it(coloured):
    known = KnownRecords({("colour", "red"): 7}, frozenset(), {})
    read = RowReader(
        {"slug": "map", "name": "Map", "summary": "It maps.", "colours": ["red"]}, known
    )
    assert (read_terms(read, coloured), read_columns(read, coloured)["name"]) == ([7], "Map")


def test_a_comparison_has_its_row(coloured):
    rows = {
        row.subject: str(row.label) for group in compare_groups(coloured) for row in group.kinds
    }
    assert rows["colour"] == "Colour"


def test_the_page_of_a_tool_shows_it(coloured, make_tool, visit):
    tool = make_tool(terms=("colour/red",))
    assert visit(tool.get_absolute_url()).fact("Colour").text == "Red What red means."


def test_the_form_of_curators_has_its_line(coloured):
    assert term_rows(coloured, "where")[-1] == ("terms_colour", "none_colour")


def test_the_news_have_its_words(coloured):
    assert fact_labels(Change(kind="tool", facts=["colour"])) == ["Colour"]


# A record type. It shares the table of organisations, so that it needs none of its own.

SHELF = RecordType(
    kind="shelf",
    model_label="catalogue.organisation",
    fields=(
        SLUG,
        RecordField(
            "name", index=IndexRole.TITLE, imports=(ImportColumn("name", "Name", limit=300),)
        ),
        scheme_field(
            "shelf_type",
            "type",
            "Type",
            facet=FacetDeclaration("Kind of shelf", 10),
        ),
        RecordField("ended", news_label="gone since"),
    ),
    changes=("published", "withdrawn"),
    search_order=70,
    term_order=70,
)


class ShelfSource(RecordSource):
    record_type = SHELF


@pytest.fixture
def shelves():
    record_types.register("shelf", SHELF)
    document.register(ShelfSource(Organisation.objects.all))
    spec = ListSpec(
        kind="shelf",
        route="organisations",
        feed_route="organisations-feed",
        section="organisations",
        template="catalogue/organisation_list.html",
        facets=facets_of(SHELF),
        records=Organisation.objects.all,
        cards=lambda pks, marker: list(pks),
        count=lambda total: f"{total} shelves",
        title="Shelves",
        search_label="Search the shelves",
        submit_label="Show the shelves",
        description="",
    )
    list_specs.register("shelf", spec)
    clear_caches()
    yield spec
    list_specs.unregister("shelf")
    document.document_sources.unregister("shelf")
    record_types.unregister("shelf")
    clear_caches()


def test_records_of_a_new_type_are_indexed(shelves, make_organisation):
    body = make_organisation(name="Billy")
    rows = get_snapshot("shelf").rows_of(body.pk)
    assert "shelf_type/not-known" in rows


def test_a_new_type_is_searched_with_all_others(shelves, make_organisation):
    make_organisation(name="Billy")
    found = search_everything("billy", [])
    totals = {group.spec.kind: group.total for group in found.groups}
    assert (searched_lists()[-1].kind, totals["shelf"]) == ("shelf", 1)


def test_a_new_type_has_parameters_imports_news_and_permissions(shelves):
    assert "shelf_type" in known_parameters()
    assert [field.name for field in import_fields(SHELF)] == ["slug", "name", "type"]
    assert fact_labels(Change(kind="shelf", facts=["ended", "url"])) == ["Gone since", "Site"]
    assert "organisation" in edited_records("catalogue")


def test_a_new_type_can_be_followed(shelves):
    assert [str(group) for group in offered("shelf")] == ["new", "ended"]
    assert group_of("shelf", "withdrawn") == "ended"


def test_a_new_type_is_named_beside_its_terms(shelves, make_organisation, make_term, visit):
    make_term("shelf_type/tall", label="Tall")
    make_organisation()
    page = visit(reverse("scheme", args=["shelf_type"]))
    assert "0 shelves" in page.text
