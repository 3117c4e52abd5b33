"""Recommendations of the starter data: from a row to values. A sub-action is a row, too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from catalogue.row_readers.citations import CitationRow, read_citations
from catalogue.row_readers.reader import KnownRecords, Row, RowReader
from events.recommendations.models import Document, Recommendation
from events.recommendations.models.recommendation import NOT_ASSESSED

SCHEMES = {
    "addressees": "addressee",
    "topics": "topic",
    "action_areas": "action_area",
    "normative_status": "normative_status",
    "purposes": "purpose",
    "users": "user",
    "trafficking_types": "trafficking_type",
    "technologies": "technology",
    "misuse_stages": "misuse_stage",
}


@dataclass(frozen=True)
class RecommendationRow:
    """A recommendation, or a sub-action, that can be written."""

    fields: dict[str, Any]
    terms: list[int]
    sources: list[CitationRow]


def read_recommendation(
    row: Row, known: KnownRecords, *, partial: bool = False
) -> RecommendationRow:
    """Raises RowError with a sentence for each problem of the row."""
    read = RowReader(row | ({"slug": row.get("ref")} if "ref" in row else {}), known, partial)
    terms = [pk for name, scheme in SCHEMES.items() for pk in read.terms(name, scheme)]
    title = read.text("document", most=400, required=not partial)
    called = Document.objects.filter(title=title).values_list("pk", flat=True)
    document = known.find("document", title, called.first)
    if title and document is None:
        read.wrong("document", _("document: there is none called “%(title)s”.") % {"title": title})
    fields = {
        "slug": read.slug(),
        "document_id": document,
        "text": read.text("text", most=2000, required=True),
        "source_paragraph": read.text("source_paragraph", most=100),
        "notes": read.text("notes", most=2000),
        "confidence": read.choice("confidence", Recommendation.Confidence.values, None),
        "counts_towards_total": read.flag("counts_towards_total") is not False,
    }
    if str(fields["slug"]).lower() in Recommendation.reserved_slugs:
        read.wrong("ref", _("“%(slug)s” is an address of its own.") % {"slug": fields["slug"]})
    if read.text("followup_status", most=60) not in (None, NOT_ASSESSED):
        read.wrong(
            "followup_status", _("followup_status: a status needs a follow-up with its evidence.")
        )
    found = RecommendationRow(
        fields=fields | {"known_none": sorted(set(read.known_none))},
        terms=list(dict.fromkeys(terms)),
        sources=read_citations(read, (*Recommendation.own_facts, *Recommendation.schemes)),
    )
    read.finish()
    return found
