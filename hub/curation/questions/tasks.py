"""Celery tasks. What is due stands in the database; messages carry nothing."""

from celery import shared_task

from hub.curation.questions import notices, reminders, retention


@shared_task(name="questions.sweep")
def sweep_questions() -> None:
    """Remind, erase, and have the pages of records follow what was answered about them."""
    reminders.remind()
    retention.sweep()
    notices.reconcile()
