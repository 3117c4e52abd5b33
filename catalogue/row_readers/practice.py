"""Practice notes of the starter data: from a row to values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from catalogue.fields.deployment import DEPLOYMENT
from catalogue.models import Deployment, Tool
from catalogue.row_readers.columns import (
    CitationRow,
    column_labels,
    read_citations,
    read_columns,
    read_terms,
)
from catalogue.row_readers.reader import KnownRecords, Row, RowReader


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
    tool, origin = read.text("tool", most=200, required=True), read.text("adapted_from", most=200)
    fields = read_columns(read, DEPLOYMENT) | {
        "tool_id": _key(read, "tool", Tool, tool),
        "adapted_from_id": _key(read, "adapted_from", Deployment, origin),
    }
    values = PracticeRow(
        fields=fields | {"known_none": sorted(set(read.known_none))},
        terms=terms,
        organisations=read.organisations("organisations"),
        sources=read_citations(read, (*DEPLOYMENT.own_columns, *DEPLOYMENT.schemes)),
    )
    read.finish()
    return values


def _key(
    read: RowReader, name: str, model: type[Tool | Deployment], slug: str | None
) -> int | None:
    """The primary key of the record that a row names by its slug."""
    if slug is None:
        return None
    pk = model._default_manager.filter(slug=slug).values_list("pk", flat=True).first()
    if pk is None:
        sentence = _("%(field)s: there is no record “%(slug)s”.")
        read.wrong(name, sentence % {"field": read.label(name), "slug": slug[:80]})
    return pk
