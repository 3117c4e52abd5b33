"""Changes against saved searches, by the bit maps of the changed records alone.

Each change has two bits, for its record as it was before and after: what left a filter by its
change, or has ended by it, is told to those who followed it. A term's bits are those of the
records that carry it; a search is an AND over facets of the OR within each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from catalogue.fit.checks import FitVerdict
from catalogue.fit.rules import checks_of
from catalogue.fit.situation import Situation
from hub.digests.matching.change_documents import TIER, DocumentVersions, versions, visible_changes
from hub.digests.matching.news_groups import group_of
from hub.digests.matching.saved_search import FederatedSearch, ListSearch, SavedSearchReader
from hub.digests.models import Followed, News
from hub.lists.spec import list_specs, searched_lists
from hub.records.models import Change, SearchState
from hub.search_engine.document import IndexDocument, source_of
from hub.search_engine.facet_pairs import facet_pairs
from hub.search_engine.interpretation import is_idle
from hub.search_engine.matcher import SegmentPostings
from hub.search_engine.meaning_weights import apply_meanings
from hub.search_engine.query_parser import Clause, parse_query
from hub.search_engine.search import TextMatches, match_text
from hub.search_engine.segment import Segment, build_arrays
from hub.search_engine.snapshot import Snapshot
from hub.search_engine.snapshot_cache import get_snapshot
from hub.vocabulary.term_cache import TermCache, term_cache

Bits = int  # bit i is the i-th change; within a kind, bit n + i is its record as it was before


class ChangedRecord:
    """The changed records of one kind. ``places`` are those of its changes among all ``n``."""

    def __init__(
        self, kind: str, places: Sequence[int], documents: Sequence[DocumentVersions], n: int
    ) -> None:
        self.kind, self.n = kind, n
        self.rows: dict[str, Bits] = {}
        self.every = self.ended = 0
        self.documents: list[IndexDocument] = []
        for place, version in zip(places, documents, strict=True):
            self._add(place, version.after)
            if version.before != version.after:
                self._add(n + place, version.before)
        self.texts: dict[tuple[str, bool, bool, bool], Bits] = {}
        self.answers: dict[tuple[str, str], tuple[Bits, Bits]] = {}

    def _add(self, place: int, document: IndexDocument | None) -> None:
        if document is None:
            return
        bit = 1 << place
        self.every |= bit
        if document.ended:
            self.ended |= bit
        for row in document.rows:
            self.rows[row] = self.rows.get(row, 0) | bit
        self.documents.append(replace(document, pk=place + 1))

    def of_list(self, saved: ListSearch) -> Bits:
        """The changes whose record the list of this filter shows, or showed."""
        matches = self.every if saved.include_ended else self.every & ~self.ended
        chosen = dict(saved.chosen)
        pairs = [pair for pair in facet_pairs.values() if {pair.of, pair.facet} <= chosen.keys()]
        for pair in pairs:
            matches &= self._either(pair.rows(chosen[pair.of], chosen[pair.facet]))
        for facet in chosen.keys() - {pair.facet for pair in pairs}:
            matches &= self._either(f"{facet}/{slug}" for slug in chosen[facet])
        if matches and saved.text:
            matches &= self.of_text(
                saved.text,
                correct=not (saved.exact or saved.uncorrected),
                literal=saved.exact,
                texts_only=saved.texts_only,
            )
        return self.folded(matches)

    def _either(self, rows: Iterable[str]) -> Bits:
        either = 0
        for row in rows:
            either |= self.rows.get(row, 0)
        return either

    def of_text(
        self, text: str, *, correct: bool = True, literal: bool = False, texts_only: bool = False
    ) -> Bits:
        """Bits of records that hold the words, taken as the list of all records takes them.

        ``texts_only``: in their names and texts, without the labels of their terms.
        """
        key = (text, correct, literal, texts_only)
        if key not in self.texts:
            self.texts[key] = self._of_text(
                text, correct=correct, literal=literal, texts_only=texts_only
            )
        return self.texts[key]

    def _of_text(self, text: str, *, correct: bool, literal: bool, texts_only: bool) -> Bits:
        every = get_snapshot(self.kind, TIER)
        meant = match_text(every, text, correct=correct, literal=literal)
        if meant.postings is None and not meant.meanings:
            return self.every  # the text only names the kind
        snapshot = self.text_snapshot if texts_only else self.snapshot
        clauses = parse_query(meant.words, every.matcher, literal=not correct)
        hits = self._matches(snapshot, meant, clauses)
        if hits is None:
            return 0
        keys = snapshot.segments[0].pks[hits[0].docs].tolist()
        return sum(1 << (key - 1) for key in keys)

    @staticmethod
    def _matches(
        snapshot: Snapshot, meant: TextMatches, clauses: Sequence[Clause]
    ) -> SegmentPostings | None:
        """The changed records that hold the words, within what phrases beside them mean."""
        matcher = snapshot.matcher
        hits: SegmentPostings | None = None
        if clauses and meant.minimum:
            hits = matcher.match_most(clauses, meant.minimum)[0]
        elif clauses:
            hits = matcher.match_all(clauses)
        if not meant.meanings or (hits is None and meant.words):
            return hits
        return apply_meanings(snapshot, hits, meant.meanings)

    def of_situation(self, situation: Situation, terms: TermCache) -> Bits:
        """The changes to tools that are known to fit, before or after.

        As ``catalogue.fit.scoring_engine.Scoring``, without the weights: other answers change how
        much each counts, and not what it is true of.
        """
        fitting = broken = 0
        for question, slug in situation.pairs():
            key = (question, slug)
            if key not in self.answers:
                self.answers[key] = self._of_answer(question, slug, terms)
            fits, breaks = self.answers[key]
            broken |= breaks
            if question == "task" or not situation.task:  # a task that is named is what counts
                fitting |= fits
        return self.folded(fitting & ~broken)

    def _of_answer(self, question: str, slug: str, terms: TermCache) -> tuple[Bits, Bits]:
        """What fits one answer, and what is known to break it or any rule for all."""
        fits = broken = 0
        for check in checks_of(Situation.of({question: [slug]}), terms):
            left = self.every & ~self.ended
            for case in check.cases:
                taken = left if case.rows is None else left & self._either(case.rows)
                left &= ~taken
                if case.level.verdict is FitVerdict.FITS and check.question:
                    fits |= taken
                if case.level.breaks:
                    broken |= taken
        return fits, broken

    def folded(self, matches: Bits) -> Bits:
        """Bits of the changes, whichever of the two versions matches."""
        return (matches | matches >> self.n) & ((1 << self.n) - 1)

    @cached_property
    def snapshot(self) -> Snapshot:
        """The index of these records alone; each stands under its place and one."""
        source = source_of(self.kind)
        labels = {row: list(texts) for row, texts in source.labels().items() if row in self.rows}
        return Snapshot(0, source.facets, Segment(build_arrays(self.documents, labels)))

    @cached_property
    def text_snapshot(self) -> Snapshot:
        """The same without the labels of terms."""
        return Snapshot(0, source_of(self.kind).facets, Segment(build_arrays(self.documents, {})))


class Matching:
    """All changes of a time, ready to be asked for what a search would tell of them."""

    def __init__(self, changes: Iterable[Change]) -> None:
        self.changes = visible_changes(changes)
        self.place = {change.pk: i for i, change in enumerate(self.changes)}
        self.kinds: dict[str, ChangedRecord] = {}
        self.groups: dict[str, Bits] = {}
        self.reader = SavedSearchReader()
        self._matches: dict[tuple[str, str], Bits] = {}
        self._known: dict[str, bool] = {}
        for kind in dict.fromkeys(change.kind for change in self.changes):
            places = [i for i, change in enumerate(self.changes) if change.kind == kind]
            documents = versions(kind, [self.changes[i] for i in places])
            self.kinds[kind] = ChangedRecord(kind, places, documents, len(self.changes))
        for i, change in enumerate(self.changes):
            group = group_of(change.kind, change.what)
            self.groups[group] = self.groups.get(group, 0) | 1 << i

    def of(self, followed: str, query: str) -> Bits:
        """The changes that a subscription's filter lets through, whatever its kinds of news."""
        key = (followed, query)
        if key not in self._matches:
            self._matches[key] = self._of(followed, query)
        return self._matches[key]

    @property
    def cached_searches(self) -> int:
        """For how many searches the answer is kept."""
        return len(self._matches)

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
            return self._everything(self.reader.of_everything(query))
        kind = "tool" if followed == Followed.SITUATION else followed
        if kind not in self.kinds:
            return 0
        if followed == Followed.SITUATION:
            return self.kinds[kind].of_situation(self.reader.of_situation(query), term_cache())
        return self.kinds[kind].of_list(self.reader.of_list(list_specs[kind], query))

    def _everything(self, saved: FederatedSearch) -> Bits:
        """As the page of one box: words are corrected only where no kind knows them."""
        every = ListSearch(
            saved.text,
            include_ended=True,
            exact=saved.exact,
            uncorrected=not saved.exact and bool(saved.text) and self._is_known(saved.text),
            texts_only=saved.texts_only,
        )
        bits, idle = 0, self._idle_kinds(saved)
        for kind in saved.kinds:
            if kind in self.kinds and kind not in idle:
                bits |= self.kinds[kind].of_list(every)
        return bits

    def _idle_kinds(self, saved: FederatedSearch) -> set[str]:
        """The kinds that the page leaves out, since the text only denies and does so of others."""
        if saved.exact or not saved.text:
            return set()
        kinds = [spec.kind for spec in searched_lists()]
        texts = {kind: match_text(get_snapshot(kind, TIER), saved.text) for kind in kinds}
        idle = {kind for kind, meant in texts.items() if is_idle(meant.words, meant.meanings)}
        return idle if len(idle) < len(kinds) else set()

    def _is_known(self, text: str) -> bool:
        """Whether any kind of record has all these words, as they are typed."""
        if text not in self._known:
            hits_of_kinds = (
                match_text(get_snapshot(spec.kind, TIER), text, correct=False, relax=False).postings
                for spec in searched_lists()
            )
            self._known[text] = any(
                hits is None or any(len(part.docs) for part in hits) for hits in hits_of_kinds
            )
        return self._known[text]


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


NEWS_ORDER = (
    News.SAFETY,
    News.ENDED,
    News.EVENTS,
    News.NEW,
    News.RECOMMENDATIONS,
    News.FOLLOW_UPS,
    News.CHANGED,
)


def ordered_places(matching: Matching) -> list[int]:
    """The places of all changes as mails have them: by kind of news, the newest first."""
    kinds = {
        place: number
        for number, group in enumerate(NEWS_ORDER)
        for place in places_of(matching.groups.get(group, 0))
    }
    return sorted(range(len(matching.changes)), key=lambda place: (kinds[place], -place))
