"""Rows of an import: what was read, what it stands for, what a person decided; and their shares."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from hub.imports.models.file_block import IMPORT
from hub.imports.models.job import Import
from hub.records.data_handling import DataHandling, Purpose, Retention


class ImportRowQuerySet(models.QuerySet["ImportRow"]):
    def in_order(self) -> Self:
        return self.order_by("number")

    def of_share(self, share: RowRange) -> Self:
        return self.filter(number__range=(share.first, share.last)).order_by("number")

    def with_verdict(self, *verdicts: str) -> Self:
        return self.filter(verdict__in=verdicts)


class ImportRow(models.Model):
    """One row. Shapes of the JSON columns (the room's contract):

    - ``cells``: heading -> text as read (JSON files: the value).
    - ``row``: fact -> value, named as in ``Record.facts()``; what the row says, no more.
    - ``differences``: ``[{"field", "old", "new", "owner": "curator" | "source"}]``.
    - ``problems``: ``[{"column", "value", "sentence", "code"}]``; for personal data also the fact
      (``"field"``), and where the sentence names another record its ``"record_id"``.
    - ``candidates``: ``[{"record_id" | "row", "slug", "name", "score", "why"}]``.
    - ``decision``: ``{"row": "accept" | "skip", "fields": {fact: "accept" | "keep"},
      "duplicate": {"same": id} | {"merge": id} | "different", "personal": "allow" | "drop" |
      {fact: "allow" | "drop"}, "off_topic": "allow", "undated": "allow"}``.
    - ``before``, once applied, of what revisions do not hold: ``{"updated_at": time, "links":
      {fact: [row of the link table]}, "news": [[key, visibility]], "former_slug": true,
      "source": {"values", "kept", "record_id", "import_id"}, "sources": [keys of those made]}``.
    """

    data_handling = DataHandling(
        Purpose.IMPORTS,
        IMPORT,
        internal="batch number key verdict record_id version depth candidates decision decided_at",
        staff="decided_by",
        words="cells row differences problems before",
        sooner={
            "cells row differences problems before": Retention(
                "{settings.IMPORT_DAYS} after the end; what was held back as personal data, "
                "{settings.IMPORT_PERSONAL_DAYS}",
                by="hub.imports.retention.sweep",
            )
        },
    )

    class Verdict(models.TextChoices):
        NEW = "new", _("New")
        CHANGED = "changed", _("Changed")
        UNCHANGED = "unchanged", _("Unchanged")
        CONFLICT = "conflict", _("Conflict")
        DUPLICATE = "duplicate", _("Perhaps a duplicate")
        PROBLEM = "problem", _("Problem")
        OFF_TOPIC = "off_topic", _("Perhaps off topic")
        PERSONAL = "personal", _("Personal data")
        UNDATED = "undated", _("Date not read")

    # No index of its own: the constraint below begins with it.
    batch = models.ForeignKey(
        Import, models.CASCADE, related_name="rows", db_column="import_id", db_index=False
    )
    number = models.PositiveIntegerField(
        _("row"), help_text="as a person counts it: the headings are row 1"
    )
    cells = models.JSONField(default=dict)
    key = models.CharField(
        max_length=300, blank=True, default="", help_text="names it in the source"
    )
    row = models.JSONField(default=dict)
    verdict = models.CharField(
        _("verdict"),
        max_length=10,
        choices=Verdict,
        blank=True,
        default="",
        help_text="empty until the row is checked",
    )
    record_id = models.BigIntegerField(null=True)
    version = models.PositiveIntegerField(null=True, help_text="of the record when checked")
    depth = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="rows of the file that it is part of, and they in turn"
    )
    differences = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    candidates = models.JSONField(default=list)
    decision = models.JSONField(default=dict)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    before = models.JSONField(
        null=True, help_text="what undoing needs beside the revision of its record"
    )

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of imports")
        ordering = ["batch", "number"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="imports_row_once"),
        ]
        indexes = [
            models.Index(fields=["batch", "verdict", "number"], name="imports_row_verdict"),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}/{self.number}"


class ShareQuerySet(models.QuerySet["RowRange"]):
    def left(self) -> Self:
        return self.filter(done=False).order_by("first")

    def claim(self) -> RowRange | None:
        """One that nobody is at, locked until the end of the caller's transaction.

        A worker that dies leaves it as it was, to whoever comes next.
        """
        if connection.vendor != "postgresql":
            return self.left().first()
        return self.left().select_for_update(skip_locked=True).first()


class RowRange(models.Model):
    """Rows of an import by their numbers, from ``first`` to ``last``, in its present state."""

    data_handling = DataHandling(Purpose.IMPORTS, IMPORT, internal="batch first last done marks")

    batch = models.ForeignKey(Import, models.CASCADE, related_name="shares", db_column="import_id")
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    done = models.BooleanField(default=False)
    marks = models.BinaryField(default=b"", help_text="what rows may have in common")

    objects = ShareQuerySet.as_manager()

    class Meta:
        db_table = "imports_share"
        verbose_name = "share of an import"
        verbose_name_plural = "shares of imports"
        ordering = ["batch", "first"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "first"], name="imports_share_once"),
            models.CheckConstraint(
                condition=models.Q(first__lte=models.F("last")), name="imports_share_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}/{self.first}-{self.last}"
