"""Records and rows that a row may duplicate: by address, by name in any script, by similar names.

All of it is computed in Python, so that both databases give the same result. A process caches the
records of a type as of one catalogue version and reads only those stamped since; of a job it
caches the rows validated so far.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db import connection
from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from catalogue.models.organisation import matching_key
from catalogue.row_readers.record_names import canonical_address
from hub.imports.record_types import RecordImporter
from hub.imports.record_types.list_entries import subject_of
from hub.records.models import SearchState
from hub.records.models.ledger import Facts
from hub.records.seq_cache import SeqCache

MIN_SIMILARITY = 88  # of 100: below it two names are two names
MAX_IN_BLOCK = 40  # a blocking key that more records share says nothing about any of them
MAX_CANDIDATES = 5  # of a row
SHORT = 4
NUMBERS = re.compile(r"\d+")
# Ids by hash of a key. Most keys have one id: a list of one would double what a large file takes.
Postings = dict[int, int | list[int]]


@dataclass(frozen=True)
class DuplicateMatch:
    """``subject``: a record's primary key, or a row's number below zero. ``score``: 0 to 100."""

    subject: int
    score: int
    reason: str  # url | name | similar


def match_reason(reason: str) -> str:
    """Why two look alike, in words for people."""
    words = {
        "url": _("the same address"),
        "name": _("the same name"),
        "slug": _("the same slug"),
    }
    return words.get(reason, _("a similar name"))


class Traits(NamedTuple):
    """What tells one record or row from another, computed once."""

    names: list[str]  # as ``matching_key`` leaves them
    addresses: list[str]  # as ``canonical_address`` leaves them
    discriminator: str  # see ``RecordImporter.apart``
    blocking_keys: list[list[str]]  # for each name

    @classmethod
    def of(cls, importer: RecordImporter, facts: Facts) -> Traits:
        names = [key for title in importer.titles(facts) if (key := matching_key(title))]
        addresses = [canonical_address(address) for address in importer.addresses(facts)]
        keys = [blocking_keys(name) for name in names]
        return cls(names, addresses, importer.apart(facts), keys)


@dataclass
class DuplicateFinder:
    """An index of records or rows by their traits.

    The postings hold hashes, so a hit is compared with the texts in ``traits``: subject -> names,
    addresses, discriminator.
    """

    by_address: Postings = field(default_factory=dict)
    by_name: Postings = field(default_factory=dict)
    by_blocking_key: Postings = field(default_factory=dict)
    traits: dict[int, tuple[list[str], list[str], str]] = field(default_factory=dict)

    def add(self, subject: int, traits: Traits) -> None:
        self.traits[subject] = (traits.names, traits.addresses, traits.discriminator)
        for address in traits.addresses:
            _add_posting(self.by_address, hash(address), subject)
        for name, keys in zip(traits.names, traits.blocking_keys, strict=True):
            _add_posting(self.by_name, hash(name), subject)
            for key in keys:
                _add_posting(self.by_blocking_key, hash(key), subject)

    def discard(self, subject: int) -> None:
        """Postings of a subject without traits are skipped from now on."""
        self.traits.pop(subject, None)

    def find(
        self, traits: Traits, before: int = 0, most: int = MAX_CANDIDATES
    ) -> list[DuplicateMatch]:
        """The best matches, best first. ``before``: of rows, only those with a lower number."""
        if not self.traits:  # of a first file nothing is known yet
            return []
        discriminator = traits.discriminator
        matches: dict[int, DuplicateMatch] = {}

        def add_match(subject: int, score: int, reason: str) -> None:
            if subject not in matches and score >= MIN_SIMILARITY:
                matches[subject] = DuplicateMatch(subject, score, reason)

        for address in traits.addresses:
            for subject in self._hits(self.by_address, address, discriminator, before):
                add_match(subject, 100 if address in self.traits[subject][1] else 0, "url")
        for name, keys in zip(traits.names, traits.blocking_keys, strict=True):
            for subject in self._hits(self.by_name, name, discriminator, before):
                add_match(subject, 100 if name in self.traits[subject][0] else 0, "name")
            for key in keys:
                for subject in self._hits(self.by_blocking_key, key, discriminator, before):
                    if subject not in matches:
                        add_match(subject, _similarity(name, self.traits[subject][0]), "similar")
        ranked = sorted(matches.values(), key=lambda match: (-match.score, abs(match.subject)))
        return ranked[:most]

    def _hits(self, postings: Postings, key: str, discriminator: str, before: int) -> Sequence[int]:
        posting = postings.get(hash(key))
        if posting is None:
            return ()
        subjects = [posting] if isinstance(posting, int) else posting
        if len(subjects) > MAX_IN_BLOCK:
            return ()
        return [
            subject
            for subject in subjects
            if subject in self.traits
            and not _differ(discriminator, self.traits[subject][2])
            and not 0 < before <= -subject
        ]


def _differ(one: str, other: str) -> bool:
    """Whether two discriminators exclude each other; a part of one says less than the whole."""
    return not one.startswith(other) and not other.startswith(one)


def _similarity(name: str, others: list[str]) -> int:
    """Of 100. Names that differ in a number ("Phase 2", "2022") are names of two things."""
    numbers = NUMBERS.findall(name)
    scores = (
        round(fuzz.token_sort_ratio(name, other))
        for other in others
        if NUMBERS.findall(other) == numbers
    )
    return max(scores, default=0)


def _add_posting(postings: Postings, key: int, subject: int) -> None:
    posting = postings.get(key)
    if posting is None:
        postings[key] = subject
    elif isinstance(posting, int):
        if posting != subject:
            postings[key] = [posting, subject]
    elif len(posting) <= MAX_IN_BLOCK and subject not in posting:
        posting.append(subject)


def blocking_keys(name: str) -> list[str]:
    """Names with a key in common are compared: all words of a name but one, in any order.

    So one word may be misspelt, missing or more. A single word has its beginning and its end.
    """
    words = sorted(set(name.split()))
    if len(words) == 1:
        if len(name) < SHORT:
            return []
        size = min(SHORT, len(name) - 1)
        return [f"^{name[:size]}", f"{name[-size:]}$"]
    whole = [" ".join(words)]
    return whole + [" ".join(words[:at] + words[at + 1 :]) for at in range(len(words))][:8]


_records: SeqCache[DuplicateFinder] = SeqCache(SearchState.version)


def record_finder(importer: RecordImporter) -> DuplicateFinder:
    """All records of a type, as of now."""

    def add_changed(finder: DuplicateFinder, after_seq: int) -> DuplicateFinder:
        for pk, facts in importer.recognisable(after_seq):
            finder.discard(pk)
            finder.add(pk, Traits.of(importer, facts))
        return finder

    # Of another epoch nothing is of use: its numbers say nothing about this one.
    return _records.get(
        (str(connection.settings_dict["NAME"]), importer.name, SearchState.version().epoch),
        lambda: add_changed(DuplicateFinder(), -1),
        update=lambda finder, version: add_changed(finder, version.seq),
    )


def aliases_of(facts: Facts) -> list[str]:
    """What rows may have in common that is told: other names, whom an entry is about."""
    subject = subject_of(facts)
    names = [matching_key(name[0]) for name in facts.get("names") or ()]
    return [*names, subject] if subject else names


@dataclass
class EarlierRows:
    """Rows of one job up to the number ``until``: row numbers by key, slug and alias."""

    until: int = 0
    keys: dict[str, int] = field(default_factory=dict)
    slugs: dict[str, int] = field(default_factory=dict)
    aliases: dict[str, int] = field(default_factory=dict)
    finder: DuplicateFinder = field(default_factory=DuplicateFinder)

    def add(self, number: int, key: str, facts: Facts, traits: Traits | None) -> None:
        """``traits``: of a row that stands for no record yet."""
        self.until = max(self.until, number)
        if key:
            self.keys.setdefault(key, number)
        if facts.get("slug"):
            self.slugs.setdefault(facts["slug"], number)
        for alias in aliases_of(facts):
            self.aliases.setdefault(alias, number)
        if traits is not None:
            self.finder.add(-number, traits)


MAX_CACHED_JOBS = 2
_rows: SeqCache[EarlierRows] = SeqCache(SearchState.version, max_size=MAX_CACHED_JOBS)


def earlier_rows(
    job_pk: int,
    version: str,
    importer: RecordImporter,
    number: int,
    read: Callable[[int], Iterable[tuple[int, str, Facts, bool]]],
) -> EarlierRows:
    """The rows of a job before ``number``.

    ``read`` gives the rows behind a number that this process has not seen yet: number, key, facts,
    and whether the row becomes a new record. ``version`` changes when the job is validated anew.
    """
    cache_key = (str(connection.settings_dict["NAME"]), job_pk)
    rows = _rows.get_version(cache_key, version, EarlierRows)
    if rows.until < number - 1:
        for earlier, key, facts, is_new in read(rows.until):
            traits = Traits.of(importer, facts) if is_new and facts else None
            rows.add(earlier, key, facts, traits)
    return rows
