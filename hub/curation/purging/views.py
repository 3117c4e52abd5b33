"""Curators' pages: ask that a text is taken out, see where it stands, and decide on it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.curation.purging import purge_requests
from hub.curation.purging.forms import AskForm
from hub.curation.purging.models import PurgeRequest
from hub.curation.purging.preview import preview_of
from hub.curation.purging.purged_text import PurgeRefused
from hub.curation.purging.stored_texts import RecordKey
from hub.record_admin.staff_pages import FORM, MAX_PK, record_or_404, render_staff_page, staff_page
from hub.record_admin.step_up import confirmation_page
from hub.records.models import Record
from hub.records.registry import record_types
from hub.web.paths import admin_form_path

VIEW, ASK, DECIDE = (
    "purging.view_purgerequest", "purging.add_purgerequest", "purging.change_purgerequest"
)  # fmt: skip
PER_PAGE = 50
Outcome = PurgeRequest.Outcome
DONE = {
    Outcome.DONE: gettext_lazy(
        "The text is taken out. Look at the record and its history once more."
    ),
    Outcome.REFUSED: gettext_lazy("The request is refused; nothing was taken out."),
    Outcome.WITHDRAWN: gettext_lazy("The request is withdrawn; nothing was taken out."),
}


@staff_page(VIEW)
def requests(request: HttpRequest) -> HttpResponse:
    """All requests, the newest first: what the site keeps of what it no longer has."""
    rows = PurgeRequest.objects.select_related("asked_by", "decided_by")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    lines = [(row, purge_requests.record_title(row)) for row in page]
    title = _("Texts taken out for good")
    return render_staff_page(request, "purging/requests.html", title, page=page, lines=lines)


@staff_page(ASK, FORM)
def ask(request: HttpRequest, kind: str, key: int) -> HttpResponse:
    record: Record = record_or_404(kind, key)
    app = record._meta.app_label
    if not request.user.has_perm(f"{app}.change_{record._meta.model_name}"):
        raise PermissionDenied
    form = AskForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            row = purge_requests.ask(
                RecordKey(kind, record.pk), form.cleaned_data["text"],
                form.cleaned_data["reason"], by=request.user,
            )  # fmt: skip
        except PurgeRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Asked. Nothing is taken out yet: see below."))
            return redirect("purge-request", row.pk)
    if request.method == "POST":
        status = 400
    title = _("Take a text out for good: %(record)s") % {"record": record}
    return render_staff_page(
        request, "purging/ask.html", title, status=status,
        form=form, record=record, form_path=admin_form_path(type(record), record.pk),
    )  # fmt: skip


@staff_page(VIEW, FORM)
def purge_request(request: HttpRequest, pk: int) -> HttpResponse:
    """One request; POST decides on it. Taking out asks for a sign-in that was confirmed lately."""
    rows = PurgeRequest.objects.select_related("asked_by", "decided_by")
    row = get_object_or_404(rows, pk=min(pk, MAX_PK))
    if request.method != "POST":
        return _render(request, row)
    if not request.user.has_perm(DECIDE):
        raise PermissionDenied
    outcome = request.POST.get("outcome", "")
    if outcome not in Outcome.values:
        return _render(request, row, problem=_("Choose what you decide."), status=400)
    if outcome == Outcome.DONE and (page := confirmation_page(request)):
        return page
    try:
        purge_requests.decide(row.pk, outcome, by=request.user)
    except PurgeRefused as refused:
        row = rows.get(pk=row.pk)
        return _render(request, row, problem=str(refused), status=409)
    messages.success(request, str(DONE[Outcome(outcome)]))
    return redirect("purge-request", row.pk)


def _render(
    request: HttpRequest, row: PurgeRequest, *, problem: str = "", status: int = 200
) -> HttpResponse:
    record_type = record_types.get(row.record_kind)
    record = record_type and record_type.model._default_manager.filter(pk=row.record_id).first()
    title = _("Text to take out: %(record)s") % {"record": purge_requests.record_title(row)}
    return render_staff_page(
        request, "purging/request.html", title, status=status,
        row=row, problem=problem, preview=preview_of(row),
        typed=purge_requests.typed_text(row),
        form_path=admin_form_path(type(record), record.pk) if record else "",
        may_decide=row.is_waiting and request.user.has_perm(DECIDE),
        is_own=row.asked_by_id == request.user.pk,
        needs_another=purge_requests.needs_another(row, request.user),
    )  # fmt: skip
