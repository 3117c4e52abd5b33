"""From a query to its result: one page of records and the counts of every facet.

`search` is the whole way: `match_text` finds the records whose text matches (parser, matcher,
spelling correction), `FacetedMatches` narrows them by the choices of facets and counts, and
`ranker.rank_page` orders them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain

import numpy as np

from hub.records.seq_cache import DerivedValues
from hub.search_engine import bitmaps
from hub.search_engine.analyser import fold, tokenize
from hub.search_engine.bitmaps import BitArray, Positions
from hub.search_engine.cues import is_cue
from hub.search_engine.facet_pairs import facet_pairs
from hub.search_engine.filler import strip_fillers
from hub.search_engine.interpretation import Interpretation, Meaning, interpret
from hub.search_engine.inverted_index import NO_POSTINGS, Postings
from hub.search_engine.local_records import demote_elsewhere
from hub.search_engine.matcher import Matcher, SegmentPostings
from hub.search_engine.meaning_weights import apply_meanings
from hub.search_engine.named_rows import NamedRows
from hub.search_engine.proximity import boost_near_words, is_in_a_title
from hub.search_engine.query import PER_PAGE, SORTS, Query, page_count
from hub.search_engine.query_parser import Clause, names_only_the_kind, parse_query
from hub.search_engine.ranker import rank_page
from hub.search_engine.snapshot import Snapshot
from hub.search_engine.spelling_correction import SpellingCorrector
from hub.search_engine.united_nations import expand_united_nations

FacetCounts = dict[str, dict[str, int]]  # by facet and slug
MAX_NAME_WORDS = 12
MOST_COUNTS = 64  # queries whose counts are kept with a snapshot, some 40 kB each


@dataclass(frozen=True)
class SearchResult:
    """One page. ``facets``: how many records each choice has beside the other facets' choices."""

    total: int
    page: int
    pages: int
    ids: tuple[int, ...]
    scores: tuple[float, ...]
    facets: FacetCounts
    ended_left_out: int
    corrected: str | None  # the text searched instead of the query's, which matches nothing
    did_you_mean: str | None  # another spelling, while the query's text is searched
    words: str  # the text that was searched, without phrases that were understood as limits
    meanings: tuple[Meaning, ...]  # what phrases of the text were understood as
    unnamed: tuple[str, ...]  # denied phrases that name no term, and were not searched for
    named: tuple[NamedRows, ...]  # what names in the text were taken to stand for
    partial: bool  # no record has all words: these have most of them
    missing: tuple[str, ...]  # those words that none of these records has
    rest: str  # the others
    without: tuple[tuple[str, ...], ...]  # for each id the words of the rest that it has not


@dataclass(frozen=True)
class TextMatches:
    """What the text of a query matches; ``postings`` is None for a query without text.

    ``minimum``: how many clauses each record matches where none matches all, else 0. ``missing``:
    the words of clauses that none of these records matches; ``rest``: the other clauses.
    ``unnamed``: denied phrases that nothing was searched for.
    """

    postings: SegmentPostings | None
    words: str
    corrected: str | None = None
    did_you_mean: str | None = None
    minimum: int = 0
    missing: tuple[str, ...] = ()
    rest: tuple[Clause, ...] = ()
    meanings: tuple[Meaning, ...] = ()
    unnamed: tuple[str, ...] = ()
    named: tuple[NamedRows, ...] = ()


