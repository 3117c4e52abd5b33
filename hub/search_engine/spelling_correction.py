"""Spelling correction: a word that nobody writes is replaced by the nearest that the records have.

What any text, label or dictionary has is never changed: whoever types "begging" does not mean
"being".
"""

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from hub.search_engine.analyser import IS_UNSPACED, WORD, fold, stem
from hub.search_engine.inverted_index import InvertedIndex
from hub.search_engine.matcher import Matcher
from hub.search_engine.query_parser import Clause

MIN_LENGTH = 4


def correct_spelling(
    matcher: Matcher, text: str, clauses: tuple[Clause, ...], *, strict: bool = False
) -> str | None:
    """The text with each unknown word replaced by its nearest indexed one; None if none is.

    With ``strict`` a word is also unknown if only its stem is indexed: "trafficing" is no traffic.
    """
    unknown = {
        fold(word)
        for clause in clauses
        if strict or _is_unknown(matcher, clause)
        for word in clause.words
    }
    indexes = [
        index for segment in matcher.segments for index in (segment.text, segment.label_text)
    ]

    def correct(word: str) -> str:
        folded = fold(word)
        if folded not in unknown or IS_UNSPACED.match(word):
            return word
        if matcher.knows_word(folded):
            return word
        if not strict and any(map(matcher.contains_token, stem(word))):
            return word
        suggestion = suggest(indexes, folded) or word
        return word if folded.startswith(suggestion) else suggestion

    corrected = WORD.sub(lambda word: correct(word.group()), text) if unknown else text
    return corrected if corrected != text else None


def _is_unknown(matcher: Matcher, clause: Clause) -> bool:
    """Whether no record has the words."""
    return not any(len(part.docs) for part in matcher.match_clause(clause))


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
