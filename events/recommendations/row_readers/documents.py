"""Documents of the starter data, gathered from the recommendations that name them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from catalogue.row_readers.columns import (
    CitationRow,
    column_labels,
    read_citations,
    read_columns,
    read_terms,
)
from catalogue.row_readers.links import read_linked
from catalogue.row_readers.reader import KnownRecords, Row, RowReader
from events.fields.document import DOCUMENT
from events.models import Event
from events.recommendations.models import Document, DocumentRelation
from events.recommendations.row_readers.rounds import read_rounds
from events.row_readers.statistics import StatisticRow, read_statistics
from hub.records.text_folding import slugify

# What every recommendation of a document says of it alike.
SHARED = ("date", "issuing_bodies", "document_declares")
GATHERED = ("topics", "action_areas", "sources")
Numbered = tuple[int, Row]


def documents_named(recommendations: list[Numbered], more: list[Numbered]) -> list[Numbered]:
    """A row for each document, in the order in which they are first named.

    Topics, action areas and sources are those of its recommendations together. ``more`` holds what
    these do not say (slug, type, address), by title. Where recommendations do not agree on a
    document, its row has what each of them says, which no reader takes.
    """
    further = {row.get("title"): row for _number, row in more}
    rows: dict[str, Row] = {}
    for _number, recommendation in recommendations:
        title = str(recommendation.get("document") or "")
        row = rows.setdefault(title, {"title": title, **{name: [] for name in GATHERED}})
        for name in SHARED:
            if name in row and row[name] != recommendation.get(name):
                row[name] = [row[name], recommendation.get(name)]
            row.setdefault(name, recommendation.get(name))
        for name in GATHERED:
            row[name] += [item for item in recommendation.get(name) or [] if item not in row[name]]
    for title, row in rows.items():
        row.setdefault("slug", slugify(title)[:80].strip("-"))
        row |= further.get(title, {})
    return list(enumerate(rows.values(), 1))


@dataclass(frozen=True)
class DocumentRow:
    """A document ready to be written: values of its fields, primary keys of what it links to."""

    fields: dict[str, Any]
    terms: list[int]
    organisations: list[int]
    events: list[list[str]]
    relations: list[list[str]]
    statistics: list[StatisticRow]
    sources: list[CitationRow]
    rounds: list[list[Any]]


def read_document(row: Row, records: KnownRecords, *, partial: bool = False) -> DocumentRow:
    """Raises RowError with a sentence for each problem of the row."""
    read = RowReader(row, records, partial, labels=column_labels(DOCUMENT))
    terms = read_terms(read, DOCUMENT)
    declared = row.get("document_declares")
    if declared is not None and (not isinstance(declared, int) or not 0 < declared < 10_000):
        read.wrong(
            "document_declares",
            _("The number of recommendations must be a whole number, or empty."),
        )
    values = DocumentRow(
        fields=read_columns(read, DOCUMENT) | {"declared": declared},
        terms=terms,
        organisations=read.organisations("issuing_bodies"),
        events=[[slug] for slug, _item in read_linked(read, "events", "event", Event)],
        relations=_relations(read),
        statistics=read_statistics(read),
        sources=read_citations(read, (*DOCUMENT.own_columns, *DOCUMENT.schemes)),
        rounds=read_rounds(read),
    )
    read.finish()
    return values


def _relations(read: RowReader) -> list[list[str]]:
    """How, the slug of the other document, and how we know."""
    relations = []
    for slug, item in read_linked(read, "relations", "other", Document):
        how = item.choice("how", DocumentRelation.How.values, None)
        if how is None:
            item.wrong("how", _("“%(field)s” is missing.") % {"field": item.label("how")})
        reason = item.text("reason", most=300, required=True)
        read.inside("relations", item)
        relations.append([how or "", slug, reason or ""])
    return relations
