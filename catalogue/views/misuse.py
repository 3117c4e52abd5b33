"""Misuse patterns: all of them by stage of the crime, their feed, and the page of one."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from catalogue.facets import MISUSE_LIST
from catalogue.models import MisusePattern
from catalogue.presenters.misuse import by_stage, pattern, public_patterns
from catalogue.presenters.source_numbers import Sources
from catalogue.views.lists import ListSpec, followed_at, heading, past_the_end, render_feed, to_list
from catalogue.views.records import answer_with, page_of, preview_of
from hub.lists.filter_form import UnusableQueryError
from hub.lists.presenter import address, listing
from hub.lists.view_models import PageLinks
from hub.search_engine.query import Query
from hub.search_engine.search import match_ids, search
from hub.search_engine.snapshot_cache import get_snapshot
from hub.web.responses import absolute, bad_parameters_page, missing_record, public_page
from hub.web.view_models import Page

MISUSE = ListSpec(
    kind="misuse",
    route="misuse-patterns",
    feed_route="misuse-feed",
    section="misuse",
    template="catalogue/misuse_list.html",
    facets=MISUSE_LIST,
    records=lambda: MisusePattern.objects.all(),
    cards=lambda pks, marker: public_patterns(pks),
    count=lambda total: (
        ngettext("%(total)d misuse pattern", "%(total)d misuse patterns", total) % {"total": total}
    ),
    ended_left_out=lambda left: "",  # no pattern ends
    title=gettext_lazy("How traffickers use technology"),
    search_label=gettext_lazy("Search the misuse patterns"),
    submit_label=gettext_lazy("Show the misuse patterns"),
    description=gettext_lazy(
        "How traffickers use technology, by stage of the crime, and the tools that answer it."
    ),
)


def misuse_list(request: HttpRequest) -> HttpResponse:
    """All patterns that fit the filters on one page: there are few, and the order is the point."""
    base = reverse(MISUSE.route)
    try:
        query, exact = MISUSE.read(request)
    except UnusableQueryError as problem:
        return bad_parameters_page(request, problem.sentences, to_list(base, problem.nearest))
    snapshot = get_snapshot(MISUSE.kind, "public")
    result = search(snapshot, query, correct=not exact)
    if query.page > 1:
        return past_the_end(request, base, query, replace(result, pages=1))
    # Under the corrected words, where the typed ones found nothing.
    refs = Sources(())
    found = match_ids(snapshot, query.with_text(result.words) if result.corrected else query)
    stages = by_stage(public_patterns(found), refs)
    shown = listing(
        base=base,
        feed=reverse(MISUSE.feed_route),
        heading=heading(MISUSE, query, result),
        search_label=str(MISUSE.search_label),
        submit_label=str(MISUSE.submit_label),
        ended_left_out=MISUSE.ended_left_out,
        facets=MISUSE.facets,
        snapshot=snapshot,
        query=query,
        result=result,
        cards=stages,
    )
    page = Page(
        title=str(MISUSE.title),
        description=str(MISUSE.description),
        canonical=absolute(address(base, query)),
        section=MISUSE.section,
        robots="" if query == Query() else "noindex, follow",
        feed=shown.feed,
        query=query.text,
        own_search=True,
        follow=followed_at(MISUSE, query, exact=exact),
    )
    context = {
        "page": page,
        "listing": replace(shown, pages=PageLinks(1, 1), sorts=()),
        "sources": refs.listed(),
    }
    return public_page(request, MISUSE.template, context)


def misuse_feed(request: HttpRequest) -> HttpResponse:
    return render_feed(request, MISUSE)


def misuse_detail(request: HttpRequest, slug: str) -> HttpResponse:
    found = MisusePattern.objects.published().for_page().filter(slug=slug).first()
    record = found or preview_of(request, MisusePattern.objects.for_page(), slug)
    if record is None:
        return missing_record(request, MisusePattern.objects.all(), slug)
    refs = Sources(())
    shown = pattern(record, refs)
    context = {
        "page": page_of(record, record.summary, "misuse", None),
        "pattern": shown,
        "sources": refs.listed(),
        "changed": record.updated_at.date().isoformat(),
        "version": record.version,
    }
    return answer_with(request, record, "catalogue/misuse_detail.html", context)
