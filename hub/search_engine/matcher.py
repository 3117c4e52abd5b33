"""Which records satisfy the clauses of a query, and how well."""

import math
import threading
from collections import OrderedDict
from collections.abc import Sequence

import numpy as np

from hub.search_engine import bitmaps
from hub.search_engine.bitmaps import Words
from hub.search_engine.inverted_index import Postings, TermMatch, both, merged
from hub.search_engine.query_parser import Clause
from hub.search_engine.segment import Segment

CACHE_BYTES = 16_000_000
EVERY_WORD = 0.7  # all words of a known phrase, but not in a row

Found = tuple[Postings, ...]  # by segment


class Matcher:
    """Text over the segments of one snapshot. Keeps what it found for each clause, within bounds.

    A clause counts for its rarity: idf = ln(1 + (N - df + 0.5) / (df + 0.5)), after Robertson and
    Spärck Jones, over the whole snapshot, so that base and delta are scored alike.
    """

    def __init__(self, segments: Sequence[Segment], alive: Sequence[Words], total: int) -> None:
        self.segments, self.alive, self.total = segments, alive, total
        self._cache: OrderedDict[Clause, Found] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def forget(self) -> None:
        """Let go of what was found; for measuring a first question."""
        with self._lock:
            self._cache.clear()
            self._bytes = 0

    def knows(self, token: str) -> bool:
        """Whether any text or label holds a token."""
        return any(
            index.frequency(token) > 0
            for segment in self.segments
            for index in (segment.text, segment.label_text)
        )

    def all_of(self, clauses: Sequence[Clause]) -> Found:
        """The records that satisfy every clause."""
        found = [self.one(clause) for clause in clauses]
        result = []
        for number, segment in enumerate(self.segments):
            hits = sorted((each[number] for each in found), key=lambda each: len(each.docs))
            joined = hits[0]
            for each in hits[1:]:
                joined = both(joined, each, segment.size)
            result.append(joined)
        return tuple(result)

    def most_of(self, clauses: Sequence[Clause]) -> Found:
        """The records that satisfy all clauses but one."""
        found = [self.one(clause) for clause in clauses]
        result = []
        for number, segment in enumerate(self.segments):
            hits = [each[number] for each in found]
            times = merged(
                [Postings(each.docs, np.ones(len(each.docs), np.float32)) for each in hits],
                segment.size,
                np.add,
            )
            scores = merged(hits, segment.size, np.add)
            enough = times.scores >= len(clauses) - 1
            result.append(Postings(scores.docs[enough], scores.scores[enough]))
        return tuple(result)

    def one(self, clause: Clause) -> Found:
        """The records that satisfy one clause, remembered."""
        with self._lock:
            if clause in self._cache:
                self._cache.move_to_end(clause)
                return self._cache[clause]
        found = self._weighed(
            [
                self._alive(number, self._hits(segment, clause))
                for number, segment in enumerate(self.segments)
            ]
        )
        self._remember(clause, found)
        return found

    def _weighed(self, parts: Sequence[Postings]) -> Found:
        frequency = sum(len(hits.docs) for hits in parts)
        idf = math.log1p((self.total - frequency + 0.5) / (frequency + 0.5))
        return tuple(Postings(hits.docs, hits.scores * np.float32(idf)) for hits in parts)

    def _alive(self, number: int, hits: Postings) -> Postings:
        if self.alive[number] is self.segments[number].visible or not len(hits.docs):
            return hits
        keep = bitmaps.to_flags(self.alive[number]).take(hits.docs)
        return Postings(hits.docs[keep], hits.scores[keep])

    def _hits(self, segment: Segment, clause: Clause) -> Postings:
        """Text and labels of one segment; a record found by both scores for both."""
        if clause.least > 1:
            found = self._several(segment, clause)
        else:
            every = [self._text(segment, clause.ways), self._labels(segment, clause.ways)]
            every = [part for part in every if len(part.docs)]
            found = every[0] if len(every) == 1 else merged(every, segment.size, np.add)
        if not clause.or_all:
            return found
        parts = [self._hits(segment, each) for each in clause.or_all]
        parts.sort(key=lambda part: len(part.docs))
        joined = parts[0]
        for part in parts[1:]:
            joined = both(joined, part, segment.size)
        less = Postings(joined.docs, joined.scores * np.float32(EVERY_WORD / len(parts)))
        return merged([found, less], segment.size, np.maximum)

    def _several(self, segment: Segment, clause: Clause) -> Postings:
        """Records in which at least so many ways are found, each in a text or in any label."""
        parts = []
        for way in clause.ways:
            places = [self._text(segment, (way,)), self._labels(segment, (way,))]
            parts.append(merged(places, segment.size, np.maximum))
        ones = [Postings(part.docs, np.ones(len(part.docs), np.float32)) for part in parts]
        enough = merged(ones, segment.size, np.add).scores >= clause.least
        total = merged(parts, segment.size, np.add)
        return Postings(total.docs[enough], total.scores[enough] / np.float32(len(parts)))

    def _text(self, segment: Segment, ways: tuple[TermMatch, ...]) -> Postings:
        return _best(segment.text.find_each(ways), segment.size)

    def _labels(self, segment: Segment, ways: tuple[TermMatch, ...]) -> Postings:
        """Records that hold a term which is called so in some language."""
        rows = _best(segment.label_text.find_each(ways), segment.label_text.size)
        parts = []
        for row, score in zip(rows.docs.tolist(), rows.scores.tolist(), strict=True):
            docs = bitmaps.positions(segment.rows.matrix[row])
            parts.append(Postings(docs, np.full(len(docs), score, np.float32)))
        return _best(parts, segment.size)

    def _remember(self, clause: Clause, found: Found) -> None:
        size = sum(hits.docs.nbytes + hits.scores.nbytes for hits in found) + 1000
        with self._lock:
            if clause in self._cache or size > CACHE_BYTES // 2:
                return
            self._cache[clause] = found
            self._bytes += size
            while self._bytes > CACHE_BYTES:
                _old, hits = self._cache.popitem(last=False)
                self._bytes -= sum(each.docs.nbytes + each.scores.nbytes for each in hits) + 1000


def _best(parts: list[Postings], size: int) -> Postings:
    """Documents found in any of the ways, each with its best score."""
    return parts[0] if len(parts) == 1 else merged(parts, size, np.maximum)
