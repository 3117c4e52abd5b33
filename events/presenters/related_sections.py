"""What events and recommendations join to the pages of tools and organisations."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from catalogue.models import Organisation, Tool
from catalogue.view_models import PatternTool, RelatedSection
from events.models import Event
from events.presenters.event import dates_of
from events.recommendations.models import Document, Recommendation, RecommendationTool
from hub.lists.presenter import address
from hub.search_engine.query import Query
from hub.web.localization import localize_date
from hub.web.view_models import Link

MOST = 12  # recommendations on a tool's page
NEWEST = 5  # events or documents on an organisation's page


def recommendations_of(tool: Tool) -> RelatedSection | None:
    """The recommendations that a tool serves, each with the reason. One query."""
    links = (
        RecommendationTool.objects.for_published()
        .filter(tool=tool)
        .select_related("recommendation")
        .order_by("recommendation__document__slug", "recommendation__position", "pk")
    )
    found = tuple(_served(link.recommendation, link.reason) for link in links[: MOST + 1])
    if not found:
        return None
    more = Link(_("More recommendations"), reverse("recommendations")) if found[MOST:] else None
    return RelatedSection(
        "serves", _("Recommendations that it serves"), found[:MOST], more, quoted=True
    )


def _served(one: Recommendation, reason: str) -> PatternTool:
    return PatternTool(Link(one.text, one.get_absolute_url(), language=one.language), reason)


def events_of(body: Organisation) -> RelatedSection | None:
    """The newest events that an organisation stands behind. One query."""
    held = Event.objects.published().filter(organisations=body).distinct().newest_first()
    found = tuple(
        PatternTool(
            Link(event.name, event.get_absolute_url(), language=event.language),
            dates_of(event) or _("Date not recorded"),
        )
        for event in held[: NEWEST + 1]
    )
    every = address(reverse("events"), Query().with_choice("organiser", body.slug))
    return _newest("events", _("Its events"), found, Link(_("All its events"), every))


def documents_of(body: Organisation) -> RelatedSection | None:
    """The newest documents that an organisation issued. One query."""
    issued = Document.objects.published().filter(organisations=body).distinct().newest_first()
    found = tuple(
        PatternTool(
            Link(document.title, document.get_absolute_url(), language=document.language),
            localize_date(document.date) if document.date else _("Date not recorded"),
        )
        for document in issued[: NEWEST + 1]
    )
    every = address(reverse("documents"), Query().with_choice("issuer", body.slug))
    return _newest("documents", _("Its documents"), found, Link(_("All its documents"), every))


def _newest(
    slug: str, title: str, found: tuple[PatternTool, ...], every: Link
) -> RelatedSection | None:
    if not found:
        return None
    return RelatedSection(slug, title, found[:NEWEST], every if found[NEWEST:] else None)
