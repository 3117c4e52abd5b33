"""Rows that are moved, removed and made, written down so that each can be put back.

All of it is JSON: a table by its label, a row by its key, columns as the database names them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from hub.records.bulk_rows import KEYS, Columns, chunks, delete_rows, insert_rows
from hub.records.link_tables import plain_value

Model = type[models.Model]


@dataclass(frozen=True)
class RowUpdate:
    """Columns that these rows had alike before, and have since."""

    model: Model
    before: Columns
    after: Columns
    keys: list[int]


@dataclass(frozen=True)
class LostRow:
    """A row that cannot be put back as it was: somebody changed or removed it, or took its place.

    ``columns``: those of it that stay; none for a row that does not come back.
    """

    model: Model
    pk: int
    columns: tuple[str, ...] = ()


@dataclass
class RowJournal:
    """What was written, in its order."""

    updates: list[RowUpdate] = field(default_factory=list)
    removed: list[tuple[Model, Columns]] = field(default_factory=list)
    made: list[tuple[Model, int]] = field(default_factory=list)

    # Writing

    def update(self, model: Model, keys: Collection[int], **columns: Any) -> None:
        for some in chunks(sorted(keys), KEYS):
            alike: list[RowUpdate] = []
            by_before: dict[str, RowUpdate] = {}
            for row in _rows(model, some).values("pk", *columns):
                pk = row.pop("pk")
                before = {name: plain_value(value) for name, value in row.items()}
                update = by_before.get(repr(before))
                if update is None:
                    after = {name: plain_value(value) for name, value in columns.items()}
                    update = by_before[repr(before)] = RowUpdate(model, before, after, [])
                    alike.append(update)
                update.keys.append(pk)
            self.updates += [update for update in alike if update.before != update.after]
            _rows(model, some).update(**columns)

    def remove(self, model: Model, keys: Collection[int]) -> None:
        """Delete these rows alone: what points at them was moved before."""
        for some in chunks(sorted(keys), KEYS):
            self.removed += [(model, row) for row in read_rows(model, some)]
            delete_rows(model, some)

    def note_removed(self, model: Model, rows: Iterable[Columns]) -> None:
        """That somebody else deletes these."""
        self.removed += [(model, row) for row in rows]

    def make(self, model: Model, **columns: Any) -> int:
        row = dict(columns)
        insert_rows(model, [row], with_keys=True)
        self.made.append((model, row["id"]))
        return int(row["id"])

    # As JSON

    def as_json(self) -> dict[str, Any]:
        return {
            "updates": [
                [one.model._meta.label, one.before, one.after, one.keys] for one in self.updates
            ],
            "removed": [[model._meta.label, row] for model, row in self.removed],
            "made": [[model._meta.label, pk] for model, pk in self.made],
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> RowJournal:
        return cls(
            [
                RowUpdate(apps.get_model(label), before, after, keys)
                for label, before, after, keys in stored.get("updates", ())
            ],
            [(apps.get_model(label), row) for label, row in stored.get("removed", ())],
            [(apps.get_model(label), pk) for label, pk in stored.get("made", ())],
        )

    # Reading

    def tables(self) -> dict[Model, set[int]]:
        """By table the keys of rows that it wrote, also of those that are gone by now."""
        keys: dict[Model, set[int]] = {}
        for update in self.updates:
            keys.setdefault(update.model, set()).update(update.keys)
        for model, pk in (*((model, row["id"]) for model, row in self.removed), *self.made):
            keys.setdefault(model, set()).add(pk)
        return keys

    # Putting back

    def put_back(self) -> list[LostRow]:
        """Write the rows as they were, wherever what was written still stands; the others."""
        lost: list[LostRow] = []
        for model, pk in reversed(self.made):
            delete_rows(model, [pk])
        for update in reversed(self.updates):
            lost += _take_back(update)
        return lost + self._insert_removed()

    def _insert_removed(self) -> list[LostRow]:
        lost: list[LostRow] = []
        by_model: dict[Model, list[Columns]] = {}
        for model, row in reversed(self.removed):
            by_model.setdefault(model, []).append(row)
        coming = {model: {row["id"] for row in rows} for model, rows in by_model.items()}
        for model, rows in by_model.items():
            sound = _with_targets(model, rows, coming)
            keys = {row["id"] for row in sound}
            lost += [LostRow(model, row["id"]) for row in rows if row["id"] not in keys]
            lost += _insert(model, sound)
        return lost


def read_rows(model: Model, keys: Iterable[int]) -> list[Columns]:
    """Whole rows, by their keys, as JSON holds them."""
    columns = [column.attname for column in model._meta.concrete_fields]
    return [
        {name: plain_value(value) for name, value in row.items()}
        for row in _rows(model, list(keys)).order_by("pk").values(*columns)
    ]


def _rows(model: Model, keys: Sequence[int]) -> Any:
    return model._base_manager.filter(pk__in=keys)


def _take_back(update: RowUpdate) -> list[LostRow]:
    """The columns of rows that still say what was written; the others."""
    lost: list[LostRow] = []
    for some in chunks(update.keys, KEYS):
        rows = {row.pop("pk"): row for row in _rows(update.model, some).values("pk", *update.after)}
        stands = [
            pk
            for pk, row in rows.items()
            if {name: plain_value(value) for name, value in row.items()} == update.after
        ]
        standing, names = set(stands), tuple(update.after)
        lost += [LostRow(update.model, pk, names) for pk in some if pk not in standing]
        try:
            with transaction.atomic():
                _rows(update.model, stands).update(**update.before)
        except IntegrityError:  # another row has their place by now
            lost += [LostRow(update.model, pk, names) for pk in stands]
    return lost


def _with_targets(
    model: Model, rows: list[Columns], coming: Mapping[Model, set[int]]
) -> list[Columns]:
    """Rows whose targets are there, or come; a key that may be empty is emptied where its target
    is gone."""
    sound = rows
    for column in model._meta.concrete_fields:
        if not column.is_relation:
            continue
        target: Any = column.related_model
        wanted = {row[column.attname] for row in sound} - {None}
        there: set[Any] = set(coming.get(target, ()))
        for some in chunks(wanted, KEYS):
            there |= set(target._base_manager.filter(pk__in=some).values_list("pk", flat=True))
        gone = wanted - there
        if gone and column.null:
            sound = [row | {column.attname: None} if row[column.attname] in gone else row
                     for row in sound]  # fmt: skip
        elif gone:
            sound = [row for row in sound if row[column.attname] not in gone]
    return sound


def _insert(model: Model, rows: list[Columns]) -> list[LostRow]:
    """All at once; one by one where another row has the place of one of them."""
    try:
        with transaction.atomic():
            insert_rows(model, [dict(row) for row in rows])
    except IntegrityError:
        if len(rows) == 1:
            return [LostRow(model, rows[0]["id"])]
        return [lost for row in rows for lost in _insert(model, [row])]
    return []


def check_all_keys() -> None:
    """Raise IntegrityError now where a key leads nowhere, and not when the transaction ends."""
    if connection.vendor == "postgresql":
        connection.check_constraints()
