"""What is recorded of recommendations and sub-actions, each with whom it addresses.

Of a document all of it is read once, and kept until a public fact changes: its page, its matrix and
the pages of its countries are made from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial

from catalogue.models import Organisation
from events.recommendations.distribution import (
    Distribution,
    StatusEntry,
    distribution,
    log_entries,
    newest_first,
    standing,
)
from events.recommendations.models import Document, Recommendation, ReportingRound
from events.recommendations.models.addressed import Addressed, AddresseeKey, addressed_by
from events.recommendations.models.recommendation import in_tree_order
from hub.records.models import SearchState
from hub.records.seq_cache import SeqCache

MAX_DOCUMENTS = 64  # kept in each process


@dataclass(frozen=True)
class FollowUpLog:
    """The entries of one recommendation or sub-action, the newest first."""

    addressed: Addressed
    entries: tuple[StatusEntry, ...] = ()

    @cached_property
    def standing(self) -> dict[AddresseeKey, StatusEntry]:
        return standing(self.entries)

    @cached_property
    def distribution(self) -> Distribution:
        return distribution(self.addressed, self.entries, self.standing)

    def of_round(self, key: int) -> FollowUpLog:
        """The same as if nothing but what was said in this round were recorded."""
        return FollowUpLog(
            self.addressed, tuple(entry for entry in self.entries if entry.round == key)
        )


def logs_of(recommendations: Iterable[Recommendation]) -> dict[int, FollowUpLog]:
    """By primary key. Five queries."""
    records = list(recommendations)
    addressed, entries = addressed_by(records), log_entries(one.pk for one in records)
    return {
        pk: FollowUpLog(whom, tuple(newest_first(entries.get(pk, ()))))
        for pk, whom in addressed.items()
    }


def public_distributions(
    recommendations: Mapping[int, Recommendation],
) -> dict[int, Distribution]:
    """Of public recommendations by primary key. Five queries where they are not known."""

    def make() -> dict[int, Distribution]:
        return {pk: log.distribution for pk, log in logs_of(recommendations.values()).items()}

    return _distributions.get(frozenset(recommendations), make)


@dataclass(frozen=True)
class LoggedAction:
    """A public recommendation or sub-action of a document; ``depth`` is 1 for a sub-action."""

    pk: int
    ref: str
    text: str
    language: str
    depth: int
    log: FollowUpLog

    def of_round(self, key: int) -> LoggedAction:
        return replace(self, log=self.log.of_round(key))


@dataclass(frozen=True)
class DocumentLog:
    """The public actions of a document in their order, and everybody whom they are about.

    ``organisations``: name and slug of the public ones by primary key.
    """

    actions: tuple[LoggedAction, ...]
    rounds: tuple[ReportingRound, ...]
    organisations: dict[int, tuple[str, str]]

    @cached_property
    def recorded(self) -> frozenset[AddresseeKey]:
        """Those with an entry."""
        return frozenset(key for action in self.actions for key in action.log.standing)

    @cached_property
    def addressees(self) -> frozenset[AddresseeKey]:
        """Those with an entry, and all who are known to be addressed."""
        known = (action.log.addressed.known for action in self.actions)
        return self.recorded.union(*known)

    @cached_property
    def entry_count(self) -> int:
        return sum(len(action.log.entries) for action in self.actions)

    def of_round(self, reporting_round: ReportingRound) -> DocumentLog:
        actions = tuple(action.of_round(reporting_round.pk) for action in self.actions)
        return DocumentLog(actions, self.rounds, self.organisations)


# Of which a log is made, and whatever shows nothing but logs.
LOGGED = ("recommendation", "document", "organisation")
_version = partial(SearchState.version_of, LOGGED)
_distributions: SeqCache[dict[int, Distribution]] = SeqCache(_version, max_size=512)
_logs: SeqCache[DocumentLog] = SeqCache(_version, max_size=MAX_DOCUMENTS)


def document_log(document: Document) -> DocumentLog:
    """Eight queries where it is not known, none else. Of a draft it is read each time."""
    if not document.is_public:
        return _read_log(document)
    return _logs.get(document.pk, lambda: _read_log(document))


def round_log(document: Document, reporting_round: ReportingRound) -> DocumentLog:
    """What was said in one round of the document."""
    whole = document_log(document)
    if not document.is_public:
        return whole.of_round(reporting_round)
    return _logs.get((document.pk, reporting_round.pk), lambda: whole.of_round(reporting_round))


def _read_log(document: Document) -> DocumentLog:
    public = document.recommendations.published().defer("notes")
    ordered = in_tree_order(public)
    logs = logs_of(record for _depth, record in ordered)
    actions = tuple(
        LoggedAction(
            record.pk, record.ref, record.text, record.language, min(depth, 1), logs[record.pk]
        )
        for depth, record in ordered
    )
    log = DocumentLog(actions, tuple(document.rounds.all()), {})
    keys = [key.organisation for key in log.addressees if key.organisation]
    return DocumentLog(log.actions, log.rounds, organisations_by_key(keys))


def organisations_by_key(keys: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Name and slug of those of them that are public. One query, none without keys."""
    pks = list(keys)
    if not pks:
        return {}
    rows = Organisation.objects.published().filter(pk__in=pks).values_list("pk", "name", "slug")
    return {pk: (name, slug) for pk, name, slug in rows}
