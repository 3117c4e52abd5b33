"""Records that await a check, one after the other: checked today, and on to the next."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hub.record_admin.base import HardenedModelAdmin, is_primary_key
from hub.records.models import CONFIRMED, Record, RecordQuerySet
from hub.records.record_access import permission_name, reachable

AFTER = "after"  # the parameter: the key of the record that is left as it is


def records_of(admin: HardenedModelAdmin, request: HttpRequest) -> RecordQuerySet[Any]:
    """Those that the person may check."""
    model = cast("type[Model]", admin.model)
    records = cast("RecordQuerySet[Any]", model._default_manager.all())
    return reachable(request.user, permission_name(model, "change"), records)


def next_record(
    admin: HardenedModelAdmin, request: HttpRequest, current: Record | None = None
) -> Record | None:
    """The record that most wants a check: behind the current one, else from the beginning."""
    queue = records_of(admin, request)
    if current is None:
        return queue.awaiting_check().first()
    behind = queue.awaiting_check(after=current.check_position()).first()
    return behind or queue.awaiting_check().exclude(pk=current.pk).first()


def mark_as_checked(record: Record, form: Any) -> None:
    """Set what says that a person compared the record with its sources today.

    What the curator chose on the form in the same step stays: who confirmed it, the next review.
    """
    if "verification" not in form.changed_data or record.verification not in CONFIRMED:
        record.verification = Record.Verification.SOURCE_CHECKED
    if "next_review_on" not in form.changed_data:
        record.next_review_on = record.review_due(record.facts())
    record.verified_on = timezone.localdate()


def open_next(request: HttpRequest, admin: HardenedModelAdmin) -> HttpResponse:
    """Lead to the record that most wants a check; ``after`` passes over one and writes nothing."""
    if not admin.has_change_permission(request):
        raise PermissionDenied
    key = request.GET.get(AFTER, "")
    current = records_of(admin, request).filter(pk=key).first() if is_primary_key(key) else None
    return lead_to(request, admin, next_record(admin, request, current))


def lead_to(
    request: HttpRequest, admin: HardenedModelAdmin, record: Record | None
) -> HttpResponseRedirect:
    if record is None:
        messages.success(request, _("Nothing here waits for a check any more."))
        return HttpResponseRedirect(reverse(admin.url_name("changelist")))
    count = records_of(admin, request).awaiting_check().count()
    sentence = ngettext(
        "%(count)d record of this kind waits for a check. This is the one to look at next.",
        "%(count)d records of this kind wait for a check. This is the one to look at next.",
        count,
    )
    messages.info(request, sentence % {"count": count})
    return HttpResponseRedirect(reverse(admin.url_name("change"), args=[record.pk]))
