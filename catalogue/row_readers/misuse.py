"""Misuse patterns of the starter data: from a row to values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from catalogue.fields.misuse import MISUSE
from catalogue.models import Tool
from catalogue.row_readers.columns import (
    CitationRow,
    column_labels,
    read_citations,
    read_columns,
    read_terms,
)
from catalogue.row_readers.links import read_links
from catalogue.row_readers.reader import KnownRecords, Row, RowReader


@dataclass(frozen=True)
class MisuseRow:
    """A pattern ready to be written; ``answers``: slugs of tools, and why each answers it."""

    fields: dict[str, Any]
    terms: list[int]
    answers: list[tuple[str, str]]
    sources: list[CitationRow]


def read_misuse(row: Row, records: KnownRecords, *, partial: bool = False) -> MisuseRow:
    """Raises RowError with a sentence for each problem of the row."""
    read = RowReader(row, records, partial, labels=column_labels(MISUSE))
    terms = read_terms(read, MISUSE)
    fields = read_columns(read, MISUSE)
    values = MisuseRow(
        fields=fields | {"known_none": sorted(set(read.known_none))},
        terms=terms,
        answers=list(dict(read_links(read, "tools", "tool", Tool)).items()),
        sources=read_citations(read, (*MISUSE.own_columns, *MISUSE.schemes)),
    )
    read.finish()
    return values
