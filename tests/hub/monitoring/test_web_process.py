"""Several web processes of one machine share a row, and none hides what is wrong with another."""

import pytest
from django.utils import timezone

from hub.monitoring.heartbeats import this_machine
from hub.monitoring.models import Heartbeat, Incident
from hub.monitoring.web_process import WebHeartbeat
from hub.records.seq_cache import clear_caches
from hub.search_engine import snapshot_cache

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture(autouse=True)
def _nobody_has_searched():
    clear_caches()


@pytest.fixture
def is_current(monkeypatch):
    """Whether the next process that looks finds its index as new as the records."""

    def is_current(answer):
        monkeypatch.setattr(snapshot_cache, "renew_all", lambda: answer)

    return is_current


def behind_since():
    return Heartbeat.objects.get(kind="web").behind_since


def test_a_process_in_which_nobody_searched_says_nothing_of_the_index(is_current):
    other = WebHeartbeat()
    is_current(False)
    other.beat()
    since = behind_since()
    is_current(None)
    WebHeartbeat().beat()
    assert behind_since() == since is not None


def test_a_process_that_is_current_does_not_speak_for_one_that_is_behind(is_current):
    behind, current = WebHeartbeat(), WebHeartbeat()
    is_current(True)
    current.beat()
    is_current(False)
    behind.beat()
    since = behind_since()
    is_current(True)
    current.beat()
    assert behind_since() == since is not None
    behind.beat()
    assert behind_since() is None


def test_only_where_somebody_searched_there_is_an_index_to_be_renewed(heard):
    heard("web", behind_since=timezone.now(), name=this_machine())
    WebHeartbeat().beat()
    assert behind_since() is not None
    snapshot_cache.get_snapshot("tool")
    WebHeartbeat().beat()
    assert behind_since() is None


def test_an_index_that_cannot_be_renewed_keeps_nobody_from_being_told(monkeypatch):
    def fail():
        raise OSError("the disk is full")

    monkeypatch.setattr(snapshot_cache, "renew_all", fail)
    with pytest.raises(OSError, match="full"):
        WebHeartbeat().beat()
    assert Incident.objects.filter(check_name="beat").exists()
