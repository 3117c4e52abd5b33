"""The first page: what this is, the doors into the catalogue, what is new and what is missing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.facets import TOOL_LIST
from catalogue.pages.news import news_line
from hub.core.answers import absolute, public_page
from hub.core.models import Change
from hub.core.showing import Link, Page
from hub.index.current import current
from hub.index.query import Query
from hub.index.search import search
from hub.index.snapshot import Snapshot
from hub.pages.showing import Door, HomePage
from hub.vocabulary.listing import address

CHOICES = 7  # answers offered at each door
NEWS = 5
# Situations of crisis, in the sense of the Global Protection Forum's finding of 2021.
CRISIS = (
    "armed-conflict",
    "post-conflict",
    "disaster",
    "pandemic",
    "displacement-camp",
    "urban-displacement",
    "overlapping-emergencies",
)
LOW_CONNECTIVITY = (
    "offline-first",
    "offline-cache",
    "low-bandwidth",
    "sms-only",
    "ussd-only",
    "voice-call",
    "toll-free",
    "feature-phone",
)


def home(request: HttpRequest) -> HttpResponse:
    snapshot = current("tool", "public")
    organisations = current("organisation", "public")
    counts = search(snapshot, Query()).facets
    shown = HomePage(
        tools=snapshot.total,
        organisations=organisations.total,
        search=reverse("tools"),
        doors=doors(counts),
        news=tuple(
            news_line(change)
            for change in Change.objects.visible_to("public").newest_first()[:NEWS]
        ),
        gaps=gaps(snapshot),
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
    return public_page(request, "home.html", {"page": page, "home": shown})


def doors(counts: dict[str, dict[str, int]]) -> tuple[Door, ...]:
    """Five questions, each with its commonest answers and the number of tools behind them."""
    questions = {
        "context": (_("What is happening?"), _("All situations")),
        "purpose": (_("What do you need to do?"), _("All tasks")),
        "user": (_("Who are you?"), _("All users")),
        "place": (_("Where?"), _("All regions")),
        "technology": (_("Which technology?"), _("All technologies")),
    }
    facets = {facet.name: facet for facet in TOOL_LIST}
    found = []
    for name, (question, every) in questions.items():
        terms = [
            (-count, facets[name].label_of(slug), slug, entry.label_language)
            for slug, count in counts.get(name, {}).items()
            if (entry := facets[name].entry(slug))
        ]
        choices = tuple(
            Link(
                label,
                address(reverse("tools"), Query().with_(name, slug)),
                count=-count,
                language=language,
            )
            for count, label, slug, language in sorted(terms)[:CHOICES]
        )
        schemes = facets[name].schemes or (name,)
        rest = Link(every, reverse("scheme", args=[schemes[0]]))
        found.append(Door(name, question, choices, rest if len(terms) > CHOICES else None))
    return tuple(found)


def gaps(snapshot: Snapshot) -> tuple[Link, ...]:
    """Sentences on what is missing, counted from the records, each with the list that proves it."""

    def total(query: Query) -> int:
        return search(snapshot, query).total

    tools = reverse("tools")
    everything = Query(include_ended=True)
    crisis = Query.of(chosen={"context": CRISIS}, include_ended=True)
    low = Query.of(chosen={"connectivity": LOW_CONNECTIVITY}, include_ended=True)
    english = Query.of(chosen={"language": ["not-known"]}, include_ended=True)
    in_crisis, all_tools = total(crisis), total(everything)
    if not all_tools:
        return ()
    dedicated = total(crisis.with_("scope", "dedicated"))
    return (
        Link(
            ngettext(
                "Of the %(all)d tool used in crises, %(some)d was made against trafficking.",
                "Of the %(all)d tools used in crises, only %(some)d were made against trafficking.",
                in_crisis,
            )
            % {"all": in_crisis, "some": dedicated},
            address(tools, crisis),
            note=_("See them"),
        ),
        Link(
            _("%(some)d of %(all)d tools are known to work with little or no internet.")
            % {"some": total(low), "all": all_tools},
            address(tools, low),
            note=_("See them"),
        ),
        Link(
            _("For %(some)d of %(all)d tools nobody has recorded a language.")
            % {"some": total(english), "all": all_tools},
            address(tools, english),
            note=_("See them"),
        ),
    )
