"""The texts of administrators: a small Markdown, without HTML and without pictures.

``markdown-it-py`` makes the HTML and ``nh3`` lets through what is named here. HTML that is typed is
shown as the signs it is made of.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

SCHEMES = ("https", "http", "mailto", "tel")
RULES = ("paragraph", "heading", "list", "blockquote", "hr", "emphasis", "link", "escape", "entity",
         "newline", "balance_pairs", "fragments_join", "text")  # fmt: skip
TAGS = {"p", "h3", "h4", "ul", "ol", "li", "strong", "em", "a", "blockquote", "br", "hr"}
LOWEST = 4  # of headings; those of pages are above


def _parser() -> MarkdownIt:
    # "zero" reads nothing but paragraphs; links of any scheme are read so that forms can refuse
    # them: ``nh3`` drops their addresses.
    parser = MarkdownIt("zero", {"html": False, "linkify": False, "typographer": False})
    parser.enable([rule for rule in RULES if rule not in ("paragraph", "text")], True)
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    return parser


@lru_cache(maxsize=1)
def _read_parser() -> MarkdownIt:
    return _parser()


@lru_cache(maxsize=128)
def render(text: str) -> Markup:
    """HTML for a page, below a heading of the second level."""
    parser = _read_parser()
    tokens = parser.parse(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(LOWEST, int(token.tag[1:]) + 2)}"
    html = parser.renderer.render(tokens, parser.options, {})
    cleaned = nh3.clean(
        html, tags=TAGS, attributes={"a": {"href"}}, url_schemes=set(SCHEMES), link_rel="noreferrer"
    )
    return Markup(cleaned)  # noqa: S704  # nosec


def refused_links(text: str) -> list[str]:
    """Addresses of links that are neither of this site nor of the web, e-mail or telephone."""
    return [href for href in _addresses(_read_parser().parse(text)) if not _is_allowed(href)]


def _addresses(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        href: Any = token.attrGet("href")
        if token.type == "link_open":
            yield str(href or "")
        yield from _addresses(token.children or ())


def _is_allowed(href: str) -> bool:
    try:
        parts = urlsplit(href)
    except ValueError:
        return False
    if not parts.scheme:
        return href.startswith(("/", "#")) and not href.startswith("//")
    return parts.scheme.lower() in SCHEMES
