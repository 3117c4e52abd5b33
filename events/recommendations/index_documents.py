"""What documents and recommendations put in the index beside their declared fields, and facets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from catalogue.models import Organisation
from events.fields.document import COMPLETE, DOCUMENT, INCOMPLETE, NOT_DECLARED
from events.fields.recommendation import (
    NOT_RECORDED,
    NOT_SERVED,
    RECOMMENDATION,
    RECORDED,
    SERVED,
)
from events.index_documents import (
    organisation_labels,
    organisation_names_by_slug,
    position_in_time,
    quoted_texts,
    year_row,
)
from events.recommendations.distribution import Distribution
from events.recommendations.follow_up_log import FollowUpLog, logs_of
from events.recommendations.models import (
    Document,
    DocumentAddressee,
    DocumentOrganisation,
    DocumentStatistic,
    FollowUp,
    Recommendation,
    RecommendationAddressee,
    RecommendationTool,
    ReportingRound,
    recorded_of_declared,
)
from events.recommendations.models.addressed import AddresseeKey
from events.recommendations.models.addressee import COUNTRY
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
from hub.search_engine.facet_pairs import FacetPair
from hub.vocabulary.term_cache import TermCache, newest_term_cache


def document_titles_by_slug() -> dict[str, str]:
    """Titles of the published documents, for the facet of the recommendations."""
    return dict(Document.objects.published().values_list("slug", "title"))


def addressee_names_by_slug() -> dict[str, str]:
    """Names of the public organisations that are addressed by name or that entries are about."""
    keys = {
        pk
        for model in (DocumentAddressee, RecommendationAddressee, FollowUp)
        for pk in model.objects.exclude(organisation=None)
        .order_by()
        .values_list("organisation_id", flat=True)
        .distinct()
    }
    return dict(Organisation.objects.published().filter(pk__in=keys).values_list("slug", "name"))


def round_names_by_slug() -> dict[str, str]:
    """Names of the rounds of published documents, each with its document."""
    rounds = ReportingRound.objects.published().select_related("document")
    return {each.slug: each.name_with_document for each in rounds}


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
        # Nor by the name of a country: a call to States would be found by each of them.
        labels = super().labels()
        return {
            **{row: own for row, own in labels.items() if not row.startswith(OF_COUNTRIES)},
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
        logs, addressees = logs_of(parts), AddresseeRows(tier)
        addressees.read(logs.values())
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
            own = [logs[key] for key in keys]
            has_log = any(part.entries for part in own)
            index_rows |= {f"recorded/{RECORDED if has_log else NOT_RECORDED}"}
            statuses = joined_statuses(part.distribution for part in own)
            index_rows |= {status_row(slug) for slug in statuses}
            index_rows |= addressees.of(own)
            contexts[row["pk"]] = context_of(
                row,
                updated=position_in_time(document.date, row["position"]),
                texts=(text for _pk, text in below_it),
                rows=index_rows,
            )
        return contexts

    def content_of(self, facts: Facts, terms: TermCache) -> RecordContent:
        content = super().content_of(facts, terms)
        earlier = {STATUS: statuses_of_facts(facts), "paired": paired_rows_of_facts(facts)}
        return replace(content, values={**content.values, **earlier})

    def fact_rows(self, content: RecordContent) -> set[str]:
        """The statuses of an earlier time, beside what is said now of it and its sub-actions."""
        rows = {status_row(slug) for slug in content.values.get(STATUS) or ()}
        return rows | set(content.values.get("paired") or ())


STATUS, ORGANISATION = "followup_status", "organisation"
ASKED = "asked_"  # before the name of a facet: whom the text addresses, whoever has an entry
OF_COUNTRIES = (f"{COUNTRY}/", f"{ASKED}{COUNTRY}/")


def status_row(slug: str) -> str:
    return f"{STATUS}/{slug}"


# Which status is whose: "Done" of Kenya is not "Done" of Uganda.
STATUS_OF_COUNTRY = FacetPair("_status_of_country", COUNTRY, STATUS)
STATUS_OF_ORGANISATION = FacetPair("_status_of_organisation", ORGANISATION, STATUS)
# The same rows where whom the text addresses is chosen.
STATUS_PAIRS = tuple(
    replace(pair, of=of)
    for pair in (STATUS_OF_COUNTRY, STATUS_OF_ORGANISATION)
    for of in (pair.of, f"{ASKED}{pair.of}")
)


class AddresseeRows:
    """Rows of whom recommendations are about, each with its statuses, and of rounds of entries."""

    def __init__(self, tier: str) -> None:
        self.tier, self.terms = tier, newest_term_cache().by_pk
        self.slugs: dict[int, str] = {}  # of organisations
        self.rounds: dict[int, str] = {}
        self._of_known: dict[frozenset[AddresseeKey], _KnownRows] = {}

    def read(self, logs: Iterable[FollowUpLog]) -> None:
        """What the rows of these name, in two queries at most."""
        organisations: set[int] = set()
        rounds: set[int] = set()
        for log in logs:
            keys = {*log.addressed.known, *log.standing}
            organisations |= {key.organisation for key in keys if key.organisation}
            rounds |= {entry.round for entry in log.entries if entry.round}
        if organisations:
            public = Organisation.objects.published(self.tier).filter(pk__in=organisations)
            self.slugs = dict(public.values_list("pk", "slug"))
        if rounds:
            named = ReportingRound.objects.published().filter(pk__in=rounds)
            self.rounds = dict(named.values_list("pk", "slug"))

    def of(self, logs: Iterable[FollowUpLog]) -> set[str]:
        """Of a recommendation with its sub-actions: not assessed is who has an entry in none."""
        rows: set[str] = set()
        for log in logs:
            known = log.addressed.known
            if known not in self._of_known:  # many address all States
                self._of_known[known] = self._rows_of(known)
            rows |= self._of_known[known].rows
        unassessed = {key: row for log in logs for key, row in
                      self._of_known[log.addressed.known].unassessed.items()}  # fmt: skip
        for log in logs:
            for key, entry in log.standing.items():
                unassessed.pop(key, None)
                if named := self._named(key):
                    rows |= {f"{named[0].of}/{named[1]}", named[0].row(named[1], entry.status)}
            named_rounds = {entry.round for entry in log.entries} & self.rounds.keys()
            rows |= {f"round/{self.rounds[key]}" for key in named_rounds if key}
        return rows.union(unassessed.values())

    def _rows_of(self, known: Iterable[AddresseeKey]) -> _KnownRows:
        named = {key: pair for key in known if (pair := self._named(key))}
        return _KnownRows(
            frozenset(
                f"{prefix}{pair.of}/{slug}"
                for pair, slug in named.values()
                for prefix in ("", ASKED)
            ),
            {key: pair.row(slug, NOT_ASSESSED) for key, (pair, slug) in named.items()},
        )

    def _named(self, key: AddresseeKey) -> tuple[FacetPair, str] | None:
        """By which facet it is found, and by which slug."""
        if key.country in self.terms:
            return STATUS_OF_COUNTRY, self.terms[key.country].slug
        if key.organisation in self.slugs:
            return STATUS_OF_ORGANISATION, self.slugs[key.organisation]
        return None


class _KnownRows(NamedTuple):
    """Of all who are addressed: their rows, and by key that of its status without an entry."""

    rows: frozenset[str]
    unassessed: dict[AddresseeKey, str]


def joined_statuses(parts: Iterable[Distribution]) -> frozenset[str]:
    """Those that a recommendation and its sub-actions have, as far as any of them has a log."""
    assessed = [part.statuses for part in parts if part.entries]
    return frozenset().union(*assessed) if assessed else frozenset((NOT_ASSESSED,))


def statuses_of_facts(facts: Facts) -> frozenset[str]:
    """The statuses that a recommendation's own log gave its addressees, as a revision keeps it."""
    return frozenset(_newest_of_facts(facts).values()) or frozenset((NOT_ASSESSED,))


