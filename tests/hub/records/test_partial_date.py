"""Dates as precise as their source."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from catalogue.models import Tool
from hub.records import partial_date
from hub.records.partial_date import precision, span
from hub.web import localization


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("2021", (2021, None, None)),
        ("2021-10", (2021, 10, None)),
        ("2021-10-07", (2021, 10, 7)),
        ("2024-02-29", (2024, 2, 29)),
        (" 2021 ", (2021, None, None)),
    ],
)
def test_a_date_is_read_with_the_precision_it_has(text, parts):
    assert partial_date.parse(text) == parts


@pytest.mark.parametrize(
    "text",
    ["", "21", "2021-13", "2021-00", "2021-02-30", "2023-02-29", "2021-1", "2021-10-7", "0000",
     "2021/10", "October 2021", "2021-10-07T00:00", "٢٠٢١", "2021-10-07\n2022", "-2021"],
)  # fmt: skip
def test_what_is_no_date_is_refused_with_a_sentence(text):
    with pytest.raises(ValueError, match=r"date"):
        partial_date.parse(text)


def test_dates_of_different_precision_sort_by_time_as_text():
    given = ["2021-10-07", "2020-12", "2022", "2021", "2021-10"]
    assert sorted(given) == ["2020-12", "2021", "2021-10", "2021-10-07", "2022"]


@pytest.mark.django_db
@pytest.mark.both_databases
@pytest.mark.parametrize("text", ["2021", "2021-10", "2021-10-07", None])
def test_a_date_comes_back_as_it_was_stored(make_tool, text):
    tool = make_tool(first_released=text)
    assert Tool.objects.get(pk=tool.pk).first_released == text


@pytest.mark.django_db
@pytest.mark.both_databases
def test_an_empty_date_is_not_known(make_tool):
    tool = make_tool(first_released="")
    assert Tool.objects.get(pk=tool.pk).first_released is None


@pytest.mark.django_db
def test_a_date_that_is_none_is_refused_on_its_way_to_the_database(make_tool):
    with pytest.raises(ValidationError, match="no such date"):
        Tool.objects.filter(pk=make_tool().pk).update(first_released="2021-02-30")


@pytest.mark.django_db
@pytest.mark.both_databases
@pytest.mark.parametrize("text", ["2021-13", "soon", "2021-1"])
def test_the_database_itself_refuses_what_is_no_date(make_tool, text):
    from django.db import connection

    tool = make_tool()
    statement = "UPDATE catalogue_tool SET first_released = %s WHERE id = %s"
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [text, tool.pk])


@pytest.mark.parametrize(
    ("text", "words"),
    [("2021", "2021"), ("2021-10", "October 2021"), ("2021-10-07", "7 October 2021")],
)
def test_a_date_in_words_says_no_more_than_its_source(text, words):
    assert localization.localize_date(text) == words


def test_a_date_in_words_is_in_the_language_of_the_page():
    with translation.override("fr"):
        assert localization.localize_date("2021-10-07") == "7 octobre 2021"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2021-10-07", "day"), ("2021-10", "month"), ("2021", "year"), (None, "unknown")],
)
def test_precision_is_that_of_the_text(text, expected):
    assert precision(text) == expected


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2021", "2021-01-01", "2021-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023-02", "2023-02-01", "2023-02-28"),
        ("2021-10-07", "2021-10-07", "2021-10-07"),
    ],
)
def test_a_date_spans_all_that_it_can_mean(text, first, last):
    assert span(text) == (datetime.date.fromisoformat(first), datetime.date.fromisoformat(last))


def test_a_thirteenth_month_is_refused():
    with pytest.raises(ValueError, match="2021-13"):
        span("2021-13")
