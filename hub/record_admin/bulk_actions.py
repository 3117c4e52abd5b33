"""Workflow actions for a selection of records: one reason, each record in its own transaction."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import ngettext

from hub.record_admin.base import HardenedModelAdmin
from hub.record_admin.workflow_actions import WorkflowAction, may_perform

SEEN = "seen"  # the hidden field that says which version of each record was shown
SEEN_ROW = re.compile(r"(\d{1,18})\.(\d{1,9})(?:,|\Z)", re.ASCII)
MAX_NAMED = 20

BulkAction = Callable[[HardenedModelAdmin, HttpRequest, models.QuerySet[Any]], HttpResponse | None]

# Actions of upper rooms in the lists of all records: function, name, label.
list_actions: dict[str, tuple[BulkAction, str, str | Promise]] = {}


def register_list_action(name: str, label: str | Promise, action: BulkAction) -> None:
    list_actions[name] = (action, name, label)


def bulk_action(action: WorkflowAction) -> BulkAction:
    """An admin action with a page for the reason; each record in a transaction of its own."""

    def run_action(
        admin: HardenedModelAdmin, request: HttpRequest, queryset: models.QuerySet[Any]
    ) -> HttpResponse | None:
        data = request.POST if "apply" in request.POST else None
        form = action.form_class(data)
        if form.is_bound and form.is_valid():
            run_on_queryset(request, action, queryset, form.cleaned_data)
            return None
        applicable = queryset.filter(state__in=action.allowed_states)
        context = {
            **admin.admin_site.each_context(request),
            "title": action.label,
            "opts": admin.opts,
            "action": action,
            "form": form,
            "media": admin.media + form.media,
            "seen_name": SEEN,
            # A forgotten reason is no second look.
            "seen": request.POST.get(SEEN, "") if form.is_bound else versions_text(applicable),
            "records": applicable[:100],
            "count": applicable.count(),
            "left_out": queryset.exclude(state__in=action.allowed_states).count(),
            **chosen_rows(request),
        }
        return TemplateResponse(request, "admin/workflow_action_bulk.html", context)

    return run_action


def chosen_rows(request: HttpRequest) -> dict[str, Any]:
    """What the page of an action carries on (``admin/includes/chosen_rows.html``)."""
    return {
        "chosen": request.POST.getlist(ACTION_CHECKBOX_NAME),
        "checkbox": ACTION_CHECKBOX_NAME,
        "select_across": request.POST.get("select_across", "0"),
    }


def versions_text(records: models.QuerySet[Any]) -> str:
    """Keys and versions in one field: a form has a limited number of fields."""
    rows = records.order_by("pk").values_list("pk", "version").distinct()
    return ",".join(f"{key}.{version}" for key, version in rows)


def read_versions(text: str) -> dict[int, int]:
    return {int(key): int(version) for key, version in SEEN_ROW.findall(text)}


def run_on_queryset(
    request: HttpRequest,
    action: WorkflowAction,
    queryset: models.QuerySet[Any],
    form_data: dict[str, Any],
) -> None:
    """Do it to each record that is as it was when the curator looked."""
    count, changed = 0, []
    seen = read_versions(request.POST.get(SEEN, ""))
    model = queryset.model
    for key in list(queryset.filter(state__in=action.allowed_states).values_list("pk", flat=True)):
        with transaction.atomic():
            # Locked and read again: others may have archived it while the first ones were done.
            rows = model._default_manager.select_for_update()
            record = rows.filter(pk=key, state__in=action.allowed_states).first()
            if record is None or not may_perform(request.user, action, record):
                continue
            if record.version != seen.get(key):
                changed.append(str(record))
                continue
            try:
                with transaction.atomic():
                    action.perform(record, request.user, form_data)
            except ValidationError as error:
                messages.error(request, f"{record}: {' '.join(error.messages)}")
            else:
                count += 1
    sentence = ngettext("%(count)d record: %(done)s", "%(count)d records: %(done)s", count)
    messages.success(request, sentence % {"count": count, "done": action.done_message})
    if changed:
        tell_left_alone(request, changed)


def tell_left_alone(request: HttpRequest, names: list[str]) -> None:
    sentence = ngettext(
        "%(count)d record was changed after you chose it, and is left alone: %(names)s. "
        "Look at it again, then decide.",
        "%(count)d records were changed after you chose them, and are left alone: %(names)s. "
        "Look at them again, then decide.",
        len(names),
    )
    named = ", ".join(names[:MAX_NAMED]) + (" …" if len(names) > MAX_NAMED else "")
    messages.warning(request, sentence % {"count": len(names), "names": named})
