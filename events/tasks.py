"""Celery tasks of the events, and what they do once a day, since no record changes by itself."""

import datetime

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from events.models import Event
from hub.records.models.ledger import stamp_records


def mark_past_events(today: datetime.date) -> int:
    """Note every event that is over by now. Returns how many; none are written a second time."""
    due = Event.objects.filter(over=False, last_day__lt=today)
    if not due.exists():
        return 0
    with transaction.atomic():
        keys = list(due.select_for_update().values_list("pk", flat=True))
        marked = Event.objects.filter(pk__in=keys).update(over=True)
        public = Event.objects.published().filter(pk__in=keys).exists()
        stamp_records({Event: keys}, public=public)
        return marked


@shared_task(name="events.turn_midnight")
def turn_midnight() -> None:
    """Have events that are over listed as past."""
    mark_past_events(timezone.localdate())