class FacetedMatches:
    """The records that match, by segment, and those that would without the choices of one facet."""

    def __init__(self, snapshot: Snapshot, query: Query, matches: SegmentPostings | None) -> None:
        self.snapshot, self.query = snapshot, query
        self.text_matches = list(snapshot.live)
        if matches is not None:
            self.text_matches = [
                bitmaps.pack_positions(part.docs, segment.size)
                for part, segment in zip(matches, snapshot.segments, strict=True)
            ]
        self.facet_matches = {
            facet: self._either(f"{facet}/{slug}" for slug in slugs)
            for facet, slugs in query.chosen
        }
        in_force = [pair for pair in facet_pairs.values() if pair.of in self.facet_matches]
        self.pairs = {
            facet: [pair for pair in in_force if pair.facet == facet]
            for facet in {pair.facet for pair in in_force}
        }

    def _either(self, rows: Iterable[str]) -> list[BitArray]:
        """By segment the records that have any of these rows."""
        names = list(rows)
        return [segment.rows.union(names) for segment in self.snapshot.segments]

    def _matches_of(
        self, facet: str, slugs: Iterable[str], ignored_facet: str | None = None
    ) -> list[BitArray]:
        """The records with any of these choices, as what is chosen in paired facets has it."""
        slugs = list(slugs)
        matches = [
            self._either(pair.rows(self.query.slugs(pair.of), slugs))
            for pair in self.pairs.get(facet, ())
            if pair.of != ignored_facet
        ] or [self._either(f"{facet}/{slug}" for slug in slugs)]
        return [np.bitwise_and.reduce(parts) for parts in zip(*matches, strict=True)]

    def select(
        self, *, ignored_facet: str | None = None, ended: bool | None = None
    ) -> list[BitArray]:
        """The bits of each segment's records that match, whatever is chosen in ``ignored_facet``.

        ``ended`` True or False selects only such; None does as the query says.
        """
        matches = self.facet_matches | {
            facet: self._matches_of(facet, self.query.slugs(facet), ignored_facet)
            for facet in self.pairs.keys() & self.facet_matches.keys()
        }
        selected = []
        for number, bits in enumerate(self.text_matches):
            for facet, facet_bits in matches.items():
                if facet != ignored_facet:
                    bits = bits & facet_bits[number]
            ended_bits = self.snapshot.segments[number].ended
            if ended:
                bits = bits & ended_bits
            elif ended is False or not self.query.include_ended:
                bits = bits & ~ended_bits
            selected.append(bits)
        return selected

    def count_facets(self, selected: list[BitArray]) -> FacetCounts:
        """Disjunctive counts: a facet's own choices do not narrow its own counts."""
        counts: FacetCounts = {facet: {} for facet in self.snapshot.facets}
        for facet in self.facet_matches.keys() & counts.keys():
            self._add_counts([facet], self.select(ignored_facet=facet), counts)
        self._add_counts([f for f in counts if f not in self.facet_matches], selected, counts)
        for facet in self.pairs.keys() & counts.keys():
            counts[facet] = self._paired_counts(facet, counts[facet])
        return counts

    def _paired_counts(self, facet: str, slugs: Iterable[str]) -> dict[str, int]:
        """How many records each choice has for what is chosen in paired facets."""
        selected = self.select(ignored_facet=facet)
        counts = {}
        for slug in slugs:
            matches = self._matches_of(facet, [slug])
            counts[slug] = _count([bits & own for bits, own in zip(selected, matches, strict=True)])
        return counts

    def _add_counts(
        self, facets: Sequence[str], selected: list[BitArray], counts: FacetCounts
    ) -> None:
        for segment, bits in zip(self.snapshot.segments, selected, strict=True):
            row_counts = segment.rows.counts(bits, facets).tolist()
            for facet in facets:
                rows, slugs = segment.rows.facet_rows.get(facet, (slice(0), ()))
                by_slug = counts[facet]
                if by_slug:
                    for slug, count in zip(slugs, row_counts[rows], strict=True):
                        by_slug[slug] = by_slug.get(slug, 0) + count
                else:
                    counts[facet] = dict(zip(slugs, row_counts[rows], strict=True))


