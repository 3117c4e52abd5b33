"""Cards and pages of organisations."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from markupsafe import escape

from catalogue.models import Organisation, OrganisationName, OrganisationTerm, Tool
from catalogue.presenters.facts import by_scheme, fact, term_fact, verification
from catalogue.presenters.related_sections import joined_to_organisation
from catalogue.presenters.source_numbers import Sources
from catalogue.presenters.tool_cards import marked, tool_cards
from catalogue.view_models import OrganisationCard, OrganisationPage
from hub.search_engine.highlighter import Highlighter
from hub.vocabulary.term_cache import CachedTerm, term_cache
from hub.web.localization import localize_date
from hub.web.view_models import Link, Value

TOOLS_SHOWN = 10


def organisation_cards(
    pks: Sequence[int], marker: Highlighter | None = None
) -> list[OrganisationCard]:
    """Cards in the order of ``pks``, of those that are public at this moment. Three queries."""
    bodies = Organisation.objects.published().with_tool_counts().in_bulk(pks)
    terms = term_cache()
    carried: dict[int, list[CachedTerm]] = {}
    links = OrganisationTerm.objects.filter(organisation__in=bodies)
    for pk, term in links.values_list("organisation_id", "term_id"):
        carried.setdefault(pk, []).extend(terms.entries([term]))
    names: dict[int, list[str]] = {}
    others = OrganisationName.objects.filter(organisation__in=bodies, shown=True)
    for pk, name in others.values_list("organisation_id", "text"):
        names.setdefault(pk, []).append(name)
    return [
        _card(bodies[pk], carried.get(pk, []), names.get(pk, []), marker)
        for pk in pks
        if pk in bodies
    ]


def _card(
    body: Organisation, entries: list[CachedTerm], names: list[str], marker: Highlighter | None
) -> OrganisationCard:
    schemes = by_scheme(entries)
    name = escape(body.name)
    if marker is not None:
        name = marked(marker.mark(body.name, body.language))
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
    schemes = by_scheme(term_cache().entries(link.term_id for link in body.term_links.all()))
    tools = Tool.objects.published().filter(organisations=body).order_by("name")
    pks = list(tools.values_list("pk", flat=True))
    ended = (Value(localize_date(body.ended)),) if body.ended else ()
    return OrganisationPage(
        name=body.name,
        language=body.language,
        verification=verification(body),
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
        tools=tuple(tool_cards(pks[:TOOLS_SHOWN])),
        changed=body.updated_at.date().isoformat(),
        other_names=tuple(name.text for name in body.shown_names),
        website=Link(urlsplit(body.url).netloc, body.url) if body.url else None,
        part_of=_link(body.part_of),
        parts=tuple(link for part in body.parts.all() if (link := _link(part))),
        successor=_link(body.successor),
        all_tools=Link(_("All its tools"), "", count=len(pks)) if pks else None,
        joined=joined_to_organisation(body),
    )


def _link(body: Organisation | None) -> Link | None:
    return Link(body.name, body.get_absolute_url()) if body and body.is_public else None
