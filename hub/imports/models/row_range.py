"""What several workers share among them: a range of an import's rows is dealt with by one."""

from __future__ import annotations

from typing import Self

from django.db import connection, models

from hub.imports.models.job import Import


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
