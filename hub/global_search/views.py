"""The page of the search over every kind of record."""

from __future__ import annotations

from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.named_places import countries_named
from hub.global_search.federated_search import search_everything
from hub.lists.presenter import follow_address, query_url
from hub.lists.spec import searched_lists
from hub.search_engine.query import Query
from hub.vocabulary.term_cache import term_cache
from hub.web.paths import record_path
from hub.web.responses import absolute, bad_parameters_page, public_page
from hub.web.view_models import Link, Page

MAX_COUNTRIES = 4  # that one text names


class SearchForm(forms.Form):
    """``q``: the text; ``kind``: routes of the lists to search, all where there is none."""

    q = forms.CharField(required=False, max_length=4096)
    exact = forms.ChoiceField(required=False, choices=[("0", "0"), ("1", "1")])
    kind = forms.MultipleChoiceField(
        required=False, choices=lambda: [(spec.route, spec.route) for spec in searched_lists()]
    )


def everything(request: HttpRequest) -> HttpResponse:
    form = SearchForm(request.GET)
    text = str(form.data.get("q") or "")
    base = query_url(reverse("search"), Query.of(text))
    if not form.is_valid():
        sentence = _("There is no such kind of record, or “exact” is neither 0 nor 1.")
        return bad_parameters_page(
            request, [sentence], Link(_("Search everything for these words"), base)
        )
    routes = form.cleaned_data["kind"]
    query = Query.of(text)
    result = search_everything(text, routes, exact=form.cleaned_data["exact"] == "1")
    heading = _("Search everything")
    if query.text:
        searched = result.spelling.shown if result.spelling else query.text
        heading = ngettext(
            "%(total)d record for “%(words)s”", "%(total)d records for “%(words)s”", result.total
        ) % {"total": result.total, "words": f"\u2068{searched}\u2069"}
    page = Page(
        title=heading,
        canonical=absolute(base),
        section="search",
        robots="noindex, follow",
        query=query.text,
        own_search=True,
        follow=follow_address("everything", _saved_search(query, sorted(set(routes)))),
    )
    context = {
        "page": page,
        "result": result,
        "heading": heading,
        "everywhere": base,
        "countries": _country_links(query.text),
    }
    return public_page(request, "search.html", context)


def _country_links(text: str) -> tuple[Link, ...]:
    """The pages of the countries that a text names; none where it may mean too many."""
    slugs = countries_named(text) if text else ()
    if len(slugs) > MAX_COUNTRIES:
        return ()
    terms = term_cache()
    return tuple(Link(terms.label("country", slug), record_path("country", slug)) for slug in slugs)


def _saved_search(query: Query, routes: list[str]) -> str:
    """The query string by which this search is followed by mail."""
    lists = urlencode([("kind", route) for route in routes])
    return "&".join(filter(None, (query.canonical(), lists)))
