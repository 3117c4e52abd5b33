"""What people must find: the written list of searches over the starter data."""

from collections import Counter

import pytest

from bench.relevance import FIRST, LEAST_RECIPROCAL_RANK, LEAST_SUCCESS, measure, read_entries
from catalogue.models import Tool
from hub.search_engine.query import Query
from hub.search_engine.search import search
from hub.search_engine.snapshot_cache import get_snapshot
from tests.plugins.cast import in_database

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

ENTRIES = read_entries()
NAMED = ("first", "must", "five", "first_five_from", "not")


@pytest.fixture(scope="module")
def snapshot(starter_database, django_db_blocker):
    """The index of the starter data, built once for all searches."""
    with django_db_blocker.unblock(), in_database(starter_database):
        return get_snapshot("tool"), dict(Tool.objects.values_list("pk", "slug"))


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["query"])
def test_the_first_five_hold_what_must_be_found(snapshot, entry):
    index, slugs = snapshot
    pks = search(index, Query.of(entry["query"])).ids[:FIRST]
    first = [slugs[pk] for pk in pks]
    assert first, entry["why"]
    assert first[0] in entry.get("first", first), entry["why"]
    assert set(entry.get("must", ())) <= set(first), entry["why"]
    assert not set(entry.get("five", first)).isdisjoint(first), entry["why"]
    assert set(first) <= set(entry.get("first_five_from", first)), entry["why"]
    assert set(entry.get("not", ())).isdisjoint(first), entry["why"]
    if "have" in entry:
        rows = [index.rows_of(pk) for pk in pks]
        assert [each for each in rows if each.isdisjoint(entry["have"])] == [], entry["why"]


def test_relevance_does_not_fall(snapshot):
    index, slugs = snapshot
    measured = measure(index, slugs, ENTRIES)
    assert measured.reciprocal_rank >= LEAST_RECIPROCAL_RANK
    assert measured.success >= LEAST_SUCCESS


def test_the_list_holds_at_least_a_hundred_and_fifty_searches():
    assert len(ENTRIES) >= 150


@pytest.mark.parametrize("language", ["fr", "es", "ru", "ar", "zh"])
def test_the_list_holds_at_least_25_searches_in_each_other_language(language):
    assert Counter(entry["language"] for entry in ENTRIES)[language] >= 25


def test_every_search_says_what_must_be_found():
    assert [e for e in ENTRIES if not {"have", *NAMED[:-1]} & set(e) or not e["why"]] == []


def test_the_list_names_only_tools_and_terms_that_there_are(snapshot):
    index, slugs = snapshot
    named = {slug for entry in ENTRIES for key in NAMED for slug in entry.get(key, ())}
    assert named <= set(slugs.values())
    rows = {row for entry in ENTRIES for row in entry.get("have", ())}
    assert {row for row in rows if not index.has_row(row)} <= {"connectivity/known-none"}
