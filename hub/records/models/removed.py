"""Records that are no longer there at all: what holds a copy of them must hear of it."""

from django.db import models


class Removed(models.Model):
    """That a record was deleted, and the number of ``SearchState`` at which it was.

    A withdrawn record carries its number itself; a deleted one cannot.
    """

    kind = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    seq = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["kind", "seq"], name="core_removed_after")]

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id}"
