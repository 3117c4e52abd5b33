from dataclasses import replace

import pytest

from hub.open_data.exported_fields import ValueType, exported_field, exported_fields
from hub.records.data_handling import DataClass, handled_columns
from hub.records.fields import Storage, scheme_field
from hub.records.registry import record_types

KINDS = pytest.mark.parametrize("kind", ["tool", "organisation", "deployment", "misuse", "helpline",
                                         "event", "document", "recommendation"])  # fmt: skip
SHOWN = {DataClass.PUBLISHED, DataClass.NAMED}


@KINDS
def test_every_stored_field_that_is_declared_is_a_column(kind):
    declared = [
        field.name
        for field in record_types[kind].fields
        if (field.storage is not Storage.DERIVED or field.group) and field.exported
    ]
    assert [field.fact for field in exported_fields(kind)] == declared


@KINDS
def test_names_of_columns_are_unique_and_have_a_label(kind):
    fields = exported_fields(kind)
    names = {field.name for field in fields}
    unnamed = [field.name for field in fields if not str(field.label)]
    assert (len(names), unnamed) == (len(fields), [])


@KINDS
def test_no_column_of_a_file_is_one_that_only_staff_may_see(kind):
    model = record_types[kind].model
    tables = record_types[kind].link_tables
    columns = {(model, field.fact.removesuffix("_id")) for field in exported_fields(kind)}
    columns |= {
        (tables[field.fact].model, part.name)
        for field in exported_fields(kind)
        for part in field.parts
    }
    classes = {
        (each.model, each.name): each.data_class
        for table in {model for model, _name in columns}
        for each in handled_columns(table)
    }
    assert {classes[each] for each in columns if each in classes} <= SHOWN


def test_a_field_that_a_room_declares_anew_is_a_column_without_more(monkeypatch):
    tool = record_types["tool"]
    new = scheme_field("licence_model", "licence_models", "Licence model")
    monkeypatch.setitem(record_types._entries, "new", replace(tool, fields=(*tool.fields, new)))
    field = exported_fields("new")[-1]
    assert (field.name, field.label, field.scheme) == (
        "licence_models",
        "Licence model",
        "licence_model",
    )


@pytest.mark.parametrize(
    ("kind", "name", "value_type", "many"),
    [
        ("tool", "name", ValueType.TEXT, False),
        ("tool", "other_names", ValueType.TEXT, True),
        ("tool", "url", ValueType.ADDRESS, False),
        ("tool", "open_source", ValueType.YES_NO, False),
        ("tool", "first_released", ValueType.DATE, False),
        ("tool", "scope", ValueType.CHOICE, False),
        ("tool", "purpose", ValueType.TERM, True),
        ("tool", "status", ValueType.TERM, False),
        ("tool", "organisations", ValueType.RECORD, True),
        ("tool", "inferred", ValueType.TERM, True),
        ("tool", "sources", ValueType.SOURCE, True),
        ("deployment", "tool", ValueType.RECORD, False),
        ("organisation", "aliases", ValueType.ENTRY, True),
        ("event", "start_time", ValueType.TIME, False),
        ("event", "speakers", ValueType.ENTRY, True),
        ("document", "document_declares", ValueType.NUMBER, False),
        ("recommendation", "follow_ups", ValueType.ENTRY, True),
    ],
)
def test_the_type_of_a_column_is_that_of_what_is_stored(kind, name, value_type, many):
    field = exported_field(kind, name)
    assert (field.type, field.many) == (value_type, many)


def test_one_scheme_that_readers_see_as_three_facts_is_three_columns():
    names = ("data_handled", "safeguards", "risk_flags")
    schemes = {exported_field("tool", name).scheme for name in names}
    assert schemes == {"safeguard"}


def test_whom_a_record_is_shown_to_is_no_column():
    assert exported_field("misuse", "visibility") is None
