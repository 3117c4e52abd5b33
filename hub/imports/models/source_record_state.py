"""What a source last said of a record: the base of every three-way difference."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from hub.imports.models.job import Import
from hub.imports.models.row import ImportRow
from hub.imports.models.source import ImportSource
from hub.records.data_handling import WITH_RECORD, DataHandling, Purpose


class SourceRecordStateQuerySet(models.QuerySet["SourceRecordState"]):
    def gone_from(self, job: Import) -> Self:
        """What earlier files of the source had, and this one, once checked, has not."""
        if job.erased_at:  # nobody knows any more which rows it had
            return self.none()
        rows = ImportRow.objects.filter(batch=job)
        states = self.filter(source=job.source_id, kind=job.kind)
        gone = states.exclude(Exists(rows.filter(key=OuterRef("key"))))
        # A record may have another key by now.
        return gone.exclude(Exists(rows.filter(record_id=OuterRef("record_id")))).order_by("key")


class SourceRecordState(models.Model):
    """That a row of a source stands for a record.

    ``values``: facts as the source last said them; a fact of the record that differs was edited by
    a curator since. ``kept``: what the source proposed and a curator refused; not proposed again.
    """

    data_handling = DataHandling(
        Purpose.IMPORTS, WITH_RECORD, internal="source key kind record_id values kept batch"
    )

    # No index of its own: the constraint below begins with it.
    source = models.ForeignKey(
        ImportSource, models.CASCADE, related_name="imported", db_index=False
    )
    key = models.CharField(max_length=300)
    kind = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    values = models.JSONField(default=dict)
    kept = models.JSONField(default=dict)
    batch = models.ForeignKey(
        Import, models.SET_NULL, null=True, related_name="+", db_column="import_id"
    )

    objects = SourceRecordStateQuerySet.as_manager()

    class Meta:
        db_table = "imports_imported"
        verbose_name = _("imported record")
        verbose_name_plural = _("imported records")
        constraints = [
            models.UniqueConstraint(fields=["source", "key"], name="imports_imported_once"),
            models.CheckConstraint(condition=~models.Q(key=""), name="imports_imported_has_key"),
        ]
        indexes = [models.Index(fields=["kind", "record_id"], name="imports_imported_record")]

    def __str__(self) -> str:
        return f"{self.source_id}/{self.key}"
