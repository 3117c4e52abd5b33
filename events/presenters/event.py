"""Events: as cards in lists, and as pages of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from markupsafe import Markup

from catalogue.presenters.facts import (
    RecordFacts,
    SectionSpec,
    Sources,
    build_sections,
    date_range,
    field_fact,
    group_by_scheme,
    scheme_fact,
    text_value,
    verification,
)
from catalogue.presenters.related_sections import LinkedRecord
from catalogue.presenters.tool_cards import highlight_record
from events.models import Event, EventLink, EventOrganisation, EventTerm
from events.presenters.event_status import (
    EventStatus,
    Registration,
    event_status,
    outcome_sentence,
    registration,
)
from events.presenters.record_parts import (
    Figure,
    Quoted,
    figures,
    organisation_links,
    organisation_rows,
    public_links,
    quoted,
    single_label,
    term_rows,
    terms_by_record,
)
from events.recommendations.models import Document, Recommendation, RecommendationTool
from hub.lists.presenter import query_url
from hub.records.keyed_rows import KeyedRows
from hub.search_engine.highlighter import Highlighter
from hub.search_engine.query import Query
from hub.vocabulary.term_cache import CachedTerm
from hub.web.localization import localize_date
from hub.web.view_models import FactSection, Link, Marked, SourceRef, VerificationLabel


@dataclass(frozen=True, slots=True)
class EventCard:
    """An event in a list. ``dates`` and ``place`` are words ("October 2021"), empty: not recorded.

    ``name`` and ``theme`` may hold ``<mark>``.
    """

    url: str
    name: Markup
    theme: Markup
    language: str
    kind: str
    dates: str
    place: str
    organisers: tuple[Link, ...]
    verification: VerificationLabel
    status: EventStatus
    matches: tuple[Marked, ...] = ()


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who spoke, with the affiliation of the time; ``organisation`` is the record it names."""

    name: str
    role: str
    affiliation: str = ""
    organisation: Link | None = None
    named_as: str = ""  # where the name is none: that it is a role or a pseudonym


@dataclass(frozen=True, slots=True)
class MessageLine:
    """A message in our words; ``who`` is empty where the source ascribes it to nobody.

    ``quoted``: the source's own words, where they are recorded.
    """

    text: str
    who: str = ""
    quoted: Quoted | None = None


@dataclass(frozen=True, slots=True)
class EventPage:
    """An event, whole. ``calendar`` is the address of its iCalendar file, empty without a day.

    ``outcome`` says what readers may wait for; ``outcomes`` are documents and pages on what came of
    it, ``links`` all others. ``owner`` keeps the record.
    """

    name: str
    language: str
    theme: str
    kind: str
    dates: str
    clock: str
    place: str
    status: EventStatus
    verification: VerificationLabel
    sections: tuple[FactSection, ...]
    organisers: tuple[Link, ...]
    speakers: tuple[Speaker, ...]
    messages: tuple[MessageLine, ...]
    figures: tuple[Figure, ...]
    outcome: str
    documents: tuple[Link, ...]
    outcomes: tuple[Link, ...]
    links: tuple[Link, ...]
    recommendations: tuple[LinkedRecord, ...]
    tools: tuple[LinkedRecord, ...]
    sources: tuple[SourceRef, ...]
    changed: str
    version: int
    series: Link | None = None
    edition: str = ""
    parent: Link | None = None
    parts: tuple[Link, ...] = ()
    website: Link | None = None
    registration: Registration | None = None
    owner: Link | None = None
    calendar: str = ""
    notes: str = ""


MAX_TOOLS = 12  # the pages of the recommendations list all


_events = KeyedRows(lambda pks: Event.objects.published().filter(pk__in=pks).order_by())
_term_rows = term_rows(EventTerm, "event_id")
_organiser_rows = organisation_rows(EventOrganisation, "event_id")


def event_cards(pks: Sequence[int], highlighter: Highlighter | None = None) -> list[EventCard]:
    """Cards in the order of ``pks``, of those that are public at this moment. Three queries."""
    events = {event.pk: event for event in _events(pks)}
    terms = terms_by_record(_term_rows, events)
    organisers = organisation_links(_organiser_rows, events)
    return [
        _card(events[pk], terms.get(pk, []), organisers.get(pk, []), highlighter)
        for pk in pks
        if pk in events
    ]


def _card(
    event: Event, terms: list[CachedTerm], organisers: list[Link], highlighter: Highlighter | None
) -> EventCard:
    schemes = group_by_scheme(terms)
    name, theme, matches = highlight_record(
        highlighter,
        event.pk,
        event.name,
        event.theme or "",
        event.place or "",
        event.language,
        makers=[organiser.label for organiser in organisers],
    )
    return EventCard(
        url=event.get_absolute_url(),
        name=name,
        theme=theme,
        language=event.language,
        kind=single_label(schemes, "event_type"),
        dates=event_dates(event),
        place=event_place(event, schemes.get("country", [])),
        organisers=tuple(organisers),
        verification=verification(event),
        status=event_status(event, event_dates(event)),
        matches=matches,
    )


def event_dates(event: Event) -> str:
    """When it is or was, in words and no more precise than the source; empty if not recorded."""
    if event.start and not event.end:
        return localize_date(event.start)
    return date_range(event.start, event.end)