def search(
    snapshot: Snapshot,
    query: Query,
    *,
    correct: bool = True,
    literal: bool = False,
    facets: bool = True,
) -> SearchResult:
    """One page of what matches. ``correct=False`` searches the exact text, without correction;
    ``literal`` searches phrases with a meaning as the words that they are; without ``facets`` none
    is counted.
    """
    text = match_text(snapshot, query.text, correct=correct, literal=literal)
    faceted = FacetedMatches(snapshot, query, text.postings)
    selected = faceted.select()
    total = _count(selected)
    start = min((query.page - 1) * PER_PAGE, total)
    ids, scores = rank_page(snapshot, selected, text.postings, query.sort, start, start + PER_PAGE)
    return SearchResult(
        total=total,
        page=query.page,
        pages=page_count(total, PER_PAGE),
        ids=ids,
        scores=scores,
        facets=_kept_counts(faceted, selected, correct, literal) if facets else {},
        ended_left_out=0 if query.include_ended else _count(faceted.select(ended=True)),
        corrected=text.corrected,
        did_you_mean=text.did_you_mean,
        words=text.words,
        meanings=text.meanings,
        unnamed=text.unnamed,
        named=text.named,
        partial=text.minimum > 0,
        missing=text.missing,
        rest=" ".join(map(_words_of, text.rest)),
        without=tuple(_missing_in(snapshot, text, pk) for pk in ids),
    )


def _kept_counts(faceted: FacetedMatches, selected: list[BitArray], *how: bool) -> FacetCounts:
    """Counts are kept with the snapshot: the next page and another order have the same. ``how``:
    what else of the search makes them others.
    """
    kept = faceted.snapshot.derived.get("facet counts", partial(DerivedValues, MOST_COUNTS))
    key = replace(faceted.query, page=1, sort=SORTS[0]), *how
    return kept.get(key, partial(faceted.count_facets, selected))


def match_bits(snapshot: Snapshot, query: Query) -> BitArray:
    """The bits of every record that matches, over all positions of the snapshot."""
    text = match_text(snapshot, query.text)
    return np.concatenate(FacetedMatches(snapshot, query, text.postings).select())


def match_ids(
    snapshot: Snapshot, query: Query, *, correct: bool = True, literal: bool = False
) -> list[int]:
    """The primary keys of every record that matches, in the order of the query's sort.

    ``correct`` and ``literal``: as of ``search``.
    """
    text = match_text(snapshot, query.text, correct=correct, literal=literal)
    selected = FacetedMatches(snapshot, query, text.postings).select()
    return list(rank_page(snapshot, selected, text.postings, query.sort, 0, snapshot.total)[0])


def suggest_relaxations(snapshot: Snapshot, query: Query) -> list[tuple[str, str, int]]:
    """What to drop when nothing matches, as (facet or "q", slug, total then), the most first.

    Slugs of one facet widen each other, so several of them are dropped together: slug "" says so.
    """
    text = match_text(snapshot, query.text)
    faceted = FacetedMatches(snapshot, query, text.postings)
    relaxations = [
        (
            facet,
            slugs[0] if len(slugs) == 1 else "",
            _count(faceted.select(ignored_facet=facet)),
        )
        for facet, slugs in query.chosen
    ]
    if query.text:
        relaxations.append(("q", "", _count(FacetedMatches(snapshot, query, None).select())))
    return sorted((each for each in relaxations if each[2]), key=lambda each: -each[2])


def match_text(
    snapshot: Snapshot,
    text: str,
    *,
    correct: bool = True,
    relax: bool = True,
    literal: bool = False,
) -> TextMatches:
    """The words as `_match_words` finds them, within what phrases of the text mean."""
    if not text:
        return TextMatches(None, "")
    interpretation = Interpretation(text)
    if not literal:
        meant = _without_fillers(snapshot, interpret(text, snapshot))
        if meant != interpretation and not _is_name(snapshot, text):
            interpretation = meant
    found = _match_interpretation(
        snapshot, interpretation, correct=correct, relax=relax, literal=literal
    )
    words, meanings = found.words, interpretation.meanings
    matches = found.postings
    if matches is not None:
        matches = boost_near_words(snapshot, words, matches)
    if meanings:
        matches = apply_meanings(snapshot, matches, meanings)
    if matches is not None and any(meaning.in_danger for meaning in meanings):
        matches = demote_elsewhere(snapshot, matches, text)
    if matches is not None and interpretation.words:
        matches = _boost_exact_names(snapshot, interpretation.words, matches)
    found = replace(found, postings=matches, meanings=meanings)
    return _with_phrases(found, interpretation.phrases) if interpretation.phrases else found


