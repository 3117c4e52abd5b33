"""What a filter would have told: week by week, and in its last digest."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise

from django.utils import timezone

from hub.digests.matching.matcher import Matching, ordered_places, places_of
from hub.digests.models import Frequency
from hub.digests.periods import last_end
from hub.records.models import Change, SearchState
from hub.records.seq_cache import SeqCache

WEEK = datetime.timedelta(days=7)
WEEKS = 4
# Anybody can ask about any words, and what was found for each is held.
MOST_SEARCHES = 1_000


@dataclass(frozen=True)
class LastDigest:
    """The changes of the last period that had any, the gravest first; ``end`` is when it ended."""

    end: datetime.datetime
    changes: tuple[Change, ...]


def weeks(
    followed: str, query: str, whats: Collection[str] = (), now: datetime.datetime | None = None
) -> tuple[int, int, int, int]:
    """How many changes each of the last four weeks had under a filter, the oldest week first.

    ``whats``: the kinds of news that count, all where none is named.
    """
    now = now or timezone.now()
    times = [change.at for change in changes_of(followed, query, whats)]
    edges = [now - WEEK * back for back in range(WEEKS, -1, -1)]
    first, second, third, last = (
        sum(begin < at <= end for at in times) for begin, end in pairwise(edges)
    )
    return first, second, third, last


def latest(followed: str, query: str, most: int, whats: Collection[str] = ()) -> list[Change]:
    """The newest changes of the last four weeks under a filter, the newest first."""
    return list(reversed(changes_of(followed, query, whats)))[:most]


def last_digest(
    followed: str,
    query: str,
    whats: Collection[str] = (),
    now: datetime.datetime | None = None,
    *,
    frequency: str = Frequency.WEEKLY,
    zone: str = "UTC",
) -> LastDigest | None:
    """What the last digest with anything in it would have held; None for none in four weeks."""
    now = now or timezone.now()
    matching = recent(now)
    with SearchState.held():
        bits = matching.of(followed, query) & matching.of_news(whats)
    matches = [(place, matching.changes[place].at) for place in places_of(bits)]
    end = last_end(frequency, zone, now)
    while matches and end > now - WEEK * WEEKS:
        begin = last_end(frequency, zone, end - datetime.timedelta(microseconds=1))
        within = {place for place, at in matches if begin < at <= end}
        if within:
            listed = [
                matching.changes[place] for place in ordered_places(matching) if place in within
            ]
            return LastDigest(end, tuple(listed))
        end = begin
    return None


def changes_of(followed: str, query: str, whats: Collection[str] = ()) -> list[Change]:
    """Every change of the last four weeks under a filter, the oldest first."""
    with SearchState.held():
        matching = recent(timezone.now())
        return matching.listed(matching.of(followed, query) & matching.of_news(whats))


# The changes of four weeks are read once for all filters that are asked about.

_cache: SeqCache[Matching] = SeqCache(SearchState.version_of_database, max_size=1)


def recent(now: datetime.datetime) -> Matching:
    """The changes since four weeks before today, ready to be matched."""
    with SearchState.held():
        matching = _cache.get(now.date(), lambda: _read(now))
        if matching.cached_searches > MOST_SEARCHES:
            _cache.clear()
            matching = _cache.get(now.date(), lambda: _read(now))
        return matching


def _read(now: datetime.datetime) -> Matching:
    since = now - WEEK * WEEKS - datetime.timedelta(days=1)
    changes = Change.objects.visible_to("public").filter(at__gte=since)
    return Matching(changes.order_by("seq", "pk"))
