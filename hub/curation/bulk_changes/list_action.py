"""The action in lists of records: say what, look at what it does, do it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hub.curation.bulk_changes.bulk_writer import MAX_RECORDS, BulkWriter, Outlook
from hub.curation.bulk_changes.forms import BulkChangeForm
from hub.curation.bulk_changes.models import CHANGE
from hub.record_admin.bulk_actions import SEEN, chosen_rows, read_versions
from hub.records.models import Record, RecordChange
from hub.records.models.ledger import differing

SHOWN = 50  # records whose differences are shown before


@dataclass(frozen=True)
class RecordPreview:
    """One record, and of each fact that differs: its label, what goes, what comes."""

    title: str
    differences: list[tuple[str, str, str]]


def change_many(
    admin: Any, request: HttpRequest, queryset: models.QuerySet[Any]
) -> HttpResponse | None:
    """POST without ``step``, or ``again``: the form; ``look``: what it would do; ``change``: do
    it; ``keep``: and make drafts of what needs a second person."""
    if not (admin.has_change_permission(request) and request.user.has_perm(CHANGE)):
        raise PermissionDenied
    # Once: a list that is filtered over links names a record twice.
    keys = set(queryset.order_by().values_list("pk", flat=True)[: MAX_RECORDS + 1])
    if len(keys) > MAX_RECORDS:
        sentence = _("These are more than %(most)d records. Filter the list, and do it in parts.")
        messages.error(request, sentence % {"most": MAX_RECORDS})
        return None
    step = request.POST.get("step", "")
    form = BulkChangeForm(admin.model, keys, request.POST if step else None)
    if not step or not form.is_valid():
        return _page(admin, request, form, len(keys), status=400 if step else 200)
    if step == "again":
        return _page(admin, request, form, len(keys))
    reason = form.cleaned_data["reason"]
    writer = BulkWriter(admin.model, form.requested, by=request.user, reason=reason)
    seen = read_versions(request.POST.get(SEEN, ""))
    if step in ("change", "keep") and seen:
        versions = {pk: seen[pk] for pk in seen if pk in keys}
        return _change(request, writer, versions, keep_held=step == "keep")
    return _page(admin, request, form, len(keys), outlook=writer.look(keys))


def _change(
    request: HttpRequest, writer: BulkWriter, versions: dict[int, int], *, keep_held: bool
) -> HttpResponse:
    written = writer.write(versions, keep_held=keep_held)
    change, left = written.change, written.left
    for one in left[:SHOWN]:
        messages.warning(request, f"{one.title}: {one.why}")
    if len(left) > SHOWN:
        count = len(left) - SHOWN
        more = ngettext("%(n)d more is left alone.", "%(n)d more are left alone.", count)
        messages.warning(request, more % {"n": count})
    if written.drafts:
        kept = ngettext(
            "%(n)d draft waits on the desk for somebody else. Nothing of it is public yet.",
            "%(n)d drafts wait on the desk for somebody else. Nothing of them is public yet.",
            written.drafts,
        )
        messages.success(request, kept % {"n": written.drafts})
    if change is None and written.drafts:
        return redirect("drafts")
    if change is None:
        messages.warning(request, _("Nothing was changed."))
        return redirect(request.get_full_path())
    done = ngettext("%(n)d record was changed.", "%(n)d records were changed.", change.count)
    messages.success(request, done % {"n": change.count})
    return redirect("bulk-change", change.pk)


def _page(
    admin: Any,
    request: HttpRequest,
    form: BulkChangeForm,
    count: int,
    *,
    outlook: Outlook | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        **admin.admin_site.each_context(request),
        "title": _("Change many records"),
        "opts": admin.opts,
        "form": form,
        "media": admin.media + form.media,
        "count": count,
        "back": request.get_full_path(),
        **chosen_rows(request),
    }
    if outlook is not None:
        context |= {
            "outlook": outlook,
            "previews": [preview(admin, one) for one in outlook.changes[:SHOWN]],
            "not_shown": max(0, len(outlook.changes) - SHOWN),
            "seen_name": SEEN,
            "held": [preview(admin, one) for one in outlook.held[:SHOWN]],
            "held_not_shown": max(0, len(outlook.held) - SHOWN),
            "seen": ",".join(
                f"{one.pk}.{one.version - 1}" for one in (*outlook.changes, *outlook.held)
            ),
            "posted": [(name, value) for name in ("add", "remove")
                       for value in form.cleaned_data[name]],
        }  # fmt: skip
    return TemplateResponse(request, "bulk_changes/change.html", context, status=status)


def preview(admin: Any, change: RecordChange) -> RecordPreview:
    model: type[Record] = admin.model
    before, after = change.before or {}, change.after
    labels, text = admin.fact_labels(), admin.fact_reader()
    lines = []
    for name in differing(before, after):
        gone, new = before.get(name), after.get(name)
        if isinstance(gone or new, list):
            gone, new = _without(gone, new), _without(new, gone)
        # Of a list without one, nothing: the rest of it stays.
        shown = ["" if value == [] else text(name, value) for value in (gone, new)]
        lines.append((labels.get(name, name), *shown))
    return RecordPreview(model.title_of(before), lines)


def _without(some: Collection[str] | None, others: Collection[str] | None) -> list[str]:
    return [one for one in some or () if one not in (others or ())]
