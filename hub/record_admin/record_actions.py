"""The pages on which verbs are done: to one record, or to those chosen in a list."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hub.record_admin.workflow_actions import VERBS, ReasonForm, Verb
from hub.records.models import EditConflict, LedgerEntry, Record

if TYPE_CHECKING:
    from hub.record_admin.record import RecordAdmin


def run_on_record(
    admin: RecordAdmin, request: HttpRequest, object_id: str, verb_name: str
) -> HttpResponse:
    """The question, and on POST the deed."""
    record, verb = admin.get_object(request, unquote(object_id)), VERBS.get(verb_name)
    if record is None or verb is None:
        raise Http404
    if not admin.has_change_permission(request, record):
        raise PermissionDenied
    back = reverse(admin.route("change"), args=[record.pk])
    if record.state not in verb.allowed:
        messages.warning(request, _("The record is not in a state for that any more."))
        return HttpResponseRedirect(back)
    form = verb.form(request.POST or None, initial={"seen_version": record.version})
    if request.method == "POST" and form.is_valid() and done(record, verb, request, form):
        messages.success(request, f"{record}: {verb.done}")
        return HttpResponseRedirect(back)
    return TemplateResponse(
        request,
        "admin/verb.html",
        {
            **admin.admin_site.each_context(request),
            "title": f"{verb.label}: {record}",
            "opts": admin.opts,
            "original": record,
            "verb": verb,
            "form": form,
            "media": admin.media + form.media,
            "back": back,
        },
    )


def done(record: Record, verb: Verb, request: HttpRequest, form: ReasonForm) -> bool:
    """Do it; False, with the problem in the form, where it cannot be done."""
    try:
        with transaction.atomic():
            # A form that does not say what was seen (-1) has seen no version that there is.
            seen = form.cleaned_data["seen_version"]
            LedgerEntry.open(record, version=-1 if seen is None else seen)
            verb.act(record, request.user, form.cleaned_data)
    except EditConflict as conflict:
        form.add_error(None, _("The record was changed meanwhile. Look at it again, then decide."))
        form.data = request.POST.copy()
        form.data["seen_version"] = str(conflict.record.version)
        return False
    except ValidationError as problem:
        form.add_error(None, problem.messages)  # this form has none of the record's fields
        return False
    return True


Action = Callable[["RecordAdmin", HttpRequest, models.QuerySet[Any]], HttpResponse | None]


def action_for(verb: Verb) -> Action:
    """A bulk action: a page that asks for the reason, then each record in its own transaction."""

    def act(
        admin: RecordAdmin, request: HttpRequest, queryset: models.QuerySet[Any]
    ) -> HttpResponse | None:
        form = verb.form(request.POST if "apply" in request.POST else None)
        if form.is_bound and form.is_valid():
            run_on_queryset(request, verb, queryset, form.cleaned_data)
            return None
        fitting = queryset.filter(state__in=verb.allowed)
        context = {
            **admin.admin_site.each_context(request),
            "title": verb.label,
            "opts": admin.opts,
            "verb": verb,
            "form": form,
            "media": admin.media + form.media,
            "records": fitting[:100],
            "count": fitting.count(),
            "left_out": queryset.exclude(state__in=verb.allowed).count(),
            "chosen": request.POST.getlist(ACTION_CHECKBOX_NAME),
            "checkbox": ACTION_CHECKBOX_NAME,
            "select_across": request.POST.get("select_across", "0"),
        }
        return TemplateResponse(request, "admin/verb_bulk.html", context)

    return act


def run_on_queryset(
    request: HttpRequest, verb: Verb, queryset: models.QuerySet[Any], given: dict[str, Any]
) -> None:
    count = 0
    model = queryset.model
    for key in list(queryset.filter(state__in=verb.allowed).values_list("pk", flat=True)):
        with transaction.atomic():
            # Locked and read again: others may have archived it while the first ones were done.
            rows = model._default_manager.select_for_update()
            record = rows.filter(pk=key, state__in=verb.allowed).first()
            if record is None:
                continue
            try:
                with transaction.atomic():
                    verb.act(record, request.user, given)
            except ValidationError as problem:
                messages.error(request, f"{record}: {' '.join(problem.messages)}")
            else:
                count += 1
    sentence = ngettext("%(count)d record: %(done)s", "%(count)d records: %(done)s", count)
    messages.success(request, sentence % {"count": count, "done": verb.done})
