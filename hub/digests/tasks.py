"""Doors for the worker. No address and no interest stands in a message."""

import logging
from typing import Any

from celery import shared_task
from kombu.exceptions import OperationalError

from hub.digests.digest import schedule
from hub.digests.retention import erasure

# Celery looks for tasks in this module alone; those that send are made known by this import.
from hub.digests.sending import tasks as sending
from hub.digests.signup import signup

log = logging.getLogger(__name__)


def enqueue_take_in(task: Any) -> None:
    """Wake a worker now. Where the broker is away the next sweep finds what is to be done."""
    try:
        task.apply_async(retry=False)
    except OperationalError:
        log.warning("The broker cannot be reached: %s waits for the next sweep.", task.name)


@shared_task(name="digests.take_in")
def take_in() -> None:
    """Look at the forms that were sent, and wake who sends the confirmation mails."""
    if taken := signup.take_in():
        sending.enqueue_send()
    if taken >= signup.CHUNK:
        take_in.delay()


@shared_task(name="digests.erase")
def erase() -> None:
    """Erase those who left, and requests that nobody confirmed."""
    erasure.sweep()


@shared_task(name="digests.collect", expires=50)
def collect() -> None:
    """Decide the periods that have ended, and wake who sends the mails."""
    if schedule.collect_due():
        sending.enqueue_send()
