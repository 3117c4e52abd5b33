"""Cards and pages of organisations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from catalogue.models import Organisation, OrganisationName, OrganisationTerm, Tool
from catalogue.presenters.facts import Sources, fact, group_by_scheme, term_fact, verification
from catalogue.presenters.related_sections import RelatedSection, related_to_organisation
from catalogue.presenters.tool_cards import ToolCard, highlight_segments, tool_cards
from hub.records.keyed_rows import KeyedRows
from hub.search_engine.highlighter import Highlighter
from hub.vocabulary.term_cache import CachedTerm, term_cache
from hub.web.localization import localize_date
from hub.web.view_models import (
    Fact,
    Link,
    SourceRef,
    Value,
    VerificationLabel,
)


@dataclass(frozen=True, slots=True)
class OrganisationCard:
    """An organisation in a list. ``kind`` ("UN entity") and ``seat`` are empty where not known."""

    url: str
    name: Markup
    language: str
    tools: int
    kind: str = ""
    seat: str = ""
    acronyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OrganisationPage:
    """An organisation: its facts, what it is part of, its parts, and its tools as cards."""

    name: str
    language: str
    verification: VerificationLabel
    facts: tuple[Fact, ...]
    sources: tuple[SourceRef, ...]
    tools: tuple[ToolCard, ...]
    changed: str
    other_names: tuple[str, ...] = ()
    website: Link | None = None
    part_of: Link | None = None
    parts: tuple[Link, ...] = ()
    successor: Link | None = None
    all_tools: Link | None = None
    related: tuple[RelatedSection, ...] = ()


MAX_TOOLS = 10

_bodies = KeyedRows(
    lambda pks: Organisation.objects.published().with_tool_counts().filter(pk__in=pks).order_by()
)
_term_rows = KeyedRows(
    lambda pks: OrganisationTerm.objects.filter(organisation__in=pks).values_list(
        "organisation_id", "term_id"
    )
)
_name_rows = KeyedRows(
    lambda pks: OrganisationName.objects.filter(organisation__in=pks, shown=True).values_list(
        "organisation_id", "text"
    )
)


def organisation_cards(
    pks: Sequence[int], highlighter: Highlighter | None = None
) -> list[OrganisationCard]:
    """Cards in the order of ``pks``, of those that are public at this moment. Three queries."""
    bodies = {body.pk: body for body in _bodies(pks)}
    terms = term_cache()
    terms_by_organisation: dict[int, list[CachedTerm]] = {}
    for pk, term in _term_rows(list(bodies)):
        terms_by_organisation.setdefault(pk, []).extend(terms.entries([term]))
    names: dict[int, list[str]] = {}
    for pk, name in _name_rows(list(bodies)):
        names.setdefault(pk, []).append(name)
    return [
        _card(bodies[pk], terms_by_organisation.get(pk, []), names.get(pk, []), highlighter)
        for pk in pks
        if pk in bodies
    ]


def _card(
    body: Organisation, terms: list[CachedTerm], names: list[str], highlighter: Highlighter | None
) -> OrganisationCard:
    schemes = group_by_scheme(terms)
    name = escape(body.name)
    if highlighter is not None:
        name = highlight_segments(highlighter.mark(body.name, body.language))
    return OrganisationCard(
        url=body.get_absolute_url(),
        name=name,
        language=body.language,
        tools=body.tool_count,  # type: ignore[attr-defined]
        kind="".join(entry.label() for entry in schemes.get("organisation_type", ())),
        seat="".join(entry.label() for entry in schemes.get("country", ())),
        acronyms=tuple(names),
    )


def organisation_page(body: Organisation) -> OrganisationPage:
    """Everything that the page shows. ``body`` comes from ``Organisation.objects.for_page()``."""
    sources = Sources(body.citations.all())
    schemes = group_by_scheme(term_cache().entries(link.term_id for link in body.term_links.all()))
    tools = Tool.objects.published().filter(organisations=body).order_by("name")
    pks = list(tools.values_list("pk", flat=True))
    ended = (Value(localize_date(body.ended)),) if body.ended else ()
    return OrganisationPage(
        name=body.name,
        language=body.language,
        verification=verification(body, sources),
        facts=(
            term_fact(
                _("Kind of organisation"),
                schemes.get("organisation_type", ()),
                known_none="organisation_type" in body.known_none,
                sources=sources.of("organisation_type"),
            ),
            term_fact(
                _("Seat"),
                schemes.get("country", ()),
                known_none="country" in body.known_none,
                sources=sources.of("country"),
            ),
            fact(_("Ended"), ended, known_none="ended" in body.known_none),
        ),
        sources=sources.listed(),
        tools=tuple(tool_cards(pks[:MAX_TOOLS])),
        changed=body.updated_at.date().isoformat(),
        other_names=tuple(name.text for name in body.shown_names),
        website=Link(urlsplit(body.url).netloc, body.url) if body.url else None,
        part_of=_link(body.part_of),
        parts=tuple(link for part in body.parts.all() if (link := _link(part))),
        successor=_link(body.successor),
        all_tools=Link(_("All its tools"), "", count=len(pks)) if pks else None,
        related=related_to_organisation(body),
    )


def _link(body: Organisation | None) -> Link | None:
    return Link(body.name, body.get_absolute_url()) if body and body.is_public else None
