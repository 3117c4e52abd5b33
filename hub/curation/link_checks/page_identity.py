"""Whether a page is still the one that it was: its title, and whose site it is.

A domain that runs out is bought by others within days, and then answers with 200.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from hub.records.text_cleaning import clean_text
from hub.records.text_folding import fold_letters

MAX_TITLE = 300  # letters
MOST_TITLE_BYTES = 4 * 1024  # of one that does not end
CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?([A-Za-z0-9_:.-]{1,40})""", re.I)
HEADER_CHARSET = re.compile(r"charset=[\"']?([A-Za-z0-9_:.-]{1,40})", re.I)
WORD = re.compile(r"[^\W\d_]{3,}")
# What says nothing of whose page it is, in titles of all kinds.
COMMON_WORDS = frozenset({
    "accueil", "and", "com", "default", "for", "home", "homepage", "index", "inicio", "main", "net",
    "official", "org", "page", "site", "start", "startseite", "the", "web", "website", "welcome",
    "www",
})  # fmt: skip
# Addresses that are made to lead elsewhere: another site behind them is what they are for.
REDIRECTORS = frozenset({
    "aka.ms", "bit.ly", "buff.ly", "doi.org", "goo.gl", "handle.net", "is.gd", "lnkd.in", "ow.ly",
    "perma.link", "purl.org", "rebrand.ly", "shorturl.at", "t.co", "t.ly", "t1p.de", "tiny.cc",
    "tinyurl.com", "w.wiki", "w3id.org", "youtu.be",
})  # fmt: skip


@cache
def _public_suffixes() -> Callable[[str], Any]:
    """The list that the package brings along: nothing is fetched, and nothing written.

    It is imported by whoever checks: that takes two seconds, which no web process should wait.
    """
    from tldextract import TLDExtract

    return TLDExtract(cache_dir=None, suffix_list_urls=(), include_psl_private_domains=True)


def domain_of(url: str) -> str:
    """The name that somebody registered (``example.co.uk``); the host where there is none."""
    try:
        host = (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""
    return str(_public_suffixes()(host).top_domain_under_public_suffix) or host


def is_redirector(url: str) -> bool:
    return domain_of(url) in REDIRECTORS


def is_same_place(one: str, other: str) -> bool:
    """Whether two addresses differ only in what a server adds by habit: https, www, a slash."""
    return _bare(one) == _bare(other)


def _bare(url: str) -> tuple[str, str, str]:
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return (url, "", "")
    return host, parts.path.rstrip("/"), parts.query


def is_same_title(kept: str, new: str, others: tuple[str, ...] = ()) -> bool:
    """Whether a title shares a word with the kept one, or with other names of the thing.

    Where one of them says nothing, nobody can tell, which counts as the same.
    """
    words, expected = _words(new), _words(kept)
    for other in others:
        expected |= _words(other)
    return not words or not _words(kept) or not words.isdisjoint(expected)


def _words(title: str) -> set[str]:
    return set(WORD.findall(fold_letters(title.casefold()))) - COMMON_WORDS


class _TitleReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title = ""
        self.is_open = self.is_read = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.is_open = self.is_open or (tag == "title" and not self.is_read)

    def handle_endtag(self, tag: str) -> None:
        if tag == "title" and self.is_open:
            self.is_open, self.is_read = False, True

    def handle_data(self, data: str) -> None:
        if self.is_open and len(self.title) < MAX_TITLE:
            self.title += data


def page_title(start: bytes, content_type: str) -> str:
    """The title of a page by the beginning of its HTML; empty where there is none."""
    reader = _TitleReader()
    lower = start.lower()
    opened = lower.find(b"<title")
    if opened < 0:
        return ""
    closed = lower.find(b"</title>", opened)
    title = start[opened : closed if closed >= 0 else opened + MOST_TITLE_BYTES]
    reader.feed(title.decode(_charset(start, content_type), "replace") + "</title>")
    reader.close()
    return " ".join(clean_text(reader.title).split())[:MAX_TITLE]


def _charset(start: bytes, content_type: str) -> str:
    named = HEADER_CHARSET.search(content_type)
    in_page = CHARSET.search(start[:4096])
    charset = named[1] if named else in_page[1].decode("ascii") if in_page else "utf-8"
    try:
        "".encode(charset)
    except (LookupError, ValueError):
        return "utf-8"
    return charset


def is_html(content_type: str) -> bool:
    kind = content_type.partition(";")[0].strip().lower()
    return kind in ("text/html", "application/xhtml+xml")
