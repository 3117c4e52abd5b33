"""Celery tasks. What is due stands in the database; messages carry nothing."""

from celery import shared_task

from events.reporting import reminders, retention
from hub.outbox.tasks import EXPIRES_SECONDS, wake_senders


@shared_task(name="reporting.schedule", expires=EXPIRES_SECONDS)
def schedule_reports() -> None:
    """Enqueue the requests and reminders of today, and wake who sends the mails."""
    if reminders.schedule_due():
        wake_senders()


@shared_task(name="reporting.erase")
def erase_focal_points() -> None:
    """Erase addresses of rounds that are long over."""
    retention.sweep()
