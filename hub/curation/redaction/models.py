"""Requests to remove a person or a passage from the records, and what came of them."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.outbox.sealed_field import SealedTextField
from hub.records.data_handling import FOR_GOOD, DataHandling, Purpose, Retention


class RedactionQuerySet(models.QuerySet["Redaction"]):
    def waiting(self) -> Self:
        """For a second person."""
        return self.filter(state=Redaction.State.WAITING)

    def at_work(self) -> Self:
        """Decided on, and not finished by a worker."""
        return self.filter(state__in=(Redaction.State.APPLYING, Redaction.State.CLEARING))

    def done(self) -> Self:
        return self.filter(state=Redaction.State.DONE)


class Redaction(models.Model):
    """One curator asks that a person or a passage goes from every record, another one decides.

    ``sealed``: ``{"spellings": [text], "titles": {title: "keep" | "remove"}}``, encrypted, and
    empty once nothing is left to do. ``keys``: ``[[keyed hash, number of words]]`` of the
    spellings, by which the same text is recognised later; ``title_keys``: of the titles that were
    kept. ``progress``: where a worker is, and how many rows it has changed in this round.
    ``alone``: it was done by whoever asked, on a site with one curator.
    """

    data_handling = DataHandling(
        Purpose.REMOVAL,
        FOR_GOOD,
        internal="""
            is_passage instead state keys title_keys progress places problem alone finished_at
        """,
        staff="reason asked_by asked_at decided_by decided_at",
        words="sealed",
        sooner={
            "sealed": Retention(
                "until it was refused, withdrawn or done",
                by="hub.curation.redaction.redaction_run.run_due",
            )
        },
    )

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits for a second person")
        APPLYING = "applying", _("Being removed")
        CLEARING = "clearing", _("Copies are being removed")
        DONE = "done", _("Removed")
        REFUSED = "refused", _("Not removed")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    is_passage = models.BooleanField(default=False, db_default=False)
    sealed = SealedTextField(
        default="", db_default="", blank=True, help_text="sealed; see hub.outbox.sealing"
    )
    instead = models.CharField(_("in its place"), max_length=60)
    reason = models.CharField(_("reason"), max_length=500)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    keys = models.JSONField(default=list, db_default=[])
    title_keys = models.JSONField(default=list, db_default=[])
    progress = models.JSONField(default=dict, db_default={})
    places = models.PositiveIntegerField(default=0, db_default=0)
    problem = models.CharField(max_length=200, blank=True, default="", db_default="")
    alone = models.BooleanField(default=False, db_default=False)

    objects = RedactionQuerySet.as_manager()

    class Meta:
        verbose_name = _("removal of a person or a passage")
        verbose_name_plural = _("removals of persons and passages")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "applying", "clearing"])
                | Q(state__in=["done", "refused", "withdrawn"], sealed=""),
                name="redaction_ended_without_text",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "refused", "withdrawn"])
                | Q(alone=True)
                | Q(asked_by=None)
                | Q(decided_by=None)
                | ~Q(asked_by=F("decided_by")),
                name="redaction_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} ({self.asked_at:%Y-%m-%d})"

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING

    @property
    def is_at_work(self) -> bool:
        return self.state in (self.State.APPLYING, self.State.CLEARING)


class RedactedRecord(models.Model):
    """A tombstone: something was removed from this record, and not what. The time is its own."""

    data_handling = DataHandling(
        Purpose.REMOVAL, FOR_GOOD, internal="redaction record_kind record_id at"
    )

    redaction = models.ForeignKey(Redaction, models.PROTECT, related_name="records")
    record_kind = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("record from which something was removed")
        verbose_name_plural = _("records from which something was removed")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["redaction", "record_kind", "record_id"], name="redaction_record_once"
            ),
        ]
        indexes = [
            models.Index(fields=["record_kind", "record_id"], name="redaction_of_record"),
        ]

    def __str__(self) -> str:
        return f"{self.record_kind} {self.record_id}"
