"""By which word of its text or its terms a change matched the words of a search."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from hub.digests.matching.change_documents import TIER, documents_of_now, versions
from hub.digests.matching.saved_search import is_texts_only, parameters, search_text
from hub.lists.spec import list_specs
from hub.records.models import Change, SearchState
from hub.records.seq_cache import SeqCache
from hub.search_engine.document import IndexDocument
from hub.search_engine.highlighter import Highlighter
from hub.search_engine.search import match_text
from hub.search_engine.snapshot_cache import get_snapshot

MAX_CACHED = 20_000


class WordSearch(NamedTuple):
    """The words of a filter, and how they are taken (see ``ListSearch``)."""

    text: str
    exact: bool
    texts_only: bool


@dataclass(frozen=True, slots=True)
class MatchedWord:
    """``field``: title, name, summary, description, or label (of a term); ``word`` as it stands
    there."""

    field: str
    word: str


RecordKey = tuple[str, int]  # kind and key
Rows = frozenset[str]


@dataclass
class _KnownMatches:
    """What is known of records and changes; made anew when a fact has changed.

    ``documents``: of each record as it is now. ``former_rows``: of a change that matches by nothing
    of now those of its record after it and before it.
    """

    records: dict[int, RecordKey] = field(default_factory=dict)
    documents: dict[RecordKey, IndexDocument] = field(default_factory=dict)
    former_rows: dict[int, tuple[Rows, ...]] = field(default_factory=dict)
    highlighters: dict[tuple[str, str, bool], Highlighter] = field(default_factory=dict)
    matches: dict[tuple[RecordKey, WordSearch], MatchedWord | None] = field(default_factory=dict)


_cache: SeqCache[_KnownMatches] = SeqCache(SearchState.version_of_database, max_size=1)


@lru_cache(maxsize=4096)
def word_search(query: str) -> WordSearch | None:
    """The words that the query string of a subscription searches for; None where it has none."""
    values = parameters(query)
    text = search_text(values)
    return WordSearch(text, values.get("exact") == ["1"], is_texts_only(values)) if text else None


def matched_words(
    searches: Mapping[int, Sequence[WordSearch]], ahead: Callable[[], Iterable[int]] = tuple
) -> dict[int, list[MatchedWord]]:
    """By the key of a change the words by which it matched each of these searches.

    Nothing where the words match by none that stands there as such, as when one of several is
    missing or the record's context has changed since. ``ahead``: keys of changes that will be asked
    about next; they are read in the same queries. Call it within ``SearchState.held``.
    """
    if not searches:
        return {}
    known = _known_matches()
    if not searches.keys() <= known.records.keys():
        _read_documents(known, searches.keys() | ahead())
    _read_former_rows(known, [key for key in searches if _needs_rows(known, key, searches[key])])
    return {
        key: [match for search in every if (match := _match(known, key, search)) is not None]
        for key, every in searches.items()
    }


def _known_matches() -> _KnownMatches:
    known = _cache.get("known", _KnownMatches)
    if len(known.matches) + len(known.records) > MAX_CACHED:
        _cache.clear()
        known = _cache.get("known", _KnownMatches)
    return known


def _read_documents(known: _KnownMatches, changes: Collection[int]) -> None:
    missing = [key for key in changes if key not in known.records]
    rows = Change.objects.filter(pk__in=missing).values_list("pk", "kind", "record_id")
    records = {pk: (kind, record_id) for pk, kind, record_id in rows}
    unread = set(records.values()) - known.documents.keys()
    for kind in {kind for kind, _key in unread if kind in list_specs}:
        documents = documents_of_now(kind, [key for of_kind, key in unread if of_kind == kind])
        known.documents.update(((kind, key), document) for key, document in documents.items())
    known.records.update(records)


def _read_former_rows(known: _KnownMatches, keys: Collection[int]) -> None:
    by_kind: dict[str, list[Change]] = {}
    for change in Change.objects.filter(pk__in=keys) if keys else ():
        by_kind.setdefault(change.kind, []).append(change)
    for kind, changes in by_kind.items():
        for change, version in zip(changes, versions(kind, changes), strict=True):
            documents = filter(None, (version.after, version.before))
            known.former_rows[change.pk] = tuple(document.rows for document in documents)


def _needs_rows(known: _KnownMatches, key: int, searches: Iterable[WordSearch]) -> bool:
    """Whether a term that the record has no longer may be what matched."""
    if key in known.former_rows or known.records.get(key) not in known.documents:
        return False
    kind = known.records[key][0]
    return any(
        _match_of_now(known, key, search) is None
        and not search.texts_only
        and _highlighter(known, kind, search).row_labels
        for search in searches
    )


def _match(known: _KnownMatches, key: int, search: WordSearch) -> MatchedWord | None:
    match = _match_of_now(known, key, search)
    if match is not None or search.texts_only or key not in known.former_rows:
        return match
    highlighter = _highlighter(known, known.records[key][0], search)
    labels = (_matching_label(highlighter, rows) for rows in known.former_rows[key])
    return next(filter(None, labels), None)


def _match_of_now(known: _KnownMatches, key: int, search: WordSearch) -> MatchedWord | None:
    """By the words and terms that the record has now, whatever the change."""
    record = known.records.get(key)
    document = known.documents.get(record) if record else None
    if record is None or document is None:
        return None
    if (record, search) not in known.matches:
        highlighter = _highlighter(known, record[0], search)
        match = _word_in_texts(highlighter, document)
        if match is None and not search.texts_only:
            match = _matching_label(highlighter, document.rows)
        known.matches[record, search] = match
    return known.matches[record, search]


def _highlighter(known: _KnownMatches, kind: str, search: WordSearch) -> Highlighter:
    searched = kind, search.text, search.exact
    if searched not in known.highlighters:
        snapshot = get_snapshot(kind, TIER)
        words = match_text(snapshot, search.text, correct=not search.exact).words
        known.highlighters[searched] = Highlighter(snapshot, words)
    return known.highlighters[searched]


def _word_in_texts(highlighter: Highlighter, document: IndexDocument) -> MatchedWord | None:
    texts = [
        ("title", document.title),
        *(("name", name) for name in document.names),
        ("summary", document.summary),
        ("description", document.description),
    ]
    for place, text in texts:
        for segment in highlighter.mark(text, document.language):
            if segment.marked:
                return MatchedWord(place, segment.text)
    return None


def _matching_label(highlighter: Highlighter, rows: Rows) -> MatchedWord | None:
    labels = highlighter.row_labels.items()
    return next((MatchedWord("label", label) for row, label in labels if row in rows), None)
