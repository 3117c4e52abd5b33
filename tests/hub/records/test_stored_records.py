"""Records as the database has them: few by SQL that is made once, many by a query made for them."""

import pytest

from hub.records import link_tables, stored_records
from hub.records.registry import record_types
from hub.records.stored_records import read_records

NONE_AT_ONCE = 0


@pytest.mark.parametrize("kind", list(record_types))
def test_few_records_are_read_as_many_are(starter, monkeypatch, kind, make_answered_question):
    make_answered_question()
    model = record_types[kind].model
    keys = list(model._default_manager.order_by("pk").values_list("pk", flat=True)[:20])
    few = [read_records(model, keys), read_records(model, keys[:3]), read_records(model, keys[:1])]
    for module in (stored_records, link_tables):
        monkeypatch.setattr(module, "AT_ONCE", NONE_AT_ONCE)
    many = [read_records(model, keys), read_records(model, keys[:3]), read_records(model, keys[:1])]
    assert few == many
    assert len(few[0]) == len(keys) > 0


@pytest.mark.django_db
def test_records_that_are_not_there_are_left_out(make_tool):
    tool = make_tool()
    assert list(read_records(type(tool), [tool.pk, 999_999])) == [tool.pk]


@pytest.mark.django_db
def test_what_was_changed_since_is_read(make_tool, make_term):
    tool = make_tool(name="Before")
    read_records(type(tool), [tool.pk])
    type(tool).objects.filter(pk=tool.pk).update(name="After")
    assert read_records(type(tool), [tool.pk])[tool.pk].facts["name"] == "After"
