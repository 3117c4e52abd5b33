"""Celery tasks. What is due stands in the database; messages carry nothing."""

from celery import shared_task

from hub.curation.drafts import set_times
from hub.outbox.tasks import EXPIRES_SECONDS


@shared_task(name="drafts.run_set_times", expires=EXPIRES_SECONDS)
def run_set_times() -> None:
    """Publish and withdraw what is due."""
    set_times.run_due()
