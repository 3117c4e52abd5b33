"""Celery tasks. What is due stands in the database; messages carry nothing."""

from celery import shared_task

from hub.curation.confirmations import retention, schedule, silence
from hub.outbox.tasks import EXPIRES_SECONDS


@shared_task(name="confirmations.schedule", expires=EXPIRES_SECONDS)
def schedule_confirmations() -> None:
    """Enqueue the requests and reminders of today, and close what has run out."""
    schedule.close_run_out()
    schedule.schedule_due()


@shared_task(name="confirmations.erase")
def erase_confirmations() -> None:
    """Erase texts and addresses of what has ended, and have pages follow who refused mail."""
    retention.sweep()
    silence.reconcile()