def _without_fillers(snapshot: Snapshot, interpretation: Interpretation) -> Interpretation:
    """Its words without what people put around them; none where only the kind is named.

    Words that are nothing but fillers are searched, unless a phrase beside them has a meaning.
    """
    matcher = snapshot.matcher
    words = expand_united_nations(interpretation.words, matcher)
    stripped = strip_fillers(words, matcher.kind_words)
    if not stripped and not interpretation.phrases and strip_fillers(words) in ("", words):
        stripped = words
    if names_only_the_kind(stripped, matcher):
        stripped = ""
    is_same = stripped == interpretation.words
    return interpretation if is_same else replace(interpretation, words=stripped)


def _match_interpretation(
    snapshot: Snapshot,
    interpretation: Interpretation,
    *,
    correct: bool,
    relax: bool,
    literal: bool,
) -> TextMatches:
    """The words, and the denied phrases that name nothing as they stand ("without papers").

    Where no record says them so, they are left out and told: their words alone would mean the
    opposite.
    """
    words, unnamed = interpretation.words, interpretation.unnamed
    if unnamed:
        quoted = " ".join((words, *(f'"{phrase}"' for phrase in unnamed))).strip()
        found = _match_words(snapshot, quoted, correct=correct, relax=False, literal=literal)
        if found.postings and has_matches(found.postings):
            return found
        if not words and not interpretation.meanings:
            return replace(found, unnamed=unnamed)
    if not words:
        return TextMatches(None, "", unnamed=unnamed)
    found = _match_words(snapshot, words, correct=correct, relax=relax, literal=literal)
    return replace(found, unnamed=unnamed)


def _with_phrases(found: TextMatches, phrases: str) -> TextMatches:
    """Other spellings as whole texts: with the phrases that were taken out of the words."""
    corrected, meant = found.corrected, found.did_you_mean
    return replace(
        found,
        corrected=corrected and f"{corrected} {phrases}",
        did_you_mean=meant and f"{meant} {phrases}",
    )


def _match_words(
    snapshot: Snapshot,
    text: str,
    *,
    correct: bool = True,
    relax: bool = True,
    literal: bool = False,
) -> TextMatches:
    """All words; else all words with their spelling corrected; else, to ``relax``, most of them."""
    matcher = snapshot.matcher
    clauses = parse_query(text, matcher, literal=literal)
    if not clauses:
        return TextMatches((NO_POSTINGS,) * len(snapshot.segments), text)
    matches = matcher.match_all(clauses)
    corrector = SpellingCorrector(matcher, text, clauses)
    correction = corrector.correct() if correct else None
    if has_matches(matches):
        named = _named_in(snapshot, clauses)
        is_known = correction is not None and corrector.known_part(correction) == correction
        meant = correction if is_known else None
        return TextMatches(matches, text, did_you_mean=meant, named=named)
    readings = [(text, clauses)]
    others = (correction, corrector.correct(strict=True)) if correct else ()
    for other in filter(None, dict.fromkeys(others)):
        clauses = parse_query(other, matcher, literal=literal)
        corrected = matcher.match_all(clauses)
        if has_matches(corrected):
            named = _named_in(snapshot, clauses)
            return TextMatches(corrected, other, corrected=other, named=named)
        readings.append((other, clauses))
    if not relax:
        return TextMatches(matches, text)
    best = max((_match_most(matcher, text, *reading) for reading in readings), key=_minimum_of)
    corrected_part = corrector.known_part(best.corrected or "") or None
    return replace(best, corrected=corrected_part, named=_named_in(snapshot, best.rest))


