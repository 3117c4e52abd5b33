"""The turns of hosts; the clock is a number."""

from hub.curation.link_checks.host_queue import PAUSE, HostQueue
from hub.curation.link_checks.probe import KnownPage, Probe


def probe(url):
    return Probe(KnownPage(url))


def test_a_host_rests_for_ten_seconds_after_each_request():
    queue = HostQueue()
    first, second = probe("https://a.example/1"), probe("https://a.example/2")
    queue.put(first)
    queue.put(second)
    assert queue.take(0) is first
    assert queue.take(100) is None
    queue.asked("a.example", 100)
    assert queue.take(100 + PAUSE - 0.01) is None
    assert queue.take(100 + PAUSE) is second


def test_another_host_need_not_wait():
    queue = HostQueue()
    queue.put(probe("https://a.example/1"))
    other = probe("https://b.example/1")
    queue.put(other)
    queue.take(0)
    assert queue.take(0) is other


def test_a_name_in_other_letters_and_by_another_port_is_the_same_host():
    queue = HostQueue()
    queue.put(probe("https://a.example/1"))
    queue.put(probe("http://A.Example:8080/2"))
    queue.take(0)
    assert queue.take(0) is None


def test_what_has_begun_goes_first():
    queue = HostQueue()
    queue.put(probe("https://a.example/1"))
    begun = probe("https://a.example/2")
    queue.put(begun, first=True)
    assert queue.take(0) is begun


def test_a_host_that_asked_for_a_longer_pause_gets_it():
    queue = HostQueue()
    queue.asked("a.example", 0, 3600)
    queue.put(probe("https://a.example/1"))
    assert queue.next_turn() == 3600


def test_only_what_has_begun_stays_when_the_time_runs_out():
    queue = HostQueue()
    begun = probe("https://a.example/1")
    begun.method = "GET"
    for each in (begun, probe("https://a.example/2"), probe("https://b.example/")):
        queue.put(each)
    queue.drop_unbegun()
    assert queue.left() == [begun]
    assert queue.take(0) is begun
    assert queue.take(0) is None
