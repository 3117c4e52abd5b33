"""What was done when two records became one, so that they can become two again."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from hub.records.data_handling import UNTIL_PURGED, DataHandling, Purpose

VIEW, CHANGE = "merging.view_recordmerge", "merging.change_recordmerge"


class RecordMergeQuerySet(models.QuerySet["RecordMerge"]):
    def standing(self) -> Self:
        """Those that were not taken back."""
        return self.filter(undone_at=None)

    def into(self, kind: str, pk: int) -> Self:
        return self.standing().filter(record_kind=kind, kept_id=pk)

    def of(self, kind: str, pk: int) -> Self:
        """The one, if any, that took this record away."""
        return self.standing().filter(record_kind=kind, absorbed_id=pk)


def absorbed_keys(kind: str, pk: int) -> list[int]:
    """Keys of the records that became part of this one, also by way of others."""
    keys, last = list[int](), [pk]
    while last:
        rows = RecordMerge.objects.standing().filter(record_kind=kind, kept_id__in=last)
        last = list(rows.values_list("absorbed_id", flat=True))
        keys += last
    return keys


class RecordMerge(models.Model):
    """One record of a kind went into another. Facts are in the ledger, in revisions with ``run``.

    ``choices``: by fact what was chosen (``fact_choices.Choice``). ``rows``: each row that was
    written, see ``row_journal``. ``left``: names and sentences of what taking it back left as it
    is, since somebody changed it in between. Kept as long as the history is: it holds nothing that
    the history does not hold, and a text that is taken out for good is taken out of it.
    """

    data_handling = DataHandling(
        Purpose.EVIDENCE,
        UNTIL_PURGED,
        internal="""
            record_kind kept_id absorbed_id absorbed_slug absorbed_title choices rows count
            undone_at left
        """,
        staff="reason by at undone_by",
    )

    record_kind = models.CharField(max_length=40)
    kept_id = models.BigIntegerField()
    absorbed_id = models.BigIntegerField()
    absorbed_slug = models.SlugField(max_length=200)
    absorbed_title = models.CharField(_("the one that went"), max_length=300)
    choices: models.JSONField[dict[str, str]] = models.JSONField(default=dict)
    rows: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)
    count = models.PositiveIntegerField(_("records that pointed at it"), default=0)
    reason = models.CharField(_("reason"), max_length=500)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("when"))
    undone_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    left: models.JSONField[list[Any]] = models.JSONField(default=list, blank=True)

    objects = RecordMergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("merge of two records")
        verbose_name_plural = _("merges of records")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["record_kind", "absorbed_id"],
                condition=models.Q(undone_at=None),
                name="merging_absorbed_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(kept_id=models.F("absorbed_id")), name="merging_two_records"
            ),
        ]
        indexes = [models.Index(fields=["record_kind", "kept_id"], name="merging_kept")]

    def __str__(self) -> str:
        return self.absorbed_title

    @property
    def run(self) -> str:
        """What its revisions carry in ``Revision.run``."""
        return f"merge:{self.pk}"

    @property
    def undo_run(self) -> str:
        return f"{self.run}:undo"
