"""Queries by primary keys with their SQL made once."""

import datetime

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from catalogue.models import Tool, ToolCitation
from hub.records.keyed_rows import AT_ONCE, KeyedRows, hold_related
from hub.records.models import Source

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def names(*fields):
    return KeyedRows(lambda pks: Tool.objects.published().filter(pk__in=pks).values_list(*fields))


def test_it_answers_as_the_query_does(make_tool):
    pks = [make_tool(slug=f"tool-{number}").pk for number in range(3)]
    fields = ("pk", "name", "known_none", "verified_on")
    asked = Tool.objects.published().filter(pk__in=pks).values_list(*fields)
    assert [tuple(row) for row in names(*fields)(pks)] == list(asked)


def test_values_come_as_django_would_give_them(make_tool):
    day = datetime.date(2026, 2, 3)
    tool = make_tool(verified_on=day, known_none=["language"])
    assert [list(row) for row in names("verified_on", "known_none")([tool.pk])] == [
        [day, ["language"]]
    ]


def test_other_keys_get_other_rows(make_tool):
    one, other = make_tool(slug="one"), make_tool(slug="other")
    ask = names("pk")
    assert [list(ask([tool.pk])) for tool in (one, other)] == [[(one.pk,)], [(other.pk,)]]


def test_no_keys_ask_nothing():
    with CaptureQueriesContext(connection) as asked:
        assert list(names("pk")([])) == []
    assert len(asked) == 0


def test_more_keys_than_fit_are_asked_for_in_turn(make_tool):
    pks = [make_tool(slug=f"tool-{number}").pk for number in range(AT_ONCE + 3)]
    with CaptureQueriesContext(connection) as asked:
        assert {row[0] for row in names("pk")(pks)} == set(pks)
    assert len(asked) == 2


def test_a_query_that_does_not_name_its_keys_is_refused():
    with pytest.raises(ValueError, match="keys"):
        list(KeyedRows(lambda pks: Tool.objects.values_list("pk"))([1]))


def test_objects_come_with_what_the_query_selects_as_related(make_tool):
    source = Source.objects.create(title="A report")
    tools = [make_tool(slug=f"tool-{number}") for number in range(2)]
    for tool in tools:
        tool.citations.create(source=source, subject="scope")
    citations = KeyedRows(
        lambda pks: ToolCitation.objects.filter(tool__in=pks).select_related("source")
    )
    for _time in range(2):
        asked = list(citations([tool.pk for tool in tools]))
        with CaptureQueriesContext(connection) as queries:
            assert [(c.tool_id, c.source.title) for c in asked] == [
                (tool.pk, "A report") for tool in tools
            ]
        assert len(queries) == 0


def test_keys_may_be_texts_stand_twice_and_be_asked_for_one_by_one(make_tool):
    for number in range(3):
        make_tool(slug=f"tool-{number}", name=f"Tool {number}")
    tools = KeyedRows(
        lambda slugs: (
            Tool.objects.filter(Q(slug__in=slugs) | Q(name__in=slugs), caution=None)
            .order_by("slug")
            .values_list("slug", flat=True)[:1]
        ),
        at_once=1,
        texts=True,
    )
    assert list(tools(["tool-2", "Tool 0", "nothing"])) == ["tool-2", "tool-0"]


def test_rows_are_held_where_django_holds_what_it_prefetches(make_tool):
    tools = [make_tool(slug=f"tool-{number}") for number in range(2)]
    tools[1].citations.create(source=Source.objects.create(title="A report"), subject="")
    asked = Tool.objects.order_by("pk").prefetch_related("citations")
    citations = KeyedRows(lambda pks: ToolCitation.objects.filter(tool__in=pks))
    held = list(Tool.objects.order_by("pk"))
    hold_related(held, "citations", citations, "tool_id")
    with CaptureQueriesContext(connection) as queries:
        assert [tool.citations.all() for tool in held] == [[], [tools[1].citations.first()]]
    assert len(queries) == 1  # of the expectation
    assert [list(tool.citations.all()) for tool in asked] == [t.citations.all() for t in held]
