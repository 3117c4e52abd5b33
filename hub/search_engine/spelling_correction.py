"""What a word that nothing holds was probably meant to be."""

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from hub.search_engine.inverted_index import InvertedIndex

SHORTEST = 4


def allowed(word: str) -> int:
    """How many letters may be wrong: none in a short word, then one, then two."""
    return 0 if len(word) < SHORTEST else 1 if len(word) < 6 else 2


def suggest(indexes: list[InvertedIndex], word: str) -> str | None:
    """The nearest surface form: fewest changes, then the same first letter, then the most frequent.

    The distance is the optimal string alignment (a swap of neighbours is one change).
    """
    most = allowed(word)
    if not most:
        return None
    best: tuple[int, bool, int, str] | None = None
    for index in indexes:
        for token, distance in _near(index, word, most):
            rank = (distance, token[0] != word[0], -index.frequency(token), token)
            best = min(best, rank) if best else rank
    return best[3] if best else None


def _near(index: InvertedIndex, word: str, most: int) -> list[tuple[str, int]]:
    masks, sizes = index.vocabulary.letters
    own = np.uint32(0)
    for letter in word:
        own |= np.uint32(1 << (ord(letter) % 32))
    near = np.abs(sizes - len(word)) <= most
    near &= np.bitwise_count(masks & ~own) <= most
    near &= np.bitwise_count(own & ~masks) <= most
    first = index.vocabulary.first_surface
    candidates = [index.vocabulary.tokens[first + i] for i in np.flatnonzero(near).tolist()]
    found = process.extract(word, candidates, scorer=OSA.distance, score_cutoff=most, limit=20)
    return [(token, int(distance)) for token, distance, _ in found]
