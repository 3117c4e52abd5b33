"""Words of a source that limit what it says, and which of them a finding in our words has lost.

"Reportedly", "detected", "up to": whoever leaves one out says more than the source. The words are
listed by language in ``data/qualifiers.json``, in groups of which any word serves for another.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from hub.search_engine.analyser import STOP_WORDS, fold, stem, tokenize

# Adverbs limit what they stand beside; these end like one and are none.
ADVERB = re.compile(r"^[a-z]{3,}ly$")
NO_ADVERBS = frozenset(
    ("ally", "anomaly", "apply", "assembly", "bully", "comply", "daily", "early", "elderly",
     "family", "friendly", "imply", "italy", "july", "monthly", "multiply", "rely", "reply",
     "supply", "weekly", "yearly")
)  # fmt: skip
# "who originate from conflict-affected countries": of whom a figure speaks.
RELATIVES = frozenset(("who", "whose", "whom"))
CLAUSE_WORDS = 8  # of such a clause, counted from its first
SENTENCE_PART = re.compile(r"[,;:.!?()–—]+(?!\d)")
NUMBER = re.compile(
    r"\d.*|a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half|third|quarter|"
    r"(?:thir|four|fif|six|seven|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|"
    r"hundreds?|thousands?|millions?|billions?"
)
MONTH = re.compile(r"\bMay\b")
BEFORE_A_NUMBER = "#"  # behind a word in the list: it limits numbers only, as "about" does


class Qualifier(NamedTuple):
    """One way to say a limit; ``group``: its number among those of the language."""

    words: tuple[str, ...]
    group: int
    numbers_only: bool


class Occurrence(NamedTuple):
    """A qualifier in a text: at which word it begins, its group, and how it is written there."""

    place: int
    group: int
    text: str


def lost_qualifiers(finding: str, quote: str, language: str = "en") -> tuple[str, ...]:
    """Words of the quote that limit it and have no like in the finding, in the quote's order.

    Both texts are in ``language`` (BCP 47). Of a language without a list none is known.
    """
    lang = language.partition("-")[0].lower()
    kept = {limit.group for limit in _limits(finding, lang)}
    limits = _limits(quote, lang)
    lost = {limit.place: limit.text for limit in limits if limit.group not in kept}
    if lang == "en":
        listed = {word for limit in limits for word in limit.text.split()}
        stems = {_stem(word) for word in _words(finding)}
        for place, word in _unlisted(quote):
            if word not in listed and _stem(word) not in stems:
                lost[place] = word
    return tuple(dict.fromkeys(lost[place] for place in sorted(lost)))


def _words(text: str) -> list[str]:
    return tokenize(MONTH.sub("", text))


def _stem(word: str) -> str:
    return stem(fold(word), "en")[0]


def _limits(text: str, language: str) -> list[Occurrence]:
    """The listed qualifiers of a text; of two that begin alike the longer one, and none within."""
    written = _words(text)
    words = [fold(word) for word in written]
    by_first_word = qualifiers(language)
    limits: list[Occurrence] = []
    behind = 0
    for place, word in enumerate(words):
        if place < behind:
            continue
        for qualifier in by_first_word.get(word, ()):
            end = place + len(qualifier.words)
            is_there = tuple(words[place:end]) == qualifier.words
            number = words[end] if end < len(words) else ""
            if is_there and (NUMBER.fullmatch(number) or not qualifier.numbers_only):
                limits.append(Occurrence(place, qualifier.group, " ".join(written[place:end])))
                behind = end
                break
    return limits


def _unlisted(quote: str) -> list[tuple[int, str]]:
    """Adverbs, and the words that say of whom a figure speaks, with their places."""
    words: list[tuple[int, str]] = []
    place = 0
    for part in SENTENCE_PART.split(quote):
        left = 0
        for word in _words(part):
            is_adverb = ADVERB.match(word) and word not in NO_ADVERBS
            if is_adverb or (left and word not in STOP_WORDS):
                words.append((place, word))
            left = CLAUSE_WORDS if word in RELATIVES else max(left - 1, 0)
            place += 1
    return words


@cache
def qualifiers(language: str) -> dict[str, list[Qualifier]]:
    """The list of a language by first words, longer phrases first; empty where there is none."""
    path = Path(__file__).parent / "data" / "qualifiers.json"
    groups = json.loads(path.read_text(encoding="utf-8")).get(language, [])
    listed: dict[str, list[Qualifier]] = {}
    for number, group in enumerate(groups):
        for way in group:
            words = tuple(fold(word) for word in tokenize(way))
            numbers_only = way.endswith(BEFORE_A_NUMBER)
            listed.setdefault(words[0], []).append(Qualifier(words, number, numbers_only))
    for ways in listed.values():
        ways.sort(key=lambda each: -len(each.words))
    return listed