def _named_in(snapshot: Snapshot, clauses: Sequence[Clause]) -> tuple[NamedRows, ...]:
    """What the names among the clauses stand for, where records have it."""
    named = dict.fromkeys(clause.named for clause in clauses if clause.named)
    return tuple(each for each in named if any(snapshot.has_row(row) for row, _weight in each.rows))


def _find_namesakes(snapshot: Snapshot, text: str) -> list[Positions]:
    """The records of each segment whose name or acronym is the whole text."""
    tokens = [fold(word) for word in tokenize(text)]
    if not all(tokens) or not 0 < len(tokens) <= MAX_NAME_WORDS:
        return []
    return [segment.text.match_exact_name(tokens) for segment in snapshot.segments]


def name_rank(snapshot: Snapshot, text: str) -> int:
    """2 where a record is called just like the text, 1 where a title has all its words, else 0."""
    if _is_name(snapshot, text):
        return 2
    return int(is_in_a_title(snapshot, text))


def _is_name(snapshot: Snapshot, text: str) -> bool:
    return any(map(len, _find_namesakes(snapshot, text)))


def _boost_exact_names(snapshot: Snapshot, text: str, matches: SegmentPostings) -> SegmentPostings:
    """First the records whose name or acronym is the whole text, then those that mention it."""
    namesakes = _find_namesakes(snapshot, text)
    if not any(map(len, namesakes)) or not has_matches(matches):
        return matches
    boost = max(part.scores.max() for part in matches if len(part.docs))
    boosted = []
    for part, docs in zip(matches, namesakes, strict=True):
        scores = part.scores.copy()
        scores[np.isin(part.docs, docs, assume_unique=True)] += boost
        boosted.append(Postings(part.docs, scores))
    return tuple(boosted)


def _match_most(
    matcher: Matcher, typed: str, text: str, clauses: tuple[Clause, ...]
) -> TextMatches:
    """Records with most of the words; none where some words are quoted."""
    if len(clauses) < 2 or any(clause.quoted for clause in clauses):
        return TextMatches((NO_POSTINGS,) * len(matcher.segments), text)
    matches, minimum, occur = matcher.match_most(clauses)
    pairs = list(zip(clauses, occur, strict=True))
    words = [clause.words for clause, occurs in pairs if occurs]
    if not has_matches(matches) or all(map(is_cue, chain.from_iterable(words))):
        return TextMatches((NO_POSTINGS,) * len(matcher.segments), text)  # "not" says nothing alone
    return TextMatches(
        matches,
        text,
        corrected=text if text != typed else None,
        minimum=minimum,
        missing=tuple(_words_of(clause) for clause, occurs in pairs if not occurs),
        rest=tuple(clause for clause, occurs in pairs if occurs),
    )


def _words_of(clause: Clause) -> str:
    return " ".join(clause.words)


def _missing_in(snapshot: Snapshot, text: TextMatches, pk: int) -> tuple[str, ...]:
    """The words of the clauses that other records match, and this one does not."""
    location = snapshot.locate(pk) if text.rest else None
    if location is None:
        return ()
    number, position = location
    docs = {clause: snapshot.matcher.match_unfinished(clause)[number].docs for clause in text.rest}
    places = {clause: int(np.searchsorted(each, position)) for clause, each in docs.items()}
    return tuple(
        _words_of(clause)
        for clause, place in places.items()
        if place == len(docs[clause]) or int(docs[clause][place]) != position
    )


def _minimum_of(matches: TextMatches) -> int:
    return matches.minimum


def has_matches(matches: SegmentPostings) -> bool:
    return any(len(part.docs) for part in matches)


def _count(selected: list[BitArray]) -> int:
    return sum(map(bitmaps.popcount, selected))
