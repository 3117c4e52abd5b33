"""Sources beside the facts that they support, as links that open beside the form."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from hub.records.models import Citation, Source

WEB = ("https://", "http://")


def source_link(source: Source) -> SafeString:
    """The source's name; a link where it has an address of the web."""
    if not source.url.startswith(WEB):
        return format_html("{}", source)
    return _new_tab_link(source, source, f" ({_('opens in a new tab')})")


def opening_link(source: Source) -> SafeString | None:
    """A short link for the narrow column of a table; None where the source has no address."""
    if not source.url.startswith(WEB):
        return None
    return _new_tab_link(source, _("Open"), f": {source} ({_('opens in a new tab')})")


def _new_tab_link(source: Source, words: Any, unseen: str) -> SafeString:
    """``unseen`` is what a screen reader says behind the words."""
    return format_html(
        '<a href="{}" target="_blank" rel="noopener noreferrer">{}'
        '<span class="visually-hidden">{}</span></a>',
        source.url,
        words,
        unseen,
    )


def citation_text(citation: Citation) -> SafeString:
    """The link, and when the source was compared or read, if that is known."""
    day = citation.checked_on or citation.source.read_on
    if day is None:
        return source_link(citation.source)
    label = _("checked %(day)s") if citation.checked_on else _("read %(day)s")
    if citation.source.kind == Source.Kind.STATEMENT:
        label = _("stated %(day)s")
    words = label % {"day": date_format(day, "Y-m-d")}
    return format_html("{} <small>{}</small>", source_link(citation.source), words)


def sources_by_fact(citations: Iterable[Citation]) -> dict[str, list[SafeString]]:
    """The links by the fact that they support; those of the whole record under an empty text."""
    links: dict[str, list[SafeString]] = {}
    for citation in citations:
        links.setdefault(citation.subject, []).append(citation_text(citation))
    return links


def with_sources(help_text: Any, links: list[SafeString]) -> SafeString:
    """A field's help text, and below it the links to its sources."""
    listed = format_html_join("", "<li>{}</li>", ((link,) for link in links))
    return format_html(
        '{}<span class="fact-sources"><b>{}</b></span><ul class="fact-sources">{}</ul>',
        help_text,
        _("Sources:"),
        listed,
    )
