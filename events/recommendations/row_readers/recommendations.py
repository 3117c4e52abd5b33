"""Recommendations of the starter data: from a row to values. A sub-action is a row, too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

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
from events.fields.recommendation import RECOMMENDATION
from events.models import Event
from events.recommendations.models import Document, Recommendation
from events.recommendations.models.recommendation import NOT_ASSESSED


@dataclass(frozen=True)
class RecommendationRow:
    """A recommendation, or a sub-action, that can be written; links are slugs with reasons."""

    fields: dict[str, Any]
    terms: list[int]
    tools: list[list[str]]
    events: list[list[str]]
    sources: list[CitationRow]


def read_recommendation(
    row: Row, records: KnownRecords, *, partial: bool = False
) -> RecommendationRow:
    """Raises RowError with a sentence for each problem of the row."""
    row = row | ({"slug": row.get("ref")} if "ref" in row else {})
    read = RowReader(row, records, partial, labels=column_labels(RECOMMENDATION))
    terms = read_terms(read, RECOMMENDATION)
    document = read.record("document", Document.kind, most=400, required=not partial)
    fields = read_columns(read, RECOMMENDATION) | {"document_id": document}
    if str(fields["slug"]).lower() in Recommendation.reserved_slugs:
        read.wrong("ref", _("“%(slug)s” is an address of its own.") % {"slug": fields["slug"]})
    if read.text("followup_status", most=60) not in (None, NOT_ASSESSED):
        read.wrong(
            "followup_status", _("A status of follow-up needs a follow-up with its evidence.")
        )
    values = RecommendationRow(
        fields=fields | {"known_none": sorted(set(read.known_none))},
        terms=terms,
        tools=read_links(read, "tools", "tool", Tool),
        events=read_links(read, "events", "event", Event),
        sources=read_citations(read, (*RECOMMENDATION.own_columns, *RECOMMENDATION.schemes)),
    )
    read.finish()
    return values
