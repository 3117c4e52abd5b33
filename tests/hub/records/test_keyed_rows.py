"""Queries by primary keys with their SQL made once."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogue.models import Tool
from hub.records.keyed_rows import AT_ONCE, KeyedRows

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
