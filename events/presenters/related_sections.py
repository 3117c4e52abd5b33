"""What events and recommendations join to the pages of tools and organisations."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.models import Organisation, Tool
from catalogue.presenters.related_sections import LinkedRecord, RelatedSection
from events.models import Event
from events.presenters.addressee import asked_of
from events.presenters.event import event_dates
from events.presenters.follow_up import TABLE, distribution_sentence, status_label
from events.presenters.follow_up_files import file_links
from events.presenters.follow_up_table import read_entries
from events.recommendations.addressee_log import AddresseeLog, addressee_log
from events.recommendations.distribution import Distribution
from events.recommendations.models import Document, FollowUp, Recommendation, RecommendationTool
from events.recommendations.models.addressed import AddresseeKey
from hub.lists.presenter import follow_address, query_url
from hub.records.keyed_rows import KeyedRows
from hub.search_engine.query import Query
from hub.web.localization import localize_date, localize_number
from hub.web.view_models import Link

MAX_RECOMMENDATIONS = 12  # recommendations on a tool's page
MAX_NEWEST = 5  # events or documents on an organisation's page


_links_of_tool = KeyedRows(
    lambda tools: (
        RecommendationTool.objects.for_published()
        .filter(tool__in=tools)
        .select_related("recommendation")
        .order_by("recommendation__document__slug", "recommendation__position", "pk")
    )[: MAX_RECOMMENDATIONS + 1],
    at_once=1,
)


def recommendations_of(tool: Tool) -> RelatedSection | None:
    """The recommendations that a tool serves, each with the reason. One query."""
    records = tuple(
        _served_recommendation(link.recommendation, link.reason)
        for link in _links_of_tool([tool.pk])
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


def asked_of_body(body: Organisation) -> RelatedSection | None:
    """The recommendations that name an organisation. Two queries, none where there is none."""
    asked = asked_of("organisation", body.slug)
    if not asked.all.count:
        return None
    items = tuple(
        LinkedRecord(
            document.link,
            " · ".join(
                filter(
                    None,
                    (
                        ", ".join(issuer.label for issuer in document.issuers),
                        document.date,
                        document.list.label,
                    ),
                )
            ),
        )
        for document in asked.documents[:MAX_NEWEST]
    )
    # Once on the page, with what is recorded where anything is.
    is_alone = not addressee_log(AddresseeKey(organisation=body.pk)).entries
    ways = _ways(body) if is_alone else ()
    return RelatedSection("asked", _("What it was asked"), items, asked.all, ways=ways)


def _ways(body: Organisation) -> tuple[Link, ...]:
    """By mail, as a feed, as a file."""
    query = Query().with_choice("organisation", body.slug)
    return (
        Link(_("Get updates by e-mail"), follow_address(Recommendation.kind, query.canonical())),
        Link(_("Atom feed"), reverse("organisation-feed", args=[body.slug])),
        Link(_("What it was asked (CSV)"), reverse("organisation-export", args=[body.slug])),
        *file_links("organisation", body.slug),
    )


def recorded_about_body(body: Organisation) -> RelatedSection | None:
    """The newest of what is recorded about an organisation. Three queries at most."""
    log = addressee_log(AddresseeKey(organisation=body.pk))
    newest = log.entries[:MAX_NEWEST]
    if not newest:
        return None
    actions = Recommendation.objects.in_bulk({entry.action for entry in newest})
    read = read_entries(entry.pk for entry in newest)
    items = tuple(
        LinkedRecord(
            Link(
                str(actions[entry.action]),
                f"{actions[entry.action].get_absolute_url()}?organisation={body.slug}{TABLE}",
                language=actions[entry.action].language,
            ),
            _entry_line(read[entry.pk]),
        )
        for entry in newest
        if entry.pk in read and entry.action in actions
    )
    whole = Distribution(log.counts, entries=len(log.entries))
    return RelatedSection(
        "recorded",
        _("What is recorded about it"),
        items,
        _recorded_link(body, log),
        lead=distribution_sentence(whole),
        ways=_ways(body),
    )


def _recorded_link(body: Organisation, log: AddresseeLog) -> Link:
    """To all recommendations with an entry about it: those where it has one of these statuses."""
    number = len(log.recommendations)
    label = ngettext(
        "%(number)s recommendation with an entry about it",
        "%(number)s recommendations with an entry about it",
        number,
    ) % {"number": localize_number(number)}
    query = Query.of(chosen={"organisation": [body.slug], "followup_status": list(log.counts)})
    return Link(label, query_url(reverse("recommendations"), query), number)


def _entry_line(entry: FollowUp) -> str:
    """Status, date, who says so, the evidence and its source."""
    said_by = entry.voice or _("who says it is not noted")
    status = status_label(entry.status_slug)
    date = localize_date(entry.date) if entry.date else _("Date not recorded")
    return " · ".join((status, date, said_by, entry.evidence, entry.source.title))


def _newest_section(
    slug: str, title: str, records: tuple[LinkedRecord, ...], all_link: Link
) -> RelatedSection | None:
    if not records:
        return None
    return RelatedSection(
        slug, title, records[:MAX_NEWEST], all_link if records[MAX_NEWEST:] else None
    )
