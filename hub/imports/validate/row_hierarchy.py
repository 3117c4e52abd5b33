"""Rows that are part of another row of the same file: found by what the file calls that one.

Until it is written, the record that it becomes has no key: a row's number below zero stands for
it, and is replaced when the row is prepared, after those above it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from django.db import connection

from catalogue.models.organisation import matching_key
from hub.imports.map import ColumnMap
from hub.imports.map.canonical_row import plain_text
from hub.imports.map.cells import CellOf
from hub.imports.models import Import
from hub.imports.record_types import RecordImporter
from hub.records.models import SearchState
from hub.records.seq_cache import SeqCache
from hub.records.trees import ancestors


@dataclass
class RowHierarchy:
    """``called``: numbers of rows by their names. ``above``: what a row is part of, as it says."""

    called: dict[str, int] = field(default_factory=dict)
    above: dict[int, str] = field(default_factory=dict)

    def number_of(self, name: str) -> int | None:
        """The row that has this slug, ref or name."""
        return self.called.get(name.strip(), self.called.get(_folded(name)))

    def depth(self, number: int, is_known: Callable[[str], bool]) -> int:
        """How many rows are above this one. Raises CycleError where rows are part of each other."""

        def parent_of(row: int) -> int | None:
            name = self.above.get(row)
            return None if not name or is_known(name) else self.number_of(name)

        return sum(1 for _row in ancestors(number, parent_of, strict=True))


def _folded(name: str) -> str:
    return f"~{matching_key(name)}"


_cache: SeqCache[RowHierarchy] = SeqCache(SearchState.current, max_size=1)


def family_of(batch: Import, kind: RecordImporter, mapping: ColumnMap, mark: str) -> RowHierarchy:
    """Everybody in the file. One query, the first time that a process asks."""
    return _cache.get_version(
        (str(connection.settings_dict["NAME"]), batch.pk),
        (mark, batch.rows_read),
        lambda: _read(batch, kind, mapping),
    )


def _as_read(text: str) -> str:
    """A list of texts of a JSON file is one text, as where the row itself is read."""
    if text.startswith("["):
        with suppress(ValueError):
            return str(plain_text(json.loads(text)))
    return text


def _read(batch: Import, kind: RecordImporter, mapping: ColumnMap) -> RowHierarchy:
    found, headings = RowHierarchy(), {one.field: one.heading for one in mapping.mapped}
    asked = [name for name in (kind.above.field, *kind.above.called) if name in headings]
    cells = {f"cell_{at}": CellOf(headings[name]) for at, name in enumerate(asked)}
    rows = batch.rows.order_by("number").annotate(**cells).values_list("number", *cells)
    for number, *texts in rows.iterator(chunk_size=5000):
        for name, text in zip(asked, texts, strict=True):
            said = _as_read(str(text).strip()) if text is not None else ""
            if said and name == kind.above.field:
                found.above[number] = said
            elif said:
                found.called.setdefault(said, number)
                if name in kind.above.names:
                    found.called.setdefault(_folded(said), number)
    return found
