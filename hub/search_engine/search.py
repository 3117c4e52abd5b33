"""From a query to one page of records and the counts of every facet."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hub.search_engine import analyser, bitmaps, ranker, spelling_correction, synonyms
from hub.search_engine.analyser import IS_UNSPACED, WORD, stems, surface
from hub.search_engine.bitmaps import Words
from hub.search_engine.inverted_index import NONE, Postings
from hub.search_engine.query import PER_PAGE, Query
from hub.search_engine.query_parser import Clause, parse_query
from hub.search_engine.snapshot import Snapshot

Counts = dict[str, dict[str, int]]
LONGEST_NAME = 12  # words


@dataclass(frozen=True)
class SearchResult:
    """One page. ``facets`` tells how many each choice has beside the other facets' choices."""

    total: int
    page: int
    pages: int
    ids: tuple[int, ...]
    scores: tuple[float, ...]
    facets: Counts
    ended_left_out: int
    corrected: str | None  # the text shown instead of what was typed, of which nothing was found
    did_you_mean: str | None  # another spelling, while what was typed is shown
    partial: bool  # no record has all words: these have all but one
    words: str  # the text really searched


@dataclass(frozen=True)
class TextMatches:
    """What the words of a query come to; ``hits`` is None where there are none to look for."""

    hits: tuple[Postings, ...] | None
    words: str
    corrected: str | None = None
    did_you_mean: str | None = None
    partial: bool = False


class Selection:
    """The records that match, by segment, and what they would be with one facet left out."""

    def __init__(self, snapshot: Snapshot, query: Query, hits: tuple[Postings, ...] | None) -> None:
        self.snapshot, self.query = snapshot, query
        self.found = list(snapshot.alive)
        if hits is not None:
            self.found = [
                bitmaps.of_positions(part.docs, segment.size)
                for part, segment in zip(hits, snapshot.segments, strict=True)
            ]
        self.either = {
            facet: [
                segment.rows.either([f"{facet}/{slug}" for slug in slugs])
                for segment in snapshot.segments
            ]
            for facet, slugs in query.chosen
        }

    def all_but(self, facet: str | None = None, *, ended: bool | None = None) -> list[Words]:
        """Records that satisfy everything, except what is chosen in one facet.

        ``ended`` True or False keeps only such; None does as the query says.
        """
        selected = []
        for number, words in enumerate(self.found):
            for name, either in self.either.items():
                if name != facet:
                    words = words & either[number]
            over = self.snapshot.segments[number].ended
            if ended:
                words = words & over
            elif ended is False or not self.query.include_ended:
                words = words & ~over
            selected.append(words)
        return selected

    def facets(self, selected: list[Words]) -> Counts:
        """Disjunctive counts: a facet's own choices do not narrow its own counts."""
        counts: Counts = {facet: {} for facet in self.snapshot.facets}
        for facet in self.either.keys() & counts.keys():
            self._count([facet], self.all_but(facet), counts)
        self._count([f for f in counts if f not in self.either], selected, counts)
        return counts

    def _count(self, facets: Sequence[str], selected: list[Words], counts: Counts) -> None:
        for segment, words in zip(self.snapshot.segments, selected, strict=True):
            numbers = segment.rows.counts(words, facets).tolist()
            for facet in facets:
                rows, slugs = segment.rows.slices.get(facet, (slice(0), ()))
                part = numbers[rows]
                into = counts[facet]
                if into:
                    for slug, number in zip(slugs, part, strict=True):
                        into[slug] = into.get(slug, 0) + number
                else:
                    counts[facet] = dict(zip(slugs, part, strict=True))


