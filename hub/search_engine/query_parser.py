"""Parses the text of a query into clauses, each of which a record must match."""

import json
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from hub.search_engine.analyser import (
    IS_UNSPACED,
    STOP_WORDS,
    WORD,
    bigrams,
    fold,
    stem,
    tokenize,
)
from hub.search_engine.inverted_index import TermQuery

QUOTES = re.compile('["“”„‟«»]')
MAX_CLAUSES = 10
STEM_BOOST, SYNONYM_BOOST, PREFIX_BOOST = 0.85, 0.7, 0.4
PHRASE_BOOST = 1.2

# Phrases with the same meaning, a list kept by hand.
SYNONYMS_FILE = Path(__file__).parent / "data" / "synonyms.json"
MAX_SYNONYM_WORDS = 5

Phrase = tuple[str, ...]
ContainsToken = Callable[[str], bool]


@dataclass(frozen=True)
class Clause:
    """What stands for ``words`` of the text.

    A record matches if at least ``minimum_match`` of the ``alternatives`` match, or, where there
    are ``all_words``, if each of these clauses matches. ``quoted``: a phrase in quotation marks.
    """

    words: Phrase
    alternatives: tuple[TermQuery, ...]
    minimum_match: int = 1
    all_words: tuple["Clause", ...] = ()
    quoted: bool = False

    def term_queries(self) -> list[TermQuery]:
        """The alternatives of the clause and of those below it."""
        below = (query for clause in self.all_words for query in clause.term_queries())
        return [*self.alternatives, *below]


def parse_query(
    text: str, contains_token: ContainsToken = lambda token: False
) -> tuple[Clause, ...]:
    """The clauses of a text. ``contains_token``: whether any record or label has a token.

    Quoted words are a phrase. Stop words are dropped beside others. The last word is also taken as
    a prefix, unless it is short and indexed ("app" is not the beginning of "approach").
    """
    clauses: list[Clause] = []
    for i, part in enumerate(QUOTES.split(text)):
        if len(clauses) >= MAX_CLAUSES:
            break
        clauses += _parse_phrase(part) if i % 2 else _parse_words(part)
    clauses = clauses[:MAX_CLAUSES]
    remaining = [clause for clause in clauses if clause.quoted or not _is_stop(clause)] or clauses
    if remaining and remaining[-1] is clauses[-1] and not remaining[-1].quoted:
        remaining[-1] = _add_prefix(remaining[-1], contains_token)
    return tuple(dict.fromkeys(remaining))


def _parse_phrase(part: str) -> list[Clause]:
    tokens = [token for token in map(fold, tokenize(part)) if token][:MAX_CLAUSES]
    if not tokens:
        return []
    if len(tokens) > 1 and len(tokens[-1]) == 1 and IS_UNSPACED.match(tokens[-1]):
        tokens.pop()  # the last letter of a run is a token of its own only in the index
    letter = len(tokens) == 1 and len(tokens[0]) == 1 and bool(IS_UNSPACED.match(tokens[0]))
    query = TermQuery(tuple(tokens), PHRASE_BOOST, prefix=letter)
    return [Clause(tuple(tokens), (query,), quoted=True)]


def _parse_words(part: str) -> list[Clause]:
    words = WORD.findall(unicodedata.normalize("NFC", part).casefold())[: MAX_CLAUSES * 2]
    words = [word for word in words if fold(word)]
    clauses, i = [], 0
    while i < len(words):
        length, synonyms = _longest_synonyms(words[i:])
        phrase = tuple(words[i : i + length])
        clauses.append(_synonym_clause(phrase, synonyms) if synonyms else _word_clause(words[i]))
        i += length
    return clauses


def _longest_synonyms(words: list[str]) -> tuple[int, tuple[Phrase, ...]]:
    """How many of the first words are a phrase with synonyms, and these; else 1 and none."""
    for length in range(min(MAX_SYNONYM_WORDS, len(words)), 0, -1):
        if synonyms := find_synonyms(tuple(words[:length])):
            return length, synonyms
    return 1, ()


