"""A text that is to go, how it is recognised, and what is written in its place.

It is a sequence of words: case, punctuation and the blanks between them do not count, so that a
name is found in an address of a page, too. It is no part of a longer word. Scripts that write no
blanks have each character for a word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from hub.records.keyed_hash import keyed_hash

LEAST_LETTERS, MOST_WORDS = 3, 40
# Thai, Lao, Burmese, Khmer, kana, Chinese characters.
UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
WORD = re.compile(rf"[{UNSPACED}]|[^\W_{UNSPACED}]+")
ASCII_RUN = re.compile(r"[a-z0-9]+", re.ASCII)
# What stands in its place; in addresses, where brackets and blanks cannot be.
TAKEN_OUT, TAKEN_OUT_OF_ADDRESS = "[taken out]", "taken-out"


class PurgeRefused(Exception):  # noqa: N818 - a sentence for a person, and no fault
    """The sentence says why."""


def words_of(text: str) -> list[str]:
    return [match[0].casefold() for match in WORD.finditer(unicodedata.normalize("NFC", text))]


class ReplacedText:
    """What is looked for in the values of columns, whatever is nested in them, and replaced."""

    def search(self, text: str) -> re.Match[str] | None:
        """The first place in a text, which is in NFC."""
        raise NotImplementedError

    def replaced(self, text: str, mark: str, address: bool) -> str:
        """A text in NFC with something else in each place."""
        raise NotImplementedError

    def is_in(self, value: Any) -> bool:
        """Whether a value of a column holds it, whatever is nested in it."""
        return any(self.search(text) for text in texts_in(value))

    def without(self, value: Any, mark: str = "", *, address: bool = False) -> Any:
        """The value with something else in its place.

        ``mark`` tells it from others; ``address``: it stands in one, and so does what replaces it.
        """
        if isinstance(value, str):
            text = value if value.isascii() else unicodedata.normalize("NFC", value)
            without = self.replaced(text, mark, address or "://" in value)
            return value if without == text else without
        if isinstance(value, list | tuple):
            return [self.without(part, mark) for part in value]
        if isinstance(value, dict):
            return {self.without(k, mark): self.without(v, mark) for k, v in value.items()}
        return value

    def excerpt(self, value: Any, around: int = 40) -> str:
        """The first place in a value, with what stands beside it."""
        for text in texts_in(value):
            if found := self.search(text):
                start, end = max(0, found.start() - around), found.end() + around
                before, after = "…" if start else "", "…" if end < len(text) else ""
                return before + " ".join(text[start:end].split()) + after
        return ""


@dataclass(frozen=True)
class PurgedText(ReplacedText):
    words: tuple[str, ...]

    @classmethod
    def parse(cls, text: str) -> PurgedText:
        """Raises PurgeRefused for what is too short to be told from others, or too long."""
        words = tuple(words_of(text))
        if sum(map(len, words)) < LEAST_LETTERS:
            raise PurgeRefused(
                _("Write at least three letters: what is shorter stands in too many other words.")
            )
        if len(words) > MOST_WORDS:
            raise PurgeRefused(_("Write at most forty words: a part by which it is recognised."))
        return cls(words)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        parts = [re.escape(self.words[0])]
        for before, word in zip(self.words, self.words[1:], strict=False):
            is_unspaced = re.match(f"[{UNSPACED}]", before[-1] + word[0])
            parts += [r"[\W_]*" if is_unspaced else r"[\W_]+", re.escape(word)]
        edge = rf"[^\W_{UNSPACED}]"
        before = rf"(?<!{edge})" if re.match(edge, self.words[0][0]) else ""
        after = rf"(?!{edge})" if re.match(edge, self.words[-1][-1]) else ""
        return re.compile(before + "".join(parts) + after, re.IGNORECASE)

    @cached_property
    def probe(self) -> str:
        """What a database may look for, in any case; empty where it would have to know letters."""
        runs = ASCII_RUN.findall(" ".join(self.words))
        return max(runs, key=len, default="")

    @cached_property
    def key(self) -> str:
        return hash_of(self.words)

    def search(self, text: str) -> re.Match[str] | None:
        return self.pattern.search(text)

    def replaced(self, text: str, mark: str, address: bool) -> str:
        instead = f"{TAKEN_OUT_OF_ADDRESS}{mark}" if address else f"{TAKEN_OUT[:-1]}{mark}]"
        return self.pattern.sub(instead, text)


def texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value if value.isascii() else unicodedata.normalize("NFC", value)
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from texts_in(key)
            yield from texts_in(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from texts_in(part)


# Found again by whoever has no text, but the key


def hash_of(words: tuple[str, ...]) -> str:
    return keyed_hash("purged text", " ".join(words))


def length_key(count: int) -> str:
    """By which a journal says of how many words a text was, and nobody reads it there."""
    return keyed_hash("purged text", f"words {count}")


def purged_in(value: Any, hashes: dict[int, set[str]]) -> Iterator[PurgedText]:
    """Texts in a value whose hashes these are, by the number of their words."""
    for text in texts_in(value):
        words = words_of(text)
        for count, keys in hashes.items():
            for first in range(len(words) - count + 1):
                some = tuple(words[first : first + count])
                if hash_of(some) in keys:
                    yield PurgedText(some)
