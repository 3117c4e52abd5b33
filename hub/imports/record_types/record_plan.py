"""A record as it is, and as it will be."""

from __future__ import annotations

from dataclasses import dataclass, field

from hub.imports.record_types.parts import Columns, TableWrite
from hub.records.models.ledger import Facts


@dataclass(frozen=True)
class Stored:
    """A record as it is: its facts, the columns of its row, and the rows of its parts."""

    pk: int
    slug: str
    version: int
    facts: Facts
    columns: Columns
    parts: dict[str, list[Columns]]


@dataclass(frozen=True)
class RecordPlan:
    """A record before and after, and the lines between, in the order in which they are written."""

    pk: int
    before: Facts | None
    after: Facts
    changed: list[str]
    title: str
    slug: str
    visibility: str
    version: int
    lines: list[TableWrite] = field(default_factory=list)
