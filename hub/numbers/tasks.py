"""Celery tasks. What is due stands in the database; messages carry nothing."""

from celery import shared_task

from hub.numbers.nightly_count import count_if_due


@shared_task(name="numbers.count")
def count_numbers() -> None:
    """Once a day: it is asked every few minutes, and does nothing the other times."""
    count_if_due()
