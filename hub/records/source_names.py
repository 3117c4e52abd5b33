"""What a source is called on a page: its title and publisher, or what its address tells of both."""

from __future__ import annotations

import re
import textwrap
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from hub.records.copy_hosts import is_copy, is_second_hand, is_titled_copy
from hub.records.text_cleaning import REMOVED

MAX_TITLE = 120  # letters of a title that is made from an address
FILE_ENDING = re.compile(
    r"\.(?:html?|shtml|phtml|php\d?|as[hpm]x?|jspx?|cfm|tpo|pdf|docx?|pptx?|diff)$", re.I
)
BETWEEN_WORDS = re.compile(r"[\s\-_+,;:~|=&?!()\[\]\"'“”‘’]+")
# Keys of a database, digests, days without a separator; letters between digits.
IDENTIFIER = re.compile(
    r"\w*\d{5,}\w*|(?=\w*\d)[0-9a-f]{8,}|(?=\w*\d[a-z])(?=\w*[a-z]\d)\w{4,}", re.I
)
# Last parts of addresses that say nothing of the page.
NO_TITLE = frozenset({
    "about", "article", "articles", "attachment", "blog", "book", "default", "detail", "details",
    "download", "downloads", "event", "events", "file", "files", "front", "fulltext", "home",
    "html", "index", "main", "media", "news", "node", "page", "pages", "post", "posts", "press",
    "print", "publication", "publications", "read", "search", "searching", "site", "stories",
    "story", "view", "wiki",
})  # fmt: skip
LEAST_LETTERS = 4  # of a title that is one word


class SourceName(NamedTuple):
    """``is_made``: the title is made of the address. ``is_copy``: others show the page."""

    title: str
    publisher: str
    is_made: bool
    is_copy: bool


@lru_cache(maxsize=8192)
def name_source(title: str, url: str, publisher: str = "") -> SourceName:
    """A host stands for a publisher that is not recorded.

    Where the address has no words, or is never linked, it stands itself, without the scheme.
    """
    words = title or ("" if is_copy(url) else title_from(url))
    return SourceName(
        title=words or bare_address(url),
        publisher=publisher or (host_of(url) if words else ""),
        is_made=bool(words and not title),
        is_copy=is_copy(url) or is_second_hand(url) or is_titled_copy(title),
    )


def bare_address(url: str) -> str:
    """An address as a title: without the scheme."""
    return url.split("://", 1)[-1].rstrip("/")


def host_of(url: str) -> str:
    """The host without ``www.``; empty for an empty or broken address."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return host.rstrip(".").removeprefix("www.")


def title_from(url: str) -> str:
    """A title made of the last words in the path of an address; empty where it has none."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return ""
    for part in reversed(path.split("/")):
        if words := _words_of(unquote(part, errors="replace")):
            return textwrap.shorten(words[0].upper() + words[1:], MAX_TITLE, placeholder=" …")
    return ""


def _words_of(part: str) -> str:
    """The words of a part of a path, if they say what the page is about."""
    stem = FILE_ENDING.sub("", part).translate(REMOVED)
    words = [word for word in BETWEEN_WORDS.split(stem) if word and not IDENTIFIER.fullmatch(word)]
    spoken = [word for word in words if any(map(str.isalpha, word))]
    letters = sum(map(len, spoken))
    if "\ufffd" in stem or letters < LEAST_LETTERS or _says_nothing(spoken):
        return ""
    return " ".join(words)


def _says_nothing(words: list[str]) -> bool:
    return all(word.lower() in NO_TITLE or len(word) == 1 for word in words)
