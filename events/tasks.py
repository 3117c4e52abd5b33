"""Doors for the worker."""

from celery import shared_task
from django.utils import timezone

from events import midnight


@shared_task(name="events.turn_midnight")
def turn_midnight() -> None:
    """Have events that are over listed as past."""
    midnight.turn(timezone.localdate())
