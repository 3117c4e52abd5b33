"""An event: a session, conference, side event, observance, launch or webinar."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.models import Organisation
from catalogue.models.classified import ClassifiedRecord, TermLink, term_table
from events.fields.event import EVENT
from events.models.event_checks import (
    WEB_ADDRESS_SENTENCE,
    event_problems,
    iana_zone,
    web_address,
)
from events.models.event_queryset import DAY, NOT_AT_ITS_DATE, EventQuerySet
from events.models.named_person import NAMING
from events.models.quotation import QUOTATION
from hub.records.bulk_rows import Columns
from hub.records.data_handling import facts_of_record
from hub.records.link_tables import LinkTable, citations
from hub.records.models import Change, Citation
from hub.records.models.ledger import Facts
from hub.records.partial_date import SQL_PATTERN, PartialDateField, Precision, precision, span
from hub.records.trees import has_cycle
from hub.vocabulary.models import Term

SERIES = "series"  # the scheme whose terms are the series
STATISTIC_TABLE = LinkTable(
    "statistics",
    "statistics",
    (
        "value",
        "counts",
        "finding_of__slug",
        "year",
        "source__url",
        "source__title",
        "published_in",
        *QUOTATION,
    ),
    identity=("value", "counts"),
    optional=QUOTATION,
)

# A change of any of these is news of its own; with the others a calendar shows it.
MOVES = frozenset({"start", "end", "start_time", "end_time", "time_zone", "place", "country"})
CALENDAR = MOVES | {
    "name", "mode", "status", "url", "theme", "slug", "region", "registration_deadline",
    "registration_url", "event_type", "topic",
}  # fmt: skip


class Event(ClassifiedRecord):
    """One event. Dates are as precise as their source; every facet is a term."""

    data_handling = facts_of_record("uid sequence first_day last_day over")

    class Mode(models.TextChoices):
        IN_PERSON = "in-person", _("In person")
        ONLINE = "online", _("Online")
        HYBRID = "hybrid", _("In person and online")

    class Status(models.TextChoices):
        TENTATIVE = "tentative", _("Tentative: date to be confirmed")
        SCHEDULED = "scheduled", _("Scheduled")
        POSTPONED = "postponed", _("Postponed")
        CANCELLED = "cancelled", _("Cancelled")
        HELD = "held", _("Held")

    class OutcomeState(models.TextChoices):
        BEING_RECORDED = "being-recorded", _("Being recorded")
        RECORDED = "recorded", _("Recorded")

    name = models.CharField(_("name"), max_length=300)
    theme = models.TextField(_("theme"), max_length=600, null=True, blank=True)
    edition = models.CharField(_("edition"), max_length=60, null=True, blank=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("part of the event"),
    )
    parent_name = models.CharField(
        _("part of (an event that has no record)"), max_length=300, null=True, blank=True
    )
    start = PartialDateField(_("begins"), null=True, blank=True)
    end = PartialDateField(_("ends"), null=True, blank=True)
    start_time = models.TimeField(_("begins at"), null=True, blank=True)
    end_time = models.TimeField(_("ends at"), null=True, blank=True)
    time_zone = models.CharField(
        _("time zone (IANA)"), max_length=60, null=True, blank=True, validators=[iana_zone]
    )
    place = models.CharField(_("place"), max_length=200, null=True, blank=True)
    mode = models.CharField(_("mode"), max_length=12, choices=Mode, null=True, blank=True)
    status = models.CharField(
        _("status"),
        max_length=12,
        choices=Status,
        default=Status.SCHEDULED,
        help_text=_(
            "“Held” where a source says that it took place; a past event that is “Scheduled” may "
            "have been. Of a postponed event the dates are those that it had; write the new ones "
            "with “Scheduled”."
        ),
    )
    registration_url = models.URLField(
        _("registration address"),
        max_length=1000,
        null=True,
        blank=True,
        validators=[web_address],
        error_messages={"invalid": WEB_ADDRESS_SENTENCE},
    )
    registration_deadline = PartialDateField(_("registration closes"), null=True, blank=True)
    outcome_state = models.CharField(
        _("what is recorded of its outcome"),
        max_length=20,
        choices=OutcomeState,
        null=True,
        blank=True,
    )
    usual_month = models.PositiveSmallIntegerField(
        _("usual month of its series"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(12)],
        help_text=_(
            "1 to 12, as a source says. Shown where too few editions are recorded to tell; of "
            "several editions the newest counts."
        ),
    )
    owner = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="kept_events",
        verbose_name=_("record kept by"),
    )
    url = models.URLField(_("own page"), max_length=1000, null=True, blank=True)
    attendance = models.CharField(_("attendance"), max_length=200, null=True, blank=True)
    notes = models.TextField(_("notes"), null=True, blank=True)
    terms = models.ManyToManyField(Term, through="EventTerm", related_name="events", blank=True)
    organisations = models.ManyToManyField(
        Organisation, through="EventOrganisation", related_name="events", blank=True
    )

    # Not facts: what calendars and the index need.
    uid = models.UUIDField(unique=True, editable=False, default=uuid.uuid4)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    first_day = models.DateField(null=True, editable=False, db_index=True)
    last_day = models.DateField(null=True, editable=False, db_index=True)
    over = models.BooleanField(default=False, editable=False)

    objects = EventQuerySet.as_manager()

    record_type = EVENT
    reserved_slugs = frozenset({"feed"})
    link_tables = (
        term_table(),
        LinkTable("organisations", "organisation_links", ("organisation__slug", "role"),
                  identity=("organisation_id", "role")),
        LinkTable("speakers", "participations",
                  ("name", "affiliation", "organisation__slug", "role", *NAMING),
                  identity=("name", "affiliation"), optional=NAMING),
        LinkTable("messages", "messages",
                  ("text", "participation__name", "said_by", *QUOTATION),
                  identity=("text",), also=("speakers",), optional=QUOTATION),
        STATISTIC_TABLE,
        LinkTable("links", "links", ("kind", "url", "title", "language"),
                  identity=("url",), once=True, optional=("language",)),
        citations(),
    )  # fmt: skip

    class Meta(ClassifiedRecord.Meta):
        abstract = False
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = [F("first_day").desc(nulls_last=True), "name", "pk"]
        constraints = [
            *ClassifiedRecord.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(slug__in=["feed"]), name="events_event_slug_is_free"
            ),
            models.CheckConstraint(
                condition=Q(start=None) | Q(start__regex=SQL_PATTERN), name="events_event_start"
            ),
            models.CheckConstraint(
                condition=Q(end=None) | Q(end__regex=SQL_PATTERN), name="events_event_end"
            ),
            models.CheckConstraint(
                # "2021" may end what began in "2021-10": it is the same time, said less precisely.
                condition=Q(end=None)
                | Q(start=None)
                | Q(end__gte=F("start"))
                | Q(start__startswith=F("end")),
                name="events_event_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(first_day=None, last_day=None) | Q(last_day__gte=F("first_day")),
                name="events_event_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(start_time=None) | (Q(start__regex=DAY) & ~Q(time_zone=None)),
                name="events_event_time_has_day_and_zone",
            ),
            models.CheckConstraint(
                condition=Q(end_time=None) | Q(start_time__isnull=False),
                name="events_event_end_time_has_start_time",
            ),
            models.CheckConstraint(
                condition=Q(mode=None) | Q(mode__in=["in-person", "online", "hybrid"]),
                name="events_event_mode",
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=["tentative", "scheduled", "postponed", "cancelled", "held"]
                ),
                name="events_event_status",
            ),
            models.CheckConstraint(
                condition=Q(registration_deadline=None)
                | Q(registration_deadline__regex=SQL_PATTERN),
                name="events_event_registration_deadline",
            ),
            models.CheckConstraint(
                condition=Q(outcome_state=None)
                | Q(outcome_state__in=["being-recorded", "recorded"]),
                name="events_event_outcome_state",
            ),
            models.CheckConstraint(
                condition=Q(usual_month=None) | Q(usual_month__gte=1, usual_month__lte=12),
                name="events_event_usual_month",
            ),
            models.CheckConstraint(
                condition=~Q(parent=F("id")), name="events_event_not_part_of_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("event", args=[self.slug])

    # Reading

    @property
    def precision(self) -> Precision:
        return precision(self.start)

    @property
    def is_day_precise(self) -> bool:
        """Whether a calendar can hold it."""
        ends = (Precision.DAY, Precision.UNKNOWN)
        return self.precision == Precision.DAY and precision(self.end) in ends

    @property
    def is_off(self) -> bool:
        """Whether it does not take place at its date: cancelled or postponed."""
        return self.status in NOT_AT_ITS_DATE

    @property
    def has_day_of_deadline(self) -> bool:
        """Whether a calendar can hold when registration closes."""
        return precision(self.registration_deadline) == Precision.DAY

    @property
    def is_in_calendar(self) -> bool:
        """Whether a calendar can hold anything of it; see ``EventQuerySet.in_calendar``."""
        return self.is_day_precise or self.has_day_of_deadline

    def takes_registrations(self, today: datetime.date) -> bool:
        """Whether its registration may be offered: it is to come, and was not closed before."""
        if not self.registration_url or self.is_off or self.status == self.Status.HELD:
            return False
        closes = self.registration_deadline
        is_closed = bool(closes) and span(closes)[1] < today
        return not is_closed and (self.last_day is None or self.last_day >= today)

    @property
    def year(self) -> str | None:
        return self.start[:4] if self.start else None

    @classmethod
    def news(cls, before: Facts | None, after: Facts, changed: list[str]) -> list[str]:
        change_events = super().news(before, after, changed)
        if change_events != [Change.What.UPDATED]:
            return change_events
        if "status" in changed and after["status"] in NOT_AT_ITS_DATE:
            return [Change.What(after["status"])]
        return [Change.What.MOVED] if MOVES & set(changed) else change_events

    @classmethod
    def columns_after(cls, after: Facts, changed: list[str], stored: Columns | None) -> Columns:
        """The days of its dates, and for calendars a higher sequence (RFC 5545, 3.8.7.4)."""
        columns = covered_days(after["start"], after["end"])
        if stored is not None and CALENDAR & set(changed):
            columns["sequence"] = stored["sequence"] + 1
        return columns

    # Writing

    def clean(self) -> None:
        super().clean()
        problems = event_problems(self)
        if has_cycle(self, "parent"):
            problems["parent"] = _("An event is not a part of itself.")
        if problems:
            raise ValidationError(problems)

    def save(self, *args: Any, **options: Any) -> None:
        self.set_days()
        if options.get("update_fields") is not None:
            reckoned = ("first_day", "last_day", "over")
            options["update_fields"] = {*options["update_fields"], *reckoned}
        super().save(*args, **options)

    def set_days(self) -> None:
        """Reckon the days that the dates cover."""
        for name, value in covered_days(self.start, self.end).items():
            setattr(self, name, value)


def covered_days(start: str | None, end: str | None) -> Columns:
    """``first_day``, ``last_day`` and ``over`` of an event with these partial dates."""
    begins = span(start) if start else None
    ends = span(end) if end else begins
    first = begins[0] if begins else ends[0] if ends else None
    last = ends[1] if ends else None
    over = last is not None and last < timezone.localdate()
    return {"first_day": first, "last_day": last, "over": over}


class EventTerm(TermLink):
    data_handling = facts_of_record("event")

    event = models.ForeignKey(Event, models.CASCADE, related_name="term_links")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "term"], name="events_event_term_once")
        ]


class EventCitation(Citation):
    """A source for a fact of an event."""

    data_handling = facts_of_record("event")

    event = models.ForeignKey(Event, models.CASCADE, related_name="citations")
    record_field = "event"

    class Meta(Citation.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["event", "subject", "source"], name="events_event_citation_once"
            )
        ]
