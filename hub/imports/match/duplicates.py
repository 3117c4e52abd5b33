"""What looks like the same: by address, by name in any script, by names that are nearly alike.

All of it is reckoned in Python, so that both databases find the same. A process holds the
records of a kind as of one number and reads only those stamped since; of an import it holds the
rows so far.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

from django.db import connection
from rapidfuzz import fuzz

from catalogue.models.organisation import matching_key
from hub.imports.record_types import RecordImporter
from hub.records.models import SearchState
from hub.records.models.ledger import Facts
from hub.records.seq_cache import SeqCache

ALIKE = 88  # of 100: below it two names are two names
MOST_IN_BLOCK = 40  # what more records than this share says nothing about one of them
MOST = 5  # candidates of a row
SHORT = 4
NUMBERS = re.compile(r"\d+")
# By hash. Most blocks are one record's: a list of one would double what a large file takes.
Held = dict[int, int | list[int]]


@dataclass(frozen=True)
class DuplicateMatch:
    """``who``: a record's primary key, or a row's number below zero."""

    who: int
    score: int
    why: str  # url | name | similar


class Traits(NamedTuple):
    """What tells one record or row from another, reckoned once."""

    keys: list[str]  # names, as ``matching_key`` leaves them
    addresses: list[str]
    apart: str
    blocks: list[list[str]]  # for each key

    @classmethod
    def of(cls, kind: RecordImporter, facts: Facts) -> Traits:
        keys = [key for title in kind.titles(facts) if (key := matching_key(title))]
        addresses = [canonical_address(address) for address in kind.addresses(facts)]
        return cls(keys, addresses, kind.apart(facts), [blocks(key) for key in keys])


@dataclass
class DuplicateFinder:
    """Records or rows by what they are found by. Keys are hashes: hits are compared as texts."""

    by_address: Held = field(default_factory=dict)
    by_name: Held = field(default_factory=dict)
    by_block: Held = field(default_factory=dict)
    known: dict[int, tuple[list[str], list[str], str]] = field(default_factory=dict)

    def add(self, who: int, traits: Traits) -> None:
        self.known[who] = (traits.keys, traits.addresses, traits.apart)
        for address in traits.addresses:
            _put(self.by_address, hash(address), who)
        for key, its_blocks in zip(traits.keys, traits.blocks, strict=True):
            _put(self.by_name, hash(key), who)
            for block in its_blocks:
                _put(self.by_block, hash(block), who)

    def discard(self, who: int) -> None:
        """What the maps still hold of it is passed over from now on."""
        self.known.pop(who, None)

    def like(self, traits: Traits, before: int = 0) -> list[DuplicateMatch]:
        """What is like these traits, the likest first; of rows those before a number only."""
        apart = traits.apart
        found: dict[int, DuplicateMatch] = {}

        def note(who: int, score: int, why: str) -> None:
            if who not in found and score >= ALIKE:
                found[who] = DuplicateMatch(who, score, why)

        for address in traits.addresses:
            for who in self._of(self.by_address, address, apart, before):
                note(who, 100 if address in self.known[who][1] else 0, "url")
        for key, its_blocks in zip(traits.keys, traits.blocks, strict=True):
            for who in self._of(self.by_name, key, apart, before):
                note(who, 100 if key in self.known[who][0] else 0, "name")
            for block in its_blocks:
                for who in self._of(self.by_block, block, apart, before):
                    if who not in found:
                        note(who, _alike(key, self.known[who][0]), "similar")
        return sorted(found.values(), key=lambda one: (-one.score, abs(one.who)))[:MOST]

    def _of(self, held: Held, key: str, apart: str, before: int) -> Iterator[int]:
        value = held.get(hash(key), [])
        there = [value] if isinstance(value, int) else value
        if len(there) > MOST_IN_BLOCK:
            return
        for who in there:
            other = self.known[who][2] if who in self.known else None
            if other is None or (apart and other and apart != other) or 0 < before <= -who:
                continue
            yield who


def _alike(key: str, others: list[str]) -> int:
    """Of 100. Names that differ in a number ("Phase 2", "2022") are names of two things."""
    numbers = NUMBERS.findall(key)
    scores = (
        round(fuzz.token_sort_ratio(key, other))
        for other in others
        if NUMBERS.findall(other) == numbers
    )
    return max(scores, default=0)


def _put(held: Held, key: int, who: int) -> None:
    there = held.get(key)
    if there is None:
        held[key] = who
    elif isinstance(there, int):
        if there != who:
            held[key] = [there, who]
    elif len(there) <= MOST_IN_BLOCK and who not in there:
        there.append(who)


def blocks(key: str) -> list[str]:
    """Names with a block in common are compared: all of a name's words but one, in any order.

    So one word may be misspelt, missing or more. A single word is known by its beginning or end.
    """
    words = sorted(set(key.split()))
    if len(words) == 1:
        if len(key) < SHORT:
            return []
        size = min(SHORT, len(key) - 1)
        return [f"^{key[:size]}", f"{key[-size:]}$"]
    whole = [" ".join(words)]
    return whole + [" ".join(words[:at] + words[at + 1 :]) for at in range(len(words))][:8]


ADDRESS = re.compile(r"(?i)^https?://(?:[^/@]*@)?(?:www\.)?([^/?#:]+)(:\d+)?([^?#]*)(?:\?([^#]*))?")


def canonical_address(address: str) -> str:
    """An address without what makes no difference: scheme, www, marks of campaigns, last slash."""
    found = ADDRESS.match(address.strip())
    if found is None:
        return address
    host, port, path, query = found.groups(default="")
    if query:
        asked = [one for one in parse_qsl(query) if not one[0].startswith("utm_")]
        query = f"?{urlencode(sorted(asked))}" if asked else ""
    return f"{host.lower()}{port}{path.rstrip('/')}{query}"


_records: SeqCache[DuplicateFinder] = SeqCache(SearchState.current)


def of_records(kind: RecordImporter) -> DuplicateFinder:
    """All records of a kind, as of now."""

    def add_changed(finder: DuplicateFinder, after_seq: int) -> DuplicateFinder:
        for pk, facts in kind.recognisable(after_seq):
            finder.discard(pk)
            finder.add(pk, Traits.of(kind, facts))
        return finder

    return _records.get(
        (str(connection.settings_dict["NAME"]), kind.name),
        lambda: add_changed(DuplicateFinder(), -1),
        update=add_changed,
    )


@dataclass
class Seen:
    """Rows of one import up to a number: their keys, slugs and likenesses."""

    until: int = 0
    keys: dict[str, int] = field(default_factory=dict)
    slugs: dict[str, int] = field(default_factory=dict)
    aliases: dict[str, int] = field(default_factory=dict)
    likeness: DuplicateFinder = field(default_factory=DuplicateFinder)

    def add(self, number: int, key: str, facts: Facts, traits: Traits | None) -> None:
        """``traits``: of a row that stands for no record yet."""
        self.until = max(self.until, number)
        if key:
            self.keys.setdefault(key, number)
        if facts.get("slug"):
            self.slugs.setdefault(facts["slug"], number)
        for name in facts.get("names") or ():
            self.aliases.setdefault(matching_key(name[0]), number)
        if traits is not None:
            self.likeness.add(-number, traits)


MAX_IMPORTS_CACHED = 2
_rows: SeqCache[Seen] = SeqCache(SearchState.current, max_size=MAX_IMPORTS_CACHED)


def rows_before(
    batch_pk: int,
    mark: str,
    kind: RecordImporter,
    number: int,
    read: Callable[[int], Iterable[tuple[int, str, Facts, bool]]],
) -> Seen:
    """The rows of an import before this one. ``read`` gives those behind a number, which this
    process has not seen yet. ``mark`` changes when the import is checked anew."""
    seen = _rows.get_version((str(connection.settings_dict["NAME"]), batch_pk), mark, Seen)
    if seen.until < number - 1:
        for at, key, facts, new in read(seen.until):
            seen.add(at, key, facts, Traits.of(kind, facts) if new and facts else None)
    return seen
