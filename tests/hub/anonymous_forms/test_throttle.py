"""Rates hold to the second, over all threads, and from whenever somebody begins."""

import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from hub.anonymous_forms import throttle
from hub.anonymous_forms.models import RateLimit
from hub.anonymous_forms.throttle import NO_WAIT, Rate

pytestmark = pytest.mark.both_databases

BEGIN = datetime.datetime(2030, 5, 1, 12, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)
HOUR = 60 * MINUTE
RATE = Rate(5, 4 * MINUTE)


@pytest.fixture
def clock(monkeypatch):
    """That of this machine, and of the database: a server's own cannot be moved."""
    monkeypatch.setattr(throttle, "now_in_database", timezone.now)
    with time_machine.travel(BEGIN, tick=False) as clock:
        yield clock


def taken(times, key="a"):
    return sum(throttle.take(key, RATE) == NO_WAIT for _ in range(times))


@pytest.mark.django_db
def test_a_burst_is_allowed_at_once_and_no_more(clock):
    assert taken(9) == 5


@pytest.mark.django_db
def test_whoever_is_refused_is_told_how_long_to_wait(clock):
    taken(5)
    assert throttle.take("a", RATE) == 4 * MINUTE


@pytest.mark.django_db
def test_after_that_time_and_not_before_one_more_is_allowed(clock):
    taken(5)
    clock.shift(4 * MINUTE - datetime.timedelta(seconds=1))
    assert taken(1) == 0
    clock.shift(datetime.timedelta(seconds=1))
    assert taken(2) == 1


@pytest.mark.django_db
def test_refusals_use_nothing_up(clock):
    taken(500)
    clock.shift(4 * MINUTE)
    assert taken(1) == 1


@pytest.mark.django_db
def test_in_no_hour_are_more_than_twenty_allowed_however_one_tries(clock):
    allowed = []
    for minute in range(5 * 60):
        clock.move_to(BEGIN + minute * MINUTE)
        tried = 6 if minute % 47 == 0 else minute % 3  # with breaks, and all at once after them
        allowed += [minute] * taken(tried)
    fullest = max(sum(begin <= at <= begin + 60 for at in allowed) for begin in range(5 * 60))
    assert 17 <= fullest <= 20


@pytest.mark.django_db
def test_keys_are_counted_apart(clock):
    taken(5)
    assert taken(5, "b") == 5


@pytest.mark.django_db
def test_what_is_given_back_can_be_taken_again(clock):
    taken(5)
    throttle.give_back("a", RATE)
    assert taken(2) == 1


@pytest.mark.django_db
def test_what_is_reserved_has_its_turn_later_and_is_never_refused(clock):
    rate = Rate.per(HOUR, 60)
    waits = [throttle.reserve("a", rate) for _ in range(63)]
    assert waits == [NO_WAIT] * 60 + [MINUTE, 2 * MINUTE, 3 * MINUTE]


@pytest.mark.django_db
def test_a_rate_that_is_not_used_is_erased_and_one_that_is_used_stays(clock):
    taken(1, "old")
    clock.shift(HOUR)
    taken(1, "new")
    clock.shift(10 * MINUTE)
    throttle.erase_unused(datetime.datetime.now(datetime.UTC))
    assert list(RateLimit.objects.values_list("key", flat=True)) == ["new"]


@pytest.mark.django_db(transaction=True)
def test_many_at_once_get_no_more_than_one_after_the_other():
    def attempt(_number):
        try:
            return throttle.take("a", Rate(5, HOUR)) == NO_WAIT
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(attempt, range(40))) == 5


@pytest.mark.django_db
@pytest.mark.parametrize("ahead", [-HOUR, HOUR])
def test_a_machine_whose_clock_differs_uses_the_same_rate(ahead, on_postgresql):
    if not on_postgresql:
        pytest.skip("an embedded database has the clock of its machine")
    taken(5)
    with time_machine.travel(timezone.now() + ahead):
        assert taken(1) == 0
        assert throttle.reserve("a", RATE) <= RATE.interval
