"""How much a text reads like one of the languages of our files: the evidence for its encoding.

An encoding that is not the file's own still decodes its bytes. What it makes of them has letters
that no one language has together, capitals within words, and signs where letters belong.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache

from .languages import (
    COMMON_HANGUL,
    COMMON_IDEOGRAPHS,
    FUNCTION_WORDS,
    HANGUL,
    IDEOGRAPHS,
    KANA,
    LETTERS,
    TABLE_WORDS,
)

WORD = re.compile(r"[^\W\d_]+")
# A sign with a small letter behind it, in the middle of a word.
WITHIN_WORD = re.compile(
    r"(?<=[^\W\d_])[^\w\s\x00-\x7f’‘ʼ·‧\u00ad](?=[^\W\d_])(?=\w*[a-z\u00df-\u00ff])"
)
BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
# Signs of ordinary texts; of Arabic and Thai also the vowels, which are no letters to ``str``.
MARKS = frozenset(
    "«»“”„‟‘’‚‹›–—…•·¿¡°ºª€£¥©®™§№×½¼\u00a0\u00ad\u202f\u2009\u200b\u200e\u200f"
    "،؛؟٪\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652"
    "\u0e31\u0e34\u0e35\u0e36\u0e37\u0e38\u0e39\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c"
    "\u3000。，、；：？！（）《》〈〉「」『』【】・～"
)
LAST_LATIN = 0x24F
OF_MARK, OF_RARE, OF_CAPITALS = 0.3, 0.6, 0.8
OF_LONE = 0.25  # a single letter may as well be a sign: "€" is "А" elsewhere
OF_OTHER_IDEOGRAPH, OF_OTHER_HANGUL = -0.2, 0.4
OF_WORDS = 0.4  # the most that words of the language add
SHARE_OF_WORDS = 8  # one word of so many suffices for all of it


def rate_reading(text: str) -> float:
    """From about -1, what nobody wrote, to 1.4: letters and words of one language."""
    words = Counter(WORD.findall(text))
    letters, beyond, faults = _letters(words)
    marks = Counter(mark for mark in BEYOND_ASCII.findall(text) if not mark.isalpha())
    beyond += marks.total()
    if not beyond:
        return 0.0
    faults += len(WITHIN_WORD.findall(text))
    of_marks = sum(
        count * (OF_MARK if mark in MARKS else 0.0 if mark.isdigit() else -1.0)
        for mark, count in marks.items()
    )
    best = max(
        sum(count * _weight(language, letter) for letter, count in letters.items()) / beyond
        + OF_WORDS * min(1.0, SHARE_OF_WORDS * _share_of_words(words, language))
        for language in (*LETTERS, "zh", "ja", "ko")
    )
    return best + (of_marks - faults) / beyond


def _letters(words: Counter[str]) -> tuple[dict[str, float], int, int]:
    """Small letters beyond ASCII and how often they come, those of words in capitals counting
    less; how many there are; and how many of them stand in words that nobody writes."""
    weights: dict[str, float] = {}
    beyond = faults = 0
    for word, count in words.items():
        if word.isascii():
            continue
        own = [letter for letter in word if letter > "\x7f"]
        beyond += count * len(own)
        if not _is_word(word):
            faults += count * len(own)
            continue
        weight = OF_LONE if len(word) == 1 else OF_CAPITALS if word.isupper() else 1.0
        for letter in own:
            small = letter.lower()
            key = small if len(small) == 1 else letter
            weights[key] = weights.get(key, 0.0) + count * weight
    return weights, beyond, faults


def _is_word(word: str) -> bool:
    """Capitals stand at its beginning or everywhere, and its letters are of one script."""
    rest = word[1:]
    if not (word.isupper() or rest == rest.lower()):
        return False
    scripts = {_script(letter) for letter in word}
    return len(scripts) == 1 or "cjk" in scripts


def has_stray_letters(text: str) -> bool:
    """Whether letters of another script stand in Latin words, or by themselves and in no word.

    Nobody writes so: "ہ quoi ça sert" and "ةcole" are French in an encoding of Arabic.
    """
    lone: set[str] = set()
    whole: set[str] = set()
    for word in set(WORD.findall(text)):
        if word.isascii():
            continue
        scripts = {_script(letter) for letter in word}
        if "latin" in scripts and len(scripts) > 1 and "cjk" not in scripts:
            return True
        (lone if len(word) == 1 else whole).update(scripts)
    return bool(lone - whole - {"latin", "cjk"})


@lru_cache(maxsize=4096)
def _script(letter: str) -> str:
    if ord(letter) <= LAST_LATIN:
        return "latin"
    if ord(letter) in KANA or ord(letter) in IDEOGRAPHS or ord(letter) in HANGUL:
        return "cjk"
    return unicodedata.name(letter, "?").split()[0].casefold()


@lru_cache(maxsize=65_536)
def _weight(language: str, letter: str) -> float:
    """What a letter speaks for a language, or against it."""
    code = ord(letter)
    if language == "ko":
        if code in HANGUL:
            return 1.0 if letter in COMMON_HANGUL else OF_OTHER_HANGUL
        return -1.0
    if language in ("zh", "ja"):
        if code in IDEOGRAPHS:
            return 1.0 if letter in COMMON_IDEOGRAPHS else OF_OTHER_IDEOGRAPH
        return 1.0 if code in KANA and language == "ja" else -1.0
    common, rare = LETTERS[language]
    return 1.0 if letter in common else OF_RARE if letter in rare else -1.0


@lru_cache(maxsize=1)
def _words() -> dict[str, frozenset[str]]:
    return {
        language: frozenset(
            f"{FUNCTION_WORDS.get(language, '')} {TABLE_WORDS.get(language, '')}".split()
        )
        for language in LETTERS
    }


def _share_of_words(words: Counter[str], language: str) -> float:
    """The share of a text's words that are known words of the language."""
    known = _words().get(language, frozenset())
    hits = sum(count for word, count in words.items() if len(word) > 1 and word.casefold() in known)
    return hits / max(1, words.total())
