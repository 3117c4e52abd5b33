"""Waking a worker, with a broker that is away."""

import logging

import celery
import pytest
from django.db import transaction

from hub.task_queue import enqueue, enqueue_on_commit


@pytest.fixture
def task():
    """Of an application whose broker is a port at which nobody listens."""
    app = celery.Celery("away", broker="redis://127.0.0.1:1/0", set_as_current=False)
    app.conf.broker_transport_options = {"max_retries": 1, "interval_start": 0, "interval_step": 0}

    @app.task(name="tests.away")
    def nothing(pk):
        pass

    return nothing


def test_whoever_enqueues_goes_on_where_the_broker_is_away(task, caplog):
    with caplog.at_level(logging.WARNING):
        enqueue(task, 7)
    assert "tests.away waits for the next sweep" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_what_was_written_stays_where_the_broker_is_away(task, make_person):
    with transaction.atomic():
        person = make_person()
        enqueue_on_commit(task, person.pk)
    person.refresh_from_db()
