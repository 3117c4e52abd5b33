"""Curators' pages about addresses: all that are checked, and one with what can be decided on it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from hub.curation.desk.curators import WORK
from hub.curation.link_checks.address_decisions import DECISIONS, ChangedMeanwhileError, decide
from hub.curation.link_checks.address_page import sentence, source_forms, use_lines
from hub.curation.link_checks.models import CheckedAddress, CheckNight
from hub.curation.link_checks.night import is_enabled
from hub.record_admin.staff_pages import FORM, MAX_PK, render_staff_page, staff_page

VIEW = "link_checks.view_checkedaddress"
PER_PAGE = 50
State = CheckedAddress.State
# What a curator comes for stands first.
STATES = (
    State.PARKED, State.DEAD, State.MOVED, State.FAILING, State.LEFT, State.WELL, State.NEW,
)  # fmt: skip


@staff_page(VIEW)
def addresses(request: HttpRequest) -> HttpResponse:
    """All addresses in one state, by their hosts; the first state that has any unless named."""
    rows = CheckedAddress.objects.filter(in_use=True)
    counts = dict(rows.order_by().values_list("state").annotate(Count("pk")))
    first = next((state for state in STATES if counts.get(state)), State.PARKED)
    wanted = request.GET.get("state", "")
    state = State(wanted) if wanted in State.values else first
    listed = rows.filter(state=state).order_by("host", "url", "pk")
    page = Paginator(listed, PER_PAGE).get_page(request.GET.get("page"))
    return render_staff_page(
        request,
        "link_checks/addresses.html",
        _("Addresses of records"),
        states=[(each, counts.get(each, 0), each == state) for each in STATES],
        state=state,
        page=page,
        lines=[(address, sentence(address)) for address in page],
        is_enabled=is_enabled(),
        night=CheckNight.objects.order_by("-day").first(),
    )


@staff_page(VIEW, FORM)
def address(request: HttpRequest, pk: int) -> HttpResponse:
    """One address; POST decides on it."""
    row = get_object_or_404(CheckedAddress, pk=min(pk, MAX_PK))
    if request.method != "POST":
        return _render(request, row)
    if not request.user.has_perm(WORK):
        raise PermissionDenied
    name = request.POST.get("decision", "")
    if name not in DECISIONS:
        return _render(request, row, problem=_("Choose what you decide."), status=400)
    try:
        decide(row.pk, name, seen=request.POST.get("seen", ""), by=request.user)
    except ChangedMeanwhileError:
        row.refresh_from_db()
        problem = _("The address stands otherwise by now. Nothing was decided: look again.")
        return _render(request, row, problem=problem, status=409)
    messages.success(request, str(DECISIONS[name][1]))
    return redirect("link-check", row.pk)


def _render(
    request: HttpRequest, row: CheckedAddress, *, problem: str = "", status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "address": row,
        "sentence": sentence(row),
        "uses": use_lines(row),
        "sources": source_forms(row),
        "may_work": request.user.has_perm(WORK),
        "is_told": row.state in CheckedAddress.TOLD,
        "problem": problem,
    }
    title = _("An address of a record")
    return render_staff_page(request, "link_checks/address.html", title, status=status, **context)
