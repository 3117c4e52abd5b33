"""Cards of tools, the same in every list."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from catalogue.models import Organisation, Tool, ToolOrganisation, ToolTerm
from catalogue.models.tool import ENDED
from catalogue.presenters.facts import by_scheme, fact, verification_of
from catalogue.view_models import ToolCard
from hub.records.keyed_rows import KeyedRows
from hub.search_engine.highlighter import Highlighter, MatchReason, TextSegment
from hub.vocabulary.term_cache import CachedTerm, TermCache, term_cache
from hub.web.paths import record_path
from hub.web.view_models import Fact, Link, Marked, Value

# The facts that decide whether to read on, and how many of their values a card has room for.
GLANCE = ("status", "connectivity", "language", "access")
ROOM = 3


class ToolRowValues(NamedTuple):
    """What a card shows of a tool. A tuple, because a page makes twenty of them."""

    pk: int
    slug: str
    name: str
    summary: str
    description: str
    language: str
    scope: str
    known_none: list[str]
    verification: str
    verified_on: datetime.date | None
    caution: str | None


_tools = KeyedRows(
    lambda pks: (
        Tool.objects.published().filter(pk__in=pks).order_by().values_list(*ToolRowValues._fields)
    )
)
_terms = KeyedRows(
    lambda pks: ToolTerm.objects.filter(tool__in=pks).values_list("tool_id", "term_id")
)
_makers = KeyedRows(
    lambda pks: ToolOrganisation.objects.filter(
        tool__in=pks, organisation__in=Organisation.objects.published()
    ).values_list("tool_id", "organisation__name", "organisation__slug")
)


def tool_cards(pks: Sequence[int], marker: Highlighter | None = None) -> list[ToolCard]:
    """Cards in the order of ``pks``, of the tools among them that are public at this moment.

    Three queries. The state is asked of the database again, so that a tool withdrawn a moment ago
    is not shown by a process that is behind.
    """
    tools = {row[0]: ToolRowValues._make(row) for row in _tools(pks)}
    held = list(tools)
    terms = term_cache()
    carried: dict[int, list[CachedTerm]] = {}
    for pk, term in _terms(held):
        if term in terms.by_pk:  # not one that is newer than the cache
            carried.setdefault(pk, []).append(terms.by_pk[term])
    makers: dict[int, list[Link]] = {}
    for pk, name, slug in _makers(held):
        makers.setdefault(pk, []).append(Link(name, record_path("organisation", slug)))
    return [
        tool_card(tools[pk], terms, carried.get(pk, ()), makers.get(pk, ()), marker)
        for pk in pks
        if pk in tools
    ]


def tool_card(
    tool: ToolRowValues,
    terms: TermCache,
    entries: Iterable[CachedTerm],
    makers: Iterable[Link],
    marker: Highlighter | None = None,
) -> ToolCard:
    schemes = by_scheme(entries)
    name, summary, matches = highlighted(
        marker, tool.pk, tool.name, tool.summary, tool.description, tool.language
    )
    return ToolCard(
        url=record_path("tool", tool.slug),
        name=name,
        summary=summary,
        language=tool.language,
        makers=tuple(makers),
        facts=key_fact_lines(terms, schemes, tool.known_none),
        scope=str(Tool.Scope(tool.scope).label),
        verification=verification_of(tool.verification, tool.verified_on),
        matches=matches,
        ended=next(
            (entry.label() for entry in schemes.get("status", ()) if entry.slug in ENDED), ""
        ),
        caution=bool(tool.caution),
    )


def key_facts(
    schemes: Mapping[str, list[CachedTerm]], known_none: Sequence[str]
) -> tuple[Fact, ...]:
    """The deciding facts, each with at most three values and the number of the others."""
    return tuple(
        _deciding(scheme, schemes.get(scheme, ()), scheme in known_none) for scheme in GLANCE
    )


def _deciding(scheme: str, entries: Sequence[CachedTerm], known_none: bool) -> Fact:
    labels = {
        "status": _("Status"),
        "connectivity": _("Needs"),
        "language": _("Languages"),
        "access": _("Access"),
    }
    return fact(labels[scheme], _shortened(entries), known_none=known_none)


def key_fact_lines(
    terms: TermCache, schemes: Mapping[str, list[CachedTerm]], known_none: Sequence[str]
) -> Markup:
    """The same as HTML, kept: many tools share a fact, and making it took a third of a card."""
    language = get_language()
    lines = []
    for scheme in GLANCE:
        entries = schemes.get(scheme, ())
        none = scheme in known_none
        key = ("glance", language, scheme, none, *[entry.pk for entry in entries])
        lines.append(terms.derived.get(key, lambda: _deciding(scheme, entries, none).at_a_glance))  # noqa: B023 - called at once
    return Markup("").join(lines)


def _shortened(entries: Sequence[CachedTerm]) -> tuple[Value, ...]:
    ordered = sorted(entries, key=lambda entry: entry.position)
    values = [Value(entry.label()) for entry in ordered[:ROOM]]
    if len(ordered) > ROOM:
        values.append(Value(_("%(count)d more") % {"count": len(ordered) - ROOM}))
    return tuple(values)


def marked(segments: Iterable[TextSegment]) -> Markup:
    """Segments as text with the matched parts in ``<mark>``, everything escaped."""
    parts: list[str] = []
    for text, is_marked in segments:
        parts += ("<mark>", escape(text), "</mark>") if is_marked else (escape(text),)
    return Markup("".join(parts))  # noqa: S704  # nosec  # the text is escaped, the marks are ours


def highlighted(
    marker: Highlighter | None, pk: int, title: str, summary: str, body: str, language: str
) -> tuple[Markup, Markup, tuple[Marked, ...]]:
    """A record's title and summary with the words searched for, and where else they were found."""
    if marker is None:
        return escape(title), escape(summary), ()
    found = marker.card(pk, title, summary, body, (), language=language)
    matches, in_summary = _why(found.why, marked(found.passage))
    return marked(found.title), in_summary or escape(summary), matches


def _why(why: MatchReason | None, passage: Markup) -> tuple[tuple[Marked, ...], Markup | None]:
    """Where a word was found, unless one sees it in the name; and the summary with its marks."""
    if why is None or why.field == "title":
        return (), None
    if why.field == "summary":
        return (), passage
    words = {
        "description": _("In the description:"),
        "name": _("Also known as, or made by:"),
        "label": _("Described as:"),
    }
    text = escape(why.text) if why.field == "label" else passage
    return (Marked(words[why.field], text),), None
