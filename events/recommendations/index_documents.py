"""What documents and recommendations put in the index."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Prefetch, QuerySet

from catalogue.index_documents import RecordSource, gathered, knowing_rows, term_rows
from catalogue.models import Organisation
from events.index_documents import at, organisation_labels, year_row
from events.recommendations.models import (
    Document,
    DocumentOrganisation,
    DocumentTerm,
    FollowUp,
    Recommendation,
    RecommendationTerm,
    RecommendationTool,
    recorded_of_declared,
)
from events.recommendations.models.recommendation import NOT_ASSESSED
from hub.search_engine import document as index
from hub.search_engine.document import Labels
from hub.vocabulary.term_cache import newest_term_cache

DOCUMENT_FACETS = ("document_type", "issuer", "year", "topic", "action_area", "complete")
RECOMMENDATION_FACETS = (
    "addressee",
    "topic",
    "action_area",
    "normative_status",
    "followup_status",
    "document",
    "year",
    "tools",
)
SERVED, NOT_SERVED = "served", "not-served"
COMPLETE, INCOMPLETE, NOT_DECLARED = "complete", "incomplete", "not-declared"


def document_titles_by_slug() -> dict[str, str]:
    """Titles of the published documents, for the facet of the recommendations."""
    return dict(Document.objects.published().values_list("slug", "title"))


class DocumentSource(RecordSource):
    kind = "document"
    facets = DOCUMENT_FACETS

    def labels(self) -> Labels:
        held = DocumentOrganisation.objects.values_list("organisation_id", flat=True)
        return {**super().labels(), **organisation_labels("issuer", held)}

    def chunk(
        self, tier: str, records: QuerySet[Any], pks: list[int]
    ) -> Iterator[index.IndexDocument]:
        terms = newest_term_cache()
        carried = gathered(
            DocumentTerm.objects.filter(document__in=pks).values_list("document_id", "term_id")
        )
        issued = gathered(
            DocumentOrganisation.objects.filter(
                document__in=pks, organisation__in=Organisation.objects.published(tier)
            ).values_list("document_id", "organisation__slug")
        )
        for document in Document.objects.filter(pk__in=records).with_recorded(tier):
            rows = term_rows(terms, carried.get(document.pk, ()))
            rows |= {f"issuer/{slug}" for slug in issued.get(document.pk, ())}
            rows |= {year_row(document.date), complete_row(document)}
            rows |= knowing_rows(self.facets, rows, document.known_none)
            yield index.IndexDocument(
                pk=document.pk,
                seq=document.index_seq,
                updated=at(document.date),
                title=document.title,
                names=(document.symbol,) if document.symbol else (),
                summary=document.summary or "",
                description=document.notes or "",
                language=document.language,
                rows=frozenset(rows),
                ended=False,
                verified_on=document.verified_on,
            )


def complete_row(document: Document) -> str:
    whole = recorded_of_declared(document).is_complete
    return f"complete/{NOT_DECLARED if whole is None else COMPLETE if whole else INCOMPLETE}"


class RecommendationSource(RecordSource):
    """Recommendations only: a sub-action is found by its recommendation, which holds its words."""

    kind = "recommendation"
    facets = RECOMMENDATION_FACETS

    def labels(self) -> Labels:
        # By the labels a recommendation is found: not by the title of a document that is hidden.
        titles = Document.objects.published().values_list("slug", "title", "language")
        return {
            **super().labels(),
            **{f"document/{slug}": [(language, title)] for slug, title, language in titles},
        }

    def chunk(
        self, tier: str, records: QuerySet[Any], pks: list[int]
    ) -> Iterator[index.IndexDocument]:
        terms = newest_term_cache()
        carried = gathered(
            RecommendationTerm.objects.filter(recommendation__in=pks).values_list(
                "recommendation_id", "term_id"
            )
        )
        below = Recommendation.objects.published(tier).in_order()
        records = records.select_related("document").prefetch_related(
            Prefetch("sub_actions", below)
        )
        every = {one.pk for one in below.filter(parent__in=pks)} | set(pks)
        served = set(
            RecommendationTool.objects.by_published(tier)
            .filter(recommendation__in=every)
            .values_list("recommendation_id", flat=True)
        )
        statuses = newest_statuses(every)
        shown = Document.objects.published(tier).filter(recommendations__in=pks)
        documents = set(shown.values_list("pk", flat=True))
        for one in records:
            parts = list(one.sub_actions.all())
            keys = [one.pk, *(part.pk for part in parts)]
            assessed = {statuses[key] for key in keys if key in statuses}
            rows = term_rows(terms, carried.get(one.pk, ()))
            rows.add(f"tools/{SERVED if served.intersection(keys) else NOT_SERVED}")
            if one.document_id in documents:
                rows |= {f"document/{one.document.slug}", year_row(one.document.date)}
            rows.update(f"followup_status/{slug}" for slug in assessed or {NOT_ASSESSED})
            rows |= knowing_rows(self.facets, rows, one.known_none)
            yield index.IndexDocument(
                pk=one.pk,
                seq=one.index_seq,
                updated=at(one.document.date, one.position),
                title=one.text,
                names=(one.slug,),
                summary="",
                description="\n".join([part.text for part in parts] + [one.notes or ""]),
                language=one.language,
                rows=frozenset(rows),
                ended=False,
                verified_on=one.verified_on,
            )


def newest_statuses(recommendations: set[int]) -> dict[int, str]:
    """The status that the newest entry of each log gives, by key; no key where there is no log."""
    found: dict[int, str] = {}
    entries = FollowUp.objects.filter(recommendation__in=recommendations)
    for pk, slug in entries.values_list("recommendation_id", "status__slug"):
        found.setdefault(pk, slug)
    return found


DOCUMENTS = DocumentSource(lambda: Document.objects.all())
RECOMMENDATIONS = RecommendationSource(lambda: Recommendation.objects.top_level())
