"""The list of suggestions, and dropping many of them in one step."""

from __future__ import annotations

import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hub.curation.suggestions.models import CHANGE, VIEW, Suggestion
from hub.curation.suggestions.review import decisions
from hub.curation.suggestions.review.suggestion_list import (
    SuggestionFilter,
    keys_of_all,
    keys_of_groups,
    kind_choices,
    read_page,
    state_choices,
    visible_to,
)
from hub.record_admin.staff_pages import POST, render_staff_page, staff_page

UNDO = "dropped_at"  # in the session: when this person dropped something last
LOOKED = "looked"  # posted: that the person has looked at the reports of danger


@staff_page(VIEW, asks_record=True)
def suggestions(request: HttpRequest) -> HttpResponse:
    return _render_list(request, SuggestionFilter.read(request.GET, visible_to(request.user)))


@staff_page(CHANGE, POST)
def drop_several(request: HttpRequest) -> HttpResponse:
    """Drop the groups that were ticked, or all that the filter shows. Reports of danger are dropped
    from a list of nothing else, by a person who says that they were looked at."""
    chosen = SuggestionFilter.read(request.POST)
    newest = request.POST.get("newest", "")
    if request.POST.get("do") == "all" and newest.isascii() and newest.isdigit():
        keys = keys_of_all(chosen, int(newest[:18]))
    else:
        keys = keys_of_groups(chosen, request.POST.getlist("group"))
    dangers = chosen.is_of_dangers
    if not keys:
        messages.error(request, _("Tick what you want to drop. Nothing was changed."))
        return _render_list(request, chosen, status=400)
    if dangers and LOOKED not in request.POST:
        messages.error(request, _("Say first that you have looked at them. Nothing was changed."))
        return _render_list(request, chosen, status=400)
    drop = decisions.drop(keys, by=request.user, dangers=dangers)
    request.session[UNDO] = drop.at.isoformat()
    sentence = ngettext(
        "%(n)d suggestion was dropped.", "%(n)d suggestions were dropped.", drop.count
    )
    messages.success(request, sentence % {"n": drop.count})
    return redirect(chosen.address())


@staff_page(CHANGE, POST)
def undo(request: HttpRequest) -> HttpResponse:
    """Take back what this person dropped last."""
    at = _time(request.POST.get("at", ""))
    count = decisions.undo_drop(at, by=request.user) if at else 0
    if request.session.pop(UNDO, None) is None and not count:
        messages.error(request, _("There is nothing to be taken back."))
        return _render_list(request, SuggestionFilter(), status=400)
    sentence = ngettext("%(n)d suggestion waits again.", "%(n)d suggestions wait again.", count)
    messages.success(request, sentence % {"n": count})
    return redirect("suggestions")


def _render_list(
    request: HttpRequest, chosen: SuggestionFilter, *, status: int = 200
) -> HttpResponse:
    page = read_page(chosen)
    newest = Suggestion.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    return render_staff_page(
        request,
        "suggestions/list.html",
        _("Suggestions"),
        status=status,
        chosen=chosen,
        page=page,
        newest=newest,
        states=state_choices(chosen),
        kinds=kind_choices(chosen),
        before=chosen.address(page=page.number - 1) if page.number > 1 else "",
        behind=chosen.address(page=page.number + 1) if page.number < page.pages else "",
        can_drop=chosen.show in ("", "held") and request.user.has_perm(CHANGE),
        undo_at=request.session.get(UNDO, ""),
    )


def _time(text: str) -> datetime.datetime | None:
    try:
        at = datetime.datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo is not None else None
