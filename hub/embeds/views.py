"""Lists and records in frames on pages of others, and how to put them there."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from hub.embeds.embedded import (
    MAX_ADDRESS,
    Embedded,
    UnusableAddressError,
    example_addresses,
    read_address,
    record_route,
)
from hub.lists.filter_form import UnusableQueryError
from hub.lists.presenter import list_heading, query_url
from hub.lists.spec import ListSpec, list_specs
from hub.search_engine.search import search
from hub.search_engine.snapshot_cache import get_snapshot
from hub.web.framing import let_anybody_frame, let_frame_own_pages
from hub.web.page_parameters import unknown_parameters
from hub.web.paths import query_string
from hub.web.responses import (
    absolute,
    mark_shared,
    missing_record,
    render_page,
    unknown_parameters_sentence,
)
from hub.web.view_models import Link, Message, Page

ADDRESS = "address"
LAYOUT = "embeds/cards.html"


def framed_list(request: HttpRequest, kind: str) -> HttpResponse:
    """The first records of a filtered list. What is wrong with its address is said in the frame:
    whoever put it there shall not show a list that is filtered otherwise than they think.
    """
    spec = list_specs[kind]
    if unknown := unknown_parameters(request):
        return _message(request, spec, 400, [unknown_parameters_sentence(unknown)])
    try:
        query, exact = spec.read(request)
    except UnusableQueryError as problem:
        return _message(request, spec, 400, problem.sentences)
    snapshot = get_snapshot(spec.kind, "public")
    result = search(snapshot, spec.in_order(query), correct=not exact, literal=exact)
    if query.page > max(result.pages, 1):
        sentence = _("This list has no page %(page)d") % {"page": query.page}
        return _message(request, spec, 404, [sentence])
    whole = Link(_("See the whole list"), query_url(spec.base, query))
    heading = list_heading(spec, query, result)
    return _framed_cards(request, spec, heading, spec.cards(result.ids, None), whole)


def framed_record(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """The card of one record, as its list shows it; 301 for a former slug, 410 and 404 in words."""
    spec = list_specs[kind]
    record = spec.records().published().filter(slug=slug).first()
    cards = spec.cards([record.pk], None) if record is not None else ()
    if record is None or not cards:
        missing = missing_record(request, spec.records(), slug, record_route(spec))
        if missing.status_code == 301:
            return missing
        sentence = {410: _("This record was removed from this site")}.get(missing.status_code)
        return _message(
            request, spec, missing.status_code, [sentence or _("There is no such record here.")]
        )
    page = Link(_("See the whole record"), record.get_absolute_url())
    return _framed_cards(request, spec, "", cards, page, title=str(record))


def _framed_cards(
    request: HttpRequest, spec: ListSpec, heading: str, cards: Any, more: Link, title: str = ""
) -> HttpResponse:
    page = Page(
        title=title or heading, canonical=absolute(more.url), robots="noindex", section=spec.section
    )
    context = {"layout": LAYOUT, "page": page, "heading": heading, "cards": cards, "more": more}
    template = spec.card_template or spec.template
    return let_anybody_frame(mark_shared(render(request, template, context, using="jinja2")))


def _message(
    request: HttpRequest, spec: ListSpec, status: int, sentences: list[str]
) -> HttpResponse:
    heading = _("Nothing can be shown here")
    way = Link(str(spec.title), spec.base)
    context = {
        "page": Page(title=heading, robots="noindex"),
        "message": Message(heading, " ".join(sentences), (way,)),
    }
    response = render(request, "embeds/message.html", context, status=status, using="jinja2")
    return let_anybody_frame(response)


def instructions(request: HttpRequest) -> HttpResponse:
    """How to embed the list or the record at an address of this site, with a look at the frame."""
    address = request.GET.get(ADDRESS, "")
    embedded: Embedded | None = None
    problem = ""
    if address:
        try:
            embedded = read_address(address)
        except UnusableAddressError as error:
            problem = str(error)
    page = Page(
        title=_("Show our records on your own site"),
        description=_("A list or a record of this site in a frame on yours: no script, no cookie."),
        canonical=absolute(reverse("embed")),
        robots="noindex, follow" if address else "",
    )
    context = {
        "page": page,
        "address": address[:MAX_ADDRESS],
        "problem": problem,
        "embedded": embedded,
        "examples": [
            Link(title, instructions_address(path)) for title, path in example_addresses()
        ],
    }
    response = render_page(request, "embeds/instructions.html", context)
    if problem:
        response.status_code = 400
        return response
    return let_frame_own_pages(mark_shared(response))


def instructions_address(page: str) -> str:
    """Where it is said how to embed the list or record at this path, with its parameters."""
    return f"{reverse('embed')}?{query_string([(ADDRESS, page)])}"
