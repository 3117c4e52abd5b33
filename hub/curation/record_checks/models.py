"""Checks of records: who compared what with its sources, and what came of it."""

from __future__ import annotations

import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.records.data_handling import DataHandling, Purpose, Retention
from hub.records.database_clock import now_in_database

# So long a check that was begun can be carried on; afterwards its answers are too old to count.
RESUMABLE_FOR = datetime.timedelta(days=30)
# Afterwards the check and its answers are erased, as the next one begins.
KEPT_FOR = datetime.timedelta(days=365)
# So long after the last answer others are told that somebody is at it.
AT_WORK_FOR = datetime.timedelta(hours=2)


CHECKS = Retention(
    "{hub.curation.record_checks.models.KEPT_FOR} after the last answer, as the next check begins"
)


class RecordCheckQuerySet(models.QuerySet["RecordCheck"]):
    def of_record(self, kind: str, record_id: int, part: str) -> Self:
        return self.filter(kind=kind, record_id=record_id, part=part)

    def under_way(self) -> Self:
        """Those that have not ended and can be carried on."""
        since = now_in_database() - RESUMABLE_FOR
        return self.filter(ended_at=None, last_answer_at__gte=since)

    def outdated(self) -> Self:
        return self.filter(last_answer_at__lt=now_in_database() - KEPT_FOR)

    def by_others(self, person: Any) -> Self:
        """Those at which somebody else was at work a moment ago."""
        since = now_in_database() - AT_WORK_FOR
        return self.under_way().filter(last_answer_at__gte=since).exclude(by=person)


class RecordCheck(models.Model):
    """One person's comparison of a record with its sources. ``part``: of which facts.

    The record is named by kind and key, as revisions do, so that a check outlives it.
    """

    data_handling = DataHandling(
        Purpose.EVIDENCE,
        CHECKS,
        internal="kind record_id part started_at last_answer_at ended_at outcome",
        staff="by",
    )

    class Outcome(models.TextChoices):
        VERIFIED = "verified", _("Checked against its sources")
        CONTESTED = "contested", _("A source no longer says it")
        PARTIAL = "partial", _("Too little could be told")
        DROPPED = "dropped", _("Left unfinished")

    kind = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    part = models.CharField(max_length=20)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    started_at = models.DateTimeField(default=timezone.now)
    last_answer_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True, default="")

    objects = RecordCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("check of a record")
        verbose_name_plural = _("checks of records")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "record_id", "part", "by"],
                condition=Q(ended_at=None),
                name="record_checks_open_once",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, outcome="")
                | Q(
                    ended_at__isnull=False,
                    outcome__in=["verified", "contested", "partial", "dropped"],
                ),
                name="record_checks_ended_with_outcome",
            ),
        ]
        indexes = [models.Index(fields=["by"], name="record_checks_by")]

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id}: {self.part}"


class CheckAnswer(models.Model):
    """What a person found out about one fact.

    ``fingerprint``: of the fact as it was then: once it is another, the fact is asked again.
    ``sources``: keys of the sources that it was compared with.
    """

    data_handling = DataHandling(
        Purpose.EVIDENCE,
        CHECKS,
        internal="check_of fact answer fingerprint sources",
        staff="note answered_at",
    )

    class Answer(models.TextChoices):
        RIGHT = "right", _("Right")
        CHANGED = "changed", _("Corrected")
        GONE = "gone", _("No longer said by its source")
        UNCLEAR = "unclear", _("Cannot tell")
        NOT_FOUND = "not_found", _("Looked for, not found")

    check_of = models.ForeignKey(RecordCheck, models.CASCADE, related_name="answers")
    fact = models.CharField(max_length=60)
    answer = models.CharField(max_length=10, choices=Answer)
    fingerprint = models.CharField(max_length=64)
    sources = models.JSONField(default=list)
    note = models.CharField(max_length=500, blank=True, default="")
    answered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("answer of a check")
        verbose_name_plural = _("answers of checks")
        constraints = [
            models.UniqueConstraint(fields=["check_of", "fact"], name="record_checks_answer_once")
        ]

    def __str__(self) -> str:
        return f"{self.fact}: {self.answer}"
