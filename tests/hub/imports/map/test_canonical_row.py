"""From cells to rows."""

import pytest

from hub.imports.map import ColumnMap, MappedColumn, RowMapper, ValueMap
from hub.imports.map.canonical_row import UnknownValue
from hub.imports.record_types import importer_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("terms")]


def row(field, cell, *, erases=False, kind="tool", **column):
    mapping = ColumnMap((MappedColumn("C", field, **column),), erases)
    return RowMapper(importer_for(kind), mapping, ValueMap()).canonical_row({"C": cell})


@pytest.mark.parametrize(
    ("field", "cell", "column", "value"),
    [
        ("purpose", "Screening; Helplines and chat", {"separator": ";"}, ["screening", "hotline"]),
        ("purpose", "none", {}, []),
        ("countries", "Kenya/France", {"separator": "/"}, ["ke", "fr"]),
        ("open_source", "Oui", {}, True),
        ("open_source", "нет", {}, False),
        ("url", "www.example.org", {}, "https://www.example.org"),
        ("first_released", "3.4.2019", {"dates": "dmy"}, "2019-04-03"),
        ("sources", "https://a.org | A report", {"separator": "|"},
         [{"url": "https://a.org"}, {"title": "A report"}]),
        ("name", 42, {}, "42"),
        ("summary", ["hotline", "survivors"], {}, "hotline, survivors"),
    ],
)  # fmt: skip
def test_a_cell_is_read_as_its_field_asks(field, cell, column, value):
    assert row(field, cell, **column) == ({field: value}, [])


def test_a_speaker_is_read_with_the_affiliation():
    found, _problems = row("speakers", "Jane Doe, ODIHR; Ann (UN)", kind="event", separator=";")
    assert found["speakers"] == [
        {"name": "Jane Doe", "affiliation": "ODIHR"},
        {"name": "Ann", "affiliation": "UN"},
    ]


@pytest.mark.parametrize("cell", ["", "  ", None])
def test_an_empty_cell_says_nothing(cell):
    assert row("summary", cell) == ({}, [])


def test_an_empty_cell_erases_where_the_profile_says_so():
    assert row("notes", "", erases=True) == ({"notes": None}, [])


def test_what_a_record_cannot_do_without_is_never_erased():
    assert row("name", "", erases=True) == ({}, [])


def test_each_word_that_is_no_term_is_noted_and_the_others_of_its_cell_are_read():
    found, problems = row("purpose", "Screening; Dancing; Singing", separator=";")
    assert found == {"purpose": ["screening"]}
    assert [problem.field for problem in problems] == ["purpose", "purpose"]
    assert all(isinstance(problem, UnknownValue) for problem in problems)
    assert problems[0] == (
        "“Dancing” is no term of Purpose. It is left out of this row until it is mapped to one."
    )


def test_a_cell_of_nothing_but_unknown_words_leaves_its_field_alone():
    found, problems = row("access", "0")
    assert found == {}
    assert [isinstance(problem, UnknownValue) for problem in problems] == [True]


def test_in_a_file_that_ships_an_unknown_word_is_a_problem_of_its_row():
    mapping = ColumnMap((MappedColumn("C", "purpose"),), strict=True)
    mapper = RowMapper(importer_for("tool"), mapping, ValueMap())
    _found, (problem,) = mapper.canonical_row({"C": "Dancing"})
    assert not isinstance(problem, UnknownValue)
    assert "Map it to a term" in problem


def test_an_impossible_date_is_a_problem():
    _found, problems = row("first_released", "31.02.2021", dates="dmy")
    assert "no such date" in problems[0]


def test_a_mapping_is_the_same_after_it_was_stored():
    mapping = ColumnMap(
        (MappedColumn("A", "name"), MappedColumn("B", "purpose", ";", "dmy", 90)), True
    )
    assert ColumnMap.read(mapping.as_json()) == mapping
