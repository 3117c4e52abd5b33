"""Spelling correction: a word that nobody writes is replaced by the nearest that the records have.

What any text, label or dictionary has is never changed: whoever types "begging" does not mean
"being".
"""

import re

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from hub.search_engine.analyser import IS_UNSPACED, WORD, fold, stem
from hub.search_engine.inverted_index import InvertedIndex
from hub.search_engine.matcher import Matcher
from hub.search_engine.query_parser import Clause

MIN_LENGTH = 4


class SpellingCorrector:
    """Corrects one text, more or less strictly; each word is looked for once."""

    def __init__(self, matcher: Matcher, text: str, clauses: tuple[Clause, ...]) -> None:
        self.matcher, self.text, self.clauses = matcher, text, clauses
        self._suggestions: dict[str, str | None] = {}

    def correct(self, *, strict: bool = False) -> str | None:
        """The text with each unknown word replaced by its nearest indexed one; None if none is.

        With ``strict`` a word is also unknown if only its stem is indexed: "trafficing" is no
        traffic.
        """
        unknown = {
            fold(word)
            for clause in self.clauses
            if clause.named is None and (strict or self._is_unknown(clause))
            for word in clause.words
        }
        if not unknown:
            return None

        def replace(word: re.Match[str]) -> str:
            is_unknown = fold(word.group()) in unknown
            return self._correct_word(word.group(), strict) if is_unknown else word.group()

        corrected = WORD.sub(replace, self.text)
        return corrected if corrected != self.text else None

    def known_part(self, text: str) -> str:
        """The text without the words that nobody writes: no correction holds one."""
        kept = WORD.sub(lambda word: word.group() if self._knows(word.group()) else "", text)
        return text if kept == text else " ".join(kept.split())

    def _knows(self, word: str) -> bool:
        folded, matcher = fold(word), self.matcher
        return (
            bool(IS_UNSPACED.match(word))
            or matcher.knows_word(folded)
            or any(map(matcher.contains_token, stem(word)))
            or matcher.has_longer(folded)
        )

    def _is_unknown(self, clause: Clause) -> bool:
        """Whether no record has the words."""
        return not any(len(part.docs) for part in self.matcher.match_clause(clause))

    def _correct_word(self, word: str, strict: bool) -> str:
        folded = fold(word)
        if IS_UNSPACED.match(word) or self.matcher.knows_word(folded):
            return word
        if not strict and any(map(self.matcher.contains_token, stem(word))):
            return word
        if folded not in self._suggestions:
            self._suggestions[folded] = suggest(self.matcher.indexes, folded)
        suggestion = self._suggestions[folded] or word
        return word if folded.startswith(suggestion) else suggestion


def max_distance(word: str) -> int:
    """How many letters may be wrong: none in a short word, then one, then two."""
    return 0 if len(word) < MIN_LENGTH else 1 if len(word) < 6 else 2


def suggest(indexes: list[InvertedIndex], word: str) -> str | None:
    """The nearest surface form: fewest changes, then the same first letter, then the most frequent.

    The distance is the optimal string alignment (a swap of neighbours is one change).
    """
    limit = max_distance(word)
    if not limit:
        return None
    best: tuple[int, bool, int, str] | None = None
    for index in indexes:
        for token, distance in _near_tokens(index, word, limit):
            rank = (distance, token[0] != word[0], -index.document_frequency(token), token)
            best = min(best, rank) if best else rank
    return best[3] if best else None


def _near_tokens(index: InvertedIndex, word: str, limit: int) -> list[tuple[str, int]]:
    """Tokens within the distance; their sets of letters and lengths are compared first."""
    letter_sets, lengths = index.terms.letter_sets
    letters = np.uint32(0)
    for letter in word:
        letters |= np.uint32(1 << (ord(letter) % 32))
    near = np.abs(lengths - len(word)) <= limit
    near &= np.bitwise_count(letter_sets & ~letters) <= limit
    near &= np.bitwise_count(letters & ~letter_sets) <= limit
    first = index.terms.first_surface
    candidates = [index.terms.tokens[first + i] for i in np.flatnonzero(near).tolist()]
    matches = process.extract(word, candidates, scorer=OSA.distance, score_cutoff=limit, limit=20)
    return [(token, int(distance)) for token, distance, _ in matches]
