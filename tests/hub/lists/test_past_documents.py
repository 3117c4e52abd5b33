"""A record in the index as its revision remembers it."""

import pytest

from catalogue.index_documents import ORGANISATION_SOURCE, PRACTICE_SOURCE, TOOL_SOURCE
from events.recommendations.index_documents import statuses_of_facts
from hub.lists.document_source import RecordContext
from hub.vocabulary.term_cache import newest_term_cache

pytestmark = pytest.mark.django_db

CONTEXT = RecordContext(pk=7, names=("Maker",), rows=frozenset({"seat/ke"}))


def past(source, facts):
    terms = newest_term_cache()
    return source.document(source.content_of(facts, terms), CONTEXT, terms)


def then(**facts):
    whole = {
        "name": "New name",
        "summary": "New words.",
        "description": "A text\nof two lines",
        "caution": "New caution",
        "other_names": ["Nickname"],
        "scope": "dedicated",
        "known_none": [],
        **facts,
    }
    return past(TOOL_SOURCE, whole)


def test_texts_that_differed_stand_in_their_places():
    found = then(name="Old name", summary="Old words.", caution="Old caution")
    assert (found.title, found.summary, found.description) == (
        "Old name",
        "Old words.",
        "A text\nof two lines\nOld caution",
    )


def test_a_text_is_replaced_as_a_whole_and_never_within_another():
    assert then(caution="Old").description == "A text\nof two lines\nOld"


def test_other_names_are_those_of_then_and_the_makers_stay():
    assert set(then(other_names=["Old nickname"]).names) == {"Maker", "Old nickname"}


def test_terms_are_those_of_then_and_what_no_revision_keeps_stays(make_term):
    make_term("purpose/mapping")
    make_term("purpose/training")
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


def test_a_term_that_was_replaced_since_is_found_under_its_successor(make_term):
    make_term("purpose/maps").deprecate(successor=make_term("purpose/mapping"))
    assert {"purpose/maps", "purpose/mapping"} <= then(purpose=["maps"]).rows


def test_the_fields_that_are_facets_are_those_of_then():
    assert "scope/adjacent" in then(scope="adjacent").rows
    assert "scope/not-known" in then(scope=None).rows


@pytest.mark.parametrize(
    ("source", "facts", "ended"),
    [
        (TOOL_SOURCE, {"status": ["active"]}, False),
        (TOOL_SOURCE, {"status": ["discontinued"]}, True),
        (ORGANISATION_SOURCE, {"ended": "2024"}, True),
        (ORGANISATION_SOURCE, {"ended": None}, False),
        (PRACTICE_SOURCE, {"ended": "2024"}, False),
    ],
)
def test_what_has_ended_is_what_lists_leave_out(make_term, source, facts, ended):
    make_term("status/active")
    make_term("status/discontinued")
    assert past(source, facts).ended is ended


def test_without_an_entry_nothing_was_assessed():
    entry = ["2026", None, None, None, "under-way", "A law.", "", ""]
    found = statuses_of_facts({"follow_ups": [entry]}), statuses_of_facts({"follow_ups": []})
    assert found == ({"under-way"}, {"not-assessed"})
