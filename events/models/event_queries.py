"""The questions that are asked of events, each by its name."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Self

from django.db.models import F, Q

from events.models.time_zones import DAY
from hub.records.models import RecordQuerySet

if TYPE_CHECKING:
    from events.models.event import Event  # noqa: F401 - named in a type below

SERIES = "series"  # the scheme whose terms are the series


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

    def for_page(self) -> Self:
        """With all that an event's own page shows; what came out of it hangs on the room above."""
        return self.select_related("parent").prefetch_related(
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
