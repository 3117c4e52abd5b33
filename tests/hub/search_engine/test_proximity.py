"""Words side by side, in the text and in labels, and what they count beside other matches."""

import pytest

from hub.search_engine.query import Query
from hub.search_engine.search import name_rank, search


def test_a_pair_in_the_title_stands_before_its_words_apart(snapshot_of, make):
    documents = [
        make(1, title="Case management for refugees"),
        make(2, title="Case of a refugee under management"),
    ]
    assert search(snapshot_of(documents), Query.of("case management")).ids == (1, 2)


def test_a_pair_in_the_title_stands_before_one_word_of_it_in_a_shorter_title(snapshot_of, make):
    documents = [
        make(1, title="Worker rights, a migrant worker app", summary="x"),
        make(2, title="Migrant", summary="A worker is helped."),
    ]
    assert search(snapshot_of(documents), Query.of("migrant worker")).ids == (1, 2)


def test_near_words_count_more_than_far_ones(snapshot_of, make):
    far = "It stores data. " + "Nothing else is known of it. " * 5 + "A victim is safe."
    near = "It stores a victim and data. " + "Nothing else is known of it. " * 5 + "All is safe."
    documents = [make(2, description=far), make(1, description=near)]
    assert search(snapshot_of(documents), Query.of("victim data")).ids == (1, 2)


def test_endings_make_no_difference(snapshot_of, make):
    documents = [make(1, title="Migrant workers"), make(2, title="Workers, not migrants")]
    assert search(snapshot_of(documents), Query.of("migrants worker")).ids[0] == 1


def test_words_of_two_texts_are_not_side_by_side(snapshot_of, make):
    documents = [
        make(1, title="The case", summary="Management of it"),
        make(2, title="The case", summary="Its case management"),
    ]
    assert search(snapshot_of(documents), Query.of("case management")).ids == (2, 1)


def test_a_pair_in_a_label_counts(snapshot_of, make):
    labels = {
        "purpose/a": [("en", "Law database")],
        "purpose/b": [("en", "Law")],
        "context/c": [("en", "Database")],
    }
    documents = [
        make(1, rows=frozenset({"purpose/a"})),
        make(2, rows=frozenset({"purpose/b", "context/c"})),
    ]
    assert search(snapshot_of(documents, labels), Query.of("law database")).ids == (1, 2)


def test_what_a_record_is_for_counts_before_where_it_is_used(snapshot_of, make):
    labels = {"purpose/a": [("en", "Police work")], "region/r": [("en", "Police work")]}
    documents = [
        make(1, rows=frozenset({"purpose/a"})),
        make(2, rows=frozenset({"region/r"}), standing=9),
    ]
    assert search(snapshot_of(documents, labels), Query.of("police")).ids == (1, 2)


def test_a_record_for_one_counts_before_one_for_many(snapshot_of, make):
    labels = {"purpose/a": [("en", "Police")]}
    documents = [
        make(1, rows=frozenset({"purpose/a"})),
        make(2, rows=frozenset({"purpose/a", "purpose/b", "purpose/c"}), standing=9),
    ]
    assert search(snapshot_of(documents, labels), Query.of("police")).ids == (1, 2)


@pytest.mark.parametrize(
    ("text", "rank"),
    [
        ("World Day", 2),
        ("world day conference", 1),
        ("conferences world", 1),
        ("world", 0),
        ("world of tools", 0),
    ],
)
def test_what_is_typed_may_be_a_name_or_in_a_title(snapshot_of, make, text, rank):
    documents = [make(1, title="World Day"), make(2, title="Conference for the World Day")]
    assert name_rank(snapshot_of(documents), text) == rank
