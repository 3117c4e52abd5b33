"""Help for whoever is in danger: lines by country, the searchable list of them, and each alone."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy

from catalogue.fields.helpline import HELPLINE
from catalogue.index_documents import HELPLINE_LIST
from catalogue.models import Helpline
from catalogue.named_places import countries_named
from catalogue.presenters.helpline import (
    CountryHelp,
    all_help,
    count_sentence,
    countries_called,
    country_label,
    helpline_cards,
    helpline_page,
    region_help,
)
from catalogue.views.records import answer_with, page_of, preview_of
from hub.lists.spec import ListSpec
from hub.lists.views import render_feed, render_list
from hub.web.neutral_titles import NEUTRAL_TITLE
from hub.web.page_kinds import shows
from hub.web.responses import absolute, missing_record, public_page
from hub.web.view_models import Page

QUERY = "q"  # the words of a search, which may name a country
COUNTRY = "country"  # the parameter: a name in any language, or a code of ISO 3166-1
MAX_NAMED = 4  # countries of one search
MAX_COUNTRY = 100  # letters of what is typed for it

HELPLINES = ListSpec(
    kind=HELPLINE.kind,
    route="helplines",
    feed_route="helplines-feed",
    section="help",
    template="catalogue/helpline_list.html",
    facets=HELPLINE_LIST,
    records=lambda: Helpline.objects.all(),
    cards=helpline_cards,
    count=count_sentence,
    title=gettext_lazy("Helplines"),
    search_label=gettext_lazy("Search the helplines"),
    submit_label=gettext_lazy("Show the helplines"),
    description=gettext_lazy("Phone lines and chats for people in danger, by country."),
    by_name=True,
)


@shows("helpline")
def help_now(request: HttpRequest) -> HttpResponse:
    """Every line on one page; those of the country that is asked for first."""
    countries, across = all_help()
    typed = " ".join(str(request.GET.get(COUNTRY) or "").split())
    codes = countries_called(typed) if len(typed) <= MAX_COUNTRY else ()
    if not typed:
        codes = countries_named(str(request.GET.get(QUERY) or ""))
    codes = codes[:MAX_NAMED]
    asked = tuple((_of_country(countries, code), region_help(code, countries)) for code in codes)
    page = Page(
        title=str(NEUTRAL_TITLE),
        canonical=absolute(reverse("help-now")),
        section="help",
        own_search=True,
        neutral=True,
        robots="noindex, follow" if typed or codes else "",
    )
    context = {
        "page": page,
        "countries": countries,
        "across": across,
        "asked": asked,
        "across_last": bool(asked) and bool(across.lines) and all(one.lines for one, _ in asked),
        # A link asks by code, and nobody shall read one.
        "typed": asked[0][0].name if len(asked) == 1 else typed[:MAX_COUNTRY],
    }
    response = public_page(request, "catalogue/help_now.html", context)
    if typed and not codes:
        response.status_code = 400
    return response


def _of_country(countries: tuple[CountryHelp, ...], code: str) -> CountryHelp:
    found = next((one for one in countries if one.slug == code), None)
    return found or CountryHelp(code, country_label(code), ())


@shows("helpline")
def helpline_list(request: HttpRequest) -> HttpResponse:
    return render_list(request, HELPLINES)


@shows("helpline")
def helpline_feed(request: HttpRequest) -> HttpResponse:
    return render_feed(request, HELPLINES)


@shows(page="helpline")
def helpline_detail(request: HttpRequest, slug: str) -> HttpResponse:
    published = Helpline.objects.published().for_page().filter(slug=slug).first()
    line = published or preview_of(request, Helpline.objects.for_page(), slug)
    if line is None:
        return missing_record(request, Helpline.objects.all(), slug)
    page = page_of(line, "", "help", None)
    context = {
        "page": replace(page, title=str(NEUTRAL_TITLE), neutral=True),
        "line": helpline_page(line),
        "version": line.version,
    }
    return answer_with(request, line, "catalogue/helpline_detail.html", context)
