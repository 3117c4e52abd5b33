"""Celery tasks. A sign of life in the name of a queue is noted by a worker of that queue."""

from celery import shared_task

from hub.monitoring import checks, clock, heartbeats, incidents, journal_mark
from hub.monitoring.ping import ping

# One that comes late says nothing that the next one does not. A worker whose clock is ahead of
# beat's by more than this would do none of them, and be late.
EXPIRES_SECONDS = 600


@shared_task(name="monitoring.note_worker", expires=EXPIRES_SECONDS)
def note_worker() -> None:
    heartbeats.note(heartbeats.Kind.WORKER, heartbeats.this_machine())
    clock.watch()


@shared_task(name="monitoring.note_mail_worker", expires=EXPIRES_SECONDS)
def note_mail_worker() -> None:
    """In the queue of mails."""
    heartbeats.note(heartbeats.Kind.MAIL_WORKER, heartbeats.this_machine())


@shared_task(name="monitoring.watch", expires=EXPIRES_SECONDS)
def watch() -> None:
    """Tell administrators what has long been wrong; where nothing is, say so to the outside."""
    heartbeats.erase_old()
    journal_mark.renew()
    current = checks.run_checks()
    incidents.update(current)
    if checks.all_well(current):
        ping()
