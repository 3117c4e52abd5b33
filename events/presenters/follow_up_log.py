"""The log of follow-up and answers of one document, country, organisation or round, row by row.

Files and reports are made from these rows; only of what is public.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from catalogue.models import Organisation
from events.recommendations.distribution import StatusEntry, newest_first
from events.recommendations.models import (
    Document,
    FollowUp,
    ManagementResponse,
    Recommendation,
    ReportingRound,
)
from events.recommendations.models.addressed import (
    ADDRESSEE,
    STATES,
    Addressed,
    AddresseeKey,
    AddresseeKeys,
    addressed_by,
    keys_of_country,
)
from events.recommendations.models.addressee import DocumentAddressee, RecommendationAddressee
from events.recommendations.models.recommendation import RecommendationTerm, in_tree_order
from hub.vocabulary.member_states import member_states
from hub.vocabulary.term_cache import CachedTerm, term_cache


class LogEntry(NamedTuple):
    """An entry of either log. ``what``: slug of a status, or an answer. ``text``: the evidence, or
    what was said. Texts are empty where nothing is known; ``round_name`` and ``url`` likewise."""

    recommendation: int
    key: AddresseeKey
    country: str
    organisation: str
    actor: str
    what: str
    text: str
    date: str
    source: int
    source_url: str
    source_title: str
    round: int | None
    round_name: str
    said_by: str
    pk: int

    @property
    def addressee(self) -> str:
        return self.country or self.organisation or self.actor

    @property
    def is_hidden(self) -> bool:
        """Whether it is about an organisation that is not public."""
        return self.key.organisation is not None and not self.organisation

    @property
    def status_entry(self) -> StatusEntry:
        return StatusEntry(self.key, self.what, self.date, self.pk, self.said_by, self.round)


@dataclass(frozen=True)
class LogScope:
    """What a file or report is about: one of these is given."""

    document: Document | None = None
    country: CachedTerm | None = None
    organisation: Organisation | None = None
    round: ReportingRound | None = None

    @property
    def title(self) -> str:
        if self.round is not None:
            return f"{self.round.document}: {self.round}"
        return self.country.label() if self.country else str(self.document or self.organisation)

    @property
    def name(self) -> str:
        """Of its files."""
        record: Any = self.document or self.country or self.organisation or self.round
        return str(record.slug)

    @property
    def key(self) -> AddresseeKey | None:
        """The one addressee that it is about, if it is about one."""
        if self.country is not None:
            return AddresseeKey(country=self.country.pk)
        return AddresseeKey(organisation=self.organisation.pk) if self.organisation else None

    @property
    def entries(self) -> Q:
        if self.round is not None:
            return Q(round=self.round)
        if self.country is not None:
            return Q(country__in=keys_of_country(self.country.pk))
        if self.organisation is not None:
            return Q(country=None, organisation=self.organisation)
        return Q()

    def recommendations(self) -> QuerySet[Recommendation]:
        """Public ones that may have entries of the scope, whether their document is or not."""
        records = Recommendation.objects.published()
        if self.key is not None:
            return records
        document = self.round.document if self.round else self.document
        return records.filter(document=document)

    def may_be_addressed(self) -> Q:
        """Recommendations that may address the one addressee; whether they do, says ``Addressed``.

        Themselves, by the recommendation that they are a part of, or by their document.
        """
        named = Q(organisation=self.organisation)
        if self.country is not None:
            named = Q(country__in=keys_of_country(self.country.pk))
        of_documents = DocumentAddressee.objects.filter(named).values("document_id")
        own = Q(pk__in=RecommendationAddressee.objects.filter(named).values("recommendation_id"))
        parts = Q(parent__in=RecommendationAddressee.objects.filter(named).values("recommendation"))
        asked = own | parts | Q(document__in=of_documents)
        if self.country is None or self.country.slug not in member_states():
            return asked
        calls = RecommendationTerm.objects.filter(
            term__scheme__slug=ADDRESSEE, term__slug=STATES
        ).values("recommendation_id")
        return asked | Q(pk__in=calls) | Q(parent__in=calls)


@dataclass(frozen=True)
class PrintedLog:
    """``recommendations``, and sub-actions, in the order of their documents; entries of each by
    addressee, the newest first."""

    scope: LogScope
    recommendations: list[Recommendation] = field(default_factory=list)
    addressed: dict[int, Addressed] = field(default_factory=dict)
    follow_ups: dict[int, list[LogEntry]] = field(default_factory=dict)
    answers: dict[int, list[LogEntry]] = field(default_factory=dict)

    @property
    def whole_count(self) -> int:
        """How many recommendations these are; a sub-action is a part of its own."""
        return len({record.parent_id or record.pk for record in self.recommendations})

    @property
    def has_hidden(self) -> bool:
        """Whether any entry is about an organisation that is not public."""
        logs = (*self.follow_ups.values(), *self.answers.values())
        return any(entry.is_hidden for entries in logs for entry in entries)


def read_log(scope: LogScope) -> PrintedLog:
    """Whole. Of one addressee: the recommendations that address it, or have an entry about it."""
    follow_ups, answers = follow_up_entries(scope), answer_entries(scope)
    told = follow_ups.keys() | answers.keys()
    public = scope.recommendations().select_related("document").defer("notes", "document__notes")
    if scope.key is None:
        records = list(public)
        return PrintedLog(scope, _in_order(records), addressed_by(records), follow_ups, answers)
    records = list(public.filter(Q(pk__in=told) | scope.may_be_addressed()))
    addressed = addressed_by(records)
    records = [
        record for record in records if record.pk in told or scope.key in addressed[record.pk].known
    ]
    return PrintedLog(scope, _in_order(records), addressed, follow_ups, answers)


def _in_order(records: Iterable[Recommendation]) -> list[Recommendation]:
    """By document, the newest first; within it as the document has them."""
    by_document: dict[int, list[Recommendation]] = {}
    for record in records:
        by_document.setdefault(record.document_id, []).append(record)
    documents = sorted(
        by_document.values(), key=lambda of: (of[0].document.date or "", of[0].document.title)
    )
    return [record for of in reversed(documents) for _depth, record in in_tree_order(of)]


def follow_up_entries(scope: LogScope) -> dict[int, list[LogEntry]]:
    """By recommendation. Two queries, whatever their number."""
    statuses = term_cache().by_pk
    entries = _entries(scope, FollowUp, ("status_id", "evidence", "said_by"))
    return {
        pk: [entry._replace(what=statuses[int(entry.what)].slug) for entry in of]
        for pk, of in entries.items()
    }


def answer_entries(scope: LogScope) -> dict[int, list[LogEntry]]:
    return _entries(scope, ManagementResponse, ("answer", "text"))


def _entries(scope: LogScope, model: Any, own: tuple[str, ...]) -> dict[int, list[LogEntry]]:
    keys, terms = AddresseeKeys(), term_cache().by_pk
    rows = model.objects.filter(scope.entries, recommendation__in=scope.recommendations())
    columns = ("pk", "recommendation_id", "country_id", "organisation_id", "organisation__name",
               "organisation__state", "organisation__visibility", "actor", "date", "source_id",
               "source__url", "source__title", "round_id", *own)  # fmt: skip
    # Those of a hidden document would name it.
    rounds = dict(ReportingRound.objects.published().values_list("pk", "name"))
    labels: dict[int | None, str] = {None: ""}
    entries: dict[int, list[LogEntry]] = {}
    for (
        pk, record, country, body, name, state, visibility, actor, date, source, url, title,
        round_pk, what, text, *more
    ) in rows.order_by().values_list(*columns):  # fmt: skip
        if country not in labels:
            labels[country] = terms[country].label()
        entries.setdefault(record, []).append(
            LogEntry(
                record,
                keys[country, body, actor],
                labels[country],
                name if (state, visibility) == ("published", "public") else "",
                actor or "",
                str(what),
                text,
                date or "",
                source,
                url,
                title,
                round_pk,
                rounds.get(round_pk, ""),
                (more[0] if more else "") or "",
                pk,
            )
        )
    return {pk: _sorted(of) for pk, of in entries.items()}


def _sorted(entries: list[LogEntry]) -> list[LogEntry]:
    """By addressee, of each the newest first."""
    places = {
        entry.pk: place
        for place, entry in enumerate(newest_first(one.status_entry for one in entries))
    }
    return sorted(entries, key=lambda entry: (entry.addressee.casefold(), places[entry.pk]))
