"""A name that stands for rows: a region for its countries."""

import pytest

from hub.search_engine.named_rows import NamedRows, named_rows
from hub.search_engine.query import Query
from hub.search_engine.query_parser import parse_query
from hub.search_engine.search import search

LANDS = NamedRows(
    "lands",
    "Far Lands (2 countries)",
    (("place/aa", 1.0), ("place/bb", 0.6)),
    ("Far Lands", "Terres lointaines", "远方"),
)
LAND = NamedRows("land", "", (("place/cc", 1.0),), ("Nearland",), apart=(("upper", "nearland"),))
UPPER = NamedRows("upper", "", (("place/dd", 1.0),), ("Upper Nearland",))
NOWHERE = NamedRows("nowhere", "", (), ("Sea of Far Lands",))


@pytest.fixture(autouse=True)
def names():
    named_rows.register("test", lambda: [LANDS, UPPER, LAND, NOWHERE])
    yield
    named_rows.unregister("test")


def clauses(text, **how):
    return [
        (" ".join(each.words), each.named and each.named.slug) for each in parse_query(text, **how)
    ]


@pytest.mark.parametrize("text", ["far lands", "Terres lointaines", "FAR-LANDS", "远方"])
def test_a_name_in_any_language_is_one_clause(text):
    assert [slug for _words, slug in clauses(text)] == ["lands"]


def test_other_words_stay_words():
    assert clauses("hotline far lands") == [("hotline", None), ("far lands", "lands")]


def test_a_name_is_found_within_a_run_without_blanks():
    assert clauses("远方热线") == [("远方", "lands"), ("热线", None)]


def test_the_longest_name_counts():
    assert [slug for _words, slug in clauses("upper nearland")] == ["upper"]


def test_within_another_place_a_name_is_words():
    assert [slug for _words, slug in clauses("sea of far lands")] == [None] * 3


def test_quoted_or_literal_a_name_is_words():
    assert [slug for _words, slug in clauses('"far lands"')] == [None]
    assert [slug for _words, slug in clauses("far lands", literal=True)] == [None, None]


def test_a_record_matches_by_a_row_or_by_its_text(snapshot_of, make):
    documents = [
        make(1, rows=frozenset({"place/aa"})),
        make(2, rows=frozenset({"place/bb"})),
        make(3, summary="Made for the far lands"),
        make(4, summary="Lands far away"),
        make(5, rows=frozenset({"place/zz"})),
    ]
    result = search(snapshot_of(documents), Query.of("Terres lointaines"))
    assert set(result.ids) == {1, 2, 3}
    assert result.ids.index(1) < result.ids.index(2)
    assert result.named == (LANDS,)


def test_who_has_the_row_and_the_name_comes_first(snapshot_of, make):
    rows = frozenset({"place/aa"})
    documents = [make(1, rows=rows), make(2, rows=rows, summary="In the far lands")]
    assert search(snapshot_of(documents), Query.of("far lands")).ids == (2, 1)


def test_a_text_on_a_longer_name_is_none_on_the_shorter(snapshot_of, make):
    documents = [
        make(1, summary="Used in Upper Nearland"),
        make(2, summary="Used in Nearland"),
        make(3, summary="Upper Nearland and Nearland"),
        make(4, rows=frozenset({"place/dd"})),
    ]
    labels = {"place/dd": [("en", "Upper Nearland")]}
    assert set(search(snapshot_of(documents, labels), Query.of("Nearland")).ids) == {2, 3}
    assert set(search(snapshot_of(documents, labels), Query.of("Upper Nearland")).ids) == {1, 3, 4}


def test_nothing_is_said_of_a_name_whose_rows_no_record_has(snapshot_of, make):
    result = search(snapshot_of([make(1, summary="The far lands")]), Query.of("far lands"))
    assert (result.ids, result.named) == ((1,), ())


def test_words_are_missing_only_where_no_record_has_the_place(snapshot_of, make):
    documents = [make(1, summary="hotline"), make(2, rows=frozenset({"place/aa"}))]
    result = search(snapshot_of(documents), Query.of("hotline far lands"))
    assert result.partial
    assert set(result.ids) == {1, 2}
