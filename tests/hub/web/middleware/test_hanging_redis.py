"""A Redis that takes connections and answers nothing holds nobody."""

import os
import signal
import time

import pytest
from celery import Celery
from django.core.cache import CacheHandler
from kombu.exceptions import OperationalError

from hub.devserver import embedded_redis
from hub.web.middleware import page_cache

# Far above what is asked for (a quarter of a second, and two), and far below for ever.
SOON = 10.0


@pytest.fixture
def hanging(process_group):
    """The address of a server that hangs as soon as ``hang`` is called."""
    process, address = embedded_redis.start(process_group)
    yield address, lambda: os.kill(process.pid, signal.SIGSTOP)
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
    address, hang = hanging
    backend = {**settings.CACHES["default"], "LOCATION": address}
    monkeypatch.setattr(page_cache, "cache", CacheHandler({"default": backend})["default"])
    client.get("/tools/")
    hang()
    monkeypatch.setattr(page_cache, "PAUSE_SECONDS", 3600.0)
    answers = [client.get(f"/tools/?q={number}").status_code for number in range(5)]
    assert (answers, seconds() < SOON) == ([200] * 5, True)
    assert len([line for line in caplog.messages if "page cache" in line]) == 1


def test_what_enqueues_a_task_is_told_that_the_broker_is_away(hanging, settings, seconds):
    address, hang = hanging
    app = Celery("of this test", set_as_current=False)
    app.config_from_object(settings, namespace="CELERY")
    app.conf.broker_url = address.replace("unix://", "redis+socket://").replace(
        "?db=", "?virtual_host="
    )
    app.send_task("nothing", retry=False)
    hang()
    with pytest.raises(OperationalError):
        app.send_task("nothing", retry=False)
    assert seconds() < SOON
