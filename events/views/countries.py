"""Pages, files and feeds of countries, and the files and feeds of organisations beside them."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from catalogue.models import Organisation
from events.presenters.addressee_export import export_rows, header
from events.presenters.country import country_page, country_rows, find_country
from events.presenters.follow_up import status_label
from events.presenters.follow_up_filter import VOICE_PARAMETERS
from events.recommendations.addressee_log import AddresseeLog, addressee_log
from events.recommendations.follow_up_log import LOGGED
from events.recommendations.index_documents import ASKED
from events.recommendations.models import Recommendation
from events.recommendations.models.addressed import AddresseeKey
from events.recommendations.models.addressee import COUNTRY
from events.recommendations.models.recommendation import NOT_ASSESSED
from events.views.follow_up import answer_follow_up_problems
from events.views.view_model_cache import cached_view_model, parameters_key
from hub.identity.site_identity import site_name
from hub.lists.views import FEED_LENGTH
from hub.records.partial_date import span
from hub.records.text_cleaning import inert
from hub.search_engine.query import Query
from hub.search_engine.search import match_ids
from hub.search_engine.snapshot_cache import get_snapshot
from hub.vocabulary.term_cache import CachedTerm
from hub.web.atom_feed import FeedItem, atom_response, feed_identity
from hub.web.page_kinds import shows
from hub.web.paths import record_path, with_query
from hub.web.responses import (
    absolute,
    attachment,
    mark_shared,
    missing_record,
    not_found,
    public_page,
)
from hub.web.table_files import CSV_TYPE, csv_table
from hub.web.view_models import Link, Page

SECTION = "countries"


@shows("recommendation", "tool", "event", "helpline")
def country_list(request: HttpRequest) -> HttpResponse:
    page = Page(
        title=_("Countries"),
        description=_(
            "For each country: what it was asked, what is recorded about it, tools, helplines and "
            "events."
        ),
        canonical=absolute(reverse("countries")),
        section=SECTION,
    )
    return public_page(
        request, "events/country_list.html", {"page": page, "countries": country_rows()}
    )


@shows(*LOGGED, "tool", "event", "helpline")
@answer_follow_up_problems
def country_detail(request: HttpRequest, slug: str) -> HttpResponse:
    country = find_country(slug)
    if country is None or country.slug != slug:
        return _elsewhere(request, country, "country")
    key = ("country", slug, parameters_key(request, VOICE_PARAMETERS))
    shown, fragments = cached_view_model(request, key, lambda: country_page(country, request.GET))
    canonical = absolute(record_path("country", country.slug))
    page = Page(
        title=shown.name,
        description=_("What %(name)s was asked, and what is recorded about it.")
        % {"name": shown.name},
        canonical=canonical,
        section=SECTION,
        robots="noindex, follow" if shown.recorded.clear else "",
        feed=Link(_("Follow %(name)s (Atom)") % {"name": shown.name}, shown.feed),
        follow=shown.follow,
        json_ld={
            "@context": "https://schema.org",
            "@type": "Country",
            "@id": canonical,
            "name": shown.name,
            "identifier": country.slug.upper(),
        },
    )
    context = {"page": page, "country": shown, "fragments": fragments}
    return public_page(request, "events/country_detail.html", context)


def _elsewhere(request: HttpRequest, country: CachedTerm | None, route: str) -> HttpResponse:
    """To the address of a country that was asked for in other letters or by a former term."""
    if country is None:
        return not_found(request)
    path = reverse(route, args=[country.slug])
    return HttpResponsePermanentRedirect(with_query(path, request.META["QUERY_STRING"]))


@shows(*LOGGED)
def country_export(request: HttpRequest, slug: str) -> HttpResponse:
    country = find_country(slug)
    if country is None or country.slug != slug:
        return _elsewhere(request, country, "country-export")
    return _csv(
        addressee_log(AddresseeKey(country=country.pk)), _asked(COUNTRY, country.slug), country.slug
    )


@shows(*LOGGED)
def organisation_export(request: HttpRequest, slug: str) -> HttpResponse:
    body = Organisation.objects.published().filter(slug=slug).first()
    if body is None:
        return missing_record(request, Organisation.objects.all(), slug, "organisation-export")
    log = addressee_log(AddresseeKey(organisation=body.pk))
    return _csv(log, _asked("organisation", body.slug), body.slug)


@shows(*LOGGED)
def country_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """The recommendations that ask it or tell of it, each with its status.

    The first is the one with the newest entry about it; dated by that, else by its publication.
    """
    country = find_country(slug)
    if country is None or country.slug != slug:
        return _elsewhere(request, country, "country-feed")
    return _feed(
        country.label(),
        record_path("country", country.slug),
        reverse("country-feed", args=[country.slug]),
        addressee_log(AddresseeKey(country=country.pk)),
        _asked(COUNTRY, country.slug),
        f"country-{country.slug}",
    )


@shows(*LOGGED)
def organisation_feed(request: HttpRequest, slug: str) -> HttpResponse:
    body = Organisation.objects.published().filter(slug=slug).first()
    if body is None:
        return missing_record(request, Organisation.objects.all(), slug, "organisation-feed")
    return _feed(
        body.name,
        body.get_absolute_url(),
        reverse("organisation-feed", args=[body.slug]),
        addressee_log(AddresseeKey(organisation=body.pk)),
        _asked("organisation", body.slug),
        f"organisation-{body.pk}",
    )


def _asked(facet: str, slug: str) -> list[int]:
    """Keys of the recommendations that address a country or an organisation (``facet``)."""
    query = Query().with_choice(ASKED + facet, slug)
    return match_ids(get_snapshot(Recommendation.kind, "public"), query)


def _csv(log: AddresseeLog, asked: Sequence[int], name: str) -> HttpResponse:
    rows = ([inert(cell) for cell in row] for row in export_rows(log, asked))
    return mark_shared(attachment(csv_table(header(), rows), CSV_TYPE, f"{name}.csv"))


def _feed(
    name: str, path: str, feed_path: str, log: AddresseeLog, asked: Sequence[int], identity: str
) -> HttpResponse:
    published = (
        Recommendation.objects.published()
        .filter(pk__in={*asked, *log.by_action})
        .values_list("pk", "created_at")
    )
    moments = {pk: _moment(log, pk) or created for pk, created in published}
    newest = sorted(moments, key=lambda pk: (moments[pk], pk), reverse=True)[:FEED_LENGTH]
    actions = Recommendation.objects.in_bulk(newest)
    items = [
        replace(
            FeedItem.of(actions[pk]),
            title=f"{name}: {actions[pk]}",
            summary=_("Follow-up: %(status)s")
            % {"status": status_label(log.statuses.get(pk, NOT_ASSESSED))},
            updated=moments[pk],
            identity=feed_identity(identity, pk),
        )
        for pk in newest
        if pk in actions
    ]
    title = _("%(site)s: %(list)s") % {
        "site": site_name(),
        "list": _("%(name)s: what was asked and what is recorded") % {"name": name},
    }
    return mark_shared(atom_response(title=title, path=path, feed_path=feed_path, items=items))


def _moment(log: AddresseeLog, action: int) -> datetime.datetime | None:
    """The begin of what the newest entry on an action gives as its date, where it gives one."""
    own = log.by_action.get(action)
    if not own or not own[0].date:
        return None
    day, _last = span(own[0].date)
    return datetime.datetime.combine(day, datetime.time(), datetime.UTC)
