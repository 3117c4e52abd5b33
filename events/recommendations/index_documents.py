"""What documents and recommendations put in the index beside their declared fields, and facets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from events.fields.document import COMPLETE, DOCUMENT, INCOMPLETE, NOT_DECLARED
from events.fields.recommendation import (
    NOT_RECORDED,
    NOT_SERVED,
    RECOMMENDATION,
    RECORDED,
    SERVED,
)
from events.index_documents import (
    ORGANISATION_NAMES,
    organisation_labels,
    position_in_time,
    quoted_texts,
    year_row,
)
from events.recommendations.distribution import Distribution, distribution, log_entries
from events.recommendations.models import (
    Document,
    DocumentOrganisation,
    DocumentStatistic,
    Recommendation,
    RecommendationTool,
    recorded_of_declared,
)
from events.recommendations.models.addressed import AddresseeKey, addressed_by
from events.recommendations.models.recommendation import ENTRY, NOT_ASSESSED
from hub.lists.document_source import (
    RecordContent,
    RecordContext,
    RecordSource,
    Row,
    context_of,
    grouped,
)
from hub.lists.facets import RecordNames, facets_of
from hub.records.models.ledger import Facts
from hub.search_engine.document import Labels
from hub.vocabulary.term_cache import TermCache


def document_titles_by_slug() -> dict[str, str]:
    """Titles of the published documents, for the facet of the recommendations."""
    return dict(Document.objects.published().values_list("slug", "title"))


class DocumentRecordSource(RecordSource):
    record_type = DOCUMENT
    columns = ("date",)

    def labels(self) -> Labels:
        issuers = DocumentOrganisation.objects.values_list("organisation_id", flat=True)
        return {**super().labels(), **organisation_labels("issuer", issuers)}

    def contexts(self, tier: str, rows: Sequence[Row], pks: list[int]) -> dict[int, RecordContext]:
        counted = Document.objects.filter(pk__in=pks).with_recorded(tier).only("declared")
        complete = {document.pk: complete_row(document) for document in counted.order_by()}
        figures = quoted_texts(DocumentStatistic, pks, "counts")
        return {
            row["pk"]: context_of(
                row,
                updated=position_in_time(row["date"]),
                texts=filter(None, figures.get(row["pk"], ())),
                rows=(complete[row["pk"]],),
            )
            for row in rows
        }

    def fact_rows(self, content: RecordContent) -> set[str]:
        return {year_row(content.values["date"])}


def complete_row(document: Document) -> str:
    whole = recorded_of_declared(document).is_complete
    return f"complete/{NOT_DECLARED if whole is None else COMPLETE if whole else INCOMPLETE}"


class RecommendationSource(RecordSource):
    """Recommendations only: a sub-action is found by its recommendation, which holds its words."""

    record_type = RECOMMENDATION
    columns = ("document_id", "position")

    def labels(self) -> Labels:
        # By the labels a recommendation is found: not by the title of a document that is hidden.
        titles = Document.objects.published().values_list("slug", "title", "language")
        return {
            **super().labels(),
            **{f"document/{slug}": [(language, title)] for slug, title, language in titles},
        }

    def contexts(self, tier: str, rows: Sequence[Row], pks: list[int]) -> dict[int, RecordContext]:
        """Its sub-actions, its document, the tools that serve any of them, and their statuses."""
        below = Recommendation.objects.published(tier).in_order().filter(parent__in=pks)
        below_rows = below.values_list("pk", "parent_id", "text")
        sub_actions = grouped((parent, (pk, text)) for pk, parent, text in below_rows)
        every = {pk for parts in sub_actions.values() for pk, _text in parts} | set(pks)
        links = RecommendationTool.objects.by_published(tier).filter(recommendation__in=every)
        served = set(links.values_list("recommendation_id", flat=True))
        parts = Recommendation.objects.filter(pk__in=every).only("document_id", "parent_id")
        statuses = statuses_of(parts)
        documents = Document.objects.in_bulk({row["document_id"] for row in rows})
        visible = set(
            Document.objects.published(tier).filter(pk__in=documents).values_list("pk", flat=True)
        )
        contexts = {}
        for row in rows:
            document, below_it = documents[row["document_id"]], sub_actions.get(row["pk"], [])
            keys = [row["pk"], *(pk for pk, _text in below_it)]
            index_rows = {f"tools/{SERVED if served.intersection(keys) else NOT_SERVED}"}
            if document.pk in visible:
                index_rows |= {f"document/{document.slug}", year_row(document.date)}
            own = [statuses[key] for key in keys]
            has_log = any(part.entries for part in own)
            index_rows |= {f"recorded/{RECORDED if has_log else NOT_RECORDED}"}
            index_rows |= {status_row(slug) for slug in joined_statuses(own)}
            contexts[row["pk"]] = context_of(
                row,
                updated=position_in_time(document.date, row["position"]),
                texts=(text for _pk, text in below_it),
                rows=index_rows,
            )
        return contexts

    def content_of(self, facts: Facts, terms: TermCache) -> RecordContent:
        content = super().content_of(facts, terms)
        own_statuses = {"followup_status": statuses_of_facts(facts)}
        return replace(content, values={**content.values, **own_statuses})

    def fact_rows(self, content: RecordContent) -> set[str]:
        """The statuses of an earlier time, beside what is said now of it and its sub-actions."""
        return {status_row(slug) for slug in content.values.get("followup_status") or ()}


def status_row(slug: str) -> str:
    return f"followup_status/{slug}"


def statuses_of(recommendations: Iterable[Recommendation]) -> dict[int, Distribution]:
    """The distribution of each recommendation and sub-action by itself. Five queries."""
    records = list(recommendations)
    addressed, entries = addressed_by(records), log_entries(one.pk for one in records)
    return {pk: distribution(whom, entries.get(pk, ())) for pk, whom in addressed.items()}


def joined_statuses(parts: Iterable[Distribution]) -> frozenset[str]:
    """Those that a recommendation and its sub-actions have, as far as any of them has a log."""
    assessed = [part.statuses for part in parts if part.entries]
    return frozenset().union(*assessed) if assessed else frozenset((NOT_ASSESSED,))


def statuses_of_facts(facts: Facts) -> frozenset[str]:
    """The statuses that a recommendation's own log gave its addressees, as a revision keeps it."""
    shape = RECOMMENDATION.link_tables["follow_ups"].shape
    at = {name: shape.index(name) for name in (*ENTRY, "status__slug")}
    newest: dict[tuple[Any, ...], str] = {}
    for entry in facts.get("follow_ups") or ():
        key = AddresseeKey.of(
            entry[at["country__slug"]], entry[at["organisation__slug"]], entry[at["actor"]]
        )
        newest.setdefault(key, entry[at["status__slug"]])
    return frozenset(newest.values()) or frozenset((NOT_ASSESSED,))


DOCUMENT_SOURCE = DocumentRecordSource(lambda: Document.objects.all())
RECOMMENDATION_SOURCE = RecommendationSource(lambda: Recommendation.objects.top_level())

DOCUMENT_LIST = facets_of(DOCUMENT, {"issuer": ORGANISATION_NAMES})
RECOMMENDATION_LIST = facets_of(RECOMMENDATION, {"document": RecordNames(document_titles_by_slug)})
