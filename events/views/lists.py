"""The filtered lists of events, documents and recommendations, and their feeds and calendars."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events import calendar
from events.fields.document import DOCUMENT
from events.fields.event import COMING, EVENT
from events.fields.recommendation import RECOMMENDATION
from events.index_documents import EVENT_LIST
from events.models import Event
from events.models.event import SERIES
from events.presenters.document import document_cards
from events.presenters.event import event_cards
from events.presenters.expected_events import expected_events, usual_time_of_series
from events.presenters.recommendation import follow_up_of, recommendation_cards
from events.recommendations.index_documents import DOCUMENT_LIST, RECOMMENDATION_LIST
from events.recommendations.models import Document, Recommendation
from hub.lists.filter_form import UnusableQueryError
from hub.lists.presenter import list_name, query_url
from hub.lists.spec import ListSpec
from hub.lists.views import render_feed, render_list, unusable_query
from hub.records.fields import facet_name
from hub.records.models import SearchState
from hub.records.seq_cache import SeqCache
from hub.search_engine.query import Query
from hub.search_engine.search import match_ids, match_text
from hub.search_engine.snapshot_cache import get_snapshot
from hub.web.operator import mail_link, operator
from hub.web.page_kinds import shows
from hub.web.responses import mark_shared
from hub.web.view_models import Link

_dayless: SeqCache[frozenset[int]] = SeqCache(SearchState.version, max_size=1)


def _beside_events(query: Query) -> dict[str, Any]:
    """The calendar of the same list and what it cannot hold; when yearly events are expected.

    Those are shown where somebody looks for what is coming.
    """
    looks_ahead = query in (Query(), Query().with_choice("when", COMING))
    expected = expected_events() if looks_ahead else ()
    series = query.slugs(SERIES)
    left_out = len(_without_day(match_ids(get_snapshot(EVENT.kind, "public"), query)))
    return {
        "calendar": query_url(reverse("events-calendar"), query.with_page(1)),
        "left_out": calendar.left_out_sentence(left_out) if left_out else "",
        "expected": expected,
        "usual": usual_time_of_series(series[0]) if len(series) == 1 else None,
        "contact": _mail_link(_("An event that is missing")),
    }


def _beside_recommendations(query: Query) -> dict[str, Any]:
    """How many have been followed up; whose status a choice of statuses means."""
    named = [
        RECOMMENDATIONS.facets_by_name[facet].label_of(slug)
        for facet in ("country", "organisation", "asked_country", "asked_organisation")
        for slug in query.slugs(facet)
    ]
    whose = ""
    if named and query.slugs("followup_status"):
        whose = _("Follow-up here is that of %(names)s, and of nobody else.") % {
            "names": _(" or ").join(named)
        }
    return {"follow_up": follow_up_of(query.with_page(1)), "whose": whose}


def _mail_link(subject: str) -> Link | None:
    """A way to write to whoever runs the site; None where no address is set."""
    address = operator().contact
    return Link(address, mail_link(address, subject)) if address else None


def _without_day(pks: Iterable[int]) -> frozenset[int]:
    """Those of these events that no calendar can hold; their keys are read once for all lists."""
    dayless = _dayless.get("keys", _read_dayless)
    return dayless.intersection(pks) if dayless else dayless


def _read_dayless() -> frozenset[int]:
    published = Event.objects.published()
    with_day = published.day_precise().values("pk")
    return frozenset(published.exclude(pk__in=with_day).values_list("pk", flat=True))


EVENTS = ListSpec(
    kind=EVENT.kind,
    route="events",
    feed_route="events-feed",
    section="events",
    template="events/event_list.html",
    facets=EVENT_LIST,
    records=lambda: Event.objects.all(),
    cards=event_cards,
    count=lambda total: ngettext("%(total)d event", "%(total)d events", total) % {"total": total},
    title=gettext_lazy("Events"),
    search_label=gettext_lazy("Search the events"),
    submit_label=gettext_lazy("Show the events"),
    description=gettext_lazy(
        "Events on technology and trafficking in persons, past and upcoming, and what came of them."
    ),
    orders={"relevance": gettext_lazy("By date")},
    context=_beside_events,
)
DOCUMENTS = ListSpec(
    kind=DOCUMENT.kind,
    route="documents",
    feed_route="documents-feed",
    section="recommendations",
    template="events/document_list.html",
    facets=DOCUMENT_LIST,
    records=lambda: Document.objects.all(),
    cards=document_cards,
    count=lambda total: (
        ngettext("%(total)d document", "%(total)d documents", total) % {"total": total}
    ),
    title=gettext_lazy("Documents"),
    search_label=gettext_lazy("Search the documents"),
    submit_label=gettext_lazy("Show the documents"),
    description=gettext_lazy(
        "Statements, reports and sets of recommendations, and how much of each is recorded here."
    ),
    orders={"relevance": gettext_lazy("By date"), "name": gettext_lazy("Title")},
)
RECOMMENDATIONS = ListSpec(
    kind=RECOMMENDATION.kind,
    route="recommendations",
    feed_route="recommendations-feed",
    section="recommendations",
    template="events/recommendation_list.html",
    facets=RECOMMENDATION_LIST,
    records=lambda: Recommendation.objects.top_level(),
    cards=recommendation_cards,
    count=lambda total: (
        ngettext("%(total)d recommendation", "%(total)d recommendations", total) % {"total": total}
    ),
    title=gettext_lazy("Recommendations"),
    search_label=gettext_lazy("Search the recommendations"),
    submit_label=gettext_lazy("Show the recommendations"),
    description=gettext_lazy(
        "What States, companies and others have been asked to do, which tools help, and "
        "what came of it."
    ),
    orders={
        "relevance": gettext_lazy("By document"),
        "name": gettext_lazy("A to Z"),
    },
    context=_beside_recommendations,
)

# Records that may be asked for without a recommendation that names them.
NAMED = {
    facet_name(declared): declared.facet.records
    for declared in RECOMMENDATION.facet_fields
    if declared.facet and declared.facet.records
}


@shows("event")
def event_list(request: HttpRequest) -> HttpResponse:
    return render_list(request, EVENTS)


@shows("event")
def event_feed(request: HttpRequest) -> HttpResponse:
    return render_feed(request, EVENTS)


@shows("document")
def document_list(request: HttpRequest) -> HttpResponse:
    return render_list(request, DOCUMENTS)


@shows("document")
def document_feed(request: HttpRequest) -> HttpResponse:
    return render_feed(request, DOCUMENTS)


@shows("recommendation", asked=NAMED)
def recommendation_list(request: HttpRequest) -> HttpResponse:
    return render_list(request, RECOMMENDATIONS)


@shows("recommendation")
def recommendation_feed(request: HttpRequest) -> HttpResponse:
    return render_feed(request, RECOMMENDATIONS)


@shows("event")
def event_calendar(request: HttpRequest) -> HttpResponse:
    """Every event of a filtered list whose dates are days, as one calendar."""
    try:
        query, _exact = EVENTS.read(request)
    except UnusableQueryError as problem:
        return unusable_query(request, EVENTS, problem)
    snapshot = get_snapshot(EVENTS.kind, "public")
    pks = match_ids(snapshot, query.with_page(1))
    matches = Event.objects.published().filter(pk__in=pks).in_calendar()
    meant = match_text(snapshot, query.text).words
    return mark_shared(
        calendar.calendar_response(
            matches.soonest_first().prefetch_related("term_links"),
            name=calendar.calendar_name(list_name(EVENTS, query, meant)),
            file="events.ics",
            page=query_url(EVENTS.base, query.with_page(1)),
            left_out=len(_without_day(pks)),
        )
    )
