"""The admin's own form of a record, over the facts of its draft."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from hub.curation.drafts.models import RecordDraft
from hub.record_admin.record import FactsTaken, RecordAdmin
from hub.record_admin.record_form import CHECKED_NEXT
from hub.records.models import Revision
from hub.records.models.ledger import differing
from hub.records.record_preview import record_with_facts

# The form compares the versions of a record; those of a draft are told from them by this.
DRAFT_VERSIONS = 1_000_000_000


def answer_form(
    admin: RecordAdmin, request: HttpRequest, draft: RecordDraft, context: dict[str, Any]
) -> HttpResponse:
    """The form with the draft's facts, or with what was sent and is not right yet.

    Raises FactsTaken with all that a right form says; what the form wrote is rolled back. Also a
    GET writes and rolls back: a form with its rows, choices and labels is made of what is stored.
    Raises as ``record_with_facts``.
    """
    request.only_facts = True  # type: ignore[attr-defined]
    if CHECKED_NEXT in request.POST:
        data = request.POST.copy()
        del data[CHECKED_NEXT]
        request.POST = data  # type: ignore[assignment]
    with record_with_facts(admin.model, draft.record_id, draft.facts):
        _number(admin, draft, seen_version(request))
        response = admin.changeform_view(request, str(draft.record_id), "", context)
        if hasattr(response, "render"):
            response.render()
    final: HttpResponse = response
    return final


def _number(admin: RecordAdmin, draft: RecordDraft, seen: int) -> None:
    """Have the form find the draft's version as the record's, and who saved it last.

    ``seen``: from which version the form was made. Of those between only the last is known: an
    older form is compared with the draft's beginning.
    """
    version = DRAFT_VERSIONS + draft.version
    admin.model._default_manager.filter(pk=draft.record_id).update(version=version)
    before = draft.former if draft.former and seen >= draft.version - 1 else draft.base
    Revision.objects.create(
        kind=draft.record_kind,
        record_id=draft.record_id,
        version=version,
        before=before,
        changed=differing(before, draft.facts),
        by=draft.saved_by,
        at=draft.saved_at,
        reason=draft.reason,
    )


def seen_version(request: HttpRequest) -> int:
    """The version of the draft that a sent form was made from; 0 for none."""
    sent = request.POST.get("seen_version", "")
    return int(sent[:12]) - DRAFT_VERSIONS if sent.isascii() and sent.isdigit() else 0


__all__ = ["FactsTaken", "answer_form", "seen_version"]
