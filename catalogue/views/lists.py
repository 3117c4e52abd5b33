"""The lists of tools and organisations, and their feeds."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy, ngettext

from catalogue.fields.organisation import ORGANISATION
from catalogue.fields.tool import TOOL
from catalogue.index_documents import ORGANISATION_LIST, TOOL_LIST
from catalogue.models import Organisation, Tool
from catalogue.presenters.organisation import organisation_cards
from catalogue.presenters.tool_cards import tool_cards
from hub.lists.spec import ListSpec
from hub.lists.views import render_feed, render_list
from hub.web.page_kinds import shows

TOOLS = ListSpec(
    kind=TOOL.kind,
    route="tools",
    feed_route="tools-feed",
    section="tools",
    template="catalogue/tool_list.html",
    facets=TOOL_LIST,
    records=lambda: Tool.objects.all(),
    cards=tool_cards,
    count=lambda total: ngettext("%(total)d tool", "%(total)d tools", total) % {"total": total},
    ended_left_out=lambda left: (
        ngettext(
            "%(left)d more has ended and is not counted.",
            "%(left)d more have ended and are not counted.",
            left,
        )
        % {"left": left}
    ),
    title=gettext_lazy("Tools"),
    search_label=gettext_lazy("Search the tools"),
    submit_label=gettext_lazy("Show the tools"),
    description=gettext_lazy(
        "Technology that is used against trafficking in persons: search and narrow the list."
    ),
)
ORGANISATIONS = ListSpec(
    kind=ORGANISATION.kind,
    route="organisations",
    feed_route="organisations-feed",
    section="organisations",
    template="catalogue/organisation_list.html",
    facets=ORGANISATION_LIST,
    records=lambda: Organisation.objects.all(),
    cards=organisation_cards,
    count=lambda total: (
        ngettext("%(total)d organisation", "%(total)d organisations", total) % {"total": total}
    ),
    ended_left_out=lambda left: (
        ngettext(
            "%(left)d more no longer exists and is not counted.",
            "%(left)d more no longer exist and are not counted.",
            left,
        )
        % {"left": left}
    ),
    title=gettext_lazy("Organisations"),
    search_label=gettext_lazy("Search the organisations"),
    submit_label=gettext_lazy("Show the organisations"),
    description=gettext_lazy("The organisations behind the tools in this catalogue."),
    by_name=True,
)


@shows("tool")
def tool_list(request: HttpRequest) -> HttpResponse:
    return render_list(request, TOOLS)


@shows("organisation")
def organisation_list(request: HttpRequest) -> HttpResponse:
    return render_list(request, ORGANISATIONS)


@shows("tool")
def tool_feed(request: HttpRequest) -> HttpResponse:
    return render_feed(request, TOOLS)


@shows("organisation")
def organisation_feed(request: HttpRequest) -> HttpResponse:
    return render_feed(request, ORGANISATIONS)
