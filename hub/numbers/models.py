"""What was counted last night of what is not public row by row."""

from __future__ import annotations

import datetime

from django.db import models

from hub.numbers.number_tables import Rows
from hub.records.data_handling import DataHandling, Purpose, Retention

StoredRows = dict[str, list[list[object]]]  # by table: key and values of each row


class NightlyCount(models.Model):
    """One row with the numbers of the last night: ``tables``, and the day (UTC) that it began.

    Numbers of people are in it as their band alone, so that neither a page nor a backup tells more.
    """

    data_handling = DataHandling(
        Purpose.OPERATION, Retention("until the next night"), published="day tables"
    )

    day = models.DateField()
    tables = models.JSONField(default=dict)

    class Meta:
        verbose_name = "nightly count"
        verbose_name_plural = "nightly counts"

    def __str__(self) -> str:
        return str(self.day)

    def rows(self, name: str) -> Rows:
        stored: StoredRows = self.tables
        return {str(key): tuple(values) for key, values in stored.get(name, ())}  # type: ignore[arg-type]

    @classmethod
    def last(cls) -> NightlyCount | None:
        return cls.objects.filter(pk=1).first()

    @classmethod
    def keep(cls, day: datetime.date, tables: dict[str, Rows]) -> None:
        stored = {
            name: [[key, list(values)] for key, values in rows.items()]
            for name, rows in tables.items()
        }
        cls.objects.update_or_create(pk=1, defaults={"day": day, "tables": stored})
