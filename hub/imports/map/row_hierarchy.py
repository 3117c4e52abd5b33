"""The rows of a file among each other: which is part of which, and which have one name.

Rows may be part of another row of the same file. Until that one is written, the record that it
becomes has no key: a row's number below zero stands for it, and is replaced when the row is
prepared, after those above it.
"""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.db import connection

from catalogue.models.organisation import matching_key
from hub.imports.map.cell_readers import plain_text
from hub.imports.map.column_map import ColumnMap
from hub.imports.map.date_parser import parse_date
from hub.imports.map.row_keys import key_of_name
from hub.imports.map.source_values import CellText
from hub.imports.models import Import
from hub.imports.record_types import RecordImporter
from hub.records.models import SearchState
from hub.records.seq_cache import SeqCache
from hub.records.trees import ancestors


@dataclass
class RowHierarchy:
    """``numbers``: of rows by slug, ref or name. ``parents``: by number, what a row is part of.

    ``repeated``: names with what tells rows of one name apart, that several rows have all the same.
    """

    repeated: set[str] = dataclasses.field(default_factory=set)
    numbers: dict[str, int] = dataclasses.field(default_factory=dict)
    parents: dict[int, str] = dataclasses.field(default_factory=dict)

    def number_of(self, name: str) -> int | None:
        """The row that has this slug, ref or name."""
        return self.numbers.get(name.strip(), self.numbers.get(_folded(name)))

    def depth(self, number: int, is_record: Callable[[str], bool]) -> int:
        """How many rows are above this one. Raises CycleError where they are part of each other."""

        def parent_of(row: int) -> int | None:
            name = self.parents.get(row)
            return None if not name or is_record(name) else self.number_of(name)

        return sum(1 for _row in ancestors(number, parent_of, strict=True))


def _folded(name: str) -> str:
    return f"~{matching_key(name)}"


_hierarchies: SeqCache[RowHierarchy] = SeqCache(SearchState.version, max_size=1)


def row_hierarchy(
    job: Import, importer: RecordImporter, mapping: ColumnMap, version: str
) -> RowHierarchy:
    """All rows of the file. One query, the first time that a process asks for this ``version``."""
    return _hierarchies.get_version(
        (str(connection.settings_dict["NAME"]), job.pk),
        (version, job.rows_read),
        lambda: _read_hierarchy(job, importer, mapping),
    )


def _read_hierarchy(job: Import, importer: RecordImporter, mapping: ColumnMap) -> RowHierarchy:
    hierarchy = RowHierarchy()
    headings = {column.field: column.heading for column in mapping.mapped}
    relation = importer.above
    of_key = ("name", "title", *importer.told_apart_by) if importer.told_apart_by else ()
    wanted = dict.fromkeys((relation.field, *relation.called, *of_key))
    names = [name for name in wanted if name in headings]
    keys: Counter[str] = Counter()
    cells = {f"cell_{index}": CellText(headings[name]) for index, name in enumerate(names)}
    rows = job.rows.order_by("number").annotate(**cells).values_list("number", *cells)
    for number, *texts in rows.iterator(chunk_size=5000):
        if of_key:
            keys[_stored_key(importer, mapping, dict(zip(names, texts, strict=True)))] += 1
        for name, text in zip(names, texts, strict=True):
            reference = _as_parsed(str(text).strip()) if text is not None else ""
            if reference and name == relation.field:
                hierarchy.parents[number] = reference
            elif reference and name in relation.called:
                hierarchy.numbers.setdefault(reference, number)
                if name in relation.names:
                    hierarchy.numbers.setdefault(_folded(reference), number)
    hierarchy.repeated = {key for key, times in keys.items() if times > 1}
    return hierarchy


def _stored_key(importer: RecordImporter, mapping: ColumnMap, texts: dict[str, Any]) -> str:
    """The key of a row's name, as ``source_key`` makes it, from its cells as they were read."""
    orders = {column.field: column.dates for column in mapping.mapped}
    more = []
    for name in importer.told_apart_by:
        text = str(texts.get(name) or "").strip()
        if importer.by_name[name].shape == "date":
            with suppress(ValueError):
                text = parse_date(text, orders.get(name, "iso"))
        more.append(text)
    name = texts.get("name") or texts.get("title") or ""
    return key_of_name(_as_parsed(str(name).strip()), more)


def _as_parsed(text: str) -> str:
    """A list of texts of a JSON file is one text, as where the row itself is parsed."""
    if text.startswith("["):
        with suppress(ValueError, RecursionError):
            return str(plain_text(json.loads(text)))
    return text
