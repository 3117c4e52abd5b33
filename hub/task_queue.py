"""Waking a worker. The database holds what is due; a message only makes that it begins at once."""

import logging
import math
import time
from contextlib import AbstractContextManager
from typing import Any

from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError
from kombu.pools import producers

log = logging.getLogger(__name__)

# How long a process leaves a broker alone that failed: one form after the other would wait for it.
PAUSE_SECONDS = 5.0
# A send waits up to three times: on the connection that it has, then for a new one and its reply.
TRIES = 3
failed_at: dict[str, float] = {}  # by the address of the broker


def enqueue(task: Any, *args: int) -> bool:
    """Enqueue a Celery task; whether that was possible.

    Where the broker is away or hangs, it takes ``BROKER_TIMEOUT_SECONDS`` at most, nothing for a
    while after that, and the next sweep finds what is to be done.
    """
    broker = str(task.app.conf.broker_write_url)
    if time.monotonic() < failed_at.get(broker, -math.inf) + PAUSE_SECONDS:
        return False
    try:
        with _producer(task.app) as producer:
            task.apply_async(args=args, retry=False, producer=producer)
    except (OperationalError, OSError) as problem:
        failed_at[broker] = time.monotonic()
        log.warning(
            "No broker (%s): %s waits for the next sweep.", type(problem).__name__, task.name
        )
        return False
    return True


def _producer(app: Any) -> AbstractContextManager[Any]:
    """With time-outs of its own: a worker may wait for the broker, a person does not."""
    seconds = settings.BROKER_TIMEOUT_SECONDS / TRIES
    options = {
        "socket_timeout": seconds,
        "socket_connect_timeout": seconds,
        "max_retries": 0,
        "connect_retries_timeout": seconds,
    }
    connection = app.connection_for_write(transport_options=options)
    producer: AbstractContextManager[Any] = producers[connection].acquire(
        block=True, timeout=settings.BROKER_TIMEOUT_SECONDS
    )
    return producer


def enqueue_on_commit(task: Any, *args: int) -> None:
    """The same, once what the task is about can be seen by others."""
    transaction.on_commit(lambda: enqueue(task, *args))
