"""Tools side by side, the shortlist, and its briefing sheet in three forms."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.compare.briefing import sheet_of
from catalogue.compare.docx_export import as_docx
from catalogue.compare.fit_rows import judgements
from catalogue.compare.parameters import (
    LEAST,
    LONGEST_LIST,
    MOST,
    SHORTENED,
    CompareParameters,
    UnusableCompareError,
    read_compare_parameters,
)
from catalogue.compare.presenter import compare_page, shortlist_page, start_page
from catalogue.compare.printable_document import PrintableDocument
from catalogue.compare.selection import Selection, chosen_tools
from catalogue.compare.text_export import as_text
from catalogue.models import Tool
from hub.search_engine.snapshot_cache import get_snapshot
from hub.web.responses import absolute, bad_parameters_page, message_page, public_page, tools_link
from hub.web.view_models import Link, Page

WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TEXT_TYPE = "text/plain; charset=utf-8"
Use = Callable[[HttpRequest, CompareParameters, Selection], HttpResponse]


def compare(request: HttpRequest) -> HttpResponse:
    return _answer(request, reverse("tools-compare"), MOST, _compare)


def shortlist(request: HttpRequest) -> HttpResponse:
    return _answer(request, reverse("shortlist"), LONGEST_LIST, _shortlist)


def briefing(request: HttpRequest) -> HttpResponse:
    return _answer(request, reverse("briefing"), LONGEST_LIST, _briefing)


def briefing_text(request: HttpRequest) -> HttpResponse:
    return _answer(request, reverse("briefing-text"), LONGEST_LIST, _briefing_text)


def briefing_docx(request: HttpRequest) -> HttpResponse:
    return _answer(request, reverse("briefing-docx"), LONGEST_LIST, _briefing_docx)


def _answer(request: HttpRequest, base: str, most: int, use: Use) -> HttpResponse:
    """400 for what cannot be used, 404 where a tool is gone, 301 where one was renamed."""
    try:
        parameters = read_compare_parameters(request.GET, most)
    except UnusableCompareError as problem:
        way = Link(_("Go on with what can be used"), problem.nearest.address(base))
        return bad_parameters_page(request, problem.sentences, way)
    selection = chosen_tools(parameters.tools)
    if selection.missing:
        return _gone(
            request, parameters.where(*selection.current(parameters.tools)), selection, base
        )
    if selection.moved:
        moved = parameters.where(*selection.current(parameters.tools))
        return HttpResponsePermanentRedirect(moved.address(base))
    return use(request, parameters, selection)


def _gone(
    request: HttpRequest, rest: CompareParameters, selection: Selection, base: str
) -> HttpResponse:
    """Names what is missing as it was typed; whether it is a draft or never was is not told."""
    typed = ", ".join(f"“\u2068{slug[:SHORTENED]}\u2069”" for slug in selection.missing)
    sentence = ngettext(
        "There is no tool %(slugs)s. It may have been mistyped, or taken off the site.",
        "There are no tools %(slugs)s. They may have been mistyped, or taken off the site.",
        len(selection.missing),
    ) % {"slugs": typed}
    words = _("Go on with the other tools") if rest.tools else _("Begin again")
    return message_page(
        request,
        status=404,
        heading=_("A tool in this address is not here"),
        sentence=sentence,
        ways_on=(Link(words, rest.address(base)), tools_link()),
    )


def _compare(
    request: HttpRequest, parameters: CompareParameters, selection: Selection
) -> HttpResponse:
    base, snapshot = reverse("tools-compare"), get_snapshot(Tool.kind, "public")
    make = compare_page if len(selection.tools) >= LEAST else start_page
    view_model = make(parameters, base, snapshot, selection.tools)
    title = view_model.heading
    if view_model.comparison:
        title = _("Compared: %(names)s") % {"names": ", ".join(one.name for one in selection.tools)}
    page = _page(
        title, parameters, base, _("Tools against trafficking side by side, fact by fact.")
    )
    return public_page(request, "catalogue/compare.html", {"page": page, "compare": view_model})


def _shortlist(
    request: HttpRequest, parameters: CompareParameters, selection: Selection
) -> HttpResponse:
    base, snapshot = reverse("shortlist"), get_snapshot(Tool.kind, "public")
    view_model = shortlist_page(parameters, base, snapshot, selection.tools)
    page = _page(
        view_model.heading, parameters, base, _("Tools that I think of using, kept in an address.")
    )
    return public_page(request, "catalogue/shortlist.html", {"page": page, "shortlist": view_model})


def _page(title: str, parameters: CompareParameters, base: str, description: str) -> Page:
    return Page(
        title=title,
        description=description,
        canonical=absolute(parameters.address(base)),
        section="tools",
        # Crawlers need the empty page, not every combination of tools.
        robots="noindex, follow" if parameters.pairs() or parameters.text else "",
        own_search=True,
    )


# The sheet is one reader's: it carries the day and what the reader looked for, is asked for once,
# and neither we nor a shared device keep it. So it is never marked as the same for all.


def _briefing(
    request: HttpRequest, parameters: CompareParameters, selection: Selection
) -> HttpResponse:
    if not selection.tools:
        return _to_shortlist(parameters)
    shortlist = parameters.plain().address(reverse("shortlist"))
    page = Page(title=_("Briefing sheet"), section="tools", robots="noindex")
    context = {"page": page, "sheet": _sheet(parameters, selection), "shortlist": shortlist}
    return _unkept(render(request, "catalogue/briefing.html", context, using="jinja2"))


def _briefing_text(
    request: HttpRequest, parameters: CompareParameters, selection: Selection
) -> HttpResponse:
    if not selection.tools:
        return _to_shortlist(parameters)
    sheet = _sheet(parameters, selection)
    return _file(as_text(sheet).encode(), TEXT_TYPE, f"briefing-{sheet.day}.txt")


def _briefing_docx(
    request: HttpRequest, parameters: CompareParameters, selection: Selection
) -> HttpResponse:
    if not selection.tools:
        return _to_shortlist(parameters)
    sheet = _sheet(parameters, selection)
    return _file(as_docx(sheet), WORD_TYPE, f"briefing-{sheet.day}.docx")


def _sheet(parameters: CompareParameters, selection: Selection) -> PrintableDocument:
    pks = [tool.pk for tool in selection.tools]
    judged = (
        []
        if parameters.situation.is_empty
        else judgements(get_snapshot(Tool.kind, "public"), pks, parameters.situation)
    )
    day = timezone.localdate().isoformat()
    return sheet_of(selection.tools, judged, parameters, reverse("shortlist"), day)


def _to_shortlist(parameters: CompareParameters) -> HttpResponse:
    """A sheet about nothing: the empty shortlist says how to fill it."""
    return redirect(parameters.plain().address(reverse("shortlist")))


def _file(content: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Robots-Tag"] = "noindex"
    return _unkept(response)


def _unkept(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
