"""A service that failed is left alone for a while."""

import time

import pytest

from hub.records import circuit_breaker
from hub.records.circuit_breaker import CircuitBreaker


@pytest.fixture
def clock(monkeypatch):
    """Seconds that only pass when a test says so."""
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])

    def go_on(seconds):
        now[0] += seconds

    return go_on


def test_a_failure_opens_it_for_a_pause_that_grows(clock):
    breaker = CircuitBreaker()
    pauses = []
    for _failure in range(6):
        breaker.failed()
        pause = 0.0
        while not breaker.may_try():
            clock(0.5)
            pause += 0.5
        pauses.append(pause)
    assert pauses == [1.0, 2.0, 4.0, 8.0, 8.0, 8.0]


def test_threads_that_fail_together_are_one_failure(clock):
    breaker = CircuitBreaker()
    assert [breaker.failed() for _thread in range(4)] == [True, False, False, False]
    clock(circuit_breaker.FIRST_PAUSE)
    assert breaker.may_try()


def test_after_the_pause_one_at_a_time_tries_until_one_succeeds(clock):
    breaker = CircuitBreaker()
    breaker.failed()
    clock(circuit_breaker.FIRST_PAUSE)
    assert [breaker.may_try() for _caller in range(3)] == [True, False, False]
    breaker.succeeded()
    assert [breaker.may_try() for _caller in range(3)] == [True, True, True]


def test_who_learnt_nothing_leaves_it_to_the_next_and_at_last_it_closes(clock):
    breaker = CircuitBreaker()
    breaker.failed()
    clock(circuit_breaker.FIRST_PAUSE)
    assert breaker.may_try()
    breaker.left()
    assert (breaker.may_try(), breaker.is_closed) == (True, False)
    clock(circuit_breaker.QUIET_SECONDS + 1)
    breaker.left()
    assert breaker.is_closed


def test_who_never_reports_is_not_waited_for_for_ever(clock):
    breaker = CircuitBreaker()
    breaker.failed()
    clock(circuit_breaker.FIRST_PAUSE)
    assert [breaker.may_try(), breaker.may_try()] == [True, False]
    clock(circuit_breaker.TRIAL_SECONDS)
    assert breaker.may_try()


def test_a_failure_soon_after_it_was_closed_opens_it_for_longer(clock):
    breaker = CircuitBreaker()
    for expected in (1.0, 2.0, 4.0):
        breaker.failed()
        clock(expected - 0.1)
        assert not breaker.may_try()
        clock(0.1)
        assert breaker.may_try()
        breaker.succeeded()
    clock(circuit_breaker.SAME_TROUBLE_SECONDS + 1)
    breaker.failed()
    clock(circuit_breaker.FIRST_PAUSE)
    assert breaker.may_try()
