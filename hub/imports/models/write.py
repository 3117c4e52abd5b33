"""The journal of an import: one line for each database row that it changes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from hub.imports.models.run import Import


class Write(models.Model):
    """One row of one table, before and after. Undo is the same lines backwards."""

    class Op(models.TextChoices):
        INSERT = "insert", _("Insert")
        UPDATE = "update", _("Update")
        DELETE = "delete", _("Delete")

    batch = models.ForeignKey(Import, models.CASCADE, related_name="writes", db_column="import_id")
    position = models.PositiveBigIntegerField()
    number = models.PositiveIntegerField(null=True, help_text="the row of the import")
    table = models.CharField(max_length=63)
    op = models.CharField(max_length=6, choices=Op)
    pk_of_row = models.BigIntegerField(help_text="primary key in that table")
    values = models.JSONField(null=True, help_text="column -> value after; null: deleted")
    before = models.JSONField(null=True, help_text="column -> value before; null: it was not there")
    done = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("line of the journal")
        verbose_name_plural = _("journal")
        ordering = ["batch", "position"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "position"], name="imports_write_once"),
            models.CheckConstraint(
                condition=models.Q(op="insert", before=None, values__isnull=False)
                | models.Q(op="delete", values=None, before__isnull=False)
                | models.Q(op="update", values__isnull=False, before__isnull=False),
                name="imports_write_op",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.op} {self.table} {self.pk_of_row}"
