"""By which word of its text or its terms a change matched the words of a search."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from hub.digests.matching.change_documents import TIER, versions
from hub.digests.matching.saved_search import is_texts_only, parameters, search_text
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


@dataclass
class _KnownMatches:
    """What is known of changes and texts; made anew when a fact has changed."""

    documents: dict[int, tuple[str, tuple[IndexDocument, ...]]] = field(default_factory=dict)
    highlighters: dict[tuple[str, str, bool], Highlighter] = field(default_factory=dict)
    words: dict[tuple[int, WordSearch], MatchedWord | None] = field(default_factory=dict)


_cache: SeqCache[_KnownMatches] = SeqCache(SearchState.current, max_size=1)


@lru_cache(maxsize=4096)
def word_search(query: str) -> WordSearch | None:
    """The words that the query string of a subscription searches for; None where it has none."""
    values = parameters(query)
    text = search_text(values)
    return WordSearch(text, values.get("exact") == ["1"], is_texts_only(values)) if text else None


def matched_words(searches: Mapping[int, Sequence[WordSearch]]) -> dict[int, list[MatchedWord]]:
    """By the key of a change the words by which it matched each of these searches.

    Nothing where the words match by none that stands there as such, as when one of several is
    missing or the record's context has changed since.
    """
    if not searches:
        return {}
    with SearchState.held():
        known = _known_matches()
        _read_documents(known, [key for key in searches if key not in known.documents])
        return {key: list(_matches(known, key, of_change)) for key, of_change in searches.items()}


def _known_matches() -> _KnownMatches:
    known = _cache.get("known", _KnownMatches)
    if len(known.words) > MAX_CACHED:
        _cache.clear()
        known = _cache.get("known", _KnownMatches)
    return known


def _read_documents(known: _KnownMatches, keys: Sequence[int]) -> None:
    by_kind: dict[str, list[Change]] = {}
    for change in Change.objects.filter(pk__in=keys) if keys else ():
        by_kind.setdefault(change.kind, []).append(change)
    for kind, changes in by_kind.items():
        for change, version in zip(changes, versions(kind, changes), strict=True):
            documents = (version.after, version.before)
            known.documents[change.pk] = kind, tuple(filter(None, documents))


def _matches(
    known: _KnownMatches, key: int, searches: Sequence[WordSearch]
) -> Iterator[MatchedWord]:
    for search in searches:
        if (key, search) not in known.words:
            known.words[key, search] = _match(known, key, search)
        match = known.words[key, search]
        if match is not None:
            yield match


def _match(known: _KnownMatches, key: int, search: WordSearch) -> MatchedWord | None:
    if key not in known.documents:
        return None
    kind, documents = known.documents[key]
    searched = kind, search.text, search.exact
    if searched not in known.highlighters:
        snapshot = get_snapshot(kind, TIER)
        words = match_text(snapshot, search.text, correct=not search.exact).words
        known.highlighters[searched] = Highlighter(snapshot, words)
    highlighter = known.highlighters[searched]
    in_texts = (_word_in_texts(highlighter, document) for document in documents)
    in_labels = (_matching_label(highlighter, document) for document in documents)
    return next(filter(None, chain(in_texts, () if search.texts_only else in_labels)), None)


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


def _matching_label(highlighter: Highlighter, document: IndexDocument) -> MatchedWord | None:
    for row, label in highlighter.row_labels.items():
        if row in document.rows:
            return MatchedWord("label", label)
    return None
