"""A Redis that takes connections and answers nothing holds nobody."""

import os
import signal
import time

import pytest
import redis
from celery import Celery
from django.core.cache import CacheHandler

from hub import task_queue
from hub.devserver import embedded_redis
from hub.records import circuit_breaker
from hub.web.middleware import page_cache

# Far above what is asked for (a quarter of a second, and two), and far below for ever.
SOON = 10.0


@pytest.fixture
def hanging(process_group):
    """The address of a server; what makes it hang, go on, and end."""
    process, address = embedded_redis.start(process_group)
    yield (
        address,
        lambda: os.kill(process.pid, signal.SIGSTOP),
        lambda: os.kill(process.pid, signal.SIGCONT),
        lambda: process_group.stop(process),
    )
    if process.poll() is None:
        os.kill(process.pid, signal.SIGCONT)
        process_group.stop(process)


@pytest.fixture
def seconds():
    begun = time.monotonic()
    return lambda: time.monotonic() - begun


@pytest.mark.django_db
def test_pages_are_answered_and_the_cache_is_left_alone_for_a_while(
    hanging, settings, monkeypatch, tool, client, seconds, caplog
):
    address, hang, *_others = hanging
    backend = {**settings.CACHES["pages"], "LOCATION": address}
    monkeypatch.setattr(page_cache, "cache", CacheHandler({"default": backend})["default"])
    client.get("/tools/")
    hang()
    monkeypatch.setattr(circuit_breaker, "FIRST_PAUSE", 3600.0)
    monkeypatch.setattr(circuit_breaker, "LONGEST_PAUSE", 3600.0)
    answers = [client.get(f"/tools/?q={number}").status_code for number in range(5)]
    assert (answers, seconds() < SOON) == ([200] * 5, True)
    assert len([line for line in caplog.messages if "page cache" in line]) == 1


@pytest.fixture
def task(hanging, settings):
    """Of an application whose broker is the server that hangs."""
    app = Celery("of this test", set_as_current=False)
    app.config_from_object(settings, namespace="CELERY")
    app.conf.broker_url = (
        hanging[0].replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
    )

    @app.task(name="tests.nothing")
    def nothing():
        pass

    return nothing


@pytest.mark.slow
def test_what_enqueues_a_task_waits_two_seconds_at_most_and_then_not_at_all(
    hanging, task, seconds, caplog
):
    assert task_queue.enqueue(task)
    hanging[1]()
    begun = seconds()
    assert not task_queue.enqueue(task)
    first = seconds() - begun
    assert [task_queue.enqueue(task) for _ in range(100)] == [False] * 100
    assert (first < 2.0, seconds() - begun < 2.5) == (True, True)
    assert len([line for line in caplog.messages if "No broker" in line]) == 1


def test_a_broker_that_is_back_is_used_again(hanging, task, monkeypatch):
    _address, hang, go_on, _stop = hanging
    hang()
    assert not task_queue.enqueue(task)
    assert not task_queue.enqueue(task)
    monkeypatch.setattr(task_queue, "PAUSE_SECONDS", 0.0)
    assert not task_queue.enqueue(task)
    go_on()
    assert task_queue.enqueue(task)


@pytest.fixture
def counting(hanging, settings):
    """The cache in which attempts are counted is the server that hangs."""
    backend = {**settings.CACHES["default"], "LOCATION": hanging[0]}
    settings.CACHES = {**settings.CACHES, "default": backend}


@pytest.mark.django_db
@pytest.mark.parametrize("fault", ["hangs", "is full", "is away"])
def test_people_sign_in_and_attempts_are_counted_where_the_cache_fails(
    hanging, counting, settings, client, fault
):
    address, hang, _go_on, stop = hanging
    if fault == "hangs":
        hang()
    elif fault == "is away":
        stop()
    else:
        with redis.Redis.from_url(address) as server:
            server.config_set("maxmemory", "1")
            server.config_set("maxmemory-policy", "noeviction")
    form = {"login": "ada@example.org", "password": "wrong"}
    statuses = [client.post("/accounts/login/", {**form, "login": f"{n}@example.org"}).status_code
                for n in range(11)]  # fmt: skip
    assert (set(statuses[:10]), statuses[10]) == ({200}, 429)
    answer = client.post("/accounts/password/reset/", {"email": "ada@example.org"})
    assert answer.status_code == 302
