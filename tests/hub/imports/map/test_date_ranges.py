"""Two dates in one cell."""

import pytest

from hub.imports.map import ColumnMap, MappedColumn, RowMapper, ValueMap
from hub.imports.map.column_evidence import is_date
from hub.imports.map.date_orders import judge_orders
from hub.imports.map.date_ranges import parse_range
from hub.imports.record_types import importer_for


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("12-14 March 2024", "2024-03-12", "2024-03-14"),
        ("12–14 May 2026", "2026-05-12", "2026-05-14"),
        ("March 12-14, 2024", "2024-03-12", "2024-03-14"),
        ("30 Sept - 2 Oct 2024", "2024-09-30", "2024-10-02"),
        ("March 30 – April 2, 2024", "2024-03-30", "2024-04-02"),
        ("30 December – 2 January 2025", "2024-12-30", "2025-01-02"),
        ("3rd to 5th March 2026", "2026-03-03", "2026-03-05"),
        ("Tuesday 3 – Thursday 5 March 2026", "2026-03-03", "2026-03-05"),
        ("from 3 to 5 March 2026", "2026-03-03", "2026-03-05"),
        ("du 2 au 4 mai 2024", "2024-05-02", "2024-05-04"),
        ("1er au 3 mars 2024", "2024-03-01", "2024-03-03"),
        ("del 3 al 5 de marzo de 2026", "2026-03-03", "2026-03-05"),
        ("de 3 a 5 de março de 2026", "2026-03-03", "2026-03-05"),
        ("3. bis 5. März 2026", "2026-03-03", "2026-03-05"),
        ("с 3 по 5 марта 2026 г.", "2026-03-03", "2026-03-05"),
        ("من 3 إلى 5 مارس 2026", "2026-03-03", "2026-03-05"),
        ("2026年3月3日至5日", "2026-03-03", "2026-03-05"),
        ("2026年3月30日至4月2日", "2026-03-30", "2026-04-02"),
        ("14/03/2024 - 16/03/2024", "2024-03-14", "2024-03-16"),
        ("14.-16.03.2024", "2024-03-14", "2024-03-16"),
        ("30.09.–02.10.2024", "2024-09-30", "2024-10-02"),
        ("2024-03-14/2024-03-16", "2024-03-14", "2024-03-16"),
        ("2024-03-14/16", "2024-03-14", "2024-03-16"),
        ("March – May 2024", "2024-03", "2024-05"),
    ],
)
def test_a_side_of_a_range_is_completed_from_the_other(text, start, end):
    assert parse_range(text, "dmy") == (start, end)


@pytest.mark.parametrize(
    "text",
    [
        "14/03/2024 - 12/03/2024",  # runs backwards
        "5 June - 3 May 2025",
        "30-31 February 2024",  # no such day
        "week 3 – 5 March 2025",  # a word that may say anything
        "September 2024 - 5 March 2025",  # more is known of one side
        "12 - 14",
        "03-05/2024",
        "2023-24",
        "9:00 - 17:00",
        "14/03/2024 09:00 - 16/03/2024 17:00",
        "Spring 2025",
        "7 October 2021",
    ],
)
def test_what_is_not_surely_two_dates_is_no_range(text):
    assert parse_range(text, "dmy") is None


def test_a_range_tells_the_order_of_day_and_month_as_a_date_does():
    told = judge_orders({"When": ["14/03/2024 - 16/03/2024"], "Sent": ["02/03/2024"]})
    assert told.orders == {"When": "dmy", "Sent": "dmy"}


def test_a_range_that_can_be_two_is_asked_about():
    told = judge_orders({"When": ["01/02/2024 - 03/02/2024"]})
    assert told.orders == {}
    assert "When" in told.question
    assert parse_range("01/02/2024 - 03/02/2024", "iso") is None


def test_a_range_is_evidence_of_a_column_of_dates():
    assert is_date("12–14 May 2026")


def _row(cells, *columns, kind="event"):
    mapping = ColumnMap(tuple(MappedColumn(name, field) for name, field in columns))
    return RowMapper(importer_for(kind), mapping, ValueMap()).canonical_row(cells)


BOTH = (("When", "start_date"), ("Until", "end_date"))


@pytest.mark.django_db
def test_one_cell_gives_the_beginning_and_the_end():
    found = _row({"When": "12–14 May 2026"}, ("When", "start_date"))
    assert found == ({"start_date": "2026-05-12", "end_date": "2026-05-14"}, [])


@pytest.mark.django_db
@pytest.mark.parametrize("columns", [BOTH, BOTH[::-1]])
def test_the_column_of_the_end_goes_before_the_range(columns):
    found, _problems = _row({"When": "12–14 May 2026", "Until": "2026-05-15"}, *columns)
    assert found == {"start_date": "2026-05-12", "end_date": "2026-05-15"}


@pytest.mark.django_db
def test_an_empty_column_of_the_end_leaves_that_of_the_range():
    found, _problems = _row({"When": "12–14 May 2026", "Until": ""}, *BOTH)
    assert found["end_date"] == "2026-05-14"


@pytest.mark.django_db
def test_a_field_of_one_date_takes_no_range():
    found, problems = _row({"R": "12–14 May 2026"}, ("R", "first_released"), kind="tool")
    assert found == {}
    assert len(problems) == 1
