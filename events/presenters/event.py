"""Events: as cards in lists, and as pages of their own."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils.translation import gettext as _

from catalogue.presenters.facts import by_scheme, text_value, verification
from catalogue.presenters.places import span
from catalogue.presenters.record_facts import RecordFacts
from catalogue.presenters.source_numbers import Sources
from catalogue.presenters.tool_cards import highlighted
from events.models import Event, EventOrganisation, EventTerm
from events.presenters.record_parts import carried, figures, label_of, public_links
from events.recommendations.models import Document, Recommendation, RecommendationTool
from events.view_models import EventCard, EventPage, LinkedRecord, MessageLine, Speaker
from hub.lists.presenter import address
from hub.search_engine.highlighter import Highlighter
from hub.search_engine.query import Query
from hub.vocabulary.term_cache import CachedTerm
from hub.web.localization import localize_date
from hub.web.view_models import FactSection, Link

MOST_TOOLS = 12  # that serve what came out of an event; all stand on the recommendations


def event_cards(pks: Sequence[int], marker: Highlighter | None = None) -> list[EventCard]:
    """Cards in the order of ``pks``, of those that are public at this moment. Three queries."""
    events = Event.objects.published().in_bulk(pks)
    terms = carried(EventTerm.objects.filter(event__in=events), "event_id")
    held: dict[int, list[Link]] = {}
    links = EventOrganisation.objects.filter(
        event__in=events, organisation__state="published", organisation__visibility="public"
    ).order_by("position")
    for pk, name, slug in links.values_list("event_id", "organisation__name", "organisation__slug"):
        held.setdefault(pk, []).append(Link(name, reverse("organisation", args=[slug])))
    return [
        _card(events[pk], terms.get(pk, []), held.get(pk, []), marker) for pk in pks if pk in events
    ]


def _card(
    event: Event, entries: list[CachedTerm], organisers: list[Link], marker: Highlighter | None
) -> EventCard:
    schemes = by_scheme(entries)
    name, theme, matches = highlighted(
        marker, event.pk, event.name, event.theme or "", event.place or "", event.language
    )
    return EventCard(
        url=event.get_absolute_url(),
        name=name,
        theme=theme,
        language=event.language,
        kind=label_of(schemes, "event_type"),
        dates=dates_of(event),
        place=place_of(event, schemes.get("country", [])),
        organisers=tuple(organisers),
        verification=verification(event),
        cancelled=event.status == Event.Status.CANCELLED,
        coming=event.last_day is not None and not event.over,
        matches=matches,
    )


def dates_of(event: Event) -> str:
    """When it is or was, in words and no more precise than the source; empty if not recorded."""
    if event.start and not event.end:
        return localize_date(event.start)
    return span(event.start, event.end)


def place_of(event: Event, countries: Sequence[CachedTerm]) -> str:
    names = [event.place or "", *(entry.label() for entry in countries)]
    return ", ".join(name for name in names if name)


def clock_of(event: Event) -> str:
    """ "09:00 to 10:15 (America/New_York)", or nothing where no time is recorded."""
    if not event.start_time:
        return ""
    times = [f"{time:%H:%M}" for time in (event.start_time, event.end_time) if time]
    return _("%(times)s (%(zone)s)") % {"times": "–".join(times), "zone": event.time_zone}


def event_page(event: Event) -> EventPage:
    """Everything that the page shows. ``event`` comes from ``Event.objects.for_page()``."""
    sources = Sources(event.citations.all())
    facts = RecordFacts(event, sources)
    quoted = figures(event.statistics.all(), sources)
    recommendations = _recommendations(event)
    return EventPage(
        name=event.name,
        language=event.language,
        theme=event.theme or "",
        kind=label_of(facts.schemes, "event_type"),
        dates=dates_of(event),
        clock=clock_of(event),
        place=place_of(event, facts.schemes.get("country", [])),
        cancelled=event.status == Event.Status.CANCELLED,
        verification=verification(event),
        sections=_sections(event, facts),
        organisers=tuple(
            Link(
                link.organisation.name,
                link.organisation.get_absolute_url(),
                note=link.get_role_display(),
            )
            for link in event.organisation_links.all()
            if link.organisation.is_public
        ),
        speakers=_speakers(event),
        messages=tuple(MessageLine(message.text, message.who) for message in event.messages.all()),
        figures=quoted,
        documents=public_links(Document.objects.published().filter(events=event).newest_first()),
        links=tuple(
            Link(link.title or link.url, link.url, note=link.get_kind_display())
            for link in event.links.all()
        ),
        recommendations=recommendations,
        tools=_tools(event),
        sources=sources.listed(),
        changed=event.updated_at.date().isoformat(),
        version=event.version,
        series=_series(facts),
        edition=event.edition or "",
        parent=_parent(event),
        parts=public_links(event.parts.all()),
        website=Link(urlsplit(event.url).netloc, event.url) if event.url else None,
        calendar=reverse("event-calendar", args=[event.slug]) if event.is_day_precise else "",
        notes=event.notes or "",
    )


def _speakers(event: Event) -> tuple[Speaker, ...]:
    found = []
    for one in event.participations.all():
        body = one.organisation if one.organisation and one.organisation.is_public else None
        link = Link(body.name, body.get_absolute_url()) if body else None
        found.append(Speaker(one.name, one.get_role_display(), one.affiliation or "", link))
    return tuple(found)


def _series(facts: RecordFacts) -> Link | None:
    for entry in facts.schemes.get("series", ()):
        every = Query().with_choice("series", entry.slug)
        return Link(entry.label(), address(reverse("events"), every))
    return None


def _parent(event: Event) -> Link | None:
    if event.parent and event.parent.is_public:
        return Link(event.parent.name, event.parent.get_absolute_url())
    return Link(event.parent_name, "") if event.parent_name else None


def _recommendations(event: Event) -> tuple[LinkedRecord, ...]:
    links = event.recommendation_links.filter(
        recommendation__in=Recommendation.objects.published().top_level()
    ).select_related("recommendation__document")
    return tuple(
        LinkedRecord(
            Link(
                link.recommendation.text,
                link.recommendation.get_absolute_url(),
                note=link.recommendation.ref,
                language=link.recommendation.language,
            ),
            link.reason,
        )
        for link in links
    )


def _tools(event: Event) -> tuple[LinkedRecord, ...]:
    """Tools that serve a recommendation that came out of the event, each once."""
    out_of_it = event.recommendations.published()
    links = (
        RecommendationTool.objects.by_published("public")
        .filter(recommendation__in=out_of_it)
        .select_related("tool", "recommendation")
    )
    found: dict[int, LinkedRecord] = {}
    for link in links:
        name = Link(link.tool.name, link.tool.get_absolute_url(), language=link.tool.language)
        found.setdefault(link.tool_id, LinkedRecord(name, link.reason))
    return tuple(found.values())[:MOST_TOOLS]


def _sections(event: Event, facts: RecordFacts) -> tuple[FactSection, ...]:
    mode = event.get_mode_display() if event.mode else ""
    return (
        FactSection(
            "about",
            _("What it was about"),
            (
                facts.terms("topic", _("Topics")),
                facts.terms("context", _("Situation")),
                facts.terms("action_area", _("Area of action")),
            ),
        ),
        FactSection(
            "held",
            _("How it was held"),
            (
                facts.field("mode", _("Held"), text_value(mode)),
                facts.terms("language", _("Languages")),
                facts.field("attendance", _("Attendance"), text_value(event.attendance)),
            ),
        ),
    )
