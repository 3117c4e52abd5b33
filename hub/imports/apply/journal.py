"""Writing the journal: rows gathered by table and kind of change, written down in lines."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection, models

from hub.imports.copy_from import copy_rows
from hub.imports.models import Import, JournalEntry

MOST = 200  # rows in a line: what SQLite writes in one go
Values = dict[str, Any]  # column -> value that JSON can hold


def as_json(value: Any) -> Any:
    """What JSON itself does not know. Django's own encoder would cut microseconds off."""
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot be written down: {value!r}")


text_of = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, separators=(",", ":"), default=as_json
).encode


@cache
def blank_row(model: type[models.Model]) -> Values:
    """Every column but the key as a new object has it, for what a row does not name."""
    blank = model()
    return {
        str(field.column): getattr(blank, field.attname)
        for field in model._meta.concrete_fields
        if not field.primary_key
    }


@dataclass
class _Page:
    model: type[models.Model]
    op: str
    early: bool
    done: bool = False
    shared: Values = field(default_factory=dict)
    records: list[int | None] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    values: list[Values] = field(default_factory=list)
    before: list[Values] = field(default_factory=list)

    @property
    def place(self) -> int:
        """New rows come behind those that they point at: SQLite writes each line by itself."""
        return tables_above(self.model) if self.op == "insert" else 0


@cache
def tables_above(model: type[models.Model]) -> int:
    """How many other tables a row may hang on, one above the other."""
    return _above(model, frozenset())


def _above(model: type[models.Model], below: frozenset[type[models.Model]]) -> int:
    below |= {model}
    pointed_at = {
        field.related_model for field in model._meta.concrete_fields if field.related_model
    }
    return max((_above(one, below) + 1 for one in pointed_at - below), default=0)


class Journal:
    """Gathers changes in the order of the first of each table; ``close`` writes them down."""

    def __init__(self, batch: Import, way: str = JournalEntry.Way.THERE, position: int = 0) -> None:
        """``position`` of the first line; 0: behind those that are there."""
        self.batch, self.way, self.position = batch, way, position
        self._pages: dict[tuple[Any, ...], _Page] = {}

    def insert(
        self,
        model: type[models.Model],
        values: Values,
        *,
        record: int | None,
        early: bool = False,
        number: int | None = None,
        shared: Values | None = None,
        done: bool = False,
    ) -> None:
        """``shared`` has every other column, and must be the same object for all rows alike.

        ``done``: the row is there already; it is noted so that it can be taken away again.
        """
        page = self._page(model, "insert", early, id(shared))
        page.done = done
        if not page.values:
            page.shared = shared if shared is not None else blank_row(model)
        page.records.append(record)
        page.values.append(values)
        if number is not None:
            page.numbers.append(number)

    def update(
        self,
        model: type[models.Model],
        values: Values,
        before: Values,
        *,
        record: int | None,
        number: int | None = None,
    ) -> None:
        """``values`` and ``before`` name the same columns, the key among them."""
        page = self._page(model, "update", False, tuple(sorted(values)))
        page.records.append(record)
        page.values.append(values)
        page.before.append(before)
        if number is not None:
            page.numbers.append(number)

    def delete(
        self, model: type[models.Model], before: Values, *, record: int | None, early: bool = False
    ) -> None:
        page = self._page(model, "delete", early, None)
        page.records.append(record)
        page.before.append(before)

    def _page(self, model: type[models.Model], op: str, early: bool, kind: Any) -> _Page:
        key = (model, op, early, kind)
        page = self._pages.get(key)
        if page is None:
            page = self._pages[key] = _Page(model, op, early)
        return page

    def close(self) -> int:
        """Write the lines; how many rows they hold."""
        lines = []
        for page in sorted(self._pages.values(), key=lambda one: one.place):
            for start in range(0, len(page.records), MOST):
                lines.append(_Line(page, slice(start, start + MOST)))
        store(self.batch, self.way, self.position or self._behind(), lines)
        self._pages.clear()
        self.position = self.position and self.position + len(lines)
        return sum(line.size for line in lines)

    def _behind(self) -> int:
        there = JournalEntry.objects.filter(batch=self.batch, way=self.way)
        return (there.aggregate(most=models.Max("position"))["most"] or 0) + 1


class _Line:
    def __init__(self, page: _Page, part: slice) -> None:
        self.page, self.part = page, part
        self.size = len(page.records[part])

    def fields(self) -> dict[str, Any]:
        page, part = self.page, self.part
        return {
            "table": page.model._meta.label_lower,
            "op": page.op,
            "early": page.early,
            "size": self.size,
            "records": page.records[part],
            "numbers": page.numbers[part],
            "shared": page.shared,
            "values": page.values[part],
            "before": page.before[part],
            "done": page.done,
        }


LISTS = ("records", "numbers", "shared", "values", "before")
FIELDS = ("table", "op", "early", "size", *LISTS, "done")  # in the order of ``_Line.fields``


def store(batch: Import, way: str, position: int, lines: Iterable[_Line]) -> None:
    rows = (
        {"way": way, "position": position + number, **line.fields()}
        for number, line in enumerate(lines)
    )
    if connection.vendor == "postgresql":
        columns = ("import_id", "way", "position", *FIELDS)
        texts = (
            (
                str(batch.pk),
                *(text_of(row[name]) if name in LISTS else str(row[name]) for name in row),
            )
            for row in rows
        )
        copy_rows(JournalEntry, columns, texts)
        return
    held = [row | {name: json.loads(text_of(row[name])) for name in LISTS} for row in rows]
    JournalEntry.objects.bulk_create(
        (JournalEntry(batch=batch, **row) for row in held), batch_size=50
    )
