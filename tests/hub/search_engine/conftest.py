"""Records made for the index, and a search that looks at every record, to compare with."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hub.search_engine.analyser import fold, primary_language, stem, tokenize
from hub.search_engine.document import IndexDocument
from hub.search_engine.inverted_index import MAX_ENDING, TermQuery
from hub.search_engine.query import Query
from hub.search_engine.query_parser import Clause, EmptyLexicon, parse_query
from hub.search_engine.search import search
from hub.search_engine.segment import Segment, build_arrays
from hub.search_engine.snapshot import Snapshot

FACETS = ("purpose", "context", "region")
DAY_ONE = datetime(2026, 1, 1, tzinfo=UTC)


def _document(pk: int, **changes: Any) -> IndexDocument:
    usual = {
        "seq": pk,
        "updated": DAY_ONE + timedelta(days=pk),
        "title": f"Record {pk}",
        "names": (),
        "summary": "",
        "description": "",
        "language": "en",
        "rows": frozenset(),
        "ended": False,
        "verified_on": None,
    }
    return IndexDocument(pk=pk, **{**usual, **changes})


def _snapshot(documents: Iterable[IndexDocument], labels: Any = None, seq: int = 1) -> Snapshot:
    return Snapshot(seq, FACETS, Segment(build_arrays(documents, labels or {})))


class Scan(EmptyLexicon):
    """What a search must find, by looking at each record's tokens one after the other."""

    def __init__(
        self, documents: list[IndexDocument], labels: dict[str, Any] | None = None
    ) -> None:
        self.documents, self.labels = documents, labels or {}
        self.texts = {d.pk: self._texts(d) for d in documents}

    def _texts(self, document: IndexDocument) -> list[tuple[str, str]]:
        own = [document.title, *document.names, document.summary, document.description]
        return [(document.language, text) for text in own]

    def matches(self, document: IndexDocument, clause: Clause) -> bool:
        labels = [self.labels.get(row, ()) for row in document.rows]
        groups = [self.texts[document.pk], *labels]
        matches = sum(any(_in(texts, term) for texts in groups) for term in clause.alternatives)
        if matches >= clause.minimum_match:
            return True
        if clause.beginning and any(_in(texts, clause.beginning) for texts in groups):
            return True
        words = clause.all_words
        return bool(words) and all(self.matches(document, word) for word in words)

    def contains_token(self, token: str) -> bool:
        everything = [*self.texts.values(), *self.labels.values()]
        return any(_in(texts, TermQuery((token,))) for texts in everything)

    def contains_phrase(self, tokens: tuple[str, ...]) -> bool:
        everything = [*self.texts.values(), *self.labels.values()]
        return any(_in(texts, TermQuery(tokens)) for texts in everything)

    def is_name(self, token: str) -> bool:
        names = [text for d in self.documents for text in (d.title, *d.names)]
        names += [text for texts in self.labels.values() for _language, text in texts]
        return token in map(_folded, names)

    def name_stems(self, token: str, stems: tuple[str, ...]) -> tuple[str, ...]:
        namesakes = [d for d in self.documents if token in map(_folded, (d.title, *d.names))]
        if not namesakes:
            return stems
        texts = [text for d in namesakes for text in self.texts[d.pk]]
        return tuple(stem for stem in stems if _in(texts, TermQuery((stem,))))

    def matching(self, query: Query, but: str | None = None) -> list[IndexDocument]:
        clauses = parse_query(query.text, self)
        return [
            d
            for d in self.documents
            if all(self.matches(d, clause) for clause in clauses)
            and (query.include_ended or not d.ended)
            and all(
                any(f"{facet}/{slug}" in d.rows for slug in slugs)
                for facet, slugs in query.chosen
                if facet != but
            )
        ]

    def counts(self, query: Query) -> dict[str, dict[str, int]]:
        """Disjunctive: a facet is counted over what the others leave."""
        counts: dict[str, dict[str, int]] = {}
        for facet in FACETS:
            keys = sorted({k for d in self.documents for k in d.rows if k.split("/")[0] == facet})
            beside = self.matching(query, but=facet)
            counts[facet] = {k.split("/")[1]: sum(k in d.rows for d in beside) for k in keys}
        return counts


def _folded(text: str) -> str:
    return " ".join(map(fold, tokenize(text)))


def _in(texts: Iterable[tuple[str, str]], term: TermQuery) -> bool:
    return any(_occurs(text, language, term) for language, text in texts)


def _occurs(text: str, language: str, term: TermQuery) -> bool:
    words = tokenize(text)
    folded = [fold(word) for word in words]
    if len(term.tokens) == 1 and not term.prefix:
        token, language = term.tokens[0], primary_language(language)
        return token in folded or any(token in stem(word, language) for word in words)
    length, last = len(term.tokens), term.tokens[-1]
    for i in range(len(folded) - length + 1):
        phrase = folded[i : i + length]
        is_last = phrase[-1].startswith(last) if term.prefix else phrase[-1] == last
        if length > 1 and len(phrase[-1]) > len(last) + MAX_ENDING:
            continue
        if tuple(phrase[:-1]) == term.tokens[:-1] and is_last:
            return True
    return False


@pytest.fixture(scope="session")
def make() -> Callable[..., IndexDocument]:
    return _document


@pytest.fixture(scope="session")
def snapshot_of() -> Callable[..., Snapshot]:
    return _snapshot


@pytest.fixture(scope="session")
def scan() -> type[Scan]:
    return Scan


@pytest.fixture(scope="session")
def found() -> Callable[..., set[int]]:
    """The keys of the records that have all words of a text."""

    def keys(snapshot: Snapshot, text: str) -> set[int]:
        result = search(snapshot, Query.of(text), correct=False)
        return set() if result.partial else set(result.ids)

    return keys
