"""The first page: what this is, ways into the catalogue, what is new and what is missing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from catalogue.fit.contexts import WHAT
from catalogue.fit.questions import PLACE, TASK, WHO
from catalogue.fit.ready_situations import ready_links
from catalogue.gaps.chart import build_chart
from catalogue.gaps.findings import findings
from catalogue.gaps.region_pictures import region_pictures
from catalogue.index_documents import TOOL_LIST
from catalogue.presenters.news import news_lines
from events.fields.recommendation import NOT_SERVED
from events.models import Event
from events.presenters.event import event_dates
from events.presenters.expected_events import expected_events
from events.presenters.recommendation import follow_up_of
from hub.lists.presenter import query_url
from hub.pages.view_models import EntryPoint, HomePage
from hub.records.models import Change
from hub.search_engine.query import Query
from hub.search_engine.search import search
from hub.search_engine.snapshot_cache import get_snapshot
from hub.vocabulary.term_cache import CachedTerm, term_cache
from hub.web.responses import absolute, public_page
from hub.web.view_models import Link, Page

CHOICES = 7  # answers offered to each question
NEWS = 5
EVENTS = 3


def home(request: HttpRequest) -> HttpResponse:
    snapshot = get_snapshot("tool", "public")
    organisations = get_snapshot("organisation", "public")
    recommendations = get_snapshot("recommendation", "public")
    expected = expected_events()
    events, coming = _events(with_past=not expected)
    result = search(snapshot, Query())
    context = HomePage(
        tools=result.total,
        ended=result.ended_left_out,
        organisations=organisations.total,
        search=reverse("tools"),
        entry_points=entry_points(result.facets),
        news=news_lines(Change.objects.visible_to("public").newest_first()[:NEWS]),
        gaps=findings(snapshot),
        ready=ready_links(snapshot),
        pictures=region_pictures(snapshot),
        chart=build_chart(snapshot),
        events=events,
        coming=coming,
        expected=expected[:EVENTS],
        recommendations=recommendations.total,
        follow_up=follow_up_of(),
        unserved=search(
            recommendations, Query().with_choice("tools", NOT_SERVED), facets=False
        ).total,
    )
    page = Page(
        title="",
        description=_(
            "A catalogue of technology against human trafficking, browsed by situation, task, "
            "user, place and technology."
        ),
        canonical=absolute(reverse("home")),
        feed=Link(_("What’s new (Atom)"), reverse("whats-new-feed")),
        own_search=True,
    )
    return public_page(request, "home.html", {"page": page, "home": context})


def _events(*, with_past: bool) -> tuple[tuple[Link, ...], bool]:
    """What is to come, the soonest first; else, ``with_past``, what was last; and which it is."""
    public = Event.objects.published()
    ahead = public.upcoming(timezone.localdate()).not_called_off()
    coming = list(ahead.soonest_first()[:EVENTS])
    links = tuple(
        Link(
            event.name,
            event.get_absolute_url(),
            note=event_dates(event) or _("Date not recorded"),
            language=event.language,
        )
        for event in coming or (public.newest_first()[:EVENTS] if with_past else ())
    )
    return links, bool(coming)


def entry_points(counts: dict[str, dict[str, int]]) -> tuple[EntryPoint, ...]:
    """Five questions, each with its commonest answers and the number of tools behind them."""
    questions = {
        "context": (str(WHAT.label), _("All situations")),
        "purpose": (str(TASK.label), _("All tasks")),
        "user": (str(WHO.label), _("All users")),
        "place": (str(PLACE.label), _("All regions")),
        "technology": (_("Which technology?"), _("All technologies")),
    }
    facets = {facet.name: facet for facet in TOOL_LIST}
    terms = term_cache()
    points = []
    for name, (question, every) in questions.items():
        counted = [
            (-count, entry)
            for slug, count in counts.get(name, {}).items()
            if (entry := facets[name].entry(slug, terms))
        ]
        choices = tuple(
            Link(
                label,
                query_url(reverse("tools"), Query().with_choice(name, entry.slug)),
                count=-count,
                language=entry.label_language,
            )
            for count, label, entry in _commonest(counted)
        )
        schemes = facets[name].schemes or (name,)
        rest = Link(every, reverse("scheme", args=[schemes[0]]))
        more = rest if len(counted) > CHOICES else None
        points.append(EntryPoint(name, question, choices, more))
    return tuple(points)


def _commonest(counted: list[tuple[int, CachedTerm]]) -> list[tuple[int, str, CachedTerm]]:
    """The most used, by label where they are alike. Labels are read of those alone that may be."""
    last = sorted(count for count, _entry in counted)[:CHOICES][-1:]
    labelled = [(count, entry.label(), entry) for count, entry in counted if [count] <= last]
    return sorted(labelled, key=lambda each: (each[0], each[1], each[2].slug))[:CHOICES]
