"""Cards of tools, the same in every list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from catalogue.models import Organisation, Tool, ToolOrganisation, ToolTerm
from catalogue.models.tool import ENDED
from catalogue.pages.facts import by_scheme, fact, verification
from catalogue.showing import ToolCard
from hub.core.showing import Fact, Link, Marked, Value
from hub.index.highlight import Marker, Segment, Why
from hub.vocabulary.book import Entry, book

# The facts that decide whether to read on, and how many of their values a card has room for.
GLANCE = ("status", "connectivity", "language", "access")
ROOM = 3


def tool_cards(pks: Sequence[int], marker: Marker | None = None) -> list[ToolCard]:
    """Cards in the order of ``pks``, of the tools among them that are public at this moment.

    Three queries. The state is asked of the database again, so that a tool withdrawn a moment ago
    is not shown by a process that is behind.
    """
    tools = {
        tool.pk: tool
        for tool in Tool.objects.published()
        .filter(pk__in=pks)
        .only(
            "slug", "name", "summary", "description", "language", "scope", "known_none",
            "verification", "verified_on", "caution",
        )
    }  # fmt: skip
    terms = book()
    carried: dict[int, list[Entry]] = {}
    for pk, term in ToolTerm.objects.filter(tool__in=tools).values_list("tool_id", "term_id"):
        carried.setdefault(pk, []).extend(terms.entries([term]))
    makers: dict[int, list[Link]] = {}
    links = ToolOrganisation.objects.filter(
        tool__in=tools, organisation__in=Organisation.objects.published()
    )
    for pk, name, slug in links.values_list("tool_id", "organisation__name", "organisation__slug"):
        makers.setdefault(pk, []).append(Link(name, f"/organisations/{slug}/"))
    return [
        tool_card(tools[pk], carried.get(pk, ()), makers.get(pk, ()), marker)
        for pk in pks
        if pk in tools
    ]


def tool_card(
    tool: Tool, entries: Iterable[Entry], makers: Iterable[Link], marker: Marker | None = None
) -> ToolCard:
    schemes = by_scheme(entries)
    name, summary, matches = highlighted(
        marker, tool.pk, tool.name, tool.summary, tool.description, tool.language
    )
    return ToolCard(
        url=tool.get_absolute_url(),
        name=name,
        summary=summary,
        language=tool.language,
        makers=tuple(makers),
        facts=glance(schemes, tool.known_none),
        scope=tool.get_scope_display(),
        verification=verification(tool),
        matches=matches,
        ended=next(
            (entry.label() for entry in schemes.get("status", ()) if entry.slug in ENDED), ""
        ),
        caution=bool(tool.caution),
    )


def glance(schemes: Mapping[str, list[Entry]], known_none: Sequence[str]) -> tuple[Fact, ...]:
    """The deciding facts, each with at most three values and the number of the others."""
    labels = {
        "status": _("Status"),
        "connectivity": _("Needs"),
        "language": _("Languages"),
        "access": _("Access"),
    }
    return tuple(
        fact(labels[scheme], _shortened(schemes.get(scheme, ())), known_none=scheme in known_none)
        for scheme in GLANCE
    )


def _shortened(entries: Sequence[Entry]) -> tuple[Value, ...]:
    ordered = sorted(entries, key=lambda entry: entry.position)
    values = [Value(entry.label()) for entry in ordered[:ROOM]]
    if len(ordered) > ROOM:
        values.append(Value(_("%(count)d more") % {"count": len(ordered) - ROOM}))
    return tuple(values)


def marked(segments: Iterable[Segment]) -> Markup:
    """Segments as text with the matched parts in ``<mark>``, everything escaped."""
    return Markup("").join(
        Markup("<mark>{}</mark>").format(segment.text) if segment.marked else escape(segment.text)
        for segment in segments
    )


def highlighted(
    marker: Marker | None, pk: int, title: str, summary: str, body: str, language: str
) -> tuple[Markup, Markup, tuple[Marked, ...]]:
    """A record's title and summary with the words searched for, and where else they were found."""
    if marker is None:
        return escape(title), escape(summary), ()
    found = marker.card(pk, title, summary, body, (), language=language)
    matches, in_summary = _why(found.why, marked(found.passage))
    return marked(found.title), in_summary or escape(summary), matches


def _why(why: Why | None, passage: Markup) -> tuple[tuple[Marked, ...], Markup | None]:
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
