"""Tools side by side, the shortlist, and its briefing sheet in three forms."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.compare.briefing import build_briefing
from catalogue.compare.parameters import (
    MAX_ECHOED_LETTERS,
    MAX_SHORTLIST,
    MAX_TOOLS,
    MIN_TOOLS,
    CompareParameters,
    ToolSelection,
    UnusableCompareError,
    read_compare_parameters,
    select_tools,
)
from catalogue.compare.presenter import compare_page, shortlist_page, start_page
from catalogue.compare.printable_document import PrintableDocument
from catalogue.compare.table import assess_tools
from catalogue.compare.text_export import render_text
from catalogue.compare.word_file import WORD_TYPE, render_word_file
from catalogue.models import Tool
from hub.search_engine.snapshot_cache import get_snapshot
from hub.web.page_kinds import shows
from hub.web.responses import (
    absolute,
    attachment,
    bad_parameters_page,
    message_page,
    public_page,
    tools_link,
)
from hub.web.view_models import Link, Page

TEXT_TYPE = "text/plain; charset=utf-8"
COMPARED = ("tool", "organisation", "deployment")  # the kinds of records that stand there
CompareView = Callable[[HttpRequest, CompareParameters, ToolSelection], HttpResponse]


@shows(*COMPARED)
def compare(request: HttpRequest) -> HttpResponse:
    return _respond(request, reverse("tools-compare"), MAX_TOOLS, _compare)


@shows(*COMPARED)
def shortlist(request: HttpRequest) -> HttpResponse:
    return _respond(request, reverse("shortlist"), MAX_SHORTLIST, _shortlist)


@shows(*COMPARED)
def briefing(request: HttpRequest) -> HttpResponse:
    return _respond(request, reverse("briefing"), MAX_SHORTLIST, _briefing)


@shows(*COMPARED)
def briefing_text(request: HttpRequest) -> HttpResponse:
    return _respond(request, reverse("briefing-text"), MAX_SHORTLIST, _briefing_text)


@shows(*COMPARED)
def briefing_docx(request: HttpRequest) -> HttpResponse:
    return _respond(request, reverse("briefing-docx"), MAX_SHORTLIST, _briefing_docx)


def _respond(request: HttpRequest, base: str, limit: int, view: CompareView) -> HttpResponse:
    """400 for what cannot be used, 404 where a tool is gone, 301 where one was renamed."""
    try:
        parameters = read_compare_parameters(request.GET, limit)
    except UnusableCompareError as error:
        way = Link(_("Go on with the rest"), error.nearest.address(base))
        return bad_parameters_page(request, error.sentences, way)
    selection = select_tools(parameters.tools)
    if selection.missing:
        return _missing_tools(
            request, parameters.with_tools(*selection.resolved(parameters.tools)), selection, base
        )
    if selection.renamed:
        renamed = parameters.with_tools(*selection.resolved(parameters.tools))
        return HttpResponsePermanentRedirect(renamed.address(base))
    return view(request, parameters, selection)


def _missing_tools(
    request: HttpRequest, remaining: CompareParameters, selection: ToolSelection, base: str
) -> HttpResponse:
    """Names what is missing as it was typed; whether it is a draft or never was is not told."""
    typed = ", ".join(f"“\u2068{slug[:MAX_ECHOED_LETTERS]}\u2069”" for slug in selection.missing)
    sentence = ngettext(
        "There is no tool %(slugs)s. It may have been mistyped, or removed from the site.",
        "There are no tools %(slugs)s. They may have been mistyped, or removed from the site.",
        len(selection.missing),
    ) % {"slugs": typed}
    label = _("Go on with the other tools") if remaining.tools else _("Begin again")
    return message_page(
        request,
        status=404,
        heading=_("A tool in this address is not here"),
        sentence=sentence,
        ways_on=(Link(label, remaining.address(base)), tools_link()),
    )


def _compare(
    request: HttpRequest, parameters: CompareParameters, selection: ToolSelection
) -> HttpResponse:
    base, snapshot = reverse("tools-compare"), get_snapshot(Tool.kind, "public")
    build = compare_page if len(selection.tools) >= MIN_TOOLS else start_page
    view = build(parameters, base, snapshot, selection.tools)
    title = view.heading
    if view.comparison:
        title = _("Compared: %(names)s") % {
            "names": ", ".join(tool.name for tool in selection.tools)
        }
    page = _page(
        title, parameters, base, _("Tools against trafficking side by side, fact by fact.")
    )
    return public_page(request, "catalogue/compare.html", {"page": page, "compare": view})


def _shortlist(
    request: HttpRequest, parameters: CompareParameters, selection: ToolSelection
) -> HttpResponse:
    base, snapshot = reverse("shortlist"), get_snapshot(Tool.kind, "public")
    view = shortlist_page(parameters, base, snapshot, selection.tools)
    page = _page(
        view.heading, parameters, base, _("Tools that I think of using, kept in an address.")
    )
    return public_page(request, "catalogue/shortlist.html", {"page": page, "shortlist": view})


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
    request: HttpRequest, parameters: CompareParameters, selection: ToolSelection
) -> HttpResponse:
    if not selection.tools:
        return _redirect_to_shortlist(parameters)
    shortlist = parameters.without_filters().address(reverse("shortlist"))
    page = Page(title=_("Briefing sheet"), section="tools", robots="noindex")
    context = {
        "page": page,
        "sheet": _briefing_document(parameters, selection),
        "shortlist": shortlist,
    }
    return _not_stored(render(request, "catalogue/briefing.html", context, using="jinja2"))


def _briefing_text(
    request: HttpRequest, parameters: CompareParameters, selection: ToolSelection
) -> HttpResponse:
    if not selection.tools:
        return _redirect_to_shortlist(parameters)
    sheet = _briefing_document(parameters, selection)
    return _file(render_text(sheet).encode(), TEXT_TYPE, f"briefing-{sheet.day}.txt")


def _briefing_docx(
    request: HttpRequest, parameters: CompareParameters, selection: ToolSelection
) -> HttpResponse:
    if not selection.tools:
        return _redirect_to_shortlist(parameters)
    sheet = _briefing_document(parameters, selection)
    return _file(render_word_file(sheet), WORD_TYPE, f"briefing-{sheet.day}.docx")


def _briefing_document(
    parameters: CompareParameters, selection: ToolSelection
) -> PrintableDocument:
    pks = [tool.pk for tool in selection.tools]
    assessments = (
        []
        if parameters.situation.is_empty
        else assess_tools(get_snapshot(Tool.kind, "public"), pks, parameters.situation)
    )
    day = timezone.localdate().isoformat()
    return build_briefing(selection.tools, assessments, parameters, reverse("shortlist"), day)


def _redirect_to_shortlist(parameters: CompareParameters) -> HttpResponse:
    """A sheet about nothing: the empty shortlist says how to fill it."""
    return redirect(parameters.without_filters().address(reverse("shortlist")))


def _file(content: bytes, media_type: str, name: str) -> HttpResponse:
    return _not_stored(attachment(content, media_type, name))


def _not_stored(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
