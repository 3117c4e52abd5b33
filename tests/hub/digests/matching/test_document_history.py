"""A record in the index as its revision remembers it."""

import datetime
from dataclasses import replace

import pytest

from hub.digests.matching.document_history import (
    NOTHING,
    as_it_was,
    is_ended,
    status_in_log,
)
from hub.vocabulary.term_cache import newest_term_cache

pytestmark = pytest.mark.django_db

NOW = replace(
    NOTHING,
    pk=7,
    updated=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
    title="New name",
    names=("Nickname", "Maker"),
    summary="New words.",
    description="A text\nof two lines\nNew caution",
    rows=frozenset({"purpose/training", "scope/dedicated", "seat/ke", "language/not-known"}),
)
TEXTS = {"name": "New name", "summary": "New words.", "caution": "New caution",
         "other_names": ["Nickname"]}  # fmt: skip


def then(**facts):
    whole = {
        "name": "New name",
        "summary": "New words.",
        "caution": "New caution",
        "other_names": ["Nickname"],
        "scope": "dedicated",
        "known_none": [],
        **facts,
    }
    facets, schemes = ("purpose", "scope", "language"), ("purpose", "language")
    return as_it_was("tool", facets, schemes, NOW, TEXTS, whole, newest_term_cache())


def test_texts_that_differed_stand_in_their_places():
    found = then(name="Old name", summary="Old words.", caution="Old caution")
    assert (found.title, found.summary, found.description) == (
        "Old name",
        "Old words.",
        "A text\nof two lines\nOld caution",
    )


def test_a_text_is_replaced_as_a_whole_and_never_within_another():
    assert then(caution="Old").description.startswith("A text\nof two lines\n")


def test_other_names_are_those_of_then_and_the_makers_stay():
    assert set(then(other_names=["Old nickname"]).names) == {"Maker", "Old nickname"}


def test_terms_are_those_of_then_and_what_no_revision_keeps_stays(make_term):
    make_term("purpose/mapping")
    rows = then(purpose=["mapping"]).rows
    assert {"purpose/mapping", "seat/ke"} <= rows
    assert "purpose/training" not in rows


@pytest.mark.parametrize(
    ("facts", "row"),
    [
        ({}, "language/not-known"),
        ({"known_none": ["language"]}, "language/known-none"),
        ({"language": ["fr"]}, "language/fr"),
    ],
)
def test_the_three_states_of_knowing_are_those_of_then(make_term, facts, row):
    make_term("language/fr")
    found = {one for one in then(**facts).rows if one.startswith("language/")}
    assert found == {row}


def test_the_fields_that_are_facets_are_those_of_then():
    assert "scope/adjacent" in then(scope="adjacent").rows


@pytest.mark.parametrize(
    ("kind", "facts", "ended"),
    [
        ("tool", {"status": ["active"]}, False),
        ("tool", {"status": ["discontinued"]}, True),
        ("organisation", {"ended": "2024"}, True),
        ("organisation", {"ended": None}, False),
        ("deployment", {"ended": "2024"}, False),
    ],
)
def test_what_has_ended_is_what_lists_leave_out(kind, facts, ended):
    assert is_ended(kind, facts) is ended


def test_without_an_entry_nothing_was_assessed():
    entry = ["2026", None, None, None, "under-way", "A law.", "", ""]
    found = status_in_log({"follow_ups": [entry]}), status_in_log({"follow_ups": []})
    assert found == ("under-way", "not-assessed")