def paired_rows_of_facts(facts: Facts) -> frozenset[str]:
    """The rows by which those whom its own log was about were found, each with its status."""
    rows: set[str] = set()
    for key, status in _newest_of_facts(facts).items():
        for pair, slug in (
            (STATUS_OF_COUNTRY, key.country),
            (STATUS_OF_ORGANISATION, key.organisation),
        ):
            if slug is not None:
                rows |= {f"{pair.of}/{slug}", pair.row(str(slug), status)}
    return frozenset(rows)


class AddresseeSlug(NamedTuple):
    """An addressee as a revision names it; one of the two, or somebody in words, or nobody."""

    country: str | None
    organisation: str | None
    actor: str


def _newest_of_facts(facts: Facts) -> dict[AddresseeSlug, str]:
    """By addressee the status of the newest entry, which stands first."""
    shape = RECOMMENDATION.link_tables["follow_ups"].shape
    at = {name: shape.index(name) for name in (*ENTRY, "status__slug")}
    newest: dict[AddresseeSlug, str] = {}
    terms = newest_term_cache()
    for entry in facts.get("follow_ups") or ():
        country, organisation = entry[at["country__slug"]], entry[at["organisation__slug"]]
        if country:
            current = terms.current(f"{COUNTRY}/{country}")
            key = AddresseeSlug(current.slug if current else country, None, "")
        elif organisation:
            key = AddresseeSlug(None, organisation, "")
        else:
            key = AddresseeSlug(None, None, entry[at["actor"]] or "")
        newest.setdefault(key, entry[at["status__slug"]])
    return newest


