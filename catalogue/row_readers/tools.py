"""Tools: from a canonical row (of an import or of the starter data) to values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from catalogue.fields.tool import TOOL
from catalogue.models import Tool
from catalogue.row_readers.columns import (
    CitationRow,
    column_labels,
    read_citations,
    read_columns,
    read_terms,
)
from catalogue.row_readers.reader import KnownRecords, Row, RowReader

SUBJECTS = (*TOOL.own_columns, *TOOL.schemes)


@dataclass(frozen=True)
class ToolRow:
    """A tool that can be written: values of its fields, primary keys of what it links to."""

    fields: dict[str, Any]
    terms: list[int]
    inferred: list[int]
    organisations: list[int]
    sources: list[CitationRow]


def read_tool(row: Row, records: KnownRecords, *, partial: bool = False) -> ToolRow:
    """Raises RowError with a sentence for each problem of the row."""
    read = RowReader(row, records, partial, labels=column_labels(TOOL))
    terms = read_terms(read, TOOL)
    # An empty list of data would mean that the whole scheme is known to be none, which is not said.
    handled = read.terms("data_handled", "safeguard") if row.get("data_handled") else []
    flags = read.terms("risk_flags", "safeguard")
    fields = read_columns(read, TOOL)
    if row.get("organisations") == []:
        read.known_none.append("organisations")
    if fields["slug"] in Tool.reserved_slugs:
        read.wrong("slug", _("“%(slug)s” is an address of its own.") % {"slug": fields["slug"]})
    values = ToolRow(
        fields=fields | {"known_none": sorted(set(read.known_none))},
        terms=list(dict.fromkeys([*terms, *handled, *flags])),
        # A risk flag is the editor's inference unless a finding is cited in the caution.
        inferred=[] if fields["caution"] else [pk for pk in flags if pk not in terms],
        organisations=read.organisations("organisations"),
        sources=read_citations(read, SUBJECTS),
    )
    read.finish()
    return values
