"""Headers of mails that are made by the thousand, at a fraction of what the library takes.

``email`` parses each value, makes a class for each header and folds it anew for each mail: half of
the time of a mail. Its policies take any object with a ``name`` as a header that is parsed already,
and have it fold itself; what is here is such objects.
"""

from __future__ import annotations

from email.headerregistry import BaseHeader, HeaderRegistry
from email.policy import SMTP, EmailPolicy
from functools import lru_cache
from typing import Any

MAX_LINE = 900  # letters, of 998 that are allowed (RFC 5322, 2.1.1)


class CachedHeaderRegistry(HeaderRegistry):
    """Makes a class once for each name of a header, and not for each header."""

    def __init__(self) -> None:
        super().__init__()
        self._classes: dict[str, type[BaseHeader]] = {}

    def __getitem__(self, name: str) -> type[BaseHeader]:
        key = name.lower()
        if key not in self._classes:
            self._classes[key] = super().__getitem__(name)
        return self._classes[key]


# A long address is not to be broken or encoded: no header of ours comes near what is allowed.
WIDE_POLICY: EmailPolicy[Any] = SMTP.clone(
    max_line_length=MAX_LINE, header_factory=CachedHeaderRegistry()
)


class PlainHeader(str):
    """A value that stands in a mail as it is; see ``plain_header``."""

    name: str

    def fold(self, *, policy: EmailPolicy[Any]) -> str:
        return f"{self.name}: {self}{policy.linesep}"


class SharedHeader(str):
    """A value that many mails have, parsed and folded once; see ``shared_header``."""

    name: str
    parsed: BaseHeader
    folded: dict[tuple[bool, int | None, str], str]

    def fold(self, *, policy: EmailPolicy[Any]) -> str:
        way = policy.utf8, policy.max_line_length, policy.linesep
        if way not in self.folded:
            self.folded[way] = self.parsed.fold(policy=policy)
        return self.folded[way]


def plain_header(name: str, words: str) -> str:
    """A value of one line of ASCII, which needs neither folding nor encoding.

    What is anything else is returned as a text: the library parses it, or refuses it.
    """
    is_plain = words.isascii() and words.isprintable() and words == words.strip()
    if not is_plain or "=?" in words or len(name) + len(words) > MAX_LINE - 2:
        return words
    header = PlainHeader(words)
    header.name = name
    return header


@lru_cache(maxsize=1000)
def shared_header(name: str, words: str) -> SharedHeader:
    """For values that hold nothing of a reader: they are kept. Raises ValueError for line breaks,
    which would begin another header."""
    if len(words.splitlines()) > 1:
        raise ValueError(f"a line break in the header {name}")
    parsed = WIDE_POLICY.header_factory(name, words)
    header = SharedHeader(parsed)
    header.name, header.parsed, header.folded = name, parsed, {}
    return header
