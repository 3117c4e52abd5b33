"""The pages on which curators name stewards: of one record, and of many from a list."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hub.curation.stewards.focal_points import focal_points_of
from hub.curation.stewards.forms import StewardForm
from hub.curation.stewards.models import CHANGE, VIEW, StewardChange
from hub.curation.stewards.steward_changes import name_steward, steward_of
from hub.record_admin.bulk_actions import chosen_rows
from hub.record_admin.record_lines import RecordLine
from hub.record_admin.staff_pages import FORM, record_or_404, render_staff_page, staff_page
from hub.records.models import Record
from hub.web.paths import admin_form_path
from hub.web.view_models import Link

SHOWN = 20  # of earlier stewards
MAX_RECORDS = 5000  # in one step


@staff_page(VIEW, FORM)
def steward(request: HttpRequest, kind: str, key: int) -> HttpResponse:
    """Who answers for a record; POST names another one."""
    record = record_or_404(kind, key)
    if request.method != "POST":
        return _render(request, record)
    if not request.user.has_perm(CHANGE):
        raise PermissionDenied
    form = StewardForm(request.POST)
    if not form.is_valid():
        return _render(request, record, form, status=400)
    with transaction.atomic():
        list(type(record)._default_manager.select_for_update().filter(pk=record.pk))
        if form.cleaned_data["seen"] != _key_of(record):
            form.add_error(
                None, _("Somebody else named another steward meanwhile. Look again, then decide.")
            )
            return _render(request, record, form, status=409)
        organisation = form.cleaned_data["organisation"]
        name_steward(kind, [record.pk], organisation, by=request.user)
    if organisation is None:
        messages.success(request, _("No organisation is the steward of the record now."))
    else:
        sentence = _("“%(name)s” is the steward of the record now.")
        messages.success(request, sentence % {"name": organisation})
    return redirect(admin_form_path(type(record), record.pk))


def _key_of(record: Record) -> str:
    organisation = steward_of(record.kind, record.pk)
    return str(organisation.pk) if organisation else ""


def _render(
    request: HttpRequest, record: Any, form: StewardForm | None = None, *, status: int = 200
) -> HttpResponse:
    organisation = steward_of(record.kind, record.pk)
    seen = str(organisation.pk) if organisation else ""
    if form is None:
        form = StewardForm(initial={"organisation": organisation, "seen": seen})
    else:
        data = request.POST.copy()
        data["seen"] = seen
        form.data = data
    rows = StewardChange.objects.filter(record_kind=record.kind, record_id=record.pk)
    return render_staff_page(
        request,
        "stewards/steward.html",
        _("Steward"),
        status=status,
        record=record,
        opts=type(record)._meta,
        form=form,
        steward=organisation,
        people=focal_points_of(record.kind, record.pk),
        changes=rows.select_related("by")[:SHOWN],
        may_change=request.user.has_perm(CHANGE),
    )


def name_many(
    model_admin: Any, request: HttpRequest, queryset: QuerySet[Any]
) -> HttpResponse | None:
    """The action in lists of records."""
    if not request.user.has_perm(CHANGE):
        raise PermissionDenied
    keys = set(queryset.order_by().values_list("pk", flat=True)[: MAX_RECORDS + 1])
    if len(keys) > MAX_RECORDS:
        sentence = _("These are more than %(most)d records. Filter the list, and do it in parts.")
        messages.error(request, sentence % {"most": MAX_RECORDS})
        return None
    form = StewardForm(request.POST if "apply" in request.POST else None)
    if form.is_bound and form.is_valid():
        organisation = form.cleaned_data["organisation"]
        count = name_steward(model_admin.model.kind, keys, organisation, by=request.user)
        sentence = ngettext(
            "%(n)d record has another steward.", "%(n)d records have another steward.", count
        )
        messages.success(request, sentence % {"n": count})
        return None
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Name a steward"),
        "opts": model_admin.opts,
        "form": form,
        "media": model_admin.media + form.media,
        "count": len(keys),
        "back": request.get_full_path(),
        **chosen_rows(request),
    }
    status = 400 if form.is_bound else 200
    return TemplateResponse(request, "stewards/many.html", context, status=status)


def steward_line(request: HttpRequest, record: Record) -> list[RecordLine]:
    """Above the form of a record: who answers for it; for curators, where that is changed."""
    organisation = steward_of(record.kind, record.pk)
    is_gone = organisation is not None and organisation.state == Record.State.ARCHIVED
    sentence = _("No organisation is its steward.")
    if is_gone:
        sentence = _("Its steward is archived: %(name)s.") % {"name": organisation}
    elif organisation is not None:
        sentence = _("Steward: %(name)s.") % {"name": organisation}
    links: tuple[Link, ...] = ()
    if request.user.has_perm(CHANGE):
        path = reverse("steward", args=[record.kind, record.pk])
        links = (Link(_("Change the steward") if organisation else _("Name a steward"), path),)
    return [RecordLine(sentence, links, is_quiet=not is_gone)]