def _synonym_clause(words: Phrase, synonyms: tuple[Phrase, ...]) -> Clause:
    """The words as one word, as a phrase or all of them apart, or any synonym."""
    word = _word_clause(words[0]) if len(words) == 1 else None
    is_simple = word is not None and word.minimum_match == 1
    queries = list(word.alternatives if word and is_simple else (_phrase_query(words, 1.0),))
    for phrase in synonyms:
        queries += _synonym_queries(phrase)
    clauses = tuple(_word_clause(each) for each in words if each not in STOP_WORDS)
    return Clause(words, _distinct(queries), all_words=() if is_simple else clauses)


def _synonym_queries(phrase: Phrase) -> list[TermQuery]:
    if len(phrase) > 1 or IS_UNSPACED.match(phrase[0]):
        return [_phrase_query(phrase, SYNONYM_BOOST)]
    return [
        TermQuery((token,), SYNONYM_BOOST * boost)
        for token, boost in [
            (fold(phrase[0]), 1.0),
            *((token, STEM_BOOST) for token in stem(phrase[0])),
        ]
    ]


def _phrase_query(phrase: Phrase, boost: float) -> TermQuery:
    """The words one after the other; the last may have an ending ("mobile phones")."""
    if IS_UNSPACED.match(phrase[0]) and len(phrase[0]) > 1:
        return TermQuery(tuple(map(fold, bigrams(phrase[0]))), boost)
    return TermQuery(tuple(map(fold, phrase)), boost, prefix=len(phrase[-1]) > 3)


def _word_clause(word: str) -> Clause:
    if not IS_UNSPACED.match(word):
        stems = (TermQuery((token,), STEM_BOOST) for token in stem(word))
        return Clause((word,), _distinct([TermQuery((fold(word),)), *stems]))
    if len(word) == 1:
        return Clause((word,), (TermQuery((fold(word),), prefix=True),))
    # Word boundaries are not written: most bigrams must match, not those across two words.
    queries = [TermQuery((fold(bigram),)) for bigram in dict.fromkeys(bigrams(word[:20]))]
    return Clause((word,), tuple(queries), minimum_match=-(-len(queries) * 3 // 5))


def _add_prefix(clause: Clause, contains_token: ContainsToken) -> Clause:
    word = fold(clause.words[-1])
    if len(clause.words) > 1 or clause.minimum_match > 1:
        return clause
    if len(word) < 2 or IS_UNSPACED.match(word):
        return clause
    tokens = (token for query in clause.alternatives for token in query.tokens)
    if len(word) < 4 and any(map(contains_token, tokens)):
        return clause
    prefix = TermQuery((word,), PREFIX_BOOST, prefix=True)
    return replace(clause, alternatives=(*clause.alternatives, prefix))


def _distinct(queries: list[TermQuery]) -> tuple[TermQuery, ...]:
    """The first of those that differ in their boost alone."""
    first: dict[tuple[tuple[str, ...], bool], TermQuery] = {}
    for query in queries:
        first.setdefault((query.tokens, query.prefix), query)
    return tuple(first.values())


def _is_stop(clause: Clause) -> bool:
    return len(clause.words) == 1 and fold(clause.words[0]) in STOP_WORDS


def find_synonyms(phrase: Phrase) -> tuple[Phrase, ...]:
    """Every phrase with the same meaning, itself included; empty if there is none."""
    return _synonyms().get(_normalize(phrase), ())


@cache
def _synonyms() -> dict[Phrase, tuple[Phrase, ...]]:
    """For each phrase, normalized, the phrases of all its groups, in the order of the file."""
    groups: dict[Phrase, dict[Phrase, None]] = {}
    for group in json.loads(SYNONYMS_FILE.read_text(encoding="utf-8")):
        phrases = [tuple(phrase.casefold().replace("-", " ").split()) for phrase in group]
        for phrase in phrases:
            groups.setdefault(_normalize(phrase), {}).update(dict.fromkeys(phrases))
    return {phrase: tuple(synonyms) for phrase, synonyms in groups.items()}


def _normalize(phrase: Phrase) -> Phrase:
    """The first stem of each word, so that plurals have the same synonyms."""
    return tuple((stem(word) or (fold(word),))[0] for word in phrase)
