"""With the data that a site starts with: every kind, every record, every field."""

import pytest

from hub.open_data.exported_fields import ValueType, exported_fields
from hub.open_data.exported_records import exported_records
from hub.records.registry import record_types
from hub.records.stored_records import read_records

KINDS = pytest.mark.parametrize("kind", ["tool", "organisation", "deployment", "misuse", "helpline",
                                         "event", "document", "recommendation"])  # fmt: skip
PLAIN = (
    ValueType.TEXT, ValueType.ADDRESS, ValueType.NUMBER, ValueType.YES_NO, ValueType.DATE
)  # fmt: skip


def public(kind):
    model = record_types[kind].model
    keys = list(model.objects.published().values_list("pk", flat=True))
    stored = read_records(model, keys)
    pairs = zip([stored[key] for key in keys], exported_records(kind, keys), strict=True)
    return list(pairs)


@KINDS
def test_every_declared_field_of_every_record_is_there(starter, kind):
    names = [field.name for field in exported_fields(kind)]
    for _stored, exported in public(kind):
        assert list(exported.facts) == names


@KINDS
def test_plain_values_are_those_that_are_stored(starter, kind):
    fields = [field for field in exported_fields(kind) if field.type in PLAIN and not field.parts]
    pairs = public(kind)
    assert pairs
    for stored, exported in pairs:
        for field in fields:
            value = stored.columns[field.fact]
            values = tuple(value or ()) if field.many else () if value in (None, "") else (value,)
            assert exported.facts[field.name].values == values


@KINDS
def test_terms_are_those_that_are_stored(starter, kind):
    fields = [field for field in exported_fields(kind) if field.type is ValueType.TERM]
    for stored, exported in public(kind):
        slugs = {}
        for field in fields:
            terms = exported.facts[field.name].values
            slugs.setdefault(field.scheme, set()).update(term.slug for term in terms)
        for scheme in record_types[kind].schemes:
            assert slugs[scheme] == set(stored.facts.get(scheme) or ())


@KINDS
def test_entries_are_as_many_as_are_stored_where_nothing_is_hidden(starter, kind):
    """The starter data hide nothing but what was merged or archived, of which they have none."""
    fields = [field for field in exported_fields(kind) if field.parts]
    hidden_names = record_types[kind].by_name.get("names")
    for stored, exported in public(kind):
        for field in fields:
            rows = stored.links[field.fact]
            if hidden_names and field.fact == "names":
                rows = [row for row in rows if row["shown"]]
            assert len(exported.facts[field.name].values) == len(rows)
