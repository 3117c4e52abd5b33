"""What is recorded of one country or organisation, whatever document asked for it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property, partial
from typing import NamedTuple

from django.db.models import Count, F, QuerySet

from events.recommendations.distribution import in_order
from events.recommendations.models import FollowUp, Recommendation
from events.recommendations.models.addressed import AddresseeKey, keys_of_country
from hub.records.models import SearchState
from hub.records.seq_cache import SeqCache
from hub.vocabulary.term_cache import term_cache

MAX_ADDRESSEES = 256  # kept in each process


class AddresseeEntry(NamedTuple):
    """An entry about the addressee. ``whole``: the recommendation, of a sub-action its parent."""

    pk: int
    action: int
    whole: int
    status: str
    date: str
    said_by: str
    round: int | None


@dataclass(frozen=True)
class AddresseeLog:
    """All public entries about one addressee, the newest first."""

    entries: tuple[AddresseeEntry, ...]

    @cached_property
    def by_action(self) -> dict[int, list[AddresseeEntry]]:
        entries: dict[int, list[AddresseeEntry]] = {}
        for entry in self.entries:
            entries.setdefault(entry.action, []).append(entry)
        return entries

    @cached_property
    def statuses(self) -> dict[int, str]:
        """By action the status that stands."""
        return {action: entries[0].status for action, entries in self.by_action.items()}

    @cached_property
    def counts(self) -> dict[str, int]:
        """Actions by the status that stands, in the order of any row of statuses."""
        return in_order(Counter(self.statuses.values()))

    def of_round(self, key: int) -> AddresseeLog:
        """The same as if nothing but what was said in this round were recorded."""
        return AddresseeLog(tuple(entry for entry in self.entries if entry.round == key))

    def with_status(self, status: str) -> tuple[AddresseeEntry, ...]:
        """The entries that stand, each for its action, with a status."""
        stands = {entries[0].pk for entries in self.by_action.values()}
        return tuple(e for e in self.entries if e.pk in stands and e.status == status)

    @cached_property
    def recommendations(self) -> frozenset[int]:
        """Those of which, or of whose sub-actions, something is recorded."""
        return frozenset(entry.whole for entry in self.entries)


# Entries are facts of recommendations.
_version = partial(SearchState.version_of, {"recommendation"})
_logs: SeqCache[AddresseeLog] = SeqCache(_version, max_size=MAX_ADDRESSEES)
_numbers: SeqCache[dict[int, int]] = SeqCache(_version, max_size=1)


def addressee_log(key: AddresseeKey) -> AddresseeLog:
    """One query where it is not known, none else."""
    return _logs.get(key, lambda: _read_log(key))


def _read_log(key: AddresseeKey) -> AddresseeLog:
    statuses = term_cache().by_pk
    rows = (
        about(key)
        .order_by(F("date").desc(nulls_last=True), "-pk")
        .values_list("pk", "recommendation_id", "recommendation__parent_id", "status_id", "date",
                     "said_by", "round_id")
    )  # fmt: skip
    return AddresseeLog(
        tuple(
            AddresseeEntry(pk, action, parent or action, statuses[status].slug, date or "",
                           said_by or "", round_pk)
            for pk, action, parent, status, date, said_by, round_pk in rows
        )
    )  # fmt: skip


def about(key: AddresseeKey) -> QuerySet[FollowUp]:
    """The entries about an addressee in what is public."""
    entries = _public_entries().order_by()
    if key.country is not None:
        return entries.filter(country__in=keys_of_country(key.country))
    return entries.filter(country=None, organisation=key.organisation)


def _public_entries() -> QuerySet[FollowUp]:
    return FollowUp.objects.filter(recommendation__in=Recommendation.objects.published())


def entry_numbers() -> dict[int, int]:
    """How many public entries there are about each country, by the key of its term."""

    def make() -> dict[int, int]:
        named = _public_entries().exclude(country=None).order_by().values("country_id")
        numbers: dict[int, int] = {}
        terms = term_cache()
        for country, number in named.annotate(number=Count("pk")).values_list(
            "country_id", "number"
        ):
            pk = AddresseeKey.of(country, None, None, terms).country or 0
            numbers[pk] = numbers.get(pk, 0) + number
        return numbers

    return _numbers.get("countries", make)
