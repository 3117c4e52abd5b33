"""The words that stand in a file's columns of terms, counted by the database."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count

from catalogue.models.organisation import matching_key
from hub.imports.map import ColumnMap
from hub.imports.map.canonical_row import organisations_of, without_role
from hub.imports.map.cells import CellOf
from hub.imports.map.proposal import pieces_of
from hub.imports.map.word_map import says_none
from hub.imports.models import Import
from hub.imports.record_types import importer_for

MOST_CELLS = 20_000  # different ones, of one column


@dataclass(frozen=True)
class UnmappedWordRow:
    """A word as it was first written, and how often it stands in the file."""

    scheme: str
    word: str
    count: int


def words_met(batch: Import) -> list[UnmappedWordRow]:
    """Every word of a mapped column of terms, the most frequent first."""
    kind = importer_for(batch.kind)
    counts: Counter[tuple[str, str]] = Counter()
    written: dict[tuple[str, str], str] = {}
    for column in ColumnMap.read(batch.mapping).mapped:
        field = kind.by_name.get(column.field)
        if field is None or not field.words:
            continue
        for text, count in cells_of(batch, column.heading):
            for found in _words(text, column.separator):
                word = found if field.scheme else without_role(found)
                key = (field.words, matching_key(word) or word)
                counts[key] += count
                written.setdefault(key, word)
    return [UnmappedWordRow(key[0], written[key], count) for key, count in counts.most_common()]


def cells_of(batch: Import, heading: str) -> Iterator[tuple[str, int]]:
    """The different cells of a column with their numbers. One query."""
    rows = batch.rows.order_by().annotate(cell=CellOf(heading)).values("cell")
    counted = rows.exclude(cell__isnull=True).exclude(cell="").annotate(times=Count("pk"))
    for text, times in counted.values_list("cell", "times")[:MOST_CELLS]:
        yield str(text), times


def _words(text: str, separator: str) -> list[str]:
    if text.startswith("["):
        try:
            listed = json.loads(text)
        except ValueError:
            listed = None
        if isinstance(listed, list):
            return organisations_of([one for one in listed if not isinstance(one, list)])
    pieces = pieces_of(text, separator)
    return [] if len(pieces) == 1 and says_none(pieces[0]) else pieces