def search(snapshot: Snapshot, query: Query, *, correct: bool = True) -> SearchResult:
    """One page of what matches. ``correct=False`` searches exactly what was typed."""
    text = find_text(snapshot, query.text, correct=correct)
    selection = Selection(snapshot, query, text.hits)
    selected = selection.all_but()
    total = _size(selected)
    start = min((query.page - 1) * PER_PAGE, total)
    ids, scores = ranker.page(snapshot, selected, text.hits, query.sort, start, start + PER_PAGE)
    return SearchResult(
        total=total,
        page=query.page,
        pages=max(1, -(-total // PER_PAGE)),
        ids=ids,
        scores=scores,
        facets=selection.facets(selected),
        ended_left_out=0 if query.include_ended else _size(selection.all_but(ended=True)),
        corrected=text.corrected,
        did_you_mean=text.did_you_mean,
        partial=text.partial,
        words=text.words,
    )


def matching(snapshot: Snapshot, query: Query) -> Words:
    """The bits of every record that matches, over all positions of the snapshot."""
    text = find_text(snapshot, query.text)
    return np.concatenate(Selection(snapshot, query, text.hits).all_but())


def ids(snapshot: Snapshot, query: Query) -> list[int]:
    """The keys of every record that matches, in the order of the query's sort."""
    text = find_text(snapshot, query.text)
    selected = Selection(snapshot, query, text.hits).all_but()
    return list(ranker.page(snapshot, selected, text.hits, query.sort, 0, snapshot.total)[0])


def relaxations(snapshot: Snapshot, query: Query) -> list[tuple[str, str, int]]:
    """What to drop when nothing matches, as (facet or "q", slug, how many then), the most first.

    Slugs of one facet widen each other, so several of them are dropped together: slug "" says so.
    """
    selection = Selection(snapshot, query, find_text(snapshot, query.text).hits)
    offers = [
        (facet, slugs[0] if len(slugs) == 1 else "", _size(selection.all_but(facet)))
        for facet, slugs in query.chosen
    ]
    if query.text:
        offers.append(("q", "", _size(Selection(snapshot, query, None).all_but())))
    return sorted((offer for offer in offers if offer[2]), key=lambda offer: -offer[2])


def find_text(snapshot: Snapshot, text: str, *, correct: bool = True) -> TextMatches:
    """All words; else all words with their spelling corrected; else all words but one."""
    if not text:
        return TextMatches(None, "")
    matcher = snapshot.matcher
    clauses = parse_query(text, matcher.knows)
    if not clauses:
        return TextMatches((NONE,) * len(snapshot.segments), text)
    hits = matcher.all_of(clauses)
    better = _respelt(snapshot, text, clauses) if correct else None
    if _any(hits):
        return TextMatches(_called_so_first(snapshot, text, hits), text, did_you_mean=better)
    for other in dict.fromkeys((better, _respelt(snapshot, text, clauses, strict=True))):
        corrected = matcher.all_of(parse_query(other, matcher.knows)) if correct and other else ()
        if other and _any(corrected):
            return TextMatches(corrected, other, corrected=other)
    return _partly(snapshot, text, clauses, hits, better)


def _called_so_first(
    snapshot: Snapshot, text: str, hits: tuple[Postings, ...]
) -> tuple[Postings, ...]:
    """Whoever types a whole name or an acronym wants its bearer, not those who speak of it."""
    tokens = [surface(word) for word in analyser.words(text)]
    if not all(tokens) or not 0 < len(tokens) <= LONGEST_NAME:
        return hits
    bearers = [segment.text.called(tokens) for segment in snapshot.segments]
    if not any(map(len, bearers)):
        return hits
    lift = max(part.scores.max() for part in hits if len(part.docs))
    lifted = []
    for part, called in zip(hits, bearers, strict=True):
        found = np.flatnonzero(np.isin(part.docs, called, assume_unique=True))
        scores = part.scores.copy()
        scores[found] += lift
        lifted.append(Postings(part.docs, scores))
    return tuple(lifted)


def _partly(
    snapshot: Snapshot,
    text: str,
    clauses: tuple[Clause, ...],
    none: tuple[Postings, ...],
    better: str | None,
) -> TextMatches:
    if len(clauses) < 3 or any(clause.quoted for clause in clauses):
        return TextMatches(none, text)
    most = snapshot.matcher.most_of(clauses)
    return TextMatches(most, text, did_you_mean=better if _any(most) else None, partial=_any(most))


def _respelt(
    snapshot: Snapshot, text: str, clauses: tuple[Clause, ...], *, strict: bool = False
) -> str | None:
    """The text with each unknown word replaced by its nearest known one; None if none is.

    With ``strict`` a word is also unknown whose stem alone is known: "trafficing" is no traffic.
    """
    unknown = {
        surface(word)
        for each in clauses
        if strict or _unknown(snapshot, each)
        for word in each.typed
    }
    indexes = [i for segment in snapshot.segments for i in (segment.text, segment.label_text)]

    def better(word: str) -> str:
        folded = surface(word)
        if folded not in unknown or IS_UNSPACED.match(word):
            return word
        if any(map(snapshot.matcher.knows, (folded, *(() if strict else stems(word))))):
            return word
        found = spelling_correction.suggest(indexes, folded) or word
        return word if folded.startswith(found) else found

    changed = WORD.sub(lambda found: better(found.group()), text) if unknown else text
    return changed if changed != text else None


def _unknown(snapshot: Snapshot, clause: Clause) -> bool:
    """Whether nothing holds what was typed, other than as the beginning of a longer word."""
    matcher = snapshot.matcher
    if not _any(matcher.one(clause)):
        return True
    whole = [token for way in clause.ways if not way.prefix for token in way.tokens]
    return not synonyms.of(clause.typed) and not any(map(matcher.knows, whole))


def _any(hits: tuple[Postings, ...]) -> bool:
    return any(len(part.docs) for part in hits)


def _size(selected: list[Words]) -> int:
    return sum(map(bitmaps.popcount, selected))
