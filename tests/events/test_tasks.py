"""What was coming is listed as past the day after."""

import datetime

import pytest
import time_machine

from events import tasks
from hub.search_engine.query import Query
from hub.search_engine.search import match_bits
from hub.search_engine.snapshot_cache import get_snapshot

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def listed(when):
    snapshot = get_snapshot("event")
    found = match_bits(snapshot, Query.of("", {"when": [when]}))
    return len(snapshot.positions(found))


@time_machine.travel(datetime.datetime(2023, 3, 8, 12, tzinfo=datetime.UTC))
def test_an_event_of_today_is_coming_and_the_day_after_past(make_event):
    make_event(start="2023-03-08")
    assert (listed("coming"), listed("past")) == (1, 0)
    assert tasks.mark_past_events(datetime.date(2023, 3, 8)) == 0
    assert tasks.mark_past_events(datetime.date(2023, 3, 9)) == 1
    assert (listed("coming"), listed("past")) == (0, 1)


@time_machine.travel(datetime.datetime(2023, 3, 8, 12, tzinfo=datetime.UTC))
def test_a_second_sweep_writes_nothing(make_event):
    event = make_event(start="2023-03-08")
    tasks.mark_past_events(datetime.date(2023, 3, 9))
    event.refresh_from_db()
    before = event.index_seq
    assert tasks.mark_past_events(datetime.date(2023, 3, 9)) == 0
    event.refresh_from_db()
    assert event.index_seq == before


@time_machine.travel(datetime.datetime(2023, 3, 8, 12, tzinfo=datetime.UTC))
def test_an_event_put_off_is_coming_again(make_event):
    event = make_event(start="2023-03-01")
    assert event.over
    event.start = "2023-05"
    event.save()
    event.refresh_from_db()
    assert not event.over
