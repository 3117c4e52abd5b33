"""The curated list of words that mean the same to someone who searches (data/synonyms.json)."""

import json
from functools import cache
from pathlib import Path

from hub.search_engine.analyser import stems, surface

PATH = Path(__file__).parent / "data" / "synonyms.json"
LONGEST = 5  # words of the longest phrase looked for

Phrase = tuple[str, ...]


def normal(phrase: Phrase) -> Phrase:
    """The phrase as it is looked up: the first stem of each word, so that plurals are found too."""
    return tuple((stems(word) or (surface(word),))[0] for word in phrase)


@cache
def groups() -> dict[Phrase, tuple[Phrase, ...]]:
    """For each phrase, normalised, the other ways to say it, in the order of the file."""
    found: dict[Phrase, dict[Phrase, None]] = {}
    for group in json.loads(PATH.read_text(encoding="utf-8")):
        phrases = [tuple(phrase.casefold().replace("-", " ").split()) for phrase in group]
        for phrase in phrases:
            found.setdefault(normal(phrase), {}).update(dict.fromkeys(phrases))
    return {phrase: tuple(others) for phrase, others in found.items()}


def of(phrase: Phrase) -> tuple[Phrase, ...]:
    """Every phrase of the groups that hold this one, itself included; empty if there is none."""
    return groups().get(normal(phrase), ())
