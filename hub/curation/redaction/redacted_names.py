"""A person or a passage that is to go, in all its spellings, and what is written in its place.

Spellings are recognised as purged texts are: as words. A title that is kept is a sequence of words,
too: wherever the whole of it stands, what is looked for stays in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from django.utils.text import slugify
from django.utils.translation import gettext as _

from hub.curation.purging.purged_text import (
    MOST_WORDS,
    PurgedText,
    PurgeRefused,
    ReplacedText,
    words_of,
)

MOST_SPELLINGS, MOST_WORDS_OF_PASSAGE, MOST_LETTERS = 20, 200, 60
REMOVED, REMOVED_IN_ADDRESS = "[removed]", "removed"
OTHER_WORDS_OF_TITLE = 2  # with fewer a title would be a spelling itself, and keep it everywhere
ADDRESS = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")


@dataclass(frozen=True)
class RedactedNames(ReplacedText):
    """``instead``: a role, a pseudonym, or that something was removed."""

    spellings: tuple[PurgedText, ...]
    instead: str = REMOVED
    kept_titles: tuple[PurgedText, ...] = ()

    @cached_property
    def probes(self) -> tuple[str, ...]:
        return tuple(spelling.probe for spelling in self.spellings)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return _any_of(self.spellings)

    @cached_property
    def _kept(self) -> re.Pattern[str] | None:
        return _any_of(self.kept_titles) if self.kept_titles else None

    def search(self, text: str) -> re.Match[str] | None:
        if self._kept is None:
            return self.pattern.search(text)
        return next(self._matches(text), None)

    def replaced(self, text: str, mark: str, address: bool) -> str:
        if self.pattern.search(text) is None:  # as in most texts
            return text
        going = {match.start() for match in self._matches(text)}
        is_address = address or ADDRESS.fullmatch(text) is not None
        instead = self._instead_in_address(mark) if is_address else self._instead(mark)
        return self.pattern.sub(lambda match: instead if match.start() in going else match[0], text)

    def _matches(self, text: str) -> Iterator[re.Match[str]]:
        for match in self.pattern.finditer(text):
            if not self._is_kept(text, match):
                yield match

    def _is_kept(self, text: str, match: re.Match[str]) -> bool:
        return self._kept is not None and any(
            title.start() <= match.start() and match.end() <= title.end()
            for title in self._kept.finditer(text)
        )

    def _instead(self, mark: str) -> str:
        if mark and self.instead.endswith("]"):
            return f"{self.instead[:-1]}{mark}]"
        return f"{self.instead}{mark}"

    def _instead_in_address(self, mark: str) -> str:
        return f"{slugify(self.instead) or REMOVED_IN_ADDRESS}{mark}"

    def may_keep(self, title: str) -> bool:
        """Whether a title says more than the name, so that the name may stay in it alone."""
        left = words_of(self.pattern.sub(" ", title))
        return len(left) >= OTHER_WORDS_OF_TITLE


def _any_of(texts: Iterable[PurgedText]) -> re.Pattern[str]:
    """The longest first: of two that begin alike the whole of it is found."""
    longest_first = sorted(texts, key=lambda text: -sum(map(len, text.words)))
    return re.compile("|".join(text.pattern.pattern for text in longest_first), re.IGNORECASE)


def parse_spellings(typed: str, *, is_passage: bool) -> list[str]:
    """The spellings of a person, one a line, or one passage. Raises PurgeRefused."""
    lines = [" ".join(line.split()) for line in typed.splitlines()]
    spellings = list(dict.fromkeys(filter(None, lines)))
    if is_passage:
        spellings = [" ".join(spellings)]
    if len(spellings) > MOST_SPELLINGS:
        raise PurgeRefused(
            _("Write at most %(most)d spellings, one a line.") % {"most": MOST_SPELLINGS}
        )
    for spelling in spellings:
        text_of_spelling(spelling)
    return spellings


def text_of_spelling(spelling: str) -> PurgedText:
    """Raises PurgeRefused for what is too short to be told from others, or too long."""
    words = words_of(spelling)
    if len(words) > MOST_WORDS_OF_PASSAGE:
        raise PurgeRefused(
            _("Write at most %(most)d words: remove a longer passage in two parts.")
            % {"most": MOST_WORDS_OF_PASSAGE}
        )
    PurgedText.parse(" ".join(words[:MOST_WORDS]))
    return PurgedText(tuple(words))


def check_instead(instead: str, names: RedactedNames) -> None:
    """Raises PurgeRefused for a text by which the person would be found again."""
    if names.is_in(instead):
        raise PurgeRefused(_("What stands in its place must not contain what is removed."))
    if not words_of(instead) or len(instead) > MOST_LETTERS or "://" in instead:
        raise PurgeRefused(
            _("Write a role or a pseudonym of at most %(most)d letters.") % {"most": MOST_LETTERS}
        )
