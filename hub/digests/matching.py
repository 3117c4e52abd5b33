"""Changes against saved searches, by the bit maps of the changed records alone.

Each change has two bits, for its record as it was before and after: what left a filter by its
change, or has ended by it, is told to those who followed it. A term's bits are those of the
records that carry it; a search is an AND over facets of the OR within each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from catalogue.fit.judge import Field
from catalogue.fit.rules import checks_of
from catalogue.fit.situation import Situation
from hub.core.models import Change, SearchState
from hub.digests.asked import EverythingAsked, read_everything, read_list, read_situation
from hub.digests.kinds import LISTS, group_of
from hub.digests.models import Followed
from hub.digests.versions import TIER, Versions, tellable, versions
from hub.index.bitmap import Words, positions
from hub.index.current import current
from hub.index.document import Document, source_of
from hub.index.plan import plan
from hub.index.query import Query
from hub.index.search import find_text
from hub.index.segment import Segment, build
from hub.index.snapshot import Snapshot
from hub.vocabulary.book import book

Bits = int  # bit i is the i-th change; within a kind, bit n + i is its record as it was before


class Changed:
    """The changed records of one kind. ``places`` are those of its changes among all ``n``."""

    def __init__(self, kind: str, places: Sequence[int], found: Sequence[Versions], n: int) -> None:
        self.kind, self.n = kind, n
        self.rows: dict[str, Bits] = {}
        self.every = self.ended = 0
        self.documents: list[Document] = []
        for place, version in zip(places, found, strict=True):
            self._add(place, version.after)
            if version.before != version.after:
                self._add(n + place, version.before)
        self.texts: dict[tuple[str, bool], Bits] = {}

    def _add(self, place: int, document: Document | None) -> None:
        if document is None:
            return
        bit = 1 << place
        self.every |= bit
        if document.ended:
            self.ended |= bit
        for row in document.rows:
            self.rows[row] = self.rows.get(row, 0) | bit
        self.documents.append(replace(document, pk=place + 1))

    def of_query(self, query: Query, *, exact: bool = False) -> Bits:
        """The changes whose record the list of this query shows, or showed."""
        found = self.every if query.include_ended else self.every & ~self.ended
        for facet, slugs in query.chosen:
            either = 0
            for slug in slugs:
                either |= self.rows.get(f"{facet}/{slug}", 0)
            found &= either
        if found and query.text:
            found &= self.of_text(query.text, correct=not exact)
        return self.folded(found)

    def of_text(self, text: str, *, correct: bool = True) -> Bits:
        """Bits of records that hold the words, taken as the list of all records takes them."""
        key = (text, correct)
        if key not in self.texts:
            self.texts[key] = self._of_text(text, correct=correct)
        return self.texts[key]

    def _of_text(self, text: str, *, correct: bool) -> Bits:
        every = current(self.kind, TIER)
        meant = find_text(every, text, correct=correct)
        clauses = plan(meant.words, every.matcher.knows)
        if not clauses:
            return 0
        matcher = self.snapshot.matcher
        hits = matcher.most_of(clauses) if meant.partial else matcher.all_of(clauses)
        keys = self.snapshot.segments[0].pks[hits[0].docs].tolist()
        return sum(1 << (key - 1) for key in keys)

    def of_situation(self, situation: Situation) -> Bits:
        """The changes to tools that are known to fit, before or after."""
        if situation.is_empty or not self.documents:
            return 0
        field = Field(self.snapshot, checks_of(situation, book()), ended=False)
        return self.folded(self._bits(field.marks.shown & field.fitting() & ~field.broken()))

    def _bits(self, words: Words) -> Bits:
        return sum(1 << (key - 1) for key in self.snapshot.pks[positions(words)].tolist())

    def folded(self, found: Bits) -> Bits:
        return (found | found >> self.n) & ((1 << self.n) - 1)

    @cached_property
    def snapshot(self) -> Snapshot:
        """The index of these records alone; each stands under its place and one."""
        source = source_of(self.kind)
        held = {key: list(said) for key, said in source.labels().items() if key in self.rows}
        return Snapshot(0, source.facets, Segment(build(self.documents, held)))


class Matching:
    """All changes of a time, ready to be asked for what a search would tell of them."""

    def __init__(self, changes: Iterable[Change]) -> None:
        self.changes = tellable(changes)
        self.place = {change.pk: i for i, change in enumerate(self.changes)}
        self.kinds: dict[str, Changed] = {}
        self.groups: dict[str, Bits] = {}
        self._found: dict[tuple[str, str], Bits] = {}
        for kind in dict.fromkeys(change.kind for change in self.changes):
            places = [i for i, change in enumerate(self.changes) if change.kind == kind]
            found = versions(kind, [self.changes[i] for i in places])
            self.kinds[kind] = Changed(kind, places, found, len(self.changes))
        for i, change in enumerate(self.changes):
            group = group_of(change.kind, change.what)
            self.groups[group] = self.groups.get(group, 0) | 1 << i

    def of(self, followed: str, query: str) -> Bits:
        """The changes that a subscription's filter lets through, whatever its kinds of news."""
        key = (followed, query)
        if key not in self._found:
            self._found[key] = self._of(followed, query)
        return self._found[key]

    def of_news(self, whats: Iterable[str]) -> Bits:
        """The changes of these kinds of news; of every kind where none is named."""
        chosen = list(whats) or list(self.groups)
        bits = 0
        for group in chosen:
            bits |= self.groups.get(group, 0)
        return bits

    def listed(self, bits: Bits) -> list[Change]:
        return [self.changes[i] for i in places_of(bits)]

    def _of(self, followed: str, query: str) -> Bits:
        if followed == Followed.EVERYTHING:
            return self._everything(read_everything(query))
        kind = "tool" if followed == Followed.SITUATION else followed
        if kind not in self.kinds:
            return 0
        if followed == Followed.SITUATION:
            return self.kinds[kind].of_situation(read_situation(query))
        asked = read_list(LISTS[kind], query)
        return self.kinds[kind].of_query(asked.query, exact=asked.exact)

    def _everything(self, asked: EverythingAsked) -> Bits:
        """As the page of one box: words are corrected only where no kind knows them."""
        query = Query.of(asked.text, include_ended=True)
        exact = asked.exact or not asked.text or any(
            any(len(part.docs) for part in hits)
            for kind in LISTS
            if (hits := find_text(current(kind, TIER), asked.text, correct=False).hits)
        )  # fmt: skip
        bits = 0
        for kind in asked.kinds:
            if kind in self.kinds:
                bits |= self.kinds[kind].of_query(query, exact=exact)
        return bits


def places_of(bits: Bits) -> Iterator[int]:
    """The set bits, the lowest first."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def match(
    changes: Iterable[Change], searches: Iterable[tuple[str, str]]
) -> list[tuple[tuple[str, str], Change]]:
    """Every pair of a search (what is followed, its query string) and a change it lets through."""
    with SearchState.held():
        matching = Matching(changes)
        return [
            (search, change)
            for search in searches
            for change in matching.listed(matching.of(*search))
        ]
