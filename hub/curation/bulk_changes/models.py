"""What was changed of many records in one step, so that one step takes it back."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.records.data_handling import FOR_GOOD, DataHandling, Purpose

VIEW, CHANGE = "bulk_changes.view_bulkchange", "bulk_changes.change_bulkchange"


class BulkChange(models.Model):
    """One change of many records of one kind. Which ones they were, the ledger knows (``run``).

    ``requested``: what ``RequestedChange.as_json`` gives. ``kept``: names of records that taking
    it back left as they were, or left with something of it, each with why.
    """

    data_handling = DataHandling(
        Purpose.EVIDENCE,
        FOR_GOOD,
        internal="record_kind requested count undone_at kept",
        staff="reason by at undone_by",
    )

    record_kind = models.CharField(max_length=40)
    requested = models.JSONField()
    reason = models.CharField(_("reason"), max_length=500)
    count = models.PositiveIntegerField(_("records"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"), default=timezone.now)
    undone_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    kept = models.JSONField(default=list, db_default=[], blank=True)

    class Meta:
        verbose_name = _("change of many records")
        verbose_name_plural = _("changes of many records")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.reason

    @property
    def run(self) -> str:
        """What its revisions carry in ``Revision.run``."""
        return f"bulk:{self.pk}"

    @property
    def undo_run(self) -> str:
        return f"{self.run}:undo"
