"""From what was typed to what is looked up: clauses, each of which a record must satisfy."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from hub.search_engine import synonyms
from hub.search_engine.analyser import IS_UNSPACED, STOP_WORDS, WORD, pairs, stems, surface, words
from hub.search_engine.inverted_index import TermMatch

QUOTES = re.compile('["“”„‟«»]')
MOST_CLAUSES = 10
STEM, SYNONYM, BEGINNING = 0.85, 0.7, 0.4
PHRASE = 1.2

Known = Callable[[str], bool]


@dataclass(frozen=True)
class Clause:
    """Words ``typed``: met by at least ``least`` of the ways, or by all clauses of ``or_all``."""

    typed: tuple[str, ...]
    ways: tuple[TermMatch, ...]
    least: int = 1
    or_all: tuple["Clause", ...] = ()
    quoted: bool = False


def parse_query(text: str, known: Known = lambda token: False) -> tuple[Clause, ...]:
    """The clauses of a query. ``known`` tells whether any record or label holds a token.

    Quoted words are a phrase. Words that say nothing are left out beside others. The last word
    may be unfinished, unless it is short and known ("app" is not the beginning of "approach").
    """
    clauses: list[Clause] = []
    for i, part in enumerate(QUOTES.split(text)):
        if len(clauses) >= MOST_CLAUSES:
            break
        clauses += _phrase(part) if i % 2 else _loose(part)
    clauses = clauses[:MOST_CLAUSES]
    telling = [clause for clause in clauses if clause.quoted or not _is_stop(clause)] or clauses
    if telling and telling[-1] is clauses[-1] and not telling[-1].quoted:
        telling[-1] = _unfinished(telling[-1], known)
    return tuple(dict.fromkeys(telling))


def _phrase(part: str) -> list[Clause]:
    tokens = [token for token in map(surface, words(part)) if token][:MOST_CLAUSES]
    if not tokens:
        return []
    if len(tokens) > 1 and len(tokens[-1]) == 1 and IS_UNSPACED.match(tokens[-1]):
        tokens.pop()  # the last letter of a run stands for itself only in the index
    alone = len(tokens) == 1 and len(tokens[0]) == 1 and bool(IS_UNSPACED.match(tokens[0]))
    return [Clause(tuple(tokens), (TermMatch(tuple(tokens), PHRASE, prefix=alone),), quoted=True)]


def _loose(part: str) -> list[Clause]:
    typed = WORD.findall(unicodedata.normalize("NFC", part).casefold())[: MOST_CLAUSES * 2]
    typed = [word for word in typed if surface(word)]
    clauses, i = [], 0
    while i < len(typed):
        length, same = _longest_group(typed[i:])
        clauses.append(_group(tuple(typed[i : i + length]), same) if same else _word(typed[i]))
        i += length
    return clauses


def _longest_group(typed: list[str]) -> tuple[int, tuple[synonyms.Phrase, ...]]:
    for length in range(min(synonyms.LONGEST, len(typed)), 0, -1):
        same = synonyms.of(tuple(typed[:length]))
        if same:
            return length, same
    return 1, ()


def _group(typed: synonyms.Phrase, same: tuple[synonyms.Phrase, ...]) -> Clause:
    """What was typed, as one word, as a phrase or all of its words, or any synonym."""
    own = _word(typed[0]) if len(typed) == 1 else None
    ways = list(own.ways if own and own.least == 1 else (_in_a_row(typed, 1.0),))
    for phrase in same:
        ways += _synonym(phrase)
    each = tuple(_word(word) for word in typed if word not in STOP_WORDS)
    or_all = each if len(typed) > 1 or (own and own.least > 1) else ()
    return Clause(typed, _distinct(ways), or_all=or_all)


def _synonym(phrase: synonyms.Phrase) -> list[TermMatch]:
    if len(phrase) > 1 or IS_UNSPACED.match(phrase[0]):
        return [_in_a_row(phrase, SYNONYM)]
    return [
        TermMatch((token,), SYNONYM * weight)
        for token, weight in [(surface(phrase[0]), 1.0), *((s, STEM) for s in stems(phrase[0]))]
    ]


def _in_a_row(phrase: synonyms.Phrase, weight: float) -> TermMatch:
    """The words one after the other; the last may have an ending ("mobile phones")."""
    if IS_UNSPACED.match(phrase[0]) and len(phrase[0]) > 1:
        return TermMatch(tuple(map(surface, pairs(phrase[0]))), weight)
    return TermMatch(tuple(map(surface, phrase)), weight, prefix=len(phrase[-1]) > 3)


def _word(word: str) -> Clause:
    if not IS_UNSPACED.match(word):
        ways = [TermMatch((surface(word),)), *(TermMatch((stem,), STEM) for stem in stems(word))]
        return Clause((word,), _distinct(ways))
    if len(word) == 1:
        return Clause((word,), (TermMatch((surface(word),), prefix=True),))
    # Nobody marks where words end: most of the pairs must be there, not those across two words.
    ways = [TermMatch((surface(pair),)) for pair in dict.fromkeys(pairs(word[:20]))]
    return Clause((word,), tuple(ways), least=-(-len(ways) * 3 // 5))


def _unfinished(clause: Clause, known: Known) -> Clause:
    word = surface(clause.typed[-1])
    if len(clause.typed) > 1 or clause.least > 1 or len(word) < 2 or IS_UNSPACED.match(word):
        return clause
    if len(word) < 4 and any(known(token) for way in clause.ways for token in way.tokens):
        return clause
    ways = (*clause.ways, TermMatch((word,), BEGINNING, prefix=True))
    return Clause(clause.typed, ways, clause.least, clause.or_all)


def _distinct(ways: list[TermMatch]) -> tuple[TermMatch, ...]:
    best: dict[tuple[tuple[str, ...], bool], TermMatch] = {}
    for way in ways:
        best.setdefault((way.tokens, way.prefix), way)
    return tuple(best.values())


def _is_stop(clause: Clause) -> bool:
    return len(clause.typed) == 1 and surface(clause.typed[0]) in STOP_WORDS
