"""What a row gives: the fields it speaks of, and what it adds to lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from catalogue.models.organisation import matching_key
from catalogue.row_readers.reader import Row
from events.row_readers.statistics import QuoteRow, StatisticRow
from hub.records.models.ledger import Facts


def stated_fields(row: Row, values: dict[str, Any], renamed: dict[str, str] | None = None) -> Facts:
    """Those of the read values whose fields the row speaks of, under their names as facts."""
    renamed = renamed or {}
    return {name: value for name, value in values.items() if renamed.get(name, name) in row}


def merge_list(fact: str, there: list[Any], given: list[Any]) -> list[Any]:
    """What is there with what is new to it; a source counts by its address and title."""
    seen = {_identity(fact, one) for one in there}
    return [*there, *(one for one in given if _identity(fact, one) not in seen)]


def merge_versions(fact: str, there: list[Any], earlier: list[Any], given: list[Any]) -> list[Any]:
    """What is there, with what a source has added and without what it has dropped since.

    ``earlier`` and ``given`` are what it said before and says now. An entry that it said before and
    that is there no longer was taken away by a person, and stays away.
    """
    before = {_identity(fact, one) for one in earlier}
    now = {_identity(fact, one) for one in given}
    kept = [
        one for one in there if _identity(fact, one) in now or _identity(fact, one) not in before
    ]
    seen = before | {_identity(fact, one) for one in kept}
    return [*kept, *(one for one in given if _identity(fact, one) not in seen)]


def _identity(fact: str, one: Any) -> Any:
    if isinstance(one, str):
        return one
    if fact == "links":  # an address stands once, whatever it is called
        return one[1]
    return matching_key(one[0]) if fact == "names" else tuple(one[:3])


def cited(sources: Iterable[Any]) -> list[list[str]]:
    """Rows of ``read_citations`` as the fact "citations" holds them."""
    return [[one.subject, one.url, one.title, one.note] for one in sources]


def with_quote(entry: list[Any], words: QuoteRow) -> list[Any]:
    """An entry of a fact with the source's words behind it, as far as there are any."""
    whole = [*entry, *words]
    while len(whole) > len(entry) and whole[-1] is None:
        whole.pop()
    return whole


def quoted(statistics: Iterable[StatisticRow], slugs: Mapping[int, str]) -> list[list[Any]]:
    """Rows of ``read_statistics`` as the fact "statistics" holds them; ``slugs``: by key."""
    return [
        with_quote(
            [
                one.value,
                one.counts,
                slugs[one.finding_of] if one.finding_of else None,
                one.year,
                one.source_url,
                one.source_title,
                one.published_in,
            ],
            one.words,
        )
        for one in statistics
    ]
