"""What events and recommendations join to the pages of tools and organisations."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from catalogue.models import Organisation, Tool
from catalogue.presenters.related_sections import LinkedRecord, RelatedSection
from events.models import Event
from events.presenters.event import event_dates
from events.recommendations.models import Document, Recommendation, RecommendationTool
from hub.lists.presenter import query_url
from hub.search_engine.query import Query
from hub.web.localization import localize_date
from hub.web.view_models import Link

MAX_RECOMMENDATIONS = 12  # recommendations on a tool's page
MAX_NEWEST = 5  # events or documents on an organisation's page


def recommendations_of(tool: Tool) -> RelatedSection | None:
    """The recommendations that a tool serves, each with the reason. One query."""
    links = (
        RecommendationTool.objects.for_published()
        .filter(tool=tool)
        .select_related("recommendation")
        .order_by("recommendation__document__slug", "recommendation__position", "pk")
    )
    records = tuple(
        _served_recommendation(link.recommendation, link.reason)
        for link in links[: MAX_RECOMMENDATIONS + 1]
    )
    if not records:
        return None
    more = (
        Link(_("More recommendations"), reverse("recommendations"))
        if records[MAX_RECOMMENDATIONS:]
        else None
    )
    return RelatedSection(
        "serves",
        _("Recommendations that it can help with"),
        records[:MAX_RECOMMENDATIONS],
        more,
        quoted=True,
    )


def _served_recommendation(recommendation: Recommendation, reason: str) -> LinkedRecord:
    return LinkedRecord(
        Link(
            recommendation.text, recommendation.get_absolute_url(), language=recommendation.language
        ),
        reason,
    )


def events_of(body: Organisation) -> RelatedSection | None:
    """The newest events of an organisation. One query."""
    organised = Event.objects.published().filter(organisations=body).distinct().newest_first()
    records = tuple(
        LinkedRecord(
            Link(event.name, event.get_absolute_url(), language=event.language),
            event_dates(event) or _("Date not recorded"),
        )
        for event in organised[: MAX_NEWEST + 1]
    )
    all_url = query_url(reverse("events"), Query().with_choice("organiser", body.slug))
    return _newest_section("events", _("Its events"), records, Link(_("All its events"), all_url))


def documents_of(body: Organisation) -> RelatedSection | None:
    """The newest documents that an organisation issued. One query."""
    issued = Document.objects.published().filter(organisations=body).distinct().newest_first()
    records = tuple(
        LinkedRecord(
            Link(document.title, document.get_absolute_url(), language=document.language),
            localize_date(document.date) if document.date else _("Date not recorded"),
        )
        for document in issued[: MAX_NEWEST + 1]
    )
    all_url = query_url(reverse("documents"), Query().with_choice("issuer", body.slug))
    return _newest_section(
        "documents", _("Its documents"), records, Link(_("All its documents"), all_url)
    )


def _newest_section(
    slug: str, title: str, records: tuple[LinkedRecord, ...], all_link: Link
) -> RelatedSection | None:
    if not records:
        return None
    return RelatedSection(
        slug, title, records[:MAX_NEWEST], all_link if records[MAX_NEWEST:] else None
    )
