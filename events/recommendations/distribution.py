"""How many addressees have which status of follow-up: the one place that counts them.

An addressee's status is that of its newest entry: the latest date, an unknown date before all; of
one date the entry recorded last. What is not assessed is counted among those who are known by name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from events.recommendations.models import FollowUp
from events.recommendations.models.addressed import Addressed, AddresseeKey, AddresseeKeys
from events.recommendations.models.recommendation import NOT_ASSESSED
from hub.vocabulary.term_cache import term_cache

# From what is done to what nobody looked at; a status that a curator adds stands before the last.
ORDER = ("done", "partly-done", "under-way", "announced", "superseded", "contested",
         "no-action-known")  # fmt: skip


class StatusEntry(NamedTuple):
    """An entry of the log: ``date`` as the source gives it or "", ``status`` a slug."""

    key: AddresseeKey
    status: str
    date: str
    pk: int
    said_by: str = ""
    round: int | None = None


@dataclass(frozen=True)
class Distribution:
    """Addressees by status, none with zero; ``known``: how many can be counted; ``entries``: all.

    ``is_open``: others are addressed as well whom nobody can count.
    """

    counts: Mapping[str, int] = field(default_factory=dict)
    known: int = 0
    is_open: bool = False
    entries: int = 0

    @property
    def statuses(self) -> frozenset[str]:
        """By which of them a list finds the recommendation."""
        return frozenset(self.counts) or frozenset((NOT_ASSESSED,))


def log_entries(recommendations: Iterable[int]) -> dict[int, list[StatusEntry]]:
    """The entries of each, by key. One query."""
    keys, statuses = AddresseeKeys(), term_cache().by_pk
    entries: dict[int, list[StatusEntry]] = {}
    rows = FollowUp.objects.filter(recommendation__in=list(recommendations)).order_by()
    for recommendation, country, organisation, actor, status, date, pk, said_by, round_pk in (
        rows.values_list("recommendation_id", "country_id", "organisation_id", "actor",
                         "status_id", "date", "pk", "said_by", "round_id")
    ):  # fmt: skip
        key = keys[country, organisation, actor]
        slug = statuses[status].slug
        entry = StatusEntry(key, slug, date or "", pk, said_by or "", round_pk)
        entries.setdefault(recommendation, []).append(entry)
    return entries


def newest_first(entries: Iterable[StatusEntry]) -> list[StatusEntry]:
    return sorted(entries, key=lambda entry: (entry.date, entry.pk), reverse=True)


def standing(entries: Iterable[StatusEntry]) -> dict[AddresseeKey, StatusEntry]:
    """The entry that gives each addressee its status, whatever order they come in."""
    found: dict[AddresseeKey, StatusEntry] = {}
    for entry in newest_first(entries):
        found.setdefault(entry.key, entry)
    return found


def distribution(
    addressed: Addressed,
    entries: Iterable[StatusEntry],
    stands: Mapping[AddresseeKey, StatusEntry] | None = None,
) -> Distribution:
    """Who has which status. Whoever has an entry counts, also where the text does not name it.

    ``stands``: the ``standing`` of the entries, where it is known.
    """
    rows = list(entries)
    stands = standing(rows) if stands is None else stands
    counts = Counter(entry.status for entry in stands.values())
    waiting = len(addressed.known - stands.keys())
    if waiting:
        counts[NOT_ASSESSED] = waiting
    return Distribution(
        in_order(counts),
        known=len(addressed.known),
        is_open=bool(addressed.open_kinds),
        entries=len(rows),
    )


def in_order(counts: Mapping[str, int]) -> dict[str, int]:
    """Numbers by status, as they stand in any row of them."""
    return {slug: counts[slug] for slug in sorted(counts, key=place)}


def place(status: str) -> tuple[int, str]:
    """Where a status stands in any row of them."""
    if status == NOT_ASSESSED:
        return len(ORDER) + 1, ""
    return (ORDER.index(status), "") if status in ORDER else (len(ORDER), status)