def without_unchanged_addressees(
    rows: Iterable[str], before: Facts | None, after: Facts | None
) -> frozenset[str]:
    """Rows of a recommendation without those of addressees about whom nothing new was said.

    ``before`` and ``after``: the facts around a change of its log.
    """
    earlier, later = _entries_of_facts(before), _entries_of_facts(after)
    changed = {named for named in {*earlier, *later} if earlier.get(named) != later.get(named)}

    def stays(row: str) -> bool:
        facet, _slash, slug = row.partition("/")
        for pair in (STATUS_OF_COUNTRY, STATUS_OF_ORGANISATION):
            if facet in (pair.of, f"{ASKED}{pair.of}"):
                return (pair.of, slug) in changed
            if facet == pair.name:
                return (pair.of, slug.rpartition(".")[0]) in changed
        return True

    return frozenset(filter(stays, rows))


def _entries_of_facts(facts: Facts | None) -> dict[tuple[str, str], list[tuple[object, ...]]]:
    """What its log and its answers say, by facet and slug of those whom they name."""
    named: dict[tuple[str, str], list[tuple[object, ...]]] = {}
    terms = newest_term_cache()
    for table in ("follow_ups", "responses"):
        shape = RECOMMENDATION.link_tables[table].shape
        country_at, body_at = shape.index("country__slug"), shape.index("organisation__slug")
        for entry in (facts or {}).get(table) or ():
            country, body = entry[country_at], entry[body_at]
            current = terms.current(f"{COUNTRY}/{country}") if country else None
            key = (COUNTRY, current.slug if current else country)
            if not country:
                key = (ORGANISATION, body)
            if key[1]:
                named.setdefault(key, []).append((table, *entry))
    return named


DOCUMENT_SOURCE = DocumentRecordSource(lambda: Document.objects.all())
RECOMMENDATION_SOURCE = RecommendationSource(lambda: Recommendation.objects.top_level())

ADDRESSEES = RecordNames(addressee_names_by_slug, "organisation", "document", "recommendation")
ISSUERS = RecordNames(
    partial(organisation_names_by_slug, "document_links"), "organisation", "document"
)
DOCUMENT_LIST = facets_of(DOCUMENT, {"issuer": ISSUERS})
RECOMMENDATION_LIST = facets_of(
    RECOMMENDATION,
    {
        "document": RecordNames(document_titles_by_slug, "document"),
        "organisation": ADDRESSEES,
        "asked_organisation": ADDRESSEES,
        "round": RecordNames(round_names_by_slug, "document"),
    },
)