def event_place(event: Event, countries: Sequence[CachedTerm]) -> str:
    names = [event.place or "", *(term.label() for term in countries)]
    return ", ".join(name for name in names if name)


def event_times(event: Event) -> str:
    """ "09:00 to 10:15 (America/New_York)", or nothing where no time is recorded."""
    if not event.start_time:
        return ""
    times = [f"{time:%H:%M}" for time in (event.start_time, event.end_time) if time]
    return _("%(times)s (%(zone)s)") % {"times": "–".join(times), "zone": event.time_zone}


SECTIONS = (
    SectionSpec(
        "about",
        gettext_lazy("What it was about"),
        (
            scheme_fact("topic", gettext_lazy("Topics")),
            scheme_fact("context", gettext_lazy("Situation")),
            scheme_fact("action_area", gettext_lazy("Area of action")),
        ),
    ),
    SectionSpec(
        "held",
        gettext_lazy("How it was held"),
        (
            field_fact(
                "mode",
                gettext_lazy("Held"),
                lambda event: text_value(event.get_mode_display() if event.mode else ""),
            ),
            scheme_fact("language", gettext_lazy("Languages")),
            field_fact("attendance", gettext_lazy("Attendance")),
        ),
    ),
)


def event_page(event: Event) -> EventPage:
    """Everything that the page shows. ``event`` comes from ``Event.objects.for_page()``."""
    sources = Sources(event.citations.all())
    facts = RecordFacts(event, sources)
    statistics = figures(event.statistics.all(), sources, event.language)
    dates, links = event_dates(event), _web_links(event)
    return EventPage(
        name=event.name,
        language=event.language,
        theme=event.theme or "",
        kind=single_label(facts.schemes, "event_type"),
        dates=dates,
        clock=event_times(event),
        place=event_place(event, facts.schemes.get("country", [])),
        status=event_status(event, dates),
        verification=verification(event, sources),
        sections=build_sections(SECTIONS, facts),
        organisers=_organisers(event),
        speakers=_speakers(event),
        messages=_messages(event),
        figures=statistics,
        outcome=outcome_sentence(event),
        documents=public_links(Document.objects.published().filter(events=event).newest_first()),
        outcomes=tuple(link for kind, link in links if kind == EventLink.Kind.OUTCOME),
        links=tuple(link for kind, link in links if kind != EventLink.Kind.OUTCOME),
        recommendations=_recommendations(event),
        tools=_tools(event),
        sources=sources.listed(),
        changed=event.updated_at.date().isoformat(),
        version=event.version,
        series=_series(facts),
        edition=event.edition or "",
        parent=_parent(event),
        parts=public_links(event.parts.all()),
        website=Link(urlsplit(event.url).netloc, event.url) if event.url else None,
        registration=registration(event),
        owner=_owner(event),
        calendar=reverse("event-calendar", args=[event.slug]) if event.is_in_calendar else "",
        notes=event.notes or "",
    )


def _messages(event: Event) -> tuple[MessageLine, ...]:
    return tuple(
        MessageLine(message.text, message.who, quoted(message, event.language))
        for message in event.messages.all()
    )


def _organisers(event: Event) -> tuple[Link, ...]:
    return tuple(
        Link(body.name, body.get_absolute_url(), note=link.get_role_display())
        for link in event.organisation_links.all()
        if (body := link.organisation).is_public
    )


def _web_links(event: Event) -> list[tuple[str, Link]]:
    """Each with its kind, the agenda first."""
    links = sorted(event.links.all(), key=lambda link: link.kind != EventLink.Kind.AGENDA)
    return [
        (
            link.kind,
            Link(
                link.title or link.url,
                link.url,
                note=link.get_kind_display(),
                language=link.language,
            ),
        )
        for link in links
    ]


def _owner(event: Event) -> Link | None:
    owner = event.owner
    if owner is None or not owner.is_public:
        return None
    return Link(owner.name, owner.get_absolute_url(), language=owner.language)


def _speakers(event: Event) -> tuple[Speaker, ...]:
    speakers = []
    for participation in event.participations.all():
        organisation = (
            participation.organisation
            if participation.organisation and participation.organisation.is_public
            else None
        )
        link = Link(organisation.name, organisation.get_absolute_url()) if organisation else None
        speakers.append(
            Speaker(
                participation.name,
                participation.get_role_display(),
                participation.affiliation or "",
                link,
                participation.get_named_as_display() if participation.is_unnamed else "",
            )
        )
    return tuple(speakers)


def _series(facts: RecordFacts) -> Link | None:
    for term in facts.schemes.get("series", ()):
        series_query = Query().with_choice("series", term.slug)
        return Link(term.label(), query_url(reverse("events"), series_query))
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
    recommendations = event.recommendations.published()
    links = (
        RecommendationTool.objects.by_published("public")
        .filter(recommendation__in=recommendations)
        .select_related("tool", "recommendation")
    )
    tools: dict[int, LinkedRecord] = {}
    for link in links:
        name = Link(link.tool.name, link.tool.get_absolute_url(), language=link.tool.language)
        tools.setdefault(link.tool_id, LinkedRecord(name, link.reason))
    return tuple(tools.values())[:MAX_TOOLS]
