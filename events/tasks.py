"""Celery tasks of the events: each looks up what is due and calls one function."""

from celery import shared_task
from django.utils import timezone

from events import past_events


@shared_task(name="events.turn_midnight")
def turn_midnight() -> None:
    """Have events that are over listed as past."""
    past_events.mark_past_events(timezone.localdate())
