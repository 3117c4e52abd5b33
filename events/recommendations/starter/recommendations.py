"""Recommendations of the starter data: from a row to a record with its sub-actions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.utils.translation import gettext as _

from catalogue.starter.citations import CitationRow, read_citations, write_citations
from catalogue.starter.rows import Known, Reader, Row
from events.recommendations.models import (
    Document,
    Recommendation,
    RecommendationCitation,
    RecommendationTerm,
)
from events.recommendations.models.recommendation import NOT_ASSESSED
from hub.core.models import FormerSlug, recorded_change

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
    """A recommendation ready to be written; ``sub_actions`` are their labels and texts."""

    fields: dict[str, Any]
    terms: list[int]
    sub_actions: list[tuple[str, str]]
    sources: list[CitationRow]


def read_recommendation(row: Row, known: Known, *, partial: bool = False) -> RecommendationRow:
    """Raises RowError with a sentence for each problem of the row."""
    read = Reader(row | ({"slug": row.get("ref")} if "ref" in row else {}), known, partial)
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
        sub_actions=_sub_actions(read),
        sources=read_citations(read, (*Recommendation.own_facts, *Recommendation.schemes)),
    )
    read.finish()
    return found


def _sub_actions(read: Reader) -> list[tuple[str, str]]:
    found: dict[str, str] = {}
    for item in read.items("sub_actions") or []:
        one = Reader(item if isinstance(item, dict) else {}, read.known)
        label = one.text("label", most=20, required=True) or ""
        text = one.text("text", most=2000, required=True) or ""
        try:
            validate_slug(label or "-")
        except ValidationError:
            one.problems.append(_("label must be letters or digits."))
        if label in found:
            one.problems.append(_("label “%(label)s” stands there twice.") % {"label": label})
        read.inside("sub_actions", one)
        found[label] = text
    return list(found.items())


def write_recommendation(found: RecommendationRow, *, run: str) -> bool:
    """Make the recommendation and its sub-actions. False if its ref is taken."""
    slug = found.fields["slug"]
    if (
        Recommendation.objects.filter(slug=slug).exists()
        or FormerSlug.objects.filter(kind=Recommendation.kind, slug=slug).exists()
    ):
        return False
    behind = Recommendation.objects.filter(document=found.fields["document_id"], parent=None)
    recommendation = Recommendation(**found.fields, position=behind.count() + 1)
    _write(recommendation, found.terms, found.sources, run)
    for position, (label, text) in enumerate(found.sub_actions, 1):
        sub_action = Recommendation(
            slug=f"{slug}-{label}",
            document_id=recommendation.document_id,
            parent=recommendation,
            position=position,
            label=label,
            text=text,
            source_paragraph=recommendation.source_paragraph,
            confidence=recommendation.confidence,
            counts_towards_total=False,
        )
        _write(sub_action, [], found.sources, run)
    return True


def _write(
    recommendation: Recommendation, terms: list[int], sources: list[CitationRow], run: str
) -> None:
    recommendation.state = Recommendation.State.PUBLISHED
    with recorded_change(recommendation, run=run, news=False):
        recommendation.full_clean()
        recommendation.save()
        RecommendationTerm.objects.bulk_create(
            RecommendationTerm(recommendation=recommendation, term_id=pk) for pk in terms
        )
        write_citations(RecommendationCitation, recommendation, sources)
