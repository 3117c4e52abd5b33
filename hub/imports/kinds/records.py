"""A record as it is, and as it will be."""

from __future__ import annotations

from dataclasses import dataclass, field

from hub.core.models.ledger import Facts
from hub.imports.kinds.parts import Columns, Line


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
    lines: list[Line] = field(default_factory=list)
