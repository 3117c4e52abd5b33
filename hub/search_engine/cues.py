"""The words that deny, and what stands around them: ``data/negations.json``."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from hub.search_engine.analyser import IS_UNSPACED, WORD, fold, stem_phrase

DATA = Path(__file__).parent / "data" / "negations.json"

Phrase = tuple[str, ...]


class Cues:
    """The words of the file, folded; phrases as tuples of words."""

    def __init__(self) -> None:
        content: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
        lists: dict[str, list[str]] = content
        self.cues, self.privative, self.affirmed, self.lacked = (
            frozenset(map(_words, lists[name]))
            for name in ("cues", "privative", "affirmed", "lacked")
        )
        self.first_words = frozenset(cue[0] for cue in self.cues)
        written = frozenset(WORD.findall(cue.casefold())[0] for cue in lists["cues"])
        self.written_first_words = self.first_words | written
        self.longest = max(map(len, self.cues))
        self.trailing = frozenset(map(_words, lists["trailing"]))
        self.either, self.fillers, self.articles, self.origins = (
            frozenset(map(fold, lists[name])) for name in ("or", "fillers", "articles", "origins")
        )
        self.lacking = {
            cue: frozenset(map(fold, words)) for cue, words in content["lacking"].items()
        }
        self.stating = [stem_phrase(cue.split()) for cue in lists["stating"]]
        self.capitals, self.abbreviations, self.nationalities = (
            {
                fold(short): stem_phrase(name.casefold().split())
                for short, name in content[key].items()
            }
            for key in ("capitals", "abbreviations", "nationalities")
        )
        self.conditions, self.conjunctions, self.everything, self.requirements, self.of_places = (
            frozenset(map(fold, lists[name]))
            for name in ("conditions", "conjunctions", "everything", "requirements", "of_places")
        )
        self.unspaced = sorted(lists["unspaced_cues"], key=len, reverse=True)
        self.unspaced_fillers = tuple(lists["unspaced_fillers"])
        self.unspaced_affirmed = tuple(
            each for each in lists["affirmed"] if IS_UNSPACED.match(each)
        )


@cache
def cues() -> Cues:
    return Cues()


def _words(text: str) -> Phrase:
    return tuple(fold(word) for word in WORD.findall(text.casefold()))


def may_deny(text: str) -> bool:
    """Whether any word is the first of a cue: most texts deny nothing, and cost next to nothing."""
    lists = cues()
    if not lists.written_first_words.isdisjoint(WORD.findall(text.casefold())):
        return True
    return not text.isascii() and any(cue in text for cue in lists.unspaced)


def is_everything(word: str) -> bool:
    """Whether a word beside a denial means all that is not denied."""
    return fold(word.casefold()) in cues().everything


def is_requirement(word: str) -> bool:
    """Whether a word behind what is denied adds nothing: "no login required"."""
    return fold(word.casefold()) in cues().requirements


def is_cue(word: str) -> bool:
    return word in cues().first_words
