"""What people must find: the written list of searches over the starter data."""

import json
from pathlib import Path

import pytest

from catalogue.models import Tool
from hub.search_engine.query import Query
from hub.search_engine.search import search
from hub.search_engine.snapshot_cache import get_snapshot
from tests.plugins.cast import in_database

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

LIST = Path(__file__).parents[1] / "data" / "relevance.json"
ENTRIES = json.loads(LIST.read_text(encoding="utf-8"))
FIRST = 5


@pytest.fixture(scope="module")
def snapshot(starter_database, django_db_blocker):
    """The index of the starter data, built once for all searches."""
    with django_db_blocker.unblock(), in_database(starter_database):
        return get_snapshot("tool"), dict(Tool.objects.values_list("pk", "slug"))


@pytest.fixture
def first(snapshot):
    def find(text):
        held, slugs = snapshot
        return [slugs[pk] for pk in search(held, Query.of(text)).ids[:FIRST]]

    return find


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["query"])
def test_the_first_five_hold_what_must_be_found(first, entry):
    found = first(entry["query"])
    assert set(entry.get("must", ())) <= set(found), entry["why"]
    if "first_five_from" in entry:
        assert len(found) == FIRST
        assert set(found) <= set(entry["first_five_from"]), entry["why"]


def test_the_list_holds_at_least_forty_searches_in_english():
    assert sum(entry["language"] == "en" for entry in ENTRIES) >= 40


@pytest.mark.parametrize("language", ["fr", "es", "ru", "ar", "zh"])
def test_the_list_holds_at_least_five_searches_in_each_other_language(language):
    assert sum(entry["language"] == language for entry in ENTRIES) >= 5


def test_the_list_names_only_tools_that_there_are(snapshot):
    _held, slugs = snapshot
    named = {slug for entry in ENTRIES for key in ("must", "first_five_from")
             for slug in entry.get(key, ())}  # fmt: skip
    assert named <= set(slugs.values())
