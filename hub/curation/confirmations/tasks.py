"""Celery tasks. What is due stands in the database; messages carry nothing."""

from celery import shared_task

from hub.curation.confirmations import retention, schedule
from hub.outbox.tasks import EXPIRES_SECONDS, wake_senders


@shared_task(name="confirmations.schedule", expires=EXPIRES_SECONDS)
def schedule_confirmations() -> None:
    """Enqueue the requests and reminders of today, and close what has run out."""
    schedule.close_run_out()
    if schedule.schedule_due():
        wake_senders()


@shared_task(name="confirmations.erase")
def erase_confirmations() -> None:
    """Erase texts and addresses of what has ended."""
    retention.sweep()
