"""Celery tasks. What is due stands in the database; messages carry nothing."""

from celery import shared_task

from hub.curation.redaction import redaction_run
from hub.task_queue import enqueue


@shared_task(name="redaction.run")
def run_redactions() -> None:
    """Remove what was decided on, a part of it; the rest in the next task."""
    if redaction_run.run_due():
        enqueue(run_redactions)
