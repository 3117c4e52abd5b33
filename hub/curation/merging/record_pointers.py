"""Every column of the database that points at a record, and what becomes of it in a merge.

Keys that are facts of records are found in the models and need no declaration. All others are
declared here; a test fails for a table that has such a key and is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q

from hub.records.link_tables import LinkTable
from hub.records.models import Record
from hub.records.registry import record_types

Model = type[models.Model]


class Rule(Enum):
    """What becomes of a row that points at the record that goes."""

    MOVES = "moves"  # to the other; where that has the same row already, it stays
    STAYS = "stays"  # it tells of the record that was; taken back, it is right again
    ONCE = "once"  # moves; where the other has the same row already, it goes
    SETTLED = "settled"  # by ``merge_rules``
    FOLLOWS = "follows"  # from the facts of records: it is made anew
    ASKS = "asks"  # its room asks for the record that stayed (``surviving_record``), and says so


@dataclass(frozen=True)
class NamedBy:
    """Columns that name a record by its kind and key, and the rule for the rows."""

    kind: str
    key: str
    rule: Rule


@dataclass(frozen=True)
class FactPointer:
    """A key that is a fact of a record: in its own row (``table`` is None) or in a table of it."""

    owner: type[Record]
    table: LinkTable | None
    column: str

    @property
    def model(self) -> Model:
        return self.table.model if self.table else self.owner

    @property
    def parent(self) -> str:
        """The column that names the record whose fact it is."""
        return self.table.parent if self.table else "id"


@dataclass(frozen=True)
class Pointer:
    """A declared column with the key of a record; ``where``: which rows name this kind."""

    model: Model
    column: str
    rule: Rule
    where: Q


# Tables that name a record by its kind and key.
NAMED: Mapping[str, NamedBy] = {
    "core.Revision": NamedBy("kind", "record_id", Rule.STAYS),
    "core.Change": NamedBy("kind", "record_id", Rule.STAYS),
    "core.Removed": NamedBy("kind", "record_id", Rule.FOLLOWS),
    "core.FormerSlug": NamedBy("kind", "record_id", Rule.MOVES),
    "core.RecordNotice": NamedBy("record_kind", "record_id", Rule.MOVES),
    "imports.ImportRow": NamedBy("", "record_id", Rule.STAYS),
    "imports.SourceRecordState": NamedBy("kind", "record_id", Rule.MOVES),
    "desk.Task": NamedBy("record_kind", "record_id", Rule.MOVES),
    "stewards.Stewardship": NamedBy("record_kind", "record_id", Rule.MOVES),
    "stewards.StewardChange": NamedBy("record_kind", "record_id", Rule.STAYS),
    "contacts.Contact": NamedBy("record_kind", "record_id", Rule.MOVES),
    "suggestions.Suggestion": NamedBy("record_kind", "record_id", Rule.ASKS),
    "record_checks.RecordCheck": NamedBy("kind", "record_id", Rule.STAYS),
    "questions.Practitioner": NamedBy("record_kind", "record_id", Rule.MOVES),
    "questions.Question": NamedBy("record_kind", "record_id", Rule.MOVES),
    "confirmations.Confirmation": NamedBy("record_kind", "record_id", Rule.MOVES),
    "link_checks.AddressUse": NamedBy("record_kind", "record_id", Rule.FOLLOWS),
    "purging.PurgeRequest": NamedBy("record_kind", "record_id", Rule.STAYS),
    "redaction.RedactedRecord": NamedBy("record_kind", "record_id", Rule.STAYS),
    "drafts.RecordDraft": NamedBy("record_kind", "record_id", Rule.STAYS),
    "drafts.TimedStep": NamedBy("record_kind", "record_id", Rule.STAYS),
    "admin.LogEntry": NamedBy("", "object_id", Rule.STAYS),
    "merging.RecordMerge": NamedBy("record_kind", "kept_id", Rule.STAYS),
}
# Foreign keys to records that are no facts of a record.
KEYS_BESIDE: Mapping[str, Rule] = {
    "reporting.ReportRequest.organisation": Rule.SETTLED,
    "reporting.ReportAnswer.recommendation": Rule.MOVES,
    "questions.Question.answered": Rule.MOVES,
    "stewards.Stewardship.organisation": Rule.MOVES,
    "stewards.FocalPoint.organisation": Rule.ONCE,
}


@cache
def _link_tables() -> dict[Model, LinkTable]:
    return {
        table.model: table
        for record_type in record_types.values()
        for table in record_type.model.tables()
    }


def link_table_of(model: Model) -> LinkTable | None:
    """The declaration of a link table, by its model."""
    return _link_tables().get(model)


def foreign_keys(target: type[Record]) -> Iterator[tuple[Model, Any]]:
    """Every foreign key of the database to this kind of record."""
    for model in apps.get_models():
        for column in model._meta.local_concrete_fields:
            if column.is_relation and column.related_model is target:
                yield model, column


def fact_pointers(target: type[Record]) -> list[FactPointer]:
    """Keys to this kind that are facts of records."""
    pointers, tables = list[FactPointer](), _link_tables()
    for model, column in foreign_keys(target):
        if issubclass(model, Record) and column.attname in model.own_facts:
            pointers.append(FactPointer(model, None, column.attname))
        elif model in tables and column.attname != tables[model].parent:
            pointers.append(FactPointer(tables[model].record, tables[model], column.attname))
    return pointers


@cache
def foreign_rows_into(table: LinkTable) -> tuple[tuple[Model, str], ...]:
    """Columns that point at the rows of a link table."""
    return tuple(
        (model, column.attname)
        for model in apps.get_models()
        for column in model._meta.local_concrete_fields
        if column.is_relation and column.related_model is table.model
    )


def undeclared_keys(target: type[Record]) -> list[str]:
    """Keys to this kind of which nothing says what becomes of them."""
    known = {(pointer.model, pointer.column) for pointer in fact_pointers(target)}
    known |= {(model, table.parent) for model, table in _link_tables().items()}
    return [
        name
        for model, column in foreign_keys(target)
        if (model, column.attname) not in known
        and (name := f"{model._meta.label}.{column.name}") not in KEYS_BESIDE
    ]


def undeclared_tables() -> list[str]:
    """Tables that seem to name records by kind and key, and are not declared."""
    return [
        model._meta.label
        for model in apps.get_models()
        if model._meta.label not in NAMED
        for column in model._meta.local_concrete_fields
        if not column.is_relation and column.name in {"record_id", "object_id", "record_pk"}
    ]


def pointers_beside(target: type[Record], rule: Rule) -> list[Pointer]:
    """Declared keys to this kind with this rule."""
    keys = [
        Pointer(model, column.attname, rule, Q())
        for model, column in foreign_keys(target)
        if KEYS_BESIDE.get(f"{model._meta.label}.{column.name}") is rule
    ]
    named = [
        Pointer(apps.get_model(label), one.key, rule, Q(**{one.kind: target.kind}))
        for label, one in NAMED.items()
        if one.rule is rule and one.kind
    ]
    return [*keys, *named]


def colliding(
    model: Model, column: str, source: int, target: int, where: Q | None = None
) -> dict[int, int]:
    """Rows of ``source`` that cannot name ``target`` as well, each with the row that does."""
    field: Any = model._meta.get_field(column)
    pairs: dict[int, int] = {}
    for constraint in model._meta.constraints:
        if not isinstance(constraint, models.UniqueConstraint):
            continue
        if field.name not in constraint.fields:
            continue
        rows = model._base_manager.filter(where or Q(), constraint.condition or Q())
        others = [name for name in constraint.fields if name != field.name]
        taken = {
            tuple(values): pk
            for pk, *values in rows.filter(**{column: target}).values_list("pk", *others)
            if None not in values
        }
        for pk, *values in rows.filter(**{column: source}).values_list("pk", *others):
            if tuple(values) in taken:
                pairs[pk] = taken[tuple(values)]
    return pairs
