"""The values of a file's columns of terms and organisations, counted by the database.

What is neither a term nor mapped to one in the value map is listed for a curator, never dropped.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import Count, F, Func, TextField, Value
from django.db.models.functions import Length

from catalogue.models.organisation import matching_key
from hub.imports.map.canonical_row import RowMapper, organisation_names, without_role
from hub.imports.map.cell_splitter import IsName, split_cell
from hub.imports.map.column_map import ColumnMap
from hub.imports.map.missing_values import MAX_LENGTH, is_missing_code
from hub.imports.map.value_map import ValueMap, means_none
from hub.imports.models import Import
from hub.imports.record_types import importer_for
from hub.imports.record_types.new_bodies import MAKE, MOST_NAME, ORGANISATION
from hub.records.text_cleaning import clean_text
from hub.vocabulary.models import KNOWN_NONE

MAX_CELLS = 20_000  # different ones of a column: with more it is no column of terms


class CellText(Func):
    """The text of one cell; of a list its JSON. A heading may be a number or hold any mark."""

    output_field = TextField()

    def __init__(self, heading: str) -> None:
        super().__init__(F("cells"), Value(heading), function="jsonb_extract_path_text")
        self.heading = heading

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """A path of SQLite cannot name a key with a quotation mark."""
        cells, heading = self.get_source_expressions()
        cells_sql, cells_params = compiler.compile(cells)
        key_sql, key_params = compiler.compile(heading)
        sql = f"(SELECT e.value FROM json_each({cells_sql}) AS e WHERE e.key = {key_sql})"  # noqa: S608  # nosec
        return sql, (*cells_params, *key_params)


@dataclass(frozen=True)
class SourceValue:
    """A value of the file. ``scheme``: of its terms, or "organisation". ``count``: rows.

    ``codes``: whether it stands in a column of codes; else "NA" is asked about.
    """

    scheme: str
    text: str  # as it was first written
    count: int
    codes: bool = True

    @property
    def key(self) -> str:
        return value_key(self.text)


def value_key(text: str) -> str:
    """What spellings of one value share: the key of ``Import.words`` and ``Profile.words``."""
    return matching_key(text) or text


def source_values(job: Import) -> list[SourceValue]:
    """Every value of the mapped columns of terms and organisations, the most frequent first.

    One query for each column.
    """
    importer, value_map = importer_for(job.kind), ValueMap(job.words)
    counts: Counter[tuple[str, str]] = Counter()
    spellings: dict[tuple[str, str], str] = {}
    no_codes: set[tuple[str, str]] = set()
    for column in ColumnMap.read(job.mapping).mapped:
        field = importer.by_name.get(column.field)
        if field is None or not field.words:
            continue
        is_name = partial(value_map.is_name, field.words)
        # As rows are read: the names of organisations are told by what is one name.
        known = None if field.words == ORGANISATION else partial(value_map.is_known, field.words)
        for cell, count in _count_cells(job, column.heading):
            for piece in _split(cell, column.separator, is_name, known):
                text = piece if field.scheme else without_role(piece)
                if value_map.is_missing(text, field.words):
                    continue
                key = (field.words, value_key(text))
                counts[key] += count
                spellings.setdefault(key, text)
                if not column.codes and is_missing_code(text):
                    no_codes.add(key)
    return [
        SourceValue(key[0], spellings[key], count, key not in no_codes)
        for key, count in counts.most_common()
    ]


def unmapped_values(values: list[SourceValue], value_map: ValueMap) -> list[SourceValue]:
    """Those that are no terms and were not mapped to one."""
    return [
        value
        for value in values
        if value_map.find(value.scheme, value.text, codes=value.codes) is None
    ]


@dataclass(frozen=True)
class MissingCells:
    """Cells of a column that hold no value. ``words``: as they are written, and how many rows."""

    heading: str
    label: object
    words: tuple[tuple[str, int], ...]

    @property
    def count(self) -> int:
        return sum(rows for _word, rows in self.words)


def missing_cells(job: Import) -> list[MissingCells]:
    """What is read as empty in each mapped column, though something is written. One query each."""
    importer, value_map = importer_for(job.kind), ValueMap(job.words)
    mapper = RowMapper(importer, ColumnMap.read(job.mapping), value_map)
    found = []
    for column, field, _read in mapper.columns:
        rows = job.rows.order_by().annotate(cell=CellText(column.heading)).values("cell")
        short = rows.annotate(length=Length("cell")).filter(length__gte=1, length__lte=MAX_LENGTH)
        counted = short.values("cell").annotate(times=Count("pk")).order_by("-times", "cell")
        words = tuple(
            (str(text), times)
            for text, times in counted.values_list("cell", "times")[:MAX_CELLS]
            if str(text).strip() and mapper.is_empty(field, str(text))
        )
        if words:
            found.append(MissingCells(column.heading, field.label, words))
    return found


def _count_cells(job: Import, heading: str) -> Iterator[tuple[str, int]]:
    """The different cells of a column, and how many rows have each."""
    rows = job.rows.order_by().annotate(cell=CellText(heading)).values("cell")
    counted = rows.exclude(cell__isnull=True).exclude(cell="").annotate(times=Count("pk"))
    for text, times in counted.values_list("cell", "times")[:MAX_CELLS]:
        yield str(text), times


def _split(text: str, separator: str, is_name: IsName, is_known: IsName | None) -> list[str]:
    """The values of a cell; the cells of a JSON file may be lists."""
    if text.startswith(("[", "{")):
        try:
            items = json.loads(text)
        except (ValueError, RecursionError):
            items = None
        if isinstance(items, dict):
            items = [items]
        if isinstance(items, list):
            return organisation_names([item for item in items if not isinstance(item, list)])
    pieces = split_cell(text, separator, is_name, is_known)
    return [] if len(pieces) == 1 and means_none(pieces[0]) else pieces


def check_target(scheme: str, text: str, target: str) -> str:
    """What is stored for a value that a curator maps to ``target``. Raises ValueError.

    ``target``: a term, "known-none", or "" (left out on purpose). Of an organisation: its slug, or
    ``MAKE`` with the name of one to be made, which is the value itself where no name follows.
    """
    if scheme == ORGANISATION:
        if target.startswith(MAKE):
            name = clean_text(target.removeprefix(MAKE)).strip() or clean_text(text).strip()
            if not matching_key(name) or len(name) > MOST_NAME:
                raise ValueError(target)
            return MAKE + name
        if target and target not in ValueMap().organisation_names:
            raise ValueError(target)
    elif target and target != KNOWN_NONE and ValueMap().find(scheme, target) is None:
        raise ValueError(target)
    return target


def map_value(job: Import, scheme: str, text: str, target: str) -> None:
    """Map a value of the source; see ``check_target``. Raises ValueError."""
    target = check_target(scheme, text, target)
    job.words = {**job.words, scheme: {**job.words.get(scheme, {}), text: target}}
    job.save(update_fields=["words"])
