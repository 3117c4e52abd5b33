"""Celery tasks. What is due stands in the database; messages carry nothing."""

from celery import shared_task

from hub.curation.suggestions import retention


@shared_task(name="suggestions.erase")
def erase_suggestions() -> None:
    """Erase declined texts, and addresses of what has ended."""
    retention.sweep()
