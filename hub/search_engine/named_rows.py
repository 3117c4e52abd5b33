"""Names that stand for rows of the index: a region for the countries within it.

Such a name in a query is one clause. A record matches it that has one of the rows, or whose text
has any of the names. Rooms register what names there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from hub.records.fields import Label
from hub.records.registry import Registry
from hub.search_engine.analyser import IS_UNSPACED, WORD, bigrams, fold, stem

Phrase = tuple[str, ...]


@dataclass(frozen=True, eq=False)
class NamedRows:
    """``rows``: ("facet/slug", weight above 0 to 1); a record has the best weight of its rows.

    Without rows the words of a name are words like others, and no part of them is a name: the
    "Gulf of Aden" is not the Gulf. ``label`` completes “Understood as: …”; empty where nobody
    would wonder. ``apart``: tokens of longer names, within which a text does not mean this: a text
    on South Sudan is none on Sudan. ``also``: names that count in a text, and are words in a query.
    """

    slug: str
    label: Label
    rows: tuple[tuple[str, float], ...]
    names: tuple[str, ...]
    apart: tuple[Phrase, ...] = ()
    also: tuple[str, ...] = ()


Provider = Callable[[], Iterable[NamedRows]]


class NamedRowsRegistry(Registry[Provider]):
    """What rooms know names of, asked when the first query is parsed."""

    def register(self, name: str, entry: Provider) -> None:
        super().register(name, entry)
        self.__dict__.pop("table", None)

    def unregister(self, name: str) -> None:
        super().unregister(name)
        self.__dict__.pop("table", None)

    @cached_property
    def table(self) -> _NameTable:
        return _NameTable([named for provider in self.values() for named in provider()])


class _NameTable:
    """The entries by their names, of stems; those of unspaced scripts by their letters."""

    def __init__(self, entries: Sequence[NamedRows]) -> None:
        self.spaced: dict[Phrase, NamedRows] = {}
        self.unspaced: dict[str, NamedRows] = {}
        for named in entries:
            for name in named.names:
                if IS_UNSPACED.search(name):
                    self.unspaced.setdefault(name.casefold(), named)
                elif phrase := _normalize(WORD.findall(name.casefold())):
                    self.spaced.setdefault(phrase, named)
        self.first_words = frozenset(phrase[0] for phrase in self.spaced)
        self.longest = max(map(len, self.spaced), default=0)
        self.runs = sorted(self.unspaced, key=len, reverse=True)

    def longest_at_start(self, words: Sequence[str]) -> tuple[int, NamedRows | None]:
        """How many of the first words are the longest name, and what it stands for."""
        if not words:
            return 0, None
        if IS_UNSPACED.match(words[0]):
            named = self.unspaced.get(words[0])
            return (1, named) if named else (0, None)
        if not self.first_words or _first_stem(words[0]) not in self.first_words:
            return 0, None
        phrase = _normalize(words[: self.longest])
        for length in range(len(phrase), 0, -1):
            if named := self.spaced.get(phrase[:length]):
                return length, named
        return 0, None

    def cut(self, run: str) -> list[str]:
        """A run of an unspaced script in parts: the longest name in it, what is before and behind.

        In a script without blanks a name stands within a run: "东非热线".
        """
        for name in self.runs:
            before, found, behind = run.partition(name)
            if found:
                parts = [*(self.cut(before) if before else ()), name]
                return [*parts, *(self.cut(behind) if behind else ())]
        return [run]


def is_part(tokens: Phrase, longer: Phrase) -> bool:
    """Whether tokens stand in a row within a longer phrase."""
    size = len(tokens)
    return size < len(longer) and any(
        longer[i : i + size] == tokens for i in range(len(longer) - size + 1)
    )


def name_tokens(name: str) -> Phrase:
    """The tokens of a name as texts have them in the index."""
    tokens: list[str] = []
    for word in WORD.findall(name.casefold()):
        tokens += map(fold, bigrams(word) if IS_UNSPACED.match(word) else [word])
    return tuple(tokens)


def _normalize(words: Sequence[str]) -> Phrase:
    return tuple(_first_stem(word) for word in words)


def _first_stem(word: str) -> str:
    """The first stem, so that endings do not matter."""
    return (stem(word) or (fold(word),))[0]


named_rows = NamedRowsRegistry("names of rows")
# Bodies by all their names, their main name as the label: who denies one means what it made.
makers = NamedRowsRegistry("names of makers")
