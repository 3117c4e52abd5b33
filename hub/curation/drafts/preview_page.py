"""The page that readers would see if the draft were published, made by the view of that page."""

from __future__ import annotations

import copy
from typing import cast

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import resolve

from hub.curation.drafts.models import RecordDraft
from hub.curation.drafts.record_drafts import merge_of
from hub.records.models import Record
from hub.records.record_preview import record_with_facts
from hub.records.registry import record_types
from hub.records.stored_records import read_records
from hub.search_engine.snapshot_cache import get_snapshot


def preview_response(request: HttpRequest, draft: RecordDraft, banner: str) -> HttpResponse:
    """The page with a banner, which nobody keeps and no search engine lists.

    Raises as ``record_with_facts``.
    """
    model = record_types[draft.record_kind].model
    _warm_index(model)
    stored = read_records(model, [draft.record_id]).get(draft.record_id)
    if stored is None:
        raise model.DoesNotExist
    facts = merge_of(draft, stored.facts).facts({})
    with record_with_facts(model, draft.record_id, facts, banner=banner):
        record = model._default_manager.get(pk=draft.record_id)
        page = _page_of(request, record)
    response = HttpResponse(page.content, headers={"Content-Type": page["Content-Type"]})
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _page_of(request: HttpRequest, record: Record) -> HttpResponse:
    """What a reader who has no session is answered at the record's address."""
    path = str(record.get_absolute_url())  # type: ignore[attr-defined]
    match = resolve(path)
    reader = copy.copy(request)
    reader.GET = QueryDict("")
    reader.COOKIES = {}
    reader.META = request.META | {"QUERY_STRING": ""}
    reader.method, reader.path, reader.path_info = "GET", path, path
    reader.user, reader.resolver_match = AnonymousUser(), match
    return cast("HttpResponse", match.func(reader, *match.args, **match.kwargs))


def _warm_index(model: type[Record]) -> None:
    """Have the index in memory, which is not made within the preview's transaction."""
    try:
        get_snapshot(model.kind)
    except LookupError:  # a kind that is searched by no index of its own
        return
