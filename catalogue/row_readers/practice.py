"""Practice notes of the starter data: from a row to values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from catalogue.fields.deployment import DEPLOYMENT
from catalogue.fields.tool import TOOL
from catalogue.row_readers.columns import (
    CitationRow,
    column_labels,
    read_citations,
    read_columns,
    read_terms,
)
from catalogue.row_readers.reader import KnownRecords, Row, RowReader

MAX_NAME = 400


@dataclass(frozen=True)
class PracticeRow:
    """A note ready to be written: values of its fields, primary keys of what it links to."""

    fields: dict[str, Any]
    terms: list[int]
    organisations: list[int]
    sources: list[CitationRow]


def read_practice(row: Row, records: KnownRecords, *, partial: bool = False) -> PracticeRow:
    """Raises RowError with a sentence for each problem of the row."""
    read = RowReader(row, records, partial, labels=column_labels(DEPLOYMENT))
    terms = read_terms(read, DEPLOYMENT)
    fields = read_columns(read, DEPLOYMENT) | {
        "tool_id": read.record("tool", TOOL.kind, most=MAX_NAME, required=True),
        "adapted_from_id": read.record("adapted_from", DEPLOYMENT.kind, most=MAX_NAME),
    }
    values = PracticeRow(
        fields=fields | {"known_none": sorted(set(read.known_none))},
        terms=terms,
        organisations=read.organisations("organisations"),
        sources=read_citations(read, (*DEPLOYMENT.own_columns, *DEPLOYMENT.schemes)),
    )
    read.finish()
    return values
