"""Countries: the page of one, and the table of all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.gaps.maps import MADE, USED
from catalogue.models import Helpline, Tool
from catalogue.presenters.facts import Sources
from catalogue.presenters.related_sections import LinkedRecord
from events.models import Event
from events.presenters.addressee import Asked, RecordedEntries, asked_of, recorded_about, rounds_of
from events.presenters.event import event_dates
from events.presenters.event_status import event_status
from events.presenters.follow_up_files import file_links
from events.presenters.follow_up_filter import VOICE_PARAMETERS, read_follow_up_filter
from events.recommendations.addressee_log import addressee_log, entry_numbers
from events.recommendations.index_documents import ASKED
from events.recommendations.models import Recommendation
from events.recommendations.models.addressed import AddresseeKey
from events.recommendations.models.addressee import COUNTRY
from hub.lists.presenter import follow_address, query_url
from hub.records.models import SearchState
from hub.records.seq_cache import SeqCache
from hub.search_engine.query import Query
from hub.search_engine.search import match_ids, search
from hub.search_engine.snapshot_cache import get_snapshot
from hub.vocabulary.member_states import member_states
from hub.vocabulary.term_cache import CachedTerm, term_cache
from hub.web.localization import localize_number
from hub.web.paths import record_path, with_query
from hub.web.view_models import Link, SourceRef

MAX_NAMED = 5  # records of each kind on the page of a country
PLACE = "place"


@dataclass(frozen=True, slots=True)
class CountrySection:
    """Records of one kind that are of the country: how many, some of them, the way to all.

    ``nothing``: a sentence where there is none.
    """

    slug: str
    title: str
    items: tuple[LinkedRecord, ...]
    all: Link | None
    nothing: str


@dataclass(frozen=True, slots=True)
class CountryPage:
    """A country: ``term`` is its page in the vocabulary. ``entries``: how many are about it;
    ``counted``: what counts as asked of it.
    """

    name: str
    url: str
    term: Link
    asked: Asked
    counted: str
    entries: str
    recorded: RecordedEntries
    sections: tuple[CountrySection, ...]
    sources: tuple[SourceRef, ...]
    files: tuple[Link, ...]
    feed: str
    follow: str


def country_page(country: CachedTerm, data: QueryDict) -> CountryPage:
    """Raises UnusableFollowUpFilterError and NoSuchPageError."""
    name, base = country.label(), record_path("country", country.slug)
    log = addressee_log(AddresseeKey(country=country.pk))
    rounds = rounds_of(log.entries)
    chosen = read_follow_up_filter(data, rounds, VOICE_PARAMETERS)
    sources = Sources(())
    asked = asked_of(COUNTRY, country.slug)
    recorded = recorded_about(
        log, asked.all.count or 0, chosen, name=name, base=base, sources=sources, rounds=rounds
    )
    return CountryPage(
        name=name,
        url=base,
        term=Link(_("%(name)s in the vocabulary") % {"name": name}, country.url),
        asked=asked,
        counted=_counted(country),
        entries=ngettext("%(number)s entry", "%(number)s entries", len(log.entries))
        % {"number": localize_number(len(log.entries))},
        recorded=recorded,
        sections=_sections(country),
        sources=sources.listed(),
        files=(
            Link(_("What it was asked (CSV)"), reverse("country-export", args=[country.slug])),
            *file_links(COUNTRY, country.slug),
        ),
        feed=reverse("country-feed", args=[country.slug]),
        follow=follow_address(
            Recommendation.kind, Query().with_choice(COUNTRY, country.slug).canonical()
        ),
    )


def _counted(country: CachedTerm) -> str:
    if country.slug in member_states():
        return _(
            "Counted: what names it, and what addresses all States. It is a Member State of the "
            "United Nations."
        )
    return _("Counted: what names it.")


def find_country(slug: str) -> CachedTerm | None:
    """The current term of a slug in any case of letters."""
    return term_cache().current(f"{COUNTRY}/{slug.lower()}")


def _sections(country: CachedTerm) -> tuple[CountrySection, ...]:
    slug = country.slug
    return (
        _tools(MADE, slug, "made", _("Tools made there"),
               _("No tool is known to be made there.")),
        _tools(USED, slug, "used", _("Tools used there"),
               _("No tool is known to be used there.")),
        _helplines(slug),
        _events(slug),
    )  # fmt: skip


def _tools(facet: str, slug: str, anchor: str, title: str, nothing: str) -> CountrySection:
    query = Query.of(chosen={facet: [slug]})
    pks = match_ids(get_snapshot(Tool.kind, "public"), query)
    tools = Tool.objects.published().only("name", "slug", "language").in_bulk(pks[:MAX_NAMED])
    links = [_record(tools[pk]) for pk in pks[:MAX_NAMED] if pk in tools]
    label = ngettext("%(count)d tool", "%(count)d tools", len(pks)) % {"count": len(pks)}
    every = Link(label, query_url(reverse("tools"), query), len(pks)) if pks else None
    return CountrySection(anchor, title, tuple(links), every, nothing)


def _helplines(slug: str) -> CountrySection:
    pks = match_ids(get_snapshot(Helpline.kind, "public"), Query.of(chosen={PLACE: [slug]}))
    lines = Helpline.objects.published().in_bulk(pks[:MAX_NAMED])
    links = [_record(lines[pk]) for pk in pks[:MAX_NAMED] if pk in lines]
    label = ngettext("%(count)d helpline", "%(count)d helplines", len(pks)) % {"count": len(pks)}
    address = with_query(reverse("help-now"), urlencode({COUNTRY: slug}))
    nothing = _("No helpline is recorded.")
    every = Link(label, address, len(pks)) if pks else None
    return CountrySection("helplines", _("Helplines"), tuple(links), every, nothing)


def _events(slug: str) -> CountrySection:
    """Those that took place there or are to: what was called off did not."""
    query = Query.of(chosen={PLACE: [slug]})
    pks = match_ids(get_snapshot(Event.kind, "public"), query)
    events = Event.objects.published().not_called_off().filter(pk__in=pks).in_bulk()
    there = [events[pk] for pk in pks if pk in events]
    links = [_record(event, _event_line(event)) for event in there[:MAX_NAMED]]
    every = None
    if there:
        label = ngettext("%(count)d event", "%(count)d events", len(there)) % {"count": len(there)}
        if len(pks) > len(there):
            label = _("%(events)s, and cancelled ones") % {"events": label}
        every = Link(label, query_url(reverse("events"), query), len(there))
    nothing = _("No event is recorded there.")
    return CountrySection("events", _("Events there"), tuple(links), every, nothing)


def _event_line(event: Event) -> str:
    """Its dates, and how it stands where that is not plain."""
    dates = event_dates(event)
    status = event_status(event, dates).label
    return " · ".join(filter(None, (dates or _("Date not recorded"), status)))


def _record(record: Tool | Helpline | Event, reason: str = "") -> LinkedRecord:
    return LinkedRecord(
        Link(str(record), record.get_absolute_url(), language=record.language), reason
    )


@dataclass(frozen=True, slots=True)
class CountryRow:
    """A country with its numbers, in the order of the table's columns."""

    link: Link
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CountryCounts:
    """Numbers by slug: of recommendations, entries, tools made and used, helplines, events."""

    columns: tuple[Mapping[str, int], ...]

    def of(self, slug: str) -> tuple[int, ...]:
        return tuple(column.get(slug, 0) for column in self.columns)


_counts: SeqCache[CountryCounts] = SeqCache(SearchState.version, max_size=1)


def country_rows() -> tuple[CountryRow, ...]:
    """Every current country of the vocabulary, by name."""
    counts = _counts.get("countries", _read_counts)
    scheme = term_cache().schemes.get(COUNTRY)
    rows = [
        CountryRow(Link(term.label(), record_path("country", term.slug)), counts.of(term.slug))
        for term in (scheme.terms if scheme else ())
        if not term.deprecated
    ]
    return tuple(sorted(rows, key=lambda row: row.link.label.casefold()))


def _read_counts() -> CountryCounts:
    terms = term_cache().by_pk
    tools = _facets(Tool.kind)
    entries = {terms[pk].slug: number for pk, number in entry_numbers().items()}
    return CountryCounts(
        (
            _facets(Recommendation.kind).get(ASKED + COUNTRY, {}),
            entries,
            tools.get(MADE, {}),
            tools.get(USED, {}),
            _facets(Helpline.kind).get(PLACE, {}),
            _facets(Event.kind).get(PLACE, {}),
        )
    )


def _facets(kind: str) -> Mapping[str, Mapping[str, int]]:
    return search(get_snapshot(kind, "public"), Query()).facets
