"""How long pages are kept, how many, and what happens without the shared cache."""

import pytest
import redis
import time_machine
from django.core.cache import CacheHandler, cache

from catalogue.models import Tool
from hub.records.models import SearchState
from hub.web.middleware import page_cache

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_a_new_day_makes_a_new_page(tool, client):
    """At midnight UTC, since "coming", "past" and "not checked for a year" change then."""
    with time_machine.travel("2031-05-01T23:59:50Z", tick=False):
        before = client.get("/tools/").headers["ETag"]
    with time_machine.travel("2031-05-02T00:00:10Z", tick=False):
        assert client.get("/tools/").headers["ETag"] != before


def test_the_same_day_keeps_the_page(tool, client):
    with time_machine.travel("2031-05-01T00:00:10Z", tick=False):
        before = client.get("/tools/").headers["ETag"]
    with time_machine.travel("2031-05-01T23:59:50Z", tick=False):
        assert client.get("/tools/").headers["ETag"] == before


def test_with_the_cache_away_the_page_is_there(tool, client, no_redis):
    assert client.get("/tools/").status_code == 200


def test_with_the_cache_away_the_page_is_kept_in_the_process(tool, client, no_redis, queries):
    client.get("/tools/")
    assert len(queries("/tools/")) == 1


@pytest.fixture
def no_redis(settings, monkeypatch):
    """The shared cache at an address where nothing listens."""
    backend = {**settings.CACHES["default"], "LOCATION": "unix:///tmp/nobody-listens-here"}
    monkeypatch.setattr(page_cache, "cache", CacheHandler({"default": backend})["default"])


def test_what_is_kept_expires(tool, client, settings):
    client.get("/tools/")
    (key,) = page_cache.local.values
    with redis.Redis.from_url(settings.CACHE_URL) as server:
        assert 0 < server.ttl(cache.make_key(f"page:{key}")) <= 86_400


def test_a_withdrawn_record_is_not_shown_by_a_process_that_is_behind(tool, client):
    """The index still holds it, the cards ask the database again."""
    client.get("/tools/")
    Tool.objects.filter(pk=tool.pk).update(state="draft")
    page_cache.local.clear()
    cache.clear()
    seen = client.get("/tools/?sort=name").content
    assert (SearchState.current(), b"Hotline</a>" in seen) == (1, False)
