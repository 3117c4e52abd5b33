"""What the declarations of the record types promise."""

import pytest
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import FieldDoesNotExist

from catalogue.admin.classified_form import TERMS
from catalogue.fields.tool import TOOL
from catalogue.presenters.tool import section_specs
from hub.records.fields import SHARED_FACTS, Storage
from hub.records.models.revision import TIERS
from hub.records.registry import record_types
from hub.vocabulary.vocabulary_loader import read_schemes

KINDS = pytest.mark.parametrize("kind", record_types)


def column(record_type, name):
    return next(
        (one for one in record_type.model._meta.concrete_fields if one.attname == name), None
    )


@KINDS
def test_a_name_is_declared_once(kind):
    names = [one.name for one in record_types[kind].fields]
    assert len(names) == len(set(names))


@KINDS
def test_a_column_of_a_file_is_declared_once(kind):
    names = [imported.name for _declared, imported in record_types[kind].import_columns]
    assert len(names) == len(set(names))


@KINDS
def test_every_declared_column_is_one_of_the_table(kind):
    record_type = record_types[kind]
    names = [one.name for one in record_type.stored(Storage.COLUMN)]
    assert [name for name in names if column(record_type, name) is None] == []


@KINDS
def test_every_declared_scheme_exists(kind):
    known = {scheme["slug"] for scheme in read_schemes()} | {"series"}
    assert set(record_types[kind].schemes) <= known


@KINDS
def test_every_part_of_a_link_can_be_asked_for(kind):
    """As the columns of a query: a wrong one raises FieldError."""
    record_type = record_types[kind]
    for declared in record_type.stored(Storage.LINKS):
        table = record_type.link_tables[declared.name]
        assert str(table.model._default_manager.values_list(*table.shape).query)


@KINDS
def test_links_are_declared_where_the_model_has_a_table_for_them(kind):
    """What an entry holds is said by the table alone, the labels and uses by the declaration."""
    record_type = record_types[kind]
    declared = {field.name for field in record_type.stored(Storage.LINKS)} - {"inferred"}
    assert declared == set(record_type.link_tables) - {"terms", "inferred", *record_type.schemes}


@KINDS
def test_the_index_reads_parts_that_a_link_has(kind):
    """A revision keeps these parts only: one of another name would be missing in its document."""
    record_type = record_types[kind]
    for declared in record_type.stored(Storage.LINKS):
        table = record_type.link_tables[declared.name]
        shape = table.shape[-1:] if table.flat else table.shape
        assert declared.indexed_part in (*shape, "")
        assert table.flat or declared.indexed_if in (*shape, "")


@KINDS
@pytest.mark.django_db
def test_the_facts_of_a_record_are_those_declared(kind):
    """Terms of a scheme stand in the facts where there are any."""
    record_type = record_types[kind]
    facts = facts_of_any(record_type.model)
    declared = {one.name for one in record_type.fields if one.storage is not Storage.DERIVED}
    declared -= set(record_type.schemes)
    shared = {*SHARED_FACTS, "text_language"} - {"language"}
    assert set(facts) == declared | shared


def facts_of_any(model):
    """The facts of a stored record; of what it must have, as little as there can be."""
    values = {"slug": "any", "state": "draft"}
    for field in model._meta.concrete_fields:
        if field.is_relation and not field.null and field.related_model is not model:
            values[field.attname] = least(field.related_model).pk
    return model.objects.create(**values, **texts(model)).facts()


def least(model):
    values = {}
    for field in model._meta.concrete_fields:
        if field.is_relation and not field.null:
            values[field.attname] = least(field.related_model).pk
    return model.objects.create(slug=f"least-{model.kind}", **values, **texts(model))


def texts(model):
    try:
        model._meta.get_field("text")
    except FieldDoesNotExist:
        return {}
    return {"text": "Words"}


@KINDS
def test_facets_have_names_and_places_of_their_own(kind):
    record_type = record_types[kind]
    places = [one.facet.order for one in record_type.facet_fields]
    assert (len(set(record_type.facet_names)), len(set(places))) == (len(places), len(places))


@KINDS
@pytest.mark.parametrize("use", ["page", "compare", "form"])
def test_no_two_fields_share_a_place_in_a_group(kind, use):
    places = [
        (place.group, place.order)
        for one in record_types[kind].fields
        if (place := getattr(one, use))
    ]
    assert len(places) == len(set(places))


@KINDS
def test_names_in_exports_are_unique_and_tiers_are_known(kind):
    fields = [one for one in record_types[kind].fields if one.storage is not Storage.DERIVED]
    names = [one.export_name for one in fields]
    assert (len(set(names)), {one.visibility for one in fields} <= set(TIERS)) == (len(names), True)


@KINDS
def test_comparisons_have_every_group_that_fields_are_placed_in(kind):
    groups = {slug for slug, _title in record_types[kind].compare_groups}
    assert {field.compare.group for field in record_types[kind].fields if field.compare} <= groups


@KINDS
def test_the_curators_form_shows_every_fact_that_is_placed_on_it(kind):
    placed = {TERMS + field.name for field in record_types[kind].fields if field.form}
    model_admin = admin.site.get_model_admin(record_types[kind].model)
    assert placed <= set(flatten_fieldsets(model_admin.fieldsets or ()))


def test_the_page_of_a_tool_shows_every_fact_that_is_placed_on_it():
    placed = {field.page.group for field in TOOL.fields if field.page}
    assert placed <= {section.slug for section in section_specs(TOOL)}
