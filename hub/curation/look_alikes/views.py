"""What looks like the name or the address that a curator is typing."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from hub.curation.look_alikes.record_finder import find_typed
from hub.record_admin.base import is_primary_key
from hub.record_admin.look_alikes import ANYWAY
from hub.record_admin.staff_pages import READ, staff_page
from hub.records.registry import record_types

NEW, OTHER_THAN = "new", "other_than"  # parameters: it is a new record; the key of the one edited


@staff_page("", READ)
def look_alikes(request: HttpRequest, kind: str) -> HttpResponse:
    """A part of a page, empty where nothing looks alike. GET only: what is typed stays typed."""
    if kind not in record_types:
        raise Http404
    own = request.GET.get(OTHER_THAN, "")
    typed = dict(request.GET.lists())
    found = [
        one
        for one in find_typed(record_types[kind].model, typed, request.user)
        if not (is_primary_key(own) and one.pk == int(own))
    ]
    context = {"look_alikes": found, "is_new": NEW in request.GET, "anyway": ANYWAY}
    return render(request, "look_alikes/_list.html", context)
