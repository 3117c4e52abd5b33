"""Waking a worker. The database holds what is due; a message only makes that it begins at once."""

import logging
from typing import Any

from django.db import transaction
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)


def enqueue(task: Any, *args: int) -> None:
    """Enqueue a Celery task. Where the broker is away, the next sweep finds what is to be done."""
    try:
        task.apply_async(args=args, retry=False)
    except (OperationalError, OSError) as problem:
        log.warning(
            "No broker (%s): %s waits for the next sweep.", type(problem).__name__, task.name
        )


def enqueue_on_commit(task: Any, *args: int) -> None:
    """The same, once what the task is about can be seen by others."""
    transaction.on_commit(lambda: enqueue(task, *args))
