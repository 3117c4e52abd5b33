"""The journal of an import: what it changes in the database, written down before it is done."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from hub.imports.models.job import Import


class WriteQuerySet(models.QuerySet["JournalEntry"]):
    def going(self, way: str) -> Self:
        return self.filter(way=way).order_by("position")


class JournalEntry(models.Model):
    """Up to 200 rows of one table that are inserted, updated or deleted together.

    One line for each row would be a million lines for a hundred thousand records. The lists run
    side by side: ``records`` (keys of the records that the rows belong to, null for a row of none),
    ``values`` (columns after; empty for a deletion) and ``before`` (columns before; empty for an
    insertion). ``shared`` are columns that all rows have alike. ``numbers``: rows of the file, in
    lines of the records' own table.

    ``early``: rows of records that are new: nobody sees them before the record is shown.
    """

    class Op(models.TextChoices):
        INSERT = "insert", _("Insert")
        UPDATE = "update", _("Update")
        DELETE = "delete", _("Delete")

    class Way(models.TextChoices):
        THERE = "there", _("Apply")
        BACK = "back", _("Undo")

    # No index of its own: the constraint below begins with it.
    batch = models.ForeignKey(
        Import, models.CASCADE, related_name="writes", db_column="import_id", db_index=False
    )
    way = models.CharField(max_length=5, choices=Way, default=Way.THERE)
    position = models.PositiveBigIntegerField()
    table = models.CharField(max_length=63, help_text="label of the model")
    op = models.CharField(max_length=6, choices=Op)
    early = models.BooleanField(default=False)
    size = models.PositiveIntegerField(help_text="rows")
    records = models.JSONField(default=list)
    numbers = models.JSONField(default=list)
    shared = models.JSONField(default=dict)
    values = models.JSONField(default=list)
    before = models.JSONField(default=list)
    done = models.BooleanField(default=False)

    objects = WriteQuerySet.as_manager()

    class Meta:
        db_table = "imports_write"
        verbose_name = _("line of the journal")
        verbose_name_plural = _("journal")
        ordering = ["batch", "way", "position"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "way", "position"], name="imports_write_once"),
            models.CheckConstraint(
                condition=models.Q(op__in=["insert", "update", "delete"], size__gt=0),
                name="imports_write_op",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.op} {self.size} x {self.table}"

    def after(self) -> Iterator[dict[str, Any]]:
        """The rows as they will be, or for an update what changes in them, with their keys."""
        return (self.shared | values for values in self.values)
