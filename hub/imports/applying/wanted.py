"""What a row of a file wants of one record: handed over by the kinds, turned into journal here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models


@dataclass(frozen=True)
class Links:
    """All rows that one table shall hold for the record, within what the file speaks of.

    ``rows``: column -> value, without the primary key and the key to the record. A citation names
    its source as ``{"source": {"url": ..., "title": ...}}``; a column named in ``refers`` holds the
    number (from 0) of a row in another Links of the same record.
    ``key``: the columns by which a stored row is the same one.
    ``governed``: column -> values; stored rows outside of them stay as they are. None: the table.
    """

    model: type[models.Model]
    key: tuple[str, ...]
    rows: list[dict[str, Any]]
    governed: Mapping[str, frozenset[Any]] | None = None
    refers: Mapping[str, type[models.Model]] | None = None


@dataclass(frozen=True)
class Wanted:
    """``fields``: attname -> value that JSON can hold, only those to be written; for a new record
    all that the file knows, its slug among them.

    ``values`` and ``kept`` are what ``Imported`` shall remember of the source's own words.
    """

    fields: dict[str, Any]
    links: list[Links] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    kept: dict[str, Any] = field(default_factory=dict)
