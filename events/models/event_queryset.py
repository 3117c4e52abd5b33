"""Queries of events: in which order, which are coming, which a calendar can hold."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Self

from django.db.models import F, Q

from hub.records.models import RecordQuerySet

if TYPE_CHECKING:
    from events.models.event import Event  # noqa: F401 - of which these are

DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
NOT_AT_ITS_DATE = ("postponed", "cancelled")  # statuses


class EventQuerySet(RecordQuerySet["Event"]):
    def newest_first(self) -> Self:
        """By the day it began, the latest first; a bare year ends its year, no date comes last."""
        return self.order_by(F("first_day").desc(nulls_last=True), "name", "pk")

    def soonest_first(self) -> Self:
        return self.order_by(F("first_day").asc(nulls_last=True), "name", "pk")

    def upcoming(self, today: datetime.date) -> Self:
        """Those that may not be over yet; "2031" is coming until the last day of 2031."""
        return self.filter(last_day__gte=today)

    def past(self, today: datetime.date) -> Self:
        return self.filter(last_day__lt=today)

    def day_precise(self) -> Self:
        """Those that a calendar can hold: every date given is a day."""
        return self.filter(start__regex=DAY).filter(Q(end=None) | Q(end__regex=DAY))

    def in_calendar(self) -> Self:
        """Those of which a calendar can hold something: themselves, or when registration closes."""
        days = self.day_precise().values("pk")
        return self.filter(Q(pk__in=days) | Q(registration_deadline__regex=DAY))

    def not_called_off(self) -> Self:
        """Without those that do not take place at their date."""
        return self.exclude(status__in=NOT_AT_ITS_DATE)

    def for_page(self) -> Self:
        """With all that an event's own page shows; what came out of it hangs on the room above."""
        return self.select_related("parent", "owner").prefetch_related(
            "term_links",
            "citations__source",
            "organisation_links__organisation",
            "participations__organisation",
            "messages__participation",
            "statistics__finding_of",
            "statistics__source",
            "links",
            "parts",
        )
