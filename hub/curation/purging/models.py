"""Requests to take a text out for good, and what came of them."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.outbox.sealed_field import SealedTextField
from hub.records.data_handling import FOR_GOOD, DataHandling, Purpose, Retention


class PurgeRequestQuerySet(models.QuerySet["PurgeRequest"]):
    def waiting(self) -> Self:
        return self.filter(outcome="")


class PurgeRequest(models.Model):
    """One curator asks that a text goes from a record and its history, another one decides.

    ``text`` is encrypted while the request waits, and empty afterwards. ``places``: in how many
    rows it stood. ``alone``: it was done by whoever asked, on a site with one curator.
    """

    data_handling = DataHandling(
        Purpose.REMOVAL,
        FOR_GOOD,
        internal="record_kind record_id outcome places alone",
        staff="reason asked_by asked_at decided_by decided_at",
        words="text",
        sooner={
            "text": Retention(
                "until it was decided on", by="hub.curation.purging.purge_requests.decide"
            )
        },
    )

    class Outcome(models.TextChoices):
        DONE = "done", _("Taken out")
        REFUSED = "refused", _("Not taken out")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    record_kind = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    text = SealedTextField(
        default="", db_default="", blank=True, help_text="sealed; see hub.outbox.sealing"
    )
    reason = models.CharField(_("reason"), max_length=500)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(
        max_length=10, choices=Outcome, blank=True, default="", db_default=""
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    places = models.PositiveIntegerField(default=0, db_default=0)
    alone = models.BooleanField(default=False, db_default=False)

    objects = PurgeRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to take a text out")
        verbose_name_plural = _("requests to take a text out")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", decided_at=None)
                | Q(
                    outcome__in=["done", "refused", "withdrawn"], text="", decided_at__isnull=False
                ),
                name="purging_decided_without_text",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="done")
                | Q(alone=True)
                | Q(asked_by=None)
                | Q(decided_by=None)
                | ~Q(asked_by=F("decided_by")),
                name="purging_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record_kind} {self.record_id} ({self.asked_at:%Y-%m-%d})"

    @property
    def is_waiting(self) -> bool:
        return not self.outcome
