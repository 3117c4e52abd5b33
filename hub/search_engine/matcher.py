"""Which records match the clauses of a query, and with which scores."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from hub.records.bounded_cache import BoundedCache
from hub.search_engine import bitmaps
from hub.search_engine.analyser import fold, stem_languages
from hub.search_engine.bitmaps import BitArray, Positions, scratch_array
from hub.search_engine.inverted_index import Postings, TermQuery, intersect, merge
from hub.search_engine.query_parser import Clause
from hub.search_engine.segment import Segment
from hub.search_engine.word_list import is_dictionary_word

CACHE_BYTES = 16_000_000
ENTRY_BYTES = 1000  # of a cached clause beside its arrays
LEAST_FACET = 0.6  # the weight of a label in the last facet of the form; 1 in the first
# What a term counts among so many of its facet: a tool for the police alone is more of a tool for
# the police than one for the police and nine others.
SHARE_OF_TERMS = (np.maximum(1, np.arange(256)) ** -0.25).astype(np.float32)
ROW_SCORE = 0.5  # of a row for which a name of the query stands: about that of a label
ALL_WORDS_BOOST = 0.7  # all words of a phrase with synonyms, but not in a row
TIER = 1.1  # from one tier of records to the next, in best scores: more than any within a tier
# The same above records with a longer last word: more than what neighbouring words add to these
# (`proximity.NEAR_SHARE` of all together).
TIER_OF_WHOLE_WORDS = 3.1

SegmentPostings = tuple[Postings, ...]  # one for each segment of the snapshot


class Matcher:
    """Matches text in the segments of one snapshot; caches the postings of clauses, within bounds.

    A clause counts for its rarity: idf = ln(1 + (N - df + 0.5) / (df + 0.5)), after Robertson and
    Spärck Jones, over the whole snapshot, so that base and delta are scored alike.
    """

    def __init__(
        self,
        segments: Sequence[Segment],
        live: Sequence[BitArray],
        total: int,
        facets: Sequence[str] = (),
        kind_words: Sequence[str] = (),
    ) -> None:
        self.segments, self.live, self.total = segments, live, total
        self.kind_words = tuple(kind_words)
        self._kind_tokens = frozenset(map(fold, kind_words))
        lower = (1 - LEAST_FACET) / max(1, len(facets) - 1)
        self._facet_weights = {facet: 1 - lower * i for i, facet in enumerate(facets)}
        self.indexes = [
            index for segment in segments for index in (segment.text, segment.label_text)
        ]
        self._cache: BoundedCache[Clause, SegmentPostings] = BoundedCache(CACHE_BYTES, _byte_size)

    def clear_cache(self) -> None:
        self._cache.clear()

    # What the parser asks (see `query_parser.Lexicon`).

    def contains_token(self, token: str) -> bool:
        """Whether any text or label has a token."""
        for index in self.indexes:  # noqa: SIM110 - ten times for a word: any() takes twice as long
            if token in index.terms:
                return True
        return False

    def contains_phrase(self, tokens: tuple[str, ...]) -> bool:
        query = TermQuery(tokens)
        return any(len(index.match(query).docs) > 0 for index in self.indexes)

    def names_phrase(self, tokens: tuple[str, ...]) -> bool:
        """Whether a record or a term has these surface forms in a row in what it is called."""
        return any(index.names_phrase(tokens) for index in self.indexes)

    def is_kind_word(self, word: str) -> bool:
        """Whether a word says of what kind all these records are."""
        return fold(word) in self._kind_tokens

    def has_longer(self, token: str) -> bool:
        return any(index.terms.has_longer(token) for index in self.indexes)

    def is_name(self, token: str) -> bool:
        """Whether a record, or a term that records may have, is called just this."""
        return any(index.languages_of_name(token) is not None for index in self.indexes) or any(
            token in segment.unused_labels for segment in self.segments
        )

    def name_stems(self, token: str, stems: tuple[str, ...]) -> tuple[str, ...]:
        """Those in whose language a record is written that is called just this, else all.

        "Primero" is a tool described in English, and not the Spanish word for the first.
        """
        if len(stems) < 2:
            return stems
        languages = 0
        for segment in self.segments:
            languages |= segment.text.languages_of_name(token) or 0
        if not languages:
            return stems
        return tuple(stem for stem in stems if stem_languages([stem]) & languages)

    def knows_word(self, folded: str) -> bool:
        """Whether a text, or a label of any term, has a surface form, or a dictionary does."""
        return (
            self.contains_token(folded)
            or any(folded in segment.unused_label_words for segment in self.segments)
            or is_dictionary_word(folded)
        )

    def match_all(self, clauses: Sequence[Clause]) -> SegmentPostings:
        """The records that match every clause; behind them those with a longer last word."""
        matches = [self.match_unfinished(clause) for clause in clauses]
        result = []
        for number, segment in enumerate(self.segments):
            parts = sorted((match[number] for match in matches), key=lambda part: len(part.docs))
            result.append(_intersect_all(parts, segment.size))
        for clause in clauses:
            if clause.beginning is not None:
                return self._raise(result, self.match_clause(clause))
        return tuple(result)

    def _raise(self, matches: Sequence[Postings], first: SegmentPostings) -> SegmentPostings:
        """The same records, those that are in ``first`` with higher scores than all others."""
        if not any(len(part.docs) for part in first):
            return tuple(matches)
        best = max((float(part.scores.max()) for part in matches if len(part.docs)), default=0.0)
        result = []
        for segment, part, raised in zip(self.segments, matches, first, strict=True):
            is_raised = contains_docs(raised, part.docs, segment.size)
            raise_by = np.float32(best * TIER_OF_WHOLE_WORDS)
            bonus = np.where(is_raised, raise_by, np.float32(0))
            result.append(Postings(part.docs, part.scores + bonus))
        return tuple(result)

    def match_most(
        self, clauses: Sequence[Clause], minimum: int = 0
    ) -> tuple[SegmentPostings, int, list[bool]]:
        """The records that match at least ``minimum`` clauses, that number, and which ones occur.

        Without a number it is more than half of the most that any record matches. Those that match
        more clauses come first; of as many, those that match the rarer ones.
        """
        matches = [self.match_unfinished(clause) for clause in clauses]
        parts = [[match[number] for match in matches] for number in range(len(self.segments))]
        sizes = [segment.size for segment in self.segments]
        counts = [_count_matches(each, size) for each, size in zip(parts, sizes, strict=True)]
        most = max((int(count.max()) for count in counts if len(count)), default=0)
        minimum = minimum or most // 2 + 1
        sums = [merge(each, size, np.add) for each, size in zip(parts, sizes, strict=True)]
        best = max((float(each.scores.max()) for each in sums if len(each.docs)), default=1.0)
        result = []
        for count, (docs, scores) in zip(counts, sums, strict=True):
            enough = count >= minimum
            tiers = (count[enough] - minimum) * np.float32(best * TIER)
            result.append(Postings(docs[enough], scores[enough] + tiers))
        occur = [self._overlap(match, result) for match in matches]
        return tuple(result), minimum, occur

    def _overlap(self, matches: SegmentPostings, others: Sequence[Postings]) -> bool:
        return any(
            bool(contains_docs(other, part.docs, segment.size).any())
            for segment, part, other in zip(self.segments, matches, others, strict=True)
            if len(part.docs)
        )

    def match_clause(self, clause: Clause) -> SegmentPostings:
        """The records that match one clause, its words finished; cached."""
        clause = clause.finished()
        cached = self._cache.get(clause)
        if cached is not None:
            return cached
        postings = self._multiply_by_idf(
            [
                self._drop_deleted(number, self._match_segment(segment, clause))
                for number, segment in enumerate(self.segments)
            ]
        )
        self._store(clause, postings)
        return postings

    def match_unfinished(self, clause: Clause) -> SegmentPostings:
        """The same, and the records that have but a longer last word; cached.

        A longer word adds nothing to the score of a record that has the word itself.
        """
        if clause.beginning is None:
            return self.match_clause(clause)
        cached = self._cache.get(clause)
        if cached is not None:
            return cached
        longer = self.match_clause(Clause(clause.words, (clause.beginning,)))
        result = []
        for segment, part, other in zip(
            self.segments, self.match_clause(clause), longer, strict=True
        ):
            is_new = ~contains_docs(part, other.docs, segment.size)
            added = Postings(other.docs[is_new], other.scores[is_new])
            both = [each for each in (part, added) if len(each.docs)]
            result.append(both[0] if len(both) == 1 else merge(both, segment.size, np.maximum))
        self._store(clause, tuple(result))
        return tuple(result)

    def _multiply_by_idf(self, parts: Sequence[Postings]) -> SegmentPostings:
        frequency = sum(len(part.docs) for part in parts)
        idf = math.log1p((self.total - frequency + 0.5) / (frequency + 0.5))
        return tuple(Postings(part.docs, part.scores * np.float32(idf)) for part in parts)

    def _drop_deleted(self, number: int, postings: Postings) -> Postings:
        """Without the records that a newer segment replaces."""
        if self.live[number] is self.segments[number].visible or not len(postings.docs):
            return postings
        keep = bitmaps.unpack_flags(self.live[number]).take(postings.docs)
        return Postings(postings.docs[keep], postings.scores[keep])

    def _match_segment(self, segment: Segment, clause: Clause) -> Postings:
        """Text and labels of one segment; a record that both match scores for both."""
        if clause.minimum_match > 1:
            postings = self._match_several(segment, clause)
        else:
            labels = self._match_labels(segment, clause.alternatives)
            if clause.named:
                rows = self._match_rows(segment, clause.named.rows)
                labels = _best_scores([labels, rows], segment.size)
            parts = [self._match_text(segment, clause.alternatives), labels]
            parts = [part for part in parts if len(part.docs)]
            postings = parts[0] if len(parts) == 1 else merge(parts, segment.size, np.add)
        if not clause.all_words:
            return postings
        parts = [self._match_segment(segment, word) for word in clause.all_words]
        parts.sort(key=lambda part: len(part.docs))
        docs, scores = _intersect_all(parts, segment.size)
        apart = Postings(docs, scores * np.float32(ALL_WORDS_BOOST / len(parts)))
        return merge([postings, apart], segment.size, np.maximum)

    def _match_several(self, segment: Segment, clause: Clause) -> Postings:
        """Records that match at least the minimum, each alternative in the text or in a label."""
        parts = []
        for query in clause.alternatives:
            places = [self._match_text(segment, (query,)), self._match_labels(segment, (query,))]
            parts.append(merge(places, segment.size, np.maximum))
        enough = _count_matches(parts, segment.size) >= clause.minimum_match
        total = merge(parts, segment.size, np.add)
        return Postings(total.docs[enough], total.scores[enough] / np.float32(len(parts)))

    def _match_text(self, segment: Segment, queries: tuple[TermQuery, ...]) -> Postings:
        return _best_scores(segment.text.match_each(queries), segment.size)

    def _match_labels(self, segment: Segment, queries: tuple[TermQuery, ...]) -> Postings:
        """Records with a term of which a label in any language matches.

        A label counts the more the earlier its facet stands in the list's form (what a tool is for
        before who uses it), and the fewer terms of that facet the record has.
        """
        rows = _best_scores(segment.label_text.match_each(queries), segment.label_text.size)
        parts = []
        for row, score in zip(rows.docs.tolist(), rows.scores.tolist(), strict=True):
            docs = bitmaps.positions(segment.rows.matrix[row])
            facet = segment.rows.keys[row].partition("/")[0]
            weight = np.float32(score * self._facet_weights.get(facet, LEAST_FACET))
            shares = SHARE_OF_TERMS.take(segment.rows.row_counts(facet).take(docs))
            parts.append(Postings(docs, shares * weight))
        return _best_scores(parts, segment.size)

    def _match_rows(self, segment: Segment, rows: Sequence[tuple[str, float]]) -> Postings:
        """Records with one of the rows, as if a label of that had matched: the best counts."""
        keys: dict[tuple[str, float], list[str]] = {}
        for key, weight in rows:
            keys.setdefault((key.partition("/")[0], weight), []).append(key)
        parts = []
        for (facet, weight), of_facet in keys.items():
            docs = bitmaps.positions(segment.rows.union(of_facet))
            shares = SHARE_OF_TERMS.take(segment.rows.row_counts(facet).take(docs))
            parts.append(Postings(docs, shares * np.float32(weight * ROW_SCORE)))
        return _best_scores(parts, segment.size)

    def _store(self, clause: Clause, postings: SegmentPostings) -> None:
        if _byte_size(postings) <= CACHE_BYTES // 2:
            self._cache.put(clause, postings)


def contains_docs(postings: Postings, docs: Positions, size: int) -> NDArray[np.bool_]:
    """For each document, ascending, whether it has a posting."""
    if len(docs) * 32 < len(postings.docs):
        index = np.searchsorted(postings.docs, docs)
        index[index == len(postings.docs)] = 0
        same: NDArray[np.bool_] = postings.docs.take(index) == docs
        return same
    flags: NDArray[np.bool_] = scratch_array("flags", size, np.bool_)
    try:
        flags[postings.docs] = True
        return flags.take(docs)
    finally:
        flags[postings.docs] = False


def _byte_size(postings: SegmentPostings) -> int:
    return sum(part.docs.nbytes + part.scores.nbytes for part in postings) + ENTRY_BYTES


def _intersect_all(parts: list[Postings], size: int) -> Postings:
    """The documents in all parts; these are sorted by length."""
    result = parts[0]
    for part in parts[1:]:
        result = intersect(result, part, size)
    return result


def _count_matches(parts: list[Postings], size: int) -> NDArray[np.float32]:
    """For each document of the union, ascending, in how many parts it is."""
    ones = [Postings(part.docs, np.ones(len(part.docs), np.float32)) for part in parts]
    return merge(ones, size, np.add).scores


def _best_scores(parts: list[Postings], size: int) -> Postings:
    """The union, each document with its best score."""
    return parts[0] if len(parts) == 1 else merge(parts, size, np.maximum)
