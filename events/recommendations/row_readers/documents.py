"""Documents of the starter data, gathered from the recommendations that name them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from catalogue.row_readers.citations import CitationRow, read_citations, write_citations
from catalogue.row_readers.columns import read_columns, read_terms
from catalogue.row_readers.reader import KnownRecords, Row, RowReader
from events.fields.document import DOCUMENT
from events.recommendations.models import (
    Document,
    DocumentCitation,
    DocumentOrganisation,
    DocumentTerm,
)
from hub.records.models import FormerSlug, recorded_change

# What every recommendation of a document says of it alike.
SHARED = ("date", "issuing_bodies", "document_declares")
GATHERED = ("topics", "action_areas", "sources")
Numbered = tuple[int, Row]


def documents_named(recommendations: list[Numbered], more: list[Numbered]) -> list[Numbered]:
    """A row for each document, in the order in which they are first named.

    Topics, action areas and sources are those of its recommendations together. ``more`` holds what
    these do not say (slug, type, address), by title.
    """
    further = {row.get("title"): row for _number, row in more}
    rows: dict[str, Row] = {}
    for _number, recommendation in recommendations:
        title = str(recommendation.get("document") or "")
        row = rows.setdefault(title, {"title": title, **{name: [] for name in GATHERED}})
        for name in SHARED:
            if name in row and row[name] != recommendation.get(name):
                row.setdefault("unlike", []).append(name)
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
    sources: list[CitationRow]


def read_document(row: Row, records: KnownRecords) -> DocumentRow:
    """Raises RowError with a sentence for each problem of the row."""
    read = RowReader(row, records)
    terms = read_terms(read, DOCUMENT)
    read.problems += [
        _("%(field)s: the recommendations of this document do not agree.") % {"field": name}
        for name in dict.fromkeys(read.items("unlike") or [])
    ]
    declared = row.get("document_declares")
    if declared is not None and (not isinstance(declared, int) or not 0 < declared < 10_000):
        read.problems.append(_("document_declares must be a number or null."))
    values = DocumentRow(
        fields=read_columns(read, DOCUMENT) | {"declared": declared},
        terms=terms,
        organisations=read.organisations("issuing_bodies"),
        sources=read_citations(read, (*DOCUMENT.own_columns, *DOCUMENT.schemes)),
    )
    read.finish()
    return values


def write_document(values: DocumentRow, *, run: str) -> bool:
    """Make the document, published and without news. False if its slug is taken."""
    slug = values.fields["slug"]
    if (
        Document.objects.filter(slug=slug).exists()
        or FormerSlug.objects.filter(kind=Document.kind, slug=slug).exists()
    ):
        return False
    document = Document(**values.fields, state=Document.State.PUBLISHED)
    with recorded_change(document, run=run, news=False):
        document.full_clean()
        document.save()
        DocumentTerm.objects.bulk_create(
            DocumentTerm(document=document, term_id=pk) for pk in values.terms
        )
        DocumentOrganisation.objects.bulk_create(
            DocumentOrganisation(document=document, organisation_id=pk, position=position)
            for position, pk in enumerate(values.organisations)
        )
        write_citations(DocumentCitation, document, values.sources)
    return True
