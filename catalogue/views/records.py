"""The page of one tool or organisation."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from catalogue.compare.tool_ways import ways_from
from catalogue.fit.finder_state import FinderState, read_finder_state
from catalogue.fit.situation import UnusableSituationError
from catalogue.models import Organisation, Tool
from catalogue.presenters.json_ld import of_organisation, of_tool
from catalogue.presenters.organisation import organisation_page
from catalogue.presenters.tool import tool_page
from catalogue.public_tools import tool_for_page
from hub.records.models import Record
from hub.records.record_access import may_record
from hub.records.record_preview import preview_of_record, previewed_key
from hub.search_engine.snapshot_cache import get_snapshot
from hub.web.edit_links import check_link, edit_link, with_edit_link
from hub.web.page_kinds import shows
from hub.web.record_notices import notices_of
from hub.web.responses import (
    absolute,
    bad_parameters_page,
    missing_record,
    private_page,
    public_page,
)
from hub.web.view_models import Link, Page


@shows("tool", page="tool")  # the similar ones may be any
def tool_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The answers and tools of the finder may come along, so that the page leads back to them."""
    try:
        state = read_finder_state(request.GET)
    except UnusableSituationError as error:
        plain = Link(_("Open the page of the tool without it"), request.path)
        return bad_parameters_page(request, error.sentences, plain)
    published = tool_for_page(slug)
    if published is None:
        draft = preview_of(request, Tool.objects.for_page(), slug)
        return (
            missing_record(request, Tool.objects.all(), slug)
            if draft is None
            else _tool(request, draft, state)
        )
    return _tool(request, published, state)


def _tool(request: HttpRequest, tool: Tool, state: FinderState) -> HttpResponse:
    view_model = tool_page(tool, get_snapshot(Tool.kind, "public"))
    page = page_of(tool, tool.summary, "tools", of_tool(tool, view_model.sources))
    context = {"page": page, "tool": view_model, "ways": ways_from(tool, state)}
    return answer_with(request, tool, "catalogue/tool_detail.html", context)


@shows(page="organisation")
def organisation_detail(request: HttpRequest, slug: str) -> HttpResponse:
    published = Organisation.objects.published().for_page().filter(slug=slug).first()
    body = published or preview_of(request, Organisation.objects.for_page(), slug)
    if body is None:
        return missing_record(request, Organisation.objects.all(), slug)
    description = _("%(name)s and its tools against trafficking.") % {"name": body.name}
    context = {
        "page": page_of(body, description, "organisations", of_organisation(body)),
        "organisation": organisation_page(body),
    }
    return answer_with(request, body, "catalogue/organisation_detail.html", context)


def preview_of(request: HttpRequest, records: Any, slug: str) -> Any:
    """A record that is not out, for a curator who asks for its preview; else None.

    Also the record whose draft is previewed, whoever looks. The session is looked at only where a
    preview is asked for: readers have none.
    """
    previewed = previewed_key(records.model)
    if previewed is not None:
        return records.filter(pk=previewed, slug=slug).first()
    if request.GET.get("preview") != "1" or not request.user.is_staff:
        return None
    published = records.filter(slug=slug).first()
    if published is None or not may_record(request.user, "view", published):
        return None
    return published


def page_of(record: Record, description: str, section: str, json_ld: dict[str, Any] | None) -> Page:
    """The frame of a record's own page, with a banner on the preview of a draft."""
    preview = preview_of_record(record)
    banner = preview.banner if preview else ""
    if not banner and not record.is_public:
        banner = _("Preview. State: %(state)s. Readers do not see this page.") % {
            "state": record.get_state_display()
        }
    return Page(
        title=str(record),
        description=description,
        canonical=absolute(record.get_absolute_url()),  # type: ignore[attr-defined]
        section=section,
        robots="noindex" if banner else "",
        banner=banner,
        kind="article",
        json_ld=json_ld,
        record=str(record),
        about=f"{record.kind}/{record.slug}",
    )


def answer_with(
    request: HttpRequest, record: Record, template: str, context: dict[str, Any]
) -> HttpResponse:
    """The record's page with what is known of it beside its facts."""
    notices = notices_of(record)
    if notices:
        context = context | {"page": replace(context["page"], notices=notices)}
    return answer_about(request, record, template, context)


def answer_about(
    request: HttpRequest, record: Record, template: str, context: dict[str, Any]
) -> HttpResponse:
    """A page about a record; a preview, and a page with a curator's link, are kept by nobody."""
    edit = edit_link(request, type(record), record.pk)
    if edit is not None:
        check = check_link(type(record).kind, record.slug)
        return private_page(request, template, with_edit_link(context, edit, check))
    answer = public_page if record.is_public else private_page
    return answer(request, template, context)
